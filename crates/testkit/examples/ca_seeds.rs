//! Writes small certificates, CRLs, OCSP answers and time stamps of the test CA as seeds for the fuzz targets:
//! `cargo run -p antin-testkit --example ca_seeds -- fuzz/corpus`.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use antin_testkit::ca::certificate::Holder;
use antin_testkit::ca::crl::{self, Entry};
use antin_testkit::ca::ocsp::{self, Answer};
use antin_testkit::ca::{Generation, TestCa, day, stamp};
use std::path::PathBuf;

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect("a folder"));
    let mut ca = TestCa::new(1);
    let holder = Holder::person("Lê Văn Mẫu", "Cục Thuế tỉnh Mẫu", "lvmau.mau@thue.example");
    let g1 = ca.issue(Generation::G1, &holder, (day(2014, 1, 1), day(2024, 1, 1)));
    let g2 = ca.issue(Generation::G2, &holder, (day(2025, 1, 1), day(2030, 1, 1)));
    let updates = (day(2026, 1, 1), day(2026, 1, 8));
    let entry = Entry { serial: g2.serial.clone(), since: updates.0, reason: Some(1) };
    let put = |target: &str, name: &str, bytes: &[u8]| {
        std::fs::create_dir_all(folder.join(target)).unwrap();
        std::fs::write(folder.join(target).join(name), bytes).unwrap();
    };
    for (name, der) in [("g1", &g1.der), ("g2", &g2.der), ("root", &ca.g2_root.certificate)] {
        put("certificate", name, der);
        put("bundle", name, der);
    }
    put("crl", "complete", &crl::sign(&ca.g2, std::slice::from_ref(&entry), updates, 1, None));
    put("crl", "delta", &crl::sign(&ca.g2, &[entry], updates, 2, Some(1)));
    let good = |nonce| ocsp::sign(&ca.g2, &ca.responder, &g2.serial, Answer::Good, updates, nonce);
    put("ocsp", "good", &good(None));
    put("ocsp", "nonce", &good(Some(b"12345678")));
    let token = stamp::token(&ca.stamps, &[7; 32], updates.0, Some(42));
    put("time_stamp", "token", &token);
    put("time_stamp", "answer", &stamp::answer(&ca.stamps, &[7; 32], updates.0, None));
    put("bundle", "signed-data", &token);
}
