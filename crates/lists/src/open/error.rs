//! Why a file cannot be read as a list, with what was found and what was wanted.

use std::path::PathBuf;

use antin_domain::list::ListKind;
use antin_domain::message::Message;

use crate::column::Column;

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
        Message::new("lists-todo")
    }
}
