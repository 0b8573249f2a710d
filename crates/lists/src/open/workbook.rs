//! Workbooks: XLSX, XLS, XLSB and ODS, sheet by sheet.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use calamine::{DataRef, Dimensions, Ods, Reader, Xls, Xlsb, Xlsx};
use hashbrown::HashMap;

use super::body::{self, Builder};
use super::choose::Candidate;
use super::heading::{Line, Merge};
use super::{Format, OpenError, cell, merged, package};

/// Lines that are read of each sheet before one is chosen.
pub const SAMPLE: usize = 360;
/// As many cells as are read of a sheet, and as many bytes of text in them: one text that many cells name takes room for
/// each of them.
const CELLS: u64 = 60_000_000;
const TEXT: u64 = 384 << 20;
/// As many bytes of text as one row may have.
const ROW_TEXT: u64 = 32 << 20;
/// Columns that are looked at, and bytes of each cell, to recognise a list.
const SAMPLE_WIDTH: usize = 512;
const SAMPLE_CELL: usize = 4096;
/// Bytes after which the sample of one sheet is large enough, and as much as the samples of all sheets may take.
const SAMPLE_BYTES: u64 = 8 << 20;
const SAMPLES_BYTES: u64 = 256 << 20;

/// An open workbook.
pub struct Workbook {
    book: Book,
    /// The merged cells of each sheet, where the reader of the format does not tell them.
    spans: HashMap<String, Vec<Merge>>,
    /// Bytes of the samples of all sheets so far, and cells merged downwards.
    sampled: u64,
    downwards: u64,
}

enum Book {
    Xlsx(Box<Xlsx<BufReader<File>>>),
    Xlsb(Box<Xlsb<BufReader<File>>>),
    Xls(Box<Xls<BufReader<File>>>),
    Ods(Box<Ods<BufReader<File>>>),
}

impl Workbook {
    /// Opens the file at `path`, whose bytes say `format`.
    pub fn open(path: &Path, format: Format) -> Result<Self, OpenError> {
        let file = File::open(path).map_err(|source| OpenError::Unreadable { path: path.to_path_buf(), source })?;
        let reader = BufReader::new(file);
        let damaged = |reason: String| OpenError::Damaged { path: path.to_path_buf(), reason };
        let protected = || OpenError::Protected { path: path.to_path_buf() };
        let book = match format {
            Format::Xlsx => Xlsx::new(reader).map(|book| Book::Xlsx(Box::new(book))).map_err(|fault| match fault {
                calamine::XlsxError::Password => protected(),
                fault => damaged(fault.to_string()),
            }),
            Format::Xlsb => Xlsb::new(reader).map(|book| Book::Xlsb(Box::new(book))).map_err(|fault| match fault {
                calamine::XlsbError::Password => protected(),
                fault => damaged(fault.to_string()),
            }),
            Format::Ods => Ods::new(reader).map(|book| Book::Ods(Box::new(book))).map_err(|fault| match fault {
                calamine::OdsError::Password => protected(),
                fault => damaged(fault.to_string()),
            }),
            Format::Xls | Format::Csv { .. } => {
                Xls::new(reader).map(|book| Book::Xls(Box::new(book))).map_err(|fault| match fault {
                    calamine::XlsError::Password => protected(),
                    fault => damaged(fault.to_string()),
                })
            }
        }?;
        let spans = match &book {
            Book::Ods(_) => package::spans(path)?,
            _ => HashMap::new(),
        };
        Ok(Self { book, spans, sampled: 0, downwards: 0 })
    }

    /// Names of the sheets that hold cells, each with whether it is hidden.
    pub fn sheets(&self) -> Vec<(String, bool)> {
        let metadata = match &self.book {
            Book::Xlsx(book) => book.sheets_metadata(),
            Book::Xlsb(book) => book.sheets_metadata(),
            Book::Xls(book) => book.sheets_metadata(),
            Book::Ods(book) => book.sheets_metadata(),
        };
        metadata
            .iter()
            .filter(|sheet| sheet.typ == calamine::SheetType::WorkSheet)
            .map(|sheet| (sheet.name.clone(), sheet.visible != calamine::SheetVisible::Visible))
            .collect()
    }

    /// Whether day numbers count from 1904.
    pub fn is_1904(&self) -> bool {
        match &self.book {
            Book::Xlsx(book) => book.has_1904_epoch(),
            Book::Xlsb(book) => book.has_1904_epoch(),
            Book::Xls(book) => book.has_1904_epoch(),
            Book::Ods(_) => false,
        }
    }

    /// The first lines of a sheet and its merged cells.
    pub fn top(&mut self, path: &Path, name: &str, hidden: bool) -> Result<Candidate, OpenError> {
        let mut lines = Vec::new();
        let mut bytes = 0;
        self.rows(path, name, SAMPLE_WIDTH, &mut |row, cells| {
            if let Some(last) = cells.iter().rposition(|cell| !cell.trim().is_empty()) {
                let cells: Vec<String> = cells[..=last].iter().map(|cell| beginning(cell).to_owned()).collect();
                bytes += cells.iter().map(|cell| (size_of::<String>() + cell.len()) as u64).sum::<u64>();
                lines.push(Line { row, cells, end: 0 });
            }
            lines.len() < SAMPLE && bytes < SAMPLE_BYTES
        })?;
        self.sampled += bytes;
        if self.sampled > SAMPLES_BYTES {
            return Err(too_large(path, "bytes", self.sampled, SAMPLES_BYTES));
        }
        let last = lines.last().map_or(0, |line| line.row);
        let merges = self.merges(name);
        let downwards: Vec<Merge> = merges.iter().filter(|merge| merge.rows.0 < merge.rows.1).copied().collect();
        self.downwards += downwards.len() as u64;
        if self.downwards > merged::MOST {
            return Err(too_large(path, "cells", self.downwards, merged::MOST));
        }
        let merges = merges.into_iter().filter(|merge| merge.rows.0 <= last).collect();
        Ok(Candidate { sheet: Some(name.to_owned()), hidden, separator: 0, lines, merges, downwards })
    }

    /// The rows of a sheet after `last`, as a body.
    pub fn body(
        &mut self,
        path: &Path,
        name: &str,
        last: u32,
        convert: &mut dyn FnMut(u32, &mut Vec<String>),
    ) -> Result<super::Body, OpenError> {
        let mut builder = Builder::default();
        let mut full = false;
        let mut line = Vec::new();
        self.rows(path, name, usize::MAX, &mut |row, cells| {
            if row <= last {
                return true;
            }
            line.clear();
            line.extend_from_slice(cells);
            convert(row, &mut line);
            full = !builder.push(row, &line);
            !full
        })?;
        if full {
            return Err(body::too_large(path, body::LIMIT));
        }
        Ok(builder.finish())
    }

    /// The merged cells of a sheet. A workbook whose merges cannot be read is read without them.
    fn merges(&mut self, name: &str) -> Vec<Merge> {
        let known = match &mut self.book {
            Book::Xlsx(book) => book.merge_cells_by_sheet_name(name).unwrap_or_default(),
            Book::Xls(book) => book.merge_cells_by_sheet_name(name).unwrap_or_default(),
            Book::Ods(_) => return self.spans.remove(name).unwrap_or_default(),
            // The reader of this format does not tell them.
            Book::Xlsb(_) => return Vec::new(),
        };
        known.iter().filter_map(merge).filter(|merge| merge.columns.0 < SAMPLE_WIDTH).collect()
    }

    /// Gives each row to `take`, no wider than `width`, until it says false.
    fn rows(
        &mut self,
        path: &Path,
        name: &str,
        width: usize,
        take: &mut dyn FnMut(u32, &[String]) -> bool,
    ) -> Result<(), OpenError> {
        let damaged = |reason: String| OpenError::Damaged { path: path.to_path_buf(), reason };
        match &mut self.book {
            Book::Xlsx(book) => {
                let mut reader = book.worksheet_cells_reader(name).map_err(|fault| damaged(fault.to_string()))?;
                stream(path, width, take, &mut || {
                    let cell = reader.next_cell().map_err(|fault| damaged(fault.to_string()))?;
                    Ok(cell.map(|cell| (cell.get_position(), cell.get_value().clone())))
                })
            }
            Book::Xlsb(book) => {
                let mut reader = book.worksheet_cells_reader(name).map_err(|fault| damaged(fault.to_string()))?;
                stream(path, width, take, &mut || {
                    let cell = reader.next_cell().map_err(|fault| damaged(fault.to_string()))?;
                    Ok(cell.map(|cell| (cell.get_position(), cell.get_value().clone())))
                })
            }
            Book::Xls(book) => {
                let range = book.worksheet_range(name).map_err(|fault| damaged(fault.to_string()))?;
                dense(path, &range, width, take)
            }
            Book::Ods(book) => {
                let range = book.worksheet_range(name).map_err(|fault| damaged(fault.to_string()))?;
                dense(path, &range, width, take)
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
    most: usize,
    take: &mut dyn FnMut(u32, &[String]) -> bool,
    next: &mut NextCell<'_, '_>,
) -> Result<(), OpenError> {
    let mut cells: Vec<String> = Vec::new();
    let mut row = 0;
    let mut seen = 0_u64;
    let mut room = Room::new(path);
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
            room.next_row();
            row = at;
        }
        // A row is as wide as its last cell: a lone cell at the far right must not make every row as wide.
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= most {
            continue;
        }
        if column >= cells.len() {
            seen += (column + 1 - cells.len()) as u64;
            if seen > CELLS {
                return Err(too_large(path, "cells", seen, CELLS));
            }
            cells.resize(column + 1, String::new());
        }
        cells[column].clear();
        room.take(cell::length(&value))?;
        cell::write(&value, &mut cells[column]);
    }
    if !cells.is_empty() {
        take(row + 1, &cells);
    }
    Ok(())
}

fn dense(
    path: &Path,
    range: &calamine::Range<calamine::Data>,
    most: usize,
    take: &mut dyn FnMut(u32, &[String]) -> bool,
) -> Result<(), OpenError> {
    // The range begins at the first used cell, not at A1.
    let (first, left) = range.start().unwrap_or_default();
    let left = usize::try_from(left).unwrap_or(0);
    let mut room = Room::new(path);
    for (row, values) in (first + 1..).zip(range.rows()) {
        let mut cells = vec![String::new(); left.min(most)];
        for value in values.iter().take(most.saturating_sub(left)) {
            let text = cell::text(value);
            room.take(text.len() as u64)?;
            cells.push(text);
        }
        room.next_row();
        let used = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        cells.truncate(used);
        if !cells.is_empty() && !take(row, &cells) {
            return Ok(());
        }
    }
    Ok(())
}

/// The text of a sheet and of one row of it, counted before it is kept.
struct Room<'a> {
    path: &'a Path,
    sheet: u64,
    row: u64,
}

impl<'a> Room<'a> {
    fn new(path: &'a Path) -> Self {
        Self { path, sheet: 0, row: 0 }
    }

    fn next_row(&mut self) {
        self.row = 0;
    }

    fn take(&mut self, length: u64) -> Result<(), OpenError> {
        self.row += length;
        self.sheet += length;
        if self.row > ROW_TEXT {
            return Err(too_large(self.path, "bytes", self.row, ROW_TEXT));
        }
        if self.sheet > TEXT { Err(too_large(self.path, "bytes", self.sheet, TEXT)) } else { Ok(()) }
    }
}

/// As much of a cell as a sample keeps.
fn beginning(cell: &str) -> &str {
    &cell[..cell.floor_char_boundary(SAMPLE_CELL)]
}

fn too_large(path: &Path, what: &'static str, found: u64, limit: u64) -> OpenError {
    OpenError::TooLarge { path: path.to_path_buf(), what, found, limit }
}
