//! What a person says the columns of a list mean, in the words of the file of `--columns` (`lists::overrides`).

use crate::error::AppError;
use antin_domain::message::Message;
use antin_lists::column::Column;
use std::fmt::Write;

/// Every meaning that a column can have, by name, in the order of lists.
#[must_use]
pub fn meanings() -> Vec<&'static str> {
    Column::ALL.map(Column::name).to_vec()
}

/// What was said, as text. A meaning that was given to no column stands nowhere, whatever the headings say.
pub(super) fn as_text(kind: &str, said: &[(usize, String)]) -> Result<String, AppError> {
    let mut text = format!("[{kind}.columns]\n");
    for (_, name) in said.iter().filter(|(_, name)| !name.is_empty()) {
        let unusable = |key: &'static str| AppError::Unusable(Message::new(key).with("column", name));
        if Column::parse(name).is_none() {
            return Err(unusable("intake-no-such-column"));
        }
        if said.iter().filter(|(_, other)| other == name).count() > 1 {
            return Err(unusable("intake-column-twice"));
        }
    }
    for column in Column::ALL {
        let place = said.iter().find(|(_, name)| name == column.name());
        // Writing into a text does not fail.
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
    use antin_lists::overrides::{Named, Overrides};
    use std::path::Path;

    #[test]
    fn what_was_said_is_understood_by_the_reader_of_lists() {
        let said = [(0, String::new()), (1, "serial".to_owned()), (4, "holder".to_owned())];
        let text = as_text("ca-list", &said).unwrap();
        let read = Overrides::parse(Path::new("said"), &text).unwrap();
        let list = read.of(ListKind::CaList).unwrap();
        assert!(list.columns.contains(&(Column::Serial, Named::Number(2))));
        assert!(list.columns.contains(&(Column::Holder, Named::Number(5))));
        assert!(list.columns.contains(&(Column::Email, Named::Nowhere)));
        assert_eq!(list.columns.len(), Column::ALL.len());
    }

    #[test]
    fn two_columns_cannot_mean_the_same() {
        let twice = [(0, "serial".to_owned()), (1, "serial".to_owned())];
        assert!(as_text("ca-list", &twice).is_err());
        assert!(as_text("ca-list", &[(0, "no-such".to_owned())]).is_err());
    }
}
