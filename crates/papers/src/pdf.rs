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

/// Memory that Typst keeps of papers longer ago than this many is given back.
const REMEMBERED_PAPERS: usize = 8;

/// The paper as PDF; `layout` is the text of `frame.typ`. The same paper gives the same bytes.
///
/// # Errors
/// The layout cannot be used, or the paper cannot be set.
pub fn render(paper: &Paper, layout: &str) -> Result<Vec<u8>, Refusal> {
    let json = serde_json::to_vec(&breakable(paper)).map_err(|error| Refusal::Rendering { reason: error.to_string() })?;
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
        Block::Pairs { rows } => rows.iter_mut().flatten().for_each(|text| break_long(text, 30)),
        Block::Paragraph { text, .. } => break_long(text, 60),
        Block::Chart { .. } => {}
    }
}

fn break_table(table: &mut Table, width: f64, size: f64) {
    let shares: f64 = table.columns.iter().map(|column| column.width).sum();
    // Millimetres to points; a letter of Times is about half as wide as high, capitals and digits of serials more.
    let most = |share: f64| ((width * share / shares * 2.835 - 6.0) / (size * 0.6)).max(2.0) as usize;
    let most: Vec<usize> = table.columns.iter().map(|column| most(column.width)).collect();
    for row in table.rows.iter_mut().chain([&mut table.total]) {
        row.iter_mut().zip(&most).for_each(|(text, most)| break_long(text, *most));
    }
}

/// Puts marks into the words of `text` that have more than `most` letters: behind signs, else where the line is full.
fn break_long(text: &mut String, most: usize) {
    if text.len() <= most || text.split_whitespace().all(|word| word.chars().count() <= most) {
        return;
    }
    let mut out = String::with_capacity(text.len() + 8);
    // Letters since the last place where a line may end.
    let mut run = 0;
    let lengths = word_lengths(text);
    for (index, letter) in text.chars().enumerate() {
        if letter.is_whitespace() {
            run = 0;
        } else if lengths[index] > most {
            if run >= most {
                out.push('\u{200b}');
                run = 0;
            }
            run += 1;
        }
        out.push(letter);
        if lengths[index] > most && matches!(letter, '@' | '.' | '/' | '-' | '_' | ';' | ':' | '|' | ',') {
            out.push('\u{200b}');
            run = 0;
        }
    }
    *text = out;
}

/// For each letter of `text`, the length of the word it stands in.
fn word_lengths(text: &str) -> Vec<usize> {
    let mut lengths = Vec::with_capacity(text.len());
    for word in text.split_inclusive(char::is_whitespace) {
        let length = word.trim_end().chars().count();
        lengths.extend(word.chars().map(|_| length));
    }
    lengths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, most: usize, expected: &str) {
        let mut broken = text.to_owned();
        break_long(&mut broken, most);
        assert_eq!(broken.replace('\u{200b}', "·"), expected);
    }

    #[test]
    fn only_words_that_are_too_long_get_places_to_break() {
        check("Nguyễn Văn An", 8, "Nguyễn Văn An");
        check("An ntdung2.nbi@gdt.gov.vn", 10, "An ntdung2.·nbi@·gdt.·gov.·vn");
        check("0123456789ABCDEF", 6, "012345·6789AB·CDEF");
    }
}
