//! A plan made true: the changes that were kept when the list was compared, made in the turn of the caller.

use crate::context::Context;
use crate::error::AppError;
use crate::work::Desk;
use antin_domain::certificate::record::Succession;
use antin_domain::id::Id;
use antin_storage::imports::{self, Import, ImportChange};
use antin_storage::search::Noun;
use antin_storage::units::{self, Writing};
use antin_storage::{Change, Error as StorageError, certificates, devices, people};
use serde_json::Value;
use std::collections::HashMap;

/// So many changes are made at once.
const AT_ONCE: u32 = 5_000;

/// Certificates that follow others: number, the one before, how.
type Joints = Vec<(Id, Id, Succession)>;

/// Makes every change that was kept with `import`; how many those were.
pub(super) async fn store(
    context: &Context,
    desk: &Desk,
    change: &mut Change,
    import: &Import,
    total: usize,
) -> Result<i64, AppError> {
    let (mut after, mut count) = (0, 0);
    let mut joints = Joints::new();
    store_devices(context, change, import.id).await?;
    loop {
        let portion = imports::changes_after(change, import.id, after, AT_ONCE).await?;
        let Some((last, _)) = portion.last() else { break };
        after = *last;
        count += portion.len();
        let changes: Vec<ImportChange> = portion.into_iter().map(|(_, one)| one).collect();
        store_units(context, change, &changes).await?;
        store_people(context, change, &changes).await?;
        store_certificates(context, change, &changes, &mut joints).await?;
        desk.at(count, total);
    }
    // Now that all are there: one may follow another that stood later in the list.
    certificates::join_predecessors(change, &joints).await?;
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    imports::applied(change, import.id, count).await?;
    tracing::info!(kind = import.kind, changes = count, "a list was applied");
    Ok(count)
}

/// Those above come before those below, new ones and changed ones together.
async fn store_units(context: &Context, change: &mut Change, changes: &[ImportChange]) -> Result<(), AppError> {
    let mut writings = Vec::new();
    for one in changes.iter().filter(|one| one.noun == Noun::Unit) {
        let unit = units::from_json(one.object, &memory(&one.after)?)?;
        writings.push(if one.before.is_some() { Writing::Changed(unit) } else { Writing::New(unit) });
    }
    if !writings.is_empty() {
        units::write_many(change, &writings, context.now()).await?;
    }
    Ok(())
}

async fn store_people(context: &Context, change: &mut Change, changes: &[ImportChange]) -> Result<(), AppError> {
    let now = context.now();
    let (mut fresh, mut changed) = (Vec::new(), Vec::new());
    for one in changes.iter().filter(|one| one.noun == Noun::Person) {
        let person = people::from_json(one.object, &memory(&one.after)?)?;
        if one.before.is_some() { changed.push(person) } else { fresh.push(person) }
    }
    people::insert_many(change, &fresh, now).await?;
    let ids: Vec<Id> = changed.iter().map(|person| person.id).collect();
    let versions: HashMap<Id, i64> =
        people::with_ids(change, &ids).await?.into_iter().map(|(person, version)| (person.id, version)).collect();
    for person in &changed {
        let seen = versions.get(&person.id).copied().unwrap_or_default();
        people::update(change, person, seen, now).await?;
    }
    Ok(())
}

/// Devices come first: certificates name those they lie on. Their units and people are there already, for no list brings
/// those and devices.
async fn store_devices(context: &Context, change: &mut Change, import: Id) -> Result<(), AppError> {
    let (now, mut after) = (context.now(), 0);
    loop {
        let portion = imports::changes_of(change, import, Noun::Device, after, AT_ONCE).await?;
        let Some((last, _)) = portion.last() else { return Ok(()) };
        after = *last;
        let mut fresh = Vec::with_capacity(portion.len());
        for (_, one) in &portion {
            fresh.push(devices::from_json(one.object, &memory(&one.after)?)?);
        }
        devices::insert_many(change, &fresh, now).await?;
    }
}

async fn store_certificates(
    context: &Context,
    change: &mut Change,
    changes: &[ImportChange],
    joints: &mut Joints,
) -> Result<(), AppError> {
    let now = context.now();
    let (mut fresh, mut before, mut after) = (Vec::new(), Vec::new(), Vec::new());
    for one in changes.iter().filter(|one| one.noun == Noun::Certificate) {
        let mut record = certificates::from_json(one.object, &memory(&one.after)?)?;
        let former = match &one.before {
            Some(text) => Some(certificates::from_json(one.object, &memory(text)?)?),
            None => None,
        };
        let joined = former.as_ref().and_then(|former| former.predecessor);
        if let Some((predecessor, succession)) = record.predecessor.filter(|_| record.predecessor != joined) {
            joints.push((record.id, predecessor, succession));
            record.predecessor = joined;
        }
        match former {
            None => fresh.push(record),
            Some(former) => {
                before.push(former);
                after.push(record);
            }
        }
    }
    certificates::insert_many(change, &fresh, now).await?;
    Ok(certificates::replace(change, &before, &after, now).await?)
}

fn memory(text: &str) -> Result<Value, StorageError> {
    let damaged = |_| StorageError::Damaged { table: "import_change", column: "after", value: text.to_owned() };
    serde_json::from_str(text).map_err(damaged)
}
