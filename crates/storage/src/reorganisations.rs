//! Reorganisations: what each says of units, and how it stands. What certificates need because of it: [`needs`].

pub mod needs;

use crate::codes::Code;
use crate::db::Connection;
use crate::error::{Error, Result};
use crate::page::{Cursor, Page, limited};
use crate::turn::Change;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::moment::Moment;
use antin_domain::reorganisation::State;

/// A reorganisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reorganisation {
    /// Number.
    pub id: Id,
    /// What it is called.
    pub title: String,
    /// The decision by which it is made, as written.
    pub decision: String,
    /// The first day on which it holds.
    pub day: Day,
    /// Requests that the CA handles in a working day.
    pub per_day: u32,
    /// Working days of a wave.
    pub wave_days: u32,
    /// How it stands.
    pub state: State,
    /// Its lines, as JSON.
    pub lines: String,
    /// What was rehearsed, and the last work that was asked for, as JSON.
    pub rehearsal: Option<String>,
    /// When it was written.
    pub created: Moment,
    /// By which user.
    pub created_by: Id,
    /// When it was applied.
    pub applied: Option<Moment>,
    /// Version.
    pub version: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    title: String,
    decision: String,
    day_on: i32,
    per_day: i32,
    wave_days: i32,
    state: i16,
    lines: String,
    rehearsal: Option<String>,
    created_us: i64,
    created_by: i64,
    applied_us: Option<i64>,
    version: i64,
}

const SELECT: &str = "SELECT id, title, decision, day_on, per_day, wave_days, state, lines, rehearsal, created_us,
    created_by, applied_us, version FROM reorganisation";

impl Code for State {
    const COLUMN: &'static str = "state";
    const TABLE: &'static [(Self, i16)] =
        &[(Self::Draft, 1), (Self::Rehearsed, 2), (Self::Applied, 3), (Self::Withdrawn, 4)];
}

/// Adds a reorganisation.
///
/// # Errors
/// The number is taken, or the user is not there.
pub async fn insert(change: &mut Change, one: &Reorganisation) -> Result<()> {
    on!(change, |c| sqlx::query(
        "INSERT INTO reorganisation (id, title, decision, day_on, per_day, wave_days, state, lines, created_us, created_by,
             version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)"
    )
    .bind(one.id.0)
    .bind(one.title.as_str())
    .bind(one.decision.as_str())
    .bind(one.day.number())
    .bind(i64::from(one.per_day))
    .bind(i64::from(one.wave_days))
    .bind(one.state.code())
    .bind(one.lines.as_str())
    .bind(one.created.0)
    .bind(one.created_by.0)
    .execute(&mut *c)
    .await
    .map(drop))
    .map_err(Error::from)
}

/// Writes a reorganisation anew, if it is still at version `seen`; gives the new version.
///
/// # Errors
/// It was changed meanwhile.
pub async fn update(change: &mut Change, one: &Reorganisation, seen: i64) -> Result<i64> {
    let version: Option<(i64,)> = on!(change, |c| {
        sqlx::query_as(
        "UPDATE reorganisation SET title = $1, decision = $2, day_on = $3, per_day = $4, wave_days = $5, state = $6,
             lines = $7, rehearsal = $8, applied_us = $9, version = version + 1
         WHERE id = $10 AND version = $11 RETURNING version"
    )
    .bind(one.title.as_str())
    .bind(one.decision.as_str())
    .bind(one.day.number())
    .bind(i64::from(one.per_day))
    .bind(i64::from(one.wave_days))
    .bind(one.state.code())
    .bind(one.lines.as_str())
    .bind(one.rehearsal.as_deref())
    .bind(one.applied.map(|at| at.0))
    .bind(one.id.0)
    .bind(seen)
    .fetch_optional(&mut *c)
    .await
    })?;
    version.map(|(version,)| version).ok_or(Error::Stale { noun: "reorganisation", id: one.id.0, seen })
}

/// A reorganisation.
///
/// # Errors
/// There is no such one.
pub async fn get(connection: &mut Connection, id: Id) -> Result<Reorganisation> {
    let text = sqlx::AssertSqlSafe(format!("{SELECT} WHERE id = $1"));
    let row: Option<Row> = on!(connection, |c| sqlx::query_as(text).bind(id.0).fetch_optional(&mut *c).await)?;
    whole(row.ok_or_else(|| Error::Missing { noun: "reorganisation", id: id.to_string() })?)
}

/// A page of reorganisations, the latest first.
///
/// # Errors
/// The database cannot be read.
pub async fn latest(connection: &mut Connection, after: Option<&Cursor>, limit: u32) -> Result<Page<Reorganisation>> {
    let limit = limited(limit);
    let text = sqlx::AssertSqlSafe(format!("{SELECT} WHERE id < $1 ORDER BY id DESC LIMIT $2"));
    let rows: Vec<Row> = on!(connection, |c| sqlx::query_as(text)
        .bind(after.map_or(i64::MAX, |cursor| cursor.id))
        .bind(i64::from(limit) + 1)
        .fetch_all(&mut *c)
        .await)?;
    let page = Page::of(rows, limit, |row| Cursor { key: String::new(), id: row.id });
    Ok(Page { items: page.items.into_iter().map(whole).collect::<Result<_>>()?, next: page.next })
}

fn whole(row: Row) -> Result<Reorganisation> {
    Ok(Reorganisation {
        id: Id(row.id),
        title: row.title,
        decision: row.decision,
        day: Day::of_number(Some(row.day_on)),
        per_day: u32::try_from(row.per_day).unwrap_or(1),
        wave_days: u32::try_from(row.wave_days).unwrap_or(1),
        state: State::of("reorganisation", row.state)?,
        lines: row.lines,
        rehearsal: row.rehearsal,
        created: Moment(row.created_us),
        created_by: Id(row.created_by),
        applied: row.applied_us.map(Moment),
        version: row.version,
    })
}
