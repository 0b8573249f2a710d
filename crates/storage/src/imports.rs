//! Imports: the rows as they came, what each import changed, and taking all of it back.
//!
//! An import is one file of one kind; the same file again is the same import. Rows that could not be used are kept raw; the
//! file itself is kept outside. What would change is worked out and kept with what was before, as a plan; applying makes
//! all changes of the plan in one transaction.

mod undo;
mod work;

pub use undo::{Conflict, Reason, Undone, undo};
pub use work::{
    ImportWork, applied, begin_plan, changes_after, changes_of, keep_plan, keep_question, keep_reading, plan_changes,
    set_columns, set_job, work,
};

use crate::db::Connection;
use crate::error::{Error, Result};
use crate::search::Noun;
use crate::statement::{many, rows_at_once};
use crate::turn::{Change, Upkeep};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::moment::Moment;

/// An import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Number.
    pub id: Id,
    /// What the file is: `ca-list`, `registry`, `roster`, `units`, `sent`, `certificates`.
    pub kind: String,
    /// SHA-256 of the file.
    pub digest: [u8; 32],
    /// Name of the file as it was given.
    pub file_name: String,
    /// The day the list speaks of.
    pub as_of: Day,
    /// Where it is on its way.
    pub state: ImportState,
    /// Rows read.
    pub rows_read: i64,
    /// Rows that could not be used.
    pub rows_rejected: i64,
    /// Changes stored.
    pub changes: i64,
    /// When it was taken in.
    pub taken: Moment,
    /// By which user; none where by a job.
    pub taken_by: Option<Id>,
}

/// Where an import is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportState {
    /// Its rows are being kept.
    Reading,
    /// Its rows are kept; nothing is changed yet.
    Read,
    /// It cannot be read before a person says what its columns mean.
    Asking,
    /// All its changes are stored.
    Applied,
    /// All its changes were taken back.
    Undone,
}

/// A row as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawRow {
    /// Its number, counted through all sheets.
    pub number: i64,
    /// Sheet, row and cells, as JSON.
    pub cells: String,
    /// What was wrong with it, as JSON; none where it was used.
    pub problems: Option<String>,
}

/// What an import changed of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportChange {
    /// What kind of thing.
    pub noun: Noun,
    /// Its number.
    pub object: Id,
    /// How it was, as JSON; none where the import brought it.
    pub before: Option<String>,
    /// How it is now, as JSON.
    pub after: String,
}

type ChangeRow = (i64, i16, i64, Option<String>, String);
type ImportRow = (i64, String, Vec<u8>, String, Option<i32>, i16, i64, i64, i64, i64, Option<i64>);

const SELECT: &str = "SELECT id, kind, digest, file_name, as_of_on, state, rows_read, rows_rejected, changes,
    taken_us, taken_by FROM import";

/// States by their numbers, from 1. No version of the program ever wrote 3 for anything else.
const STATES: [ImportState; 5] =
    [ImportState::Reading, ImportState::Read, ImportState::Asking, ImportState::Applied, ImportState::Undone];

/// The import of this file, unless it was undone.
///
/// # Errors
/// The database cannot be read.
pub async fn find(connection: &mut Connection, kind: &str, digest: &[u8; 32]) -> Result<Option<Import>> {
    let text = sqlx::AssertSqlSafe(format!("{SELECT} WHERE kind = $1 AND digest = $2 AND state < 5"));
    let row: Option<ImportRow> =
        on!(connection, |c| sqlx::query_as(text).bind(kind).bind(digest.to_vec()).fetch_optional(&mut *c).await)?;
    row.map(import).transpose()
}

/// An import by its number.
///
/// # Errors
/// There is no such import.
pub async fn get(connection: &mut Connection, id: Id) -> Result<Import> {
    let text = sqlx::AssertSqlSafe(format!("{SELECT} WHERE id = $1"));
    let row: Option<ImportRow> = on!(connection, |c| sqlx::query_as(text).bind(id.0).fetch_optional(&mut *c).await)?;
    row.map(import).transpose()?.ok_or_else(|| Error::Missing { noun: "import", id: id.to_string() })
}

/// Begins an import; its state is [`ImportState::Reading`].
///
/// # Errors
/// [`Error::Taken`] where this file was taken in before: [`find`] gives it.
pub async fn begin(change: &mut Change, import: &Import) -> Result<()> {
    on!(change, |c| sqlx::query(
        "INSERT INTO import (id, kind, digest, file_name, as_of_on, state, rows_read, rows_rejected, changes, taken_us,
             taken_by, version) VALUES ($1, $2, $3, $4, $5, 1, 0, 0, 0, $6, $7, 1)"
    )
    .bind(import.id.0)
    .bind(import.kind.as_str())
    .bind(import.digest.to_vec())
    .bind(import.file_name.as_str())
    .bind(import.as_of.number())
    .bind(import.taken.0)
    .bind(import.taken_by.map(|id| id.0))
    .execute(&mut *c)
    .await
    .map(drop))
    .map_err(Error::from)
}

/// Keeps rows as they came; rows that are kept already stay.
///
/// # Errors
/// There is no such import.
pub async fn keep_rows(turn: &mut Upkeep, id: Id, rows: &[RawRow]) -> Result<()> {
    for chunk in rows.chunks(rows_at_once(4)) {
        let head = "INSERT INTO import_row (import_id, number, cells, problems)";
        let text = many(turn.engine(), head, 4, chunk.len(), "ON CONFLICT DO NOTHING");
        on!(turn, |c| {
            let mut query = sqlx::query(text);
            for row in chunk {
                query = query.bind(id.0).bind(row.number).bind(row.cells.as_str()).bind(row.problems.as_deref());
            }
            query.execute(&mut *c).await.map(drop)
        })?;
    }
    Ok(())
}

/// Rows behind number `after`, as they came.
///
/// # Errors
/// The database cannot be read.
pub async fn rows_after(connection: &mut Connection, id: Id, after: i64, count: u32) -> Result<Vec<RawRow>> {
    let rows: Vec<(i64, String, Option<String>)> = on!(connection, |c| {
        sqlx::query_as(
        "SELECT number, cells, problems FROM import_row WHERE import_id = $1 AND number > $2 ORDER BY number LIMIT $3"
    )
    .bind(id.0)
    .bind(after)
    .bind(i64::from(count))
    .fetch_all(&mut *c)
    .await
    })?;
    Ok(rows.into_iter().map(|(number, cells, problems)| RawRow { number, cells, problems }).collect())
}

/// What an import changed, before number `before`, the latest first: the order in which it is taken back.
///
/// # Errors
/// The database cannot be read.
pub async fn changes_before(
    connection: &mut Connection,
    id: Id,
    before: i64,
    count: u32,
) -> Result<Vec<(i64, ImportChange)>> {
    let rows: Vec<ChangeRow> = on!(connection, |c| sqlx::query_as(
        "SELECT number, object_kind, object_id, before, after FROM import_change
         WHERE import_id = $1 AND number < $2 ORDER BY number DESC LIMIT $3"
    )
    .bind(id.0)
    .bind(before)
    .bind(i64::from(count))
    .fetch_all(&mut *c)
    .await)?;
    rows.into_iter().map(change_of_row).collect()
}

fn change_of_row((number, noun, object, before, after): ChangeRow) -> Result<(i64, ImportChange)> {
    let damaged = || Error::Damaged { table: "import_change", column: "object_kind", value: noun.to_string() };
    let nouns = [Noun::Certificate, Noun::Person, Noun::Unit, Noun::Device];
    let noun = nouns.into_iter().find(|known| *known as i16 == noun).ok_or_else(damaged)?;
    Ok((number, ImportChange { noun, object: Id(object), before, after }))
}

/// One step of an import; `text` takes two numbers and the import.
async fn step(change: &mut Upkeep, id: Id, text: &'static str, one: i64, two: i64) -> Result<()> {
    let rows = on!(change, |c| sqlx::query(text)
        .bind(one)
        .bind(two)
        .bind(id.0)
        .execute(&mut *c)
        .await
        .map(|done| done.rows_affected()))?;
    if rows > 0 {
        return Ok(());
    }
    let state = format!("{:?}", get(change, id).await?.state);
    Err(Error::NoSuchStep { noun: "import", id: id.0, verb: "step".into(), state })
}

fn import(row: ImportRow) -> Result<Import> {
    let (id, kind, digest, file_name, as_of, state, read, rejected, changes, taken, taken_by) = row;
    let damaged = |column, value: String| Error::Damaged { table: "import", column, value };
    let place = usize::try_from(state).ok().and_then(|state| state.checked_sub(1));
    Ok(Import {
        id: Id(id),
        kind,
        digest: digest.try_into().map_err(|bytes: Vec<u8>| damaged("digest", format!("{} bytes", bytes.len())))?,
        file_name,
        as_of: Day::of_number(as_of),
        state: *place.and_then(|place| STATES.get(place)).ok_or_else(|| damaged("state", state.to_string()))?,
        rows_read: read,
        rows_rejected: rejected,
        changes,
        taken: Moment(taken),
        taken_by: taken_by.map(Id),
    })
}
