//! Units: what is below what, names of other days, and moving whole subtrees.

use crate::both::Fresh;
use crate::made_up::{NOW, certificate, day, event, everything, small_tree, unit};
use antin_domain::certificate::Standing;
use antin_domain::certificate::record::CertificateRecord;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::unit::dated::{DatedName, DatedUnit};
use antin_storage::certificates::{self, CertificateFilter};
use antin_storage::units::{self, Writing};
use antin_storage::{Change, Error};
use antin_testkit::office::dice::Dice;

on_both!(
    a_tree_is_read_as_it_was_written,
    a_unit_moves_with_everything_below_it,
    tallies_follow_units_wherever_they_come_to_stand,
    a_unit_cannot_stand_below_itself,
    whoever_saw_an_older_version_is_refused,
    a_unit_is_found_by_a_former_name_without_accents,
    pages_of_children_meet_without_gap_or_overlap,
);

async fn a_tree_is_read_as_it_was_written(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    small_tree(&mut change).await;
    let mut merged = unit(30, "Chi cục Thuế cũ", Some(20));
    merged.names[0].to = day("28/02/2025");
    merged.successors = vec![Id(11), Id(12)];
    units::insert_many(&mut change, std::slice::from_ref(&merged), NOW).await.unwrap();
    change.commit(&event("edit-unit")).await.unwrap();

    let mut read = fresh.db.read().await.unwrap();
    assert_eq!(units::get(&mut read, Id(30)).await.unwrap(), (merged.clone(), 1));
    let all = units::all(&mut read).await.unwrap();
    assert_eq!(all.len(), 6);
    assert!(all.contains(&merged));
    assert_eq!(units::path(&mut read, Id(11)).await.unwrap(), [Id(11), Id(10), Id(1)]);
    assert!(matches!(units::get(&mut read, Id(99)).await, Err(Error::Missing { noun: "unit", .. })));
}

async fn a_unit_moves_with_everything_below_it(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    small_tree(&mut change).await;
    let (mut province, version) = units::get(&mut change, Id(10)).await.unwrap();
    province.parent = Some(Id(20));
    assert_eq!(units::update(&mut change, &province, version, NOW).await.unwrap(), 2);
    change.commit(&event("edit-unit")).await.unwrap();
    let mut read = fresh.db.read().await.unwrap();
    assert_eq!(units::path(&mut read, Id(11)).await.unwrap(), [Id(11), Id(10), Id(20), Id(1)]);
    assert_eq!(units::path(&mut read, Id(10)).await.unwrap(), [Id(10), Id(20), Id(1)]);
}

/// A State of six provinces with eight offices each, and 400 certificates in it.
async fn a_state(change: &mut Change, dice: &mut Dice) -> (Vec<DatedUnit>, Vec<CertificateRecord>) {
    let mut tree = vec![unit(1, "Tổng cục Thuế", None)];
    for province in 1..=6 {
        tree.push(unit(10 * province, "Cục Thuế tỉnh", Some(1)));
        tree.extend((1..=8).map(|office| unit(10 * province + office, "Chi cục Thuế", Some(10 * province))));
    }
    units::insert_many(change, &tree, NOW).await.unwrap();
    let spread = |number: i64| CertificateRecord {
        standing: if number % 3 == 0 { Standing::Revoked } else { Standing::InUse },
        valid_to: if number % 7 == 0 { Day::UNKNOWN } else { day("31/01/2026").plus(31 * (number % 5) as i32) },
        ..certificate(number, "Lê An", tree[dice.below(tree.len())].id.0)
    };
    let certificates: Vec<CertificateRecord> = (1..=400).map(spread).collect();
    certificates::insert_many(change, &certificates, NOW).await.unwrap();
    (tree, certificates)
}

/// Every unit is said to have as many certificates, by month of their end, as stand in it and below it.
async fn every_unit_counts(change: &mut Change, tree: &[DatedUnit], certificates: &[CertificateRecord]) {
    let mut paths = std::collections::BTreeMap::new();
    for one in tree {
        paths.insert(one.id, units::path(change, one.id).await.unwrap());
    }
    for one in tree {
        for end in [Day::UNKNOWN, day("28/02/2026"), day("31/03/2026")] {
            let filter =
                CertificateFilter { reach: everything(), unit: Some(one.id), ends_to: end, ..Default::default() };
            let fits = |certificate: &&CertificateRecord| {
                let ends = !end.is_known() || (certificate.valid_to.is_known() && certificate.valid_to <= end);
                ends && paths[&certificate.unit].contains(&one.id)
            };
            let wanted = certificates.iter().filter(fits).count() as i64;
            assert_eq!(certificates::count(change, &filter).await.unwrap(), wanted, "{} {end}", one.code);
        }
    }
}

async fn tallies_follow_units_wherever_they_come_to_stand(fresh: &Fresh) {
    let mut dice = Dice::new(9);
    let mut change = fresh.db.change().await.unwrap();
    let (mut tree, certificates) = a_state(&mut change, &mut dice).await;
    every_unit_counts(&mut change, &tree, &certificates).await;
    // One: a province with its offices comes below another.
    let (mut province, version) = units::get(&mut change, Id(30)).await.unwrap();
    province.parent = Some(Id(10));
    units::update(&mut change, &province, version, NOW).await.unwrap();
    tree.iter_mut().find(|one| one.id == Id(30)).unwrap().parent = province.parent;
    every_unit_counts(&mut change, &tree, &certificates).await;
    // Few: a province comes below another, one of its offices below the top.
    tree.iter_mut().find(|one| one.id == Id(20)).unwrap().parent = Some(Id(10));
    tree.iter_mut().find(|one| one.id == Id(21)).unwrap().parent = Some(Id(1));
    let few: Vec<Writing> =
        tree.iter().filter(|one| [20, 21].contains(&one.id.0)).cloned().map(Writing::Changed).collect();
    units::write_many(&mut change, &few, NOW).await.unwrap();
    every_unit_counts(&mut change, &tree, &certificates).await;
    // Many: two regions begin, the provinces come below them, and every office below any province.
    let regions = [unit(100, "Chi cục Thuế khu vực I", Some(1)), unit(200, "Chi cục Thuế khu vực II", Some(1))];
    let mut writings: Vec<Writing> = regions.iter().cloned().map(Writing::New).collect();
    for one in tree.iter_mut().filter(|one| one.id.0 % 10 == 0) {
        one.parent = Some(Id(if dice.happens(500) { 100 } else { 200 }));
        writings.push(Writing::Changed(one.clone()));
    }
    for one in tree.iter_mut().filter(|one| one.id.0 > 1 && one.id.0 % 10 != 0) {
        one.parent = Some(Id(10 * (1 + dice.below(6) as i64)));
        writings.push(Writing::Changed(one.clone()));
    }
    units::write_many(&mut change, &writings, NOW).await.unwrap();
    tree.extend(regions);
    every_unit_counts(&mut change, &tree, &certificates).await;
    change.commit(&event("edit-unit")).await.unwrap();
}

async fn a_unit_cannot_stand_below_itself(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    small_tree(&mut change).await;
    let (mut province, version) = units::get(&mut change, Id(10)).await.unwrap();
    province.parent = Some(Id(11));
    let refused = units::update(&mut change, &province, version, NOW).await;
    assert!(matches!(refused, Err(Error::Circle { id: 10, parent: 11 })), "{refused:?}");
}

async fn whoever_saw_an_older_version_is_refused(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    small_tree(&mut change).await;
    let (office, version) = units::get(&mut change, Id(11)).await.unwrap();
    units::update(&mut change, &office, version, NOW).await.unwrap();
    let refused = units::update(&mut change, &office, version, NOW).await;
    assert!(matches!(refused, Err(Error::Stale { noun: "unit", id: 11, seen: 1 })), "{refused:?}");
}

async fn a_unit_is_found_by_a_former_name_without_accents(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    small_tree(&mut change).await;
    let (mut office, version) = units::get(&mut change, Id(12)).await.unwrap();
    office.names[0].to = day("28/02/2023");
    let name = DatedName { name: "Thuế cơ sở 12".into(), from: day("01/03/2023"), to: day("") };
    office.names.push(name);
    units::update(&mut change, &office, version, NOW).await.unwrap();
    change.commit(&event("edit-unit")).await.unwrap();
    let mut read = fresh.db.read().await.unwrap();
    for text in ["chi cuc tay", "CƠ SỞ 12", "tây ch", "u12"] {
        let found: Vec<i64> =
            units::search(&mut read, text, 10).await.unwrap().items.iter().map(|line| line.id.0).collect();
        assert_eq!(found, [12], "{text}");
    }
    assert!(units::search(&mut read, "tay đông", 10).await.unwrap().items.is_empty());
}

async fn pages_of_children_meet_without_gap_or_overlap(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    small_tree(&mut change).await;
    let more: Vec<_> = (100..130).map(|id| unit(id, &format!("Đội {id}"), Some(11))).collect();
    units::insert_many(&mut change, &more, NOW).await.unwrap();
    change.commit(&event("edit-unit")).await.unwrap();
    let mut read = fresh.db.read().await.unwrap();
    let (mut seen, mut cursor) = (Vec::new(), None);
    loop {
        let page = units::children(&mut read, Some(Id(11)), cursor.as_ref(), 7).await.unwrap();
        seen.extend(page.items.iter().map(|line| line.id.0));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen, (100..130).collect::<Vec<i64>>());
    let top = units::children(&mut read, None, None, 10).await.unwrap();
    assert!(top.items.len() == 1 && top.items[0].has_children);
}
