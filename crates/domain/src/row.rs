//! Rows of the lists as values of fixed size: three million of them fit in memory (docs/decisions/0004).

use crate::certificate::{Employment, HolderKind, Renewals, RequestKind, Standing};
use crate::day::{Birthday, Day};
use crate::identity::Identity;
use crate::key::Key;
use crate::mail::Mails;
use crate::serial::SerialCell;
use crate::text::TextId;

/// One row of a list of certificates: what the CA, or the office with its registry, says of one of them.
#[derive(Clone, Copy, Debug, Default)]
pub struct CertificateRow {
    /// Row of the sheet, from 1.
    pub row: u32,
    /// Serial of the certificate, as the list spells it.
    pub serial: SerialCell,
    /// Key of the serial of the certificate it replaced; only the CA says so.
    pub previous: Key,
    /// Holder as written (`names`).
    pub holder: TextId,
    /// Issuing CA as written (`words`).
    pub issuer: TextId,
    /// Person, organisation or device.
    pub kind: HolderKind,
    /// CCCD and CMND.
    pub identity: Identity,
    /// Birthday of the holder.
    pub birthday: Birthday,
    /// E-mail of the holder.
    pub mails: Mails,
    /// Deepest level of the unit (`units`).
    pub unit: TextId,
    /// The level above it, where the list has levels (`units`).
    pub parent: TextId,
    /// Position (`words`).
    pub position: TextId,
    /// First day of validity.
    pub valid_from: Day,
    /// Last day of validity.
    pub valid_to: Day,
    /// What the list says of it.
    pub standing: Standing,
    /// How often it was renewed.
    pub renewals: Renewals,
    /// Serial of the device.
    pub device: Key,
    /// What the certificate itself says.
    pub truth: Truth,
}

/// What the certificate itself says of a row, where it was read from a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Truth {
    /// The certificate was read.
    pub is_read: bool,
    /// Holder, days, serial or trust in the issuer of the row are not those of the certificate.
    pub differs: bool,
    /// SHA-1, or RSA below 2048 bits.
    pub is_weak: bool,
    /// What CRLs say of it.
    pub revocation: Revocation,
}

/// What CRLs say of a certificate that was read from a file. Everything but *good* and *revoked* is unknown, and unknown
/// is never silently good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Revocation {
    /// No CRL was given, no certificate was read, or it has expired: lists drop what has expired.
    #[default]
    NotAsked,
    /// A CRL in force speaks about it and does not name it.
    Good,
    /// A CRL names it.
    Revoked,
    /// No CRL of its issuer speaks about it.
    NoList,
    /// A newer CRL should have been there.
    OldList,
    /// The CRL cannot be used: its form, or who signed it.
    NotUsable,
    /// The certificate of its issuer is not at hand, or leads to nobody who is trusted.
    NoIssuer,
}

impl Revocation {
    /// Every value with its name.
    pub const ALL: [(Revocation, &'static str); 7] = [
        (Revocation::NotAsked, "not-asked"),
        (Revocation::Good, "good"),
        (Revocation::Revoked, "revoked"),
        (Revocation::NoList, "no-list"),
        (Revocation::OldList, "old-list"),
        (Revocation::NotUsable, "not-usable"),
        (Revocation::NoIssuer, "no-issuer"),
    ];

    /// Was it asked about without an answer?
    #[must_use]
    pub fn is_unknown(self) -> bool {
        !matches!(self, Revocation::NotAsked | Revocation::Good | Revocation::Revoked)
    }
}

/// A certificate that was read from a file, in the words of the lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadCertificate {
    /// Its serial.
    pub serial: crate::serial::Serial,
    /// CN of its subject.
    pub holder: String,
    /// CN of its issuer.
    pub issuer: String,
    /// First day of validity, in Vietnam.
    pub valid_from: Day,
    /// Last day of validity, in Vietnam.
    pub valid_to: Day,
    /// SHA-1, or RSA below 2048 bits.
    pub is_weak: bool,
    /// What CRLs say of it.
    pub revocation: Revocation,
}

/// One row of the roster.
#[derive(Clone, Copy, Debug, Default)]
pub struct RosterRow {
    /// Row of the sheet, from 1.
    pub row: u32,
    /// Name as written (`names`).
    pub holder: TextId,
    /// CCCD and CMND.
    pub identity: Identity,
    /// Birthday.
    pub birthday: Birthday,
    /// Official e-mail.
    pub mails: Mails,
    /// Unit (`units`).
    pub unit: TextId,
    /// The unit above it, where the roster has levels (`units`).
    pub parent: TextId,
    /// Position (`words`).
    pub position: TextId,
    /// Works, or has left and how.
    pub employment: Employment,
    /// The roster says nothing of that.
    pub is_state_blank: bool,
    /// Since when.
    pub since: Day,
    /// Nobody can read since when, or it is some day of the twelve months from `since` on.
    pub since_unread: bool,
}

impl RosterRow {
    /// Can nobody tell whether the person is gone on that day? Not where a whole year has passed since, and not where the
    /// day is still to come: then he is there.
    #[must_use]
    pub fn may_be_there(&self, on: Day) -> bool {
        let is_over = self.since.is_known() && self.since.plus(366) <= on;
        let is_to_come = self.since.is_known() && self.since > on;
        self.since_unread && self.employment != Employment::Active && !is_over && !is_to_come
    }
}

/// One request that was sent to the CA.
#[derive(Clone, Copy, Debug, Default)]
pub struct SentRow {
    /// Row of the sheet, from 1.
    pub row: u32,
    /// What was asked for.
    pub kind: RequestKind,
    /// Serial of the certificate.
    pub serial: SerialCell,
    /// Holder as written (`names`).
    pub holder: TextId,
    /// Number of the document (`words`).
    pub number: TextId,
    /// Day of the document.
    pub on: Day,
}

/// One row of the list of units, in either of its two forms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitRow {
    /// Row of the sheet, from 1.
    pub row: u32,
    /// Code; blank in the two-column form.
    pub code: String,
    /// Name; the old name in the two-column form.
    pub name: String,
    /// First day of the name.
    pub from: Day,
    /// Last day of the name.
    pub to: Day,
    /// Code of the unit above.
    pub parent: String,
    /// Code of the unit that took over; the new name in the two-column form.
    pub successor: String,
}
