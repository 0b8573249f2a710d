//! Lines of a reorganisation: from a file that somebody gives, and as they are kept.

use super::Reorganisation;
use crate::context::Context;
use crate::error::AppError;
use crate::visitor::Visitor;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_domain::reorganisation::line::{Kind, Line};
use antin_lists::reorganisation as reader;
use serde::{Deserialize, Serialize};

/// A line as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    row: u32,
    code: String,
    kind: String,
    new_code: String,
    new_name: String,
    new_parent: String,
}

/// Reads the lines of a table that somebody gives. Nothing is kept.
///
/// # Errors
/// The visitor may not write reorganisations, it is no such table, or rows of it are no lines, each said.
pub async fn read(context: &Context, visitor: &Visitor, bytes: Vec<u8>) -> Result<Vec<Line>, AppError> {
    visitor.reach(Act::EditUnit)?;
    let folder = context.data.join("reading");
    let path = folder.join(format!("{}.table", context.id()?));
    let reading = tokio::task::spawn_blocking(move || {
        let failed = |error: std::io::Error| AppError::BrokenOff(error.to_string());
        std::fs::create_dir_all(&folder).map_err(failed)?;
        std::fs::write(&path, bytes).map_err(failed)?;
        let outcome = reader::read(&path);
        // Its lines are kept, not the file: it was there only to be read.
        let _ = std::fs::remove_file(&path);
        outcome.map_err(|error| AppError::Unusable(without_path(error.message(), &path)))
    });
    let table = reading.await.map_err(|error| AppError::BrokenOff(error.to_string()))??;
    if table.wrong.is_empty() {
        return Ok(table.lines);
    }
    let message = Message::new("reorganisation-refused").with("count", table.wrong.len());
    Err(AppError::Blocked { message, by: table.wrong })
}

/// The line that five fields of a form make, in the order of the table; none where all are blank.
///
/// # Errors
/// The unit is missing, or nobody knows what becomes of it.
pub fn line(row: u32, fields: [String; 5]) -> Option<Result<Line, Message>> {
    reader::line(row, fields.map(|text| text.trim().to_owned()))
}

/// A table with the headings and nothing else, for people to fill in.
#[must_use]
pub fn template() -> String {
    // The mark at the beginning tells spreadsheets that it is UTF-8.
    format!("\u{feff}{}\r\n", reader::HEADINGS.join(","))
}

/// The sentence with the name of the file as people know it.
fn without_path(mut message: Message, path: &std::path::Path) -> Message {
    let path = path.display().to_string();
    for (_, value) in &mut message.args {
        *value = value.replace(&path, "…");
    }
    message
}

/// The lines of a reorganisation.
///
/// # Errors
/// What was kept cannot be read.
pub fn lines(one: &Reorganisation) -> Result<Vec<Line>, AppError> {
    let damaged = || {
        let value = one.lines.chars().take(60).collect();
        AppError::Storage(antin_storage::Error::Damaged { table: "reorganisation", column: "lines", value })
    };
    let kept: Vec<Kept> = serde_json::from_str(&one.lines).map_err(|_| damaged())?;
    let line = |kept: Kept| {
        let kind = Kind::parse(&kept.kind).ok_or_else(damaged)?;
        let Kept { row, code, new_code, new_name, new_parent, .. } = kept;
        Ok(Line { row, code, kind, new_code, new_name, new_parent })
    };
    kept.into_iter().map(line).collect()
}

/// Lines as they are kept.
pub(super) fn as_text(lines: &[Line]) -> String {
    let kept = |line: &Line| Kept {
        row: line.row,
        code: line.code.clone(),
        kind: line.kind.name().to_owned(),
        new_code: line.new_code.clone(),
        new_name: line.new_name.clone(),
        new_parent: line.new_parent.clone(),
    };
    serde_json::to_string(&lines.iter().map(kept).collect::<Vec<_>>()).unwrap_or_default()
}
