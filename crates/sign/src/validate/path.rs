//! Paths and revocation for signatures: one store for a file, filled with everything that came along.

use super::Question;
use super::facts::PathFacts;
use crate::cms::read::SignedData;
use antin_pki::certificate::Certificate;
use antin_pki::certificate::extensions::KeyUsage;
use antin_pki::crl::{Crl, CrlIndex};
use antin_pki::ocsp::Response;
use antin_pki::oid;
use antin_pki::path::{Instants, Profile, Revocation, Settings, Store, Validator};
use antin_pki::time::Time;
use antin_pki::verdict::{NoStatus, Reason, Verdict};
use std::cell::OnceCell;
use std::sync::Arc;

/// CRLs and answers of one file whose instants are tried as the present, at most.
const MOST_INSTANTS: usize = 24;

/// What a certificate is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    /// To have signed a document.
    Signing,
    /// To have stamped a time.
    TimeStamping,
}

/// Everything that came along with a file or was given beside it, each the bytes of one.
#[derive(Clone, Debug, Default)]
pub struct Sources<'a> {
    /// Certificates.
    pub certificates: Vec<&'a [u8]>,
    /// CRLs.
    pub crls: Vec<&'a [u8]>,
    /// OCSP answers.
    pub answers: Vec<&'a [u8]>,
}

impl<'a> Sources<'a> {
    /// What was given beside the file.
    #[must_use]
    pub fn given(question: &Question<'a>) -> Self {
        Sources {
            certificates: question.certificates.clone(),
            crls: question.crls.clone(),
            answers: question.answers.clone(),
        }
    }

    /// What a signature carries.
    pub fn take(&mut self, data: &'a SignedData<'a>) {
        self.certificates.extend(&data.certificates);
        self.crls.extend(&data.crls);
        self.answers.extend(data.answers.iter().map(Vec::as_slice));
    }
}

/// Certificates, CRLs and answers of one file, with the anchors for one purpose.
pub struct Material<'a> {
    store: Store<'a>,
    crls: Vec<&'a [u8]>,
    answers: Vec<Response<'a>>,
    loaded: OnceCell<Vec<Arc<CrlIndex>>>,
}

impl<'a> Material<'a> {
    /// Reads what can be read; what cannot proves nothing.
    #[must_use]
    pub fn new(anchors: &[&'a [u8]], sources: &Sources<'a>) -> Self {
        let anchors: Vec<_> = anchors.iter().filter_map(|der| Certificate::read(der).ok()).collect();
        let once = |list: &[&'a [u8]]| {
            let mut list = list.to_vec();
            list.sort_unstable();
            list.dedup();
            list
        };
        let answers = once(&sources.answers).into_iter().filter_map(|der| Response::read(der).ok()).collect();
        let (others, crls) = (once(&sources.certificates), once(&sources.crls));
        let others = others.into_iter().filter_map(|der| Certificate::read(der).ok());
        Material { store: Store::new(anchors, others), crls, answers, loaded: OnceCell::new() }
    }

    /// All certificates, anchors first.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate<'a>] {
        self.store.certificates()
    }

    fn crls(&self) -> &[Arc<CrlIndex>] {
        self.loaded.get_or_init(|| {
            let load = |der: &&[u8]| {
                let crl = Crl::read(der).ok()?;
                CrlIndex::load(der, &self.store.keys_of(&crl.issuer)).ok().map(Arc::new)
            };
            self.crls.iter().filter_map(load).collect()
        })
    }

    /// Did the path of `certificate` stand at `at`, seen from `now`?
    ///
    /// Revocation data is judged as of `now` first. Where that is too old, each CRL and each answer made since `at` is asked
    /// as of its own instant: what was said after `at` about the state at `at` stays true (EN 319 102-1 5.6.2).
    #[must_use]
    pub fn path(&self, certificate: &Certificate<'a>, wanted: For, at: Time, now: Time) -> PathFacts {
        let settings = Settings {
            profile: Profile::Tolerant,
            revocation: Revocation::Required,
            purpose: (wanted == For::TimeStamping).then_some(oid::TIME_STAMPING),
            // Both: EN 319 102-1 leaves it to the policy which of the two a signature needs; either is accepted.
            usage: None,
            ..Settings::default()
        };
        if self.store.anchors() == 0 {
            return PathFacts { at, outcome: Err(Reason::NoIssuer) };
        }
        if wanted == For::Signing && !may_sign(certificate) {
            return PathFacts { at, outcome: Err(Reason::WrongKeyUsage) };
        }
        // An anchor that signs itself: trusted as it stands, as long as it is in force.
        let is_anchor = self.store.certificates()[..self.store.anchors()].iter().any(|one| one.raw == certificate.raw);
        if is_anchor && !certificate.is_ca() && certificate.is_in_force(at) {
            return PathFacts { at, outcome: Ok(()) };
        }
        let validator = Validator::new(&self.store, self.crls(), settings).with_answers(&self.answers, &[]);
        let mut instants: Vec<Time> = self.crls().iter().map(|crl| crl.this_update).collect();
        instants.extend(self.answers.iter().map(|answer| answer.produced_at));
        instants.retain(|instant| at <= *instant && *instant <= now);
        instants.push(at);
        instants.sort_unstable();
        instants.dedup();
        instants.truncate(MOST_INSTANTS);
        let mut outcome = Err(Reason::RevocationUnknown(NoStatus::NoCrl));
        for present in std::iter::once(now).chain(instants) {
            let report = validator.validate(certificate, Instants { at, now: present });
            outcome = match (report.verdict, report.reasons.into_iter().next()) {
                (Verdict::Valid, _) => Ok(()),
                (_, Some(finding)) => Err(finding.reason),
                (_, None) => Err(Reason::NoIssuer),
            };
            // Only missing knowledge of revocation can look better at another instant.
            if !matches!(outcome, Err(Reason::RevocationUnknown(_))) {
                break;
            }
        }
        PathFacts { at, outcome }
    }
}

/// > EN 319 102-1 5.2.4 and RFC 5280 4.2.1.3: a key whose uses are named signs documents only with digitalSignature or
/// > nonRepudiation.
fn may_sign(certificate: &Certificate<'_>) -> bool {
    certificate.extensions.key_usage.as_ref().is_none_or(|usage| {
        usage.value.allows(KeyUsage::DIGITAL_SIGNATURE) || usage.value.allows(KeyUsage::NON_REPUDIATION)
    })
}
