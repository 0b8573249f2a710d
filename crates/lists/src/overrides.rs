//! The file of `--columns`: how a person says that a list is to be read otherwise.
//!
//! ```toml
//! [ca-list]
//! sheet = "Phụ lục 1"
//! heading_rows = [9, 10]          # or heading_row = 9
//! [ca-list.columns]
//! serial = "Số hiệu CTS"          # a heading, a column number from 1, or a letter
//! holder = 3
//! valid_to = "K"
//! email = false                   # no column has it, whatever the headings say
//! [ca-list.legacy]
//! holder = "tcvn3"                # or "none": the text is good as it stands
//! ```

use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

use antin_domain::list::ListKind;
use antin_domain::message::Message;
use toml::{Table, Value};

use crate::column::Column;
use crate::legacy;
use crate::open::{LegacyText, NamedRows};

/// What a person says about the lists.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// A folder whose layouts replace the embedded ones.
    pub layouts: Option<PathBuf>,
    /// What is said about each list.
    pub lists: Vec<ListOverride>,
    /// SHA-256 of the file that says so.
    pub sha256: Option<[u8; 32]>,
}

/// What a person says about one list.
#[derive(Clone, Debug)]
pub struct ListOverride {
    /// The list.
    pub kind: ListKind,
    /// The sheet to read.
    pub sheet: Option<String>,
    /// The heading rows.
    pub rows: Option<NamedRows>,
    /// Columns by meaning.
    pub columns: Vec<(Column, Named)>,
    /// Old fonts by meaning; `None`: the text is good as it stands.
    pub legacy: Vec<(Column, Option<LegacyText>)>,
}

/// How a person names a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// By its number, from 1.
    Number(usize),
    /// By its heading, or by its letter.
    Text(String),
    /// No column has this meaning.
    Nowhere,
}

/// Why the file of `--columns` cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OverridesError {
    /// A word that means nothing here.
    #[error("{path}: {key} is none of {}", known.join(", "))]
    Key {
        /// The file.
        path: PathBuf,
        /// The word.
        key: String,
        /// The words that are known.
        known: Vec<&'static str>,
    },
    /// No TOML.
    #[error("{path}: {reason}")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What the reader of TOML says.
        reason: String,
    },
    /// The file cannot be read.
    #[error("{path}: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A value of the wrong kind.
    #[error("{path}: {key} takes {wanted}")]
    Value {
        /// The file.
        path: PathBuf,
        /// What it is the value of.
        key: String,
        /// What is wanted: `text`, `row`, `rows`, `column`, `legacy`, `table`.
        wanted: &'static str,
    },
}

impl OverridesError {
    /// The sentence for a person.
    pub fn message(&self) -> Message {
        match self {
            Self::Key { path, key, known } => Message::new("lists-overrides-key")
                .with("path", path.display())
                .with("key", key)
                .with("known", known.join(", ")),
            Self::Malformed { path, reason } => {
                Message::new("lists-overrides-malformed").with("path", path.display()).with("reason", reason)
            }
            Self::Unreadable { path, source } => {
                Message::new("lists-unreadable").with("path", path.display()).with("reason", source)
            }
            Self::Value { path, key, wanted } => Message::new("lists-overrides-value")
                .with("path", path.display())
                .with("key", key)
                .with("wanted", wanted),
        }
    }
}

const LIST_KEYS: [&str; 5] = ["sheet", "heading_row", "heading_rows", "columns", "legacy"];

impl Overrides {
    /// Reads the file at `path`.
    pub fn read(path: &Path) -> Result<Self, OverridesError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| OverridesError::Unreadable { path: path.to_path_buf(), source })?;
        Self::parse(path, &text)
    }

    /// Reads the text of the file that is called `path`.
    pub fn parse(path: &Path, text: &str) -> Result<Self, OverridesError> {
        let table: Table = text.parse().map_err(|fault: toml::de::Error| OverridesError::Malformed {
            path: path.to_path_buf(),
            reason: fault.to_string(),
        })?;
        let mut lists = Vec::new();
        for (key, value) in &table {
            let Some(kind) = ListKind::ALL.into_iter().find(|kind| kind.name() == key) else {
                return Err(unknown(path, key, ListKind::ALL.map(ListKind::name).to_vec()));
            };
            lists.push(list(path, kind, table_of(path, key, value)?)?);
        }
        Ok(Self { layouts: None, lists, sha256: Some(Sha256::digest(text).into()) })
    }

    /// What is said about `kind`.
    pub fn of(&self, kind: ListKind) -> Option<&ListOverride> {
        self.lists.iter().find(|list| list.kind == kind)
    }
}

fn list(path: &Path, kind: ListKind, table: &Table) -> Result<ListOverride, OverridesError> {
    let mut list = ListOverride { kind, sheet: None, rows: None, columns: Vec::new(), legacy: Vec::new() };
    for (key, value) in table {
        match key.as_str() {
            "sheet" => list.sheet = Some(value.as_str().ok_or_else(|| wrong(path, key, "text"))?.to_owned()),
            "heading_row" => {
                let row = row(value).ok_or_else(|| wrong(path, key, "row"))?;
                list.rows = Some(NamedRows { first: row, last: row });
            }
            "heading_rows" => list.rows = Some(rows(value).ok_or_else(|| wrong(path, key, "rows"))?),
            "columns" => {
                for (name, value) in table_of(path, key, value)? {
                    let named = named(value).ok_or_else(|| wrong(path, name, "column"))?;
                    list.columns.push((column(path, name)?, named));
                }
            }
            "legacy" => {
                for (name, value) in table_of(path, key, value)? {
                    let font = font(value).ok_or_else(|| wrong(path, name, "legacy"))?;
                    list.legacy.push((column(path, name)?, font));
                }
            }
            _ => return Err(unknown(path, key, LIST_KEYS.to_vec())),
        }
    }
    Ok(list)
}

fn unknown(path: &Path, key: &str, known: Vec<&'static str>) -> OverridesError {
    OverridesError::Key { path: path.to_path_buf(), key: key.to_owned(), known }
}

fn wrong(path: &Path, key: &str, wanted: &'static str) -> OverridesError {
    OverridesError::Value { path: path.to_path_buf(), key: key.to_owned(), wanted }
}

fn table_of<'a>(path: &Path, key: &str, value: &'a Value) -> Result<&'a Table, OverridesError> {
    value.as_table().ok_or_else(|| wrong(path, key, "table"))
}

fn column(path: &Path, name: &str) -> Result<Column, OverridesError> {
    Column::parse(name).ok_or_else(|| unknown(path, name, Column::ALL.map(Column::name).to_vec()))
}

fn row(value: &Value) -> Option<u32> {
    value.as_integer().and_then(|row| u32::try_from(row).ok()).filter(|row| *row > 0)
}

fn rows(value: &Value) -> Option<NamedRows> {
    let rows: Vec<u32> = value.as_array()?.iter().map(row).collect::<Option<_>>()?;
    let (first, last) = (*rows.first()?, *rows.last()?);
    (rows.len() <= 2 && first <= last).then_some(NamedRows { first, last })
}

fn named(value: &Value) -> Option<Named> {
    match value {
        Value::Integer(number) => usize::try_from(*number).ok().filter(|number| *number > 0).map(Named::Number),
        Value::Boolean(false) => Some(Named::Nowhere),
        Value::String(text) if !text.trim().is_empty() => Some(Named::Text(text.clone())),
        _ => None,
    }
}

fn font(value: &Value) -> Option<Option<LegacyText>> {
    match value.as_str()? {
        "none" => Some(None),
        name => legacy::ALL.into_iter().find(|font| font.name() == name).map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Overrides, String> {
        Overrides::parse(Path::new("columns.toml"), text).map_err(|fault| fault.to_string())
    }

    #[test]
    fn everything_that_may_be_said_is_understood() {
        let text = "[ca-list]\nsheet = \"A\"\nheading_rows = [9, 10]\n[ca-list.columns]\nserial = \"C\"\nholder = 3\nemail = false\n\
            [ca-list.legacy]\nholder = \"tcvn3\"\nunit1 = \"none\"\n[roster]\nheading_row = 2\n";
        let overrides = parse(text).expect("a good file");
        let list = overrides.of(ListKind::CaList).expect("the CA's list");
        assert_eq!(list.rows, Some(NamedRows { first: 9, last: 10 }));
        assert!(list.columns.contains(&(Column::Holder, Named::Number(3))));
        assert!(list.columns.contains(&(Column::Email, Named::Nowhere)));
        assert!(list.legacy.contains(&(Column::Unit1, None)));
        assert_eq!(overrides.of(ListKind::Roster).and_then(|list| list.rows), Some(NamedRows { first: 2, last: 2 }));
    }

    #[test]
    fn what_is_not_understood_is_refused_with_what_is_known() {
        assert_eq!(
            parse("[calist]\n").err().as_deref(),
            Some("columns.toml: calist is none of ca-list, registry, roster, units, sent")
        );
        let fault = parse("[ca-list]\nheadings = 3\n").err().unwrap_or_default();
        assert!(fault.contains("headings is none of sheet, heading_row"), "{fault}");
        let fault = parse("[ca-list.columns]\nserail = 3\n").err().unwrap_or_default();
        assert!(fault.contains("serail is none of serial, holder"), "{fault}");
        assert!(parse("[ca-list.columns]\nserial = 0\n").is_err());
        assert!(parse("[ca-list.legacy]\nserial = \"abc\"\n").is_err());
        assert!(parse("[ca-list]\nheading_rows = [3, 2]\n").is_err());
    }
}
