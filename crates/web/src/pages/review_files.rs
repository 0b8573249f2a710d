//! A review as files: the workbook, the letter with its annexes, the table, as `antin review` writes them. They are worked
//! out from the lists that were kept; nothing is stored.

use crate::service::Service;
use crate::visit::{Failure, Visit};
use antin_app::reviews::{self, Query, Reviewed};
use antin_app::{AppError, certificates};
use antin_domain::id::Id;
use antin_papers::data::Data;
use antin_papers::{Shelf, docx, pdf};
use antin_results::explanation::Explanations;
use antin_results::report::Letter;
use antin_results::summary::Counts;
use antin_results::{cases, workbook};
use antin_words::{Language, Words};
use axum::Router;
use axum::extract::{Path, Query as Address};
use axum::response::Response;
use axum::routing::get;
use std::collections::BTreeMap;
use std::sync::Arc;

pub fn routes() -> Router<Arc<Service>> {
    Router::new().route("/reviews/{id}/files/{name}", get(file))
}

/// A file of a review: its name, what it is to browsers, the word for it on the page.
pub struct FileKind {
    /// Name.
    pub name: &'static str,
    kind: &'static str,
    /// Key of the word on the button.
    pub word: &'static str,
}

/// Every file, in the order of the page.
pub const FILES: [FileKind; 4] = [
    FileKind {
        name: "review.xlsx",
        kind: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        word: "intake-file-workbook",
    },
    FileKind { name: "report.pdf", kind: "application/pdf", word: "intake-file-letter" },
    FileKind {
        name: "report.docx",
        kind: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        word: "intake-file-letter-word",
    },
    FileKind { name: "cases.csv", kind: "text/csv; charset=utf-8", word: "intake-file-table" },
];

/// Makes one file of the cases that the address chooses and the visitor may see.
async fn file(
    visit: Visit,
    Path((id, name)): Path<(i64, String)>,
    Address(pairs): Address<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let Some(file) = FILES.iter().find(|file| file.name == name) else { return Err(visit.nothing_here()) };
    let query = super::reviews::read(&pairs);
    let reviewed = reviewed(&visit, Id(id), &query).await?;
    let names = certificates::unit_names(visit.call.context(), query.unit.into_iter().collect()).await;
    let unit = visit.ok(names)?.into_values().next();
    let language = visit.call.language;
    let name = file.name;
    let made = tokio::task::spawn_blocking(move || write(&reviewed, name, unit.as_deref(), language)).await;
    let bytes = visit.ok(made.unwrap_or_else(|error| Err(AppError::BrokenOff(error.to_string()))))?;
    Ok(super::certificates::file(bytes, file.kind, file.name))
}

async fn reviewed(visit: &Visit, id: Id, query: &Query) -> Result<Reviewed, Failure> {
    let context = visit.call.context();
    let run = visit.ok(reviews::get(context, &visit.visitor, id).await)?;
    visit.ok(reviews::recompute(context, &visit.visitor, &run, query).await)
}

/// The bytes of one file. Sentences are looked up here, on the thread that writes.
fn write(reviewed: &Reviewed, name: &str, unit: Option<&str>, language: Language) -> Result<Vec<u8>, AppError> {
    let words = Words::new(language);
    let (input, review) = (&reviewed.reading.input, &reviewed.review);
    let counts = Counts::new(&input.snapshot, review);
    let broken = |error: &dyn std::fmt::Display| AppError::BrokenOff(error.to_string());
    match name {
        "review.xlsx" => {
            let bytes = workbook::bytes(input, review, &counts, &words);
            bytes.map_err(|error| AppError::Unusable(error.message()))
        }
        "cases.csv" => {
            let mut bytes = Vec::new();
            cases::write(&mut bytes, &input.snapshot, review, &Explanations::new(&words))
                .map_err(|error| broken(&error))?;
            Ok(bytes)
        }
        name => {
            let refused = |refusal: antin_papers::Refusal| AppError::Unusable(refusal.message());
            let letter = Letter { shelf: Shelf::new(&[]).map_err(refused)?, written: Data::new() };
            let paper = letter.fill(input, review, &counts, unit, &words);
            let paper = paper.map_err(|failure| AppError::Unusable(failure.message().clone()))?;
            match name {
                "report.pdf" => pdf::render(&paper, &letter.shelf.layout).map_err(refused),
                _ => docx::render(&paper).map_err(refused),
            }
        }
    }
}
