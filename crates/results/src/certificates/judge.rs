//! One certificate of a review: what it says, and what CRLs say of it, by the same code as `antin certificate verify`.

use antin_domain::day::Day;
use antin_domain::row::{ReadCertificate, Revocation};
use antin_domain::serial::Serial;
use antin_pki::algorithm::{Weakness, weaknesses};
use antin_pki::certificate::Certificate;
use antin_pki::crl::CrlIndex;
use antin_pki::name::Name;
use antin_pki::oid;
use antin_pki::path::{self, Instants, Profile, Report, Settings, Store, Validator};
use antin_pki::time::Time;
use antin_pki::verdict::{NoStatus, Reason, Verdict};
use rayon::prelude::*;
use std::sync::Arc;

/// What a certificate came to.
#[derive(Debug)]
pub enum Judged {
    /// It was read.
    Read(ReadCertificate),
    /// It names an issuer whose key is at hand and did not sign it: nothing in it is believed.
    Forged {
        /// Whose it claims to be.
        subject: String,
    },
    /// Its serial is zero or longer than any that lists can have.
    WithoutSerial,
}

/// What certificates are judged by.
pub struct Judge<'j, 'a> {
    /// Anchors and CAs.
    pub store: &'j Store<'a>,
    /// Verified CRLs.
    pub crls: &'j [Arc<CrlIndex>],
    /// The last second of the as-of day.
    pub end: Time,
    /// Is revocation asked about?
    pub is_asked: bool,
}

impl<'a> Judge<'_, 'a> {
    /// All of them, in their order, `chunk` at a time by one thread.
    pub fn all(&self, certificates: &[Certificate<'a>], chunk: usize) -> Vec<Judged> {
        let judged = certificates.par_chunks(chunk).map(|part| {
            let revocation =
                if self.is_asked { path::Revocation::OfCertificate } else { path::Revocation::NotLookedAt };
            let settings = Settings { revocation, profile: Profile::Tolerant, ..Settings::default() };
            let validator = Validator::new(self.store, self.crls, settings);
            part.iter().map(|certificate| self.one(&validator, certificate)).collect::<Vec<_>>()
        });
        judged.flatten().collect()
    }

    fn one(&self, validator: &Validator<'_, 'a>, certificate: &Certificate<'a>) -> Judged {
        // An expired certificate is judged by the last second of its life: what came to an end by itself may have been
        // revoked before.
        let at = self.end.clamp(certificate.not_before, certificate.not_after.max(certificate.not_before));
        let report = validator.validate(certificate, Instants { at, now: self.end });
        if self.is_forged(certificate, &report) {
            return Judged::Forged { subject: certificate.subject.to_string() };
        }
        let Some(serial) = Serial::from_hex(certificate.serial.to_string().as_bytes()).filter(|own| !own.is_none())
        else {
            return Judged::WithoutSerial;
        };
        let weak = weaknesses(certificate, Time(i64::MAX));
        let is_weak = weak.iter().any(|weak| matches!(weak, Weakness::Sha1Signature | Weakness::ShortRsa { .. }));
        let text = |name: &Name<'_>| name.text(oid::COMMON_NAME).unwrap_or_default().into_owned();
        Judged::Read(ReadCertificate {
            serial,
            holder: text(&certificate.subject),
            issuer: text(&certificate.issuer),
            valid_from: day_of(certificate.not_before),
            valid_to: day_of(certificate.not_after),
            is_weak,
            revocation: self.revocation(certificate, &report),
        })
    }

    /// The key that it names as its issuer's is at hand, and did not sign it. A CA's other key proves nothing: it may
    /// have been renewed.
    fn is_forged(&self, certificate: &Certificate<'a>, report: &Report) -> bool {
        let is_bad = |finding: &path::Finding| finding.reason == Reason::BadSignature && finding.above == 0;
        let wanted = certificate.extensions.authority_key_id.as_ref().and_then(|found| found.value.key_id);
        report.reasons.iter().any(is_bad)
            && self.store.certificates().iter().any(|issuer| {
                let own = issuer.extensions.subject_key_id.as_ref().map(|found| found.value);
                issuer.subject.same(&certificate.issuer) && wanted.is_some() && own == wanted
            })
    }

    fn revocation(&self, certificate: &Certificate<'_>, report: &Report) -> Revocation {
        if !self.is_asked {
            return Revocation::NotAsked;
        }
        let finding = report.reasons.first();
        let is_own = finding.is_some_and(|finding| finding.above == 0);
        let has_expired = certificate.not_after < self.end;
        match (report.verdict, finding.map(|finding| &finding.reason)) {
            (_, Some(Reason::Revoked { .. })) if is_own => Revocation::Revoked,
            // Lists drop what has expired (RFC 5280 3.3): that it is not there proves nothing.
            _ if has_expired => Revocation::NotAsked,
            (Verdict::Valid, _) => Revocation::Good,
            (_, Some(Reason::RevocationUnknown(NoStatus::NoCrl))) => Revocation::NoList,
            (_, Some(Reason::RevocationUnknown(NoStatus::Stale { .. }))) => Revocation::OldList,
            (_, Some(Reason::RevocationUnknown(_))) => Revocation::NotUsable,
            _ => Revocation::NoIssuer,
        }
    }
}

/// The day of an instant in Vietnam; unknown where no calendar has it.
#[must_use]
pub fn day_of(time: Time) -> Day {
    let (year, month, day) = time.plus(7 * 3600).civil();
    i32::try_from(year).ok().and_then(|year| Day::new(year, month, day)).unwrap_or(Day::UNKNOWN)
}

/// The last second of the as-of day in Vietnam.
pub fn end_of(day: Day) -> Time {
    let civil = day.civil().and_then(|(year, month, day)| Time::new(i64::from(year), month, day, 0, 0, 0));
    civil.unwrap_or(Time(0)).plus(86_400 - 7 * 3600 - 1)
}
