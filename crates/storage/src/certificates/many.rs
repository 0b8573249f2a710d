//! Certificates by their serials, for lists of a hundred thousand rows.

use super::row::{CertificateRow, SELECT};
use crate::db::Connection;
use crate::error::Result;
use crate::statement::rows_at_once;
use antin_domain::certificate::record::CertificateRecord;
use antin_domain::serial::Serial;

/// Every certificate that has one of these serials, whoever issued it.
///
/// # Errors
/// The database cannot be read.
pub async fn with_serials(connection: &mut Connection, serials: &[Serial]) -> Result<Vec<CertificateRecord>> {
    let mut records = Vec::with_capacity(serials.len());
    for chunk in serials.chunks(rows_at_once(1).min(5_000)) {
        let places: Vec<String> = (1..=chunk.len()).map(|place| format!("${place}")).collect();
        let text = sqlx::AssertSqlSafe(format!("{SELECT} WHERE c.serial IN ({}) ORDER BY c.id", places.join(",")));
        let rows: Vec<CertificateRow> = on!(connection, |c| {
            let mut query = sqlx::query_as(text);
            for serial in chunk {
                query = query.bind(serial.bytes().to_vec());
            }
            query.fetch_all(&mut *c).await
        })?;
        for row in rows {
            records.push(row.record()?.0);
        }
    }
    Ok(records)
}
