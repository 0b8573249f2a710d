//! Reorganisations and what certificates need because of them: kept whole, counted and listed by one condition.

use crate::both::Fresh;
use crate::made_up::{NOW, certificate, day, everything, small_tree};
use antin_domain::device::{Custody, Device, DeviceKind};
use antin_domain::id::Id;
use antin_domain::permission::Reach;
use antin_domain::reorganisation::State;
use antin_domain::reorganisation::effects::{Class, NeedKind};
use antin_storage::reorganisations::needs::{self, KeptNeed, NeedFilter, Stage};
use antin_storage::reorganisations::{self as rows, Reorganisation};
use antin_storage::users::{self, User};
use antin_storage::{Change, Error, certificates, devices};

on_both!(
    a_reorganisation_is_kept_whole_and_changed_on_the_version_that_was_seen,
    every_count_of_needs_is_the_length_of_its_list,
    what_could_not_be_drafted_says_why_and_is_tried_again,
    only_tokens_in_stock_are_counted,
    what_was_revoked_is_not_among_the_certificates_of_units,
);

fn one() -> Reorganisation {
    Reorganisation {
        id: Id(5),
        title: "Sắp xếp".into(),
        decision: "12/QĐ-TCT".into(),
        day: day("01/03/2025"),
        per_day: 100,
        wave_days: 5,
        state: State::Draft,
        lines: "[]".into(),
        rehearsal: None,
        created: NOW,
        created_by: Id(7),
        applied: None,
        version: 1,
    }
}

async fn begin(change: &mut Change) {
    let user = User { id: Id(7), login: "mot".into(), name: "Mẫu".into(), person: None, locked: None, version: 1 };
    users::insert(change, &user, NOW).await.unwrap();
    small_tree(change).await;
    rows::insert(change, &one()).await.unwrap();
}

/// Twelve needs in units 11, 12 and 20: every third asks nothing, the others are in waves 1 and 2.
async fn with_needs(change: &mut Change) {
    begin(change).await;
    let unit = |number: i64| [11, 12, 20][(number % 3) as usize];
    let held: Vec<_> = (1..=12).map(|number| certificate(number, "Lê An", unit(number))).collect();
    certificates::insert_many(change, &held, NOW).await.unwrap();
    let need = |number: i64| KeptNeed {
        number,
        kind: if number % 3 == 0 { NeedKind::Decide } else { NeedKind::ChangeInfo },
        because: "body-merged".into(),
        certificate: Some(Id(number)),
        unit: Id(unit(number)),
        place: "U10".into(),
        class: Class::Other,
        ends: day("31/12/2026"),
        wave: if number % 3 == 0 { 0 } else { number % 3 },
        request: None,
        trouble: None,
    };
    needs::replace(change, Id(5), &(1..=12).map(need).collect::<Vec<_>>()).await.unwrap();
}

fn all() -> NeedFilter {
    NeedFilter { reach: everything(), ..NeedFilter::default() }
}

async fn a_reorganisation_is_kept_whole_and_changed_on_the_version_that_was_seen(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    begin(&mut change).await;
    assert_eq!(rows::get(&mut change, Id(5)).await.unwrap(), one());
    let edited = Reorganisation {
        state: State::Applied,
        applied: Some(NOW),
        rehearsal: Some("{}".into()),
        per_day: 7,
        day: day("02/03/2025"),
        ..one()
    };
    assert_eq!(rows::update(&mut change, &edited, 1).await.unwrap(), 2);
    assert_eq!(rows::get(&mut change, Id(5)).await.unwrap(), Reorganisation { version: 2, ..edited.clone() });
    assert!(matches!(rows::update(&mut change, &edited, 1).await, Err(Error::Stale { .. })));
    assert!(matches!(rows::get(&mut change, Id(6)).await, Err(Error::Missing { .. })));
    rows::insert(&mut change, &Reorganisation { id: Id(6), ..one() }).await.unwrap();
    let first = rows::latest(&mut change, None, 1).await.unwrap();
    assert_eq!(first.items[0].id, Id(6), "the latest first");
    let second = rows::latest(&mut change, first.next.as_ref(), 1).await.unwrap();
    assert_eq!((second.items[0].id, second.next.is_none()), (Id(5), true));
}

async fn every_count_of_needs_is_the_length_of_its_list(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    with_needs(&mut change).await;
    let filters = [
        (all(), 12),
        (NeedFilter { unit: Some(Id(11)), ..all() }, 4),
        (NeedFilter { unit: Some(Id(10)), ..all() }, 0),
        (NeedFilter { kind: Some(NeedKind::Decide), ..all() }, 4),
        (NeedFilter { wave: Some(0), ..all() }, 4),
        (NeedFilter { wave: Some(2), kind: Some(NeedKind::ChangeInfo), ..all() }, 4),
        (NeedFilter { stage: Some(Stage::Open), ..all() }, 8),
        (NeedFilter { stage: Some(Stage::Drafted), ..all() }, 0),
        (NeedFilter { reach: Reach { tops: vec![Id(10)], ..Reach::default() }, ..NeedFilter::default() }, 8),
        (NeedFilter::default(), 0),
    ];
    for (filter, wanted) in filters {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = needs::page(&mut change, Id(5), &filter, after.as_ref(), 5).await.unwrap();
            found.extend(page.items.into_iter().map(|line| line.need.number));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert!(found.is_sorted(), "{filter:?}");
        assert_eq!(found.len(), wanted, "{filter:?}");
        assert_eq!(needs::count(&mut change, Id(5), &filter).await.unwrap(), wanted as i64);
        let by_unit = needs::by_unit(&mut change, Id(5), &filter).await.unwrap();
        let by_wave = needs::by_wave(&mut change, Id(5), &filter).await.unwrap();
        assert_eq!(by_unit.iter().map(|(.., count)| count).sum::<i64>(), wanted as i64);
        assert_eq!(by_wave.iter().map(|(.., count)| count).sum::<i64>(), wanted as i64);
    }
    // A new rehearsal keeps its own needs and no others.
    needs::replace(&mut change, Id(5), &[]).await.unwrap();
    assert_eq!(needs::count(&mut change, Id(5), &all()).await.unwrap(), 0);
}

async fn what_could_not_be_drafted_says_why_and_is_tried_again(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    with_needs(&mut change).await;
    needs::settle(&mut change, Id(5), 1, &Err("why".into())).await.unwrap();
    needs::settle(&mut change, Id(5), 2, &Err("why".into())).await.unwrap();
    let stopped = NeedFilter { stage: Some(Stage::Stopped), ..all() };
    let page = needs::page(&mut change, Id(5), &stopped, None, 10).await.unwrap();
    let told: Vec<_> = page.items.iter().map(|line| (line.need.number, line.need.trouble.as_deref())).collect();
    assert_eq!(told, [(1, Some("why")), (2, Some("why"))]);
    needs::try_again(&mut change, Id(5), 1).await.unwrap();
    assert_eq!(needs::count(&mut change, Id(5), &stopped).await.unwrap(), 1, "the other wave keeps its own");
    let open = NeedFilter { stage: Some(Stage::Open), ..all() };
    assert_eq!(needs::count(&mut change, Id(5), &open).await.unwrap(), 7);
}

async fn only_tokens_in_stock_are_counted(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    begin(&mut change).await;
    let device = |(id, unit, kind, custody): (i64, i64, DeviceKind, Custody)| Device {
        id: Id(id),
        kind,
        serial: format!("S{id}"),
        unit: Id(unit),
        custody,
        person: None,
    };
    let all = [
        (1, 11, DeviceKind::Token, Custody::InStock),
        (2, 11, DeviceKind::Token, Custody::InStock),
        (3, 11, DeviceKind::Token, Custody::Lost),
        (4, 12, DeviceKind::Token, Custody::Lost),
        (5, 20, DeviceKind::Token, Custody::InStock),
    ];
    devices::insert_many(&mut change, &all.map(device), NOW).await.unwrap();
    let found = needs::tokens_in_stock(&mut change, &[Id(11), Id(12)]).await.unwrap();
    assert_eq!(found, [(Id(11), 2)]);
    assert_eq!(needs::tokens_in_stock(&mut change, &[]).await.unwrap(), []);
}

async fn what_was_revoked_is_not_among_the_certificates_of_units(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    begin(&mut change).await;
    let mut held: Vec<_> = (1..=3).map(|number| certificate(number, "Lê An", 11)).collect();
    held[1].standing = antin_domain::certificate::Standing::Revoked;
    held[2].unit = Id(20);
    certificates::insert_many(&mut change, &held, NOW).await.unwrap();
    let found = certificates::standing_in(&mut change, &[Id(11), Id(12)]).await.unwrap();
    assert_eq!(found.iter().map(|one| one.id).collect::<Vec<_>>(), [Id(1)]);
}
