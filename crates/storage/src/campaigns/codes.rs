//! The numbers by which rows of campaigns hold the words of the domain. They are never given another meaning.

use crate::codes::Code;
use antin_domain::action::Action;
use antin_domain::campaign::CampaignState;
use antin_domain::campaign::case::{CaseState, CaseVerb, DecisionKind, HolderSaid};
use antin_domain::campaign::deadline::Reading;
use antin_domain::campaign::evidence::EvidenceKind;
use antin_domain::campaign::report::{Compared, ReportState, ReportVerb};

impl Code for CampaignState {
    const COLUMN: &'static str = "state";
    const TABLE: &'static [(Self, i16)] =
        &[(Self::Draft, 1), (Self::Rehearsed, 2), (Self::Running, 3), (Self::Closed, 4), (Self::Dropped, 5)];
}

impl Code for Reading {
    const COLUMN: &'static str = "reading";
    const TABLE: &'static [(Self, i16)] = &[(Self::Strict, 1), (Self::Wide, 2)];
}

impl Code for CaseState {
    const COLUMN: &'static str = "state";
    const TABLE: &'static [(Self, i16)] =
        &[(Self::Clear, 1), (Self::Open, 2), (Self::Postponed, 3), (Self::Decided, 4), (Self::Confirmed, 5)];
}

impl Code for CaseVerb {
    const COLUMN: &'static str = "verb";
    const TABLE: &'static [(Self, i16)] = &[
        (Self::Accept, 1),
        (Self::Choose, 2),
        (Self::Dispute, 3),
        (Self::Postpone, 4),
        (Self::TakeUp, 5),
        (Self::Undo, 6),
        (Self::Confirm, 7),
        (Self::SendBack, 8),
        (Self::Reopen, 9),
        (Self::Raise, 10),
    ];
}

impl Code for DecisionKind {
    const COLUMN: &'static str = "decision";
    const TABLE: &'static [(Self, i16)] = &[(Self::Accepted, 1), (Self::Chosen, 2), (Self::Disputed, 3)];
}

impl Code for HolderSaid {
    const COLUMN: &'static str = "holder_said";
    const TABLE: &'static [(Self, i16)] = &[(Self::Nothing, 0), (Self::Right, 1), (Self::Wrong, 2)];
}

impl Code for ReportState {
    const COLUMN: &'static str = "report_state";
    const TABLE: &'static [(Self, i16)] =
        &[(Self::Writing, 1), (Self::Signed, 2), (Self::Sent, 3), (Self::Returned, 4), (Self::Accepted, 5)];
}

impl Code for ReportVerb {
    const COLUMN: &'static str = "verb";
    const TABLE: &'static [(Self, i16)] =
        &[(Self::SignOff, 1), (Self::Withdraw, 2), (Self::Send, 3), (Self::Accept, 4), (Self::Return, 5)];
}

impl Code for Compared {
    const COLUMN: &'static str = "compared";
    const TABLE: &'static [(Self, i16)] =
        &[(Self::Matched, 1), (Self::Mismatched, 2), (Self::NotRecognised, 3), (Self::Unlisted, 4)];
}

impl Code for EvidenceKind {
    const COLUMN: &'static str = "kind";
    const TABLE: &'static [(Self, i16)] =
        &[(Self::Pdf, 1), (Self::Png, 2), (Self::Jpeg, 3), (Self::Docx, 4), (Self::Xlsx, 5)];
}

// Actions by their place, the strongest 0: cases are sorted by it.
impl Code for Action {
    const COLUMN: &'static str = "action";
    const TABLE: &'static [(Self, i16)] = &[
        (Self::Revoke, 0),
        (Self::Verify, 1),
        (Self::RevokeAndReissue, 2),
        (Self::Renew, 3),
        (Self::ChangeInfo, 4),
        (Self::ReportToCa, 5),
        (Self::Register, 6),
        (Self::UpdateRegistry, 7),
        (Self::Tidy, 8),
        (Self::None, 9),
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_a_number_of_its_own_and_comes_back() {
        fn check<T: Code + std::fmt::Debug>(words: &[T]) {
            for word in words {
                assert_eq!(T::of("test", word.code()).unwrap(), *word);
            }
        }
        check(&CampaignState::ALL);
        check(&Reading::ALL);
        check(&CaseState::ALL);
        check(&CaseVerb::ALL);
        check(&DecisionKind::ALL);
        check(&HolderSaid::ALL);
        check(&ReportState::ALL);
        check(&ReportVerb::ALL);
        check(&Compared::ALL);
        check(&EvidenceKind::ALL);
        check(&Action::ALL);
    }
}
