//! Which certificates a list shows. The same condition counts them.

use crate::codes::Code;
use crate::db::Engine;
use crate::search::{Noun, words};
use crate::statement::Condition;
use crate::units;
use antin_domain::certificate::HolderKind;
use antin_domain::certificate::record::State;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::permission::Reach;

/// Which certificates a list shows; blank fields let everything through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CertificateFilter {
    /// What the asker may see at all.
    pub reach: Reach,
    /// Only this unit and everything below it.
    pub unit: Option<Id>,
    /// Only those that stand in one of these states on `as_of`; none of them lets all through.
    pub states: Vec<State>,
    /// The day for `states`.
    pub as_of: Day,
    /// Only these kinds of holder; none of them lets all through.
    pub kinds: Vec<HolderKind>,
    /// Only those that end on this day or later.
    pub ends_from: Day,
    /// Only those that end on this day or before.
    pub ends_to: Day,
    /// On which lists they stand.
    pub found: FoundFilter,
    /// Only those with an open finding, or only those without.
    pub has_open_finding: Option<bool>,
    /// Only those of this person.
    pub person: Option<Id>,
    /// Only those on this device.
    pub device: Option<Id>,
    /// Words of holder, e-mail account or serial, the last one half typed.
    pub text: String,
}

/// On which lists a certificate stands: must, must not, or does not matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FoundFilter {
    /// On the CA's list.
    pub ca: Option<bool>,
    /// On the list of the application.
    pub registry: Option<bool>,
    /// Its holder on the roster.
    pub roster: Option<bool>,
}

/// The words that were typed, and for which database they are looked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    /// The words.
    pub words: words::Words,
    /// The database; none where there are no words.
    pub engine: Option<Engine>,
}

impl CertificateFilter {
    /// The condition, on table `c`. `unit_column` is how the unit is spelled: `c.unit_id + 0` keeps the database from
    /// going through the index of units.
    pub(super) fn condition(&self, words: &Words, unit_column: &str) -> Condition {
        let mut condition = Condition::default();
        units::within(&mut condition, &self.reach, self.unit, unit_column, "c.person_id");
        self.state_condition(&mut condition);
        if !self.kinds.is_empty() {
            let codes: Vec<String> = self.kinds.iter().map(|kind| condition.number(kind.code())).collect();
            condition.and(&format!("c.kind IN ({})", codes.join(", ")));
        }
        for (day, comparison) in [(self.ends_from, ">="), (self.ends_to, "<=")] {
            if let Some(number) = day.number() {
                let number = condition.number(number);
                condition.and(&format!("c.valid_to {comparison} {number}"));
            }
        }
        let FoundFilter { ca, registry, roster } = self.found;
        for (wanted, column) in [(ca, "found_ca"), (registry, "found_registry"), (roster, "found_roster")] {
            if let Some(wanted) = wanted {
                condition.and(&format!("c.{column} = {}", i32::from(wanted)));
            }
        }
        match self.has_open_finding {
            Some(true) => condition.and("c.open_findings > 0"),
            Some(false) => condition.and("c.open_findings = 0"),
            None => {}
        }
        for (id, column) in [(self.person, "person_id"), (self.device, "device_id")] {
            if let Some(id) = id {
                let number = condition.number(id.0);
                condition.and(&format!("c.{column} = {number}"));
            }
        }
        if let Some(engine) = words.engine {
            let beside_units = self.unit.is_some() || !self.reach.everything;
            words::all_words(&mut condition, engine, Noun::Certificate, &words.words, beside_units);
        }
        condition
    }

    /// The same law as `CertificateRecord::state_on`; a test compares them.
    fn state_condition(&self, condition: &mut Condition) {
        if self.states.is_empty() {
            return;
        }
        // An unknown day is before all others: nothing has ended, nothing has begun.
        let day = condition.number(self.as_of.number().unwrap_or(i32::MIN));
        let one = |state: &State| match state {
            State::Revoked => "c.standing = 2".to_owned(),
            State::Superseded => "c.standing = 3".to_owned(),
            State::Unknown => "(c.standing NOT IN (2, 3) AND c.valid_to IS NULL)".to_owned(),
            State::Expired => format!("(c.standing NOT IN (2, 3) AND c.valid_to < {day})"),
            State::NotYet => format!("(c.standing NOT IN (2, 3) AND c.valid_to >= {day} AND c.valid_from > {day})"),
            State::InForce => format!(
                "(c.standing NOT IN (2, 3) AND c.valid_to >= {day} AND (c.valid_from IS NULL OR c.valid_from <= {day}))"
            ),
        };
        let states: Vec<String> = self.states.iter().map(one).collect();
        condition.and(&format!("({})", states.join(" OR ")));
    }
}
