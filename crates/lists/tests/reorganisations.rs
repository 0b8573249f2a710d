//! The two real reorganisations of 2025 in `reorganisations/`, read by the reader of everybody's tables and held against the
//! units there were: every province exactly once, and the sums that were made public.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::reorganisation::check;
use antin_domain::reorganisation::line::{Kind, Line};
use antin_domain::reorganisation::{Fate, Place, Plan};
use antin_domain::unit::dated::{DatedName, DatedUnit};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reorganisations").join(name)
}

fn lines(name: &str) -> Vec<Line> {
    let table = antin_lists::reorganisation::read(&file(name)).unwrap();
    assert_eq!(table.wrong, []);
    table.lines
}

fn day(text: &str) -> Day {
    Day::parse(text.as_bytes()).unwrap()
}

/// The units before, as the list of units has them.
fn units() -> Vec<DatedUnit> {
    let text = std::fs::read_to_string(file("2025-02-units.csv")).unwrap();
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    let rows: Vec<_> = rows.into_iter().filter(|row| row[0].chars().all(|c| c.is_ascii_digit())).collect();
    let ids: BTreeMap<&str, Id> = (1..).zip(&rows).map(|(id, row)| (row[0], Id(id))).collect();
    let unit = |row: &Vec<&str>| DatedUnit {
        id: ids[row[0]],
        code: row[0].to_owned(),
        names: vec![DatedName { name: row[1].to_owned(), from: day(row[2]), to: Day::UNKNOWN }],
        parent: ids.get(row[4]).copied(),
        successors: vec![],
    };
    rows.iter().map(unit).collect()
}

/// The units after `plan`, as applying it leaves them.
fn after(plan: &Plan, units: &[DatedUnit]) -> Vec<DatedUnit> {
    let first = 1 + units.iter().map(|unit| unit.id.0).max().unwrap();
    let id = |place: Place| match place {
        Place::Kept(id) => id,
        Place::New(index) => Id(first + index as i64),
    };
    let mut after = units.to_vec();
    for unit in &mut after {
        if let Some(parent) = plan.parents.get(&unit.id) {
            unit.parent = Some(id(*parent));
        }
        unit.successors.extend(plan.successors(unit.id).iter().map(|place| id(*place)));
        if plan.ends(unit.id) {
            unit.names[0].to = plan.day.plus(-1);
        }
    }
    let begun = plan.created.iter().enumerate().map(|(index, new)| DatedUnit {
        id: id(Place::New(index)),
        code: new.code.clone(),
        names: vec![DatedName { name: new.name.clone(), from: plan.day, to: Day::UNKNOWN }],
        parent: Some(id(new.parent)),
        successors: vec![],
    });
    after.extend(begun);
    after
}

fn regions() -> Plan {
    check::plan(day("01/03/2025"), &lines("2025-03-01-regions.csv"), &units()).unwrap()
}

fn provinces() -> (Plan, Vec<DatedUnit>) {
    let before = after(&regions(), &units());
    (check::plan(day("01/07/2025"), &lines("2025-07-01-provinces.csv"), &before).unwrap(), before)
}

#[test]
fn on_1_march_63_departments_went_into_20_regions_each_exactly_once() {
    let lines = lines("2025-03-01-regions.csv");
    let merged: Vec<&str> = lines.iter().filter(|l| l.kind == Kind::MergeNew).map(|l| l.code.as_str()).collect();
    assert_eq!((merged.len(), merged.iter().collect::<BTreeSet<_>>().len()), (63, 63));
    let plan = regions();
    assert_eq!(plan.created.len(), 20);
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for fate in plan.fates.values() {
        if let Fate::Merged(Place::New(index)) = fate {
            *sizes.entry(&plan.created[*index].code).or_default() += 1;
        }
    }
    assert_eq!(sizes.values().sum::<usize>(), 63);
    assert_eq!((sizes["KV01"], sizes["KV02"], sizes["KV13"], sizes["KV17"]), (2, 1, 4, 3), "as papers told of these");
}

#[test]
fn the_tree_before_has_63_departments_and_350_offices() {
    let units = units();
    let top = units.iter().find(|unit| unit.parent.is_none()).unwrap().id;
    let departments = units.iter().filter(|unit| unit.parent == Some(top)).count();
    assert_eq!((units.len(), departments), (1 + 63 + 350, 63));
}

#[test]
fn on_1_july_20_regions_became_34_provinces_with_350_offices() {
    let (plan, before) = provinces();
    assert_eq!(plan.created.len(), 34);
    let ended: Vec<&str> = before.iter().filter(|unit| plan.ends(unit.id)).map(|unit| unit.code.as_str()).collect();
    assert_eq!(ended.len(), 20);
    assert!(ended.iter().all(|code| code.starts_with("KV")));
    let mut offices: BTreeMap<&str, usize> = BTreeMap::new();
    for (unit, fate) in &plan.fates {
        if let (Fate::Renamed(_), Some(Place::New(index))) = (fate, plan.parents.get(unit)) {
            *offices.entry(&plan.created[*index].name).or_default() += 1;
        }
    }
    assert_eq!((offices.len(), offices.values().sum::<usize>()), (34, 350));
    assert_eq!(offices["Thuế thành phố Hà Nội"], 25);
}

#[test]
fn every_office_comes_under_the_province_that_took_over_its_department() {
    // What a department became by way of its region must be among what the region was split into.
    let (plan, before) = provinces();
    let by_id: BTreeMap<Id, &DatedUnit> = before.iter().map(|unit| (unit.id, unit)).collect();
    for unit in before.iter().filter(|unit| plan.fates.get(&unit.id).is_some_and(|f| matches!(f, Fate::Renamed(_)))) {
        let region = by_id[&unit.parent.unwrap()];
        assert!(region.code.starts_with("KV"), "{}", unit.code);
        assert!(plan.successors(region.id).contains(&plan.parents[&unit.id]), "{}", unit.code);
    }
}

#[test]
fn the_files_say_where_they_come_from_and_what_is_made_up() {
    for name in ["2025-02-units.csv", "2025-03-01-regions.csv", "2025-07-01-provinces.csv"] {
        let text = std::fs::read_to_string(file(name)).unwrap();
        assert!(text.starts_with('#') && text.contains("BỊA RA"), "{name}");
    }
}
