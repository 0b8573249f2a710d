//! Reviews: cases as they were written, findings that close, the count of open findings true at every step.

use crate::both::Fresh;
use crate::made_up::{NOW, certificate, day, everything, small_tree};
use antin_domain::id::Id;
use antin_domain::permission::Reach;
use antin_storage::reviews::{self, Case, CaseFilter, Run};
use antin_storage::{Change, certificates};

on_both!(cases_are_listed_and_counted_by_any_filter, the_count_of_open_findings_is_that_of_the_list);

fn case(number: i64, unit: i64, action: &str, findings: &[&str]) -> Case {
    Case {
        number,
        certificate: Some(Id(number)),
        unit: Some(Id(unit)),
        holder: "Lê An".into(),
        action: action.into(),
        due: day("30/06/2024"),
        detail: "{}".into(),
        findings: findings.iter().map(|&code| code.to_owned()).collect(),
    }
}

fn run(id: i64) -> Run {
    Run {
        id: Id(id),
        unit: None,
        as_of: day("14/06/2024"),
        policy: "vn-tax-2018".into(),
        snapshot: vec![1; 32],
        summary: "{}".into(),
        started: NOW,
        started_by: None,
    }
}

fn three() -> [Case; 3] {
    [
        case(1, 11, "revoke", &["expired", "holder-retired"]),
        case(2, 12, "renew", &["expiring-renewable"]),
        case(3, 20, "revoke", &["holder-retired"]),
    ]
}

async fn reviewed(change: &mut Change) {
    small_tree(change).await;
    let of = |(id, unit)| certificate(id, "Lê An", unit);
    let certificates: Vec<_> = [(1, 11), (2, 12), (3, 20)].map(of).into();
    certificates::insert_many(change, &certificates, NOW).await.unwrap();
    reviews::begin(change, &run(1)).await.unwrap();
    reviews::add_cases(change, Id(1), &three()).await.unwrap();
    reviews::count_open(change, &[Id(1)]).await.unwrap();
}

async fn open(change: &mut Change) -> [u32; 3] {
    let mut open = [0; 3];
    for (place, count) in open.iter_mut().enumerate() {
        *count = certificates::get(change, Id(place as i64 + 1)).await.unwrap().0.open_findings;
    }
    open
}

async fn cases_are_listed_and_counted_by_any_filter(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    reviewed(&mut change).await;
    assert_eq!(reviews::get(&mut change, Id(1)).await.unwrap(), run(1));
    let all = CaseFilter { reach: everything(), ..CaseFilter::default() };
    let page = reviews::cases(&mut change, Id(1), &all, None, 10).await.unwrap();
    assert_eq!(page.items, three());
    let filters = [
        (CaseFilter { action: Some("revoke".into()), ..all.clone() }, vec![1, 3]),
        (CaseFilter { unit: Some(Id(10)), ..all.clone() }, vec![1, 2]),
        (CaseFilter { finding: Some("holder-retired".into()), ..all.clone() }, vec![1, 3]),
        (CaseFilter { reach: Reach { tops: vec![Id(20)], ..Reach::default() }, ..CaseFilter::default() }, vec![3]),
        (CaseFilter::default(), vec![]),
    ];
    for (filter, wanted) in filters {
        let page = reviews::cases(&mut change, Id(1), &filter, None, 10).await.unwrap();
        assert_eq!(page.items.iter().map(|case| case.number).collect::<Vec<_>>(), wanted, "{filter:?}");
        assert_eq!(reviews::count(&mut change, Id(1), &filter).await.unwrap(), wanted.len() as i64);
    }
    let first = reviews::cases(&mut change, Id(1), &all, None, 2).await.unwrap();
    let rest = reviews::cases(&mut change, Id(1), &all, first.next.as_ref(), 2).await.unwrap();
    assert_eq!((first.items.len(), rest.items.len(), rest.next), (2, 1, None));
}

async fn the_count_of_open_findings_is_that_of_the_list(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    reviewed(&mut change).await;
    assert_eq!(open(&mut change).await, [2, 1, 1]);
    assert!(reviews::close_finding(&mut change, Id(1), 1, "expired", NOW).await.unwrap());
    assert!(!reviews::close_finding(&mut change, Id(1), 1, "expired", NOW).await.unwrap());
    assert_eq!(open(&mut change).await, [1, 1, 1]);
    reviews::begin(&mut change, &run(2)).await.unwrap();
    reviews::add_cases(&mut change, Id(2), &[case(1, 11, "revoke", &["holder-retired"])]).await.unwrap();
    assert_eq!(reviews::supersede(&mut change, Id(1), NOW).await.unwrap(), 3);
    reviews::count_open(&mut change, &[Id(1), Id(2)]).await.unwrap();
    assert_eq!(open(&mut change).await, [1, 0, 0]);
}
