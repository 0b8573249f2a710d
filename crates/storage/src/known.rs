//! People by what lists call them: staff number, identity number, e-mail. And what was taken in and reviewed last.

use crate::among;
use crate::db::Connection;
use crate::error::Result;
use antin_domain::id::Id;
use std::collections::HashMap;

/// By what a list knows people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonKey {
    /// Staff number.
    Code,
    /// Personal identity number, digits only.
    IdNumber,
    /// Official e-mail, as kept.
    Email,
}

/// For each of `values` the people who have it; more than one is a fault of the lists.
///
/// # Errors
/// The database cannot be read.
pub async fn people_with(
    connection: &mut Connection,
    key: PersonKey,
    values: &[String],
) -> Result<HashMap<String, Vec<Id>>> {
    let column = match key {
        PersonKey::Code => "code",
        PersonKey::IdNumber => "id_number",
        PersonKey::Email => "email",
    };
    let mut found: HashMap<String, Vec<Id>> = HashMap::new();
    let text = format!("SELECT {column}, id FROM person WHERE {column} IN ({{keys}}) AND {column} <> ''");
    let rows: Vec<(String, i64)> = among::select(connection, &text, values).await?;
    for (value, id) in rows {
        found.entry(value).or_default().push(Id(id));
    }
    Ok(found)
}

/// Numbers of the latest imports, the latest first, at most `count`.
///
/// # Errors
/// The database cannot be read.
pub async fn latest_imports(connection: &mut Connection, count: u32) -> Result<Vec<Id>> {
    let rows: Vec<(i64,)> =
        on!(connection, |c| sqlx::query_as("SELECT id FROM import ORDER BY taken_us DESC, id DESC LIMIT $1")
            .bind(i64::from(count))
            .fetch_all(&mut *c)
            .await)?;
    Ok(rows.into_iter().map(|(id,)| Id(id)).collect())
}

/// The number of the latest import of a kind that is applied, if there is one.
///
/// # Errors
/// The database cannot be read.
pub async fn latest_applied(connection: &mut Connection, kind: &str) -> Result<Option<Id>> {
    let row: Option<(i64,)> = on!(connection, |c| sqlx::query_as(
        "SELECT id FROM import WHERE kind = $1 AND state = 4 ORDER BY taken_us DESC, id DESC LIMIT 1"
    )
    .bind(kind)
    .fetch_optional(&mut *c)
    .await)?;
    Ok(row.map(|(id,)| Id(id)))
}

/// Numbers of the latest reviews, the latest first, at most `count`.
///
/// # Errors
/// The database cannot be read.
pub async fn latest_reviews(connection: &mut Connection, count: u32) -> Result<Vec<Id>> {
    let rows: Vec<(i64,)> =
        on!(connection, |c| sqlx::query_as("SELECT id FROM review_run ORDER BY started_us DESC, id DESC LIMIT $1")
            .bind(i64::from(count))
            .fetch_all(&mut *c)
            .await)?;
    Ok(rows.into_iter().map(|(id,)| Id(id)).collect())
}

/// The latest review that has a case of this certificate, and the number of the case in it.
///
/// # Errors
/// The database cannot be read.
pub async fn latest_case_of(connection: &mut Connection, certificate: Id) -> Result<Option<(Id, i64)>> {
    let row: Option<(i64, i64)> = on!(connection, |c| sqlx::query_as(
        "SELECT run_id, number FROM review_case WHERE certificate_id = $1 ORDER BY run_id DESC, number LIMIT 1"
    )
    .bind(certificate.0)
    .fetch_optional(&mut *c)
    .await)?;
    Ok(row.map(|(run, number)| (Id(run), number)))
}
