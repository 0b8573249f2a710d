//! A list as a file: separator, quotes, line ends, encoding, Unicode form.

use super::Table;
use unicode_normalization::UnicodeNormalization;

/// How a list is written as text. The default is what the generators of this project write.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// Between two cells.
    pub separator: char,
    /// Which cells stand in quotes.
    pub quotes: Quotes,
    /// At the end of a row.
    pub line_end: &'static str,
    /// How letters become bytes.
    pub encoding: Encoding,
    /// How accents are put together.
    pub accents: Accents,
}

/// Which cells stand in quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quotes {
    /// Those that need them.
    WhereNeeded,
    /// All.
    Everywhere,
}

/// How letters become bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-8 behind a byte order mark.
    Utf8Bom,
    /// UTF-16 behind a byte order mark, low byte first.
    Utf16Le,
    /// UTF-16 behind a byte order mark, high byte first.
    Utf16Be,
}

/// How accents are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accents {
    /// As they stand.
    AsTheyStand,
    /// One sign a letter (NFC).
    Composed,
    /// Letter and marks apart (NFD).
    Apart,
}

impl Default for Form {
    fn default() -> Form {
        Form {
            separator: ',',
            quotes: Quotes::WhereNeeded,
            line_end: "\n",
            encoding: Encoding::Utf8,
            accents: Accents::AsTheyStand,
        }
    }
}

impl Form {
    /// The bytes of the file of `table`.
    #[must_use]
    pub fn write(&self, table: &Table) -> Vec<u8> {
        let mut text = String::new();
        for row in std::iter::once(&table.heading).chain(&table.rows) {
            for (index, cell) in row.iter().enumerate() {
                if index > 0 {
                    text.push(self.separator);
                }
                self.cell(&mut text, cell);
            }
            text.push_str(self.line_end);
        }
        let text = match self.accents {
            Accents::AsTheyStand => text,
            Accents::Composed => text.nfc().collect(),
            Accents::Apart => text.nfd().collect(),
        };
        self.encoded(&text)
    }

    fn cell(&self, text: &mut String, cell: &str) {
        let needs = cell.contains([self.separator, '"', '\n', '\r']);
        if needs || self.quotes == Quotes::Everywhere {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(cell);
        }
    }

    fn encoded(&self, text: &str) -> Vec<u8> {
        let marked = || std::iter::once(0xfeff).chain(text.encode_utf16());
        match self.encoding {
            Encoding::Utf8 => text.as_bytes().to_vec(),
            Encoding::Utf8Bom => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            Encoding::Utf16Le => marked().flat_map(u16::to_le_bytes).collect(),
            Encoding::Utf16Be => marked().flat_map(u16::to_be_bytes).collect(),
        }
    }
}
