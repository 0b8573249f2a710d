//! What happens to a text between one list and the next.

use super::dice::Dice;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// `Đỗ Thị Hòa` as `Do Thi Hoa`.
pub(super) fn unaccented(text: &str) -> String {
    let plain = text.replace('Đ', "D").replace('đ', "d");
    plain.nfd().filter(|letter| !is_combining_mark(*letter)).collect()
}

/// Given name and first letters: `Đỗ Thị Hòa` gives `hoadt`.
pub(super) fn initials(name: &str) -> String {
    let plain = unaccented(name).to_lowercase();
    let words: Vec<&str> = plain.split(' ').collect();
    let (given, others) = words.split_last().unwrap_or((&"", &[]));
    others.iter().filter_map(|word| word.chars().next()).fold((*given).to_owned(), |mut text, letter| {
        text.push(letter);
        text
    })
}

/// A serial as offices write it down, right or wrong.
pub(super) fn registry_serial(serial: &str, predecessor: &str, dice: &mut Dice) -> String {
    match dice.below(100) {
        0..4 => colons(serial),
        4..9 => serial.to_lowercase(),
        9..12 => colons(serial).replace(':', " "),
        12 => format!("0x{serial}"),
        13..16 => u64::from_str_radix(serial, 16).map_or_else(|_| serial.to_owned(), |number| number.to_string()),
        16 => format!("00{serial}"),
        17 => serial.trim_start_matches('0').to_owned(),
        18 => u64::from_str_radix(serial, 16).map_or_else(|_| String::new(), |number| format!("{:.5E}", number as f64)),
        19..21 => String::new(),
        21..23 => slipped(serial, b"0123456789ABCDEF", dice),
        23..30 if !predecessor.is_empty() => predecessor.to_owned(),
        _ => serial.to_owned(),
    }
}

fn colons(serial: &str) -> String {
    serial.as_bytes().chunks(2).map(|pair| String::from_utf8_lossy(pair)).collect::<Vec<_>>().join(":")
}

/// One character exchanged for another of `alphabet`, or two neighbours swapped.
pub(super) fn slipped(text: &str, alphabet: &[u8], dice: &mut Dice) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() < 2 {
        return text.to_owned();
    }
    let place = 1 + dice.below(letters.len() - 1);
    if dice.happens(300) && letters[place] != letters[place - 1] {
        letters.swap(place, place - 1);
    } else {
        let other = char::from(alphabet[dice.below(alphabet.len())]);
        letters[place] = if other == letters[place] { char::from(alphabet[0]) } else { other };
    }
    letters.into_iter().collect()
}

/// A name as somebody else typed it.
pub(super) fn registry_name(name: &str, dice: &mut Dice) -> String {
    match dice.below(100) {
        0..3 => unaccented(name),
        3..8 => name.to_uppercase(),
        8..10 => name.replace("òa", "oà").replace("ủy", "uỷ"),
        10..12 => slipped(name, b"nghtc", dice),
        12 => format!(" {}  ", name.replace(' ', "  ")),
        _ => name.to_owned(),
    }
}
