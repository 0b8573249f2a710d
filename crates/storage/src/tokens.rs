//! Tokens by which programs enter: whose, for which acts, until when. The database knows only the digest of a token.

use crate::db::Connection;
use crate::error::{Error, Result};
use crate::turn::{Change, Upkeep};
use antin_domain::id::Id;
use antin_domain::moment::Moment;
use antin_domain::permission::{Act, RULES};

/// A token of access.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Number, by which it can be shown and ended.
    pub id: Id,
    /// Whose it is; it never may more than this user.
    pub user: Id,
    /// What the owner calls it.
    pub name: String,
    /// The acts it may do, as far as the owner may do them on the day.
    pub acts: Vec<Act>,
    /// When it was made.
    pub created: Moment,
    /// When it ends by itself.
    pub expires: Moment,
    /// When it was last used, to the minute.
    pub used: Option<Moment>,
    /// When it was ended.
    pub ended: Option<Moment>,
}

type Row = (i64, i64, String, String, i64, i64, Option<i64>, Option<i64>);

const SELECT: &str = "SELECT id, user_id, name, acts, created_us, expires_us, used_us, ended_us FROM access_token";

/// Keeps a token; `digest` is the SHA-256 of what its owner gets.
///
/// # Errors
/// The number is taken, or the user is not there.
pub async fn insert(change: &mut Change, digest: &[u8; 32], token: &Token) -> Result<()> {
    let acts: Vec<&str> = token.acts.iter().map(|act| act.name()).collect();
    on!(change, |c| sqlx::query(
        "INSERT INTO access_token (id, user_id, name, digest, acts, created_us, expires_us)
         VALUES ($1, $2, $3, $4, $5, $6, $7)"
    )
    .bind(token.id.0)
    .bind(token.user.0)
    .bind(token.name.as_str())
    .bind(digest.to_vec())
    .bind(acts.join(","))
    .bind(token.created.0)
    .bind(token.expires.0)
    .execute(&mut *c)
    .await
    .map(drop))
    .map_err(Error::from)
}

/// The token of a digest, if it lasts still and its owner is not locked.
///
/// # Errors
/// The database cannot be read.
pub async fn find(connection: &mut Connection, digest: &[u8; 32], at: Moment) -> Result<Option<Token>> {
    let text = sqlx::AssertSqlSafe(format!(
        "{SELECT} WHERE digest = $1 AND ended_us IS NULL AND expires_us > $2
         AND EXISTS (SELECT 1 FROM user_account u WHERE u.id = user_id AND u.locked_us IS NULL)"
    ));
    let row: Option<Row> =
        on!(connection, |c| sqlx::query_as(text).bind(digest.to_vec()).bind(at.0).fetch_optional(&mut *c).await)?;
    Ok(row.map(token))
}

/// The tokens of a user, also those that ended, the latest first; at most two hundred.
///
/// # Errors
/// The database cannot be read.
pub async fn of_user(connection: &mut Connection, user: Id) -> Result<Vec<Token>> {
    let text = sqlx::AssertSqlSafe(format!("{SELECT} WHERE user_id = $1 ORDER BY id DESC LIMIT 200"));
    let rows: Vec<Row> = on!(connection, |c| sqlx::query_as(text).bind(user.0).fetch_all(&mut *c).await)?;
    Ok(rows.into_iter().map(token).collect())
}

/// A token by its number.
///
/// # Errors
/// There is no such token.
pub async fn get(connection: &mut Connection, id: Id) -> Result<Token> {
    let text = sqlx::AssertSqlSafe(format!("{SELECT} WHERE id = $1"));
    let row: Option<Row> = on!(connection, |c| sqlx::query_as(text).bind(id.0).fetch_optional(&mut *c).await)?;
    row.map(token).ok_or_else(|| Error::Missing { noun: "token", id: id.to_string() })
}

/// Notes that a token was used; the caller does so once a minute, not every time.
///
/// # Errors
/// The database cannot be written.
pub async fn touch(turn: &mut Upkeep, id: Id, at: Moment) -> Result<()> {
    on!(turn, |c| sqlx::query("UPDATE access_token SET used_us = $1 WHERE id = $2")
        .bind(at.0)
        .bind(id.0)
        .execute(&mut *c)
        .await
        .map(drop))
    .map_err(Into::into)
}

/// Ends a token; false where it had ended before.
///
/// # Errors
/// The database cannot be written.
pub async fn end(change: &mut Change, id: Id, at: Moment) -> Result<bool> {
    on!(change, |c| sqlx::query("UPDATE access_token SET ended_us = $1 WHERE id = $2 AND ended_us IS NULL")
        .bind(at.0)
        .bind(id.0)
        .execute(&mut *c)
        .await
        .map(|done| done.rows_affected() > 0))
    .map_err(Into::into)
}

fn token((id, user, name, acts, created, expires, used, ended): Row) -> Token {
    // An act that this program does not know (any more) is one the token does not have.
    let known = |name: &str| RULES.iter().find(|rule| rule.name == name).map(|rule| rule.act);
    Token {
        id: Id(id),
        user: Id(user),
        name,
        acts: acts.split(',').filter_map(known).collect(),
        created: Moment(created),
        expires: Moment(expires),
        used: used.map(Moment),
        ended: ended.map(Moment),
    }
}
