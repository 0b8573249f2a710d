//! Certificate revocation lists (RFC 5280 section 5): read in place, verified once, kept as an index.

mod entries;
mod index;
mod shelf;

pub use entries::Entry;
pub use index::{CrlError, CrlIndex, Revoked};
pub use shelf::{CrlShelf, Crls, Put};

use crate::algorithm::AlgorithmId;
use crate::certificate::extensions::{AuthorityKeyId, authority_key_id, entry};
use crate::certificate::lists::{DistributionPoints, PointName};
use crate::certificate::{CertificateError, Within};
use crate::der::{self, DerError, Reader, tag};
use crate::name::Name;
use crate::oid;
use crate::time::Time;

/// A CRL whose bytes lie elsewhere. Its entries are not looked at yet.
#[derive(Clone, Debug)]
pub struct Crl<'a> {
    /// What is signed.
    pub tbs: &'a [u8],
    /// The algorithm of the signature.
    pub signature_algorithm: AlgorithmId<'a>,
    /// The algorithm named inside what is signed.
    pub signed_algorithm: AlgorithmId<'a>,
    /// Who issued it.
    pub issuer: Name<'a>,
    /// When it was issued.
    pub this_update: Time,
    /// By when the next one comes; RFC 5280 5.1.2.5 demands it.
    pub next_update: Option<Time>,
    /// The entries, one behind the other.
    pub entries: &'a [u8],
    /// Its extensions.
    pub extensions: CrlExtensions<'a>,
    /// The issuer's signature.
    pub signature: &'a [u8],
}

/// What the extensions of a CRL say (RFC 5280 section 5.2).
#[derive(Clone, Debug, Default)]
pub struct CrlExtensions<'a> {
    /// Identifier of the key that signed it.
    pub authority_key_id: Option<AuthorityKeyId<'a>>,
    /// Its number.
    pub number: Option<&'a [u8]>,
    /// The number of the CRL that a delta CRL builds on.
    pub delta_base: Option<&'a [u8]>,
    /// For which certificates and reasons it speaks, as it stands.
    pub scope: Option<&'a [u8]>,
    /// Where its delta CRLs are.
    pub freshest: Option<DistributionPoints<'a>>,
    /// It has a critical extension that is not known, one that cannot be read, or one that breaks its profile: it must
    /// not be used.
    pub is_unusable: bool,
}

/// `issuingDistributionPoint`: what a CRL speaks about.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The distribution point.
    pub name: Option<PointName<'a>>,
    /// Only certificates that are no CA's.
    pub only_users: bool,
    /// Only CAs' certificates.
    pub only_cas: bool,
    /// Only attribute certificates.
    pub only_attributes: bool,
    /// Only these reasons.
    pub reasons: Option<u16>,
    /// Entries of other issuers too.
    pub is_indirect: bool,
}

impl<'a> Crl<'a> {
    /// Reads the one CRL that `bytes` are.
    ///
    /// # Errors
    /// They are not the DER of a CRL.
    pub fn read(bytes: &'a [u8]) -> Result<Self, CertificateError> {
        let mut file = Reader::new(bytes);
        let mut outside = file.sequence().within("certificateList")?;
        file.end().within("certificateList")?;
        let tbs = outside.element(tag::SEQUENCE).within("tbsCertList")?;
        let signature_algorithm = AlgorithmId::read(&mut outside).within("signatureAlgorithm")?;
        let signature = outside.signature().within("signatureValue")?;
        outside.end().within("certificateList")?;

        let mut inside = tbs.inside();
        let version = match inside.peek() {
            Some(tag::INTEGER) => inside.small().within("version")?,
            _ => 0,
        };
        if version > 1 {
            return Err(CertificateError { part: "version", error: DerError::Value("version") });
        }
        let signed_algorithm = AlgorithmId::read(&mut inside).within("signature")?;
        let issuer = Name::read(&mut inside).within("issuer")?;
        let this_update = inside.time().within("thisUpdate")?;
        let next_update = match inside.peek() {
            Some(tag::UTC_TIME | tag::GENERALIZED_TIME) => Some(inside.time().within("nextUpdate")?),
            _ => None,
        };
        let entries =
            inside.optional(tag::SEQUENCE).within("revokedCertificates")?.map_or(&[][..], |found| found.value);
        let extensions = match inside.optional(tag::constructed(0)).within("crlExtensions")? {
            Some(element) => CrlExtensions::read(&mut element.inside()).within("crlExtensions")?,
            None => CrlExtensions::default(),
        };
        inside.end().within("tbsCertList")?;
        Ok(Crl {
            tbs: tbs.whole,
            signature_algorithm,
            signed_algorithm,
            issuer,
            this_update,
            next_update,
            entries,
            extensions,
            signature,
        })
    }
}

impl<'a> CrlExtensions<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut list = reader.sequence()?;
        reader.end()?;
        let mut extensions = CrlExtensions::default();
        let mut seen = Vec::new();
        while !list.is_empty() {
            let (oid, critical, content) = entry(&mut list)?;
            let readable = !seen.contains(&oid) && seen.len() < 64 && extensions.take(oid, critical, content).is_ok();
            extensions.is_unusable |= !readable;
            seen.push(oid);
        }
        Ok(extensions)
    }

    fn take(&mut self, oid: oid::Oid<'a>, critical: bool, content: &'a [u8]) -> Result<(), DerError> {
        let mut reader = Reader::new(content);
        match oid {
            oid::AUTHORITY_KEY_IDENTIFIER => self.authority_key_id = Some(authority_key_id(&mut reader)?),
            // RFC 5280 5.2.3: conforming issuers MUST mark it as non-critical.
            oid::CRL_NUMBER if critical => self.is_unusable = true,
            oid::CRL_NUMBER => self.number = Some(reader.integer()?),
            oid::DELTA_CRL_INDICATOR => self.delta_base = Some(reader.integer()?),
            oid::ISSUING_DISTRIBUTION_POINT => {
                Scope::read(content)?;
                self.scope = Some(content);
                return Ok(());
            }
            oid::FRESHEST_CRL => self.freshest = Some(DistributionPoints::read(&mut reader)?),
            _ => {
                self.is_unusable |= critical;
                return Ok(());
            }
        }
        if reader.is_empty() || self.is_unusable { Ok(()) } else { Err(DerError::Trailing) }
    }
}

impl<'a> Scope<'a> {
    /// Reads the content of `issuingDistributionPoint`.
    ///
    /// # Errors
    /// It is none.
    pub fn read(content: &'a [u8]) -> Result<Self, DerError> {
        let mut reader = Reader::new(content);
        let mut inside = reader.sequence()?;
        reader.end()?;
        let name = inside.optional(tag::constructed(0))?.map(|element| PointName::read(element.value)).transpose()?;
        let mut flag = |number| -> Result<bool, DerError> {
            inside.optional(tag::context(number))?.map_or(Ok(false), |element| der::boolean(element.value))
        };
        let (only_users, only_cas) = (flag(1)?, flag(2)?);
        let reasons = inside.optional(tag::context(3))?.map(|element| der::named_bits(element.value)).transpose()?;
        let mut flag = |number| -> Result<bool, DerError> {
            inside.optional(tag::context(number))?.map_or(Ok(false), |element| der::boolean(element.value))
        };
        let (is_indirect, only_attributes) = (flag(4)?, flag(5)?);
        inside.end()?;
        Ok(Scope { name, only_users, only_cas, only_attributes, reasons, is_indirect })
    }
}
