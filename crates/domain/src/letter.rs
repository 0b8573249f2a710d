//! Letters as names are compared: small, without the tone mark, without any accent. Worked out once for every letter that
//! Vietnamese uses; a list has a hundred million of them.

use std::sync::LazyLock;
use unicode_normalization::char::{compose, decompose_canonical, is_combining_mark};

/// One character in the forms for comparing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Small, without its tone mark: `Ằ` → `ă`.
    pub base: char,
    /// Its tone mark.
    pub tone: Option<char>,
    /// Small, without any accent: `Ằ` → `a`, `Đ` → `d`.
    pub plain: char,
    /// What it is.
    pub kind: Kind,
    /// It is a capital.
    pub is_capital: bool,
}

/// What a character is for the comparing of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Part of a word: a letter, a digit, an apostrophe.
    Word,
    /// A tone mark that stands alone.
    Tone,
    /// Separates words.
    Blank,
    /// Not seen and not meant: zero-width.
    Hidden,
    /// Anything else: stands for itself.
    Other,
}

/// The five tone marks: huyền, sắc, hỏi, ngã, nặng.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{309}', '\u{303}', '\u{323}'];

/// Latin letters up to U+024F, and the Vietnamese block U+1EA0–U+1EFF behind them.
static TABLE: LazyLock<Vec<Letter>> = LazyLock::new(|| {
    let common = (0..0x250).chain(0x1ea0..0x1f00);
    common.map(|code| work_out(char::from_u32(code).unwrap_or_default())).collect()
});

impl Letter {
    /// The forms of `c`.
    #[must_use]
    pub fn of(c: char) -> Letter {
        match c as u32 {
            code @ 0..0x250 => TABLE[code as usize],
            code @ 0x1ea0..0x1f00 => TABLE[(code - 0x1ea0 + 0x250) as usize],
            _ => work_out(c),
        }
    }
}

/// Is every character of `text` composed already, as far as Vietnamese goes? Then normalising it would change nothing.
#[must_use]
pub fn is_composed(text: &str) -> bool {
    // First bytes of U+0080–U+02FF, of U+1E80–U+1EFF and of general punctuation.
    let mut bytes = text.as_bytes().iter();
    bytes.all(|&byte| matches!(byte, 0..0x80 | 0x80..=0xcb | 0xe1 | 0xe2))
}

fn work_out(c: char) -> Letter {
    let kind = match c {
        '’' | '‘' | '`' | '´' => return Letter { base: '\'', plain: '\'', ..work_out('\'') },
        '–' | '—' | '‐' | '‑' => return Letter { base: '-', plain: '-', ..work_out('-') },
        '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}' | '\u{2060}' => Kind::Hidden,
        _ if c.is_whitespace() => Kind::Blank,
        _ if TONES.contains(&c) => Kind::Tone,
        _ if c.is_alphanumeric() || c == '\'' => Kind::Word,
        _ => Kind::Other,
    };
    // A capital that has no single small letter stands for itself.
    let mut lower = c.to_lowercase();
    let small = if lower.len() == 1 { lower.next().unwrap_or(c) } else { c };
    let (mut base, mut tone, mut plain, mut first) = (small, None, small, true);
    decompose_canonical(small, |part| {
        if first {
            (base, plain, first) = (part, part, false);
        } else if TONES.contains(&part) {
            tone = Some(part);
        } else if is_combining_mark(part) {
            base = compose(base, part).unwrap_or(base);
        }
    });
    if kind == Kind::Tone {
        (base, tone) = (c, Some(c));
    }
    Letter { base, tone, plain: if plain == 'đ' { 'd' } else { plain }, kind, is_capital: c.is_uppercase() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(c: char, base: char, tone: Option<char>, plain: char) {
        let letter = Letter::of(c);
        assert_eq!((letter.base, letter.tone, letter.plain), (base, tone, plain), "{c}");
    }

    #[test]
    fn letters_lose_their_tone_then_their_accents() {
        check('Ằ', 'ă', Some('\u{300}'), 'a');
        check('ộ', 'ô', Some('\u{323}'), 'o');
        check('Ữ', 'ư', Some('\u{303}'), 'u');
        check('Đ', 'đ', None, 'd');
        check('ý', 'y', Some('\u{301}'), 'y');
        check('A', 'a', None, 'a');
        check('’', '\'', None, '\'');
        assert_eq!(Letter::of('\u{a0}').kind, Kind::Blank);
        assert_eq!(Letter::of('\u{200b}').kind, Kind::Hidden);
    }

    #[test]
    fn the_table_is_what_would_be_worked_out() {
        for c in ('\u{0}'..'\u{2000}').chain(['đ', '–', 'ặ']) {
            assert_eq!(Letter::of(c), work_out(c));
        }
    }

    #[test]
    fn decomposed_text_is_told() {
        assert!(is_composed("Đặng Thị Hòa – An’"));
        assert!(!is_composed("Ho\u{300}a"));
    }
}
