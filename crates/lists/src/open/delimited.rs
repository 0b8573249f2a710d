//! Records of delimited text, one at a time, with the place where each ends.

use super::heading::Line;
use crate::quotes::{Quote, quote_at};

/// Separators that are looked for.
pub const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Walks through UTF-8 text; line ends are LF, CRLF, or CR where `lone_cr` says so.
pub struct Records<'a> {
    text: &'a [u8],
    at: usize,
    row: u32,
    separator: u8,
    lone_cr: bool,
}

impl<'a> Records<'a> {
    /// Starts at the first byte of `text`, which is row 1.
    pub fn new(text: &'a [u8], separator: u8, lone_cr: bool) -> Self {
        Self { text, at: 0, row: 0, separator, lone_cr }
    }

    /// Takes one field; says what ended it.
    fn field(&mut self, field: &mut Vec<u8>) -> FieldEnd {
        let mut quoted = false;
        if self.text.get(self.at) == Some(&b'"') {
            quoted = matches!(quote_at(self.text, self.at, self.separator), Quote::Closes(_));
            self.at += 1;
        }
        loop {
            let plain = self.plain(quoted);
            field.extend_from_slice(&self.text[self.at..self.at + plain]);
            self.at += plain;
            let Some(&byte) = self.text.get(self.at) else { return FieldEnd::Text };
            self.at += 1;
            let next = self.text.get(self.at).copied();
            match byte {
                b'"' if quoted && next == Some(b'"') => {
                    field.push(b'"');
                    self.at += 1;
                }
                b'"' if quoted => quoted = false,
                _ if quoted => field.push(byte),
                byte if byte == self.separator => return FieldEnd::Separator,
                b'\n' => return FieldEnd::Line,
                b'\r' if next == Some(b'\n') => {
                    self.at += 1;
                    return FieldEnd::Line;
                }
                b'\r' if self.lone_cr => return FieldEnd::Line,
                _ => field.push(byte),
            }
        }
    }

    /// How many bytes from here on mean nothing but themselves.
    fn plain(&self, quoted: bool) -> usize {
        let rest = &self.text[self.at..];
        let special = |byte: &u8| match byte {
            b'"' => quoted,
            b'\n' | b'\r' => !quoted,
            byte => !quoted && *byte == self.separator,
        };
        rest.iter().position(special).unwrap_or(rest.len())
    }
}

enum FieldEnd {
    Separator,
    Line,
    Text,
}

impl Iterator for Records<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        if self.at >= self.text.len() {
            return None;
        }
        self.row += 1;
        let mut cells = Vec::new();
        let mut field = Vec::new();
        loop {
            let end = self.field(&mut field);
            cells.push(match std::str::from_utf8(&field) {
                Ok(text) => text.to_owned(),
                Err(_) => String::from_utf8_lossy(&field).into_owned(),
            });
            field.clear();
            if !matches!(end, FieldEnd::Separator) {
                return Some(Line { row: self.row, cells, end: self.at as u64 });
            }
        }
    }
}
