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
    /// The roster says since when he is gone in a way that nobody can read: perhaps he is there still.
    pub is_day_unread: bool,
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

/// One kind of thing understood on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoiseKind {
    /// One side wrote the name without accents.
    NameUnaccented,
    /// Letters and marks stood apart (NFD) on one side.
    NameUnicodeForm,
    /// The tone mark stood at another place of the word.
    NameTonePlace,
    /// One side wrote the name in capitals.
    NameCase,
    /// Spaces in front, behind, doubled or of another kind.
    NameSpacing,
    /// A title stood before the name.
    TitleInName,
    /// A CCCD had lost its leading zeros.
    IdZerosLost,
    /// The registry has the old CMND.
    IdOldInRegistry,
    /// Only the year of the birthday was written down.
    BirthdayYearOnly,
    /// A private e-mail address stood beside or instead of the official one.
    MailPrivate,
    /// An e-mail address had capitals.
    MailCase,
    /// Days one apart: UTC in the certificate, local time in the list.
    DateOneDay,
    /// A unit was abbreviated.
    UnitSpelling,
    /// The certificate was replaced by another.
    Superseded,
}

impl NoiseKind {
    /// Every kind with its name, in the order in which they are shown.
    pub const ALL: [(NoiseKind, &'static str); 14] = [
        (NoiseKind::NameUnaccented, "name-unaccented"),
        (NoiseKind::NameUnicodeForm, "name-unicode-form"),
        (NoiseKind::NameTonePlace, "name-tone-place"),
        (NoiseKind::NameCase, "name-case"),
        (NoiseKind::NameSpacing, "name-spacing"),
        (NoiseKind::TitleInName, "title-in-name"),
        (NoiseKind::IdZerosLost, "id-zeros-lost"),
        (NoiseKind::IdOldInRegistry, "id-old-in-registry"),
        (NoiseKind::BirthdayYearOnly, "birthday-year-only"),
        (NoiseKind::MailPrivate, "mail-private"),
        (NoiseKind::MailCase, "mail-case"),
        (NoiseKind::DateOneDay, "date-one-day"),
        (NoiseKind::UnitSpelling, "unit-spelling"),
        (NoiseKind::Superseded, "superseded"),
    ];
}

/// Things understood on the way, counted in the summary, never a finding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Noise(u32);

impl Noise {
    /// Adds a kind.
    pub fn add(&mut self, kind: NoiseKind) {
        self.0 |= 1 << kind as u32;
    }

    /// Which kinds there are, as places in [`NoiseKind::ALL`].
    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..NoiseKind::ALL.len()).filter(move |bit| self.0 & (1 << bit) != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_noise_has_its_place() {
        for (place, (kind, name)) in NoiseKind::ALL.into_iter().enumerate() {
            let mut noise = Noise::default();
            noise.add(kind);
            assert_eq!(noise.iter().collect::<Vec<_>>(), [place], "{name}");
        }
    }
}
