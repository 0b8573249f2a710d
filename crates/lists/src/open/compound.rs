//! Compound files (OLE): XLS, or a workbook behind a password.
//!
//! The XLS reader lays every sheet out in memory from its first to its last cell, however few there are between; so the
//! corners of the sheets are looked up here before it runs.

use std::path::Path;

use hashbrown::HashSet;

use super::sniff::Sniffed;
use super::{Format, OpenError};

/// As large an XLS file as is read: 65,536 rows of 256 columns fit well below.
const BYTES: u64 = 256 << 20;
/// As many cells as the sheets may span together.
const CELLS: u64 = 12_000_000;
/// Bytes of one entry of the directory, and of a name in it.
const ENTRY: usize = 128;
const NAME: usize = 64;
/// From here on sector numbers are marks: end of chain, free, table.
const MARKS: u32 = 0xFFFF_FFFA;

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
    if let Some(workbook) = find("Workbook").or(find("Book")) {
        // A stream that cannot be followed is left to the XLS reader, which says what is wrong.
        let cells = stream(&bytes, workbook).map_or(0, |stream| cells(&stream));
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

/// The bytes of a stream, sector by sector; streams too short for sectors of their own have no room for large sheets.
fn stream(bytes: &[u8], entry: &[u8]) -> Option<Vec<u8>> {
    let size = 1_usize.checked_shl(u32::from(u16_at(bytes, 30)?)).filter(|size| (128..=4096).contains(size))?;
    let length = usize::try_from(u32_at(entry, 120)?).ok()?;
    if length < usize::try_from(u32_at(bytes, 56)?).ok()? {
        return None;
    }
    let sector = |number: u32| {
        let start = usize::try_from(number).ok()?.checked_add(1)?.checked_mul(size)?;
        bytes.get(start..bytes.len().min(start.checked_add(size)?))
    };
    let table = table(bytes, &sector)?;
    let mut stream = Vec::with_capacity(length.min(bytes.len()));
    let mut seen = HashSet::new();
    let mut next = u32_at(entry, 116)?;
    while next < MARKS && stream.len() < length {
        if !seen.insert(next) {
            return None;
        }
        stream.extend_from_slice(sector(next)?);
        next = *table.get(usize::try_from(next).ok()?)?;
    }
    Some(stream)
}

/// The table that tells the next sector of each sector.
fn table<'a>(bytes: &[u8], sector: &impl Fn(u32) -> Option<&'a [u8]>) -> Option<Vec<u32>> {
    let mut places: Vec<u32> = numbers(bytes.get(76..512)?).collect();
    let mut further = u32_at(bytes, 68)?;
    let mut seen = HashSet::new();
    while further < MARKS && seen.insert(further) {
        let mut part: Vec<u32> = numbers(sector(further)?).collect();
        further = part.pop()?;
        places.extend(part);
    }
    let parts = places.into_iter().filter(|place| *place < MARKS).map(sector);
    Some(parts.collect::<Option<Vec<_>>>()?.into_iter().flat_map(numbers).collect())
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    numbers(bytes.get(at..at + 4)?).next()
}

/// Cells between the corners of every sheet, by the records of the stream (MS-XLS 2.3).
fn cells(stream: &[u8]) -> u64 {
    const BEGIN: u16 = 0x0809;
    const CELL: [u16; 8] = [0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E];
    let mut sum = 0;
    let mut corners: Option<(u64, u64, u64, u64)> = None;
    let area = |corners: Option<(u64, u64, u64, u64)>| {
        corners.map_or(0, |(top, left, bottom, right)| (bottom - top + 1) * (right - left + 1))
    };
    let mut at = 0;
    while let (Some(kind), Some(length)) = (u16_at(stream, at), u16_at(stream, at + 2)) {
        if kind == BEGIN {
            sum += area(corners.take());
        } else if CELL.contains(&kind)
            && let (Some(row), Some(column)) = (u16_at(stream, at + 4), u16_at(stream, at + 6))
        {
            let (row, column) = (u64::from(row), u64::from(column));
            let (top, left, bottom, right) = corners.unwrap_or((row, column, row, column));
            corners = Some((top.min(row), left.min(column), bottom.max(row), right.max(column)));
        }
        at += 4 + usize::from(length);
    }
    sum + area(corners)
}
