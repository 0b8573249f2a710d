//! Notices: one of a cause while it is open, listed and counted by any filter, closed and kept.

use crate::both::Fresh;
use crate::made_up::{NOW, certificate, day, event, everything, small_tree};
use antin_domain::action::Action;
use antin_domain::certificate::{Renewals, Standing};
use antin_domain::id::Id;
use antin_domain::notice::{Closing, ENDING, NoticeKind};
use antin_domain::permission::Reach;
use antin_storage::certificates;
use antin_storage::notices::{self, Closed, Notice, NoticeFilter};

on_both!(a_cause_has_one_open_notice_and_what_is_closed_stays, lists_are_as_long_as_their_numbers, ends_are_found_once);

fn notice(id: i64, cause: &str, unit: i64, action: Action) -> Notice {
    Notice {
        id: Id(id),
        cause: cause.into(),
        kind: NoticeKind::Holder,
        code: "holder-retired".into(),
        action,
        certificate: Some(Id(id % 10)),
        unit: Some(Id(unit)),
        holder: "Lê An".into(),
        until: day("30/06/2024"),
        step: None,
        opened: (day("14/06/2024"), NOW),
        run: None,
        closed: None,
    }
}

async fn filled(fresh: &Fresh) -> antin_storage::Change {
    let mut change = fresh.db.change().await.unwrap();
    small_tree(&mut change).await;
    let certificates: Vec<_> = [(1, 11), (2, 12), (3, 20)].map(|(id, unit)| certificate(id, "Lê An", unit)).into();
    certificates::insert_many(&mut change, &certificates, NOW).await.unwrap();
    change
}

async fn a_cause_has_one_open_notice_and_what_is_closed_stays(fresh: &Fresh) {
    let mut change = filled(fresh).await;
    let first = notice(1, "holder-retired:1", 11, Action::Revoke);
    notices::open_many(&mut change, std::slice::from_ref(&first)).await.unwrap();
    notices::open_many(&mut change, &[Notice { id: Id(11), ..first.clone() }]).await.unwrap();
    assert_eq!(notices::open_of_reviews(&mut change).await.unwrap(), std::slice::from_ref(&first));
    let how = Closed { day: day("15/06/2024"), at: NOW, why: Closing::NotFound, run: None };
    notices::close_many(&mut change, &[Id(1)], &how).await.unwrap();
    assert!(notices::open_of_reviews(&mut change).await.unwrap().is_empty());
    let closed = NoticeFilter { reach: everything(), is_closed: true, ..NoticeFilter::default() };
    let kept = notices::list(&mut change, &closed, None, 9).await.unwrap().items;
    assert_eq!(kept, [Notice { closed: Some(how), ..first.clone() }]);
    // The same cause again is another notice.
    notices::open_many(&mut change, &[Notice { id: Id(11), ..first }]).await.unwrap();
    assert_eq!(notices::open_of_reviews(&mut change).await.unwrap().len(), 1);
    change.commit(&event("test")).await.unwrap();
}

async fn lists_are_as_long_as_their_numbers(fresh: &Fresh) {
    let mut change = filled(fresh).await;
    let all = [
        notice(1, "a", 11, Action::Verify),
        notice(2, "b", 12, Action::Revoke),
        notice(3, "c", 20, Action::Revoke),
        Notice { kind: NoticeKind::Lists, ..notice(13, "d", 20, Action::Register) },
    ];
    notices::open_many(&mut change, &all).await.unwrap();
    let open = NoticeFilter { reach: everything(), ..NoticeFilter::default() };
    let filters = [
        // What is most urgent stands first, among those what is open longest.
        (open.clone(), vec![2, 3, 1, 13]),
        (NoticeFilter { unit: Some(Id(10)), ..open.clone() }, vec![2, 1]),
        (NoticeFilter { kind: Some(NoticeKind::Lists), ..open.clone() }, vec![13]),
        (NoticeFilter { certificate: Some(Id(3)), ..open.clone() }, vec![3, 13]),
        (NoticeFilter { opened_from: day("15/06/2024"), ..open.clone() }, vec![]),
        (
            NoticeFilter { reach: Reach { tops: vec![Id(20)], ..Reach::default() }, ..NoticeFilter::default() },
            vec![3, 13],
        ),
        (NoticeFilter::default(), vec![]),
    ];
    for (filter, wanted) in filters {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = notices::list(&mut change, &filter, after.as_ref(), 2).await.unwrap();
            found.extend(page.items.iter().map(|notice| notice.id.0));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(found, wanted, "{filter:?}");
        let counted: i64 = notices::count(&mut change, &filter).await.unwrap().iter().map(|(_, number)| number).sum();
        assert_eq!(counted, wanted.len() as i64, "{filter:?}");
    }
}

async fn ends_are_found_once(fresh: &Fresh) {
    let mut change = filled(fresh).await;
    let ends = |id: i64, last: &str, standing| antin_domain::certificate::record::CertificateRecord {
        valid_to: day(last),
        standing,
        renewals: Renewals(Some(1)),
        ..certificate(id, "Trần Bình", 11)
    };
    let more = [
        ends(4, "01/08/2024", Standing::InUse),
        ends(5, "02/08/2024", Standing::Revoked),
        ends(6, "13/06/2024", Standing::InUse),
        ends(7, "14/06/2024", Standing::InUse),
    ];
    certificates::insert_many(&mut change, &more, NOW).await.unwrap();
    let (today, last) = (day("14/06/2024"), day("30/09/2024"));
    let near = notices::near_ends(&mut change, today, last, (i32::MIN, Id(0)), 9).await.unwrap();
    assert_eq!(near.iter().map(|near| near.certificate.0).collect::<Vec<_>>(), [7, 4]);
    assert_eq!((near[1].unit, near[1].ending.renewals), (Id(11), Renewals(Some(1))));
    let behind = (near[0].ending.valid_to.number().unwrap(), Id(7));
    assert_eq!(notices::near_ends(&mut change, today, last, behind, 9).await.unwrap(), near[1..]);
    let of = |id: i64| Notice {
        code: ENDING.into(),
        kind: NoticeKind::Ending,
        step: Some(75),
        certificate: Some(Id(id)),
        ..notice(id, &format!("ending:{id}"), 11, Action::RevokeAndReissue)
    };
    notices::open_many(&mut change, &[of(4), of(5)]).await.unwrap();
    let near = notices::near_ends(&mut change, today, last, (i32::MIN, Id(0)), 9).await.unwrap();
    assert_eq!(near.iter().map(|near| near.certificate.0).collect::<Vec<_>>(), [7]);
    let open = notices::open_endings(&mut change).await.unwrap();
    let standings: Vec<_> = open.iter().map(|open| open.now.as_ref().unwrap().ending.standing).collect();
    assert_eq!(standings, [Standing::InUse, Standing::Revoked]);
    let beside = notices::beside(&mut change, &[Id(4), Id(5)]).await.unwrap();
    assert!(beside.is_empty(), "nothing is under way");
}
