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
    /// Key of the normal form: composed, lower case, single spaces, tone mark in one place.
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
    /// The tone mark stood in the other accepted place, or y for i.
    pub tone_place: bool,
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

/// Lower case, composed, single plain spaces, tone mark in its older place (hòa), final y after a consonant as i.
#[must_use]
pub fn normal_form(text: &str) -> (String, NameNoise) {
    let mut noise = NameNoise::default();
    let composed: String = text.nfc().collect();
    noise.decomposed = composed.len() != text.len();
    let mut letters = composed.chars().filter(|c| c.is_alphabetic());
    noise.capitals = letters.clone().count() > 3 && letters.all(|c| !c.is_lowercase());
    let mut out = String::with_capacity(composed.len());
    let mut word = Vec::new();
    let mut gap = 1;
    for c in composed.chars().chain([' ']) {
        if is_blank(c) {
            noise.spaces |= c != ' ' || gap > 0;
            gap += 1;
            if !word.is_empty() {
                noise.tone_place |= settle(&mut word);
                if !out.is_empty() {
                    out.push(' ');
                }
                out.extend(word.drain(..));
                noise.spaces |= false;
            }
        } else {
            gap = 0;
            match c {
                '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}' | '\u{2060}' => noise.spaces = true,
                '’' | '‘' | '`' | '´' => word.push('\''),
                '–' | '—' | '‐' | '‑' => word.push('-'),
                _ => word.extend(c.to_lowercase()),
            }
        }
    }
    // The blank that ends the loop is ours.
    noise.spaces &= text.starts_with(is_blank)
        || text.ends_with(is_blank)
        || text.contains("  ")
        || text.contains(|c: char| {
            (is_blank(c) && c != ' ') || matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{2060}')
        });
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

/// Puts the tone mark and the final i of one lower-case word into their settled place; was that needed?
fn settle(word: &mut [char]) -> bool {
    let n = word.len();
    if n < 2 {
        return false;
    }
    let (last, tone) = split_tone(word[n - 1]);
    let before = word[n - 2];
    // hoà → hòa, khoẻ → khỏe, thuỷ → thủy; quý and its like keep theirs: there u belongs to the q.
    let pair = matches!((before, last), ('o', 'a' | 'e') | ('u', 'y'));
    if let (Some(mark), true) = (tone, pair && !(before == 'u' && n > 2 && word[n - 3] == 'q')) {
        if let Some(moved) = compose(before, mark) {
            word[n - 2] = moved;
            word[n - 1] = last;
            return true;
        }
    }
    // Lý → Lí, Mỹ → Mĩ; not Thúy (a vowel before it), not Y alone.
    if last == 'y' && before.is_alphabetic() && !"aeiouyăâêôơưàáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụ".contains(before)
    {
        word[n - 1] = tone.and_then(|mark| compose('i', mark)).unwrap_or('i');
        return true;
    }
    false
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
    fn the_tone_moves_only_where_it_may() {
        assert_eq!(normal_form("Quý").0, "quý");
        assert_eq!(normal_form("Hoàng").0, "hoàng");
        assert_eq!(normal_form("Thuỷ").0, "thủy");
        assert_eq!(normal_form("Vy").0, "vi");
        assert_eq!(normal_form("Y Moan Êban").0, "y moan êban");
    }

    #[test]
    fn noise_is_seen() {
        assert!(Name::new("ĐỖ THỊ HÒA").noise.capitals);
        assert!(Name::new("Hoà").noise.tone_place);
        assert!(!Name::new("Hòa").noise.tone_place);
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
        fn normal_form_is_settled(text in "\\PC{0,24}") {
            let once = normal_form(&text).0;
            prop_assert_eq!(&normal_form(&once).0, &once);
        }
    }
}
