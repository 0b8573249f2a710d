//! One request: its road with who and when, its clock, the checks of the law, what it says, and what can be done now.

use super::requests::{clock, kind_word, state_word};
use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of, status};
use crate::wording::{self, StateWord};
use antin_app::requests::{self, KeptDeed, StepInput, Whole};
use antin_app::{AppError, certificates};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_domain::request::checks::{Check, Verdict};
use antin_domain::request::{State, Verb};
use antin_words::Words;
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use std::sync::Arc;

pub fn routes() -> Router<Arc<Service>> {
    Router::new().route("/requests/{id}", get(show)).route("/requests/{id}/steps", post(step))
}

#[derive(Template)]
#[template(path = "request.html")]
struct RequestPage {
    shell: Shell,
    wrong: String,
    id: String,
    version: i64,
    state: StateWord,
    what: String,
    clock: String,
    road: Vec<Stop>,
    facts: Vec<(String, String)>,
    links: Vec<(String, String)>,
    path: Vec<(String, String)>,
    checks: Vec<CheckRow>,
    proof: String,
    main: Option<VerbForm>,
    verbs: Vec<VerbForm>,
    may_edit: bool,
    may_bundle: bool,
    refused_here: String,
    deeds: Vec<DeedRow>,
}

/// One stop of the road.
struct Stop {
    word: String,
    /// Who passed it and when; blank where nobody did yet.
    when: String,
    is_here: bool,
}

/// One check of the law.
struct CheckRow {
    sign: &'static str,
    class: &'static str,
    verdict: String,
    text: String,
}

/// Something that can be done now.
struct VerbForm {
    name: &'static str,
    word: String,
    needs_words: bool,
    needs_day: bool,
    is_grave: bool,
}

/// One step that was taken.
struct DeedRow {
    at: String,
    who: String,
    what: String,
    words: String,
}

async fn show(visit: Visit, Path(id): Path<i64>) -> Result<Response, Failure> {
    request_page(&visit, Id(id), String::new()).await
}

async fn request_page(visit: &Visit, id: Id, wrong: String) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let whole = visit.ok(requests::whole(call.context(), &visit.visitor, id).await)?;
    let request = &whole.kept.request;
    let forms = whole.verbs.iter().filter(|verb| !matches!(verb, Verb::Edit | Verb::Bundle | Verb::Send));
    let form = |verb: Verb| VerbForm {
        name: verb.name(),
        word: words.get(&format!("request-verb-{}", verb.name())),
        needs_words: verb.needs_words(),
        needs_day: verb == Verb::Take,
        is_grave: matches!(verb, Verb::Withdraw | Verb::Refuse),
    };
    let (main, others): (Vec<Verb>, Vec<Verb>) = forms.partition(|verb| verb.carries_on() && **verb != Verb::Take);
    let title = format!("{} – {}", kind_word(words, request.kind), request.holder);
    Ok(page_of(&RequestPage {
        wrong,
        id: id.to_string(),
        version: whole.kept.version,
        state: state_word(words, request.state),
        what: words.get(&format!("request-what-{}", request.state.name())),
        clock: clock(visit, &whole.kept),
        road: road(words, &whole),
        facts: facts(words, &whole),
        links: links(visit, &whole).await?,
        path: whole.path.iter().map(|(id, name)| (format!("/units/{id}"), name.clone())).collect(),
        checks: whole.checks.iter().map(|check| check_row(words, check)).collect(),
        proof: proof(words, &whole),
        main: main.first().map(|verb| form(*verb)),
        verbs: others.into_iter().map(form).collect(),
        may_edit: whole.verbs.contains(&Verb::Edit),
        may_bundle: whole.verbs.contains(&Verb::Bundle),
        refused_here: own(visit, &whole),
        deeds: whole.deeds.iter().rev().map(|deed| deed_row(words, &whole, deed)).collect(),
        shell: call.shell(title, "requests"),
    }))
}

#[derive(Deserialize)]
struct StepForm {
    verb: String,
    version: i64,
    #[serde(default)]
    words: String,
    #[serde(default)]
    day: String,
}

/// Takes one step of the table; what stands against it is said on the page of the request.
async fn step(visit: Visit, Path(id): Path<i64>, Form(input): Form<StepForm>) -> Result<Response, Failure> {
    let verb = Verb::ALL.into_iter().find(|verb| verb.name() == input.verb);
    let day = Some(input.day.trim()).filter(|text| !text.is_empty());
    let day =
        day.map(|text| Day::parse(text.as_bytes()).ok_or_else(|| AppError::Unusable(Message::new("request-no-day"))));
    let taken = match (verb, day.transpose()) {
        (_, Err(error)) => Err(error),
        (None, _) => Err(AppError::Unusable(Message::new("request-no-such-step"))),
        (Some(verb), Ok(day)) => {
            let input = StepInput { verb, words: input.words, day, seen: input.version };
            requests::steps::take(visit.call.context(), &visit.visitor, Id(id), &input).await
        }
    };
    match taken {
        Ok(()) => Ok(Redirect::to(&format!("/requests/{id}")).into_response()),
        Err(error) => {
            let wrong = visit.call.words().say(&error.message());
            Ok((status(&error), request_page(&visit, Id(id), wrong).await?).into_response())
        }
    }
}

/// The road from the draft to the proof: each stop with who passed it last and when.
fn road(words: &Words, whole: &Whole) -> Vec<Stop> {
    const STOPS: [(&str, &[State], Verb); 6] = [
        ("request-stop-draft", &[State::Draft, State::Returned], Verb::Draft),
        ("request-stop-submit", &[State::Submitted, State::Held], Verb::Submit),
        ("request-stop-approve", &[State::Approved, State::Bundled], Verb::Approve),
        ("request-stop-send", &[State::Sent], Verb::Send),
        ("request-stop-take", &[State::Taken, State::DeviceOut], Verb::Take),
        ("request-stop-done", &[State::Done], Verb::Prove),
    ];
    let state = whole.kept.request.state;
    let place = STOPS.iter().position(|(_, states, _)| states.contains(&state));
    let stop = |(index, (key, _, verb)): (usize, &(&'static str, &[State], Verb))| {
        let deed = whole.deeds.iter().rev().find(|deed| deed.deed.verb == *verb);
        // What was passed and given up again is not passed; a closed request keeps what it had.
        let is_passed = place.is_none_or(|place| index <= place || (index == 0));
        let when = deed.filter(|_| is_passed).map(|deed| {
            let name = deed.deed.who.and_then(|who| whole.names.get(&who.user));
            [name.cloned().unwrap_or_default(), deed.at.day().to_string()].join(" ").trim().to_owned()
        });
        Stop { word: words.get(key), when: when.unwrap_or_default(), is_here: place == Some(index) }
    };
    STOPS.iter().enumerate().map(stop).collect()
}

/// What the request says.
fn facts(words: &Words, whole: &Whole) -> Vec<(String, String)> {
    let (request, content) = (&whole.kept.request, &whole.kept.request.content);
    let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    let reason = content.reason.map(|reason| words.get(&format!("request-reason-{}", reason.name())));
    let certificate = whole.certificate.as_ref();
    let rows = [
        ("page-kind", wording::kind(words, request.holder_kind)),
        ("page-serial", certificate.map(|record| wording::serial(record.serial)).unwrap_or_default()),
        ("page-valid-to", certificate.map(|record| record.valid_to.to_string()).unwrap_or_default()),
        ("request-field-reason", reason.unwrap_or_default()),
        ("request-field-note", content.note.clone()),
        ("request-field-years", number(content.years)),
        ("request-field-renewals", number(content.renewals.map(u32::from))),
        ("request-field-name", content.name.clone()),
        ("request-field-position", content.position.clone()),
        ("request-field-email", content.email.clone()),
        ("request-field-unit", content.unit_name.clone()),
        ("request-field-province", content.province.clone()),
        ("request-field-address", content.address.clone()),
        ("request-field-phone", content.phone.clone()),
    ];
    rows.into_iter().filter(|(_, text)| !text.is_empty()).map(|(key, text)| (words.get(key), text)).collect()
}

/// What belongs to it: certificate, new certificate, device, letter, the other of two.
async fn links(visit: &Visit, whole: &Whole) -> Result<Vec<(String, String)>, Failure> {
    let words = visit.call.words();
    let request = &whole.kept.request;
    let mut links = Vec::new();
    let mut put = |key: &str, address: String| links.push((address, words.get(key)));
    if let Some(id) = request.certificate {
        put("request-link-certificate", format!("/certificates/{id}"));
    }
    if let Some(id) = whole.kept.proof.and_then(|proof| proof.certificate) {
        put("request-link-new", format!("/certificates/{id}"));
    }
    if let Some(id) = request.device {
        put("request-link-device", format!("/devices/{id}"));
    }
    if let Some(id) = request.letter {
        put("request-link-letter", format!("/request-letters/{id}"));
    }
    if let Some(id) = request.pair {
        put("request-link-pair", format!("/requests/{id}"));
    }
    if let Some((id, _)) = whole.proved_in.filter(|_| visit.visitor.may_at_top(Act::ReadImport)) {
        put("request-link-proof", format!("/intake/{id}"));
    }
    Ok(links)
}

fn check_row(words: &Words, check: &Check) -> CheckRow {
    let (sign, class, key) = match check.verdict {
        Verdict::Met => ("✓", "sign-good", "request-verdict-met"),
        Verdict::Broken => ("✕", "sign-bad", "request-verdict-broken"),
        Verdict::Unknown => ("?", "sign-warn", "request-verdict-unknown"),
    };
    CheckRow { sign, class, verdict: words.get(key), text: words.say(&check.message) }
}

/// What proved it; blank while nothing did.
fn proof(words: &Words, whole: &Whole) -> String {
    let Some(proof) = whole.kept.proof else { return String::new() };
    let by_crl = whole.proved_in.is_some_and(|(_, is_crl)| is_crl);
    let key = if by_crl { "request-proof-crl".to_owned() } else { format!("request-proof-{}", proof.kind.name()) };
    let text = words.fill(&key, &[("day", proof.day.to_string())]);
    // That nobody knows of a device is said: it is not the same as none being outside.
    let is_unknown = whole.kept.request.device.is_none() && proof.kind.name() == "revoked";
    if is_unknown { format!("{text} {}", words.get("request-proof-no-device")) } else { text }
}

/// Why the visitor, who may approve here, may not approve this one; blank else.
fn own(visit: &Visit, whole: &Whole) -> String {
    let waits = whole.kept.request.state == State::Submitted && !whole.verbs.contains(&Verb::Approve);
    let may_judge = whole.verbs.contains(&Verb::Return);
    let words = visit.call.words();
    if waits && may_judge && visit.visitor.may_somewhere(Act::Approve) {
        words.get("request-own-here")
    } else {
        String::new()
    }
}

fn deed_row(words: &Words, whole: &Whole, kept: &KeptDeed) -> DeedRow {
    let deed = &kept.deed;
    let name = deed.who.and_then(|who| whole.names.get(&who.user).cloned());
    let approved = deed.verb == Verb::Approve && deed.revision != whole.kept.request.revision;
    let mut what = words.get(&format!("request-did-{}", deed.verb.name()));
    if approved {
        what = format!("{what} {}", words.get("request-approval-cancelled"));
    }
    // What a proof remembers is for taking it back, not for reading.
    let words_said = if deed.who.is_some() { kept.words.clone() } else { String::new() };
    DeedRow {
        at: wording::moment(kept.at),
        who: name.unwrap_or_else(|| words.get("request-by-proof")),
        what,
        words: words_said,
    }
}

/// Requests about a certificate that are open, for its page: address and words of each.
pub async fn of_certificate(visit: &Visit, certificate: Id) -> Result<Vec<(String, String)>, Failure> {
    let words = visit.call.words();
    let query = requests::Query { certificate: Some(certificate), ..requests::Query::default() };
    let found = requests::list(visit.call.context(), &visit.visitor, &query, None, 20).await;
    let (page, _) = visit.ok(found)?;
    let line = |kept: &requests::Kept| {
        let (kind, state) = (kind_word(words, kept.request.kind), state_word(words, kept.request.state).word);
        (format!("/requests/{}", kept.request.id), format!("{kind} · {state} · {}", wording::moment(kept.updated)))
    };
    Ok(page.items.iter().map(line).collect())
}

/// May the visitor ask for something about this certificate?
pub fn may_draft(visit: &Visit, whole: &certificates::Whole) -> bool {
    let place = antin_domain::permission::Object {
        units: whole.path.iter().map(|(id, _)| *id).collect(),
        person: whole.record.person,
    };
    visit.visitor.may(Act::Decide, &place).is_ok()
}
