//! Is a certificate of a path revoked? RFC 5280 section 6.3, with delta, indirect and partitioned CRLs.

use super::{Instants, Settings, Validator};
use crate::certificate::Certificate;
use crate::certificate::extensions::KeyUsage;
use crate::certificate::general_name::GeneralName;
use crate::certificate::lists::{DistributionPoint, PointName};
use crate::crl::{CrlIndex, Revoked, Scope};
use crate::der::{Reader, write};
use crate::name::{Name, Part};
use crate::time::Time;
use crate::verdict::{NoStatus, Reason, RevocationReason};

/// All reasons but the first bit, which is unused (RFC 5280 4.2.1.13: ReasonFlags).
const ALL_REASONS: u16 = 0b0111_1111_1000_0000;
/// Signers of CRLs whose own revocation is questioned, one behind the other.
const DEEPEST: usize = 4;

/// Which certificate is asked about, and where in the path it stands.
#[derive(Clone, Copy)]
pub(super) struct Question<'q, 'a> {
    pub certificate: &'q Certificate<'a>,
    pub issuer: &'q Certificate<'a>,
    /// CRLs have to be signed under the same anchor (RFC 5280 6.3.3 (f)).
    pub anchor: usize,
    pub instants: Instants,
    pub settings: &'q Settings,
}

/// What is known so far: the reasons that were covered, and what stood in the way of the others.
struct Progress {
    covered: u16,
    missing: NoStatus,
}

impl Progress {
    /// The most telling obstacle is kept.
    fn miss(&mut self, status: NoStatus) {
        self.missing = self.missing.max(status);
    }
}

impl<'a> Validator<'_, 'a> {
    /// Every reason is covered by a usable CRL and none revokes the certificate.
    pub(super) fn not_listed(&self, question: &Question<'_, 'a>, signers: &mut Vec<Vec<u8>>) -> Result<(), Reason> {
        let mut progress = Progress { covered: 0, missing: NoStatus::NoCrl };
        if let Some(points) = &question.certificate.extensions.distribution_points {
            for point in points.value.iter() {
                self.ask_point(question, &point, &mut progress, signers)?;
            }
        }
        // > 6.3.3: if the status is not determined, repeat with CRLs of the certificate issuer not named in a point.
        if progress.covered != ALL_REASONS {
            let everywhere = DistributionPoint { name: None, reasons: None, crl_issuer: None };
            self.ask_point(question, &everywhere, &mut progress, signers)?;
        }
        if progress.covered == ALL_REASONS {
            return Ok(());
        }
        let missing = if progress.covered != 0 { NoStatus::ReasonsIncomplete } else { progress.missing };
        Err(Reason::RevocationUnknown(missing))
    }

    fn ask_point(
        &self,
        question: &Question<'_, 'a>,
        point: &DistributionPoint<'a>,
        progress: &mut Progress,
        signers: &mut Vec<Vec<u8>>,
    ) -> Result<(), Reason> {
        for crl in self.crls.iter().filter(|crl| crl.delta_base.is_none()) {
            let Some(issuer) = crl.issuer() else { continue };
            // (b), (d), (e)
            let Some(reasons) = applies(question, point, crl, &issuer) else { continue };
            if reasons & !progress.covered == 0 {
                continue;
            }
            if crl.is_unusable || (question.settings.profile == super::Profile::Strict && departs(crl)) {
                progress.miss(NoStatus::NotUsable);
                continue;
            }
            // (f), (g)
            if !self.signer_may(question, crl, &issuer, signers) {
                progress.miss(NoStatus::SignerNotValid);
                continue;
            }
            // (c), (h)
            let delta = self.delta_of(question, crl, &issuer, signers);
            let now = question.instants.now;
            let is_current = delta.is_some() || is_current(crl, now);
            // (i)–(k)
            let indirect = crl.scope().is_some_and(|scope| scope.is_indirect).then_some(&question.certificate.issuer);
            let ask = |crl: &CrlIndex| crl.find_of(question.certificate.serial, indirect);
            match delta.and_then(ask).or_else(|| ask(crl)) {
                Some(Revoked { reason: Some(RevocationReason::RemoveFromCrl), .. }) | None => {}
                // Revoked later than the instant asked about: it was good then.
                Some(revoked) if revoked.since > question.instants.at => {}
                // Time does not undo a revocation: a list that is out of date still knows it.
                Some(revoked) if is_current || revoked.is_final() => {
                    return Err(Reason::Revoked { since: revoked.since, reason: revoked.reason });
                }
                Some(_) => {}
            }
            if !is_current {
                progress.miss(NoStatus::Stale { next_update: crl.next_update, now });
                continue;
            }
            progress.covered |= reasons;
        }
        Ok(())
    }

    /// The newest usable delta of `base` (RFC 5280 6.3.3 (c)).
    fn delta_of(
        &self,
        question: &Question<'_, 'a>,
        base: &CrlIndex,
        issuer: &Name<'_>,
        signers: &mut Vec<Vec<u8>>,
    ) -> Option<&CrlIndex> {
        let mut newest: Option<&CrlIndex> = None;
        for delta in self.crls.iter().map(|crl| &**crl).filter(|crl| crl.is_delta_of(base)) {
            // Of two deltas that build on one complete CRL the newer knows all that the older does.
            if newest.is_none_or(|newest| is_less(newest.number.as_deref(), delta.number.as_deref()))
                && !delta.is_unusable
                && is_current(delta, question.instants.now)
                && delta.has_scope_of(base)
                && delta.signer() == base.signer()
                && delta.issuer().is_some_and(|name| name.same(issuer))
                && self.signer_may(question, delta, issuer, signers)
            {
                newest = Some(delta);
            }
        }
        newest
    }

    /// May the key that signed `crl` sign CRLs of `issuer`, and does a path lead to it from the same anchor?
    fn signer_may(
        &self,
        question: &Question<'_, 'a>,
        crl: &CrlIndex,
        issuer: &Name<'_>,
        signers: &mut Vec<Vec<u8>>,
    ) -> bool {
        let may_sign = |certificate: &Certificate<'a>| {
            let usage = certificate.extensions.key_usage.as_ref();
            usage.is_none_or(|found| found.value.allows(KeyUsage::CRL_SIGN))
        };
        let is_signer =
            |certificate: &Certificate<'a>| certificate.key.raw == crl.signer() && certificate.subject.same(issuer);
        // The issuer of the certificate stands in the path that is being validated.
        if is_signer(question.issuer) {
            return may_sign(question.issuer);
        }
        // A key whose CRLs are being questioned further out vouches for itself: a CRL signer is listed on its own CRL.
        if signers.iter().any(|key| key == crl.signer()) {
            return true;
        }
        if signers.len() >= DEEPEST {
            return false;
        }
        signers.push(crl.signer().to_vec());
        let certificates = self.store.certificates();
        let mut found = false;
        for (number, signer) in certificates.iter().enumerate() {
            if !is_signer(signer) || !may_sign(signer) {
                continue;
            }
            let settings = Settings {
                policies: Vec::new(),
                explicit_policy: false,
                purpose: None,
                usage: None,
                ..question.settings.clone()
            };
            let anchor = Some(question.anchor);
            let instants = question.instants;
            found = self.find(signer, number, anchor, instants, signers, &settings).is_ok();
            if found {
                break;
            }
        }
        signers.pop();
        found
    }
}

/// RFC 5280 5.2.3: a CRL number is a MUST for issuers that conform; one of version 1 has no extensions at all.
fn departs(crl: &CrlIndex) -> bool {
    crl.number.is_none()
}

fn is_current(crl: &CrlIndex, now: Time) -> bool {
    crl.next_update.is_some_and(|next| now <= next)
}

/// Big-endian numbers in their shortest form.
fn is_less(one: Option<&[u8]>, other: Option<&[u8]>) -> bool {
    let rank = |number: Option<&[u8]>| number.map_or(0, <[u8]>::len);
    (rank(one), one) < (rank(other), other)
}

/// The reasons for which `crl` speaks about the certificate through `point`; none if it does not (RFC 5280 6.3.3 (b), (d)).
fn applies(
    question: &Question<'_, '_>,
    point: &DistributionPoint<'_>,
    crl: &CrlIndex,
    issuer: &Name<'_>,
) -> Option<u16> {
    let certificate = question.certificate;
    let scope = crl.scope();
    // (b)(1)
    match point.crl_issuer {
        Some(names) => {
            let named = names.iter().any(|name| matches!(name, GeneralName::Directory(name) if name.same(issuer)));
            if !named || !scope.is_some_and(|scope| scope.is_indirect) {
                return None;
            }
        }
        None if certificate.issuer.same(issuer) => {}
        None => return None,
    }
    // (b)(2)
    if let Some(scope) = scope {
        if scope.name.is_some() && !is_of_point(certificate, point, &scope, issuer) {
            return None;
        }
        let is_ca = certificate.is_ca();
        if (scope.only_users && is_ca) || (scope.only_cas && !is_ca) || scope.only_attributes {
            return None;
        }
    }
    let of = |reasons: Option<u16>| reasons.unwrap_or(ALL_REASONS);
    Some(of(scope.and_then(|scope| scope.reasons)) & of(point.reasons) & ALL_REASONS)
}

/// (b)(2)(i): a name of the CRL's distribution point is a name of the certificate's.
fn is_of_point(
    certificate: &Certificate<'_>,
    point: &DistributionPoint<'_>,
    scope: &Scope<'_>,
    issuer: &Name<'_>,
) -> bool {
    let Some(theirs) = scope.name else { return true };
    let theirs = full(theirs, issuer);
    match (point.name, point.crl_issuer) {
        (Some(name), crl_issuer) => {
            let named = crl_issuer.and_then(|names| {
                names.iter().find_map(|name| match name {
                    GeneralName::Directory(name) => Some(name),
                    _ => None,
                })
            });
            let ours = full(name, &named.unwrap_or(certificate.issuer));
            meet(&ours, &theirs)
        }
        (None, Some(names)) => meet(names.content(), &theirs),
        // No point at all: the CRL would have to be the one of the issuer's own name.
        (None, None) => meet(&write::element(0xa4, certificate.issuer.raw), &theirs),
    }
}

/// The general names of a point, written out; a relative name is put behind its issuer's.
fn full(name: PointName<'_>, issuer: &Name<'_>) -> Vec<u8> {
    match name {
        PointName::Full(names) => names.content().to_vec(),
        PointName::Relative(part) => write::element(0xa4, &behind(issuer, &part)),
    }
}

fn behind(issuer: &Name<'_>, part: &Part<'_>) -> Vec<u8> {
    let mut sets: Vec<Vec<u8>> = issuer.parts().map(|part| write::element(0x31, part.content())).collect();
    sets.push(write::element(0x31, part.content()));
    write::element(0x30, &sets.concat())
}

fn meet(ours: &[u8], theirs: &[u8]) -> bool {
    let names = |bytes| {
        let mut reader = Reader::new(bytes);
        std::iter::from_fn(move || GeneralName::read(&mut reader).ok())
    };
    names(ours).any(|our| names(theirs).any(|their| our.same(&their)))
}
