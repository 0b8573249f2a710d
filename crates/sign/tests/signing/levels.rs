//! From B-B to B-LTA, and what each level proves years later.

use super::desk::{Desk, crls, noon};
use super::paper::{self, Form};
use antin_pki::algorithm::Digest;
use antin_sign::extend;
use antin_sign::job::{self, Finished, Stamp};
use antin_sign::key::Key as _;
use antin_sign::pdf::dss::Store;
use antin_sign::pdf::sign::Order;
use antin_sign::validate::{self, Question};
use antin_testkit::ca::{day, stamp};

/// A paper signed with a time stamp on its signature.
fn stamped(desk: &Desk) -> Vec<u8> {
    let file = paper::pdf(&paper::PLAIN, Form::Table);
    let key = desk.key();
    let order = Order::at(noon());
    let job = job::prepare_pdf(&file, None, &order, key.certificate(), key.chain(), Stamp::Expected).unwrap();
    let signature = key.sign(&job.to_be_signed).unwrap();
    let token = stamp::token(&desk.ca.stamps, &Digest::Sha256.compute(&[&signature]), noon().plus(5), None);
    match job::finish(&job, &file, None, &signature, &[token]).unwrap() {
        Finished::Update(update) => [file, update].concat(),
        Finished::File(_) => panic!("a PDF gets an update"),
    }
}

fn with_material(desk: &Desk, file: &[u8]) -> Vec<u8> {
    let certificates = vec![desk.ca.g2.certificate.clone(), desk.ca.stamps.certificate.clone()];
    let material = Store { certificates, crls: desk.crls.clone(), answers: Vec::new() };
    let update = extend::add_material(file, None, &material, [0; 16]).unwrap().expect("something new");
    [file, &update].concat()
}

fn archived(desk: &Desk, file: &[u8]) -> Vec<u8> {
    let job = extend::prepare_stamp(file, None, [0; 16]).unwrap();
    let token = stamp::token(&desk.ca.stamps, &job.imprint, noon().plus(600), None);
    let update = extend::finish_stamp(&job, file, None, &token).unwrap();
    [file, &update].concat()
}

/// Level, indication and what the best time rests on, of the first signature; with nothing but the anchor given.
#[track_caller]
fn check(desk: &Desk, file: &[u8], at: antin_pki::time::Time, expected: &str) {
    let mut question = Question::at(at);
    question.anchors = vec![&desk.ca.g2_root.certificate];
    question.stamp_anchors.clone_from(&question.anchors);
    let report = validate::file(file, &question);
    let one = &report.signatures[0];
    let sub = one.sub_indication.unwrap_or("-");
    assert_eq!(
        format!("{} {:?} {sub} {}", one.level, one.indication, one.best_time_source),
        expected,
        "{:?}",
        one.reasons
    );
}

#[test]
fn a_basic_signature_passes_with_anchor_and_crls_given() {
    let desk = Desk::new();
    let report = desk.judge(&desk.signed());
    assert_eq!(report.status(), 0, "{report:?}");
    let one = &report.signatures[0];
    assert_eq!((one.level, one.covers.whole_file, one.changes_after.level), ("B-B", true, "none"));
    assert_eq!(one.claimed_time.as_deref(), Some("2026-06-15T12:00:00Z"));
}

#[test]
fn without_a_word_on_revocation_it_is_undecided() {
    let desk = Desk::new();
    check(&desk, &desk.signed(), noon(), "B-B Indeterminate TRY_LATER now");
}

#[test]
fn a_time_stamp_proves_the_time_and_an_untrusted_one_does_not() {
    let desk = Desk::new();
    let file = stamped(&desk);
    check(&desk, &with_material(&desk, &file), noon().plus(60), "B-LT TotalPassed - timestamp");
    let mut question = desk.question();
    question.stamp_anchors.clear();
    let report = validate::file(&file, &question);
    assert_eq!(report.signatures[0].best_time_source, "now");
    assert!(report.signatures[0].reasons.iter().any(|one| one.code == "time-stamp-authority-not-trusted"));
}

#[test]
fn validation_data_in_the_file_makes_it_last_beyond_its_certificate() {
    let desk = Desk::new();
    let basic = with_material(&desk, &desk.signed());
    let lasting = with_material(&desk, &stamped(&desk));
    let later = day(2030, 1, 1);
    check(&desk, &basic, later, "B-B Indeterminate OUT_OF_BOUNDS_NO_POE now");
    check(&desk, &lasting, later, "B-LT TotalPassed - timestamp");
    check(&desk, &archived(&desk, &lasting), later, "B-LTA TotalPassed - timestamp");
}

#[test]
fn material_that_is_there_is_not_written_twice() {
    let desk = Desk::new();
    let file = with_material(&desk, &desk.signed());
    let store = Store { crls: desk.crls.clone(), ..Store::default() };
    assert_eq!(extend::add_material(&file, None, &store, [0; 16]), Ok(None));
}

#[test]
fn a_revocation_before_the_proven_time_counts_and_one_after_it_does_not() {
    let mut desk = Desk::new();
    let file = stamped(&desk);
    for (since, status) in [(noon().plus(-60), 3), (noon().plus(1800), 0)] {
        desk.crls = crls(&desk.ca, &[(&desk.person.serial, since)], noon().plus(3600));
        assert_eq!(desk.judge(&file).status(), status, "{:?}", desk.judge(&file).signatures[0].reasons);
    }
}

#[test]
fn a_claimed_time_proves_nothing() {
    let mut desk = Desk::new();
    // Signed at noon by his own word, revoked in the morning after: nobody else saw the signature at noon.
    desk.crls = crls(&desk.ca, &[(&desk.person.serial, noon().plus(1800))], noon().plus(3600));
    let one = desk.first(&desk.signed());
    assert_eq!(one.sub_indication, Some("REVOKED_NO_POE"));
}

#[test]
fn a_token_of_something_else_is_no_time_stamp_of_the_document() {
    let desk = Desk::new();
    let file = desk.signed();
    let job = extend::prepare_stamp(&file, None, [0; 16]).unwrap();
    let token = stamp::token(&desk.ca.stamps, &Digest::Sha256.compute(&[b"other"]), noon(), None);
    assert!(extend::finish_stamp(&job, &file, None, &token).is_err());
}
