//! CRLs of the test CA.

use super::Authority;
use super::certificate::extension;
use antin_pki::der::{tag, write};
use antin_pki::oid;
use antin_pki::time::Time;

/// A certificate on the list: content of its serial, since when, reason by number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Content of the serial.
    pub serial: Vec<u8>,
    /// Since when.
    pub since: Time,
    /// Reason by number, if one is given.
    pub reason: Option<u8>,
}

/// A CRL of `issuer`, or with `delta_base` a delta CRL to the one of that number.
#[must_use]
pub fn sign(
    issuer: &Authority,
    entries: &[Entry],
    updates: (Time, Time),
    number: u64,
    delta_base: Option<u64>,
) -> Vec<u8> {
    let mut list = Vec::new();
    for entry in entries {
        let reason = entry.reason.map(|reason| {
            write::sequence(&[&extension(oid::REASON_CODE, false, &write::element(tag::ENUMERATED, &[reason]))])
        });
        let serial = write::element(tag::INTEGER, &entry.serial);
        list.extend(write::sequence(&[&serial, &write::time(entry.since), &reason.unwrap_or_default()]));
    }
    let list = if entries.is_empty() { Vec::new() } else { write::element(tag::SEQUENCE, &list) };
    let authority = write::sequence(&[&write::element(tag::context(0), &issuer.key.identifier())]);
    let mut extensions = vec![
        extension(oid::AUTHORITY_KEY_IDENTIFIER, false, &authority),
        extension(oid::CRL_NUMBER, false, &write::number(number)),
    ];
    extensions.extend(delta_base.map(|base| extension(oid::DELTA_CRL_INDICATOR, true, &write::number(base))));
    let extensions = write::element(tag::constructed(0), &write::element(tag::SEQUENCE, &extensions.concat()));
    let tbs = write::sequence(&[
        &write::number(1),
        &issuer.key.algorithm(),
        &issuer.name,
        &write::time(updates.0),
        &write::time(updates.1),
        &list,
        &extensions,
    ]);
    write::sequence(&[&tbs, &issuer.key.algorithm(), &write::bit_string(&issuer.key.sign(&tbs))])
}
