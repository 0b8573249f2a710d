//! Documents by which something was asked of the CA: what clause 2.1a wants sent along.
//!
//! > 2.1a: where they do not agree, the department supplies information with the documents by which revocation or new
//! > issue had been requested.

use super::Book;
use antin_domain::certificate::RequestKind;
use antin_domain::key::Key;
use antin_domain::message::Message;
use antin_domain::row::SentRow;
use antin_review::matching::Holder;
use antin_review::{Case, Review, Snapshot};
use std::collections::HashMap;

/// Requests sent, by serial and, where they name none, by holder.
#[derive(Default)]
pub struct Documents {
    by_serial: HashMap<Key, Vec<u32>>,
    by_name: HashMap<Key, Vec<u32>>,
}

impl Documents {
    /// Looks through the list of requests sent.
    #[must_use]
    pub fn new(snapshot: &Snapshot, review: &Review) -> Documents {
        let mut documents = Documents::default();
        for (index, row) in (0..).zip(&snapshot.sent) {
            if row.serial.is_readable() {
                let readings = [Some(row.serial.hex), row.serial.hex.decimal_reading()];
                for serial in readings.into_iter().flatten() {
                    documents.by_serial.entry(serial.key()).or_default().push(index);
                }
            } else if !row.holder.is_blank() {
                documents.by_name.entry(review.understanding.folded(row.holder)).or_default().push(index);
            }
        }
        documents
    }

    /// The documents about a case, one a line.
    #[must_use]
    pub fn of(&self, book: &Book<'_>, case: &Case) -> String {
        let (snapshot, understanding) = (&book.input.snapshot, &book.review.understanding);
        let (serial, holder) = match snapshot.ca.get(case.ca as usize) {
            Some(row) => (row.serial.hex, Holder::from(row)),
            None => match snapshot.registry.get(case.registry as usize) {
                Some(row) => (row.serial.hex, Holder::from(row)),
                None => return String::new(),
            },
        };
        let fits = |row: &&SentRow| {
            let named = Holder { name: row.holder, ..Holder::default() };
            understanding.name_fits_holder(snapshot, &holder, &named)
        };
        let of = |found: Option<&Vec<u32>>| -> Vec<SentRow> {
            let rows = found.into_iter().flatten().map(|&index| &snapshot.sent[index as usize]);
            rows.filter(fits).copied().collect()
        };
        let mut found = of(self.by_serial.get(&serial.key()));
        let mut lines: Vec<String> = Vec::new();
        if found.is_empty() {
            // A request for a new certificate cannot name its serial; namesakes are possible, so it says so.
            found = of(self.by_name.get(&understanding.folded(holder.name)));
            found.retain(|row| row.kind == RequestKind::Issue);
            lines.extend(found.iter().map(|row| {
                let document = line(book, row);
                book.say(Message::new("workbook-document-by-name").with("document", document))
            }));
        } else {
            lines.extend(found.iter().map(|row| line(book, row)));
        }
        lines.dedup();
        lines.join("\n")
    }
}

/// What was asked for, number and day.
fn line(book: &Book<'_>, row: &SentRow) -> String {
    let key = match row.kind {
        RequestKind::Issue => "workbook-request-issue",
        RequestKind::Renew => "workbook-request-renew",
        RequestKind::ChangeInfo => "workbook-request-change-info",
        RequestKind::Revoke => "workbook-request-revoke",
        RequestKind::Unknown => "workbook-request-unknown",
    };
    let number = book.input.snapshot.dictionary.words.get(row.number);
    let document = Message::new("workbook-document").with("number", number).with("day", row.on);
    format!("{}: {}", book.words.get(key), book.say(document))
}
