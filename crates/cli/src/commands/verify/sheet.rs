//! A report as a sheet in PDF/A, by `papers/verification-report.toml`.

use super::view::{FileView, SignatureView};
use crate::commands::certificate::local;
use crate::commands::review::as_of;
use crate::failure::Failure;
use crate::papers::{shelf, unusable};
use crate::words::Words;
use antin_domain::day::Day;
use antin_papers::data::Data;
use antin_papers::pdf::fonts::has_glyph;
use antin_papers::{fill, pdf};
use antin_pki::time::Time;
use serde_json::{Value, json};

/// Letters of one cell, at most: what is longer is cut with a sign, the other formats show all of it.
const MOST: usize = 1_900;

/// The bytes of the sheet.
///
/// # Errors
/// The template of the program cannot be used.
pub fn pdf(views: &[FileView], agency: Option<&str>, at: Time, words: &Words) -> Result<Vec<u8>, Failure> {
    let shelf = shelf(None)?;
    // The instant stands once, above the table.
    let instant = words.get("signing-label-judged-at");
    let files: Vec<Value> = views
        .iter()
        .map(|view| {
            let details: Vec<_> = view.details.iter().filter(|(label, _)| *label != instant).cloned().collect();
            let sentence = [&[view.headline.clone()][..], &view.notes].concat().join("\n");
            json!({ "file": printable(&view.file, 900), "sentence": printable(&sentence, MOST),
                    "details": printable(&pairs(&details), MOST) })
        })
        .collect();
    let signatures: Vec<Value> = views
        .iter()
        .flat_map(|view| view.signatures.iter().map(move |one| signature(view, one, views.len())))
        .collect();
    let mut data = Data::new();
    // The head of the sheet names who made it; without a name there is room to write it.
    data.insert("agency".into(), agency.unwrap_or("…………………………").into());
    data.insert("judged_at".into(), words.fill("signing-vietnam-time", &[("at", local(at))]).into());
    data.insert("files".into(), files.into());
    data.insert("signatures".into(), signatures.into());
    let (year, month, day) = at.plus(7 * 3600).civil();
    let day = match i32::try_from(year).ok().and_then(|year| Day::new(year, month, day)) {
        // The law of an instant before the first edition is not asked for: the sheet is made today.
        Some(day) if day >= Day::new(2018, 11, 15).unwrap_or(day) => day,
        _ => as_of(None)?,
    };
    let paper = fill::fill(&shelf, "verification-report", &data, day).map_err(|refusal| unusable(&refusal))?;
    pdf::render(&paper, &shelf.layout).map_err(|refusal| unusable(&refusal))
}

fn signature(view: &FileView, one: &SignatureView, files: usize) -> Value {
    let title = if files > 1 { format!("{}\n{}", one.title, view.file) } else { one.title.clone() };
    let mut found = vec![one.word.clone()];
    found.extend(one.reasons.iter().map(|reason| format!("- {reason}")));
    found.extend(one.lines.iter().map(|(label, value)| format!("{label}: {value}")));
    json!({ "title": printable(&title, MOST), "found": printable(&found.join("\n"), MOST),
            "details": printable(&pairs(&one.details), MOST) })
}

fn pairs(pairs: &[(String, String)]) -> String {
    let lines: Vec<String> = pairs.iter().map(|(label, value)| format!("{label}: {value}")).collect();
    lines.join("\n")
}

/// What the paper can show: a letter that it has no picture of, or that turns the writing, becomes a question mark.
fn printable(text: &str, most: usize) -> String {
    let mut out: String = text
        .chars()
        .map(|letter| if letter == '\n' || (!letter.is_control() && has_glyph(letter)) { letter } else { '?' })
        .take(most)
        .collect();
    if text.chars().count() > most {
        out.push('…');
    }
    if out.trim().is_empty() { "?".to_owned() } else { out }
}
