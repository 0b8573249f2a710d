//! The list of what certificates need because of a reorganisation, by its filters: every number of its page leads here.

use crate::address;
use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of};
use crate::wording;
use antin_app::reorganisations::{self as app, Names, NeedLine, NeedQuery, Stage};
use antin_app::work::Told;
use antin_app::{AppError, Cursor};
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::reorganisation::effects::{Because, NeedKind};
use antin_words::Words;
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query as Address};
use axum::response::Response;
use axum::routing::get;
use std::collections::BTreeMap;
use std::sync::Arc;

pub fn routes() -> Router<Arc<Service>> {
    Router::new().route("/reorganisations/{id}/needs", get(show))
}

/// What is to be done, in words.
pub fn need_word(words: &Words, kind: NeedKind) -> String {
    words.get(&format!("reorganisation-need-{}", kind.name()))
}

/// The list of a query.
pub fn address_of(one: Id, query: &NeedQuery) -> String {
    address::with_pairs(&format!("/reorganisations/{one}/needs"), pairs_of(query))
}

#[derive(Template)]
#[template(path = "reorganisation_needs.html")]
struct NeedsPage {
    shell: Shell,
    plan: String,
    plan_address: String,
    others: Vec<Chip>,
    kinds: Vec<Chip>,
    stages: Vec<Chip>,
    total: String,
    everything: String,
    rows: Vec<Row>,
    next: String,
    first: String,
    is_first_page: bool,
}

/// A filter that is set or could be.
struct Chip {
    label: String,
    address: String,
    is_current: bool,
}

/// A need as a row.
struct Row {
    holder: String,
    address: String,
    kind: String,
    because: String,
    unit: String,
    becomes: String,
    ends: String,
    wave: String,
    request: String,
    trouble: String,
}

async fn show(
    visit: Visit,
    Path(id): Path<i64>,
    Address(pairs): Address<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let context = call.context();
    let query = query(&pairs);
    let after = pairs.get("after").filter(|after| !after.is_empty());
    let cursor = visit.ok(after.map(|after| Cursor::parse(after)).transpose().map_err(AppError::from))?;
    let one = visit.ok(app::get(context, &visit.visitor, Id(id)).await)?;
    let found = app::needs_of(context, &visit.visitor, one.id, &query, cursor.as_ref(), super::ON_A_PAGE).await;
    let (page, total) = visit.ok(found)?;
    let names = visit.ok(app::names(context, &one).await)?;
    let policy = context.policy();
    let law = |name: &str| policy.map(|policy| policy.article(name).to_owned());
    let row = |line: &NeedLine| row(words, &names, line, &law);
    let of = |query: &NeedQuery| address_of(one.id, query);
    let next = page.next.as_ref().map(|cursor| {
        let pairs = pairs_of(&query).into_iter().chain([("after", cursor.to_string())]);
        address::with_pairs(&format!("/reorganisations/{id}/needs"), pairs)
    });
    let mut others = Vec::new();
    if let Some(unit) = query.unit {
        let (code, name) = names.of(unit);
        let address = of(&NeedQuery { unit: None, ..query });
        others.push(Chip { label: format!("{code} {name}"), address, is_current: true });
    }
    if let Some(wave) = query.wave {
        let key = if wave == 0 { "reorganisation-no-wave" } else { "reorganisation-of-wave" };
        let message = Message { key, args: vec![("wave", wave.to_string())] };
        let address = of(&NeedQuery { wave: None, ..query });
        others.push(Chip { label: words.say(&message), address, is_current: true });
    }
    let kind = |kind: NeedKind| {
        let is_current = query.kind == Some(kind);
        let changed = NeedQuery { kind: (!is_current).then_some(kind), ..query };
        Chip { label: need_word(words, kind), address: of(&changed), is_current }
    };
    let stage = |stage: Stage| {
        let is_current = query.stage == Some(stage);
        let changed = NeedQuery { stage: (!is_current).then_some(stage), ..query };
        let label = words.get(&format!("reorganisation-stage-{}", stage.name()));
        Chip { label, address: of(&changed), is_current }
    };
    Ok(page_of(&NeedsPage {
        plan: one.title.clone(),
        plan_address: format!("/reorganisations/{id}"),
        others,
        kinds: NeedKind::ALL.into_iter().map(kind).collect(),
        stages: Stage::ALL.into_iter().map(stage).collect(),
        total: words.say(&Message::new("reorganisation-count-needs").with("count", wording::grouped(total, words))),
        everything: of(&NeedQuery::default()),
        rows: page.items.iter().map(row).collect(),
        next: next.unwrap_or_default(),
        first: of(&query),
        is_first_page: after.is_none(),
        shell: call.shell(words.get("reorganisation-needs-title"), "reorganisations"),
    }))
}

fn row(words: &Words, names: &Names, line: &NeedLine, law: &dyn Fn(&str) -> Option<String>) -> Row {
    let need = &line.need;
    let (code, name) = names.of(need.unit);
    let because = Because::ALL.into_iter().find(|because| because.name() == need.because);
    let article = because.and_then(Because::law).and_then(law);
    let reason = words.get(&format!("reorganisation-because-{}", need.because));
    let becomes = format!("{} {}", need.place, names.of_code(&need.place));
    Row {
        holder: match need.certificate {
            Some(_) => line.holder.clone(),
            None => names.of_code(&need.place).to_owned(),
        },
        address: need.certificate.map(|id| format!("/certificates/{id}")).unwrap_or_default(),
        kind: need_word(words, need.kind),
        because: match article {
            Some(article) => format!("{reason} ({article})"),
            None => reason,
        },
        unit: format!("{code} {name}"),
        becomes: if need.place == code { String::new() } else { becomes },
        ends: need.ends.to_string(),
        wave: if need.wave == 0 { String::new() } else { need.wave.to_string() },
        request: need.request.map(|id| format!("/requests/{id}")).unwrap_or_default(),
        trouble: need
            .trouble
            .as_deref()
            .map(|kept| crate::pages::progress::say(words, &Told::parse(kept)))
            .unwrap_or_default(),
    }
}

/// What an address looks for; what it does not understand is left out, and said by [`crate::filters`].
fn query(pairs: &BTreeMap<String, String>) -> NeedQuery {
    let of = |name: &str| pairs.get(name).map(String::as_str).unwrap_or_default();
    NeedQuery {
        unit: of("lies_in").parse().ok().map(Id),
        kind: NeedKind::ALL.into_iter().find(|kind| kind.name() == of("need")),
        wave: of("wave").parse().ok(),
        stage: Stage::ALL.into_iter().find(|stage| stage.name() == of("stage")),
    }
}

fn pairs_of(query: &NeedQuery) -> Vec<(&'static str, String)> {
    vec![
        ("lies_in", query.unit.map(|unit| unit.to_string()).unwrap_or_default()),
        ("need", query.kind.map(|kind| kind.name().to_owned()).unwrap_or_default()),
        ("wave", query.wave.map(|wave| wave.to_string()).unwrap_or_default()),
        ("stage", query.stage.map(|stage| stage.name().to_owned()).unwrap_or_default()),
    ]
}
