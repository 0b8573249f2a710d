//! What a person says the columns of a list mean, in the words that the reader of lists takes (`lists::overrides`).

use super::reading::HowRead;
use crate::error::AppError;
use antin_domain::message::Message;
use antin_lists::column::Column;
use std::fmt::Write;

/// Every meaning that a column can have, by name, in the order of lists.
#[must_use]
pub fn meanings() -> Vec<&'static str> {
    Column::ALL.map(Column::name).to_vec()
}

/// How a person says that a list is to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    /// The row of the sheet in which the headings stand, from 1; none: where they were found.
    pub heading_row: Option<u32>,
    /// What columns mean, each as (number from 0, name of the meaning; blank: not used). Empty: by their headings.
    pub columns: Vec<(usize, String)>,
}

/// What was said, as text. A meaning that was given to no column stands nowhere, whatever the headings say.
pub(super) fn as_text(kind: &str, said: &Correction, reading: &HowRead) -> Result<String, AppError> {
    let heading_rows = match said.heading_row {
        Some(row) if reading.sample.iter().all(|(number, _)| *number != row) && reading.heading_rows != (row, row) => {
            return Err(AppError::Unusable(Message::new("intake-no-such-row").with("row", row)));
        }
        Some(row) => (row, row),
        None => reading.heading_rows,
    };
    let mut text = format!("[{kind}]\n");
    if heading_rows.0 > 0 {
        // Writing into a text does not fail.
        let _ = writeln!(text, "heading_rows = [{}, {}]", heading_rows.0, heading_rows.1);
    }
    if said.columns.is_empty() {
        return Ok(text);
    }
    let width = reading.columns.len();
    for (index, name) in said.columns.iter().filter(|(_, name)| !name.is_empty()) {
        let unusable = |key: &'static str| AppError::Unusable(Message::new(key).with("column", name));
        if Column::parse(name).is_none() {
            return Err(unusable("intake-no-such-column"));
        }
        if said.columns.iter().filter(|(_, other)| other == name).count() > 1 {
            return Err(unusable("intake-column-twice"));
        }
        if width > 0 && *index >= width {
            return Err(AppError::Unusable(Message::new("intake-no-such-place").with("number", index + 1)));
        }
    }
    let _ = writeln!(text, "[{kind}.columns]");
    for column in Column::ALL {
        let place = said.columns.iter().find(|(_, name)| name == column.name());
        let _ = match place {
            Some((index, _)) => writeln!(text, "{} = {}", column.name(), index + 1),
            None => writeln!(text, "{} = false", column.name()),
        };
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use antin_domain::list::ListKind;
    use antin_lists::open::NamedRows;
    use antin_lists::overrides::{Named, Overrides};
    use std::path::Path;

    fn said(heading_row: Option<u32>, columns: &[(usize, &str)]) -> Correction {
        let columns = columns.iter().map(|(index, name)| (*index, (*name).to_owned())).collect();
        Correction { heading_row, columns }
    }

    fn reading() -> HowRead {
        let columns = vec![(String::new(), String::new()); 5];
        HowRead { heading_rows: (3, 4), columns, sample: vec![(7, Vec::new())], ..HowRead::default() }
    }

    #[test]
    fn what_was_said_is_understood_by_the_reader_of_lists() {
        let text = as_text("ca-list", &said(None, &[(0, ""), (1, "serial"), (4, "holder")]), &reading()).unwrap();
        let read = Overrides::parse(Path::new("said"), &text).unwrap();
        let list = read.of(ListKind::CaList).unwrap();
        assert!(list.columns.contains(&(Column::Serial, Named::Number(2))));
        assert!(list.columns.contains(&(Column::Holder, Named::Number(5))));
        assert!(list.columns.contains(&(Column::Email, Named::Nowhere)));
        assert_eq!(list.columns.len(), Column::ALL.len());
        assert_eq!(list.rows, Some(NamedRows { first: 3, last: 4 }), "the headings stay where they were found");
    }

    #[test]
    fn another_heading_row_alone_leaves_the_columns_to_their_headings() {
        let text = as_text("ca-list", &said(Some(7), &[]), &reading()).unwrap();
        let read = Overrides::parse(Path::new("said"), &text).unwrap();
        let list = read.of(ListKind::CaList).unwrap();
        assert_eq!((list.rows, list.columns.len()), (Some(NamedRows { first: 7, last: 7 }), 0));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let refused = |said: Correction| as_text("ca-list", &said, &reading()).unwrap_err().message().key;
        assert_eq!(refused(said(None, &[(0, "serial"), (1, "serial")])), "intake-column-twice");
        assert_eq!(refused(said(None, &[(0, "no-such")])), "intake-no-such-column");
        assert_eq!(refused(said(None, &[(5, "serial")])), "intake-no-such-place");
        assert_eq!(refused(said(Some(8), &[])), "intake-no-such-row");
    }
}
