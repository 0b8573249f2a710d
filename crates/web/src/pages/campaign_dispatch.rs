//! Who received what when in a campaign: the letter to each unit, the reports that came up, and both as files.

use crate::address;
use crate::pages::campaign_papers::{self, Wanted, report_paper};
use crate::pages::campaign_report::unit_of;
use crate::pages::campaign_words::{self as say, StateView};
use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of};
use crate::wording;
use crate::zipped;
use antin_app::campaigns::{self, Dispatch, DispatchLine, UnitLetter};
use antin_app::{AppError, Campaign, certificates, export};
use antin_domain::campaign::report::ReportVerb;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::name::fold;
use antin_papers::data::Data;
use antin_words::Words;
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query as Address};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;

pub fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/campaigns/{id}/dispatch", get(show))
        .route("/campaigns/{id}/receive", post(receive))
        .route("/campaigns/{id}/letters.zip", get(letters))
        .route("/campaigns/{id}/reports.zip", get(reports))
        .route("/campaigns/{id}/ca-letter.zip", get(ca_letter))
}

#[derive(Template)]
#[template(path = "campaign_dispatch.html")]
struct DispatchPage {
    shell: Shell,
    board: (String, String),
    unit: String,
    letter: Option<LetterView>,
    rows: Vec<Row>,
    files: Vec<(String, String)>,
}

/// The letter to the unit itself.
struct LetterView {
    files: Vec<(String, String)>,
    launched: String,
    received: String,
    /// Where its receipt is said; blank where it was, or the visitor may not.
    receive: String,
}

/// A unit right below.
struct Row {
    name: String,
    address: String,
    received: String,
    sent: String,
    accepted: String,
    state: StateView,
}

async fn show(
    visit: Visit,
    Path(id): Path<i64>,
    Address(pairs): Address<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let unit = unit_of(&visit, Id(id), &pairs).await?;
    let (call, words, context) = (&visit.call, visit.call.words(), visit.call.context());
    let Dispatch { campaign, lines, may_receive } =
        visit.ok(campaigns::dispatch(context, &visit.visitor, Id(id), unit).await)?;
    let shown: Vec<&DispatchLine> =
        lines.iter().filter(|line| line.unit.unit == unit || line.unit.above == Some(unit)).collect();
    let names = visit.ok(certificates::unit_names(context, shown.iter().map(|line| line.unit.unit).collect()).await)?;
    let users = shown
        .iter()
        .flat_map(|line| line.receipt.map(|one| one.by).into_iter().chain(line.moves.iter().map(|one| one.by)));
    let users = visit.ok(campaigns::user_names(context, users.collect()).await)?;
    let name = |unit: Id| names.get(&unit).cloned().unwrap_or_default();
    let received = |line: &DispatchLine| match line.receipt {
        Some(one) => at_by(words, one.at, users.get(&one.by)),
        None => words.get("campaigns-not-received"),
    };
    let row = |line: &&DispatchLine| {
        let moved =
            |verb: ReportVerb| line.last(verb).map(|one| at_by(words, one.at, users.get(&one.by))).unwrap_or_default();
        let document = line.last(ReportVerb::Send).map(|one| {
            let message = Message::new("campaigns-letter-of").with("letter", &one.document);
            words.say(&message.with("day", one.document_on))
        });
        let sent: Vec<String> =
            document.into_iter().chain([moved(ReportVerb::Send)]).filter(|text| !text.is_empty()).collect();
        Row {
            name: name(line.unit.unit),
            address: address::with_pairs(&format!("/campaigns/{id}/dispatch"), [("unit", line.unit.unit.to_string())]),
            received: received(line),
            sent: sent.join(" · "),
            accepted: moved(ReportVerb::Accept),
            state: say::report_state(words, line.unit.report_state),
        }
    };
    let own = shown.iter().find(|line| line.unit.unit == unit);
    let letter = own.filter(|line| line.unit.above.is_some()).map(|line| LetterView {
        files: vec![
            of_unit(id, "files/letter.pdf", unit, words.get("campaigns-file-letter")),
            of_unit(id, "files/letter.docx", unit, words.get("campaigns-file-letter-word")),
        ],
        launched: campaign.launched.map(wording::moment).unwrap_or_default(),
        received: received(line),
        receive: if may_receive { of_unit(id, "receive", unit, String::new()).0 } else { String::new() },
    });
    let rows: Vec<Row> = shown.iter().filter(|line| line.unit.above == Some(unit)).map(row).collect();
    let mut files = Vec::new();
    if !rows.is_empty() {
        files.push(of_unit(id, "letters.zip", unit, words.get("campaigns-file-letters")));
        files.push(of_unit(id, "reports.zip", unit, words.get("campaigns-file-reports")));
    }
    Ok(page_of(&DispatchPage {
        board: of_unit(id, "", unit, campaign.subject.clone()),
        unit: name(unit),
        letter,
        rows,
        files,
        shell: call.shell(words.get("campaigns-dispatch"), "campaigns"),
    }))
}

/// The address of something about a unit, and what it is called.
fn of_unit(id: i64, what: &str, unit: Id, word: String) -> (String, String) {
    let path = format!("/campaigns/{id}/{what}");
    (address::with_pairs(path.trim_end_matches('/'), [("unit", unit.to_string())]), word)
}

fn at_by(words: &Words, at: antin_domain::moment::Moment, by: Option<&String>) -> String {
    let by = by.map(String::as_str).unwrap_or_default();
    words.say(&Message::new("campaigns-at-by").with("at", wording::moment(at)).with("who", by))
}

async fn receive(
    visit: Visit,
    Path(id): Path<i64>,
    Address(pairs): Address<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let unit = unit_of(&visit, Id(id), &pairs).await?;
    visit.ok(campaigns::receive(visit.call.context(), &visit.visitor, Id(id), unit).await)?;
    Ok(Redirect::to(&of_unit(id, "dispatch", unit, String::new()).0).into_response())
}

/// What the letter to a unit says. Papers are Vietnamese whatever the language of the page.
pub fn letter_data(campaign: &Campaign, letter: &UnitLetter, names: &BTreeMap<Id, String>, usual: &str) -> Data {
    let name = |unit: Id| names.get(&unit).cloned().unwrap_or_default();
    let agency = name(letter.from);
    let (number, symbol) = campaign.letter.split_once('/').unwrap_or((&campaign.letter, ""));
    let mut data = Data::new();
    for (field, text) in [
        ("number", number.to_owned()),
        ("symbol", symbol.to_owned()),
        ("date", campaign.letter_on.to_string()),
        ("deadline", letter.unit.before.to_string()),
        ("report_to", name(letter.unit.above.unwrap_or(letter.from))),
        ("contact", if campaign.contact.is_empty() { agency.clone() } else { campaign.contact.clone() }),
        // What the office did not write itself is said clause by clause.
        ("text", if campaign.body == usual { String::new() } else { campaign.body.clone() }),
        ("agency", agency),
    ] {
        if !text.is_empty() {
            data.insert(field.into(), text.into());
        }
    }
    data.insert("to".into(), json!([name(letter.unit.unit)]));
    data
}

/// Names of the units that letters name.
pub async fn names_of(visit: &Visit, letters: &[UnitLetter]) -> Result<BTreeMap<Id, String>, Failure> {
    let ids = letters.iter().flat_map(|letter| [Some(letter.unit.unit), letter.unit.above, Some(letter.from)]);
    visit.ok(certificates::unit_names(visit.call.context(), ids.flatten().collect()).await)
}

/// The letters to every unit below, in one file.
async fn letters(
    visit: Visit,
    Path(id): Path<i64>,
    Address(pairs): Address<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let unit = unit_of(&visit, Id(id), &pairs).await?;
    let (campaign, letters) = visit.ok(campaigns::letters(visit.call.context(), &visit.visitor, Id(id), unit).await)?;
    let names = names_of(&visit, &letters).await?;
    let today = visit.call.context().today();
    let usual = visit.call.vietnamese().get("campaigns-template-body");
    Ok(zipped::answer("cong-van.zip", move |files| async move {
        for (number, letter) in (1..).zip(&letters) {
            let data = letter_data(&campaign, letter, &names, &usual);
            let bytes = Wanted { template: "campaign-letter", data, as_docx: false }.make(today).await?;
            files.put(file_name(number, names.get(&letter.unit.unit)), bytes).await?;
        }
        Ok(())
    }))
}

/// The reports of every unit below that was signed off, in one file.
async fn reports(
    visit: Visit,
    Path(id): Path<i64>,
    Address(pairs): Address<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let unit = unit_of(&visit, Id(id), &pairs).await?;
    let found = visit.ok(campaigns::dispatch(visit.call.context(), &visit.visitor, Id(id), unit).await)?;
    let signed: Vec<Id> =
        found.lines.iter().filter(|line| line.unit.report_state.is_locked()).map(|line| line.unit.unit).collect();
    if signed.is_empty() {
        return Err(visit.call.failure(&AppError::Unusable(Message::new("campaigns-refused-not-signed"))));
    }
    let names = visit.ok(certificates::unit_names(visit.call.context(), signed.clone()).await)?;
    Ok(zipped::answer("bao-cao.zip", move |files| async move {
        let (context, words) = (visit.call.context(), visit.call.words());
        for (number, unit) in (1..).zip(signed) {
            let report = campaigns::report(context, &visit.visitor, Id(id), unit).await?;
            let bytes = report_paper(context, words, &report).await?.make(context.today()).await?;
            files.put(file_name(number, names.get(&unit)), bytes).await?;
        }
        Ok(())
    }))
}

/// The letter to the CA with its annex: every piece of evidence, and a list that says which case it belongs to and what
/// its SHA-256 is.
async fn ca_letter(
    visit: Visit,
    Path(id): Path<i64>,
    Address(pairs): Address<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let (id, unit) = (Id(id), unit_of(&visit, Id(id), &pairs).await?);
    let report = visit.ok(campaigns::report(visit.call.context(), &visit.visitor, id, unit).await)?;
    let data = campaign_papers::ca_letter(&visit, &report).await?;
    let lines = visit.ok(campaigns::ca_corrections(visit.call.context(), &visit.visitor, id, unit).await)?;
    Ok(zipped::answer("cong-van-ban-co-yeu.zip", move |files| async move {
        let (context, words) = (visit.call.context(), visit.call.vietnamese());
        let bytes = Wanted { template: "ca-letter", data, as_docx: false }.make(context.today()).await?;
        files.put("cong-van.pdf".to_owned(), bytes).await?;
        let headings = ["campaigns-case-number", "page-holder", "campaigns-evidence", "campaigns-digest"];
        let mut list = export::csv_begin(&headings.map(|key| words.get(key)));
        for line in &lines {
            let one = campaigns::one(context, &visit.visitor, id, line.case.number).await?;
            for (place, known) in (1..).zip(&one.evidence) {
                let (evidence, bytes) = campaigns::evidence_file(context, &visit.visitor, id, known.id).await?;
                let name = format!("minh-chung/{:06}-{place}.{}", line.case.number, evidence.kind.name());
                let digest = evidence.digest.iter().map(|byte| format!("{byte:02x}")).collect();
                let cells = vec![line.case.number.to_string(), line.holder.clone(), evidence.file_name, digest];
                export::csv_row(&mut list, &[vec![name.clone()], cells].concat());
                files.put(name, bytes).await?;
            }
        }
        files.put("muc-luc.csv".to_owned(), list.into_bytes()).await
    }))
}

/// `0007-cuc-thue-tinh-mau.pdf`: names of files that every machine can keep.
fn file_name(number: usize, unit: Option<&String>) -> String {
    let folded = fold(unit.map(String::as_str).unwrap_or_default());
    let words: Vec<&str> = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    format!("{number:04}-{}.pdf", words.join("-"))
}
