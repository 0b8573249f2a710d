//! What a person said in the file of `--columns`, put into a reading.

use std::path::Path;

use antin_domain::list::ListKind;

use crate::layout::Layout;
use crate::layout::words::fold;
use crate::overrides::{ListOverride, Named, Overrides};

use super::OpenError;
use super::choose::Candidate;
use super::heading::Reading;

/// Refuses a sheet that the file does not have.
pub fn check_sheet(
    path: &Path,
    kind: Option<ListKind>,
    overrides: &Overrides,
    candidates: &[Candidate],
) -> Result<(), OpenError> {
    let Some(wanted) = kind.and_then(|kind| overrides.of(kind)).and_then(|list| list.sheet.as_ref()) else {
        return Ok(());
    };
    let found: Vec<String> = candidates.iter().filter_map(|candidate| candidate.sheet.clone()).collect();
    if found.is_empty() || found.contains(wanted) {
        return Ok(());
    }
    Err(OpenError::Unknown { path: path.to_path_buf(), what: "sheet", wanted: wanted.clone(), found })
}

/// Gives columns the meanings that a person gave them.
pub fn apply(path: &Path, list: &ListOverride, layout: &Layout, reading: &mut Reading) -> Result<(), OpenError> {
    for (column, named) in &list.columns {
        if *named == Named::Nowhere {
            for meaning in reading.meanings.iter_mut().filter(|meaning| **meaning == Some(*column)) {
                *meaning = None;
            }
            reading.disputed.retain(|(disputed, ..)| disputed != column);
            reading.also.retain(|(also, ..)| also != column);
            continue;
        }
        let Some(index) = find(reading, named) else {
            let wanted = match named {
                Named::Number(number) => number.to_string(),
                Named::Text(text) => text.clone(),
                Named::Nowhere => String::new(),
            };
            let found = reading.texts.iter().filter(|text| !text.is_empty()).cloned().collect();
            return Err(OpenError::Unknown { path: path.to_path_buf(), what: "column", wanted, found });
        };
        for meaning in reading.meanings.iter_mut().filter(|meaning| **meaning == Some(*column)) {
            *meaning = None;
        }
        reading.meanings[index] = Some(*column);
        reading.disputed.retain(|(disputed, first, second)| disputed != column && *first != index && *second != index);
        reading.also.retain(|(also, ..)| also != column);
        reading.by_content.retain(|by_content| *by_content != index);
        reading.named.push(*column);
    }
    reading.by_person = list.rows.is_some() || !list.columns.is_empty();
    let meanings = reading.meanings.clone();
    reading.missing = layout.missing(|column| meanings.contains(&Some(*column)));
    Ok(())
}

fn find(reading: &Reading, named: &Named) -> Option<usize> {
    let width = reading.texts.len();
    match named {
        Named::Nowhere => None,
        Named::Number(number) => number.checked_sub(1).filter(|index| *index < width),
        Named::Text(text) => {
            let wanted = fold(text);
            let whole = reading.texts.iter().position(|heading| fold(heading) == wanted);
            // Of a heading of two lines the lower one alone will do, if no other has the same.
            let lower = |heading: &String| heading.rsplit(" / ").next().is_some_and(|line| fold(line) == wanted);
            let mut lowers =
                reading.texts.iter().enumerate().filter(|(_, heading)| lower(heading)).map(|(index, _)| index);
            let lower = lowers.next().filter(|_| lowers.next().is_none());
            whole.or(lower).or_else(|| letter(text).filter(|index| *index < width))
        }
    }
}

/// The column that spreadsheet programs call `text`: A, B, … Z, AA.
fn letter(text: &str) -> Option<usize> {
    let text = text.trim();
    if text.is_empty() || text.len() > 3 || !text.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let number = text.bytes().fold(0, |number, byte| number * 26 + usize::from(byte - b'A') + 1);
    Some(number - 1)
}

#[cfg(test)]
mod tests {
    use super::letter;

    #[test]
    fn letters_are_columns() {
        assert_eq!(
            ["A", "Z", "AA", "AAA", "Aa", "STTX"].map(letter),
            [Some(0), Some(25), Some(26), Some(702), None, None]
        );
    }
}
