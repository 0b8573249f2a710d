//! A list of units compared with the units of the registry.

use super::{Planner, What};
use crate::error::AppError;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::row::UnitRow;
use antin_domain::unit::dated::{DatedName, DatedUnit};
use antin_storage::imports::ImportChange;
use antin_storage::search::Noun;
use antin_storage::units;
use std::collections::{BTreeMap, HashMap, HashSet};

pub(super) async fn compare(
    planner: &mut Planner<'_>,
    connection: &mut super::Connection,
    rows: &[UnitRow],
) -> Result<(), AppError> {
    let known: HashMap<String, DatedUnit> =
        units::all(connection).await?.into_iter().map(|unit| (unit.code.clone(), unit)).collect();
    let mut by_code: BTreeMap<&str, Vec<&UnitRow>> = BTreeMap::new();
    for row in rows.iter().filter(|row| !row.code.is_empty()) {
        by_code.entry(&row.code).or_default().push(row);
    }
    let mut numbers: HashMap<&str, Id> = known.iter().map(|(code, unit)| (code.as_str(), unit.id)).collect();
    for code in by_code.keys() {
        if !numbers.contains_key(code) {
            numbers.insert(code, planner.fresh()?);
        }
    }
    let mut changed: Vec<(Option<&DatedUnit>, DatedUnit)> = Vec::new();
    for (code, rows) in &by_code {
        let unit = unit(code, rows, &numbers);
        match known.get(*code) {
            Some(before) if *before == unit => planner.plan.same += 1,
            before => changed.push((before, unit)),
        }
    }
    for (before, unit) in parents_first(changed, &known)? {
        let names = |unit: &DatedUnit| unit.names.iter().map(|name| name.name.as_str()).collect::<Vec<_>>().join("; ");
        let change = ImportChange {
            noun: Noun::Unit,
            object: unit.id,
            before: before.map(|before| units::as_json(before).to_string()),
            after: units::as_json(&unit).to_string(),
        };
        let what = if before.is_some() { What::Changed } else { What::New };
        let named = || format!("{} · {}", unit.code, unit.name_on(Day::UNKNOWN));
        let fields = || before.map(|before| ("page-unit", names(before), names(&unit))).into_iter().collect();
        planner.add(what, named, fields, change).await?;
    }
    Ok(())
}

fn unit(code: &str, rows: &[&UnitRow], numbers: &HashMap<&str, Id>) -> DatedUnit {
    let id = numbers.get(code).copied().unwrap_or(Id(0));
    let name = |row: &&UnitRow| DatedName { name: row.name.clone(), from: row.from, to: row.to };
    let successors = rows.iter().flat_map(|row| row.successor.split([';', '|']).map(str::trim));
    let mut successors: Vec<Id> =
        successors.filter_map(|code| numbers.get(code).copied()).filter(|successor| *successor != id).collect();
    // As the registry keeps them: in the order of their numbers, each once.
    successors.sort_unstable();
    successors.dedup();
    DatedUnit {
        id,
        code: code.to_owned(),
        names: rows.iter().map(name).collect(),
        parent: rows.iter().rev().find_map(|row| numbers.get(row.parent.as_str()).copied()),
        successors,
    }
}

/// Those above before those below: a unit is written behind the one above it.
fn parents_first<'a>(
    mut waiting: Vec<(Option<&'a DatedUnit>, DatedUnit)>,
    known: &HashMap<String, DatedUnit>,
) -> Result<Vec<(Option<&'a DatedUnit>, DatedUnit)>, AppError> {
    let mut done: HashSet<Id> = known.values().map(|unit| unit.id).collect();
    let mut sorted = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let (ready, rest): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|(_, unit)| unit.parent.is_none_or(|parent| done.contains(&parent)));
        if ready.is_empty() {
            return Err(AppError::Unusable(Message::new("intake-unit-circle")));
        }
        done.extend(ready.iter().map(|(_, unit)| unit.id));
        sorted.extend(ready);
        waiting = rest;
    }
    Ok(sorted)
}
