//! Units: what is below what, names of other days, and moving whole subtrees.

use crate::both::Fresh;
use crate::made_up::{NOW, day, event, small_tree, unit};
use antin_domain::id::Id;
use antin_domain::unit::dated::DatedName;
use antin_storage::{Error, units};

on_both!(
    a_tree_is_read_as_it_was_written,
    a_unit_moves_with_everything_below_it,
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
