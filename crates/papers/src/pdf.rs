//! A filled paper as PDF/A-2b, set by Typst with the layout of `papers/frame.typ`.
//!
//! The layout receives the paper as JSON, texts only: what a user typed is never read as code. There are no files, no
//! network, no packages and no clock behind it.

pub mod fonts;
mod world;

use crate::paper::{Block, Paper, Table};
use crate::refusal::Refusal;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
use world::PaperWorld;

/// Papers of more rows are not tagged: the tags of a long table are ten times the table (typst/typst#7142).
const MOST_TAGGED_ROWS: usize = 300;

/// A place where a word may break; no text of a paper has this mark of its own ([`crate::text`]).
const BREAK: char = '\u{200b}';

/// Memory that Typst keeps of papers longer ago than this many is given back.
const REMEMBERED_PAPERS: usize = 8;

/// The paper as PDF; `layout` is the text of `frame.typ`. The same paper gives the same bytes.
///
/// # Errors
/// The layout cannot be used, or the paper cannot be set.
pub fn render(paper: &Paper, layout: &str) -> Result<Vec<u8>, Refusal> {
    let json =
        serde_json::to_vec(&breakable(paper)).map_err(|error| Refusal::Rendering { reason: error.to_string() })?;
    let world = PaperWorld::new(layout, json);
    let warned = typst::compile::<PagedDocument>(&world);
    let document = warned.output.map_err(|errors| rendering(&errors))?;
    let standards = PdfStandards::new(&[PdfStandard::A_2b])
        .map_err(|error| Refusal::Rendering { reason: error.message().to_string() })?;
    let (year, month, day) = paper.day;
    let at_noon = Datetime::from_ymd_hms(year, month as u8, day as u8, 12, 0, 0);
    let options = PdfOptions {
        ident: Smart::Custom(format!("{} {} {}", paper.id, paper.head.number, paper.title)),
        creator: Smart::Custom(Some("antin".to_owned())),
        timestamp: at_noon.map(Timestamp::new_utc),
        standards,
        tagged: paper.row_count() <= MOST_TAGGED_ROWS,
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&document, &options).map_err(|errors| rendering(&errors));
    typst::comemo::evict(REMEMBERED_PAPERS);
    bytes
}

fn rendering(errors: &[SourceDiagnostic]) -> Refusal {
    let reasons: Vec<String> = errors
        .iter()
        .map(|error| {
            let hints: String = error.hints.iter().map(|hint| format!(" ({})", hint.v)).collect();
            format!("{}{hints}", error.message)
        })
        .collect();
    Refusal::Rendering { reason: reasons.join("; ") }
}

/// The paper with marks (U+200B) where words that are too long for their column may break. No text of a paper has such a
/// mark of its own; the layout turns each into a place to break that leaves no trace in the text.
fn breakable(paper: &Paper) -> Paper {
    let mut paper = paper.clone();
    let (body, turned) = (paper.size("text_width"), paper.size("text_width_landscape"));
    let size = (paper.size("table"), paper.size("table_landscape"));
    // Rooms in units of the size of the letters: the columns of head and foot, the lines under "Kính gửi".
    let head = &mut paper.head;
    [&mut head.superior, &mut head.agency, &mut head.about, &mut head.number]
        .into_iter()
        .for_each(|text| break_long(text, 13.0));
    head.to.iter_mut().chain([&mut head.place_and_date]).for_each(|text| break_long(text, 22.0));
    paper.recipients.lines.iter_mut().for_each(|line| break_long(line, 18.0));
    for signature in &mut paper.signatures {
        signature.lines.iter_mut().chain([&mut signature.name]).for_each(|text| break_long(text, 14.0));
    }
    paper.blocks.iter_mut().for_each(|block| break_words(block, body, size.0));
    for annex in &mut paper.annexes {
        let (width, size) = if annex.landscape { (turned, size.1) } else { (body, size.0) };
        annex.blocks.iter_mut().for_each(|block| break_words(block, width, size));
    }
    paper
}

fn break_words(block: &mut Block, width: f64, size: f64) {
    match block {
        Block::Table(table) => break_table(table, width, size),
        Block::Pairs { rows } => rows.iter_mut().flatten().for_each(|text| break_long(text, 18.0)),
        Block::Paragraph { text, .. } => break_long(text, 28.0),
        Block::Chart { .. } => {}
    }
}

fn break_table(table: &mut Table, width: f64, size: f64) {
    let shares: f64 = table.columns.iter().map(|column| column.width).sum();
    // Millimetres to points, the cell's inset taken off; in units of the size of the letters.
    let room = |share: f64| ((width * share / shares * 2.835 - 6.0) / size).max(1.5);
    let rooms: Vec<f64> = table.columns.iter().map(|column| room(column.width)).collect();
    for row in table.rows.iter_mut().chain([&mut table.total]) {
        row.iter_mut().zip(&rooms).for_each(|(text, room)| break_long(text, *room));
    }
}

/// About how wide a letter of Times is, in units of its size; rather too wide than too narrow.
fn width_of(letter: char) -> f64 {
    match letter {
        '.' | ',' | ':' | ';' | '\'' | '/' | 'i' | 'j' | 'l' | 't' | 'I' | '|' | '-' | 'f' | 'r' => 0.35,
        'm' | 'w' => 0.78,
        'M' | 'W' | '@' => 0.95,
        _ if letter.is_uppercase() => 0.72,
        _ => 0.51,
    }
}

/// Puts marks into the words of `text` that are wider than `room`: behind signs, else where the line is full.
fn break_long(text: &mut String, room: f64) {
    let width = |word: &str| word.chars().map(width_of).sum::<f64>();
    // No letter is narrower than this, so most texts are not looked at closely.
    if text.chars().count() as f64 * 0.95 <= room || text.split_whitespace().all(|word| width(word) <= room) {
        return;
    }
    let mut out = String::with_capacity(text.len() + 8);
    for part in text.split_inclusive(char::is_whitespace) {
        if width(part.trim_end()) <= room {
            out.push_str(part);
            continue;
        }
        let mut filled = 0.0;
        for letter in part.chars() {
            if filled + width_of(letter) > room {
                out.push(BREAK);
                filled = 0.0;
            }
            filled += width_of(letter);
            out.push(letter);
            if matches!(letter, '@' | '.' | '/' | '-' | '_' | ';' | ':' | '|' | ',') {
                out.push(BREAK);
                filled = 0.0;
            }
        }
    }
    *text = out;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, room: f64, expected: &str) {
        let mut broken = text.to_owned();
        break_long(&mut broken, room);
        assert_eq!(broken.replace(BREAK, "·"), expected);
    }

    #[test]
    fn only_words_that_are_too_long_get_places_to_break() {
        check("Nguyễn Văn An", 4.0, "Nguyễn Văn An");
        check("An ntdung2.nbi@gdt.gov.vn", 6.0, "An ntdung2.·nbi@·gdt.·gov.·vn");
        check("0123456789ABCDEF", 3.2, "012345·6789A·BCDE·F");
    }
}
