//! The report of one unit in a campaign, and what adds up in it.
//!
//! > Letter 2547/TCT-CNTT, 3: send the result in writing. > domain.md 6.6: the CA's total = matched + mismatched + not
//! > recognised; every row has exactly one final action.

use crate::action::Action;
use crate::permission::Act;
use crate::workflow::Step;

/// How the report of a unit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReportState {
    /// Being written: cases are decided, reports from below come in.
    Writing,
    /// Signed off by the head: the numbers are locked.
    Signed,
    /// Sent to the unit above.
    Sent,
    /// Sent back by the unit above, with the reason.
    Returned,
    /// Taken by the unit above.
    Accepted,
}

/// What can be done with a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReportVerb {
    /// The head signs off; numbers and decisions are locked.
    SignOff,
    /// Take it back before it is sent.
    Withdraw,
    /// Send it up, with number and day of the letter.
    Send,
    /// The unit above takes it.
    Accept,
    /// The unit above sends it back.
    Return,
}

use ReportState::{Accepted, Returned, Sent, Signed, Writing};
use ReportVerb::{Accept, Return, Send, SignOff, Withdraw};

/// Everything that can happen to a report. [`ReportVerb::is_of_the_unit_above`] says for which the act is asked there.
pub const STEPS: &[Step<ReportState, ReportVerb>] = &[
    Step::new(Writing, SignOff, Signed, Act::Approve),
    Step::new(Returned, SignOff, Signed, Act::Approve),
    Step::new(Signed, Withdraw, Writing, Act::Approve),
    Step::new(Signed, Send, Sent, Act::Decide),
    Step::new(Sent, Accept, Accepted, Act::Decide),
    Step::new(Sent, Return, Returned, Act::Decide),
    // The unit above found a mistake after all; it can do so until its own report is signed off.
    Step::new(Accepted, Return, Returned, Act::Decide),
];

/// What a report counts. Every number is the length of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// On the CA's list and the same on the application.
    pub matched: i64,
    /// On both, and they disagree.
    pub mismatched: i64,
    /// On the CA's list only.
    pub not_recognised: i64,
    /// Not on the CA's list.
    pub unlisted: i64,
    /// By final action, in the order of [`Action::ALL`].
    pub actions: [i64; 10],
    /// Cases that nobody decided, or of which the decision was not confirmed.
    pub open: i64,
}

/// How a case stands to the two lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Compared {
    /// On both and the same.
    Matched,
    /// On both, and they disagree.
    Mismatched,
    /// On the CA's list only.
    NotRecognised,
    /// Not on the CA's list.
    Unlisted,
}

impl ReportState {
    /// Every state, in the order of pages.
    pub const ALL: [ReportState; 5] = [Writing, Returned, Signed, Sent, Accepted];

    /// Word used in addresses, files and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Writing => "writing",
            Signed => "signed",
            Sent => "sent",
            Returned => "returned",
            Accepted => "accepted",
        }
    }

    /// Are its numbers locked?
    #[must_use]
    pub fn is_locked(self) -> bool {
        matches!(self, Signed | Sent | Accepted)
    }

    /// Has the unit above got it?
    #[must_use]
    pub fn has_arrived(self) -> bool {
        matches!(self, Sent | Accepted)
    }
}

impl ReportVerb {
    /// Everything that can be done.
    pub const ALL: [ReportVerb; 5] = [SignOff, Withdraw, Send, Accept, Return];

    /// Word used in addresses, files and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            SignOff => "sign-off",
            Withdraw => "withdraw",
            Send => "send",
            Accept => "accept",
            Return => "return",
        }
    }

    /// Is it done by the unit above, not by the one whose report it is?
    #[must_use]
    pub fn is_of_the_unit_above(self) -> bool {
        matches!(self, Accept | Return)
    }
}

impl Compared {
    /// Every one.
    pub const ALL: [Compared; 4] =
        [Compared::Matched, Compared::Mismatched, Compared::NotRecognised, Compared::Unlisted];
}

impl Totals {
    /// One more group of cases.
    pub fn add(&mut self, compared: Compared, action: Action, is_settled: bool, number: i64) {
        match compared {
            Compared::Matched => self.matched += number,
            Compared::Mismatched => self.mismatched += number,
            Compared::NotRecognised => self.not_recognised += number,
            Compared::Unlisted => self.unlisted += number,
        }
        self.actions[action as usize] += number;
        self.open += if is_settled { 0 } else { number };
    }

    /// Both together: a unit and what is below it.
    #[must_use]
    pub fn and(mut self, other: &Totals) -> Totals {
        self.matched += other.matched;
        self.mismatched += other.mismatched;
        self.not_recognised += other.not_recognised;
        self.unlisted += other.unlisted;
        self.open += other.open;
        self.actions.iter_mut().zip(other.actions).for_each(|(sum, more)| *sum += more);
        self
    }

    /// On the CA's list.
    #[must_use]
    pub fn listed(&self) -> i64 {
        self.matched + self.mismatched + self.not_recognised
    }

    /// All of them.
    #[must_use]
    pub fn cases(&self) -> i64 {
        self.listed() + self.unlisted
    }

    /// Does every case have exactly one final action?
    #[must_use]
    pub fn adds_up(&self) -> bool {
        self.cases() == self.actions.iter().sum::<i64>() && self.open <= self.cases() && self.open >= 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_report_that_was_signed_off_is_changed_by_taking_it_back_only() {
        for step in STEPS.iter().filter(|step| step.from.is_locked() && !step.to.is_locked()) {
            assert!(matches!(step.verb, Withdraw | Return), "{step:?}");
        }
    }

    proptest! {
        /// However cases are spread over units, the reports of all units together are the report of everything.
        #[test]
        fn reports_of_units_add_up_to_the_report_of_the_whole(
            cases in prop::collection::vec((0..20_usize, 0..4_usize, 0..10_usize, any::<bool>(), 0..50_i64), 0..200)
        ) {
            let mut whole = Totals::default();
            let mut units = [Totals::default(); 20];
            for (unit, compared, action, is_settled, number) in cases {
                whole.add(Compared::ALL[compared], Action::ALL[action], is_settled, number);
                units[unit].add(Compared::ALL[compared], Action::ALL[action], is_settled, number);
            }
            let sum = units.iter().fold(Totals::default(), Totals::and);
            prop_assert_eq!(sum, whole);
            prop_assert!(whole.adds_up() && units.iter().all(Totals::adds_up));
            prop_assert_eq!(whole.cases(), whole.listed() + whole.unlisted);
        }
    }
}
