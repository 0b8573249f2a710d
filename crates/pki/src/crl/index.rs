//! A CRL that was verified once and can be asked a million times.
//!
//! What is kept of an entry: its serial in a fixed width, its day and its reason; a table of 32-bit numbers finds it.
//! One million entries of 16-byte serials keep about 40 MiB, and the bytes of the CRL are not needed any more.

use super::{Crl, Entry, Scope};
use crate::certificate::CertificateError;
use crate::der::{DerError, Reader};
use crate::key::PublicKey;
use crate::name::Name;
use crate::serial::Serial;
use crate::signature::{self, SignatureError};
use crate::time::Time;
use crate::verdict::RevocationReason;
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;

/// Why a CRL cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CrlError {
    /// It is none.
    #[error("not a CRL: {0}")]
    NotACrl(#[from] CertificateError),
    /// None of the keys given belongs to its issuer.
    #[error("no key of the issuer is known")]
    NoIssuer,
    /// No key of its issuer made its signature.
    #[error("the signature: {0}")]
    Signature(SignatureError),
    /// The algorithm inside is not the one outside (RFC 5280 5.1.1.2).
    #[error("two signature algorithms")]
    AlgorithmsDiffer,
    /// A serial of more than 20 octets, or more entries than can be numbered.
    #[error("beyond what is indexed")]
    TooLarge,
}

/// A revoked certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// Since when.
    pub since: Time,
    /// Why, if the CRL says.
    pub reason: Option<RevocationReason>,
}

impl Revoked {
    /// Is it for good? Only a hold can be taken back (RFC 5280 section 5.3.1).
    #[must_use]
    pub fn is_final(&self) -> bool {
        !matches!(self.reason, Some(RevocationReason::CertificateHold | RevocationReason::RemoveFromCrl))
    }
}

/// A verified CRL. It never changes: whoever reloads one puts the new index in the place of the old (an `Arc` swapped)
/// and readers go on reading.
#[derive(Debug)]
pub struct CrlIndex {
    /// The issuer's name, as it stands in the CRL.
    issuer: Box<[u8]>,
    /// `SubjectPublicKeyInfo` of the key that made the signature.
    signer: Box<[u8]>,
    /// When it was issued.
    pub this_update: Time,
    /// By when the next one comes.
    pub next_update: Option<Time>,
    /// Its number: big-endian, as in the file.
    pub number: Option<Box<[u8]>>,
    /// The number of the CRL that a delta builds on; none for a complete CRL.
    pub delta_base: Option<Box<[u8]>>,
    /// Something in it forbids its use (RFC 5280 5.2, 5.3).
    pub is_unusable: bool,
    scope: Option<Box<[u8]>>,
    width: usize,
    serials: Vec<u8>,
    since: Vec<i64>,
    reasons: Vec<u8>,
    /// For an indirect CRL the number of each entry's issuer in `issuers`; empty where all are the CRL's issuer.
    issuer_of: Vec<u32>,
    issuers: Vec<Box<[u8]>>,
    table: HashTable<u32>,
    hasher: FixedState,
}

/// A reason in one byte; this one says that there is none.
const NO_REASON: u8 = 0xff;
/// RFC 5280 4.1.2.2, with the sign octet.
const LONGEST_SERIAL: usize = 21;

impl CrlIndex {
    /// Reads, verifies and indexes a CRL. `keys` are public keys of certificates whose subject is the CRL's issuer; which
    /// of them may sign CRLs, and whether they can be trusted, is the matter of the path.
    ///
    /// # Errors
    /// It is no CRL, or none of the keys made its signature.
    pub fn load(bytes: &[u8], keys: &[PublicKey<'_>]) -> Result<Self, CrlError> {
        let crl = Crl::read(bytes)?;
        if crl.signature_algorithm != crl.signed_algorithm {
            return Err(CrlError::AlgorithmsDiffer);
        }
        let mut signer = Err(CrlError::NoIssuer);
        for key in keys {
            match signature::verify(key, &crl.signature_algorithm, crl.tbs, crl.signature) {
                Ok(()) => {
                    signer = Ok(key.raw);
                    break;
                }
                Err(error) => signer = Err(CrlError::Signature(error)),
            }
        }
        Self::index(&crl, signer?)
    }

    fn index(crl: &Crl<'_>, signer: &[u8]) -> Result<Self, CrlError> {
        let bad = |error: DerError| CrlError::NotACrl(CertificateError { part: "revokedCertificates", error });
        let (mut count, mut width, mut is_indirect) = (0_usize, 1_usize, false);
        let mut reader = Reader::new(crl.entries);
        while !reader.is_empty() {
            let mut inside = reader.sequence().map_err(bad)?;
            width = width.max(inside.integer().map_err(bad)?.len());
            count += 1;
        }
        if width > LONGEST_SERIAL || u32::try_from(count).is_err() {
            return Err(CrlError::TooLarge);
        }
        let owned = |bytes: &[u8]| bytes.to_vec().into_boxed_slice();
        let mut index = CrlIndex {
            issuer: owned(crl.issuer.raw),
            signer: owned(signer),
            this_update: crl.this_update,
            next_update: crl.next_update,
            number: crl.extensions.number.map(owned),
            delta_base: crl.extensions.delta_base.map(owned),
            is_unusable: crl.extensions.is_unusable,
            scope: crl.extensions.scope.map(owned),
            width,
            serials: Vec::with_capacity(count * width),
            since: Vec::with_capacity(count),
            reasons: Vec::with_capacity(count),
            issuer_of: Vec::new(),
            issuers: vec![owned(crl.issuer.raw)],
            table: HashTable::with_capacity(count),
            hasher: FixedState::default(),
        };
        let mut issuer = 0;
        let mut reader = Reader::new(crl.entries);
        while !reader.is_empty() {
            let entry = Entry::read(&mut reader).map_err(bad)?;
            if let Some(name) = entry.issuer {
                if !is_indirect {
                    is_indirect = true;
                    index.issuer_of = vec![0; index.since.len()];
                }
                issuer = index.issuer_number(&name);
            }
            if is_indirect {
                index.issuer_of.push(issuer);
            }
            index.is_unusable |= entry.is_unusable;
            index.push(&entry);
        }
        Ok(index)
    }

    fn issuer_number(&mut self, name: &Name<'_>) -> u32 {
        // Entries of one issuer stand together, so the last is nearly always the one.
        match self.issuers.iter().rposition(|known| **known == *name.raw) {
            Some(number) => number as u32,
            None => {
                self.issuers.push(name.raw.to_vec().into_boxed_slice());
                (self.issuers.len() - 1) as u32
            }
        }
    }

    fn push(&mut self, entry: &Entry<'_>) {
        let number = self.since.len() as u32;
        let start = self.serials.len();
        self.serials.resize(start + self.width, sign(entry.serial.0));
        let end = start + self.width;
        self.serials[end - entry.serial.0.len()..end].copy_from_slice(entry.serial.0);
        self.since.push(entry.since.0);
        self.reasons.push(entry.reason.map_or(NO_REASON, |reason| reason as u8));
        let (serials, width, hasher) = (&self.serials, self.width, &self.hasher);
        let hash = |number: &u32| hasher.hash_one(&serials[*number as usize * width..][..width]);
        self.table.insert_unique(hash(&number), number, hash);
    }

    /// How many entries it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.since.len()
    }

    /// Has it no entry?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.since.is_empty()
    }

    /// The issuer's name.
    #[must_use]
    pub fn issuer(&self) -> Option<Name<'_>> {
        Name::read(&mut Reader::new(&self.issuer)).ok()
    }

    /// The public key that made its signature.
    #[must_use]
    pub fn signer(&self) -> &[u8] {
        &self.signer
    }

    /// What it speaks about; none: everything of its issuer.
    #[must_use]
    pub fn scope(&self) -> Option<Scope<'_>> {
        Scope::read(self.scope.as_deref()?).ok()
    }

    /// Do both speak about the same (RFC 5280 6.3.3 (c)(2))?
    #[must_use]
    pub fn has_scope_of(&self, other: &CrlIndex) -> bool {
        self.scope == other.scope
    }

    /// Is it a delta that can be used with `base`?
    ///
    /// > RFC 5280 5.2.4: the CRL number of the complete CRL is equal to or greater than the base number of the delta, and
    /// > less than its number. (Equal is harmless: the two then say the same.)
    #[must_use]
    pub fn is_delta_of(&self, base: &CrlIndex) -> bool {
        // Big-endian numbers in their shortest form.
        let is_less = |one: &[u8], other: &[u8]| (one.len(), one) < (other.len(), other);
        match (self.delta_base.as_deref(), self.number.as_deref(), base.number.as_deref()) {
            (Some(since), Some(own), Some(number)) => !is_less(number, since) && !is_less(own, number),
            _ => false,
        }
    }

    /// Bytes kept in memory.
    #[must_use]
    pub fn bytes_kept(&self) -> usize {
        self.serials.capacity()
            + self.since.capacity() * 8
            + self.reasons.capacity()
            + self.issuer_of.capacity() * 4
            + self.table.allocation_size()
    }

    /// The entry of a certificate of the CRL's own issuer.
    #[must_use]
    pub fn find(&self, serial: Serial<'_>) -> Option<Revoked> {
        self.find_of(serial, None)
    }

    /// The entry of a certificate of `issuer`; of the CRL's own issuer where none is given.
    #[must_use]
    pub fn find_of(&self, serial: Serial<'_>, issuer: Option<&Name<'_>>) -> Option<Revoked> {
        let mut padded = [sign(serial.0); LONGEST_SERIAL];
        let padded = padded.get_mut(..self.width)?;
        let start = self.width.checked_sub(serial.0.len())?;
        padded[start..].copy_from_slice(serial.0);
        let padded = &*padded;
        let is_of = |number: usize| match (issuer, self.issuer_of.get(number)) {
            (None, None) => true,
            (None, Some(entry)) => *entry == 0,
            (Some(name), entry) => {
                let raw = &self.issuers[entry.map_or(0, |entry| *entry as usize)];
                **raw == *name.raw || Name::read(&mut Reader::new(raw)).is_ok_and(|own| own.same(name))
            }
        };
        let number = *self.table.find(self.hasher.hash_one(padded), |number| {
            let number = *number as usize;
            self.serials[number * self.width..][..self.width] == *padded && is_of(number)
        })? as usize;
        Some(Revoked { since: Time(self.since[number]), reason: RevocationReason::of(self.reasons[number]) })
    }
}

/// What fills a serial up to a greater width without changing its number.
fn sign(serial: &[u8]) -> u8 {
    if serial.first().is_some_and(|first| *first >= 0x80) { 0xff } else { 0 }
}
