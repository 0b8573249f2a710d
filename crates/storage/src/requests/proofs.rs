//! Requests that wait for a proof, and certificates that could be one.

use super::{Kept, RequestRow, SELECT};
use crate::codes::Code;
use crate::db::Connection;
use crate::error::Result;
use antin_domain::id::Id;
use antin_domain::moment::Moment;
use antin_domain::name::order;
use antin_domain::request::{Request, State};

/// Requests that are with the CA, behind number `after`, in their order.
///
/// # Errors
/// The database cannot be read.
pub async fn with_ca(connection: &mut Connection, after: Id, count: u32) -> Result<Vec<Kept>> {
    let text = format!("{SELECT} WHERE r.state IN ($1, $2) AND r.id > $3 ORDER BY r.id LIMIT $4");
    let rows: Vec<RequestRow> = on!(connection, |c| sqlx::query_as(sqlx::AssertSqlSafe(text))
        .bind(State::Sent.code())
        .bind(State::Taken.code())
        .bind(after.0)
        .bind(i64::from(count))
        .fetch_all(&mut *c)
        .await)?;
    rows.into_iter().map(RequestRow::kept).collect()
}

/// Requests about a device that wait for it to come back, or to be unlocked.
///
/// # Errors
/// The database cannot be read.
pub async fn with_device_out(connection: &mut Connection, device: Id) -> Result<Vec<Kept>> {
    let text = format!(
        "{SELECT} WHERE r.device_id = $1 AND (r.state = $2 OR (r.kind = 6 AND r.state IN ($3, $4))) ORDER BY r.id"
    );
    let rows: Vec<RequestRow> = on!(connection, |c| sqlx::query_as(sqlx::AssertSqlSafe(text))
        .bind(device.0)
        .bind(State::DeviceOut.code())
        .bind(State::Sent.code())
        .bind(State::Taken.code())
        .fetch_all(&mut *c)
        .await)?;
    rows.into_iter().map(RequestRow::kept).collect()
}

/// Requests that this import proved.
///
/// # Errors
/// The database cannot be read.
pub async fn proved_by(connection: &mut Connection, import: Id) -> Result<Vec<Kept>> {
    let text = format!("{SELECT} WHERE r.proof_import_id = $1 ORDER BY r.id");
    let rows: Vec<RequestRow> =
        on!(connection, |c| sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(import.0).fetch_all(&mut *c).await)?;
    rows.into_iter().map(RequestRow::kept).collect()
}

/// Numbers of the certificates on the CA's list that could be what `request` asked for, the latest first: they follow its
/// certificate, or are of its person; for a body or a machine, those of that name in its unit. `vouched` is one that the CA
/// signed and that need not stand on its list. None that proved another request already.
///
/// # Errors
/// The database cannot be read.
pub async fn candidates(connection: &mut Connection, request: &Request, vouched: Option<Id>) -> Result<Vec<Id>> {
    let names = [order::of_text(&request.holder), order::of_text(&request.content.name)];
    let rows: Vec<(i64,)> = on!(connection, |c| sqlx::query_as(
        "SELECT c.id FROM certificate c WHERE (c.found_ca = 1 OR c.id = $6)
            AND c.id IN (SELECT id FROM certificate WHERE predecessor_id = $1
                UNION SELECT id FROM certificate WHERE person_id = $2
                UNION SELECT id FROM certificate WHERE $2 IS NULL AND unit_id = $3 AND sort_key IN ($4, $5))
            AND NOT EXISTS (SELECT 1 FROM request r WHERE r.successor_id = c.id)
         ORDER BY c.id DESC LIMIT 50"
    )
    .bind(request.certificate.map(|id| id.0))
    .bind(request.person.map(|id| id.0))
    .bind(request.unit.0)
    .bind(names[0].as_str())
    .bind(names[1].as_str())
    .bind(vouched.map(|id| id.0))
    .fetch_all(&mut *c)
    .await)?;
    Ok(rows.into_iter().map(|(id,)| Id(id)).collect())
}

/// Drafts and returned requests that nobody touched since `before`, at most so many.
///
/// # Errors
/// The database cannot be read.
pub async fn untouched_since(connection: &mut Connection, before: Moment, count: u32) -> Result<Vec<Kept>> {
    let text = format!("{SELECT} WHERE r.state IN ($1, $2) AND r.updated_us < $3 ORDER BY r.id LIMIT $4");
    let rows: Vec<RequestRow> = on!(connection, |c| sqlx::query_as(sqlx::AssertSqlSafe(text))
        .bind(State::Draft.code())
        .bind(State::Returned.code())
        .bind(before.0)
        .bind(i64::from(count))
        .fetch_all(&mut *c)
        .await)?;
    rows.into_iter().map(RequestRow::kept).collect()
}
