//! What stands against taking an import back: things that were changed since, things that something later needs.

use super::json;
use crate::among;
use crate::error::Result;
use crate::imports::ImportChange;
use crate::search::Noun;
use crate::turn::Change;
use crate::{certificates, devices, people, units};
use antin_domain::id::Id;
use antin_domain::serial::Serial;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// One thing that stands against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// What kind of thing.
    pub noun: Noun,
    /// Its number.
    pub object: Id,
    /// What people call it.
    pub name: String,
    /// Why.
    pub reason: Reason,
}

/// Why a thing stands against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It is not as the import left it.
    Changed,
    /// It is not there any more.
    Gone,
    /// Something that came later needs it.
    Needed,
}

/// Tables and columns that name a thing; rows of these are never removed with it.
const NEEDS: &[(Noun, &str, &str)] = &[
    (Noun::Certificate, "certificate", "predecessor_id"),
    (Noun::Certificate, "request", "certificate_id"),
    (Noun::Certificate, "request", "successor_id"),
    (Noun::Certificate, "campaign_case", "certificate_id"),
    (Noun::Person, "certificate", "person_id"),
    (Noun::Person, "campaign_case", "person_id"),
    (Noun::Person, "request", "person_id"),
    (Noun::Person, "device", "person_id"),
    (Noun::Person, "device_step", "person_id"),
    (Noun::Person, "user_account", "person_id"),
    (Noun::Device, "certificate", "device_id"),
    (Noun::Device, "device_step", "device_id"),
    (Noun::Unit, "unit", "parent_id"),
    (Noun::Unit, "person", "unit_id"),
    (Noun::Unit, "person_position", "unit_id"),
    (Noun::Unit, "certificate", "unit_id"),
    (Noun::Unit, "device", "unit_id"),
    (Noun::Unit, "role_grant", "unit_id"),
    (Noun::Unit, "saved_search", "unit_id"),
    (Noun::Unit, "review_run", "unit_id"),
    (Noun::Unit, "request", "unit_id"),
    (Noun::Unit, "request_letter", "unit_id"),
    (Noun::Unit, "calendar_address", "unit_id"),
    (Noun::Unit, "campaign_scope", "unit_id"),
    (Noun::Unit, "campaign_unit", "unit_id"),
    (Noun::Unit, "campaign_case", "unit_id"),
];

/// Those of `changes` whose thing is not as the import left it. Open findings do not count: reviews count them.
pub(super) async fn changed_since(change: &mut Change, noun: Noun, changes: &[&ImportChange]) -> Result<Vec<Conflict>> {
    let ids: Vec<Id> = changes.iter().map(|one| one.object).collect();
    let now: HashMap<Id, Value> = match noun {
        Noun::Certificate => {
            let found = certificates::with_ids(change, &ids).await?.into_iter();
            found.map(|(record, _)| (record.id, certificates::as_json(&record))).collect()
        }
        Noun::Person => {
            let found = people::with_ids(change, &ids).await?.into_iter();
            found.map(|(person, _)| (person.id, people::as_json(&person))).collect()
        }
        Noun::Unit if !ids.is_empty() => {
            let wanted: HashSet<Id> = ids.iter().copied().collect();
            let found = units::all(change).await?.into_iter().filter(|unit| wanted.contains(&unit.id));
            found.map(|unit| (unit.id, units::as_json(&unit))).collect()
        }
        Noun::Device => {
            let found = devices::with_ids(change, &ids).await?.into_iter();
            found.map(|device| (device.id, devices::as_json(&device))).collect()
        }
        Noun::Unit => HashMap::new(),
    };
    let mut conflicts = Vec::new();
    for one in changes {
        let after = json(&one.after)?;
        let reason = match now.get(&one.object) {
            Some(now) if *now == after => continue,
            Some(_) => Reason::Changed,
            None => Reason::Gone,
        };
        conflicts.push(Conflict { noun, object: one.object, name: name(noun, &after), reason });
    }
    Ok(conflicts)
}

/// Those of `ids` that something later needs; what belongs to `own` goes with them and needs nothing.
pub(super) async fn needed(change: &mut Change, noun: Noun, ids: &[Id], own: &HashSet<Id>) -> Result<Vec<Id>> {
    let mut found = Vec::new();
    for (_, table, column) in NEEDS.iter().filter(|need| need.0 == noun) {
        // A row that goes with it, or is as it was before by then, needs nothing; rows of other tables have no such number.
        let own_rows =
            matches!((noun, *table), (Noun::Certificate | Noun::Device, "certificate") | (Noun::Unit, "unit"));
        let number = if own_rows { "id" } else { "0" };
        let text = format!("SELECT {column}, CAST({number} AS BIGINT) FROM {table} WHERE {column} IN ({{keys}})");
        let rows: Vec<(i64, i64)> = among::select(change, &text, &among::numbers(ids)).await?;
        let by_others = rows.into_iter().filter(|(_, row)| !own_rows || !own.contains(&Id(*row)));
        found.extend(by_others.map(|(id, _)| Id(id)));
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// What people call a thing, from the memory of it.
pub(super) fn name(noun: Noun, memory: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    match noun {
        Noun::Certificate => {
            let serial = Serial::from_hex(text(&memory["serial"]).as_bytes()).unwrap_or_default();
            format!("{} · {serial}", text(&memory["holder"]))
        }
        Noun::Unit => {
            let names = memory["names"].as_array();
            let last = names.and_then(|names| names.last()).map(|name| text(&name[0])).unwrap_or_default();
            format!("{} · {last}", text(&memory["code"]))
        }
        Noun::Person => text(&memory["name"]),
        Noun::Device => text(&memory["serial"]),
    }
}
