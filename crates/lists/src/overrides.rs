//! The file of `--columns`: how a person says that a list is to be read otherwise.

use std::path::PathBuf;

use antin_domain::list::ListKind;

use crate::open::NamedRows;

/// What a person says about the lists.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// A folder whose layouts replace the embedded ones.
    pub layouts: Option<PathBuf>,
    /// What he says about each list.
    pub lists: Vec<ListOverride>,
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
}

impl Overrides {
    /// What is said about `kind`.
    pub fn of(&self, kind: ListKind) -> Option<&ListOverride> {
        self.lists.iter().find(|list| list.kind == kind)
    }
}
