//! The audit: one chain of events, written in the same transaction as the changes it tells of.
//!
//! Each event holds the hash of the one before ([`chain`]); now and then the end of the chain is signed and put outside
//! the database ([`checkpoint`]); [`verify`] finds what was changed, removed, swapped, inserted, cut or rolled back, from
//! the rows and the checkpoints alone. Why it is built so: docs/decisions/0011.

pub mod chain;
pub mod checkpoint;
pub mod verify;

use crate::db::Connection;
use crate::error::{Error, Result};
use crate::turn::Upkeep;
use antin_domain::moment::Moment;
use chain::{Event, Hash};
use serde_json::Value;

/// What happened, before it has its place in the chain.
#[derive(Clone, Copy, Debug)]
pub struct NewEvent<'a> {
    /// When.
    pub at: Moment,
    /// Who: the number of a user, or the name of a machine part (`job`).
    pub actor: &'a str,
    /// What: the name of an act (`edit-certificate`).
    pub action: &'a str,
    /// To what kind of thing.
    pub object_kind: &'a str,
    /// To which one.
    pub object_id: &'a str,
    /// What changed, before and after; kept in its canonical form.
    pub detail: &'a Value,
}

/// The end of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Number of the last event; 0 where there is none.
    pub number: i64,
    /// Its hash.
    pub hash: Hash,
}

/// The columns of an event, in the order of [`EventRow`].
type EventRow = (i64, i64, String, String, String, String, String, Vec<u8>, Vec<u8>);

/// Adds an event at the end of the chain. Only changes do, in their own transaction.
pub(crate) async fn append(turn: &mut Upkeep, event: &NewEvent<'_>) -> Result<i64> {
    let head = head(turn).await?;
    let event = Event::after(&head, event);
    let turn: &mut Connection = turn;
    on!(turn, |c| sqlx::query(
        "INSERT INTO audit_event (number, at_us, actor, action, object_kind, object_id, detail, former, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    )
    .bind(event.number)
    .bind(event.at.0)
    .bind(event.actor)
    .bind(event.action)
    .bind(event.object_kind)
    .bind(event.object_id)
    .bind(event.detail)
    .bind(event.former.to_vec())
    .bind(event.hash.to_vec())
    .execute(&mut *c)
    .await
    .map(drop))?;
    on!(turn, |c| sqlx::query("UPDATE audit_head SET number = $1, hash = $2 WHERE one = 1")
        .bind(event.number)
        .bind(event.hash.to_vec())
        .execute(&mut *c)
        .await
        .map(drop))?;
    Ok(event.number)
}

/// The end of the chain as the database has it.
///
/// # Errors
/// The database cannot be read, or holds no end.
pub async fn head(connection: &mut Connection) -> Result<Head> {
    let (number, hash): (i64, Vec<u8>) =
        on!(connection, |c| sqlx::query_as("SELECT number, hash FROM audit_head WHERE one = 1")
            .fetch_one(&mut *c)
            .await)?;
    Ok(Head { number, hash: hash_of_row("audit_head", hash)? })
}

/// Up to `count` events behind number `after`, in their order.
///
/// # Errors
/// The database cannot be read.
pub async fn events_after(connection: &mut Connection, after: i64, count: u32) -> Result<Vec<Event>> {
    let rows: Vec<EventRow> = on!(connection, |c| sqlx::query_as(
        "SELECT number, at_us, actor, action, object_kind, object_id, detail, former, hash FROM audit_event
         WHERE number > $1 ORDER BY number LIMIT $2"
    )
    .bind(after)
    .bind(i64::from(count))
    .fetch_all(&mut *c)
    .await)?;
    rows.into_iter().map(event_of_row).collect()
}

/// What the events behind number `after` were about and what they did: each pair of kind of thing and act once.
///
/// # Errors
/// The database cannot be read.
pub async fn acts_after(connection: &mut Connection, after: i64) -> Result<Vec<(String, String)>> {
    let rows = on!(connection, |c| sqlx::query_as(
        "SELECT DISTINCT object_kind, action FROM audit_event WHERE number > $1 ORDER BY object_kind, action"
    )
    .bind(after)
    .fetch_all(&mut *c)
    .await)?;
    Ok(rows)
}

/// The latest events about one thing, the newest first, before number `before`.
///
/// # Errors
/// The database cannot be read.
pub async fn events_about(
    connection: &mut Connection,
    object_kind: &str,
    object_id: &str,
    before: i64,
    count: u32,
) -> Result<Vec<Event>> {
    let rows: Vec<EventRow> = on!(connection, |c| sqlx::query_as(
        "SELECT number, at_us, actor, action, object_kind, object_id, detail, former, hash FROM audit_event
         WHERE object_kind = $1 AND object_id = $2 AND number < $3 ORDER BY number DESC LIMIT $4"
    )
    .bind(object_kind)
    .bind(object_id)
    .bind(before)
    .bind(i64::from(count))
    .fetch_all(&mut *c)
    .await)?;
    rows.into_iter().map(event_of_row).collect()
}

fn event_of_row(row: EventRow) -> Result<Event> {
    let (number, at, actor, action, object_kind, object_id, detail, former, hash) = row;
    Ok(Event {
        number,
        at: Moment(at),
        actor,
        action,
        object_kind,
        object_id,
        detail,
        former: hash_of_row("audit_event", former)?,
        hash: hash_of_row("audit_event", hash)?,
    })
}

/// A hash of another length was put there by somebody else; it is shown as a hash that nothing has.
fn hash_of_row(table: &'static str, bytes: Vec<u8>) -> Result<Hash> {
    let length = bytes.len();
    bytes.try_into().map_err(|_| Error::Damaged { table, column: "hash", value: format!("{length} bytes") })
}
