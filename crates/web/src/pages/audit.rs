//! The audit: who did what when, the latest first.

use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of};
use crate::wording;
use antin_app::history;
use antin_domain::message::Message;
use antin_words::Words;
use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use std::collections::BTreeMap;
use std::sync::Arc;

pub fn routes() -> Router<Arc<Service>> {
    Router::new().route("/audit", get(show))
}

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage {
    shell: Shell,
    total: String,
    rows: Vec<EventRow>,
    next: String,
}

/// An event as a row.
struct EventRow {
    number: i64,
    at: String,
    who: String,
    what: String,
    object: String,
    address: String,
    detail: String,
    hash: String,
}

async fn show(visit: Visit, Query(query): Query<BTreeMap<String, String>>) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let before = query.get("before").and_then(|before| before.parse().ok());
    let trail = visit.ok(history::trail(call.context(), &visit.visitor, before).await)?;
    let row = |event: &antin_app::Event| EventRow {
        number: event.number,
        at: wording::moment(event.at),
        who: trail.names.get(&event.actor).cloned().unwrap_or_else(|| event.actor.clone()),
        what: act(words, &event.action),
        object: event.object_kind.clone(),
        address: match event.object_kind.as_str() {
            "certificate" => format!("/certificates/{}", event.object_id),
            "person" => format!("/people/{}", event.object_id),
            "account" => format!("/accounts/{}", event.object_id),
            "import" => format!("/intake/{}", event.object_id),
            "campaign" => format!("/campaigns/{}", event.object_id),
            "reorganisation" => format!("/reorganisations/{}", event.object_id),
            _ => String::new(),
        },
        detail: event.detail.chars().take(300).collect(),
        hash: antin_domain::hex::hex(&event.hash[..4]),
    };
    let page = AuditPage {
        total: words.say(&Message::new("page-count-events").with("count", wording::grouped(trail.total, words))),
        rows: trail.events.iter().map(row).collect(),
        next: trail.next.map(|before| format!("/audit?before={before}")).unwrap_or_default(),
        shell: call.shell(words.get("page-audit-title"), "audit"),
    };
    Ok(page_of(&page))
}

/// The words for an act; an act of a later version of the program is shown by its name.
pub fn act(words: &Words, name: &str) -> String {
    let key = format!("access-act-{name}");
    if words.has(&key) { words.get(&key) } else { name.to_owned() }
}
