//! Certificates of the CA's list: rows of one key are one certificate; which of them replaced which.
//!
//! > review.md section 2: the key of a certificate is (issuer, serial). *Superseded* = the status says so, or another CA row
//! > names it as previous serial.

use super::NOBODY;
use super::compare::{Holder, agreements, contradicts, contradicts_serial};
use crate::index::RareIndex;
use crate::snapshot::Snapshot;
use crate::understanding::Understanding;
use antin_domain::certificate::Standing;
use antin_domain::day::Day;
use antin_domain::row::CertificateRow;
use antin_domain::serial::Serial;
use foldhash::fast::FixedState;
use rayon::prelude::*;
use std::collections::HashMap;

/// Certificates of the CA's list, numbered; what each number stands for depends on the order of rows and is never shown.
pub struct Certificates {
    /// For each certificate the row that speaks for it.
    pub heads: Vec<u32>,
    /// All rows of certificates that are listed more than once, the one that speaks first.
    repeated: HashMap<u32, Vec<u32>, FixedState>,
    /// Is a certificate listed more than once? Hardly one is: most are spared the look-up above.
    is_repeated: Vec<bool>,
    /// The certificate that replaced it.
    pub successor: Vec<u32>,
    /// The certificate it replaced.
    pub predecessor: Vec<u32>,
    /// Replaced, by the word of the list or because another row names it as previous.
    pub superseded: Vec<bool>,
    /// Ranks of the serials, rising: the rows of a sealed snapshot are sorted by them.
    ranks: Vec<u64>,
}

impl Certificates {
    /// Groups the rows of the CA's list into certificates and finds their chains.
    #[must_use]
    pub fn new(snapshot: &Snapshot, understanding: &Understanding) -> Certificates {
        // Every row finds the row that speaks for its certificate; most are alone.
        let speaker: Vec<u32> =
            (0..snapshot.ca.len() as u32).into_par_iter().map(|i| speaker(snapshot, understanding, i)).collect();
        let mut certificates = Certificates {
            heads: Vec::with_capacity(speaker.len()),
            repeated: HashMap::default(),
            is_repeated: Vec::new(),
            successor: Vec::new(),
            predecessor: Vec::new(),
            superseded: Vec::new(),
            ranks: Vec::new(),
        };
        let mut twice = Vec::new();
        for (i, &head) in speaker.iter().enumerate() {
            // Rows without an issuer may join two others: the last word is that of the one that speaks for itself.
            let mut head = head;
            while speaker[head as usize] != head {
                head = speaker[head as usize];
            }
            if head == i as u32 {
                certificates.heads.push(head);
            } else {
                twice.push((head, i as u32));
            }
        }
        certificates.is_repeated = vec![false; certificates.len()];
        for (head, row) in twice {
            // Heads rise, and each speaks for itself.
            let number = certificates.heads.partition_point(|&other| other < head);
            certificates.is_repeated[number] = true;
            certificates.repeated.entry(number as u32).or_insert_with(|| vec![head]).push(row);
        }
        for rows in certificates.repeated.values_mut() {
            rows[1..].sort_unstable_by_key(|&row| snapshot.ca[row as usize].row);
        }
        certificates.ranks =
            certificates.heads.par_iter().map(|&head| snapshot.ca[head as usize].serial.hex.rank()).collect();
        certificates.chain(snapshot, understanding);
        certificates
    }

    /// How many certificates there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.heads.len()
    }

    /// Is the CA's list empty?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.heads.is_empty()
    }

    /// The row that speaks for a certificate.
    #[must_use]
    pub fn row<'a>(&self, snapshot: &'a Snapshot, certificate: u32) -> &'a CertificateRow {
        &snapshot.ca[self.heads[certificate as usize] as usize]
    }

    /// Certificates with this serial; none for no serial.
    pub fn with_serial<'a>(&'a self, snapshot: &'a Snapshot, serial: &'a Serial) -> impl Iterator<Item = u32> + 'a {
        let rank = serial.rank();
        let hex = |number: usize| self.row(snapshot, number as u32).serial.hex;
        let mut first =
            if serial.is_none() { self.ranks.len() } else { self.ranks.partition_point(|&other| other < rank) };
        if rank == u64::MAX {
            // Serials too long for a rank: the rows themselves are sorted too.
            let tail = &self.heads[first..];
            first += tail.partition_point(|&head| snapshot.ca[head as usize].serial.hex < *serial);
        }
        (first..self.ranks.len())
            .take_while(move |&number| self.ranks[number] == rank && hex(number) == *serial)
            .map(|number| number as u32)
    }

    /// All rows of a certificate, the one that speaks for it first.
    pub fn rows<'a>(&'a self, snapshot: &'a Snapshot, certificate: u32) -> impl Iterator<Item = &'a CertificateRow> {
        self.places(certificate).iter().map(|&row| &snapshot.ca[row as usize])
    }

    /// The same as indexes.
    #[must_use]
    pub fn places(&self, certificate: u32) -> &[u32] {
        let head = std::slice::from_ref(&self.heads[certificate as usize]);
        if !self.is_repeated[certificate as usize] {
            return head;
        }
        self.repeated.get(&certificate).map_or(head, Vec::as_slice)
    }

    /// Finds predecessors and successors.
    fn chain(&mut self, snapshot: &Snapshot, understanding: &Understanding) {
        let n = self.len();
        let named = self.named_predecessors(snapshot, understanding);
        self.successor = vec![NOBODY; n];
        self.predecessor = vec![NOBODY; n];
        for (predecessor, number) in named {
            self.join(snapshot, predecessor, number);
        }
        let by_word: Vec<u32> = (0..n as u32)
            .into_par_iter()
            .filter(|&number| self.rows(snapshot, number).any(|row| row.standing == Standing::Superseded))
            .collect();
        let without: Vec<u32> =
            by_word.iter().copied().filter(|&number| self.successor[number as usize] == NOBODY).collect();
        for (predecessor, number) in self.successors_on_device(snapshot, understanding, &without) {
            self.join(snapshot, predecessor, number);
        }
        self.superseded = self.successor.par_iter().map(|&successor| successor != NOBODY).collect();
        for number in by_word {
            self.superseded[number as usize] = true;
        }
    }

    /// Pairs (predecessor, certificate) where a row of the certificate names the predecessor's serial as previous.
    fn named_predecessors(&self, snapshot: &Snapshot, understanding: &Understanding) -> Vec<(u32, u32)> {
        // Few rows name one: their keys make a small table, and all certificates pass by once.
        let keys: Vec<(u64, u32)> = (0..self.len() as u32)
            .into_par_iter()
            .filter_map(|number| {
                let previous = self.rows(snapshot, number).map(|row| row.previous).find(|key| !key.is_none())?;
                Some((previous.0, number))
            })
            .collect();
        let wanted = RareIndex::new(&keys);
        let mut found: Vec<(u32, u32, u32)> = (0..self.len() as u32)
            .into_par_iter()
            .fold(Vec::new, |mut found, other| {
                let row = self.row(snapshot, other);
                for number in wanted.get(row.serial.hex.key().0).filter(|&number| number != other) {
                    let (one, two) = (Holder::from(self.row(snapshot, number)), Holder::from(row));
                    if !contradicts_serial(snapshot, understanding, &one, &two) {
                        found.push((number, agreements(snapshot, understanding, &one, &two), other));
                    }
                }
                found
            })
            .reduce(Vec::new, |mut a, mut b| {
                a.append(&mut b);
                a
            });
        // Where two issuers have the serial, the holder decides; where he does not, nobody does.
        found.sort_unstable();
        let best = |group: &[(u32, u32, u32)]| match group {
            [.., (_, next, _), (number, best, other)] if best > next => Some((*other, *number)),
            [(number, _, other)] => Some((*other, *number)),
            _ => None,
        };
        found.chunk_by(|a, b| a.0 == b.0).filter_map(best).collect()
    }

    /// For those replaced by word whose successor nobody names: the next later certificate of the same holder on the same
    /// device (lists/README.md).
    fn successors_on_device(
        &self,
        snapshot: &Snapshot,
        understanding: &Understanding,
        replaced: &[u32],
    ) -> Vec<(u32, u32)> {
        let keys: Vec<(u64, u32)> =
            replaced.iter().map(|&number| (self.row(snapshot, number).device.0, number)).collect();
        let wanted = RareIndex::new(&keys);
        if wanted.is_empty() {
            return Vec::new();
        }
        let mut pairs: Vec<(u32, u32)> = (0..self.len() as u32)
            .into_par_iter()
            .flat_map_iter(|number| {
                let row = self.row(snapshot, number);
                let holder = Holder::from(row);
                let found: Vec<(u32, u32)> = wanted
                    .get(row.device.0)
                    .filter(|&old| {
                        let before = self.row(snapshot, old);
                        let later = (row.valid_from, row.valid_to) > (before.valid_from, before.valid_to)
                            && row.valid_to >= before.valid_to;
                        old != number && later && !contradicts(snapshot, understanding, &holder, &Holder::from(before))
                    })
                    .map(|old| (old, number))
                    .collect();
                found
            })
            .collect();
        // The next later one; where two begin on the same day, the one that ends first, then the smaller serial.
        pairs.sort_by_key(|&(old, number)| (old, self.rank(snapshot, number)));
        pairs.dedup_by_key(|pair| pair.0);
        pairs
    }

    fn join(&mut self, snapshot: &Snapshot, predecessor: u32, number: u32) {
        // Two that name the same predecessor: the later one replaced it, whatever the order of rows.
        let old = self.successor[predecessor as usize];
        if old != NOBODY && self.rank(snapshot, old) >= self.rank(snapshot, number) {
            return;
        }
        self.successor[predecessor as usize] = number;
        let old = self.predecessor[number as usize];
        if old == NOBODY || self.rank(snapshot, old) < self.rank(snapshot, predecessor) {
            self.predecessor[number as usize] = predecessor;
        }
    }

    /// Earlier and later certificates: by first day, last day, then serial.
    fn rank(&self, snapshot: &Snapshot, number: u32) -> (Day, Day, Serial) {
        let row = self.row(snapshot, number);
        (row.valid_from, row.valid_to, row.serial.hex)
    }

    /// The certificates after `number`, the next one first; stops where a chain bites its tail.
    pub fn later(&self, number: u32) -> impl Iterator<Item = u32> + '_ {
        let mut at = number;
        let mut left = 32;
        std::iter::from_fn(move || {
            at = self.successor[at as usize];
            left -= 1;
            (at != NOBODY && at != number && left > 0).then_some(at)
        })
    }
}

/// The row that speaks for the certificate of row `i`. Rows of one serial lie side by side.
fn speaker(snapshot: &Snapshot, understanding: &Understanding, i: u32) -> u32 {
    let row = &snapshot.ca[i as usize];
    if row.serial.hex.is_none() {
        return i;
    }
    let same = |other: &&CertificateRow| other.serial.hex == row.serial.hex;
    let before = snapshot.ca[..i as usize].iter().rev().take_while(same).count() as u32;
    let behind = snapshot.ca[i as usize + 1..].iter().take_while(same).count() as u32;
    if before + behind == 0 {
        return i;
    }
    let one = |other: u32| other == i || is_one_certificate(snapshot, understanding, row, &snapshot.ca[other as usize]);
    (i - before..=i + behind).filter(|&other| one(other)).min_by(|&a, &b| by_content(snapshot, a, b)).unwrap_or(i)
}

/// Rows of one serial: the same issuer; without it, a holder that does not contradict.
fn is_one_certificate(
    snapshot: &Snapshot,
    understanding: &Understanding,
    a: &CertificateRow,
    b: &CertificateRow,
) -> bool {
    if a.serial.hex != b.serial.hex {
        return false;
    }
    if !a.issuer.is_blank() && !b.issuer.is_blank() {
        let words = &understanding.words;
        return a.issuer == b.issuer || words[a.issuer.index()].folded == words[b.issuer.index()].folded;
    }
    !contradicts(snapshot, understanding, &Holder::from(a), &Holder::from(b))
}

/// An order of rows by what they say, so that any order of the sheet gives the same speaker.
fn by_content(snapshot: &Snapshot, a: u32, b: u32) -> std::cmp::Ordering {
    let key = |i: u32| {
        let row = &snapshot.ca[i as usize];
        let texts = &snapshot.dictionary;
        (
            texts.names.bytes(row.holder),
            texts.words.bytes(row.issuer),
            texts.units.bytes(row.unit),
            texts.words.bytes(row.position),
            (row.valid_from, row.valid_to, row.identity.cccd, row.identity.cmnd, row.mails.first),
            (row.renewals, row.device, row.previous, row.birthday),
            i,
        )
    };
    key(a).cmp(&key(b))
}
