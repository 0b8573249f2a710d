//! The papers of a campaign: a unit's report, the letter to the CA, the sheet by which a holder confirms on paper.

use crate::pages::campaign_dispatch;
use crate::pages::campaign_report::{numbers, unit_of};
use crate::pages::campaign_words as say;
use crate::pages::certificates::file;
use crate::service::Service;
use crate::visit::{Failure, Visit};
use antin_app::campaigns::{self, Report};
use antin_app::{AppError, Context, certificates};
use antin_domain::action::Action;
use antin_domain::campaign::report::Totals;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_papers::data::Data;
use antin_papers::{Shelf, docx, fill, pdf};
use antin_words::Words;
use axum::Router;
use axum::extract::{Path, Query as Address};
use axum::response::Response;
use axum::routing::get;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

const PDF: &str = "application/pdf";
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

pub fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/campaigns/{id}/files/{name}", get(paper))
        .route("/campaigns/{id}/cases/{number}/sheet.pdf", get(sheet))
}

/// Names of actions in the templates, in the order of [`Action::ALL`].
const ACTIONS: [&str; 10] =
    ["revoke", "verify", "reissue", "renew", "change", "report", "register", "update", "tidy", "none"];

/// Those of them whose certificates the template lists.
const LISTED: [&str; 8] = ["revoke", "verify", "reissue", "renew", "change", "report", "register", "update"];

async fn paper(
    visit: Visit,
    Path((id, name)): Path<(i64, String)>,
    Address(pairs): Address<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let unit = unit_of(&visit, Id(id), &pairs).await?;
    let (kind, name) = match name.as_str() {
        "report.pdf" => (PDF, "report.pdf"),
        "report.docx" => (DOCX, "report.docx"),
        "ca-letter.pdf" => (PDF, "ca-letter.pdf"),
        "letter.pdf" => (PDF, "letter.pdf"),
        "letter.docx" => (DOCX, "letter.docx"),
        _ => return Err(visit.nothing_here()),
    };
    let context = visit.call.context();
    if name.starts_with("letter.") {
        let (campaign, letter) = visit.ok(campaigns::letter_to(context, &visit.visitor, Id(id), unit).await)?;
        let names = campaign_dispatch::names_of(&visit, std::slice::from_ref(&letter)).await?;
        let usual = visit.call.vietnamese().get("campaigns-template-body");
        let data = campaign_dispatch::letter_data(&campaign, &letter, &names, &usual);
        let wanted = Wanted { template: "campaign-letter", data, as_docx: kind == DOCX };
        return Ok(file(visit.ok(wanted.make(context.today()).await)?, kind, name));
    }
    let report = visit.ok(campaigns::report(context, &visit.visitor, Id(id), unit).await)?;
    let wanted = match name {
        "ca-letter.pdf" => Wanted { template: "ca-letter", data: ca_letter(&visit, &report).await?, as_docx: false },
        _ => visit.ok(report_paper(context, visit.call.words(), &report).await)?,
    };
    let bytes = visit.ok(Wanted { as_docx: kind == DOCX, ..wanted }.make(context.today()).await)?;
    Ok(file(bytes, kind, name))
}

/// The consolidated report where others report to the unit, else its own.
///
/// # Errors
/// It was not signed off.
pub async fn report_paper(context: &Context, words: &Words, report: &Report) -> Result<Wanted, AppError> {
    let Some(signed) = &report.signed else {
        return Err(AppError::Unusable(Message::new("campaigns-refused-not-signed")));
    };
    let ids = report.unit.above.into_iter().chain([report.unit.unit]).collect();
    let names = certificates::unit_names(context, ids).await?;
    let agency = names.get(&report.unit.unit).cloned().unwrap_or_default();
    let to = report.unit.above.and_then(|above| names.get(&above)).cloned();
    let (own, sum) = numbers(report);
    let order = Message::new("campaigns-order").with("letter", say::letter(words, &report.campaign));
    let mut data = Data::new();
    data.insert("to".into(), json!([to.unwrap_or_else(|| words.get("campaigns-to-file"))]));
    data.insert("agency".into(), agency.clone().into());
    data.insert("order".into(), words.say(&order).into());
    data.insert("as_of".into(), signed.on.clone().into());
    if signed.children.is_empty() {
        for (name, value) in counts(&own) {
            // The lists themselves go along as the workbook of the review.
            if value > 0 && LISTED.contains(&name) {
                data.insert(format!("{name}_elsewhere"), value.into());
            }
            let name = if ACTIONS.contains(&name) { format!("n_{name}") } else { name.to_owned() };
            data.insert(name, value.into());
        }
        return Ok(Wanted { template: "report", data, as_docx: false });
    }
    let mut rows = Vec::new();
    if own.cases() > 0 {
        let name = Message::new("campaigns-own-office").with("unit", &agency);
        rows.push(record(&words.say(&name), &own));
    }
    rows.extend(signed.children.iter().map(|(_, name, numbers)| record(name, &numbers.totals())));
    data.insert("units".into(), Value::Array(rows));
    if !signed.missing.is_empty() {
        data.insert("missing".into(), json!(signed.missing));
    }
    let state = |(place, action): (usize, &Action)| json!({ "label": say::action(words, *action), "count": sum.actions[place] });
    let states = Action::ALL.iter().enumerate().filter(|(place, _)| sum.actions[*place] > 0).map(state).collect();
    data.insert("states".into(), Value::Array(states));
    Ok(Wanted { template: "consolidated-report", data, as_docx: false })
}

fn record(unit: &str, totals: &Totals) -> Value {
    let mut row = Data::new();
    row.insert("unit".into(), unit.into());
    row.extend(counts(totals).into_iter().map(|(name, number)| (name.to_owned(), number.into())));
    Value::Object(row)
}

fn counts(totals: &Totals) -> Vec<(&'static str, i64)> {
    let mut counts = vec![
        ("cases", totals.cases()),
        ("ca_total", totals.listed()),
        ("matched", totals.matched),
        ("mismatched", totals.mismatched),
        ("not_recognised", totals.not_recognised),
        ("unlisted", totals.unlisted),
    ];
    counts.extend(ACTIONS.into_iter().zip(totals.actions));
    counts
}

/// The letter that asks the CA to correct its list, with the evidence that goes with it.
pub async fn ca_letter(visit: &Visit, report: &Report) -> Result<Data, Failure> {
    let (context, words) = (visit.call.context(), visit.call.words());
    let (id, unit) = (report.campaign.id, report.unit.unit);
    let lines = visit.ok(campaigns::ca_corrections(context, &visit.visitor, id, unit).await)?;
    if lines.is_empty() {
        return Err(visit.call.failure(&AppError::Unusable(Message::new("campaigns-refused-no-corrections"))));
    }
    let names = visit.ok(certificates::unit_names(context, lines.iter().map(|line| line.case.unit).collect()).await)?;
    let (mut corrections, mut documents) = (Vec::new(), Vec::new());
    let order = say::letter(words, &report.campaign);
    for line in &lines {
        let one = visit.ok(campaigns::one(context, &visit.visitor, id, line.case.number).await)?;
        let serial =
            one.review.as_ref().and_then(|review| review.sides.iter().find(|side| side.field == "page-serial"));
        let serial =
            serial.and_then(|side| side.says.iter().find(|text| !text.is_empty()).cloned()).unwrap_or_default();
        let why: Vec<String> = one
            .review
            .iter()
            .flat_map(|review| review.why.said.iter())
            .filter(|said| said.asks == Action::ReportToCa.name())
            .map(|said| say::finding(words, &said.code))
            .chain([one.case.reason.clone()].into_iter().filter(|reason| !reason.is_empty()))
            .collect();
        let why = if why.is_empty() { say::finding(words, &one.case.finding) } else { why.join("; ") };
        let files: Vec<String> = one.evidence.iter().map(|file| file.file_name.clone()).collect();
        let named = if files.is_empty() { order.clone() } else { files.join("; ") };
        corrections.push(json!({
            "name": line.holder,
            "serial": serial,
            "unit": names.get(&line.case.unit).cloned().unwrap_or_default(),
            "correct": why,
            "documents": named,
        }));
        for file in &one.evidence {
            documents.push(json!({ "number": file.file_name.chars().take(60).collect::<String>(), "date": file.kept.day().to_string() }));
        }
    }
    if documents.is_empty() {
        let day = report.campaign.letter_on.to_string();
        documents.push(json!({ "number": report.campaign.letter, "date": day }));
    }
    let agency = visit.ok(certificates::unit_names(context, vec![unit]).await)?.into_values().next();
    let mut data = Data::new();
    data.insert("agency".into(), agency.unwrap_or_default().into());
    data.insert("as_of".into(), context.today().to_string().into());
    data.insert("corrections".into(), Value::Array(corrections));
    data.insert("documents".into(), Value::Array(documents));
    Ok(data)
}

/// The sheet for those without access: what is known of their certificate, to be confirmed by hand.
async fn sheet(visit: Visit, Path((id, number)): Path<(i64, i64)>) -> Result<Response, Failure> {
    let context = visit.call.context();
    let one = visit.ok(campaigns::one(context, &visit.visitor, Id(id), number).await)?;
    let names = visit.ok(certificates::unit_names(context, vec![one.case.unit]).await)?;
    let side = |field: &str| {
        let sides = one.review.iter().flat_map(|review| review.sides.iter());
        let found =
            sides.filter(|side| side.field == field).flat_map(|side| [&side.says[1], &side.says[0], &side.says[2]]);
        found.into_iter().find(|text| !text.is_empty()).cloned().unwrap_or_default()
    };
    let mut data = Data::new();
    let mut put = |name: &str, text: String| {
        if !text.is_empty() {
            data.insert(name.into(), text.into());
        }
    };
    put("as_of", context.today().to_string());
    put("agency", names.get(&one.case.unit).cloned().unwrap_or_default());
    put("holder_name", one.review.as_ref().map(|review| review.holder.clone()).unwrap_or_default());
    put("holder_position", side("page-position"));
    put("holder_unit", names.get(&one.case.unit).cloned().unwrap_or_default());
    put("mail", side("page-email"));
    put("serial", side("page-serial"));
    put("from", side("page-valid-from"));
    put("until", side("page-valid-to"));
    let words = visit.call.words();
    let differs =
        one.review.iter().flat_map(|review| review.sides.iter()).filter(|side| {
            side.wrong.iter().any(|wrong| *wrong) && !side.says[0].is_empty() && !side.says[1].is_empty()
        });
    let differs =
        differs.map(|side| json!({ "field": words.get(&side.field), "ca": side.says[0], "registry": side.says[1] }));
    let differs: Vec<Value> = differs.collect();
    if !differs.is_empty() {
        data.insert("differences".into(), Value::Array(differs));
    }
    let wanted = Wanted { template: "confirmation-sheet", data, as_docx: false };
    let bytes = visit.ok(wanted.make(context.today()).await)?;
    Ok(file(bytes, PDF, "phieu-xac-nhan.pdf"))
}

/// A paper that is to be made.
pub struct Wanted {
    /// Its template.
    pub template: &'static str,
    /// What it says.
    pub data: Data,
    /// As a file for a word processor; else as PDF.
    pub as_docx: bool,
}

impl Wanted {
    /// Fills the template by the law of a day and sets it, in the background.
    ///
    /// # Errors
    /// The paper cannot say what it is to say; the sentence tells which field.
    pub async fn make(self, day: Day) -> Result<Vec<u8>, AppError> {
        let work = move || {
            let refused = |refusal: antin_papers::Refusal| AppError::Unusable(refusal.message());
            let shelf = Shelf::new(&[]).map_err(refused)?;
            let paper = fill::fill(&shelf, self.template, &self.data, day).map_err(refused)?;
            match self.as_docx {
                true => docx::render(&paper).map_err(refused),
                false => pdf::render(&paper, &shelf.layout).map_err(refused),
            }
        };
        let made = tokio::task::spawn_blocking(work).await;
        made.unwrap_or_else(|error| Err(AppError::BrokenOff(error.to_string())))
    }
}
