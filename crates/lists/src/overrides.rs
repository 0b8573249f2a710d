//! The file of `--columns`: how a person says that a list is to be read otherwise.

/// What a person says about the lists, by list.
#[derive(Clone, Debug, Default)]
pub struct Overrides {}
