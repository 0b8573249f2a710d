//! The cells of the rows a result speaks of, read again from the list files (docs/decisions/0004).

use crate::input::Input;
use antin_domain::list::ListKind;
use antin_domain::message::Message;
use antin_lists::column::Column;
use antin_lists::source::{self, Source};
use antin_lists::stream::StreamError;
use antin_review::{Case, Review};
use std::path::PathBuf;

/// The three lists that a case may have rows of.
pub const LISTS: [ListKind; 3] = [ListKind::CaList, ListKind::Registry, ListKind::Roster];

/// Chosen cells of the three lists.
#[derive(Default)]
pub struct Sources {
    lists: [Source; 3],
}

impl Sources {
    /// Reads `columns` of every row of `cases` again.
    ///
    /// # Errors
    /// A list cannot be read any more, or is not the one that was reviewed.
    pub fn read<'a>(
        input: &Input,
        review: &Review,
        cases: impl Iterator<Item = &'a Case> + Clone,
        columns: &[Column],
    ) -> Result<Sources, SourceError> {
        let mut sources = Sources::default();
        for (kind, kept) in LISTS.into_iter().zip(&mut sources.lists) {
            let Some(account) = input.accounts.iter().find(|account| account.kind == kind) else { continue };
            let mut rows: Vec<u32> = cases.clone().flat_map(|case| rows_of(input, review, case, kind)).collect();
            rows.sort_unstable();
            rows.dedup();
            if rows.is_empty() {
                continue;
            }
            *kept = source::cells(&account.opened, &rows, columns).map_err(SourceError::Read)?;
            if kept.sha256 != account.sha256 {
                return Err(SourceError::Changed(account.opened.path.clone()));
            }
        }
        Ok(sources)
    }

    /// The cell of a sheet row as it stood; blank if there is none.
    #[must_use]
    pub fn cell(&self, list: ListKind, row: u32, column: Column) -> &str {
        LISTS.iter().position(|kind| *kind == list).map_or("", |at| self.lists[at].cell(row, column))
    }
}

/// Rows of the sheet that a case has in one list.
#[must_use]
pub fn rows_of(input: &Input, review: &Review, case: &Case, list: ListKind) -> Vec<u32> {
    let snapshot = &input.snapshot;
    match list {
        ListKind::CaList => review.ca_rows(case).iter().map(|&row| snapshot.ca[row as usize].row).collect(),
        ListKind::Registry => {
            review.registry_rows(case).iter().map(|&row| snapshot.registry[row as usize].row).collect()
        }
        ListKind::Roster => snapshot.people().get(case.person as usize).map(|row| row.row).into_iter().collect(),
        ListKind::Units | ListKind::Sent => Vec::new(),
    }
}

/// Why the cells cannot be read again.
#[derive(Debug)]
pub enum SourceError {
    /// The file system says no.
    Read(StreamError),
    /// The file is not the one that was reviewed.
    Changed(PathBuf),
}

impl SourceError {
    /// The sentence for the person.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            SourceError::Read(StreamError::Io { path, source }) => {
                Message::new("cli-unreadable").with("file", path.display()).with("reason", source)
            }
            SourceError::Changed(path) => Message::new("workbook-list-changed").with("file", path.display()),
        }
    }
}
