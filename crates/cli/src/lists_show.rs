//! `antin lists show`: how a file is read, before a review relies on it.

use antin_domain::message::Message;
use antin_lists::open::Opened;

use crate::words::Words;

/// Rows that are shown.
const ROWS: usize = 5;
/// Values of a column that are shown, and how wide.
const VALUES: usize = 3;
const VALUE_WIDTH: usize = 60;

/// How `opened` is read, for a terminal.
pub fn show(opened: &Opened, words: &Words) -> String {
    let rows = opened.sample(ROWS);
    let mut lines = heading(opened, words);
    lines.push(String::new());
    lines.push(words.get("lists-show-columns"));
    lines.extend(table(columns(opened, words, &rows)));
    lines.push(String::new());
    lines.push(words.get("lists-show-rows"));
    lines.extend(rows.iter().map(|(row, cells)| format!("  {row}: {}", cells.join(" | "))));
    if !opened.notes.is_empty() {
        lines.push(String::new());
        lines.push(words.get("lists-show-notes"));
        lines.extend(opened.notes.iter().map(|note| format!("  - {}", words.say(note))));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn heading(opened: &Opened, words: &Words) -> Vec<String> {
    let rows = if opened.headings.first == opened.headings.last {
        opened.headings.first.to_string()
    } else {
        format!("{}–{}", opened.headings.first, opened.headings.last)
    };
    let mut lines = vec![
        words.say(&Message::new("lists-show-file").with("path", opened.path.display())),
        words.say(&kind_line(opened)),
        words.say(&Message::new("lists-show-format").with("format", opened.format.name())),
    ];
    if let Some(sheet) = &opened.sheet {
        lines.push(words.say(&Message::new("lists-show-sheet").with("sheet", sheet)));
    } else {
        lines.push(words.say(&encoding_line(opened)));
    }
    lines.push(words.say(&Message::new("lists-show-headings").with("rows", rows)));
    lines
}

/// The sentence quotes another one, which mentions the list.
fn kind_line(opened: &Opened) -> Message {
    let line = Message::new("lists-show-kind");
    line.with("kind", opened.kind.name())
}

/// The sentence quotes another one, which mentions the encoding.
fn encoding_line(opened: &Opened) -> Message {
    let line = Message::new("lists-show-encoding");
    line.with("encoding", opened.encoding.name())
}

/// The lines of the table of columns, its own headings first.
fn columns(opened: &Opened, words: &Words, rows: &[(u32, Vec<String>)]) -> Vec<[String; 4]> {
    let mut lines = vec![[
        words.get("lists-show-column"),
        words.get("lists-show-heading"),
        words.get("lists-show-meaning"),
        words.get("lists-show-values"),
    ]];
    for column in &opened.columns {
        let meaning = words.say(&column.said());
        let values: Vec<&str> = rows
            .iter()
            .filter_map(|(_, cells)| cells.get(column.index).map(|cell| cell.trim()))
            .filter(|cell| !cell.is_empty())
            .take(VALUES)
            .collect();
        let number = format!("{} {}", column.index + 1, letters(column.index));
        lines.push([number, column.heading.clone(), meaning, cut(&values.join(" · "), VALUE_WIDTH)]);
    }
    lines
}

/// The letters by which spreadsheet programs call a column: A, B, … Z, AA.
fn letters(index: usize) -> String {
    let mut rest = index + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        letters.push(char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0)));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// Lines of equal width, two spaces between columns.
fn table(lines: Vec<[String; 4]>) -> Vec<String> {
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..3).map(width).collect();
    let padded = |line: &[String; 4]| {
        let cells: String = line.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}  ")).collect();
        format!("  {cells}{}", line[3]).trim_end().to_owned()
    };
    lines.iter().map(padded).collect()
}

fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{cut, letters};

    #[test]
    fn columns_are_called_as_in_a_spreadsheet() {
        assert_eq!([0, 25, 26, 701, 702].map(letters), ["A", "Z", "AA", "ZZ", "AAA"]);
    }

    #[test]
    fn long_values_are_cut() {
        assert_eq!(cut("Nguyễn", 3), "Ngu…");
    }
}
