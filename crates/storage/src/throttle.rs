//! How often something may be tried: counted in the database, so that it holds over all servers.
//!
//! GCRA: one moment a key. Every try moves it by the time between two allowed tries; where it lies too far ahead, the try
//! is refused and moves nothing.

use crate::error::Result;
use crate::turn::Upkeep;
use antin_domain::moment::Moment;

/// An allowance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// So many tries at once …
    pub burst: i64,
    /// … and one more every so many seconds.
    pub seconds_between: i64,
}

/// May `key` be tried once more? If not: the moment from which it may.
///
/// # Errors
/// The database cannot be written; then nothing may be tried.
pub async fn may_try(turn: &mut Upkeep, key: &str, allowance: Allowance, at: Moment) -> Result<Option<Moment>> {
    let row: Option<(i64,)> = on!(turn, |c| sqlx::query_as("SELECT used_until_us FROM throttle WHERE key = $1")
        .bind(key)
        .fetch_optional(&mut *c)
        .await)?;
    let (used, refused) = after_try(row.map(|(used,)| Moment(used)), allowance, at);
    if refused.is_none() {
        on!(turn, |c| sqlx::query(
            "INSERT INTO throttle (key, used_until_us) VALUES ($1, $2)
             ON CONFLICT (key) DO UPDATE SET used_until_us = excluded.used_until_us"
        )
        .bind(key)
        .bind(used.0)
        .execute(&mut *c)
        .await
        .map(drop))?;
    }
    Ok(refused)
}

/// Forgets what was used: after a log-in that succeeded.
///
/// # Errors
/// The database cannot be written.
pub async fn forgive(turn: &mut Upkeep, key: &str) -> Result<()> {
    on!(turn, |c| sqlx::query("DELETE FROM throttle WHERE key = $1").bind(key).execute(&mut *c).await.map(drop))
        .map_err(Into::into)
}

/// Forgets keys whose whole allowance has come back.
///
/// # Errors
/// The database cannot be written.
pub async fn tidy(turn: &mut Upkeep, at: Moment) -> Result<u64> {
    on!(turn, |c| sqlx::query("DELETE FROM throttle WHERE used_until_us < $1")
        .bind(at.0)
        .execute(&mut *c)
        .await
        .map(|done| done.rows_affected()))
    .map_err(Into::into)
}

/// Where the moment of a key lies after one more try, and from when on the try would have been allowed if it was not.
fn after_try(used: Option<Moment>, allowance: Allowance, at: Moment) -> (Moment, Option<Moment>) {
    let begin = used.unwrap_or(at).max(at);
    let end = begin.plus_seconds(allowance.seconds_between);
    let earliest = end.plus_seconds(-allowance.burst * allowance.seconds_between);
    (end, (earliest > at).then_some(earliest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_and_then_one_at_a_time() {
        let allowance = Allowance { burst: 5, seconds_between: 12 };
        let mut used = None;
        let mut allowed = Vec::new();
        for second in 0..60 {
            let at = Moment(0).plus_seconds(second);
            let (end, refused) = after_try(used, allowance, at);
            if refused.is_none() {
                used = Some(end);
                allowed.push(second);
            }
        }
        // A try every second for a minute: at most ten get through (performance.md R18).
        assert_eq!(allowed, [0, 1, 2, 3, 4, 12, 24, 36, 48]);
    }
}
