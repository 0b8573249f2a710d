//! Certificates: kept by issuer and serial, listed by any filter, counted by the same.

mod count;
mod filter;
mod list;
mod many;
mod row;
pub(crate) mod tally;
mod write;

pub use count::{count, count_many, count_up_to};
pub use filter::{CertificateFilter, FoundFilter};
pub use list::{CertificateLine, Counted, Sort, list, list_counted};
pub use many::{ListColumn, numbers, on_list, standing_in, with_ids, with_serials};
pub use row::{as_json, from_json};
pub(crate) use write::remove_many;
pub use write::{insert_many, issuer, join_predecessors, replace, update};

use crate::db::Connection;
use crate::error::{Error, Result};
use antin_domain::certificate::record::CertificateRecord;
use antin_domain::id::Id;
use antin_domain::serial::Serial;
use row::{CertificateRow, SELECT};

/// So many serials are asked for in one statement.
const FOUND_AT_ONCE: usize = 500;

/// A certificate and its version.
///
/// # Errors
/// There is no such certificate.
pub async fn get(connection: &mut Connection, id: Id) -> Result<(CertificateRecord, i64)> {
    let text = sqlx::AssertSqlSafe(format!("{SELECT} WHERE c.id = $1"));
    let row: Option<CertificateRow> =
        on!(connection, |c| sqlx::query_as(text).bind(id.0).fetch_optional(&mut *c).await)?;
    row.ok_or_else(|| Error::Missing { noun: "certificate", id: id.to_string() })?.record()
}

/// The certificate of this issuer with this serial, if it is kept, and its version.
///
/// # Errors
/// The database cannot be read.
pub async fn find(
    connection: &mut Connection,
    issuer: &str,
    serial: Serial,
) -> Result<Option<(CertificateRecord, i64)>> {
    let text = sqlx::AssertSqlSafe(format!("{SELECT} WHERE c.serial = $1 AND i.name = $2"));
    let row: Option<CertificateRow> = on!(connection, |c| sqlx::query_as(text)
        .bind(serial.bytes().to_vec())
        .bind(issuer)
        .fetch_optional(&mut *c)
        .await)?;
    row.map(CertificateRow::record).transpose()
}

/// Numbers of the certificates that have one of these names (issuer and serial), for lists of a hundred thousand rows.
/// The answer stands in the order of the question.
///
/// # Errors
/// The database cannot be read.
pub async fn find_many(connection: &mut Connection, issuer: &str, serials: &[Serial]) -> Result<Vec<Option<Id>>> {
    let mut found = std::collections::HashMap::with_capacity(serials.len());
    for chunk in serials.chunks(FOUND_AT_ONCE) {
        let places: Vec<String> = (0..chunk.len()).map(|index| format!("${}", index + 2)).collect();
        let text = format!(
            "SELECT c.serial, c.id FROM certificate c JOIN issuer i ON i.id = c.issuer_id
             WHERE i.name = $1 AND c.serial IN ({})",
            places.join(",")
        );
        let rows: Vec<(Vec<u8>, i64)> = on!(connection, |c| {
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(issuer);
            for serial in chunk {
                query = query.bind(serial.bytes().to_vec());
            }
            query.fetch_all(&mut *c).await
        })?;
        found.extend(rows);
    }
    Ok(serials.iter().map(|serial| found.get(serial.bytes()).map(|&id| Id(id))).collect())
}

/// The certificates that followed this one, the earliest first, at most twenty generations.
///
/// # Errors
/// The database cannot be read.
pub async fn successors(connection: &mut Connection, id: Id) -> Result<Vec<Id>> {
    chain(connection, "SELECT id FROM certificate WHERE predecessor_id = $1 ORDER BY id LIMIT 1", id).await
}

/// The certificates that this one followed, the latest first, at most twenty generations.
///
/// # Errors
/// The database cannot be read.
pub async fn predecessors(connection: &mut Connection, id: Id) -> Result<Vec<Id>> {
    chain(connection, "SELECT predecessor_id FROM certificate WHERE id = $1 AND predecessor_id IS NOT NULL", id).await
}

async fn chain(connection: &mut Connection, step: &'static str, from: Id) -> Result<Vec<Id>> {
    let mut found = Vec::new();
    let mut at = from;
    while found.len() < 20 {
        let next: Option<(i64,)> = on!(connection, |c| sqlx::query_as(step).bind(at.0).fetch_optional(&mut *c).await)?;
        // Lists can contradict each other so badly that a chain bites its tail.
        let Some(next) = next.map(|(id,)| Id(id)).filter(|next| *next != from && !found.contains(next)) else { break };
        found.push(next);
        at = next;
    }
    Ok(found)
}
