//! Units: the tree, one branch a page, with what stands in each.

use crate::address;
use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of};
use crate::wording;
use antin_app::certificates::Query as CertificateQuery;
use antin_app::units::{self, Counts};
use antin_app::{AppError, Cursor, UnitLine, devices, notices};
use antin_domain::certificate::record::State;
use antin_domain::device::Custody;
use antin_domain::id::Id;
use antin_domain::permission::Act;
use antin_words::Words;
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use std::collections::BTreeMap;
use std::sync::Arc;

pub fn routes() -> Router<Arc<Service>> {
    Router::new().route("/units", get(show_top)).route("/units/{id}", get(show))
}

#[derive(Template)]
#[template(path = "units.html")]
struct UnitsPage {
    shell: Shell,
    text: String,
    is_search: bool,
    code: String,
    names: Vec<(String, String)>,
    path: Vec<(String, String)>,
    successors: Vec<(String, String)>,
    /// Where addresses of its calendar are made; blank where the visitor sees nothing of it.
    calendar: String,
    own: Option<Numbers>,
    rows: Vec<UnitRow>,
    next: String,
}

/// A unit as a row.
struct UnitRow {
    address: String,
    name: String,
    code: String,
    ended: String,
    numbers: Numbers,
}

/// What stands in a unit: each a number and the list that it counts; blank where the visitor sees none.
#[derive(Default)]
struct Numbers {
    people: (String, String),
    certificates: (String, String),
    in_force: (String, String),
    devices: (String, String),
    in_stock: (String, String),
    notices: (String, String),
}

type Address = BTreeMap<String, String>;

async fn show_top(visit: Visit, Query(query): Query<Address>) -> Result<Response, Failure> {
    let text = query.get("q").map(|text| text.trim()).unwrap_or_default();
    if text.is_empty() {
        return branch(&visit, None, &query).await;
    }
    let (call, words) = (&visit.call, visit.call.words());
    let lines = visit.ok(units::search(call.context(), &visit.visitor, text).await)?;
    let page = UnitsPage {
        text: text.to_owned(),
        is_search: true,
        rows: lines.iter().map(|line| row(line, Numbers::default())).collect(),
        code: String::new(),
        names: Vec::new(),
        path: Vec::new(),
        successors: Vec::new(),
        calendar: String::new(),
        own: None,
        next: String::new(),
        shell: call.shell(words.get("page-units-title"), "units"),
    };
    Ok(page_of(&page))
}

async fn show(visit: Visit, Path(id): Path<i64>, Query(query): Query<Address>) -> Result<Response, Failure> {
    branch(&visit, Some(Id(id)), &query).await
}

async fn branch(visit: &Visit, unit: Option<Id>, query: &Address) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let cursor = query.get("after").map(|after| Cursor::parse(after)).transpose();
    let cursor = visit.ok(cursor.map_err(AppError::from))?;
    let branch = visit.ok(units::branch(call.context(), &visit.visitor, unit, cursor.as_ref()).await)?;
    let here = unit.map_or_else(|| "/units".to_owned(), |id| format!("/units/{id}"));
    let title = branch.path.last().map_or_else(|| words.get("page-units-title"), |(_, name)| name.clone());
    let linked = |(id, name): &(Id, String)| (format!("/units/{id}"), name.clone());
    let dated = branch.unit.iter().flat_map(|unit| &unit.names);
    let page = UnitsPage {
        text: String::new(),
        is_search: false,
        code: branch.unit.as_ref().map(|unit| unit.code.clone()).unwrap_or_default(),
        names: dated.map(|name| (name.name.clone(), format!("{} – {}", name.from, name.to))).collect(),
        path: branch.path.iter().rev().skip(1).rev().map(linked).collect(),
        successors: branch.successors.iter().map(linked).collect(),
        calendar: match unit.filter(|_| branch.own.is_some_and(|own| own.certificates.is_some_and(|count| count > 0))) {
            Some(id) => address::with_pairs("/calendars", [("unit", id.to_string())]),
            None => String::new(),
        },
        own: match unit.zip(branch.own) {
            Some((id, counts)) => Some(of_unit(visit, id, counts).await?),
            None => None,
        },
        rows: branch.children.iter().map(|unit| row(&unit.line, numbers(words, unit.line.id, unit.counts))).collect(),
        next: branch.next.map(|cursor| address::with_pairs(&here, [("after", cursor.to_string())])).unwrap_or_default(),
        shell: call.shell(title, "units"),
    };
    Ok(page_of(&page))
}

fn row(line: &UnitLine, numbers: Numbers) -> UnitRow {
    UnitRow {
        address: format!("/units/{}", line.id),
        name: line.name.clone(),
        code: line.code.clone(),
        ended: line.ended.map(|day| day.to_string()).unwrap_or_default(),
        numbers,
    }
}

/// What stands in the unit whose page it is: beside people and certificates also devices and notices.
async fn of_unit(visit: &Visit, unit: Id, counts: Counts) -> Result<Numbers, Failure> {
    let (call, words, visitor) = (&visit.call, visit.call.words(), &visit.visitor);
    let mut all = numbers(words, unit, counts);
    if visitor.may_somewhere(Act::ReadDevice) {
        let query = devices::Query { unit: Some(unit), ..devices::Query::default() };
        let stock = visit.ok(devices::stock(call.context(), visitor, &query).await)?;
        let list = |custody: &str| {
            let pairs = [("unit", unit.to_string()), ("custody", custody.to_owned())];
            address::with_pairs("/devices", pairs)
        };
        let number = |wanted: &dyn Fn(Custody) -> bool| -> String {
            let fitting = stock.iter().filter(|(custody, _)| wanted(*custody)).map(|(_, number)| number);
            wording::grouped(fitting.sum(), words)
        };
        all.devices = (number(&|_| true), list(""));
        all.in_stock = (number(&|custody| custody == Custody::InStock), list(Custody::InStock.name()));
    }
    if visitor.may_somewhere(Act::ReadFinding) {
        let query = notices::Query { unit: Some(unit), ..notices::Query::default() };
        let open = visit.ok(notices::count(call.context(), visitor, &query).await)?;
        let list = address::with_pairs("/notices", super::notices::pairs_of(&query));
        all.notices = (wording::grouped(open, words), list);
    }
    Ok(all)
}

fn numbers(words: &Words, unit: Id, counts: Counts) -> Numbers {
    let all = CertificateQuery { unit: Some(unit), ..CertificateQuery::default() };
    let in_force = CertificateQuery { state: Some(State::InForce), ..all.clone() };
    let shown = |count: Option<i64>, address: String| match count {
        Some(count) => (wording::grouped(count, words), address),
        None => Default::default(),
    };
    Numbers {
        people: shown(counts.people, address::with_pairs("/people", [("unit", unit.to_string())])),
        certificates: shown(counts.certificates, address::certificates(&all)),
        in_force: shown(counts.in_force, address::certificates(&in_force)),
        ..Numbers::default()
    }
}
