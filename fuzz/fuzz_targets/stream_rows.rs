//! The rows of delimited text below known headings: no opening, so that many inputs a second are tried.
#![no_main]

use antin_domain::list::ListKind;
use antin_lists::column::Column;
use antin_lists::open::{Body, ColumnUse, Encoding, Format, Headings, Opened};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (kind, bytes) = antin_fuzz::kind(bytes);
    let Some((first, text)) = bytes.split_first() else { return };
    let separator = [b',', b';', b'\t', b'|'][usize::from(*first) % 4];
    let path = antin_fuzz::place("csv");
    if std::fs::write(&path, text).is_err() {
        return;
    }
    let meanings = [
        Column::Serial,
        Column::Holder,
        Column::ValidFrom,
        Column::ValidTo,
        Column::IdNumber,
        Column::Birthday,
        Column::Email,
        Column::Unit1,
        Column::Position,
        Column::Status,
        Column::Renewals,
        Column::PreviousSerial,
    ];
    let used = |(index, meaning)| {
        let heading = String::new();
        ColumnUse { index, heading, meaning: Some(meaning), completes: None, legacy: None }
    };
    antin_fuzz::read_rows(&Opened {
        kind: kind.unwrap_or(ListKind::CaList),
        path,
        format: Format::Csv { separator },
        sheet: None,
        encoding: Encoding::Utf8,
        headings: Headings { first: 1, last: 1, texts: Vec::new() },
        columns: meanings.into_iter().enumerate().map(used).collect(),
        width: Some(4),
        notes: Vec::new(),
        body: Body::File { offset: 0, first_row: 1, separator },
    });
});
