//! Bytes to objects (ISO 32000-2 sections 7.2 and 7.3): one pass, bounded depth, nothing guessed.

use super::object::{Dictionary, Id, Object};
use std::cell::Cell;
use std::ops::Range;

/// Arrays and dictionaries inside one another, at most.
const DEPTH: usize = 96;

/// Values in one object, at most: a hostile array of a hundred megabytes would need gigabytes.
pub const VALUES: usize = 4_000_000;

/// Why bytes are no PDF: what is wrong, and at which byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} at byte {at}")]
pub struct Damage {
    /// What is wrong.
    pub what: &'static str,
    /// Where.
    pub at: usize,
}

/// Reads objects one behind the other.
#[derive(Clone, Debug)]
pub struct Parser<'a> {
    bytes: &'a [u8],
    /// Where in the file these bytes begin.
    base: usize,
    /// It looked for a byte behind the last: with more bytes it might read something else.
    ended: Cell<bool>,
    /// Where it stands in the file.
    pub at: usize,
    /// Values that may still be read.
    pub left: usize,
    /// Where the values of entries called `Contents` lie: a signature must leave out exactly one of them.
    pub contents: Vec<Range<usize>>,
}

/// Space of ISO 32000-2 table 1.
#[must_use]
pub fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !is_delimiter(byte)
}

impl<'a> Parser<'a> {
    /// Reads `bytes` from `at` on.
    #[must_use]
    pub fn new(bytes: &'a [u8], at: usize) -> Self {
        Parser::within(bytes, 0, at)
    }

    /// Reads a piece of a file, which begins at `base` of it, from `at` of the file on.
    #[must_use]
    pub fn within(bytes: &'a [u8], base: usize, at: usize) -> Self {
        Parser { bytes, base, ended: Cell::new(false), at, left: VALUES, contents: Vec::new() }
    }

    /// Did it look for a byte behind those it was given?
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.ended.get()
    }

    fn byte(&self, at: usize) -> Option<u8> {
        let byte = at.checked_sub(self.base).and_then(|at| self.bytes.get(at)).copied();
        if byte.is_none() {
            self.ended.set(true);
        }
        byte
    }

    /// How many of the bytes from here on are `wanted`, one behind the other.
    fn run(&self, wanted: impl Fn(u8) -> bool) -> usize {
        let rest = self.rest();
        rest.iter().position(|byte| !wanted(*byte)).unwrap_or_else(|| {
            self.ended.set(true);
            rest.len()
        })
    }

    /// Do these bytes stand here?
    #[must_use]
    pub fn stands(&self, wanted: &[u8]) -> bool {
        let rest = self.rest();
        if rest.len() < wanted.len() && wanted.starts_with(rest) {
            self.ended.set(true);
        }
        rest.starts_with(wanted)
    }

    /// Damage here.
    pub fn damage<T>(&self, what: &'static str) -> Result<T, Damage> {
        Err(Damage { what, at: self.at })
    }

    /// The next byte, if there is one.
    #[must_use]
    pub fn peek(&self) -> Option<u8> {
        self.byte(self.at)
    }

    /// The bytes not yet read.
    fn rest(&self) -> &'a [u8] {
        self.at.checked_sub(self.base).and_then(|at| self.bytes.get(at..)).unwrap_or_default()
    }

    /// Goes over space and comments.
    pub fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                self.at += self.run(|byte| !matches!(byte, b'\r' | b'\n'));
            } else if is_space(byte) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    /// Reads the word `wanted` if it stands here, behind space.
    pub fn word(&mut self, wanted: &[u8]) -> bool {
        self.skip_space();
        let ends = |at: usize| self.byte(at).is_none_or(|byte| !is_regular(byte));
        let found = self.stands(wanted) && ends(self.at + wanted.len());
        self.at += if found { wanted.len() } else { 0 };
        found
    }

    /// A whole number that is not negative, behind space.
    pub fn number(&mut self) -> Option<u64> {
        self.skip_space();
        let digits = self.run(|byte| byte.is_ascii_digit());
        if digits == 0 || digits > 19 || self.byte(self.at + digits).is_some_and(is_regular) {
            return None;
        }
        let value = str::from_utf8(self.rest().get(..digits)?).ok()?.parse().ok()?;
        self.at += digits;
        Some(value)
    }

    /// `12 0 R` if it stands here, else nothing is read.
    fn reference(&mut self) -> Option<Id> {
        let start = self.at;
        let id = self.id();
        match id {
            Some(id) if self.word(b"R") => Some(id),
            _ => {
                self.at = start;
                None
            }
        }
    }

    /// Number and generation of an object.
    pub fn id(&mut self) -> Option<Id> {
        let number = u32::try_from(self.number()?).ok()?;
        let generation = u16::try_from(self.number()?).ok()?;
        Some(Id { number, generation })
    }

    /// The next object.
    ///
    /// # Errors
    /// There is none.
    pub fn object(&mut self) -> Result<Object, Damage> {
        self.object_within(DEPTH)
    }

    fn object_within(&mut self, depth: usize) -> Result<Object, Damage> {
        self.skip_space();
        if depth == 0 {
            return self.damage("too deep");
        }
        self.left = match self.left.checked_sub(1) {
            Some(left) => left,
            None => return self.damage("too many values"),
        };
        match self.peek() {
            Some(b'/') => self.name().map(Object::Name),
            Some(b'(') => self.text().map(Object::String),
            Some(b'<') if self.stands(b"<<") => self.dictionary(depth).map(Object::Dictionary),
            Some(b'<') => self.hex().map(Object::String),
            Some(b'[') => self.array(depth),
            Some(byte) if byte.is_ascii_digit() => match self.reference() {
                Some(id) => Ok(Object::Reference(id)),
                None => self.numeric(),
            },
            Some(b'+' | b'-' | b'.') => self.numeric(),
            Some(_) if self.word(b"null") => Ok(Object::Null),
            Some(_) if self.word(b"true") => Ok(Object::Bool(true)),
            Some(_) if self.word(b"false") => Ok(Object::Bool(false)),
            _ => self.damage("no object"),
        }
    }

    fn array(&mut self, depth: usize) -> Result<Object, Damage> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip_space();
            match self.peek() {
                Some(b']') => {
                    self.at += 1;
                    return Ok(Object::Array(items));
                }
                Some(_) => items.push(self.object_within(depth - 1)?),
                None => return self.damage("an array without end"),
            }
        }
    }

    fn dictionary(&mut self, depth: usize) -> Result<Dictionary, Damage> {
        self.at += 2;
        let mut dictionary = Dictionary::default();
        loop {
            self.skip_space();
            if self.stands(b">>") {
                self.at += 2;
                return Ok(dictionary);
            }
            if self.peek() != Some(b'/') {
                return self.damage("no name in a dictionary");
            }
            let name = self.name()?;
            self.skip_space();
            let start = self.at;
            let value = self.object_within(depth - 1)?;
            if name == b"Contents" && matches!(value, Object::String(_)) {
                self.contents.push(start..self.at);
            }
            // A dictionary of hundreds of names is a name tree or a font table; looking for twins there costs the square.
            if dictionary.entries.len() < 256 {
                dictionary.has_twins |= dictionary.entries.iter().any(|(own, _)| *own == name);
            }
            dictionary.entries.push((name, value));
        }
    }

    fn name(&mut self) -> Result<Vec<u8>, Damage> {
        self.at += 1;
        let end = self.run(is_regular);
        let raw = &self.rest()[..end];
        self.at += end;
        if !raw.contains(&b'#') {
            return Ok(raw.to_vec());
        }
        let mut name = Vec::with_capacity(raw.len());
        let mut at = 0;
        while let Some(&byte) = raw.get(at) {
            match (byte, raw.get(at + 1).copied().and_then(nibble), raw.get(at + 2).copied().and_then(nibble)) {
                (b'#', Some(high), Some(low)) => {
                    name.push(high << 4 | low);
                    at += 3;
                }
                _ => {
                    name.push(byte);
                    at += 1;
                }
            }
        }
        Ok(name)
    }

    fn numeric(&mut self) -> Result<Object, Damage> {
        let end = self.run(is_regular);
        let Ok(text) = str::from_utf8(&self.rest()[..end]) else { return self.damage("no number") };
        let value = match text.parse::<i64>() {
            Ok(value) => Object::Integer(value),
            // Rust reads `inf` and `1e5`, PDF does not.
            Err(_) if text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.')) => {
                // Some writers put signs in the middle (`0.-262`); what they mean is not ours to guess.
                Object::Real(text.parse().unwrap_or(0.0))
            }
            Err(_) => return self.damage("no number"),
        };
        self.at += end;
        Ok(value)
    }

    fn hex(&mut self) -> Result<Vec<u8>, Damage> {
        let digits = &self.rest()[1..];
        let Some(end) = memchr::memchr(b'>', digits) else {
            self.ended.set(true);
            return self.damage("a string without end");
        };
        let mut bytes = Vec::with_capacity(end / 2 + 1);
        let mut high = None;
        for byte in digits[..end].iter().filter(|byte| !is_space(**byte)) {
            let Some(digit) = nibble(*byte) else { return self.damage("no hex digit") };
            match high.take() {
                None => high = Some(digit),
                Some(high) => bytes.push(high << 4 | digit),
            }
        }
        bytes.extend(high.map(|high| high << 4));
        self.at += end + 2;
        Ok(bytes)
    }

    fn text(&mut self) -> Result<Vec<u8>, Damage> {
        let start = self.at;
        self.at += 1;
        let (mut text, mut open) = (Vec::new(), 1);
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' => open += 1,
                b')' if open == 1 => return Ok(text),
                b')' => open -= 1,
                b'\\' => {
                    self.escape(&mut text);
                    continue;
                }
                b'\r' => {
                    self.at += usize::from(self.peek() == Some(b'\n'));
                    text.push(b'\n');
                    continue;
                }
                _ => {}
            }
            text.push(byte);
        }
        Err(Damage { what: "a string without end", at: start })
    }

    fn escape(&mut self, text: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\r' => self.at += usize::from(self.peek() == Some(b'\n')),
            b'\n' => {}
            b'0'..=b'7' => {
                let mut value = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                    value = value * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                text.push(value as u8);
            }
            other => text.push(other),
        }
    }
}

/// The value of a hex digit.
#[must_use]
pub fn nibble(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|value| value as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(format!("{:?}", Parser::new(text.as_bytes(), 0).object()), expected);
    }

    #[test]
    fn strings_keep_their_parentheses_and_lose_their_escapes() {
        check(r"(a(b)\)\101\n)", "Ok(String([97, 40, 98, 41, 41, 65, 10]))");
        check("<4 1 4>", "Ok(String([65, 64]))");
    }

    #[test]
    fn a_reference_is_three_words() {
        check("12 0 R", "Ok(Reference(Id { number: 12, generation: 0 }))");
        check("12 0 obj", "Ok(Integer(12))");
        check("[1 2 3 0 R]", "Ok(Array([Integer(1), Integer(2), Reference(Id { number: 3, generation: 0 })]))");
    }

    #[test]
    fn a_name_that_stands_twice_is_noticed() {
        let found = Parser::new(b"<</A 1/B 2/#41 3>>", 0).object().unwrap();
        assert!(found.dictionary().unwrap().has_twins);
    }

    #[test]
    fn nesting_without_end_is_refused_and_not_followed() {
        let text = "[".repeat(100_000);
        assert_eq!(Parser::new(text.as_bytes(), 0).object().unwrap_err().what, "too deep");
    }
}
