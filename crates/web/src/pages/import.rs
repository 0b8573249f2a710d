//! One import: how its file was read and correcting that, what it would do, apply, take back.

use super::intake::{ImportRow, kind_word, row};
use crate::pages::progress::{self, ProgressView, TroubleView};
use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of};
use crate::wording;
use antin_app::intake::{self, Correction, HowRead, Plan, What};
use antin_app::{Import, ImportState, sign_in};
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_words::Words;
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, RawForm};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use std::sync::Arc;

pub fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/intake/{id}", get(show))
        .route("/intake/{id}/columns", post(correct))
        .route("/intake/{id}/apply", post(apply))
        .route("/intake/{id}/compare", post(compare))
        .route("/intake/{id}/undo", post(undo))
}

#[derive(Template)]
#[template(path = "import.html")]
struct ImportPage {
    shell: Shell,
    id: String,
    row: ImportRow,
    facts: String,
    question: Option<Question>,
    columns: Vec<ColumnView>,
    may_correct: bool,
    sample: Vec<(u32, Vec<String>)>,
    notes: Vec<String>,
    rejected: Vec<Rejected>,
    rejected_more: String,
    plan: Option<PlanView>,
    is_stale: bool,
    undo: Option<UndoView>,
    asks_password: bool,
    progress: Option<ProgressView>,
    trouble: Option<TroubleView>,
}

/// What has to be said before the file can be read.
struct Question {
    /// Why it cannot be read.
    why: String,
    /// The rows that may be that of the headings: number, beginning, and whether it was taken for it.
    rows: Vec<(u32, String, bool)>,
}

/// A column of the file, and what it may mean.
struct ColumnView {
    heading: String,
    /// The word for what it means.
    word: String,
    /// Every meaning by name and word, and whether it is the one; the first: not used.
    choices: Vec<(&'static str, String, bool)>,
}

/// A record that is no row.
struct Rejected {
    row: u32,
    column: String,
    text: String,
    reason: String,
}

/// What would happen.
struct PlanView {
    tiles: Vec<(String, String)>,
    lines: Vec<PlanLine>,
    warning: String,
    /// What is agreed to where there is a warning.
    despite: String,
    /// What a person should know of it, one sentence each.
    notes: Vec<String>,
    act: String,
    does_nothing: bool,
}

/// One thing that would happen.
struct PlanLine {
    what: String,
    class: &'static str,
    name: String,
    fields: Vec<(String, String, String)>,
}

/// Taking it back.
struct UndoView {
    act: String,
}

async fn show(visit: Visit, Path(id): Path<i64>) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let whole = visit.ok(intake::show(call.context(), &visit.visitor, Id(id)).await)?;
    let import = &whole.import;
    let reading = whole.reading.clone().unwrap_or_default();
    let may_import = visit.visitor.may_at_top(Act::Import);
    let is_idle = !whole.is_under_way();
    let waits = import.state == ImportState::Read && may_import && is_idle;
    let asks = import.state == ImportState::Asking && may_import && is_idle;
    let may_undo = import.state == ImportState::Applied && visit.visitor.may_at_top(Act::UndoImport) && is_idle;
    let more = reading.rejected.saturating_sub(whole.rejected.len());
    let rejected = whole.rejected.iter().map(|rejected| Rejected {
        row: rejected.row,
        column: rejected.column.clone(),
        text: rejected.text.clone(),
        reason: words.get(&rejected.reason),
    });
    let undo = Message::new("intake-undo-act").with("changes", wording::grouped(import.changes, words));
    let (progress, trouble) = progress::view(words, whole.work.as_ref());
    let plan = whole.plan.as_ref().filter(|_| waits);
    Ok(page_of(&ImportPage {
        id: id.to_string(),
        row: row(words, import),
        facts: facts(words, import, &reading.format),
        columns: reading
            .columns
            .iter()
            .map(|(heading, meaning)| column(words, heading, meaning, waits || asks))
            .collect(),
        may_correct: waits || asks,
        question: question(words, &reading).filter(|_| asks),
        sample: reading.sample,
        notes: reading.notes.iter().map(|note| progress::say(words, note)).collect(),
        rejected: rejected.collect(),
        rejected_more: if more == 0 {
            String::new()
        } else {
            words.say(&Message::new("intake-more").with("count", more))
        },
        plan: plan.map(|plan| plan_view(words, plan)),
        is_stale: plan.is_some() && whole.is_stale,
        undo: may_undo.then(|| UndoView { act: words.say(&undo) }),
        asks_password: !sign_in::is_stepped_up(call.context(), &visit.visitor),
        progress,
        trouble,
        shell: call.shell(import.file_name.clone(), "intake"),
    }))
}

/// What the import is, in a line; how many rows it has only once that is known.
fn facts(words: &Words, import: &Import, format: &str) -> String {
    if matches!(import.state, ImportState::Reading | ImportState::Asking) {
        return kind_word(words, &import.kind);
    }
    let facts = Message::new("intake-facts")
        .with("kind", kind_word(words, &import.kind))
        .with("read", wording::grouped(import.rows_read, words))
        .with("rejected", wording::grouped(import.rows_rejected, words))
        .with("format", format);
    words.say(&facts)
}

/// The question about the columns, where there is one.
fn question(words: &Words, reading: &HowRead) -> Option<Question> {
    const MOST: usize = 90;
    let row = |(number, cells): &(u32, Vec<String>)| {
        let cells: Vec<&str> = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
        let text: String = cells.join(" | ").chars().take(MOST).collect();
        (*number, text, *number == reading.heading_rows.1)
    };
    let why = progress::say(words, reading.asks.as_ref()?);
    Some(Question { why, rows: reading.sample.iter().map(row).collect() })
}

fn column(words: &Words, heading: &str, meaning: &str, may_correct: bool) -> ColumnView {
    let names = if may_correct { intake::meanings() } else { Vec::new() };
    let choice = |name: &'static str| (name, column_word(words, name), name == meaning);
    ColumnView {
        heading: heading.to_owned(),
        word: column_word(words, meaning),
        choices: std::iter::once("").chain(names).map(choice).collect(),
    }
}

/// What a column was understood as.
fn column_word(words: &Words, meaning: &str) -> String {
    if meaning.is_empty() {
        return words.get("intake-column-unused");
    }
    words.fill("lists-column", &[("column", meaning.to_owned())])
}

fn plan_view(words: &Words, plan: &Plan) -> PlanView {
    let count = |count: usize| wording::grouped(count as i64, words);
    let mut tiles = vec![
        ("intake-new", plan.new),
        ("intake-changed", plan.changed),
        ("intake-same", plan.same),
        ("intake-gone", plan.gone),
    ];
    if plan.new_devices > 0 {
        tiles.push(("intake-new-devices", plan.new_devices));
    }
    let line = |line: &intake::PlanLine| {
        let (key, class) = match line.what {
            What::New => ("intake-new", "good"),
            What::Changed => ("intake-changed", "warn"),
            What::Gone => ("intake-gone", "bad"),
        };
        let field = |(key, before, after): &(String, String, String)| (words.get(key), before.clone(), after.clone());
        PlanLine {
            what: words.get(key),
            class,
            name: line.name.clone(),
            fields: line.fields.iter().map(field).collect(),
        }
    };
    let notes = [
        ("intake-without-serial", plan.without_serial),
        ("intake-without-unit", plan.without_unit),
        ("intake-without-holder", plan.without_holder),
        ("intake-unclear", plan.unclear),
        ("intake-unclear-devices", plan.unclear_devices),
    ];
    let note = |(key, number): (&'static str, usize)| {
        (number > 0).then(|| words.say(&Message::new(key).with("count", count(number))))
    };
    PlanView {
        tiles: tiles.into_iter().map(|(key, number)| (count(number), words.get(key))).collect(),
        lines: plan.lines.iter().map(line).collect(),
        despite: words.get(if plan.replaced > 0 { "intake-despite-replaced" } else { "intake-despite" }),
        warning: plan.warning().map(|warning| words.say(&warning)).unwrap_or_default(),
        notes: notes.into_iter().filter_map(note).collect(),
        act: words.say(&Message::new("intake-apply-act").with("changes", count(plan.changes()))),
        does_nothing: plan.changes() == 0,
    }
}

/// Compares once more: the registry changed, or the reading failed.
async fn compare(visit: Visit, Path(id): Path<i64>) -> Result<Response, Failure> {
    visit.ok(intake::compare_again(visit.call.context(), &visit.visitor, Id(id)).await)?;
    Ok(Redirect::to(&format!("/intake/{id}")).into_response())
}

/// Reads the list anew with the heading row as it was chosen, or with the columns as they were chosen: `c0`, `c1`, …
async fn correct(visit: Visit, Path(id): Path<i64>, RawForm(form): RawForm) -> Result<Response, Failure> {
    let mut said = Correction::default();
    for (name, value) in form_urlencoded::parse(&form).into_owned() {
        if name == "heading_row" {
            said.heading_row = value.parse().ok();
        } else if let Some(number) = name.strip_prefix('c').and_then(|number| number.parse().ok()) {
            said.columns.push((number, value));
        }
    }
    visit.ok(intake::correct_columns(visit.call.context(), &visit.visitor, Id(id), &said).await)?;
    Ok(Redirect::to(&format!("/intake/{id}")).into_response())
}

#[derive(Deserialize)]
struct ApplyInput {
    #[serde(default)]
    despite: String,
}

async fn apply(visit: Visit, Path(id): Path<i64>, Form(input): Form<ApplyInput>) -> Result<Response, Failure> {
    visit.ok(intake::apply(visit.call.context(), &visit.visitor, Id(id), input.despite == "yes").await)?;
    Ok(Redirect::to(&format!("/intake/{id}")).into_response())
}

#[derive(Deserialize)]
struct UndoInput {
    #[serde(default)]
    password: String,
}

/// Takes a whole import back; the password is asked for once more where it was not given lately.
async fn undo(visit: Visit, Path(id): Path<i64>, Form(input): Form<UndoInput>) -> Result<Response, Failure> {
    let context = visit.call.context();
    if !sign_in::is_stepped_up(context, &visit.visitor) {
        visit.ok(sign_in::step_up(context, &visit.visitor, &input.password).await)?;
    }
    visit.ok(intake::undo(context, &visit.visitor, Id(id)).await)?;
    Ok(Redirect::to(&format!("/intake/{id}")).into_response())
}
