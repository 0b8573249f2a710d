//! The verdict on a CMS file of any bytes, about itself and about a file beside it; and a PKCS#12 file of any bytes.

#![no_main]

use antin_pki::time::Time;
use antin_sign::key::pkcs12;
use antin_sign::validate::{self, Question};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut question = Question::at(Time(1_780_000_000));
    let report = validate::cms::judge(bytes, &question);
    assert_ne!(report.verdict, validate::report::Verdict::Valid);
    question.detached = Some(b"beside");
    let _ = validate::file(bytes, &question);
    // Rounds of key derivation cost time by design; what asks for many is left out here.
    if bytes.len() < 300 {
        let _ = pkcs12::open(bytes, "pin");
    }
});
