//! A file of any bytes: PEM, P7B, rubbish.

#![no_main]

use antin_pki::bundle::find;
use antin_pki::certificate::Certificate;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for der in &find(bytes).certificates {
        assert!(Certificate::read(der).is_ok(), "what is found is a certificate");
    }
});
