//! BER to DER, as far as CMS needs it: indefinite lengths, long lengths, strings in pieces (X.690 section 8).
//!
//! Old signers write BER around DER. What is DER already comes out byte for byte as it was, so that digests and
//! signatures over its parts stand.

use antin_pki::der::{DerError, tag, write};
use std::borrow::Cow;

/// Elements inside one another, at most.
const DEPTH: usize = 48;

/// The first element of `bytes` in DER; what stands behind it is left out.
///
/// # Errors
/// It is not even BER.
pub fn to_der(bytes: &[u8]) -> Result<Cow<'_, [u8]>, DerError> {
    let mut reader = antin_pki::der::Reader::new(bytes);
    if let Ok(element) = reader.any()
        && is_der(element.value, DEPTH)
    {
        return Ok(Cow::Borrowed(element.whole));
    }
    let mut at = 0;
    element(bytes, &mut at, DEPTH).map(Cow::Owned)
}

/// Are all elements inside a constructed one well-formed, as deep as they say they are constructed?
fn is_der(content: &[u8], depth: usize) -> bool {
    let mut reader = antin_pki::der::Reader::new(content);
    while !reader.is_empty() {
        match reader.any() {
            Ok(element) if element.tag & 0x20 != 0 => {
                let in_pieces = element.tag == tag::OCTET_STRING | 0x20;
                if depth == 0 || in_pieces || !is_der(element.value, depth - 1) {
                    return false;
                }
            }
            Ok(_) => {}
            Err(_) => return false,
        }
    }
    true
}

/// Reads one element at `at` and writes it in DER.
fn element(bytes: &[u8], at: &mut usize, depth: usize) -> Result<Vec<u8>, DerError> {
    let depth = depth.checked_sub(1).ok_or(DerError::Value("depth"))?;
    let tag = *bytes.get(*at).ok_or(DerError::Truncated)?;
    if tag & 0x1f == 0x1f {
        return Err(DerError::Value("tag of one byte"));
    }
    *at += 1;
    let length = length(bytes, at)?;
    let end = match length {
        Some(length) => at.checked_add(length).filter(|end| *end <= bytes.len()).ok_or(DerError::Truncated)?,
        None => bytes.len(),
    };
    if tag & 0x20 == 0 {
        if length.is_none() {
            return Err(DerError::Length);
        }
        let value = &bytes[*at..end];
        *at = end;
        return Ok(write::element(tag, value));
    }
    let mut content = Vec::new();
    loop {
        let over = match length {
            Some(_) => *at >= end,
            None => bytes.get(*at..*at + 2).ok_or(DerError::Truncated)? == [0, 0],
        };
        if over {
            break;
        }
        let piece = element(&bytes[..end], at, depth)?;
        if tag == tag::OCTET_STRING | 0x20 {
            // A string in pieces: only what is in them counts.
            let inner = antin_pki::der::Reader::new(&piece).element(tag::OCTET_STRING)?;
            content.extend_from_slice(inner.value);
        } else {
            content.extend(piece);
        }
    }
    if length.is_none() {
        *at += 2;
    }
    let tag = if tag == tag::OCTET_STRING | 0x20 { tag::OCTET_STRING } else { tag };
    Ok(write::element(tag, &content))
}

/// A length; none where it is indefinite.
fn length(bytes: &[u8], at: &mut usize) -> Result<Option<usize>, DerError> {
    let first = *bytes.get(*at).ok_or(DerError::Truncated)?;
    *at += 1;
    match first {
        0..=0x7f => Ok(Some(usize::from(first))),
        0x80 => Ok(None),
        _ => {
            let count = usize::from(first & 0x7f);
            let digits = bytes.get(*at..*at + count).ok_or(DerError::Truncated)?;
            *at += count;
            let significant: Vec<u8> = digits.iter().copied().skip_while(|digit| *digit == 0).collect();
            if significant.len() > 4 {
                return Err(DerError::Length);
            }
            Ok(Some(significant.iter().fold(0, |length, digit| length << 8 | usize::from(*digit))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn der_is_not_touched() {
        let der = [0x30, 3, 4, 1, 7];
        assert!(matches!(to_der(&der), Ok(Cow::Borrowed(bytes)) if bytes == der));
    }

    #[test]
    fn indefinite_lengths_and_strings_in_pieces_become_der() {
        let ber = [0x30, 0x80, 0x24, 0x80, 4, 1, 1, 4, 1, 2, 0, 0, 0, 0, 9, 9];
        assert_eq!(to_der(&ber).unwrap().as_ref(), [0x30, 4, 4, 2, 1, 2]);
    }

    #[test]
    fn what_ends_early_or_goes_too_deep_is_refused() {
        assert!(to_der(&[0x30, 0x80, 4]).is_err());
        assert!(to_der(&[0x30, 0x80].repeat(1000)).is_err());
        assert!(to_der(&[]).is_err());
    }
}
