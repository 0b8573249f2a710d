//! Lists as files: the columns of the pages, in the language of the request.

use super::answer::Answer;
use super::asked::Asked;
use super::problem::Problem;
use crate::wording;
use antin_app::export::{self, Table};
use antin_app::{AppError, CertificateLine, certificates};
use axum::http::header;
use axum::response::{IntoResponse, Response};

/// The media type of workbooks.
pub const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Headings of the list of certificates.
const COLUMNS: [&str; 8] = [
    "page-holder",
    "page-position",
    "page-unit",
    "page-serial",
    "page-valid-to",
    "page-renewals",
    "page-state",
    "page-findings",
];

/// Certificates as a table.
///
/// # Errors
/// The names of units cannot be read.
pub async fn certificates(asked: &Asked, lines: &[CertificateLine]) -> Result<Table, Problem> {
    let (words, today) = (asked.words(), asked.context.today());
    let soon = asked.context.soon_days().unwrap_or(-1);
    let names = certificates::unit_names(&asked.context, lines.iter().map(|line| line.unit).collect()).await?;
    let row = |line: &CertificateLine| {
        vec![
            line.holder.clone(),
            line.position.clone(),
            names.get(&line.unit).cloned().unwrap_or_default(),
            line.serial.to_string(),
            line.valid_to.to_string(),
            line.renewals.map_or_else(|| words.get("page-unknown"), |renewals| renewals.to_string()),
            wording::state(words, line.state_on(today), line.valid_to, today, soon).word,
            line.open_findings.to_string(),
        ]
    };
    Ok(Table {
        name: words.get("page-certificates-title"),
        headings: COLUMNS.iter().map(|key| words.get(key)).collect(),
        rows: lines.iter().map(row).collect(),
    })
}

/// A table as a workbook.
///
/// # Errors
/// It does not fit into one.
pub async fn workbook(table: Table, name: &'static str) -> Result<Answer, Problem> {
    let made = tokio::task::spawn_blocking(move || export::workbook(&table)).await;
    let bytes = made.unwrap_or_else(|error| Err(AppError::BrokenOff(error.to_string())))?;
    Ok(Answer::File(bytes, WORKBOOK, name))
}

/// A file to be kept.
pub fn response(bytes: Vec<u8>, kind: &'static str, name: &str) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response()
}
