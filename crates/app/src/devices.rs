//! Devices: which ones there are, in whose hands each is, and every step that it took.

use crate::certificates::path_names;
use crate::context::Context;
use crate::error::AppError;
use crate::requests::prove;
use crate::visitor::{Visitor, object};
use antin_domain::device::{Custody, CustodyVerb, Device, DeviceKind};
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_storage::audit::NewEvent;
use antin_storage::devices::{self, DeviceFilter, DeviceStep};
use antin_storage::page::{Cursor, Page};
use antin_storage::people;
use serde_json::json;

/// The longest serial of a device.
const MOST_SERIAL: usize = 60;

/// What somebody looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The beginning of a serial.
    pub text: String,
    /// Only those in this custody.
    pub custody: Option<Custody>,
    /// A unit with everything below it.
    pub unit: Option<Id>,
}

/// Everything about one device.
#[derive(Clone, Debug)]
pub struct Whole {
    /// The device.
    pub device: Device,
    /// Its version, for whoever takes a step.
    pub version: i64,
    /// Name of the person who has it, where anybody has.
    pub holder: Option<String>,
    /// Names of its unit and those above it, the topmost first.
    pub path: Vec<(Id, String)>,
    /// Its steps, the earliest first.
    pub steps: Vec<DeviceStep>,
}

/// What is needed to add a device to the stock of a unit.
#[derive(Clone, Debug)]
pub struct DeviceInput {
    /// What kind it is.
    pub kind: DeviceKind,
    /// Serial number, as written on it.
    pub serial: String,
    /// The unit whose stock it belongs to.
    pub unit: Id,
}

/// A page of devices, and how many there are on all pages.
///
/// # Errors
/// The visitor may not.
pub async fn list(
    context: &Context,
    visitor: &Visitor,
    query: &Query,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<(Page<Device>, i64), AppError> {
    let reach = visitor.reach(Act::ReadDevice)?;
    let filter = DeviceFilter { reach, unit: query.unit, custody: query.custody, text: query.text.clone() };
    let mut connection = context.db.read().await?;
    let page = devices::list(&mut connection, &filter, after, limit).await?;
    Ok((page, devices::count(&mut connection, &filter).await?))
}

/// How many devices of the list are in each custody, whatever custody the query asks for.
///
/// # Errors
/// The visitor may not.
pub async fn stock(context: &Context, visitor: &Visitor, query: &Query) -> Result<Vec<(Custody, i64)>, AppError> {
    let reach = visitor.reach(Act::ReadDevice)?;
    let filter = DeviceFilter { reach, unit: query.unit, custody: None, text: query.text.clone() };
    Ok(devices::count_custodies(&mut context.db.read().await?, &filter).await?)
}

/// Everything about one device.
///
/// # Errors
/// The visitor may not, or there is no such device.
pub async fn whole(context: &Context, visitor: &Visitor, id: Id) -> Result<Whole, AppError> {
    let mut connection = context.db.read().await?;
    let (device, version) = devices::get(&mut connection, id).await?;
    let place = object(&mut connection, Some(device.unit), device.person).await?;
    visitor.may(Act::ReadDevice, &place)?;
    let holder = match device.person {
        Some(person) => Some(people::get(&mut connection, person).await?.0.name),
        None => None,
    };
    let path = path_names(&mut connection, device.unit, context.today()).await?;
    let steps = devices::history(&mut connection, id).await?;
    Ok(Whole { device, version, holder, path, steps })
}

/// Adds a device to the stock of a unit.
///
/// # Errors
/// The visitor may not, the unit is not there, or a device of that kind has that serial already.
pub async fn add(context: &Context, visitor: &Visitor, input: &DeviceInput) -> Result<Id, AppError> {
    let now = context.now();
    let mut change = context.db.change().await?;
    let place = object(&mut change, Some(input.unit), None).await?;
    visitor.may(Act::KeepDevice, &place)?;
    let serial = input.serial.trim();
    if serial.is_empty() || serial.chars().count() > MOST_SERIAL || serial.chars().any(char::is_control) {
        return Err(AppError::Unusable(Message::new("page-device-bad-serial").with("most", MOST_SERIAL)));
    }
    let device = Device {
        id: context.id()?,
        kind: input.kind,
        serial: serial.to_owned(),
        unit: input.unit,
        custody: Custody::InStock,
        person: None,
    };
    devices::insert_many(&mut change, std::slice::from_ref(&device), now).await?;
    let event = NewEvent {
        at: now,
        actor: &visitor.event_name(),
        action: "add-device",
        object_kind: "device",
        object_id: &device.id.to_string(),
        detail: &json!({ "kind": input.kind.name(), "serial": serial, "unit": input.unit.to_string() }),
    };
    change.commit(&event).await?;
    Ok(device.id)
}

/// Takes one step of the table of custody, if the device is still at version `seen`.
///
/// # Errors
/// The visitor may not; the table has no such step; a device is handed to nobody; or somebody took a step meanwhile.
pub async fn take_step(
    context: &Context,
    visitor: &Visitor,
    id: Id,
    verb: CustodyVerb,
    person: Option<Id>,
    seen: i64,
) -> Result<(), AppError> {
    let now = context.now();
    let mut change = context.db.change().await?;
    let (device, _) = devices::get(&mut change, id).await?;
    let place = object(&mut change, Some(device.unit), device.person).await?;
    visitor.may(Act::KeepDevice, &place)?;
    match (verb, person) {
        (CustodyVerb::HandOver, None) => {
            return Err(AppError::Unusable(Message::new("page-device-handed-to-whom")));
        }
        (CustodyVerb::HandOver, Some(person)) => drop(people::get(&mut change, person).await?),
        (_, Some(_)) => return Err(AppError::Unusable(Message::new("page-device-nobody-new"))),
        (_, None) => {}
    }
    let after = devices::take_step(&mut change, id, verb, person, seen, now).await?;
    prove::by_device(context, &mut change, id, verb, after, &visitor.event_name()).await?;
    let event = NewEvent {
        at: now,
        actor: &visitor.event_name(),
        action: "device-step",
        object_kind: "device",
        object_id: &id.to_string(),
        detail: &json!({
            "verb": verb.name(),
            "before": device.custody.name(),
            "after": after.name(),
            "person": person.map(|person| person.to_string()),
        }),
    };
    change.commit(&event).await?;
    Ok(())
}
