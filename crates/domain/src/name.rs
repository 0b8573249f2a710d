//! Vietnamese names and other short texts: the form in which two of them are compared.
//!
//! > domain.md 7.1: NFC/NFD mixture, Đ/đ do not decompose, the tone mark has two accepted places (hoà/hòa), i and y stand
//! > for each other (Lý/Lí): equal for matching, the original is kept.

use crate::key::Key;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{compose, decompose_canonical, is_combining_mark};

/// A text in the forms used for comparing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// Key of the normal form: composed, lower case, single spaces, tone marks behind their words.
    pub normal: Key,
    /// Key of the folded form: the normal form without accents.
    pub folded: Key,
    /// The text has no accent at all.
    pub is_plain: bool,
    /// What had to be understood on the way (noise of review.md section 3).
    pub noise: NameNoise,
}

/// What a spelling does that another spelling of the same name need not do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NameNoise {
    /// Letters and marks stood apart (NFD).
    pub decomposed: bool,
    /// All letters were capitals.
    pub capitals: bool,
    /// Spaces in front, behind, doubled, or of another kind.
    pub spaces: bool,
    /// Where the tone marks stood, as one number: two spellings of a name that differ here differ in nothing else.
    pub tone_places: u16,
}

impl Name {
    /// Brings `text` into the forms for comparing.
    #[must_use]
    pub fn new(text: &str) -> Name {
        let (normal, noise) = normal_form(text);
        let folded = strip_accents(&normal);
        Name {
            normal: Key::of(normal.as_bytes()),
            folded: Key::of(folded.as_bytes()),
            is_plain: normal == folded,
            noise,
        }
    }

    /// The same name: normal forms equal, or one side is wholly without accents and the folded forms are equal.
    #[must_use]
    pub fn same(&self, other: &Name) -> bool {
        self.normal.agrees(other.normal) || ((self.is_plain || other.is_plain) && self.folded.agrees(other.folded))
    }
}

/// The same folded name, or at most two keystrokes from it.
///
/// > lists/README.md: a name that differs by a slip (two keystrokes) does not contradict.
#[must_use]
pub fn fits(a: &str, b: &str) -> bool {
    crate::slip::distance(fold(a).as_bytes(), fold(b).as_bytes(), 2).is_some()
}

/// Lower case, composed, single plain spaces, the tone mark behind its word, final y after a consonant as i.
#[must_use]
pub fn normal_form(text: &str) -> (String, NameNoise) {
    let mut noise = NameNoise::default();
    let composed: String = text.nfc().collect();
    noise.decomposed = composed.len() != text.len();
    let mut letters = composed.chars().filter(|c| c.is_alphabetic());
    noise.capitals = letters.clone().count() > 3 && letters.all(|c| !c.is_lowercase());
    let mut out = String::with_capacity(composed.len());
    let mut word = Vec::new();
    let mut is_apart = false;
    // The blank at the end settles the last word.
    for c in composed.chars().chain([' ']) {
        let c = match c {
            '’' | '‘' | '`' | '´' => '\'',
            '–' | '—' | '‐' | '‑' => '-',
            '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}' | '\u{2060}' => continue,
            _ => c,
        };
        if c.is_alphanumeric() || c == '\'' || TONES.contains(&c) {
            word.extend(c.to_lowercase());
            continue;
        }
        if is_apart && !(word.is_empty() && is_blank(c)) {
            out.push(' ');
            is_apart = false;
        }
        noise.tone_places = noise.tone_places.wrapping_mul(31).wrapping_add(settle(&mut word));
        out.extend(word.drain(..));
        if is_blank(c) {
            is_apart = !out.is_empty();
        } else {
            out.extend(c.to_lowercase());
        }
    }
    let is_hidden = |c: char| (is_blank(c) && c != ' ') || matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{2060}');
    noise.spaces = text.starts_with(is_blank) || text.ends_with(is_blank) || text.contains("  ") || text.contains(is_hidden);
    (out, noise)
}

/// The normal form without accents: `"Đỗ Thị Hòa"` → `"do thi hoa"`.
#[must_use]
pub fn fold(text: &str) -> String {
    strip_accents(&normal_form(text).0)
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{a0}'
}

fn strip_accents(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c);
        } else if c == 'đ' {
            out.push('d');
        } else {
            decompose_canonical(c, |part| {
                if !is_combining_mark(part) {
                    out.push(part);
                }
            });
        }
    }
    out
}

const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{309}', '\u{303}', '\u{323}'];

/// Settles one lower-case word: its tone mark goes behind the word, so that its place in the word does not matter (hoà,
/// hòa; Hoàng, Hòang); a final y after a consonant becomes i (Lý, Lí). The place where the mark stood, from 1; 0: none.
fn settle(word: &mut Vec<char>) -> u16 {
    let mut place = 0;
    let mut mark = None;
    let mut letters = 0;
    word.retain_mut(|c| {
        if TONES.contains(c) {
            mark = Some(*c);
            return false;
        }
        letters += 1;
        if let (base, Some(tone)) = split_tone(*c) {
            *c = base;
            mark = Some(tone);
            place = letters;
        }
        true
    });
    if let [.., before, last @ 'y'] = &mut word[..] {
        if before.is_alphabetic() && !"aeiouyăâêôơư".contains(*before) {
            *last = 'i';
        }
    }
    word.extend(mark);
    place
}

/// A letter without its tone mark, and the mark: ằ → (ă, huyền).
fn split_tone(c: char) -> (char, Option<char>) {
    if c.is_ascii() {
        return (c, None);
    }
    let mut base = c;
    let mut tone = None;
    let mut first = true;
    decompose_canonical(c, |part| {
        if first {
            base = part;
            first = false;
        } else if TONES.contains(&part) {
            tone = Some(part);
        } else {
            base = compose(base, part).unwrap_or(base);
        }
    });
    (base, tone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn same(a: &str, b: &str) -> bool {
        Name::new(a).same(&Name::new(b))
    }

    #[test]
    fn spellings_of_one_name() {
        let decomposed: String = "Đỗ Thị Hòa".nfd().collect();
        for other in ["ĐỖ THỊ HÒA", "Đỗ Thị Hoà", &decomposed, " Đỗ  Thị\u{a0}Hòa ", "Do Thi Hoa", "DO THI HOA"]
        {
            assert!(same("Đỗ Thị Hòa", other), "{other}");
        }
        assert!(same("Lý Thúy Mỹ", "Lí Thuý Mĩ"));
        assert!(same("Ka' Hoài", "Ka’ Hoài"));
    }

    #[test]
    fn other_names() {
        assert!(!same("Đỗ Thị Hòa", "Đỗ Thị Hóa"));
        assert!(!same("Lê Văn Quý", "Lê Văn Quỳ"));
        assert!(!same("", ""));
        assert!(!same("Nguyễn Văn An", "Nguyễn Văn Anh"));
        assert!(fits("Nguyễn Văn An", "Nguyễn Văn Anh"));
        assert!(!fits("Nguyễn Văn An", "Nguyễn Văn Bình"));
    }

    #[test]
    fn the_place_of_the_tone_mark_does_not_matter() {
        for (one, other) in [("Toàn", "Tòan"), ("Hoàng", "Hòang"), ("Quý", "Qúy"), ("Thuỷ", "Thủy"), ("Khoẻ", "Khỏe"), ("Mỹ", "Mĩ")] {
            assert!(same(one, other), "{one} {other}");
        }
        for (one, other) in [("Hòa", "Haò"), ("Hòa", "Hóa"), ("Thúy", "Thúi"), ("Đồng", "Đông"), ("Ân", "Ăn"), ("Dầu-Trảng", "Dầu-Trạng")] {
            assert!(!same(one, other), "{one} {other}");
        }
        assert_eq!(normal_form("Y Moan Êban").0, "y moan êban");
    }

    #[test]
    fn noise_is_seen() {
        assert!(Name::new("ĐỖ THỊ HÒA").noise.capitals);
        assert_ne!(Name::new("Hoà").noise.tone_places, Name::new("Hòa").noise.tone_places);
        assert!(Name::new("Đỗ  Hòa").noise.spaces);
        assert!(!Name::new("Đỗ Hòa").noise.spaces);
        assert!(Name::new(&"Đỗ".nfd().collect::<String>()).noise.decomposed);
    }

    proptest! {
        #[test]
        fn the_unicode_form_does_not_matter(text in "[A-Za-zÀ-ỹĐđ ]{0,24}") {
            let composed: String = text.nfc().collect();
            let decomposed: String = text.nfd().collect();
            prop_assert_eq!(normal_form(&composed).0, normal_form(&decomposed).0);
        }

        #[test]
        fn normal_form_is_settled(text in "[ -~À-ỹĐđ’–]{0,24}") {
            let once = normal_form(&text).0;
            prop_assert_eq!(&normal_form(&once).0, &once);
        }
    }
}
