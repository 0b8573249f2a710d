//! OCSP (RFC 6960): requests written, answers read and judged.
//!
//! An answer counts only if the issuer itself signed it, or a responder that the issuer's own key made one; if it is
//! about this certificate; and if it is fresh. Anything else is *unknown*, with its reason.

use crate::algorithm::{AlgorithmId, Digest};
use crate::certificate::{Certificate, CertificateError, Within, extensions};
use crate::crl::Revoked;
use crate::der::{DerError, Reader, tag, write};
use crate::name::Name;
use crate::oid::{self, Oid};
use crate::serial::Serial;
use crate::signature;
use crate::time::Time;
use crate::verdict::RevocationReason;

/// A request about `certificate` of `issuer`; with a nonce the answer cannot be an old one (RFC 9654: 1 to 128 bytes).
#[must_use]
pub fn request(certificate: &Certificate<'_>, issuer: &Certificate<'_>, nonce: Option<&[u8]>) -> Vec<u8> {
    let sha1 = |bytes: &[u8]| write::element(tag::OCTET_STRING, &Digest::Sha1.compute(&[bytes]));
    // SHA-1 here is a name of the issuer, not a proof; responders often know no other (RFC 5019 2.1.1).
    let id = write::sequence(&[
        &write::sequence(&[&write::oid(oid::SHA1), &[tag::NULL, 0]]),
        &sha1(issuer.subject.raw),
        &sha1(issuer.key.bytes),
        &write::element(tag::INTEGER, certificate.serial.0),
    ]);
    let list = write::sequence(&[&write::sequence(&[&id])]);
    let extensions = nonce.map(|nonce| {
        let value = write::element(tag::OCTET_STRING, &write::element(tag::OCTET_STRING, nonce));
        let extension = write::sequence(&[&write::oid(oid::OCSP_NONCE), &value]);
        write::element(tag::constructed(2), &write::sequence(&[&extension]))
    });
    write::sequence(&[&write::sequence(&[&list, &extensions.unwrap_or_default()])])
}

/// An answer whose bytes lie elsewhere.
#[derive(Clone, Debug)]
pub struct Response<'a> {
    /// What is signed.
    pub tbs: &'a [u8],
    /// Who signed: by name or by the SHA-1 of the key.
    pub responder: Responder<'a>,
    /// When it was signed.
    pub produced_at: Time,
    /// What is said about each certificate.
    pub answers: Vec<Answer<'a>>,
    /// The nonce of the request.
    pub nonce: Option<&'a [u8]>,
    /// A critical extension that is not known here.
    pub is_unusable: bool,
    /// The algorithm of the signature.
    pub signature_algorithm: AlgorithmId<'a>,
    /// The signature.
    pub signature: &'a [u8],
    /// Certificates that came along.
    pub certificates: Vec<Certificate<'a>>,
}

/// Seconds by which an answer may be ahead of whoever asks: an answer made on demand is younger than the question, and clocks
/// differ.
pub const AHEAD: i64 = 300;

/// Who answered.
#[derive(Clone, Copy, Debug)]
pub enum Responder<'a> {
    /// By name.
    Name(Name<'a>),
    /// By the SHA-1 of its public key.
    Key(&'a [u8]),
}

/// What is said about one certificate.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    digest: AlgorithmId<'a>,
    issuer_name: &'a [u8],
    issuer_key: &'a [u8],
    /// The certificate.
    pub serial: Serial<'a>,
    /// Its status.
    pub status: Status,
    /// When this was known to be right.
    pub this_update: Time,
    /// Until when it is.
    pub next_update: Option<Time>,
    is_unusable: bool,
}

/// What a responder says of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Not revoked.
    Good,
    /// Revoked.
    Revoked(Revoked),
    /// The responder does not know it.
    Unknown,
}

/// Why an answer proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OcspError {
    /// It is none.
    #[error("not an OCSP response: {0}")]
    NotAResponse(#[from] CertificateError),
    /// The responder refuses to answer (RFC 6960 4.2.1: OCSPResponseStatus).
    #[error("the responder refused with status {0}")]
    Refused(u8),
    /// It is about other certificates.
    #[error("no answer about this certificate")]
    OtherCertificate,
    /// Neither the issuer nor a responder that it appointed signed it (RFC 6960 4.2.2.2).
    #[error("the responder is not authorised")]
    NotAuthorised,
    /// Its signature does not match.
    #[error("the signature does not match")]
    BadSignature,
    /// It is from the future (more than [`AHEAD`]), or too old (RFC 6960 4.2.2.1).
    #[error("not fresh: {this_update} to {next_update:?}, asked at {now}")]
    Stale {
        /// When it was known to be right.
        this_update: Time,
        /// Until when it is.
        next_update: Option<Time>,
        /// The time asked at.
        now: Time,
    },
    /// The nonce is another one.
    #[error("another nonce")]
    Nonce,
    /// A critical extension is not known here.
    #[error("a critical extension is not known")]
    UnknownCritical,
}

impl<'a> Response<'a> {
    /// Reads an `OCSPResponse`.
    ///
    /// # Errors
    /// It is none, or the responder refused.
    pub fn read(bytes: &'a [u8]) -> Result<Self, OcspError> {
        let mut file = Reader::new(bytes);
        let mut outside = file.sequence().within("OCSPResponse")?;
        file.end().within("OCSPResponse")?;
        match outside.element(tag::ENUMERATED).within("responseStatus")?.value {
            [0] => {}
            [status] => return Err(OcspError::Refused(*status)),
            _ => return Err(within("responseStatus", DerError::Value("status"))),
        }
        let mut inside = outside.element(tag::constructed(0)).within("responseBytes")?.inside();
        let mut inside = inside.sequence().within("responseBytes")?;
        if inside.oid().within("responseType")? != oid::OCSP_BASIC {
            return Err(within("responseType", DerError::Value("basic response")));
        }
        let content = inside.element(tag::OCTET_STRING).within("response")?.value;
        let mut basic = Reader::new(content).sequence().within("BasicOCSPResponse")?;
        let data = basic.element(tag::SEQUENCE).within("tbsResponseData")?;
        let signature_algorithm = AlgorithmId::read(&mut basic).within("signatureAlgorithm")?;
        let signature = basic.bit_string().within("signature")?;
        let mut certificates = Vec::new();
        if let Some(list) = basic.optional(tag::constructed(0)).within("certs")? {
            let mut list = list.inside().sequence().within("certs")?;
            // A responder sends its own certificate and perhaps a few above it.
            while !list.is_empty() && certificates.len() < 16 {
                certificates.push(Certificate::read(list.any().within("certs")?.whole)?);
            }
        }
        let mut response = Self::data(data.inside()).within("tbsResponseData")?;
        response.tbs = data.whole;
        Ok(Response { signature_algorithm, signature, certificates, ..response })
    }

    fn data(mut data: Reader<'a>) -> Result<Self, DerError> {
        if let Some(version) = data.optional(tag::constructed(0))?
            && version.inside().small()? != 0
        {
            return Err(DerError::Value("version"));
        }
        let responder = match data.any()? {
            element if element.tag == tag::constructed(1) => Responder::Name(Name::read(&mut element.inside())?),
            element if element.tag == tag::constructed(2) => {
                Responder::Key(element.inside().element(tag::OCTET_STRING)?.value)
            }
            element => return Err(DerError::Unexpected { expected: tag::constructed(1), found: element.tag }),
        };
        let produced_at = data.time()?;
        let mut list = data.sequence()?;
        let mut answers = Vec::new();
        while !list.is_empty() {
            answers.push(answer(&mut list)?);
        }
        let (mut nonce, mut is_unusable) = (None, false);
        if let Some(element) = data.optional(tag::constructed(1))? {
            let mut list = element.inside().sequence()?;
            while !list.is_empty() {
                let (oid, critical, content) = extensions::entry(&mut list)?;
                match oid {
                    // Old responders send the bytes bare (RFC 9654 section 2.1).
                    oid::OCSP_NONCE => {
                        nonce =
                            Some(Reader::new(content).element(tag::OCTET_STRING).map_or(content, |found| found.value));
                    }
                    _ => is_unusable |= critical,
                }
            }
        }
        data.end()?;
        let none = AlgorithmId { oid: oid::SHA1, parameters: None };
        Ok(Response {
            tbs: &[],
            responder,
            produced_at,
            answers,
            nonce,
            is_unusable,
            signature_algorithm: none,
            signature: &[],
            certificates: Vec::new(),
        })
    }

    /// What the answer proves about `certificate` of `issuer` at `now`. An answer without `nextUpdate` is good for
    /// `most_age` seconds. `nonce` is the one of the request, if it had one.
    ///
    /// # Errors
    /// It proves nothing.
    pub fn judge(
        &self,
        certificate: &Certificate<'_>,
        issuer: &Certificate<'_>,
        now: Time,
        most_age: i64,
        nonce: Option<&[u8]>,
    ) -> Result<Status, OcspError> {
        if nonce.is_some() && self.nonce != nonce {
            return Err(OcspError::Nonce);
        }
        self.signer(issuer, &[], now)?;
        self.status_of(certificate, issuer, now, most_age)
    }

    /// Does it speak about `certificate` of `issuer`, whoever signed it?
    #[must_use]
    pub fn is_about(&self, certificate: &Certificate<'_>, issuer: &Certificate<'_>) -> bool {
        self.answers.iter().any(|answer| answer.is_about(certificate, issuer))
    }

    /// What it says of `certificate`, the signature aside. Of several answers about it a revocation counts, then the
    /// latest. That a certificate was revoked for good is not made undone by time (RFC 5280 5.3.1: only a hold can end).
    ///
    /// # Errors
    /// It is about others, or says nothing that can be used at `now`.
    pub fn status_of(
        &self,
        certificate: &Certificate<'_>,
        issuer: &Certificate<'_>,
        now: Time,
        most_age: i64,
    ) -> Result<Status, OcspError> {
        let rank = |answer: &&Answer<'_>| (matches!(answer.status, Status::Revoked(_)), answer.this_update);
        let answers = self.answers.iter().filter(|answer| answer.is_about(certificate, issuer));
        let answer = answers.max_by_key(rank).ok_or(OcspError::OtherCertificate)?;
        if self.is_unusable || answer.is_unusable {
            return Err(OcspError::UnknownCritical);
        }
        let next = answer.next_update.unwrap_or(answer.this_update.plus(most_age));
        let is_final = matches!(answer.status, Status::Revoked(revoked) if revoked.is_final());
        if answer.this_update > now.plus(AHEAD) || (next < now && !is_final) {
            let (this_update, next_update) = (answer.this_update, answer.next_update);
            return Err(OcspError::Stale { this_update, next_update, now });
        }
        Ok(answer.status)
    }

    /// The certificate of the key that signed it and may: the issuer's own, or one with id-kp-OCSPSigning that the key of
    /// the issuer signed, out of the answer itself or out of `known`.
    ///
    /// > RFC 6960 4.2.2.2: systems MUST reject the response if the certificate required to validate the signature does
    /// > not meet at least one of: matches a local configuration, is the certificate of the CA that issued the
    /// > certificate in question, or includes id-kp-OCSPSigning and is issued by that CA.
    ///
    /// Whether that certificate is revoked is another question: `extensions.ocsp_no_check`.
    ///
    /// # Errors
    /// Nobody who may answer signed it.
    pub fn signer<'s>(
        &'s self,
        issuer: &'s Certificate<'a>,
        known: &'s [Certificate<'a>],
        now: Time,
    ) -> Result<&'s Certificate<'a>, OcspError> {
        if self.is_by(issuer) && self.is_signed_by(issuer) {
            return Ok(issuer);
        }
        let mut refusal = if self.is_by(issuer) { OcspError::BadSignature } else { OcspError::NotAuthorised };
        for signer in self.certificates.iter().chain(known).filter(|signer| self.is_by(signer)) {
            match is_appointed(signer, issuer, now) {
                true if self.is_signed_by(signer) => return Ok(signer),
                true => refusal = OcspError::BadSignature,
                false => {}
            }
        }
        Err(refusal)
    }

    /// Did the key of `signer` sign it? For a responder that is trusted by itself: whoever asks knows it already.
    #[must_use]
    pub fn is_signed_by(&self, signer: &Certificate<'_>) -> bool {
        signature::verify(&signer.key, &self.signature_algorithm, self.tbs, self.signature).is_ok()
    }

    /// Is `certificate` the one that is named as responder?
    #[must_use]
    pub fn is_by(&self, certificate: &Certificate<'_>) -> bool {
        match self.responder {
            Responder::Name(name) => name.same(&certificate.subject),
            Responder::Key(hash) => Digest::Sha1.compute(&[certificate.key.bytes]) == hash,
        }
    }
}

/// Did `issuer` make `signer` a responder, and is the appointment in force?
fn is_appointed(signer: &Certificate<'_>, issuer: &Certificate<'_>, now: Time) -> bool {
    let purpose = signer.extensions.extended_key_usage.as_ref();
    purpose.is_some_and(|found| found.value.has(oid::OCSP_SIGNING))
        && signer.extensions.unknown_critical.is_empty()
        && signer.extensions.unreadable.is_empty()
        && signer.is_in_force(now)
        && signer.issuer.same(&issuer.subject)
        && signer.signature_algorithm == signer.signed_algorithm
        && signature::verify(&issuer.key, &signer.signature_algorithm, signer.tbs, signer.signature).is_ok()
}

impl Answer<'_> {
    /// Is it about this certificate of this issuer, by name, by key and by serial?
    fn is_about(&self, certificate: &Certificate<'_>, issuer: &Certificate<'_>) -> bool {
        let Some(digest) = Digest::of(self.digest.oid) else { return false };
        self.serial == certificate.serial
            && digest.compute(&[certificate.issuer.raw]) == self.issuer_name
            && digest.compute(&[issuer.key.bytes]) == self.issuer_key
    }
}

fn within(part: &'static str, error: DerError) -> OcspError {
    OcspError::NotAResponse(CertificateError { part, error })
}

fn answer<'a>(list: &mut Reader<'a>) -> Result<Answer<'a>, DerError> {
    let mut inside = list.sequence()?;
    let mut id = inside.sequence()?;
    let digest = AlgorithmId::read(&mut id)?;
    let issuer_name = id.element(tag::OCTET_STRING)?.value;
    let issuer_key = id.element(tag::OCTET_STRING)?.value;
    let serial = Serial(id.integer()?);
    id.end()?;
    let status = inside.any()?;
    let status = match status.tag {
        0x80 => Status::Good,
        0x82 => Status::Unknown,
        0xa1 => {
            let mut inside = status.inside();
            let since = inside.time()?;
            let reason = match inside.optional(tag::constructed(0))? {
                Some(element) => match element.inside().element(tag::ENUMERATED)?.value {
                    [number] => RevocationReason::of(*number),
                    _ => return Err(DerError::Value("reason")),
                },
                None => None,
            };
            Status::Revoked(Revoked { since, reason })
        }
        found => return Err(DerError::Unexpected { expected: tag::context(0), found }),
    };
    let this_update = inside.time()?;
    let next_update = inside.optional(tag::constructed(0))?.map(|element| element.inside().time()).transpose()?;
    let mut is_unusable = false;
    if let Some(element) = inside.optional(tag::constructed(1))? {
        let mut list = element.inside().sequence()?;
        while !list.is_empty() {
            let (_, critical, _): (Oid<'_>, bool, &[u8]) = extensions::entry(&mut list)?;
            is_unusable |= critical;
        }
    }
    inside.end()?;
    Ok(Answer { digest, issuer_name, issuer_key, serial, status, this_update, next_update, is_unusable })
}
