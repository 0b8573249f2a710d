//! The Government's CA as the test CA plays it: certificates of both generations, CRLs, OCSP, time stamps.

#![allow(clippy::unwrap_used, clippy::panic)]

use antin_pki::algorithm::{Digest, Weakness, weaknesses};
use antin_pki::bundle;
use antin_pki::certificate::Certificate;
use antin_pki::crl::{Crl, CrlIndex};
use antin_pki::der::{tag, write};
use antin_pki::ocsp::{OcspError, Response, Status};
use antin_pki::oid;
use antin_pki::path::{Instants, Report, Revocation, Settings, Store, Validator};
use antin_pki::serial::Serial;
use antin_pki::time::Time;
use antin_pki::timestamp::{StampError, Token};
use antin_pki::verdict::{NoStatus, Reason, RevocationReason, Verdict};
use antin_testkit::ca::certificate::Holder;
use antin_testkit::ca::crl::{self, Entry};
use antin_testkit::ca::ocsp::{self, Answer};
use antin_testkit::ca::{Generation, Issued, TestCa, day, stamp};
use std::sync::Arc;

const HOUR: i64 = 3600;

fn holder() -> Holder {
    Holder::person("Trần Thị Thử", "Cục Thuế tỉnh Mẫu", "ttthu.mau@thue.example")
}

fn five_years() -> (Time, Time) {
    (day(2025, 3, 13), day(2030, 3, 12))
}

fn person(ca: &mut TestCa) -> Issued {
    ca.issue(Generation::G2, &holder(), five_years())
}

/// Validates `der` with the anchors of both generations and these CRLs, each verified when it is loaded.
fn validate(ca: &TestCa, der: &[u8], crls: &[Vec<u8>], at: Time, settings: Settings) -> Report {
    let anchors = [&ca.g1_root, &ca.g2_root].map(|root| Certificate::read(&root.certificate).unwrap());
    let others = [&ca.g1, &ca.g2].map(|authority| Certificate::read(&authority.certificate).unwrap());
    let store = Store::new(anchors.to_vec(), others);
    let load = |der: &Vec<u8>| CrlIndex::load(der, &store.keys_of(&Crl::read(der).unwrap().issuer)).map(Arc::new);
    let crls: Vec<Arc<CrlIndex>> = crls.iter().filter_map(|der| load(der).ok()).collect();
    Validator::new(&store, &crls, settings).validate(&Certificate::read(der).unwrap(), Instants::at(at))
}

fn required() -> Settings {
    Settings { revocation: Revocation::Required, ..Settings::default() }
}

/// The CRLs of the G2 root and CA around `at`, the latter with `entries`.
fn crls(ca: &TestCa, entries: &[Entry], at: Time) -> Vec<Vec<u8>> {
    let updates = (at.plus(-HOUR), at.plus(24 * HOUR));
    vec![crl::sign(&ca.g2_root, &[], updates, 1, None), crl::sign(&ca.g2, entries, updates, 7, None)]
}

fn entry(issued: &Issued, since: Time, reason: u8) -> Entry {
    Entry { serial: issued.serial.clone(), since, reason: Some(reason) }
}

#[track_caller]
fn because(report: &Report, verdict: Verdict, reason: &Reason) {
    assert_eq!(report.verdict, verdict, "{report:?}");
    assert_eq!(&report.reasons[0].reason, reason);
}

#[test]
fn both_generations_are_read_with_every_field_in_use() {
    let mut ca = TestCa::new(1);
    let old = ca.issue(Generation::G1, &holder(), (day(2014, 5, 20), day(2024, 5, 18)));
    let certificate = Certificate::read(&old.der).unwrap();
    assert_eq!(certificate.serial.0.len(), 3);
    assert_eq!(certificate.extensions.netscape_comment, Some("User Sign of BTC"));
    assert_eq!(certificate.subject.text(oid::COMMON_NAME).as_deref(), Some("Trần Thị Thử"));
    assert_eq!(certificate.subject.texts(oid::ORGANIZATIONAL_UNIT).count(), 2);
    assert_eq!(weaknesses(&certificate, day(2024, 1, 1)), [Weakness::Sha1Signature]);
    let new = person(&mut ca);
    let certificate = Certificate::read(&new.der).unwrap();
    assert_eq!(certificate.serial.0.len(), 8);
    assert_eq!(certificate.subject.text(oid::COMMON_NAME).as_deref(), Some("TRẦN THỊ THỬ"));
    let policy = certificate.extensions.policies.as_ref().unwrap().value.iter().next().unwrap();
    assert_eq!(policy.oid.to_string(), "2.16.704.1.1.1.1.1");
    assert!(weaknesses(&certificate, Time(i64::MAX)).is_empty());
}

#[test]
fn a_change_of_information_keeps_the_end_and_a_renewal_moves_it() {
    let mut ca = TestCa::new(2);
    let first = ca.issue(Generation::G1, &holder(), (day(2016, 5, 20), day(2026, 5, 18)));
    let changed = ca.change(&first, &holder(), day(2021, 12, 3));
    let renewed = ca.renew(&first, 1825);
    let [first, changed, renewed] = [&first, &changed, &renewed].map(|issued| Certificate::read(&issued.der).unwrap());
    assert_eq!(changed.not_after, first.not_after);
    assert_ne!(changed.serial, first.serial);
    assert_eq!(changed.extensions.netscape_comment, Some("User Sign TDTT Certificate of BTC"));
    assert!(renewed.not_after > first.not_after);
    assert_eq!(renewed.key, first.key);
}

#[test]
fn a_certificate_of_each_generation_is_valid_up_to_its_root() {
    let mut ca = TestCa::new(3);
    let old = ca.issue(Generation::G1, &holder(), (day(2017, 6, 9), day(2027, 6, 7)));
    let new = person(&mut ca);
    for issued in [old, new] {
        let report = validate(&ca, &issued.der, &[], day(2026, 1, 1), Settings::default());
        assert_eq!(report.verdict, Verdict::Valid, "{report:?}");
        assert_eq!(report.path.len(), 2);
    }
}

#[test]
fn a_public_ca_signs_with_keys_on_curves() {
    let mut ca = TestCa::new(13);
    let issued = ca.issue(Generation::Public, &holder(), five_years());
    assert_eq!((issued.serial.len(), &issued.serial[..2]), (16, &[0x54, 0x01][..]));
    let at = day(2026, 1, 1);
    // A stranger to the Government's anchors, known under its own.
    assert_eq!(validate(&ca, &issued.der, &[], at, Settings::default()).verdict, Verdict::Unknown);
    let [root, issuer, own] =
        [&ca.public_root.certificate, &ca.public.certificate, &issued.der].map(|der| Certificate::read(der).unwrap());
    assert_eq!([root.signature_algorithm.oid, own.signature_algorithm.oid], [oid::ECDSA_SHA384, oid::ECDSA_SHA256]);
    assert!(weaknesses(&own, at).is_empty());
    let store = Store::new(vec![root], [issuer]);
    let updates = (at.plus(-HOUR), at.plus(HOUR));
    let load = |der: &[u8]| CrlIndex::load(der, &store.keys_of(&Crl::read(der).unwrap().issuer)).map(Arc::new).unwrap();
    let above = load(&crl::sign(&ca.public_root, &[], updates, 1, None));
    for (entries, verdict) in [(vec![], Verdict::Valid), (vec![entry(&issued, at, 1)], Verdict::Invalid)] {
        let crls = [Arc::clone(&above), load(&crl::sign(&ca.public, &entries, updates, 1, None))];
        let report = Validator::new(&store, &crls, required()).validate(&own, Instants::at(at));
        assert_eq!(report.verdict, verdict, "{report:?}");
    }
    // The same seed gives the same bytes.
    assert_eq!(TestCa::new(13).issue(Generation::Public, &holder(), five_years()).der, issued.der);
}

#[test]
fn a_flipped_byte_is_never_valid() {
    let mut ca = TestCa::new(4);
    let issued = person(&mut ca);
    for at in (0..issued.der.len()).step_by(7) {
        let mut broken = issued.der.clone();
        broken[at] ^= 1;
        if Certificate::read(&broken).is_ok() {
            let report = validate(&ca, &broken, &[], day(2026, 1, 1), Settings::default());
            assert_ne!(report.verdict, Verdict::Valid, "byte {at}");
        }
    }
}

#[test]
fn before_and_after_its_validity_it_is_invalid_with_both_times() {
    let mut ca = TestCa::new(5);
    let issued = person(&mut ca);
    let early = day(2025, 3, 12);
    let reason = Reason::NotYetValid { not_before: five_years().0, at: early };
    because(&validate(&ca, &issued.der, &[], early, Settings::default()), Verdict::Invalid, &reason);
    let late = day(2031, 1, 1);
    let reason = Reason::Expired { not_after: five_years().1, at: late };
    because(&validate(&ca, &issued.der, &[], late, Settings::default()), Verdict::Invalid, &reason);
}

#[test]
fn revocation_is_a_fact_and_its_absence_is_unknown() {
    let mut ca = TestCa::new(6);
    let issued = person(&mut ca);
    let (at, since) = (day(2026, 1, 1), day(2025, 12, 1));
    let none = Reason::RevocationUnknown(NoStatus::NoCrl);
    because(&validate(&ca, &issued.der, &[], at, required()), Verdict::Unknown, &none);
    assert_eq!(validate(&ca, &issued.der, &crls(&ca, &[], at), at, required()).verdict, Verdict::Valid);
    let listed = crls(&ca, &[entry(&issued, since, 4)], at);
    let reason = Reason::Revoked { since, reason: Some(RevocationReason::Superseded) };
    because(&validate(&ca, &issued.der, &listed, at, required()), Verdict::Invalid, &reason);
    // Revoked only later: at that instant it was good.
    let later = crls(&ca, &[entry(&issued, at.plus(1), 4)], at);
    assert_eq!(validate(&ca, &issued.der, &later, at, required()).verdict, Verdict::Valid);
}

#[test]
fn an_old_crl_and_one_of_another_issuer_say_nothing() {
    let mut ca = TestCa::new(7);
    let issued = person(&mut ca);
    let (made, at) = (day(2026, 1, 1), day(2026, 2, 1));
    let stale = Reason::RevocationUnknown(NoStatus::Stale { next_update: Some(made.plus(24 * HOUR)), now: at });
    because(&validate(&ca, &issued.der, &crls(&ca, &[], made), at, required()), Verdict::Unknown, &stale);
    let updates = (at.plus(-HOUR), at.plus(HOUR));
    let other = vec![crl::sign(&ca.g2_root, &[], updates, 1, None), crl::sign(&ca.g1, &[], updates, 1, None)];
    let none = Reason::RevocationUnknown(NoStatus::NoCrl);
    because(&validate(&ca, &issued.der, &other, at, required()), Verdict::Unknown, &none);
}

#[test]
fn a_delta_crl_revokes_and_takes_back() {
    let mut ca = TestCa::new(8);
    let (held, revoked) = (person(&mut ca), person(&mut ca));
    let at = day(2026, 1, 1);
    let since = at.plus(-2 * HOUR);
    let mut lists = crls(&ca, &[entry(&held, since, 6)], at);
    let delta = [entry(&held, since, 8), entry(&revoked, since, 1)];
    lists.push(crl::sign(&ca.g2, &delta, (at.plus(-HOUR), at.plus(HOUR)), 8, Some(7)));
    assert_eq!(validate(&ca, &held.der, &lists, at, required()).verdict, Verdict::Valid);
    let reason = Reason::Revoked { since, reason: Some(RevocationReason::KeyCompromise) };
    because(&validate(&ca, &revoked.der, &lists, at, required()), Verdict::Invalid, &reason);
}

#[test]
fn an_index_finds_every_serial_and_no_other() {
    let ca = TestCa::new(9);
    let since = day(2025, 1, 1);
    let entries: Vec<Entry> = (0..2000_u32)
        .map(|number| Entry { serial: [&[0x40][..], &(number * 2).to_be_bytes()].concat(), since, reason: None })
        .collect();
    let der = crl::sign(&ca.g2, &entries, (since, since.plus(HOUR)), 1, None);
    let authority = Certificate::read(&ca.g2.certificate).unwrap();
    let index = CrlIndex::load(&der, &[authority.key]).unwrap();
    assert_eq!(index.len(), 2000);
    for number in 0..4000_u32 {
        let serial = [&[0x40][..], &number.to_be_bytes()].concat();
        assert_eq!(index.find(Serial(&serial)).is_some(), number % 2 == 0, "{number}");
    }
    assert_eq!(index.find(Serial(&[1; 30])), None);
}

#[test]
fn an_ocsp_answer_counts_from_the_issuer_or_its_responder_only() {
    let mut ca = TestCa::new(10);
    let issued = person(&mut ca);
    let at = day(2026, 1, 1);
    let updates = (at.plus(-HOUR), at.plus(HOUR));
    let [certificate, issuer] = [&issued.der, &ca.g2.certificate].map(|der| Certificate::read(der).unwrap());
    let ask = |signer, answer, nonce: Option<&[u8]>, now| {
        let der = ocsp::sign(&ca.g2, signer, &issued.serial, answer, updates, nonce);
        Response::read(&der).unwrap().judge(&certificate, &issuer, now, HOUR, nonce)
    };
    for signer in [&ca.g2, &ca.responder] {
        assert_eq!(ask(signer, Answer::Good, Some(b"nonce"), at), Ok(Status::Good));
        assert_eq!(ask(signer, Answer::Unknown, None, at), Ok(Status::Unknown));
    }
    let since = day(2025, 12, 1);
    let Ok(Status::Revoked(revoked)) = ask(&ca.g2, Answer::Revoked(since, Some(1)), None, at) else { panic!() };
    assert_eq!((revoked.since, revoked.reason), (since, Some(RevocationReason::KeyCompromise)));
    assert_eq!(ask(&ca.stamps, Answer::Good, None, at), Err(OcspError::NotAuthorised));
    assert_eq!(ask(&ca.g1, Answer::Good, None, at), Err(OcspError::NotAuthorised));
    assert!(matches!(ask(&ca.g2, Answer::Good, None, at.plus(2 * HOUR)), Err(OcspError::Stale { .. })));
    let der = ocsp::sign(&ca.g2, &ca.g2, &[9], Answer::Good, updates, None);
    let response = Response::read(&der).unwrap();
    assert_eq!(response.judge(&certificate, &issuer, at, HOUR, None), Err(OcspError::OtherCertificate));
    assert_eq!(response.judge(&certificate, &issuer, at, HOUR, Some(b"x")), Err(OcspError::Nonce));
}

#[test]
fn a_time_stamp_is_of_one_thing_by_one_authority() {
    let ca = TestCa::new(11);
    let at = day(2026, 1, 1);
    let imprint = Digest::Sha256.compute(&[b"text"]);
    let der = stamp::answer(&ca.stamps, &imprint, at, Some(42));
    let token = Token::read_response(&der).unwrap();
    let authority = token.verify(&[]).unwrap();
    assert_eq!(token.at, at);
    assert_eq!(token.is_of(b"text", Some(42)), Ok(()));
    assert_eq!(token.is_of(b"test", Some(42)), Err(StampError::OtherImprint));
    assert_eq!(token.is_of(b"text", Some(43)), Err(StampError::Nonce));
    let settings = Settings { purpose: Some(oid::TIME_STAMPING), ..Settings::default() };
    assert_eq!(validate(&ca, authority.raw, &[], at, settings).verdict, Verdict::Valid);
    // Signed by somebody who is no time stamp authority.
    let other = stamp::token(&ca.responder, &imprint, at, None);
    assert_eq!(Token::read(&other).unwrap().verify(&[]).err(), Some(StampError::WrongPurpose));
    // No byte of the imprint, of the instant or of the signature may change.
    let signature = der[der.len() - 40..].to_vec();
    for part in [&imprint[..], b"20260101000000Z", &signature] {
        let start = der.windows(part.len()).position(|window| window == part).unwrap();
        for place in start..start + part.len() {
            let mut broken = der.clone();
            broken[place] ^= 1;
            let verified = Token::read_response(&broken).is_ok_and(|token| token.verify(&[]).is_ok());
            assert!(!verified, "byte {place}");
        }
    }
}

/// A `SignedData` by `signer` that carries the certificates `all`; only what is looked for here is in it.
fn signed_data(signer: &Certificate<'_>, all: &[&[u8]]) -> Vec<u8> {
    let by = write::sequence(&[signer.issuer.raw, &write::element(tag::INTEGER, signer.serial.0)]);
    let data = write::sequence(&[
        &write::number(1),
        &write::set(&[]),
        &write::sequence(&[&write::oid(oid::TST_INFO)]),
        &write::element(tag::constructed(0), &all.concat()),
        &write::set(&[&write::sequence(&[&write::number(1), &by])]),
    ]);
    write::sequence(&[&write::oid(oid::CMS_SIGNED_DATA), &write::element(tag::constructed(0), &data)])
}

#[test]
fn a_signed_pdf_gives_the_certificate_that_signed_it_only() {
    let mut ca = TestCa::new(12);
    let (one, other) = (person(&mut ca), person(&mut ca));
    let all = [&other.der[..], &ca.g2.certificate, &one.der, &ca.stamps.certificate];
    let data = signed_data(&Certificate::read(&one.der).unwrap(), &all);
    let digits: String = data.iter().map(|byte| format!("{byte:02x}")).collect();
    let file = format!("%PDF-1.7\n1 0 obj <</Type /Sig /Contents <{digits}{}>>>\n", "0".repeat(64));
    let found = bundle::find(file.as_bytes());
    assert_eq!(found.certificates, [&one.der[..]]);
    assert_eq!(found.companions, [&other.der[..], &ca.g2.certificate, &ca.stamps.certificate]);
    // A P7B has no signer that matters: everything in it counts.
    assert_eq!(bundle::find(&data).certificates.len(), 4);
}
