//! Certificates and CRLs in the bytes of a file: DER, PEM, P7B, several of them, with rubbish around.

use crate::certificate::Certificate;
use crate::crl::Crl;
use crate::der::{DerError, Reader, tag};
use crate::name::Name;
use crate::oid;
use crate::serial::Serial;
use base64::Engine;
use base64::engine::general_purpose::GeneralPurpose;
use base64::engine::{DecodePaddingMode, GeneralPurposeConfig};
use std::borrow::Cow;

/// What was found, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found<'a> {
    /// Certificates, each the bytes of one.
    pub certificates: Vec<Cow<'a, [u8]>>,
    /// Certificates that came along in the signature of a PDF without having made it: of CAs, of other people.
    pub companions: Vec<Cow<'a, [u8]>>,
    /// CRLs, each the bytes of one.
    pub crls: Vec<Cow<'a, [u8]>>,
    /// Blocks that claim to be a certificate or a CRL and are none.
    pub damaged: usize,
}

impl Found<'_> {
    /// Was nothing found, not even something damaged?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty() && self.crls.is_empty() && self.damaged == 0
    }
}

/// More than this is not taken from one file; it bounds what a hostile file can cost.
const MOST: usize = 100_000;

/// Finds everything in `bytes`.
#[must_use]
pub fn find(bytes: &[u8]) -> Found<'_> {
    let mut found = Found::default();
    if bytes.starts_with(b"%PDF-") {
        signatures_of_pdf(bytes, &mut found);
        return found;
    }
    if is_armoured(bytes) {
        armoured(bytes, &mut found);
        if !found.is_empty() {
            return found;
        }
    }
    if !container(Cow::Borrowed(bytes), &mut found) {
        let decoded = bare_base64(bytes);
        if !decoded.is_some_and(|decoded| container(Cow::Owned(decoded), &mut found)) {
            scan(bytes, &mut found);
        }
    }
    found
}

/// The certificates that signed a PDF: each signature lies in hex in a `/Contents <…>` (ISO 32000-1 12.8.1).
fn signatures_of_pdf(bytes: &[u8], found: &mut Found<'_>) {
    let mut rest = bytes;
    while let Some(start) = position(rest, b"/Contents") {
        rest = &rest[start + 9..];
        let skip = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let Some(digits) = rest[skip..].strip_prefix(b"<") else { continue };
        let end = digits.iter().position(|byte| *byte == b'>').unwrap_or(digits.len());
        let nibbles: Option<Vec<u8>> = digits[..end]
            .iter()
            .filter(|digit| !digit.is_ascii_whitespace())
            .map(|digit| char::from(*digit).to_digit(16).map(|nibble| nibble as u8))
            .collect();
        let Some(nibbles) = nibbles else { continue };
        let der: Vec<u8> = nibbles.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect();
        // Behind the signature the room that was reserved is filled with zeros.
        let Ok(whole) = Reader::new(&der).element(tag::SEQUENCE) else { continue };
        if let Ok(data) = signed_data(whole.whole) {
            for der in data.certificates {
                let signed = Certificate::read(der).is_ok_and(|own| data.signers.iter().any(|by| by.is(&own)));
                let place = if signed { &mut found.certificates } else { &mut found.companions };
                place.push(Cow::Owned(der.to_vec()));
            }
            found.crls.extend(data.crls.into_iter().map(|der| Cow::Owned(der.to_vec())));
        }
        if found.certificates.len() >= MOST {
            return;
        }
    }
}

fn is_armoured(bytes: &[u8]) -> bool {
    position(bytes, b"-----BEGIN ").is_some()
}

/// Blocks of PEM (RFC 7468), their labels as different programs write them.
fn armoured(bytes: &[u8], found: &mut Found<'_>) {
    let mut rest = bytes;
    while let Some(start) = position(rest, b"-----BEGIN ") {
        rest = &rest[start + 11..];
        let Some(label_end) = position(&rest[..rest.len().min(64)], b"-----") else { continue };
        let (label, body) = (&rest[..label_end], &rest[label_end + 5..]);
        let wanted = matches!(
            label,
            b"CERTIFICATE"
                | b"X509 CERTIFICATE"
                | b"TRUSTED CERTIFICATE"
                | b"X509 CRL"
                | b"CRL"
                | b"PKCS7"
                | b"CMS"
                | b"PKCS #7 SIGNED DATA"
        );
        let end = position(body, b"-----END ").unwrap_or(body.len());
        rest = &body[end..];
        if !wanted {
            continue;
        }
        let decoded = bare_base64(&body[..end]);
        if !decoded.is_some_and(|decoded| container(Cow::Owned(decoded), found)) {
            found.damaged += 1;
        }
        if found.certificates.len() + found.crls.len() >= MOST {
            break;
        }
    }
}

/// One certificate, one CRL or one P7B, or several one behind the other; false if `bytes` are nothing of the kind.
fn container<'a>(bytes: Cow<'a, [u8]>, found: &mut Found<'a>) -> bool {
    // Whole files first: what was read is kept as it is, a CRL of 40 MB is not copied.
    let length = Reader::new(&bytes).element(tag::SEQUENCE).map_or(0, |element| element.whole.len());
    if length == 0 {
        return false;
    }
    let rubbish_behind = length < bytes.len();
    if !rubbish_behind {
        return one(bytes, found);
    }
    match bytes {
        Cow::Borrowed(bytes) => {
            let any = one(Cow::Borrowed(&bytes[..length]), found);
            if any {
                scan(&bytes[length..], found);
            }
            any
        }
        Cow::Owned(bytes) => {
            let any = one(Cow::Owned(bytes[..length].to_vec()), found);
            if any {
                let mut more = Found::default();
                scan(&bytes[length..], &mut more);
                found.certificates.extend(more.certificates.into_iter().map(|der| Cow::Owned(der.into_owned())));
                found.crls.extend(more.crls.into_iter().map(|der| Cow::Owned(der.into_owned())));
            }
            any
        }
    }
}

fn one<'a>(bytes: Cow<'a, [u8]>, found: &mut Found<'a>) -> bool {
    if Certificate::read(&bytes).is_ok() {
        found.certificates.push(bytes);
    } else if Crl::read(&bytes).is_ok() {
        found.crls.push(bytes);
    } else {
        let Ok(data) = signed_data(&bytes) else { return false };
        found.certificates.extend(data.certificates.into_iter().map(|der| Cow::Owned(der.to_vec())));
        found.crls.extend(data.crls.into_iter().map(|der| Cow::Owned(der.to_vec())));
    }
    true
}

/// What a `SignedData` carries (RFC 5652 section 5.1), whatever it signs.
#[derive(Clone, Debug, Default)]
pub struct SignedData<'a> {
    /// Certificates; what is none is left out.
    pub certificates: Vec<&'a [u8]>,
    /// CRLs; what is none is left out.
    pub crls: Vec<&'a [u8]>,
    /// Who signed.
    pub signers: Vec<SignerId<'a>>,
}

/// Who signed, by issuer and serial or by the identifier of the key (RFC 5652 section 5.3).
#[derive(Clone, Copy, Debug)]
pub enum SignerId<'a> {
    /// Issuer and serial of the certificate.
    Issuer(Name<'a>, Serial<'a>),
    /// `subjectKeyIdentifier` of the certificate.
    Key(&'a [u8]),
}

impl<'a> SignerId<'a> {
    /// Reads a `SignerIdentifier`.
    ///
    /// # Errors
    /// It is none.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        match reader.peek() {
            Some(tag::SEQUENCE) => {
                let mut id = reader.sequence()?;
                Ok(SignerId::Issuer(Name::read(&mut id)?, Serial(id.integer()?)))
            }
            _ => Ok(SignerId::Key(reader.element(tag::context(0))?.value)),
        }
    }

    /// Is `certificate` the signer's?
    #[must_use]
    pub fn is(&self, certificate: &Certificate<'_>) -> bool {
        match self {
            SignerId::Issuer(issuer, serial) => *serial == certificate.serial && issuer.same(&certificate.issuer),
            SignerId::Key(id) => certificate.extensions.subject_key_id.as_ref().is_some_and(|own| own.value == *id),
        }
    }
}

/// Reads a `SignedData`. Who signed is left out where it cannot be read: a P7B has no signer.
///
/// # Errors
/// It is no `SignedData` in DER.
pub fn signed_data(bytes: &[u8]) -> Result<SignedData<'_>, DerError> {
    let mut info = Reader::new(bytes).sequence()?;
    if info.oid()? != oid::CMS_SIGNED_DATA {
        return Err(DerError::Value("signed data"));
    }
    let mut data = info.element(tag::constructed(0))?.inside().sequence()?;
    data.integer()?;
    data.element(tag::SET)?;
    data.element(tag::SEQUENCE)?;
    let (mut certificates, mut crls) = (Vec::new(), Vec::new());
    if let Some(element) = data.optional(tag::constructed(0))? {
        let mut inside = element.inside();
        while !inside.is_empty() && certificates.len() < MOST {
            let whole = inside.any()?.whole;
            if Certificate::read(whole).is_ok() {
                certificates.push(whole);
            }
        }
    }
    if let Some(element) = data.optional(tag::constructed(1))? {
        let mut inside = element.inside();
        while !inside.is_empty() && crls.len() < MOST {
            let whole = inside.any()?.whole;
            if Crl::read(whole).is_ok() {
                crls.push(whole);
            }
        }
    }
    Ok(SignedData { certificates, crls, signers: signers(&mut data).unwrap_or_default() })
}

fn signers<'a>(data: &mut Reader<'a>) -> Result<Vec<SignerId<'a>>, DerError> {
    let mut list = data.element(tag::SET)?.inside();
    let mut signers = Vec::new();
    while !list.is_empty() && signers.len() < MOST {
        let mut signer = list.sequence()?;
        signer.small()?;
        signers.push(SignerId::read(&mut signer)?);
    }
    Ok(signers)
}

/// Looks for certificates and CRLs anywhere in `bytes`: rubbish in front, containers that are not understood.
fn scan<'a>(bytes: &'a [u8], found: &mut Found<'a>) {
    /// Readings that may fail on their content before the search is given up.
    const ATTEMPTS: usize = 100_000;
    let (mut at, mut attempts) = (0, 0);
    while let Some(next) = bytes[at..].iter().position(|byte| *byte == tag::SEQUENCE) {
        at += next;
        let element = Reader::new(&bytes[at..]).any();
        // A certificate has at least a hundred bytes and begins with another sequence.
        if let Ok(element) = element
            && element.whole.len() > 100
            && element.value.first() == Some(&tag::SEQUENCE)
        {
            attempts += 1;
            if Certificate::read(element.whole).is_ok() {
                found.certificates.push(Cow::Borrowed(element.whole));
                at += element.whole.len();
                continue;
            }
            if Crl::read(element.whole).is_ok() {
                found.crls.push(Cow::Borrowed(element.whole));
                at += element.whole.len();
                continue;
            }
        }
        if attempts > ATTEMPTS || found.certificates.len() + found.crls.len() >= MOST {
            return;
        }
        at += 1;
    }
}

/// The bytes that a text of base64 stands for, white space aside; none if it is something else.
fn bare_base64(text: &[u8]) -> Option<Vec<u8>> {
    const ENGINE: GeneralPurpose = GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let text = match text.iter().position(|c| !c.is_ascii_whitespace()) {
        // The headers of an old PEM (`Proc-Type: …`) end in an empty line; no base64 has a colon.
        Some(_) if text.contains(&b':') => return None,
        Some(start) => &text[start..],
        None => return None,
    };
    let plain: Vec<u8> = text.iter().copied().filter(|c| !c.is_ascii_whitespace() && *c != 0).collect();
    ENGINE.decode(plain).ok()
}

fn position(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut at = 0;
    while let Some(next) = haystack.get(at..)?.iter().position(|byte| *byte == first) {
        at += next;
        if haystack[at..].starts_with(needle) {
            return Some(at);
        }
        at += 1;
    }
    None
}
