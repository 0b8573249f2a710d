//! Vietnamese names and other short texts: the form in which two of them are compared.
//!
//! > domain.md 7.1: NFC/NFD mixture, Đ/đ do not decompose, the tone mark has two accepted places (hoà/hòa), i and y stand
//! > for each other (Lý/Lí): equal for matching, the original is kept.

pub mod courtesy;
pub mod order;

use crate::key::Key;
use crate::letter::{self, Kind, Letter};
use unicode_normalization::UnicodeNormalization;

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
        Name::of(forms(text)).0
    }

    /// The same, with the text without accents (`fold`).
    #[must_use]
    pub fn with_fold(text: &str) -> (Name, String) {
        Name::of(forms(text))
    }

    /// The name that has this normal form (`normal_form`); a text with its marks behind its words need not be composed.
    pub(crate) fn of_normal(normal: &str) -> Name {
        Name::of(forms_of_composed(normal)).0
    }

    fn of((normal, folded, noise): (String, String, NameNoise)) -> (Name, String) {
        let name = Name {
            normal: Key::of(normal.as_bytes()),
            folded: Key::of(folded.as_bytes()),
            is_plain: normal == folded,
            noise,
        };
        (name, folded)
    }

    /// The same name: normal forms equal, or one side is wholly without accents and the folded forms are equal.
    #[inline]
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
    let (normal, _, noise) = forms(text);
    (normal, noise)
}

/// The normal form without accents: `"Đỗ Thị Hòa"` → `"do thi hoa"`.
#[must_use]
pub fn fold(text: &str) -> String {
    forms(text).1
}

/// The normal form, the same without accents, and the noise.
fn forms(text: &str) -> (String, String, NameNoise) {
    if letter::is_composed(text) {
        return forms_of_composed(text);
    }
    let composed: String = text.nfc().collect();
    let (normal, folded, mut noise) = forms_of_composed(&composed);
    noise.decomposed = composed.len() != text.len();
    (normal, folded, noise)
}

fn forms_of_composed(text: &str) -> (String, String, NameNoise) {
    let mut noise = NameNoise::default();
    let mut word = Word { normal: String::with_capacity(text.len() + 8), ..Word::default() };
    word.folded.reserve(text.len());
    let (mut letters, mut capitals) = (0, 0);
    // Blanks since the last word; at the beginning there is none to keep.
    let mut is_apart = false;
    let mut last = Kind::Blank;
    for c in text.chars() {
        let letter = Letter::of(c);
        match letter.kind {
            Kind::Word | Kind::Tone => {
                if is_apart {
                    word.push(' ');
                    is_apart = false;
                }
                word.add(letter);
                letters += usize::from(letter.kind == Kind::Word);
                capitals += usize::from(letter.is_capital);
            }
            Kind::Hidden => noise.spaces = true,
            Kind::Blank => {
                noise.spaces |= last == Kind::Blank || c != ' ';
                noise.tone_places = word.end(noise.tone_places);
                is_apart = !word.normal.is_empty();
            }
            Kind::Other => {
                noise.tone_places = word.end(noise.tone_places);
                if is_apart {
                    word.push(' ');
                    is_apart = false;
                }
                word.push(letter.base);
            }
        }
        last = letter.kind;
    }
    noise.spaces |= last == Kind::Blank && !text.is_empty();
    noise.tone_places = word.end(noise.tone_places);
    noise.capitals = letters > 3 && letters == capitals;
    (word.normal, word.folded, noise)
}

/// Both forms as they grow, and what is known of the word at their end.
#[derive(Default)]
struct Word {
    normal: String,
    folded: String,
    letters: u16,
    tone: Option<char>,
    tone_place: u16,
    before: char,
    last: char,
}

impl Word {
    /// A character between words.
    fn push(&mut self, c: char) {
        self.normal.push(c);
        self.folded.push(c);
    }

    fn add(&mut self, letter: Letter) {
        if letter.kind == Kind::Tone {
            self.tone = letter.tone;
            return;
        }
        self.letters += 1;
        if letter.tone.is_some() {
            (self.tone, self.tone_place) = (letter.tone, self.letters);
        }
        (self.before, self.last) = (self.last, letter.base);
        self.normal.push(letter.base);
        self.folded.push(letter.plain);
    }

    /// The word ends: its tone mark goes behind it, so that its place in the word does not matter (hoà, hòa; Hoàng, Hòang);
    /// a final y after a consonant becomes i (Lý, Lí). `places` with the place where the mark stood, from 1 (0: none); where
    /// no word was, as between two blanks, nothing is added.
    fn end(&mut self, places: u16) -> u16 {
        if self.letters == 0 && self.tone.is_none() {
            return places;
        }
        let is_consonant = |c: char| !"aeiouyăâêôơư".contains(c) && c.is_alphabetic();
        if self.last == 'y' && self.letters > 1 && is_consonant(self.before) {
            self.normal.pop();
            self.folded.pop();
            self.normal.push('i');
            self.folded.push('i');
        }
        if let Some(tone) = self.tone.take() {
            self.normal.push(tone);
        }
        (self.letters, self.before, self.last) = (0, '\0', '\0');
        places.wrapping_mul(31).wrapping_add(std::mem::take(&mut self.tone_place))
    }
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
    fn blanks_do_not_move_tone_marks() {
        let places = |text: &str| Name::new(text).noise.tone_places;
        for spaced in ["Lê Thị  Bích Thủy", " Lê Thị Bích Thủy ", "Lê Thị\u{a0} Bích Thủy"] {
            assert_eq!(places(spaced), places("Lê Thị Bích Thủy"), "{spaced}");
        }
        assert_ne!(places("Lê Thị Bích Thuỷ"), places("Lê Thị Bích Thủy"));
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
        for (one, other) in
            [("Toàn", "Tòan"), ("Hoàng", "Hòang"), ("Quý", "Qúy"), ("Thuỷ", "Thủy"), ("Khoẻ", "Khỏe"), ("Mỹ", "Mĩ")]
        {
            assert!(same(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("Hòa", "Haò"),
            ("Hòa", "Hóa"),
            ("Thúy", "Thúi"),
            ("Đồng", "Đông"),
            ("Ân", "Ăn"),
            ("Dầu-Trảng", "Dầu-Trạng"),
        ] {
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
        fn a_normal_form_has_the_name_of_its_text(text in "[A-Za-zÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ ]{0,24}") {
            let (normal, whole) = (normal_form(&text).0, Name::new(&text));
            let (name, composed) = (Name::of_normal(&normal), Name::new(&normal));
            prop_assert_eq!((name.normal, name.folded, name.is_plain), (whole.normal, whole.folded, whole.is_plain));
            prop_assert_eq!((name.normal, name.folded), (composed.normal, composed.folded));
        }

        #[test]
        fn the_unicode_form_does_not_matter(text in "[A-Za-zÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ ]{0,24}") {
            let composed: String = text.nfc().collect();
            let decomposed: String = text.nfd().collect();
            prop_assert_eq!(normal_form(&composed).0, normal_form(&decomposed).0);
        }

        #[test]
        fn normal_form_is_settled(text in "[ -~À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ’–]{0,24}") {
            let once = normal_form(&text).0;
            prop_assert_eq!(&normal_form(&once).0, &once);
        }
    }
}
