//! The verdict on a PDF of any bytes, and its signing as far as the key.

#![no_main]

use antin_pki::time::Time;
use antin_sign::pdf::document::Document;
use antin_sign::pdf::sign::{self, Order};
use antin_sign::validate::{self, Question};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let question = Question::at(Time(1_780_000_000));
    let report = validate::pdf::judge(bytes, &question);
    // Without an anchor nothing is valid, whatever it is.
    assert_ne!(report.verdict, validate::report::Verdict::Valid);
    if let Ok(document) = Document::read(bytes) {
        let _ = sign::prepare(&document, &Order::at(Time(1_780_000_000)), 100);
    }
});
