//! Devices by the thousand, as the JSON by which imports remember them, and taking them out again.

use super::{DeviceRow, device};
use crate::among;
use crate::codes::Code;
use crate::db::Connection;
use crate::error::{Error, Result};
use crate::search::{self, Noun, tokens};
use crate::statement::{many, rows_at_once};
use crate::turn::Change;
use antin_domain::device::{Custody, Device, DeviceKind};
use antin_domain::id::Id;
use antin_domain::moment::Moment;
use serde_json::{Value, json};

/// The words of so many are in memory at once.
const WORDS_AT_ONCE: usize = 20_000;

const SELECT: &str = "SELECT id, kind, serial, unit_id, custody, person_id, version FROM device";

/// Adds devices.
///
/// # Errors
/// A device of that kind has that serial already, or a unit or person is not there.
pub async fn insert_many(change: &mut Change, devices: &[Device], at: Moment) -> Result<()> {
    for chunk in devices.chunks(rows_at_once(8)) {
        let head = "INSERT INTO device (id, kind, serial, unit_id, custody, person_id, version, updated_us)";
        let text = many(change.engine(), head, 8, chunk.len(), "");
        on!(change, |c| {
            let mut query = sqlx::query(text);
            for device in chunk {
                query = query
                    .bind(device.id.0)
                    .bind(device.kind.code())
                    .bind(device.serial.as_str())
                    .bind(device.unit.0)
                    .bind(device.custody.code())
                    .bind(device.person.map(|id| id.0))
                    .bind(1_i64)
                    .bind(at.0);
            }
            query.execute(&mut *c).await.map(drop)
        })?;
    }
    search::put(change, Noun::Device, &words(devices)).await
}

/// Every device that has one of these serials, of whatever kind.
///
/// # Errors
/// The database cannot be read.
pub async fn with_serials(connection: &mut Connection, serials: &[String]) -> Result<Vec<Device>> {
    let text = format!("{SELECT} WHERE serial IN ({{keys}}) ORDER BY id");
    let rows: Vec<DeviceRow> = among::select(connection, &text, serials).await?;
    rows.into_iter().map(|row| Ok(device(row)?.0)).collect()
}

/// The devices with these numbers, as far as they are there; in no order.
///
/// # Errors
/// The database cannot be read.
pub async fn with_ids(connection: &mut Connection, ids: &[Id]) -> Result<Vec<Device>> {
    let text = format!("{SELECT} WHERE id IN ({{keys}})");
    let rows: Vec<DeviceRow> = among::select(connection, &text, &among::numbers(ids)).await?;
    rows.into_iter().map(|row| Ok(device(row)?.0)).collect()
}

/// What imports remember of a device: all of it but its steps, which no import takes.
#[must_use]
pub fn as_json(device: &Device) -> Value {
    json!({
        "kind": device.kind.code(),
        "serial": device.serial,
        "unit": device.unit.0,
        "custody": device.custody.code(),
        "person": device.person.map(|id| id.0),
    })
}

/// The device with number `id` as [`as_json`] remembered one.
///
/// # Errors
/// The memory is not one of a device.
pub fn from_json(id: Id, value: &Value) -> Result<Device> {
    let read = || -> Option<Device> {
        let code = |name: &str| value[name].as_i64().and_then(|n| i16::try_from(n).ok());
        Some(Device {
            id,
            kind: DeviceKind::of("memory", code("kind")?).ok()?,
            serial: value["serial"].as_str()?.to_owned(),
            unit: Id(value["unit"].as_i64()?),
            custody: Custody::of("memory", code("custody")?).ok()?,
            person: value["person"].as_i64().map(Id),
        })
    };
    read().ok_or_else(|| Error::Damaged { table: "import_change", column: "after", value: "a device".into() })
}

/// Takes devices that never took a step out of the registry, with their words.
///
/// # Errors
/// Something else names one of them.
pub(crate) async fn remove_many(change: &mut Change, devices: &[Device]) -> Result<()> {
    for chunk in devices.chunks(WORDS_AT_ONCE) {
        search::remove(change, Noun::Device, &words(chunk)).await?;
    }
    let numbers: Vec<i64> = devices.iter().map(|device| device.id.0).collect();
    among::execute(change, "DELETE FROM device WHERE id IN ({keys})", &numbers).await
}

fn words(devices: &[Device]) -> Vec<(i64, std::collections::BTreeSet<String>)> {
    devices.iter().map(|device| (device.id.0, tokens([device.serial.as_str()]))).collect()
}
