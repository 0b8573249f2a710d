//! The entries of a CRL, one after the other.

use crate::certificate::extensions::entry as extension;
use crate::certificate::general_name::{GeneralName, GeneralNames};
use crate::der::{DerError, Reader, tag};
use crate::name::Name;
use crate::oid;
use crate::serial::Serial;
use crate::time::Time;
use crate::verdict::RevocationReason;

/// One entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The certificate.
    pub serial: Serial<'a>,
    /// Since when.
    pub since: Time,
    /// Why, if it says.
    pub reason: Option<RevocationReason>,
    /// The issuer of this and the following certificates, where an indirect CRL names one.
    pub issuer: Option<Name<'a>>,
    /// Something critical in it is not known here: the CRL must not be used (RFC 5280 5.3).
    pub is_unusable: bool,
}

impl<'a> Entry<'a> {
    /// Reads the next entry.
    ///
    /// # Errors
    /// It is none.
    #[inline]
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut inside = reader.sequence()?;
        let serial = Serial(inside.integer()?);
        let since = inside.time()?;
        let mut entry = Entry { serial, since, reason: None, issuer: None, is_unusable: false };
        if !inside.is_empty() {
            let mut list = inside.sequence()?;
            while !list.is_empty() {
                let (oid, critical, content) = extension(&mut list)?;
                entry.take(oid, critical, content)?;
            }
        }
        inside.end()?;
        Ok(entry)
    }

    fn take(&mut self, oid: oid::Oid<'a>, critical: bool, content: &'a [u8]) -> Result<(), DerError> {
        let mut reader = Reader::new(content);
        match oid {
            oid::REASON_CODE => match reader.element(tag::ENUMERATED)?.value {
                [number] => match RevocationReason::of(*number) {
                    Some(reason) => self.reason = Some(reason),
                    None => self.is_unusable |= critical,
                },
                _ => return Err(DerError::Value("reason")),
            },
            oid::CERTIFICATE_ISSUER => {
                let names = GeneralNames::read(&mut reader)?;
                let directory = names.iter().find_map(|name| match name {
                    GeneralName::Directory(name) => Some(name),
                    _ => None,
                });
                self.is_unusable |= directory.is_none();
                self.issuer = directory.or(self.issuer);
            }
            oid::INVALIDITY_DATE => {}
            _ => self.is_unusable |= critical,
        }
        Ok(())
    }
}
