//! `--certificates DIR` and `--crl DIR` of a review: certificates off tokens, out of files and out of signed PDFs, with
//! what the CRLs of their own issuers say of them.

use crate::certificate_files::material;
use crate::failure::Failure;
use antin_domain::day::Day;
use antin_domain::message::Message;
use antin_domain::row::ReadCertificate;
use antin_domain::serial::Serial;
use antin_pki::algorithm::{Weakness, weaknesses};
use antin_pki::certificate::Certificate;
use antin_pki::crl::{Crl, CrlIndex};
use antin_pki::oid;
use antin_pki::signature;
use antin_pki::time::Time;
use antin_pki::verdict::RevocationReason;
use std::collections::HashSet;
use std::path::Path;

/// Reads the certificates of a folder; CAs' certificates among them serve to verify the CRLs.
///
/// # Errors
/// A folder cannot be read, or has no certificate in it.
pub fn read(folder: &Path, crls: Option<&Path>, as_of: Day) -> Result<Vec<ReadCertificate>, Failure> {
    let mut found = material(folder)?;
    if found.certificates.is_empty() {
        return Err(Failure::Unusable(Message::new("pki-nothing-in-file").with("file", folder.display())));
    }
    if let Some(crls) = crls {
        let more = material(crls)?;
        found.certificates.extend(more.certificates);
        found.crls.extend(more.crls);
    }
    let mut seen = HashSet::with_hasher(foldhash::fast::FixedState::default());
    let certificates: Vec<Certificate<'_>> = found
        .certificates
        .iter()
        .filter_map(|(_, der)| Certificate::read(der).ok())
        .filter(|certificate| seen.insert(certificate.raw))
        .collect();
    let authorities: Vec<&Certificate<'_>> = certificates.iter().filter(|certificate| certificate.is_ca()).collect();
    let indexes: Vec<CrlIndex> = found
        .crls
        .iter()
        .filter_map(|(_, der)| {
            let crl = Crl::read(der).ok()?;
            let keys: Vec<_> = authorities.iter().filter(|ca| ca.subject.same(&crl.issuer)).map(|ca| ca.key).collect();
            CrlIndex::load(der, &keys).ok()
        })
        .collect();
    let end = end_of(as_of);
    let people = certificates.iter().filter(|certificate| !certificate.is_ca());
    Ok(people.filter_map(|certificate| said(certificate, &authorities, &indexes, end)).collect())
}

fn said(
    certificate: &Certificate<'_>,
    authorities: &[&Certificate<'_>],
    crls: &[CrlIndex],
    end: Time,
) -> Option<ReadCertificate> {
    let weak = weaknesses(certificate, Time(i64::MAX));
    let is_weak = weak.iter().any(|weak| matches!(weak, Weakness::Sha1Signature | Weakness::ShortRsa { .. }));
    let text = |name: &antin_pki::name::Name<'_>| name.text(oid::COMMON_NAME).unwrap_or_default().into_owned();
    Some(ReadCertificate {
        serial: Serial::from_hex(certificate.serial.to_string().as_bytes())?,
        holder: text(&certificate.subject),
        issuer: text(&certificate.issuer),
        valid_from: day_of(certificate.not_before),
        valid_to: day_of(certificate.not_after),
        is_weak,
        is_revoked: is_revoked(certificate, authorities, crls, end),
    })
}

/// What the CRLs say that the key signed which signed the certificate: that key speaks about its own work, so no anchor
/// is needed to believe it. A CRL that is out of date still revokes, and proves nothing else.
fn is_revoked(
    certificate: &Certificate<'_>,
    authorities: &[&Certificate<'_>],
    crls: &[CrlIndex],
    end: Time,
) -> Option<bool> {
    let Certificate { signature_algorithm, tbs, signature, .. } = certificate;
    let signs = |ca: &&&Certificate<'_>| {
        ca.subject.same(&certificate.issuer) && signature::verify(&ca.key, signature_algorithm, tbs, signature).is_ok()
    };
    let issuer = authorities.iter().find(signs)?;
    let mut answer = None;
    for crl in crls {
        let is_own = crl.signer() == issuer.key.raw && crl.issuer().is_some_and(|name| name.same(&certificate.issuer));
        // A partitioned or indirect CRL needs the whole of RFC 5280 6.3: `antin certificate verify`.
        if !is_own || crl.is_unusable || crl.scope().is_some() {
            continue;
        }
        match crl.find(certificate.serial) {
            Some(entry) if entry.reason == Some(RevocationReason::RemoveFromCrl) => {}
            Some(entry) if entry.since <= end => return Some(true),
            _ => {
                let is_current = crl.next_update.is_some_and(|next| end <= next) && crl.delta_base.is_none();
                answer = answer.or(is_current.then_some(false));
            }
        }
    }
    answer
}

/// The day of an instant in Vietnam.
fn day_of(time: Time) -> Day {
    let (year, month, day) = time.plus(7 * 3600).civil();
    Day::new(i32::try_from(year).unwrap_or(0), month, day).unwrap_or(Day::UNKNOWN)
}

/// The last second of the as-of day in Vietnam.
fn end_of(day: Day) -> Time {
    let civil = day.civil().and_then(|(year, month, day)| Time::new(i64::from(year), month, day, 0, 0, 0));
    civil.unwrap_or(Time(0)).plus(86_400 - 7 * 3600 - 1)
}
