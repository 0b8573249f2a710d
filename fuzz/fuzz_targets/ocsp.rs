//! An OCSP answer of any bytes, judged about a certificate of the same bytes.

#![no_main]

use antin_pki::ocsp::Response;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(response) = Response::read(bytes) else { return };
    if let [issuer, ..] = &response.certificates[..] {
        let _ = response.judge(issuer, issuer, response.produced_at, 3600, response.nonce);
    }
});
