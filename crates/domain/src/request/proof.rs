//! What proves a request done: what the CA shows, and nobody's word.
//!
//! > issue "The campaigns" 4: done only when the CA's next list or the new certificate proves it, then the registry and the
//! > chain follow. > domain.md 0.7: a renewal and a change of information each give a new serial.

use super::{Request, RequestKind};
use crate::certificate::record::{CertificateRecord, Succession};
use crate::certificate::{HolderKind, Standing};
use crate::day::Day;
use crate::device::Custody;
use crate::name::fold;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofKind {
    /// The CA's list, or a CRL that it signed, shows the certificate revoked.
    Revoked,
    /// The CA's list shows the certificate that was asked for.
    Certificate,
    /// The device is in the hands of its holder again, unlocked.
    Restored,
}

impl ProofKind {
    /// Word used in files and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ProofKind::Revoked => "revoked",
            ProofKind::Certificate => "certificate",
            ProofKind::Restored => "restored",
        }
    }
}

impl RequestKind {
    /// How the new certificate follows the old one; none where nothing follows.
    #[must_use]
    pub fn succession(self) -> Option<Succession> {
        match self {
            RequestKind::Renew => Some(Succession::Renewal),
            RequestKind::ChangeInfo => Some(Succession::ChangeInfo),
            RequestKind::Reissue => Some(Succession::Reissue),
            RequestKind::Issue | RequestKind::Revoke | RequestKind::RestoreDevice => None,
        }
    }
}

/// Does the CA's list show this certificate revoked?
#[must_use]
pub fn is_revoked(certificate: &CertificateRecord) -> bool {
    certificate.found.ca && certificate.standing == Standing::Revoked
}

/// Is `new` the certificate that `request`, sent on `sent`, asked for? `old` is the one that it was about.
///
/// It stands on the CA's list, or a trusted key of the CA signed the bytes that were shown (`is_vouched`); what somebody
/// uploads is else only a claim. It is another one of the same holder, began when the
/// request was sent or later, and has the end that the request leads to: later for a renewal, the same for a change of
/// information, which is why the two never take each other's proof. A certificate without dates proves nothing.
#[must_use]
pub fn is_asked_for(
    request: &Request,
    sent: Day,
    old: Option<&CertificateRecord>,
    new: &CertificateRecord,
    is_vouched: bool,
) -> bool {
    let follows = old.is_some_and(|old| new.predecessor.is_some_and(|(before, _)| before == old.id));
    let is_other = old.is_none_or(|old| old.id != new.id && old.serial != new.serial);
    let is_known = new.valid_from.is_known() && new.valid_to.is_known() && sent.is_known();
    // Lists show local days, certificates hold times of Greenwich: one day apart is the same.
    let is_fresh = new.valid_from.plus(1) >= sent;
    let is_standing = !matches!(new.standing, Standing::Revoked | Standing::Superseded);
    let is_shown = new.found.ca || is_vouched;
    if !(is_shown && is_other && is_known && is_fresh && is_standing && (follows || is_same_holder(request, new))) {
        return false;
    }
    let end = old.map(|old| old.valid_to).filter(|end| end.is_known());
    match (request.kind, end) {
        (RequestKind::Renew, Some(end)) => new.valid_to > end.plus(1),
        (RequestKind::ChangeInfo, Some(end)) => new.valid_to.near(end),
        // Nobody knows when the old one ends: only the CA's own word that it was followed tells.
        (RequestKind::Renew | RequestKind::ChangeInfo, None) => follows,
        (RequestKind::Issue | RequestKind::Reissue, _) => true,
        (RequestKind::Revoke | RequestKind::RestoreDevice, _) => false,
    }
}

/// Is the device of a revoked certificate still outside? A damaged one is given back too.
#[must_use]
pub fn is_outside(custody: Custody) -> bool {
    matches!(custody, Custody::Handed | Custody::Locked | Custody::Damaged)
}

/// The same person; or the same body or machine, by unit and name. A name alone never tells who somebody is.
fn is_same_holder(request: &Request, new: &CertificateRecord) -> bool {
    match request.person {
        Some(person) => new.person == Some(person),
        None => {
            let is_named =
                fold(&new.holder) == fold(&request.holder) || fold(&new.holder) == fold(&request.content.name);
            request.holder_kind != HolderKind::Person && new.unit == request.unit && is_named && !new.holder.is_empty()
        }
    }
}
