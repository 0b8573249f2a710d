//! A digest in the making: bytes come piece by piece, and what was taken in so far can be kept and continued twice.
//!
//! A large file is never held whole. Where several signatures cover the same beginning of a file, it is read once.

use crate::algorithm::Digest;
use ring::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA384, SHA512};
use sha2::Digest as _;

/// What a digest has taken in so far. A copy goes on by itself.
#[derive(Clone)]
pub struct Hash(State);

#[derive(Clone)]
enum State {
    Ring(Context),
    Sha224(sha2::Sha224),
    Sha512_224(sha2::Sha512_224),
    Sha512_256(sha2::Sha512_256),
}

impl Hash {
    /// Nothing taken in yet.
    #[must_use]
    pub fn new(digest: Digest) -> Hash {
        Hash(match digest {
            Digest::Sha1 => State::Ring(Context::new(&SHA1_FOR_LEGACY_USE_ONLY)),
            Digest::Sha224 => State::Sha224(sha2::Sha224::new()),
            Digest::Sha256 => State::Ring(Context::new(&SHA256)),
            Digest::Sha384 => State::Ring(Context::new(&SHA384)),
            Digest::Sha512 => State::Ring(Context::new(&SHA512)),
            Digest::Sha512_224 => State::Sha512_224(sha2::Sha512_224::new()),
            Digest::Sha512_256 => State::Sha512_256(sha2::Sha512_256::new()),
        })
    }

    /// Takes in the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            State::Ring(state) => state.update(bytes),
            State::Sha224(state) => state.update(bytes),
            State::Sha512_224(state) => state.update(bytes),
            State::Sha512_256(state) => state.update(bytes),
        }
    }

    /// The digest of everything taken in.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        match self.0 {
            State::Ring(state) => state.finish().as_ref().to_vec(),
            State::Sha224(state) => state.finalize().to_vec(),
            State::Sha512_224(state) => state.finalize().to_vec(),
            State::Sha512_256(state) => state.finalize().to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_goes_on_by_itself_and_every_digest_is_that_of_the_whole() {
        for (digest, _) in Digest::ALL {
            let mut hash = Hash::new(digest);
            hash.update(b"one ");
            let mut other = hash.clone();
            hash.update(b"two");
            other.update(b"three");
            assert_eq!(hash.finish(), digest.compute(&[b"one two"]));
            assert_eq!(other.finish(), digest.compute(&[b"one three"]));
            assert_eq!(digest.compute(&[]).len(), digest.length());
        }
    }

    #[test]
    fn the_digest_is_the_one_of_the_standard() {
        // FIPS 180-4, example of one block.
        let found = Digest::Sha256.compute(&[b"a", b"bc"]);
        assert_eq!(found[..4], [0xba, 0x78, 0x16, 0xbf]);
        let found = Digest::Sha224.compute(&[b"abc"]);
        assert_eq!(found[..4], [0x23, 0x09, 0x7d, 0x22]);
    }
}
