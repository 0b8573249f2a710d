//! Revocation from two sources, and CRLs that are renewed while others read.

#![allow(clippy::unwrap_used, clippy::panic)]

use antin_pki::certificate::Certificate;
use antin_pki::crl::{Crl, CrlIndex, CrlShelf, Put};
use antin_pki::ocsp::Response;
use antin_pki::path::{Instants, Report, Revocation, Settings, Source, Store, Validator};
use antin_pki::time::Time;
use antin_pki::verdict::{NoStatus, Reason, RevocationReason, Verdict};
use antin_testkit::ca::certificate::Holder;
use antin_testkit::ca::crl::{self, Entry};
use antin_testkit::ca::ocsp::{self, Answer};
use antin_testkit::ca::{Authority, Generation, Issued, TestCa, day};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

const HOUR: i64 = 3600;

/// A person of G2, the CA, and the instant asked about.
struct Scene {
    ca: TestCa,
    person: Issued,
    at: Time,
}

impl Scene {
    fn new(seed: u64) -> Scene {
        let mut ca = TestCa::new(seed);
        let holder = Holder::person("Trần Thị Thử", "Cục Thuế tỉnh Mẫu", "ttthu.mau@thue.example");
        let person = ca.issue(Generation::G2, &holder, (day(2025, 3, 13), day(2030, 3, 12)));
        Scene { ca, person, at: day(2026, 1, 1) }
    }

    fn around(&self) -> (Time, Time) {
        (self.at.plus(-HOUR), self.at.plus(HOUR))
    }

    /// An answer about the person.
    fn answer(&self, signer: &Authority, answer: Answer, updates: (Time, Time)) -> Vec<u8> {
        ocsp::sign(&self.ca.g2, signer, &self.person.serial, answer, updates, None)
    }

    fn revoked(&self) -> Answer {
        Answer::Revoked(self.at.plus(-24 * HOUR), Some(1))
    }

    /// A CRL of the CA with these entries of the person.
    fn list(&self, reasons: &[u8], updates: (Time, Time)) -> Vec<u8> {
        let entry = |&reason: &u8| Entry {
            serial: self.person.serial.clone(),
            since: self.at.plus(-24 * HOUR),
            reason: Some(reason),
        };
        let entries: Vec<Entry> = reasons.iter().map(entry).collect();
        crl::sign(&self.ca.g2, &entries, updates, 1, None)
    }

    /// The verdict on the person alone: only its own status is demanded.
    fn ask(&self, answers: &[Vec<u8>], crls: &[Vec<u8>], responders: &[&Authority]) -> Report {
        let responders: Vec<Certificate<'_>> =
            responders.iter().map(|responder| Certificate::read(&responder.certificate).unwrap()).collect();
        let [root, issuer] = [&self.ca.g2_root, &self.ca.g2].map(|ca| Certificate::read(&ca.certificate).unwrap());
        let store = Store::new(vec![root], [issuer]);
        let load = |der: &Vec<u8>| CrlIndex::load(der, &store.keys_of(&Crl::read(der).unwrap().issuer)).unwrap();
        let crls: Vec<Arc<CrlIndex>> = crls.iter().map(load).map(Arc::new).collect();
        let answers: Vec<Response<'_>> = answers.iter().map(|der| Response::read(der).unwrap()).collect();
        let settings = Settings { revocation: Revocation::OfCertificate, ..Settings::default() };
        let validator = Validator::new(&store, &crls, settings).with_answers(&answers, &responders);
        validator.validate(&Certificate::read(&self.person.der).unwrap(), Instants::at(self.at))
    }
}

fn unknown(report: &Report) -> NoStatus {
    assert_eq!(report.verdict, Verdict::Unknown, "{report:?}");
    match &report.reasons[0].reason {
        Reason::RevocationUnknown(status) => *status,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn is_revoked(report: &Report) {
    assert_eq!(report.verdict, Verdict::Invalid, "{report:?}");
    let Reason::Revoked { reason, .. } = report.reasons[0].reason else { panic!("{report:?}") };
    assert_eq!(reason, Some(RevocationReason::KeyCompromise));
}

#[test]
fn an_answer_says_good_or_revoked_where_no_crl_speaks() {
    let scene = Scene::new(20);
    for signer in [&scene.ca.g2, &scene.ca.responder] {
        let good = scene.answer(signer, Answer::Good, scene.around());
        assert_eq!(scene.ask(&[good], &[], &[]).verdict, Verdict::Valid);
        is_revoked(&scene.ask(&[scene.answer(signer, scene.revoked(), scene.around())], &[], &[]));
    }
    // Revoked only after the instant asked about: it was good then.
    let later = scene.answer(&scene.ca.g2, Answer::Revoked(scene.at.plus(1), Some(1)), scene.around());
    assert_eq!(scene.ask(&[later], &[], &[]).verdict, Verdict::Valid);
}

#[test]
fn unknown_stays_unknown() {
    let scene = Scene::new(21);
    let (g2, around) = (&scene.ca.g2, scene.around());
    assert_eq!(unknown(&scene.ask(&[], &[], &[])), NoStatus::NoCrl);
    assert_eq!(unknown(&scene.ask(&[scene.answer(g2, Answer::Unknown, around)], &[], &[])), NoStatus::ResponderUnknown);
    let of_another = ocsp::sign(g2, g2, &[9], Answer::Good, around, None);
    assert_eq!(unknown(&scene.ask(&[of_another], &[], &[])), NoStatus::NoCrl);
    let old = (scene.at.plus(-3 * HOUR), scene.at.plus(-HOUR));
    let stale = NoStatus::AnswerStale { next_update: Some(old.1), now: scene.at };
    assert_eq!(unknown(&scene.ask(&[scene.answer(g2, Answer::Good, old)], &[], &[])), stale);
    let early = (scene.at.plus(HOUR), scene.at.plus(2 * HOUR));
    let stale = NoStatus::AnswerStale { next_update: Some(early.1), now: scene.at };
    assert_eq!(unknown(&scene.ask(&[scene.answer(g2, Answer::Good, early)], &[], &[])), stale);
    // Made on demand by a responder whose clock is ahead a little: that is no answer from the future.
    let ahead = |seconds| scene.answer(g2, Answer::Good, (scene.at.plus(seconds), scene.at.plus(HOUR)));
    assert_eq!(scene.ask(&[ahead(300)], &[], &[]).verdict, Verdict::Valid);
    assert_eq!(scene.ask(&[ahead(301)], &[], &[]).verdict, Verdict::Unknown);
    // A CRL that knows it is an answer where the responder has none.
    let good = scene.list(&[], around);
    let report = scene.ask(&[scene.answer(g2, Answer::Unknown, around)], &[good], &[]);
    assert_eq!(report.verdict, Verdict::Valid);
}

#[test]
fn only_the_issuer_whom_it_appointed_and_whom_we_trust_may_answer() {
    let scene = Scene::new(22);
    let around = scene.around();
    for signer in [&scene.ca.stamps, &scene.ca.g1, &scene.ca.g2_root] {
        let report = scene.ask(&[scene.answer(signer, Answer::Good, around)], &[], &[]);
        assert_eq!(unknown(&report), NoStatus::ResponderNotValid);
        // Nobody may revoke either who may not answer.
        let report = scene.ask(&[scene.answer(signer, scene.revoked(), around)], &[], &[]);
        assert_eq!(unknown(&report), NoStatus::ResponderNotValid);
    }
    // The same answer of a responder that is trusted by itself.
    let other = scene.answer(&scene.ca.g1, Answer::Good, around);
    assert_eq!(scene.ask(std::slice::from_ref(&other), &[], &[&scene.ca.g1]).verdict, Verdict::Valid);
    assert_eq!(unknown(&scene.ask(&[other], &[], &[&scene.ca.stamps])), NoStatus::ResponderNotValid);
    // A flipped bit of the signature.
    let mut broken = scene.answer(&scene.ca.g2, Answer::Good, around);
    let certificates = broken.windows(64).position(|part| part == &scene.ca.g2.certificate[..64]).unwrap();
    broken[certificates - 40] ^= 1;
    assert_eq!(unknown(&scene.ask(&[broken], &[], &[])), NoStatus::ResponderNotValid);
}

#[test]
fn a_responder_that_a_crl_revokes_answers_no_more() {
    let scene = Scene::new(23);
    let serial = Certificate::read(&scene.ca.responder.certificate).unwrap().serial.0.to_vec();
    let entry = Entry { serial, since: day(2025, 12, 1), reason: Some(1) };
    let good = scene.answer(&scene.ca.responder, Answer::Good, scene.around());
    // The list is out of date for the person, but it still knows of the responder.
    let old = (scene.at.plus(-3 * HOUR), scene.at.plus(-HOUR));
    let list = crl::sign(&scene.ca.g2, &[entry], old, 1, None);
    assert_eq!(scene.ask(std::slice::from_ref(&good), &[], &[]).verdict, Verdict::Valid);
    let report = scene.ask(&[good], &[list], &[]);
    assert_eq!(report.verdict, Verdict::Unknown, "{report:?}");
    let ocsp = report.told.iter().find(|told| told.above == 0 && told.source == Source::Ocsp).unwrap();
    assert_eq!(ocsp.said, Err(Reason::RevocationUnknown(NoStatus::ResponderNotValid)));
}

#[test]
fn where_the_sources_disagree_the_revoked_one_wins_and_both_are_told() {
    let scene = Scene::new(24);
    let around = scene.around();
    let (good, revoked) =
        (scene.answer(&scene.ca.g2, Answer::Good, around), scene.answer(&scene.ca.responder, scene.revoked(), around));
    let (clean, listed) = (scene.list(&[], around), scene.list(&[1], around));
    for (answer, list, says) in [(&good, &listed, Source::Crl), (&revoked, &clean, Source::Ocsp)] {
        let report = scene.ask(std::slice::from_ref(answer), std::slice::from_ref(list), &[]);
        is_revoked(&report);
        let of_person: Vec<_> = report.told.iter().filter(|told| told.above == 0).collect();
        assert_eq!(of_person.len(), 2);
        for told in of_person {
            assert_eq!(told.said.is_err(), told.source == says, "{told:?}");
        }
    }
    for answers in [[good.clone(), revoked.clone()], [revoked, good]] {
        is_revoked(&scene.ask(&answers, &[], &[]));
    }
}

#[test]
fn a_revocation_outlives_its_list_and_its_answer_but_a_hold_does_not() {
    let scene = Scene::new(25);
    let old = (scene.at.plus(-3 * HOUR), scene.at.plus(-HOUR));
    is_revoked(&scene.ask(&[], &[scene.list(&[1], old)], &[]));
    is_revoked(&scene.ask(&[scene.answer(&scene.ca.g2, scene.revoked(), old)], &[], &[]));
    assert!(matches!(unknown(&scene.ask(&[], &[scene.list(&[6], old)], &[])), NoStatus::Stale { .. }));
    let held = Answer::Revoked(scene.at.plus(-24 * HOUR), Some(6));
    let report = scene.ask(&[scene.answer(&scene.ca.g2, held, old)], &[], &[]);
    assert!(matches!(unknown(&report), NoStatus::AnswerStale { .. }));
    // A later answer ends a hold.
    let held = scene.answer(&scene.ca.g2, held, scene.around());
    let good = scene.answer(&scene.ca.g2, Answer::Good, (scene.at.plus(-60), scene.at.plus(HOUR)));
    assert_eq!(scene.ask(&[held, good], &[], &[]).verdict, Verdict::Valid);
}

/// A CRL of G1 (its key is short and quick) with one entry for its number.
fn numbered(ca: &TestCa, number: u64, delta_base: Option<u64>) -> Arc<CrlIndex> {
    let since = day(2026, 1, 1);
    let entry = Entry { serial: vec![0x40, (number >> 8) as u8, number as u8], since, reason: Some(4) };
    let der = crl::sign(&ca.g1, &[entry], (since, since.plus(HOUR)), number, delta_base);
    let issuer = Certificate::read(&ca.g1.certificate).unwrap();
    Arc::new(CrlIndex::load(&der, &[issuer.key]).unwrap())
}

fn number(crl: &CrlIndex) -> u64 {
    crl.number.iter().flatten().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[test]
fn an_older_crl_never_replaces_a_newer_one() {
    let ca = TestCa::new(26);
    let shelf = CrlShelf::default();
    assert_eq!(shelf.put([numbered(&ca, 300, None)]), [Put::Taken]);
    assert_eq!(shelf.put([numbered(&ca, 299, None), numbered(&ca, 300, None)]), [Put::NotNewer; 2]);
    assert_eq!(number(&shelf.current()[0]), 300);
    // Number 5 has fewer octets than 300, not more.
    assert_eq!(shelf.put([numbered(&ca, 5, None)]), [Put::NotNewer]);
    assert_eq!(shelf.put([numbered(&ca, 301, None)]), [Put::Taken]);
    assert_eq!(shelf.current().iter().map(|crl| number(crl)).collect::<Vec<_>>(), [301]);
    // Of several at once the newest stays, in whatever order.
    assert_eq!(shelf.put([numbered(&ca, 303, None), numbered(&ca, 302, None)]), [Put::Taken, Put::NotNewer]);
    assert_eq!(shelf.current().len(), 1);
}

#[test]
fn a_delta_needs_its_base_and_goes_with_it() {
    let ca = TestCa::new(27);
    let shelf = CrlShelf::default();
    assert_eq!(shelf.put([numbered(&ca, 8, Some(7))]), [Put::NoBase]);
    assert!(shelf.current().is_empty());
    // Together they come in whatever order they are offered.
    assert_eq!(shelf.put([numbered(&ca, 8, Some(7)), numbered(&ca, 7, None)]), [Put::Taken; 2]);
    assert_eq!(shelf.put([numbered(&ca, 9, Some(7))]), [Put::Taken]);
    assert_eq!(shelf.current().iter().map(|crl| number(crl)).collect::<Vec<_>>(), [7, 9]);
    assert_eq!(shelf.put([numbered(&ca, 8, Some(7))]), [Put::NotNewer]);
    // A complete CRL that is newer than the delta makes it useless.
    assert_eq!(shelf.put([numbered(&ca, 10, None)]), [Put::Taken]);
    assert_eq!(shelf.current().iter().map(|crl| number(crl)).collect::<Vec<_>>(), [10]);
}

#[test]
fn readers_never_see_half_a_change_and_never_an_older_crl() {
    const SWAPS: u64 = 60;
    const READERS: usize = 4;
    let ca = TestCa::new(28);
    // Change n brings the complete CRL 2n and its delta 2n + 1 together.
    let changes: Vec<[Arc<CrlIndex>; 2]> =
        (1..=SWAPS).map(|n| [numbered(&ca, 2 * n, None), numbered(&ca, 2 * n + 1, Some(2 * n))]).collect();
    let shelf = CrlShelf::default();
    shelf.put(changes[0].clone());
    let (is_over, reads) = (AtomicBool::new(false), AtomicUsize::new(0));
    // Writers go on only when readers did: otherwise all changes would be over before anybody looks.
    let put = |change: &[Arc<CrlIndex>; 2]| {
        let before = reads.load(Ordering::SeqCst);
        let done = shelf.put(change.clone());
        // Bounded: a reader that found a fault reads no more.
        for _ in 0..100_000 {
            if reads.load(Ordering::SeqCst) >= before + 1000 {
                break;
            }
            std::thread::yield_now();
        }
        done
    };
    std::thread::scope(|scope| {
        for _ in 0..READERS {
            scope.spawn(|| {
                let mut last = 0;
                loop {
                    let ends = is_over.load(Ordering::SeqCst);
                    let crls = shelf.current();
                    let [base, delta] = &crls[..] else { panic!("{} CRLs", crls.len()) };
                    assert_eq!(number(base) + 1, number(delta), "a complete CRL with the delta of another");
                    assert!(number(base) >= last, "{} after {last}", number(base));
                    last = number(base);
                    reads.fetch_add(1, Ordering::SeqCst);
                    if ends {
                        break;
                    }
                }
                assert_eq!(last, 2 * SWAPS, "the last change is seen by everybody");
            });
        }
        // Two writers at once, of which one also offers what is old by then.
        scope.spawn(|| {
            for change in &changes {
                put(change);
            }
        });
        for pair in changes.windows(2) {
            put(&pair[1]);
            assert_eq!(put(&pair[0]), [Put::NotNewer; 2]);
        }
        is_over.store(true, Ordering::SeqCst);
    });
}
