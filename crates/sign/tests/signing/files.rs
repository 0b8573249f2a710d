//! Every kind of file, every way of asking: what is signed, and what is refused with its reason.

use super::desk::{Desk, noon};
use super::paper::{self, Form, PLAIN};
use antin_sign::job::{self, Refusal, Shape, SigningJob, Stamp};
use antin_sign::key::{Key as _, Unfit};
use antin_sign::pdf::document::Document;
use antin_sign::pdf::sign::Order;
use antin_sign::pdf::xref::Kind;
use antin_sign::validate::report::Verdict;
use antin_testkit::ca::day;

#[test]
fn the_update_is_of_the_kind_of_the_file_and_keeps_every_byte() {
    let desk = Desk::new();
    for (form, kind) in [(Form::Table, Kind::Table), (Form::Stream, Kind::Stream), (Form::Hybrid, Kind::Table)] {
        let file = paper::pdf(&PLAIN, form);
        let signed = desk.sign(&file);
        assert!(signed.starts_with(&file), "{form:?}");
        let document = Document::read(&signed).unwrap();
        assert_eq!(document.sections[0].kind, kind, "{form:?}");
        assert!(document.sections[0].trailer.get("XRefStm").is_none());
        desk.check(&signed, Verdict::Valid, "");
    }
}

#[test]
fn a_second_signer_leaves_the_first_signature_valid() {
    let desk = Desk::new();
    let twice = desk.sign(&desk.signed());
    desk.check(&twice, Verdict::Valid, "");
    let one = desk.first(&twice);
    assert_eq!((one.changes_after.level, one.covers.revision, one.covers.of), ("form-fill", Some(2), Some(3)));
}

#[test]
fn an_existing_field_is_filled_and_its_lock_goes_into_the_signature() {
    let desk = Desk::new();
    let mut objects = PLAIN.to_vec();
    objects[0].1 = "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R 7 0 R]>>>>";
    objects.push((6, "<</FT/Sig/T(Chu ky)/Type/Annot/Subtype/Widget/Rect[0 0 0 0]/Lock<</Type/SigFieldLock/Action/Include/Fields[(Ghi chu)]>>>>"));
    objects.push((7, "<</FT/Tx/T(Ghi chu)/V(truoc)>>"));
    let file = paper::pdf(&objects, Form::Table);
    let order = Order { field: Some("Chu ky"), ..Order::at(noon()) };
    let signed = desk.sign_as(&file, &order);
    desk.check(&signed, Verdict::Valid, "");
    let filled = paper::append(&signed, &[(7, "<</FT/Tx/T(Ghi chu)/V(sau)>>")], "");
    desk.check(&filled, Verdict::Invalid, "changed-later");
    assert_eq!(refusal(&desk, &signed, &order), Refusal::FieldTaken("Chu ky".into()));
    let other = Order { field: Some("Khac"), ..Order::at(noon()) };
    assert_eq!(refusal(&desk, &signed, &other), Refusal::NoSuchField("Khac".into()));
}

fn refusal(desk: &Desk, file: &[u8], order: &Order<'_>) -> Refusal {
    job::sign_pdf(file, None, order, &desk.key()).expect_err("refused")
}

#[test]
fn what_is_certified_against_changes_is_not_signed() {
    let desk = Desk::new();
    let mut objects = PLAIN.to_vec();
    objects[0].1 = "<</Type/Catalog/Pages 2 0 R/Perms<</DocMDP 8 0 R>>>>";
    let reference = |level: u8| {
        format!("<</Type/Sig/Reference[<</TransformMethod/DocMDP/TransformParams<</P {level}>>>>]/Contents<00>>>")
    };
    for level in 1..=3 {
        let certification = reference(level);
        let mut objects = objects.clone();
        objects.push((8, &certification));
        let by_catalog = paper::pdf(&objects, Form::Table);
        objects[0].1 = "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[<</FT/Sig/T(C)/V 8 0 R>>]>>>>";
        let by_field = paper::pdf(&objects, Form::Table);
        for file in [by_catalog, by_field] {
            let done = job::sign_pdf(&file, None, &Order::at(noon()), &desk.key());
            assert_eq!(matches!(done, Err(Refusal::CertifiedAgainstChanges(_))), level == 1, "{level}: {done:?}");
        }
    }
}

#[test]
fn a_certificate_that_must_not_sign_is_refused_before_the_key_is_asked() {
    let desk = Desk::new();
    let file = paper::pdf(&PLAIN, Form::Table);
    let refused = |order: Order<'_>| refusal(&desk, &file, &order);
    assert_eq!(refused(Order::at(day(2029, 1, 1))), Refusal::Unfit(Unfit::Expired(day(2028, 1, 1))));
    assert_eq!(refused(Order::at(day(2024, 1, 1))), Refusal::Unfit(Unfit::NotYet(day(2025, 1, 1))));
    let of_ca = job::prepare_pdf(&file, None, &Order::at(noon()), &desk.ca.g2.certificate, &[], Stamp::None);
    assert_eq!(of_ca, Err(Refusal::Unfit(Unfit::Usage)));
}

#[test]
fn a_job_can_be_saved_and_finished_elsewhere() {
    let desk = Desk::new();
    let file = paper::pdf(&PLAIN, Form::Table);
    let key = desk.key();
    let job = job::prepare_pdf(&file, None, &Order::at(noon()), key.certificate(), key.chain(), Stamp::None).unwrap();
    let saved = serde_json::to_string(&job).unwrap();
    let job: SigningJob = serde_json::from_str(&saved).unwrap();
    let signature = key.sign(&job.to_be_signed).unwrap();
    assert!(job::finish(&job, &file, None, &signature, &[]).is_ok());
    assert_eq!(job::finish(&job, &file[1..], None, &signature, &[]), Err(Refusal::OtherFile));
    let mut other = file.clone();
    other[60] ^= 1;
    assert_eq!(job::finish(&job, &other, None, &signature, &[]), Err(Refusal::OtherFile));
    let mut wrong = signature.clone();
    wrong[9] ^= 1;
    assert_eq!(job::finish(&job, &file, None, &wrong, &[]), Err(Refusal::OwnCheck("SIG_CRYPTO_FAILURE".into())));
    let token = vec![0x30; 30_000];
    assert!(matches!(job::finish(&job, &file, None, &signature, &[token]), Err(Refusal::NoRoom { .. })));
}

#[test]
fn what_is_no_pdf_is_refused_and_never_half_signed() {
    let desk = Desk::new();
    for bytes in [&b""[..], b"%PDF-1.7", b"hello", b"%PDF-1.7\nstartxref\n99999\n%%EOF"] {
        assert_eq!(refusal(&desk, bytes, &Order::at(noon())), Refusal::Damaged);
    }
}

#[test]
fn cms_goes_around_a_file_or_beside_it() {
    let desk = Desk::new();
    let file = "Tờ trình thử nghiệm\n".repeat(50).into_bytes();
    let attached = job::sign_cms(&file, Shape::Attached, noon(), &desk.key()).unwrap();
    desk.check(&attached, Verdict::Valid, "");
    let beside = job::sign_cms(&file, Shape::Detached, noon(), &desk.key()).unwrap();
    desk.check(&beside, Verdict::Unknown, "content-missing");
    let mut question = desk.question();
    question.detached = Some(&file);
    assert_eq!(antin_sign::validate::file(&beside, &question).verdict, Verdict::Valid);
    question.detached = Some(b"another file");
    let report = antin_sign::validate::file(&beside, &question);
    assert_eq!((report.verdict, report.signatures[0].sub_indication), (Verdict::Invalid, Some("HASH_FAILURE")));
    // The file beside a signature that has its own content inside: two readers would see two things.
    assert_eq!(antin_sign::validate::file(&attached, &question).verdict, Verdict::Invalid);
}
