//! Keys of the test CA: a shelf of RSA and elliptic keys, made once. They protect nothing.

#![allow(clippy::expect_used)] // A test CA without its keys has nothing to return.

use antin_pki::der::{tag, write};
use antin_pki::oid::{self, Oid};
use p256::ecdsa::signature::Signer;
use ring::rsa::KeyPair;
use ring::signature::RSA_PKCS1_SHA256;
use rsa::pkcs8::DecodePrivateKey;
use rsa::{Pkcs1v15Sign, RsaPrivateKey};

/// The keys by their numbers. Six and seven belong to the G2 CAs (4096 bits), five is a token of 3072 bits.
const SHELF: [&[u8]; 9] = [
    include_bytes!("keys/rsa-2048-1.pk8"),
    include_bytes!("keys/rsa-2048-2.pk8"),
    include_bytes!("keys/rsa-2048-3.pk8"),
    include_bytes!("keys/rsa-2048-4.pk8"),
    include_bytes!("keys/rsa-2048-3.pk8"),
    include_bytes!("keys/rsa-3072-1.pk8"),
    include_bytes!("keys/rsa-4096-1.pk8"),
    include_bytes!("keys/rsa-4096-2.pk8"),
    include_bytes!("keys/rsa-1024-1.pk8"),
];
/// The number of the key that is too short.
pub const WEAK: usize = 8;

/// Keys on curves, as public CAs and their customers have them: two on P-256, one on P-384.
const CURVES: [(Kind, &[u8]); 3] = [
    (Kind::P256, include_bytes!("keys/p256-1.pk8")),
    (Kind::P256, include_bytes!("keys/p256-2.pk8")),
    (Kind::P384, include_bytes!("keys/p384-1.pk8")),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Rsa,
    P256,
    P384,
}

/// A key.
#[derive(Clone)]
pub struct Key {
    kind: Kind,
    pkcs8: &'static [u8],
    /// Content of the bit string of its `SubjectPublicKeyInfo`.
    public: Vec<u8>,
}

impl Key {
    /// Key number `index` of the shelf.
    ///
    /// # Panics
    /// There is no such key.
    #[must_use]
    pub fn rsa(index: usize) -> Key {
        let pkcs8 = SHELF[index];
        let private = RsaPrivateKey::from_pkcs8_der(pkcs8).expect("a key of the shelf");
        let public = rsa::pkcs1::EncodeRsaPublicKey::to_pkcs1_der(&private.to_public_key()).expect("its public half");
        Key { kind: Kind::Rsa, pkcs8, public: public.as_bytes().to_vec() }
    }

    /// Elliptic key number `index` of the shelf.
    ///
    /// # Panics
    /// There is no such key.
    #[must_use]
    pub fn curve(index: usize) -> Key {
        let (kind, pkcs8) = CURVES[index];
        let public = match kind {
            Kind::P384 => p384_key(pkcs8).verifying_key().to_encoded_point(false).as_bytes().to_vec(),
            _ => p256_key(pkcs8).verifying_key().to_encoded_point(false).as_bytes().to_vec(),
        };
        Key { kind, pkcs8, public }
    }

    /// `SubjectPublicKeyInfo`.
    #[must_use]
    pub fn public(&self) -> Vec<u8> {
        let on = |curve: Oid<'_>| write::sequence(&[&write::oid(oid::EC), &write::oid(curve)]);
        let algorithm = match self.kind {
            Kind::Rsa => write::sequence(&[&write::oid(oid::RSA), &[tag::NULL, 0]]),
            Kind::P256 => on(oid::P256),
            Kind::P384 => on(oid::P384),
        };
        write::sequence(&[&algorithm, &write::bit_string(&self.public)])
    }

    /// The algorithm of [`Key::sign`].
    #[must_use]
    pub fn algorithm(&self) -> Vec<u8> {
        match self.kind {
            Kind::Rsa => super::certificate::algorithm(false),
            // RFC 5758 3.2: parameters are absent.
            Kind::P256 => write::sequence(&[&write::oid(oid::ECDSA_SHA256)]),
            Kind::P384 => write::sequence(&[&write::oid(oid::ECDSA_SHA384)]),
        }
    }

    /// The PKCS#8 of the private key, to put it on a token.
    #[must_use]
    pub fn pkcs8(&self) -> &'static [u8] {
        self.pkcs8
    }

    /// SHA-1 of the public key, as identifiers of keys are made (RFC 5280 4.2.1.2 method 1).
    #[must_use]
    pub fn identifier(&self) -> Vec<u8> {
        antin_pki::algorithm::Digest::Sha1.compute(&[&self.public])
    }

    /// A signature over `message`: RSASSA-PKCS1-v1_5 with SHA-256, or ECDSA with the digest of the curve's size. Without
    /// chance (RFC 6979), so that a seed gives the same bytes.
    ///
    /// # Panics
    /// The key cannot sign.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self.kind {
            Kind::Rsa => {}
            Kind::P256 => {
                let signature: p256::ecdsa::Signature = p256_key(self.pkcs8).sign(message);
                return signature.to_der().as_bytes().to_vec();
            }
            Kind::P384 => {
                let signature: p384::ecdsa::Signature = p384_key(self.pkcs8).sign(message);
                return signature.to_der().as_bytes().to_vec();
            }
        }
        let pair = KeyPair::from_pkcs8(self.pkcs8).expect("a key of 2048 bits or more");
        let mut signature = vec![0; pair.public().modulus_len()];
        pair.sign(&RSA_PKCS1_SHA256, &ring::rand::SystemRandom::new(), message, &mut signature).expect("a signature");
        signature
    }

    /// The same with SHA-1, as generation G1 did until 2016.
    ///
    /// # Panics
    /// The key cannot sign.
    #[must_use]
    pub fn sign_sha1(&self, message: &[u8]) -> Vec<u8> {
        let digest = antin_pki::algorithm::Digest::Sha1.compute(&[message]);
        let algorithm = write::sequence(&[&write::oid(oid::SHA1), &[tag::NULL, 0]]);
        let info = write::sequence(&[&algorithm, &write::element(tag::OCTET_STRING, &digest)]);
        let private = RsaPrivateKey::from_pkcs8_der(self.pkcs8).expect("a key of the shelf");
        private.sign(Pkcs1v15Sign::new_unprefixed(), &info).expect("a signature")
    }
}

fn p256_key(pkcs8: &[u8]) -> p256::ecdsa::SigningKey {
    p256::ecdsa::SigningKey::from_pkcs8_der(pkcs8).expect("a key of the shelf")
}

fn p384_key(pkcs8: &[u8]) -> p384::ecdsa::SigningKey {
    p384::ecdsa::SigningKey::from_pkcs8_der(pkcs8).expect("a key of the shelf")
}
