//! `review.xlsx`: the result as an office works with it.
//!
//! > review.md section 5: summary by unit and action, one sheet per action in the columns of the official form, differences
//! > side by side with the differing cell marked, rejected rows, how the lists were read.

mod actions;
mod differences;
mod documents;
pub mod field;
pub mod line;
mod overview;
mod paper;
mod reading;
mod units;

use crate::explanation::Explanations;
use crate::input::Input;
use crate::sides::Sides;
use crate::sources::{SourceError, Sources};
use crate::summary::{Counts, unit_name};
use antin_domain::action::Action;
use antin_domain::finding::Code;
use antin_domain::message::Message;
use antin_domain::name::fold;
use antin_lists::column::Column;
use antin_review::matching::By;
use antin_review::{Case, Review};
use antin_words::Words;
use documents::Documents;
pub use paper::Cell;
use paper::{Looks, MOST_ROWS};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
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

/// A result on its way into sheets.
pub struct Book<'a> {
    input: &'a Input,
    review: &'a Review,
    counts: &'a Counts,
    words: &'a Words,
    sides: Sides<'a>,
    explanations: Explanations,
    documents: Documents,
    phrases: Phrases,
    looks: Looks,
    /// Rows of data in one sheet.
    most: usize,
}

/// Words that occur in every line, looked up once.
pub struct Phrases {
    findings: Vec<String>,
    actions: Vec<String>,
    sheets: Vec<String>,
    links: Vec<String>,
    fields: Vec<String>,
    renew: String,
    absent: String,
    foot: String,
}

/// A case with the unit it is counted under.
pub struct Entry<'a> {
    /// Number in `cases.csv`.
    pub number: usize,
    /// The case.
    pub case: &'a Case,
    /// Name of the unit.
    pub unit: String,
}

/// Writes the workbook.
///
/// # Errors
/// The file cannot be written, or a list is not any more what was reviewed.
pub fn write(path: &Path, input: &Input, review: &Review, counts: &Counts, words: &Words) -> Result<(), WorkbookError> {
    write_in_parts(path, input, review, counts, words, MOST_ROWS)
}

fn write_in_parts(
    path: &Path,
    input: &Input,
    review: &Review,
    counts: &Counts,
    words: &Words,
    most: usize,
) -> Result<(), WorkbookError> {
    let wanted = review.cases.iter().filter(|case| case.action != Action::None);
    let sources = Sources::read(input, review, wanted, &line::COLUMNS)?;
    let book = Book { most, ..Book::new(input, review, counts, words, &sources) };
    let entries = book.entries();
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(&book)?);
    workbook.set_default_format(&Looks::plain(), 20, 64)?;
    overview::write(&book, &mut workbook)?;
    units::write(&book, &mut workbook)?;
    overview::write_findings(&book, &mut workbook)?;
    for action in Action::ALL {
        let of_action: Vec<&Entry<'_>> = entries.iter().filter(|entry| entry.case.action == action).collect();
        if action != Action::None && !of_action.is_empty() {
            actions::write(&book, &mut workbook, action, &of_action)?;
        }
    }
    differences::write(&book, &mut workbook, &entries)?;
    reading::write(&book, &mut workbook)?;
    Ok(workbook.save(path)?)
}

/// The same inputs give the same bytes: the workbook was made on the as-of day.
fn properties(book: &Book<'_>) -> Result<DocProperties, XlsxError> {
    let (year, month, day) = book.input.snapshot.as_of.civil().unwrap_or((2000, 1, 1));
    let created = ExcelDateTime::from_ymd(year as u16, month as u8, day as u8)?;
    Ok(DocProperties::new().set_title(book.words.get("workbook-title")).set_creation_datetime(&created))
}

impl<'a> Book<'a> {
    /// A result with the cells of its rows.
    #[must_use]
    pub fn new(
        input: &'a Input,
        review: &'a Review,
        counts: &'a Counts,
        words: &'a Words,
        sources: &'a Sources,
    ) -> Book<'a> {
        Book {
            input,
            review,
            counts,
            words,
            sides: Sides { input, review, sources },
            explanations: Explanations::new(words),
            documents: Documents::new(&input.snapshot, review),
            phrases: Phrases::new(words, &input.snapshot.as_of.to_string()),
            looks: Looks::new(),
            most: MOST_ROWS,
        }
    }

    /// The cases with something to do, by unit and number.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry<'a>> {
        let mut entries: Vec<(String, Entry<'a>)> = self
            .review
            .cases
            .iter()
            .enumerate()
            .filter(|(_, case)| case.action != Action::None)
            .map(|(index, case)| {
                let unit = unit_name(&self.input.snapshot, self.review, case);
                (fold(&unit), Entry { number: index + 1, case, unit })
            })
            .collect();
        entries.sort_by(|(one, a), (other, b)| (one, &a.unit, a.number).cmp(&(other, &b.unit, b.number)));
        entries.into_iter().map(|(_, entry)| entry).collect()
    }

    fn say(&self, message: Message) -> String {
        self.words.say(&message)
    }

    /// The short name of a field.
    fn field_name(&self, field: Column) -> String {
        self.phrases.fields[field as usize].clone()
    }
}

impl Phrases {
    fn new(words: &Words, day: &str) -> Phrases {
        let of_action = |action: &Action| words.get(&format!("action-{}", action.name()));
        let sheet = |action: &Action| words.get(&format!("workbook-sheet-{}", action.name()));
        Phrases {
            findings: Code::ALL.iter().map(|code| words.get(&format!("finding-{}", code.name()))).collect(),
            actions: Action::ALL.iter().map(of_action).collect(),
            sheets: Action::ALL.iter().filter(|action| **action != Action::None).map(sheet).collect(),
            links: By::ALL.iter().map(|by| words.get(by.key())).collect(),
            fields: Column::ALL
                .iter()
                .map(|column| words.say(&Message::new("workbook-field").with("field", column.name())))
                .collect(),
            renew: words.get("workbook-request-renew"),
            absent: words.get("workbook-absent"),
            foot: words.say(&Message::new("workbook-foot").with("day", day)),
        }
    }
}

#[cfg(test)]
mod tests;
