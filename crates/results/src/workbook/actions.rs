//! One sheet for each action, in the columns of the form by which it is done.

use super::field::{Field, form};
use super::line::Line;
use super::paper::Page;
use super::{Book, Entry};
use antin_domain::action::Action;
use antin_domain::message::Message;
use antin_review::rules;
use rust_xlsxwriter::{Workbook, XlsxError};
use std::collections::BTreeSet;

/// Writes the sheet of `action`.
///
/// # Errors
/// The workbook cannot take it.
pub fn write(
    book: &Book<'_>,
    workbook: &mut Workbook,
    action: Action,
    entries: &[&Entry<'_>],
) -> Result<(), XlsxError> {
    let form = form(action);
    let mut fields: Vec<Field> = form.form.to_vec();
    fields.extend(form.ours);
    let printed = fields.len();
    let more: Vec<Field> = form.screen.iter().filter(|field| !fields.contains(field)).copied().collect();
    fields.extend(more);
    let before_import = fields.len();
    fields.extend(form.import);
    let forms = &book.input.snapshot.policy.forms;
    let number = form.request.and_then(|request| forms.numbers.get(request));
    let label = match (number, form.request) {
        (Some(number), _) => {
            book.say(Message::new("workbook-band-form").with("number", number).with("set", &forms.set))
        }
        (None, Some(_)) => book.words.get("workbook-band-request"),
        (None, None) => book.words.get("workbook-band-work"),
    };
    let mut bands = vec![
        (label, 0, form.form.len() as u16 - 1),
        (book.words.get("workbook-band-review"), form.form.len() as u16, printed as u16 - 1),
        (book.words.get("workbook-band-screen"), printed as u16, before_import as u16 - 1),
    ];
    if !form.import.is_empty() {
        bands.push((book.words.get("workbook-band-import"), before_import as u16, fields.len() as u16 - 1));
    }
    let page = Page {
        name: &book.phrases.sheets[action as usize],
        title: &book.phrases.actions[action as usize],
        note: &note(book, action, entries.len()),
        bands,
        columns: fields.iter().map(|field| (book.words.get(field.key()), field.width())).collect(),
        printed: printed as u16,
        frozen: 2,
        foot: &book.phrases.foot,
    };
    page.write(workbook, &book.looks, entries, book.most, |ordinal, entry| {
        let line = Line { book, case: entry.case, number: entry.number, unit: &entry.unit };
        fields.iter().map(|field| line.cell(*field, ordinal)).collect()
    })
}

fn note(book: &Book<'_>, action: Action, count: usize) -> String {
    let means = book.words.get(&format!("workbook-means-{}", action.name()));
    let count = Message::new("workbook-action-note")
        .with("count", count)
        .with("day", book.input.snapshot.as_of)
        .with("clause", clauses(action));
    format!("{}\n{means}", book.say(count))
}

/// The clauses of the letter that ask for `action`.
#[must_use]
pub fn clauses(action: Action) -> String {
    let clauses: BTreeSet<&str> =
        rules::all().filter(|rule| rule.code.action() == action).map(|rule| rule.clause).collect();
    // The letter has no clause for some of the findings.
    let clauses: Vec<&str> =
        clauses.into_iter().filter(|clause| clause.starts_with(|c: char| c.is_ascii_digit())).collect();
    clauses.join(", ")
}
