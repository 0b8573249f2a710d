//! Did the CA sign it? Answered by the CA certificates that the installation trusts: the folder `trust` beside its data, as
//! `antin trust` keeps it.

use crate::error::AppError;
use antin_pki::certificate::Certificate;
use antin_pki::certificate::extensions::KeyUsage;
use antin_pki::crl::{Crl, Entry};
use antin_pki::der::Reader;
use antin_pki::signature;
use antin_results::certificates::trust;
use std::path::PathBuf;

/// What the certificates of the CAs say of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Issuer {
    /// A CA that is trusted signed it.
    Verified,
    /// The CA that it names is not among those that are trusted, or has a key there that it does not name.
    Unknown,
    /// It names a key that is trusted, and that key did not sign it: somebody made or changed it.
    Denied,
}

/// What the certificates of the CAs say of a revocation list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CrlJudged {
    /// A CA that is trusted signed it.
    Verified,
    /// No key of its issuer is known here.
    Unknown,
    /// It names a key that is trusted, and that key did not sign it.
    Denied,
    /// Signed, but something in it forbids its use (RFC 5280 5.2, 5.3).
    Unusable,
}

/// The certificates of the CAs that are trusted here; none where nobody put any there.
pub(crate) struct Authorities(Vec<Vec<u8>>);

impl Authorities {
    /// Reads them from `folder`.
    ///
    /// # Errors
    /// The folder does not hold what its manifest says: then nothing in it is trusted.
    pub(crate) async fn read(folder: PathBuf) -> Result<Authorities, AppError> {
        let read = tokio::task::spawn_blocking(move || match folder.is_dir() {
            true => trust::anchors(&folder).map_err(|failure| AppError::Unusable(failure.message().clone())),
            false => Ok(Vec::new()),
        });
        Ok(Authorities(read.await.map_err(|error| AppError::BrokenOff(error.to_string()))??))
    }

    /// Which of the three it is. Neither revocation nor the days of the CA are looked at: the review does that.
    pub(crate) fn judge(&self, certificate: &Certificate<'_>) -> Issuer {
        let mut issuer = Issuer::Unknown;
        let named = certificate.extensions.authority_key_id.as_ref().and_then(|id| id.value.key_id);
        for authority in self.0.iter().filter_map(|der| Certificate::read(der).ok()) {
            if !authority.subject.same(&certificate.issuer) {
                continue;
            }
            let (algorithm, signed) = (&certificate.signature_algorithm, certificate.signature);
            if signature::verify(&authority.key, algorithm, certificate.tbs, signed).is_ok() {
                return Issuer::Verified;
            }
            let key = authority.extensions.subject_key_id.as_ref().map(|id| id.value);
            if named.is_some() && named == key {
                issuer = Issuer::Denied;
            }
        }
        issuer
    }

    /// Did a CA sign this revocation list? Only certificates that may sign CRLs count (RFC 5280 6.3.3 (f)). That it is old
    /// does not matter: what was revoked for good stays revoked.
    pub(crate) fn judge_crl(&self, crl: &Crl<'_>) -> CrlJudged {
        let mut judged = CrlJudged::Unknown;
        let named = crl.extensions.authority_key_id.as_ref().and_then(|id| id.key_id);
        for authority in self.0.iter().filter_map(|der| Certificate::read(der).ok()) {
            let usage = authority.extensions.key_usage.as_ref().map(|usage| usage.value);
            let may_sign = usage.is_none_or(|usage| usage.allows(KeyUsage::CRL_SIGN));
            if !may_sign || !authority.subject.same(&crl.issuer) {
                continue;
            }
            let is_one = crl.signature_algorithm == crl.signed_algorithm;
            if is_one && signature::verify(&authority.key, &crl.signature_algorithm, crl.tbs, crl.signature).is_ok() {
                return match is_unusable(crl) {
                    true => CrlJudged::Unusable,
                    false => CrlJudged::Verified,
                };
            }
            let key = authority.extensions.subject_key_id.as_ref().map(|id| id.value);
            if named.is_some() && named == key {
                judged = CrlJudged::Denied;
            }
        }
        judged
    }
}

/// Does it, or one of its entries, have something critical that is not known?
fn is_unusable(crl: &Crl<'_>) -> bool {
    let mut reader = Reader::new(crl.entries);
    let mut is_unusable = crl.extensions.is_unusable;
    while !is_unusable && !reader.is_empty() {
        is_unusable = Entry::read(&mut reader).map_or(true, |entry| entry.is_unusable);
    }
    is_unusable
}
