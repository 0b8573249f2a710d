//! `--certificates DIR`, `--crl DIR` and `--trust` of a review: certificates off tokens, out of files and out of signed
//! PDFs, with what CRLs say of them.

mod account;
pub mod files;
mod judge;
pub mod trust;

pub use account::{CertificateAccount, Folder, Role};
pub use judge::day_of;

use crate::Failure;
use crate::input::ListFiles;
use antin_domain::day::Day;
use antin_domain::message::Message;
use antin_domain::row::ReadCertificate;
use antin_pki::certificate::Certificate;
use antin_pki::path::Store;
use files::material;
use judge::{Judge, Judged};
use std::collections::HashSet;
use std::path::PathBuf;
use trust::{anchors, index};

/// Certificates that are looked at together by one thread.
const CHUNK: usize = 256;

/// Reads the certificates of a call, and judges them by its CRLs; none where the call names no certificates.
///
/// A CRL is believed only if the key that issued the certificate signed it, or one under the same anchor that may. With
/// `--trust` the anchors are those; without it the CAs at hand that nobody at hand issued, which says no more than that
/// certificate and CRL are of one hand. The account says which it was.
///
/// # Errors
/// A folder cannot be read, has no certificate in it, or nothing in `--trust` is trusted.
pub fn read(files: &ListFiles, as_of: Day) -> Result<Option<(Vec<ReadCertificate>, CertificateAccount)>, Failure> {
    let Some(folder) = &files.certificates else {
        let alone = || Failure::Unusable(Message::new("cli-crl-alone"));
        return if files.crl.is_some() { Err(alone()) } else { Ok(None) };
    };
    let mut account = CertificateAccount::of(files)?;
    let mut found = material(folder)?;
    if found.certificates.is_empty() {
        return Err(Failure::Unusable(Message::new("pki-nothing-in-file").with("file", folder.display())));
    }
    if let Some(crls) = &files.crl {
        let more = material(crls)?;
        found.companions.extend(more.certificates);
        found.crls.extend(more.crls);
    }
    let trusted = match &files.trust {
        Some(path) => anchors(path)?,
        None => Vec::new(),
    };
    if let (Some(path), []) = (&files.trust, &trusted[..]) {
        return Err(Failure::Unusable(Message::new("pki-nothing-trusted").with("file", path.display())));
    }
    let people = distinct(&found.certificates, |certificate| !certificate.is_ca());
    let at_hand = found.certificates.iter().chain(&found.companions);
    let authorities = distinct(at_hand, |certificate| certificate.is_ca() || may_sign_lists(certificate));
    let store = store(&trusted, authorities);
    let (crls, notes) = index(&store, &found.crls);
    account.crls_read = found.crls.len();
    account.crls_used = crls.len();
    account.notes = notes;
    let judge = Judge { store: &store, crls: &crls, end: judge::end_of(as_of), is_asked: files.crl.is_some() };
    let mut certificates = Vec::with_capacity(people.len());
    for judged in judge.all(&people, CHUNK) {
        match judged {
            Judged::Read(certificate) => certificates.push(certificate),
            Judged::Forged { subject } => account.forged.push(subject),
            Judged::WithoutSerial => {}
        }
    }
    account.read = certificates.len();
    for certificate in &certificates {
        account.count(certificate.revocation);
    }
    Ok(Some((certificates, account)))
}

/// The certificates that are wanted, each once.
fn distinct<'a>(
    files: impl IntoIterator<Item = &'a (PathBuf, Vec<u8>)>,
    is_wanted: impl Fn(&Certificate<'a>) -> bool,
) -> Vec<Certificate<'a>> {
    let mut seen = HashSet::with_hasher(foldhash::fast::FixedState::default());
    let certificates = files.into_iter().filter_map(|(_, der)| Certificate::read(der).ok());
    certificates.filter(|certificate| is_wanted(certificate) && seen.insert(certificate.raw)).collect()
}

/// Not a CA, but may sign CRLs for one.
fn may_sign_lists(certificate: &Certificate<'_>) -> bool {
    let usage = certificate.extensions.key_usage.as_ref();
    usage.is_some_and(|found| found.value.allows(antin_pki::certificate::extensions::KeyUsage::CRL_SIGN))
}

/// Where paths may end, and lead through.
fn store<'a>(trusted: &'a [Vec<u8>], authorities: Vec<Certificate<'a>>) -> Store<'a> {
    if !trusted.is_empty() {
        return Store::new(trusted.iter().filter_map(|der| Certificate::read(der).ok()).collect(), authorities);
    }
    let is_below = |certificate: &Certificate<'a>| {
        let mut others = authorities.iter().filter(|other| other.raw != certificate.raw && other.is_ca());
        !certificate.is_ca()
            || others.any(|other| !certificate.is_self_issued() && other.subject.same(&certificate.issuer))
    };
    let (below, tops): (Vec<_>, Vec<_>) = authorities.iter().cloned().partition(is_below);
    Store::new(tops, below)
}
