//! How a file is to be read: its format, its encoding, its headings, what each column means.
//!
//! [`open`] decides all of that and hands the rows over as a [`Body`]; it says in `notes` whatever a person could not
//! see for himself. Rows themselves (groups, totals, signatures) are not judged here.

use std::path::{Path, PathBuf};

use antin_domain::list::ListKind;
use antin_domain::message::Message;

use crate::column::Column;
use crate::overrides::Overrides;

mod body;
mod cell;
mod choose;
mod compound;
mod convert;
mod decide;
mod delimited;
mod encoding;
mod error;
mod fits;
mod groups;
mod heading;
mod look;
mod merged;
mod notes;
mod package;
mod person;
mod plain;
mod sectors;
mod sniff;
mod spread;
mod text;
mod workbook;
mod wrapped;

pub use choose::NamedRows;
pub use error::OpenError;
pub use look::{Look, look};
pub use plain::plain;

/// A file and how it is read.
#[derive(Debug)]
pub struct Opened {
    /// The list it is.
    pub kind: ListKind,
    /// The file.
    pub path: PathBuf,
    /// What kind of file it is, by its bytes.
    pub format: Format,
    /// The sheet that was chosen (workbooks).
    pub sheet: Option<String>,
    /// How its bytes are text.
    pub encoding: Encoding,
    /// Where the headings are and what they say.
    pub headings: Headings,
    /// Each column of the table and what it means.
    pub columns: Vec<ColumnUse>,
    /// How many cells the headings have, in delimited text: a row with more of them may be out of step.
    pub width: Option<usize>,
    /// What a person should know about this reading.
    pub notes: Vec<Message>,
    /// The rows below the headings.
    pub body: Body,
}

impl Opened {
    /// The field that carries `column`.
    pub fn column(&self, column: Column) -> Option<usize> {
        self.columns.iter().find(|used| used.meaning == Some(column)).map(|used| used.index)
    }

    /// The first `most` rows that are not blank, each with its number in the sheet, as a person is shown them; none where
    /// the file cannot be read any more.
    pub fn sample(&self, most: usize) -> Vec<(u32, Vec<String>)> {
        let mut rows = Vec::new();
        // Whoever reads the list itself is told of that.
        let _ = self.first_rows(most, &mut |row, cells| rows.push((row, cells)));
        rows
    }

    /// Shows every row that is not blank, one at a time, as [`Opened::sample`] gives them.
    ///
    /// # Errors
    /// The file cannot be read any more.
    pub fn each_row(&self, mut look: impl FnMut(u32, Vec<String>)) -> std::io::Result<()> {
        self.first_rows(usize::MAX, &mut look)
    }

    fn first_rows(&self, most: usize, look: &mut dyn FnMut(u32, Vec<String>)) -> std::io::Result<()> {
        match &self.body {
            Body::File { offset, first_row, separator } => {
                text::first_rows(&self.path, *offset, *first_row, *separator, most, look)
            }
            Body::Memory { bytes, rows } => {
                body::first_rows(bytes, rows, most, look);
                Ok(())
            }
        }
    }
}

/// Kinds of files that hold a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Excel 2007 and later.
    Xlsx,
    /// Excel 97 to 2003.
    Xls,
    /// Excel binary workbook.
    Xlsb,
    /// OpenDocument spreadsheet.
    Ods,
    /// Delimited text.
    Csv {
        /// Comma, semicolon, tab or bar.
        separator: u8,
    },
}

/// How the bytes of a file are text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// The format says it itself (workbooks).
    Workbook,
    /// UTF-8.
    Utf8,
    /// UTF-8 with a byte order mark.
    Utf8Bom,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Windows-1258, where tone marks are letters of their own.
    Windows1258,
    /// Single bytes of a western code page or of an old font; the columns say which.
    Windows1252,
}

impl Format {
    /// The name for people: `CSV (;)`.
    pub fn name(self) -> String {
        match self {
            Self::Xlsx => "XLSX".to_owned(),
            Self::Xls => "XLS".to_owned(),
            Self::Xlsb => "XLSB".to_owned(),
            Self::Ods => "ODS".to_owned(),
            Self::Csv { separator: b'\t' } => "TSV".to_owned(),
            Self::Csv { separator } => format!("CSV ({})", char::from(separator)),
        }
    }
}

impl Encoding {
    /// The name in sentences: `utf8-bom`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Workbook => "workbook",
            Self::Utf8 => "utf8",
            Self::Utf8Bom => "utf8-bom",
            Self::Utf16Le => "utf16-le",
            Self::Utf16Be => "utf16-be",
            Self::Windows1258 => "windows1258",
            Self::Windows1252 => "windows1252",
        }
    }
}

/// An old way of typing Vietnamese that a column was converted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LegacyText {
    /// TCVN3, the ABC fonts (.VnTime): `NguyÔn V¨n`.
    Tcvn3,
    /// VNI fonts (VNI-Times): `Nguyeãn Vaên`.
    Vni,
    /// VISCII.
    Viscii,
    /// Windows-1258 read as if it were Windows-1252.
    Windows1258,
    /// UTF-8 read as Latin-1 and saved again: `Nguyá»…n`.
    Mojibake,
}

impl LegacyText {
    /// The name in column files and sentences: `tcvn3`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tcvn3 => "tcvn3",
            Self::Vni => "vni",
            Self::Viscii => "viscii",
            Self::Windows1258 => "windows1258",
            Self::Mojibake => "mojibake",
        }
    }
}

/// The heading rows (numbers of the sheet, from 1) and the text above each column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headings {
    /// First heading row.
    pub first: u32,
    /// Last heading row (without a row of column numbers below it).
    pub last: u32,
    /// Text per column; the lines of a heading are joined by ` / `.
    pub texts: Vec<String>,
}

/// One column of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnUse {
    /// Number of the field, from 0.
    pub index: usize,
    /// Its heading.
    pub heading: String,
    /// What it means; `None`: not used by the review, unless it completes another column.
    pub meaning: Option<Column>,
    /// What the column means whose cells it completes: a newer one, or the second part of a name.
    pub completes: Option<Column>,
    /// The old encoding or font it was converted from.
    pub legacy: Option<LegacyText>,
}

impl ColumnUse {
    /// What it is used for, in words for a person.
    #[must_use]
    pub fn said(&self) -> Message {
        let named = |key, column: Column| Message::new(key).with("column", column.name());
        match (self.meaning, self.completes) {
            (Some(meaning), _) => named("lists-column", meaning),
            (None, Some(other)) => named("lists-column-completes", other),
            (None, None) => Message::new("lists-column-unused"),
        }
    }
}

/// The rows below the headings.
pub enum Body {
    /// UTF-8 delimited text that stays in its file.
    File {
        /// Where the first row of data begins, in bytes.
        offset: u64,
        /// The number of that row in the sheet.
        first_row: u32,
        /// The separator.
        separator: u8,
    },
    /// UTF-8; each field ends with 0x1F and each row with 0x1E, nothing is quoted.
    Memory {
        /// The rows.
        bytes: Vec<u8>,
        /// The number in the sheet of each row (blank rows are left out).
        rows: Vec<u32>,
    },
}

impl std::fmt::Debug for Body {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Body::File { offset, first_row, separator } => {
                write!(formatter, "File {{ offset: {offset}, first_row: {first_row}, separator: {separator} }}")
            }
            Body::Memory { bytes, rows } => {
                write!(formatter, "Memory {{ {} bytes, {} rows }}", bytes.len(), rows.len())
            }
        }
    }
}

/// Finds out how the file at `path` is to be read.
///
/// `kind` is the list it should be; without it the headings decide.
///
/// # Errors
/// The file cannot be read as that list; nothing of it was kept.
pub fn open(path: &Path, kind: Option<ListKind>, overrides: Option<&Overrides>) -> Result<Opened, OpenError> {
    let nothing = Overrides::default();
    let decide = || decide::open(path, kind, overrides.unwrap_or(&nothing));
    // The library that reads workbooks gives up with a panic on some hostile ones (found by fuzzing): for a person that is
    // a damaged file like any other, and no reason for the program to end.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(decide)).unwrap_or_else(|_| {
        Err(OpenError::Damaged { path: path.to_path_buf(), reason: "the reader of its format gave up".to_owned() })
    })
}
