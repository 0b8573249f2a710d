//! Devices, and the hands they went through: every step of the table of custody is a row that stays.

mod memory;

pub(crate) use memory::remove_many;
pub use memory::{as_json, from_json, insert_many, with_ids, with_serials};

use crate::codes::Code;
use crate::db::Connection;
use crate::error::{Error, Result};
use crate::page::{Cursor, Page, limited};
use crate::search;
use crate::statement::{Condition, Value, bind_all};
use crate::turn::Change;
use antin_domain::device::{Custody, CustodyVerb, Device, DeviceKind};
use antin_domain::id::Id;
use antin_domain::moment::Moment;
use antin_domain::permission::Reach;

/// Which devices a list shows.
#[derive(Clone, Debug, Default)]
pub struct DeviceFilter {
    /// What the asker may see at all.
    pub reach: Reach,
    /// Only this unit and everything below it.
    pub unit: Option<Id>,
    /// Only those in this custody.
    pub custody: Option<Custody>,
    /// The beginning of a serial.
    pub text: String,
}

/// One step of a device's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceStep {
    /// What was done.
    pub verb: CustodyVerb,
    /// Where it stood before.
    pub before: Custody,
    /// And after.
    pub after: Custody,
    /// The person whose hands it concerns.
    pub person: Option<Id>,
    /// When.
    pub at: Moment,
}

type DeviceRow = (i64, i16, String, i64, i16, Option<i64>, i64);

/// A device and its version.
///
/// # Errors
/// There is no such device.
pub async fn get(connection: &mut Connection, id: Id) -> Result<(Device, i64)> {
    let row: Option<DeviceRow> = on!(connection, |c| sqlx::query_as(
        "SELECT id, kind, serial, unit_id, custody, person_id, version FROM device WHERE id = $1"
    )
    .bind(id.0)
    .fetch_optional(&mut *c)
    .await)?;
    row.map(device).transpose()?.ok_or_else(|| Error::Missing { noun: "device", id: id.to_string() })
}

/// Numbers of the devices that are in the hands of a person, in their order.
///
/// # Errors
/// The database cannot be read.
pub async fn held_by(connection: &mut Connection, person: Id) -> Result<Vec<Id>> {
    let rows: Vec<(i64,)> = on!(connection, |c| sqlx::query_as(
        "SELECT id FROM device WHERE person_id = $1 AND custody IN ($2, $3) ORDER BY id"
    )
    .bind(person.0)
    .bind(Custody::Handed.code())
    .bind(Custody::Locked.code())
    .fetch_all(&mut *c)
    .await)?;
    Ok(rows.into_iter().map(|(id,)| Id(id)).collect())
}

/// Takes one step of the table of custody, if the device is still at version `seen`; gives where it stands now.
///
/// `person` is who has it from now on; for steps that hand it to nobody new, the one who had it stays.
///
/// # Errors
/// The table has no such step, or somebody took one meanwhile.
pub async fn take_step(
    change: &mut Change,
    id: Id,
    verb: CustodyVerb,
    person: Option<Id>,
    seen: i64,
    at: Moment,
) -> Result<Custody> {
    let (device, version) = get(change, id).await?;
    if version != seen {
        return Err(Error::Stale { noun: "device", id: id.0, seen });
    }
    let before = device.custody;
    let Some(after) = before.after(verb) else {
        let (verb, state) = (format!("{verb:?}"), format!("{before:?}"));
        return Err(Error::NoSuchStep { noun: "device", id: id.0, verb, state });
    };
    // What lies in stock is in nobody's hands; what was lost or locked was in somebody's.
    let holder = if after == Custody::InStock { None } else { person.or(device.person) };
    on!(change, |c| sqlx::query(
        "UPDATE device SET custody = $1, person_id = $2, version = version + 1, updated_us = $3 WHERE id = $4"
    )
    .bind(after.code())
    .bind(holder.map(|id| id.0))
    .bind(at.0)
    .bind(id.0)
    .execute(&mut *c)
    .await
    .map(drop))?;
    on!(change, |c| sqlx::query(
        "INSERT INTO device_step (device_id, number, verb, custody_before, custody_after, person_id, at_us)
         SELECT $1, count(*) + 1, $2, $3, $4, $5, $6 FROM device_step WHERE device_id = $1"
    )
    .bind(id.0)
    .bind(verb.code())
    .bind(before.code())
    .bind(after.code())
    .bind(person.or(device.person).map(|id| id.0))
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(drop))?;
    Ok(after)
}

/// The steps of a device, the earliest first.
///
/// # Errors
/// The database cannot be read.
pub async fn history(connection: &mut Connection, id: Id) -> Result<Vec<DeviceStep>> {
    let rows: Vec<(i16, i16, i16, Option<i64>, i64)> = on!(connection, |c| {
        sqlx::query_as(
        "SELECT verb, custody_before, custody_after, person_id, at_us FROM device_step WHERE device_id = $1 ORDER BY number"
    )
    .bind(id.0)
    .fetch_all(&mut *c)
    .await
    })?;
    let step = |(verb, before, after, person, at): (i16, i16, i16, Option<i64>, i64)| {
        Ok(DeviceStep {
            verb: CustodyVerb::of("device_step", verb)?,
            before: Custody::of("device_step", before)?,
            after: Custody::of("device_step", after)?,
            person: person.map(Id),
            at: Moment(at),
        })
    };
    rows.into_iter().map(step).collect()
}

/// A page of devices, by serial.
///
/// # Errors
/// The database cannot be read.
pub async fn list(
    connection: &mut Connection,
    filter: &DeviceFilter,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<Page<Device>> {
    let limit = limited(limit);
    let mut condition = filter.condition();
    if let Some(cursor) = after {
        let key = condition.bind(Value::Text(cursor.key.clone()));
        let id = condition.number(cursor.id);
        condition.and(&format!("(d.serial, d.id) > ({key}, {id})"));
    }
    let most = condition.number(limit + 1);
    let text = format!(
        "SELECT d.id, d.kind, d.serial, d.unit_id, d.custody, d.person_id, d.version FROM device d {}
         ORDER BY d.serial, d.id LIMIT {most}",
        condition.where_text()
    );
    let rows: Vec<DeviceRow> =
        on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
            .fetch_all(&mut *c)
            .await)?;
    let devices = rows.into_iter().map(|row| Ok(device(row)?.0)).collect::<Result<Vec<Device>>>()?;
    Ok(Page::of(devices, limit, |device| Cursor { key: device.serial.clone(), id: device.id.0 }))
}

/// How many devices [`list`] would show on all its pages.
///
/// # Errors
/// The database cannot be read.
pub async fn count(connection: &mut Connection, filter: &DeviceFilter) -> Result<i64> {
    let condition = filter.condition();
    let text = format!("SELECT count(*) FROM device d {}", condition.where_text());
    let (count,): (i64,) =
        on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
            .fetch_one(&mut *c)
            .await)?;
    Ok(count)
}

/// How many devices of [`list`] are in each custody, whatever custody the filter asks for; custodies without any are
/// left out.
///
/// # Errors
/// The database cannot be read.
pub async fn count_custodies(connection: &mut Connection, filter: &DeviceFilter) -> Result<Vec<(Custody, i64)>> {
    let condition = DeviceFilter { custody: None, ..filter.clone() }.condition();
    let text = format!(
        "SELECT d.custody, count(*) FROM device d {} GROUP BY d.custody ORDER BY d.custody",
        condition.where_text()
    );
    let rows: Vec<(i16, i64)> =
        on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
            .fetch_all(&mut *c)
            .await)?;
    rows.into_iter().map(|(custody, number)| Ok((Custody::of("device", custody)?, number))).collect()
}

impl DeviceFilter {
    fn condition(&self) -> Condition {
        let mut condition = Condition::default();
        crate::units::within(&mut condition, &self.reach, self.unit, "d.unit_id", "d.person_id");
        if let Some(custody) = self.custody {
            let code = condition.number(custody.code());
            condition.and(&format!("d.custody = {code}"));
        }
        for word in search::typed(&self.text) {
            let from = condition.bind(Value::Text(word.clone()));
            let to = condition.bind(Value::Text(search::end_of_range(&word)));
            condition.and(&format!(
                "d.id IN (SELECT object_id FROM search_token WHERE kind = 4 AND token >= {from} AND token < {to})"
            ));
        }
        condition
    }
}

fn device((id, kind, serial, unit, custody, person, version): DeviceRow) -> Result<(Device, i64)> {
    let device = Device {
        id: Id(id),
        kind: DeviceKind::of("device", kind)?,
        serial,
        unit: Id(unit),
        custody: Custody::of("device", custody)?,
        person: person.map(Id),
    };
    Ok((device, version))
}
