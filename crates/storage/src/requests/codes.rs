//! The small numbers by which rows hold kinds, states, verbs and proofs of requests. They are never given another meaning.

use crate::codes::Code;
use antin_domain::request::proof::ProofKind;
use antin_domain::request::{RequestKind, State, Verb};

impl Code for RequestKind {
    const COLUMN: &'static str = "kind";
    const TABLE: &'static [(Self, i16)] = &[
        (Self::Issue, 1),
        (Self::Renew, 2),
        (Self::ChangeInfo, 3),
        (Self::Revoke, 4),
        (Self::Reissue, 5),
        (Self::RestoreDevice, 6),
    ];
}

impl Code for State {
    const COLUMN: &'static str = "state";
    const TABLE: &'static [(Self, i16)] = &[
        (Self::Draft, 1),
        (Self::Submitted, 2),
        (Self::Returned, 3),
        (Self::Held, 4),
        (Self::Approved, 5),
        (Self::Bundled, 6),
        (Self::Sent, 7),
        (Self::Taken, 8),
        (Self::DeviceOut, 9),
        (Self::Done, 10),
        (Self::Refused, 11),
        (Self::Withdrawn, 12),
        (Self::Expired, 13),
    ];
}

impl Code for Verb {
    const COLUMN: &'static str = "verb";
    const TABLE: &'static [(Self, i16)] = &[
        (Self::Draft, 1),
        (Self::Edit, 2),
        (Self::Submit, 3),
        (Self::Approve, 4),
        (Self::Return, 5),
        (Self::Hold, 6),
        (Self::Resume, 7),
        (Self::Withdraw, 8),
        (Self::Bundle, 9),
        (Self::Unbundle, 10),
        (Self::Send, 11),
        (Self::Take, 12),
        (Self::Refuse, 13),
        (Self::Prove, 14),
        (Self::SettleDevice, 15),
        (Self::Reopen, 16),
        (Self::Expire, 17),
    ];
}

impl Code for ProofKind {
    const COLUMN: &'static str = "proof";
    const TABLE: &'static [(Self, i16)] = &[(Self::Revoked, 1), (Self::Certificate, 2), (Self::Restored, 3)];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_a_number() {
        assert!(RequestKind::ALL.iter().all(|word| word.code() > 0));
        assert!(State::ALL.iter().all(|word| word.code() > 0));
        assert!(Verb::ALL.iter().all(|word| word.code() > 0));
    }
}
