//! Taking back a whole import, as one act: everything is as it was before, or nothing is taken back.
//!
//! First every change is looked at: is the thing still as the import left it, does anything that came later need what it
//! brought? Only where nothing stands against it is anything written. What the import brought is removed from the
//! registry; it stays readable in the changes of the import.

mod against;

pub use against::{Conflict, Reason};

use super::{ImportChange, ImportState, changes_after, changes_before};
use crate::error::{Error, Result};
use crate::search::Noun;
use crate::turn::Change;
use crate::units::{self, Writing};
use crate::{certificates, people};
use antin_domain::certificate::record::CertificateRecord;
use antin_domain::device::Device;
use antin_domain::id::Id;
use antin_domain::moment::Moment;
use antin_domain::person::Person;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// So many changes are read at once.
const AT_ONCE: u32 = 5_000;
/// So many conflicts are told; more would not help anybody.
const MOST_CONFLICTS: usize = 200;

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undone {
    /// So many changes were taken back.
    All(u64),
    /// Nothing was taken back: these stand against it (the first ones, where there are many).
    Nothing(Vec<Conflict>),
}

/// Takes back everything that an import did.
///
/// Open findings do not count as a change: reviews count them anew.
///
/// # Errors
/// The import is not applied, or the database cannot be read or written.
pub async fn undo(change: &mut Change, import: Id, at: Moment) -> Result<Undone> {
    let state = super::get(change, import).await?.state;
    if state != ImportState::Applied {
        return Err(Error::NoSuchStep {
            noun: "import",
            id: import.0,
            verb: "undo".into(),
            state: format!("{state:?}"),
        });
    }
    let conflicts = conflicts(change, import).await?;
    if !conflicts.is_empty() {
        return Ok(Undone::Nothing(conflicts));
    }
    let (mut before, mut count) = (i64::MAX, 0);
    loop {
        let portion = changes_before(change, import, before, AT_ONCE).await?;
        let Some((last, _)) = portion.last() else { break };
        before = *last;
        count += portion.len() as u64;
        let changes: Vec<ImportChange> = portion.into_iter().map(|(_, one)| one).collect();
        restore_certificates(change, &changes, at).await?;
        restore_people(change, &changes, at).await?;
        restore_units(change, &changes, at).await?;
    }
    remove_new(change, import).await?;
    on!(change, |c| sqlx::query("UPDATE import SET state = 5 WHERE id = $1")
        .bind(import.0)
        .execute(&mut *c)
        .await
        .map(drop))?;
    Ok(Undone::All(count))
}

/// Everything that stands against taking the import back.
async fn conflicts(change: &mut Change, import: Id) -> Result<Vec<Conflict>> {
    let (mut conflicts, mut after) = (Vec::new(), 0);
    let mut new: HashMap<Noun, Vec<Id>> = HashMap::new();
    let mut own: HashSet<Id> = HashSet::new();
    let mut names: HashMap<Id, String> = HashMap::new();
    loop {
        let portion = changes_after(change, import, after, AT_ONCE).await?;
        let Some((last, _)) = portion.last() else { break };
        after = *last;
        for noun in [Noun::Certificate, Noun::Person, Noun::Unit, Noun::Device] {
            let changes: Vec<&ImportChange> =
                portion.iter().map(|(_, one)| one).filter(|one| one.noun == noun).collect();
            conflicts.extend(against::changed_since(change, noun, &changes).await?);
            own.extend(changes.iter().map(|one| one.object));
            for one in changes.iter().filter(|one| one.before.is_none()) {
                new.entry(noun).or_default().push(one.object);
                names.insert(one.object, against::name(noun, &json(&one.after)?));
            }
        }
        conflicts.truncate(MOST_CONFLICTS);
    }
    for (noun, ids) in new {
        for id in against::needed(change, noun, &ids, &own).await? {
            let name = names.get(&id).cloned().unwrap_or_default();
            conflicts.push(Conflict { noun, object: id, name, reason: Reason::Needed });
        }
    }
    conflicts.truncate(MOST_CONFLICTS);
    Ok(conflicts)
}

/// The changes to things that were there before, with what they were.
fn changed(changes: &[ImportChange], noun: Noun) -> Result<Vec<(Id, Value)>> {
    let of = |one: &ImportChange| one.before.as_ref().map(|before| Ok((one.object, json(before)?)));
    changes.iter().filter(|one| one.noun == noun).filter_map(of).collect()
}

async fn restore_certificates(change: &mut Change, changes: &[ImportChange], at: Moment) -> Result<()> {
    let changed = changed(changes, Noun::Certificate)?;
    let ids: Vec<Id> = changed.iter().map(|(id, _)| *id).collect();
    let mut now: HashMap<Id, CertificateRecord> =
        certificates::with_ids(change, &ids).await?.into_iter().map(|(record, _)| (record.id, record)).collect();
    let (mut present, mut former) = (Vec::new(), Vec::new());
    for (id, before) in changed {
        if let Some(record) = now.remove(&id) {
            former.push(certificates::from_json(id, &before)?);
            present.push(record);
        }
    }
    certificates::replace(change, &present, &former, at).await
}

async fn restore_people(change: &mut Change, changes: &[ImportChange], at: Moment) -> Result<()> {
    for (id, before) in changed(changes, Noun::Person)? {
        let (_, version) = people::get(change, id).await?;
        people::update(change, &people::from_json(id, &before)?, version, at).await?;
    }
    Ok(())
}

async fn restore_units(change: &mut Change, changes: &[ImportChange], at: Moment) -> Result<()> {
    let mut writings = Vec::new();
    for (id, before) in changed(changes, Noun::Unit)? {
        writings.push(Writing::Changed(units::from_json(id, &before)?));
    }
    if writings.is_empty() { Ok(()) } else { units::write_many(change, &writings, at).await }
}

/// Removes what the import brought: all changed things are restored by then and name none of it any more.
async fn remove_new(change: &mut Change, import: Id) -> Result<()> {
    let mut before = i64::MAX;
    let (mut gone, mut devices): (Vec<CertificateRecord>, Vec<Device>) = (Vec::new(), Vec::new());
    loop {
        let portion = changes_before(change, import, before, AT_ONCE).await?;
        let Some((last, _)) = portion.last() else { break };
        before = *last;
        let new =
            |noun: Noun| portion.iter().map(|(_, one)| one).filter(move |one| one.noun == noun && one.before.is_none());
        for one in new(Noun::Certificate) {
            gone.push(certificates::from_json(one.object, &json(&one.after)?)?);
        }
        for one in new(Noun::Device) {
            devices.push(crate::devices::from_json(one.object, &json(&one.after)?)?);
        }
        let mut persons: Vec<Person> = Vec::new();
        for one in new(Noun::Person) {
            persons.push(people::from_json(one.object, &json(&one.after)?)?);
        }
        people::remove_many(change, &persons).await?;
        let mut last_units = Vec::new();
        for one in new(Noun::Unit) {
            last_units.push(units::from_json(one.object, &json(&one.after)?)?);
        }
        units::remove_many(change, &last_units).await?;
    }
    certificates::remove_many(change, &gone).await?;
    // Certificates name the devices they lie on.
    crate::devices::remove_many(change, &devices).await
}

fn json(text: &str) -> Result<Value> {
    let damaged = |_| Error::Damaged { table: "import_change", column: "after", value: text.to_owned() };
    serde_json::from_str(text).map_err(damaged)
}
