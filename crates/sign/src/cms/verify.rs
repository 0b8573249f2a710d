//! What one `SignerInfo` settles by itself: digest, attributes, signature, the certificate it names.
//!
//! Facts only. What follows from them is said in [`crate::validate::policy`].

use super::read::Signer;
use antin_pki::algorithm::{AlgorithmId, Digest};
use antin_pki::certificate::Certificate;
use antin_pki::der::{DerError, Reader, tag, write};
use antin_pki::oid::{self, Oid};
use antin_pki::signature::{self, Scheme, SignatureError};

/// What cryptography says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Crypto {
    /// The content is the one that was signed, and the certificate's key signed it.
    Intact,
    /// Digest or signature are of a kind that is not verified here.
    Unsupported(String),
    /// The certificate of the signer is not there.
    NoCertificate,
    /// The content is not there.
    NoContent,
    /// The content is another one.
    OtherContent,
    /// The signature is of another key or another content.
    BadSignature,
    /// A signed attribute that has to be there is missing, or contradicts what it speaks of.
    BadAttribute(&'static str),
    /// The digest that is named, and the one that the algorithm of the signature has, differ.
    DigestsDiffer,
}

/// Does the signature name the certificate that made it (RFC 5035, RFC 2634 5.4)?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// It does.
    Yes,
    /// It names none.
    No,
    /// It names another one.
    Another,
}

/// Holds the signature against its content. `digest_of` gives the digest of the content; none where there is no content.
#[must_use]
pub fn check(
    signer: &Signer<'_>,
    content_type: Oid<'_>,
    certificate: Option<&Certificate<'_>>,
    digest_of: &dyn Fn(Digest) -> Option<Vec<u8>>,
    content: Option<&[&[u8]]>,
) -> Crypto {
    let Some(digest) = Digest::of(signer.digest.oid) else { return unsupported(signer.digest.oid) };
    let Some(attributes) = signer.attributes else {
        // RFC 5652 5.3: attributes may be missing only where the content is plain data.
        let Some(content) = content else { return Crypto::NoContent };
        let Some(certificate) = certificate else { return Crypto::NoCertificate };
        if content_type != oid::CMS_DATA {
            return Crypto::BadAttribute("contentType");
        }
        return made_by(certificate, signer, digest, &content.concat());
    };
    let Some(own_type) = signer.attribute(oid::CONTENT_TYPE) else { return Crypto::BadAttribute("contentType") };
    if Reader::new(own_type).oid() != Ok(content_type) {
        return Crypto::BadAttribute("contentType");
    }
    let message = signer.attribute(oid::MESSAGE_DIGEST).map(|value| Reader::new(value).element(tag::OCTET_STRING));
    let Some(Ok(message)) = message else { return Crypto::BadAttribute("messageDigest") };
    let found = digest_of(digest);
    if found.as_deref().is_some_and(|found| found != message.value) {
        return Crypto::OtherContent;
    }
    let Some(certificate) = certificate else { return Crypto::NoCertificate };
    let mut crypto = made_by(certificate, signer, digest, &write::element(tag::SET, attributes));
    if crypto == Crypto::BadSignature
        && let Some(sorted) = sorted(attributes)
    {
        // Stored in another order than DER's, signed in DER's (RFC 5652 5.4).
        crypto = made_by(certificate, signer, digest, &sorted);
    }
    if crypto == Crypto::Intact && found.is_none() { Crypto::NoContent } else { crypto }
}

fn made_by(certificate: &Certificate<'_>, signer: &Signer<'_>, digest: Digest, signed: &[u8]) -> Crypto {
    let scheme = match scheme(&signer.algorithm, digest) {
        Ok(scheme) => scheme,
        Err(SignatureError::OtherKey) => return Crypto::DigestsDiffer,
        Err(_) => return unsupported(signer.algorithm.oid),
    };
    match signature::verify_scheme(&certificate.key, scheme, signed, signer.signature) {
        Ok(()) => Crypto::Intact,
        Err(SignatureError::Unsupported | SignatureError::BadKey) => unsupported(signer.algorithm.oid),
        Err(_) => Crypto::BadSignature,
    }
}

/// CMS writes the bare key algorithm with the digest apart, or the algorithm of the pair; then both must agree.
fn scheme(algorithm: &AlgorithmId<'_>, digest: Digest) -> Result<Scheme, SignatureError> {
    let scheme = match algorithm.oid {
        oid::RSA => return Ok(Scheme::Rsa(digest)),
        oid::EC => return Ok(Scheme::Ecdsa(digest)),
        oid::DSA => return Ok(Scheme::Dsa(digest)),
        // Written with parameters by some, which mean nothing here.
        oid::ECDSA_SHA256 | oid::ECDSA_SHA384 | oid::ECDSA_SHA512 => {
            Scheme::of(&AlgorithmId { oid: algorithm.oid, parameters: None })?
        }
        _ => Scheme::of(algorithm)?,
    };
    match scheme.digest() {
        Some(own) if own != digest => Err(SignatureError::OtherKey),
        // RFC 8419 3.1: Ed25519 goes with SHA-512.
        None if digest != Digest::Sha512 => Err(SignatureError::OtherKey),
        _ => Ok(scheme),
    }
}

fn unsupported(algorithm: Oid<'_>) -> Crypto {
    Crypto::Unsupported(algorithm.to_string())
}

/// The attributes as a set in the order of DER; none where they are in it, or are no elements.
fn sorted(attributes: &[u8]) -> Option<Vec<u8>> {
    let mut parts = Vec::new();
    let mut reader = Reader::new(attributes);
    while !reader.is_empty() {
        parts.push(reader.any().ok()?.whole);
    }
    let set = write::set(&parts);
    (set != write::element(tag::SET, attributes)).then_some(set)
}

/// What `signingCertificate` or `signingCertificateV2` says of `certificate`, which has to stand first.
#[must_use]
pub fn names(signer: &Signer<'_>, certificate: &Certificate<'_>) -> Named {
    let attributes = [oid::SIGNING_CERTIFICATE, oid::SIGNING_CERTIFICATE_V2];
    if !attributes.into_iter().any(|oid| signer.mentions(oid)) {
        return Named::No;
    }
    let fits = |oid| match signer.attribute(oid) {
        Some(value) => id_fits(value, oid == oid::SIGNING_CERTIFICATE_V2, certificate) == Ok(true),
        None => !signer.mentions(oid),
    };
    if attributes.into_iter().all(fits) { Named::Yes } else { Named::Another }
}

fn id_fits(value: &[u8], is_second: bool, certificate: &Certificate<'_>) -> Result<bool, DerError> {
    let mut id = Reader::new(value).sequence()?.sequence()?.sequence()?;
    let digest = match id.optional(tag::SEQUENCE)? {
        Some(algorithm) if is_second => AlgorithmId::read(&mut Reader::new(algorithm.whole))?.oid,
        Some(_) => return Ok(false),
        None if is_second => oid::SHA256,
        None => oid::SHA1,
    };
    let hash = id.element(tag::OCTET_STRING)?.value;
    Ok(Digest::of(digest).is_some_and(|digest| digest.compute(&[certificate.raw]) == hash))
}
