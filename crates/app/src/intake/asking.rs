//! A list whose columns are not recognised: it is kept, and a person is asked what its columns mean.

use super::reading::{HowRead, OpenedFile, told_of};
use crate::error::AppError;
use crate::work::Told;
use antin_domain::list::ListKind;
use antin_domain::message::Message;
use antin_lists::open::{self, Look, OpenError};
use antin_lists::overrides::Overrides;
use std::path::Path;

/// Which list a file is: the one it is wanted as, or the one that its headings speak for, even where some are missing.
pub(super) fn kind_of(path: &Path, named: &str, kind: Option<ListKind>) -> Result<ListKind, AppError> {
    match open::open(path, kind, None) {
        Ok(opened) => Ok(opened.kind),
        Err(error) if error.is_about_headings() => {
            let seems = open::look(path, kind, None).map_err(|error| unusable(&error, path, named))?.kind;
            seems.ok_or_else(|| AppError::Unusable(Message::new("intake-say-kind").with("file", named)))
        }
        Err(error) => Err(unusable(&error, path, named)),
    }
}

/// Opens a file, or says what has to be asked about its columns.
pub(super) fn opened(
    path: &Path,
    named: &str,
    kind: Option<ListKind>,
    said: Option<&Overrides>,
) -> Result<OpenedFile, AppError> {
    match open::open(path, kind, said) {
        Ok(opened) => Ok(OpenedFile::List(Box::new(opened))),
        Err(error) if error.is_about_headings() => {
            let look = open::look(path, kind, said).map_err(|error| unusable(&error, path, named))?;
            Ok(OpenedFile::Asks(Box::new(question(look, &told_of(error.message(), path, named)))))
        }
        Err(error) => Err(unusable(&error, path, named)),
    }
}

/// The top of the file for a person, beside the sentence that says what is missing.
fn question(look: Look, why: &Message) -> HowRead {
    let meaning = |(heading, column): (String, Option<antin_lists::column::Column>)| {
        (heading, column.map(|column| column.name().to_owned()).unwrap_or_default())
    };
    HowRead {
        sheet: look.sheet.unwrap_or_default(),
        heading_rows: look.heading_rows,
        columns: look.columns.into_iter().map(meaning).collect(),
        sample: look.rows,
        asks: Some(Told::from(why)),
        ..HowRead::default()
    }
}

fn unusable(error: &OpenError, path: &Path, named: &str) -> AppError {
    AppError::Unusable(told_of(error.message(), path, named))
}
