//! Building [`Body::Memory`]: rows as bytes, fields ended by 0x1F, rows by 0x1E.

use super::{Body, OpenError};

/// Ends a field.
pub const FIELD_END: u8 = 0x1F;
/// Ends a row.
pub const ROW_END: u8 = 0x1E;
/// As much as a body may hold.
pub const LIMIT: u64 = 1 << 30;

/// A body that grows row by row.
#[derive(Default)]
pub struct Builder {
    bytes: Vec<u8>,
    rows: Vec<u32>,
}

impl Builder {
    /// Appends a row, unless it is blank. False: the body is full.
    pub fn push<S: AsRef<str>>(&mut self, row: u32, cells: &[S]) -> bool {
        if cells.iter().all(|cell| cell.as_ref().trim().is_empty()) {
            return true;
        }
        for cell in cells {
            let text = cell.as_ref().bytes().filter(|byte| !matches!(*byte, FIELD_END | ROW_END));
            self.bytes.extend(text);
            self.bytes.push(FIELD_END);
        }
        self.bytes.push(ROW_END);
        self.rows.push(row);
        (self.bytes.len() as u64) < LIMIT
    }

    /// The finished body.
    pub fn finish(self) -> Body {
        Body::Memory { bytes: self.bytes, rows: self.rows }
    }
}

/// Shows the rows of a body in memory, as many as `most`, each with its number.
pub fn first_rows(bytes: &[u8], rows: &[u32], most: usize, look: &mut dyn FnMut(u32, Vec<String>)) {
    let records = bytes.split(|byte| *byte == ROW_END);
    let fields = |record: &[u8]| -> Vec<String> {
        let record = record.strip_suffix(&[FIELD_END]).unwrap_or(record);
        record.split(|byte| *byte == FIELD_END).map(|field| String::from_utf8_lossy(field).into_owned()).collect()
    };
    rows.iter().zip(records).take(most).for_each(|(row, record)| look(*row, fields(record)));
}

/// The refusal of a body that is too large.
pub fn too_large(path: &std::path::Path, found: u64) -> OpenError {
    OpenError::TooLarge { path: path.to_path_buf(), what: "bytes", found, limit: LIMIT }
}
