//! Facts of archive time stamps: what each proves, and what came into the file after the last of them.
//!
//! > EN 319 122-1 5.5: everything that the index of an archive time stamp lists has to be there unchanged, and what is stamped
//! > has to be this signature. What it does not list was added later: it is told, and proves no less for itself.

use super::path::Material;
use super::stamp::{self, StampFacts, StampFault};
use crate::cms::archive::{self, HashIndex, Inventory};
use crate::cms::read::{SignedData, Signer};
use crate::oid::{ARCHIVE_TIME_STAMP_2, ARCHIVE_TIME_STAMP_3, SIGNATURE_TIME_STAMP};
use crate::pdf::changes::{Changes, Level};
use antin_pki::algorithm::Digest;
use antin_pki::certificate::Certificate;
use antin_pki::crl::Crl;
use antin_pki::der::Reader;
use antin_pki::oid::Oid;
use antin_pki::time::Time;
use antin_pki::timestamp::Token;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

/// Things that were added later and are listed, at most.
const ITEMS: usize = 50;

/// A CMS file whose digests are computed once, however many archive time stamps it has.
pub struct Archived<'d, 'a> {
    data: &'d SignedData<'a>,
    content: &'d [u8],
    known: RefCell<Vec<(Digest, Known<'a>)>>,
}

/// The digest of the content, and those of everything that came along.
type Known<'a> = Rc<(Vec<u8>, Inventory<'a>)>;

/// What the archive time stamps of one signature come to.
pub struct Archives {
    /// Each of them.
    pub stamps: Vec<StampFacts>,
    /// What came after them.
    pub changes: Changes,
    /// Types of attributes that came after them and are no validation data.
    pub attributes: Vec<String>,
}

impl<'d, 'a> Archived<'d, 'a> {
    /// A file and what was signed.
    #[must_use]
    pub fn new(data: &'d SignedData<'a>, content: &'d [u8]) -> Self {
        Archived { data, content, known: RefCell::default() }
    }

    fn known(&self, digest: Digest) -> Known<'a> {
        let mut known = self.known.borrow_mut();
        if let Some((_, found)) = known.iter().find(|(own, _)| *own == digest) {
            return found.clone();
        }
        let found = Rc::new((digest.compute(&[self.content]), Inventory::of(self.data, digest)));
        known.push((digest, found.clone()));
        found
    }

    /// Judges the archive time stamps `tokens` of a signature.
    #[must_use]
    pub fn judge<'t: 'a>(
        &self,
        signer: &Signer<'a>,
        tokens: &'t [Vec<u8>],
        material: &Material<'t>,
        now: Time,
    ) -> Archives {
        let mut found = Archives::default();
        let mut uncovered: Option<BTreeSet<&[u8]>> = None;
        for token in tokens {
            let (facts, left) = self.one(signer, token, material, now);
            if let (Ok(()), Some(left)) = (&facts.outcome, left) {
                // What one of them covers is covered.
                uncovered = Some(match uncovered {
                    Some(before) => before.intersection(&left).copied().collect(),
                    None => left,
                });
            }
            found.stamps.push(facts);
        }
        for whole in uncovered.iter().flatten() {
            found.note(whole);
        }
        found
    }

    /// One of them, and what its index does not list.
    fn one<'t: 'a>(
        &self,
        signer: &Signer<'a>,
        token: &'t [u8],
        material: &Material<'t>,
        now: Time,
    ) -> (StampFacts, Option<BTreeSet<&'a [u8]>>) {
        let at = Token::read(token).ok().map(|token| token.at);
        let failed = |fault| (StampFacts { at, of_document: false, outcome: Err(fault) }, None);
        let Ok(read) = Token::read(token) else { return failed(StampFault::ArchiveIndex) };
        let Some(digest) = Digest::of(read.digest) else { return failed(StampFault::ArchiveIndex) };
        let Ok(carrier) = SignedData::read(token) else { return failed(StampFault::ArchiveIndex) };
        // 5.5.2: one digest for the index and for what is stamped, or the weaker of two would count.
        let index = match HashIndex::of(&carrier) {
            Ok(index) if index.digest == digest => index,
            _ => return failed(StampFault::ArchiveIndex),
        };
        let known = self.known(digest);
        let Ok(left) = index.check(&known.1, signer) else { return failed(StampFault::ArchiveBroken) };
        let stamped = archive::imprint(self.data, signer, &known.0, index.whole);
        let mut facts = stamp::facts(token, &[&stamped], false, material, now);
        if facts.outcome == Err(StampFault::OtherContent) {
            facts.outcome = Err(StampFault::ArchiveBroken);
        }
        let left = [left.certificates, left.revocations, left.attributes].concat();
        (facts, Some(left.into_iter().collect()))
    }
}

impl Default for Archives {
    /// None at all.
    fn default() -> Self {
        Archives { stamps: Vec::new(), changes: Changes::none(), attributes: Vec::new() }
    }
}

impl Archives {
    /// Notes one thing that came after the last archive time stamp.
    fn note(&mut self, whole: &[u8]) {
        let attribute = Reader::new(whole).sequence().and_then(|mut inside| inside.oid());
        let item = match attribute {
            Ok(ARCHIVE_TIME_STAMP_2 | ARCHIVE_TIME_STAMP_3) => return,
            Ok(oid) if is_validation_data(oid) => format!("attribute {oid}"),
            Ok(oid) => {
                let text = oid.to_string();
                if !self.attributes.contains(&text) && self.attributes.len() < ITEMS {
                    self.attributes.push(text);
                }
                format!("attribute {oid}")
            }
            Err(_) => match (Certificate::read(whole), Crl::read(whole)) {
                (Ok(certificate), _) => format!("certificate {}", certificate.serial),
                (_, Ok(_)) => "CRL".to_owned(),
                _ => "OCSP response".to_owned(),
            },
        };
        self.changes.level = self.changes.level.max(Level::LtvUpdate);
        if self.changes.items.len() < ITEMS && !self.changes.items.contains(&item) {
            self.changes.items.push(item);
        }
    }
}

/// Time stamps on the signature, references and values of the extended forms (EN 319 122-2): id-aa-ets 14 and 21 to 27.
fn is_validation_data(oid: Oid<'_>) -> bool {
    let ets = SIGNATURE_TIME_STAMP.0.split_last().map_or(&[][..], |(_, arcs)| arcs);
    matches!(oid.0.strip_prefix(ets), Some([14 | 21..=27]))
}
