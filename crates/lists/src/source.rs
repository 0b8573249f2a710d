//! Cells of chosen rows as they stand in their file, read a second time.
//!
//! > docs/decisions/0004: what a person wants to see is read again; the digest of each input is known, so a list that
//! > changed meanwhile is noticed.

use crate::column::Column;
use crate::open::{Body, Opened};
use crate::stream::{ABSENT, Collector, Fields, StreamError, stream};

/// The chosen cells of one list, kept end to end.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// Rows of the sheet, rising.
    rows: Vec<u32>,
    columns: Vec<Column>,
    /// Where each row begins in `text`.
    starts: Vec<usize>,
    /// Where each cell ends, counted from the beginning of its row: `columns.len()` for each row.
    ends: Vec<u32>,
    text: String,
    /// SHA-256 of the file at this reading.
    pub sha256: [u8; 32],
}

impl Source {
    /// The cell as it stood (after the conversion of old fonts); blank if the row or the column was not asked for.
    #[must_use]
    pub fn cell(&self, row: u32, column: Column) -> &str {
        let Ok(row) = self.rows.binary_search(&row) else { return "" };
        let Some(column) = self.columns.iter().position(|kept| *kept == column) else { return "" };
        let ends = &self.ends[row * self.columns.len()..][..self.columns.len()];
        let start = if column == 0 { 0 } else { ends[column - 1] as usize };
        &self.text[self.starts[row]..][start..ends[column] as usize]
    }

    /// How many of the rows asked for the file has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Was none of the rows found?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// Reads `columns` of the sheet rows `rows` (rising) of `opened` again; columns that the list lacks are blank.
///
/// # Errors
/// The file cannot be read (any more).
pub fn cells(opened: &Opened, rows: &[u32], columns: &[Column]) -> Result<Source, StreamError> {
    let fields: Vec<(Column, usize)> =
        columns.iter().filter_map(|&column| opened.column(column).map(|field| (column, field))).collect();
    let first_row = match &opened.body {
        Body::File { first_row, .. } => *first_row,
        Body::Memory { .. } => 0,
    };
    let make = || Keeper {
        opened,
        first_row,
        records: 0,
        wanted: rows,
        fields: fields.iter().map(|field| field.1).collect(),
        source: Source { columns: fields.iter().map(|field| field.0).collect(), ..Source::default() },
    };
    // The row of a record is known by counting, so the blocks have to come in their order: one thread.
    let mut streamed = stream(opened, 1, make, |_| {}, &|_| {})?;
    let mut source = streamed.collectors.pop().map(|keeper| keeper.source).unwrap_or_default();
    source.sha256 = streamed.sha256;
    Ok(source)
}

/// Counts records and keeps those that are wanted.
struct Keeper<'a> {
    opened: &'a Opened,
    first_row: u32,
    records: u32,
    /// What is still to come, rising.
    wanted: &'a [u32],
    fields: Vec<usize>,
    source: Source,
}

impl Collector for Keeper<'_> {
    type Out = ();

    fn record(&mut self, _: u32, fields: &Fields<'_>, (): &mut ()) {
        let row = match &self.opened.body {
            Body::File { .. } => self.first_row + self.records,
            Body::Memory { rows, .. } => rows.get(self.records as usize).copied().unwrap_or_default(),
        };
        self.records += 1;
        while let [first, rest @ ..] = self.wanted {
            if *first >= row {
                break;
            }
            self.wanted = rest;
        }
        if self.wanted.first() != Some(&row) {
            return;
        }
        let source = &mut self.source;
        let start = source.text.len();
        source.rows.push(row);
        source.starts.push(start);
        for &field in &self.fields {
            let cell = if field == ABSENT { b"".as_slice() } else { fields.get(field) };
            source.text.push_str(&String::from_utf8_lossy(cell));
            source.ends.push((source.text.len() - start) as u32);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::open::open;
    use antin_domain::list::ListKind;
    use std::io::Write;

    fn list(name: &str, text: &str) -> (tempfile::TempDir, Opened) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::File::create(&path).unwrap().write_all(text.as_bytes()).unwrap();
        let opened = open(&path, Some(ListKind::Roster), None).unwrap();
        (folder, opened)
    }

    const ROSTER: &str = "STT,Họ và tên,Số CCCD,Đơn vị công tác,Chức vụ,Tình trạng\n\
        1,Lê Thị A,031171119612,Phòng 1,Chuyên viên,Đang làm việc\n\n\
        2,Trần B,\"031171119613\",\"Phòng 2, tầng 3\",Chuyên viên,Nghỉ hưu\n\
        3,Vũ C,031171119614,Phòng 3,Chuyên viên,Đang làm việc\n";

    #[test]
    fn wanted_rows_keep_the_numbers_of_the_sheet() {
        let (_folder, opened) = list("roster.csv", ROSTER);
        let source = cells(&opened, &[4, 5, 99], &[Column::IdNumber, Column::Unit1, Column::Phone]).unwrap();
        assert_eq!(source.len(), 2);
        // The blank line is row 3.
        assert_eq!(source.cell(4, Column::Unit1), "Phòng 2, tầng 3");
        assert_eq!(source.cell(4, Column::IdNumber), "031171119613");
        assert_eq!(source.cell(5, Column::Unit1), "Phòng 3");
        assert_eq!(source.cell(5, Column::Phone), "");
        assert_eq!(source.cell(2, Column::Unit1), "", "row 2 was not asked for");
    }

    #[test]
    fn a_converted_list_is_read_from_memory_with_the_same_numbers() {
        let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(ROSTER.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("roster.csv");
        std::fs::write(&path, utf16).unwrap();
        let opened = open(&path, Some(ListKind::Roster), None).unwrap();
        assert!(matches!(opened.body, Body::Memory { .. }));
        let source = cells(&opened, &[4], &[Column::Holder, Column::Status]).unwrap();
        assert_eq!([source.cell(4, Column::Holder), source.cell(4, Column::Status)], ["Trần B", "Nghỉ hưu"]);
    }

    #[test]
    fn the_digest_is_that_of_the_file_now() {
        let (_folder, opened) = list("roster.csv", ROSTER);
        let before = cells(&opened, &[2], &[Column::Holder]).unwrap().sha256;
        std::fs::write(&opened.path, ROSTER.replace("Trần B", "Trần D")).unwrap();
        assert_ne!(cells(&opened, &[2], &[Column::Holder]).unwrap().sha256, before);
    }
}
