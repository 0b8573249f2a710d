//! The steps of opening a file, one after another.

use std::path::Path;

use antin_domain::list::ListKind;
use antin_domain::message::Message;

use crate::column::Column;
use crate::layout::Layouts;
use crate::legacy::{self, Detected};
use crate::overrides::Overrides;

use super::choose::{self, Candidate, Choice};
use super::delimited::SEPARATORS;
use super::heading::Line;
use super::sniff::{self, Sniffed};
use super::text::Text;
use super::workbook::Workbook;
use super::{ColumnUse, Encoding, Format, Headings, OpenError, Opened};

/// Opens the file at `path`; see [`super::open`].
pub fn open(path: &Path, kind: Option<ListKind>, overrides: &Overrides) -> Result<Opened, OpenError> {
    let layouts = Layouts::load(overrides.layouts.as_deref())?;
    let mut source = Source::open(path)?;
    let candidates = source.candidates(path)?;
    let readings = choose::readings(
        path,
        &candidates,
        &layouts,
        |kind| overrides.of(kind).and_then(|list| list.rows),
        |kind| overrides.of(kind).and_then(|list| list.sheet.clone()),
    )?;
    let choice = choose(path, kind, readings, &candidates)?;
    finish(path, choice, &candidates, &mut source, overrides)
}

/// The file behind the candidates.
enum Source {
    Text(Text),
    Workbook(Format, Workbook),
}

impl Source {
    fn open(path: &Path) -> Result<Self, OpenError> {
        Ok(match sniff::sniff(path)? {
            Sniffed::Text => Self::Text(Text::open(path)?),
            Sniffed::Workbook(format) => Self::Workbook(format, Workbook::open(path, format)?),
        })
    }

    fn candidates(&mut self, path: &Path) -> Result<Vec<Candidate>, OpenError> {
        match self {
            Self::Text(text) => Ok(SEPARATORS
                .into_iter()
                .map(|separator| Candidate {
                    sheet: None,
                    hidden: false,
                    separator,
                    lines: text.top(separator),
                    merges: Vec::new(),
                })
                .collect()),
            Self::Workbook(_, workbook) => {
                let sheets = workbook.sheets();
                sheets
                    .iter()
                    .map(|(name, hidden)| {
                        let top = workbook.top(path, name, *hidden)?;
                        Ok(Candidate {
                            sheet: Some(top.name),
                            hidden: top.hidden,
                            separator: 0,
                            lines: top.lines,
                            merges: top.merges,
                        })
                    })
                    .collect()
            }
        }
    }
}

/// The reading of the list that is wanted, or of the likeliest list.
fn choose(
    path: &Path,
    kind: Option<ListKind>,
    mut readings: Vec<Choice>,
    candidates: &[Candidate],
) -> Result<Choice, OpenError> {
    let rank = |choice: &Choice| (choice.reading.missing.is_empty(), choice.reading.points);
    let likeliest = readings.iter().enumerate().max_by_key(|(at, choice)| (rank(choice), usize::MAX - at)).map(|(at, _)| at);
    let wanted = match kind {
        Some(kind) => readings.iter().position(|choice| choice.kind == kind),
        None => likeliest,
    };
    if let (Some(wanted_kind), Some(likeliest)) = (kind, likeliest) {
        let seems = &readings[likeliest];
        let poor = match wanted.map(|at| &readings[at]) {
            None => true,
            Some(reading) => !reading.reading.missing.is_empty() || reading.reading.against > 1 && rank(seems) > rank(reading),
        };
        if seems.kind != wanted_kind && seems.reading.missing.is_empty() && poor {
            return Err(OpenError::WrongKind { path: path.to_path_buf(), wanted: wanted_kind, seems: seems.kind });
        }
    }
    let Some(wanted) = wanted else {
        return Err(no_heading(path, kind, candidates));
    };
    Ok(readings.swap_remove(wanted))
}

fn no_heading(path: &Path, kind: Option<ListKind>, candidates: &[Candidate]) -> OpenError {
    let fullest = candidates.iter().max_by_key(|candidate| candidate.lines.iter().map(|line| line.cells.len()).sum::<usize>());
    let Some(candidate) = fullest.filter(|candidate| !candidate.lines.is_empty()) else {
        return OpenError::Empty { path: path.to_path_buf(), sheet: None };
    };
    let show = |line: &Line| format!("{}: {}", line.row, line.cells.join(" | "));
    OpenError::NoHeading { path: path.to_path_buf(), kind, rows: candidate.lines.iter().take(5).map(show).collect() }
}

fn finish(
    path: &Path,
    choice: Choice,
    candidates: &[Candidate],
    source: &mut Source,
    overrides: &Overrides,
) -> Result<Opened, OpenError> {
    let Choice { candidate, kind, reading } = choice;
    let candidate = &candidates[candidate];
    if let Some((column, first, second)) = reading.disputed.first() {
        return Err(OpenError::TwoColumns {
            path: path.to_path_buf(),
            sheet: candidate.sheet.clone(),
            column: *column,
            first: reading.texts[*first].clone(),
            second: reading.texts[*second].clone(),
        });
    }
    if let Some(column) = reading.missing.first() {
        return Err(OpenError::MissingColumn {
            path: path.to_path_buf(),
            sheet: candidate.sheet.clone(),
            row: candidate.lines[reading.last].row,
            kind,
            column: *column,
            headings: reading.texts.iter().filter(|text| !text.is_empty()).cloned().collect(),
        });
    }
    let Some(data) = candidate.lines.get(reading.data) else {
        return Err(OpenError::Empty { path: path.to_path_buf(), sheet: candidate.sheet.clone() });
    };
    let mut notes = Vec::new();
    let detected = detect(&candidate.lines[reading.data..], &reading.meanings, &mut notes, &reading.texts);
    let last = candidate.lines[reading.data - 1].clone();
    let first_data = data.row;
    let convert = &mut |cells: &mut Vec<String>| {
        for (index, cell) in cells.iter_mut().enumerate() {
            if let Some(text) = detected.get(index).copied().flatten().and_then(|found| legacy::convert_cell(cell, found)) {
                *cell = text;
            }
        }
    };
    let untouched = detected.iter().all(Option::is_none);
    let (format, encoding, body) = match source {
        Source::Text(text) => {
            let separator = candidate.separator;
            let body = if untouched && text.stays() {
                text.body_in_file(last.end, last.row, separator)
            } else {
                text.body(path, last.row, separator, convert)?
            };
            (Format::Csv { separator }, text.encoding, body)
        }
        Source::Workbook(format, workbook) => {
            let name = candidate.sheet.clone().unwrap_or_default();
            let body = workbook.body(path, &name, first_data - 1, convert)?;
            (*format, Encoding::Workbook, body)
        }
    };
    let columns = columns(&reading.texts, &reading.meanings, &detected);
    let _ = overrides;
    Ok(Opened {
        kind,
        path: path.to_path_buf(),
        format,
        sheet: candidate.sheet.clone(),
        encoding,
        headings: Headings {
            first: candidate.lines[reading.first].row,
            last: candidate.lines[reading.last].row,
            texts: reading.texts,
        },
        columns,
        notes,
        body,
    })
}

/// What each column was typed in, with a note for each that is converted.
fn detect(lines: &[Line], meanings: &[Option<Column>], notes: &mut Vec<Message>, texts: &[String]) -> Vec<Option<Detected>> {
    let width = texts.len().max(meanings.len());
    (0..width)
        .map(|index| {
            let detected = legacy::detect(lines.iter().map(|line| line.cell(index)))?;
            let example = lines.iter().find_map(|line| {
                let cell = line.cell(index);
                legacy::convert_cell(cell, detected).map(|text| (cell.to_owned(), text))
            });
            let (before, after) = example.unwrap_or_default();
            notes.push(
                Message::new("lists-converted")
                    .with("column", index + 1)
                    .with("heading", &texts[index])
                    .with("legacy", detected.legacy.name())
                    .with("before", before)
                    .with("after", after),
            );
            Some(detected)
        })
        .collect()
}

fn columns(texts: &[String], meanings: &[Option<Column>], detected: &[Option<Detected>]) -> Vec<ColumnUse> {
    texts
        .iter()
        .enumerate()
        .map(|(index, heading)| ColumnUse {
            index,
            heading: heading.clone(),
            meaning: meanings.get(index).copied().flatten(),
            legacy: detected.get(index).copied().flatten().map(|found| found.legacy),
        })
        .collect()
}
