//! The top of a file that cannot be read as a list as it stands: what a person needs to say which column is which.

use std::path::Path;

use antin_domain::list::ListKind;

use crate::column::Column;
use crate::layout::Layouts;
use crate::overrides::Overrides;

use super::OpenError;
use super::choose::{self, Candidate, Choice};
use super::decide::Source;
use super::heading::{self, Cells, Line, SEARCHED, Top};
use super::person;

/// Rows of the top that are given along.
const SHOWN: usize = 20;

/// The top of a file, with as much of its headings as is understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// The list it is wanted as, or seems to be; none where nothing speaks for any.
    pub kind: Option<ListKind>,
    /// The sheet, in a workbook.
    pub sheet: Option<String>,
    /// The first and the last row of the sheet that were taken for the headings, from 1.
    pub heading_rows: (u32, u32),
    /// Each heading with what it was understood as.
    pub columns: Vec<(String, Option<Column>)>,
    /// The first rows as they stand, each with its number in the sheet.
    pub rows: Vec<(u32, Vec<String>)>,
}

impl OpenError {
    /// Could a person set it right by saying where the headings are and what the columns mean?
    #[must_use]
    pub fn is_about_headings(&self) -> bool {
        matches!(self, Self::MissingColumn { .. } | Self::NoHeading { .. } | Self::TwoColumns { .. })
    }
}

/// Looks at the top of the file at `path`, for a person to say what its columns mean.
///
/// # Errors
/// There is no table in it.
pub fn look(path: &Path, kind: Option<ListKind>, overrides: Option<&Overrides>) -> Result<Look, OpenError> {
    let nothing = Overrides::default();
    let overrides = overrides.unwrap_or(&nothing);
    let layouts = Layouts::embedded()?;
    let candidates = Source::open(path)?.candidates(path)?;
    let mut readings = choose::readings(path, kind, &candidates, layouts, overrides)?;
    readings.retain(|choice| kind.is_none_or(|kind| choice.kind == kind));
    let rank = |choice: &Choice| (choice.reading.missing.is_empty(), choice.reading.points);
    if let Some(mut best) = readings.into_iter().max_by_key(rank) {
        if let (Some(list), Some(layout)) = (overrides.of(best.kind), layouts.of(best.kind)) {
            person::apply(path, list, layout, &mut best.reading)?;
        }
        let candidate = &candidates[best.candidate];
        let columns = best.reading.texts.iter().cloned().zip(best.reading.meanings).collect();
        return Ok(look_of(candidate, Some(best.kind), (best.reading.first, best.reading.last), columns));
    }
    let cells = |candidate: &&Candidate| candidate.lines.iter().map(|line| line.cells.len()).sum::<usize>();
    let Some(candidate) = candidates.iter().max_by_key(cells).filter(|candidate| !candidate.lines.is_empty()) else {
        return Err(OpenError::Empty { path: path.to_path_buf(), sheet: None });
    };
    let last = widest(&candidate.lines);
    let columns = match kind.and_then(|kind| layouts.of(kind)) {
        Some(layout) => {
            let top = Top::new(&candidate.lines, &candidate.merges, layouts);
            let reading = heading::judge(&top, last, last, layout, Cells::Weighed);
            reading.texts.into_iter().zip(reading.meanings).collect()
        }
        None => candidate.lines[last].cells.iter().map(|cell| (cell.trim().to_owned(), None)).collect(),
    };
    Ok(look_of(candidate, kind, (last, last), columns))
}

fn look_of(
    candidate: &Candidate,
    kind: Option<ListKind>,
    (first, last): (usize, usize),
    columns: Vec<(String, Option<Column>)>,
) -> Look {
    // Headings may stand below a long letter: those that were found are among the rows shown.
    let begin = (last + 1).saturating_sub(SHOWN / 2);
    let shown = candidate.lines.iter().skip(begin).take(SHOWN);
    Look {
        kind,
        sheet: candidate.sheet.clone(),
        heading_rows: (candidate.lines[first].row, candidate.lines[last].row),
        columns,
        rows: shown.map(|line| (line.row, line.cells.clone())).collect(),
    }
}

/// The first row with nearly as many filled cells as any: above it stand titles, below it the data.
fn widest(lines: &[Line]) -> usize {
    let filled = |line: &Line| line.cells.iter().filter(|cell| !cell.trim().is_empty()).count();
    let most = lines.iter().take(SEARCHED).map(filled).max().unwrap_or(0);
    lines.iter().position(|line| filled(line) * 10 >= most * 8).unwrap_or(0)
}
