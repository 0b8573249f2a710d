//! What reading, verifying and looking up cost, each figure beside the limit of the machine and beside its bar.
//!
//! `cargo bench -p antin-pki` prints the figures; criterion adds its statistics.

#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::disallowed_methods)] // It measures.

use antin_pki::certificate::Certificate;
use antin_pki::crl::CrlIndex;
use antin_pki::path::{Instants, Revocation, Settings, Store, Validator};
use antin_pki::serial::Serial;
use antin_pki::time::Time;
use antin_testkit::ca::certificate::Holder;
use antin_testkit::ca::crl::{self, Entry};
use antin_testkit::ca::{Generation, Issued, TestCa, day};
use criterion::Criterion;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

const PEOPLE: usize = 2_000;
const REVOKED: u32 = 1_000_000;

fn main() {
    let mut ca = TestCa::new(7);
    let people: Vec<Issued> = (0..PEOPLE)
        .map(|number| {
            let holder = Holder::person(&format!("Người Thử {number}"), "Cục Thuế tỉnh Mẫu", "thu.mau@thue.example");
            // Keys of 2048 bits under a CA of 2048 bits, as the bars were measured.
            ca.issue(Generation::G1, &holder, (day(2020, 1, 1), day(2027, 1, 1)))
        })
        .collect();
    let at = day(2026, 1, 1);
    let entries: Vec<Entry> = (0..REVOKED).map(|number| entry(number, at)).collect();
    let updates = (at.plus(-3600), at.plus(86_400));
    let big = crl::sign(&ca.g1, &entries, updates, 1, None);
    let above = crl::sign(&ca.g1_root, &[], updates, 1, None);
    let [root, issuer] = [&ca.g1_root, &ca.g1].map(|authority| Certificate::read(&authority.certificate).unwrap());

    let bytes: usize = people.iter().map(|issued| issued.der.len()).sum();
    println!("{PEOPLE} certificates, {} bytes each; CRL of {REVOKED} entries, {} bytes", bytes / PEOPLE, big.len());
    let digest = rate(PEOPLE, || people.iter().for_each(|issued| drop(black_box(sha256(&issued.der)))));
    let read = rate(PEOPLE, || people.iter().for_each(|issued| drop(black_box(Certificate::read(&issued.der)))));
    line("certificates read, every field", read, "SHA-256 of the bytes", digest, 200_000.0);

    let certificates: Vec<Certificate<'_>> =
        people.iter().map(|issued| Certificate::read(&issued.der).unwrap()).collect();
    let verify = |certificate: &Certificate<'_>| {
        let Certificate { signature_algorithm, tbs, signature, .. } = certificate;
        antin_pki::signature::verify(&issuer.key, signature_algorithm, tbs, signature)
    };
    let raw = rate(PEOPLE, || certificates.iter().for_each(|certificate| verify(certificate).unwrap()));

    let start = Instant::now();
    sha256(&big);
    let floor = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let index = CrlIndex::load(&big, &[issuer.key]).unwrap();
    let seconds = start.elapsed().as_secs_f64();
    println!("CRL loaded, verified, indexed: {seconds:.3} s (SHA-256 of its bytes {floor:.3} s; bar 0.8 s)");
    println!("CRL kept: {:.1} MiB (bar 64 MiB)", index.bytes_kept() as f64 / f64::from(1 << 20));
    let serials: Vec<[u8; 16]> =
        (0..REVOKED * 2).map(|number| serial(number.wrapping_mul(2_654_435_761) % (REVOKED * 2))).collect();
    let ask = rate(serials.len(), || {
        let found = serials.iter().filter(|serial| index.find(Serial(&serial[..])).is_some()).count();
        assert!(found > 0);
    });
    println!("look-ups in it: {ask:.0}/s (bar 5000000/s)");

    let store = Store::new(vec![root.clone()], [issuer.clone()]);
    let crls = [index, CrlIndex::load(&above, &[root.key]).unwrap()].map(Arc::new);
    let settings = Settings { revocation: Revocation::Required, ..Settings::default() };
    let validator = Validator::new(&store, &crls, settings);
    let path = rate(PEOPLE, || {
        for certificate in &certificates {
            assert!(validator.validate(certificate, Instants::at(at)).reasons.is_empty());
        }
    });
    line("path and revocation, CRL of a million", path, "raw RSA-2048 verify", raw, 35_000.0);

    let mut criterion = Criterion::default().sample_size(20);
    criterion.bench_function("read", |bench| bench.iter(|| Certificate::read(black_box(&people[0].der))));
    criterion.bench_function("verify", |bench| bench.iter(|| verify(black_box(&certificates[0]))));
    criterion.bench_function("path", |bench| {
        bench.iter(|| validator.validate(black_box(&certificates[0]), Instants::at(at)));
    });
    criterion.bench_function("look-up", |bench| bench.iter(|| crls[0].find(Serial(black_box(&serials[0])))));
}

/// The best of five passes, in things a second.
fn rate(count: usize, mut pass: impl FnMut()) -> f64 {
    let passes = (0..5).map(|_| {
        let start = Instant::now();
        pass();
        start.elapsed().as_secs_f64()
    });
    count as f64 / passes.fold(f64::INFINITY, f64::min)
}

fn line(what: &str, rate: f64, limit: &str, most: f64, bar: f64) {
    let share = 100.0 * rate / most;
    println!("{what}: {rate:.0}/s (limit, {limit}: {most:.0}/s, {share:.0} %; bar {bar:.0}/s)");
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    antin_pki::algorithm::Digest::Sha256.compute(&[bytes])
}

/// Sixteen bytes that look like chance and never repeat.
fn serial(number: u32) -> [u8; 16] {
    let mut serial = [0x5a; 16];
    serial[1..5].copy_from_slice(&number.wrapping_mul(0x9e37_79b1).to_be_bytes());
    serial[12..].copy_from_slice(&number.to_be_bytes());
    serial
}

fn entry(number: u32, at: Time) -> Entry {
    Entry { serial: serial(number).to_vec(), since: at.plus(-i64::from(number)), reason: Some(4) }
}
