//! A table as it stands: every row of one sheet as texts, for small tables that have a reader of their own.

use std::path::Path;

use super::body;
use super::choose::Candidate;
use super::decide::Source;
use super::{Body, OpenError};

/// A row with its number in the sheet.
pub type PlainRow = (u32, Vec<String>);

/// Every row that is not blank, with its number in the sheet, of the first table in `path` that has one of its top rows
/// recognised by `is_it`; none where no table has. Hidden sheets are left out.
///
/// # Errors
/// The file cannot be read as a table.
pub fn plain(path: &Path, is_it: impl Fn(&[String]) -> bool) -> Result<Option<Vec<PlainRow>>, OpenError> {
    let read = || {
        let mut source = Source::open(path)?;
        let candidates = source.candidates(path)?;
        let fits = |candidate: &&Candidate| !candidate.hidden && candidate.lines.iter().any(|line| is_it(&line.cells));
        let Some(candidate) = candidates.iter().find(fits) else { return Ok(None) };
        let body = match &mut source {
            Source::Text(text) => text.body(path, 0, candidate.separator, &mut |_| {})?,
            Source::Workbook(_, workbook) => {
                workbook.body(path, candidate.sheet.as_deref().unwrap_or_default(), 0, &mut |_, _| {})?
            }
        };
        let Body::Memory { bytes, rows } = body else { return Ok(None) };
        let mut found = Vec::with_capacity(rows.len());
        body::first_rows(&bytes, &rows, usize::MAX, &mut |row, cells| found.push((row, cells)));
        Ok(Some(found))
    };
    // As in `open`: the library that reads workbooks gives up with a panic on some hostile ones.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).unwrap_or_else(|_| {
        Err(OpenError::Damaged { path: path.to_path_buf(), reason: "the reader of its format gave up".to_owned() })
    })
}
