//! What a holder sees of a campaign: his certificates as the application has them, each to be confirmed or corrected.

use crate::pages::campaign_words::{self as say, StateView};
use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of};
use crate::wording;
use antin_app::campaigns::{self, OwnCase};
use antin_app::certificates;
use antin_domain::campaign::case::HolderSaid;
use antin_domain::message::Message;
use antin_words::Words;
use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use std::sync::Arc;

pub fn routes() -> Router<Arc<Service>> {
    Router::new().route("/campaigns/own", get(show))
}

#[derive(Template)]
#[template(path = "campaign_own.html")]
struct OwnPage {
    shell: Shell,
    cards: Vec<Card>,
}

/// One certificate.
struct Card {
    address: String,
    letter: String,
    until: String,
    is_late: bool,
    serial: String,
    facts: Vec<(String, String)>,
    said: StateView,
    note: String,
    version: i64,
}

async fn show(visit: Visit) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let own = visit.ok(campaigns::own(call.context(), &visit.visitor).await)?;
    let ids = own.iter().map(|one| one.record.unit).collect();
    let names = visit.ok(certificates::unit_names(call.context(), ids).await)?;
    let today = call.context().today();
    let card = |one: &OwnCase| {
        let last = one.deadline.last_day();
        let until = Message::new("campaigns-own-until").with("last", last);
        Card {
            address: format!("/campaigns/{}/cases/{}/holder", one.campaign.id, one.case.number),
            letter: say::letter(words, &one.campaign),
            until: words.say(&until.with("left", wording::days_left(words, last, today))),
            is_late: one.deadline.is_over(today),
            serial: wording::serial(one.record.serial),
            facts: facts(words, one, names.get(&one.record.unit).cloned().unwrap_or_default()),
            said: said(words, one.case.holder_said),
            note: one.case.holder_note.clone(),
            version: one.case.version,
        }
    };
    let page = OwnPage {
        cards: own.iter().map(card).collect(),
        shell: call.shell(words.get("campaigns-own-title"), "campaigns"),
    };
    Ok(page_of(&page))
}

fn facts(words: &Words, one: &OwnCase, unit: String) -> Vec<(String, String)> {
    let record = &one.record;
    let fact = |key: &str, value: String| (words.get(key), value);
    vec![
        fact("page-holder", record.holder.clone()),
        fact("page-position", record.position.clone()),
        fact("page-unit", unit),
        fact("page-email", record.email.clone()),
        fact("page-valid-from", record.valid_from.to_string()),
        fact("page-valid-to", record.valid_to.to_string()),
    ]
}

fn said(words: &Words, said: HolderSaid) -> StateView {
    let class = match said {
        HolderSaid::Nothing => "warn",
        HolderSaid::Right => "good",
        HolderSaid::Wrong => "bad",
    };
    StateView { class, word: words.get(&format!("campaigns-own-{}", said.name())) }
}
