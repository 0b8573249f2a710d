//! Time stamps of the test CA (RFC 3161).

#![allow(clippy::expect_used)] // A test CA without its keys has nothing to return.

use super::Authority;
use antin_pki::algorithm::Digest;
use antin_pki::certificate::Certificate;
use antin_pki::der::{tag, write};
use antin_pki::oid::{self, Oid};
use antin_pki::time::Time;

/// A `TimeStampResp` of `authority` for a SHA-256 `imprint`, at `at`, with the request's nonce.
///
/// # Panics
/// The authority's certificate cannot be read.
#[must_use]
pub fn answer(authority: &Authority, imprint: &[u8], at: Time, nonce: Option<u64>) -> Vec<u8> {
    let status = write::sequence(&[&write::number(0)]);
    write::sequence(&[&status, &token(authority, imprint, at, nonce)])
}

/// The token itself.
///
/// # Panics
/// The authority's certificate cannot be read.
#[must_use]
pub fn token(authority: &Authority, imprint: &[u8], at: Time, nonce: Option<u64>) -> Vec<u8> {
    let certificate = Certificate::read(&authority.certificate).expect("the authority's certificate");
    let sha256 = write::sequence(&[&write::oid(oid::SHA256), &[tag::NULL, 0]]);
    let policy = Oid::content_of("2.16.704.1.1.1.9.1").unwrap_or_default();
    let info = write::sequence(&[
        &write::number(1),
        &write::oid(Oid(&policy)),
        &write::sequence(&[&sha256, &write::element(tag::OCTET_STRING, imprint)]),
        &write::number(4711),
        &write::generalized_time(at),
        &nonce.map(write::number).unwrap_or_default(),
    ]);
    let attribute = |oid, value: &[u8]| write::sequence(&[&write::oid(oid), &write::set(&[value])]);
    let signing = write::element(tag::OCTET_STRING, &certificate.fingerprint());
    let signing = write::sequence(&[&write::sequence(&[&write::sequence(&[&signing])])]);
    let attributes = write::set(&[
        &attribute(oid::CONTENT_TYPE, &write::oid(oid::TST_INFO)),
        &attribute(oid::MESSAGE_DIGEST, &write::element(tag::OCTET_STRING, &Digest::Sha256.compute(&[&info]))),
        &attribute(oid::SIGNING_CERTIFICATE_V2, &signing),
    ]);
    let signature = authority.key.sign(&attributes);
    // In the token the attributes stand as [0] IMPLICIT; signed is the SET (RFC 5652 section 5.4).
    let mut implicit = attributes;
    implicit[0] = tag::constructed(0);
    let signer = write::sequence(&[
        &write::number(1),
        &write::sequence(&[certificate.issuer.raw, &write::element(tag::INTEGER, certificate.serial.0)]),
        &sha256,
        &implicit,
        &authority.key.algorithm(),
        &write::element(tag::OCTET_STRING, &signature),
    ]);
    let content = write::element(tag::constructed(0), &write::element(tag::OCTET_STRING, &info));
    let data = write::sequence(&[
        &write::number(3),
        &write::set(&[&sha256]),
        &write::sequence(&[&write::oid(oid::TST_INFO), &content]),
        &write::element(tag::constructed(0), &authority.certificate),
        &write::set(&[&signer]),
    ]);
    write::sequence(&[&write::oid(oid::CMS_SIGNED_DATA), &write::element(tag::constructed(0), &data)])
}
