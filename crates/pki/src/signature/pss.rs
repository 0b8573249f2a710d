//! RSASSA-PSS with a salt or a mask digest that `ring` does not pair: RFC 8017 section 9.1.2.

use super::SignatureError;
use super::rare::open_rsa;
use crate::algorithm::Digest;
use crate::key::PublicKey;

/// Verifies `signature` over `message`.
///
/// # Errors
/// It does not match, or the key cannot be used.
pub fn verify(
    key: &PublicKey<'_>,
    digest: Digest,
    mask: Digest,
    salt: usize,
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureError> {
    let (opened, bits) = open_rsa(key, signature)?;
    let hash = digest.compute(&[message]);
    if matches(&opened, bits - 1, &hash, digest, mask, salt) { Ok(()) } else { Err(SignatureError::Mismatch) }
}

/// EMSA-PSS-VERIFY of `opened` (as many bytes as the modulus) with `bits` = bits of the modulus less one.
fn matches(opened: &[u8], bits: usize, hash: &[u8], digest: Digest, mask: Digest, salt: usize) -> bool {
    let length = bits.div_ceil(8);
    // A modulus of 8k+1 bits leaves one byte in front, which must be zero.
    let Some((front, encoded)) = opened.len().checked_sub(length).map(|front| opened.split_at(front)) else {
        return false;
    };
    if front.iter().any(|byte| *byte != 0) || length < digest.length().saturating_add(salt).saturating_add(2) {
        return false;
    }
    let (masked, rest) = encoded.split_at(length - digest.length() - 1);
    let (fingerprint, trailer) = rest.split_at(digest.length());
    if trailer != [0xbc] {
        return false;
    }
    let unused = 8 * length - bits;
    let allowed = 0xff_u8 >> unused;
    if masked[0] & !allowed != 0 {
        return false;
    }
    let mut block: Vec<u8> =
        masked.iter().zip(mask_of(fingerprint, masked.len(), mask)).map(|(masked, mask)| masked ^ mask).collect();
    block[0] &= allowed;
    let (padding, salted) = block.split_at(block.len() - salt);
    let [zeros @ .., 0x01] = padding else { return false };
    zeros.iter().all(|byte| *byte == 0) && digest.compute(&[&[0; 8], hash, salted]) == fingerprint
}

/// MGF1 (RFC 8017 appendix B.2.1).
fn mask_of(seed: &[u8], length: usize, digest: Digest) -> Vec<u8> {
    let mut out = Vec::with_capacity(length + digest.length());
    let mut counter = 0_u32;
    while out.len() < length {
        out.extend(digest.compute(&[seed, &counter.to_be_bytes()]));
        counter += 1;
    }
    out.truncate(length);
    out
}
