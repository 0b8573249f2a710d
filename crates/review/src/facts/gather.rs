//! From linked rows to facts.

use super::{ContentFacts, Facts, Noise, NoiseKind, PersonFacts, RegistryFacts};
use crate::matching::{By, Holder, Matching, NOBODY, PersonLink, RegistryLink, own_unit, same_holder_name};
use crate::snapshot::Snapshot;
use crate::understanding::Understanding;
use antin_domain::certificate::{Employment, HolderKind, RequestKind, Standing};
use antin_domain::day::Birthday;
use antin_domain::row::{CertificateRow, ReadCertificate, Revocation, RosterRow};
use antin_domain::serial::Spelling;
use antin_domain::unit::{Relation, UnitRef};
use rayon::prelude::*;
use std::hint::black_box;
use std::ops::Range;

/// Gathers the facts of cases. Cases are numbered: first the certificates of the CA's list, then the registry's own.
pub struct Gatherer<'a> {
    snapshot: &'a Snapshot,
    understanding: &'a Understanding,
    matching: &'a Matching,
    /// Certificates whose revocation was asked for, sorted.
    asked: Vec<u32>,
    /// (certificate, others in force for the same holder, is the newest), sorted by certificate.
    several: Vec<(u32, u32, bool)>,
}

impl<'a> Gatherer<'a> {
    /// Looks at what concerns several cases at once.
    #[must_use]
    pub fn new(snapshot: &'a Snapshot, understanding: &'a Understanding, matching: &'a Matching) -> Gatherer<'a> {
        let mut gatherer = Gatherer { snapshot, understanding, matching, asked: Vec::new(), several: Vec::new() };
        gatherer.asked = gatherer.asked_to_revoke();
        gatherer.several = gatherer.several_in_force();
        gatherer
    }

    /// How many cases there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.matching.people.links.len()
    }

    /// Is there no case?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The registry rows of a case, as indexes.
    #[must_use]
    pub fn registry_rows(&self, case: usize) -> &[u32] {
        let listed = self.matching.certificates.len();
        if case < listed { self.matching.registry.of(case as u32) } else { &self.matching.registry.own[case - listed] }
    }

    /// Reads ahead what the facts of the next cases need of the roster and of names, all at the same time: those lie
    /// anywhere in memory.
    pub(crate) fn touch(&self, cases: Range<usize>) {
        let person = |link: &PersonLink| match *link {
            PersonLink::Person(row, _) => self.snapshot.people().get(row as usize),
            _ => None,
        };
        let people = self.matching.people.links[cases.clone()].iter().filter_map(person);
        let heads = cases.map_while(|case| self.matching.certificates.heads.get(case));
        let names = heads.map(|&head| &self.understanding.names[self.snapshot.ca[head as usize].holder.index()]);
        // A row is longer than what memory hands over at once: one field at either end of it.
        black_box(people.fold(0, |all, row| all ^ row.identity.cccd as u32 ^ row.employment as u32));
        black_box(names.fold(0, |all, name| all ^ name.title_length));
    }

    /// The facts of one case.
    #[must_use]
    pub fn facts(&self, case: usize) -> Facts {
        let mut facts = Facts {
            kind: self.matching.people.kinds[case],
            registry_rows: self.registry_rows(case).len() as u32,
            has_roster: self.snapshot.roster.is_some(),
            ..Facts::default()
        };
        let person = match self.matching.people.links[case] {
            PersonLink::Person(row, by) => Some((&self.snapshot.people()[row as usize], by)),
            _ => None,
        };
        facts.person.is_uncertain = self.matching.people.links[case] == PersonLink::Uncertain;
        if let Some((row, by)) = person {
            facts.person = self.person(row, by);
            noise_of_row(&mut facts.noise, row.birthday, row.identity.zeros_lost);
        }
        if case < self.matching.certificates.len() {
            self.listed(case as u32, person.map(|(row, _)| row), &mut facts);
        } else {
            self.unlisted(case, person.map(|(row, _)| row), &mut facts);
        }
        facts
    }

    /// Number of the living unit of an organisation's certificate, for finding out whether it would be left without any.
    #[must_use]
    pub fn living_unit(&self, case: usize) -> Option<u64> {
        if case >= self.matching.certificates.len() || self.matching.people.kinds[case] != HolderKind::Organisation {
            return None;
        }
        let row = self.matching.certificates.row(self.snapshot, case as u32);
        let unit = own_unit(self.snapshot, self.understanding, &Holder::from(row));
        match unit.unit {
            Some(index) if self.snapshot.units.is_dissolved(index) => None,
            _ => Some(self.understanding.unit_index(self.snapshot, &unit)),
        }
    }

    fn person(&self, row: &RosterRow, by: By) -> PersonFacts {
        let is_to_come = row.since.since(self.snapshot.as_of).is_some_and(|days| days > 0);
        PersonFacts {
            is_known: true,
            is_weak: by.is_weak(),
            is_uncertain: false,
            is_day_unread: row.may_be_there(self.snapshot.as_of),
            employment: if is_to_come { Employment::Active } else { row.employment },
            is_entitled: self.understanding.entitles(self.snapshot, row.unit, row.position),
        }
    }

    fn listed(&self, certificate: u32, person: Option<&RosterRow>, facts: &mut Facts) {
        let Self { snapshot, understanding, matching, .. } = *self;
        let certificates = &matching.certificates;
        let head = certificates.row(snapshot, certificate);
        let unit_words = understanding.unit(head.unit, head.parent);
        facts.ca_rows = certificates.rows(snapshot, certificate).count() as u32;
        facts.is_superseded = certificates.superseded[certificate as usize];
        facts.ca_list_differs = certificates.rows(snapshot, certificate).any(|row| row.truth.differs);
        facts.is_weak = certificates.rows(snapshot, certificate).any(|row| row.truth.is_weak);
        let read = certificates.rows(snapshot, certificate).find(|row| row.truth.is_read);
        facts.revocation = read.map_or(facts.revocation, |row| row.truth.revocation);
        facts.is_revoked = self.is_revoked(certificate);
        facts.in_force = self.in_force(certificate);
        facts.days_left = head.valid_to.since(snapshot.as_of);
        facts.renewals = self.renewals(certificate);
        facts.asked_to_revoke = self.asked.binary_search(&certificate).is_ok();
        facts.registry_uncertain = matching.registry.is_uncertain(certificate);
        if let Ok(at) = self.several.binary_search_by_key(&certificate, |entry| entry.0) {
            (_, facts.others_in_force, facts.is_newest) = self.several[at];
        }
        if let Some(person) = person {
            facts.content = self.content(head, &unit_words, person);
        }
        if facts.kind == HolderKind::Organisation {
            let own = own_unit(snapshot, understanding, &Holder::from(head));
            facts.unit_dissolved = own.unit.is_some_and(|unit| snapshot.units.is_dissolved(unit));
            let renamed = own.is_former || own.unit.is_some_and(|unit| snapshot.units.unit(unit).ended.is_some());
            facts.content.unit = Some(if renamed { Relation::Renamed } else { Relation::Same });
        }
        for &row in matching.registry.of(certificate) {
            self.registry(head, row, person, facts);
        }
        self.noise_of_names(head, facts);
        noise_of_row(&mut facts.noise, head.birthday, head.identity.zeros_lost);
        if head.mails.has_capitals {
            facts.noise.add(NoiseKind::MailCase);
        }
        if unit_words.is_abbreviated {
            facts.noise.add(NoiseKind::UnitSpelling);
        }
        if facts.is_superseded {
            facts.noise.add(NoiseKind::Superseded);
        }
    }

    fn unlisted(&self, case: usize, person: Option<&RosterRow>, facts: &mut Facts) {
        let rows = self.registry_rows(case);
        facts.registry_uncertain =
            rows.iter().any(|&row| self.matching.registry.links[row as usize] == RegistryLink::Uncertain);
        let of = |&row: &u32| &self.snapshot.registry[row as usize];
        // The CA's list has this serial in a row that could not be used: "not on the list" would be false.
        let is_unread = |row: &CertificateRow| {
            let readings = [Some(row.serial.hex), row.serial.hex.decimal_reading()];
            let mut readings = readings.into_iter().flatten().filter(|_| row.serial.is_readable());
            readings.any(|serial| self.snapshot.ca_unread.binary_search(&serial).is_ok())
        };
        facts.registry_uncertain |= rows.iter().map(of).any(is_unread);
        let trusted = rows.iter().map(of).any(|row| self.understanding.trusted[row.issuer.index()]);
        facts.is_foreign = !trusted && rows.iter().map(of).any(|row| self.is_foreign(row));
        if let Some(certificate) = rows.iter().map(of).find_map(|row| self.snapshot.at_hand(row)) {
            self.at_hand(certificate, rows, person, facts);
        }
    }

    /// A certificate that only the registry knows, but whose file was read: it exists, and says itself until when.
    fn at_hand(&self, certificate: &ReadCertificate, rows: &[u32], person: Option<&RosterRow>, facts: &mut Facts) {
        let as_of = self.snapshot.as_of;
        facts.at_hand = true;
        facts.revocation = certificate.revocation;
        facts.is_foreign = !self.snapshot.policy.trusts(&certificate.issuer);
        if facts.is_foreign {
            // Another CA's terms are not those of the policy: whether it expires or is renewed is not judged.
            return;
        }
        facts.is_weak = certificate.is_weak;
        facts.is_revoked = certificate.revocation == Revocation::Revoked;
        facts.in_force = !facts.is_revoked && certificate.valid_from <= as_of && as_of <= certificate.valid_to;
        facts.days_left = certificate.valid_to.since(as_of);
        let titles = self.snapshot.policy.title_list();
        for row in rows.iter().map(|&row| &self.snapshot.registry[row as usize]) {
            facts.renewals = facts.renewals.max(row.renewals.0);
            let name = self.snapshot.dictionary.names.get(row.holder);
            let out = &mut facts.registry;
            out.name_differs |= !crate::truth::same_holder(&titles, &name, &certificate.holder);
            out.dates_differ |=
                !row.valid_from.near(certificate.valid_from) || !row.valid_to.near(certificate.valid_to);
            out.serial_spelled |= row.serial.spelling == Spelling::Other;
            out.says_revoked |= row.standing == Standing::Revoked;
            out.says_in_use |= row.standing == Standing::InUse;
            if let Some(person) = person {
                out.id_differs |= row.identity.differs(&person.identity);
                out.birthday_differs |= row.birthday.differs(person.birthday);
            }
        }
    }

    fn is_foreign(&self, row: &CertificateRow) -> bool {
        if !row.issuer.is_blank() {
            return !self.understanding.trusted[row.issuer.index()];
        }
        let bytes = row.serial.hex.bytes();
        self.snapshot.policy.issuers.public_serials.iter().any(|shape| {
            bytes.len() == shape.bytes && row.serial.hex.to_string().starts_with(&shape.prefix.to_uppercase())
        })
    }

    fn is_revoked(&self, certificate: u32) -> bool {
        self.matching.certificates.rows(self.snapshot, certificate).any(|row| row.standing == Standing::Revoked)
    }

    /// > *In force* = not revoked for the CA, not superseded, and as_of within [valid_from, valid_to].
    fn in_force(&self, certificate: u32) -> bool {
        let row = self.matching.certificates.row(self.snapshot, certificate);
        let within = row.valid_from <= self.snapshot.as_of && self.snapshot.as_of <= row.valid_to;
        within && !self.matching.certificates.superseded[certificate as usize] && !self.is_revoked(certificate)
    }

    /// > Renewals = the greatest number any list says, or 1 where the predecessor ends earlier; a change of information
    /// > (same end) does not count.
    fn renewals(&self, certificate: u32) -> Option<u8> {
        let certificates = &self.matching.certificates;
        let said = certificates.rows(self.snapshot, certificate).filter_map(|row| row.renewals.0);
        let ours = self.matching.registry.of(certificate).iter();
        let ours = ours.filter_map(|&row| self.snapshot.registry[row as usize].renewals.0);
        let said = said.chain(ours).max();
        let predecessor = certificates.predecessor[certificate as usize];
        if predecessor == NOBODY {
            return said;
        }
        let end = certificates.row(self.snapshot, certificate).valid_to;
        let earlier = end.since(certificates.row(self.snapshot, predecessor).valid_to).is_some_and(|days| days > 1);
        if earlier { said.max(Some(1)) } else { said }
    }

    fn content(&self, head: &CertificateRow, certificate: &UnitRef, person: &RosterRow) -> ContentFacts {
        let understanding = self.understanding;
        let roster = understanding.unit(person.unit, person.parent);
        let words = &understanding.words;
        let position = if head.position.is_blank() {
            understanding.names[head.holder.index()].title
        } else {
            words[head.position.index()]
        };
        let theirs = words[person.position.index()];
        ContentFacts {
            unit: Some(self.snapshot.units.relation(certificate, &roster)),
            position_differs: !position.normal.is_none() && !theirs.normal.is_none() && !position.same(&theirs),
            mail_differs: head.mails.differs(&person.mails),
            id_differs: head.identity.differs(&person.identity),
            id_old: head.identity.cccd == 0 && head.identity.cmnd != 0,
        }
    }

    /// One registry row against the certificate and the person.
    fn registry(&self, head: &CertificateRow, index: u32, person: Option<&RosterRow>, facts: &mut Facts) {
        let row = &self.snapshot.registry[index as usize];
        let Some(by) = self.matching.registry.by(index) else { return };
        let out: &mut RegistryFacts = &mut facts.registry;
        out.is_weak |= by.is_weak();
        out.serial_superseded |= by == By::Predecessor;
        out.serial_slipped |= matches!(by, By::SlipAndDevice | By::SlipAndHolder);
        // A number that was written out in full may end in zeros too.
        out.serial_lost |= by.rule() > 2 && (!row.serial.is_readable() || row.serial.is_cut_from(&head.serial.hex));
        out.serial_spelled |= by == By::DecimalSerial || (by == By::Serial && row.serial.spelling == Spelling::Other);
        let (certificate, ours) = (Holder::from(head), Holder::from(row));
        out.name_differs |= !row.holder.is_blank()
            && !head.holder.is_blank()
            && !same_holder_name(self.snapshot, self.understanding, &certificate, &ours);
        out.dates_differ |= !row.valid_from.near(head.valid_from) || !row.valid_to.near(head.valid_to);
        out.device_differs |= row.device.differs(head.device);
        out.says_revoked |= row.standing == Standing::Revoked;
        out.says_in_use |= row.standing == Standing::InUse;
        if let Some(person) = person {
            out.id_differs |= row.identity.differs(&person.identity);
            out.birthday_differs |= row.birthday.differs(person.birthday);
        }
        let apart = |a: antin_domain::day::Day, b| a.since(b).is_some_and(|days| days.abs() == 1);
        if apart(row.valid_from, head.valid_from) || apart(row.valid_to, head.valid_to) {
            facts.noise.add(NoiseKind::DateOneDay);
        }
        if row.identity.cccd == 0 && row.identity.cmnd != 0 {
            facts.noise.add(NoiseKind::IdOldInRegistry);
        }
        if row.mails.has_private {
            facts.noise.add(NoiseKind::MailPrivate);
        }
        noise_of_row(&mut facts.noise, row.birthday, row.identity.zeros_lost);
        self.noise_of_name(row.holder, head.holder, facts);
    }

    fn noise_of_name(&self, ours: antin_domain::text::TextId, theirs: antin_domain::text::TextId, facts: &mut Facts) {
        if ours == theirs {
            return;
        }
        let (a, b) = (self.understanding.names[ours.index()].name, self.understanding.names[theirs.index()].name);
        if !a.same(&b) {
            return;
        }
        let differs = |one: bool, other: bool| one != other;
        for (kind, is) in [
            (NoiseKind::NameUnaccented, a.normal != b.normal),
            (NoiseKind::NameUnicodeForm, differs(a.noise.decomposed, b.noise.decomposed)),
            (NoiseKind::NameTonePlace, a.normal == b.normal && a.noise.tone_places != b.noise.tone_places),
            (NoiseKind::NameCase, differs(a.noise.capitals, b.noise.capitals)),
            (NoiseKind::NameSpacing, differs(a.noise.spaces, b.noise.spaces)),
        ] {
            if is {
                facts.noise.add(kind);
            }
        }
    }

    fn noise_of_names(&self, head: &CertificateRow, facts: &mut Facts) {
        if self.understanding.names[head.holder.index()].title_length > 0 {
            facts.noise.add(NoiseKind::TitleInName);
        }
    }

    /// Certificates whose revocation we asked for: the serial of the request, and a holder that does not contradict.
    fn asked_to_revoke(&self) -> Vec<u32> {
        let certificates = &self.matching.certificates;
        let mut asked = Vec::new();
        for request in &self.snapshot.sent {
            let is_to_come = request.on.since(self.snapshot.as_of).is_some_and(|days| days > 0);
            if request.kind != RequestKind::Revoke || is_to_come || !request.serial.is_readable() {
                continue;
            }
            let readings = [Some(request.serial.hex), request.serial.hex.decimal_reading()];
            let mut fitting: Vec<u32> = readings
                .iter()
                .flatten()
                .flat_map(|serial| certificates.with_serial(self.snapshot, serial))
                .filter(|&certificate| {
                    let row = certificates.row(self.snapshot, certificate);
                    let holder = Holder { name: request.holder, ..Holder::default() };
                    self.understanding.name_fits_holder(self.snapshot, &Holder::from(row), &holder)
                })
                .collect();
            fitting.sort_unstable();
            fitting.dedup();
            // Two readings or two issuers: the exact name tells which was meant, then the reading as hex. Where neither
            // tells, both count as asked for: nothing is asked for twice.
            let row = |certificate: u32| certificates.row(self.snapshot, certificate);
            let named = |certificate: &u32| self.understanding.same_name(row(*certificate).holder, request.holder);
            if fitting.len() > 1 && fitting.iter().any(named) {
                fitting.retain(named);
            }
            let as_hex = |certificate: &u32| row(*certificate).serial.hex == request.serial.hex;
            if fitting.len() > 1 && fitting.iter().any(as_hex) {
                fitting.retain(as_hex);
            }
            asked.append(&mut fitting);
        }
        asked.sort_unstable();
        asked.dedup();
        asked
    }

    /// Holders with more than one certificate in force.
    fn several_in_force(&self) -> Vec<(u32, u32, bool)> {
        let certificates = &self.matching.certificates;
        let mut held: Vec<(u64, u32)> = (0..certificates.len() as u32)
            .into_par_iter()
            .filter(|&number| {
                self.matching.people.kinds[number as usize] == HolderKind::Person && self.in_force(number)
            })
            .filter_map(|number| {
                let holder = match self.matching.people.links[number as usize] {
                    PersonLink::Person(row, by) if !by.is_weak() => u64::from(row) + 1,
                    PersonLink::Nobody => {
                        // Not on the roster: the same full number and name are the same person.
                        let row = certificates.row(self.snapshot, number);
                        let name = self.understanding.folded(row.holder);
                        name.pair(if row.identity.cccd == 0 { 0 } else { row.identity.cccd }).0
                    }
                    _ => 0,
                };
                (holder != 0).then_some((holder, number))
            })
            .collect();
        held.par_sort_unstable();
        let rank = |number: u32| {
            let row = certificates.row(self.snapshot, number);
            (row.valid_from, row.valid_to, row.serial.hex)
        };
        let allowed = self.snapshot.policy.in_force_per_holder as usize;
        let mut several = Vec::new();
        for group in held.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > allowed) {
            let newest = group.iter().map(|entry| rank(entry.1)).max();
            for &(_, number) in group {
                several.push((number, group.len() as u32 - 1, Some(rank(number)) == newest));
            }
        }
        several.sort_unstable();
        several
    }
}

fn noise_of_row(noise: &mut Noise, birthday: Birthday, zeros_lost: bool) {
    if matches!(birthday, Birthday::Year(_)) {
        noise.add(NoiseKind::BirthdayYearOnly);
    }
    if zeros_lost {
        noise.add(NoiseKind::IdZerosLost);
    }
}
