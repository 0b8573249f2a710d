//! A key in memory.

use super::{Key, KeyError, pkcs12};
use antin_pki::certificate::Certificate;
use antin_pki::key::KeyKind;
use ring::rand::SecureRandom;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256,
    RsaKeyPair,
};

/// The key of a PKCS#12 file, with its certificate.
pub struct SoftKey<'r> {
    pair: Pair,
    certificate: Vec<u8>,
    chain: Vec<Vec<u8>>,
    chance: &'r (dyn SecureRandom + Sync),
}

enum Pair {
    Rsa(RsaKeyPair),
    Curve(EcdsaKeyPair),
}

impl std::fmt::Debug for SoftKey<'_> {
    /// Nothing of the key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SoftKey").finish_non_exhaustive()
    }
}

impl<'r> SoftKey<'r> {
    /// Opens a PKCS#12 file. `chance` comes from the caller: nothing below the doors draws a random number.
    ///
    /// # Errors
    /// It is none, the password is another one, or no certificate belongs to its key.
    pub fn open(file: &[u8], password: &str, chance: &'r (dyn SecureRandom + Sync)) -> Result<Self, KeyError> {
        let found = pkcs12::open(file, password)?;
        Self::new(&found.key, found.certificates, chance)
    }

    /// A key in PKCS#8 with the certificates among which its own is looked for.
    ///
    /// # Errors
    /// The key cannot be read, or no certificate belongs to it.
    pub fn new(
        pkcs8: &[u8],
        certificates: Vec<Vec<u8>>,
        chance: &'r (dyn SecureRandom + Sync),
    ) -> Result<Self, KeyError> {
        let mut own = None;
        for (index, der) in certificates.iter().enumerate() {
            let Ok(certificate) = Certificate::read(der) else { continue };
            let pair = match certificate.key.kind() {
                KeyKind::Rsa(_) => RsaKeyPair::from_pkcs8(pkcs8).ok().map(Pair::Rsa),
                KeyKind::Curve("P-256") => {
                    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8, chance).ok().map(Pair::Curve)
                }
                KeyKind::Curve("P-384") => {
                    EcdsaKeyPair::from_pkcs8(&ECDSA_P384_SHA384_ASN1_SIGNING, pkcs8, chance).ok().map(Pair::Curve)
                }
                _ => None,
            };
            let fits = pair.as_ref().is_some_and(|pair| match pair {
                Pair::Rsa(pair) => pair.public_key().as_ref() == certificate.key.bytes,
                Pair::Curve(pair) => pair.public_key().as_ref() == certificate.key.bytes,
            });
            if let Some(pair) = pair.filter(|_| fits) {
                own = Some((index, pair));
                break;
            }
        }
        let (index, pair) = own.ok_or(KeyError::NoCertificate)?;
        let mut chain = certificates;
        let certificate = chain.remove(index);
        Ok(SoftKey { pair, certificate, chain, chance })
    }
}

impl Key for SoftKey<'_> {
    fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                let done = pair.sign(&RSA_PKCS1_SHA256, self.chance, message, &mut signature);
                done.map(|()| signature).map_err(|_| KeyError::Failed)
            }
            Pair::Curve(pair) => pair
                .sign(self.chance, message)
                .map(|signature| signature.as_ref().to_vec())
                .map_err(|_| KeyError::Failed),
        }
    }
}
