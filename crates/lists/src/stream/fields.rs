//! The fields of one record.

use simd_csv::ZeroCopyByteRecord;

/// The fields of one record, unquoted and without blanks at their ends.
pub struct Fields<'a>(pub(super) Inner<'a>);

pub(super) enum Inner<'a> {
    /// A record of a regular block: quotes, if any, enclose whole fields and are never doubled.
    Regular(&'a ZeroCopyByteRecord<'a>),
    /// Fields one by one, already unquoted.
    Split(&'a [&'a [u8]]),
}

/// The number to use for a column that a list does not have: such a field is blank.
pub const ABSENT: usize = usize::MAX;

impl Fields<'_> {
    /// Field `index` (from 0); blank if the record has no such field.
    #[must_use]
    pub fn get(&self, index: usize) -> &[u8] {
        if index == ABSENT {
            return b"";
        }
        let field = match &self.0 {
            Inner::Regular(record) => match record.get(index) {
                Some([b'"', inner @ .., b'"']) => inner,
                Some(field) => field,
                None => b"",
            },
            Inner::Split(fields) => fields.get(index).copied().unwrap_or_default(),
        };
        trim(field)
    }

    /// Field `index` as it stands in the file, with its quotes and blanks.
    #[inline]
    fn raw(&self, index: usize) -> &[u8] {
        match &self.0 {
            Inner::Regular(record) => record.get(index).unwrap_or_default(),
            Inner::Split(fields) => fields.get(index).copied().unwrap_or_default(),
        }
    }

    /// Is there anything in field `index`?
    #[inline]
    #[must_use]
    pub fn is_filled(&self, index: usize) -> bool {
        match self.raw(index) {
            [] => false,
            // A blank, a quote, a byte of a no-break space: what is left of it has to be looked at.
            [0..=b' ' | b'"' | 0xc2, ..] => !self.get(index).is_empty(),
            _ => true,
        }
    }

    /// Does field `index` begin with a letter? Neither a number nor a blank field does.
    #[inline]
    #[must_use]
    pub fn begins_with_letter(&self, index: usize) -> bool {
        // Vietnamese letters begin with 0xC3 and above, a no-break space with 0xC2.
        matches!(self.raw(index), [b'A'..=b'Z' | b'a'..=b'z' | 0xc3.., ..])
    }

    /// How many fields there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Inner::Regular(record) => record.len(),
            Inner::Split(fields) => fields.len(),
        }
    }

    /// Are all fields blank?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !(0..self.len()).any(|index| self.is_filled(index))
    }
}

/// Without ASCII blanks, no-break spaces and what old programs put behind the end of a file (NUL, Ctrl-Z) at the ends.
fn trim(field: &[u8]) -> &[u8] {
    // Nearly every field begins and ends with something else than a blank, or a byte of a no-break space.
    if let [first, .., last] = field
        && *first > b' '
        && *first != 0xc2
        && *last > b' '
        && *last != 0xa0
    {
        return field;
    }
    let mut field = field.trim_ascii();
    while let [rest @ .., 0 | 0x1a] = field {
        field = rest.trim_ascii_end();
    }
    while let Some(rest) = field.strip_prefix("\u{a0}".as_bytes()) {
        field = rest.trim_ascii_start();
    }
    while let Some(rest) = field.strip_suffix("\u{a0}".as_bytes()) {
        field = rest.trim_ascii_end();
    }
    field
}
