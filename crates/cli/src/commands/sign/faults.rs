//! A key that fails now and then, or signs something else: no file is called signed without a good signature.

use super::batch;
use super::*;
use crate::arguments::{Call, Command};
use antin_sign::key::KeyError;
use antin_sign::validate::report::Verdict;
use antin_sign::validate::{self, Question};
use antin_testkit::ca::certificate::Holder;
use antin_testkit::ca::{Generation, TestCa, day};
use clap::Parser;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Wraps a key; of twenty signatures one fails.
struct Faulty<'k> {
    key: SoftKey<'k>,
    asked: AtomicUsize,
    how: fn(Vec<u8>) -> Result<Vec<u8>, KeyError>,
    /// How long it takes for whatever is asked after the first fault, as a slow token does.
    slow: Duration,
}

impl Key for Faulty<'_> {
    fn certificate(&self) -> &[u8] {
        self.key.certificate()
    }

    fn chain(&self) -> &[Vec<u8>] {
        self.key.chain()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let asked = self.asked.fetch_add(1, Ordering::Relaxed) + 1;
        let signature = self.key.sign(message)?;
        if asked > 7 {
            std::thread::sleep(self.slow);
        }
        if asked % 20 == 7 { (self.how)(signature) } else { Ok(signature) }
    }
}

const PAPER: &str = "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n";

fn paper() -> Vec<u8> {
    let mut out = PAPER.to_owned();
    let start = out.len();
    out.push_str("xref\n0 4\n0000000000 65535 f \n");
    for number in 1..=3 {
        let at = PAPER.find(&format!("{number} 0 obj")).unwrap();
        out.push_str(&format!("{at:010} 00000 n \n"));
    }
    out.push_str(&format!("trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"));
    out.into_bytes()
}

/// What comes after a batch.
#[derive(PartialEq)]
enum Then {
    /// The same call again does what is left.
    Again,
    /// Nothing.
    Nothing,
}

/// Signs 60 papers with a key that fails at the 7th, 27th and 47th: how many results there are, how often the key was asked,
/// the exit status.
fn signed(how: fn(Vec<u8>) -> Result<Vec<u8>, KeyError>, then: Then) -> (usize, usize, u8) {
    signed_at_once(how, then, 1, Duration::ZERO)
}

/// The same with several files under way, and a key that is slow after the first fault.
fn signed_at_once(
    how: fn(Vec<u8>) -> Result<Vec<u8>, KeyError>,
    then: Then,
    at_once: usize,
    slow: Duration,
) -> (usize, usize, u8) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let files: Vec<_> = (0..60).map(|number| folder.path().join(format!("{number}.pdf"))).collect();
    files.iter().for_each(|file| std::fs::write(file, paper()).unwrap());
    let mut ca = TestCa::new(7);
    let holder = Holder::person("Nguyễn Thử Nghiệm", "Cục Thuế thử nghiệm", "thu@example.vn");
    let person = ca.issue(Generation::G2, &holder, (day(2020, 1, 1), day(2100, 1, 1)));
    let chance = SystemRandom::new();
    let own = antin_testkit::ca::key::Key::rsa(person.key);
    let key = SoftKey::new(own.pkcs8(), vec![person.der.clone()], &chance).unwrap();
    let key = Faulty { key, asked: AtomicUsize::new(0), how, slow };
    let call = Call::parse_from(["antin", "sign", "x.pdf", "--key", "x.p12", "--out", "out"]);
    let Command::Sign(call) = call.command else { panic!("a call to sign") };
    let (words, material) = (Words::new(call.lang), Material::default());
    let outside = Outside::new([], true, 1, None, &[]);
    let mark = MarkPlan::None;
    let found = Mutex::default();
    let raiser = Raiser { level: call.level, tsa: None, material: &material, outside: &outside, words: &words, found };
    let signing = Signing {
        call: &call,
        key: &key,
        chain: Vec::new(),
        mark: &mark,
        password: None,
        raiser,
        chance: &chance,
        words: &words,
    };
    let items = batch::freeze(&files, &out, "").unwrap();
    let (_, status) = batch::run(&items, &out, &signing, at_once, &words).unwrap();
    let mut count = 0;
    for entry in std::fs::read_dir(&out).unwrap() {
        assert!(intact(&entry.unwrap().path()), "a file is called signed and is not");
        count += 1;
    }
    let asked = key.asked.load(Ordering::Relaxed);
    if then == Then::Again {
        let (_, status) = batch::run(&items, &out, &signing, at_once, &words).unwrap();
        assert_eq!(
            (status, key.asked.load(Ordering::Relaxed) - asked),
            (0, files.len() - count),
            "more was asked than what was left"
        );
    }
    (count, asked, status)
}

fn intact(path: &Path) -> bool {
    let bytes = std::fs::read(path).unwrap();
    let report = validate::file(&bytes, &Question::at(now()));
    report.verdict == Verdict::Unknown && report.signatures[0].sub_indication == Some("NO_CERTIFICATE_CHAIN_FOUND")
}

#[test]
fn a_key_that_fails_in_one_of_twenty_costs_that_file_and_is_asked_once_for_each() {
    assert_eq!(signed(|_| Err(KeyError::Failed), Then::Again), (57, 60, 1));
}

#[test]
fn a_signature_that_is_wrong_never_reaches_the_folder() {
    assert_eq!(
        signed(
            |mut signature| {
                signature[9] ^= 1;
                Ok(signature)
            },
            Then::Again
        ),
        (57, 60, 1)
    );
}

#[test]
fn a_signature_that_is_cut_off_or_empty_never_reaches_the_folder() {
    assert_eq!(signed(|signature| Ok(signature[..100].to_vec()), Then::Again), (57, 60, 1));
    assert_eq!(signed(|_| Ok(Vec::new()), Then::Again), (57, 60, 1));
}

#[test]
fn a_refused_pin_in_the_middle_ends_the_batch_without_asking_again() {
    assert_eq!(signed(|_| Err(KeyError::Password), Then::Nothing), (6, 7, 1));
}

#[test]
fn with_several_files_at_once_a_failure_still_costs_its_file_and_no_other() {
    assert_eq!(signed_at_once(|_| Err(KeyError::Failed), Then::Again, 4, Duration::ZERO), (57, 60, 1));
    let wrong = |mut signature: Vec<u8>| {
        signature[9] ^= 1;
        Ok(signature)
    };
    assert_eq!(signed_at_once(wrong, Then::Again, 4, Duration::ZERO), (57, 60, 1));
}

#[test]
fn with_several_files_at_once_a_refused_pin_lets_only_end_what_is_under_way() {
    // What is under way takes so long that the refusal is known before any of it ends, however busy the machine is.
    let slow = Duration::from_millis(500);
    let (made, asked, status) = signed_at_once(|_| Err(KeyError::Password), Then::Nothing, 4, slow);
    assert!((6..=9).contains(&made) && asked == made + 1 && status == 1, "{made} {asked} {status}");
}
