//! Public keys (`SubjectPublicKeyInfo`, RFC 5280 section 4.1.2.7).

use crate::algorithm::AlgorithmId;
use crate::der::{DerError, Reader, tag};
use crate::oid::{self, Oid};

/// A public key as it stands in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey<'a> {
    /// The whole `SubjectPublicKeyInfo`.
    pub raw: &'a [u8],
    /// Kind of key, with its parameters.
    pub algorithm: AlgorithmId<'a>,
    /// The content of the bit string: PKCS#1 for RSA, a point for EC, raw for Ed25519.
    pub bytes: &'a [u8],
}

/// What kind of key it is and how large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// RSA, bits of the modulus.
    Rsa(usize),
    /// A named elliptic curve that can be verified here: `P-256`, `P-384`, `P-521`.
    Curve(&'static str),
    /// Ed25519.
    Ed25519,
    /// DSA, bits of the modulus; 0 where the parameters come from the issuer.
    Dsa(usize),
    /// Anything else, or a key that cannot be read.
    Other,
}

impl<'a> PublicKey<'a> {
    /// Reads a `SubjectPublicKeyInfo`.
    ///
    /// # Errors
    /// It is not an algorithm and a bit string.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let element = reader.element(tag::SEQUENCE)?;
        let mut inside = element.inside();
        let algorithm = AlgorithmId::read(&mut inside)?;
        let bytes = inside.bit_string()?;
        inside.end()?;
        Ok(PublicKey { raw: element.whole, algorithm, bytes })
    }

    /// Kind and size.
    #[must_use]
    pub fn kind(&self) -> KeyKind {
        match self.algorithm.oid {
            oid::RSA | oid::RSA_PSS => self.rsa().map_or(KeyKind::Other, |(modulus, _)| KeyKind::Rsa(bits(modulus))),
            oid::ED25519 => KeyKind::Ed25519,
            oid::EC => match self.curve() {
                Some(oid::P256) => KeyKind::Curve("P-256"),
                Some(oid::P384) => KeyKind::Curve("P-384"),
                Some(oid::P521) => KeyKind::Curve("P-521"),
                _ => KeyKind::Other,
            },
            oid::DSA => KeyKind::Dsa(self.dsa_parameters().map_or(0, |[p, ..]| bits(p))),
            _ => KeyKind::Other,
        }
    }

    /// Modulus and exponent of an RSA key, big-endian, without the sign octet.
    #[must_use]
    pub fn rsa(&self) -> Option<(&'a [u8], &'a [u8])> {
        let mut reader = Reader::new(self.bytes);
        let mut inside = reader.sequence().ok()?;
        let modulus = positive(inside.integer().ok()?)?;
        let exponent = positive(inside.integer().ok()?)?;
        (inside.is_empty() && reader.is_empty()).then_some((modulus, exponent))
    }

    /// The named curve of an EC key.
    #[must_use]
    pub fn curve(&self) -> Option<Oid<'a>> {
        Reader::new(self.algorithm.parameters?).oid().ok()
    }

    /// p, q, g of a DSA key that carries them itself.
    #[must_use]
    pub fn dsa_parameters(&self) -> Option<[&'a [u8]; 3]> {
        let mut inside = Reader::new(self.algorithm.parameters?).sequence().ok()?;
        let numbers = [inside.integer().ok()?, inside.integer().ok()?, inside.integer().ok()?];
        let [p, q, g] = numbers;
        Some([positive(p)?, positive(q)?, positive(g)?])
    }

    /// The key with the parameters of its issuer's key where it leaves them out.
    ///
    /// > RFC 5280 6.1.4 (e): if the algorithms are the same and the parameters absent, the working parameters stay.
    #[must_use]
    pub fn inheriting(mut self, issuer: &PublicKey<'a>) -> Self {
        let lacks = self.algorithm.parameters.is_none_or(|parameters| parameters == [tag::NULL, 0]);
        if self.algorithm.oid == oid::DSA && lacks && issuer.algorithm.oid == oid::DSA {
            self.algorithm.parameters = issuer.algorithm.parameters;
        }
        self
    }
}

/// The digits of a positive `INTEGER`, without the sign octet.
pub(crate) fn positive(content: &[u8]) -> Option<&[u8]> {
    match content {
        [0, digits @ ..] if !digits.is_empty() => Some(digits),
        [0] | [] => None,
        [first, ..] if *first >= 0x80 => None,
        digits => Some(digits),
    }
}

/// Bits of a number in big-endian digits.
fn bits(digits: &[u8]) -> usize {
    let skip = digits.iter().take_while(|digit| **digit == 0).count();
    let digits = &digits[skip..];
    digits.first().map_or(0, |first| digits.len() * 8 - first.leading_zeros() as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der::write;

    #[test]
    fn bits_of_a_modulus_are_counted_without_its_sign() {
        let key = write::sequence(&[&write::unsigned(&[0x80; 256]), &write::number(65_537)]);
        let algorithm = write::sequence(&[&write::oid(oid::RSA), &[tag::NULL, 0]]);
        let bytes = write::sequence(&[&algorithm, &write::bit_string(&key)]);
        let key = PublicKey::read(&mut Reader::new(&bytes)).unwrap();
        assert_eq!(key.kind(), KeyKind::Rsa(2048));
    }

    #[test]
    fn a_negative_modulus_is_no_key() {
        let key = write::sequence(&[&write::element(tag::INTEGER, &[0x80; 256]), &write::number(65_537)]);
        let algorithm = write::sequence(&[&write::oid(oid::RSA), &[tag::NULL, 0]]);
        let bytes = write::sequence(&[&algorithm, &write::bit_string(&key)]);
        assert_eq!(PublicKey::read(&mut Reader::new(&bytes)).unwrap().kind(), KeyKind::Other);
    }
}
