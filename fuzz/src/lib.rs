//! What the targets share: a file in memory, reading a list to its end, packages around one fuzzed part.

use antin_domain::list::ListKind;
use antin_domain::text::SharedTexts;
use antin_lists::open::{Opened, open};
use antin_lists::rows::{Intake, Reading};
use antin_lists::stream::StreamError;
use std::io::{Cursor, Write};
use std::path::PathBuf;
use std::sync::Once;
use zip::write::SimpleFileOptions;

/// The library that reads workbooks gives up on some of them with a panic, which `open` catches and tells as damage. The
/// fuzzer's own hook would end the run there; panics of every other place still do.
fn let_the_workbook_reader_give_up() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let ends_the_run = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let place = panic.location().map_or("", |location| location.file());
            if !place.contains("calamine") {
                ends_the_run(panic);
            }
        }));
    });
}

/// Writes `bytes` to a file of this process and opens it as `kind`; what can be read is read to its end.
pub fn read_list(bytes: &[u8], ending: &str, kind: Option<ListKind>) {
    let_the_workbook_reader_give_up();
    let path = place(ending);
    if std::fs::write(&path, bytes).is_err() {
        return;
    }
    match open(&path, kind, None) {
        Ok(opened) => {
            opened.sample(10);
            read_rows(&opened);
        }
        Err(error) => {
            // Whatever cannot be read has a sentence.
            let _ = (error.to_string(), error.message());
        }
    }
}

/// Reads every row; used + rejected = read.
pub fn read_rows(opened: &Opened) {
    let domains = ["gov.vn".to_owned()];
    let silent = |_| ();
    let names = SharedTexts::default();
    let mut intake = Intake::new(&names, &domains, 1, &silent);
    match opened.kind {
        ListKind::CaList => adds_up(intake.ca_list(opened)),
        ListKind::Registry => adds_up(intake.registry(opened)),
        ListKind::Roster => adds_up(intake.roster(opened)),
        ListKind::Units => adds_up(intake.units(opened)),
        ListKind::Sent => adds_up(intake.sent(opened)),
    }
}

fn adds_up<R>(reading: Result<Reading<R>, StreamError>) {
    if let Ok(reading) = reading {
        assert_eq!(reading.read, reading.rows.len() + reading.rejected.len(), "rows are lost");
    }
}

/// A file of this process, in memory where the system has such a place.
pub fn place(ending: &str) -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    let folder = if memory.is_dir() { memory } else { std::env::temp_dir() };
    folder.join(format!("antin-fuzz-{}.{ending}", std::process::id()))
}

/// The kind of list that the first byte asks for, and the rest.
pub fn kind(bytes: &[u8]) -> (Option<ListKind>, &[u8]) {
    let Some((first, rest)) = bytes.split_first() else { return (None, bytes) };
    let kinds = [
        Some(ListKind::CaList),
        Some(ListKind::Registry),
        Some(ListKind::Roster),
        Some(ListKind::Units),
        Some(ListKind::Sent),
        None,
    ];
    (kinds[usize::from(*first) % kinds.len()], rest)
}

/// A package of these parts, not compressed.
pub fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in parts {
        if writer.start_file(*name, stored).is_err() || writer.write_all(bytes).is_err() {
            return Vec::new();
        }
    }
    writer.finish().map(Cursor::into_inner).unwrap_or_default()
}
