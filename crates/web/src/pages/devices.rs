//! Devices: the stock of units, in whose hands each device is, and the steps that it may take now.

use crate::address;
use crate::pages::certificate_rows::{List, usual};
use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of, status};
use crate::wording;
use antin_app::devices::{self, DeviceInput, Query};
use antin_app::people;
use antin_app::{AppError, Cursor, DeviceStep, certificates};
use antin_domain::device::{Custody, CustodyVerb, Device, DeviceKind};
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_words::Words;
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, Query as Address};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

pub fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/devices", get(show_list).post(add))
        .route("/devices/{id}", get(show))
        .route("/devices/{id}/steps", post(take_step))
}

#[derive(Template)]
#[template(path = "devices.html")]
struct DevicesPage {
    shell: Shell,
    wrong: String,
    text: String,
    hidden: Vec<(&'static str, String)>,
    chips: Vec<Chip>,
    unit: Option<Chip>,
    rows: Vec<DeviceRow>,
    total: String,
    next: String,
    first: String,
    is_first_page: bool,
    may_keep: bool,
    kinds: Vec<(&'static str, String)>,
    units: Vec<(String, String)>,
}

/// A filter that is set or could be.
struct Chip {
    label: String,
    address: String,
    is_current: bool,
}

/// A device as a row.
struct DeviceRow {
    address: String,
    serial: String,
    kind: String,
    unit: String,
    holder: String,
    custody: String,
    class: &'static str,
}

async fn show_list(visit: Visit, Address(pairs): Address<BTreeMap<String, String>>) -> Result<Response, Failure> {
    list_page(&visit, &pairs, String::new()).await
}

async fn list_page(visit: &Visit, pairs: &BTreeMap<String, String>, wrong: String) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let query = query(pairs);
    let after = pairs.get("after").filter(|after| !after.is_empty());
    let cursor = after.map(|after| Cursor::parse(after)).transpose().map_err(AppError::from);
    let cursor = visit.ok(cursor)?;
    let found = devices::list(call.context(), &visit.visitor, &query, cursor.as_ref(), super::ON_A_PAGE).await;
    let (page, total) = visit.ok(found)?;
    let units = page.items.iter().map(|device| device.unit).chain(query.unit).collect();
    let units = visit.ok(certificates::unit_names(call.context(), units).await)?;
    let holders = page.items.iter().filter_map(|device| device.person).collect();
    let holders = visit.ok(people::names(call.context(), holders).await)?;
    let name_of = |unit: Id| units.get(&unit).cloned().unwrap_or_default();
    let row = |device: &Device| DeviceRow {
        address: format!("/devices/{}", device.id),
        serial: device.serial.clone(),
        kind: kind_word(words, device.kind),
        unit: name_of(device.unit),
        holder: device.person.and_then(|person| holders.get(&person)).cloned().unwrap_or_default(),
        custody: custody_word(words, device.custody),
        class: class(device.custody),
    };
    let of = |query: &Query, after: &str| {
        let after = ("after", after.to_owned());
        address::with_pairs("/devices", pairs_of(query).into_iter().chain([after]))
    };
    let stock = visit.ok(devices::stock(call.context(), &visit.visitor, &query).await)?;
    let chip = |custody: Custody| {
        let number = stock.iter().find(|(known, _)| *known == custody).map_or(0, |(_, number)| *number);
        let is_current = query.custody == Some(custody);
        let changed = Query { custody: (!is_current).then_some(custody), ..query.clone() };
        let label = format!("{} ({})", custody_word(words, custody), wording::grouped(number, words));
        Chip { label, address: of(&changed, ""), is_current }
    };
    let may_keep = visit.visitor.may_somewhere(Act::KeepDevice);
    Ok(page_of(&DevicesPage {
        wrong,
        text: query.text.clone(),
        hidden: pairs_of(&query).into_iter().filter(|(name, _)| *name != "q").collect(),
        chips: Custody::ALL.into_iter().map(chip).collect(),
        unit: query.unit.map(|unit| Chip {
            label: name_of(unit),
            address: of(&Query { unit: None, ..query.clone() }, ""),
            is_current: true,
        }),
        rows: page.items.iter().map(row).collect(),
        total: words.say(&Message::new("devices-count").with("count", wording::grouped(total, words))),
        next: page.next.map(|cursor| of(&query, &cursor.to_string())).unwrap_or_default(),
        first: of(&query, ""),
        is_first_page: after.is_none(),
        may_keep,
        kinds: DeviceKind::ALL.iter().map(|kind| (kind.name(), kind_word(words, *kind))).collect(),
        units: if may_keep { visit.ok(super::accounts::units(visit, Act::KeepDevice).await)? } else { Vec::new() },
        shell: call.shell(words.get("devices-title"), "devices"),
    }))
}

/// What an address looks for; what it does not understand is left out.
fn query(pairs: &BTreeMap<String, String>) -> Query {
    let of = |name: &str| pairs.get(name).map(String::as_str).unwrap_or_default();
    Query {
        text: of("q").trim().chars().take(60).collect(),
        custody: Custody::ALL.into_iter().find(|custody| custody.name() == of("custody")),
        unit: of("unit").parse().ok().map(Id),
    }
}

fn pairs_of(query: &Query) -> Vec<(&'static str, String)> {
    vec![
        ("q", query.text.clone()),
        ("custody", query.custody.map(|custody| custody.name().to_owned()).unwrap_or_default()),
        ("unit", query.unit.map(|unit| unit.to_string()).unwrap_or_default()),
    ]
}

#[derive(Deserialize)]
struct AddForm {
    kind: String,
    serial: String,
    unit: String,
}

/// Puts a device into the stock of a unit. What is wrong with it is said on the list.
async fn add(visit: Visit, Form(input): Form<AddForm>) -> Result<Response, Failure> {
    let kind = DeviceKind::ALL.into_iter().find(|kind| kind.name() == input.kind);
    let unit = input.unit.parse().ok().map(Id);
    let added = match (kind, unit) {
        (Some(kind), Some(unit)) => {
            let input = DeviceInput { kind, serial: input.serial, unit };
            devices::add(visit.call.context(), &visit.visitor, &input).await
        }
        _ => Err(AppError::Unusable(Message::new("devices-no-kind-or-unit"))),
    };
    match added {
        Ok(id) => Ok(Redirect::to(&format!("/devices/{id}")).into_response()),
        Err(error) => {
            let wrong = visit.call.words().say(&error.message());
            Ok((status(&error), list_page(&visit, &BTreeMap::new(), wrong).await?).into_response())
        }
    }
}

#[derive(Template)]
#[template(path = "device.html")]
struct DevicePage {
    shell: Shell,
    wrong: String,
    id: String,
    version: i64,
    kind: String,
    custody: String,
    class: &'static str,
    holder: Option<(String, String)>,
    path: Vec<(String, String)>,
    certificates: List,
    steps: Vec<StepRow>,
    verbs: Vec<VerbForm>,
    sought: String,
    people: Vec<(String, String)>,
    /// It went through hands: there are minutes.
    has_minutes: bool,
    is_lost: bool,
    /// Where unlocking it can be asked for; blank where it is not locked or the visitor may not.
    ask: String,
}

/// One step that was taken.
struct StepRow {
    at: String,
    what: String,
    after: String,
    class: &'static str,
    person: String,
}

/// A step that may be taken now.
struct VerbForm {
    name: &'static str,
    word: String,
    needs_person: bool,
    is_grave: bool,
}

async fn show(
    visit: Visit,
    Path(id): Path<i64>,
    Address(pairs): Address<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let sought = pairs.get("person").cloned().unwrap_or_default();
    device_page(&visit, Id(id), sought, String::new()).await
}

/// The page of a device; `sought` are words of the name of the person who is to get it.
async fn device_page(visit: &Visit, id: Id, sought: String, wrong: String) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let whole = visit.ok(devices::whole(call.context(), &visit.visitor, id).await)?;
    let device = &whole.device;
    let named = whole.steps.iter().filter_map(|step| step.person).collect();
    let names = visit.ok(people::names(call.context(), named).await)?;
    let step = |step: &DeviceStep| StepRow {
        at: wording::moment(step.at),
        what: verb_word(words, step.verb),
        after: custody_word(words, step.after),
        class: class(step.after),
        person: step.person.and_then(|person| names.get(&person)).cloned().unwrap_or_default(),
    };
    let may_keep = visit.visitor.may_somewhere(Act::KeepDevice);
    let verb = |verb: CustodyVerb| VerbForm {
        name: verb.name(),
        word: verb_word(words, verb),
        needs_person: verb == CustodyVerb::HandOver,
        is_grave: matches!(verb, CustodyVerb::ReportLost | CustodyVerb::ReportDamage),
    };
    let lines = if visit.visitor.may_somewhere(Act::ReadCertificate) {
        visit.ok(certificates::of_device(call.context(), &visit.visitor, id).await)?
    } else {
        Vec::new()
    };
    let units =
        visit.ok(certificates::unit_names(call.context(), lines.iter().map(|line| line.unit).collect()).await)?;
    Ok(page_of(&DevicePage {
        wrong,
        id: id.to_string(),
        version: whole.version,
        kind: kind_word(words, device.kind),
        custody: custody_word(words, device.custody),
        class: class(device.custody),
        holder: device.person.zip(whole.holder.clone()).map(|(id, name)| (format!("/people/{id}"), name)),
        path: whole.path.iter().map(|(id, name)| (format!("/units/{id}"), name.clone())).collect(),
        certificates: usual(visit, &lines, &units),
        steps: whole.steps.iter().rev().map(step).collect(),
        verbs: if may_keep { device.custody.verbs().map(verb).collect() } else { Vec::new() },
        people: found_people(visit, device, &sought).await?,
        has_minutes: super::device_papers::last_handing(&whole.steps).is_some(),
        is_lost: device.custody == Custody::Lost,
        ask: match device.custody == Custody::Locked && visit.visitor.may_somewhere(Act::Decide) {
            true => format!("/requests/new?device={id}"),
            false => String::new(),
        },
        sought,
        shell: call.shell(device.serial.clone(), "devices"),
    }))
}

/// People of the device's unit to whom it can be handed.
async fn found_people(visit: &Visit, device: &Device, sought: &str) -> Result<Vec<(String, String)>, Failure> {
    const SHOWN: u32 = 20;
    if device.custody != Custody::InStock || !visit.visitor.may_somewhere(Act::ReadPerson) {
        return Ok(Vec::new());
    }
    let query = people::Query { text: sought.trim().chars().take(100).collect(), unit: Some(device.unit) };
    let (page, _) = visit.ok(people::list(visit.call.context(), &visit.visitor, &query, None, SHOWN).await)?;
    let label = |line: &antin_app::PersonLine| match line.email.is_empty() {
        true => line.name.clone(),
        false => format!("{} · {}", line.name, line.email),
    };
    Ok(page.items.iter().map(|line| (line.id.to_string(), label(line))).collect())
}

#[derive(Deserialize)]
struct StepForm {
    verb: String,
    version: i64,
    #[serde(default)]
    person: String,
}

/// Takes one step of the table of custody; what is wrong with it is said on the page of the device.
async fn take_step(visit: Visit, Path(id): Path<i64>, Form(input): Form<StepForm>) -> Result<Response, Failure> {
    let verb = CustodyVerb::ALL.into_iter().find(|verb| verb.name() == input.verb);
    let person = input.person.parse().ok().map(Id);
    let taken = match verb {
        Some(verb) => {
            devices::take_step(visit.call.context(), &visit.visitor, Id(id), verb, person, input.version).await
        }
        None => Err(AppError::Unusable(Message::new("devices-no-such-step"))),
    };
    match taken {
        Ok(()) => Ok(Redirect::to(&format!("/devices/{id}")).into_response()),
        Err(error) => {
            let wrong = visit.call.words().say(&error.message());
            Ok((status(&error), device_page(&visit, Id(id), String::new(), wrong).await?).into_response())
        }
    }
}

fn kind_word(words: &Words, kind: DeviceKind) -> String {
    words.get(&format!("devices-kind-{}", kind.name()))
}

fn custody_word(words: &Words, custody: Custody) -> String {
    words.get(&format!("devices-custody-{}", custody.name()))
}

fn verb_word(words: &Words, verb: CustodyVerb) -> String {
    words.get(&format!("devices-verb-{}", verb.name()))
}

/// The colour of a custody.
fn class(custody: Custody) -> &'static str {
    match custody {
        Custody::InStock => "",
        Custody::Handed => "good",
        Custody::Locked | Custody::Returned => "warn",
        Custody::Lost | Custody::Damaged => "bad",
    }
}
