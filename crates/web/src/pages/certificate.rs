//! One certificate: one line of truth, what it says, its chain, what happened to it.

use crate::address;
use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of};
use crate::wording::{self, StateWord};
use antin_app::certificates::{self, Whole};
use antin_app::{campaigns, history, notices, reviews};
use antin_domain::certificate::record::{CertificateRecord, Succession};
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_words::Words;
use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use std::sync::Arc;

pub fn routes() -> Router<Arc<Service>> {
    Router::new().route("/certificates/{id}", get(show))
}

#[derive(Template)]
#[template(path = "certificate.html")]
struct CertificatePage {
    shell: Shell,
    truth: String,
    state: StateWord,
    facts: Vec<(String, String)>,
    serial: String,
    person: Option<(String, String)>,
    path: Vec<(String, String)>,
    found: Vec<(String, bool)>,
    chain: Vec<Link>,
    case: Option<CaseView>,
    events: Vec<Happened>,
    /// Requests about it: address and words.
    requests: Vec<(String, String)>,
    /// What waits about it, its case in a campaign and its notices: address and words.
    waiting: Vec<(String, String)>,
    /// Where something can be asked for; blank where the visitor may not.
    ask: String,
}

/// What the latest review says of it, side by side.
pub struct CaseView {
    /// What is to be done.
    pub action: String,
    /// Why.
    pub why: String,
    /// Fields, each with what the three lists say.
    pub rows: Vec<FieldRow>,
    /// The case in its review.
    pub address: String,
}

/// One field in three lists.
pub struct FieldRow {
    /// The field.
    pub field: String,
    /// What each list says: CA, application, roster.
    pub cells: Vec<Cell>,
}

/// What one list says of one field.
pub struct Cell {
    /// The text.
    pub text: String,
    /// Is it the one that differs?
    pub differs: bool,
}

/// One certificate of the chain.
struct Link {
    address: String,
    serial: String,
    days: String,
    how: String,
    is_this: bool,
}

/// One event, in words.
pub struct Happened {
    /// When.
    pub at: String,
    /// Who.
    pub who: String,
    /// What.
    pub what: String,
}

async fn show(visit: Visit, Path(id): Path<i64>) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let whole = visit.ok(certificates::whole(call.context(), &visit.visitor, Id(id)).await)?;
    let record = &whole.record;
    let today = call.context().today();
    let soon = call.context().soon_days().unwrap_or(-1);
    let state = wording::state(words, record.state_on(today), record.valid_to, today, soon);
    let names = history::names(call.context(), &whole.events).await;
    let names = visit.ok(names)?;
    let case = visit.ok(reviews::of_certificate(call.context(), &visit.visitor, Id(id)).await)?;
    let case = case.map(|(run, case)| super::reviews::view(words, run, &case));
    let events = whole.events.iter().map(|event| Happened {
        at: wording::moment(event.at),
        who: names.get(&event.actor).cloned().unwrap_or_else(|| event.actor.clone()),
        what: super::audit::act(words, &event.action),
    });
    let page = CertificatePage {
        truth: truth(words, record, wording::days_left(words, record.valid_to, today)),
        facts: facts(words, record),
        serial: wording::serial(record.serial),
        person: whole.person.as_ref().map(|person| (format!("/people/{}", person.id), person.name.clone())),
        path: whole.path.iter().map(|(id, name)| (format!("/units/{id}"), name.clone())).collect(),
        found: found(words, record),
        chain: chain(words, &whole),
        case,
        events: events.collect(),
        requests: super::request::of_certificate(&visit, Id(id)).await?,
        waiting: waiting(&visit, Id(id)).await?,
        ask: match super::request::may_draft(&visit, &whole) {
            true => format!("/requests/new?certificate={id}"),
            false => String::new(),
        },
        state,
        shell: call.shell(record.holder.clone(), "certificates"),
    };
    Ok(page_of(&page))
}

/// What waits about a certificate: its case in the campaign that runs, and its open notices.
async fn waiting(visit: &Visit, id: Id) -> Result<Vec<(String, String)>, Failure> {
    let (context, words, visitor) = (visit.call.context(), visit.call.words(), &visit.visitor);
    if !visitor.may_somewhere(Act::ReadFinding) {
        return Ok(Vec::new());
    }
    let mut waiting = Vec::new();
    if let Some((campaign, case)) = visit.ok(campaigns::of_certificate(context, visitor, id).await)? {
        let state = super::campaign_words::case_state(words, case.state).word;
        let address = format!("/campaigns/{campaign}/cases/{}", case.number);
        waiting.push((address, words.say(&Message::new("notice-case").with("state", state))));
    }
    let open = notices::Query { certificate: Some(id), ..notices::Query::default() };
    let count = visit.ok(notices::count(context, visitor, &open).await)?;
    if count > 0 {
        let address = address::with_pairs("/notices", super::notices::pairs_of(&open));
        waiting.push((address, words.say(&Message::new("notice-open").with("count", count))));
    }
    Ok(waiting)
}

/// What stands behind the state: `còn 58 ngày · chưa gia hạn`.
fn truth(words: &Words, record: &CertificateRecord, left: String) -> String {
    let renewals = match record.renewals.0 {
        None => words.get("page-renewals-unknown"),
        Some(0) => words.get("page-renewals-none"),
        Some(times) => words.say(&Message::new("page-renewals-times").with("times", times)),
    };
    let parts = [left, renewals];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn facts(words: &Words, record: &CertificateRecord) -> Vec<(String, String)> {
    let rows = [
        ("page-kind", wording::kind(words, record.kind)),
        ("page-position", record.position.clone()),
        ("page-email", record.email.clone()),
        ("page-issuer", record.issuer.clone()),
        ("page-valid-from", record.valid_from.to_string()),
        ("page-valid-to", record.valid_to.to_string()),
        ("page-digest", record.digest.map(|digest| antin_domain::hex::hex(&digest)).unwrap_or_default()),
    ];
    let shown = |text: String| if text.is_empty() { words.get("page-unknown") } else { text };
    rows.into_iter().map(|(key, text)| (words.get(key), shown(text))).collect()
}

/// The three lists, and whether it stands on each.
fn found(words: &Words, record: &CertificateRecord) -> Vec<(String, bool)> {
    let lists = [
        ("page-list-ca", record.found.ca),
        ("page-list-registry", record.found.registry),
        ("page-list-roster", record.found.roster),
    ];
    lists.into_iter().map(|(key, is)| (words.get(key), is)).collect()
}

/// The certificate between those before and those after it.
fn chain(words: &Words, whole: &Whole) -> Vec<Link> {
    let all = whole.before.iter().chain([&whole.record]).chain(&whole.after);
    let link = |record: &CertificateRecord| Link {
        address: format!("/certificates/{}", record.id),
        serial: wording::serial(record.serial),
        days: format!("{} – {}", record.valid_from, record.valid_to),
        how: record.predecessor.map(|(_, how)| words.get(succession_key(how))).unwrap_or_default(),
        is_this: record.id == whole.record.id,
    };
    all.map(link).collect()
}

fn succession_key(succession: Succession) -> &'static str {
    match succession {
        Succession::Renewal => "page-renewal",
        Succession::ChangeInfo => "page-change-info",
        Succession::Reissue => "page-reissue",
    }
}
