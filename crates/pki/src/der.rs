//! DER, read in place: no copy, no allocation, no recursion.
//!
//! X.690 section 10: lengths in their shortest form, no indefinite length, `TRUE` is 0xFF. What is not DER is refused;
//! a certificate that only a lenient reader accepts would be a certificate of which two readers see two things.

pub mod write;

use crate::oid::Oid;
use crate::time::Time;

/// Tags of one byte, as they stand in the file: class, constructed bit and number.
pub mod tag {
    #![allow(missing_docs)] // each is the type of X.680 after which it is called
    pub const BOOLEAN: u8 = 0x01;
    pub const INTEGER: u8 = 0x02;
    pub const BIT_STRING: u8 = 0x03;
    pub const OCTET_STRING: u8 = 0x04;
    pub const NULL: u8 = 0x05;
    pub const OID: u8 = 0x06;
    pub const ENUMERATED: u8 = 0x0a;
    pub const UTF8: u8 = 0x0c;
    pub const NUMERIC: u8 = 0x12;
    pub const PRINTABLE: u8 = 0x13;
    pub const TELETEX: u8 = 0x14;
    pub const IA5: u8 = 0x16;
    pub const UTC_TIME: u8 = 0x17;
    pub const GENERALIZED_TIME: u8 = 0x18;
    pub const VISIBLE: u8 = 0x1a;
    pub const UNIVERSAL: u8 = 0x1c;
    pub const BMP: u8 = 0x1e;
    pub const SEQUENCE: u8 = 0x30;
    pub const SET: u8 = 0x31;

    /// `[number] IMPLICIT` of a primitive type.
    #[must_use]
    pub const fn context(number: u8) -> u8 {
        0x80 | number
    }

    /// `[number] EXPLICIT`, or `IMPLICIT` of a constructed type.
    #[must_use]
    pub const fn constructed(number: u8) -> u8 {
        0xa0 | number
    }
}

/// Why bytes are not the DER that was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DerError {
    /// The bytes end inside an element.
    #[error("the bytes end too early")]
    Truncated,
    /// A length that is indefinite, not in its shortest form, or beyond four bytes.
    #[error("a length that DER does not allow")]
    Length,
    /// Another element than expected.
    #[error("element 0x{found:02x} where 0x{expected:02x} belongs")]
    Unexpected {
        /// The tag that belongs there.
        expected: u8,
        /// The tag that stands there; 0 if nothing does.
        found: u8,
    },
    /// Bytes behind the last element.
    #[error("bytes behind the end")]
    Trailing,
    /// A value that its type does not allow.
    #[error("a value that is no {0}")]
    Value(&'static str),
}

/// One element: its tag, its content, and both together as they stand in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element<'a> {
    /// Class, constructed bit and number.
    pub tag: u8,
    /// What stands inside.
    pub value: &'a [u8],
    /// Tag, length and content.
    pub whole: &'a [u8],
}

impl<'a> Element<'a> {
    /// A reader of the elements inside.
    #[must_use]
    pub fn inside(&self) -> Reader<'a> {
        Reader::new(self.value)
    }
}

/// Reads elements one behind the other.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Reads from the beginning of `bytes`.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Is everything read?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The bytes not yet read.
    #[must_use]
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The tag of the next element, if there is one.
    #[must_use]
    pub fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// The next element, whatever it is.
    ///
    /// # Errors
    /// The bytes end early, the tag has more than one byte, or the length is not DER.
    #[inline]
    pub fn any(&mut self) -> Result<Element<'a>, DerError> {
        let bytes = self.rest;
        let [tag, first, ..] = *bytes else { return Err(DerError::Truncated) };
        if tag & 0x1f == 0x1f {
            return Err(DerError::Value("tag of one byte"));
        }
        let (header, length) = match first {
            0..=0x7f => (2, usize::from(first)),
            0x81 => match bytes.get(2) {
                Some(&one @ 0x80..) => (3, usize::from(one)),
                Some(_) => return Err(DerError::Length),
                None => return Err(DerError::Truncated),
            },
            0x82..=0x84 => {
                let count = usize::from(first & 0x7f);
                let digits = bytes.get(2..2 + count).ok_or(DerError::Truncated)?;
                if digits[0] == 0 {
                    return Err(DerError::Length);
                }
                (2 + count, digits.iter().fold(0, |length, &digit| length << 8 | usize::from(digit)))
            }
            _ => return Err(DerError::Length),
        };
        let end = header + length;
        let whole = bytes.get(..end).ok_or(DerError::Truncated)?;
        self.rest = &bytes[end..];
        Ok(Element { tag, value: &whole[header..], whole })
    }

    /// The next element, which has to have `tag`.
    ///
    /// # Errors
    /// As [`Reader::any`]; or another element stands there.
    #[inline]
    pub fn element(&mut self, tag: u8) -> Result<Element<'a>, DerError> {
        match self.peek() {
            Some(found) if found == tag => self.any(),
            found => Err(DerError::Unexpected { expected: tag, found: found.unwrap_or(0) }),
        }
    }

    /// The next element if it has `tag`; else nothing is read.
    ///
    /// # Errors
    /// As [`Reader::any`].
    pub fn optional(&mut self, tag: u8) -> Result<Option<Element<'a>>, DerError> {
        if self.peek() == Some(tag) { self.any().map(Some) } else { Ok(None) }
    }

    /// A reader of the inside of the next `SEQUENCE`.
    ///
    /// # Errors
    /// As [`Reader::element`].
    pub fn sequence(&mut self) -> Result<Reader<'a>, DerError> {
        Ok(self.element(tag::SEQUENCE)?.inside())
    }

    /// Nothing may be left.
    ///
    /// # Errors
    /// Something is.
    pub fn end(&self) -> Result<(), DerError> {
        if self.rest.is_empty() { Ok(()) } else { Err(DerError::Trailing) }
    }

    /// The content of the next `INTEGER`, which is at least one byte and in its shortest form.
    ///
    /// # Errors
    /// As [`Reader::element`]; or it is not in its shortest form.
    pub fn integer(&mut self) -> Result<&'a [u8], DerError> {
        shortest(self.element(tag::INTEGER)?.value)
    }

    /// The next `INTEGER`, which fits 32 bits and is not negative.
    ///
    /// # Errors
    /// As [`Reader::integer`]; or it does not fit.
    pub fn small(&mut self) -> Result<u32, DerError> {
        small(self.element(tag::INTEGER)?.value)
    }

    /// The next `BOOLEAN`, or false where none stands (`DEFAULT FALSE`).
    ///
    /// An explicit `FALSE` is read though DER leaves a default out: many CAs write it.
    ///
    /// # Errors
    /// As [`Reader::any`]; or the value is neither 0x00 nor 0xFF.
    pub fn flag(&mut self) -> Result<bool, DerError> {
        self.optional(tag::BOOLEAN)?.map_or(Ok(false), |element| boolean(element.value))
    }

    /// The next `OBJECT IDENTIFIER`.
    ///
    /// # Errors
    /// As [`Reader::element`]; or its content is none.
    pub fn oid(&mut self) -> Result<Oid<'a>, DerError> {
        Oid::new(self.element(tag::OID)?.value)
    }

    /// The bytes of the next `BIT STRING` that has no unused bits.
    ///
    /// # Errors
    /// As [`Reader::element`]; or bits are unused.
    pub fn bit_string(&mut self) -> Result<&'a [u8], DerError> {
        match self.element(tag::BIT_STRING)?.value {
            [0, bytes @ ..] => Ok(bytes),
            _ => Err(DerError::Value("bit string of whole bytes")),
        }
    }

    /// The bytes of the next `BIT STRING` as a signature. One with unused bits is no signature of any algorithm here: it is
    /// read as an empty one, which nobody made, so that the certificate can still be shown and judged.
    ///
    /// # Errors
    /// As [`Reader::element`]; or it has no byte for its unused bits.
    pub fn signature(&mut self) -> Result<&'a [u8], DerError> {
        match self.element(tag::BIT_STRING)?.value {
            [0, bytes @ ..] => Ok(bytes),
            [1..=7, _, ..] => Ok(&[]),
            _ => Err(DerError::Value("bit string")),
        }
    }

    /// The next `UTCTime` or `GeneralizedTime`.
    ///
    /// # Errors
    /// As [`Reader::any`]; or it is no time in the form of RFC 5280 section 4.1.2.5.
    pub fn time(&mut self) -> Result<Time, DerError> {
        let element = self.any()?;
        match element.tag {
            tag::UTC_TIME => Time::utc(element.value),
            tag::GENERALIZED_TIME => Time::generalized(element.value),
            found => return Err(DerError::Unexpected { expected: tag::UTC_TIME, found }),
        }
        .ok_or(DerError::Value("time"))
    }
}

/// The content of a `BOOLEAN`.
///
/// # Errors
/// Neither 0x00 nor 0xFF, or more than one byte.
pub fn boolean(value: &[u8]) -> Result<bool, DerError> {
    match value {
        [0x00] => Ok(false),
        [0xff] => Ok(true),
        _ => Err(DerError::Value("boolean")),
    }
}

/// The content of an `INTEGER` in its shortest form.
///
/// # Errors
/// Empty, or not the shortest form.
pub fn shortest(value: &[u8]) -> Result<&[u8], DerError> {
    match value {
        [] => Err(DerError::Value("integer")),
        [0x00, next, ..] if *next < 0x80 => Err(DerError::Value("integer in its shortest form")),
        [0xff, next, ..] if *next >= 0x80 => Err(DerError::Value("integer in its shortest form")),
        _ => Ok(value),
    }
}

/// The content of an `INTEGER` that fits 32 bits and is not negative.
///
/// # Errors
/// It does not fit.
pub fn small(value: &[u8]) -> Result<u32, DerError> {
    let value = shortest(value)?;
    let digits = value.strip_prefix(&[0]).unwrap_or(value);
    if value[0] >= 0x80 || digits.len() > 4 {
        return Err(DerError::Value("small number"));
    }
    Ok(digits.iter().fold(0, |number, &digit| number << 8 | u32::from(digit)))
}

/// The first 16 named bits of a `BIT STRING`'s content: bit 0 of the standard is the highest bit of the result.
///
/// # Errors
/// It has no byte for its unused bits, or says more than seven.
pub fn named_bits(value: &[u8]) -> Result<u16, DerError> {
    let [unused @ 0..=7, bits @ ..] = value else { return Err(DerError::Value("bit string")) };
    if bits.is_empty() && *unused != 0 {
        return Err(DerError::Value("bit string"));
    }
    let first = bits.first().copied().unwrap_or(0);
    let second = bits.get(1).copied().unwrap_or(0);
    Ok(u16::from(first) << 8 | u16::from(second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(bytes: &[u8], error: DerError) {
        assert_eq!(Reader::new(bytes).any(), Err(error));
    }

    #[test]
    fn an_element_knows_its_content_and_its_whole() {
        let mut reader = Reader::new(&[0x04, 0x02, 1, 2, 0x05, 0x00]);
        let element = reader.any().unwrap();
        assert_eq!((element.tag, element.value, element.whole), (4, &[1, 2][..], &[4, 2, 1, 2][..]));
        assert_eq!(reader.rest(), [5, 0]);
        assert_eq!(reader.end(), Err(DerError::Trailing));
    }

    #[test]
    fn long_forms_of_a_short_length_are_refused() {
        refused(&[0x04, 0x81, 0x01, 0], DerError::Length);
        refused(&[0x04, 0x82, 0x00, 0x01, 0], DerError::Length);
        refused(&[0x30, 0x80, 0, 0], DerError::Length);
        refused(&[0x04, 0x85, 1, 0, 0, 0, 0], DerError::Length);
    }

    #[test]
    fn what_ends_early_is_truncated() {
        refused(&[], DerError::Truncated);
        refused(&[0x30], DerError::Truncated);
        refused(&[0x30, 0x02, 0x05], DerError::Truncated);
        refused(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff], DerError::Truncated);
    }

    #[test]
    fn numbers_have_one_form() {
        assert_eq!(small(&[0x7f]), Ok(127));
        assert_eq!(small(&[0x00, 0x80]), Ok(128));
        assert!(small(&[0x00, 0x7f]).is_err());
        assert!(small(&[0xff]).is_err());
        assert!(small(&[0x01, 0, 0, 0, 0]).is_err());
        assert!(shortest(&[0xff, 0x80]).is_err());
    }

    #[test]
    fn truth_is_one_byte_of_ones() {
        assert_eq!(boolean(&[0xff]), Ok(true));
        assert!(boolean(&[0x01]).is_err());
    }

    #[test]
    fn named_bits_stand_from_the_top() {
        assert_eq!(named_bits(&[1, 0x06]), Ok(0x0600));
        assert_eq!(named_bits(&[7, 0x00, 0x80]), Ok(0x0080));
        assert!(named_bits(&[]).is_err());
        assert!(named_bits(&[3]).is_err());
    }
}
