//! A certificate as the registry keeps it: what names it, whose it is, what it followed, where it was seen.
//!
//! > domain.md 10.1: Certificate (issuer, serial bytes, subject parsed, dates, kind, device, predecessor, renewal count and
//! > its source). Uploading a copy of another's certificate must not take its place: issuer and serial are its name, the
//! > digest of its bytes proves it.

use super::{HolderKind, Renewals, Standing};
use crate::day::Day;
use crate::id::Id;
use crate::serial::Serial;

/// One certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateRecord {
    /// Number in the registry.
    pub id: Id,
    /// The CA that issued it, by its name as lists write it.
    pub issuer: String,
    /// Serial number; with the issuer it is the name of the certificate.
    pub serial: Serial,
    /// SHA-256 of the DER bytes, once somebody has shown them.
    pub digest: Option<[u8; 32]>,
    /// Who it is for.
    pub kind: HolderKind,
    /// Name in it, as written.
    pub holder: String,
    /// The person, where one is known.
    pub person: Option<Id>,
    /// The unit of the holder.
    pub unit: Id,
    /// Position in it; blank where none.
    pub position: String,
    /// E-mail in it; blank where none.
    pub email: String,
    /// First day; unknown where no list says.
    pub valid_from: Day,
    /// Last day; unknown where no list says.
    pub valid_to: Day,
    /// What lists say of it; see [`CertificateRecord::state_on`].
    pub standing: Standing,
    /// How often it was renewed, if any list says.
    pub renewals: Renewals,
    /// The device it lies on; none where unknown.
    pub device: Option<Id>,
    /// The certificate it followed, and how.
    pub predecessor: Option<(Id, Succession)>,
    /// The lists on which it stands.
    pub found: Found,
    /// How many findings about it are open.
    pub open_findings: u32,
}

/// How a certificate followed another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Succession {
    /// Renewal (gia hạn): counts against the limit.
    Renewal,
    /// Change of information (thay đổi nội dung thông tin): same end of validity.
    ChangeInfo,
    /// Re-issue (cấp lại): a new one after revocation or expiry.
    Reissue,
}

/// The lists on which a certificate stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Found {
    /// The CA's list.
    pub ca: bool,
    /// The list of the application.
    pub registry: bool,
    /// Its holder stands on the roster.
    pub roster: bool,
}

/// How a certificate stands on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// In force (đang hiệu lực).
    InForce,
    /// Its first day has not come.
    NotYet,
    /// Its last day is over (hết hạn).
    Expired,
    /// Revoked (đã thu hồi).
    Revoked,
    /// Replaced by a renewal or a change of information.
    Superseded,
    /// Nobody says until when it is valid.
    Unknown,
}

impl State {
    /// Every state, in the order in which pages show them.
    pub const ALL: [State; 6] =
        [State::InForce, State::NotYet, State::Expired, State::Revoked, State::Superseded, State::Unknown];

    /// Word used in addresses, files and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            State::InForce => "in-force",
            State::NotYet => "not-yet",
            State::Expired => "expired",
            State::Revoked => "revoked",
            State::Superseded => "superseded",
            State::Unknown => "unknown",
        }
    }
}

impl CertificateRecord {
    /// How it stands on `day`.
    ///
    /// Revoked and superseded are believed; what lists say beyond that lags behind, so the days decide. A certificate
    /// whose last day nobody knows is never taken for valid or expired.
    #[must_use]
    pub fn state_on(&self, day: Day) -> State {
        CertificateRecord::state_of(self.standing, self.valid_from, self.valid_to, day)
    }

    /// The same for one of which only this is at hand.
    #[must_use]
    pub fn state_of(standing: Standing, valid_from: Day, valid_to: Day, day: Day) -> State {
        match standing {
            Standing::Revoked => State::Revoked,
            Standing::Superseded => State::Superseded,
            _ if !valid_to.is_known() => State::Unknown,
            _ if valid_to < day => State::Expired,
            _ if valid_from > day => State::NotYet,
            _ => State::InForce,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(standing: Standing, from: &str, to: &str, state: State) {
        let day = |text: &str| Day::parse(text.as_bytes()).unwrap_or_default();
        let record = CertificateRecord {
            id: Id(1),
            issuer: "CA".into(),
            serial: Serial::from_hex(b"0A").unwrap(),
            digest: None,
            kind: HolderKind::Person,
            holder: "Lê Thị Mẫu".into(),
            person: None,
            unit: Id(1),
            position: String::new(),
            email: String::new(),
            valid_from: day(from),
            valid_to: day(to),
            standing,
            renewals: Renewals(None),
            device: None,
            predecessor: None,
            found: Found::default(),
            open_findings: 0,
        };
        assert_eq!(record.state_on(day("14/06/2024")), state, "{standing:?} {from} {to}");
    }

    #[test]
    fn the_days_decide_unless_it_was_taken_back() {
        check(Standing::InUse, "14/06/2019", "14/06/2024", State::InForce);
        check(Standing::InUse, "14/06/2019", "13/06/2024", State::Expired);
        check(Standing::Expired, "14/06/2019", "14/06/2025", State::InForce);
        check(Standing::Unknown, "15/06/2024", "14/06/2029", State::NotYet);
        check(Standing::Revoked, "14/06/2019", "14/06/2029", State::Revoked);
        check(Standing::Superseded, "14/06/2019", "13/06/2024", State::Superseded);
    }

    #[test]
    fn without_a_last_day_nothing_is_claimed() {
        check(Standing::InUse, "14/06/2019", "", State::Unknown);
        check(Standing::InUse, "", "14/06/2029", State::InForce);
    }
}
