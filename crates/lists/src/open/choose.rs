//! Which sheet, which separator, which heading row, which list: the reading with the most points.

use std::path::Path;

use antin_domain::list::ListKind;

use crate::layout::words::fold;
use crate::layout::{Layout, Layouts};
use crate::legacy;

use super::OpenError;
use super::heading::{self, Line, Merge, Reading, SEARCHED};

/// One table that a file may hold: a sheet, or its text split at one separator.
pub struct Candidate {
    /// Name of the sheet.
    pub sheet: Option<String>,
    /// Hidden by its author.
    pub hidden: bool,
    /// Separator of delimited text.
    pub separator: u8,
    /// Its first lines as they stand.
    pub lines: Vec<Line>,
    /// Its merged cells.
    pub merges: Vec<Merge>,
}

/// A reading that was chosen.
pub struct Choice {
    /// Index of the candidate.
    pub candidate: usize,
    /// The list it is.
    pub kind: ListKind,
    /// How its top is read.
    pub reading: Reading,
}

/// A heading row that a person has named: lines by sheet row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedRows {
    /// First heading row.
    pub first: u32,
    /// Last heading row.
    pub last: u32,
}

/// The best reading of each list, in the order of [`ListKind::ALL`].
pub fn readings(
    path: &Path,
    candidates: &[Candidate],
    layouts: &Layouts,
    rows: impl Fn(ListKind) -> Option<NamedRows>,
    sheet: impl Fn(ListKind) -> Option<String>,
) -> Result<Vec<Choice>, OpenError> {
    let file = path.file_stem().map(|stem| fold(&stem.to_string_lossy())).unwrap_or_default();
    let mut found: Vec<Choice> = Vec::new();
    for (at, candidate) in candidates.iter().enumerate() {
        let lines = readable(&candidate.lines);
        for layout in &layouts.lists {
            if sheet(layout.kind).is_some_and(|wanted| candidate.sheet.as_ref().is_some_and(|name| *name != wanted)) {
                continue;
            }
            let reading = match rows(layout.kind) {
                Some(rows) => named(path, &lines, candidate, rows, layout, layouts)?,
                None => heading::find(&lines, &candidate.merges, layout, layouts),
            };
            let Some(mut reading) = reading else { continue };
            reading.points += around(candidate, &file, layout, reading.data);
            let choice = Choice { candidate: at, kind: layout.kind, reading };
            match found.iter_mut().find(|best| best.kind == layout.kind) {
                None => found.push(choice),
                Some(best) if better(&choice, best, candidates) => *best = choice,
                Some(_) => {}
            }
        }
    }
    Ok(found)
}

/// Points for what stands around the table: names of sheet and file, rows below the headings.
fn around(candidate: &Candidate, file: &str, layout: &Layout, data: usize) -> i32 {
    let sheet = candidate.sheet.as_deref().map(fold).unwrap_or_default();
    let names = layout.titles_in(&sheet) + layout.titles_in(file);
    let mut points = if names > 0 { 12 } else { 0 };
    if data >= candidate.lines.len() {
        points -= 60;
    }
    if candidate.hidden {
        points -= 30;
    }
    points
}

fn better(new: &Choice, old: &Choice, candidates: &[Candidate]) -> bool {
    let rank = |choice: &Choice| (choice.reading.missing.is_empty(), choice.reading.points);
    let rows = |choice: &Choice| candidates[choice.candidate].lines.len();
    rank(new) > rank(old) || rank(new) == rank(old) && rows(new) > rows(old)
}

fn named(
    path: &Path,
    lines: &[Line],
    candidate: &Candidate,
    rows: NamedRows,
    layout: &Layout,
    layouts: &Layouts,
) -> Result<Option<Reading>, OpenError> {
    let place = |row: u32| lines.iter().position(|line| line.row == row);
    match (place(rows.first), place(rows.last)) {
        (Some(first), Some(last)) if first <= last => {
            Ok(Some(heading::judge(lines, &candidate.merges, first, last, layout, layouts)))
        }
        _ => Err(OpenError::Unknown {
            path: path.to_path_buf(),
            what: "row",
            wanted: rows.first.to_string(),
            found: lines.iter().take(SEARCHED).map(|line| line.row.to_string()).collect(),
        }),
    }
}

/// The lines with old fonts undone at the top, so that headings can be recognised.
fn readable(lines: &[Line]) -> Vec<Line> {
    let mut lines = lines.to_vec();
    for cell in lines.iter_mut().take(SEARCHED + 20).flat_map(|line| &mut line.cells) {
        if let Some((_, text)) = legacy::best(cell) {
            *cell = text;
        }
    }
    lines
}
