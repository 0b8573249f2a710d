//! What one certificate says of itself, and the entry of the registry as it would be by that.

use super::{Authorities, Issuer};
use antin_domain::certificate::record::{CertificateRecord, Found};
use antin_domain::certificate::{HolderKind, Renewals, Standing};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::name::fold;
use antin_domain::serial::Serial;
use antin_pki::certificate::Certificate;
use antin_pki::certificate::general_name::GeneralName;
use antin_pki::oid;
use antin_results::certificates::day_of;

/// What one certificate says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Its bytes.
    pub der: Vec<u8>,
    /// SHA-256 of them.
    pub digest: [u8; 32],
    /// Name of the issuer.
    pub issuer: String,
    /// Serial.
    pub serial: Serial,
    /// Name of the holder.
    pub holder: String,
    /// Units it names, the nearest first.
    pub units: Vec<String>,
    /// Position; blank where it names none.
    pub position: String,
    /// E-mail; blank where it names none.
    pub email: String,
    /// First day, in Vietnam.
    pub valid_from: Day,
    /// Last day, in Vietnam.
    pub valid_to: Day,
    /// Did the CA sign it?
    pub signed: Issuer,
}

/// What a certificate says; none for a CA's, and for bytes that are none.
pub(crate) fn said(der: &[u8], authorities: &Authorities) -> Option<Said> {
    let certificate = Certificate::read(der).ok().filter(|certificate| !certificate.is_ca())?;
    let serial = Serial::from_hex(certificate.serial.to_string().as_bytes()).filter(|serial| !serial.is_none())?;
    let subject = |wanted| certificate.subject.text(wanted).unwrap_or_default().into_owned();
    let mut units: Vec<String> = certificate.subject.texts(oid::ORGANIZATIONAL_UNIT).map(|text| text.into()).collect();
    units.reverse();
    units.extend(certificate.subject.texts(oid::ORGANIZATION).map(|text| text.into()));
    let mails = certificate.extensions.subject_alt_name.as_ref().into_iter().flat_map(|names| names.value.iter());
    let mail = mails.into_iter().find_map(|name| match name {
        GeneralName::Mail(text) => Some(text.to_owned()),
        _ => None,
    });
    Some(Said {
        digest: certificate.fingerprint(),
        issuer: certificate.issuer.text(oid::COMMON_NAME).unwrap_or_default().into_owned(),
        serial,
        holder: subject(oid::COMMON_NAME),
        units,
        position: subject(oid::TITLE),
        email: mail.unwrap_or_else(|| subject(oid::EMAIL_ADDRESS)).to_lowercase(),
        valid_from: day_of(certificate.not_before),
        valid_to: day_of(certificate.not_after),
        signed: authorities.judge(&certificate),
        der: der.to_vec(),
    })
}

/// The entry as the certificate says it; what it does not say stays.
pub(crate) fn confirmed(before: &CertificateRecord, said: &Said) -> CertificateRecord {
    // Certificates of some years are written in capitals: what reads the same keeps the spelling of the registry.
    let or =
        |new: &str, old: &str| if new.is_empty() || fold(new) == fold(old) { old.to_owned() } else { new.to_owned() };
    CertificateRecord {
        digest: Some(said.digest),
        holder: or(&said.holder, &before.holder),
        email: or(&said.email, &before.email),
        valid_from: said.valid_from,
        valid_to: said.valid_to,
        found: Found { registry: true, ..before.found },
        ..before.clone()
    }
}

/// A new entry for a certificate that nobody knows.
pub(crate) fn fresh(id: Id, said: &Said, person: Option<Id>, unit: Id) -> CertificateRecord {
    CertificateRecord {
        id,
        issuer: said.issuer.clone(),
        serial: said.serial,
        digest: Some(said.digest),
        kind: if person.is_some() { HolderKind::Person } else { HolderKind::Unknown },
        holder: said.holder.clone(),
        person,
        unit,
        position: said.position.clone(),
        email: said.email.clone(),
        valid_from: said.valid_from,
        valid_to: said.valid_to,
        standing: Standing::default(),
        renewals: Renewals(None),
        device: None,
        predecessor: None,
        found: Found { ca: false, registry: true, roster: person.is_some() },
        open_findings: 0,
    }
}

/// Lists write the issuer in many ways: one that says less says nothing else.
pub(crate) fn same_issuer(listed: &str, issuer: &str) -> bool {
    let (listed, issuer) = (fold(listed), fold(issuer));
    listed.is_empty() || listed == issuer || issuer.contains(&listed) || listed.contains(&issuer)
}
