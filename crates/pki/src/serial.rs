//! Serial numbers of certificates, as the CA wrote them.

use std::fmt;

/// The content of the `INTEGER`: big-endian, two's complement, in its shortest form. G1 certificates have 3 bytes, G2
/// certificates 8; RFC 5280 4.1.2.2 allows 20.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serial<'a>(pub &'a [u8]);

impl Serial<'_> {
    /// Longer than the 20 octets of RFC 5280 4.1.2.2.
    #[must_use]
    pub fn is_too_long(self) -> bool {
        // The sign octet in front of a highest bit counts in the encoding, not in the number.
        self.0.strip_prefix(&[0]).unwrap_or(self.0).len() > 20
    }

    /// Zero or negative: a CA that conforms does not issue it, a reader has to live with it (RFC 5280 4.1.2.2).
    #[must_use]
    pub fn is_not_positive(self) -> bool {
        self.0 == [0] || self.0.first().is_some_and(|first| *first >= 0x80)
    }
}

impl fmt::Display for Serial<'_> {
    /// Upper-case hex as lists write it, without the sign octet: `75580955FC81D6A7`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = match self.0 {
            [0, rest @ ..] if !rest.is_empty() => rest,
            all => all,
        };
        digits.iter().try_for_each(|digit| write!(f, "{digit:02X}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_octet_is_not_shown() {
        assert_eq!(Serial(&[0x6b, 0x6c, 0x55]).to_string(), "6B6C55");
        assert_eq!(Serial(&[0x00, 0xf5, 0x58]).to_string(), "F558");
        assert_eq!(Serial(&[0x00]).to_string(), "00");
    }

    #[test]
    fn odd_numbers_are_known_as_odd() {
        assert!(Serial(&[0]).is_not_positive());
        assert!(Serial(&[0xff]).is_not_positive());
        assert!(!Serial(&[0x00, 0xff]).is_not_positive());
        assert!(Serial(&[1; 21]).is_too_long());
        let mut with_sign = [0xff; 21];
        with_sign[0] = 0;
        assert!(!Serial(&with_sign).is_too_long());
    }
}
