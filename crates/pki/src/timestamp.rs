//! Time stamps (RFC 3161): requests written, tokens read and verified.
//!
//! A token proves that somebody had a digest before an instant. [`Token::verify`] settles everything that the token itself
//! can settle; whether the authority's certificate leads to a trusted anchor is the matter of [`crate::path`].

use crate::algorithm::{AlgorithmId, Digest};
use crate::bundle::SignerId;
use crate::certificate::{Certificate, CertificateError, Within};
use crate::der::{DerError, Reader, tag, write};
use crate::oid::{self, Oid};
use crate::serial::Serial;
use crate::signature;
use crate::time::Time;

/// A `TimeStampReq` for a digest, with a nonce and the wish for the authority's certificate.
#[must_use]
pub fn request(digest: Digest, imprint: &[u8], nonce: Option<u64>) -> Vec<u8> {
    let algorithm = write::sequence(&[&write::oid(digest.oid()), &[tag::NULL, 0]]);
    let imprint = write::sequence(&[&algorithm, &write::element(tag::OCTET_STRING, imprint)]);
    let nonce = nonce.map(write::number).unwrap_or_default();
    write::sequence(&[&write::number(1), &imprint, &nonce, &write::boolean(true)])
}

/// Why a token proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StampError {
    /// It is none.
    #[error("not a time stamp: {0}")]
    NotAToken(#[from] CertificateError),
    /// The authority refused (RFC 3161 2.4.2: PKIStatus).
    #[error("the authority refused with status {0}")]
    Refused(u32),
    /// Not exactly one signer.
    #[error("{0} signers where one belongs")]
    Signers(usize),
    /// The signer's certificate did not come along and was not given.
    #[error("the authority's certificate is missing")]
    NoCertificate,
    /// The certificate is not one of a time stamp authority: `timeStamping` alone, critical (RFC 3161 2.3).
    #[error("the certificate is not for time stamps alone")]
    WrongPurpose,
    /// A signed attribute is missing or contradicts what it speaks of (RFC 5652 5.4, RFC 5816).
    #[error("the signed attribute {0} is missing or does not fit")]
    Attribute(&'static str),
    /// The signature does not match.
    #[error("the signature does not match")]
    BadSignature,
    /// A digest that is not computed here.
    #[error("a digest that is not computed here")]
    UnknownDigest,
    /// The token is about another digest.
    #[error("the time stamp is of something else")]
    OtherImprint,
    /// The nonce is another one.
    #[error("another nonce")]
    Nonce,
}

/// A token whose bytes lie elsewhere.
#[derive(Clone, Debug)]
pub struct Token<'a> {
    /// The instant.
    pub at: Time,
    /// Digest of what was stamped: which …
    pub digest: Oid<'a>,
    /// … and its value.
    pub imprint: &'a [u8],
    /// The authority's number for it.
    pub serial: Serial<'a>,
    /// The authority's policy.
    pub policy: Oid<'a>,
    /// The nonce of the request: content of the number.
    pub nonce: Option<&'a [u8]>,
    /// Certificates that came along.
    pub certificates: Vec<Certificate<'a>>,
    info: &'a [u8],
    signers: Vec<Signer<'a>>,
}

#[derive(Clone, Debug)]
struct Signer<'a> {
    by: SignerId<'a>,
    digest: AlgorithmId<'a>,
    /// Content of the attributes; the SET around it is signed.
    attributes: &'a [u8],
    algorithm: AlgorithmId<'a>,
    signature: &'a [u8],
}

impl<'a> Token<'a> {
    /// Reads the token in a `TimeStampResp`.
    ///
    /// # Errors
    /// It is none, or the authority refused.
    pub fn read_response(bytes: &'a [u8]) -> Result<Self, StampError> {
        let mut inside = Reader::new(bytes).sequence().within("TimeStampResp")?;
        let status = inside.sequence().within("status")?.small().within("status")?;
        // granted, grantedWithMods
        if status > 1 {
            return Err(StampError::Refused(status));
        }
        Self::read(inside.any().within("timeStampToken")?.whole)
    }

    /// Reads a token: a CMS `SignedData` over `TSTInfo`.
    ///
    /// # Errors
    /// It is none.
    pub fn read(bytes: &'a [u8]) -> Result<Self, StampError> {
        let mut file = Reader::new(bytes);
        let mut info = file.sequence().within("ContentInfo")?;
        file.end().within("ContentInfo")?;
        if info.oid().within("contentType")? != oid::CMS_SIGNED_DATA {
            return Err(bad("contentType", "signed data"));
        }
        let mut data = info.element(tag::constructed(0)).within("content")?.inside().sequence().within("SignedData")?;
        data.small().within("version")?;
        data.element(tag::SET).within("digestAlgorithms")?;
        let mut content = data.sequence().within("encapContentInfo")?;
        if content.oid().within("eContentType")? != oid::TST_INFO {
            return Err(bad("eContentType", "time stamp"));
        }
        let mut wrapped = content.element(tag::constructed(0)).within("eContent")?.inside();
        let info = wrapped.element(tag::OCTET_STRING).within("eContent")?.value;
        let mut certificates = Vec::new();
        if let Some(list) = data.optional(tag::constructed(0)).within("certificates")? {
            let mut list = list.inside();
            // An authority sends its own certificate and perhaps a few above it.
            while !list.is_empty() && certificates.len() < 64 {
                let whole = list.any().within("certificates")?.whole;
                certificates.extend(Certificate::read(whole).ok());
            }
        }
        data.optional(tag::constructed(1)).within("crls")?;
        let mut list = data.element(tag::SET).within("signerInfos")?.inside();
        let mut signers = Vec::new();
        while !list.is_empty() && signers.len() < 8 {
            signers.push(signer(&mut list).within("signerInfo")?);
        }
        let mut token = Self::info(info).within("TSTInfo")?;
        token.certificates = certificates;
        token.signers = signers;
        Ok(token)
    }

    /// RFC 3161 section 2.4.2.
    fn info(bytes: &'a [u8]) -> Result<Self, DerError> {
        let mut reader = Reader::new(bytes);
        let mut inside = reader.sequence()?;
        reader.end()?;
        if inside.small()? != 1 {
            return Err(DerError::Value("version"));
        }
        let policy = inside.oid()?;
        let mut imprint = inside.sequence()?;
        let digest = AlgorithmId::read(&mut imprint)?.oid;
        let value = imprint.element(tag::OCTET_STRING)?.value;
        imprint.end()?;
        let serial = Serial(inside.integer()?);
        let at = inside.element(tag::GENERALIZED_TIME)?.value;
        let at = stamped_at(at).ok_or(DerError::Value("time"))?;
        inside.optional(tag::SEQUENCE)?; // accuracy
        inside.flag()?; // ordering
        let nonce = inside.optional(tag::INTEGER)?.map(|element| element.value);
        inside.optional(tag::constructed(0))?; // tsa: a hint, the certificate counts
        inside.optional(tag::constructed(1))?; // extensions
        inside.end()?;
        let (certificates, signers) = (Vec::new(), Vec::new());
        Ok(Token { at, digest, imprint: value, serial, policy, nonce, certificates, info: bytes, signers })
    }

    /// Verifies everything that the token itself settles, and gives the authority's certificate: one that came along or
    /// one of `others`. What remains is its path, at [`Token::at`] and for `timeStamping`.
    ///
    /// # Errors
    /// The token proves nothing.
    pub fn verify(&self, others: &[Certificate<'a>]) -> Result<Certificate<'a>, StampError> {
        let [signer] = &self.signers[..] else { return Err(StampError::Signers(self.signers.len())) };
        let mut all = self.certificates.iter().chain(others);
        let certificate = all.find(|certificate| signer.by.is(certificate)).ok_or(StampError::NoCertificate)?;
        let purpose = certificate.extensions.extended_key_usage.as_ref();
        let alone = purpose.is_some_and(|found| {
            found.critical && found.value.iter().count() == 1 && found.value.has(oid::TIME_STAMPING)
        });
        if !alone {
            return Err(StampError::WrongPurpose);
        }
        let digest = Digest::of(signer.digest.oid).ok_or(StampError::UnknownDigest)?;
        let content_type = signer.attribute(oid::CONTENT_TYPE).ok_or(StampError::Attribute("contentType"))?;
        if Reader::new(content_type).oid() != Ok(oid::TST_INFO) {
            return Err(StampError::Attribute("contentType"));
        }
        let message = signer.attribute(oid::MESSAGE_DIGEST).ok_or(StampError::Attribute("messageDigest"))?;
        if Reader::new(message).element(tag::OCTET_STRING).map(|found| found.value)
            != Ok(&digest.compute(&[self.info])[..])
        {
            return Err(StampError::Attribute("messageDigest"));
        }
        if !signer.names(certificate) {
            return Err(StampError::Attribute("signingCertificate"));
        }
        let signed = write::element(tag::SET, signer.attributes);
        // CMS writes the bare key algorithm with the digest apart, or the algorithm of the pair.
        let verified = match signer.algorithm.oid {
            oid::RSA => {
                signature::verify_scheme(&certificate.key, signature::Scheme::Rsa(digest), &signed, signer.signature)
            }
            _ => signature::verify(&certificate.key, &signer.algorithm, &signed, signer.signature),
        };
        verified.map(|()| certificate.clone()).map_err(|_| StampError::BadSignature)
    }

    /// Is it a time stamp of `bytes`, with the nonce of the request?
    ///
    /// # Errors
    /// It is of something else.
    pub fn is_of(&self, bytes: &[u8], nonce: Option<u64>) -> Result<(), StampError> {
        let digest = Digest::of(self.digest).ok_or(StampError::UnknownDigest)?;
        if digest.compute(&[bytes]) != self.imprint {
            return Err(StampError::OtherImprint);
        }
        match nonce {
            Some(nonce) if self.nonce != write::number(nonce).get(2..) => Err(StampError::Nonce),
            _ => Ok(()),
        }
    }
}

impl<'a> Signer<'a> {
    /// The one value of the attribute `wanted`; none where it is missing, stands twice or has several values.
    fn attribute(&self, wanted: Oid<'_>) -> Option<&'a [u8]> {
        let mut list = Reader::new(self.attributes);
        let mut found = None;
        while !list.is_empty() {
            let mut inside = list.sequence().ok()?;
            let oid = inside.oid().ok()?;
            let mut values = inside.element(tag::SET).ok()?.inside();
            if oid == wanted {
                let value = values.any().ok()?.whole;
                if found.is_some() || !values.is_empty() {
                    return None;
                }
                found = Some(value);
            }
        }
        found
    }

    /// Does `signingCertificate` or `signingCertificateV2` name `certificate` first (RFC 2634 5.4, RFC 5035)?
    fn names(&self, certificate: &Certificate<'_>) -> bool {
        let first = |value: &'a [u8]| Reader::new(value).sequence()?.sequence()?.sequence();
        let fits = |value, version2: bool| -> Result<bool, DerError> {
            let mut id = first(value)?;
            let digest = match id.optional(tag::SEQUENCE)? {
                Some(algorithm) if version2 => AlgorithmId::read(&mut Reader::new(algorithm.whole))?.oid,
                Some(_) => return Ok(false),
                None if version2 => oid::SHA256,
                None => oid::SHA1,
            };
            let hash = id.element(tag::OCTET_STRING)?.value;
            Ok(Digest::of(digest).is_some_and(|digest| digest.compute(&[certificate.raw]) == hash))
        };
        let old = self.attribute(oid::SIGNING_CERTIFICATE).map(|value| fits(value, false) == Ok(true));
        let new = self.attribute(oid::SIGNING_CERTIFICATE_V2).map(|value| fits(value, true) == Ok(true));
        // One of them has to be there, and none may contradict.
        (old.is_some() || new.is_some()) && old.unwrap_or(true) && new.unwrap_or(true)
    }
}

fn signer<'a>(list: &mut Reader<'a>) -> Result<Signer<'a>, DerError> {
    let mut inside = list.sequence()?;
    inside.small()?;
    let by = SignerId::read(&mut inside)?;
    let digest = AlgorithmId::read(&mut inside)?;
    let attributes = inside.element(tag::constructed(0))?.value;
    let algorithm = AlgorithmId::read(&mut inside)?;
    let signature = inside.element(tag::OCTET_STRING)?.value;
    Ok(Signer { by, digest, attributes, algorithm, signature })
}

/// `YYYYMMDDhhmmss[.s…]Z`; the fraction is cut off.
fn stamped_at(text: &[u8]) -> Option<Time> {
    match text.iter().position(|byte| *byte == b'.') {
        Some(dot) if text.ends_with(b"Z") && text[dot + 1..text.len() - 1].iter().all(u8::is_ascii_digit) => {
            Time::generalized(&[&text[..dot], b"Z"].concat())
        }
        _ => Time::generalized(text),
    }
}

fn bad(part: &'static str, what: &'static str) -> StampError {
    StampError::NotAToken(CertificateError { part, error: DerError::Value(what) })
}
