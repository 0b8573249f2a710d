//! The official forms of requests as PDF and DOCX: of one request as it will be printed, and of a whole letter.
//!
//! > domain.md 6.2–6.4: Mẫu 01 persons, 02 bodies, 03 machines, 04 renewal and change, 05 revocation, 06 restoring.

use crate::service::Service;
use crate::visit::{Failure, Visit};
use antin_app::requests::letters::{self, LetterContent};
use antin_app::requests::printed::{self, Printed};
use antin_app::{AppError, requests};
use antin_domain::certificate::HolderKind;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::request::RequestKind;
use antin_papers::data::Data;
use antin_papers::{Shelf, docx, fill, pdf};
use antin_words::{Language, Words};
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

pub fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/requests/{id}/form/{ending}", get(of_request))
        .route("/request-letters/{id}/files/{name}", get(of_letter))
}

/// What stands around the rows of a form.
struct Around {
    agency: String,
    superior: String,
    number: String,
    dated: Day,
    content: LetterContent,
}

/// The form of a request, by its template.
pub fn form(kind: RequestKind, holder: HolderKind) -> &'static str {
    match (kind, holder) {
        (RequestKind::Issue | RequestKind::Reissue, HolderKind::Organisation) => "issue-organisation",
        (RequestKind::Issue | RequestKind::Reissue, HolderKind::Device) => "issue-device",
        (RequestKind::Issue | RequestKind::Reissue, _) => "issue-person",
        (RequestKind::Renew | RequestKind::ChangeInfo, _) => "renew-request",
        (RequestKind::Revoke, _) => "revoke-request",
        (RequestKind::RestoreDevice, _) => "restore-request",
    }
}

async fn of_request(visit: Visit, Path((id, ending)): Path<(i64, String)>) -> Result<Response, Failure> {
    let context = visit.call.context();
    let printed = visit.ok(printed::gather(context, &visit.visitor, &[Id(id)]).await)?;
    let Some(one) = printed.first() else { return Err(visit.nothing_here()) };
    let form = form(one.request.kind, one.request.holder_kind);
    // Before there is a letter, whoever it is about stands for who receives and answers.
    let person = one.person.as_ref();
    let content = LetterContent {
        receiver_name: one.request.holder.clone(),
        receiver_id: person.map(|person| person.id_number.clone()).unwrap_or_default(),
        receiver_phone: or_dots(&one.request.content.phone),
        receiver_address: or_dots(one.units.first().map(String::as_str).unwrap_or_default()),
        ..LetterContent::default()
    };
    let around = around(one.units.clone(), String::new(), Day::UNKNOWN, content);
    answer(&visit, form, around, printed, &ending).await
}

async fn of_letter(visit: Visit, Path((id, name)): Path<(i64, String)>) -> Result<Response, Failure> {
    let context = visit.call.context();
    let whole = visit.ok(letters::whole(context, &visit.visitor, Id(id)).await)?;
    let Some((wanted, ending)) = name.split_once('.') else { return Err(visit.nothing_here()) };
    let of = |kept: &&antin_app::requests::Kept| form(kept.request.kind, kept.request.holder_kind) == wanted;
    let ids: Vec<Id> = whole.requests.iter().filter(of).map(|kept| kept.request.id).collect();
    if ids.is_empty() {
        return Err(visit.nothing_here());
    }
    let printed = visit.ok(printed::gather(context, &visit.visitor, &ids).await)?;
    let units = visit.ok(requests::unit_path(context, whole.letter.unit).await)?;
    let around = around(units, whole.letter.number, whole.letter.dated, whole.content);
    let form = form(printed[0].request.kind, printed[0].request.holder_kind);
    answer(&visit, form, around, printed, ending).await
}

/// `units`: the nearest first.
fn around(units: Vec<String>, number: String, dated: Day, content: LetterContent) -> Around {
    let mut units = units.into_iter();
    Around {
        agency: units.next().unwrap_or_default(),
        superior: units.next().unwrap_or_default(),
        number,
        dated,
        content,
    }
}

/// The file of one form.
async fn answer(
    visit: &Visit,
    form: &'static str,
    around: Around,
    printed: Vec<Printed>,
    ending: &str,
) -> Result<Response, Failure> {
    let is_pdf = match ending {
        "pdf" => true,
        "docx" => false,
        _ => return Err(visit.nothing_here()),
    };
    let today = visit.call.context().today();
    let day = if around.dated.is_known() { around.dated } else { today };
    // Forms are Vietnamese whatever the language of the page.
    let data = data(form, &around, &printed, &Words::new(Language::Vi));
    let made = tokio::task::spawn_blocking(move || write(form, &data, day, is_pdf)).await;
    let bytes = visit.ok(made.unwrap_or_else(|error| Err(AppError::BrokenOff(error.to_string()))))?;
    let kind = match is_pdf {
        true => "application/pdf",
        false => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    };
    Ok(super::certificates::file(bytes, kind, &format!("{form}.{ending}")))
}

/// Fills a paper and sets it.
pub fn write(form: &str, data: &Data, day: Day, is_pdf: bool) -> Result<Vec<u8>, AppError> {
    let refused = |refusal: antin_papers::Refusal| AppError::Unusable(refusal.message());
    let shelf = Shelf::new(&[]).map_err(refused)?;
    let paper = fill::fill(&shelf, form, data, day).map_err(refused)?;
    match is_pdf {
        true => pdf::render(&paper, &shelf.layout).map_err(refused),
        false => docx::render(&paper).map_err(refused),
    }
}

fn data(form: &str, around: &Around, printed: &[Printed], words: &Words) -> Data {
    let content = &around.content;
    let (number, symbol) = around.number.split_once('/').unwrap_or((&around.number, ""));
    let mut data = record(&[
        ("agency", &around.agency),
        ("superior", &around.superior),
        ("number", number),
        ("symbol", symbol),
        ("place", &content.place),
        ("date", &day(around.dated)),
        ("signer_name", &content.signer_name),
        ("signer_position", &content.signer_position),
    ]);
    let receiver = [
        ("receiver_name", &content.receiver_name),
        ("receiver_id", &content.receiver_id),
        ("receiver_position", &content.receiver_position),
        ("receiver_phone", &content.receiver_phone),
        ("receiver_mail", &content.receiver_mail),
        ("receiver_address", &content.receiver_address),
    ]
    .map(|(name, text)| (name, text.as_str()));
    let rows: Vec<Value> = match form {
        "renew-request" => renewals(printed, words),
        "revoke-request" => printed.iter().map(|one| revocation(one, words).into()).collect(),
        "restore-request" => printed.iter().map(|one| restoring(one).into()).collect(),
        "issue-organisation" => printed.iter().map(|one| body(one).into()).collect(),
        "issue-device" => printed.iter().map(|one| machine(one).into()).collect(),
        _ => printed.iter().map(|one| person(one).into()).collect(),
    };
    match form {
        "renew-request" | "revoke-request" => {
            data.extend(record(&[("contact", &content.contact)]));
            data.insert("certificates".into(), rows.into());
        }
        "restore-request" => {
            let name = if content.receiver_name.is_empty() { &content.contact } else { &content.receiver_name };
            data.extend(record(&[
                ("helper_name", name),
                ("helper_position", &content.receiver_position),
                ("helper_phone", &or_dots(&content.receiver_phone)),
                ("helper_mail", &content.receiver_mail),
            ]));
            data.insert("devices".into(), rows.into());
        }
        "issue-organisation" => {
            data.extend(record(&receiver));
            data.insert("organisations".into(), rows.into());
        }
        "issue-device" => {
            data.extend(record(&receiver));
            data.insert("devices".into(), rows.into());
        }
        _ => {
            data.extend(record(&receiver));
            data.insert("people".into(), rows.into());
        }
    }
    data
}

/// A certificate that is to be renewed and changed stands in the list once, with both.
fn renewals(printed: &[Printed], words: &Words) -> Vec<Value> {
    let mut rows: BTreeMap<String, Data> = BTreeMap::new();
    for one in printed {
        let serial = serial(one);
        if let Some(row) = rows.get_mut(&serial) {
            row.insert("request".into(), "Gia hạn và thay đổi thông tin".into());
            let new = new_information(one, words);
            if !new.is_empty() {
                row.insert("new".into(), new.into());
            }
            continue;
        }
        let asked = if one.request.kind == RequestKind::Renew { "Gia hạn" } else { "Thay đổi thông tin" };
        let (from, until) =
            one.certificate.as_ref().map(|record| (record.valid_from, record.valid_to)).unwrap_or_default();
        let row = record(&[
            ("name", &one.request.holder),
            ("serial", &serial),
            ("mail", mail(one)),
            ("device", &one.device),
            ("request", asked),
            ("new", &new_information(one, words)),
            ("from", &day(from)),
            ("until", &day(until)),
        ]);
        rows.insert(serial, row);
    }
    rows.into_values().map(Value::Object).collect()
}

fn revocation(one: &Printed, words: &Words) -> Data {
    let reason = one.request.content.reason.map(|reason| words.get(&format!("request-reason-{}", reason.name())));
    let lines = [reason.unwrap_or_default(), one.request.content.note.clone()];
    let reason = lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    record(&[
        ("name", &one.request.holder),
        ("mail", mail(one)),
        ("serial", &serial(one)),
        ("device", &one.device),
        ("reason", &reason),
        ("unit", one.units.first().map(String::as_str).unwrap_or_default()),
    ])
}

fn restoring(one: &Printed) -> Data {
    let note = if one.request.content.note.is_empty() { "Thiết bị bị khóa" } else { &one.request.content.note };
    record(&[
        ("name", &one.request.holder),
        ("mail", mail(one)),
        ("serial", &serial(one)),
        ("device", &one.device),
        ("reason", note),
    ])
}

fn person(one: &Printed) -> Data {
    let content = &one.request.content;
    let unit = one.units.first().map(String::as_str).unwrap_or_default();
    let unit = if content.unit_name.is_empty() { unit } else { &content.unit_name };
    let levels: Vec<&str> = one.units.iter().rev().map(String::as_str).collect();
    let level = |index: usize| levels.get(index).copied().unwrap_or_default();
    let held = one.person.as_ref().and_then(|person| person.positions.iter().max_by_key(|held| held.from));
    let position =
        if content.position.is_empty() { held.map(|held| held.title.as_str()) } else { Some(&*content.position) };
    let own_mail = one.person.as_ref().map(|person| person.email.as_str()).unwrap_or_default();
    let old = if one.request.kind == RequestKind::Reissue { serial(one) } else { String::new() };
    record(&[
        ("name", if content.name.is_empty() { &one.request.holder } else { &content.name }),
        ("birthday", &one.birthday()),
        ("id", one.person.as_ref().map(|person| person.id_number.as_str()).unwrap_or_default()),
        ("mail", if content.email.is_empty() { own_mail } else { &content.email }),
        ("level_1", level(0)),
        ("level_2", level(1)),
        ("level_3", level(2)),
        ("level_4", level(3)),
        ("unit", unit),
        ("province", &or_dots(&content.province)),
        ("position", &or_dots(position.unwrap_or_default())),
        ("phone", &content.phone),
        ("old_serial", &old),
    ])
}

fn body(one: &Printed) -> Data {
    let content = &one.request.content;
    record(&[
        ("name", if content.name.is_empty() { &one.request.holder } else { &content.name }),
        ("address", &or_dots(&content.address)),
        ("province", &or_dots(&content.province)),
        ("mail", &or_dots(if content.email.is_empty() { mail(one) } else { &content.email })),
    ])
}

fn machine(one: &Printed) -> Data {
    let content = &one.request.content;
    record(&[
        ("name", if content.name.is_empty() { &one.request.holder } else { &content.name }),
        ("kind", "Thiết bị"),
        ("purpose", &or_dots(&content.address)),
        ("owner", one.units.first().map(String::as_str).unwrap_or_default()),
        ("mail", &or_dots(if content.email.is_empty() { mail(one) } else { &content.email })),
        ("phone", &content.phone),
    ])
}

/// What is to be changed, one line each.
fn new_information(one: &Printed, words: &Words) -> String {
    let content = &one.request.content;
    let fields = [
        ("name", &content.name),
        ("position", &content.position),
        ("email", &content.email),
        ("unit", &content.unit_name),
        ("address", &content.address),
    ];
    let told = fields.into_iter().filter(|(_, text)| !text.is_empty());
    let line = |(name, text): (&str, &String)| format!("{}: {text}", words.get(&format!("request-field-{name}")));
    told.map(line).collect::<Vec<_>>().join("\n")
}

fn serial(one: &Printed) -> String {
    one.certificate.as_ref().map(|record| record.serial.to_string()).unwrap_or_default()
}

fn mail(one: &Printed) -> &str {
    one.certificate.as_ref().map(|record| record.email.as_str()).unwrap_or_default()
}

fn day(day: Day) -> String {
    if day.is_known() { day.to_string() } else { String::new() }
}

/// What has to be filled in by hand.
fn or_dots(text: &str) -> String {
    if text.is_empty() { "…………".to_owned() } else { text.to_owned() }
}

/// The fields that are filled in.
pub fn record(fields: &[(&str, &str)]) -> Data {
    let told = fields.iter().filter(|(_, text)| !text.is_empty());
    told.map(|(name, text)| ((*name).to_owned(), json!(text))).collect()
}
