//! 64-bit keys of normalised text: what two rows share when they say the same thing.
//!
//! A million e-mails as text need more memory than all rows together, so rows keep keys (docs/decisions/0004). Two
//! different texts share a key with probability 2⁻⁶⁴; no link rests on a key alone, the holder must not contradict.

use foldhash::fast::FixedState;
use std::hash::{BuildHasher, Hasher};

const SEED: u64 = 0x616e_7469_6e5f_3031;

/// Key of a text or number; `Key::NONE` for a blank cell, which equals nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub u64);

impl Key {
    /// The key of a blank cell.
    pub const NONE: Key = Key(0);

    /// Key of `bytes`; `NONE` if there are none.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Key {
        if bytes.is_empty() {
            return Key::NONE;
        }
        let mut hasher = FixedState::with_seed(SEED).build_hasher();
        hasher.write(bytes);
        Key(hasher.finish() | 1)
    }

    /// Key of a pair, for indexes over two columns; `NONE` if either is blank.
    #[inline]
    #[must_use]
    pub fn pair(self, other: u64) -> Key {
        if self.is_none() || other == 0 {
            return Key::NONE;
        }
        Key(mix(self.0, other ^ SEED) | 1)
    }

    /// Is this the key of a blank cell?
    #[inline]
    #[must_use]
    pub fn is_none(self) -> bool {
        self == Key::NONE
    }

    /// Both present and the same.
    #[inline]
    #[must_use]
    pub fn agrees(self, other: Key) -> bool {
        !self.is_none() && self == other
    }

    /// Both present and not the same; a blank cell never differs from anything.
    #[inline]
    #[must_use]
    pub fn differs(self, other: Key) -> bool {
        !self.is_none() && !other.is_none() && self != other
    }
}

/// Spreads two numbers over 64 bits (folded multiplication).
#[must_use]
pub fn mix(a: u64, b: u64) -> u64 {
    let wide = u128::from(a ^ 0x9e37_79b9_7f4a_7c15) * u128::from(b ^ 0xd6e8_feb8_6659_fd93);
    (wide as u64) ^ ((wide >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_neither_agrees_nor_differs() {
        let mail = Key::of(b"nvan.hph@gdt.gov.vn");
        assert!(!Key::NONE.agrees(Key::NONE));
        assert!(!Key::NONE.differs(mail));
        assert!(mail.agrees(Key::of(b"nvan.hph@gdt.gov.vn")));
        assert!(mail.differs(Key::of(b"nvan1.hph@gdt.gov.vn")));
    }
}
