//! People: written, found without accents, sorted by given name, counted as listed.

use crate::both::Fresh;
use crate::made_up::{NOW, event, everything, person, small_tree};
use antin_domain::certificate::Employment;
use antin_domain::id::Id;
use antin_domain::permission::Reach;
use antin_storage::people::{self, PersonFilter};
use antin_storage::{Change, Error};

on_both!(
    a_person_is_read_as_written,
    people_stand_by_given_name,
    a_person_is_found_as_one_types,
    nobody_sees_people_beyond_the_reach,
    a_changed_name_is_found_and_the_old_one_is_not,
);

const NAMES: [(i64, &str, i64); 5] = [
    (1, "Nguyễn Văn An", 11),
    (2, "Đặng Thị Đào", 11),
    (3, "Trần Ân", 12),
    (4, "Lê Văn Bình", 20),
    (5, "Nguyễn Thị Anh", 20),
];

async fn five(change: &mut Change) {
    small_tree(change).await;
    let five: Vec<_> = NAMES.iter().map(|&(id, name, unit)| person(id, name, unit)).collect();
    people::insert_many(change, &five, NOW).await.unwrap();
}

async fn ids(fresh: &Fresh, filter: &PersonFilter) -> Vec<i64> {
    let mut read = fresh.db.read().await.unwrap();
    let page = people::list(&mut read, filter, None, 50).await.unwrap();
    assert_eq!(people::count(&mut read, filter).await.unwrap(), page.items.len() as i64);
    page.items.iter().map(|line| line.id.0).collect()
}

async fn a_person_is_read_as_written(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    five(&mut change).await;
    change.commit(&event("import")).await.unwrap();
    let mut read = fresh.db.read().await.unwrap();
    assert_eq!(people::get(&mut read, Id(2)).await.unwrap(), (person(2, "Đặng Thị Đào", 11), 1));
    assert_eq!(people::with_id_number(&mut read, "079080000002").await.unwrap(), [Id(2)]);
    assert!(people::with_id_number(&mut read, "").await.unwrap().is_empty());
    assert!(matches!(people::get(&mut read, Id(9)).await, Err(Error::Missing { .. })));
}

async fn people_stand_by_given_name(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    five(&mut change).await;
    change.commit(&event("import")).await.unwrap();
    let filter = PersonFilter { reach: everything(), ..PersonFilter::default() };
    // An, Anh, Ân, Bình, Đào
    assert_eq!(ids(fresh, &filter).await, [1, 5, 3, 4, 2]);
}

async fn a_person_is_found_as_one_types(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    five(&mut change).await;
    change.commit(&event("import")).await.unwrap();
    for (text, wanted) in [
        ("dang thi da", vec![2]),
        ("ĐÀO", vec![2]),
        ("nguyen", vec![1, 5]),
        ("an nguy", vec![1, 5]),
        ("mau4", vec![4]),
        ("cc3", vec![3]),
        ("khong ai", vec![]),
    ] {
        let filter = PersonFilter { reach: everything(), text: text.into(), ..PersonFilter::default() };
        assert_eq!(ids(fresh, &filter).await, wanted, "{text}");
    }
}

async fn nobody_sees_people_beyond_the_reach(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    five(&mut change).await;
    change.commit(&event("import")).await.unwrap();
    let province = Reach { tops: vec![Id(10)], ..Reach::default() };
    let only = |reach: Reach, unit: Option<i64>| PersonFilter { reach, unit: unit.map(Id), ..PersonFilter::default() };
    assert_eq!(ids(fresh, &only(province.clone(), None)).await, [1, 3, 2]);
    assert_eq!(ids(fresh, &only(province.clone(), Some(12))).await, [3]);
    // Asking for a unit outside one's reach gives nothing, not the unit.
    assert_eq!(ids(fresh, &only(province, Some(20))).await, Vec::<i64>::new());
    assert_eq!(ids(fresh, &only(Reach { person: Some(Id(4)), ..Reach::default() }, None)).await, [4]);
    assert_eq!(ids(fresh, &only(Reach::default(), None)).await, Vec::<i64>::new());
}

async fn a_changed_name_is_found_and_the_old_one_is_not(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    five(&mut change).await;
    let (mut one, version) = people::get(&mut change, Id(4)).await.unwrap();
    one.name = "Lê Văn Bính".into();
    one.employment = Employment::Retired;
    one.positions[0].unit = Id(11);
    people::update(&mut change, &one, version, NOW).await.unwrap();
    let again = people::update(&mut change, &one, version, NOW).await;
    assert!(matches!(again, Err(Error::Stale { noun: "person", .. })));
    one.name = "Phạm Bính".into();
    people::update(&mut change, &one, version + 1, NOW).await.unwrap();
    change.commit(&event("edit-person")).await.unwrap();
    let text = |text: &str| PersonFilter { reach: everything(), text: text.into(), ..PersonFilter::default() };
    assert_eq!(ids(fresh, &text("pham binh")).await, [4]);
    assert_eq!(ids(fresh, &text("le binh")).await, Vec::<i64>::new());
    let retired =
        PersonFilter { reach: everything(), employment: Some(Employment::Retired), ..PersonFilter::default() };
    assert_eq!(ids(fresh, &retired).await, [4]);
}
