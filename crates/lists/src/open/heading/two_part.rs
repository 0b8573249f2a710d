//! A name in two columns: `Họ và tên đệm | Tên`, or one heading over both.

use hashbrown::HashSet;

use crate::column::Column;
use crate::layout::HeadingText;
use crate::layout::words::fold;

use super::{Line, SAMPLED};

/// The word that a heading of given names becomes; no layout knows it.
const GIVEN: &str = "given_name";
/// What the column of a family name with its middle names is headed with, in words of `layouts/words.toml`.
const FAMILY: &[&[&str]] = &[
    &["full_name", "dem"],
    &["full_name", "lot"],
    &["full_name", "chu", "dem"],
    &["ho"],
    &["ho", "dem"],
    &["ho", "lot"],
    &["ho", "va", "dem"],
    &["ho", "va", "lot"],
    &["ho", "chu", "dem"],
    &["ho", "va", "chu", "dem"],
    &["ho", "va", "chu", "lot"],
    &["last", "name"],
    &["family", "name"],
    &["surname"],
];
/// Likewise the column of the name by which a person is called.
const CALLED: &[&[&str]] = &[&["name"], &["first", "name"], &["given", "name"], &["forename"]];

/// Among `texts`, marks the headings of the two parts, so that the first means the holder and the second nothing else.
/// `stacks` are their lines.
pub fn mark(stacks: &[Vec<&str>], texts: &mut [HeadingText]) {
    let is_one_of = |text: &HeadingText, known: &[&[&str]]| {
        known.iter().any(|words| text.is_exactly(words) || text.is_under("full_name") && text.ends_in(words))
    };
    for at in 1..texts.len() {
        let (left, right) = texts.split_at_mut(at);
        let (Some(left), Some(right)) = (left.last_mut(), right.first_mut()) else { continue };
        let is_named =
            ["full_name", "holder"].iter().any(|word| left.has(word)) || left.has("name") && left.has("certificate");
        let one_heading = || is_named && left.is_same(right) && stacks[at - 1] == stacks[at];
        if is_one_of(left, FAMILY) && is_one_of(right, CALLED) || one_heading() {
            left.become_word("full_name");
            right.become_word(GIVEN);
        } else if is_one_of(right, FAMILY) && is_one_of(left, CALLED) {
            right.become_word("full_name");
            left.become_word(GIVEN);
        }
    }
}

/// The column of given names beside that of the holder: its heading is marked, or it has none and only the cells of both
/// together are a name. `lines` are those of the data.
pub fn given_name(meanings: &[Option<Column>], texts: &[HeadingText], lines: &[Line]) -> Option<usize> {
    let holder = meanings.iter().position(|meaning| *meaning == Some(Column::Holder))?;
    let marked = |at: &usize| texts.get(*at).is_some_and(|text| text.is_exactly(&[GIVEN]));
    let beside = [holder.checked_sub(1), Some(holder + 1)].into_iter().flatten();
    let nameless = || {
        let is_nameless = texts.get(holder + 1).is_none_or(HeadingText::is_blank);
        (is_nameless && texts[holder].has("full_name") && complete_each_other(lines, holder)).then_some(holder + 1)
    };
    beside.into_iter().find(marked).or_else(nameless)
}

/// Are the cells right of `holder` one word each and of many kinds (not *Nam* and *Nữ*), and none what the holder says?
fn complete_each_other(lines: &[Line], holder: usize) -> bool {
    let rows = lines.iter().take(SAMPLED).map(|line| (line.cell(holder), line.cell(holder + 1)));
    let rows: Vec<(&str, &str)> = rows.filter(|(holder, _)| !holder.is_empty()).collect();
    let fits = |(holder, given): &&(&str, &str)| {
        let is_word = given.split_whitespace().count() == 1 && given.chars().all(char::is_alphabetic);
        is_word && !fold(holder).split(' ').any(|part| part == fold(given))
    };
    let fitting: Vec<&(&str, &str)> = rows.iter().filter(fits).collect();
    let kinds: HashSet<String> = fitting.iter().map(|(_, given)| fold(given)).collect();
    fitting.len() * 10 >= rows.len() * 8 && kinds.len() > 2 && kinds.len() * 4 >= fitting.len().min(60)
}
