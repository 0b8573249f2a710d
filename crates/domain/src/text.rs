//! Texts that many rows share, each kept once.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;

/// Number of a text in a [`Texts`]; 0 is the blank text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TextId(pub u32);

impl TextId {
    /// The blank text.
    pub const BLANK: TextId = TextId(0);

    /// Is this the blank text?
    #[must_use]
    pub fn is_blank(self) -> bool {
        self == TextId::BLANK
    }

    /// Place in tables that have one entry a text.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The texts of all lists of a review, by what they are.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    /// Names of holders.
    pub names: Texts,
    /// Names of units.
    pub units: Texts,
    /// Positions, issuers, numbers of documents.
    pub words: Texts,
}

/// A set of texts with numbers. Which number a text gets depends on the order of reading: compare numbers for equality
/// only, and sort by the texts.
#[derive(Clone, Debug)]
pub struct Texts {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    table: HashTable<u32>,
    hasher: FixedState,
}

impl Default for Texts {
    fn default() -> Self {
        // The blank text is number 0 and is not in the table.
        Texts { bytes: Vec::new(), ends: vec![0], table: HashTable::new(), hasher: FixedState::with_seed(1) }
    }
}

impl Texts {
    /// The number of `text`, which is kept if it is new. At most 4 GiB of distinct text fit.
    pub fn intern(&mut self, text: &[u8]) -> TextId {
        if text.is_empty() {
            return TextId::BLANK;
        }
        let hash = self.hasher.hash_one(text);
        if let Some(&id) = self.table.find(hash, |&id| slice(&self.bytes, &self.ends, id) == text) {
            return TextId(id);
        }
        let id = self.ends.len() as u32;
        self.bytes.extend_from_slice(text);
        self.ends.push(self.bytes.len() as u32);
        let (bytes, ends, hasher) = (&self.bytes, &self.ends, &self.hasher);
        self.table.insert_unique(hash, id, |&id| hasher.hash_one(slice(bytes, ends, id)));
        TextId(id)
    }

    /// Takes in all texts of `other`; entry i of the answer is the number here of text i there.
    pub fn absorb(&mut self, other: &Texts) -> Vec<TextId> {
        (0..other.len() as u32).map(|id| self.intern(slice(&other.bytes, &other.ends, id))).collect()
    }

    /// The text with this number as bytes.
    #[must_use]
    pub fn bytes(&self, id: TextId) -> &[u8] {
        slice(&self.bytes, &self.ends, id.0)
    }

    /// The text with this number; bytes that are no UTF-8 appear as replacement characters.
    #[must_use]
    pub fn get(&self, id: TextId) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(self.bytes(id))
    }

    /// How many texts there are, the blank one included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Is there no text but the blank one?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.len() == 1
    }
}

fn slice<'a>(bytes: &'a [u8], ends: &[u32], id: u32) -> &'a [u8] {
    let id = id as usize;
    let start = if id == 0 { 0 } else { ends[id - 1] as usize };
    &bytes[start..ends[id] as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_once() {
        let mut one = Texts::default();
        let a = one.intern("Cục Thuế".as_bytes());
        assert_eq!(one.intern("Cục Thuế".as_bytes()), a);
        assert_eq!(one.intern(b""), TextId::BLANK);
        assert_eq!(one.get(a), "Cục Thuế");
        let mut two = Texts::default();
        let b = two.intern(b"x");
        let map = two.absorb(&one);
        assert_eq!(map[0], TextId::BLANK);
        assert_eq!(two.get(map[a.index()]), "Cục Thuế");
        assert_eq!(two.get(b), "x");
    }
}
