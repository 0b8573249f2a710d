//! Bytes as hexadecimal digits, in small letters: how digests are written everywhere.

use std::fmt::Write;

/// `[0x0A, 0xF1]` is `0af1`.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing into a text does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::hex;

    #[test]
    fn every_byte_is_two_small_digits() {
        assert_eq!(hex(&[0x0A, 0xF1, 0x00]), "0af100");
        assert_eq!(hex(&[]), "");
    }
}
