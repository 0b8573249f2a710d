//! Personal identity numbers: CCCD (12 digits) and the old CMND (9 digits).
//!
//! > domain.md 7.6: a CCCD is 3 digits of province, 1 of sex and century, 2 of the year of birth, 6 more; Excel loses its
//! > leading zeros; a CMND has no arithmetic relation to it, only a row that carries both joins them.

use crate::slip::is_digit_slip;
use std::borrow::Cow;
use std::fmt;

/// The identity numbers of one cell; 0 where there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Identity {
    /// CCCD as a number (its leading zeros are implied).
    pub cccd: u64,
    /// CMND as a number.
    pub cmnd: u32,
    /// The CCCD had lost its leading zeros (noise).
    pub zeros_lost: bool,
    /// Something stood in the cell that is no identity number.
    pub unreadable: bool,
}

impl Identity {
    /// Reads a cell such as `079185000123`, `79185000123`, `123456789` or `079185000123 (CMND: 123456789)`.
    ///
    /// A number whose leading zeros were lost must begin with a province (001–096); the year of birth in it is not held
    /// against the birthday cell, which may have a slip of its own: every link asks for the name as well.
    #[must_use]
    pub fn parse(cell: &[u8]) -> Identity {
        let mut identity = Identity::default();
        if cell.is_empty() {
            return identity;
        }
        if cell.len() == 12 && cell.iter().all(u8::is_ascii_digit) {
            identity.cccd = number(cell);
            return identity;
        }
        let text = String::from_utf8_lossy(cell);
        let text = as_whole_number(text.trim()).map_or(text, Cow::Owned);
        let joined: String =
            text.chars().filter(|c| !c.is_whitespace() && !".'’-\u{200b}\u{feff}".contains(*c)).collect();
        if !joined.is_empty() && joined.bytes().all(|c| c.is_ascii_digit()) {
            identity.take(joined.as_bytes());
        } else {
            for word in text.split(|c: char| !c.is_alphanumeric()) {
                // A word in front of its number, or behind it; a letter between digits is a slip (`001176124O78`).
                let run = word.trim_matches(|c: char| !c.is_ascii_digit());
                if run.len() >= 8 && run.bytes().all(|c| c.is_ascii_digit()) {
                    identity.take(run.as_bytes());
                }
            }
        }
        identity.unreadable = identity.is_blank() && !joined.is_empty();
        identity
    }

    fn take(&mut self, digits: &[u8]) {
        let n = number(digits);
        match digits.len() {
            12 if self.cccd == 0 => self.cccd = n,
            10 | 11 if self.cccd == 0 && could_be_cccd(n) => {
                self.cccd = n;
                self.zeros_lost = true;
            }
            8 | 9 if self.cmnd == 0 => self.cmnd = n as u32,
            _ => {}
        }
    }

    /// No number at all.
    #[inline]
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.cccd == 0 && self.cmnd == 0
    }

    /// Both have a CCCD, or both a CMND, and it is the same.
    #[inline]
    #[must_use]
    pub fn agrees(&self, other: &Identity) -> bool {
        (self.cccd != 0 && self.cccd == other.cccd) || (self.cmnd != 0 && self.cmnd == other.cmnd)
    }

    /// Both have a CCCD and it is not the same (nor is their CMND).
    #[inline]
    #[must_use]
    pub fn differs(&self, other: &Identity) -> bool {
        self.cccd != 0 && other.cccd != 0 && self.cccd != other.cccd && (self.cmnd == 0 || self.cmnd != other.cmnd)
    }

    /// The numbers differ by more than a slip: two people, whatever their names.
    #[inline]
    #[must_use]
    pub fn contradicts(&self, other: &Identity) -> bool {
        self.differs(other) && !is_digit_slip(self.cccd, other.cccd)
    }
}

impl fmt::Display for Identity {
    /// The digits of the newer number where there are both; nothing where there is none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.cccd, self.cmnd) {
            (0, 0) => Ok(()),
            (0, cmnd) => write!(f, "{cmnd:09}"),
            (cccd, _) => write!(f, "{cccd:012}"),
        }
    }
}

/// Province 001–096: what is left of a CCCD without its leading zeros.
fn could_be_cccd(n: u64) -> bool {
    (1..=96).contains(&(n / 1_000_000_000))
}

/// The digits of `31185004217.0` and `3.1185004217E10`, as programs print a number that they took for one with a fraction.
/// Excel's own short form (`3.11850E+10`) has lost digits and stays what it is.
fn as_whole_number(text: &str) -> Option<String> {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    let (whole, fraction) = text.split_once('.')?;
    if is_digits(whole) && whole.len() >= 8 && fraction.bytes().all(|c| c == b'0') {
        return Some(whole.to_owned());
    }
    let (fraction, exponent) = fraction.split_once(['E', 'e'])?;
    let exponent: usize = exponent.trim_start_matches('+').parse().ok()?;
    let is_exact =
        whole.len() == 1 && is_digits(whole) && is_digits(fraction) && (7..=exponent).contains(&fraction.len());
    is_exact.then(|| format!("{whole}{fraction}{}", "0".repeat(exponent.min(12).saturating_sub(fraction.len()))))
}

fn number(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |n, &c| n.wrapping_mul(10).wrapping_add(u64::from(c - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cell: &str, cccd: u64, cmnd: u32) -> Identity {
        let identity = Identity::parse(cell.as_bytes());
        assert_eq!((identity.cccd, identity.cmnd), (cccd, cmnd), "{cell}");
        identity
    }

    #[test]
    fn ways_of_writing() {
        check("079185000123", 79_185_000_123, 0);
        check("079 185 000 123", 79_185_000_123, 0);
        check("'079185000123", 79_185_000_123, 0);
        check("079185000123 (CMND: 123456789)", 79_185_000_123, 123_456_789);
        check("012345678", 0, 12_345_678);
        check("99185000123", 0, 0);
        check("079185000123; 05/12/2021; CCSQLHCVTTXH", 79_185_000_123, 0);
        assert!(check("79185000123", 79_185_000_123, 0).zeros_lost);
        assert!(check("1189925982", 1_189_925_982, 0).zeros_lost);
        assert!(check("3.11712E+10", 0, 0).unreadable);
        assert!(!check("", 0, 0).unreadable);
    }

    #[test]
    fn a_slip_does_not_contradict() {
        let one = Identity::parse(b"079185000123");
        assert!(one.differs(&Identity::parse(b"079185000213")));
        assert!(!one.contradicts(&Identity::parse(b"079185000213")));
        assert!(one.contradicts(&Identity::parse(b"079185999123")));
        assert!(!one.contradicts(&Identity::parse(b"123456789")));
    }

    #[test]
    fn what_was_taken_for_a_fraction() {
        check("31185004217.0", 31_185_004_217, 0);
        check("131185004.0", 0, 131_185_004);
        check("3.1185004217E10", 31_185_004_217, 0);
        check("7.9185000123E+10", 79_185_000_123, 0);
        // Dots between the thousands, and what Excel cut off.
        check("079.185.000.123", 79_185_000_123, 0);
        check("3.11850E+10", 0, 0);
    }

    #[test]
    fn the_newer_number_is_shown_with_its_zeros() {
        let shown = |cell: &str| Identity::parse(cell.as_bytes()).to_string();
        assert_eq!(shown("079185000123 (CMND: 123456789)"), "079185000123");
        assert_eq!(shown("1185000123"), "001185000123");
        assert_eq!(shown("12345678"), "012345678");
        assert_eq!(shown("không rõ"), "");
    }
}
