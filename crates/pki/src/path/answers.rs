//! OCSP answers as a source of revocation beside CRLs (RFC 6960).
//!
//! Where both speak, a revocation by either counts; where one is silent, the other decides; where both are silent, it is
//! *unknown*.

use super::revocation::Question;
use super::{Instants, Revocation, Source, Told, Validator};
use crate::certificate::Certificate;
use crate::ocsp::{OcspError, Response, Status};
use crate::time::Time;
use crate::verdict::{NoStatus, Reason};

/// How old an answer may be that does not say when the next one comes, in seconds.
///
/// > RFC 6960 4.2.2.1: if nextUpdate is not set, the responder is indicating that newer revocation information is
/// > available all the time.
const MOST_AGE: i64 = 24 * 3600;

impl<'a> Validator<'_, 'a> {
    /// Neither a CRL nor an answer revokes it, and one of them knows it.
    pub(super) fn not_revoked(&self, question: &Question<'_, 'a>, signers: &mut Vec<Vec<u8>>) -> Result<(), Reason> {
        let listed = self.not_listed(question, signers);
        if self.answers.is_empty() || matches!(listed, Err(Reason::Revoked { .. })) {
            return listed;
        }
        match (self.answered(question, signers), listed) {
            (Err(Reason::RevocationUnknown(_)), Ok(())) => Ok(()),
            (Err(Reason::RevocationUnknown(one)), Err(Reason::RevocationUnknown(other))) => {
                Err(Reason::RevocationUnknown(one.max(other)))
            }
            (answered, _) => answered,
        }
    }

    /// What each source says by itself about the certificates of a path, the one asked about first. Empty where only CRLs
    /// were given (then the verdict says it already) or the path reached no anchor.
    pub(super) fn told(&self, path: &[usize], target: &Certificate<'a>, instants: Instants) -> Vec<Told> {
        let anchor = path.first().copied().filter(|first| *first < self.store.anchors());
        let is_asked = self.settings.revocation != Revocation::NotLookedAt && !self.answers.is_empty();
        let Some(anchor) = anchor.filter(|_| is_asked) else { return Vec::new() };
        let above = path.iter().map(|index| &self.store.certificates()[*index]);
        let chain: Vec<&Certificate<'a>> = above.chain(std::iter::once(target)).collect();
        let mut told = Vec::new();
        for (above, pair) in chain.windows(2).rev().enumerate() {
            let [issuer, certificate] = pair else { continue };
            let question = Question { certificate, issuer, anchor, instants, settings: &self.settings };
            let said = self.not_listed(&question, &mut Vec::new());
            told.push(Told { above, source: Source::Crl, said });
            let said = self.answered(&question, &mut Vec::new());
            told.push(Told { above, source: Source::Ocsp, said });
        }
        told
    }

    /// What the answers say of a certificate.
    fn answered(&self, question: &Question<'_, 'a>, signers: &mut Vec<Vec<u8>>) -> Result<(), Reason> {
        let mut good: Option<Time> = None;
        let mut held: Option<(Time, Reason)> = None;
        let mut missing = NoStatus::NoCrl;
        let about = self.answers.iter().filter(|answer| answer.is_about(question.certificate, question.issuer));
        for answer in about {
            match self.status_by(answer, question, signers) {
                Ok(Status::Good) => good = good.max(Some(answer.produced_at)),
                Ok(Status::Unknown) => missing = missing.max(NoStatus::ResponderUnknown),
                // Revoked later than the instant asked about: it was good then.
                Ok(Status::Revoked(revoked)) if revoked.since > question.instants.at => {
                    good = good.max(Some(answer.produced_at));
                }
                Ok(Status::Revoked(revoked)) => {
                    let reason = Reason::Revoked { since: revoked.since, reason: revoked.reason };
                    if revoked.is_final() {
                        return Err(reason);
                    }
                    if held.as_ref().is_none_or(|(at, _)| *at <= answer.produced_at) {
                        held = Some((answer.produced_at, reason));
                    }
                }
                Err(status) => missing = missing.max(status),
            }
        }
        match (held, good) {
            // A hold ends when a later answer no longer knows of it.
            (Some((since, reason)), good) if good.is_none_or(|good| good <= since) => Err(reason),
            (_, Some(_)) => Ok(()),
            (_, None) => Err(Reason::RevocationUnknown(missing)),
        }
    }

    /// One answer: may who signed it, and is it fresh?
    fn status_by(
        &self,
        answer: &Response<'a>,
        question: &Question<'_, 'a>,
        signers: &mut Vec<Vec<u8>>,
    ) -> Result<Status, NoStatus> {
        let now = question.instants.now;
        // The answer's signature and that of its responder's certificate.
        self.left.set(self.left.get().saturating_sub(2));
        let is_trusted = |responder: &Certificate<'a>| {
            responder.is_in_force(now) && answer.is_by(responder) && answer.is_signed_by(responder)
        };
        if !self.responders.iter().any(is_trusted) {
            let signer = answer.signer(question.issuer, self.store.certificates(), now).map_err(why)?;
            self.responder_may(signer, question, signers)?;
        }
        answer.status_of(question.certificate, question.issuer, now, MOST_AGE).map_err(why)
    }

    /// > RFC 6960 4.2.2.2.1: a CA may say that its responder need not be checked (id-pkix-ocsp-nocheck), or where to check
    /// > it. Whoever says nothing leaves it to the client.
    ///
    /// Here a responder counts only if a CRL knows it, or if it need not be checked; one that a CRL revokes never does.
    fn responder_may(
        &self,
        signer: &Certificate<'a>,
        question: &Question<'_, 'a>,
        signers: &mut Vec<Vec<u8>>,
    ) -> Result<(), NoStatus> {
        if signer.raw == question.issuer.raw {
            return Ok(());
        }
        let about_signer = Question { certificate: signer, ..*question };
        match self.not_listed(&about_signer, signers) {
            Ok(()) => Ok(()),
            Err(Reason::RevocationUnknown(_)) if signer.extensions.ocsp_no_check => Ok(()),
            Err(_) => Err(NoStatus::ResponderNotValid),
        }
    }
}

fn why(error: OcspError) -> NoStatus {
    match error {
        OcspError::NotAuthorised | OcspError::BadSignature => NoStatus::ResponderNotValid,
        OcspError::Stale { next_update, now, .. } => NoStatus::AnswerStale { next_update, now },
        _ => NoStatus::AnswerNotUsable,
    }
}
