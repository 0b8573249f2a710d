//! What the background keeps with an import: its job, how the file was read, and what applying it would do.
//!
//! Reading and comparing change nothing that people answer for, so their turns need no event. The changes of a plan stand
//! in `import_change` before they are made; applying makes exactly those.

use super::{ImportChange, change_of_row, step};
use crate::db::Connection;
use crate::error::{Error, Result};
use crate::search::Noun;
use crate::statement::{many, rows_at_once};
use crate::turn::{Change, Upkeep};
use antin_domain::id::Id;

/// What the background keeps with an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportWork {
    /// The job that works on it, or did last.
    pub job: Option<Id>,
    /// How the file was read, as JSON; none until it was.
    pub reading: Option<String>,
    /// What applying would do, as JSON; none until it was compared.
    pub plan: Option<String>,
    /// The last event of the audit when the plan was made.
    pub plan_event: i64,
    /// What a person says the columns mean, as TOML; none: by the headings.
    pub columns: Option<String>,
}

type WorkRow = (Option<i64>, Option<String>, Option<String>, Option<i64>, Option<String>);

/// What the background keeps with an import.
///
/// # Errors
/// There is no such import.
pub async fn work(connection: &mut Connection, id: Id) -> Result<ImportWork> {
    let row: Option<WorkRow> = on!(connection, |c| sqlx::query_as(
        "SELECT job_id, reading, plan, plan_event, columns_said FROM import WHERE id = $1"
    )
    .bind(id.0)
    .fetch_optional(&mut *c)
    .await)?;
    let missing = || Error::Missing { noun: "import", id: id.to_string() };
    let (job, reading, plan, event, columns) = row.ok_or_else(missing)?;
    Ok(ImportWork { job: job.map(Id), reading, plan, plan_event: event.unwrap_or_default(), columns })
}

/// Says which job works on an import.
///
/// # Errors
/// The database cannot be written.
pub async fn set_job(turn: &mut Upkeep, id: Id, job: Id) -> Result<()> {
    on!(turn, |c| sqlx::query("UPDATE import SET job_id = $1 WHERE id = $2")
        .bind(job.0)
        .bind(id.0)
        .execute(&mut *c)
        .await
        .map(drop))
    .map_err(Error::from)
}

/// Keeps what a person says the columns of an import mean: it is to be read anew, so that what was read before is
/// forgotten. The file itself stays as it is.
///
/// # Errors
/// There is no such import, or it is applied already.
pub async fn set_columns(turn: &mut Upkeep, id: Id, columns: &str) -> Result<()> {
    let rows = on!(turn, |c| sqlx::query(
        "UPDATE import SET columns_said = $1, state = 1, reading = NULL, plan = NULL, changes = 0
         WHERE id = $2 AND state IN (1, 2, 3)"
    )
    .bind(columns)
    .bind(id.0)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?;
    if rows == 0 {
        return Err(Error::NoSuchStep { noun: "import", id: id.0, verb: "read".into(), state: "applied".into() });
    }
    for text in ["DELETE FROM import_change WHERE import_id = $1", "DELETE FROM import_row WHERE import_id = $1"] {
        on!(turn, |c| sqlx::query(text).bind(id.0).execute(&mut *c).await.map(drop))?;
    }
    Ok(())
}

/// The file was read: so many rows, so many of them rejected, and how. The import waits from then on.
///
/// # Errors
/// There is no such import, or it is read already.
pub async fn keep_reading(turn: &mut Upkeep, id: Id, read: i64, rejected: i64, reading: &str) -> Result<()> {
    let text = "UPDATE import SET state = 2, rows_read = $1, rows_rejected = $2 WHERE id = $3 AND state = 1";
    step(turn, id, text, read, rejected).await?;
    keep_how_read(turn, id, reading).await
}

/// The file cannot be read before a person says what its columns mean: what is shown to that person.
///
/// # Errors
/// There is no such import, or it is read already.
pub async fn keep_question(turn: &mut Upkeep, id: Id, reading: &str) -> Result<()> {
    step(turn, id, "UPDATE import SET state = 3, changes = $1 + $2 WHERE id = $3 AND state = 1", 0, 0).await?;
    keep_how_read(turn, id, reading).await
}

async fn keep_how_read(turn: &mut Upkeep, id: Id, reading: &str) -> Result<()> {
    on!(turn, |c| sqlx::query("UPDATE import SET reading = $1 WHERE id = $2")
        .bind(reading)
        .bind(id.0)
        .execute(&mut *c)
        .await
        .map(drop))
    .map_err(Error::from)
}

/// Forgets the plan of an import that waits, with all its changes: another one is made.
///
/// # Errors
/// There is no such import, or it does not wait.
pub async fn begin_plan(turn: &mut Upkeep, id: Id) -> Result<()> {
    step(turn, id, "UPDATE import SET plan = NULL, changes = $1 + $2 WHERE id = $3 AND state = 2", 0, 0).await?;
    on!(turn, |c| sqlx::query("DELETE FROM import_change WHERE import_id = $1")
        .bind(id.0)
        .execute(&mut *c)
        .await
        .map(drop))
    .map_err(Error::from)
}

/// Keeps a portion of the changes of a plan, numbered from `first`.
///
/// # Errors
/// A number is taken: two plans are made at once.
pub async fn plan_changes(turn: &mut Upkeep, id: Id, first: i64, changes: &[ImportChange]) -> Result<()> {
    let numbered: Vec<(i64, &ImportChange)> = (first..).zip(changes).collect();
    for chunk in numbered.chunks(rows_at_once(6)) {
        let head = "INSERT INTO import_change (import_id, number, object_kind, object_id, before, after)";
        let text = many(turn.engine(), head, 6, chunk.len(), "");
        on!(turn, |c| {
            let mut query = sqlx::query(text);
            for (number, change) in chunk {
                query = query
                    .bind(id.0)
                    .bind(*number)
                    .bind(change.noun as i16)
                    .bind(change.object.0)
                    .bind(change.before.as_deref())
                    .bind(change.after.as_str());
            }
            query.execute(&mut *c).await.map(drop)
        })?;
    }
    Ok(())
}

/// The plan is whole: what it says, and the last event of the audit when it was begun.
///
/// # Errors
/// There is no such import, or it does not wait.
pub async fn keep_plan(turn: &mut Upkeep, id: Id, plan: &str, event: i64) -> Result<()> {
    let rows = on!(turn, |c| sqlx::query("UPDATE import SET plan = $1, plan_event = $2 WHERE id = $3 AND state = 2")
        .bind(plan)
        .bind(event)
        .bind(id.0)
        .execute(&mut *c)
        .await
        .map(|done| done.rows_affected()))?;
    if rows == 0 {
        return Err(Error::NoSuchStep { noun: "import", id: id.0, verb: "plan".into(), state: "not waiting".into() });
    }
    Ok(())
}

/// Up to `count` changes of an import behind number `after`, in their order.
///
/// # Errors
/// The database cannot be read.
pub async fn changes_after(
    connection: &mut Connection,
    id: Id,
    after: i64,
    count: u32,
) -> Result<Vec<(i64, ImportChange)>> {
    let rows: Vec<super::ChangeRow> = on!(connection, |c| sqlx::query_as(
        "SELECT number, object_kind, object_id, before, after FROM import_change
         WHERE import_id = $1 AND number > $2 ORDER BY number LIMIT $3"
    )
    .bind(id.0)
    .bind(after)
    .bind(i64::from(count))
    .fetch_all(&mut *c)
    .await)?;
    rows.into_iter().map(change_of_row).collect()
}

/// Up to `count` changes of an import to things of one kind, behind number `after`, in their order.
///
/// # Errors
/// The database cannot be read.
pub async fn changes_of(
    connection: &mut Connection,
    id: Id,
    noun: Noun,
    after: i64,
    count: u32,
) -> Result<Vec<(i64, ImportChange)>> {
    let rows: Vec<super::ChangeRow> = on!(connection, |c| sqlx::query_as(
        "SELECT number, object_kind, object_id, before, after FROM import_change
         WHERE import_id = $1 AND object_kind = $2 AND number > $3 ORDER BY number LIMIT $4"
    )
    .bind(id.0)
    .bind(noun as i16)
    .bind(after)
    .bind(i64::from(count))
    .fetch_all(&mut *c)
    .await)?;
    rows.into_iter().map(change_of_row).collect()
}

/// Every change of the plan is made: so many.
///
/// # Errors
/// There is no such import, or it does not wait.
pub async fn applied(change: &mut Change, id: Id, changes: i64) -> Result<()> {
    let text = "UPDATE import SET state = 4, changes = $1 + $2 WHERE id = $3 AND state = 2";
    step(change, id, text, 0, changes).await
}
