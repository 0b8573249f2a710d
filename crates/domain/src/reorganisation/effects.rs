//! What each certificate needs when units change: one need each, with its reason.
//!
//! > domain.md 2.6; 2.5: a body that is dissolved, split or merged: revocation; 2.4: change of information for a person whose
//! > organisation does not match; 10.7: unknown is a state, never silently "no"; 10.9: no unit without its certificate.
//!
//! Only certificates in force speak: one that is revoked, replaced or over needs nothing because of a reorganisation.

mod words;

use super::{Fate, Place, Plan};
use crate::certificate::record::{CertificateRecord, State};
use crate::certificate::{HolderKind, Renewals};
use crate::day::Day;
use crate::id::Id;
use crate::name::fold;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What is to be done with a certificate, or for a unit without one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NeedKind {
    /// Change of information.
    ChangeInfo,
    /// It ends soon: its renewal brings the new information as well.
    Renew,
    /// It ends soon and cannot be renewed: a new one.
    Reissue,
    /// A first certificate for a new unit.
    Issue,
    /// Revocation.
    Revoke,
    /// A person has to decide: what would have to be known is not.
    Decide,
    /// Nothing, and it is said why.
    Nothing,
}

/// Why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Because {
    /// Of the bodies that merge, this certificate is valid the longest (of equals: the lowest serial).
    OneOfMerged,
    /// Another of the merged bodies keeps its certificate.
    OthersOfMerged,
    /// The body goes into one that keeps its own.
    MergedIntoExisting,
    /// The body goes into one that has none; this one is valid the longest.
    ExistingHasNone,
    /// The body was split.
    SplitBody,
    /// The new body takes over no certificate.
    NewBodyHasNone,
    /// The holder's body was merged.
    BodyMerged,
    /// The holder's body has another name.
    Renamed,
    /// Only something above changes.
    SuperiorChanges,
    /// It ends soon after the day and can be renewed.
    EndsSoon,
    /// It ends soon after the day and was renewed already.
    EndsSoonRenewed,
    /// It ends soon after the day, and it is too late to renew it.
    EndsTooSoon,
    /// It ends before the day.
    EndsBefore,
    /// Nobody knows when it ends.
    EndUnknown,
    /// It is not in force yet on the day.
    NotYet,
    /// It ends soon, and nobody knows how often it was renewed.
    RenewalsUnknown,
    /// The holder's body was split: nobody knows into which part he goes.
    SplitHolder,
    /// Nobody knows what kind of holder it has.
    KindUnknown,
    /// The new body may take over a certificate of which nobody knows when it ends.
    ReplacementUnknown,
}

/// In which order certificates are seen to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Of a body: without it nothing goes out.
    Organisation,
    /// Of those who sign for it.
    Leader,
    /// Of everybody else.
    Other,
}

/// What one certificate needs, or one new unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// What is to be done.
    pub kind: NeedKind,
    /// Why.
    pub because: Because,
    /// The certificate; none for the first of a new unit.
    pub certificate: Option<Id>,
    /// The unit that it lies in now; for a new unit the first of those that go into it.
    pub unit: Id,
    /// The unit whose name it has to bear afterwards.
    pub place: Place,
    /// In which order.
    pub class: Class,
    /// Its last day.
    pub ends: Day,
    /// The body that has its certificate by this.
    pub gives: Option<Place>,
    /// Bodies whose certificate must be asked for before this.
    pub waits: Vec<Place>,
}

/// Numbers of the law and of the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The day on which all this is looked at.
    pub today: Day,
    /// A certificate that ends within so many days after the day is renewed or replaced instead of changed.
    pub soon_days: i32,
    /// Days that must be left for a renewal.
    pub least_days: i32,
    /// How often a certificate may be renewed.
    pub limit: u8,
}

/// What every certificate of `certificates` needs because of `plan`; certificates of units that nothing changes for need
/// nothing and are not told. The same needs in the same order, whatever the order of `certificates`.
#[must_use]
pub fn needs<'a>(
    plan: &Plan,
    certificates: impl IntoIterator<Item = &'a CertificateRecord>,
    rules: &Rules,
) -> Vec<Need> {
    let touched: BTreeSet<Id> = plan.touched().collect();
    // A body that others go into may itself stay as it is, and its certificate counts.
    let gathers: BTreeSet<Place> = merged_into(plan).into_keys().collect();
    let mut looking = Looking { plan, rules, needs: Vec::new() };
    let mut bodies: BTreeMap<Place, Vec<Seen>> = BTreeMap::new();
    let mut unsure: BTreeSet<Place> = BTreeSet::new();
    let mut split: Vec<Seen> = Vec::new();
    let mut keeping: BTreeSet<Place> = BTreeSet::new();
    for certificate in certificates {
        let state = certificate.state_on(rules.today);
        if !matches!(state, State::InForce | State::NotYet | State::Unknown) {
            continue;
        }
        let unit = match plan.earlier.get(&certificate.unit) {
            None => certificate.unit,
            Some(Some(unit)) => *unit,
            Some(None) => {
                looking.of_split(Seen { certificate, unit: certificate.unit }, Place::Kept(certificate.unit));
                continue;
            }
        };
        let seen = Seen { certificate, unit };
        let is_touched = touched.contains(&unit);
        if !(is_touched || gathers.contains(&Place::Kept(unit))) {
            continue;
        }
        let is_body = certificate.kind == HolderKind::Organisation;
        if is_body && plan.ends(unit) {
            match certificate.state_on(plan.day) {
                State::InForce if matches!(plan.fates.get(&unit), Some(Fate::Split(_))) => split.push(seen),
                State::InForce => bodies.entry(plan.heir(unit)).or_default().push(seen),
                _ => {
                    looking.not_in_force(seen, plan.heir(unit));
                    let is_unsure = certificate.state_on(plan.day) != State::Expired;
                    unsure.extend(plan.successors(unit).iter().filter(|_| is_unsure));
                }
            }
            continue;
        }
        if is_body && certificate.state_on(plan.day) == State::InForce {
            keeping.insert(Place::Kept(unit));
        }
        if is_touched {
            looking.holder(seen);
        }
    }
    for (place, group) in &bodies {
        looking.merged(*place, group, keeping.contains(place));
    }
    let given: BTreeSet<Place> = looking.needs.iter().filter_map(|need| need.gives).collect();
    for (index, unit) in first_of_new(plan).into_iter().enumerate() {
        let place = Place::New(index);
        if let Some(unit) = unit.filter(|_| !given.contains(&place)) {
            looking.new_body(place, unit, unsure.contains(&place));
        }
    }
    for seen in split {
        looking.split_body(seen, &unsure);
    }
    let mut needs = looking.needs;
    needs.sort_by_key(Need::key);
    needs
}

/// The units that end in each.
fn merged_into(plan: &Plan) -> BTreeMap<Place, Vec<Id>> {
    let mut into: BTreeMap<Place, Vec<Id>> = BTreeMap::new();
    for (unit, fate) in &plan.fates {
        if let Fate::Merged(place) = fate {
            into.entry(*place).or_default().push(*unit);
        }
    }
    into
}

/// For each unit that begins the first of those that go into it.
fn first_of_new(plan: &Plan) -> Vec<Option<Id>> {
    let mut first = vec![None; plan.created.len()];
    for (unit, fate) in &plan.fates {
        let places = match fate {
            Fate::Merged(place) => std::slice::from_ref(place),
            Fate::Split(places) => places,
            Fate::Renamed(_) => &[],
        };
        for place in places {
            if let Place::New(index) = place
                && let Some(slot) = first.get_mut(*index)
            {
                slot.get_or_insert(*unit);
            }
        }
    }
    first
}

/// A certificate and the unit of today in which it is: not where it lies where that unit ended before.
#[derive(Clone, Copy)]
struct Seen<'a> {
    certificate: &'a CertificateRecord,
    unit: Id,
}

/// Needs as they are found.
struct Looking<'a> {
    plan: &'a Plan,
    rules: &'a Rules,
    needs: Vec<Need>,
}

impl Looking<'_> {
    fn push(&mut self, seen: Seen, place: Place, (kind, because): (NeedKind, Because)) {
        let certificate = seen.certificate;
        self.needs.push(Need {
            kind,
            because,
            certificate: Some(certificate.id),
            unit: certificate.unit,
            place,
            class: class(certificate),
            ends: certificate.valid_to,
            gives: None,
            waits: Vec::new(),
        });
    }

    /// A person's or machine's certificate, or that of a body that goes on.
    fn holder(&mut self, seen: Seen) {
        let place = self.plan.heir(seen.unit);
        let because = match self.plan.fates.get(&seen.unit) {
            Some(Fate::Split(_)) => return self.of_split(seen, place),
            Some(Fate::Merged(_)) => Because::BodyMerged,
            Some(Fate::Renamed(_)) => Because::Renamed,
            None => Because::SuperiorChanges,
        };
        let need = if seen.certificate.kind == HolderKind::Unknown {
            (NeedKind::Decide, Because::KindUnknown)
        } else {
            self.changed(seen.certificate, because)
        };
        self.push(seen, place, need);
    }

    fn of_split(&mut self, seen: Seen, place: Place) {
        let Seen { certificate, unit } = seen;
        let is_split_now = self.plan.fates.contains_key(&unit);
        let is_going_on = is_split_now && !self.plan.ends(unit) && certificate.kind == HolderKind::Organisation;
        match certificate.state_on(self.plan.day) {
            // The body goes on under its name with its certificate.
            _ if is_going_on => {}
            State::InForce => self.push(seen, place, (NeedKind::Decide, Because::SplitHolder)),
            _ => self.not_in_force(seen, place),
        }
    }

    fn not_in_force(&mut self, seen: Seen, place: Place) {
        let need = match seen.certificate.state_on(self.plan.day) {
            State::Expired => (NeedKind::Nothing, Because::EndsBefore),
            State::NotYet => (NeedKind::Decide, Because::NotYet),
            _ => (NeedKind::Decide, Because::EndUnknown),
        };
        self.push(seen, place, need);
    }

    /// Change of information, or what takes its place where the certificate ends soon.
    fn changed(&self, certificate: &CertificateRecord, because: Because) -> (NeedKind, Because) {
        match certificate.state_on(self.plan.day) {
            State::Expired => return (NeedKind::Nothing, Because::EndsBefore),
            State::NotYet => return (NeedKind::Decide, Because::NotYet),
            State::InForce => {}
            _ => return (NeedKind::Decide, Because::EndUnknown),
        }
        // Known: it is in force on the day.
        let left = certificate.valid_to.since(self.plan.day).unwrap_or_default();
        if left > self.rules.soon_days {
            return (NeedKind::ChangeInfo, because);
        }
        match certificate.renewals {
            _ if left < self.rules.least_days => (NeedKind::Reissue, Because::EndsTooSoon),
            Renewals(None) => (NeedKind::Decide, Because::RenewalsUnknown),
            Renewals(Some(times)) if times < self.rules.limit => (NeedKind::Renew, Because::EndsSoon),
            Renewals(Some(_)) => (NeedKind::Reissue, Because::EndsSoonRenewed),
        }
    }

    /// Certificates of the bodies that go into `place`.
    fn merged(&mut self, place: Place, group: &[Seen], keeps: bool) {
        let longest = |one: &&CertificateRecord| (one.valid_to, Reverse(one.serial.bytes().to_vec()), Reverse(one.id));
        let all = group.iter().map(|seen| seen.certificate);
        let chosen = all.filter(|_| !keeps).max_by_key(longest).map(|one| one.id);
        for seen in group.iter().copied() {
            if Some(seen.certificate.id) == chosen {
                let because = match place {
                    Place::New(_) => Because::OneOfMerged,
                    Place::Kept(_) => Because::ExistingHasNone,
                };
                let need = self.changed(seen.certificate, because);
                self.push(seen, place, need);
                self.last(|need| need.gives = Some(place));
            } else {
                let because = if keeps { Because::MergedIntoExisting } else { Because::OthersOfMerged };
                self.push(seen, place, (NeedKind::Revoke, because));
                self.last(|need| need.waits = vec![place]);
            }
        }
    }

    fn new_body(&mut self, place: Place, unit: Id, is_unsure: bool) {
        let (kind, because) = match is_unsure {
            true => (NeedKind::Decide, Because::ReplacementUnknown),
            false => (NeedKind::Issue, Because::NewBodyHasNone),
        };
        let gives = (!is_unsure).then_some(place);
        self.needs.push(Need {
            kind,
            because,
            certificate: None,
            unit,
            place,
            class: Class::Organisation,
            ends: Day::UNKNOWN,
            gives,
            waits: Vec::new(),
        });
    }

    fn split_body(&mut self, seen: Seen, unsure: &BTreeSet<Place>) {
        let places = self.plan.successors(seen.unit).to_vec();
        let need = match places.iter().any(|place| unsure.contains(place)) {
            true => (NeedKind::Decide, Because::ReplacementUnknown),
            false => (NeedKind::Revoke, Because::SplitBody),
        };
        self.push(seen, Place::Kept(seen.unit), need);
        self.last(|need| need.waits = if need.kind == NeedKind::Revoke { places } else { Vec::new() });
    }

    fn last(&mut self, change: impl FnOnce(&mut Need)) {
        if let Some(need) = self.needs.last_mut() {
            change(need);
        }
    }
}

/// In which order a certificate is seen to.
fn class(certificate: &CertificateRecord) -> Class {
    match certificate.kind {
        HolderKind::Organisation => Class::Organisation,
        HolderKind::Person if is_leader(&certificate.position) => Class::Leader,
        _ => Class::Other,
    }
}

/// Does whoever holds this position sign for others? Heads and their deputies: "Phó Chi cục trưởng", "Trưởng Thuế".
#[must_use]
pub fn is_leader(position: &str) -> bool {
    fold(position).split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "truong" | "pho"))
}

impl Need {
    /// The place of a need among all: by class and end, what replaces before what is replaced.
    pub(super) fn key(&self) -> (Class, bool, Day, Option<Id>, Place, Id) {
        (self.class, self.kind == NeedKind::Revoke, self.ends, self.certificate, self.place, self.unit)
    }
}

#[cfg(test)]
mod tests;
