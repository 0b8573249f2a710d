//! DER, written: what requests to a time stamp authority or an OCSP responder need, and the CA of the tests.

use super::tag;
use crate::oid::Oid;
use crate::time::Time;

/// One element of `tag` around `content`.
#[must_use]
pub fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len() + 6);
    out.push(tag);
    let length = content.len();
    if length < 0x80 {
        out.push(length as u8);
    } else {
        let digits = length.to_be_bytes();
        let skip = digits.iter().take_while(|digit| **digit == 0).count();
        out.push(0x80 | (digits.len() - skip) as u8);
        out.extend_from_slice(&digits[skip..]);
    }
    out.extend_from_slice(content);
    out
}

/// A `SEQUENCE` of elements already written.
#[must_use]
pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(tag::SEQUENCE, &parts.concat())
}

/// A `SET` of elements already written; DER puts them in order (X.690 section 11.6).
#[must_use]
pub fn set(parts: &[&[u8]]) -> Vec<u8> {
    let mut sorted = parts.to_vec();
    sorted.sort_unstable();
    element(tag::SET, &sorted.concat())
}

/// A non-negative `INTEGER` of big-endian digits.
#[must_use]
pub fn unsigned(digits: &[u8]) -> Vec<u8> {
    let skip = digits.iter().take_while(|digit| **digit == 0).count();
    let digits = &digits[skip..];
    match digits.first() {
        None => element(tag::INTEGER, &[0]),
        Some(first) if *first >= 0x80 => element(tag::INTEGER, &[&[0], digits].concat()),
        Some(_) => element(tag::INTEGER, digits),
    }
}

/// A small `INTEGER`.
#[must_use]
pub fn number(value: u64) -> Vec<u8> {
    unsigned(&value.to_be_bytes())
}

/// An `OBJECT IDENTIFIER`.
#[must_use]
pub fn oid(oid: Oid<'_>) -> Vec<u8> {
    element(tag::OID, oid.0)
}

/// A `BOOLEAN`.
#[must_use]
pub fn boolean(value: bool) -> Vec<u8> {
    element(tag::BOOLEAN, &[if value { 0xff } else { 0 }])
}

/// A `BIT STRING` without unused bits.
#[must_use]
pub fn bit_string(bytes: &[u8]) -> Vec<u8> {
    element(tag::BIT_STRING, &[&[0], bytes].concat())
}

/// A time as RFC 5280 section 4.1.2.5 wants it: `UTCTime` up to 2049, `GeneralizedTime` from 2050 on.
#[must_use]
pub fn time(time: Time) -> Vec<u8> {
    let text = time.digits();
    if (1950..2050).contains(&time.civil().0) {
        element(tag::UTC_TIME, format!("{}Z", &text[2..]).as_bytes())
    } else {
        generalized_time(time)
    }
}

/// A `GeneralizedTime` of whole seconds.
#[must_use]
pub fn generalized_time(time: Time) -> Vec<u8> {
    element(tag::GENERALIZED_TIME, format!("{}Z", time.digits()).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der::Reader;

    #[test]
    fn lengths_are_in_their_shortest_form() {
        for length in [0, 1, 127, 128, 255, 256, 65_535, 65_536] {
            let content = vec![7; length];
            let written = element(tag::OCTET_STRING, &content);
            assert_eq!(Reader::new(&written).any().unwrap().value, content);
        }
    }

    #[test]
    fn numbers_come_back() {
        for value in [0, 1, 127, 128, 255, 256, u64::from(u32::MAX)] {
            assert_eq!(Reader::new(&number(value)).small(), Ok(value as u32));
        }
    }

    #[test]
    fn times_come_back() {
        for text in ["1950-01-01T00:00:00Z", "2049-12-31T23:59:59Z", "2050-01-01T00:00:00Z"] {
            let at = Time::parse(text).unwrap();
            assert_eq!(Reader::new(&time(at)).time(), Ok(at));
        }
    }
}
