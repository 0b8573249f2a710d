//! Requests: the list with its filters, what waits for the visitor, what is overdue.

use crate::address;
use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of};
use crate::wording::{self, StateWord};
use antin_app::requests::letters::MOST;
use antin_app::requests::{self, Kept, Query, View};
use antin_app::{AppError, Cursor, certificates};
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_domain::request::{RequestKind, State};
use antin_words::Words;
use askama::Template;
use axum::Router;
use axum::extract::Query as Address;
use axum::response::Response;
use axum::routing::get;
use std::collections::BTreeMap;
use std::sync::Arc;

pub fn routes() -> Router<Arc<Service>> {
    Router::new().route("/requests", get(show))
}

#[derive(Template)]
#[template(path = "requests.html")]
struct RequestsPage {
    shell: Shell,
    views: Vec<Chip>,
    kinds: Vec<Chip>,
    states: Vec<Chip>,
    others: Vec<Chip>,
    rows: Vec<Row>,
    total: String,
    next: String,
    first: String,
    is_first_page: bool,
    may_draft: bool,
    may_send: bool,
    /// Rows can be ticked for a letter.
    is_bundling: bool,
    bundle_all: (String, String),
}

/// A filter that is set or could be.
struct Chip {
    label: String,
    address: String,
    is_current: bool,
}

/// A request as a row.
pub struct Row {
    /// Its number.
    pub id: String,
    /// Its page.
    pub address: String,
    /// The holder.
    pub holder: String,
    /// What is asked.
    pub kind: String,
    /// The unit.
    pub unit: String,
    /// Where it stands.
    pub state: StateWord,
    /// Is it with the CA?
    pub is_with_ca: bool,
    /// The clock that runs; blank where none does.
    pub clock: String,
    /// When something happened to it last.
    pub updated: String,
}

async fn show(visit: Visit, Address(pairs): Address<BTreeMap<String, String>>) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let query = query(&pairs);
    let after = pairs.get("after").filter(|after| !after.is_empty());
    let cursor = after.map(|after| Cursor::parse(after)).transpose().map_err(AppError::from);
    let cursor = visit.ok(cursor)?;
    let found = requests::list(call.context(), &visit.visitor, &query, cursor.as_ref(), super::ON_A_PAGE).await;
    let (page, total) = visit.ok(found)?;
    let rows = rows(&visit, &page.items).await?;
    let of = |query: &Query, after: &str| {
        let after = ("after", after.to_owned());
        address::with_pairs("/requests", pairs_of(query).into_iter().chain([after]))
    };
    let chip = |label: String, is_current: bool, changed: Query| Chip { label, address: of(&changed, ""), is_current };
    let view = |view: View| {
        let is_current = query.view == Some(view);
        let changed = Query { view: (!is_current).then_some(view), state: None, ..query.clone() };
        chip(words.get(&format!("request-view-{}", view.name())), is_current, changed)
    };
    let kind = |kind: RequestKind| {
        let is_current = query.kind == Some(kind);
        chip(kind_word(words, kind), is_current, Query { kind: (!is_current).then_some(kind), ..query.clone() })
    };
    let state = |state: State| {
        let is_current = query.state == Some(state);
        let changed = Query { state: (!is_current).then_some(state), view: None, ..query.clone() };
        chip(state_word(words, state).word, is_current, changed)
    };
    let may_send = visit.visitor.may_somewhere(Act::SendToCa);
    Ok(page_of(&RequestsPage {
        views: View::ALL.into_iter().map(view).collect(),
        kinds: RequestKind::ALL.into_iter().map(kind).collect(),
        states: State::ALL.into_iter().map(state).collect(),
        others: others(&visit, &query, &of).await?,
        bundle_all: bundle_all(words, &query, total),
        is_bundling: may_send && page.items.iter().any(|kept| kept.request.state == State::Approved),
        rows,
        total: words.say(&Message::new("request-count").with("count", wording::grouped(total, words))),
        next: page.next.map(|cursor| of(&query, &cursor.to_string())).unwrap_or_default(),
        first: of(&query, ""),
        is_first_page: after.is_none(),
        may_draft: visit.visitor.may_somewhere(Act::Decide),
        may_send,
        shell: call.shell(words.get("request-title"), "requests"),
    }))
}

/// Every approved request of the list in one letter, not only those of the page: address and word. Blank where the list has
/// others too.
fn bundle_all(words: &Words, query: &Query, total: i64) -> (String, String) {
    if query.state != Some(State::Approved) {
        return (String::new(), String::new());
    }
    let pairs = pairs_of(query).into_iter().filter(|(name, _)| matches!(*name, "kind" | "unit"));
    let address = address::with_pairs("/request-letters/new", std::iter::once(("all", "yes".to_owned())).chain(pairs));
    let count = total.min(i64::try_from(MOST).unwrap_or(i64::MAX));
    (address, words.say(&Message::new("request-bundle-all").with("count", wording::grouped(count, words))))
}

/// Filters that come with a link and can only be taken away: a unit, a certificate, a device, a letter.
async fn others(visit: &Visit, query: &Query, of: &impl Fn(&Query, &str) -> String) -> Result<Vec<Chip>, Failure> {
    let words = visit.call.words();
    let names = certificates::unit_names(visit.call.context(), query.unit.into_iter().collect()).await;
    let names = visit.ok(names)?;
    let mut chips = Vec::new();
    let mut put = |label: String, changed: Query| {
        chips.push(Chip { label, address: of(&changed, ""), is_current: true });
    };
    if let Some(unit) = query.unit {
        put(names.get(&unit).cloned().unwrap_or_default(), Query { unit: None, ..query.clone() });
    }
    if query.certificate.is_some() {
        put(words.get("request-of-certificate"), Query { certificate: None, ..query.clone() });
    }
    if query.device.is_some() {
        put(words.get("request-of-device"), Query { device: None, ..query.clone() });
    }
    if query.letter.is_some() {
        put(words.get("request-of-letter"), Query { letter: None, ..query.clone() });
    }
    Ok(chips)
}

/// Requests as rows.
pub async fn rows(visit: &Visit, kept: &[Kept]) -> Result<Vec<Row>, Failure> {
    let words = visit.call.words();
    let units = kept.iter().map(|kept| kept.request.unit).collect();
    let units = visit.ok(certificates::unit_names(visit.call.context(), units).await)?;
    let row = |kept: &Kept| Row {
        id: kept.request.id.to_string(),
        address: format!("/requests/{}", kept.request.id),
        holder: kept.request.holder.clone(),
        kind: kind_word(words, kept.request.kind),
        unit: units.get(&kept.request.unit).cloned().unwrap_or_default(),
        state: state_word(words, kept.request.state),
        is_with_ca: kept.request.state.is_with_ca(),
        clock: clock(visit, kept),
        updated: wording::moment(kept.updated),
    };
    Ok(kept.iter().map(row).collect())
}

/// The clock in words: working days left, or over; blank where none runs.
pub fn clock(visit: &Visit, kept: &Kept) -> String {
    let words = visit.call.words();
    let Some(clock) = requests::clock(visit.call.context(), kept) else { return String::new() };
    let key = if clock.left < 0 { "request-clock-over" } else { "request-clock-left" };
    let message = Message { key, args: vec![("days", clock.left.abs().to_string()), ("due", kept.due.to_string())] };
    let text = words.say(&message);
    if clock.is_certain { text } else { format!("{text} {}", words.get("request-clock-uncertain")) }
}

/// What an address looks for; what it does not understand is left out.
fn query(pairs: &BTreeMap<String, String>) -> Query {
    let of = |name: &str| pairs.get(name).map(String::as_str).unwrap_or_default();
    let id = |name: &str| of(name).parse().ok().map(Id);
    Query {
        view: View::ALL.into_iter().find(|view| view.name() == of("view")),
        kind: kind_of(of("kind")),
        state: State::ALL.into_iter().find(|state| state.name() == of("state")),
        unit: id("unit"),
        certificate: id("certificate"),
        device: id("device"),
        letter: id("letter"),
    }
}

/// The kind of that name.
pub fn kind_of(name: &str) -> Option<RequestKind> {
    RequestKind::ALL.into_iter().find(|kind| kind.name() == name)
}

fn pairs_of(query: &Query) -> Vec<(&'static str, String)> {
    let id = |id: Option<Id>| id.map(|id| id.to_string()).unwrap_or_default();
    vec![
        ("view", query.view.map(|view| view.name().to_owned()).unwrap_or_default()),
        ("kind", query.kind.map(|kind| kind.name().to_owned()).unwrap_or_default()),
        ("state", query.state.map(|state| state.name().to_owned()).unwrap_or_default()),
        ("unit", id(query.unit)),
        ("certificate", id(query.certificate)),
        ("device", id(query.device)),
        ("letter", id(query.letter)),
    ]
}

/// What is asked, in words.
pub fn kind_word(words: &Words, kind: RequestKind) -> String {
    words.get(&format!("request-kind-{}", kind.name()))
}

/// Where a request stands: word and colour.
pub fn state_word(words: &Words, state: State) -> StateWord {
    let class = match state {
        State::Done => "good",
        State::Returned | State::Held | State::DeviceOut => "warn",
        State::Refused | State::Expired => "bad",
        _ => "",
    };
    StateWord { class, word: words.get(&format!("request-state-{}", state.name())) }
}
