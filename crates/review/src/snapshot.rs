//! What a review looks at: all rows, the units, the policy and the day. Once sealed it does not change.

use antin_domain::day::Day;
use antin_domain::policy::Policy;
use antin_domain::row::{CaRow, RegistryRow, RosterRow, SentRow};
use antin_domain::text::Dictionary;
use antin_domain::unit::Directory;

/// The sealed input of a review. The same snapshot gives the same findings at any later time.
pub struct Snapshot {
    /// Texts the rows refer to.
    pub dictionary: Dictionary,
    /// Rows of the CA's list.
    pub ca: Vec<CaRow>,
    /// Rows of the registry.
    pub registry: Vec<RegistryRow>,
    /// Rows of the roster; `None`: no roster was given, so nothing is said of holders.
    pub roster: Option<Vec<RosterRow>>,
    /// Requests sent to the CA.
    pub sent: Vec<SentRow>,
    /// Units as of the day.
    pub units: Directory,
    /// The law of the day.
    pub policy: Policy,
    /// The day the review speaks of (tính đến ngày).
    pub as_of: Day,
}

impl Snapshot {
    /// Rows of the roster, none if there is no roster.
    #[must_use]
    pub fn people(&self) -> &[RosterRow] {
        self.roster.as_deref().unwrap_or_default()
    }
}
