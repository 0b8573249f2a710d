//! One certificate's case in a campaign: what is decided of it, by whom, and when it takes effect.
//!
//! > issue "The campaigns" 3: accept the proposed action, choose another with reason, dispute with evidence, postpone;
//! > confirmed by another person; undo until it takes effect.

use crate::permission::Act;
use crate::workflow::Step;

/// How a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CaseState {
    /// The review asks for nothing, and nobody said otherwise.
    Clear,
    /// Waits for a decision.
    Open,
    /// Put off until a day.
    Postponed,
    /// Decided; another person has to confirm.
    Decided,
    /// Confirmed: it takes effect.
    Confirmed,
}

/// What can be done with a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CaseVerb {
    /// Decide as the review proposes.
    Accept,
    /// Decide on another action, with the reason.
    Choose,
    /// Say that the review is wrong, with evidence.
    Dispute,
    /// Put off until a day, with the reason.
    Postpone,
    /// Take a case up that was put off.
    TakeUp,
    /// Take the decision back, as long as nobody confirmed it.
    Undo,
    /// Confirm the decision of somebody else.
    Confirm,
    /// Send the decision back, with the reason.
    SendBack,
    /// Ask again what was settled: because it changed, or because it was wrong.
    Reopen,
    /// The holder (or a clerk for him) says that something is wrong.
    Raise,
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DecisionKind {
    /// As proposed.
    Accepted,
    /// Otherwise.
    Chosen,
    /// The review is wrong.
    Disputed,
}

/// What the holder says of his certificate as the application has it (letter 2.1b).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HolderSaid {
    /// Nothing yet.
    #[default]
    Nothing,
    /// It is right.
    Right,
    /// Something is wrong.
    Wrong,
}

use CaseState::{Clear, Confirmed, Decided, Open, Postponed};
use CaseVerb::{Accept, Choose, Confirm, Dispute, Postpone, Raise, Reopen, SendBack, TakeUp, Undo};

/// Everything that can happen to a case.
pub const STEPS: &[Step<CaseState, CaseVerb>] = &[
    Step::new(Clear, Raise, Open, Act::ConfirmCertificate),
    Step::new(Clear, Reopen, Open, Act::Decide),
    Step::new(Open, Accept, Decided, Act::Decide),
    Step::new(Open, Choose, Decided, Act::Decide),
    Step::new(Open, Dispute, Decided, Act::Decide),
    Step::new(Open, Postpone, Postponed, Act::Decide),
    Step::new(Postponed, TakeUp, Open, Act::Decide),
    Step::new(Postponed, Accept, Decided, Act::Decide),
    Step::new(Postponed, Choose, Decided, Act::Decide),
    Step::new(Postponed, Dispute, Decided, Act::Decide),
    Step::new(Decided, Undo, Open, Act::Decide),
    Step::new(Decided, Confirm, Confirmed, Act::Approve),
    Step::new(Decided, SendBack, Open, Act::Approve),
    Step::new(Confirmed, Reopen, Open, Act::Approve),
];

impl CaseState {
    /// Every state, in the order of pages.
    pub const ALL: [CaseState; 5] = [Open, Postponed, Decided, Confirmed, Clear];

    /// Word used in addresses, files and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Clear => "clear",
            Open => "open",
            Postponed => "postponed",
            Decided => "decided",
            Confirmed => "confirmed",
        }
    }

    /// Is nothing to be done any more?
    #[must_use]
    pub fn is_settled(self) -> bool {
        matches!(self, Clear | Confirmed)
    }

    /// Does it wait for a decision?
    #[must_use]
    pub fn is_undecided(self) -> bool {
        matches!(self, Open | Postponed)
    }
}

impl CaseVerb {
    /// Everything that can be done.
    pub const ALL: [CaseVerb; 10] = [Accept, Choose, Dispute, Postpone, TakeUp, Undo, Confirm, SendBack, Reopen, Raise];

    /// Word used in addresses, files and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Accept => "accept",
            Choose => "choose",
            Dispute => "dispute",
            Postpone => "postpone",
            TakeUp => "take-up",
            Undo => "undo",
            Confirm => "confirm",
            SendBack => "send-back",
            Reopen => "reopen",
            Raise => "raise",
        }
    }

    /// What kind of decision it makes; none where it decides nothing.
    #[must_use]
    pub fn decision(self) -> Option<DecisionKind> {
        match self {
            Accept => Some(DecisionKind::Accepted),
            Choose => Some(DecisionKind::Chosen),
            Dispute => Some(DecisionKind::Disputed),
            _ => None,
        }
    }

    /// Must the reason be told?
    #[must_use]
    pub fn needs_reason(self) -> bool {
        matches!(self, Choose | Dispute | Postpone | SendBack | Reopen | Raise)
    }
}

impl DecisionKind {
    /// Every kind.
    pub const ALL: [DecisionKind; 3] = [DecisionKind::Accepted, DecisionKind::Chosen, DecisionKind::Disputed];

    /// Word used in files and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            DecisionKind::Accepted => "accepted",
            DecisionKind::Chosen => "chosen",
            DecisionKind::Disputed => "disputed",
        }
    }
}

impl HolderSaid {
    /// Every answer.
    pub const ALL: [HolderSaid; 3] = [HolderSaid::Nothing, HolderSaid::Right, HolderSaid::Wrong];

    /// Word used in addresses, files and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            HolderSaid::Nothing => "nothing",
            HolderSaid::Right => "right",
            HolderSaid::Wrong => "wrong",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workflow::find;

    #[test]
    fn no_verb_leads_two_ways() {
        for (place, step) in STEPS.iter().enumerate() {
            let others = STEPS.iter().skip(place + 1);
            assert!(others.clone().all(|other| (other.from, other.verb) != (step.from, step.verb)), "{step:?}");
        }
    }

    #[test]
    fn only_what_is_decided_is_confirmed_and_only_by_those_who_approve() {
        for state in CaseState::ALL {
            let step = find(STEPS, state, Confirm);
            assert_eq!(step.is_some(), state == Decided, "{state:?}");
            assert!(step.is_none_or(|step| step.act == Act::Approve));
        }
    }

    #[test]
    fn a_decision_is_taken_back_only_until_it_takes_effect() {
        assert!(find(STEPS, Decided, Undo).is_some());
        assert!(find(STEPS, Confirmed, Undo).is_none());
    }

    #[test]
    fn what_decides_leads_to_decided_and_nothing_else_does() {
        for step in STEPS {
            assert_eq!(step.verb.decision().is_some(), step.to == Decided, "{step:?}");
        }
    }
}
