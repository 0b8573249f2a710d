//! Rules 3 to 5: registry rows whose serial is blank, destroyed or one slip away.
//!
//! Only a few rows in a hundred come here. Their keys are put into small tables and all certificates pass by once, so a
//! million certificates need no index by device, identity number, e-mail and name.

use super::By;
use super::certificates::Certificates;
use super::compare::{Holder, contradicts, overlap};
use super::registry::RegistryLink;
use crate::index::{RareIndex, TOGETHER};
use crate::snapshot::Snapshot;
use crate::understanding::Understanding;
use antin_domain::row::CertificateRow;
use antin_domain::serial::Spelling;
use antin_domain::slip;
use rayon::prelude::*;

/// What the search looks at.
pub(super) struct Search<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) understanding: &'a Understanding,
    pub(super) certificates: &'a Certificates,
}

/// How one field of a row finds certificates: rows of both lists have a key, and equal keys meet.
struct Field {
    by: By,
    key: fn(&Search<'_>, &CertificateRow) -> u64,
}

/// Fields from strong to weak.
const FIELDS: &[Field] = &[
    Field { by: By::Device, key: |_, row| row.device.0 },
    Field { by: By::Identity, key: |s, row| s.understanding.identity(row.identity) },
    Field { by: By::Mail, key: |_, row| row.mails.first.0 },
    Field { by: By::Birthday, key: |s, row| s.understanding.folded(row.holder).pair(row.birthday.index()).0 },
    Field { by: By::Unit, key: |s, row| s.name_and_unit(row) },
];

impl Search<'_> {
    fn name_and_unit(&self, row: &CertificateRow) -> u64 {
        let unit = self.understanding.unit(row.unit, row.parent);
        self.understanding.folded(row.holder).pair(self.understanding.unit_index(self.snapshot, &unit)).0
    }
}

/// Links what can be linked; certificates that uncertain rows may belong to.
pub(super) fn link(search: &Search<'_>, links: &mut [RegistryLink]) -> Vec<u32> {
    let rows: Vec<u32> =
        (0..links.len() as u32).into_par_iter().filter(|&row| links[row as usize] == RegistryLink::Own).collect();
    let mut has_row = vec![false; search.certificates.len()];
    for link in links.iter() {
        if let RegistryLink::Certificate(certificate, _) = link {
            has_row[*certificate as usize] = true;
        }
    }
    let found = candidates(search, &rows);
    let mut uncertain = Vec::new();
    let mut suggestions: Vec<(u32, u32, By)> = Vec::new();
    let decided: Vec<(u32, Decision)> = rows
        .par_iter()
        .map(|&row| {
            let start = found.partition_point(|c| c.0 < row);
            let end = found.partition_point(|c| c.0 <= row);
            (row, decide(search, &has_row, row, &found[start..end]))
        })
        .collect();
    for (row, decision) in decided {
        match decision {
            Decision::Nothing => {}
            Decision::Link(certificate, by) => links[row as usize] = RegistryLink::Certificate(certificate, by),
            Decision::Suggest(certificate, by) => suggestions.push((certificate, row, by)),
            Decision::Several(certificates) => {
                links[row as usize] = RegistryLink::Uncertain;
                uncertain.extend(certificates);
            }
        }
    }
    // A suggestion holds only where it is unique both ways.
    suggestions.sort_unstable_by_key(|&(certificate, row, _)| (certificate, row));
    for group in suggestions.chunk_by(|a, b| a.0 == b.0) {
        for &(certificate, row, by) in group {
            if group.len() == 1 {
                links[row as usize] = RegistryLink::Certificate(certificate, by);
            } else {
                links[row as usize] = RegistryLink::Uncertain;
                uncertain.push(certificate);
            }
        }
    }
    uncertain
}

/// All (row, field, certificate) whose keys meet, sorted by row and field.
fn candidates(search: &Search<'_>, rows: &[u32]) -> Vec<(u32, u8, u32)> {
    let tables: Vec<RareIndex> = FIELDS
        .iter()
        .map(|field| {
            let keys: Vec<(u64, u32)> =
                rows.iter().map(|&row| ((field.key)(search, &search.snapshot.registry[row as usize]), row)).collect();
            RareIndex::new(&keys)
        })
        .collect();
    // Whose name none of the rows bears needs no look at birthday and unit.
    let folded = |name| search.understanding.folded(name).0;
    let names: Vec<(u64, u32)> =
        rows.iter().map(|&row| (folded(search.snapshot.registry[row as usize].holder), row)).collect();
    let names = RareIndex::new(&names);
    let certificates = search.certificates;
    let meet = |found: &mut Vec<(u32, u8, u32)>, certificate: u32, row: &CertificateRow, name: u64| {
        let is_named = names.has(name);
        for (number, (field, table)) in FIELDS.iter().zip(&tables).enumerate() {
            if is_named || !field.by.is_weak() {
                found.extend(table.get((field.key)(search, row)).map(|row| (row, number as u8, certificate)));
            }
        }
    };
    let heads = certificates.heads.par_chunks(TOGETHER).enumerate();
    let mut found: Vec<(u32, u8, u32)> = heads
        .fold(Vec::new, |mut found, (chunk, heads)| {
            // Names lie anywhere in memory: those of several rows are fetched together.
            let mut spoken = [0; TOGETHER];
            for (name, &head) in spoken.iter_mut().zip(heads) {
                *name = folded(search.snapshot.ca[head as usize].holder);
            }
            for ((number, _), name) in (chunk * TOGETHER..).zip(heads).zip(spoken) {
                // A superseded certificate takes rows by rule 1 only.
                if certificates.superseded[number] {
                    continue;
                }
                let mut rows = certificates.rows(search.snapshot, number as u32);
                rows.next().into_iter().for_each(|head| meet(&mut found, number as u32, head, name));
                rows.for_each(|row| meet(&mut found, number as u32, row, folded(row.holder)));
            }
            found
        })
        .reduce(Vec::new, |mut a, mut b| {
            a.append(&mut b);
            a
        });
    found.sort_unstable();
    found.dedup();
    found
}

enum Decision {
    Nothing,
    Link(u32, By),
    /// Rule 5: to be checked from the other side too.
    Suggest(u32, By),
    Several(Vec<u32>),
}

/// What becomes of one row, given the certificates its fields lead to.
fn decide(search: &Search<'_>, has_row: &[bool], row: u32, found: &[(u32, u8, u32)]) -> Decision {
    let Search { snapshot, understanding, certificates } = *search;
    let row = &snapshot.registry[row as usize];
    let holder = Holder::from(row);
    let fits = |certificate: u32| {
        let other = certificates.row(snapshot, certificate);
        !contradicts(snapshot, understanding, &holder, &Holder::from(other))
            && understanding.name_fits_holder(snapshot, &holder, &Holder::from(other))
    };
    for (number, field) in FIELDS.iter().enumerate() {
        let mut fitting: Vec<u32> = found
            .iter()
            .filter(|c| usize::from(c.1) == number && fits(c.2) && serial_allows(search, has_row, row, c.2, field.by))
            .map(|c| c.2)
            .collect();
        if field.by.rule() >= 4 {
            fitting.retain(|&certificate| {
                let other = certificates.row(snapshot, certificate);
                overlap((row.valid_from, row.valid_to), (other.valid_from, other.valid_to))
            });
        }
        if field.by == By::Birthday || field.by == By::Unit {
            // Accents tell people apart where both sides have them.
            fitting.retain(|&certificate| {
                understanding.same_name(row.holder, certificates.row(snapshot, certificate).holder)
            });
        } else if fitting.len() > 1 {
            narrow(search, has_row, row, &mut fitting);
        }
        match fitting[..] {
            [] => {}
            [certificate] if field.by.is_weak() => {
                return if has_row[certificate as usize] && !same_dates(search, row, certificate) {
                    Decision::Several(fitting)
                } else {
                    Decision::Suggest(certificate, field.by)
                };
            }
            [certificate] => {
                let other = certificates.row(snapshot, certificate);
                // What Excel cut off is often one digit wrong: that is no slip of a hand.
                let slipped = is_slip(row, other) && !row.serial.is_cut_from(&other.serial.hex);
                let by = match (slipped, field.by) {
                    (true, By::Device) => By::SlipAndDevice,
                    (true, _) => By::SlipAndHolder,
                    (false, by) => by,
                };
                return Decision::Link(certificate, by);
            }
            _ => return Decision::Several(fitting),
        }
    }
    Decision::Nothing
}

/// Of several certificates one field leads to: those without a row of their own, then those with the same dates.
fn narrow(search: &Search<'_>, has_row: &[bool], row: &CertificateRow, fitting: &mut Vec<u32>) {
    let free: Vec<u32> = fitting.iter().copied().filter(|&certificate| !has_row[certificate as usize]).collect();
    if !free.is_empty() {
        *fitting = free;
    }
    if fitting.len() > 1 {
        let dated: Vec<u32> = fitting.iter().copied().filter(|&c| same_dates(search, row, c)).collect();
        if dated.len() == 1 {
            *fitting = dated;
        }
    }
}

fn same_dates(search: &Search<'_>, row: &CertificateRow, certificate: u32) -> bool {
    let other = search.certificates.row(search.snapshot, certificate);
    row.valid_to.is_known()
        && row.valid_from.is_known()
        && row.valid_from.near(other.valid_from)
        && row.valid_to.near(other.valid_to)
}

/// May this certificate's serial be what the cell was?
///
/// > Rules 3–5 serve blank and destroyed serials, and a readable serial that is nobody's but one slip away from a
/// > certificate's with the same dates: then rule 3 or 4, never 5.
fn serial_allows(search: &Search<'_>, has_row: &[bool], row: &CertificateRow, certificate: u32, by: By) -> bool {
    let other = search.certificates.row(search.snapshot, certificate);
    match row.serial.spelling {
        Spelling::Blank | Spelling::Scientific | Spelling::Unreadable => true,
        Spelling::PerhapsCut if row.serial.is_cut_from(&other.serial.hex) => true,
        Spelling::Canonical | Spelling::Other | Spelling::PerhapsCut => {
            // A certificate whose own serial cannot be read may be the one that the row names.
            let unreadable = !other.serial.is_readable() && by.rule() <= 4;
            (unreadable || (is_slip(row, other) && !by.is_weak()))
                && !has_row[certificate as usize]
                && same_dates(search, row, certificate)
        }
    }
}

fn is_slip(row: &CertificateRow, other: &CertificateRow) -> bool {
    row.serial.is_readable() && slip::is_one(&row.serial.hex.digits(), &other.serial.hex.digits())
}
