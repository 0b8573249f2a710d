//! What `ring` does not verify: RSA outside 2048–8192 bits or with rare digests, rare pairs of curve and digest, DSA.

use super::SignatureError;
use crate::algorithm::Digest;
use crate::der::Reader;
use crate::key::{PublicKey, positive};
use crate::oid::{self, Oid};
use rsa::BigUint;
use rsa::signature::hazmat::PrehashVerifier;
use rsa::traits::PublicKeyParts;

/// The largest modulus that is raised to a power: beyond it one verification would cost seconds.
const MOST_BITS: usize = 16_384;

/// `DigestInfo` up to the digest itself (RFC 8017 section 9.2, note 1).
fn prefix(digest: Digest) -> Vec<u8> {
    use crate::der::{tag, write};
    let algorithm = write::sequence(&[&write::oid(digest.oid()), &[tag::NULL, 0]]);
    let whole = write::sequence(&[&algorithm, &write::element(tag::OCTET_STRING, &vec![0; digest.length()])]);
    whole[..whole.len() - digest.length()].to_vec()
}

/// RSASSA-PKCS1-v1_5.
pub fn rsa(key: &PublicKey<'_>, digest: Digest, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
    let (opened, _) = open_rsa(key, signature)?;
    // The one encoding that is right is built and compared; nothing is parsed, so nothing can be hidden in it.
    let tail = [prefix(digest), digest.compute(&[message])].concat();
    let Some(fill) = opened.len().checked_sub(tail.len() + 3).filter(|fill| *fill >= 8) else {
        return Err(SignatureError::BadKey);
    };
    let expected = [&[0, 1][..], &vec![0xff; fill], &[0], &tail].concat();
    if expected == opened { Ok(()) } else { Err(SignatureError::Mismatch) }
}

/// The signature raised to the public exponent, as many bytes as the modulus; and the bits of the modulus.
pub fn open_rsa(key: &PublicKey<'_>, signature: &[u8]) -> Result<(Vec<u8>, usize), SignatureError> {
    let (modulus, exponent) = key.rsa().ok_or(SignatureError::BadKey)?;
    let length = modulus.len();
    if length * 8 > MOST_BITS || exponent.len() > 8 {
        return Err(SignatureError::BadKey);
    }
    if signature.len() != length {
        return Err(SignatureError::Mismatch);
    }
    let public = rsa::RsaPublicKey::new_with_max_size(
        BigUint::from_bytes_be(modulus),
        BigUint::from_bytes_be(exponent),
        MOST_BITS,
    )
    .map_err(|_| SignatureError::BadKey)?;
    let number = BigUint::from_bytes_be(signature);
    if number >= *public.n() {
        return Err(SignatureError::Mismatch);
    }
    let opened = rsa::hazmat::rsa_encrypt(&public, &number).map_err(|_| SignatureError::BadKey)?.to_bytes_be();
    let mut padded = vec![0; length.checked_sub(opened.len()).ok_or(SignatureError::BadKey)?];
    padded.extend(opened);
    Ok((padded, public.n().bits()))
}

/// ECDSA with the digest computed here.
pub fn ecdsa(
    curve: Oid<'_>,
    key: &PublicKey<'_>,
    digest: Digest,
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureError> {
    let hash = digest.compute(&[message]);
    macro_rules! on {
        ($curve:ident) => {{
            let key = $curve::ecdsa::VerifyingKey::from_sec1_bytes(key.bytes).map_err(|_| SignatureError::BadKey)?;
            let width = signature_width(signature, key.to_encoded_point(true).len() - 1)?;
            let signature = $curve::ecdsa::Signature::from_slice(&width).map_err(|_| SignatureError::Mismatch)?;
            key.verify_prehash(&padded(&hash, width.len() / 2), &signature).map_err(|_| SignatureError::Mismatch)
        }};
    }
    match curve {
        oid::P256 => on!(p256),
        oid::P384 => on!(p384),
        oid::P521 => on!(p521),
        _ => Err(SignatureError::Unsupported),
    }
}

/// A digest much shorter than the order is refused by the crates; zeros in front do not change its number.
fn padded(hash: &[u8], width: usize) -> Vec<u8> {
    let mut out = vec![0; width.saturating_sub(hash.len())];
    out.extend_from_slice(hash);
    out
}

/// r and s, each `width` bytes, of the DER of an ECDSA signature.
fn signature_width(signature: &[u8], width: usize) -> Result<Vec<u8>, SignatureError> {
    let (r, s) = numbers(signature)?;
    let mut out = Vec::with_capacity(2 * width);
    for number in [r, s] {
        out.resize(out.len() + width.checked_sub(number.len()).ok_or(SignatureError::Mismatch)?, 0);
        out.extend_from_slice(number);
    }
    Ok(out)
}

/// The two positive numbers of `SEQUENCE { r INTEGER, s INTEGER }`, strictly DER.
fn numbers(signature: &[u8]) -> Result<(&[u8], &[u8]), SignatureError> {
    let read = || {
        let mut reader = Reader::new(signature);
        let mut inside = reader.sequence().ok()?;
        let (r, s) = (positive(inside.integer().ok()?)?, positive(inside.integer().ok()?)?);
        (inside.is_empty() && reader.is_empty()).then_some((r, s))
    };
    read().ok_or(SignatureError::Mismatch)
}

/// DSA (FIPS 186-4), with the parameters of the key.
pub fn dsa(key: &PublicKey<'_>, digest: Digest, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
    let number = ::dsa::BigUint::from_bytes_be;
    let parameters = key.dsa_parameters().ok_or(SignatureError::BadKey)?;
    if parameters[0].len() * 8 > MOST_BITS || parameters[1].len() > 64 {
        return Err(SignatureError::BadKey);
    }
    let [p, q, g] = parameters.map(number);
    let y = Reader::new(key.bytes).integer().ok().and_then(positive).map(number).ok_or(SignatureError::BadKey)?;
    let components = ::dsa::Components::from_components(p, q, g).map_err(|_| SignatureError::BadKey)?;
    let verifying = ::dsa::VerifyingKey::from_components(components, y).map_err(|_| SignatureError::BadKey)?;
    let (r, s) = numbers(signature)?;
    let signature = ::dsa::Signature::from_components(number(r), number(s)).map_err(|_| SignatureError::Mismatch)?;
    verifying.verify_prehash(&digest.compute(&[message]), &signature).map_err(|_| SignatureError::Mismatch)
}
