//! What a row of a list says, with its texts: what the registry compares with what it has.

pub use super::compare::DeviceCell;
use crate::register::Said;
use antin_domain::certificate::{Employment, HolderKind, Renewals, Standing};
use antin_domain::day::{Birthday, Day};
use antin_domain::row::UnitRow;
use antin_domain::serial::Serial;

/// The rows of one list.
#[derive(Clone, Debug)]
pub enum Entries {
    /// The CA's list, or that of the application.
    Certificates(Vec<CertificateEntry>),
    /// The roster.
    People(Vec<PersonEntry>),
    /// The list of units.
    Units(Vec<UnitRow>),
    /// Certificates themselves.
    Bundle(Vec<Said>),
    /// What revocation lists say.
    Revoked(Vec<RevokedEntry>),
    /// Requests sent: kept for reviews, nothing of the registry changes.
    Nothing,
}

/// A row that speaks of a certificate. Blank texts and unknown days: the list does not say.
#[derive(Clone, Debug, Default)]
pub struct CertificateEntry {
    /// Row of the sheet.
    pub row: u32,
    /// Serial.
    pub serial: Serial,
    /// Serial of the certificate it followed.
    pub previous: Serial,
    /// Holder.
    pub holder: String,
    /// CA.
    pub issuer: String,
    /// Whose it is.
    pub kind: HolderKind,
    /// Identity number, digits only.
    pub id_number: String,
    /// E-mail.
    pub email: String,
    /// Deepest level of the unit, and the one above it.
    pub unit: (String, String),
    /// Position.
    pub position: String,
    /// First day.
    pub valid_from: Day,
    /// Last day.
    pub valid_to: Day,
    /// State.
    pub standing: Standing,
    /// Renewals.
    pub renewals: Renewals,
    /// The device it lies on.
    pub device: DeviceCell,
}

/// An entry of a revocation list that a trusted key of the CA signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevokedEntry {
    /// Serial.
    pub serial: Serial,
    /// Name of the CA that issued the certificate.
    pub issuer: String,
    /// Revoked since; in Vietnam.
    pub since: Day,
}

/// A row that speaks of a person.
#[derive(Clone, Debug)]
pub struct PersonEntry {
    /// Row of the sheet.
    pub row: u32,
    /// Staff number.
    pub code: String,
    /// Name.
    pub name: String,
    /// Birthday.
    pub birthday: Birthday,
    /// Identity number, digits only.
    pub id_number: String,
    /// E-mail.
    pub email: String,
    /// Unit, and the one above it.
    pub unit: (String, String),
    /// Position.
    pub position: String,
    /// Does the person work in the sector?
    pub employment: Employment,
    /// Since when.
    pub since: Day,
}
