//! Sessions: who is in, since when, how strongly proven. The database knows only the digest of a token.

use crate::db::Connection;
use crate::error::Result;
use crate::turn::Upkeep;
use antin_domain::id::Id;
use antin_domain::moment::Moment;

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Number, by which it can be shown and ended.
    pub id: Id,
    /// Who is in.
    pub user: Id,
    /// How it was proven.
    pub strength: Strength,
    /// When it began.
    pub created: Moment,
    /// When it was last used.
    pub seen: Moment,
    /// When it ends by itself.
    pub expires: Moment,
    /// When the user last proved it once more, for what cannot be undone.
    pub stepped_up: Option<Moment>,
    /// Network address of the browser.
    pub address: String,
    /// What the browser calls itself.
    pub browser: String,
}

/// How a user proved who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// By a password alone.
    Password,
    /// By a password and a second factor.
    SecondFactor,
}

type Row = (i64, i64, i16, i64, i64, i64, Option<i64>, String, String);

const SELECT: &str = "SELECT id, user_id, strength, created_us, seen_us, expires_us, stepped_up_us, address, browser
    FROM session";

/// Begins a session; `token` is the SHA-256 of what the browser gets.
///
/// # Errors
/// The database cannot be written.
pub async fn begin(turn: &mut Upkeep, token: &[u8; 32], session: &Session) -> Result<()> {
    on!(turn, |c| sqlx::query(
        "INSERT INTO session (token, id, user_id, strength, created_us, seen_us, expires_us, stepped_up_us, address, browser)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    )
    .bind(token.to_vec())
    .bind(session.id.0)
    .bind(session.user.0)
    .bind(strength_code(session.strength))
    .bind(session.created.0)
    .bind(session.seen.0)
    .bind(session.expires.0)
    .bind(session.stepped_up.map(|at| at.0))
    .bind(session.address.as_str())
    .bind(session.browser.as_str())
    .execute(&mut *c)
    .await
    .map(drop))
    .map_err(Into::into)
}

/// The session of a token, if it lasts still and its user is not locked.
///
/// # Errors
/// The database cannot be read.
pub async fn find(connection: &mut Connection, token: &[u8; 32], at: Moment) -> Result<Option<Session>> {
    let text = sqlx::AssertSqlSafe(format!(
        "{SELECT} WHERE token = $1 AND ended_us IS NULL AND expires_us > $2
         AND EXISTS (SELECT 1 FROM user_account u WHERE u.id = user_id AND u.locked_us IS NULL)"
    ));
    let row: Option<Row> =
        on!(connection, |c| sqlx::query_as(text).bind(token.to_vec()).bind(at.0).fetch_optional(&mut *c).await)?;
    Ok(row.map(session))
}

/// Notes that a session was used, and until when it lasts now; the caller does so every few minutes, not every time.
///
/// # Errors
/// The database cannot be written.
pub async fn touch(turn: &mut Upkeep, id: Id, at: Moment, expires: Moment) -> Result<()> {
    on!(turn, |c| sqlx::query("UPDATE session SET seen_us = $1, expires_us = $2 WHERE id = $3 AND ended_us IS NULL")
        .bind(at.0)
        .bind(expires.0)
        .bind(id.0)
        .execute(&mut *c)
        .await
        .map(drop))
    .map_err(Into::into)
}

/// Notes that the user proved it once more.
///
/// # Errors
/// The database cannot be written.
pub async fn step_up(turn: &mut Upkeep, id: Id, strength: Strength, at: Moment) -> Result<()> {
    on!(turn, |c| sqlx::query(
        "UPDATE session SET stepped_up_us = $1, strength = $2 WHERE id = $3 AND ended_us IS NULL"
    )
    .bind(at.0)
    .bind(strength_code(strength))
    .bind(id.0)
    .execute(&mut *c)
    .await
    .map(drop))
    .map_err(Into::into)
}

/// Ends one session of a user, or all of them; how many were ended.
///
/// # Errors
/// The database cannot be written.
pub async fn end(turn: &mut Upkeep, user: Id, only: Option<Id>, at: Moment) -> Result<u64> {
    on!(turn, |c| sqlx::query(
        "UPDATE session SET ended_us = $1 WHERE user_id = $2 AND ended_us IS NULL AND ($3 IS NULL OR id = $3)"
    )
    .bind(at.0)
    .bind(user.0)
    .bind(only.map(|id| id.0))
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))
    .map_err(Into::into)
}

/// The sessions of a user that last still, the earliest first.
///
/// # Errors
/// The database cannot be read.
pub async fn of_user(connection: &mut Connection, user: Id, at: Moment) -> Result<Vec<Session>> {
    let text = sqlx::AssertSqlSafe(format!(
        "{SELECT} WHERE user_id = $1 AND ended_us IS NULL AND expires_us > $2 ORDER BY created_us, id"
    ));
    let rows: Vec<Row> = on!(connection, |c| sqlx::query_as(text).bind(user.0).bind(at.0).fetch_all(&mut *c).await)?;
    Ok(rows.into_iter().map(session).collect())
}

fn strength_code(strength: Strength) -> i16 {
    match strength {
        Strength::Password => 1,
        Strength::SecondFactor => 2,
    }
}

fn session((id, user, strength, created, seen, expires, stepped_up, address, browser): Row) -> Session {
    Session {
        id: Id(id),
        user: Id(user),
        // A number that means nothing is the weaker proof.
        strength: if strength == 2 { Strength::SecondFactor } else { Strength::Password },
        created: Moment(created),
        seen: Moment(seen),
        expires: Moment(expires),
        stepped_up: stepped_up.map(Moment),
        address,
        browser,
    }
}
