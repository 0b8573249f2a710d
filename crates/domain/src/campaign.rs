//! Review campaigns (đợt rà soát): the centre sends a letter, every unit checks, decides and reports back by a day.
//!
//! > Letter 2547/TCT-CNTT: the departments review, carry out and report in writing before 30/6/2024.
//!
//! Three tables say what can happen: [`STEPS`] to the campaign, [`case::STEPS`] to one certificate's case in it,
//! [`report::STEPS`] to the report of one unit. What the tables cannot say stands in [`guards`].

pub mod bulk;
pub mod case;
pub mod deadline;
pub mod evidence;
pub mod guards;
pub mod report;

use crate::permission::Act;
use crate::workflow::Step;

/// How a campaign stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CampaignState {
    /// Being written; nothing was looked at yet.
    Draft,
    /// It is known what would be found, unit by unit; nothing is open yet.
    Rehearsed,
    /// Lists are sealed, cases are open.
    Running,
    /// Over: nothing is decided any more.
    Closed,
    /// Given up before it began.
    Dropped,
}

/// What can be done with a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CampaignVerb {
    /// Change letter, scope or days; a rehearsal does not hold any more.
    Edit,
    /// Look what would be found.
    Rehearse,
    /// Seal what was rehearsed and open the cases.
    Launch,
    /// Give a unit, and what is below it, more time.
    Extend,
    /// Remind those who have not decided.
    Remind,
    /// End it.
    Close,
    /// Go on: cases that were not decided can be decided again.
    Resume,
    /// Give it up before it began.
    Drop,
}

use CampaignState::{Closed, Draft, Dropped, Rehearsed, Running};
use CampaignVerb::{Close, Drop, Edit, Extend, Launch, Rehearse, Remind, Resume};

/// Everything that can happen to a campaign.
pub const STEPS: &[Step<CampaignState, CampaignVerb>] = &[
    Step::new(Draft, Edit, Draft, Act::LeadCampaign),
    Step::new(Draft, Rehearse, Rehearsed, Act::LeadCampaign),
    Step::new(Draft, Drop, Dropped, Act::LeadCampaign),
    Step::new(Rehearsed, Edit, Draft, Act::LeadCampaign),
    Step::new(Rehearsed, Rehearse, Rehearsed, Act::LeadCampaign),
    Step::new(Rehearsed, Launch, Running, Act::LeadCampaign),
    Step::new(Rehearsed, Drop, Dropped, Act::LeadCampaign),
    Step::new(Running, Extend, Running, Act::LeadCampaign),
    Step::new(Running, Remind, Running, Act::LeadCampaign),
    Step::new(Running, Close, Closed, Act::LeadCampaign),
    Step::new(Closed, Resume, Running, Act::LeadCampaign),
];

impl CampaignState {
    /// Every state, in the order of pages.
    pub const ALL: [CampaignState; 5] = [Draft, Rehearsed, Running, Closed, Dropped];

    /// Word used in addresses, files and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Draft => "draft",
            Rehearsed => "rehearsed",
            Running => "running",
            Closed => "closed",
            Dropped => "dropped",
        }
    }
}

impl CampaignVerb {
    /// Everything that can be done.
    pub const ALL: [CampaignVerb; 8] = [Edit, Rehearse, Launch, Extend, Remind, Close, Resume, Drop];

    /// Word used in addresses, files and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Edit => "edit",
            Rehearse => "rehearse",
            Launch => "launch",
            Extend => "extend",
            Remind => "remind",
            Close => "close",
            Resume => "resume",
            Drop => "drop",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workflow::find;

    #[test]
    fn nothing_is_launched_that_was_not_rehearsed() {
        for state in CampaignState::ALL {
            assert_eq!(find(STEPS, state, Launch).is_some(), state == Rehearsed, "{state:?}");
        }
    }

    #[test]
    fn whoever_edits_what_was_rehearsed_must_rehearse_again() {
        assert_eq!(find(STEPS, Rehearsed, Edit).map(|step| step.to), Some(Draft));
    }

    #[test]
    fn every_step_is_one_of_whoever_leads_campaigns() {
        assert!(STEPS.iter().all(|step| step.act == Act::LeadCampaign));
    }
}
