//! Notices: what needs attention in one's units, and for each the act that ends it.

use crate::address;
use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of};
use crate::wording;
use antin_app::notices::{self, Beside, NEW_DAYS, Notice, Query, View};
use antin_app::{AppError, Cursor, certificates};
use antin_domain::action::Action;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::notice::{ENDING, NoticeKind};
use antin_domain::permission::Act;
use antin_words::Words;
use askama::Template;
use axum::Router;
use axum::extract::Query as Address;
use axum::response::Response;
use axum::routing::get;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The place of the list.
const LIST: &str = "/notices";

pub fn routes() -> Router<Arc<Service>> {
    Router::new().route("/notices", get(show))
}

#[derive(Template)]
#[template(path = "notices.html")]
struct NoticesPage {
    shell: Shell,
    views: Vec<Chip>,
    kinds: Vec<Chip>,
    others: Vec<Chip>,
    rows: Vec<Row>,
    total: String,
    next: String,
    first: String,
    is_first_page: bool,
    is_closed: bool,
}

/// A filter that is set or could be.
struct Chip {
    label: String,
    address: String,
    is_current: bool,
}

/// A notice as a row.
struct Row {
    holder: String,
    /// The certificate; blank where the registry does not have it.
    certificate: String,
    unit: String,
    what: String,
    /// Last day and days left; blank where it does not matter.
    end: String,
    class: &'static str,
    opened: String,
    closed: String,
    /// What is to be done.
    action: String,
    /// Where it is done, and the word of the link; blank where only looking is left.
    act: (String, String),
}

async fn show(visit: Visit, Address(pairs): Address<BTreeMap<String, String>>) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let query = query(&pairs);
    let after = pairs.get("after").filter(|after| !after.is_empty());
    let cursor = after.map(|after| Cursor::parse(after)).transpose().map_err(AppError::from);
    let cursor = visit.ok(cursor)?;
    let listed = notices::list(call.context(), &visit.visitor, &query, cursor.as_ref(), super::ON_A_PAGE).await;
    let listed = visit.ok(listed)?;
    let units = listed.page.items.iter().filter_map(|notice| notice.unit).chain(query.unit).collect();
    let units = visit.ok(certificates::unit_names(call.context(), units).await)?;
    let of = |query: &Query, after: &str| {
        let after = ("after", after.to_owned());
        address::with_pairs(LIST, pairs_of(query).into_iter().chain([after]))
    };
    let chip = |label: String, is_current: bool, changed: Query| Chip { label, address: of(&changed, ""), is_current };
    let view = |view: View| {
        let label = Message::new(view_key(view)).with("days", NEW_DAYS);
        chip(words.say(&label), query.view == view, Query { view, ..query.clone() })
    };
    let kind = |kind: NoticeKind| {
        let is_current = query.kind == Some(kind);
        let number = listed.kinds.iter().find(|(known, _)| *known == kind).map_or(0, |(_, number)| *number);
        let label = format!("{} ({})", kind_word(words, kind), wording::grouped(number, words));
        chip(label, is_current, Query { kind: (!is_current).then_some(kind), ..query.clone() })
    };
    let mut others = Vec::new();
    if let Some(unit) = query.unit {
        let label = units.get(&unit).cloned().unwrap_or_default();
        others.push(chip(label, true, Query { unit: None, ..query.clone() }));
    }
    if query.certificate.is_some() {
        others.push(chip(words.get("notice-of-certificate"), true, Query { certificate: None, ..query.clone() }));
    }
    let row = |notice: &Notice| {
        let beside = notice.certificate.and_then(|id| listed.beside.get(&id)).copied().unwrap_or_default();
        let unit = notice.unit.and_then(|unit| units.get(&unit)).cloned().unwrap_or_default();
        row(&visit, notice, beside, unit)
    };
    Ok(page_of(&NoticesPage {
        views: View::ALL.into_iter().map(view).collect(),
        kinds: NoticeKind::ALL.into_iter().map(kind).collect(),
        others,
        rows: listed.page.items.iter().map(row).collect(),
        total: words.say(&Message::new("notice-count").with("count", wording::grouped(listed.total, words))),
        next: listed.page.next.as_ref().map(|cursor| of(&query, &cursor.to_string())).unwrap_or_default(),
        first: of(&query, ""),
        is_first_page: after.is_none(),
        is_closed: query.view == View::Closed,
        shell: call.shell(words.get("notice-title"), "notices"),
    }))
}

fn row(visit: &Visit, notice: &Notice, beside: Beside, unit: String) -> Row {
    let (call, words) = (&visit.call, visit.call.words());
    let today = call.context().today();
    let is_ending = notice.kind == NoticeKind::Ending;
    let left = wording::days_left(words, notice.until, today);
    let closed = notice.closed.map(|closed| {
        let why = words.get(&format!("notice-closed-{}", closed.why.name()));
        format!("{} · {why}", closed.day)
    });
    Row {
        holder: notice.holder.clone(),
        certificate: notice.certificate.map(|id| format!("/certificates/{id}")).unwrap_or_default(),
        unit,
        what: what(words, &notice.code),
        end: if is_ending && notice.closed.is_none() { format!("{} · {left}", notice.until) } else { String::new() },
        class: if notice.closed.is_some() { "" } else { class(notice.action) },
        opened: notice.opened.0.to_string(),
        action: words.get(&format!("action-{}", notice.action.name())),
        act: if closed.is_some() { Default::default() } else { act(visit, notice, beside) },
        closed: closed.unwrap_or_default(),
    }
}

/// Where a notice is ended, and the word of the link: what is under way already goes before what could be begun.
fn act(visit: &Visit, notice: &Notice, beside: Beside) -> (String, String) {
    let (words, visitor) = (visit.call.words(), &visit.visitor);
    let Some(certificate) = notice.certificate else { return Default::default() };
    if let Some(request) = beside.request {
        return (format!("/requests/{request}"), words.get("notice-act-request"));
    }
    if let Some((campaign, number)) = beside.case {
        return (format!("/campaigns/{campaign}/cases/{number}"), words.get("notice-act-case"));
    }
    let draft = |kind: &str| {
        let pairs = [("certificate", certificate.to_string()), ("kind", kind.to_owned())];
        (address::with_pairs("/requests/new", pairs), words.get("notice-act-draft"))
    };
    match notice.action {
        Action::Revoke | Action::RevokeAndReissue | Action::Renew | Action::ChangeInfo
            if visitor.may_somewhere(Act::Decide) =>
        {
            draft(notice.action.name())
        }
        Action::Register if visitor.may_somewhere(Act::RegisterCertificate) => {
            ("/register".to_owned(), words.get("notice-act-register"))
        }
        _ => (format!("/certificates/{certificate}"), words.get("notice-act-look")),
    }
}

/// What was found, in words.
pub fn what(words: &Words, code: &str) -> String {
    if code == ENDING { words.get("notice-ending") } else { words.get(&format!("finding-{code}")) }
}

/// The colour of what is to be done.
fn class(action: Action) -> &'static str {
    match action {
        Action::Revoke => "bad",
        Action::Verify | Action::RevokeAndReissue | Action::Renew => "warn",
        _ => "",
    }
}

fn view_key(view: View) -> &'static str {
    match view {
        View::Open => "notice-view-open",
        View::New => "notice-view-new",
        View::Closed => "notice-view-closed",
    }
}

fn kind_word(words: &Words, kind: NoticeKind) -> String {
    words.get(&format!("notice-kind-{}", kind.name()))
}

/// What an address looks for; what it does not understand is left out.
fn query(pairs: &BTreeMap<String, String>) -> Query {
    let of = |name: &str| pairs.get(name).map(String::as_str).unwrap_or_default();
    let id = |name: &str| of(name).parse().ok().map(Id);
    Query {
        view: View::ALL.into_iter().find(|view| view.name() == of("view")).unwrap_or_default(),
        kind: NoticeKind::ALL.into_iter().find(|kind| kind.name() == of("kind")),
        unit: id("unit"),
        certificate: id("certificate"),
    }
}

/// Name and value of everything that is set, as an address carries it.
pub fn pairs_of(query: &Query) -> Vec<(&'static str, String)> {
    let id = |id: Option<Id>| id.map(|id| id.to_string()).unwrap_or_default();
    let view = if query.view == View::Open { String::new() } else { query.view.name().to_owned() };
    vec![
        ("view", view),
        ("kind", query.kind.map(|kind| kind.name().to_owned()).unwrap_or_default()),
        ("unit", id(query.unit)),
        ("certificate", id(query.certificate)),
    ]
}
