//! The audit, as people read it.

use crate::context::Context;
use crate::error::AppError;
use crate::visitor::Visitor;
use antin_domain::id::Id;
use antin_domain::permission::{Act, Object};
use antin_storage::audit::{self, chain::Event};
use antin_storage::users;
use std::collections::BTreeMap;

/// Events of one page.
pub const ON_A_PAGE: u32 = 50;

/// A page of the audit.
#[derive(Clone, Debug)]
pub struct Trail {
    /// Events, the latest first.
    pub events: Vec<Event>,
    /// How many events there are in all.
    pub total: i64,
    /// Where the next page begins: before this number; none on the last page.
    pub next: Option<i64>,
    /// Names of the accounts that act in them.
    pub names: BTreeMap<String, String>,
}

/// Events before number `before`, the latest first.
///
/// # Errors
/// The visitor may not.
pub async fn trail(context: &Context, visitor: &Visitor, before: Option<i64>) -> Result<Trail, AppError> {
    visitor.may(Act::ReadAudit, &Object { units: Vec::new(), person: None })?;
    let mut connection = context.db.read().await?;
    let total = audit::head(&mut connection).await?.number;
    let end = before.unwrap_or(total + 1).clamp(1, total + 1);
    let start = (end - 1 - i64::from(ON_A_PAGE)).max(0);
    let count = u32::try_from(end - 1 - start).unwrap_or_default();
    let mut events = audit::events_after(&mut connection, start, count).await?;
    events.reverse();
    drop(connection);
    let names = names(context, &events).await?;
    Ok(Trail { events, total, next: (start > 0).then_some(start + 1), names })
}

/// The names of accounts by the words with which events name them.
///
/// # Errors
/// The database cannot be read.
pub async fn names(context: &Context, events: &[Event]) -> Result<BTreeMap<String, String>, AppError> {
    let mut connection = context.db.read().await?;
    let mut names = BTreeMap::new();
    for actor in events.iter().map(|event| &event.actor) {
        if names.contains_key(actor) {
            continue;
        }
        // Machine parts have names that are no numbers.
        if let Ok(number) = actor.parse() {
            let user = users::get(&mut connection, Id(number)).await?;
            names.insert(actor.clone(), user.name);
        }
    }
    Ok(names)
}

/// The number of the last event; that the database answers is shown by it.
///
/// # Errors
/// The database does not answer.
pub async fn end(context: &Context) -> Result<i64, AppError> {
    Ok(audit::head(&mut context.db.read().await?).await?.number)
}
