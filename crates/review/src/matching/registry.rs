//! Registry rows and the certificates they speak of: rules 1 and 2 here, rules 3 to 5 in `weak`.

use super::certificates::Certificates;
use super::compare::{Holder, agreements, contradicts, contradicts_serial};
use super::weak::{self, Search};
use super::{By, NOBODY};
use crate::index::Index;
use crate::snapshot::Snapshot;
use crate::understanding::Understanding;
use antin_domain::row::CertificateRow;
use antin_domain::serial::{Serial, Spelling};
use rayon::prelude::*;

/// What a registry row is linked to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RegistryLink {
    /// To no certificate of the CA's list: a case of its own.
    #[default]
    Own,
    /// To a certificate.
    Certificate(u32, By),
    /// Perhaps to one of several: a case of its own that a person must look at.
    Uncertain,
}

/// All registry rows with what they are linked to.
pub struct RegistryLinks {
    /// For each registry row.
    pub links: Vec<RegistryLink>,
    /// For each certificate its registry rows: `rows[starts[c]..starts[c + 1]]`.
    starts: Vec<u32>,
    rows: Vec<u32>,
    /// Certificates that an uncertain row may belong to, sorted.
    pub uncertain_certificates: Vec<u32>,
    /// Rows that are linked to nothing, put together where they speak of one certificate.
    pub own: Vec<Vec<u32>>,
}

impl RegistryLinks {
    /// Links every registry row.
    #[must_use]
    pub fn new(snapshot: &Snapshot, understanding: &Understanding, certificates: &Certificates) -> RegistryLinks {
        let exact: Vec<Exact> =
            snapshot.registry.par_iter().map(|row| by_serial(snapshot, understanding, certificates, row)).collect();
        let mut has_own = vec![false; certificates.len()];
        for found in &exact {
            if let Exact::Found(certificate, _) = found {
                has_own[*certificate as usize] = true;
            }
        }
        let mut links: Vec<RegistryLink> =
            exact.par_iter().map(|&found| settle(certificates, &has_own, found)).collect();
        by_previous(snapshot, understanding, certificates, &exact, &mut links);
        let mut uncertain: Vec<u32> = exact
            .iter()
            .zip(&snapshot.registry)
            .filter(|(found, _)| **found == Exact::Uncertain)
            .flat_map(|(_, row)| {
                let readings = readings(row);
                candidates(snapshot, certificates, &readings).map(|(certificate, _)| certificate).collect::<Vec<_>>()
            })
            .collect();
        let search = Search { snapshot, understanding, certificates };
        uncertain.extend(weak::link(&search, &mut links));
        let (starts, rows) = rows_by_certificate(snapshot, certificates, &links);
        // A certificate with a row of its own is registered, whatever else may belong to it.
        uncertain.retain(|&certificate| starts[certificate as usize] == starts[certificate as usize + 1]);
        uncertain.sort_unstable();
        uncertain.dedup();
        let own = own_cases(snapshot, understanding, &links);
        RegistryLinks { links, starts, rows, uncertain_certificates: uncertain, own }
    }

    /// Registry rows of a certificate, as indexes.
    #[must_use]
    pub fn of(&self, certificate: u32) -> &[u32] {
        let at = certificate as usize;
        &self.rows[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// What a linked row's link rests on.
    #[must_use]
    pub fn by(&self, row: u32) -> Option<By> {
        match self.links[row as usize] {
            RegistryLink::Certificate(_, by) => Some(by),
            _ => None,
        }
    }

    /// May an uncertain row belong to this certificate?
    #[must_use]
    pub fn is_uncertain(&self, certificate: u32) -> bool {
        self.uncertain_certificates.binary_search(&certificate).is_ok()
    }
}

/// What the serial alone says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exact {
    Nothing,
    Found(u32, By),
    Uncertain,
}

/// The serials a cell may mean: read as hex, and in decimal where the digits allow it.
fn readings(row: &CertificateRow) -> [(Serial, By); 2] {
    let decimal = if row.serial.is_readable() { row.serial.hex.decimal_reading() } else { None };
    [(row.serial.hex, By::Serial), (decimal.unwrap_or(Serial::NONE), By::DecimalSerial)]
}

/// Certificates whose serial the row may mean, with the reading.
fn candidates<'a>(
    snapshot: &'a Snapshot,
    certificates: &'a Certificates,
    readings: &'a [(Serial, By); 2],
) -> impl Iterator<Item = (u32, By)> + 'a {
    readings.iter().flat_map(|(serial, by)| certificates.with_serial(snapshot, serial).map(|number| (number, *by)))
}

/// Rule 1: serial equal.
///
/// > A serial alone links only where nothing contradicts it. Where a serial has two readings or two issuers, a field of the
/// > holder decides (exact name, ID, e-mail, device), not dates or issuer alone.
fn by_serial(
    snapshot: &Snapshot,
    understanding: &Understanding,
    certificates: &Certificates,
    row: &CertificateRow,
) -> Exact {
    let readings = readings(row);
    let mut all = candidates(snapshot, certificates, &readings);
    let Some(first) = all.next() else { return Exact::Nothing };
    let holder = Holder::from(row);
    let judged = |certificate: u32| {
        let other = Holder::from(certificates.row(snapshot, certificate));
        (!contradicts_serial(snapshot, understanding, &holder, &other), other)
    };
    let Some(second) = all.next() else {
        let (fits, other) = judged(first.0);
        let enough = fits && (first.1 == By::Serial || agreements(snapshot, understanding, &holder, &other) > 0);
        return if enough { Exact::Found(first.0, first.1) } else { Exact::Nothing };
    };
    // Two certificates of one holder agree alike: then the days and the issuer may tell which is meant.
    let mut fitting: Vec<((u32, bool, bool), u32, By)> = [first, second]
        .into_iter()
        .chain(all)
        .filter_map(|(certificate, by)| {
            let (fits, other) = judged(certificate);
            let listed = certificates.row(snapshot, certificate);
            let agreeing = agreements(snapshot, understanding, &holder, &other);
            let dated =
                row.valid_to.is_known() && row.valid_from.near(listed.valid_from) && row.valid_to.near(listed.valid_to);
            let same_issuer = !row.issuer.is_blank() && row.issuer == listed.issuer;
            fits.then_some(((agreeing, agreeing > 0 && dated, agreeing > 0 && same_issuer), certificate, by))
        })
        .collect();
    fitting.sort_unstable_by_key(|candidate| std::cmp::Reverse(candidate.0));
    match fitting[..] {
        [] => Exact::Nothing,
        [(best, certificate, by)] if best.0 > 0 || by == By::Serial => Exact::Found(certificate, by),
        [(best, certificate, by), (next, ..), ..] if best > next => Exact::Found(certificate, by),
        [_] => Exact::Nothing,
        _ => Exact::Uncertain,
    }
}

/// A superseded certificate keeps a row of its serial only if a later one has a row of its own; else the row belongs to
/// the successor (rule 2).
fn settle(certificates: &Certificates, has_own: &[bool], found: Exact) -> RegistryLink {
    match found {
        Exact::Nothing => RegistryLink::Own,
        Exact::Uncertain => RegistryLink::Uncertain,
        Exact::Found(certificate, by) => {
            let mut last = certificate;
            for later in certificates.later(certificate) {
                if has_own[later as usize] {
                    return RegistryLink::Certificate(certificate, by);
                }
                last = later;
            }
            RegistryLink::Certificate(last, if last == certificate { by } else { By::Predecessor })
        }
    }
}

/// Rule 2 for predecessors that the CA's list no longer has: a row with the serial that a certificate names as previous.
fn by_previous(
    snapshot: &Snapshot,
    understanding: &Understanding,
    certificates: &Certificates,
    exact: &[Exact],
    links: &mut [RegistryLink],
) {
    let keys: Vec<(u64, u32)> = (0..certificates.len() as u32)
        .filter(|&number| certificates.predecessor[number as usize] == NOBODY)
        .filter_map(|number| {
            let previous = certificates.rows(snapshot, number).map(|row| row.previous).find(|key| !key.is_none())?;
            Some((previous.0, number))
        })
        .collect();
    let by_previous = Index::new(&keys);
    links.par_iter_mut().enumerate().filter(|(i, _)| exact[*i] == Exact::Nothing).for_each(|(i, link)| {
        let row = &snapshot.registry[i];
        if !row.serial.is_readable() {
            return;
        }
        let holder = Holder::from(row);
        let readings = [Some(row.serial.hex), row.serial.hex.decimal_reading()];
        let mut fitting: Vec<(u32, u32)> = readings
            .iter()
            .enumerate()
            .filter_map(|(reading, serial)| serial.map(|serial| (reading, serial)))
            .flat_map(|(reading, serial)| by_previous.get(serial.key().0).map(move |number| (reading, number)))
            .filter_map(|(reading, number)| {
                let other = Holder::from(certificates.row(snapshot, number));
                let agreeing = agreements(snapshot, understanding, &holder, &other);
                let fits =
                    !contradicts_serial(snapshot, understanding, &holder, &other) && (reading == 0 || agreeing > 0);
                fits.then_some((agreeing, number))
            })
            .collect();
        fitting.sort_unstable_by_key(|candidate| std::cmp::Reverse(candidate.0));
        let found = match fitting[..] {
            [(_, number)] => number,
            [(best, number), (next, _), ..] if best > next => number,
            _ => return,
        };
        let last = certificates.later(found).last().unwrap_or(found);
        *link = RegistryLink::Certificate(last, By::Predecessor);
    });
}

/// Rows of each certificate, sorted by certificate, those of one in the order of the sheet.
fn rows_by_certificate(
    snapshot: &Snapshot,
    certificates: &Certificates,
    links: &[RegistryLink],
) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0u32; certificates.len() + 1];
    for link in links {
        if let RegistryLink::Certificate(certificate, _) = link {
            starts[*certificate as usize + 1] += 1;
        }
    }
    for i in 1..starts.len() {
        starts[i] += starts[i - 1];
    }
    let mut rows = vec![0; starts[certificates.len()] as usize];
    let mut next = starts.clone();
    for (row, link) in links.iter().enumerate() {
        if let RegistryLink::Certificate(certificate, _) = link {
            let place = &mut next[*certificate as usize];
            rows[*place as usize] = row as u32;
            *place += 1;
        }
    }
    for range in starts.windows(2).filter(|range| range[1] - range[0] > 1) {
        rows[range[0] as usize..range[1] as usize].sort_unstable_by_key(|&row| snapshot.registry[row as usize].row);
    }
    (starts, rows)
}

/// Rows linked to nothing: those of one readable serial and one holder are one case.
fn own_cases(snapshot: &Snapshot, understanding: &Understanding, links: &[RegistryLink]) -> Vec<Vec<u32>> {
    let alone: Vec<u32> = (0..links.len() as u32)
        .into_par_iter()
        .filter(|&row| !matches!(links[row as usize], RegistryLink::Certificate(..)))
        .collect();
    let keys: Vec<(u64, u32)> = alone
        .iter()
        .filter(|&&row| links[row as usize] == RegistryLink::Own)
        .map(|&row| (snapshot.registry[row as usize].serial.hex.key().0, row))
        .collect();
    let by_serial = Index::new(&keys);
    let mut taken = hashbrown::HashSet::with_hasher(foldhash::fast::FixedState::default());
    let mut cases = Vec::new();
    for row in alone {
        if !taken.insert(row) {
            continue;
        }
        let mut case = vec![row];
        let first = &snapshot.registry[row as usize];
        if links[row as usize] == RegistryLink::Own && first.serial.spelling != Spelling::Blank {
            // Whoever does not contradict any of them belongs to them.
            for other in by_serial.get(first.serial.hex.key().0) {
                let candidate = Holder::from(&snapshot.registry[other as usize]);
                let fits = |&member: &u32| {
                    !contradicts(
                        snapshot,
                        understanding,
                        &Holder::from(&snapshot.registry[member as usize]),
                        &candidate,
                    )
                };
                if !taken.contains(&other) && case.iter().all(fits) {
                    taken.insert(other);
                    case.push(other);
                }
            }
        }
        case.sort_unstable_by_key(|&row| snapshot.registry[row as usize].row);
        cases.push(case);
    }
    cases
}
