//! Compound files (OLE): XLS, or a workbook behind a password.
//!
//! The XLS reader lays every sheet out in memory from its first to its last cell, however few there are between; so the
//! corners of the sheets are looked up here before it runs.

use std::path::Path;

use hashbrown::HashMap;

use super::sectors::{Fault, Sectors, u16_at, u32_at};
use super::sniff::Sniffed;
use super::{Format, OpenError};

/// As large an XLS file as is read: 65,536 rows of 256 columns fit well below.
const BYTES: u64 = 256 << 20;
/// As many cells as the sheets may span together.
const CELLS: u64 = 12_000_000;
/// As many cells as one sheet may say that it spans: all that the format can hold. The reader makes room for them, though
/// it uses only what is filled.
const CLAIMED: u64 = 65_536 * 256;
/// As many sheets as are looked through.
const SHEETS: usize = 4096;
/// Bytes of one entry of the directory, and of a name in it.
const ENTRY: usize = 128;
const NAME: usize = 64;

/// Finds out what the compound file at `path` is, by the names in its directory.
pub fn check(path: &Path) -> Result<Sniffed, OpenError> {
    let unreadable = |source| OpenError::Unreadable { path: path.to_path_buf(), source };
    let length = std::fs::metadata(path).map_err(unreadable)?.len();
    let too_large = |what, found, limit| OpenError::TooLarge { path: path.to_path_buf(), what, found, limit };
    if length > BYTES {
        return Err(too_large("bytes", length, BYTES));
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    let entries: Vec<(String, &[u8])> =
        bytes.chunks_exact(ENTRY).filter_map(|entry| Some((name(entry)?, entry))).collect();
    let find = |name: &str| entries.iter().find(|entry| entry.0 == name).map(|entry| entry.1);
    let not_a_table = |what| Err(OpenError::NotATable { path: path.to_path_buf(), what });
    if find("EncryptedPackage").or(find("EncryptionInfo")).is_some() {
        return Err(OpenError::Protected { path: path.to_path_buf() });
    }
    if find("Workbook").or(find("Book")).is_some() {
        let damaged = |fault: Fault| OpenError::Damaged { path: path.to_path_buf(), reason: fault.to_string() };
        let stream =
            Sectors::read(&bytes).and_then(|sectors| sectors.stream(&["Workbook", "Book"])).map_err(damaged)?;
        let cells = cells(&stream).map_err(damaged)?;
        return if cells > CELLS { Err(too_large("cells", cells, CELLS)) } else { Ok(Sniffed::Workbook(Format::Xls)) };
    }
    if find("WordDocument").is_some() {
        return not_a_table("document");
    }
    if find("PowerPoint Document").is_some() {
        return not_a_table("presentation");
    }
    not_a_table("binary")
}

/// The name of a directory entry; entries are 128 bytes long and stand on multiples of that in the file.
fn name(entry: &[u8]) -> Option<String> {
    let length = usize::from(u16_at(entry, NAME)?);
    // Storage, stream or root; a name with its closing zero; the colour of a red-black tree.
    let plausible =
        matches!(entry[66], 1 | 2 | 5) && (4..=NAME).contains(&length) && length.is_multiple_of(2) && entry[67] <= 1;
    if !plausible {
        return None;
    }
    let units: Vec<u16> =
        entry[..length - 2].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    String::from_utf16(&units).ok()
}

/// Cells between the corners of every sheet that the workbook names, by the records of the stream (MS-XLS 2.3). A sheet
/// that is named twice is read twice.
fn cells(stream: &[u8]) -> Result<u64, Fault> {
    const SHEET: u16 = 0x0085;
    const END: u16 = 0x000A;
    let globals = Records { stream, at: 0 }.take_while(|(kind, _)| *kind != END);
    let places = globals.filter(|(kind, _)| *kind == SHEET).filter_map(|(_, record)| u32_at(record, 0));
    let mut sum = 0_u64;
    let mut known: HashMap<u32, u64> = HashMap::new();
    for place in places {
        let start = usize::try_from(place).ok().filter(|start| *start <= stream.len()).ok_or(Fault::Beyond(place))?;
        let area = *known.entry(place).or_insert_with(|| area(Records { stream, at: start }));
        sum = sum.saturating_add(area);
        // Sheets that begin within one another must not cost time without end either.
        if sum > CELLS || known.len() > SHEETS {
            return Ok(sum.max(CELLS + 1));
        }
    }
    Ok(sum)
}

/// Cells between the corners of one sheet. Charts that stand in it are counted as well: they are small.
fn area(records: Records<'_>) -> u64 {
    const CELL: [u16; 8] = [0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E];
    const BEGIN: u16 = 0x0809;
    const END: u16 = 0x000A;
    const DIMENSIONS: u16 = 0x0200;
    let mut depth = 0_u32;
    let mut corners: Option<(u64, u64, u64, u64)> = None;
    for (kind, record) in records {
        match kind {
            BEGIN => depth += 1,
            END if depth <= 1 => break,
            END => depth -= 1,
            _ => {}
        }
        if kind == DIMENSIONS && claimed(record) > CLAIMED {
            return CELLS + 1;
        }
        if CELL.contains(&kind)
            && let (Some(row), Some(column)) = (u16_at(record, 0), u16_at(record, 2))
        {
            let (row, column) = (u64::from(row), u64::from(column));
            let (top, left, bottom, right) = corners.unwrap_or((row, column, row, column));
            corners = Some((top.min(row), left.min(column), bottom.max(row), right.max(column)));
        }
    }
    corners.map_or(0, |(top, left, bottom, right)| (bottom - top + 1) * (right - left + 1))
}

/// How many cells a sheet says that it spans (MS-XLS 2.4.90, and the shorter record of older files); more than any number
/// where it ends before it begins.
fn claimed(record: &[u8]) -> u64 {
    let short = |at| u16_at(record, at).map(u64::from);
    let long = |at| u32_at(record, at).map(u64::from);
    let corners = match record.len() {
        10 => [short(0), short(2), short(4), short(6)],
        _ => [long(0), long(4), short(8), short(10)],
    };
    // A record that is cut off is the reader's to refuse.
    let [Some(top), Some(bottom), Some(left), Some(right)] = corners else { return 0 };
    if bottom == 0 || right == 0 {
        return 0;
    }
    // As the reader takes a first column that cannot be one.
    let left = if left > 255 || right < left { 0 } else { left };
    bottom.checked_sub(top).map_or(u64::MAX, |rows| rows.saturating_mul(right - left))
}

/// The records of a stream, each with its kind.
struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, length) = (u16_at(self.stream, self.at)?, usize::from(u16_at(self.stream, self.at + 2)?));
        let start = self.at + 4;
        self.at = start + length;
        Some((kind, &self.stream[start..self.at.min(self.stream.len())]))
    }
}

#[cfg(test)]
mod tests {
    use super::{CELLS, CLAIMED, Fault, cells, claimed};

    fn record(kind: u16, bytes: &[u8]) -> Vec<u8> {
        let length = u16::try_from(bytes.len()).unwrap();
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), bytes].concat()
    }

    /// A workbook that names its only sheet, cells in A1 and B3, as beginning at each of `places`.
    fn workbook(places: &[u32]) -> Vec<u8> {
        let names = places.iter().flat_map(|place| record(0x0085, &place.to_le_bytes()));
        let cell = |row: u8, column: u8| record(0x0203, &[row, 0, column, 0]);
        let sheet = [record(0x0809, &[]), cell(0, 0), cell(2, 1), record(0x000A, &[])].concat();
        names.chain(record(0x000A, &[])).chain(sheet).collect()
    }

    #[test]
    fn a_sheet_that_is_named_twice_counts_twice() {
        assert_eq!(cells(&workbook(&[12])).unwrap(), 6);
        assert_eq!(cells(&workbook(&[20, 20])).unwrap(), 12);
    }

    #[test]
    fn a_sheet_that_claims_more_than_the_format_holds_is_refused() {
        let claims = |rows: u32, columns: u16| {
            let zero = [0_u8; 4];
            let record = [&zero[..], &rows.to_le_bytes(), &zero[..2], &columns.to_le_bytes(), &zero[..2]].concat();
            claimed(&record)
        };
        assert_eq!(claims(65_536, 256), CLAIMED);
        assert!(claims(4_000_000_000, 256) > CLAIMED);
        assert_eq!(claimed(&[9, 0, 1, 0, 0, 0, 2, 0, 0, 0]), u64::MAX, "it ends before it begins");
        let dimensions = [&0_u32.to_le_bytes()[..], &u32::MAX.to_le_bytes(), &[0, 0, 255, 0, 0, 0]].concat();
        let names = [record(0x0085, &12_u32.to_le_bytes()), record(0x000A, &[])].concat();
        let sheet = [record(0x0809, &[]), record(0x0200, &dimensions), record(0x000A, &[])].concat();
        assert_eq!(cells(&[names, sheet].concat()).unwrap(), CELLS + 1);
    }

    #[test]
    fn a_sheet_beyond_the_end_is_refused() {
        assert!(matches!(cells(&workbook(&[1000])), Err(Fault::Beyond(1000))));
    }
}
