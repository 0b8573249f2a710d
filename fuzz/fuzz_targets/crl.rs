//! A CRL of any bytes: read, verified against a key, its scope and entries looked at.

#![no_main]

use antin_pki::crl::{Crl, CrlIndex, Entry};
use antin_pki::der::Reader;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(crl) = Crl::read(bytes) else { return };
    let mut entries = Reader::new(crl.entries);
    while let Ok(entry) = Entry::read(&mut entries) {
        let _ = (entry.serial.to_string(), entry.since.to_string());
    }
    assert!(CrlIndex::load(bytes, &[]).is_err(), "no key, no CRL");
});
