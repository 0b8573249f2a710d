//! People: the list, and one person with positions and certificates. Identity numbers are masked.

use crate::address;
use crate::pages::certificate_rows::{List, usual};
use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of};
use crate::wording;
use antin_app::people::{self, Query};
use antin_app::{AppError, Cursor, certificates};
use antin_domain::certificate::Employment;
use antin_domain::day::Birthday;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_domain::person::{Person, masked};
use antin_words::Words;
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query as Address};
use axum::response::Response;
use axum::routing::{get, post};
use std::collections::BTreeMap;
use std::sync::Arc;

pub fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/people", get(show_list))
        .route("/people/{id}", get(show))
        .route("/people/{id}/unmask", post(unmask))
}

#[derive(Template)]
#[template(path = "people.html")]
struct PeoplePage {
    shell: Shell,
    text: String,
    unit_id: String,
    unit: String,
    rows: Vec<PersonRow>,
    total: String,
    next: String,
    first: String,
    is_first_page: bool,
}

/// A person as a row.
struct PersonRow {
    address: String,
    name: String,
    unit: String,
    email: String,
    employment: String,
    class: &'static str,
}

async fn show_list(visit: Visit, Address(query): Address<BTreeMap<String, String>>) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let of = |name: &str| query.get(name).map(String::as_str).unwrap_or_default();
    let wanted = Query { text: of("q").trim().chars().take(200).collect(), unit: of("unit").parse().ok().map(Id) };
    let cursor = Some(of("after")).filter(|after| !after.is_empty()).map(Cursor::parse).transpose();
    let cursor = visit.ok(cursor.map_err(AppError::from))?;
    let (page, total) =
        visit.ok(people::list(call.context(), &visit.visitor, &wanted, cursor.as_ref(), super::ON_A_PAGE).await)?;
    let ids = page.items.iter().filter_map(|line| line.unit).chain(wanted.unit).collect();
    let names = visit.ok(certificates::unit_names(call.context(), ids).await)?;
    let name_of = |unit: Option<Id>| unit.and_then(|unit| names.get(&unit)).cloned().unwrap_or_default();
    let row = |line: &antin_app::PersonLine| PersonRow {
        address: format!("/people/{}", line.id),
        name: line.name.clone(),
        unit: name_of(line.unit),
        email: line.email.clone(),
        employment: words.get(employment_key(line.employment)),
        class: if line.employment == Employment::Active { "good" } else { "" },
    };
    let unit_id = wanted.unit.map(|unit| unit.to_string()).unwrap_or_default();
    let pages = |after: String| {
        address::with_pairs("/people", [("q", wanted.text.clone()), ("unit", unit_id.clone()), ("after", after)])
    };
    Ok(page_of(&PeoplePage {
        rows: page.items.iter().map(row).collect(),
        total: words.say(&Message::new("page-count-people").with("count", wording::grouped(total, words))),
        next: page.next.map(|cursor| pages(cursor.to_string())).unwrap_or_default(),
        first: pages(String::new()),
        is_first_page: of("after").is_empty(),
        unit: name_of(wanted.unit),
        text: wanted.text.clone(),
        unit_id: unit_id.clone(),
        shell: call.shell(words.get("page-people-title"), "people"),
    }))
}

#[derive(Template)]
#[template(path = "person.html")]
struct PersonPage {
    shell: Shell,
    facts: Vec<(String, String)>,
    id_number: String,
    unmask: String,
    path: Vec<(String, String)>,
    positions: Vec<(String, String, String)>,
    certificates: List,
    sees_certificates: bool,
}

async fn show(visit: Visit, Path(id): Path<i64>) -> Result<Response, Failure> {
    person_page(&visit, Id(id), None).await
}

/// Shows the whole identity number, once, after the event that tells of it is safe.
async fn unmask(visit: Visit, Path(id): Path<i64>) -> Result<Response, Failure> {
    let number = visit.ok(people::unmask(visit.call.context(), &visit.visitor, Id(id)).await)?;
    person_page(&visit, Id(id), Some(number)).await
}

async fn person_page(visit: &Visit, id: Id, number: Option<String>) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let whole = visit.ok(people::whole(call.context(), &visit.visitor, id).await)?;
    let sees_certificates = visit.visitor.may_somewhere(Act::ReadCertificate);
    let lines = if sees_certificates {
        visit.ok(certificates::of_person(call.context(), &visit.visitor, id).await)?
    } else {
        Vec::new()
    };
    let person = &whole.person;
    let ids = lines.iter().map(|line| line.unit).chain(person.positions.iter().map(|position| position.unit)).collect();
    let names = visit.ok(certificates::unit_names(call.context(), ids).await)?;
    let positions = person.positions.iter().map(|position| {
        let days = format!("{} – {}", position.from, position.to);
        (position.title.clone(), names.get(&position.unit).cloned().unwrap_or_default(), days)
    });
    let is_hidden = number.is_none() && !person.id_number.is_empty();
    Ok(page_of(&PersonPage {
        facts: facts(words, person),
        id_number: match number {
            Some(number) => number,
            None if person.id_number.is_empty() => words.get("page-unknown"),
            None => masked(&person.id_number),
        },
        unmask: if is_hidden && whole.may_unmask { format!("/people/{id}/unmask") } else { String::new() },
        path: whole.path.iter().map(|(id, name)| (format!("/units/{id}"), name.clone())).collect(),
        positions: positions.collect(),
        certificates: usual(visit, &lines, &names),
        sees_certificates,
        shell: call.shell(person.name.clone(), "people"),
    }))
}

fn facts(words: &Words, person: &Person) -> Vec<(String, String)> {
    let birthday = match person.birthday {
        Birthday::Unknown => String::new(),
        Birthday::Year(year) => year.to_string(),
        Birthday::Day(day) => day.to_string(),
    };
    let rows = [
        ("page-code", person.code.clone()),
        ("page-birthday", birthday),
        ("page-email", person.email.clone()),
        ("page-employment", words.get(employment_key(person.employment))),
        ("page-since", person.employment_from.to_string()),
    ];
    let shown = |text: String| if text.is_empty() { words.get("page-unknown") } else { text };
    rows.into_iter().map(|(key, text)| (words.get(key), shown(text))).collect()
}

fn employment_key(employment: Employment) -> &'static str {
    match employment {
        Employment::Active => "page-employment-active",
        Employment::Retired => "page-employment-retired",
        Employment::Resigned => "page-employment-resigned",
        Employment::LeftSector => "page-employment-left",
        Employment::Died => "page-employment-died",
    }
}
