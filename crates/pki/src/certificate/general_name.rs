//! `GeneralName` (RFC 5280 section 4.2.1.6): e-mail addresses, host names, directory names and the like.

use crate::der::{DerError, Reader, tag};
use crate::name::Name;

/// One general name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GeneralName<'a> {
    /// rfc822Name: an e-mail address.
    Mail(&'a str),
    /// dNSName: a host.
    Host(&'a str),
    /// directoryName.
    Directory(Name<'a>),
    /// uniformResourceIdentifier.
    Uri(&'a str),
    /// iPAddress: 4 or 16 bytes, twice as many in a name constraint.
    Address(&'a [u8]),
    /// otherName, x400Address, ediPartyName, registeredID: number of the choice, and content.
    Other(u8, &'a [u8]),
}

impl<'a> GeneralName<'a> {
    /// Reads one name.
    ///
    /// # Errors
    /// It is none.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let element = reader.any()?;
        let text = || {
            let ascii = element.value.is_ascii();
            str::from_utf8(element.value).ok().filter(|_| ascii).ok_or(DerError::Value("IA5String"))
        };
        Ok(match element.tag {
            0x81 => GeneralName::Mail(text()?),
            0x82 => GeneralName::Host(text()?),
            0x86 => GeneralName::Uri(text()?),
            0x87 => GeneralName::Address(element.value),
            0xa4 => {
                let mut inside = element.inside();
                let name = Name::read(&mut inside)?;
                inside.end()?;
                GeneralName::Directory(name)
            }
            0xa0 | 0xa3 | 0xa5 | 0x88 => GeneralName::Other(element.tag & 0x1f, element.value),
            found => return Err(DerError::Unexpected { expected: tag::context(0), found }),
        })
    }

    /// Kind of name, as the number of the choice.
    #[must_use]
    pub fn kind(&self) -> u8 {
        match self {
            GeneralName::Mail(_) => 1,
            GeneralName::Host(_) => 2,
            GeneralName::Directory(_) => 4,
            GeneralName::Uri(_) => 6,
            GeneralName::Address(_) => 7,
            GeneralName::Other(kind, _) => *kind,
        }
    }

    /// The same name: directory names by their attributes, the rest by their bytes.
    #[must_use]
    pub fn same(&self, other: &GeneralName<'_>) -> bool {
        match (self, other) {
            (GeneralName::Directory(ours), GeneralName::Directory(theirs)) => ours.same(theirs),
            _ => self == other,
        }
    }
}

/// A list of general names whose form is known to be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GeneralNames<'a>(&'a [u8]);

impl<'a> GeneralNames<'a> {
    /// Reads a `SEQUENCE` of at least one name.
    ///
    /// # Errors
    /// It is none.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        Self::of(reader.element(tag::SEQUENCE)?.value)
    }

    /// The names of which `content` consists.
    ///
    /// # Errors
    /// It has none, or one of them is not well-formed.
    pub fn of(content: &'a [u8]) -> Result<Self, DerError> {
        let mut reader = Reader::new(content);
        GeneralName::read(&mut reader)?;
        while !reader.is_empty() {
            GeneralName::read(&mut reader)?;
        }
        Ok(GeneralNames(content))
    }

    /// The names, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = GeneralName<'a>> + use<'a> {
        let mut reader = Reader::new(self.0);
        std::iter::from_fn(move || GeneralName::read(&mut reader).ok())
    }

    /// The content of the list.
    #[must_use]
    pub fn content(&self) -> &'a [u8] {
        self.0
    }

    /// Do the two lists share a name?
    #[must_use]
    pub fn meet(&self, other: &GeneralNames<'_>) -> bool {
        self.iter().any(|ours| other.iter().any(|theirs| ours.same(&theirs)))
    }
}
