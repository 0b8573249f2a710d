//! Revocation lists as a list: each entry of a CRL that a trusted key of the CA signed says that a certificate is revoked.
//!
//! > issue "The campaigns" 4: done only by proof. > decision 0028: a CRL proves what it lists, and only that; what it does
//! > not list stays as it is.

use super::entry::{Entries, RevokedEntry};
use super::kind::FileKind;
use super::reading::{ReadList, rejected_row};
use crate::error::AppError;
use crate::register::{Authorities, CrlJudged, same_issuer};
use antin_domain::certificate::record::CertificateRecord;
use antin_domain::message::Message;
use antin_domain::serial::Serial;
use antin_lists::rows::Rejected;
use antin_pki::bundle;
use antin_pki::crl::{Crl, Entry};
use antin_pki::der::Reader;
use antin_pki::name::Name;
use antin_pki::oid;
use antin_pki::verdict::RevocationReason;
use antin_results::certificates::day_of;
use std::collections::HashMap;

/// Serials of fewer hex digits are given out by more than one CA: without its issuer such a certificate is not known.
const TELLING_DIGITS: usize = 16;

const DAMAGED: &str = "intake-crl-damaged";
/// Nobody here knows the key that signed it: it proves nothing.
const STRANGE: &str = "intake-crl-unknown-issuer";
/// A hold can be taken back: it is no revocation yet.
const HELD: &str = "intake-crl-hold";
const NO_SERIAL: &str = "intake-bundle-serial";

/// Are these bytes revocation lists and nothing else?
pub(super) fn is_crl(bytes: &[u8]) -> bool {
    let marked = bytes.starts_with(&[0x30]) || bytes.starts_with(b"-----BEGIN ");
    let found = marked.then(|| bundle::find(bytes));
    found.is_some_and(|found| found.certificates.is_empty() && !found.crls.is_empty())
}

/// Reads revocation lists.
///
/// # Errors
/// There is none in it, or one names a key that is trusted here and that key did not sign it: then nothing is believed.
pub(super) fn read(file_name: &str, bytes: &[u8], authorities: &Authorities) -> Result<ReadList, AppError> {
    let found = bundle::find(bytes);
    if found.crls.is_empty() {
        return Err(AppError::Unusable(Message::new("intake-crl-nothing").with("file", file_name)));
    }
    let (mut rows, mut rejected, mut notes) = (Vec::new(), Vec::<Rejected>::new(), Vec::new());
    for der in &found.crls {
        let number = u32::try_from(rows.len() + rejected.len() + 1).unwrap_or(u32::MAX);
        let mut refuse = |text: String, reason| {
            rejected.push(Rejected { row: number, column: String::new(), text, reason });
        };
        let Ok(crl) = Crl::read(der) else {
            refuse(String::new(), DAMAGED);
            continue;
        };
        let issuer = name_of(&crl.issuer);
        match authorities.judge_crl(&crl) {
            CrlJudged::Denied => {
                let message = Message::new("intake-crl-forged").with("file", file_name).with("issuer", issuer);
                return Err(AppError::Unusable(message));
            }
            CrlJudged::Unknown => {
                notes.push(Message::new("intake-crl-no-proof").with("issuer", &issuer));
                refuse(issuer, STRANGE);
            }
            CrlJudged::Unusable => refuse(issuer, DAMAGED),
            CrlJudged::Verified => {
                notes.push(Message::new("intake-crl-of").with("issuer", &issuer).with("day", day_of(crl.this_update)));
                entries(&crl, &mut rows, &mut rejected);
            }
        }
    }
    Ok(ReadList {
        kind: FileKind::Crls,
        format: "CRL".to_owned(),
        sheet: String::new(),
        heading_rows: (0, 0),
        columns: Vec::new(),
        sample: Vec::new(),
        notes,
        read: rows.len() + rejected.len(),
        used: rows.len(),
        problems: 0,
        raw_rejected: rejected.iter().map(|one| rejected_row(one, std::slice::from_ref(&one.text))).collect(),
        rejected,
        entries: Entries::Revoked(rows),
    })
}

/// The entries of a verified CRL. In an indirect one an entry may name another issuer, for itself and those behind it.
fn entries(crl: &Crl<'_>, rows: &mut Vec<RevokedEntry>, rejected: &mut Vec<Rejected>) {
    let mut reader = Reader::new(crl.entries);
    let mut issuer = name_of(&crl.issuer);
    while !reader.is_empty() {
        let number = u32::try_from(rows.len() + rejected.len() + 1).unwrap_or(u32::MAX);
        let mut refuse = |text: String, reason| {
            rejected.push(Rejected { row: number, column: String::new(), text, reason });
        };
        let Ok(entry) = Entry::read(&mut reader) else {
            refuse(String::new(), DAMAGED);
            return;
        };
        if let Some(name) = &entry.issuer {
            issuer = name_of(name);
        }
        let text = entry.serial.to_string();
        let is_final =
            !matches!(entry.reason, Some(RevocationReason::CertificateHold | RevocationReason::RemoveFromCrl));
        match Serial::from_hex(text.as_bytes()).filter(|serial| !serial.is_none()) {
            None => refuse(text, NO_SERIAL),
            Some(_) if !is_final => refuse(text, HELD),
            Some(serial) => rows.push(RevokedEntry { serial, issuer: issuer.clone(), since: day_of(entry.since) }),
        }
    }
}

fn name_of(name: &Name<'_>) -> String {
    name.text(oid::COMMON_NAME).unwrap_or_default().into_owned()
}

/// What revocation lists say, to be asked for one certificate.
pub(crate) struct Revocations(HashMap<Serial, Vec<String>>);

impl Revocations {
    /// Of the entries of an import.
    pub(crate) fn of(rows: &[RevokedEntry]) -> Revocations {
        let mut by_serial: HashMap<Serial, Vec<String>> = HashMap::with_capacity(rows.len());
        for row in rows {
            by_serial.entry(row.serial).or_default().push(row.issuer.clone());
        }
        Revocations(by_serial)
    }

    /// Is this certificate listed, by serial and issuer?
    pub(crate) fn lists(&self, record: &CertificateRecord) -> bool {
        self.0.get(&record.serial).is_some_and(|issuers| issuers.iter().any(|issuer| is_of(record, issuer)))
    }
}

/// Is it a certificate of that issuer? An entry whose list did not say who issued it is, if its serial is long enough to be
/// given out once.
pub(super) fn is_of(record: &CertificateRecord, issuer: &str) -> bool {
    let is_told = !record.issuer.trim().is_empty();
    (is_told || record.serial.to_string().len() >= TELLING_DIGITS) && same_issuer(&record.issuer, issuer)
}
