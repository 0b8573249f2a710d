//! A desk with a key, a CA behind it, and what it answers.

use super::paper::{self, Form};
use antin_pki::time::Time;
use antin_sign::job;
use antin_sign::key::SoftKey;
use antin_sign::pdf::sign::Order;
use antin_sign::validate::report::{Report, SignatureReport, Verdict};
use antin_sign::validate::{self, Question};
use antin_testkit::ca::certificate::Holder;
use antin_testkit::ca::key::Key;
use antin_testkit::ca::{Generation, Issued, TestCa, crl, day};
use ring::rand::SystemRandom;

pub struct Desk {
    pub ca: TestCa,
    pub person: Issued,
    pub chance: SystemRandom,
    pub crls: Vec<Vec<u8>>,
}

/// When documents are signed here.
pub fn noon() -> Time {
    day(2026, 6, 15).plus(12 * 3600)
}

impl Desk {
    pub fn new() -> Desk {
        let mut ca = TestCa::new(7);
        let holder = Holder::person("Nguyễn Thử Nghiệm", "Cục Thuế thử nghiệm", "thu@example.vn");
        let person = ca.issue(Generation::G2, &holder, (day(2025, 1, 1), day(2028, 1, 1)));
        let crls = crls(&ca, &[], noon());
        Desk { ca, person, chance: SystemRandom::new(), crls }
    }

    pub fn key(&self) -> SoftKey<'_> {
        let certificates = vec![self.ca.g2.certificate.clone(), self.person.der.clone()];
        SoftKey::new(Key::rsa(self.person.key).pkcs8(), certificates, &self.chance).unwrap()
    }

    /// Signs a PDF and gives the whole new file.
    pub fn sign(&self, file: &[u8]) -> Vec<u8> {
        self.sign_as(file, &Order::at(noon()))
    }

    pub fn sign_as(&self, file: &[u8], order: &Order<'_>) -> Vec<u8> {
        let update = job::sign_pdf(file, None, order, &self.key()).unwrap();
        [file, &update].concat()
    }

    /// The paper, signed.
    pub fn signed(&self) -> Vec<u8> {
        self.sign(&paper::pdf(&paper::PLAIN, Form::Table))
    }

    pub fn question(&self) -> Question<'_> {
        let mut question = Question::at(noon().plus(3600));
        question.anchors = vec![&self.ca.g2_root.certificate];
        question.stamp_anchors.clone_from(&question.anchors);
        question.crls = self.crls.iter().map(Vec::as_slice).collect();
        question
    }

    pub fn judge(&self, file: &[u8]) -> Report {
        validate::file(file, &self.question())
    }

    #[track_caller]
    pub fn first(&self, file: &[u8]) -> SignatureReport {
        self.judge(file).signatures.into_iter().next().expect("a signature")
    }

    /// The verdict and the reasons of the first signature.
    #[track_caller]
    pub fn check(&self, file: &[u8], verdict: Verdict, reason: &str) {
        let report = self.judge(file);
        let reasons: Vec<&str> = report
            .signatures
            .iter()
            .flat_map(|one| &one.reasons)
            .chain(&report.reasons)
            .map(|one| &one.code[..])
            .collect();
        assert_eq!(
            report.verdict,
            verdict,
            "{reasons:?} {:?}",
            report.signatures.first().map(|one| &one.changes_after)
        );
        assert!(reason.is_empty() || reasons.contains(&reason), "{reasons:?}");
    }
}

/// CRLs of every CA of the desk, fresh at `at`, with these serials of G2 revoked since `since`.
pub fn crls(ca: &TestCa, revoked: &[(&[u8], Time)], at: Time) -> Vec<Vec<u8>> {
    let updates = (at.plus(-3600), at.plus(7 * 86_400));
    let entries: Vec<crl::Entry> = revoked
        .iter()
        .map(|(serial, since)| crl::Entry { serial: serial.to_vec(), since: *since, reason: Some(1) })
        .collect();
    vec![crl::sign(&ca.g2_root, &[], updates, 1, None), crl::sign(&ca.g2, &entries, updates, 2, None)]
}
