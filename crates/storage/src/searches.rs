//! Searches that people keep, for themselves or for their unit.

use crate::db::Connection;
use crate::error::{Error, Result};
use crate::turn::Change;
use antin_domain::id::Id;
use antin_domain::moment::Moment;

/// A search that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedSearch {
    /// Number.
    pub id: Id,
    /// Whose it is.
    pub owner: Id,
    /// The unit it is shared with, and everything below it.
    pub unit: Option<Id>,
    /// Its name.
    pub name: String,
    /// What it lists: `certificate`, `person`, `device`.
    pub noun: String,
    /// The filter, as the address of the page has it.
    pub filter: String,
}

type Row = (i64, i64, Option<i64>, String, String, String);

/// Keeps a search.
///
/// # Errors
/// The number is taken, or the owner or unit is not there.
pub async fn insert(change: &mut Change, search: &SavedSearch) -> Result<()> {
    on!(change, |c| sqlx::query(
        "INSERT INTO saved_search (id, owner_id, unit_id, name, noun, filter, version) VALUES ($1, $2, $3, $4, $5, $6, 1)"
    )
    .bind(search.id.0)
    .bind(search.owner.0)
    .bind(search.unit.map(|id| id.0))
    .bind(search.name.as_str())
    .bind(search.noun.as_str())
    .bind(search.filter.as_str())
    .execute(&mut *c)
    .await
    .map(drop))
    .map_err(Error::from)
}

/// Takes a search of `owner` off all lists.
///
/// # Errors
/// There is no such search of this owner.
pub async fn remove(change: &mut Change, id: Id, owner: Id, at: Moment) -> Result<()> {
    let rows = on!(change, |c| sqlx::query(
        "UPDATE saved_search SET removed_us = $1 WHERE id = $2 AND owner_id = $3 AND removed_us IS NULL"
    )
    .bind(at.0)
    .bind(id.0)
    .bind(owner.0)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?;
    if rows == 0 { Err(Error::Missing { noun: "search", id: id.to_string() }) } else { Ok(()) }
}

/// The searches of a user and those shared with a unit above or at `unit`, by name; at most two hundred.
///
/// # Errors
/// The database cannot be read.
pub async fn seen_by(connection: &mut Connection, user: Id, unit: Option<Id>) -> Result<Vec<SavedSearch>> {
    let rows: Vec<Row> = on!(connection, |c| sqlx::query_as(
        "SELECT id, owner_id, unit_id, name, noun, filter FROM saved_search
         WHERE removed_us IS NULL
           AND (owner_id = $1 OR unit_id IN (SELECT ancestor_id FROM unit_below WHERE unit_below.unit_id = $2))
         ORDER BY name, id LIMIT 200"
    )
    .bind(user.0)
    .bind(unit.map(|id| id.0))
    .fetch_all(&mut *c)
    .await)?;
    let search = |(id, owner, unit, name, noun, filter): Row| SavedSearch {
        id: Id(id),
        owner: Id(owner),
        unit: unit.map(Id),
        name,
        noun,
        filter,
    };
    Ok(rows.into_iter().map(search).collect())
}
