//! Certificates by the thousand, for lists of a hundred thousand rows.

use super::row::{CertificateRow, SELECT, serial_of_row};
use crate::among;
use crate::db::Connection;
use crate::error::Result;
use antin_domain::certificate::record::CertificateRecord;
use antin_domain::id::Id;
use antin_domain::serial::Serial;

/// A list on which a certificate may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListColumn {
    /// The CA's list.
    Ca,
    /// The list of the application.
    Registry,
}

/// Every certificate that has one of these serials, whoever issued it.
///
/// # Errors
/// The database cannot be read.
pub async fn with_serials(connection: &mut Connection, serials: &[Serial]) -> Result<Vec<CertificateRecord>> {
    let text = format!("{SELECT} WHERE c.serial IN ({{keys}}) ORDER BY c.id");
    let rows: Vec<CertificateRow> = among::select(connection, &text, &bytes(serials)).await?;
    rows.into_iter().map(|row| Ok(row.record()?.0)).collect()
}

/// The certificates with these numbers, as far as they are there, with their versions; in no order.
///
/// # Errors
/// The database cannot be read.
pub async fn with_ids(connection: &mut Connection, ids: &[Id]) -> Result<Vec<(CertificateRecord, i64)>> {
    let text = format!("{SELECT} WHERE c.id IN ({{keys}})");
    let rows: Vec<CertificateRow> = among::select(connection, &text, &among::numbers(ids)).await?;
    rows.into_iter().map(CertificateRow::record).collect()
}

/// Every certificate that lies in one of these very units and was neither revoked nor replaced.
///
/// # Errors
/// The database cannot be read.
pub async fn standing_in(connection: &mut Connection, units: &[Id]) -> Result<Vec<CertificateRecord>> {
    // Standing 2 is revoked, 3 superseded.
    let text = format!("{SELECT} WHERE c.unit_id IN ({{keys}}) AND c.standing NOT IN (2, 3)");
    let rows: Vec<CertificateRow> = among::select(connection, &text, &among::numbers(units)).await?;
    rows.into_iter().map(|row| Ok(row.record()?.0)).collect()
}

/// Serial, issuer and number of every certificate that has one of these serials.
///
/// # Errors
/// The database cannot be read.
pub async fn numbers(connection: &mut Connection, serials: &[Serial]) -> Result<Vec<(Serial, String, Id)>> {
    let text = "SELECT c.serial, i.name, c.id FROM certificate c JOIN issuer i ON i.id = c.issuer_id
                WHERE c.serial IN ({keys}) ORDER BY c.id";
    let rows: Vec<(Vec<u8>, String, i64)> = among::select(connection, text, &bytes(serials)).await?;
    rows.into_iter().map(|(serial, issuer, id)| Ok((serial_of_row(&serial)?, issuer, Id(id)))).collect()
}

fn bytes(serials: &[Serial]) -> Vec<Vec<u8>> {
    serials.iter().map(|serial| serial.bytes().to_vec()).collect()
}

/// Numbers of certificates behind `after` that stand on a list, in their order.
///
/// # Errors
/// The database cannot be read.
pub async fn on_list(connection: &mut Connection, list: ListColumn, after: Id, count: u32) -> Result<Vec<Id>> {
    let text = match list {
        ListColumn::Ca => "SELECT id FROM certificate WHERE found_ca = 1 AND id > $1 ORDER BY id LIMIT $2",
        ListColumn::Registry => "SELECT id FROM certificate WHERE found_registry = 1 AND id > $1 ORDER BY id LIMIT $2",
    };
    let rows: Vec<(i64,)> =
        on!(connection, |c| sqlx::query_as(text).bind(after.0).bind(i64::from(count)).fetch_all(&mut *c).await)?;
    Ok(rows.into_iter().map(|(id,)| Id(id)).collect())
}
