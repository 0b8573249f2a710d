//! `review.xlsx`: the result as an office works with it.

use crate::input::Input;
use crate::output::sources::SourceError;
use crate::output::summary::Counts;
use crate::words::Words;
use antin_domain::message::Message;
use antin_review::Review;
use rust_xlsxwriter::XlsxError;
use std::path::Path;

/// Why there is no workbook.
#[derive(Debug)]
pub enum WorkbookError {
    /// The file cannot be written.
    Write(XlsxError),
    /// A list cannot be read again.
    Read(SourceError),
}

impl WorkbookError {
    /// The sentence for the person.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            WorkbookError::Write(error) => Message::new("cli-workbook").with("reason", error),
            WorkbookError::Read(error) => error.message(),
        }
    }
}

impl From<XlsxError> for WorkbookError {
    fn from(error: XlsxError) -> Self {
        WorkbookError::Write(error)
    }
}

impl From<SourceError> for WorkbookError {
    fn from(error: SourceError) -> Self {
        WorkbookError::Read(error)
    }
}

/// Writes the workbook.
///
/// # Errors
/// The file cannot be written.
pub fn write(path: &Path, input: &Input, review: &Review, counts: &Counts, words: &Words) -> Result<(), WorkbookError> {
    let _ = (input, review, counts, words);
    let mut workbook = rust_xlsxwriter::Workbook::new();
    workbook.add_worksheet();
    Ok(workbook.save(path)?)
}
