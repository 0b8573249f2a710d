//! Calendars: the addresses that one has for programs that show calendars, and what such a program reads there.

use crate::address;
use crate::ics::{Event, Ics};
use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Call, Failure, Visit, page_of};
use crate::wording;
use antin_app::calendars::{self, Calendar, CalendarAddress, Entry, What};
use antin_app::{AppError, certificates};
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_words::{Language, Words};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, Query};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

pub fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/calendars", get(show).post(make))
        .route("/calendars/{id}/end", post(end))
        .route("/units/{id}/calendar.ics", get(read))
}

#[derive(Template)]
#[template(path = "calendars.html")]
struct CalendarsPage {
    shell: Shell,
    wrong: String,
    /// The address that was just made; blank where none was.
    made: String,
    /// The unit for which one can be made: number and name.
    unit: Option<(String, String)>,
    rows: Vec<Row>,
}

/// An address as a row.
struct Row {
    unit: String,
    unit_address: String,
    made: String,
    used: String,
    end: String,
    is_over: bool,
}

#[derive(Deserialize)]
struct NewAddress {
    unit: i64,
}

async fn show(visit: Visit, Query(pairs): Query<BTreeMap<String, String>>) -> Result<Response, Failure> {
    let unit = pairs.get("unit").and_then(|unit| unit.parse().ok()).map(Id).or(visit.visitor.place());
    page(&visit, unit, String::new(), String::new()).await
}

async fn page(visit: &Visit, unit: Option<Id>, made: String, wrong: String) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let own = visit.ok(calendars::list(call.context(), &visit.visitor).await)?;
    let units = own.iter().map(|address| address.unit).chain(unit).collect();
    let names = visit.ok(certificates::unit_names(call.context(), units).await)?;
    let name = |unit: &Id| names.get(unit).cloned().unwrap_or_default();
    let row = |address: &CalendarAddress| Row {
        unit: name(&address.unit),
        unit_address: format!("/units/{}", address.unit),
        made: wording::moment(address.created),
        used: address.used.map(wording::moment).unwrap_or_default(),
        end: format!("/calendars/{}/end", address.id),
        is_over: address.ended.is_some(),
    };
    Ok(page_of(&CalendarsPage {
        wrong,
        made,
        unit: unit.map(|unit| (unit.to_string(), name(&unit))),
        rows: own.iter().map(row).collect(),
        shell: call.shell(words.get("notice-calendars-title"), "units"),
    }))
}

async fn make(visit: Visit, headers: HeaderMap, Form(new): Form<NewAddress>) -> Result<Response, Failure> {
    let (call, unit) = (&visit.call, Id(new.unit));
    match calendars::make(call.context(), &visit.visitor, unit, call.language.name()).await {
        Ok((_, secret)) => {
            let path = address::with_pairs(&format!("/units/{unit}/calendar.ics"), [("key", secret)]);
            page(&visit, Some(unit), format!("{}{path}", base(call, &headers)), String::new()).await
        }
        Err(error @ AppError::Unusable(_)) => {
            let wrong = call.words().say(&error.message());
            Ok((crate::visit::status(&error), page(&visit, Some(unit), String::new(), wrong).await?).into_response())
        }
        Err(error) => Err(call.failure(&error)),
    }
}

async fn end(visit: Visit, Path(id): Path<i64>) -> Result<Response, Failure> {
    visit.ok(calendars::end(visit.call.context(), &visit.visitor, Id(id)).await)?;
    Ok(Redirect::to("/calendars").into_response())
}

/// The calendar itself. Whoever knows the address reads it; nobody has to enter.
async fn read(
    call: Call,
    headers: HeaderMap,
    Path(id): Path<i64>,
    Query(pairs): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let secret = pairs.get("key").map(String::as_str).unwrap_or_default();
    let calendar = calendars::read(call.context(), Id(id), secret, &call.origin).await;
    let calendar = calendar.map_err(|error| call.failure(&error))?;
    let missing = || AppError::from(antin_app::StorageError::Missing { noun: "calendar", id: id.to_string() });
    let calendar = calendar.ok_or_else(|| call.failure(&missing()))?;
    let words = call.service.words(Language::of(&calendar.language).unwrap_or_default());
    let text = written(words, &calendar, &base(&call, &headers));
    // RFC 5545, 8.1.
    Ok(([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response())
}

/// The calendar as programs read it.
fn written(words: &Words, calendar: &Calendar, base: &str) -> String {
    let mut ics = Ics::new(&words.say(&Message::new("notice-calendar-name").with("unit", &calendar.name)));
    for entry in &calendar.entries {
        let Worded { uid, summary, description, path } = worded(words, calendar, entry);
        let url = format!("{base}{path}");
        let (uid, at, day) = (uid.as_str(), entry.at, entry.day);
        ics.add(&Event { uid, at, day, summary: &summary, description: &description, url: &url });
    }
    ics.finish()
}

/// An entry in words.
struct Worded {
    uid: String,
    summary: String,
    description: String,
    path: String,
}

fn worded(words: &Words, calendar: &Calendar, entry: &Entry) -> Worded {
    match &entry.what {
        What::Certificate { id, holder } => Worded {
            uid: format!("certificate-{id}@antin"),
            summary: words.say(&Message::new("notice-calendar-certificate").with("holder", holder)),
            description: words.get("notice-calendar-certificate-what"),
            path: format!("/certificates/{id}"),
        },
        What::Request { id, kind, holder } => Worded {
            uid: format!("request-{id}@antin"),
            summary: words.say(
                &Message::new("notice-calendar-request")
                    .with("kind", super::requests::kind_word(words, *kind))
                    .with("holder", holder),
            ),
            description: words.get("notice-calendar-request-what"),
            path: format!("/requests/{id}"),
        },
        What::Campaign { id, letter, unit, before } => Worded {
            uid: format!("campaign-{id}-{unit}@antin"),
            summary: words.say(&Message::new("notice-calendar-campaign").with("letter", letter)),
            description: words.say(&Message::new("notice-calendar-campaign-what").with("before", before)),
            path: format!("/campaigns/{id}"),
        },
        What::More => Worded {
            uid: format!("more-{}@antin", calendar.unit),
            summary: words.say(&Message::new("notice-calendar-more").with("count", calendars::MOST)),
            description: words.get("notice-calendar-more-what"),
            path: address::with_pairs("/expiry", [("unit", calendar.unit.to_string())]),
        },
    }
}

/// Where this service is found, as whoever asks has found it: `https://antin.example`.
fn base(call: &Call, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let scheme = if call.service.is_behind_proxy { "https" } else { "http" };
    format!("{scheme}://{host}")
}
