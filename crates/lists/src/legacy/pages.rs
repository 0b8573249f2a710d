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
    // The signs of 0x80 to 0x9F: curly quotes, dashes, a few letters.
    (0x80..=0x9F_u8).find(|byte| {
        let (text, _) = WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(byte));
        text.starts_with(letter)
    })
}

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
    use super::{from_1258, from_mojibake};

    #[test]
    fn wrong_readings_are_undone() {
        assert_eq!(from_mojibake("Nguyá»…n VÄƒn").as_deref(), Some("Nguyễn Văn"));
        assert_eq!(from_1258("NguyêÞn Vãn").as_deref(), Some("Nguyễn Văn"));
        assert_eq!(from_mojibake("Nguyễn"), None);
    }
}
