//! A certificate of any bytes, through everything that is ever asked of one.

#![no_main]

use antin_pki::algorithm::weaknesses;
use antin_pki::certificate::Certificate;
use antin_pki::path::{Instants, Settings, Store, Validator};
use antin_pki::time::Time;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(certificate) = Certificate::read(bytes) else { return };
    let _ = (certificate.subject.to_string(), certificate.serial.to_string(), certificate.key.kind());
    let _ = weaknesses(&certificate, Time(i64::MAX));
    assert!(certificate.subject.same(&certificate.subject));
    let store = Store::new(vec![certificate.clone()], [certificate.clone()]);
    let validator = Validator::new(&store, &[], Settings::default());
    let _ = validator.validate(&certificate, Instants::at(Time(1_700_000_000)));
    // Not the anchor itself but one with the same names: the search and the signature are reached.
    let mut other = certificate.clone();
    other.raw = &bytes[..0];
    let _ = validator.validate(&other, Instants::at(Time(1_700_000_000)));
});
