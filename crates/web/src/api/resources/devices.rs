//! Devices: the list, one with its steps, adding one, taking a step on the version that was seen.

use crate::api::answer::Answer;
use crate::api::asked::Asked;
use crate::api::operation::{Gives, Method, Operation, Rule, Takes, shape};
use crate::api::parameter::{AFTER, Kind, LIMIT, Parameter};
use crate::api::problem::Problem;
use crate::api::values;
use antin_app::devices::{self, DeviceInput};
use antin_domain::device::{Custody, CustodyVerb, DeviceKind};
use antin_domain::permission::Act;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub const OPERATIONS: &[Operation] = &[
    Operation::get("/devices", "list-devices", Rule::May(Act::ReadDevice), Gives::Page(shape::<DeviceRow>), |asked| {
        Box::pin(list(asked))
    })
    .with(&[
        Parameter { name: "q", kind: Kind::Text },
        Parameter { name: "custody", kind: Kind::Word(|| Custody::ALL.map(Custody::name).to_vec()) },
        Parameter { name: "unit", kind: Kind::Id },
        AFTER,
        LIMIT,
    ]),
    Operation::change(
        Method::Post,
        "/devices",
        "add-device",
        Rule::May(Act::KeepDevice),
        Gives::Made("/devices"),
        |asked| Box::pin(add(asked)),
    )
    .taking(Takes::Json(shape::<NewDevice>)),
    Operation::get("/devices/{id}", "device", Rule::May(Act::ReadDevice), Gives::One(shape::<Device>), |asked| {
        Box::pin(one(asked))
    }),
    Operation::change(
        Method::Post,
        "/devices/{id}/steps",
        "device-step",
        Rule::May(Act::KeepDevice),
        Gives::Done,
        |asked| Box::pin(step(asked)),
    )
    .taking(Takes::Json(shape::<NewStep>))
    .versioned(),
];

/// A device as a list shows it.
#[derive(Serialize, ToSchema)]
struct DeviceRow {
    /// Number in the registry.
    id: String,
    /// `token`, `sim`, `soft`, `rssp`, `hsm`.
    kind: &'static str,
    /// Serial number, as written on it.
    serial: String,
    /// The unit whose stock it belongs to.
    unit: String,
    /// `in-stock`, `handed`, `locked`, `returned`, `lost`, `damaged`.
    custody: &'static str,
    /// The person who has it, or had it when it got lost, locked or damaged.
    person: Option<String>,
}

/// Everything about one device. Its `ETag` is its version.
#[derive(Serialize, ToSchema)]
struct Device {
    /// Number in the registry.
    id: String,
    /// `token`, `sim`, `soft`, `rssp`, `hsm`.
    kind: &'static str,
    /// Serial number, as written on it.
    serial: String,
    /// The unit whose stock it belongs to.
    unit: String,
    /// `in-stock`, `handed`, `locked`, `returned`, `lost`, `damaged`.
    custody: &'static str,
    /// The person who has it, or had it when it got lost, locked or damaged.
    person: Option<String>,
    /// What can be done with it now.
    verbs: Vec<&'static str>,
    /// Its steps, the earliest first.
    steps: Vec<Step>,
}

/// A step of a device.
#[derive(Serialize, ToSchema)]
struct Step {
    /// What was done.
    verb: &'static str,
    /// Where it stood before.
    before: &'static str,
    /// And after.
    after: &'static str,
    /// The person whose hands it concerns.
    person: Option<String>,
    /// When.
    at: String,
}

/// A device to be added to the stock of a unit.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewDevice {
    /// What kind it is.
    kind: KindWord,
    /// Serial number, as written on it.
    #[schema(min_length = 1, max_length = 60, example = "3A7F00D1")]
    serial: String,
    /// The unit whose stock it belongs to.
    #[schema(pattern = "^[0-9]{1,19}$")]
    unit: String,
}

/// A kind of device.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum KindWord {
    Token,
    Sim,
    Soft,
    Rssp,
    Hsm,
}

/// A step to be taken.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewStep {
    /// What is done.
    verb: VerbWord,
    /// The person to whom it is handed; for no other step.
    #[schema(pattern = "^[0-9]{1,19}$")]
    person: Option<String>,
}

/// What can be done with a device.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum VerbWord {
    HandOver,
    TakeBack,
    ReportLost,
    Find,
    Lock,
    Restore,
    ReportDamage,
    Restock,
}

async fn list(asked: Asked) -> Result<Answer, Problem> {
    let custody = asked.value("custody");
    let query = devices::Query {
        text: asked.value("q").unwrap_or_default().trim().to_owned(),
        custody: Custody::ALL.into_iter().find(|known| Some(known.name()) == custody),
        unit: asked.value_id("unit"),
    };
    let after = asked.after();
    let (page, total) = devices::list(&asked.context, &asked.visitor, &query, after.as_ref(), asked.limit()).await?;
    let row = |device: &antin_domain::device::Device| DeviceRow {
        id: device.id.to_string(),
        kind: device.kind.name(),
        serial: device.serial.clone(),
        unit: device.unit.to_string(),
        custody: device.custody.name(),
        person: device.person.map(|id| id.to_string()),
    };
    Answer::page(&page.items.iter().map(row).collect::<Vec<_>>(), page.next.as_ref(), Some(total))
}

async fn one(asked: Asked) -> Result<Answer, Problem> {
    let devices::Whole { device, version, steps, .. } =
        devices::whole(&asked.context, &asked.visitor, asked.id()).await?;
    let step = |step: &antin_app::DeviceStep| Step {
        verb: step.verb.name(),
        before: step.before.name(),
        after: step.after.name(),
        person: step.person.map(|id| id.to_string()),
        at: values::moment(step.at),
    };
    let thing = Device {
        id: device.id.to_string(),
        kind: device.kind.name(),
        unit: device.unit.to_string(),
        custody: device.custody.name(),
        person: device.person.map(|id| id.to_string()),
        verbs: device.custody.verbs().map(CustodyVerb::name).collect(),
        steps: steps.iter().map(step).collect(),
        serial: device.serial,
    };
    Answer::version(&thing, version)
}

async fn add(asked: Asked) -> Result<Answer, Problem> {
    let input: NewDevice = asked.json()?;
    let kind = match input.kind {
        KindWord::Token => DeviceKind::Token,
        KindWord::Sim => DeviceKind::Sim,
        KindWord::Soft => DeviceKind::Soft,
        KindWord::Rssp => DeviceKind::Rssp,
        KindWord::Hsm => DeviceKind::Hsm,
    };
    let input = DeviceInput { kind, serial: input.serial, unit: Asked::number("unit", &input.unit)? };
    Answer::done("device", devices::add(&asked.context, &asked.visitor, &input).await?)
}

async fn step(asked: Asked) -> Result<Answer, Problem> {
    let input: NewStep = asked.json()?;
    let verb = match input.verb {
        VerbWord::HandOver => CustodyVerb::HandOver,
        VerbWord::TakeBack => CustodyVerb::TakeBack,
        VerbWord::ReportLost => CustodyVerb::ReportLost,
        VerbWord::Find => CustodyVerb::Find,
        VerbWord::Lock => CustodyVerb::Lock,
        VerbWord::Restore => CustodyVerb::Restore,
        VerbWord::ReportDamage => CustodyVerb::ReportDamage,
        VerbWord::Restock => CustodyVerb::Restock,
    };
    let person = input.person.map(|person| Asked::number("person", &person)).transpose()?;
    let seen = asked.seen.unwrap_or_default();
    devices::take_step(&asked.context, &asked.visitor, asked.id(), verb, person, seen).await?;
    Answer::done("device", asked.id())
}
