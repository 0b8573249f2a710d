//! The report of a unit: what it counts, what it waits for, its road upwards, and its papers.

use crate::address;
use crate::pages::campaign_words::{self as say, StateView};
use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of, status};
use crate::wording;
use antin_app::campaigns::{self, CaseQuery, Report, ReportInput};
use antin_app::{AppError, ReportStep, certificates};
use antin_domain::action::Action;
use antin_domain::campaign::report::{ReportState, ReportVerb, Totals};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
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
        .route("/campaigns/{id}/report", get(show).post(take_step))
        .route("/campaigns/{id}/report/again", post(ask_again))
}

#[derive(Template)]
#[template(path = "campaign_report.html")]
struct ReportPage {
    shell: Shell,
    wrong: String,
    wrongs: Vec<String>,
    campaign: (String, String),
    unit: String,
    address: String,
    state: StateView,
    signed: String,
    missing: String,
    counted: Vec<(String, String, String, String)>,
    actions: Vec<(String, String, String, String)>,
    total: (String, String, String),
    children: Vec<Child>,
    outstanding: Vec<String>,
    again: Option<AgainView>,
    verbs: Vec<VerbView>,
    version: i64,
    today: String,
    road: Vec<(String, bool)>,
    steps: Vec<StepRow>,
    files: Vec<(String, String)>,
}

/// The report of a unit below.
struct Child {
    name: String,
    address: String,
    state: StateView,
    cases: String,
}

/// Something that can be done now.
struct VerbView {
    name: &'static str,
    word: String,
    needs_document: bool,
    asks_reason: bool,
    is_main: bool,
}

/// Cases of which the certificate changed, all to be asked again at once.
struct AgainView {
    /// The list of them.
    list: String,
    see: String,
    address: String,
    count: i64,
    act: String,
}

/// A step that was taken.
struct StepRow {
    at: String,
    who: String,
    what: String,
    document: String,
    reason: String,
}

async fn show(
    visit: Visit,
    Path(id): Path<i64>,
    Address(pairs): Address<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let unit = unit_of(&visit, Id(id), &pairs).await?;
    report_page(&visit, Id(id), unit, None).await
}

/// The unit of the address; without one, that of the visitor's board.
pub async fn unit_of(visit: &Visit, id: Id, pairs: &BTreeMap<String, String>) -> Result<Id, Failure> {
    match pairs.get("unit").and_then(|unit| unit.parse().ok()).map(Id) {
        Some(unit) => Ok(unit),
        None => {
            let board = campaigns::board(visit.call.context(), &visit.visitor, id, None).await;
            Ok(visit.ok(board)?.own.unit)
        }
    }
}

async fn report_page(visit: &Visit, id: Id, unit: Id, error: Option<&AppError>) -> Result<Response, Failure> {
    let (call, words, context) = (&visit.call, visit.call.words(), visit.call.context());
    let report = visit.ok(campaigns::report(context, &visit.visitor, id, unit).await)?;
    let names = visit.ok(certificates::unit_names(context, vec![unit]).await)?;
    let users = report.steps.iter().map(|step| step.by).collect();
    let users = visit.ok(campaigns::user_names(context, users).await)?;
    // What was signed off stands; what is being written moves.
    let (own, sum) = numbers(&report);
    let below = sum_below(&sum, &own);
    let count = |number: i64| wording::grouped(number, words);
    let row = |key: &str, of: fn(&Totals) -> i64| (words.get(key), count(of(&own)), count(of(&below)), count(of(&sum)));
    let action = |action: &Action| {
        let place = *action as usize;
        let of = |totals: &Totals| count(totals.actions[place]);
        (say::action(words, *action), of(&own), of(&below), of(&sum))
    };
    let child = |child: &campaigns::ChildReport| Child {
        name: child.name.clone(),
        address: address::with_pairs(&format!("/campaigns/{id}/report"), [("unit", child.unit.to_string())]),
        state: say::report_state(words, child.state),
        cases: child.sum.map(|sum| count(sum.cases())).unwrap_or_default(),
    };
    let step = |step: &ReportStep| StepRow {
        at: wording::moment(step.at),
        who: users.get(&step.by).cloned().unwrap_or_default(),
        what: words.get(&format!("campaigns-reported-{}", step.verb.name())),
        document: match step.document_on.is_known() {
            true => {
                let message = Message::new("campaigns-letter-of").with("letter", &step.document);
                words.say(&message.with("day", step.document_on))
            }
            false => String::new(),
        },
        reason: step.reason.clone(),
    };
    let outstanding: Vec<String> = match report.unit.report_state.is_locked() {
        true => Vec::new(),
        false => report.outstanding.told().iter().map(|message| words.say(message)).collect(),
    };
    let verb = |verb: &ReportVerb| VerbView {
        name: verb.name(),
        word: words.get(&format!("campaigns-report-verb-{}", verb.name())),
        needs_document: *verb == ReportVerb::Send,
        asks_reason: *verb == ReportVerb::Return || (*verb == ReportVerb::SignOff && !outstanding.is_empty()),
        is_main: matches!(verb, ReportVerb::SignOff | ReportVerb::Send | ReportVerb::Accept),
    };
    let signed = report.signed.as_ref();
    let wrongs = match error {
        Some(AppError::Blocked { by, .. }) => by.iter().map(|message| words.say(message)).collect(),
        _ => Vec::new(),
    };
    Ok(page_of(&ReportPage {
        wrong: error.map(|error| words.say(&error.message())).unwrap_or_default(),
        wrongs,
        campaign: (
            address::with_pairs(&format!("/campaigns/{id}"), [("unit", unit.to_string())]),
            report.campaign.subject.clone(),
        ),
        unit: names.get(&unit).cloned().unwrap_or_default(),
        address: address::with_pairs(&format!("/campaigns/{id}/report"), [("unit", unit.to_string())]),
        state: say::report_state(words, report.unit.report_state),
        signed: signed
            .map(|one| words.say(&Message::new("campaigns-signed-on").with("day", &one.on)))
            .unwrap_or_default(),
        missing: signed
            .filter(|one| !one.missing.is_empty())
            .map(|one| {
                let message = Message::new("campaigns-signed-without").with("units", one.missing.join("; "));
                words.say(&message.with("reason", &one.reason))
            })
            .unwrap_or_default(),
        counted: vec![
            row("campaigns-matched", |t| t.matched),
            row("campaigns-mismatched", |t| t.mismatched),
            row("campaigns-not-recognised", |t| t.not_recognised),
            row("campaigns-listed", Totals::listed),
            row("campaigns-unlisted", |t| t.unlisted),
        ],
        actions: Action::ALL.iter().map(action).collect(),
        total: (count(own.cases()), count(below.cases()), count(sum.cases())),
        children: report.children.iter().map(child).collect(),
        verbs: report.verbs.iter().map(verb).collect(),
        again: again(words, id, unit, &report),
        outstanding,
        version: report.unit.version,
        today: say::iso(context.today()),
        road: road(words, &report),
        steps: report.steps.iter().rev().map(step).collect(),
        files: files(words, id, unit, &report),
        shell: call.shell(words.get("campaigns-report-title"), "campaigns"),
    }))
}

/// What is offered where certificates changed after their cases were decided, to whom may sign off.
fn again(words: &Words, id: Id, unit: Id, report: &Report) -> Option<AgainView> {
    let count = report.outstanding.changed;
    if count == 0 || !report.verbs.contains(&ReportVerb::SignOff) {
        return None;
    }
    let query = CaseQuery { office: Some(unit), changed: true, ..CaseQuery::default() };
    Some(AgainView {
        list: say::to(&format!("/campaigns/{id}/cases"), &query),
        see: words.get("campaigns-again-see"),
        address: address::with_pairs(&format!("/campaigns/{id}/report/again"), [("unit", unit.to_string())]),
        count,
        act: words.say(&Message::new("campaigns-again-act").with("count", wording::grouped(count, words))),
    })
}

/// Own and all together: as they were signed off, or as they are.
pub fn numbers(report: &Report) -> (Totals, Totals) {
    match &report.signed {
        Some(signed) => (signed.own.totals(), signed.sum.totals()),
        None => (report.own, report.sum),
    }
}

fn sum_below(sum: &Totals, own: &Totals) -> Totals {
    let mut below = *sum;
    below.matched -= own.matched;
    below.mismatched -= own.mismatched;
    below.not_recognised -= own.not_recognised;
    below.unlisted -= own.unlisted;
    below.open -= own.open;
    below.actions.iter_mut().zip(own.actions).for_each(|(sum, own)| *sum -= own);
    below
}

fn road(words: &Words, report: &Report) -> Vec<(String, bool)> {
    let mut stops = vec![ReportState::Writing, ReportState::Signed, ReportState::Sent];
    if report.unit.above.is_some() {
        stops.push(ReportState::Accepted);
    }
    let here = report.unit.report_state;
    stops
        .into_iter()
        .map(|stop| {
            let is_here = stop == here || (stop == ReportState::Writing && here == ReportState::Returned);
            let word = if is_here { here } else { stop };
            (say::report_state(words, word).word, is_here)
        })
        .collect()
}

fn files(words: &Words, id: Id, unit: Id, report: &Report) -> Vec<(String, String)> {
    let of = |name: &str, key: &str| {
        let path = format!("/campaigns/{id}/{name}");
        (address::with_pairs(&path, [("unit", unit.to_string())]), words.get(key))
    };
    let mut files = Vec::new();
    if report.signed.is_some() {
        files.push(of("files/report.pdf", "campaigns-file-report"));
        files.push(of("files/report.docx", "campaigns-file-report-word"));
    }
    if report.unit.above.is_none() {
        files.push(of("files/ca-letter.pdf", "campaigns-file-ca-letter"));
        files.push(of("ca-letter.zip", "campaigns-file-ca-letter-all"));
    }
    files.push((
        say::to(&format!("/campaigns/{id}/cases"), &CaseQuery { unit: Some(unit), ..CaseQuery::default() }),
        words.get("campaigns-see-cases"),
    ));
    files
}

#[derive(Deserialize)]
struct AgainForm {
    agreed: i64,
    #[serde(default)]
    reason: String,
}

/// Asks all changed cases of the unit again.
async fn ask_again(
    visit: Visit,
    Path(id): Path<i64>,
    Address(pairs): Address<BTreeMap<String, String>>,
    Form(form): Form<AgainForm>,
) -> Result<Response, Failure> {
    let unit = unit_of(&visit, Id(id), &pairs).await?;
    let (context, reason) = (visit.call.context(), &form.reason);
    match campaigns::ask_again(context, &visit.visitor, Id(id), unit, form.agreed, reason).await {
        Ok(_) => {
            let here = address::with_pairs(&format!("/campaigns/{id}/report"), [("unit", unit.to_string())]);
            Ok(Redirect::to(&here).into_response())
        }
        Err(error @ (AppError::Refused(_) | AppError::BrokenOff(_))) => Err(visit.call.failure(&error)),
        Err(error) => Ok((status(&error), report_page(&visit, Id(id), unit, Some(&error)).await?).into_response()),
    }
}

#[derive(Deserialize)]
struct StepForm {
    verb: String,
    version: i64,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    document: String,
    #[serde(default)]
    document_on: String,
}

async fn take_step(
    visit: Visit,
    Path(id): Path<i64>,
    Address(pairs): Address<BTreeMap<String, String>>,
    Form(form): Form<StepForm>,
) -> Result<Response, Failure> {
    let unit = unit_of(&visit, Id(id), &pairs).await?;
    let verb = ReportVerb::ALL.into_iter().find(|verb| verb.name() == form.verb);
    let Some(verb) = verb else { return Err(visit.nothing_here()) };
    let input = ReportInput {
        verb,
        reason: form.reason,
        document: form.document,
        document_on: Day::parse(form.document_on.trim().as_bytes()).unwrap_or_default(),
        seen: form.version,
    };
    match campaigns::take_report_step(visit.call.context(), &visit.visitor, Id(id), unit, &input).await {
        Ok(_) => {
            let here = address::with_pairs(&format!("/campaigns/{id}/report"), [("unit", unit.to_string())]);
            Ok(Redirect::to(&here).into_response())
        }
        Err(error @ (AppError::Refused(_) | AppError::BrokenOff(_))) => Err(visit.call.failure(&error)),
        Err(error) => Ok((status(&error), report_page(&visit, Id(id), unit, Some(&error)).await?).into_response()),
    }
}
