//! A bundle of certificates as a list: each holder's certificate is a row, what is none is told beside it.

use super::entry::Entries;
use super::kind::FileKind;
use super::reading::{ReadList, rejected_row};
use crate::error::AppError;
use crate::register::{Authorities, Issuer, Said, said};
use antin_domain::message::Message;
use antin_lists::rows::Rejected;
use antin_pki::bundle;
use antin_pki::certificate::Certificate;
use antin_pki::oid;

/// Could these bytes be certificates, before anything else? A list never begins so.
pub(super) fn is_bundle(bytes: &[u8]) -> bool {
    let marked = bytes.starts_with(&[0x30]) || bytes.windows(11).any(|window| window == b"-----BEGIN ");
    marked && !bundle::find(bytes).certificates.is_empty()
}

/// Reads a bundle.
///
/// # Errors
/// There is no certificate in it.
pub(super) fn read(file_name: &str, bytes: &[u8], authorities: &Authorities) -> Result<ReadList, AppError> {
    let found = bundle::find(bytes);
    if found.certificates.is_empty() {
        return Err(AppError::Unusable(Message::new("intake-bundle-nothing").with("file", file_name)));
    }
    let (mut rows, mut rejected): (Vec<Said>, Vec<Rejected>) = (Vec::new(), Vec::new());
    let count = found.certificates.len() + found.damaged;
    for (place, der) in found.certificates.iter().enumerate() {
        match said(der, authorities) {
            Some(one) if one.signed == Issuer::Denied => {
                rejected.push(Rejected { row: number(place), column: String::new(), text: one.holder, reason: FORGED });
            }
            Some(one) => rows.push(one),
            None => rejected.push(no_row(place, der)),
        }
    }
    for place in found.certificates.len()..count {
        rejected.push(Rejected { row: number(place), column: String::new(), text: String::new(), reason: DAMAGED });
    }
    let mut notes = Vec::new();
    let unverified = rows.iter().filter(|said| said.signed != Issuer::Verified).count();
    if unverified > 0 {
        notes.push(Message::new("intake-bundle-unverified").with("count", unverified));
    }
    if !found.crls.is_empty() {
        notes.push(Message::new("intake-bundle-crls").with("count", found.crls.len()));
    }
    Ok(ReadList {
        kind: FileKind::Certificates,
        format: if bytes.starts_with(&[0x30]) { "DER" } else { "PEM" }.to_owned(),
        sheet: String::new(),
        heading_rows: (0, 0),
        columns: Vec::new(),
        sample: Vec::new(),
        notes,
        read: count,
        used: rows.len(),
        problems: 0,
        raw_rejected: rejected.iter().map(|one| rejected_row(one, std::slice::from_ref(&one.text))).collect(),
        rejected,
        entries: Entries::Bundle(rows),
    })
}

const DAMAGED: &str = "intake-bundle-damaged";
/// It names a key that is trusted here, and that key did not sign it.
const FORGED: &str = "intake-bundle-forged";

/// Why a certificate is no row: it is a CA's, or has no serial that the registry could keep.
fn no_row(place: usize, der: &[u8]) -> Rejected {
    let (text, reason) = match Certificate::read(der) {
        Ok(certificate) => {
            let name = certificate.subject.text(oid::COMMON_NAME).unwrap_or_default().into_owned();
            (name, if certificate.is_ca() { "intake-bundle-ca" } else { "intake-bundle-serial" })
        }
        Err(_) => (String::new(), DAMAGED),
    };
    Rejected { row: number(place), column: String::new(), text, reason }
}

fn number(place: usize) -> u32 {
    u32::try_from(place + 1).unwrap_or(u32::MAX)
}
