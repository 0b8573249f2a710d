//! An explanation on a terminal: lines that a person can read.

use super::table::{WIDTH, table, wrap};
use antin_results::explain::{Explanation, Item, Rows, Value};

/// The explanation, from the answer down to the law.
#[must_use]
pub fn text(explanation: &Explanation) -> String {
    let mut lines = Vec::new();
    explanation.heading.iter().for_each(|line| sentence(&mut lines, "", line));
    rows(&mut lines, &explanation.rows);
    for part in &explanation.parts {
        lines.extend([String::new(), part.title.clone()]);
        part.items.iter().for_each(|one| item(&mut lines, one));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn rows(lines: &mut Vec<String>, rows: &Rows) {
    lines.extend([String::new(), rows.title.clone()]);
    let mut cells: Vec<Vec<String>> = vec![std::iter::once(String::new()).chain(rows.head.iter().cloned()).collect()];
    for (name, values) in &rows.fields {
        cells.push(std::iter::once(name.clone()).chain(values.iter().map(marked)).collect());
    }
    lines.extend(table(&cells));
    rows.notes.iter().for_each(|note| sentence(lines, "  ", note));
}

fn marked(value: &Value) -> String {
    match (value.is_wrong, value.text.is_empty()) {
        (true, true) => "≠ –".to_owned(),
        (true, false) => format!("≠ {}", value.text),
        (false, _) => value.text.clone(),
    }
}

fn item(lines: &mut Vec<String>, item: &Item) {
    sentence(lines, if item.is_remark { "  " } else { "  - " }, &item.text);
    if let Some(because) = &item.because {
        sentence(lines, "    ", because);
    }
    if let Some(asks) = &item.asks {
        sentence(lines, "    → ", asks);
    }
}

/// A sentence behind `mark`, wrapped; further lines stand below its first letter.
fn sentence(lines: &mut Vec<String>, mark: &str, text: &str) {
    let indent = mark.chars().count();
    for (i, line) in wrap(text, WIDTH - indent).into_iter().enumerate() {
        let before = if i == 0 { mark.to_owned() } else { " ".repeat(indent) };
        lines.push(before + &line);
    }
}
