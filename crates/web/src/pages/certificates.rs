//! The list of certificates: search as one types, chips, pages by key.

use crate::address;
use crate::pages::searches::Kept;
use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of};
use crate::wording::{self, StateWord};
use antin_app::certificates::{self, FoundIn, KINDS, Query};
use antin_app::export::{self, Table};
use antin_app::{AppError, CertificateLine, Counted, Cursor};
use antin_domain::certificate::record::State;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_words::Words;
use askama::Template;
use axum::Router;
use axum::extract::RawQuery;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::collections::BTreeMap;
use std::sync::Arc;

pub fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/certificates", get(show))
        .route("/certificates.csv", get(csv))
        .route("/certificates.xlsx", get(workbook))
}

#[derive(Template)]
#[template(path = "certificates.html")]
struct CertificatesPage {
    shell: Shell,
    query: Query,
    hidden: Vec<(&'static str, String)>,
    groups: Vec<Vec<Chip>>,
    unit: Option<Chip>,
    rows: Vec<Row>,
    total: String,
    is_empty_registry: bool,
    next: String,
    is_first_page: bool,
    first: String,
    sort_name: String,
    sort_end: String,
    csv: String,
    workbook: String,
    may_export: bool,
    may_register: bool,
    kept: Kept,
}

/// A filter that is set or could be.
struct Chip {
    label: String,
    address: String,
    is_current: bool,
}

/// A certificate as a row.
pub struct Row {
    /// Its page.
    pub address: String,
    /// Holder.
    pub holder: String,
    /// Position.
    pub position: String,
    /// Unit.
    pub unit: String,
    /// Serial in groups.
    pub serial: String,
    /// Last day.
    pub end: String,
    /// What is left.
    pub left: String,
    /// Renewals, or that nobody knows.
    pub renewals: String,
    /// State.
    pub state: StateWord,
    /// Open findings; blank where none.
    pub findings: String,
}

/// The query of an address and the place where its page begins.
fn read(query: Option<&str>) -> (Query, Option<String>) {
    let pairs: Vec<(String, String)> =
        form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect();
    let after = pairs.iter().find(|(name, _)| name == "after").map(|(_, value)| value.clone());
    (Query::of_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))), after)
}

async fn show(visit: Visit, RawQuery(raw): RawQuery) -> Result<Response, Failure> {
    let (query, after) = read(raw.as_deref());
    let (call, words) = (&visit.call, visit.call.words());
    let cursor = after.as_deref().map(Cursor::parse).transpose().map_err(AppError::from);
    let cursor = visit.ok(cursor)?;
    let cursor = cursor.as_ref();
    let counted = certificates::list_counted(call.context(), &visit.visitor, &query, cursor, super::ON_A_PAGE).await;
    let Counted { page, total, are_more } = visit.ok(counted)?;
    let ids = page.items.iter().map(|line| line.unit).chain(query.unit).collect();
    let names = visit.ok(certificates::unit_names(call.context(), ids).await)?;
    let pages = |extra: &str| {
        let pairs = query.pairs().into_iter().chain([("after", extra.to_owned())]);
        address::with_pairs("/certificates", pairs)
    };
    let file = |path| address::with_pairs(path, query.pairs());
    let mut shell = call.shell(words.get("page-certificates-title"), "certificates");
    shell.sought.clone_from(&query.text);
    Ok(page_of(&CertificatesPage {
        hidden: query.pairs().into_iter().filter(|(name, _)| *name != "q").collect(),
        groups: chips(words, &query),
        unit: query.unit.map(|unit| Chip {
            label: names.get(&unit).cloned().unwrap_or_default(),
            address: address::certificates(&Query { unit: None, ..query.clone() }),
            is_current: true,
        }),
        rows: rows(&visit, &page.items, &names),
        total: {
            let key = if are_more { "page-count-more-certificates" } else { "page-count-certificates" };
            words.say(&Message { key, args: vec![("count", wording::grouped(total, words))] })
        },
        is_empty_registry: total == 0 && query == Query::default(),
        next: page.next.map(|cursor| pages(&cursor.to_string())).unwrap_or_default(),
        is_first_page: after.is_none(),
        first: pages(""),
        sort_name: address::certificates(&Query { by_end: false, ..query.clone() }),
        sort_end: address::certificates(&Query { by_end: true, ..query.clone() }),
        csv: file("/certificates.csv"),
        workbook: file("/certificates.xlsx"),
        may_register: visit.visitor.may_somewhere(Act::RegisterCertificate),
        may_export: visit.visitor.may_somewhere(Act::Export),
        kept: super::searches::kept(&visit, &query).await?,
        query,
        shell,
    }))
}

/// Certificates as rows.
pub fn rows(visit: &Visit, lines: &[CertificateLine], units: &BTreeMap<Id, String>) -> Vec<Row> {
    let (words, today) = (visit.call.words(), visit.call.context().today());
    let soon = visit.call.context().soon_days().unwrap_or(-1);
    let row = |line: &CertificateLine| Row {
        address: format!("/certificates/{}", line.id),
        holder: line.holder.clone(),
        position: line.position.clone(),
        unit: units.get(&line.unit).cloned().unwrap_or_default(),
        serial: wording::serial(line.serial),
        end: line.valid_to.to_string(),
        left: wording::days_left(words, line.valid_to, today),
        renewals: line.renewals.map_or_else(|| words.get("page-unknown"), |renewals| renewals.to_string()),
        state: wording::state(words, line.state_on(today), line.valid_to, today, soon),
        findings: if line.open_findings == 0 { String::new() } else { line.open_findings.to_string() },
    };
    lines.iter().map(row).collect()
}

/// The chips, by what they choose. Choosing what is chosen takes it back.
fn chips(words: &Words, query: &Query) -> Vec<Vec<Chip>> {
    let chip = |label: String, is_current: bool, changed: Query| Chip {
        label,
        address: address::certificates(&changed),
        is_current,
    };
    let states = State::ALL.into_iter().map(|state| {
        let is = query.state == Some(state);
        let changed = Query { state: (!is).then_some(state), ..query.clone() };
        chip(words.get(&format!("page-state-{}", state.name())), is, changed)
    });
    let kinds = KINDS.into_iter().map(|kind| {
        let is = query.kind == Some(kind);
        chip(wording::kind(words, kind), is, Query { kind: (!is).then_some(kind), ..query.clone() })
    });
    let windows = [30, 60, 120].into_iter().map(|days| {
        let is = query.within == Some(days);
        let label = words.say(&Message::new("page-within").with("days", days));
        chip(label, is, Query { within: (!is).then_some(days), ..query.clone() })
    });
    let month = query.month.map(|(year, month)| {
        let label = words.say(&Message::new("page-in-month").with("month", format!("{month:02}/{year}")));
        chip(label, true, Query { month: None, ..query.clone() })
    });
    let places = FoundIn::ALL.into_iter().map(|found| {
        let is = query.found == Some(found);
        let changed = Query { found: (!is).then_some(found), ..query.clone() };
        chip(words.get(&format!("page-found-{}", found.name())), is, changed)
    });
    let finding = query.finding == Some(true);
    let findings =
        chip(words.get("page-with-finding"), finding, Query { finding: (!finding).then_some(true), ..query.clone() });
    vec![states.collect(), kinds.chain(windows).chain(month).collect(), places.chain([findings]).collect()]
}

/// The whole list as CSV, sent while it is read: however long it is, little of it is in memory.
async fn csv(visit: Visit, RawQuery(raw): RawQuery) -> Result<Response, Failure> {
    let (query, _) = read(raw.as_deref());
    let total = visit.ok(certificates::count(visit.call.context(), &visit.visitor, &query).await)?;
    visit.ok(export::note(visit.call.context(), &visit.visitor, &query, total).await)?;
    let (sender, receiver) = tokio::sync::mpsc::channel(4);
    tokio::spawn(async move {
        if let Err(error) = send(&visit, &query, &sender).await {
            tracing::error!(%error, "an export broke off");
            // The connection breaks, so that nobody takes half a list for the whole.
            let _ = sender.send(Err(std::io::Error::other("the list could not be read"))).await;
        }
    });
    let body = axum::body::Body::from_stream(tokio_stream::wrappers::ReceiverStream::new(receiver));
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"chung-thu-so.csv\"".to_owned()),
    ];
    Ok((headers, body).into_response())
}

/// Portions of a file on their way.
type Sender = tokio::sync::mpsc::Sender<std::io::Result<Vec<u8>>>;

/// Sends the list of `query`, page after page; ends early where nobody listens any more.
async fn send(visit: &Visit, query: &Query, sender: &Sender) -> Result<(), AppError> {
    let (context, words) = (visit.call.context(), visit.call.words());
    let headings: Vec<String> = COLUMNS.iter().map(|key| words.get(key)).collect();
    let mut portion = export::csv_begin(&headings);
    let mut after = None;
    loop {
        let page = certificates::list(context, &visit.visitor, query, after.as_ref(), u32::MAX).await?;
        let names = certificates::unit_names(context, page.items.iter().map(|line| line.unit).collect()).await?;
        rows(visit, &page.items, &names).into_iter().for_each(|row| export::csv_row(&mut portion, &cells(row)));
        if sender.send(Ok(std::mem::take(&mut portion).into_bytes())).await.is_err() {
            return Ok(());
        }
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
}

/// A row as the cells of a file.
fn cells(row: Row) -> Vec<String> {
    let Row { holder, position, unit, serial, end, left, renewals, state, findings, .. } = row;
    vec![holder, position, unit, serial.replace(' ', ""), end, left, renewals, state.word, findings]
}

async fn workbook(visit: Visit, RawQuery(raw): RawQuery) -> Result<Response, Failure> {
    let table = table(&visit, raw.as_deref()).await?;
    let made = tokio::task::spawn_blocking(move || export::workbook(&table)).await;
    let bytes = visit.ok(made.unwrap_or_else(|error| Err(AppError::BrokenOff(error.to_string()))))?;
    Ok(file(bytes, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "chung-thu-so.xlsx"))
}

/// The whole list of an address, in the columns of the page.
async fn table(visit: &Visit, raw: Option<&str>) -> Result<Table, Failure> {
    let (query, _) = read(raw);
    let (context, words) = (visit.call.context(), visit.call.words());
    let lines = visit.ok(export::certificates(context, &visit.visitor, &query).await)?;
    let names = visit.ok(certificates::unit_names(context, lines.iter().map(|line| line.unit).collect()).await)?;
    Ok(Table {
        name: words.get("page-certificates-title"),
        headings: COLUMNS.iter().map(|key| words.get(key)).collect(),
        rows: rows(visit, &lines, &names).into_iter().map(cells).collect(),
    })
}

/// Headings of the list, as the page and the file have them.
const COLUMNS: [&str; 9] = [
    "page-holder",
    "page-position",
    "page-unit",
    "page-serial",
    "page-valid-to",
    "page-left",
    "page-renewals",
    "page-state",
    "page-findings",
];

/// A file to be kept.
pub fn file(bytes: Vec<u8>, kind: &'static str, name: &str) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response()
}
