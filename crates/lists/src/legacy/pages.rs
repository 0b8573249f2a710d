//! Code pages: Windows-1252 and Windows-1258 bytes as text, and text that was read with the wrong one.

use encoding_rs::{WINDOWS_1252, WINDOWS_1258};
use unicode_normalization::UnicodeNormalization;

/// Bytes as the western code page shows them; every byte has a letter.
pub fn windows1252_text(bytes: &[u8]) -> String {
    WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
}

/// Bytes of Windows-1258, tone marks joined to their letters.
pub fn windows1258_text(bytes: &[u8]) -> String {
    WINDOWS_1258.decode_without_bom_handling(bytes).0.nfc().collect()
}

/// The byte that the western code page shows as `letter`.
pub fn western_byte(letter: char) -> Option<u8> {
    if let Ok(byte) = u8::try_from(u32::from(letter)) {
        return Some(byte);
    }
    SIGNS.iter().find(|sign| sign.0 == letter).map(|sign| sign.1)
}

/// The signs of 0x80 to 0x9F: curly quotes, dashes, a few letters.
const SIGNS: [(char, u8); 27] = [
    ('\u{20AC}', 0x80),
    ('\u{201A}', 0x82),
    ('\u{0192}', 0x83),
    ('\u{201E}', 0x84),
    ('\u{2026}', 0x85),
    ('\u{2020}', 0x86),
    ('\u{2021}', 0x87),
    ('\u{02C6}', 0x88),
    ('\u{2030}', 0x89),
    ('\u{0160}', 0x8A),
    ('\u{2039}', 0x8B),
    ('\u{0152}', 0x8C),
    ('\u{017D}', 0x8E),
    ('\u{2018}', 0x91),
    ('\u{2019}', 0x92),
    ('\u{201C}', 0x93),
    ('\u{201D}', 0x94),
    ('\u{2022}', 0x95),
    ('\u{2013}', 0x96),
    ('\u{2014}', 0x97),
    ('\u{02DC}', 0x98),
    ('\u{2122}', 0x99),
    ('\u{0161}', 0x9A),
    ('\u{203A}', 0x9B),
    ('\u{0153}', 0x9C),
    ('\u{017E}', 0x9E),
    ('\u{0178}', 0x9F),
];

fn western_bytes(text: &str) -> Option<Vec<u8>> {
    text.chars().map(western_byte).collect()
}

/// Windows-1258 that was read as Windows-1252: `NguyêÞn` is `Nguyễn`.
pub fn from_1258(text: &str) -> Option<String> {
    western_bytes(text).map(|bytes| windows1258_text(&bytes))
}

/// UTF-8 that was read as Windows-1252 or Latin-1: `Nguyá»…n` is `Nguyễn`.
pub fn from_mojibake(text: &str) -> Option<String> {
    let bytes = western_bytes(text)?;
    String::from_utf8(bytes).ok().map(|text| text.nfc().collect())
}

#[cfg(test)]
mod tests {
    use super::{from_1258, from_mojibake, western_byte, windows1252_text};

    #[test]
    fn every_byte_of_the_western_page_is_found_again() {
        for byte in 0..=0xFF {
            let letter = windows1252_text(&[byte]).chars().next().unwrap();
            assert_eq!(western_byte(letter), Some(byte));
        }
        assert_eq!(western_byte('ế'), None);
    }

    #[test]
    fn wrong_readings_are_undone() {
        assert_eq!(from_mojibake("Nguyá»…n VÄƒn").as_deref(), Some("Nguyễn Văn"));
        assert_eq!(from_1258("NguyêÞn Vãn").as_deref(), Some("Nguyễn Văn"));
        assert_eq!(from_mojibake("Nguyễn"), None);
    }
}
