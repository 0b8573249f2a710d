//! Reorganisations: the list, writing one from a table or line by line. One of them: [`super::reorganisation`].

use crate::address;
use crate::pages::campaign_words::{StateView, iso};
use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of, status};
use antin_app::reorganisations::{self as app, Reorganisation, ReorganisationInput};
use antin_app::{AppError, Cursor};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_domain::reorganisation::State;
use antin_domain::reorganisation::line::{Kind, Line};
use antin_words::Words;
use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, Path, Query as Address};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The greatest table: thousands of lines take some hundred kilobytes.
const MOST_BYTES: usize = 8 * 1024 * 1024;
/// A longer table is changed as a file.
const MOST_IN_FORM: usize = 100;
/// Blank lines at the end of the form.
const BLANK: usize = 4;

pub fn routes() -> Router<Arc<Service>> {
    let limit = DefaultBodyLimit::max(MOST_BYTES);
    Router::new()
        .route("/reorganisations", get(show_list).post(create).layer(limit))
        .route("/reorganisations/new", get(form))
        .route("/reorganisations/table.csv", get(template))
        .route("/reorganisations/{id}/edit", get(edit_form).post(edit).layer(limit))
}

/// How a reorganisation stands.
pub fn state(words: &Words, state: State) -> StateView {
    let class = match state {
        State::Applied => "good",
        State::Rehearsed => "warn",
        State::Draft | State::Withdrawn => "",
    };
    StateView { class, word: words.get(&format!("reorganisation-state-{}", state.name())) }
}

#[derive(Template)]
#[template(path = "reorganisations.html")]
struct ListPage {
    shell: Shell,
    rows: Vec<Row>,
    next: String,
    is_first_page: bool,
    may_keep: bool,
}

/// A reorganisation as a row.
struct Row {
    address: String,
    title: String,
    decision: String,
    day: String,
    state: StateView,
}

async fn show_list(visit: Visit, Address(pairs): Address<BTreeMap<String, String>>) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let after = pairs.get("after").filter(|after| !after.is_empty()).map(|after| Cursor::parse(after)).transpose();
    let after = visit.ok(after.map_err(AppError::from))?;
    let page = visit.ok(app::list(call.context(), &visit.visitor, after.as_ref(), super::ON_A_PAGE).await)?;
    let row = |one: &Reorganisation| Row {
        address: format!("/reorganisations/{}", one.id),
        title: one.title.clone(),
        decision: one.decision.clone(),
        day: one.day.to_string(),
        state: state(words, one.state),
    };
    let next = page.next.map(|cursor| address::with_pairs("/reorganisations", [("after", cursor.to_string())]));
    Ok(page_of(&ListPage {
        rows: page.items.iter().map(row).collect(),
        next: next.unwrap_or_default(),
        is_first_page: after.is_none(),
        may_keep: visit.visitor.may_at_top(Act::EditUnit),
        shell: call.shell(words.get("reorganisation-list-title"), "reorganisations"),
    }))
}

/// A table with the headings, to be filled in.
async fn template(_: Visit) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"sap-xep.csv\""),
    ];
    (headers, app::template()).into_response()
}

#[derive(Template)]
#[template(path = "reorganisation_form.html")]
struct FormPage {
    shell: Shell,
    wrong: String,
    list: Vec<String>,
    address: String,
    back: String,
    act: String,
    version: i64,
    title: String,
    decision: String,
    day: String,
    per_day: String,
    wave_days: String,
    lines: Vec<LineView>,
    kinds: Vec<(&'static str, String)>,
    /// Lines that are too many for the form; 0 where they stand in it.
    too_many: usize,
    too_many_words: String,
}

/// A line of the form.
struct LineView {
    row: u32,
    code: String,
    kind: &'static str,
    new_code: String,
    new_name: String,
    new_parent: String,
}

/// What the form holds.
#[derive(Default)]
struct Filled {
    input: ReorganisationInput,
    version: i64,
    /// What cannot be used.
    wrong: Option<AppError>,
}

async fn form(visit: Visit) -> Result<Response, Failure> {
    visit.ok(visit.visitor.reach(Act::EditUnit))?;
    let input = ReorganisationInput {
        day: visit.call.context().today().plus(30),
        per_day: 200,
        wave_days: 5,
        ..ReorganisationInput::default()
    };
    form_page(&visit, Filled { input, ..Filled::default() }, None)
}

async fn edit_form(visit: Visit, Path(id): Path<i64>) -> Result<Response, Failure> {
    visit.ok(visit.visitor.reach(Act::EditUnit))?;
    let one = visit.ok(app::get(visit.call.context(), &visit.visitor, Id(id)).await)?;
    let lines = visit.ok(app::lines(&one))?;
    let version = one.version;
    form_page(&visit, Filled { input: written(one, lines), version, wrong: None }, Some(id))
}

fn written(one: Reorganisation, lines: Vec<Line>) -> ReorganisationInput {
    ReorganisationInput {
        title: one.title,
        decision: one.decision,
        day: one.day,
        per_day: one.per_day,
        wave_days: one.wave_days,
        lines,
    }
}

/// The form, filled in; `edited` is the reorganisation that is changed.
fn form_page(visit: &Visit, filled: Filled, edited: Option<i64>) -> Result<Response, Failure> {
    let words = visit.call.words();
    let Filled { input, version, wrong } = filled;
    let is_long = input.lines.len() > MOST_IN_FORM;
    let count = input.lines.len();
    let last = input.lines.iter().map(|line| line.row).max().unwrap_or_default();
    let given = input.lines.into_iter().filter(|_| !is_long).map(|line| LineView {
        row: line.row,
        code: line.code,
        kind: line.kind.name(),
        new_code: line.new_code,
        new_name: line.new_name,
        new_parent: line.new_parent,
    });
    let blank = (1..=BLANK as u32).filter(|_| !is_long).map(|more| LineView {
        row: last + more,
        code: String::new(),
        kind: "",
        new_code: String::new(),
        new_name: String::new(),
        new_parent: String::new(),
    });
    let number = |number: u32| if number == 0 { String::new() } else { number.to_string() };
    let list = match &wrong {
        Some(AppError::Blocked { by, .. }) => by.iter().take(50).map(|message| words.say(message)).collect(),
        _ => Vec::new(),
    };
    let title = if edited.is_some() { "reorganisation-edit-title" } else { "reorganisation-new-title" };
    let here = edited.map(|id| format!("/reorganisations/{id}"));
    let page = page_of(&FormPage {
        list,
        address: here.as_ref().map_or_else(|| "/reorganisations".to_owned(), |here| format!("{here}/edit")),
        back: here.unwrap_or_else(|| "/reorganisations".to_owned()),
        act: words.get(if edited.is_some() { "reorganisation-save" } else { "reorganisation-create" }),
        version,
        title: input.title,
        decision: input.decision,
        day: iso(input.day),
        per_day: number(input.per_day),
        wave_days: number(input.wave_days),
        lines: given.chain(blank).collect(),
        kinds: Kind::ALL.map(|kind| (kind.name(), kind_word(words, kind))).to_vec(),
        too_many: if is_long { count } else { 0 },
        too_many_words: words.say(&Message::new("reorganisation-too-many-for-form").with("count", count)),
        wrong: wrong.as_ref().map(|error| words.say(&error.message())).unwrap_or_default(),
        shell: visit.call.shell(words.get(title), "reorganisations"),
    });
    Ok(match wrong {
        Some(error) => (status(&error), page).into_response(),
        None => page,
    })
}

/// What becomes of a unit, in words.
pub fn kind_word(words: &Words, kind: Kind) -> String {
    words.get(&format!("reorganisation-line-{}", kind.name()))
}

async fn create(visit: Visit, form: Multipart) -> Result<Response, Failure> {
    let filled = read(&visit, form, Vec::new()).await?;
    if filled.wrong.is_some() {
        return form_page(&visit, filled, None);
    }
    match app::create(visit.call.context(), &visit.visitor, &filled.input).await {
        Ok(id) => Ok(Redirect::to(&format!("/reorganisations/{id}")).into_response()),
        Err(error @ (AppError::Unusable(_) | AppError::Blocked { .. })) => {
            form_page(&visit, Filled { wrong: Some(error), ..filled }, None)
        }
        Err(error) => Err(visit.call.failure(&error)),
    }
}

async fn edit(visit: Visit, Path(id): Path<i64>, form: Multipart) -> Result<Response, Failure> {
    let one = visit.ok(app::get(visit.call.context(), &visit.visitor, Id(id)).await)?;
    let kept = visit.ok(app::lines(&one))?;
    let filled = read(&visit, form, kept).await?;
    if filled.wrong.is_some() {
        return form_page(&visit, filled, Some(id));
    }
    match app::edit(visit.call.context(), &visit.visitor, Id(id), &filled.input, filled.version).await {
        Ok(()) => Ok(Redirect::to(&format!("/reorganisations/{id}")).into_response()),
        Err(error @ (AppError::Unusable(_) | AppError::Blocked { .. })) => {
            form_page(&visit, Filled { wrong: Some(error), ..filled }, Some(id))
        }
        Err(error) => Err(visit.call.failure(&error)),
    }
}

/// What was sent: the lines of the file where one was chosen, else those of the form; where the form has none because they
/// were too many for it, those that are `kept`.
async fn read(visit: &Visit, mut form: Multipart, kept: Vec<Line>) -> Result<Filled, Failure> {
    let unusable =
        |error: &dyn std::fmt::Display| AppError::Unusable(Message::new("intake-broken-upload").with("reason", error));
    let (mut pairs, mut file) = (Vec::<(String, String)>::new(), Vec::new());
    while let Some(field) = visit.ok(form.next_field().await.map_err(|error| unusable(&error)))? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            file = visit.ok(field.bytes().await.map_err(|error| unusable(&error)))?.to_vec();
        } else {
            pairs.push((name, visit.ok(field.text().await.map_err(|error| unusable(&error)))?));
        }
    }
    let all = |name: &str| pairs.iter().filter(|(known, _)| known == name).map(|(_, v)| v.as_str()).collect::<Vec<_>>();
    let of = |name: &str| all(name).first().copied().unwrap_or_default().to_owned();
    let mut filled = Filled {
        input: ReorganisationInput {
            title: of("title"),
            decision: of("decision"),
            day: Day::parse(of("day").trim().as_bytes()).unwrap_or_default(),
            per_day: of("per_day").trim().parse().unwrap_or_default(),
            wave_days: of("wave_days").trim().parse().unwrap_or_default(),
            lines: Vec::new(),
        },
        version: of("version").parse().unwrap_or_default(),
        wrong: None,
    };
    if !file.is_empty() {
        match app::read(visit.call.context(), &visit.visitor, file).await {
            Ok(lines) => filled.input.lines = lines,
            Err(error @ (AppError::Unusable(_) | AppError::Blocked { .. })) => filled.wrong = Some(error),
            Err(error) => return Err(visit.call.failure(&error)),
        }
        return Ok(filled);
    }
    if of("lines") == "kept" {
        filled.input.lines = kept;
        return Ok(filled);
    }
    let columns = ["code", "line_kind", "new_code", "new_name", "new_parent"].map(all);
    let mut wrong = Vec::new();
    for (index, row) in (0..columns[0].len()).zip(1..) {
        let cells = columns.each_ref().map(|column| column.get(index).copied().unwrap_or_default().to_owned());
        match app::line(row, cells) {
            Some(Ok(line)) => filled.input.lines.push(line),
            Some(Err(message)) => wrong.push(message),
            None => {}
        }
    }
    if !wrong.is_empty() {
        let message = Message::new("reorganisation-refused").with("count", wrong.len());
        filled.wrong = Some(AppError::Blocked { message, by: wrong });
    }
    Ok(filled)
}
