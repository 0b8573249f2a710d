//! Reorganisation (sắp xếp tổ chức): on one day units are merged, split, renamed or come under another, and certificates
//! have to follow.
//!
//! > domain.md 2.6: units merged into a new one: change information on one of the organisation certificates, revoke the
//! > others; merged into an existing one: it keeps its own; only the superior changes: change of information; persons:
//! > change of information, no new certificate.
//!
//! What a person writes are [`line`]s; [`check`] holds them against the units there are and makes a [`Plan`] of them;
//! [`effects`] says what each certificate needs; [`waves`] spreads that over working days. [`STEPS`] says what can happen
//! to the whole.

pub mod check;
pub mod effects;
pub mod line;
pub mod waves;

use crate::day::Day;
use crate::id::Id;
use crate::permission::Act;
use crate::unit::dated::DatedUnit;
use crate::workflow::Step;
use std::collections::{BTreeMap, BTreeSet};

/// How a reorganisation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Being written.
    Draft,
    /// It is known what it would need; nothing of the registry has changed.
    Rehearsed,
    /// The units are as it says, and its waves are fixed.
    Applied,
    /// Given up.
    Withdrawn,
}

/// What can be done with a reorganisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    /// Change what it says; a rehearsal does not hold any more.
    Edit,
    /// Look what it would need.
    Rehearse,
    /// Change the units and fix the waves.
    Apply,
    /// Draft the requests of a wave.
    DraftRequests,
    /// Give it up.
    Withdraw,
}

/// Everything that can happen to a reorganisation. Nothing leads back from [`State::Applied`]: offices work by it.
pub const STEPS: &[Step<State, Verb>] = &[
    Step::new(State::Draft, Verb::Edit, State::Draft, Act::EditUnit),
    Step::new(State::Draft, Verb::Rehearse, State::Rehearsed, Act::EditUnit),
    Step::new(State::Draft, Verb::Withdraw, State::Withdrawn, Act::EditUnit),
    Step::new(State::Rehearsed, Verb::Edit, State::Draft, Act::EditUnit),
    Step::new(State::Rehearsed, Verb::Rehearse, State::Rehearsed, Act::EditUnit),
    Step::new(State::Rehearsed, Verb::Apply, State::Applied, Act::EditUnit),
    Step::new(State::Rehearsed, Verb::Withdraw, State::Withdrawn, Act::EditUnit),
    Step::new(State::Applied, Verb::DraftRequests, State::Applied, Act::EditUnit),
];

/// A reorganisation whose lines agree with each other and with the units that there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The first day on which it holds.
    pub day: Day,
    /// Units that begin on that day, by code.
    pub created: Vec<NewUnit>,
    /// What becomes of units that change themselves.
    pub fates: BTreeMap<Id, Fate>,
    /// The unit above, for every unit for which it becomes another; a merged unit stands below its successor, so that
    /// whoever works there sees what it took over.
    pub parents: BTreeMap<Id, Place>,
    /// Units that stay as they are while something above them changes.
    pub below: BTreeSet<Id>,
    /// Units that ended before, and the unit of today in which what still lies in them is, where something changes for it:
    /// whoever worked there is listed there until the next roster. None where it went into several: nobody knows into which.
    pub earlier: BTreeMap<Id, Option<Id>>,
}

/// A unit that begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUnit {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The unit above.
    pub parent: Place,
}

/// A unit after the day: one that there is, or one that begins (its place in [`Plan::created`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A unit that there is already.
    Kept(Id),
    /// One that begins.
    New(usize),
}

/// What becomes of a unit that changes itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It ends and goes into this one.
    Merged(Place),
    /// It goes into several; where it is one of them, it goes on.
    Split(Vec<Place>),
    /// It goes on under this name.
    Renamed(String),
}

impl Plan {
    /// Does the unit end?
    #[must_use]
    pub fn ends(&self, unit: Id) -> bool {
        match self.fates.get(&unit) {
            Some(Fate::Merged(_)) => true,
            Some(Fate::Split(places)) => !places.contains(&Place::Kept(unit)),
            Some(Fate::Renamed(_)) | None => false,
        }
    }

    /// Who has what the unit had: its successor where there is only one, else itself.
    #[must_use]
    pub fn heir(&self, unit: Id) -> Place {
        match self.fates.get(&unit) {
            Some(Fate::Merged(place)) => *place,
            _ => Place::Kept(unit),
        }
    }

    /// The units that take over from one that ends.
    #[must_use]
    pub fn successors(&self, unit: Id) -> &[Place] {
        match self.fates.get(&unit) {
            Some(Fate::Merged(place)) => std::slice::from_ref(place),
            Some(Fate::Split(places)) if self.ends(unit) => places,
            _ => &[],
        }
    }

    /// Every unit that anything changes for, itself or above it, or for what took it over.
    pub fn touched(&self) -> impl Iterator<Item = Id> {
        let changing = self.fates.keys().chain(self.parents.keys());
        let all: BTreeSet<Id> = changing.chain(self.below.iter()).chain(self.earlier.keys()).copied().collect();
        all.into_iter()
    }

    /// The code of a unit after the day; blank where `units` does not know it.
    #[must_use]
    pub fn code<'a>(&'a self, place: Place, units: &'a BTreeMap<Id, &DatedUnit>) -> &'a str {
        match place {
            Place::Kept(id) => units.get(&id).map_or("", |unit| unit.code.as_str()),
            Place::New(index) => self.created.get(index).map_or("", |unit| unit.code.as_str()),
        }
    }
}

impl State {
    /// Every state, in the order of pages.
    pub const ALL: [State; 4] = [State::Draft, State::Rehearsed, State::Applied, State::Withdrawn];

    /// Word used in addresses, files and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Rehearsed => "rehearsed",
            State::Applied => "applied",
            State::Withdrawn => "withdrawn",
        }
    }
}

impl Verb {
    /// Everything that can be done.
    pub const ALL: [Verb; 5] = [Verb::Edit, Verb::Rehearse, Verb::Apply, Verb::DraftRequests, Verb::Withdraw];

    /// Word used in addresses, files and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Verb::Edit => "edit",
            Verb::Rehearse => "rehearse",
            Verb::Apply => "apply",
            Verb::DraftRequests => "draft-requests",
            Verb::Withdraw => "withdraw",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workflow::{find, from};

    #[test]
    fn nothing_is_applied_that_was_not_rehearsed_and_nothing_leads_back_from_it() {
        for state in State::ALL {
            assert_eq!(find(STEPS, state, Verb::Apply).is_some(), state == State::Rehearsed, "{state:?}");
        }
        assert!(from(STEPS, State::Applied).all(|step| step.to == State::Applied));
        assert_eq!(from(STEPS, State::Withdrawn).count(), 0);
    }

    #[test]
    fn every_step_is_one_of_whoever_keeps_units() {
        assert!(STEPS.iter().all(|step| step.act == Act::EditUnit));
    }
}
