//! Papers of a device: minutes of handing over and taking back (Mẫu 08), confirmation of loss (Mẫu 09).
//!
//! > domain.md 2.3: the managing body recovers the device and hands it on with minutes.

use super::request_papers::{record, write};
use crate::service::Service;
use crate::visit::{Failure, Visit};
use antin_app::devices::{self, Whole};
use antin_app::{AppError, DeviceStep, certificates};
use antin_domain::day::Day;
use antin_domain::device::{Custody, CustodyVerb};
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_papers::data::Data;
use antin_words::{Language, Words};
use axum::Router;
use axum::extract::{Path, Query as Address};
use axum::response::Response;
use axum::routing::get;
use std::collections::BTreeMap;
use std::sync::Arc;

pub fn routes() -> Router<Arc<Service>> {
    Router::new().route("/devices/{id}/minutes.pdf", get(minutes)).route("/devices/{id}/lost.pdf", get(lost))
}

/// The step whose minutes are kept, if the device went through hands.
pub fn last_handing(steps: &[DeviceStep]) -> Option<&DeviceStep> {
    steps.iter().rev().find(|step| matches!(step.verb, CustodyVerb::HandOver | CustodyVerb::TakeBack))
}

/// Minutes of the latest handing over or taking back.
async fn minutes(visit: Visit, Path(id): Path<i64>) -> Result<Response, Failure> {
    let whole = visit.ok(devices::whole(visit.call.context(), &visit.visitor, Id(id)).await)?;
    let words = Words::new(Language::Vi);
    let Some(step) = last_handing(&whole.steps) else { return Err(nothing(&visit)) };
    let is_back = step.verb == CustodyVerb::TakeBack;
    let office = (visit.visitor.name.as_str(), unit(&whole));
    let person = (whole.holder.as_deref().unwrap_or("…………"), unit(&whole));
    let (giver, taker) = if is_back { (person, office) } else { (office, person) };
    let reason = words.get(if is_back { "request-minutes-taken-back" } else { "request-minutes-handed" });
    let mut data = record(&[
        ("agency", unit(&whole)),
        ("superior", above(&whole)),
        ("date", &step.at.day().to_string()),
        ("giver_name", giver.0),
        ("giver_unit", giver.1),
        ("taker_name", taker.0),
        ("taker_unit", taker.1),
        ("reason", &reason),
    ]);
    let (name, serial) = certificate(&visit, &whole).await?;
    let row: Data = record(&[
        ("device", &whole.device.serial),
        ("kind", &words.get(&format!("devices-kind-{}", whole.device.kind.name()))),
        ("name", &name),
        ("serial", &serial),
        ("state", &words.get(&format!("devices-custody-{}", step.after.name()))),
    ]);
    data.insert("devices".into(), vec![row].into());
    answer(&visit, "hand-over", data, step.at.day()).await
}

/// Confirmation that the device is lost; the address says how.
async fn lost(
    visit: Visit,
    Path(id): Path<i64>,
    Address(pairs): Address<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let whole = visit.ok(devices::whole(visit.call.context(), &visit.visitor, Id(id)).await)?;
    let step = whole.steps.iter().rev().find(|step| step.verb == CustodyVerb::ReportLost);
    let Some(step) = step.filter(|_| whole.device.custody == Custody::Lost) else { return Err(nothing(&visit)) };
    let told: String = pairs.get("why").map(|text| text.trim().chars().take(500).collect()).unwrap_or_default();
    let (name, serial) = certificate(&visit, &whole).await?;
    let data = record(&[
        ("agency", unit(&whole)),
        ("superior", above(&whole)),
        ("date", &visit.call.context().today().to_string()),
        ("holder_name", whole.holder.as_deref().unwrap_or("…………")),
        ("holder_unit", unit(&whole)),
        ("device", &whole.device.serial),
        ("certificate_name", &name),
        ("serial", &serial),
        ("lost_on", &step.at.day().to_string()),
        ("circumstances", if told.is_empty() { "…………" } else { &told }),
    ]);
    answer(&visit, "lost-device", data, step.at.day()).await
}

async fn answer(visit: &Visit, form: &'static str, data: Data, day: Day) -> Result<Response, Failure> {
    let today = visit.call.context().today();
    // The demonstration lives on one day, while its steps are taken today.
    let day = if visit.call.service.is_demo { today } else { day };
    let made = tokio::task::spawn_blocking(move || write(form, &data, day, true)).await;
    let bytes = visit.ok(made.unwrap_or_else(|error| Err(AppError::BrokenOff(error.to_string()))))?;
    Ok(super::certificates::file(bytes, "application/pdf", &format!("{form}.pdf")))
}

/// Name and serial of the certificate on the device; dots to be filled in where nobody knows it.
async fn certificate(visit: &Visit, whole: &Whole) -> Result<(String, String), Failure> {
    let dots = || "…………".to_owned();
    if !visit.visitor.may_somewhere(Act::ReadCertificate) {
        return Ok((dots(), dots()));
    }
    let context = visit.call.context();
    let mut lines = visit.ok(certificates::of_device(context, &visit.visitor, whole.device.id).await)?;
    if let Some(person) = whole.device.person.filter(|_| lines.is_empty()) {
        lines = visit.ok(certificates::of_person(context, &visit.visitor, person).await)?;
    }
    let latest = lines.into_iter().max_by_key(|line| line.valid_to);
    Ok(latest.map_or_else(|| (dots(), dots()), |line| (line.holder, line.serial.to_string())))
}

fn unit(whole: &Whole) -> &str {
    whole.path.last().map(|(_, name)| name.as_str()).unwrap_or_default()
}

fn above(whole: &Whole) -> &str {
    whole.path.iter().rev().nth(1).map(|(_, name)| name.as_str()).unwrap_or_default()
}

fn nothing(visit: &Visit) -> Failure {
    visit.call.failure(&AppError::Unusable(Message::new("request-minutes-none")))
}
