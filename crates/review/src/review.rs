//! The review of a snapshot from end to end.

use crate::case::Case;
use crate::facts::Gatherer;
use crate::index::TOGETHER;
use crate::matching::{Matching, PersonLink, matching};
use crate::rules;
use crate::snapshot::{Snapshot, permute};
use crate::understanding::Understanding;
use antin_domain::action::Action;
use antin_domain::certificate::HolderKind;
use antin_domain::finding::Code;
use antin_domain::serial::Serial;
use rayon::prelude::*;
use std::cmp::Ordering;
use std::collections::HashSet;

/// What a review found.
pub struct Review {
    /// Texts worked out.
    pub understanding: Understanding,
    /// Which rows speak of one certificate.
    pub matching: Matching,
    /// Cases in the order in which they are shown: by serial, issuer and holder, whatever the order of the rows was.
    pub cases: Vec<Case>,
}

/// Reviews `snapshot`; `stage` is called as each stage begins.
#[must_use]
pub fn review(snapshot: &Snapshot, stage: &mut dyn FnMut(&'static str)) -> Review {
    stage("understand");
    let understanding = Understanding::new(snapshot);
    stage("match");
    let matching = matching(snapshot, &understanding);
    stage("judge");
    let gatherer = Gatherer::new(snapshot, &understanding, &matching);
    let mut cases: Vec<Case> = (0..gatherer.len())
        .into_par_iter()
        .map(|number| {
            if number % TOGETHER == 0 {
                gatherer.touch(number..(number + TOGETHER).min(gatherer.len()));
            }
            judge(snapshot, &matching, &gatherer, number)
        })
        .collect();
    warn_of_units_left_without(snapshot, &gatherer, &mut cases);
    stage("order");
    drop(gatherer);
    sort(snapshot, &mut cases);
    Review { understanding, matching, cases }
}

impl Review {
    /// Rows of the CA's list that belong to a case, as indexes: the one that speaks for it, the others in the order of the
    /// sheet.
    #[must_use]
    pub fn ca_rows(&self, case: &Case) -> &[u32] {
        if case.is_listed() { self.matching.certificates.places(case.number) } else { &[] }
    }

    /// Rows of the registry that belong to a case, as indexes in the order of the sheet.
    #[must_use]
    pub fn registry_rows(&self, case: &Case) -> &[u32] {
        let listed = self.matching.certificates.len();
        match (case.number as usize).checked_sub(listed) {
            None => self.matching.registry.of(case.number),
            Some(own) => &self.matching.registry.own[own],
        }
    }
}

fn judge(snapshot: &Snapshot, matching: &Matching, gatherer: &Gatherer<'_>, number: usize) -> Case {
    let facts = gatherer.facts(number);
    let findings = rules::findings(&facts, &snapshot.policy);
    let rows = gatherer.registry_rows(number);
    let (person, person_rule) = match matching.people.links[number] {
        PersonLink::Person(row, by) => (row, by.rule()),
        _ => (u32::MAX, 0),
    };
    let registry_rule = rows.iter().filter_map(|&row| matching.registry.by(row)).map(|by| by.rule()).max();
    Case {
        number: number as u32,
        ca: matching.certificates.heads.get(number).copied().unwrap_or(u32::MAX),
        registry: rows.iter().copied().min_by(|&a, &b| registry_order(snapshot, a, b)).unwrap_or(u32::MAX),
        ca_rows: facts.ca_rows,
        registry_rows: facts.registry_rows,
        person,
        kind: facts.kind,
        link: registry_rule.unwrap_or(0).max(person_rule),
        findings,
        action: rules::action(&facts, findings),
        noise: facts.noise,
        at_hand: facts.at_hand,
        revocation: facts.revocation,
        days_left: facts.days_left,
    }
}

/// `only-certificate-of-unit`: beside a revocation, where no organisation certificate of the living unit stays in force.
fn warn_of_units_left_without(snapshot: &Snapshot, gatherer: &Gatherer<'_>, cases: &mut [Case]) {
    let units: Vec<(usize, u64)> = cases
        .par_iter()
        .enumerate()
        .filter(|(_, case)| case.kind == HolderKind::Organisation && case.is_listed())
        .filter_map(|(number, _)| gatherer.living_unit(number).map(|unit| (number, unit)))
        .collect();
    let revoked = |action| matches!(action, Action::Revoke | Action::RevokeAndReissue);
    let stays: HashSet<u64> = units
        .iter()
        .filter(|&&(number, _)| {
            let case = &cases[number];
            // What we asked to have revoked does not count as one that stays.
            gatherer.facts(number).in_force && !revoked(case.action) && !case.findings.has(Code::CaStatusStale)
        })
        .map(|&(_, unit)| unit)
        .collect();
    for (number, unit) in units {
        if revoked(cases[number].action) && !stays.contains(&unit) {
            let mut facts = gatherer.facts(number);
            facts.only_of_unit = true;
            cases[number].findings = rules::findings(&facts, &snapshot.policy);
        }
    }
}

/// Sorts cases by serial, issuer, holder, then whatever else tells them apart; row numbers last. Those without a serial
/// come at the end.
fn sort(snapshot: &Snapshot, cases: &mut [Case]) {
    // The serials are taken along, so that sorting a million cases does not look up a million rows twenty times.
    let serial = |case: &Case| match snapshot.ca.get(case.ca as usize) {
        Some(row) => row.serial.hex,
        None => snapshot.registry.get(case.registry as usize).map_or(Serial::NONE, |row| row.serial.hex),
    };
    let mut order: Vec<(bool, u64, u32)> = cases
        .par_iter()
        .enumerate()
        .map(|(place, case)| {
            let serial = serial(case);
            (serial.is_none(), serial.rank(), place as u32)
        })
        .collect();
    order.par_sort_unstable_by(|a, b| {
        let (one, other) = (&cases[a.2 as usize], &cases[b.2 as usize]);
        (a.0, a.1)
            .cmp(&(b.0, b.1))
            .then_with(|| (serial(one), !one.is_listed()).cmp(&(serial(other), !other.is_listed())))
            .then_with(|| by_content(snapshot, one, other))
    });
    permute(cases, order.into_iter().map(|(_, _, place)| place).collect());
}

fn by_content(snapshot: &Snapshot, a: &Case, b: &Case) -> Ordering {
    match (a.is_listed(), b.is_listed()) {
        (true, true) => ca_order(snapshot, a.ca, b.ca),
        _ => registry_order(snapshot, a.registry, b.registry),
    }
}

fn ca_order(snapshot: &Snapshot, a: u32, b: u32) -> Ordering {
    let texts = &snapshot.dictionary;
    let key = |i: u32| {
        let row = &snapshot.ca[i as usize];
        (
            texts.words.bytes(row.issuer),
            texts.names.bytes(row.holder),
            (row.valid_from, row.valid_to, row.identity.cccd, row.identity.cmnd, row.mails.first, row.device),
            (texts.units.bytes(row.unit), texts.units.bytes(row.parent), texts.words.bytes(row.position)),
            (row.kind, row.standing, row.birthday, row.renewals, row.previous),
            i,
        )
    };
    key(a).cmp(&key(b))
}

/// An order of registry rows by what they say; the first of a case speaks for it.
fn registry_order(snapshot: &Snapshot, a: u32, b: u32) -> Ordering {
    let texts = &snapshot.dictionary;
    let key = |i: u32| {
        let row = &snapshot.registry[i as usize];
        (
            texts.names.bytes(row.holder),
            texts.units.bytes(row.unit),
            texts.words.bytes(row.issuer),
            (row.valid_from, row.valid_to, row.identity.cccd, row.identity.cmnd, row.mails.first, row.device),
            (row.birthday, row.renewals, row.serial.hex, row.serial.spelling),
            (row.kind, row.standing, texts.words.bytes(row.position), texts.units.bytes(row.parent)),
            i,
        )
    };
    key(a).cmp(&key(b))
}
