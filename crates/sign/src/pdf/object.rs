//! What a PDF is made of (ISO 32000-2 section 7.3), as values.
//!
//! A stream keeps only where its bytes lie in the file: nothing is unpacked before somebody asks.

use std::ops::Range;

/// The number of an indirect object, with its generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id {
    /// Its number.
    pub number: u32,
    /// How often the number was used before; nearly always 0.
    pub generation: u16,
}

/// One object.
#[derive(Clone, Debug, PartialEq)]
pub enum Object {
    /// Nothing; also what a reference to an object that is not there means.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Real(f64),
    /// Bytes, in parentheses or in hex.
    String(Vec<u8>),
    /// A name, without its slash and with its escapes undone.
    Name(Vec<u8>),
    /// A list.
    Array(Vec<Object>),
    /// Names and values.
    Dictionary(Dictionary),
    /// A dictionary with bytes behind it.
    Stream(Stream),
    /// Another object, by number.
    Reference(Id),
}

/// Names and values, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dictionary {
    /// The entries.
    pub entries: Vec<(Vec<u8>, Object)>,
    /// A name stands twice: two readers may see two things.
    pub has_twins: bool,
}

/// A dictionary with bytes behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Stream {
    /// What the bytes are.
    pub dictionary: Dictionary,
    /// Where they lie in the file, packed and encrypted as they are.
    pub place: Range<usize>,
}

impl Dictionary {
    /// The value of `name`; where it stands twice, the last one.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Object> {
        self.entries.iter().rev().find(|(own, _)| own == name.as_bytes()).map(|(_, value)| value)
    }

    /// The whole number that stands directly under `name`.
    #[must_use]
    pub fn integer(&self, name: &str) -> Option<i64> {
        match self.get(name) {
            Some(Object::Integer(value)) => Some(*value),
            _ => None,
        }
    }

    /// The name that stands directly under `name`.
    #[must_use]
    pub fn name(&self, name: &str) -> Option<&[u8]> {
        match self.get(name) {
            Some(Object::Name(value)) => Some(value),
            _ => None,
        }
    }

    /// Puts `value` under `name`, in the place of what stood there.
    pub fn set(&mut self, name: &str, value: Object) {
        self.entries.retain(|(own, _)| own != name.as_bytes());
        self.entries.push((name.as_bytes().to_vec(), value));
    }

    /// Takes `name` away.
    pub fn remove(&mut self, name: &str) {
        self.entries.retain(|(own, _)| own != name.as_bytes());
    }
}

impl Object {
    /// The dictionary, also that of a stream.
    #[must_use]
    pub fn dictionary(&self) -> Option<&Dictionary> {
        match self {
            Object::Dictionary(dictionary) => Some(dictionary),
            Object::Stream(stream) => Some(&stream.dictionary),
            _ => None,
        }
    }

    /// A name from a constant.
    #[must_use]
    pub fn named(name: &str) -> Object {
        Object::Name(name.as_bytes().to_vec())
    }
}
