//! Verifying signatures: `ring` where it can, RustCrypto for what has become weak or rare (docs/decisions/0006).

mod pss;
mod rare;

use crate::algorithm::{AlgorithmId, Digest};
use crate::der::{DerError, Reader, tag};
use crate::key::PublicKey;
use crate::oid::{self, Oid};
use ring::signature::{self as fast, UnparsedPublicKey, VerificationAlgorithm};

/// Why a signature does not stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The algorithm, the curve or the parameters cannot be verified here.
    #[error("an algorithm that is not verified here")]
    Unsupported,
    /// The key is of another kind than the algorithm wants.
    #[error("a key of another kind than the algorithm")]
    OtherKey,
    /// The key cannot be read, or is outside the bounds of what is verified.
    #[error("a key that cannot be used")]
    BadKey,
    /// The signature was not made over these bytes with this key.
    #[error("the signature does not match")]
    Mismatch,
}

/// What an `AlgorithmIdentifier` of a signature means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2).
    Rsa(Digest),
    /// RSASSA-PSS (RFC 8017 section 8.1).
    RsaPss {
        /// Of the message.
        digest: Digest,
        /// Of the mask.
        mask: Digest,
        /// Bytes of salt.
        salt: usize,
    },
    /// ECDSA on the curve of the key.
    Ecdsa(Digest),
    /// DSA.
    Dsa(Digest),
    /// Ed25519 (RFC 8032).
    Ed25519,
}

impl Scheme {
    /// The scheme of a signature algorithm.
    ///
    /// # Errors
    /// An algorithm or parameters that are not verified here.
    pub fn of(algorithm: &AlgorithmId<'_>) -> Result<Scheme, SignatureError> {
        let plain = algorithm.has_no_parameters();
        let scheme = match algorithm.oid {
            oid::RSA_SHA1 => Scheme::Rsa(Digest::Sha1),
            oid::RSA_SHA224 => Scheme::Rsa(Digest::Sha224),
            oid::RSA_SHA256 => Scheme::Rsa(Digest::Sha256),
            oid::RSA_SHA384 => Scheme::Rsa(Digest::Sha384),
            oid::RSA_SHA512 => Scheme::Rsa(Digest::Sha512),
            oid::ECDSA_SHA1 => Scheme::Ecdsa(Digest::Sha1),
            oid::ECDSA_SHA224 => Scheme::Ecdsa(Digest::Sha224),
            oid::ECDSA_SHA256 => Scheme::Ecdsa(Digest::Sha256),
            oid::ECDSA_SHA384 => Scheme::Ecdsa(Digest::Sha384),
            oid::ECDSA_SHA512 => Scheme::Ecdsa(Digest::Sha512),
            oid::DSA_SHA1 => Scheme::Dsa(Digest::Sha1),
            oid::DSA_SHA224 => Scheme::Dsa(Digest::Sha224),
            oid::DSA_SHA256 => Scheme::Dsa(Digest::Sha256),
            oid::ED25519 => Scheme::Ed25519,
            oid::RSA_PSS => {
                let parameters = algorithm.parameters.ok_or(SignatureError::Unsupported)?;
                return pss_parameters(parameters).map_err(|_| SignatureError::Unsupported);
            }
            _ => return Err(SignatureError::Unsupported),
        };
        if plain { Ok(scheme) } else { Err(SignatureError::Unsupported) }
    }

    /// The digest over the message; none where the scheme takes the message itself.
    #[must_use]
    pub fn digest(self) -> Option<Digest> {
        match self {
            Scheme::Rsa(digest) | Scheme::Ecdsa(digest) | Scheme::Dsa(digest) | Scheme::RsaPss { digest, .. } => {
                Some(digest)
            }
            Scheme::Ed25519 => None,
        }
    }
}

/// Does `signature` stand over `message` under `key`, by the algorithm that the signed thing names?
///
/// # Errors
/// It does not, or cannot be verified here.
pub fn verify(
    key: &PublicKey<'_>,
    algorithm: &AlgorithmId<'_>,
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureError> {
    verify_scheme(key, Scheme::of(algorithm)?, message, signature)
}

/// As [`verify`], for a scheme already known.
///
/// # Errors
/// As [`verify`].
pub fn verify_scheme(
    key: &PublicKey<'_>,
    scheme: Scheme,
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureError> {
    let expected = |wanted: &[Oid<'_>]| {
        if wanted.contains(&key.algorithm.oid) { Ok(()) } else { Err(SignatureError::OtherKey) }
    };
    match scheme {
        Scheme::Rsa(digest) => {
            expected(&[oid::RSA])?;
            match fast_rsa(digest) {
                Some(algorithm) if fits(key) => quick(algorithm, key.bytes, message, signature),
                _ => rare::rsa(key, digest, message, signature),
            }
        }
        Scheme::RsaPss { digest, mask, salt } => {
            expected(&[oid::RSA, oid::RSA_PSS])?;
            restricted(key, digest, mask, salt)?;
            match fast_pss(digest) {
                Some(algorithm) if fits(key) && mask == digest && salt == digest.length() => {
                    quick(algorithm, key.bytes, message, signature)
                }
                _ => pss::verify(key, digest, mask, salt, message, signature),
            }
        }
        Scheme::Ecdsa(digest) => {
            expected(&[oid::EC])?;
            let curve = key.curve().ok_or(SignatureError::BadKey)?;
            match fast_ecdsa(curve, digest) {
                Some(algorithm) => quick(algorithm, key.bytes, message, signature),
                None => rare::ecdsa(curve, key, digest, message, signature),
            }
        }
        Scheme::Ed25519 => {
            expected(&[oid::ED25519])?;
            quick(&fast::ED25519, key.bytes, message, signature)
        }
        Scheme::Dsa(digest) => {
            expected(&[oid::DSA])?;
            rare::dsa(key, digest, message, signature)
        }
    }
}

fn quick(
    algorithm: &'static dyn VerificationAlgorithm,
    key: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureError> {
    UnparsedPublicKey::new(algorithm, key).verify(message, signature).map_err(|_| SignatureError::Mismatch)
}

/// Is the RSA key within the bounds of `ring` (2048 to 8192 bits)?
fn fits(key: &PublicKey<'_>) -> bool {
    matches!(key.kind(), crate::key::KeyKind::Rsa(2048..=8192))
}

fn fast_rsa(digest: Digest) -> Option<&'static dyn VerificationAlgorithm> {
    Some(match digest {
        Digest::Sha1 => &fast::RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
        Digest::Sha256 => &fast::RSA_PKCS1_2048_8192_SHA256,
        Digest::Sha384 => &fast::RSA_PKCS1_2048_8192_SHA384,
        Digest::Sha512 => &fast::RSA_PKCS1_2048_8192_SHA512,
        _ => return None,
    })
}

fn fast_pss(digest: Digest) -> Option<&'static dyn VerificationAlgorithm> {
    Some(match digest {
        Digest::Sha256 => &fast::RSA_PSS_2048_8192_SHA256,
        Digest::Sha384 => &fast::RSA_PSS_2048_8192_SHA384,
        Digest::Sha512 => &fast::RSA_PSS_2048_8192_SHA512,
        _ => return None,
    })
}

fn fast_ecdsa(curve: Oid<'_>, digest: Digest) -> Option<&'static dyn VerificationAlgorithm> {
    Some(match (curve, digest) {
        (oid::P256, Digest::Sha256) => &fast::ECDSA_P256_SHA256_ASN1,
        (oid::P256, Digest::Sha384) => &fast::ECDSA_P256_SHA384_ASN1,
        (oid::P384, Digest::Sha256) => &fast::ECDSA_P384_SHA256_ASN1,
        (oid::P384, Digest::Sha384) => &fast::ECDSA_P384_SHA384_ASN1,
        _ => return None,
    })
}

/// A key may be for one digest and mask only, and for a least length of salt (RFC 4055 section 3.3).
fn restricted(key: &PublicKey<'_>, digest: Digest, mask: Digest, salt: usize) -> Result<(), SignatureError> {
    let Some(parameters) = key.algorithm.parameters.filter(|_| key.algorithm.oid == oid::RSA_PSS) else {
        return Ok(());
    };
    match pss_parameters(parameters) {
        Ok(Scheme::RsaPss { digest: only, mask: only_mask, salt: least })
            if only == digest && only_mask == mask && salt >= least =>
        {
            Ok(())
        }
        Ok(_) => Err(SignatureError::OtherKey),
        Err(_) => Err(SignatureError::Unsupported),
    }
}

/// `RSASSA-PSS-params` (RFC 4055 section 3.1): SHA-1, MGF1 with SHA-1 and 20 bytes of salt where nothing is said.
fn pss_parameters(bytes: &[u8]) -> Result<Scheme, DerError> {
    let unsupported = DerError::Value("digest");
    let digest_of = |reader: &mut Reader<'_>| {
        let algorithm = AlgorithmId::read(reader)?;
        if !algorithm.has_no_parameters() {
            return Err(unsupported);
        }
        Digest::of(algorithm.oid).ok_or(unsupported)
    };
    let mut inside = Reader::new(bytes).sequence()?;
    let (mut digest, mut mask, mut salt) = (Digest::Sha1, Digest::Sha1, 20);
    if let Some(element) = inside.optional(tag::constructed(0))? {
        digest = digest_of(&mut element.inside())?;
    }
    if let Some(element) = inside.optional(tag::constructed(1))? {
        let function = AlgorithmId::read(&mut element.inside())?;
        if function.oid != oid::MGF1 {
            return Err(unsupported);
        }
        mask = digest_of(&mut Reader::new(function.parameters.ok_or(unsupported)?))?;
    }
    if let Some(element) = inside.optional(tag::constructed(2))? {
        salt = element.inside().small()? as usize;
    }
    if let Some(element) = inside.optional(tag::constructed(3))?
        && element.inside().small()? != 1
    {
        return Err(DerError::Value("trailer"));
    }
    inside.end()?;
    Ok(Scheme::RsaPss { digest, mask, salt })
}
