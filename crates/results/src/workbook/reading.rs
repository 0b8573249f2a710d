//! Records that were rejected, and how each list was read: what a person can check against his own file.

use super::Book;
use super::overview::capitalised;
use super::paper::{Cell, Page};
use crate::certificates::CertificateAccount;
use crate::input::Account;
use antin_domain::message::Message;
use antin_lists::rows::Rejected;
use rust_xlsxwriter::{Workbook, XlsxError};

/// Group headings and unread cells that are shown of one list.
const MOST_SAMPLES: usize = 200;

/// Writes both sheets.
///
/// # Errors
/// The workbook cannot take them.
pub fn write(book: &Book<'_>, workbook: &mut Workbook) -> Result<(), XlsxError> {
    rejected(book, workbook)?;
    how_read(book, workbook)
}

fn rejected(book: &Book<'_>, workbook: &mut Workbook) -> Result<(), XlsxError> {
    let rows: Vec<(&Account, &Rejected)> = book
        .input
        .accounts
        .iter()
        .flat_map(|account| account.rejected.iter().map(move |rejected| (account, rejected)))
        .collect();
    let word = |key: &str, width: f64| (book.words.get(key), width);
    let note = match rows.len() {
        0 => book.words.get("workbook-no-rejected"),
        count => book.say(Message::new("workbook-rejected-note").with("count", count)),
    };
    let page = Page {
        name: &book.words.get("workbook-sheet-rejected"),
        title: &book.words.get("workbook-rejected-title"),
        note: &note,
        bands: Vec::new(),
        columns: vec![
            word("workbook-column-list", 22.0),
            word("workbook-column-sheet", 18.0),
            word("workbook-column-row", 9.0),
            word("workbook-column-heading", 22.0),
            word("workbook-column-content", 52.0),
            word("workbook-column-rejected-why", 40.0),
        ],
        printed: 6,
        frozen: 0,
        foot: &book.phrases.foot,
    };
    page.write(workbook, &book.looks, &rows, book.most, |_, (account, rejected)| {
        vec![
            Cell::Text(short_name(book, account)),
            Cell::Text(account.opened.sheet.clone().unwrap_or_default()),
            Cell::Number(rejected.row as usize),
            Cell::Text(rejected.column.clone()),
            Cell::Text(rejected.text.clone()),
            Cell::Text(capitalised(&book.words.get(rejected.reason))),
        ]
    })
}

/// One line: list, what is said, about which place, what it is.
type Line = (String, String, String, String);

fn how_read(book: &Book<'_>, workbook: &mut Workbook) -> Result<(), XlsxError> {
    let mut lines: Vec<Line> = book.input.accounts.iter().flat_map(|account| of_list(book, account)).collect();
    lines.extend(book.input.certificates.iter().flat_map(|account| of_certificates(book, account)));
    let word = |key: &str, width: f64| (book.words.get(key), width);
    let page = Page {
        name: &book.words.get("workbook-sheet-reading"),
        title: &book.words.get("workbook-reading-title"),
        note: &book.words.get("workbook-reading-note"),
        bands: Vec::new(),
        columns: vec![
            word("workbook-column-list", 22.0),
            word("workbook-column-property", 26.0),
            word("workbook-column-place", 34.0),
            word("workbook-column-read-as", 78.0),
        ],
        printed: 4,
        frozen: 0,
        foot: &book.phrases.foot,
    };
    page.write(workbook, &book.looks, &lines, book.most, |_, (list, what, place, read)| {
        [list, what, place, read].into_iter().map(|text| Cell::Text(text.clone())).collect()
    })
}

/// The folders of certificates, CRLs and trust, and what they came to.
fn of_certificates(book: &Book<'_>, account: &CertificateAccount) -> Vec<Line> {
    let list = book.words.get("workbook-certificates");
    let mut lines: Vec<Line> = Vec::new();
    let mut say = |what: &str, place: String, read: String| {
        lines.push((list.clone(), book.words.get(what), place, read));
    };
    for folder in &account.folders {
        let place = format!("--{}", folder.role.name());
        say("workbook-reading-file", place.clone(), folder.path.display().to_string());
        say("workbook-reading-digest", place, antin_domain::hex::hex(&folder.sha256));
    }
    for sentence in account.sentences() {
        say("workbook-reading-remark", String::new(), book.say(sentence));
    }
    lines
}

fn of_list(book: &Book<'_>, account: &Account) -> Vec<Line> {
    let opened = &account.opened;
    let list = short_name(book, account);
    let mut lines: Vec<Line> = Vec::new();
    let mut say = |what: &str, place: String, read: String| {
        lines.push((list.clone(), book.words.get(what), place, read));
    };
    say("workbook-reading-file", String::new(), opened.path.display().to_string());
    say("workbook-reading-format", String::new(), opened.format.name());
    if let Some(sheet) = &opened.sheet {
        say("workbook-reading-sheet", String::new(), sheet.clone());
    } else {
        let encoding = book.say(Message::new("lists-encoding").with("encoding", opened.encoding.name()));
        say("workbook-reading-encoding", String::new(), encoding);
    }
    let (first, last) = (opened.headings.first, opened.headings.last);
    let heading = if first == last { first.to_string() } else { format!("{first}–{last}") };
    say("workbook-reading-heading", String::new(), heading);
    say("workbook-reading-digest", String::new(), antin_domain::hex::hex(&account.sha256));
    for column in &opened.columns {
        let letter = rust_xlsxwriter::utility::column_number_to_name(column.index as u16);
        let meaning = book.say(column.said());
        let legacy = column.legacy.map(|legacy| book.say(Message::new("lists-legacy").with("legacy", legacy.name())));
        let read = match legacy {
            Some(legacy) => format!("{meaning} ({legacy})"),
            None => meaning,
        };
        say("workbook-reading-column", format!("{letter}: {}", column.heading), read);
    }
    for note in &opened.notes {
        say("workbook-reading-remark", String::new(), book.say(note.clone()));
    }
    for (row, unit) in account.groups.iter().take(MOST_SAMPLES) {
        say("workbook-reading-group", row_name(book, *row), unit.clone());
    }
    if account.groups.len() > MOST_SAMPLES {
        let more = account.groups.len() - MOST_SAMPLES;
        say("workbook-reading-group", String::new(), book.say(Message::new("workbook-more").with("count", more)));
    }
    for problem in &account.problems {
        let place = format!("{}, {}", row_name(book, problem.row), book.field_name(problem.column));
        say("workbook-reading-unread", place, problem.text.clone());
    }
    let more = account.problem_count - account.problems.len().min(account.problem_count);
    if more > 0 {
        say("workbook-reading-unread", String::new(), book.say(Message::new("workbook-more").with("count", more)));
    }
    lines
}

fn short_name(book: &Book<'_>, account: &Account) -> String {
    book.say(Message::new("workbook-list").with("list", account.kind.name()))
}

fn row_name(book: &Book<'_>, row: u32) -> String {
    book.say(Message::new("workbook-row").with("row", row))
}
