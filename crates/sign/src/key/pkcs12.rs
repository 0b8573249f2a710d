//! PKCS#12 files (RFC 7292): one private key and its certificates, under a password.
//!
//! Read are PBES2 with AES (what OpenSSL 3 and current systems write); the older ciphers 3DES and RC2 are named and refused.

use super::KeyError;
use crate::cipher;
use crate::cms::ber;
use antin_pki::algorithm::{AlgorithmId, Digest};
use antin_pki::certificate::Certificate;
use antin_pki::der::{DerError, Reader, tag};
use antin_pki::oid::{self, Oid};
use ring::pbkdf2;
use std::num::NonZeroU32;

const ENCRYPTED_DATA: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 6]);
const KEY_BAG: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 10, 1, 1]);
const SHROUDED_KEY_BAG: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 10, 1, 2]);
const CERTIFICATE_BAG: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 10, 1, 3]);
const PBES2: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 13]);
const PBKDF2: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 12]);
const HMAC_SHA1: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 7]);
const HMAC_SHA256: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 9]);
const HMAC_SHA384: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 10]);
const HMAC_SHA512: Oid<'static> = Oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 11]);
/// AES in CBC mode: the last arc says the length of the key.
const AES: [(Oid<'static>, usize); 3] = [
    (Oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 2]), 16),
    (Oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 22]), 24),
    (Oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 42]), 32),
];

/// Rounds of key derivation, at most: a hostile file must not cost minutes.
const MOST_ROUNDS: u32 = 10_000_000;

/// What a file holds.
pub struct Found {
    /// The private key, PKCS#8.
    pub key: Vec<u8>,
    /// Every certificate, the owner's and those above.
    pub certificates: Vec<Vec<u8>>,
}

/// Opens a file with its password.
///
/// # Errors
/// It is none, the password is another one, or it is encrypted in a way that is not read here.
pub fn open(file: &[u8], password: &str) -> Result<Found, KeyError> {
    let der = ber::to_der(file).map_err(|_| KeyError::NoKey("not a PKCS#12 file"))?;
    let safe = outside(&der, password)?;
    let mut found = Found { key: Vec::new(), certificates: Vec::new() };
    let mut parts = Reader::new(&safe).sequence().map_err(damaged)?;
    while !parts.is_empty() {
        let mut info = parts.sequence().map_err(damaged)?;
        let kind = info.oid().map_err(damaged)?;
        let mut content = info.element(tag::constructed(0)).map_err(damaged)?.inside();
        if kind == oid::CMS_DATA {
            let bags = content.element(tag::OCTET_STRING).map_err(damaged)?.value;
            found.take(&ber::to_der(bags).map_err(damaged)?, password)?;
        } else if kind == ENCRYPTED_DATA {
            let bags = encrypted_data(&mut content, password)?;
            found.take(&bags, password)?;
        }
    }
    if found.key.is_empty() { Err(KeyError::NoKey("no private key in it")) } else { Ok(found) }
}

fn damaged(_: DerError) -> KeyError {
    KeyError::NoKey("a damaged PKCS#12 file")
}

/// The safe inside, once its check value agrees with the password.
fn outside(der: &[u8], password: &str) -> Result<Vec<u8>, KeyError> {
    let no_file = |_| KeyError::NoKey("not a PKCS#12 file");
    let mut file = Reader::new(der).sequence().map_err(no_file)?;
    if file.small().map_err(no_file)? != 3 {
        return Err(KeyError::NoKey("not a PKCS#12 file"));
    }
    let mut info = file.sequence().map_err(no_file)?;
    if info.oid().map_err(no_file)? != oid::CMS_DATA {
        return Err(KeyError::Unsupported("a file signed with a key instead of a password".into()));
    }
    let mut content = info.element(tag::constructed(0)).map_err(no_file)?.inside();
    let safe = content.element(tag::OCTET_STRING).map_err(no_file)?.value;
    if !file.is_empty() {
        let mut check = file.sequence().map_err(no_file)?;
        let mut info = check.sequence().map_err(no_file)?;
        let algorithm = AlgorithmId::read(&mut info).map_err(no_file)?.oid;
        let expected = info.element(tag::OCTET_STRING).map_err(no_file)?.value;
        let salt = check.element(tag::OCTET_STRING).map_err(no_file)?.value;
        let rounds = if check.is_empty() { 1 } else { check.small().map_err(no_file)? };
        let digest = Digest::of(algorithm).ok_or(KeyError::Unsupported(algorithm.to_string()))?;
        if rounds > MOST_ROUNDS {
            return Err(KeyError::Unsupported(format!("{rounds} rounds")));
        }
        let key = derive(digest, password, salt, rounds);
        if hmac(digest, &key, safe) != expected {
            return Err(KeyError::Password);
        }
    }
    ber::to_der(safe).map(std::borrow::Cow::into_owned).map_err(damaged)
}

/// RFC 7292 appendix B.2 with identifier 3: the key of the check value. Never longer than one digest.
fn derive(digest: Digest, password: &str, salt: &[u8], rounds: u32) -> Vec<u8> {
    let block = if digest.length() > 32 { 128 } else { 64 };
    let mut text: Vec<u8> = password.encode_utf16().flat_map(u16::to_be_bytes).collect();
    text.extend([0, 0]);
    let fill = |bytes: &[u8]| -> Vec<u8> {
        let length = bytes.len().div_ceil(block) * block;
        bytes.iter().copied().cycle().take(if bytes.is_empty() { 0 } else { length }).collect()
    };
    let mut value = digest.compute(&[&vec![3; block], &fill(salt), &fill(&text)]);
    for _ in 1..rounds {
        value = digest.compute(&[&value]);
    }
    value
}

/// RFC 2104, with any digest.
fn hmac(digest: Digest, key: &[u8], message: &[u8]) -> Vec<u8> {
    let block = if digest.length() > 32 { 128 } else { 64 };
    let mut padded = key.to_vec();
    padded.resize(block, 0);
    let with = |byte: u8| -> Vec<u8> { padded.iter().map(|one| one ^ byte).collect() };
    let inner = digest.compute(&[&with(0x36), message]);
    digest.compute(&[&with(0x5c), &inner])
}

fn encrypted_data(content: &mut Reader<'_>, password: &str) -> Result<Vec<u8>, KeyError> {
    let mut data = content.sequence().map_err(damaged)?;
    data.small().map_err(damaged)?;
    let mut inner = data.sequence().map_err(damaged)?;
    inner.oid().map_err(damaged)?;
    let algorithm = AlgorithmId::read(&mut inner).map_err(damaged)?;
    let element = inner.any().map_err(damaged)?;
    // In pieces where the file was BER.
    let closed = if element.tag == tag::constructed(0) {
        let mut pieces = element.inside();
        let mut all = Vec::new();
        while !pieces.is_empty() {
            all.extend_from_slice(pieces.element(tag::OCTET_STRING).map_err(damaged)?.value);
        }
        all
    } else {
        element.value.to_vec()
    };
    decrypt(&algorithm, password, &closed)
}

/// RFC 8018 6.2.
fn decrypt(algorithm: &AlgorithmId<'_>, password: &str, closed: &[u8]) -> Result<Vec<u8>, KeyError> {
    if algorithm.oid != PBES2 {
        return Err(KeyError::Unsupported(algorithm.oid.to_string()));
    }
    let parameters = algorithm.parameters.unwrap_or_default();
    let mut parameters = Reader::new(parameters).sequence().map_err(damaged)?;
    let derivation = AlgorithmId::read(&mut parameters).map_err(damaged)?;
    let scheme = AlgorithmId::read(&mut parameters).map_err(damaged)?;
    if derivation.oid != PBKDF2 {
        return Err(KeyError::Unsupported(derivation.oid.to_string()));
    }
    let (_, length) = AES
        .into_iter()
        .find(|(own, _)| *own == scheme.oid)
        .ok_or_else(|| KeyError::Unsupported(scheme.oid.to_string()))?;
    let iv = Reader::new(scheme.parameters.unwrap_or_default()).element(tag::OCTET_STRING).map_err(damaged)?.value;
    let iv: &[u8; 16] = iv.try_into().map_err(|_| KeyError::NoKey("a damaged PKCS#12 file"))?;
    let mut inside = Reader::new(derivation.parameters.unwrap_or_default()).sequence().map_err(damaged)?;
    let salt = inside.element(tag::OCTET_STRING).map_err(damaged)?.value;
    let rounds = inside.small().map_err(damaged)?;
    if inside.peek() == Some(tag::INTEGER) {
        inside.small().map_err(damaged)?;
    }
    let function = if inside.is_empty() { HMAC_SHA1 } else { AlgorithmId::read(&mut inside).map_err(damaged)?.oid };
    let function = match function {
        HMAC_SHA1 => pbkdf2::PBKDF2_HMAC_SHA1,
        HMAC_SHA256 => pbkdf2::PBKDF2_HMAC_SHA256,
        HMAC_SHA384 => pbkdf2::PBKDF2_HMAC_SHA384,
        HMAC_SHA512 => pbkdf2::PBKDF2_HMAC_SHA512,
        other => return Err(KeyError::Unsupported(other.to_string())),
    };
    let rounds = NonZeroU32::new(rounds).filter(|rounds| rounds.get() <= MOST_ROUNDS);
    let rounds = rounds.ok_or(KeyError::NoKey("a damaged PKCS#12 file"))?;
    let mut key = vec![0; length];
    pbkdf2::derive(function, rounds, salt, password.as_bytes(), &mut key);
    cipher::cbc_open(&key, iv, closed).and_then(cipher::unpad).ok_or(KeyError::Password)
}

impl Found {
    fn take(&mut self, bags: &[u8], password: &str) -> Result<(), KeyError> {
        let mut list = Reader::new(bags).sequence().map_err(damaged)?;
        while !list.is_empty() {
            let mut bag = list.sequence().map_err(damaged)?;
            let kind = bag.oid().map_err(damaged)?;
            let mut value = bag.element(tag::constructed(0)).map_err(damaged)?.inside();
            match kind {
                KEY_BAG if self.key.is_empty() => self.key = value.any().map_err(damaged)?.whole.to_vec(),
                SHROUDED_KEY_BAG if self.key.is_empty() => {
                    let mut inside = value.sequence().map_err(damaged)?;
                    let algorithm = AlgorithmId::read(&mut inside).map_err(damaged)?;
                    let closed = inside.element(tag::OCTET_STRING).map_err(damaged)?.value;
                    self.key = decrypt(&algorithm, password, closed)?;
                }
                CERTIFICATE_BAG => {
                    let mut inside = value.sequence().map_err(damaged)?;
                    inside.oid().map_err(damaged)?;
                    let mut content = inside.element(tag::constructed(0)).map_err(damaged)?.inside();
                    let der = content.element(tag::OCTET_STRING).map_err(damaged)?.value;
                    if Certificate::read(der).is_ok() {
                        self.certificates.push(der.to_vec());
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}
