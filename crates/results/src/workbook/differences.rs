//! What the lists say of one certificate side by side; the cell to be put right is marked.

use super::line::LIST_KEYS;
use super::paper::{Cell, Page};
use super::{Book, Entry};
use crate::cases::named;
use crate::sides::{Difference, Shown};
use crate::sources::LISTS;
use antin_domain::list::ListKind;
use antin_domain::message::Message;
use antin_lists::column::Column;
use rust_xlsxwriter::{Workbook, XlsxError};

/// Writes the sheet: one row for each field that differs.
///
/// # Errors
/// The workbook cannot take it.
pub fn write(book: &Book<'_>, workbook: &mut Workbook, entries: &[Entry<'_>]) -> Result<(), XlsxError> {
    let rows: Vec<(&Entry<'_>, Difference)> = entries
        .iter()
        .flat_map(|entry| book.sides.differences(entry.case).into_iter().map(move |difference| (entry, difference)))
        .collect();
    let word = |key: &str, width: f64| (book.words.get(key), width);
    let mut columns = vec![
        word("workbook-column-case", 8.5),
        word("workbook-column-name", 24.0),
        word("workbook-column-unit", 28.0),
        word("workbook-column-field", 16.0),
    ];
    columns.extend(LIST_KEYS.map(|key| word(key, 30.0)));
    columns.extend([word("workbook-column-finding", 34.0), word("workbook-column-action", 24.0)]);
    columns.extend([
        word("workbook-column-ca-rows", 9.5),
        word("workbook-column-registry-rows", 9.5),
        word("workbook-column-roster-rows", 9.5),
    ]);
    let page = Page {
        name: &book.words.get("workbook-sheet-differences"),
        title: &book.words.get("workbook-differences-title"),
        note: &book.say(Message::new("workbook-differences-note").with("count", rows.len())),
        bands: Vec::new(),
        printed: 9,
        frozen: 2,
        columns,
        foot: &book.phrases.foot,
    };
    page.write(workbook, &book.looks, &rows, book.most, |_, (entry, difference)| cells(book, entry, difference))
}

fn cells(book: &Book<'_>, entry: &Entry<'_>, difference: &Difference) -> Vec<Cell> {
    let field = match difference.field {
        Some(field) => book.field_name(field),
        None => book.words.get("workbook-field-rows"),
    };
    let holder = named(&book.input.snapshot, entry.case).holder;
    let mut cells = vec![
        Cell::Number(entry.number),
        Cell::Text(String::from_utf8_lossy(holder).into_owned()),
        Cell::Text(entry.unit.clone()),
        Cell::Text(field),
    ];
    cells.extend(LISTS.map(|list| said(book, entry, difference, list)));
    cells.push(Cell::Text(book.phrases.findings[difference.code as usize].clone()));
    cells.push(Cell::Text(book.phrases.actions[entry.case.action as usize].clone()));
    cells.extend(LISTS.map(|list| book.sides.shown(entry.case, list, None).into()));
    cells
}

/// What a list says, marked if it is the one to be put right.
fn said(book: &Book<'_>, entry: &Entry<'_>, difference: &Difference, list: ListKind) -> Cell {
    if list == ListKind::Roster && difference.field == Some(Column::Status) {
        // The state of a person is no state of a certificate; what speaks against the CA's is a document.
        return Cell::Text(book.documents.of(book, entry.case));
    }
    let shown = book.sides.shown(entry.case, list, difference.field);
    match (shown, list == difference.wrong) {
        (Shown::Text(text), true) => Cell::WrongText(text),
        (Shown::Day(day), true) => Cell::WrongDay(day),
        (shown, false) => shown.into(),
    }
}
