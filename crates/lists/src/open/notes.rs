//! What a person should know about a reading: everything that was decided for him.

use antin_domain::list::ListKind;
use antin_domain::message::Message;

use super::Encoding;
use super::choose::Candidate;
use super::heading::Reading;

/// The heading of a column, with its number: two columns may have the same heading.
pub fn name_of(reading: &Reading, index: usize) -> String {
    let text = reading.texts.get(index).map_or("", String::as_str);
    format!("{text} ({})", index + 1)
}

/// Notes on sheets and headings.
pub fn of_reading(candidate: &Candidate, reading: &Reading, others: Vec<String>, is_1904: bool) -> Vec<Message> {
    let mut notes = Vec::new();
    if let Some(sheet) = candidate.sheet.as_ref().filter(|_| candidate.hidden) {
        notes.push(Message::new("lists-hidden-sheet").with("sheet", sheet));
    }
    if !others.is_empty() {
        notes.push(Message::new("lists-other-sheets").with("sheets", others.join(", ")));
    }
    for index in &reading.by_content {
        let note = Message::new("lists-by-content").with("column", index + 1);
        notes.extend(reading.meanings[*index].map(|column| note.with("meaning", column.name())));
    }
    for (column, used, unused) in &reading.also {
        let note = Message::new("lists-also-claims")
            .with("unused", name_of(reading, *unused))
            .with("used", name_of(reading, *used));
        notes.push(note.with("meaning", column.name()));
    }
    for column in &reading.named {
        let note = Message::new("lists-by-person");
        notes.push(note.with("meaning", column.name()));
    }
    if is_1904 {
        notes.push(Message::new("lists-epoch-1904"));
    }
    notes
}

/// A note on an encoding that is not UTF-8.
pub fn of_encoding(encoding: Encoding) -> Option<Message> {
    let usual = matches!(encoding, Encoding::Utf8 | Encoding::Utf8Bom | Encoding::Workbook);
    let note = Message::new("lists-file-encoding");
    (!usual).then(|| note.with("encoding", encoding.name()))
}

/// A note that the file looks more like another list.
pub fn seems_other(kind: ListKind, seems: ListKind) -> Message {
    let note = Message::new("lists-seems-other");
    note.with("kind", kind.name()).with("seems", seems.name())
}
