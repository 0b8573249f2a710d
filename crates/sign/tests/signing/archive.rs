//! CMS signatures from B-B to B-LTA, and every way of tampering with what an archive time stamp protects.

use super::desk::{Desk, noon};
use antin_pki::algorithm::Digest;
use antin_pki::der::{Reader, tag, write};
use antin_pki::oid::{self, Oid};
use antin_pki::time::Time;
use antin_sign::cms::extend;
use antin_sign::cms::read::SignedData;
use antin_sign::job::{self, Refusal, Shape};
use antin_sign::oid::{ARCHIVE_TIME_STAMP_2, ARCHIVE_TIME_STAMP_3, SIGNATURE_TIME_STAMP};
use antin_sign::pdf::dss::Store;
use antin_sign::validate::report::{SignatureReport, Verdict};
use antin_sign::validate::{self, Question};
use antin_testkit::ca::ocsp::{self, Answer};
use antin_testkit::ca::{day, stamp};

const FILE: &[u8] = b"M\xe1\xba\xabu 01/TB-T, n\xe1\xbb\x99i dung th\xe1\xbb\xad";

fn token(desk: &Desk, imprint: &[u8], at: Time) -> Vec<u8> {
    stamp::token(&desk.ca.stamps, imprint, at, None)
}

/// Level B-T.
fn stamped(desk: &Desk, shape: Shape) -> Vec<u8> {
    let cms = job::sign_cms(FILE, shape, noon(), &desk.key()).unwrap();
    let [signature] = &extend::signatures(&cms)[..] else { panic!("one signature") };
    extend::add_stamp(&cms, 0, &token(desk, &Digest::Sha256.compute(&[signature]), noon().plus(5))).unwrap()
}

fn material(desk: &Desk) -> Store {
    let certificates = vec![desk.ca.g2.certificate.clone(), desk.ca.stamps.certificate.clone()];
    Store { certificates, crls: desk.crls.clone(), answers: Vec::new() }
}

/// Level B-LT.
fn lasting(desk: &Desk, shape: Shape) -> Vec<u8> {
    extend::add_material(&stamped(desk, shape), &material(desk)).unwrap().expect("something new")
}

/// One archive time stamp more.
fn archived(desk: &Desk, file: &[u8], at: Time) -> Vec<u8> {
    let job = extend::prepare_archive(file, Some(FILE), 0).unwrap();
    extend::finish_archive(&job, file, Some(FILE), &token(desk, &job.imprint, at)).unwrap()
}

/// The signature as it is seen years later, with nothing but the anchor and the file at hand.
fn later(desk: &Desk, cms: &[u8]) -> (Verdict, SignatureReport) {
    let mut question = Question::at(day(2030, 1, 1));
    question.anchors = vec![&desk.ca.g2_root.certificate];
    question.stamp_anchors.clone_from(&question.anchors);
    if SignedData::read(cms).unwrap().content.is_none() {
        question.detached = Some(FILE);
    }
    let report = validate::file(cms, &question);
    (report.verdict, report.signatures.into_iter().next().unwrap())
}

fn codes(one: &SignatureReport) -> Vec<&str> {
    one.reasons.iter().map(|reason| &reason.code[..]).collect()
}

#[test]
fn each_level_says_what_it_is_and_lasts_beyond_the_certificate_from_lt_on() {
    let desk = Desk::new();
    for shape in [Shape::Attached, Shape::Detached] {
        let basic = job::sign_cms(FILE, shape.clone(), noon(), &desk.key()).unwrap();
        let (stamped, lasting) = (stamped(&desk, shape.clone()), lasting(&desk, shape));
        let archive = archived(&desk, &lasting, noon().plus(600));
        let cases = [
            (&basic, "B-B", Verdict::Unknown),
            (&stamped, "B-T", Verdict::Unknown),
            (&lasting, "B-LT", Verdict::Valid),
            (&archive, "B-LTA", Verdict::Valid),
        ];
        for (file, level, verdict) in cases {
            let (found, one) = later(&desk, file);
            assert_eq!((one.level, found), (level, verdict), "{:?}", one.reasons);
        }
        let (_, one) = later(&desk, &archive);
        assert_eq!((one.best_time.as_str(), one.changes_after.level), ("2026-06-15T12:00:05Z", "none"));
    }
}

#[test]
fn an_archive_time_stamp_alone_proves_when_the_signature_existed() {
    let desk = Desk::new();
    let basic = job::sign_cms(FILE, Shape::Detached, noon(), &desk.key()).unwrap();
    let with = extend::add_material(&basic, &material(&desk)).unwrap().unwrap();
    let (verdict, one) = later(&desk, &archived(&desk, &with, noon().plus(600)));
    assert_eq!((verdict, one.best_time.as_str()), (Verdict::Valid, "2026-06-15T12:10:00Z"), "{:?}", one.reasons);
}

#[test]
fn a_further_archive_time_stamp_covers_what_came_after_the_first() {
    let desk = Desk::new();
    let first = archived(&desk, &lasting(&desk, Shape::Attached), noon().plus(600));
    let extra = Store { certificates: vec![desk.ca.g2_root.certificate.clone()], ..Store::default() };
    let with = extend::add_material(&first, &extra).unwrap().unwrap();
    let (verdict, one) = later(&desk, &with);
    assert_eq!((verdict, one.changes_after.level), (Verdict::Valid, "ltv-update"), "{:?}", one.reasons);
    assert!(one.changes_after.items[0].starts_with("certificate "), "{:?}", one.changes_after.items);
    let second = archived(&desk, &with, noon().plus(86_400));
    let (verdict, one) = later(&desk, &second);
    assert_eq!((verdict, one.changes_after.level, one.level), (Verdict::Valid, "none", "B-LTA"), "{:?}", one.reasons);
    assert_eq!(edit(&second, |_| {}), second, "the editor of these tests changes what it should not");
}

#[test]
fn what_was_there_stands_byte_for_byte_and_material_is_not_written_twice() {
    let desk = Desk::new();
    let (before, after) = (stamped(&desk, Shape::Attached), lasting(&desk, Shape::Attached));
    let (old, new) = (SignedData::read(&before).unwrap(), SignedData::read(&after).unwrap());
    assert_eq!((old.signers[0].fields, old.signers[0].unsigned), (new.signers[0].fields, new.signers[0].unsigned));
    assert!(old.certificate_choices.iter().all(|one| new.certificate_choices.contains(one)));
    assert_eq!(extend::add_material(&after, &material(&desk)), Ok(None));
}

#[test]
fn an_ocsp_answer_goes_among_the_revocation_values_and_is_read_there() {
    let desk = Desk::new();
    let updates = (noon().plus(-60), noon().plus(86_400));
    let answer = ocsp::sign(&desk.ca.g2, &desk.ca.g2, &desk.person.serial, Answer::Good, updates, None);
    let store = Store { answers: vec![answer.clone()], ..Store::default() };
    let with = extend::add_material(&stamped(&desk, Shape::Detached), &store).unwrap().unwrap();
    let data = SignedData::read(&with).unwrap();
    assert_eq!((data.crls.len(), &data.answers[..]), (0, &[answer][..]));
    // RFC 5652 5.1: version 5 where revocation values are something else than CRLs.
    assert_eq!(
        with.windows(3).position(|three| three == [2, 1, 5]),
        with.windows(3).position(|three| three[..2] == [2, 1])
    );
}

/// The parts of a CMS file that can be tampered with.
struct Parts {
    certificates: Vec<Vec<u8>>,
    revocations: Vec<Vec<u8>>,
    attributes: Vec<Vec<u8>>,
}

/// The file after `change`.
fn edit(file: &[u8], change: impl FnOnce(&mut Parts)) -> Vec<u8> {
    let mut data = Reader::new(file).sequence().unwrap();
    data.oid().unwrap();
    let mut data = data.any().unwrap().inside().sequence().unwrap();
    let head: Vec<&[u8]> = (0..3).map(|_| data.any().unwrap().whole).collect();
    let items = |mut list: Reader<'_>| {
        let mut items = Vec::new();
        while let Ok(item) = list.any() {
            items.push(item.whole.to_vec());
        }
        items
    };
    let certificates = items(data.element(tag::constructed(0)).unwrap().inside());
    let revocations = data.optional(tag::constructed(1)).unwrap().map(|found| items(found.inside()));
    let mut signer = data.element(tag::SET).unwrap().inside().sequence().unwrap();
    let fields: Vec<&[u8]> = (0..6).map(|_| signer.any().unwrap().whole).collect();
    let attributes = items(signer.element(tag::constructed(1)).unwrap().inside());
    let mut parts = Parts { certificates, revocations: revocations.unwrap_or_default(), attributes };
    change(&mut parts);
    let signer = write::sequence(&[&fields.concat(), &write::element(tag::constructed(1), &parts.attributes.concat())]);
    let body = write::sequence(&[
        &head.concat(),
        &write::element(tag::constructed(0), &parts.certificates.concat()),
        &match parts.revocations.is_empty() {
            true => Vec::new(),
            false => write::element(tag::constructed(1), &parts.revocations.concat()),
        },
        &write::element(tag::SET, &signer),
    ]);
    write::sequence(&[&write::oid(oid::CMS_SIGNED_DATA), &write::element(tag::constructed(0), &body)])
}

fn is_of(attribute: &[u8], wanted: Oid<'_>) -> bool {
    Reader::new(attribute).sequence().unwrap().oid() == Ok(wanted)
}

/// A file with archive time stamp, changed: the verdict years later and the reason are as expected.
#[track_caller]
fn tampered(change: impl FnOnce(&mut Parts), verdict: Verdict, code: &str) -> SignatureReport {
    let desk = Desk::new();
    let file = archived(&desk, &lasting(&desk, Shape::Attached), noon().plus(600));
    let (found, one) = later(&desk, &edit(&file, change));
    assert_eq!(found, verdict, "{:?}", one.reasons);
    assert!(codes(&one).contains(&code), "{:?}", one.reasons);
    one
}

#[test]
fn a_certificate_or_crl_that_was_taken_away_breaks_the_archive_time_stamp() {
    tampered(|parts| drop(parts.certificates.pop()), Verdict::Unknown, "archive-stamp-broken");
    tampered(|parts| drop(parts.certificates.remove(0)), Verdict::Unknown, "archive-stamp-broken");
    tampered(|parts| drop(parts.revocations.pop()), Verdict::Unknown, "archive-stamp-broken");
}

#[test]
fn a_certificate_or_crl_that_was_changed_breaks_the_archive_time_stamp() {
    let last = |item: &mut Vec<u8>| *item.last_mut().unwrap() ^= 1;
    tampered(|parts| last(&mut parts.certificates[0]), Verdict::Unknown, "archive-stamp-broken");
    tampered(|parts| last(&mut parts.revocations[0]), Verdict::Unknown, "archive-stamp-broken");
}

#[test]
fn a_time_stamp_that_was_taken_away_breaks_the_archive_time_stamp() {
    let drop_it = |parts: &mut Parts| parts.attributes.retain(|one| !is_of(one, SIGNATURE_TIME_STAMP));
    tampered(drop_it, Verdict::Unknown, "archive-stamp-broken");
}

#[test]
fn what_was_added_after_the_archive_time_stamp_is_told() {
    let desk = Desk::new();
    let strange = write::sequence(&[&write::oid(Oid(&[0x2a, 3, 4])), &write::set(&[&write::number(7)])]);
    let one = tampered(|parts| parts.attributes.push(strange), Verdict::Valid, "added-after-archive-stamp");
    assert_eq!(one.changes_after.items, ["attribute 1.2.3.4"]);
    let file = archived(&desk, &lasting(&desk, Shape::Attached), noon().plus(600));
    let root = desk.ca.g2_root.certificate.clone();
    let more = edit(&file, |parts| {
        parts.certificates.push(root);
        let crl = parts.revocations[0].clone();
        // A second copy of what is covered is covered.
        parts.revocations.push(crl);
    });
    let (verdict, one) = later(&desk, &more);
    assert_eq!((verdict, one.changes_after.level, one.changes_after.items.len()), (Verdict::Valid, "ltv-update", 1));
}

#[test]
fn an_archive_time_stamp_without_index_or_with_a_shorter_one_proves_nothing() {
    let desk = Desk::new();
    let file = archived(&desk, &lasting(&desk, Shape::Attached), noon().plus(600));
    let index = &Oid(&[4, 0, 0x81, 0x95, 0x32, 1, 5]);
    let cases = [
        (Oid(&[0x2a, 3, 4]), oid::SHA256, "archive-stamp-without-index"),
        (*index, oid::SHA256, "archive-stamp-broken"),
        // The weaker of two digests would count.
        (*index, oid::SHA1, "archive-stamp-without-index"),
    ];
    for (name, digest, code) in cases {
        let changed = edit(&file, |parts| {
            let archive = parts.attributes.iter_mut().find(|one| is_of(one, ARCHIVE_TIME_STAMP_3)).unwrap();
            let mut inside = Reader::new(archive).sequence().unwrap();
            inside.oid().unwrap();
            let token = inside.element(tag::SET).unwrap().value.to_vec();
            let token = edit_index(&token, name, digest);
            *archive = write::sequence(&[&write::oid(ARCHIVE_TIME_STAMP_3), &write::set(&[&token])]);
        });
        let (verdict, one) = later(&desk, &changed);
        assert_eq!((verdict, codes(&one)), (Verdict::Unknown, vec![code]));
    }
}

/// The token with an index that lists nothing, under the name `oid`.
fn edit_index(token: &[u8], oid: Oid<'_>, digest: Oid<'_>) -> Vec<u8> {
    let digest = write::sequence(&[&write::oid(digest)]);
    let empty = write::sequence(&[&digest, &[0x30, 0], &[0x30, 0], &[0x30, 0]]);
    edit(token, |parts| parts.attributes = vec![write::sequence(&[&write::oid(oid), &write::set(&[&empty])])])
}

#[test]
fn another_file_beside_the_signature_does_not_pass_by_its_archive_time_stamp() {
    let desk = Desk::new();
    let file = archived(&desk, &lasting(&desk, Shape::Detached), noon().plus(600));
    let mut question = Question::at(day(2030, 1, 1));
    question.detached = Some(b"another");
    let report = validate::file(&file, &question);
    assert_eq!((report.verdict, report.signatures[0].sub_indication), (Verdict::Invalid, Some("HASH_FAILURE")));
    let job = extend::prepare_archive(&file, Some(b"another"), 0).unwrap();
    let token = token(&desk, &job.imprint, noon());
    assert_eq!(extend::finish_archive(&job, &file, Some(b"another"), &token), Err(Refusal::OtherFile));
    assert_eq!(extend::prepare_archive(&file, None, 0), Err(Refusal::OtherFile));
}

#[test]
fn a_token_of_something_else_is_no_time_stamp_of_a_signature_or_an_archive() {
    let desk = Desk::new();
    let file = lasting(&desk, Shape::Attached);
    let other = token(&desk, &Digest::Sha256.compute(&[b"other"]), noon());
    let broken = |code: &str| Err(Refusal::OwnCheck(code.into()));
    assert_eq!(extend::add_stamp(&file, 0, &other), broken("time-stamp-of-something-else"));
    let job = extend::prepare_archive(&file, None, 0).unwrap();
    assert_eq!(extend::finish_archive(&job, &file, None, &other), broken("archive-stamp-broken"));
}

#[test]
fn a_file_with_archive_time_stamps_of_the_old_form_is_not_touched_and_told() {
    let desk = Desk::new();
    let old = edit(&lasting(&desk, Shape::Attached), |parts| {
        let stamp = parts.attributes[0].clone();
        let mut inside = Reader::new(&stamp).sequence().unwrap();
        inside.oid().unwrap();
        let values = inside.any().unwrap().whole.to_vec();
        parts.attributes.push(write::sequence(&[&write::oid(ARCHIVE_TIME_STAMP_2), &values]));
    });
    let extra = Store { certificates: vec![desk.ca.g2_root.certificate.clone()], ..Store::default() };
    assert_eq!(extend::add_material(&old, &extra), Err(Refusal::OldArchive));
    assert!(codes(&later(&desk, &old).1).contains(&"archive-stamp-of-old-form"));
}
