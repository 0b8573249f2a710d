//! Pages by key: the next page begins behind the last row of this one, however the list changes meanwhile.

use crate::error::{Error, Result};

/// The most rows of a page.
pub const MOST: u32 = 200;

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// Its rows.
    pub items: Vec<T>,
    /// Where the next one begins; none where this is the last.
    pub next: Option<Cursor>,
}

/// The place behind a row: what the list is sorted by, and the number of the row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The sort key of the row.
    pub key: String,
    /// Its number.
    pub id: i64,
}

impl<T> Page<T> {
    /// The page of `rows`, of which one more than `limit` was asked for; `cursor` tells the place of a row.
    pub(crate) fn of(mut rows: Vec<T>, limit: u32, cursor: impl Fn(&T) -> Cursor) -> Page<T> {
        let limit = limit as usize;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(cursor) } else { None };
        Page { items: rows, next }
    }
}

/// A limit between 1 and [`MOST`].
pub(crate) fn limited(limit: u32) -> u32 {
    limit.clamp(1, MOST)
}

impl Cursor {
    /// Reads a cursor as an address carries it.
    ///
    /// # Errors
    /// [`Error::BadCursor`] for anything that [`Cursor::to_string`] did not write.
    pub fn parse(text: &str) -> Result<Cursor> {
        let read = || {
            let (id, hex) = text.split_once('-')?;
            let digits: Vec<u8> =
                hex.bytes().map(|c| char::from(c).to_digit(16).map(|d| d as u8)).collect::<Option<_>>()?;
            let bytes = digits.chunks(2).map(|pair| Some(pair[0] << 4 | *pair.get(1)?)).collect::<Option<Vec<u8>>>()?;
            Some(Cursor { key: String::from_utf8(bytes).ok()?, id: i64::from_str_radix(id, 36).ok()? })
        };
        read().ok_or_else(|| Error::BadCursor { text: text.to_owned() })
    }
}

impl std::fmt::Display for Cursor {
    /// Number in base 36, a hyphen, the key in hex: safe in an address.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut number = self.id.unsigned_abs();
        let mut digits = Vec::new();
        while digits.is_empty() || number > 0 {
            digits.push(char::from_digit((number % 36) as u32, 36).unwrap_or('0'));
            number /= 36;
        }
        if self.id < 0 {
            digits.push('-');
        }
        let number: String = digits.into_iter().rev().collect();
        write!(f, "{number}-")?;
        self.key.bytes().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_from_an_address() {
        for (key, id) in [("", 1), ("an!le văn", i64::MAX), ("20000", 36)] {
            let cursor = Cursor { key: key.into(), id };
            assert_eq!(Cursor::parse(&cursor.to_string()).unwrap(), cursor);
        }
    }

    #[test]
    fn what_is_no_cursor_is_told() {
        for text in ["", "1", "1-a", "!-61", "1-zz", "1-ff", "1-é1"] {
            assert!(matches!(Cursor::parse(text), Err(Error::BadCursor { .. })), "{text}");
        }
    }
}
