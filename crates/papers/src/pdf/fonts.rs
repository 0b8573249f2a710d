//! Tinos, the letters of every paper: widths of Times, every Vietnamese letter, free to be embedded (`papers/fonts/LICENSE.txt`).

use std::sync::LazyLock;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// Name of the family.
pub const FAMILY: &str = "Tinos";

/// The upright letters, TrueType: also those of marks on signed files.
pub static UPRIGHT: &[u8] = include_bytes!("../../../../papers/fonts/Tinos-Regular.ttf");

static FILES: [&[u8]; 4] = [
    UPRIGHT,
    include_bytes!("../../../../papers/fonts/Tinos-Bold.ttf"),
    include_bytes!("../../../../papers/fonts/Tinos-Italic.ttf"),
    include_bytes!("../../../../papers/fonts/Tinos-BoldItalic.ttf"),
];

/// The fonts and their catalogue.
pub struct Fonts {
    /// Upright, bold, slanted, both.
    pub fonts: Vec<Font>,
    /// What they are called.
    pub book: LazyHash<FontBook>,
}

/// The fonts, read once.
pub static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let fonts: Vec<Font> = FILES.iter().filter_map(|file| Font::new(Bytes::new(*file), 0)).collect();
    let book = LazyHash::new(FontBook::from_fonts(&fonts));
    Fonts { fonts, book }
});

/// One answer for each of the first 65,536 characters: asking the fonts for every letter of a long list takes seconds.
static COVERED: LazyLock<Vec<bool>> = LazyLock::new(|| {
    let mut counts = vec![0; 0x1_0000];
    for font in &FONTS.fonts {
        font.info().coverage.iter().filter(|code| *code < 0x1_0000).for_each(|code| counts[code as usize] += 1);
    }
    counts.into_iter().map(|count| count == FONTS.fonts.len()).collect()
});

/// Does every cut of the family have a picture of `character`?
#[must_use]
pub fn has_glyph(character: char) -> bool {
    COVERED.get(character as usize).copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Vowels with every mark and tone, in both cases, and đ.
    pub const LETTERS: &str = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ";

    #[test]
    fn every_vietnamese_letter_is_there_in_four_cuts() {
        assert_eq!(FONTS.fonts.len(), 4);
        for letter in LETTERS.chars().flat_map(|c| [c].into_iter().chain(c.to_uppercase())) {
            assert!(has_glyph(letter), "{letter}");
        }
        for sign in "₫“”‘’–—…§°/.,;:()@_-".chars() {
            assert!(has_glyph(sign), "{sign}");
        }
    }
}
