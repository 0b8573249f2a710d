//! The lists inside extensions: purposes, policies, mappings, subtrees, distribution points, access descriptions.
//!
//! Each is checked once when it is read; its iterator then reads the same bytes again without allocating.

use super::general_name::{GeneralName, GeneralNames};
use crate::der::{self, DerError, Reader, tag};
use crate::name::Part;
use crate::oid::{self, Oid};

macro_rules! list {
    ($(#[$note:meta])* $list:ident of $item:ty, $each:expr) => {
        $(#[$note])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $list<'a>(&'a [u8]);

        impl<'a> $list<'a> {
            /// Reads a `SEQUENCE` of at least one item.
            ///
            /// # Errors
            /// It is none.
            pub fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
                Self::of(reader.element(tag::SEQUENCE)?.value)
            }

            fn of(content: &'a [u8]) -> Result<Self, DerError> {
                let mut reader = Reader::new(content);
                let each: fn(&mut Reader<'a>) -> Result<$item, DerError> = $each;
                each(&mut reader)?;
                while !reader.is_empty() {
                    each(&mut reader)?;
                }
                Ok($list(content))
            }

            /// The items, in the order of the file.
            pub fn iter(&self) -> impl Iterator<Item = $item> + use<'a> {
                let mut reader = Reader::new(self.0);
                let each: fn(&mut Reader<'a>) -> Result<$item, DerError> = $each;
                std::iter::from_fn(move || each(&mut reader).ok())
            }

            /// The content of the list, item behind item.
            #[must_use]
            pub fn content(&self) -> &'a [u8] {
                self.0
            }
        }
    };
}

list! {
    /// Purposes of `extKeyUsage`.
    OidList of Oid<'a>, |reader| reader.oid()
}

impl OidList<'_> {
    /// Is `purpose` among them?
    #[must_use]
    pub fn has(&self, purpose: Oid<'_>) -> bool {
        self.iter().any(|oid| oid == purpose)
    }
}

/// One policy of `certificatePolicies`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy<'a> {
    /// Which.
    pub oid: Oid<'a>,
    /// Address of the certification practice statement, if it is given.
    pub practice_statement: Option<&'a str>,
}

list! {
    /// `certificatePolicies`.
    Policies of Policy<'a>, policy
}

fn policy<'a>(reader: &mut Reader<'a>) -> Result<Policy<'a>, DerError> {
    let mut inside = reader.sequence()?;
    let oid = inside.oid()?;
    let mut practice_statement = None;
    if !inside.is_empty() {
        let mut qualifiers = inside.sequence()?;
        while !qualifiers.is_empty() {
            let mut qualifier = qualifiers.sequence()?;
            let kind = qualifier.oid()?;
            let value = qualifier.any()?;
            qualifier.end()?;
            if kind == oid::CPS && practice_statement.is_none() {
                practice_statement = str::from_utf8(value.value).ok();
            }
        }
    }
    inside.end()?;
    Ok(Policy { oid, practice_statement })
}

/// One mapping: the issuer's policy and the subject's policy that stands for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mapping<'a> {
    /// issuerDomainPolicy
    pub issuer: Oid<'a>,
    /// subjectDomainPolicy
    pub subject: Oid<'a>,
}

list! {
    /// `policyMappings`.
    Mappings of Mapping<'a>, |reader| {
        let mut inside = reader.sequence()?;
        let mapping = Mapping { issuer: inside.oid()?, subject: inside.oid()? };
        inside.end()?;
        Ok(mapping)
    }
}

/// Where something about the issuer is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessDescription<'a> {
    /// `OCSP` or `caIssuers`.
    pub method: Oid<'a>,
    /// Where.
    pub location: GeneralName<'a>,
}

list! {
    /// `authorityInfoAccess`.
    AccessDescriptions of AccessDescription<'a>, |reader| {
        let mut inside = reader.sequence()?;
        let description = AccessDescription { method: inside.oid()?, location: GeneralName::read(&mut inside)? };
        inside.end()?;
        Ok(description)
    }
}

/// Name of a distribution point: in full, or what follows the name of the CRL's issuer.
#[derive(Clone, Copy, Debug)]
pub enum PointName<'a> {
    /// fullName
    Full(GeneralNames<'a>),
    /// nameRelativeToCRLIssuer
    Relative(Part<'a>),
}

impl<'a> PointName<'a> {
    /// Reads `DistributionPointName`, which stands in `[0]`.
    ///
    /// # Errors
    /// It is none.
    pub fn read(content: &'a [u8]) -> Result<Self, DerError> {
        let mut reader = Reader::new(content);
        let element = reader.any()?;
        reader.end()?;
        match element.tag {
            0xa0 => Ok(PointName::Full(GeneralNames::of(element.value)?)),
            0xa1 => Ok(PointName::Relative(Part::read(element.value)?)),
            found => Err(DerError::Unexpected { expected: tag::constructed(0), found }),
        }
    }
}

/// One distribution point.
#[derive(Clone, Copy, Debug)]
pub struct DistributionPoint<'a> {
    /// Where, if it says so.
    pub name: Option<PointName<'a>>,
    /// The reasons for which that CRL revokes; all where none is given (bits as [`der::named_bits`]).
    pub reasons: Option<u16>,
    /// Who issues that CRL, where it is not the certificate's issuer.
    pub crl_issuer: Option<GeneralNames<'a>>,
}

list! {
    /// `cRLDistributionPoints`, `freshestCRL`.
    DistributionPoints of DistributionPoint<'a>, distribution_point
}

fn distribution_point<'a>(reader: &mut Reader<'a>) -> Result<DistributionPoint<'a>, DerError> {
    let mut inside = reader.sequence()?;
    let name = inside.optional(tag::constructed(0))?.map(|element| PointName::read(element.value)).transpose()?;
    let reasons = inside.optional(tag::context(1))?.map(|element| der::named_bits(element.value)).transpose()?;
    let crl_issuer =
        inside.optional(tag::constructed(2))?.map(|element| GeneralNames::of(element.value)).transpose()?;
    inside.end()?;
    // RFC 5280 4.2.1.13: not reasons alone.
    if name.is_none() && crl_issuer.is_none() {
        return Err(DerError::Value("distribution point"));
    }
    Ok(DistributionPoint { name, reasons, crl_issuer })
}

/// One subtree of a name constraint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subtree<'a> {
    /// The name at its top.
    pub base: GeneralName<'a>,
    /// Without `minimum` and `maximum`, as RFC 5280 4.2.1.10 wants it.
    pub is_plain: bool,
}

/// Subtrees of `nameConstraints`, permitted or excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subtrees<'a>(&'a [u8]);

impl<'a> Subtrees<'a> {
    /// Reads the subtrees under `tag`; none where it is absent.
    ///
    /// # Errors
    /// They are there and not well-formed.
    pub fn read(reader: &mut Reader<'a>, tag: u8) -> Result<Self, DerError> {
        let Some(element) = reader.optional(tag)? else { return Ok(Subtrees(&[])) };
        let mut inside = element.inside();
        subtree(&mut inside)?;
        while !inside.is_empty() {
            subtree(&mut inside)?;
        }
        Ok(Subtrees(element.value))
    }

    /// Is there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The subtrees, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = Subtree<'a>> + use<'a> {
        let mut reader = Reader::new(self.0);
        std::iter::from_fn(move || subtree(&mut reader).ok())
    }
}

fn subtree<'a>(reader: &mut Reader<'a>) -> Result<Subtree<'a>, DerError> {
    let mut inside = reader.sequence()?;
    let base = GeneralName::read(&mut inside)?;
    let minimum = inside.optional(tag::context(0))?.map_or(Ok(0), |element| der::small(element.value))?;
    let maximum = inside.optional(tag::context(1))?;
    inside.end()?;
    Ok(Subtree { base, is_plain: minimum == 0 && maximum.is_none() })
}
