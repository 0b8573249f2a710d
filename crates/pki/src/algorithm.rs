//! Algorithms: which signature is meant, which digest, and what has become weak since when.

use crate::certificate::Certificate;
use crate::der::{DerError, Reader, tag};
use crate::hash::Hash;
use crate::key::KeyKind;
use crate::oid::{self, Oid};
use crate::time::Time;

/// An `AlgorithmIdentifier`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlgorithmId<'a> {
    /// Which algorithm.
    pub oid: Oid<'a>,
    /// Its parameters as they stand, if there are any.
    pub parameters: Option<&'a [u8]>,
}

impl<'a> AlgorithmId<'a> {
    /// Reads an `AlgorithmIdentifier`.
    ///
    /// # Errors
    /// It is not an object identifier and at most one more element.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut inside = reader.sequence()?;
        let oid = inside.oid()?;
        let parameters = if inside.is_empty() { None } else { Some(inside.any()?.whole) };
        inside.end()?;
        Ok(AlgorithmId { oid, parameters })
    }

    /// Absent, or `NULL`.
    #[must_use]
    pub fn has_no_parameters(&self) -> bool {
        self.parameters.is_none_or(|parameters| parameters == [tag::NULL, 0])
    }
}

/// A digest that can be computed here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // each is the digest after which it is called
pub enum Digest {
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    Sha512_224,
    Sha512_256,
}

impl Digest {
    /// Every digest, with its identifier.
    pub const ALL: [(Digest, Oid<'static>); 7] = [
        (Digest::Sha1, oid::SHA1),
        (Digest::Sha224, oid::SHA224),
        (Digest::Sha256, oid::SHA256),
        (Digest::Sha384, oid::SHA384),
        (Digest::Sha512, oid::SHA512),
        (Digest::Sha512_224, oid::SHA512_224),
        (Digest::Sha512_256, oid::SHA512_256),
    ];

    /// The digest that an identifier means.
    #[must_use]
    pub fn of(wanted: Oid<'_>) -> Option<Digest> {
        Digest::ALL.into_iter().find(|(_, oid)| *oid == wanted).map(|(digest, _)| digest)
    }

    /// Its identifier.
    #[must_use]
    pub fn oid(self) -> Oid<'static> {
        Digest::ALL.into_iter().find(|(digest, _)| *digest == self).map_or(oid::SHA256, |(_, oid)| oid)
    }

    /// The digest of the parts, one behind the other.
    #[must_use]
    pub fn compute(self, parts: &[&[u8]]) -> Vec<u8> {
        let mut hash = Hash::new(self);
        parts.iter().for_each(|part| hash.update(part));
        hash.finish()
    }

    /// Bytes of the result.
    #[must_use]
    pub fn length(self) -> usize {
        match self {
            Digest::Sha1 => 20,
            Digest::Sha224 | Digest::Sha512_224 => 28,
            Digest::Sha256 | Digest::Sha512_256 => 32,
            Digest::Sha384 => 48,
            Digest::Sha512 => 64,
        }
    }
}

/// What is weak about a certificate. It is read and verified all the same; a person has to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weakness {
    /// Signed over a SHA-1 digest: collisions can be made (NIST SP 800-131A: signatures until the end of 2013).
    Sha1Signature,
    /// Signed over MD5 or with an algorithm that is not verified here.
    UnknownSignature,
    /// An RSA modulus below 2048 bits (NIST SP 800-131A: until the end of 2013).
    ShortRsa {
        /// Bits of the modulus.
        bits: usize,
    },
    /// A DSA key (FIPS 186-5 no longer approves DSA, February 2023).
    Dsa,
}

impl Weakness {
    /// The first instant at which it counts as weak.
    #[must_use]
    pub fn since(self) -> Time {
        match self {
            // 2014-01-01: the first day on which SP 800-131A disallows it.
            Weakness::Sha1Signature | Weakness::ShortRsa { .. } => Time(1_388_534_400),
            Weakness::UnknownSignature => Time(0),
            // 2023-02-03: FIPS 186-5.
            Weakness::Dsa => Time(1_675_382_400),
        }
    }
}

/// What is weak about `certificate` at the instant `at`, by the table of [`Weakness::since`].
///
/// The signature of a self-issued certificate with its own key proves nothing and is not asked about: a root stands by
/// its fingerprint.
#[must_use]
pub fn weaknesses(certificate: &Certificate<'_>, at: Time) -> Vec<Weakness> {
    let mut found = Vec::new();
    match certificate.signature_algorithm.oid {
        _ if certificate.is_self_issued() && certificate.names_itself_as_issuer() => {}
        oid::RSA_SHA1 | oid::ECDSA_SHA1 | oid::DSA_SHA1 => found.push(Weakness::Sha1Signature),
        _ => match crate::signature::Scheme::of(&certificate.signature_algorithm) {
            Ok(crate::signature::Scheme::RsaPss { digest: Digest::Sha1, .. }) => found.push(Weakness::Sha1Signature),
            Ok(_) => {}
            Err(_) => found.push(Weakness::UnknownSignature),
        },
    }
    match certificate.key.kind() {
        KeyKind::Rsa(bits) if bits < 2048 => found.push(Weakness::ShortRsa { bits }),
        KeyKind::Dsa(_) => found.push(Weakness::Dsa),
        _ => {}
    }
    found.retain(|weakness| at >= weakness.since());
    found
}
