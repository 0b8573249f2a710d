//! Intake: files that came in, and taking one in; one of them: [`super::import`].

use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of, status};
use crate::wording;
use antin_app::intake::{self, FileKind};
use antin_app::{AppError, Import, ImportState};
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_words::Words;
use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use std::sync::Arc;

/// The greatest file that is taken in.
const MOST_BYTES: usize = 64 * 1024 * 1024;

pub fn routes() -> Router<Arc<Service>> {
    Router::new().route("/intake", get(show_list).post(upload).layer(DefaultBodyLimit::max(MOST_BYTES)))
}

#[derive(Template)]
#[template(path = "intake.html")]
struct IntakePage {
    shell: Shell,
    wrong: String,
    kinds: Vec<(&'static str, String)>,
    rows: Vec<ImportRow>,
    may_import: bool,
}

/// An import as a row.
pub(super) struct ImportRow {
    /// Address of its page.
    address: String,
    /// Name of the file as it was given.
    file: String,
    kind: String,
    taken: String,
    read: String,
    rejected: String,
    changes: String,
    /// The word for its state …
    pub state: String,
    /// … and its colour.
    pub class: &'static str,
}

async fn show_list(visit: Visit) -> Result<Response, Failure> {
    list_page(&visit, String::new()).await
}

async fn list_page(visit: &Visit, wrong: String) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let imports = visit.ok(intake::latest(call.context(), &visit.visitor).await)?;
    Ok(page_of(&IntakePage {
        wrong,
        kinds: FileKind::ALL.map(|kind| (kind.name(), kind_word(words, kind.name()))).to_vec(),
        rows: imports.iter().map(|import| row(words, import)).collect(),
        may_import: visit.visitor.may_at_top(Act::Import),
        shell: call.shell(words.get("intake-title"), "intake"),
    }))
}

pub(super) fn row(words: &Words, import: &Import) -> ImportRow {
    let (key, class) = state(import.state);
    ImportRow {
        address: format!("/intake/{}", import.id),
        file: import.file_name.clone(),
        kind: kind_word(words, &import.kind),
        taken: wording::moment(import.taken),
        read: wording::grouped(import.rows_read, words),
        rejected: wording::grouped(import.rows_rejected, words),
        changes: wording::grouped(import.changes, words),
        state: words.get(key),
        class,
    }
}

/// The word and the colour of a state.
fn state(state: ImportState) -> (&'static str, &'static str) {
    match state {
        ImportState::Reading => ("intake-state-reading", ""),
        ImportState::Read => ("intake-state-read", "warn"),
        ImportState::Asking => ("intake-state-asking", "warn"),
        ImportState::Applied => ("intake-state-applied", "good"),
        ImportState::Undone => ("intake-state-undone", ""),
    }
}

pub(super) fn kind_word(words: &Words, kind: &str) -> String {
    words.get(&format!("intake-kind-{kind}"))
}

/// Takes a file in. What cannot be read is said on the page from which it came.
async fn upload(visit: Visit, mut form: Multipart) -> Result<Response, Failure> {
    let unusable =
        |error: &dyn std::fmt::Display| AppError::Unusable(Message::new("intake-broken-upload").with("reason", error));
    let (mut name, mut bytes, mut kind) = (String::new(), Vec::new(), None);
    while let Some(field) = visit.ok(form.next_field().await.map_err(|error| unusable(&error)))? {
        match field.name() {
            Some("file") => {
                name = field.file_name().unwrap_or_default().to_owned();
                bytes = visit.ok(field.bytes().await.map_err(|error| unusable(&error)))?.to_vec();
            }
            Some("kind") => {
                let text = visit.ok(field.text().await.map_err(|error| unusable(&error)))?;
                kind = FileKind::parse(&text);
            }
            _ => {}
        }
    }
    let taken = if bytes.is_empty() {
        Err(AppError::Unusable(Message::new("intake-no-file")))
    } else {
        intake::take(visit.call.context(), &visit.visitor, &name, bytes, kind).await
    };
    match taken {
        Ok(id) => Ok(Redirect::to(&format!("/intake/{id}")).into_response()),
        Err(error @ AppError::Unusable(_)) => {
            let page = list_page(&visit, visit.call.words().say(&error.message())).await?;
            Ok((status(&error), page).into_response())
        }
        Err(error) => Err(visit.call.failure(&error)),
    }
}
