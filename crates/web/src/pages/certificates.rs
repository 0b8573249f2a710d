//! The list of certificates: search as one types, chips, pages by key.

use crate::address;
use crate::pages::certificate_rows::{self, List, cells, list, of_line};
use crate::pages::searches::Kept;
use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of};
use crate::wording;
use antin_app::certificates::{self, FoundIn, KINDS, ListColumn, Query};
use antin_app::export::{self, Table};
use antin_app::{AppError, Counted, Cursor};
use antin_domain::certificate::record::State;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_words::Words;
use askama::Template;
use axum::Router;
use axum::extract::RawQuery;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
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
    list: List,
    choices: Vec<ColumnChoice>,
    beside_columns: Vec<(&'static str, String)>,
    columns: String,
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

/// A column that can be shown.
struct ColumnChoice {
    name: &'static str,
    word: String,
    is_shown: bool,
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
    let today = call.context().today();
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
        list: List {
            may_select: visit.visitor.may_somewhere(Act::Export),
            ..list(&visit, page.items.iter().map(|line| of_line(line, today)), &names, query.shown_columns())
        },
        choices: ListColumn::ALL
            .into_iter()
            .map(|column| ColumnChoice {
                name: column.name(),
                word: words.get(column.heading()),
                is_shown: query.shown_columns().contains(&column),
            })
            .collect(),
        beside_columns: query.pairs().into_iter().filter(|(name, _)| *name != "columns").collect(),
        columns: query
            .pairs()
            .into_iter()
            .find(|(name, _)| *name == "columns")
            .map(|(_, value)| value)
            .unwrap_or_default(),
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
    let (today, columns) = (context.today(), query.shown_columns());
    let mut portion = export::csv_begin(&headings(words, query));
    let mut after = None;
    loop {
        let page = certificates::list(context, &visit.visitor, query, after.as_ref(), u32::MAX).await?;
        let names = certificates::unit_names(context, page.items.iter().map(|line| line.unit).collect()).await?;
        let list = list(visit, page.items.iter().map(|line| of_line(line, today)), &names, columns);
        list.rows.into_iter().for_each(|row| export::csv_row(&mut portion, &cells(row)));
        if sender.send(Ok(std::mem::take(&mut portion).into_bytes())).await.is_err() {
            return Ok(());
        }
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
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
    let today = context.today();
    let list = list(visit, lines.iter().map(|line| of_line(line, today)), &names, query.shown_columns());
    Ok(Table {
        name: words.get("page-certificates-title"),
        headings: headings(words, &query),
        rows: list.rows.into_iter().map(cells).collect(),
    })
}

/// Headings of a file of the list.
pub fn headings(words: &Words, query: &Query) -> Vec<String> {
    let others = certificate_rows::headings(words, query.shown_columns()).into_iter().map(|(heading, _)| heading);
    std::iter::once(words.get("page-holder")).chain(others).collect()
}

/// A file to be kept.
pub fn file(bytes: Vec<u8>, kind: &'static str, name: &str) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response()
}
