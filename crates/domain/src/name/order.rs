//! The order of Vietnamese names: a key whose bytes sort as an office sorts its people, by given name first.
//!
//! No database sorts so by itself, and two databases do not sort alike; the key is worked out once and kept beside the
//! name. Letters: a ă â b c d đ e ê … ; marks of tone decide only between names whose letters are equal, in the order
//! ngang, huyền, hỏi, ngã, sắc, nặng.

use crate::letter::{self, Letter};
use unicode_normalization::UnicodeNormalization;

/// The alphabet in its order; what is not in it sorts before (digits) or behind (other letters).
const ALPHABET: &str = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";
/// Sorts before letters and digits, and behind the end of a name.
const BETWEEN_WORDS: char = '!';
/// Marks of tone in their order; no mark comes first.
const TONES: [char; 5] = ['\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}'];

/// The key of a person: given name (the last word), then surname and middle names. ASCII only.
#[must_use]
pub fn of_person(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    match words.split_last() {
        Some((given, before)) => key(std::iter::once(*given).chain(before.iter().copied())),
        None => " ".to_owned(),
    }
}

/// The key of a unit or of anything else that is read from its first word on. ASCII only.
#[must_use]
pub fn of_text(text: &str) -> String {
    key(text.split_whitespace())
}

/// Letters of all words first, then their tones: `hoa van` before `hòa an` is decided by the letters alone.
fn key<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let (mut letters, mut tones) = (String::new(), String::new());
    for (index, word) in words.enumerate() {
        if index > 0 {
            letters.push(BETWEEN_WORDS);
        }
        let composed: std::borrow::Cow<'_, str> =
            if letter::is_composed(word) { word.into() } else { word.nfc().collect::<String>().into() };
        let mut tone = '0';
        for c in composed.chars() {
            let Letter { base, tone: mark, .. } = Letter::of(c);
            if let Some(place) = mark.and_then(|mark| TONES.iter().position(|&t| t == mark)) {
                tone = char::from(b'1' + place as u8);
            }
            letters.extend(place_of(base));
        }
        tones.push(tone);
    }
    // A blank sorts before everything else, so a shorter name comes before a longer one.
    format!("{letters} {tones}")
}

/// One or two characters that sort as the letter does: its plain letter, then a sign behind `z` for the later ones of its
/// kind, so that every word in `a…` stands before every word in `ă…`.
fn place_of(base: char) -> impl Iterator<Item = char> {
    let (plain, kind) = match base {
        'ă' => ('a', Some('{')),
        'â' => ('a', Some('|')),
        'đ' => ('d', Some('{')),
        'ê' => ('e', Some('{')),
        'ô' => ('o', Some('{')),
        'ơ' => ('o', Some('|')),
        'ư' => ('u', Some('{')),
        c if ALPHABET.contains(c) || c.is_ascii_digit() => (c, None),
        c if c.is_alphanumeric() => ('~', None),
        // Dashes, full stops, brackets: as if there were a blank.
        _ => (BETWEEN_WORDS, None),
    };
    std::iter::once(plain).chain(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names stand in their order already; sorting by key must leave them so.
    fn check(key: fn(&str) -> String, names: &[&str]) {
        let mut sorted = names.to_vec();
        sorted.reverse();
        sorted.sort_by_key(|name| key(name));
        assert_eq!(sorted, names);
    }

    #[test]
    fn people_stand_by_given_name() {
        check(of_person, &["Trần Văn An", "Bùi Thị Ân", "Lê Bình", "Nguyễn Văn Dũng", "Lê Thị Đào", "An Văn Yên"]);
    }

    #[test]
    fn equal_letters_are_decided_by_tones() {
        check(of_person, &["Lê Hoa", "Lê Hòa", "Lê Hỏa", "Lê Hõa", "Lê Hóa", "Lê Họa"]);
        check(of_person, &["Lê Hòa", "Lê Văn Hoa"]);
    }

    #[test]
    fn letters_of_the_alphabet_stand_in_its_order() {
        check(of_text, &["a", "az", "ă", "ăn", "â", "b", "c", "d", "dy", "đa", "e", "ê", "o", "ô", "ơ", "u", "ư", "y"]);
    }

    #[test]
    fn a_shorter_name_comes_first_and_spelling_does_not_matter() {
        check(of_person, &["Lê An", "Lê An An", "Lê Anh"]);
        assert_eq!(of_person("Hoa\u{300}"), of_person("HOÀ"));
        assert_eq!(of_person("  Lê   An "), of_person("lê an"));
        assert_eq!(of_person(""), " ");
    }
}
