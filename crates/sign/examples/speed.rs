//! How fast documents are signed and judged on one core, beside the raw operations of the same run.
//!
//! `cargo run --release -p antin-sign --example speed [-- FILE.pdf…]`: made-up papers of several sizes, a file with 51
//! signatures, and the verdict on each FILE.

use antin_pki::signature::{self, Scheme};
use antin_pki::time::Time;
use antin_sign::job;
use antin_sign::key::{Key as _, SoftKey};
use antin_sign::pdf::sign::Order;
use antin_sign::validate::{self, Question};
use antin_testkit::ca::certificate::Holder;
use antin_testkit::ca::key::Key;
use antin_testkit::ca::{Generation, TestCa, day};
use ring::rand::SystemRandom;
use std::error::Error;
use std::hint::black_box;

/// Seconds of processor time for one call, the mean of `rounds`: other work on the machine does not count. It comes in
/// hundredths of a second, so the rounds have to be many.
fn seconds(rounds: u32, mut work: impl FnMut()) -> f64 {
    let before = processor();
    (0..rounds).for_each(|_| work());
    (processor() - before) / f64::from(rounds)
}

/// Seconds that this process has computed so far, by `/proc` of Linux.
fn processor() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = text.rsplit(')').next().unwrap_or_default().split_ascii_whitespace().skip(11).take(2);
    ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn line(what: &str, seconds: f64) {
    println!("{what:<52} {:>10.3} ms {:>9.0}/s", seconds * 1000.0, 1.0 / seconds);
}

/// A paper of one page whose content has `size` bytes that do not pack.
fn paper(size: usize) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    let mut state = 1_u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    let content: Vec<u8> = (0..size).map(|_| noise()).collect();
    let objects: [Vec<u8>; 4] = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>".to_vec(),
        [format!("<</Length {size}>>\nstream\n").as_bytes(), &content, b"\nendstream"].concat(),
    ];
    for (index, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend_from_slice(format!("{} 0 obj\n", index + 1).as_bytes());
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    let section = file.len();
    let rows: String = places.iter().map(|place| format!("{place:010} 00000 n \n")).collect();
    let tail =
        format!("xref\n0 5\n0000000000 65535 f \n{rows}trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n{section}\n%%EOF\n");
    file.extend_from_slice(tail.as_bytes());
    file
}

fn main() -> Result<(), Box<dyn Error>> {
    let chance = SystemRandom::new();
    let mut ca = TestCa::new(7);
    let holder = Holder::person("Nguyễn Thử Nghiệm", "Cục Thuế thử nghiệm", "thu@example.vn");
    let person = ca.issue(Generation::G2, &holder, (day(2025, 1, 1), day(2028, 1, 1)));
    let certificates = vec![ca.g2.certificate.clone(), person.der.clone()];
    let key = SoftKey::new(Key::rsa(person.key).pkcs8(), certificates, &chance)?;
    let at = day(2026, 6, 15);
    let crls = antin_testkit::ca::crl::sign(&ca.g2_root, &[], (at, at.plus(86_400)), 1, None);
    let more = antin_testkit::ca::crl::sign(&ca.g2, &[], (at, at.plus(86_400)), 2, None);
    let mut question = Question::at(at);
    question.anchors = vec![&ca.g2_root.certificate];
    question.crls = vec![&crls, &more];

    let message = [7_u8; 400];
    let signature = key.sign(&message)?;
    let certificate = antin_pki::certificate::Certificate::read(&person.der)?;
    let scheme = Scheme::Rsa(antin_pki::algorithm::Digest::Sha256);
    line("raw RSA-2048 signature", seconds(2000, || drop(black_box(key.sign(&message)))));
    let verify =
        || assert!(black_box(signature::verify_scheme(&certificate.key, scheme, &message, &signature)).is_ok());
    line("raw RSA-2048 verification", seconds(20_000, verify));

    let order = Order::at(at);
    for (name, size, rounds) in [("1 page", 500, 1500), ("4 MB", 4 << 20, 60), ("50 MB", 50 << 20, 6)] {
        let file = paper(size);
        line(
            &format!("sign {name}, B-B, own verdict included"),
            seconds(rounds, || {
                drop(black_box(job::sign_pdf(&file, None, &order, &key)));
            }),
        );
        let signed = [file.clone(), job::sign_pdf(&file, None, &order, &key)?].concat();
        let report = validate::pdf::judge(&signed, &question);
        assert_eq!(report.status(), 0, "{report:?}");
        line(
            &format!("judge {name}, B-B, path and two CRLs"),
            seconds(rounds, || {
                drop(black_box(validate::pdf::judge(&signed, &question)));
            }),
        );
    }
    let mut many = paper(500);
    for _ in 0..51 {
        let update = job::sign_pdf(&many, None, &order, &key)?;
        many.extend(update);
    }
    let judged = seconds(10, || drop(black_box(validate::pdf::judge(&many, &question))));
    line("judge 51 signatures, changes after each", judged);
    for file in std::env::args().skip(1) {
        let bytes = std::fs::read(&file)?;
        let question = Question::at(Time(1_795_000_000));
        line(&file, seconds(10, || drop(black_box(validate::file(&bytes, &question)))));
    }
    Ok(())
}
