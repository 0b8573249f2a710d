//! Which sheet, which separator, which heading row, which list: the reading with the most points.

use std::borrow::Cow;
use std::path::Path;

use antin_domain::list::ListKind;

use crate::layout::words::fold;
use crate::layout::{Layout, Layouts};
use crate::legacy;
use crate::overrides::Overrides;

use super::OpenError;
use super::groups;
use super::heading::{self, Cells, Line, Merge, Reading, SEARCHED, Top};
use super::wrapped::Wrapping;

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
    /// Cells merged in its first lines.
    pub merges: Vec<Merge>,
    /// Cells merged over several rows, anywhere.
    pub downwards: Vec<Merge>,
}

/// A reading that was chosen.
pub struct Choice {
    /// Index of the candidate.
    pub candidate: usize,
    /// The list it is.
    pub kind: ListKind,
    /// How its top is read.
    pub reading: Reading,
    /// Names of other sheets that could be read as the same list.
    pub others: Vec<String>,
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
    wanted: Option<ListKind>,
    candidates: &[Candidate],
    layouts: &Layouts,
    overrides: &Overrides,
) -> Result<Vec<Choice>, OpenError> {
    let file = path.file_stem().map(|stem| fold(&stem.to_string_lossy())).unwrap_or_default();
    let mut found: Vec<Choice> = Vec::new();
    for (at, candidate) in candidates.iter().enumerate() {
        let lines = readable(&candidate.lines);
        let top = Top::new(&lines, &candidate.merges, layouts);
        let mut until = SEARCHED;
        // The wanted list first: where its headings are found, the others need not be searched for elsewhere.
        let (first, others): (Vec<&Layout>, Vec<&Layout>) =
            layouts.lists.iter().partition(|layout| Some(layout.kind) == wanted);
        for layout in first.into_iter().chain(others) {
            let said = overrides.of(layout.kind);
            let sheet = said.and_then(|list| list.sheet.as_ref());
            if sheet.is_some_and(|wanted| candidate.sheet.as_ref().is_some_and(|name| name != wanted)) {
                continue;
            }
            let reading = match said.and_then(|list| list.rows) {
                Some(rows) => named(path, &top, rows, layout)?,
                None => heading::find(&top, layout, &mut until),
            };
            let Some(mut reading) = reading else { continue };
            groups::excuse(&mut reading, &lines);
            around(candidate, &file, layout, &mut reading);
            let mut choice = Choice { candidate: at, kind: layout.kind, reading, others: Vec::new() };
            match found.iter_mut().find(|best| best.kind == layout.kind) {
                None => found.push(choice),
                Some(best) => {
                    if better(&choice, best, candidates) {
                        std::mem::swap(best, &mut choice);
                    }
                    // Now `choice` is the one that is not read.
                    best.others.append(&mut choice.others);
                    let unread = &candidates[choice.candidate];
                    if choice.reading.missing.is_empty() && choice.reading.data < unread.lines.len() {
                        best.others.extend(unread.sheet.clone());
                    }
                }
            }
        }
    }
    found.sort_by_key(|choice| ListKind::ALL.iter().position(|kind| *kind == choice.kind));
    Ok(found)
}

/// Points for what stands around the table: names of sheet and file, rows below the headings.
fn around(candidate: &Candidate, file: &str, layout: &Layout, reading: &mut Reading) {
    let sheet = candidate.sheet.as_deref().map(fold).unwrap_or_default();
    if layout.titles_in(&sheet) + layout.titles_in(file) > 0 {
        reading.titles += 1;
        reading.points += 12;
    }
    if reading.data >= candidate.lines.len() {
        reading.points -= 60;
    }
    if candidate.hidden {
        reading.points -= 30;
    }
}

fn better(new: &Choice, old: &Choice, candidates: &[Candidate]) -> bool {
    let rank = |choice: &Choice| (choice.reading.missing.is_empty(), choice.reading.points);
    let rows = |choice: &Choice| candidates[choice.candidate].lines.len();
    rank(new) > rank(old) || rank(new) == rank(old) && rows(new) > rows(old)
}

fn named(path: &Path, top: &Top, rows: NamedRows, layout: &Layout) -> Result<Option<Reading>, OpenError> {
    let lines = top.lines;
    let place = |row: u32| lines.iter().position(|line| line.row == row);
    match (place(rows.first), place(rows.last)) {
        (Some(first), Some(last)) if first <= last => {
            Ok(Some(heading::judge(top, first, last, layout, Cells::Weighed)))
        }
        _ => Err(OpenError::Unknown {
            path: path.to_path_buf(),
            what: "row",
            wanted: rows.first.to_string(),
            found: lines.iter().take(SEARCHED).map(|line| line.row.to_string()).collect(),
        }),
    }
}

/// The lines with wrappings taken off and old fonts undone at the top, so that headings can be recognised.
fn readable(lines: &[Line]) -> Cow<'_, [Line]> {
    let unwrapped = Wrapping::find(lines).map(|wrapping| wrapping.off_lines(lines));
    let mut readable = unwrapped.map_or(Cow::Borrowed(lines), Cow::Owned);
    for at in 0..lines.len().min(SEARCHED + 20) {
        let line = &readable[at];
        let found: Vec<_> = line.cells.iter().map(|cell| legacy::best(cell)).collect();
        let fonts = found.iter().flatten().map(|(font, _)| *font);
        // The headings of one row are typed in one font: `Sè` could be a word, beside `Hä vµ tªn` it is `Số`.
        let common = fonts.clone().max_by_key(|font| fonts.clone().filter(|other| other == font).count());
        let Some(legacy) = common else { continue };
        let common = legacy::Detected { legacy, mostly: true };
        for (cell, best) in readable.to_mut()[at].cells.iter_mut().zip(found) {
            if let Some(text) = legacy::convert_cell(cell, common).or(best.map(|(_, text)| text)) {
                *cell = text;
            }
        }
    }
    readable
}
