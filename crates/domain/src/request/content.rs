//! What a request says beside whom it is about: reasons, new information, how long.

use crate::certificate::HolderKind;
use serde::{Deserialize, Serialize};

/// What a request says. Blank texts are not said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Content {
    /// Why the certificate is to be revoked.
    pub reason: Option<RevocationReason>,
    /// Why, in words; also what the device suffers from.
    pub note: String,
    /// Years of validity asked for; none: as long as the law allows.
    pub years: Option<u32>,
    /// How often the certificate was renewed, where no list says and whoever drafts knows it from the files.
    pub renewals: Option<u8>,
    /// New or first name.
    pub name: String,
    /// New or first position.
    pub position: String,
    /// New or first e-mail.
    pub email: String,
    /// New or first name of the unit, as the certificate is to have it.
    pub unit_name: String,
    /// Province of the unit.
    pub province: String,
    /// Address of a body; purpose of a machine.
    pub address: String,
    /// Telephone.
    pub phone: String,
}

/// Why a certificate is revoked: a closed list.
///
/// > domain.md 2.5: NĐ 68/2024 Điều 17.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RevocationReason {
    /// It has expired.
    Expired,
    /// The secret key became known, or may have.
    KeyExposed,
    /// The device is lost.
    DeviceLost,
    /// The device is damaged or not safe any more.
    DeviceDamaged,
    /// Prosecuting or security bodies ask for it in writing.
    AuthorityDemand,
    /// The managing body asks for it in writing; also who left the sector.
    ManagingBody,
    /// Another position, which does not fit the certificate.
    PositionChanged,
    /// Retired.
    Retired,
    /// Resigned.
    Resigned,
    /// Died.
    Died,
    /// The body was dissolved, split or merged.
    BodyEnded,
    /// The device, service or software does not work any more.
    ServiceEnded,
}

impl Content {
    /// Does it name anything new?
    #[must_use]
    pub fn changes_something(&self) -> bool {
        [&self.name, &self.position, &self.email, &self.unit_name, &self.address].iter().any(|text| !text.is_empty())
    }

    /// Every text with its name and the most letters that it may have.
    pub fn texts(&mut self) -> [(&'static str, usize, &mut String); 8] {
        [
            ("note", 500, &mut self.note),
            ("name", 60, &mut self.name),
            ("position", 120, &mut self.position),
            ("email", 80, &mut self.email),
            ("unit_name", 150, &mut self.unit_name),
            ("province", 60, &mut self.province),
            ("address", 200, &mut self.address),
            ("phone", 20, &mut self.phone),
        ]
    }
}

impl RevocationReason {
    /// Every reason, in the order of the law.
    pub const ALL: [RevocationReason; 12] = [
        RevocationReason::Expired,
        RevocationReason::KeyExposed,
        RevocationReason::DeviceLost,
        RevocationReason::DeviceDamaged,
        RevocationReason::AuthorityDemand,
        RevocationReason::ManagingBody,
        RevocationReason::PositionChanged,
        RevocationReason::Retired,
        RevocationReason::Resigned,
        RevocationReason::Died,
        RevocationReason::BodyEnded,
        RevocationReason::ServiceEnded,
    ];

    /// Word used in addresses, files and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            RevocationReason::Expired => "expired",
            RevocationReason::KeyExposed => "key-exposed",
            RevocationReason::DeviceLost => "device-lost",
            RevocationReason::DeviceDamaged => "device-damaged",
            RevocationReason::AuthorityDemand => "authority-demand",
            RevocationReason::ManagingBody => "managing-body",
            RevocationReason::PositionChanged => "position-changed",
            RevocationReason::Retired => "retired",
            RevocationReason::Resigned => "resigned",
            RevocationReason::Died => "died",
            RevocationReason::BodyEnded => "body-ended",
            RevocationReason::ServiceEnded => "service-ended",
        }
    }

    /// Can it be the reason for this kind of holder? An unknown kind is not told that it cannot.
    #[must_use]
    pub fn fits(self, holder: HolderKind) -> bool {
        let only = match self {
            RevocationReason::PositionChanged
            | RevocationReason::Retired
            | RevocationReason::Resigned
            | RevocationReason::Died => HolderKind::Person,
            RevocationReason::BodyEnded => HolderKind::Organisation,
            RevocationReason::ServiceEnded => HolderKind::Device,
            _ => return true,
        };
        holder == only || holder == HolderKind::Unknown
    }
}
