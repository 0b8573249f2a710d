//! Work that waits: taken under a lease, tried again with growing pauses, given up after so many tries.
//!
//! A worker that dies leaves its lease to run out, and another takes the job: a job may run twice and must bear it. There
//! is no leader; every server may take jobs.

use crate::db::Connection;
use crate::error::Result;
use crate::turn::Upkeep;
use antin_domain::id::Id;
use antin_domain::moment::Moment;

/// A job that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Number.
    pub id: Id,
    /// What kind of work.
    pub kind: String,
    /// What it is about, as JSON.
    pub payload: String,
    /// Tries so far, this one included.
    pub tries: i32,
}

/// How a job stands, for the page that waits for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What kind of work.
    pub kind: String,
    /// Where it is on its way.
    pub state: JobState,
    /// So much is done.
    pub done: i64,
    /// Of so much.
    pub total: i64,
    /// What went wrong at the last try.
    pub trouble: Option<String>,
}

/// Where a job is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    /// Waits, or waits to be tried again.
    Waiting,
    /// A worker has it.
    Taken,
    /// Finished.
    Done,
    /// Tried too often.
    GivenUp,
}

/// After so many tries a job is given up.
pub const MOST_TRIES: i32 = 8;

/// Adds a job; `once` makes it one with an unfinished job of the same key. Is it new?
///
/// # Errors
/// The database cannot be written.
pub async fn add(
    turn: &mut Upkeep,
    id: Id,
    kind: &str,
    payload: &str,
    once: Option<&str>,
    due: Moment,
    at: Moment,
) -> Result<bool> {
    let rows = on!(turn, |c| sqlx::query(
        "INSERT INTO job (id, kind, payload, once, state, due_us, tries, done, total, created_us)
         VALUES ($1, $2, $3, $4, 1, $5, 0, 0, 0, $6) ON CONFLICT DO NOTHING"
    )
    .bind(id.0)
    .bind(kind)
    .bind(payload)
    .bind(once)
    .bind(due.0)
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(rows > 0)
}

/// Takes up to `count` jobs that are due, for `lease_seconds`; those whose lease ran out are due again.
///
/// # Errors
/// The database cannot be written.
pub async fn take(turn: &mut Upkeep, worker: &str, count: u32, lease_seconds: i64, at: Moment) -> Result<Vec<Job>> {
    // The turn is the only writer, so nobody else can take the same rows meanwhile.
    let rows: Vec<(i64, String, String, i32)> = on!(turn, |c| sqlx::query_as(
        "UPDATE job SET state = 2, worker = $1, tries = tries + 1, due_us = $2
         WHERE id IN (SELECT id FROM job WHERE state < 3 AND due_us <= $3 ORDER BY due_us, id LIMIT $4)
         RETURNING id, kind, payload, tries"
    )
    .bind(worker)
    .bind(at.plus_seconds(lease_seconds).0)
    .bind(at.0)
    .bind(i64::from(count))
    .fetch_all(&mut *c)
    .await)?;
    Ok(rows.into_iter().map(|(id, kind, payload, tries)| Job { id: Id(id), kind, payload, tries }).collect())
}

/// Tells how far a job is and keeps the lease; false where another worker has it by now: then stop.
///
/// # Errors
/// The database cannot be written.
pub async fn report(
    turn: &mut Upkeep,
    id: Id,
    worker: &str,
    done: i64,
    total: i64,
    lease_until: Moment,
) -> Result<bool> {
    let rows = on!(turn, |c| sqlx::query(
        "UPDATE job SET done = $1, total = $2, due_us = $3 WHERE id = $4 AND worker = $5 AND state = 2"
    )
    .bind(done)
    .bind(total)
    .bind(lease_until.0)
    .bind(id.0)
    .bind(worker)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(rows > 0)
}

/// The job is done; false where another worker has it by now.
///
/// # Errors
/// The database cannot be written.
pub async fn finish(turn: &mut Upkeep, id: Id, worker: &str, at: Moment) -> Result<bool> {
    let rows = on!(turn, |c| sqlx::query(
        "UPDATE job SET state = 3, trouble = NULL, finished_us = $1 WHERE id = $2 AND worker = $3 AND state = 2"
    )
    .bind(at.0)
    .bind(id.0)
    .bind(worker)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(rows > 0)
}

/// The job cannot succeed, however often it is tried: it is given up at once. `trouble` says why.
///
/// # Errors
/// The database cannot be written.
pub async fn give_up(turn: &mut Upkeep, id: Id, worker: &str, trouble: &str, at: Moment) -> Result<bool> {
    let rows = on!(turn, |c| sqlx::query(
        "UPDATE job SET state = 4, trouble = $1, finished_us = $2 WHERE id = $3 AND worker = $4 AND state = 2"
    )
    .bind(trouble)
    .bind(at.0)
    .bind(id.0)
    .bind(worker)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(rows > 0)
}

/// The worker stops before the job is done: another may take it at once, and the try does not count.
///
/// # Errors
/// The database cannot be written.
pub async fn give_back(turn: &mut Upkeep, id: Id, worker: &str, at: Moment) -> Result<bool> {
    let rows = on!(turn, |c| sqlx::query(
        "UPDATE job SET state = 1, due_us = $1, tries = tries - 1 WHERE id = $2 AND worker = $3 AND state = 2"
    )
    .bind(at.0)
    .bind(id.0)
    .bind(worker)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(rows > 0)
}

/// Makes every job that is taken due at once: those who took them are known to be gone.
///
/// # Errors
/// The database cannot be written.
pub async fn free_all(turn: &mut Upkeep, at: Moment) -> Result<()> {
    on!(turn, |c| sqlx::query("UPDATE job SET state = 1, due_us = $1 WHERE state = 2")
        .bind(at.0)
        .execute(&mut *c)
        .await
        .map(drop))
    .map_err(Into::into)
}

/// Is there a job to be taken now? Asked before [`take`], which waits for the turn to write.
///
/// # Errors
/// The database cannot be read.
pub async fn is_any_due(connection: &mut Connection, at: Moment) -> Result<bool> {
    let row: Option<(i64,)> =
        on!(connection, |c| sqlx::query_as("SELECT id FROM job WHERE state < 3 AND due_us <= $1 LIMIT 1")
            .bind(at.0)
            .fetch_optional(&mut *c)
            .await)?;
    Ok(row.is_some())
}

/// The job failed: it is tried again after a pause that doubles (10 s, 20 s, 40 s …), or given up.
///
/// # Errors
/// The database cannot be written.
pub async fn fail(turn: &mut Upkeep, job: &Job, worker: &str, trouble: &str, at: Moment) -> Result<bool> {
    let pause = pause_after(job.tries);
    let rows = on!(turn, |c| sqlx::query(
        "UPDATE job SET state = CASE WHEN tries >= $1 THEN 4 ELSE 1 END, due_us = $2, trouble = $3,
             finished_us = CASE WHEN tries >= $1 THEN $4 ELSE NULL END
         WHERE id = $5 AND worker = $6 AND state = 2"
    )
    .bind(MOST_TRIES)
    .bind(at.plus_seconds(pause).0)
    .bind(trouble)
    .bind(at.0)
    .bind(job.id.0)
    .bind(worker)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(rows > 0)
}

/// How a job stands; none where there is no such job.
///
/// # Errors
/// The database cannot be read.
pub async fn progress(connection: &mut Connection, id: Id) -> Result<Option<Progress>> {
    let row: Option<(String, i16, i64, i64, Option<String>)> =
        on!(connection, |c| sqlx::query_as("SELECT kind, state, done, total, trouble FROM job WHERE id = $1")
            .bind(id.0)
            .fetch_optional(&mut *c)
            .await)?;
    Ok(row.map(|(kind, state, done, total, trouble)| {
        let state = match state {
            1 => JobState::Waiting,
            2 => JobState::Taken,
            3 => JobState::Done,
            _ => JobState::GivenUp,
        };
        Progress { kind, state, done, total, trouble }
    }))
}

/// Seconds to wait after so many tries: 10, 20, 40 … at most an hour.
pub(crate) fn pause_after(tries: i32) -> i64 {
    let doublings = u32::try_from(tries.clamp(1, 10)).unwrap_or(1) - 1;
    (10_i64 << doublings).min(3600)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_an_hour() {
        let pauses: Vec<i64> = (0..=10).map(pause_after).collect();
        assert_eq!(pauses, [10, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600]);
    }
}
