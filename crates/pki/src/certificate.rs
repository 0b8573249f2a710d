//! One certificate, read in place: RFC 5280 section 4, of both generations of the Government's CA and of public ones.
//!
//! Reading judges little: what is weak or odd (SHA-1, a negative serial, an extension that cannot be understood) is read
//! and marked. Only what is not the DER of a certificate is refused. The bytes stay with the caller.

pub mod extensions;
pub mod general_name;
pub mod lists;

use crate::algorithm::AlgorithmId;
use crate::der::{DerError, Reader, tag};
use crate::key::PublicKey;
use crate::name::Name;
use crate::serial::Serial;
use crate::time::Time;
use extensions::Extensions;

/// A certificate whose bytes lie elsewhere.
#[derive(Clone, Debug)]
pub struct Certificate<'a> {
    /// The whole certificate.
    pub raw: &'a [u8],
    /// What is signed.
    pub tbs: &'a [u8],
    /// 1 to 3.
    pub version: u8,
    /// Its serial number.
    pub serial: Serial<'a>,
    /// The algorithm named inside what is signed; has to be the one outside (RFC 5280 4.1.1.2).
    pub signed_algorithm: AlgorithmId<'a>,
    /// The algorithm of the signature.
    pub signature_algorithm: AlgorithmId<'a>,
    /// Who issued it.
    pub issuer: Name<'a>,
    /// First second of its validity.
    pub not_before: Time,
    /// Last second of its validity.
    pub not_after: Time,
    /// Whose it is.
    pub subject: Name<'a>,
    /// Its public key.
    pub key: PublicKey<'a>,
    /// Its extensions.
    pub extensions: Extensions<'a>,
    /// The issuer's signature.
    pub signature: &'a [u8],
}

/// Why bytes are no certificate: the part, and what is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{part}: {error}")]
pub struct CertificateError {
    /// The field as RFC 5280 calls it: `tbsCertificate.validity`.
    pub part: &'static str,
    /// What its bytes are not.
    pub error: DerError,
}

/// Names the part in which reading failed.
pub(crate) trait Within<T> {
    /// The same result, with the part.
    fn within(self, part: &'static str) -> Result<T, CertificateError>;
}

impl<T> Within<T> for Result<T, DerError> {
    fn within(self, part: &'static str) -> Result<T, CertificateError> {
        self.map_err(|error| CertificateError { part, error })
    }
}

impl<'a> Certificate<'a> {
    /// Reads the one certificate that `bytes` are.
    ///
    /// # Errors
    /// They are not the DER of a certificate.
    pub fn read(bytes: &'a [u8]) -> Result<Self, CertificateError> {
        let mut file = Reader::new(bytes);
        let whole = file.element(tag::SEQUENCE).within("certificate")?;
        file.end().within("certificate")?;
        let mut outside = whole.inside();
        let tbs = outside.element(tag::SEQUENCE).within("tbsCertificate")?;
        let signature_algorithm = AlgorithmId::read(&mut outside).within("signatureAlgorithm")?;
        let signature = outside.signature().within("signatureValue")?;
        outside.end().within("certificate")?;

        let mut inside = tbs.inside();
        let version = version(&mut inside).within("version")?;
        let serial = Serial(inside.integer().within("serialNumber")?);
        let signed_algorithm = AlgorithmId::read(&mut inside).within("signature")?;
        let issuer = Name::read(&mut inside).within("issuer")?;
        let mut validity = inside.sequence().within("validity")?;
        let not_before = validity.time().within("notBefore")?;
        let not_after = validity.time().within("notAfter")?;
        validity.end().within("validity")?;
        let subject = Name::read(&mut inside).within("subject")?;
        let key = PublicKey::read(&mut inside).within("subjectPublicKeyInfo")?;
        // Unique identifiers: read over, as nothing uses them (RFC 5280 4.1.2.8).
        inside.optional(tag::context(1)).within("issuerUniqueID")?;
        inside.optional(tag::context(2)).within("subjectUniqueID")?;
        let extensions = match inside.optional(tag::constructed(3)).within("extensions")? {
            Some(element) => Extensions::read(&mut element.inside()).within("extensions")?,
            None => Extensions::default(),
        };
        inside.end().within("tbsCertificate")?;
        Ok(Certificate {
            raw: whole.whole,
            tbs: tbs.whole,
            version,
            serial,
            signed_algorithm,
            signature_algorithm,
            issuer,
            not_before,
            not_after,
            subject,
            key,
            extensions,
            signature,
        })
    }

    /// Issuer and subject are the same name (RFC 5280 section 3.2: a self-issued certificate).
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.subject.same(&self.issuer)
    }

    /// Where it names the key that signed it, is that its own?
    #[must_use]
    pub fn names_itself_as_issuer(&self) -> bool {
        let authority = self.extensions.authority_key_id.as_ref().and_then(|found| found.value.key_id);
        let own = self.extensions.subject_key_id.as_ref().map(|found| found.value);
        authority.is_none() || authority == own
    }

    /// May it issue certificates, by its basic constraints?
    #[must_use]
    pub fn is_ca(&self) -> bool {
        self.extensions.basic_constraints.as_ref().is_some_and(|found| found.value.ca)
    }

    /// Is `at` within its validity? Both ends belong to it (RFC 5280 4.1.2.5).
    #[must_use]
    pub fn is_in_force(&self, at: Time) -> bool {
        self.not_before <= at && at <= self.not_after
    }

    /// SHA-256 of the whole certificate.
    #[must_use]
    pub fn fingerprint(&self) -> [u8; 32] {
        let digest = ring::digest::digest(&ring::digest::SHA256, self.raw);
        digest.as_ref().try_into().unwrap_or([0; 32])
    }
}

fn version(reader: &mut Reader<'_>) -> Result<u8, DerError> {
    let Some(element) = reader.optional(tag::constructed(0))? else { return Ok(1) };
    let mut inside = element.inside();
    let version = inside.small()?;
    inside.end()?;
    // Version 1 is the default and is left out, yet some write it.
    if version <= 2 { Ok(version as u8 + 1) } else { Err(DerError::Value("version")) }
}
