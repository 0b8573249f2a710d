//! Why a file cannot be read as a list, with what was found and what was wanted.

use std::path::{Path, PathBuf};

use antin_domain::list::ListKind;
use antin_domain::message::Message;

use crate::column::Column;
use crate::layout::LayoutError;

/// Why a file cannot be read as a list.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file says of itself what it is, and its bytes disagree.
    #[error("{path}: damaged: {reason}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What the reader of its format says.
        reason: String,
    },
    /// Nothing in it, or headings and no row.
    #[error("{path}: no row below the headings")]
    Empty {
        /// The file.
        path: PathBuf,
        /// The sheet whose headings stand alone.
        sheet: Option<String>,
    },
    /// A file of layouts cannot be used.
    #[error(transparent)]
    Layout(#[from] crate::layout::LayoutError),
    /// A needed column was not found.
    #[error("{path}: no column for {}", column.name())]
    MissingColumn {
        /// The file.
        path: PathBuf,
        /// The sheet.
        sheet: Option<String>,
        /// The heading row.
        row: u32,
        /// The list wanted.
        kind: ListKind,
        /// What is missing.
        column: Column,
        /// The headings found.
        headings: Vec<String>,
    },
    /// No row looks like headings.
    #[error("{path}: no headings")]
    NoHeading {
        /// The file.
        path: PathBuf,
        /// The list wanted, if one was.
        kind: Option<ListKind>,
        /// The first rows, as they stand.
        rows: Vec<String>,
    },
    /// Another kind of file.
    #[error("{path}: not a table but {what}")]
    NotATable {
        /// The file.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// A password is needed.
    #[error("{path}: protected by a password")]
    Protected {
        /// The file.
        path: PathBuf,
    },
    /// Larger, or unpacking to more, than is read.
    #[error("{path}: {what} {found} where {limit} is the limit")]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// What there is too much of: `bytes`, `cells`, `ratio`.
        what: &'static str,
        /// How much there is.
        found: u64,
        /// How much is read.
        limit: u64,
    },
    /// Two columns claim one meaning.
    #[error("{path}: {} is claimed by two columns: {first} and {second}", column.name())]
    TwoColumns {
        /// The file.
        path: PathBuf,
        /// The sheet.
        sheet: Option<String>,
        /// The meaning.
        column: Column,
        /// Heading of the one.
        first: String,
        /// Heading of the other.
        second: String,
    },
    /// The file cannot be opened or read.
    #[error("{path}: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// An override names something the file does not have.
    #[error("{path}: no {what} {wanted}")]
    Unknown {
        /// The file.
        path: PathBuf,
        /// `sheet`, `column`, `row`.
        what: &'static str,
        /// What the override names.
        wanted: String,
        /// What there is.
        found: Vec<String>,
    },
    /// Another list than the one asked for.
    #[error("{path}: {} wanted, it seems to be {}", wanted.name(), seems.name())]
    WrongKind {
        /// The file.
        path: PathBuf,
        /// The list asked for.
        wanted: ListKind,
        /// The list it seems to be.
        seems: ListKind,
    },
}

impl OpenError {
    /// The sentence for a person.
    pub fn message(&self) -> Message {
        match self {
            Self::Damaged { path, reason } => at("lists-damaged", path).with("reason", reason),
            Self::Empty { path, sheet } => in_sheet(at("lists-empty", path), sheet.as_deref()),
            Self::Layout(LayoutError::Malformed { path, reason }) => {
                at("lists-layout-malformed", path).with("reason", reason)
            }
            Self::Layout(LayoutError::Unreadable { path, source }) => {
                at("lists-unreadable", path).with("reason", source)
            }
            Self::MissingColumn { path, sheet, row, kind, column, headings } => {
                in_sheet(at("lists-missing-column", path), sheet.as_deref())
                    .with("column", column.name())
                    .with("kind", kind.name())
                    .with("row", row)
                    .with("headings", headings.join(" | "))
            }
            Self::NoHeading { path, kind, rows } => at("lists-no-heading", path)
                .with("kind", kind.map_or("", ListKind::name))
                .with("rows", shorten(&rows.join(" // "))),
            Self::NotATable { path, what } => at("lists-not-a-table", path).with("what", what),
            Self::Protected { path } => at("lists-protected", path),
            Self::TooLarge { path, what, found, limit } => {
                at("lists-too-large", path).with("what", what).with("found", found).with("limit", limit)
            }
            Self::TwoColumns { path, sheet, column, first, second } => {
                in_sheet(at("lists-two-columns", path), sheet.as_deref())
                    .with("column", column.name())
                    .with("first", first)
                    .with("second", second)
            }
            Self::Unknown { path, what, wanted, found } => at("lists-unknown", path)
                .with("what", what)
                .with("wanted", wanted)
                .with("found", shorten(&found.join(" | "))),
            Self::Unreadable { path, source } => at("lists-unreadable", path).with("reason", source),
            Self::WrongKind { path, wanted, seems } => {
                at("lists-wrong-kind", path).with("kind", wanted.name()).with("seems", seems.name())
            }
        }
    }
}

/// A sentence about the file at `path`.
pub fn at(key: &'static str, path: &Path) -> Message {
    Message::new(key).with("path", path.display())
}

fn in_sheet(message: Message, sheet: Option<&str>) -> Message {
    message.with("sheet", sheet.unwrap_or("none"))
}

/// The beginning of a long text.
fn shorten(text: &str) -> String {
    const MOST: usize = 500;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
