//! What is known of one case, compared and counted, before anything is judged.
//!
//! Rules see [`Facts`] and nothing else, so a finding can be worked out again years later under the policy of its day.

mod gather;

pub use gather::Gatherer;

use antin_domain::certificate::{Employment, HolderKind};
use antin_domain::row::Revocation;
use antin_domain::unit::Relation;

/// What is known of one case.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts {
    /// Whose certificate it is.
    pub kind: HolderKind,
    /// Rows of the CA's list.
    pub ca_rows: u32,
    /// Rows of the registry.
    pub registry_rows: u32,
    /// The CA says it is revoked.
    pub is_revoked: bool,
    /// The CA's list contradicts the certificate itself.
    pub ca_list_differs: bool,
    /// The certificate itself is weak: SHA-1, RSA below 2048 bits.
    pub is_weak: bool,
    /// No row of the CA's list is about it, but the certificate itself was read from a file.
    pub at_hand: bool,
    /// What CRLs say of the certificate that was read.
    pub revocation: Revocation,
    /// Replaced by another certificate.
    pub is_superseded: bool,
    /// Not revoked for the CA, not superseded, the day within its validity.
    pub in_force: bool,
    /// Days from the as-of day to the last day of validity; negative after it. `None`: neither on the CA's
    /// list nor at hand.
    pub days_left: Option<i32>,
    /// The greatest number of renewals any list says, or 1 where the predecessor ends earlier.
    pub renewals: Option<u8>,
    /// We asked the CA to revoke it.
    pub asked_to_revoke: bool,
    /// The issuer named by a list, or the shape of the serial, is that of a CA outside the trust list.
    pub is_foreign: bool,
    /// Rows may belong together, not surely: the case and registry rows.
    pub registry_uncertain: bool,
    /// The registry's rows.
    pub registry: RegistryFacts,
    /// A roster was given.
    pub has_roster: bool,
    /// The person on the roster.
    pub person: PersonFacts,
    /// What the certificate says against the roster.
    pub content: ContentFacts,
    /// Other certificates of the same kind in force for the same holder.
    pub others_in_force: u32,
    /// Of those in force, this one is the newest.
    pub is_newest: bool,
    /// The unit (of an organisation's certificate) has ended without a successor that keeps it.
    pub unit_dissolved: bool,
    /// No organisation certificate of the living unit stays in force once this one is revoked.
    pub only_of_unit: bool,
    /// What was understood and is no finding: see [`Noise`].
    pub noise: Noise,
}

/// The registry's rows against the certificate and the roster.
#[derive(Clone, Copy, Debug, Default)]
pub struct RegistryFacts {
    /// Linked by name and birthday or name and unit only.
    pub is_weak: bool,
    /// The serial is blank or destroyed.
    pub serial_lost: bool,
    /// The serial is that of the predecessor.
    pub serial_superseded: bool,
    /// The serial is one slip away.
    pub serial_slipped: bool,
    /// The serial is spelled otherwise.
    pub serial_spelled: bool,
    /// Another name than the certificate's.
    pub name_differs: bool,
    /// Other days than the certificate's.
    pub dates_differ: bool,
    /// Another device than the certificate's.
    pub device_differs: bool,
    /// Another identity number than the roster's.
    pub id_differs: bool,
    /// Another birthday than the roster's.
    pub birthday_differs: bool,
    /// A row says revoked.
    pub says_revoked: bool,
    /// A row says in use.
    pub says_in_use: bool,
}

/// The person on the roster.
#[derive(Clone, Copy, Debug, Default)]
pub struct PersonFacts {
    /// Somebody was found.
    pub is_known: bool,
    /// Found by name and birthday or name and unit only.
    pub is_weak: bool,
    /// Several who may be meant.
    pub is_uncertain: bool,
    /// How he left; active also where the day of leaving is still to come.
    pub employment: Employment,
    /// The position is within the scope of the policy.
    pub is_entitled: bool,
}

/// What the certificate says against the roster.
#[derive(Clone, Copy, Debug, Default)]
pub struct ContentFacts {
    /// The unit.
    pub unit: Option<Relation>,
    /// Another position.
    pub position_differs: bool,
    /// Another official e-mail.
    pub mail_differs: bool,
    /// Another CCCD.
    pub id_differs: bool,
    /// Only the old CMND.
    pub id_old: bool,
}

/// Things understood on the way, counted in the summary, never a finding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Noise(pub u32);

impl Noise {
    /// Names of the kinds of noise, in the order of their bits.
    pub const NAMES: [&'static str; 14] = [
        "name-unaccented",
        "name-unicode-form",
        "name-tone-place",
        "name-case",
        "name-spacing",
        "title-in-name",
        "id-zeros-lost",
        "id-old-in-registry",
        "birthday-year-only",
        "mail-private",
        "mail-case",
        "date-one-day",
        "unit-spelling",
        "superseded",
    ];

    /// Adds the kind called `name`; a name that is not in the list adds nothing (a test knows them all).
    pub fn add(&mut self, name: &str) {
        if let Some(bit) = Noise::NAMES.iter().position(|known| *known == name) {
            self.0 |= 1 << bit;
        }
    }

    /// The kinds, as numbers in [`Noise::NAMES`].
    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..Noise::NAMES.len()).filter(move |bit| self.0 & (1 << bit) != 0)
    }
}
