//! Workbooks: XLSX, XLS, XLSB and ODS, sheet by sheet.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use calamine::{DataRef, Dimensions, Ods, Reader, Xls, Xlsb, Xlsx};

use super::body::{self, Builder};
use super::choose::Candidate;
use super::heading::{Line, Merge};
use super::{Format, OpenError, cell};

/// Lines that are read of each sheet before one is chosen.
pub const SAMPLE: usize = 360;
/// As many cells as are read of a sheet.
const CELLS: u64 = 60_000_000;

/// An open workbook.
pub enum Workbook {
    /// Excel 2007 and later.
    Xlsx(Box<Xlsx<BufReader<File>>>),
    /// Excel binary workbook.
    Xlsb(Box<Xlsb<BufReader<File>>>),
    /// Excel 97 to 2003.
    Xls(Box<Xls<BufReader<File>>>),
    /// OpenDocument.
    Ods(Box<Ods<BufReader<File>>>),
}

impl Workbook {
    /// Opens the file at `path`, whose bytes say `format`.
    pub fn open(path: &Path, format: Format) -> Result<Self, OpenError> {
        let file = File::open(path).map_err(|source| OpenError::Unreadable { path: path.to_path_buf(), source })?;
        let reader = BufReader::new(file);
        let damaged = |reason: String| OpenError::Damaged { path: path.to_path_buf(), reason };
        let protected = || OpenError::Protected { path: path.to_path_buf() };
        match format {
            Format::Xlsx => Xlsx::new(reader).map(|book| Self::Xlsx(Box::new(book))).map_err(|fault| match fault {
                calamine::XlsxError::Password => protected(),
                fault => damaged(fault.to_string()),
            }),
            Format::Xlsb => Xlsb::new(reader).map(|book| Self::Xlsb(Box::new(book))).map_err(|fault| match fault {
                calamine::XlsbError::Password => protected(),
                fault => damaged(fault.to_string()),
            }),
            Format::Ods => Ods::new(reader).map(|book| Self::Ods(Box::new(book))).map_err(|fault| match fault {
                calamine::OdsError::Password => protected(),
                fault => damaged(fault.to_string()),
            }),
            Format::Xls | Format::Csv { .. } => {
                Xls::new(reader).map(|book| Self::Xls(Box::new(book))).map_err(|fault| match fault {
                    calamine::XlsError::Password => protected(),
                    fault => damaged(fault.to_string()),
                })
            }
        }
    }

    /// Names of the sheets that hold cells, each with whether it is hidden.
    pub fn sheets(&self) -> Vec<(String, bool)> {
        let metadata = match self {
            Self::Xlsx(book) => book.sheets_metadata(),
            Self::Xlsb(book) => book.sheets_metadata(),
            Self::Xls(book) => book.sheets_metadata(),
            Self::Ods(book) => book.sheets_metadata(),
        };
        metadata
            .iter()
            .filter(|sheet| sheet.typ == calamine::SheetType::WorkSheet)
            .map(|sheet| (sheet.name.clone(), sheet.visible != calamine::SheetVisible::Visible))
            .collect()
    }

    /// Whether day numbers count from 1904.
    pub fn is_1904(&self) -> bool {
        match self {
            Self::Xlsx(book) => book.has_1904_epoch(),
            Self::Xlsb(book) => book.has_1904_epoch(),
            Self::Xls(book) => book.has_1904_epoch(),
            Self::Ods(_) => false,
        }
    }

    /// The first lines of a sheet and its merged cells.
    pub fn top(&mut self, path: &Path, name: &str, hidden: bool) -> Result<Candidate, OpenError> {
        let mut lines = Vec::new();
        self.rows(path, name, &mut |row, cells| {
            if cells.iter().any(|cell| !cell.trim().is_empty()) {
                lines.push(Line { row, cells: cells.to_vec(), end: 0 });
            }
            lines.len() < SAMPLE
        })?;
        let merges = self.merges(name).iter().filter_map(merge).collect();
        Ok(Candidate { sheet: Some(name.to_owned()), hidden, separator: 0, lines, merges })
    }

    /// The rows of a sheet after `last`, as a body.
    pub fn body(
        &mut self,
        path: &Path,
        name: &str,
        last: u32,
        convert: &mut dyn FnMut(&mut Vec<String>),
    ) -> Result<super::Body, OpenError> {
        let mut builder = Builder::default();
        let mut full = false;
        let mut line = Vec::new();
        self.rows(path, name, &mut |row, cells| {
            if row <= last {
                return true;
            }
            line.clear();
            line.extend_from_slice(cells);
            convert(&mut line);
            full = !builder.push(row, &line);
            !full
        })?;
        if full {
            return Err(body::too_large(path, body::LIMIT));
        }
        Ok(builder.finish())
    }

    fn merges(&mut self, name: &str) -> Vec<Dimensions> {
        // A workbook whose merges cannot be read is read without them: they only help with headings.
        match self {
            Self::Xlsx(book) => book.merge_cells_by_sheet_name(name).unwrap_or_default(),
            Self::Xls(book) => book.merge_cells_by_sheet_name(name).unwrap_or_default(),
            Self::Xlsb(_) | Self::Ods(_) => Vec::new(),
        }
    }

    /// Gives each row to `take` until it says false.
    fn rows(&mut self, path: &Path, name: &str, take: &mut dyn FnMut(u32, &[String]) -> bool) -> Result<(), OpenError> {
        let damaged = |reason: String| OpenError::Damaged { path: path.to_path_buf(), reason };
        match self {
            Self::Xlsx(book) => {
                let mut reader = book.worksheet_cells_reader(name).map_err(|fault| damaged(fault.to_string()))?;
                stream(path, take, &mut || {
                    let cell = reader.next_cell().map_err(|fault| damaged(fault.to_string()))?;
                    Ok(cell.map(|cell| (cell.get_position(), cell.get_value().clone())))
                })
            }
            Self::Xlsb(book) => {
                let mut reader = book.worksheet_cells_reader(name).map_err(|fault| damaged(fault.to_string()))?;
                stream(path, take, &mut || {
                    let cell = reader.next_cell().map_err(|fault| damaged(fault.to_string()))?;
                    Ok(cell.map(|cell| (cell.get_position(), cell.get_value().clone())))
                })
            }
            Self::Xls(book) => {
                let range = book.worksheet_range(name).map_err(|fault| damaged(fault.to_string()))?;
                dense(&range, take);
                Ok(())
            }
            Self::Ods(book) => {
                let range = book.worksheet_range(name).map_err(|fault| damaged(fault.to_string()))?;
                dense(&range, take);
                Ok(())
            }
        }
    }
}

fn merge(dimensions: &Dimensions) -> Option<Merge> {
    let column = |column: u32| usize::try_from(column).ok();
    Some(Merge {
        rows: (dimensions.start.0 + 1, dimensions.end.0 + 1),
        columns: (column(dimensions.start.1)?, column(dimensions.end.1)?),
    })
}

/// One cell after another: (row, column) from 0 and the value.
type NextCell<'a, 'b> = dyn FnMut() -> Result<Option<((u32, u32), DataRef<'a>)>, OpenError> + 'b;

/// Gathers cells that come in the order of the sheet into rows.
fn stream(
    path: &Path,
    take: &mut dyn FnMut(u32, &[String]) -> bool,
    next: &mut NextCell<'_, '_>,
) -> Result<(), OpenError> {
    let mut cells: Vec<String> = Vec::new();
    let mut row = 0;
    let mut seen = 0_u64;
    while let Some(((at, column), value)) = next()? {
        if matches!(value, DataRef::Empty) {
            continue;
        }
        if at < row {
            let reason = format!("row {} stands after row {}", at + 1, row + 1);
            return Err(OpenError::Damaged { path: path.to_path_buf(), reason });
        }
        if at > row {
            if !cells.is_empty() && !take(row + 1, &cells) {
                return Ok(());
            }
            cells.clear();
            row = at;
        }
        // A row is as wide as its last cell: a lone cell at the far right must not make every row as wide.
        let width = u64::from(column) + 1;
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= cells.len() {
            seen += width - cells.len() as u64;
            cells.resize(column + 1, String::new());
        }
        if seen > CELLS {
            return Err(OpenError::TooLarge { path: path.to_path_buf(), what: "cells", found: seen, limit: CELLS });
        }
        cells[column].clear();
        cell::write(&value, &mut cells[column]);
    }
    if !cells.is_empty() {
        take(row + 1, &cells);
    }
    Ok(())
}

fn dense(range: &calamine::Range<calamine::Data>, take: &mut dyn FnMut(u32, &[String]) -> bool) {
    // The range begins at the first used cell, not at A1.
    let (first, left) = range.start().unwrap_or_default();
    let left = usize::try_from(left).unwrap_or(0);
    for (row, values) in (first + 1..).zip(range.rows()) {
        let mut cells = vec![String::new(); left];
        cells.extend(values.iter().map(cell::text));
        let used = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        cells.truncate(used);
        if !cells.is_empty() && !take(row, &cells) {
            return;
        }
    }
}
