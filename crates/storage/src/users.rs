//! Log-ins: who they are, how they prove it, whether they are locked.

use crate::db::Connection;
use crate::error::{Error, Result};
use crate::page::{Cursor, Page, limited};
use crate::turn::{Change, Upkeep};
use antin_domain::id::Id;
use antin_domain::moment::Moment;

/// A log-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Number.
    pub id: Id,
    /// The name typed at the door; small letters.
    pub login: String,
    /// The name shown.
    pub name: String,
    /// The person it is, where known.
    pub person: Option<Id>,
    /// Since when it is locked.
    pub locked: Option<Moment>,
    /// Version.
    pub version: i64,
}

/// How a user proves who it is. Never leaves the server.
#[derive(Clone, PartialEq, Eq)]
pub struct Proof {
    /// Argon2id in its text form.
    pub password: Option<String>,
    /// Secret of the second factor.
    pub totp_secret: Option<Vec<u8>>,
    /// The last step of it that was used.
    pub totp_step: Option<i64>,
}

type UserRow = (i64, String, String, Option<i64>, Option<i64>, i64);

/// Adds a user, without a password.
///
/// # Errors
/// The login is taken, or the person is not there.
pub async fn insert(change: &mut Change, user: &User, at: Moment) -> Result<()> {
    on!(change, |c| sqlx::query(
        "INSERT INTO user_account (id, login, name, person_id, locked_us, version, created_us)
         VALUES ($1, $2, $3, $4, $5, 1, $6)"
    )
    .bind(user.id.0)
    .bind(user.login.to_lowercase())
    .bind(user.name.as_str())
    .bind(user.person.map(|id| id.0))
    .bind(user.locked.map(|at| at.0))
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(drop))
    .map_err(Error::from)
}

/// Writes name, person and lock anew, if still at the version of `user`; gives the new version.
///
/// # Errors
/// The user was changed meanwhile or is not there.
pub async fn update(change: &mut Change, user: &User) -> Result<i64> {
    let row: Option<(i64,)> = on!(change, |c| sqlx::query_as(
        "UPDATE user_account SET name = $1, person_id = $2, locked_us = $3, version = version + 1
         WHERE id = $4 AND version = $5 RETURNING version"
    )
    .bind(user.name.as_str())
    .bind(user.person.map(|id| id.0))
    .bind(user.locked.map(|at| at.0))
    .bind(user.id.0)
    .bind(user.version)
    .fetch_optional(&mut *c)
    .await)?;
    row.map(|(version,)| version).ok_or(Error::Stale { noun: "user", id: user.id.0, seen: user.version })
}

/// Sets how a user proves who it is.
///
/// # Errors
/// There is no such user.
pub async fn set_proof(change: &mut Change, id: Id, proof: &Proof) -> Result<()> {
    let rows = on!(change, |c| {
        sqlx::query(
        "UPDATE user_account SET password = $1, totp_secret = $2, totp_step = $3, version = version + 1 WHERE id = $4"
    )
    .bind(proof.password.as_deref())
    .bind(proof.totp_secret.as_deref())
    .bind(proof.totp_step)
    .bind(id.0)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected())
    })?;
    if rows == 0 { Err(Error::Missing { noun: "user", id: id.to_string() }) } else { Ok(()) }
}

/// Uses up a step of the second factor: false where this or a later one was used before.
///
/// # Errors
/// The database cannot be written.
pub async fn use_step(turn: &mut Upkeep, id: Id, step: i64) -> Result<bool> {
    let rows = on!(turn, |c| sqlx::query(
        "UPDATE user_account SET totp_step = $1 WHERE id = $2 AND (totp_step IS NULL OR totp_step < $1)"
    )
    .bind(step)
    .bind(id.0)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(rows > 0)
}

/// A user by its number.
///
/// # Errors
/// There is no such user.
pub async fn get(connection: &mut Connection, id: Id) -> Result<User> {
    let row: Option<UserRow> = on!(connection, |c| sqlx::query_as(
        "SELECT id, login, name, person_id, locked_us, version FROM user_account WHERE id = $1"
    )
    .bind(id.0)
    .fetch_optional(&mut *c)
    .await)?;
    row.map(user).ok_or_else(|| Error::Missing { noun: "user", id: id.to_string() })
}

/// A user by its login, in any case, with what proves it; none where there is none.
///
/// # Errors
/// The database cannot be read.
pub async fn with_login(connection: &mut Connection, login: &str) -> Result<Option<(User, Proof)>> {
    type Row = (i64, String, String, Option<i64>, Option<i64>, i64, Option<String>, Option<Vec<u8>>, Option<i64>);
    let row: Option<Row> = on!(connection, |c| sqlx::query_as(
        "SELECT id, login, name, person_id, locked_us, version, password, totp_secret, totp_step
         FROM user_account WHERE login = $1"
    )
    .bind(login.to_lowercase())
    .fetch_optional(&mut *c)
    .await)?;
    Ok(row.map(|(id, login, name, person, locked, version, password, totp_secret, totp_step)| {
        (user((id, login, name, person, locked, version)), Proof { password, totp_secret, totp_step })
    }))
}

/// A page of users, by login.
///
/// # Errors
/// The database cannot be read.
pub async fn list(connection: &mut Connection, after: Option<&Cursor>, limit: u32) -> Result<Page<User>> {
    let limit = limited(limit);
    let rows: Vec<UserRow> = on!(connection, |c| sqlx::query_as(
        "SELECT id, login, name, person_id, locked_us, version FROM user_account WHERE login > $1
         ORDER BY login LIMIT $2"
    )
    .bind(after.map_or("", |cursor| &cursor.key))
    .bind(i64::from(limit) + 1)
    .fetch_all(&mut *c)
    .await)?;
    let users = rows.into_iter().map(user).collect();
    Ok(Page::of(users, limit, |user: &User| Cursor { key: user.login.clone(), id: user.id.0 }))
}

/// Is there any user? Where there is none, the first administrator is let in by a link on the terminal.
///
/// # Errors
/// The database cannot be read.
pub async fn is_there_any(connection: &mut Connection) -> Result<bool> {
    let row: Option<(i64,)> =
        on!(connection, |c| sqlx::query_as("SELECT id FROM user_account LIMIT 1").fetch_optional(&mut *c).await)?;
    Ok(row.is_some())
}

fn user((id, login, name, person, locked, version): UserRow) -> User {
    User { id: Id(id), login, name, person: person.map(Id), locked: locked.map(Moment), version }
}
