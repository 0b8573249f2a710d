//! Words by which things are found: without accents, by their beginnings, the same on both databases.

pub(crate) mod words;

use crate::error::Result;
use crate::statement::{many, rows_at_once};
use crate::turn::Upkeep;
use antin_domain::name::fold;
use std::collections::BTreeSet;

/// What kind of thing a word leads to. The numbers stand in rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Noun {
    /// A certificate.
    Certificate = 1,
    /// A person.
    Person = 2,
    /// A unit.
    Unit = 3,
    /// A device.
    Device = 4,
}

/// The words of some texts: folded, each once. `"Đỗ Thị Hòa"` gives `do`, `hoa`, `thi`.
pub(crate) fn tokens<'a>(texts: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    let words = texts.into_iter().flat_map(|text| terms(&fold(text)));
    words.collect()
}

/// The words that somebody typed, in their order; the last one may be half typed. At most eight count.
pub(crate) fn typed(text: &str) -> Vec<String> {
    terms(&fold(text)).take(8).collect::<Vec<_>>()
}

fn terms(folded: &str) -> impl Iterator<Item = String> + use<> {
    let words: Vec<String> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    words.into_iter()
}

/// The words as one text in which every word begins behind a blank, for conditions: `" do hoa thi"`.
pub(crate) fn haystack(tokens: &BTreeSet<String>) -> String {
    tokens.iter().fold(String::new(), |text, token| text + " " + token)
}

/// The end of the range of all words that begin with `word`: the next word that does not. Words hold letters and digits
/// only, so the highest character is behind them all.
pub(crate) fn end_of_range(word: &str) -> String {
    format!("{word}\u{10ffff}")
}

/// Keeps the words of things; those that are kept already stay.
pub(crate) async fn put(turn: &mut Upkeep, noun: Noun, words: &[(i64, BTreeSet<String>)]) -> Result<()> {
    let mut pairs: Vec<(&str, i64)> =
        words.iter().flat_map(|(id, tokens)| tokens.iter().map(|token| (token.as_str(), *id))).collect();
    // In the order of the index: a hundred thousand new words then fall on few pages.
    pairs.sort_unstable();
    for chunk in pairs.chunks(rows_at_once(3)) {
        let text = many(
            turn.engine(),
            "INSERT INTO search_token (kind, token, object_id)",
            3,
            chunk.len(),
            "ON CONFLICT DO NOTHING",
        );
        on!(turn, |c| {
            let mut query = sqlx::query(text);
            for (token, id) in chunk {
                query = query.bind(noun as i16).bind(*token).bind(*id);
            }
            query.execute(&mut *c).await.map(drop)
        })?;
    }
    Ok(())
}

/// Forgets words of things that are not true any more.
pub(crate) async fn remove(turn: &mut Upkeep, noun: Noun, words: &[(i64, BTreeSet<String>)]) -> Result<()> {
    let mut pairs: Vec<(&str, i64)> =
        words.iter().flat_map(|(id, tokens)| tokens.iter().map(|token| (token.as_str(), *id))).collect();
    pairs.sort_unstable();
    for chunk in pairs.chunks(rows_at_once(2).min(2_000)) {
        let head = format!("DELETE FROM search_token WHERE kind = {} AND (token, object_id) IN (", noun as i16);
        let text = many(turn.engine(), &head, 2, chunk.len(), ")");
        on!(turn, |c| {
            let mut query = sqlx::query(text);
            for (token, id) in chunk {
                query = query.bind(*token).bind(*id);
            }
            query.execute(&mut *c).await.map(drop)
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_stand_once() {
        assert_eq!(haystack(&tokens(["Đặng Đức Định", "đặng"])), " dang dinh duc");
        assert_eq!(typed("  Đỗ-Thị  Hò"), ["do", "thi", "ho"]);
        assert!(typed("…").is_empty());
    }

    #[test]
    fn every_word_with_the_beginning_is_in_the_range() {
        let end = end_of_range("ng");
        assert!("ng" < end.as_str() && "nguyen" < end.as_str() && "nh" > end.as_str());
    }
}
