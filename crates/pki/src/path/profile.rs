//! What RFC 5280 section 4 demands of CAs that conform, beyond what section 6 makes a validator check.

use super::Profile;
use crate::certificate::Certificate;
use crate::certificate::extensions::KeyUsage;
use crate::certificate::general_name::GeneralName;
use crate::verdict::{Departure, Reason};

/// Where a certificate stands in a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The anchor.
    Anchor,
    /// Between anchor and end.
    Between,
    /// The certificate asked about.
    End,
}

/// The first grave departure under [`Profile::Strict`]; else all of them, to be listed.
pub(super) fn check(certificate: &Certificate<'_>, place: Place, profile: Profile) -> Result<Vec<Reason>, Reason> {
    let found = departures(certificate, place);
    match found.iter().find(|departure| profile == Profile::Strict && !is_listed_only(**departure, place)) {
        Some(departure) => Err(Reason::Departure(*departure)),
        None => Ok(found.into_iter().map(Reason::Departure).collect()),
    }
}

/// Departures that NIST's PKITS wants accepted (cases 4.6.4 and 4.8.6 to 4.12.9): they are listed, never refused.
fn is_listed_only(departure: Departure, place: Place) -> bool {
    match departure {
        Departure::PolicyConstraintsNotCritical => true,
        Departure::BasicConstraintsNotCritical => place != Place::Anchor,
        _ => false,
    }
}

fn departures(certificate: &Certificate<'_>, place: Place) -> Vec<Departure> {
    let extensions = &certificate.extensions;
    let mut found = Vec::new();
    let mut note = |condition: bool, departure: Departure| {
        if condition {
            found.push(departure);
        }
    };
    let ca = certificate.is_ca();
    let issues = place != Place::End || ca;
    // An anchor stands by its fingerprint: roots numbered 0 are many.
    note(place != Place::Anchor && certificate.serial.is_too_long(), Departure::SerialTooLong);
    note(place != Place::Anchor && certificate.serial.0 == [0], Departure::SerialZero);
    note(certificate.issuer.is_empty(), Departure::EmptyIssuer);
    note(issues && certificate.subject.is_empty(), Departure::EmptyCaSubject);
    note(extensions.repeated.is_some(), Departure::ExtensionTwice);
    note(extensions.count > 0 && certificate.version < 3, Departure::ExtensionsBeforeVersion3);
    match &extensions.authority_key_id {
        Some(found) => {
            note(found.critical, Departure::AuthorityKeyCritical);
            note(found.value.key_id.is_none() && !certificate.is_self_issued(), Departure::AuthorityKeyMissing);
        }
        // 4.2.1.1: may be left out only where a certificate is signed with its own key.
        None => note(place != Place::Anchor || !is_self_signed(certificate), Departure::AuthorityKeyMissing),
    }
    match &extensions.subject_key_id {
        Some(found) => note(found.critical, Departure::SubjectKeyCritical),
        None => note(issues, Departure::SubjectKeyMissing),
    }
    match &extensions.basic_constraints {
        Some(found) => {
            note(found.value.ca && !found.critical, Departure::BasicConstraintsNotCritical);
            note(!found.value.ca && found.value.path_length.is_some(), Departure::PathLengthWithoutCa);
        }
        None => note(place == Place::Anchor, Departure::BasicConstraintsMissing),
    }
    let signs = extensions.key_usage.as_ref().is_some_and(|found| found.value.allows(KeyUsage::CERTIFICATE_SIGN));
    note(!ca && signs, Departure::CertificateSignWithoutCa);
    if let Some(found) = &extensions.name_constraints {
        note(!ca, Departure::NameConstraintsWithoutCa);
        note(!found.critical, Departure::NameConstraintsNotCritical);
    }
    let not_critical = |critical: Option<bool>| critical == Some(false);
    let constraints = extensions.policy_constraints.as_ref().map(|found| found.critical);
    note(not_critical(constraints), Departure::PolicyConstraintsNotCritical);
    let inhibit = extensions.inhibit_any_policy.as_ref().map(|found| found.critical);
    note(not_critical(inhibit), Departure::InhibitAnyPolicyNotCritical);
    note(extensions.authority_access.as_ref().is_some_and(|found| found.critical), Departure::AccessCritical);
    match &extensions.subject_alt_name {
        Some(found) => {
            note(certificate.subject.is_empty() && !found.critical, Departure::EmptySubjectAltNameNotCritical);
            note(!found.value.iter().all(|name| is_well_formed(&name)), Departure::BadAlternativeName);
        }
        None => note(certificate.subject.is_empty() && !issues, Departure::EmptySubjectAltNameNotCritical),
    }
    found
}

/// Signed with its own key, whatever it calls its issuer. Only an anchor without an authority key identifier is asked.
fn is_self_signed(certificate: &Certificate<'_>) -> bool {
    let Certificate { key, signature_algorithm, tbs, signature, .. } = certificate;
    crate::signature::verify(key, signature_algorithm, tbs, signature).is_ok()
}

fn is_well_formed(name: &GeneralName<'_>) -> bool {
    match name {
        GeneralName::Host(host) => is_host(host.strip_prefix("*.").unwrap_or(host)),
        GeneralName::Mail(mail) => super::constraints::split_mail(mail).is_some(),
        GeneralName::Address(address) => matches!(address.len(), 4 | 16),
        _ => true,
    }
}

/// The preferred name syntax of RFC 1034 section 3.5, as RFC 5280 4.2.1.6 demands it, and no address of numbers.
pub(super) fn is_host(host: &str) -> bool {
    let is_label = |label: &str| {
        let bytes = label.as_bytes();
        !bytes.is_empty()
            && bytes.len() <= 63
            && bytes.iter().all(|c| c.is_ascii_alphanumeric() || *c == b'-')
            && bytes[0] != b'-'
            && bytes[bytes.len() - 1] != b'-'
    };
    let last_is_number = host.rsplit('.').next().is_some_and(|label| label.bytes().all(|c| c.is_ascii_digit()));
    host.len() <= 253 && host.split('.').all(is_label) && !last_is_number
}
