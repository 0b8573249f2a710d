//! What happens again and again: each server asks, one gets it. When the next time is, the caller works out.

use crate::db::Connection;
use crate::error::Result;
use crate::turn::Upkeep;
use antin_domain::moment::Moment;

/// Something that happens again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// Its name.
    pub name: String,
    /// Its rhythm, in the words of whoever works out the next time (`0 7 * * 1-5`).
    pub rhythm: String,
    /// When it is due.
    pub next: Moment,
    /// When it was last begun.
    pub last: Option<Moment>,
}

type Row = (String, String, i64, Option<i64>);

/// Adds a schedule, or gives it another rhythm and next time where the rhythm differs.
///
/// # Errors
/// The database cannot be written.
pub async fn set(turn: &mut Upkeep, name: &str, rhythm: &str, next: Moment) -> Result<()> {
    on!(turn, |c| sqlx::query(
        "INSERT INTO schedule (name, rhythm, next_us) VALUES ($1, $2, $3)
         ON CONFLICT (name) DO UPDATE SET rhythm = excluded.rhythm, next_us = excluded.next_us
         WHERE schedule.rhythm <> excluded.rhythm"
    )
    .bind(name)
    .bind(rhythm)
    .bind(next.0)
    .execute(&mut *c)
    .await
    .map(drop))
    .map_err(Into::into)
}

/// Schedules that are due.
///
/// # Errors
/// The database cannot be read.
pub async fn due(connection: &mut Connection, at: Moment) -> Result<Vec<Schedule>> {
    let rows: Vec<Row> = on!(connection, |c| sqlx::query_as(
        "SELECT name, rhythm, next_us, last_us FROM schedule WHERE next_us <= $1 ORDER BY next_us, name"
    )
    .bind(at.0)
    .fetch_all(&mut *c)
    .await)?;
    let schedule =
        |(name, rhythm, next, last): Row| Schedule { name, rhythm, next: Moment(next), last: last.map(Moment) };
    Ok(rows.into_iter().map(schedule).collect())
}

/// Claims one occurrence: true for exactly one of all who saw the same `due`.
///
/// # Errors
/// The database cannot be written.
pub async fn claim(turn: &mut Upkeep, due: &Schedule, next: Moment, at: Moment) -> Result<bool> {
    let rows =
        on!(turn, |c| sqlx::query("UPDATE schedule SET next_us = $1, last_us = $2 WHERE name = $3 AND next_us = $4")
            .bind(next.0)
            .bind(at.0)
            .bind(due.name.as_str())
            .bind(due.next.0)
            .execute(&mut *c)
            .await
            .map(|done| done.rows_affected()))?;
    Ok(rows > 0)
}
