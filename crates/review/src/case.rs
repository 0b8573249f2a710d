//! A case: the rows that speak of one certificate, what was found, and the one action.

use crate::facts::Noise;
use antin_domain::action::Action;
use antin_domain::certificate::HolderKind;
use antin_domain::finding::Findings;
use antin_domain::row::Revocation;

/// One case. Rows are indexes into the snapshot's lists.
#[derive(Clone, Copy, Debug, Default)]
pub struct Case {
    /// Number in the matching: certificates of the CA's list first, then the registry's own cases.
    pub number: u32,
    /// Row of the CA's list that speaks for the certificate; `u32::MAX`: not on the list.
    pub ca: u32,
    /// Row of the registry that speaks for the case; `u32::MAX`: not in the registry.
    pub registry: u32,
    /// How many rows of the CA's list belong to it.
    pub ca_rows: u32,
    /// How many rows of the registry belong to it.
    pub registry_rows: u32,
    /// Row of the roster; `u32::MAX`: nobody.
    pub person: u32,
    /// Whose certificate it is.
    pub kind: HolderKind,
    /// Number (1–5) of the weakest rule used for linking; 0: none.
    pub link: u8,
    /// What the rules said.
    pub findings: Findings,
    /// What is to be done.
    pub action: Action,
    /// What was understood on the way.
    pub noise: Noise,
    /// No row of the CA's list is about it, but the certificate itself was read from a file.
    pub at_hand: bool,
    /// What CRLs say of the certificate that was read.
    pub revocation: Revocation,
    /// Days from the as-of day to the last day of validity.
    pub days_left: Option<i32>,
}

impl Case {
    /// Is it on the CA's list?
    #[must_use]
    pub fn is_listed(&self) -> bool {
        self.ca != u32::MAX
    }
}
