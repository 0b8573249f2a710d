//! Serial numbers of certificates and the ways in which lists spell and destroy them.
//!
//! > domain.md 7.5: UPPER hex, decimal, colons, spaces, `0x`, leading zeros dropped or added; Excel destroys what it takes
//! > for a number. Store canonical = unsigned big-endian bytes without leading zeros.

use crate::key::{Key, mix};
use std::fmt;

/// A serial number: an unsigned number of at most 20 bytes (RFC 5280, 4.1.2.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serial([u8; 20]);

impl Serial {
    /// No serial.
    pub const NONE: Serial = Serial([0; 20]);

    /// Is there no serial?
    #[inline]
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Serial::NONE
    }

    /// Bytes without leading zeros.
    #[inline]
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        let zeros = self.0.iter().take_while(|&&b| b == 0).count();
        &self.0[zeros..]
    }

    /// Key for indexes over serials.
    #[inline]
    #[must_use]
    pub fn key(&self) -> Key {
        if self.is_none() {
            return Key::NONE;
        }
        let b = &self.0;
        let low = u64::from_be_bytes([b[12], b[13], b[14], b[15], b[16], b[17], b[18], b[19]]);
        let middle = u64::from_be_bytes([b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11]]);
        let high = u64::from(u32::from_be_bytes([b[0], b[1], b[2], b[3]]));
        Key(mix(mix(low, middle), high) | 1)
    }

    /// The serial of these hex digits (either case); `None` if there are none or they need more than 20 bytes.
    #[must_use]
    pub fn from_hex(digits: &[u8]) -> Option<Serial> {
        let mut bytes = [0; 20];
        let mut place = 40;
        for &c in digits.iter().rev() {
            let nibble = match c {
                b'0'..=b'9' => c - b'0',
                b'a'..=b'f' => c - b'a' + 10,
                b'A'..=b'F' => c - b'A' + 10,
                _ => return None,
            };
            if place == 0 {
                if nibble != 0 {
                    return None;
                }
                continue;
            }
            place -= 1;
            bytes[place / 2] |= if place % 2 == 1 { nibble } else { nibble << 4 };
        }
        (!digits.is_empty()).then_some(Serial(bytes))
    }

    /// The serial whose decimal digits are this serial's hex digits: the other reading of "690412".
    ///
    /// `None` if a hex digit is a letter, or the number needs more than 20 bytes.
    #[must_use]
    pub fn decimal_reading(&self) -> Option<Serial> {
        let spelled = self.bytes();
        // Nearly every serial has a letter.
        if spelled.iter().any(|byte| byte >> 4 > 9 || byte & 15 > 9) {
            return None;
        }
        let mut bytes = [0u8; 20];
        for byte in spelled {
            for digit in [byte >> 4, byte & 15] {
                let mut carry = u16::from(digit);
                for b in bytes.iter_mut().rev() {
                    let n = u16::from(*b) * 10 + carry;
                    *b = n as u8;
                    carry = n >> 8;
                }
                if carry != 0 {
                    return None;
                }
            }
        }
        Some(Serial(bytes))
    }

    /// The value where it fits into eight bytes, as all serials of the government CA do; else the greatest number. Sorting by
    /// it first is what makes sorting a million serials cheap.
    #[inline]
    #[must_use]
    pub fn rank(&self) -> u64 {
        let b = &self.0;
        if b[..12] != [0; 12] {
            return u64::MAX;
        }
        u64::from_be_bytes([b[12], b[13], b[14], b[15], b[16], b[17], b[18], b[19]])
    }

    /// The value, if it needs no more than 16 bytes.
    #[must_use]
    pub fn number(&self) -> Option<u128> {
        let bytes = self.bytes();
        (bytes.len() <= 16).then(|| bytes.iter().fold(0, |n, &b| n << 8 | u128::from(b)))
    }

    /// Hex digits without leading zeros, for comparing spellings.
    #[must_use]
    pub fn digits(&self) -> Vec<u8> {
        let text = self.to_string();
        text.trim_start_matches('0').as_bytes().to_vec()
    }
}

impl fmt::Display for Serial {
    /// Canonical: upper-case hex, whole bytes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.bytes().iter().try_for_each(|b| write!(f, "{b:02X}"))
    }
}

/// How a cell spells its serial.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spelling {
    /// Nothing in the cell.
    #[default]
    Blank,
    /// Upper-case hex, whole bytes, nothing else.
    Canonical,
    /// Readable, in another spelling: colons, spaces, lower case, `0x`, zeros lost or added, decimal.
    Other,
    /// Sixteen or more digits of which those after the fifteenth are zeros: perhaps what Excel left of a number.
    PerhapsCut,
    /// A number in scientific notation: the digits are lost.
    Scientific,
    /// Text that is no serial.
    Unreadable,
}

/// A serial as a list has it: the hex reading and the spelling.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct SerialCell {
    /// Reading as hex digits; `Serial::NONE` where the cell cannot be read.
    pub hex: Serial,
    /// How it was spelled.
    pub spelling: Spelling,
}

impl SerialCell {
    /// Reads a cell; never fails, what cannot be read says so in its spelling.
    #[must_use]
    pub fn parse(text: &[u8]) -> SerialCell {
        if let Some(serial) = canonical(text) {
            let spelling = if perhaps_cut(text) { Spelling::PerhapsCut } else { Spelling::Canonical };
            return SerialCell { hex: serial, spelling };
        }
        parse_slowly(text)
    }

    /// Does the cell name a serial (perhaps one that was cut off)?
    #[inline]
    #[must_use]
    pub fn is_readable(&self) -> bool {
        matches!(self.spelling, Spelling::Canonical | Spelling::Other | Spelling::PerhapsCut)
    }

    /// May the digits that are left have come from `serial`? Excel keeps at most fifteen and rounds; it took the serial for
    /// the number that its digits spell, or somebody had written it in decimal.
    #[must_use]
    pub fn is_cut_from(&self, serial: &Serial) -> bool {
        if self.spelling != Spelling::PerhapsCut || *serial == self.hex {
            return false;
        }
        let left = self.hex.digits();
        let spelled = serial.digits();
        let counted = serial.number().map(|number| number.to_string().into_bytes());
        (spelled.iter().all(u8::is_ascii_digit) && rounds_to(&spelled, &left))
            || counted.is_some_and(|digits| rounds_to(&digits, &left))
    }
}

/// Are `left` the first digits of `whole`, cut off or rounded, with zeros behind?
fn rounds_to(whole: &[u8], left: &[u8]) -> bool {
    let kept = left.len() - left.iter().rev().take_while(|&&c| c == b'0').count();
    if whole.len() != left.len() || kept == 0 {
        return false;
    }
    let number = |digits: &[u8]| digits.iter().fold(0u64, |n, &c| n * 10 + u64::from(c - b'0'));
    let (first, ours) = (number(&whole[..kept.min(18)]), number(&left[..kept.min(18)]));
    let up = u64::from(whole.get(kept).is_some_and(|&next| next >= b'5'));
    ours == first || ours == first + up
}

/// Fast way: upper-case hex digits in pairs, no zero byte in front.
fn canonical(text: &[u8]) -> Option<Serial> {
    if text.is_empty() || text.len() % 2 == 1 || text.len() > 40 || text.starts_with(b"00") {
        return None;
    }
    let mut bytes = [0; 20];
    let start = 20 - text.len() / 2;
    for (place, pair) in bytes[start..].iter_mut().zip(text.chunks_exact(2)) {
        *place = upper_nibble(pair[0])? << 4 | upper_nibble(pair[1])?;
    }
    Some(Serial(bytes))
}

fn upper_nibble(c: u8) -> Option<u8> {
    match c {
        b'0'..=b'9' => Some(c - b'0'),
        b'A'..=b'F' => Some(c - b'A' + 10),
        _ => None,
    }
}

/// Excel keeps fifteen digits of a number; those behind become zeros.
fn perhaps_cut(digits: &[u8]) -> bool {
    digits.len() > 15
        && digits.len() <= 20
        && digits.iter().all(u8::is_ascii_digit)
        && digits[15..].iter().all(|&c| c == b'0')
}

fn parse_slowly(original: &[u8]) -> SerialCell {
    let lost = |spelling| SerialCell { hex: Serial::NONE, spelling };
    let text = strip_blank(original);
    let text = without_remark(strip_words(&text));
    if text.is_empty() {
        return lost(Spelling::Blank);
    }
    if is_scientific(text) {
        return lost(Spelling::Scientific);
    }
    let body = text.strip_prefix(b"0x").or_else(|| text.strip_prefix(b"0X")).unwrap_or(text);
    let digits: Vec<u8> = body.iter().copied().filter(|c| !b":-.".contains(c)).collect();
    if !digits.is_empty() && has_gap(text) {
        return lost(Spelling::Unreadable);
    }
    if digits.is_empty() {
        // "-" and "..." are how people say that there is nothing.
        return lost(Spelling::Blank);
    }
    match Serial::from_hex(&digits) {
        Some(serial) if !serial.is_none() => {
            // Blanks and colons were typed by a person: what Excel cuts off has digits only.
            let untouched = original.trim_ascii() == digits;
            let spelling = if untouched && perhaps_cut(&digits) { Spelling::PerhapsCut } else { Spelling::Other };
            SerialCell { hex: serial, spelling }
        }
        _ => lost(Spelling::Unreadable),
    }
}

/// Without spaces of any kind (also no-break and zero-width ones, and the mark of direction that Windows' window of a
/// certificate puts in front), line breaks, and what makes Excel take a number for text: an apostrophe, `="…"`.
fn strip_blank(text: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(text);
    let unseen = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}' | '\u{2060}');
    let blank = |c: char| c.is_whitespace() || unseen(c) || "'‘’`=\"".contains(c);
    text.chars().filter(|&c| !blank(c)).collect::<String>().into_bytes()
}

/// Without the words that say what it is, a sign at its end, and the fraction of a number that has none: `SN: 6B6C55;`,
/// `690412.0`.
fn strip_words(text: &[u8]) -> &[u8] {
    const WORDS: [&[u8]; 6] = [b"serialnumber", b"serialno", b"serial", b"s/n", b"sn", b"#"];
    let begins = |word: &&[u8]| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let text = WORDS.iter().find(|word| begins(word)).map_or(text, |word| &text[word.len()..]);
    let text = text.strip_prefix(b":").or_else(|| text.strip_prefix(b".:")).unwrap_or(text);
    let text = text.strip_suffix(b";").or_else(|| text.strip_suffix(b",")).unwrap_or(text);
    match text.strip_suffix(b".0") {
        Some(whole) if !whole.is_empty() && whole.iter().all(u8::is_ascii_digit) => whole,
        _ => text,
    }
}

/// Are digits left out, as in `7F00AB12...EF56`?
fn has_gap(text: &[u8]) -> bool {
    text.windows(2).any(|pair| pair == b"..") || text.windows(3).any(|sign| sign == "…".as_bytes())
}

/// Without what stands behind a serial in brackets and says of which one it is: `6B6C55 (mới)`, `6B6C55 (cũ)`.
fn without_remark(text: &[u8]) -> &[u8] {
    let Some(open) = text.iter().position(|&c| c == b'(').filter(|open| *open >= 6 && text.ends_with(b")")) else {
        return text;
    };
    let is_remark = !text[open..].iter().any(u8::is_ascii_digit);
    if is_remark { &text[..open] } else { text }
}

/// `8.45678E+18`, `8,45678e+18`, `6.12E47`, `1E+18`; but not `612E45`, which is plain hex.
fn is_scientific(text: &[u8]) -> bool {
    let Some(e) = text.iter().position(|&c| c == b'E' || c == b'e') else { return false };
    let (mantissa, exponent) = (&text[..e], &text[e + 1..]);
    let sign = exponent.first().is_some_and(|&c| c == b'+');
    let exponent = if sign { &exponent[1..] } else { exponent };
    let point = mantissa.iter().filter(|&&c| c == b'.' || c == b',').count();
    (sign || point == 1)
        && !exponent.is_empty()
        && exponent.len() <= 3
        && exponent.iter().all(u8::is_ascii_digit)
        && mantissa.iter().any(u8::is_ascii_digit)
        && point <= 1
        && mantissa.iter().all(|&c| c.is_ascii_digit() || c == b'.' || c == b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, serial: &str, spelling: Spelling) {
        let cell = SerialCell::parse(text.as_bytes());
        assert_eq!((cell.hex.to_string().as_str(), cell.spelling), (serial, spelling), "{text}");
    }

    #[test]
    fn spellings_of_one_serial() {
        check("6B6C55", "6B6C55", Spelling::Canonical);
        for text in ["6b6c55", "0x6b6c55", "6B:6C:55", "6B 6C 55", "006B6C55", " 6B6C55", "6B\u{a0}6C55", "'6B6C55"] {
            check(text, "6B6C55", Spelling::Other);
        }
        for text in ["\u{200e}6B6C55", "=\"6B6C55\"", "SN: 6B6C55", "Serial 6b6c55", "#6B6C55", "6B6C55;", "S/N 6B6C55"]
        {
            check(text, "6B6C55", Spelling::Other);
        }
        check("690412.0", "690412", Spelling::Other);
        check("7F00AB12CD34EF56 (cũ)", "7F00AB12CD34EF56", Spelling::Other);
        check("7F00AB12CD34EF56\n(mới)", "7F00AB12CD34EF56", Spelling::Other);
        check("7F00AB12CD34EF56 (75580955)", "", Spelling::Unreadable);
        check("7F00AB12...EF56", "", Spelling::Unreadable);
        check("7F00AB12…EF56", "", Spelling::Unreadable);
        check("7.040.085", "07040085", Spelling::Other);
        check("...", "", Spelling::Blank);
        check("#N/A", "", Spelling::Unreadable);
        check("09281B", "09281B", Spelling::Canonical);
        check("9281B", "09281B", Spelling::Other);
    }

    #[test]
    fn destroyed_by_excel() {
        check("8.45678E+18", "", Spelling::Scientific);
        check("8,45678E+18", "", Spelling::Scientific);
        check("6.12E+47", "", Spelling::Scientific);
        check("612E45", "612E45", Spelling::Canonical);
        check("1234567890123450", "1234567890123450", Spelling::PerhapsCut);
        check("1234 5678 9012 3450", "1234567890123450", Spelling::Other);
        check("0145417130986250", "0145417130986250", Spelling::PerhapsCut);
        check("12345678901234500", "012345678901234500", Spelling::PerhapsCut);
        check("chưa có", "", Spelling::Unreadable);
        check("-", "", Spelling::Blank);
    }

    #[test]
    fn what_was_cut_off_is_known_again() {
        let cell = SerialCell::parse(b"1234567890123450");
        assert!(cell.is_cut_from(&Serial::from_hex(b"1234567890123457").unwrap()));
        assert!(!cell.is_cut_from(&Serial::from_hex(b"1234567890123450").unwrap()));
        assert!(!cell.is_cut_from(&Serial::from_hex(b"123456789012345A").unwrap()));
        assert!(!cell.is_cut_from(&Serial::from_hex(b"1234567890123957").unwrap()));
        let rounded = SerialCell::parse(b"6343550000000000");
        assert!(rounded.is_cut_from(&Serial::from_hex(b"6343553585189508").unwrap()));
        assert!(SerialCell::parse(b"6518180000000000").is_cut_from(&Serial::from_hex(b"6518179896701742").unwrap()));
        assert!(!rounded.is_cut_from(&Serial::from_hex(b"6343563585189508").unwrap()));
        let with_zero = SerialCell::parse(b"0145417130986250");
        assert!(with_zero.is_cut_from(&Serial::from_hex(b"0145417130986254").unwrap()));
        let counted = Serial::from_hex(format!("{:X}", 6_343_553_585_189_508u64).as_bytes()).unwrap();
        assert!(rounded.is_cut_from(&counted));
    }

    #[test]
    fn digits_have_two_readings() {
        // domain.md 7: "7040085" read in decimal is 6B6C55
        let hex = SerialCell::parse(b"7040085").hex;
        assert_eq!(hex.decimal_reading().unwrap().to_string(), "6B6C55");
        assert_eq!(SerialCell::parse(b"6B6C55").hex.decimal_reading(), None);
        let long = SerialCell::parse(b"8470103811235690151").hex.decimal_reading().unwrap();
        assert_eq!(long.to_string(), format!("{:X}", 8_470_103_811_235_690_151u64));
    }

    #[test]
    fn too_long_is_unreadable() {
        check(&"F".repeat(41), "", Spelling::Unreadable);
        check(&format!("000{}", "F".repeat(40)), &"F".repeat(40), Spelling::Other);
    }
}
