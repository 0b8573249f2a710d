//! Which rows speak of one certificate, and of which person. Pairs rows and never judges.
//!
//! > review.md section 2: links are tried from strong to weak; each keeps its rule, its score and its reason.
//!
//! The order of rows and the number of threads do not matter: every choice is made by what rows say, and where that leaves
//! two possibilities the link is uncertain.

pub mod certificates;
mod compare;
mod people;
mod registry;
mod weak;

pub use certificates::Certificates;
pub use compare::{Holder, own_unit, same_holder_name};
pub use people::{People, PersonLink};
pub use registry::{RegistryLink, RegistryLinks};

use crate::snapshot::Snapshot;
use crate::understanding::Understanding;

/// No certificate, no row.
pub const NOBODY: u32 = u32::MAX;

/// What a link rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    /// The serial, read as hex.
    Serial,
    /// The serial, read as a decimal number, and a field of the holder.
    DecimalSerial,
    /// The serial of the predecessor.
    Predecessor,
    /// The serial of the device.
    Device,
    /// A serial one slip away, the dates and the device.
    SlipAndDevice,
    /// The identity number.
    Identity,
    /// The official e-mail.
    Mail,
    /// A serial one slip away, the dates and the identity number or e-mail.
    SlipAndHolder,
    /// Name and birthday.
    Birthday,
    /// Name and unit.
    Unit,
}

impl By {
    /// Every way, from strong to weak.
    pub const ALL: [By; 10] = [
        By::Serial,
        By::DecimalSerial,
        By::Predecessor,
        By::Device,
        By::SlipAndDevice,
        By::Identity,
        By::Mail,
        By::SlipAndHolder,
        By::Birthday,
        By::Unit,
    ];

    /// Number of the rule in review.md section 2.
    #[must_use]
    pub fn rule(self) -> u8 {
        match self {
            By::Serial | By::DecimalSerial => 1,
            By::Predecessor => 2,
            By::Device | By::SlipAndDevice => 3,
            By::Identity | By::Mail | By::SlipAndHolder => 4,
            By::Birthday | By::Unit => 5,
        }
    }

    /// How sure the link is, of 100.
    #[must_use]
    pub fn score(self) -> u8 {
        match self {
            By::Serial => 100,
            By::DecimalSerial => 98,
            By::Predecessor => 97,
            By::Device => 95,
            By::SlipAndDevice => 94,
            By::Identity => 92,
            By::Mail => 90,
            By::SlipAndHolder => 90,
            By::Birthday => 70,
            By::Unit => 60,
        }
    }

    /// Key of the reason in words, in `locales/`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            By::Serial => "link-serial",
            By::DecimalSerial => "link-decimal-serial",
            By::Predecessor => "link-predecessor",
            By::Device => "link-device",
            By::SlipAndDevice => "link-slip-and-device",
            By::Identity => "link-identity",
            By::Mail => "link-mail",
            By::SlipAndHolder => "link-slip-and-holder",
            By::Birthday => "link-birthday",
            By::Unit => "link-unit",
        }
    }

    /// A suggestion only: nobody may lose a certificate by it.
    #[must_use]
    pub fn is_weak(self) -> bool {
        self.rule() == 5
    }
}

/// All links of a snapshot.
pub struct Matching {
    /// Certificates of the CA's list and their chains.
    pub certificates: Certificates,
    /// Registry rows and the certificates they speak of.
    pub registry: RegistryLinks,
    /// Cases and people.
    pub people: People,
}

/// Links the rows of `snapshot`.
#[must_use]
pub fn matching(snapshot: &Snapshot, understanding: &Understanding) -> Matching {
    let lists = || {
        let certificates = Certificates::new(snapshot, understanding);
        let registry = RegistryLinks::new(snapshot, understanding, &certificates);
        (certificates, registry)
    };
    let ((certificates, registry), by_identity) = rayon::join(lists, || people::by_identity(snapshot, understanding));
    let people = People::new(snapshot, understanding, &certificates, &registry, by_identity);
    Matching { certificates, registry, people }
}
