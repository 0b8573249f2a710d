//! What is needed to judge certificates and does not lie here: issuers, OCSP answers, CRLs, fetched from where the certificates
//! say; and time stamps.

use super::material::Material;
use super::outside::{FetchError, Outside};
use antin_pki::algorithm::Digest;
use antin_pki::bundle;
use antin_pki::certificate::Certificate;
use antin_pki::certificate::general_name::GeneralName;
use antin_pki::certificate::lists::PointName;
use antin_pki::crl::Crl;
use antin_pki::der::{Reader, write};
use antin_pki::ocsp::{self, Response, Status};
use antin_pki::oid;
use antin_pki::signature;
use antin_pki::time::Time;
use antin_pki::timestamp::{self, StampError, Token};
use antin_sign::pdf::dss::Store;
use ring::rand::{SecureRandom, SystemRandom};
use std::collections::BTreeSet;

/// Certificates climbed in one search, at most: a hostile file brings many.
const MOST: usize = 64;

/// What was gathered about some certificates.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// Everything that speaks of them.
    pub store: Store,
    /// Certificates of whose revocation nothing is known: their names.
    pub silent: Vec<String>,
    /// What could not be fetched: the address and why.
    pub failures: Vec<(String, FetchError)>,
}

/// Gathers what is needed to judge `targets` at `now`, from `material` first, then from outside.
#[must_use]
pub fn gather(targets: &[Vec<u8>], material: &Material, outside: &Outside, now: Time) -> Gathered {
    let mut gathered = Gathered::default();
    let mut seen = BTreeSet::new();
    let mut waiting: Vec<Vec<u8>> = targets.to_vec();
    while let Some(der) = waiting.pop() {
        if !seen.insert(der.clone()) || seen.len() > MOST {
            continue;
        }
        let Ok(certificate) = Certificate::read(&der) else { continue };
        let is_anchor = material.anchors.iter().chain(&material.stamp_anchors).any(|anchor| *anchor == der);
        push(&mut gathered.store.certificates, &der);
        if is_anchor || certificate.names_itself_as_issuer() {
            continue;
        }
        let Some(issuer) = issuer_of(&certificate, material, outside, now, &mut gathered) else {
            gathered.silent.push(certificate.subject.to_string());
            continue;
        };
        let Ok(above) = Certificate::read(&issuer) else { continue };
        let no_check = certificate.extensions.ocsp_no_check;
        if !no_check && !has_status(&certificate, &above, material, outside, now, &mut gathered, &mut waiting) {
            gathered.silent.push(certificate.subject.to_string());
        }
        waiting.push(issuer);
    }
    gathered
}

fn push(list: &mut Vec<Vec<u8>>, der: &[u8]) {
    if !list.iter().any(|known| known == der) {
        list.push(der.to_vec());
    }
}

/// The certificate whose key signed `certificate`: one that lies here, or one that is fetched.
fn issuer_of(
    certificate: &Certificate<'_>,
    material: &Material,
    outside: &Outside,
    now: Time,
    gathered: &mut Gathered,
) -> Option<Vec<u8>> {
    let signed = |der: &[u8]| {
        Certificate::read(der).is_ok_and(|issuer| {
            issuer.subject.same(&certificate.issuer)
                && signature::verify(
                    &issuer.key,
                    &certificate.signature_algorithm,
                    certificate.tbs,
                    certificate.signature,
                )
                .is_ok()
        })
    };
    let here = material.anchors.iter().chain(&material.stamp_anchors).chain(&material.certificates);
    if let Some(found) = here.chain(&gathered.store.certificates).find(|der| signed(der)) {
        return Some(found.clone());
    }
    for address in access(certificate, oid::CA_ISSUERS) {
        match outside.get(&address, now) {
            Ok(bytes) => {
                let found = bundle::find(&bytes).certificates.iter().find(|der| signed(der)).map(|der| der.to_vec());
                if found.is_some() {
                    return found;
                }
            }
            Err(error) => gathered.failures.push((address, error)),
        }
    }
    None
}

/// Puts what is known of the revocation of `certificate` into the store; false where nothing is.
fn has_status(
    certificate: &Certificate<'_>,
    issuer: &Certificate<'_>,
    material: &Material,
    outside: &Outside,
    now: Time,
    gathered: &mut Gathered,
    waiting: &mut Vec<Vec<u8>>,
) -> bool {
    let speaks =
        |der: &[u8]| Crl::read(der).is_ok_and(|crl| crl.issuer.same(&certificate.issuer) && is_fresh(&crl, now));
    let answers = |der: &[u8]| Response::read(der).is_ok_and(|answer| knows(&answer, certificate, issuer, now));
    let here = material.answers.iter().find(|der| answers(der)).cloned();
    if let Some(answer) = here.or_else(|| asked(certificate, issuer, outside, now, gathered)) {
        if let Ok(response) = Response::read(&answer) {
            waiting.extend(response.certificates.iter().map(|one| one.raw.to_vec()));
        }
        push(&mut gathered.store.answers, &answer);
        return true;
    }
    if let Some(crl) = material.crls.iter().chain(&gathered.store.crls).find(|der| speaks(der)).cloned() {
        push(&mut gathered.store.crls, &crl);
        return true;
    }
    for address in crl_addresses(certificate) {
        match outside.get(&address, now) {
            Ok(bytes) if speaks(&bytes) => {
                push(&mut gathered.store.crls, &bytes);
                return true;
            }
            Ok(_) => {}
            Err(error) => gathered.failures.push((address, error)),
        }
    }
    false
}

/// Does the answer say, now and from somebody who may, whether the certificate is revoked?
fn knows(answer: &Response<'_>, certificate: &Certificate<'_>, issuer: &Certificate<'_>, now: Time) -> bool {
    // An answer without nextUpdate is good for a day, as everywhere here.
    matches!(answer.judge(certificate, issuer, now, 86_400, None), Ok(Status::Good | Status::Revoked(_)))
}

fn is_fresh(crl: &Crl<'_>, now: Time) -> bool {
    crl.this_update <= now && crl.next_update.is_some_and(|next| now < next)
}

/// The answer of a responder that the certificate names. One without our nonce counts while it is fresh, for many responders
/// answer in advance (RFC 9654 section 3.2); one with another nonce does not.
fn asked(
    certificate: &Certificate<'_>,
    issuer: &Certificate<'_>,
    outside: &Outside,
    now: Time,
    gathered: &mut Gathered,
) -> Option<Vec<u8>> {
    for address in access(certificate, oid::OCSP) {
        let mut nonce = [0; 16];
        SystemRandom::new().fill(&mut nonce).ok()?;
        match outside.post(&address, "application/ocsp-request", &ocsp::request(certificate, issuer, Some(&nonce))) {
            Ok(bytes) => {
                let good = Response::read(&bytes).is_ok_and(|answer| {
                    // In the extension the nonce stands as an OCTET STRING of its own.
                    let wrapped = write::element(antin_pki::der::tag::OCTET_STRING, &nonce);
                    let is_ours = answer.nonce.is_none_or(|own| own == nonce || own == wrapped);
                    is_ours && knows(&answer, certificate, issuer, now)
                });
                if good {
                    return Some(bytes);
                }
            }
            Err(error) => gathered.failures.push((address, error)),
        }
    }
    None
}

/// Addresses of HTTP and HTTPS in `authorityInfoAccess`.
fn access(certificate: &Certificate<'_>, method: oid::Oid<'_>) -> Vec<String> {
    let Some(found) = &certificate.extensions.authority_access else { return Vec::new() };
    let wanted = found.value.iter().filter(|one| one.method == method);
    wanted.filter_map(|one| address(&one.location)).take(4).collect()
}

fn crl_addresses(certificate: &Certificate<'_>) -> Vec<String> {
    let Some(found) = &certificate.extensions.distribution_points else { return Vec::new() };
    let names = found.value.iter().filter_map(|point| match point.name {
        Some(PointName::Full(names)) => Some(names),
        _ => None,
    });
    names.flat_map(|names| names.iter().collect::<Vec<_>>()).filter_map(|name| address(&name)).take(4).collect()
}

fn address(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::Uri(address) if address.starts_with("http://") || address.starts_with("https://") => {
            Some((*address).to_owned())
        }
        _ => None,
    }
}

/// Why there is no time stamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StampFailure {
    /// The authority was not reached.
    Fetch(FetchError),
    /// What it answered proves nothing.
    Answer(StampError),
    /// Its certificate is not in force.
    Expired,
    /// Its certificate leads to no anchor, or is revoked.
    Untrusted,
    /// It names a time that is not now: seconds away.
    Clock(i64),
}

/// Seconds that the clock of the authority may differ from ours.
const DRIFT: i64 = 300;

/// A time stamp of the authority at `address` over a SHA-256, checked.
///
/// # Errors
/// It was not reached, or what it answered is not a time stamp of this imprint, now.
pub fn stamp(address: &str, imprint: &[u8], outside: &Outside, now: Time) -> Result<Vec<u8>, StampFailure> {
    let mut chance = [0; 8];
    let down = |_| StampFailure::Fetch(FetchError::Down("no chance".to_owned()));
    SystemRandom::new().fill(&mut chance).map_err(down)?;
    // One bit less: the number stays positive.
    let nonce = u64::from_be_bytes(chance) >> 1;
    let request = timestamp::request(Digest::Sha256, imprint, Some(nonce));
    let answer = outside.post(address, "application/timestamp-query", &request).map_err(StampFailure::Fetch)?;
    let token = Token::read_response(&answer).map_err(StampFailure::Answer)?;
    if token.digest != oid::SHA256 || token.imprint != imprint {
        return Err(StampFailure::Answer(StampError::OtherImprint));
    }
    if token.nonce != write::number(nonce).get(2..) {
        return Err(StampFailure::Answer(StampError::Nonce));
    }
    let authority = token.verify(&[]).map_err(StampFailure::Answer)?;
    if !authority.is_in_force(token.at) {
        return Err(StampFailure::Expired);
    }
    if (token.at.0 - now.0).abs() > DRIFT {
        return Err(StampFailure::Clock(token.at.0 - now.0));
    }
    whole(&answer).ok_or(StampFailure::Answer(StampError::Attribute("token")))
}

/// The token in an answer, byte for byte.
fn whole(answer: &[u8]) -> Option<Vec<u8>> {
    let mut inside = Reader::new(answer).sequence().ok()?;
    inside.sequence().ok()?;
    Some(inside.any().ok()?.whole.to_vec())
}
