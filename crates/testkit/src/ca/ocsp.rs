//! OCSP answers of the test CA.

use super::Authority;
use super::certificate::extension;
use antin_pki::der::{tag, write};
use antin_pki::oid;
use antin_pki::time::Time;

/// What is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Not revoked.
    Good,
    /// Revoked since, reason by number.
    Revoked(Time, Option<u8>),
    /// The responder does not know it.
    Unknown,
}

/// An answer about the certificate with `serial` (its content) of `issuer`, signed by `signer` (the CA or its responder,
/// whose certificate is put in), of the instants `updates`.
#[must_use]
pub fn sign(
    issuer: &Authority,
    signer: &Authority,
    serial: &[u8],
    answer: Answer,
    updates: (Time, Time),
    nonce: Option<&[u8]>,
) -> Vec<u8> {
    let sha1 = |bytes: &[u8]| antin_pki::algorithm::Digest::Sha1.compute(&[bytes]);
    let id = write::sequence(&[
        &write::sequence(&[&write::oid(oid::SHA1), &[tag::NULL, 0]]),
        &write::element(tag::OCTET_STRING, &sha1(&issuer.name)),
        &write::element(tag::OCTET_STRING, &issuer.key.identifier()),
        &write::element(tag::INTEGER, serial),
    ]);
    let status = match answer {
        Answer::Good => write::element(tag::context(0), &[]),
        Answer::Unknown => write::element(tag::context(2), &[]),
        Answer::Revoked(since, reason) => {
            let reason =
                reason.map(|number| write::element(tag::constructed(0), &write::element(tag::ENUMERATED, &[number])));
            write::element(tag::constructed(1), &[write::generalized_time(since), reason.unwrap_or_default()].concat())
        }
    };
    let next = write::element(tag::constructed(0), &write::generalized_time(updates.1));
    let single = write::sequence(&[&id, &status, &write::generalized_time(updates.0), &next]);
    let extensions = nonce.map(|nonce| {
        let nonce = extension(oid::OCSP_NONCE, false, &write::element(tag::OCTET_STRING, nonce));
        write::element(tag::constructed(1), &write::sequence(&[&nonce]))
    });
    let responder = write::element(tag::constructed(1), &signer.name);
    let data = write::sequence(&[
        &responder,
        &write::generalized_time(updates.0),
        &write::sequence(&[&single]),
        &extensions.unwrap_or_default(),
    ]);
    let certificates = write::element(tag::constructed(0), &write::sequence(&[&signer.certificate]));
    let basic =
        write::sequence(&[&data, &signer.key.algorithm(), &write::bit_string(&signer.key.sign(&data)), &certificates]);
    let bytes = write::sequence(&[&write::oid(oid::OCSP_BASIC), &write::element(tag::OCTET_STRING, &basic)]);
    write::sequence(&[&write::element(tag::ENUMERATED, &[0]), &write::element(tag::constructed(0), &bytes)])
}
