//! Names of certificates: sets of attributes, compared as sets and never as strings.
//!
//! > domain.md 4.2: string order of DNs differs per tool: compare parsed RDN sets, never DN strings.

use crate::der::{DerError, Reader, tag};
use crate::oid::{self, Oid};
use std::borrow::Cow;
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// A `Name` as it stands in the file, known to be well-formed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Name<'a> {
    /// The whole `SEQUENCE`.
    pub raw: &'a [u8],
    content: &'a [u8],
}

/// One attribute of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute<'a> {
    /// What it says: `CN`, `O`, `UID`.
    pub oid: Oid<'a>,
    /// The type of string.
    pub tag: u8,
    /// The string, in the encoding of its type.
    pub value: &'a [u8],
}

impl<'a> Name<'a> {
    /// Reads a name.
    ///
    /// # Errors
    /// It is not a sequence of non-empty sets of attributes.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let element = reader.element(tag::SEQUENCE)?;
        let mut parts = element.inside();
        while !parts.is_empty() {
            let mut attributes = parts.element(tag::SET)?.inside();
            if attributes.is_empty() {
                return Err(DerError::Value("set of attributes"));
            }
            while !attributes.is_empty() {
                attribute(&mut attributes)?;
            }
        }
        Ok(Name { raw: element.whole, content: element.value })
    }

    /// Does it have no attribute at all?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.content.is_empty()
    }

    /// The relative distinguished names, each the content of its `SET`, in the order of the file.
    pub fn parts(&self) -> impl Iterator<Item = Part<'a>> + use<'a> {
        let mut reader = Reader::new(self.content);
        std::iter::from_fn(move || reader.any().ok().map(|element| Part { content: element.value }))
    }

    /// All attributes, in the order of the file.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> + use<'a> {
        self.parts().flat_map(|part| part.attributes())
    }

    /// The texts of every attribute `wanted`: a name may have several `OU`.
    pub fn texts(&self, wanted: Oid<'static>) -> impl Iterator<Item = Cow<'a, str>> + use<'a> {
        self.attributes().filter(move |attribute| attribute.oid == wanted).map(|attribute| attribute.text())
    }

    /// The text of the first attribute `wanted`.
    #[must_use]
    pub fn text(&self, wanted: Oid<'static>) -> Option<Cow<'a, str>> {
        self.texts(wanted).next()
    }

    /// The same name by the rules of RFC 5280 section 7.1: as many sets, each with attributes that match.
    #[must_use]
    pub fn same(&self, other: &Name<'_>) -> bool {
        self.content == other.content
            || (self.parts().count() == other.parts().count()
                && self.parts().zip(other.parts()).all(|(ours, theirs)| ours.same(&theirs)))
    }

    /// Is this name in the subtree of `base` (RFC 5280 section 4.2.1.10): does it begin with the parts of `base`?
    #[must_use]
    pub fn is_within(&self, base: &Name<'_>) -> bool {
        let mut ours = self.parts();
        base.parts().all(|part| ours.next().is_some_and(|our| our.same(&part)))
    }

    /// A key under which the same names meet: equal for names that are the same, case and spaces aside.
    #[must_use]
    pub fn folded(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.content.len());
        for part in self.parts() {
            let mut attributes: Vec<(Oid<'_>, Cow<'_, str>)> =
                part.attributes().map(|attribute| (attribute.oid, attribute.folded())).collect();
            attributes.sort();
            for (oid, text) in attributes {
                out.extend_from_slice(oid.0);
                out.push(0);
                out.extend_from_slice(text.as_bytes());
                out.push(0);
            }
            out.push(1);
        }
        out
    }
}

impl fmt::Display for Name<'_> {
    /// `CN=…, OU=…, O=…, C=VN`: the particular first, as Vietnamese lists write it (the file has it last).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<Part<'_>> = self.parts().collect();
        for (index, part) in parts.iter().rev().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            for (number, attribute) in part.attributes().enumerate() {
                if number > 0 {
                    f.write_str(" + ")?;
                }
                match oid::label(attribute.oid) {
                    Some(label) => write!(f, "{label}=")?,
                    None => write!(f, "{}=", attribute.oid)?,
                }
                for letter in attribute.text().chars() {
                    match letter {
                        ',' | '+' | '\\' => write!(f, "\\{letter}")?,
                        _ if letter.is_control() => f.write_str("\u{fffd}")?,
                        _ => write!(f, "{letter}")?,
                    }
                }
            }
        }
        Ok(())
    }
}

/// One relative distinguished name.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    content: &'a [u8],
}

impl<'a> Part<'a> {
    /// The part whose `SET` has this content.
    ///
    /// # Errors
    /// It is not one or more attributes.
    pub fn read(content: &'a [u8]) -> Result<Self, DerError> {
        let mut reader = Reader::new(content);
        attribute(&mut reader)?;
        while !reader.is_empty() {
            attribute(&mut reader)?;
        }
        Ok(Part { content })
    }

    /// Its attributes.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> + use<'a> {
        let mut reader = Reader::new(self.content);
        std::iter::from_fn(move || attribute(&mut reader).ok())
    }

    /// The content of the `SET`.
    #[must_use]
    pub fn content(&self) -> &'a [u8] {
        self.content
    }

    fn same(&self, other: &Part<'_>) -> bool {
        if self.content == other.content {
            return true;
        }
        // Of many attributes each needs a partner; two of one kind do not occur in one set in practice.
        let contains = |ours: &Part<'_>, theirs: &Part<'_>| {
            ours.attributes().all(|our| theirs.attributes().any(|their| our.same(&their)))
        };
        const MOST: usize = 16;
        let (ours, theirs) = (self.attributes().count(), other.attributes().count());
        ours == theirs && ours <= MOST && contains(self, other) && contains(other, self)
    }
}

impl<'a> Attribute<'a> {
    /// The text. Bytes that its encoding does not allow become U+FFFD; a value that is no string is written in hex
    /// behind `#` (RFC 4514 section 2.4).
    #[must_use]
    pub fn text(&self) -> Cow<'a, str> {
        match self.tag {
            tag::UTF8 | tag::PRINTABLE | tag::IA5 | tag::NUMERIC | tag::VISIBLE => String::from_utf8_lossy(self.value),
            // T61 is Latin-1 in every certificate seen.
            tag::TELETEX => self.value.iter().map(|byte| char::from(*byte)).collect(),
            tag::BMP => {
                let units =
                    self.value.chunks(2).map(|pair| pair.iter().fold(0, |unit, byte| unit << 8 | u16::from(*byte)));
                char::decode_utf16(units).map(|letter| letter.unwrap_or('\u{fffd}')).collect()
            }
            tag::UNIVERSAL => {
                let points = self.value.chunks(4).map(|four| four.iter().fold(0, |n, byte| n << 8 | u32::from(*byte)));
                points.map(|point| char::from_u32(point).unwrap_or('\u{fffd}')).collect()
            }
            _ => {
                let mut text = String::from("#");
                for byte in self.value {
                    text.push_str(&format!("{byte:02x}"));
                }
                text.into()
            }
        }
    }

    fn same(&self, other: &Attribute<'_>) -> bool {
        self.oid == other.oid
            && ((self.tag == other.tag && self.value == other.value) || self.folded() == other.folded())
    }

    /// The text as RFC 5280 section 7.1 compares it: compatibility forms joined (NFKC), small letters, single spaces.
    fn folded(&self) -> Cow<'a, str> {
        let text = self.text();
        let plain = text.bytes().all(|c| matches!(c, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'@'));
        if plain && !text.is_empty() {
            return text;
        }
        let joined: String =
            if text.is_ascii() { text.to_lowercase() } else { text.nfkc().collect::<String>().to_lowercase() };
        let mut folded = String::with_capacity(joined.len());
        for word in joined.split_whitespace() {
            if !folded.is_empty() {
                folded.push(' ');
            }
            folded.push_str(word);
        }
        folded.into()
    }
}

fn attribute<'a>(reader: &mut Reader<'a>) -> Result<Attribute<'a>, DerError> {
    let mut inside = reader.sequence()?;
    let oid = inside.oid()?;
    let value = inside.any()?;
    inside.end()?;
    Ok(Attribute { oid, tag: value.tag, value: value.value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der::write;

    fn name(parts: &[&[(Oid<'_>, u8, &[u8])]]) -> Vec<u8> {
        let sets: Vec<Vec<u8>> = parts
            .iter()
            .map(|part| {
                let attributes: Vec<Vec<u8>> = part
                    .iter()
                    .map(|(oid, tag, value)| write::sequence(&[&write::oid(*oid), &write::element(*tag, value)]))
                    .collect();
                write::set(&attributes.iter().map(Vec::as_slice).collect::<Vec<_>>())
            })
            .collect();
        write::sequence(&sets.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }

    fn read(bytes: &[u8]) -> Name<'_> {
        Name::read(&mut Reader::new(bytes)).unwrap()
    }

    #[test]
    fn case_spaces_and_kind_of_string_do_not_matter() {
        let one =
            name(&[&[(oid::COUNTRY, tag::PRINTABLE, b"VN")], &[(oid::COMMON_NAME, tag::PRINTABLE, b"Good  CA ")]]);
        let two = name(&[&[(oid::COUNTRY, tag::UTF8, b"vn")], &[(oid::COMMON_NAME, tag::UTF8, b" GOOD ca")]]);
        assert!(read(&one).same(&read(&two)));
        assert_eq!(read(&one).folded(), read(&two).folded());
    }

    #[test]
    fn vietnamese_composed_and_decomposed_is_one_name() {
        let composed = name(&[&[(oid::ORGANIZATION, tag::UTF8, "Bộ Tài chính".as_bytes())]]);
        let decomposed = name(&[&[(oid::ORGANIZATION, tag::UTF8, "Bộ Tài chính".as_bytes())]]);
        assert!(read(&composed).same(&read(&decomposed)));
    }

    #[test]
    fn order_of_parts_matters_order_within_a_part_does_not() {
        let cn: (Oid<'_>, u8, &[u8]) = (oid::COMMON_NAME, tag::UTF8, b"a");
        let uid: (Oid<'_>, u8, &[u8]) = (oid::USER_ID, tag::UTF8, b"b");
        let (forward, backward) = (name(&[&[cn], &[uid]]), name(&[&[uid], &[cn]]));
        assert!(!read(&forward).same(&read(&backward)));
        let joined = name(&[&[cn, uid]]);
        assert!(!read(&forward).same(&read(&joined)));
        assert!(read(&joined).same(&read(&name(&[&[uid, cn]]))));
    }

    #[test]
    fn the_particular_stands_first_when_written() {
        let bytes = name(&[
            &[(oid::COUNTRY, tag::PRINTABLE, b"VN")],
            &[(oid::USER_ID, tag::UTF8, b"MST:0100000000-001")],
            &[(oid::COMMON_NAME, tag::UTF8, "Phòng A, B".as_bytes())],
        ]);
        assert_eq!(read(&bytes).to_string(), "CN=Phòng A\\, B, UID=MST:0100000000-001, C=VN");
    }

    #[test]
    fn a_name_is_within_the_names_it_begins_with() {
        let c: (Oid<'_>, u8, &[u8]) = (oid::COUNTRY, tag::PRINTABLE, b"VN");
        let o: (Oid<'_>, u8, &[u8]) = (oid::ORGANIZATION, tag::UTF8, b"x");
        let (base, inner) = (name(&[&[c]]), name(&[&[c], &[o]]));
        assert!(read(&inner).is_within(&read(&base)));
        assert!(!read(&base).is_within(&read(&inner)));
    }

    #[test]
    fn an_empty_set_is_no_name() {
        assert!(Name::read(&mut Reader::new(&write::sequence(&[&write::set(&[])]))).is_err());
    }
}
