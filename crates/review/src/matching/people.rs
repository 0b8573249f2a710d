//! Cases and the people on the roster who hold the certificates.
//!
//! > review.md section 2: certificates link to people by ID number, e-mail, name + birthday, name + unit, in that order.
//! > Names alone never decide.

use super::By;
use super::certificates::Certificates;
use super::compare::Holder;
use super::registry::RegistryLinks;
use crate::index::{Index, RareIndex, TOGETHER};
use crate::snapshot::Snapshot;
use crate::understanding::Understanding;
use antin_domain::certificate::{Employment, HolderKind};
use antin_domain::key::Key;
use antin_domain::name::fold;
use antin_domain::row::{CertificateRow, RosterRow};
use rayon::prelude::*;
use std::hint::black_box;

/// The person a case is linked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonLink {
    /// Nobody on the roster.
    Nobody,
    /// A row of the roster (index), and what the link rests on.
    Person(u32, By),
    /// Several who may be meant.
    Uncertain,
}

/// The people of all cases: first the certificates of the CA's list, then the registry's own cases.
pub struct People {
    /// For each case.
    pub links: Vec<PersonLink>,
    /// For each case, whose certificate it is.
    pub kinds: Vec<HolderKind>,
}

/// How many ways lead to a person by a key that only some cases need.
const LATER_WAYS: [By; 3] = [By::Mail, By::Birthday, By::Unit];

impl People {
    /// Links every case.
    #[must_use]
    pub(super) fn new(
        snapshot: &Snapshot,
        understanding: &Understanding,
        certificates: &Certificates,
        registry: &RegistryLinks,
        by_identity: Index,
    ) -> People {
        let cases = Cases { snapshot, understanding, certificates, registry };
        let count = certificates.len() + registry.own.len();
        let kinds: Vec<HolderKind> = (0..count).into_par_iter().map(|case| cases.kind(case)).collect();
        let mut links = vec![PersonLink::Nobody; count];
        links.par_chunks_mut(TOGETHER).enumerate().for_each(|(chunk, links)| {
            let first = chunk * TOGETHER;
            cases.touch(first, &by_identity);
            for (link, case) in links.iter_mut().zip(first..) {
                if kinds[case] == HolderKind::Person {
                    *link = cases.by_identity(case, &by_identity);
                }
            }
        });
        drop(by_identity);
        let open: Vec<u32> = (0..count as u32)
            .into_par_iter()
            .filter(|&case| links[case as usize] == PersonLink::Nobody && kinds[case as usize] == HolderKind::Person)
            .collect();
        let found = cases.candidates(&open);
        let later: Vec<(u32, PersonLink)> = open
            .par_iter()
            .map(|&case| {
                let start = found.partition_point(|c| c.0 < case);
                let end = found.partition_point(|c| c.0 <= case);
                (case, cases.decide(case as usize, &found[start..end]))
            })
            .collect();
        for (case, link) in later {
            links[case as usize] = link;
        }
        People { links, kinds }
    }
}

/// The people on the roster by identity number.
pub(super) fn by_identity(snapshot: &Snapshot, understanding: &Understanding) -> Index {
    let people = snapshot.people().par_iter().enumerate();
    let keys: Vec<(u64, u32)> =
        people.map(|(place, row)| (understanding.identity(row.identity), place as u32)).collect();
    Index::new(&keys)
}

/// The cases as far as people are concerned.
struct Cases<'a> {
    snapshot: &'a Snapshot,
    understanding: &'a Understanding,
    certificates: &'a Certificates,
    registry: &'a RegistryLinks,
}

impl Cases<'_> {
    /// The rows that say something of the holder of a case; registry rows that are themselves only suggested say nothing.
    fn speaking(&self, case: usize) -> impl Iterator<Item = &CertificateRow> {
        let listed: &[u32] = if case < self.certificates.len() { self.certificates.places(case as u32) } else { &[] };
        let ours = self.rows(case).iter().filter(|&&row| !self.registry.by(row).is_some_and(By::is_weak));
        let listed = listed.iter().map(|&row| &self.snapshot.ca[row as usize]);
        listed.chain(ours.map(|&row| &self.snapshot.registry[row as usize]))
    }

    /// The registry rows of a case.
    fn rows(&self, case: usize) -> &[u32] {
        match case.checked_sub(self.certificates.len()) {
            None => self.registry.of(case as u32),
            Some(own) => &self.registry.own[own],
        }
    }

    /// Person or organisation: the word of a list, else what the name looks like.
    fn kind(&self, case: usize) -> HolderKind {
        let said = self.speaking(case).map(|row| row.kind).find(|&kind| kind != HolderKind::Unknown);
        said.unwrap_or_else(|| {
            let is_unit = |row: &CertificateRow| {
                let text = self.snapshot.dictionary.names.get(row.holder);
                let folded = fold(&text);
                let begins =
                    ["cuc thue", "chi cuc", "tong cuc", "cct ", "van phong", "so ", "uy ban", "kho bac", "thue tinh"];
                begins.iter().any(|start| folded.starts_with(start))
                    || (!self.snapshot.units.is_empty() && self.snapshot.units.resolve(&text, None).unit.is_some())
            };
            if self.speaking(case).any(is_unit) { HolderKind::Organisation } else { HolderKind::Person }
        })
    }

    /// Reads ahead what the next cases will need of the index and the roster, all at the same time.
    fn touch(&self, first: usize, index: &Index) {
        let key = |offset: usize| {
            let head = self.certificates.heads.get(first + offset)?;
            Some(self.understanding.identity(self.snapshot.ca[*head as usize].identity))
        };
        let people = index.touch(std::array::from_fn(|offset| key(offset).unwrap_or_default()));
        let row = |person: u32| self.snapshot.people().get(person as usize);
        let rows = people.iter().flatten().filter_map(|&person| row(person));
        black_box(rows.fold(0, |all, row| all ^ row.holder.0 ^ row.identity.cccd as u32));
    }

    fn by_identity(&self, case: usize, index: &Index) -> PersonLink {
        for row in self.speaking(case).filter(|row| !row.identity.is_blank()) {
            let key = self.understanding.identity(row.identity);
            let people = index.get(key).filter(|&person| self.fits(case, person));
            if let Some(person) = people.min_by(|&a, &b| self.by_content(a, b)) {
                return PersonLink::Person(person, By::Identity);
            }
        }
        PersonLink::Nobody
    }

    /// Does nothing the rows say contradict this person, and does a name fit?
    fn fits(&self, case: usize, person: u32) -> bool {
        let person = &self.snapshot.people()[person as usize];
        let mut fits = false;
        for row in self.speaking(case) {
            if row.identity.contradicts(&person.identity) {
                return false;
            }
            fits = fits || self.understanding.name_fits(self.snapshot, row.holder, person.holder);
        }
        fits
    }

    /// All (case, way, person) whose keys meet, sorted, for the cases that no identity number decided.
    fn candidates(&self, open: &[u32]) -> Vec<(u32, u8, u32)> {
        let mut keys: [Vec<(u64, u32)>; 3] = Default::default();
        let mut names: Vec<(u64, u32)> = Vec::new();
        for &case in open {
            let holders: Vec<Holder> = self.speaking(case as usize).map(Holder::from).collect();
            for holder in &holders {
                keys[0].push((holder.mails.first.0, case));
                let name = self.understanding.folded(holder.name);
                names.push((name.0, case));
                for other in &holders {
                    keys[1].push((name.pair(other.birthday.index()).0, case));
                    let unit = self.understanding.unit(other.unit, other.parent);
                    keys[2].push((name.pair(self.understanding.unit_index(self.snapshot, &unit)).0, case));
                }
            }
        }
        let tables = keys.map(|keys| RareIndex::new(&keys));
        let names = RareIndex::new(&names);
        let meet = |found: &mut Vec<(u32, u8, u32)>, person: u32, row: &RosterRow, name: Key| {
            found.extend(tables[0].get(row.mails.first.0).map(|case| (case, 0, person)));
            // Whose name no open case bears needs no look at birthday and unit.
            if !names.has(name.0) {
                return;
            }
            let unit = self.understanding.unit(row.unit, row.parent);
            let unit = self.understanding.unit_index(self.snapshot, &unit);
            for (way, key) in [(1, name.pair(row.birthday.index())), (2, name.pair(unit))] {
                found.extend(tables[usize::from(way)].get(key.0).map(|case| (case, way, person)));
            }
        };
        let people = self.snapshot.people().par_chunks(TOGETHER).enumerate();
        let mut found = people
            .fold(Vec::new, |mut found, (chunk, rows)| {
                // Names lie anywhere in memory: those of several rows are fetched together.
                let mut folded = [Key::NONE; TOGETHER];
                for (name, row) in folded.iter_mut().zip(rows) {
                    *name = self.understanding.folded(row.holder);
                }
                for ((place, row), name) in (chunk * TOGETHER..).zip(rows).zip(folded) {
                    meet(&mut found, place as u32, row, name);
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

    fn decide(&self, case: usize, found: &[(u32, u8, u32)]) -> PersonLink {
        for (way, by) in LATER_WAYS.into_iter().enumerate() {
            let mut fitting: Vec<u32> = found
                .iter()
                .filter(|c| usize::from(c.1) == way && self.fits(case, c.2))
                .filter(|c| !by.is_weak() || self.bears_name(case, c.2))
                .map(|c| c.2)
                .collect();
            fitting.sort_by(|&a, &b| self.by_content(a, b));
            match fitting[..] {
                [] => {}
                [person] => return PersonLink::Person(person, by),
                [person, ..] if self.are_one_person(&fitting) => return PersonLink::Person(person, by),
                _ => return PersonLink::Uncertain,
            }
        }
        PersonLink::Nobody
    }

    /// Is this exactly the name of one of the rows?
    fn bears_name(&self, case: usize, person: u32) -> bool {
        let name = self.snapshot.people()[person as usize].holder;
        self.speaking(case).any(|row| self.understanding.same_name(row.holder, name))
    }

    /// The roster has one person in several rows: the same identity number.
    fn are_one_person(&self, people: &[u32]) -> bool {
        let number = |&person: &u32| self.understanding.identity(self.snapshot.people()[person as usize].identity);
        people
            .first()
            .map(number)
            .is_some_and(|first| first != 0 && people.iter().all(|person| number(person) == first))
    }

    /// An order of roster rows by what they say: first those who work, then the latest change.
    fn by_content(&self, a: u32, b: u32) -> std::cmp::Ordering {
        let key = |person: u32| {
            let row = &self.snapshot.people()[person as usize];
            let texts = &self.snapshot.dictionary;
            (
                row.employment != Employment::Active,
                std::cmp::Reverse(row.since),
                texts.names.bytes(row.holder),
                texts.units.bytes(row.unit),
                texts.words.bytes(row.position),
                (row.birthday, row.identity.cccd, row.mails.first),
                person,
            )
        };
        key(a).cmp(&key(b))
    }
}
