//! One case of a campaign: what three lists say, what is proposed and why, what can be decided now, who said what.

use crate::pages::campaign_cases::{GroupView, groups};
use crate::pages::campaign_words::{self as say, StateView};
use crate::pages::certificate::CaseView;
use crate::pages::certificates::file;
use crate::pages::progress::say as say_kept;
use crate::pages::review_why::{self, WhyView};
use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of, status};
use crate::wording;
use antin_app::campaigns::{self, HolderInput, NewEvidence, StepInput, WholeCase};
use antin_app::work::Told;
use antin_app::{AppError, CaseStep, Evidence, certificates};
use antin_domain::action::Action;
use antin_domain::campaign::case::{CaseState, CaseVerb, HolderSaid};
use antin_domain::campaign::evidence::EvidenceKind;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_words::Words;
use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Form, Multipart, Path, Query as Address};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

pub fn routes() -> Router<Arc<Service>> {
    let evidence = post(add_evidence).layer(DefaultBodyLimit::max(campaigns::MOST_REQUEST));
    Router::new()
        .route("/campaigns/{id}/cases/{number}", get(show))
        .route("/campaigns/{id}/cases/{number}/steps", post(take_step))
        .route("/campaigns/{id}/cases/{number}/holder", post(holder))
        .route("/campaigns/{id}/cases/{number}/evidence", evidence)
        .route("/campaigns/{id}/evidence/{file}", get(evidence_file))
}

/// What the decision asked for, and what came of it.
struct Followed {
    word: String,
    /// The request; blank while there is none.
    address: String,
    /// Why there is none; blank where nothing is wrong.
    trouble: String,
}

#[derive(Template)]
#[template(path = "campaign_case.html")]
struct CasePage {
    shell: Shell,
    wrong: String,
    here: String,
    filter: String,
    campaign: (String, String),
    list: String,
    groups: Vec<GroupView>,
    unit: String,
    state: StateView,
    line: String,
    shut: String,
    is_changed: bool,
    is_only: bool,
    second_look: bool,
    case: Option<CaseView>,
    why: Option<WhyView>,
    proposal: String,
    decision: String,
    version: i64,
    accept: bool,
    needs_replacement: bool,
    choose: Vec<(&'static str, String)>,
    dispute: bool,
    dispute_actions: Vec<(&'static str, String)>,
    postpone: bool,
    plain: Vec<(&'static str, String)>,
    reasoned: Vec<(&'static str, String)>,
    own_decision: bool,
    least_day: String,
    evidence: Vec<EvidenceRow>,
    may_add: bool,
    holder: String,
    may_hold: bool,
    sheet: String,
    certificate: String,
    steps: Vec<StepRow>,
    follow_ups: Vec<Followed>,
    next: String,
}

/// A file.
struct EvidenceRow {
    address: String,
    name: String,
    text: String,
}

/// A step that was taken.
struct StepRow {
    at: String,
    who: String,
    what: String,
    reason: String,
}

async fn show(
    visit: Visit,
    Path((id, number)): Path<(i64, i64)>,
    Address(pairs): Address<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    case_page(&visit, Id(id), number, &pairs, String::new()).await
}

async fn case_page(
    visit: &Visit,
    id: Id,
    number: i64,
    pairs: &BTreeMap<String, String>,
    wrong: String,
) -> Result<Response, Failure> {
    let (call, words, context) = (&visit.call, visit.call.words(), visit.call.context());
    let query = say::query(pairs);
    let whole = visit.ok(campaigns::one(context, &visit.visitor, id, number).await)?;
    let case = &whole.case;
    let names = visit.ok(certificates::unit_names(context, vec![case.unit]).await)?;
    let users = whole.steps.iter().map(|step| step.by).chain(case.holder_by).chain(case.decided_by).collect();
    let users = visit.ok(campaigns::user_names(context, users).await)?;
    let who = |user: Option<Id>| user.and_then(|user| users.get(&user)).cloned().unwrap_or_default();
    let next = visit.ok(campaigns::neighbours(context, &visit.visitor, id, &query, number).await)?;
    let has = |verb: CaseVerb| whole.verbs.contains(&verb);
    let verb = |verb: CaseVerb| (verb.name(), words.get(&format!("campaigns-verb-{}", verb.name())));
    let actions = |with_proposed: bool| -> Vec<(&'static str, String)> {
        let others = Action::ALL.into_iter().filter(|action| with_proposed || *action != case.proposed);
        others.map(|action| (action.name(), say::action(words, action))).collect()
    };
    let step = |step: &CaseStep| StepRow {
        at: wording::moment(step.at),
        who: who(Some(step.by)),
        what: match step.action {
            Some(action) => {
                format!("{}: {}", words.get(&format!("campaigns-did-{}", step.verb.name())), say::action(words, action))
            }
            None => words.get(&format!("campaigns-did-{}", step.verb.name())),
        },
        reason: step.reason.clone(),
    };
    let here = format!("/campaigns/{id}/cases/{number}");
    let plain = [CaseVerb::Confirm, CaseVerb::TakeUp, CaseVerb::Undo];
    let reasoned = [CaseVerb::SendBack, CaseVerb::Reopen];
    let holder = whole.review.as_ref().map(|review| review.holder.clone()).unwrap_or_default();
    let place = whole.review.as_ref();
    Ok(page_of(&CasePage {
        wrong,
        filter: say::to("", &query),
        campaign: (format!("/campaigns/{id}"), whole.campaign.subject.clone()),
        list: say::to(&format!("/campaigns/{id}/cases"), &query),
        groups: groups(visit, id, &query).await?,
        unit: names.get(&case.unit).cloned().unwrap_or_default(),
        state: say::case_state(words, case.state),
        line: line(words, &whole, context.today()),
        shut: whole.shut.as_ref().map(|message| words.say(message)).unwrap_or_default(),
        is_changed: whole.is_changed,
        is_only: case.is_only,
        second_look: case.second_look,
        why: place.map(|review| review_why::view(words, review)),
        case: place.map(|review| super::reviews::view(words, whole.campaign.run.unwrap_or(Id(0)), review)),
        proposal: say::action(words, case.proposed),
        decision: decision(words, &whole, &who(case.decided_by)),
        version: case.version,
        accept: has(CaseVerb::Accept),
        needs_replacement: case.is_only,
        choose: if has(CaseVerb::Choose) { actions(false) } else { Vec::new() },
        dispute: has(CaseVerb::Dispute) && !whole.evidence.is_empty(),
        dispute_actions: actions(true),
        postpone: has(CaseVerb::Postpone),
        plain: plain.into_iter().filter(|one| has(*one)).map(verb).collect(),
        reasoned: reasoned.into_iter().filter(|one| has(*one)).map(verb).collect(),
        own_decision: case.state == CaseState::Decided
            && case.decided_by == Some(visit.visitor.actor.user)
            && visit.visitor.may_somewhere(Act::Approve),
        least_day: say::iso(context.today().plus(1)),
        evidence: whole.evidence.iter().map(|one| evidence_row(words, id, one)).collect(),
        may_add: has(CaseVerb::Dispute),
        holder: held(words, &whole, &who(case.holder_by)),
        may_hold: whole.shut.is_none() && visit.visitor.may_somewhere(Act::ConfirmCertificate),
        sheet: format!("{here}/sheet.pdf"),
        certificate: case.certificate.map(|id| format!("/certificates/{id}")).unwrap_or_default(),
        steps: whole.steps.iter().rev().map(step).collect(),
        follow_ups: whole
            .follow_ups
            .iter()
            .filter(|one| one.withdrawn.is_none())
            .map(|one| Followed {
                word: words.get(&format!("campaigns-follow-{}", one.kind)),
                address: one.request.map(|id| format!("/requests/{id}")).unwrap_or_default(),
                trouble: one.trouble.as_deref().map(|kept| say_kept(words, &Told::parse(kept))).unwrap_or_default(),
            })
            .collect(),
        next: next.map(|next| say::to(&format!("/campaigns/{id}/cases/{next}"), &query)).unwrap_or_default(),
        here,
        shell: call.shell(holder, "campaigns"),
    }))
}

/// Until when it is to be decided.
fn line(words: &Words, whole: &WholeCase, today: Day) -> String {
    let last = whole.deadline.last_day();
    let message = Message::new("campaigns-decide-until").with("last", last);
    words.say(&message.with("left", wording::days_left(words, last, today)))
}

fn decision(words: &Words, whole: &WholeCase, who: &str) -> String {
    let case = &whole.case;
    if case.state == CaseState::Postponed {
        let message = Message::new("campaigns-postponed-until").with("until", case.until);
        return words.say(&message.with("reason", &case.reason));
    }
    let Some(action) = case.action else { return String::new() };
    let kind = case.decision.map(|kind| words.get(&format!("campaigns-decision-{}", kind.name()))).unwrap_or_default();
    let at = case.decided.map(wording::moment).unwrap_or_default();
    let message = Message::new("campaigns-decided").with("kind", kind).with("action", say::action(words, action));
    words.say(&message.with("who", who).with("at", at))
}

fn held(words: &Words, whole: &WholeCase, who: &str) -> String {
    let case = &whole.case;
    let at = case.holder_at.map(wording::moment).unwrap_or_default();
    let key = match (case.holder_said, case.holder_for) {
        (HolderSaid::Nothing, _) => return words.get("campaigns-holder-nothing"),
        (HolderSaid::Right, false) => "campaigns-holder-said-right",
        (HolderSaid::Right, true) => "campaigns-holder-said-right-for",
        (HolderSaid::Wrong, false) => "campaigns-holder-said-wrong",
        (HolderSaid::Wrong, true) => "campaigns-holder-said-wrong-for",
    };
    let args = [("at", at), ("who", who.to_owned()), ("note", case.holder_note.clone())];
    words.fill(key, &args)
}

fn evidence_row(words: &Words, campaign: Id, one: &Evidence) -> EvidenceRow {
    let size = wording::grouped(one.size.div_euclid(1024) + 1, words);
    let message = Message::new("campaigns-evidence-line").with("kind", one.kind.name().to_uppercase());
    EvidenceRow {
        address: format!("/campaigns/{campaign}/evidence/{}", one.id),
        name: one.file_name.clone(),
        text: words.say(&message.with("size", size).with("at", wording::moment(one.kept))),
    }
}

#[derive(Deserialize)]
struct StepForm {
    verb: String,
    version: i64,
    #[serde(default)]
    action: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    replacement: String,
    #[serde(default)]
    until: String,
}

/// Takes a step and goes on to the next case of the list; what is wrong with it is said on the page of the case.
async fn take_step(
    visit: Visit,
    Path((id, number)): Path<(i64, i64)>,
    Address(pairs): Address<BTreeMap<String, String>>,
    Form(form): Form<StepForm>,
) -> Result<Response, Failure> {
    let Some(verb) = CaseVerb::ALL.into_iter().find(|verb| verb.name() == form.verb) else {
        return Err(visit.nothing_here());
    };
    let input = StepInput {
        verb,
        action: Action::ALL.into_iter().find(|action| action.name() == form.action),
        reason: form.reason,
        replacement: form.replacement,
        until: Day::parse(form.until.trim().as_bytes()).unwrap_or_default(),
        seen: form.version,
    };
    // The neighbour is looked up before the step takes the case out of the list.
    let context = visit.call.context();
    let query = say::query(&pairs);
    let next = campaigns::neighbours(context, &visit.visitor, Id(id), &query, number).await.ok().flatten();
    match campaigns::take_step(context, &visit.visitor, Id(id), number, &input).await {
        Ok(_) => {
            let goes_on = verb.decision().is_some() || matches!(verb, CaseVerb::Postpone | CaseVerb::Confirm);
            let number = next.filter(|_| goes_on).unwrap_or(number);
            Ok(Redirect::to(&say::to(&format!("/campaigns/{id}/cases/{number}"), &query)).into_response())
        }
        Err(error) => told(&visit, Id(id), number, &pairs, &error).await,
    }
}

/// The page of the case with what went wrong.
async fn told(
    visit: &Visit,
    id: Id,
    number: i64,
    pairs: &BTreeMap<String, String>,
    error: &AppError,
) -> Result<Response, Failure> {
    if matches!(error, AppError::Refused(_)) || status(error).is_server_error() {
        return Err(visit.call.failure(error));
    }
    let wrong = visit.call.words().say(&error.message());
    Ok((status(error), case_page(visit, id, number, pairs, wrong).await?).into_response())
}

#[derive(Deserialize)]
struct HolderForm {
    said: String,
    version: i64,
    #[serde(default)]
    note: String,
    #[serde(default)]
    next: String,
}

/// Records what the holder says.
async fn holder(
    visit: Visit,
    Path((id, number)): Path<(i64, i64)>,
    Address(pairs): Address<BTreeMap<String, String>>,
    Form(form): Form<HolderForm>,
) -> Result<Response, Failure> {
    let said = HolderSaid::ALL.into_iter().find(|said| said.name() == form.said);
    let Some(said) = said else { return Err(visit.nothing_here()) };
    let input = HolderInput { said, note: form.note, seen: form.version };
    let context = visit.call.context();
    match campaigns::holder_says(context, &visit.visitor, Id(id), number, &input).await {
        Ok(()) if form.next == "own" => Ok(Redirect::to("/campaigns/own").into_response()),
        Ok(()) => {
            let here = say::to(&format!("/campaigns/{id}/cases/{number}"), &say::query(&pairs));
            Ok(Redirect::to(&here).into_response())
        }
        Err(error) => told(&visit, Id(id), number, &pairs, &error).await,
    }
}

/// Adds a file. What cannot be taken is said on the page of the case.
async fn add_evidence(
    visit: Visit,
    Path((id, number)): Path<(i64, i64)>,
    Address(pairs): Address<BTreeMap<String, String>>,
    mut form: Multipart,
) -> Result<Response, Failure> {
    let mut new = NewEvidence { file_name: String::new(), bytes: Vec::new() };
    if let Err(error) = receive(&mut form, &mut new).await {
        return told(&visit, Id(id), number, &pairs, &error).await;
    }
    match campaigns::add_evidence(visit.call.context(), &visit.visitor, Id(id), number, new).await {
        Ok(_) => {
            let here = say::to(&format!("/campaigns/{id}/cases/{number}"), &say::query(&pairs));
            Ok(Redirect::to(&here).into_response())
        }
        Err(error) => told(&visit, Id(id), number, &pairs, &error).await,
    }
}

/// Reads the file of the form. What is greater than anything that is taken is not read to its end.
async fn receive(form: &mut Multipart, new: &mut NewEvidence) -> Result<(), AppError> {
    let failed = |error: axum::extract::multipart::MultipartError| {
        if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
            let most = antin_domain::campaign::evidence::MOST_BYTES >> 20;
            return AppError::Unusable(Message::new("campaigns-refused-evidence-great").with("most", most));
        }
        AppError::Unusable(Message::new("campaigns-refused-upload").with("reason", error.body_text()))
    };
    while let Some(field) = form.next_field().await.map_err(failed)? {
        if field.name() == Some("file") {
            new.file_name = field.file_name().unwrap_or_default().to_owned();
            new.bytes = field.bytes().await.map_err(failed)?.to_vec();
        }
    }
    Ok(())
}

async fn evidence_file(visit: Visit, Path((id, number)): Path<(i64, i64)>) -> Result<Response, Failure> {
    let found = campaigns::evidence_file(visit.call.context(), &visit.visitor, Id(id), Id(number)).await;
    let (one, bytes) = visit.ok(found)?;
    let (kind, name) = media(one.kind);
    Ok(file(bytes, kind, name))
}

/// Media type and name under which a file is given out: never the name that somebody else chose.
pub fn media(kind: EvidenceKind) -> (&'static str, &'static str) {
    match kind {
        EvidenceKind::Pdf => ("application/pdf", "minh-chung.pdf"),
        EvidenceKind::Png => ("image/png", "minh-chung.png"),
        EvidenceKind::Jpeg => ("image/jpeg", "minh-chung.jpg"),
        EvidenceKind::Docx => {
            ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "minh-chung.docx")
        }
        EvidenceKind::Xlsx => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "minh-chung.xlsx"),
    }
}
