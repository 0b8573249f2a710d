//! The steps of opening a file, one after another.

use std::path::Path;

use antin_domain::list::ListKind;

use crate::layout::Layouts;
use crate::overrides::Overrides;

use super::choose::{self, Candidate, Choice};
use super::convert::Conversion;
use super::delimited::SEPARATORS;
use super::heading::{self, Line, Reading};
use super::merged::Filling;
use super::sniff::{self, Sniffed};
use super::text::Text;
use super::workbook::Workbook;
use super::{ColumnUse, Encoding, Format, Headings, OpenError, Opened, groups, notes, person};

/// Opens the file at `path`; see [`super::open`].
pub fn open(path: &Path, kind: Option<ListKind>, overrides: &Overrides) -> Result<Opened, OpenError> {
    let loaded;
    let layouts = match overrides.layouts.as_deref() {
        Some(folder) => {
            loaded = Layouts::load(Some(folder))?;
            &loaded
        }
        None => Layouts::embedded()?,
    };
    let mut source = Source::open(path)?;
    let candidates = source.candidates(path)?;
    refuse_endless(path, &source, &candidates)?;
    person::check_sheet(path, kind, overrides, &candidates)?;
    let mut readings = choose::readings(path, kind, &candidates, layouts, overrides)?;
    for choice in &mut readings {
        if let (Some(list), Some(layout)) = (overrides.of(choice.kind), layouts.of(choice.kind)) {
            person::apply(path, list, layout, &mut choice.reading)?;
            groups::excuse(&mut choice.reading, &candidates[choice.candidate].lines);
        }
    }
    let (choice, seems) = choose(path, kind, readings, &candidates)?;
    let mut opened = finish(path, choice, &candidates, &mut source, overrides)?;
    opened.notes.extend(seems.map(|seems| notes::seems_other(opened.kind, seems)));
    Ok(opened)
}

/// The file behind the candidates.
pub enum Source {
    /// Delimited text.
    Text(Text),
    /// A workbook.
    Workbook(Format, Workbook),
}

impl Source {
    /// Opens the file at `path` by what its bytes say it is.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Ok(match sniff::sniff(path)? {
            Sniffed::Text => Self::Text(Text::open(path)?),
            Sniffed::Workbook(format) => Self::Workbook(format, Workbook::open(path, format)?),
        })
    }

    /// The tables that it may hold, with their tops.
    pub fn candidates(&mut self, path: &Path) -> Result<Vec<Candidate>, OpenError> {
        match self {
            Self::Text(text) => Ok(text_candidates(text)),
            Self::Workbook(_, workbook) => {
                workbook.sheets().iter().map(|(name, hidden)| workbook.top(path, name, *hidden)).collect()
            }
        }
    }

    fn is_1904(&self) -> bool {
        matches!(self, Self::Workbook(_, workbook) if workbook.is_1904())
    }
}

/// The text split at each separator that occurs in it.
fn text_candidates(text: &Text) -> Vec<Candidate> {
    let split = |separator| {
        let (lines, merges) = (text.top(separator), Vec::new());
        Candidate { sheet: None, hidden: false, separator, lines, merges, downwards: Vec::new() }
    };
    let is_split = |candidate: &Candidate| candidate.lines.iter().any(|line| line.cells.len() > 1);
    let occurring = SEPARATORS.into_iter().filter(|separator| text.has(*separator));
    let mut candidates: Vec<Candidate> = occurring.map(split).filter(is_split).collect();
    if candidates.is_empty() {
        candidates.push(split(b','));
    }
    candidates
}

/// The reading of the list that is wanted, or of the likeliest list; and the list it looks like, if that is another one.
fn choose(
    path: &Path,
    kind: Option<ListKind>,
    mut readings: Vec<Choice>,
    candidates: &[Candidate],
) -> Result<(Choice, Option<ListKind>), OpenError> {
    let rank = |choice: &Choice| (choice.reading.missing.is_empty(), choice.reading.points);
    let likeliest = (0..readings.len()).max_by_key(|&at| (rank(&readings[at]), usize::MAX - at));
    let wanted = match kind {
        Some(kind) => readings.iter().position(|choice| choice.kind == kind),
        None => likeliest,
    };
    let mut looks_like = None;
    if let (Some(kind), Some(likeliest)) = (kind, likeliest)
        && readings[likeliest].kind != kind
        && readings[likeliest].reading.missing.is_empty()
    {
        let seems = &readings[likeliest];
        match wanted.map(|at| &readings[at]) {
            Some(wanted) if !is_another(wanted, seems) => {
                looks_like = (seems.reading.points > wanted.reading.points + 30).then_some(seems.kind);
            }
            _ => return Err(OpenError::WrongKind { path: path.to_path_buf(), wanted: kind, seems: seems.kind }),
        }
    }
    match wanted {
        None => Err(no_heading(path, kind, candidates)),
        Some(wanted) => Ok((readings.swap_remove(wanted), looks_like)),
    }
}

/// Whether a file that is wanted as one list is clearly the other.
fn is_another(wanted: &Choice, seems: &Choice) -> bool {
    if wanted.reading.by_person {
        return false;
    }
    // A list that lacks one column is still that list, even if another, which needs less, is whole.
    match wanted.reading.missing.len() {
        0 => {}
        1 => return seems.reading.points > wanted.reading.points + heading::COMPLETE + 50,
        _ => return seems.reading.points > wanted.reading.points,
    }
    // A registry may have the columns of the CA's list and the other way round: titles must say so too.
    let alike = |kind| matches!(kind, ListKind::CaList | ListKind::Registry);
    if alike(wanted.kind) && alike(seems.kind) {
        let titled = seems.reading.titles > 0 && wanted.reading.titles == 0;
        return titled && seems.reading.points > wanted.reading.points + 50;
    }
    wanted.reading.against > 1
}

fn no_heading(path: &Path, kind: Option<ListKind>, candidates: &[Candidate]) -> OpenError {
    let cells = |candidate: &&Candidate| candidate.lines.iter().map(|line| line.cells.len()).sum::<usize>();
    let Some(candidate) = candidates.iter().max_by_key(cells).filter(|candidate| !candidate.lines.is_empty()) else {
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
    let Choice { candidate, kind, reading, others } = choice;
    let candidate = &candidates[candidate];
    refuse(path, kind, candidate, &reading)?;
    let conversion = Conversion::find(&candidate.lines[reading.data..], &reading, overrides.of(kind), source.is_1904());
    let mut notes = notes::of_reading(candidate, &reading, others, source.is_1904());
    notes.extend(groups::note(&reading, &candidate.lines));
    notes.extend(conversion.notes(&candidate.lines[reading.data..], &reading));
    let convert = &mut |cells: &mut Vec<String>| conversion.apply(cells);
    let (format, encoding, body) = match source {
        Source::Text(text) => {
            let separator = candidate.separator;
            let last = &candidate.lines[reading.data - 1];
            let body = if conversion.is_none() && text.stays() {
                text.body_in_file(last.end, last.row, separator)
            } else {
                text.body(path, last.row, separator, convert)?
            };
            notes.extend(notes::of_encoding(text.encoding));
            (Format::Csv { separator }, text.encoding, body)
        }
        Source::Workbook(format, workbook) => {
            let name = candidate.sheet.clone().unwrap_or_default();
            let last = candidate.lines[reading.data - 1].row;
            let mut filling = Filling::new(&candidate.downwards, &reading, last);
            let body = workbook.body(path, &name, last, &mut |row, cells| {
                filling.apply(row, cells);
                convert(cells);
            })?;
            notes.extend(filling.note());
            (*format, Encoding::Workbook, body)
        }
    };
    let columns = reading.texts.iter().zip(&reading.meanings).enumerate();
    let columns = columns.map(|(index, (heading, meaning))| ColumnUse {
        index,
        heading: heading.clone(),
        meaning: *meaning,
        completes: conversion.completes(index),
        legacy: conversion.legacy(index),
    });
    let headings = Headings {
        first: candidate.lines[reading.first].row,
        last: candidate.lines[reading.last].row,
        texts: reading.texts.clone(),
    };
    let lines = candidate.lines[reading.first..=reading.last].iter();
    let width = lines.map(|line| line.cells.len()).max().filter(|_| matches!(format, Format::Csv { .. }));
    let (columns, sheet) = (columns.collect(), candidate.sheet.clone());
    Ok(Opened { kind, path: path.to_path_buf(), format, sheet, encoding, headings, columns, width, notes, body })
}

/// Text in which no line ends: as likely as not one quotation mark too many, or no table at all.
fn refuse_endless(path: &Path, source: &Source, candidates: &[Candidate]) -> Result<(), OpenError> {
    let Source::Text(text) = source else { return Ok(()) };
    if candidates.iter().any(|candidate| !candidate.lines.is_empty()) {
        return Ok(());
    }
    match text.endless() {
        Some(limit) => Err(OpenError::TooLarge { path: path.to_path_buf(), what: "line", found: limit, limit }),
        None => Ok(()),
    }
}

/// What cannot be read as it stands.
fn refuse(path: &Path, kind: ListKind, candidate: &Candidate, reading: &Reading) -> Result<(), OpenError> {
    let sheet = candidate.sheet.clone();
    if let Some((column, first, second)) = reading.disputed.first() {
        return Err(OpenError::TwoColumns {
            path: path.to_path_buf(),
            sheet,
            column: *column,
            first: notes::name_of(reading, *first),
            second: notes::name_of(reading, *second),
        });
    }
    if let Some(column) = reading.missing.first() {
        return Err(OpenError::MissingColumn {
            path: path.to_path_buf(),
            sheet,
            row: candidate.lines[reading.last].row,
            kind,
            column: *column,
            headings: reading.texts.iter().filter(|text| !text.is_empty()).cloned().collect(),
        });
    }
    // Before the first request is sent, the list of requests has no row yet.
    if reading.data >= candidate.lines.len() && kind != ListKind::Sent {
        return Err(OpenError::Empty { path: path.to_path_buf(), sheet });
    }
    Ok(())
}
