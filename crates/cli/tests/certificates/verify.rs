//! Showing and verifying: what is said, and the exit status (0 valid, 3 unknown, 4 invalid, 2 not usable).

use super::{Files, bundle};
use antin_testkit::ca::crl::{self, Entry};
use antin_testkit::ca::day;
use antin_testkit::ca::ocsp::{self, Answer};
use serde_json::Value;

const TRUST: [&str; 4] = ["--trust", "root.crt", "--chain", "issuing.crt"];

/// Verifies `person.crt` with more words; the JSON answer and the status.
fn verify(files: &Files, more: &[&str]) -> (Value, i32) {
    let words = [&["certificate", "verify", "person.crt", "--format", "json"][..], more].concat();
    let said = files.run(&words);
    assert_eq!(said.error, "");
    (serde_json::from_str(&said.out).unwrap(), said.status)
}

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&TRUST[..], more].concat()
}

#[test]
fn a_good_certificate_is_valid_with_its_path() {
    let files = Files::new();
    let (answer, status) = verify(&files, &with(&["--at", "2026-01-01"]));
    assert_eq!((answer["verdict"].as_str(), status), (Some("valid"), 0));
    assert_eq!(answer["path"].as_array().unwrap().len(), 2);
    assert_eq!(answer["revocation"], "not-looked-at");
    // The CA above names no policy, so none holds for the whole path.
    assert_eq!(answer["policies"], serde_json::json!([]));
}

#[test]
fn reasons_come_with_their_clause_and_status() {
    let files = Files::new();
    let cases: [(&[&str], &str, &str, &str, i32); 5] = [
        (&["--trust", "root.crt", "--at", "2026-01-01"], "unknown", "no-issuer", "RFC 5280 6.1 (a)–(b)", 3),
        (&with(&["--at", "2031-01-01"]), "invalid", "expired", "RFC 5280 6.1.3 (a)(2)", 4),
        (&with(&["--at", "2025-01-01"]), "invalid", "not-yet-valid", "RFC 5280 6.1.3 (a)(2)", 4),
        (
            &with(&["--at", "2026-01-01", "--policy", "1.2.3", "--explicit-policy"]),
            "invalid",
            "no-policy",
            "RFC 5280 6.1.3 (f)",
            4,
        ),
        (&with(&["--at", "2026-01-01", "--crl", "empty.d"]), "unknown", "no-crl", "RFC 5280 6.3.3", 3),
    ];
    std::fs::create_dir(files.path("empty.d")).unwrap();
    for (more, verdict, code, clause, expected) in cases {
        let (answer, status) = verify(&files, more);
        let reason = &answer["reasons"][0];
        assert_eq!((answer["verdict"].as_str(), status), (Some(verdict), expected), "{more:?}");
        assert_eq!((reason["code"].as_str(), reason["clause"].as_str()), (Some(code), Some(clause)), "{more:?}");
        assert!(!reason["text"].as_str().unwrap().starts_with('['), "{reason}");
    }
}

#[test]
fn a_crl_revokes_and_one_of_yesterday_does_not_say_good() {
    let files = Files::new();
    let at = day(2026, 1, 1);
    let updates = (at.plus(-3600), at.plus(3600));
    files.write("root.crl", &crl::sign(&files.ca.g2_root, &[], updates, 1, None));
    let entry = Entry { serial: files.issued.serial.clone(), since: day(2025, 12, 1), reason: Some(1) };
    files.write("good.crl", &crl::sign(&files.ca.g2, &[], updates, 1, None));
    files.write("revoked.crl", &crl::sign(&files.ca.g2, &[entry], updates, 2, None));
    let ask = |list, at| {
        let (answer, status) = verify(&files, &with(&["--crl", "root.crl", "--crl", list, "--at", at]));
        (answer["revocation"].as_str().unwrap().to_owned(), status)
    };
    assert_eq!(ask("good.crl", "2026-01-01"), ("good".into(), 0));
    assert_eq!(ask("revoked.crl", "2026-01-01"), ("revoked".into(), 4));
    assert_eq!(ask("good.crl", "2026-01-03"), ("unknown".into(), 3));
}

#[test]
fn ocsp_answers_are_a_source_of_their_own() {
    let files = Files::new();
    let at = day(2026, 1, 1);
    let updates = (at.plus(-3600), at.plus(3600));
    let answer = |signer, answer| ocsp::sign(&files.ca.g2, signer, &files.issued.serial, answer, updates, None);
    let about_ca = certificate_serial(&files.ca.g2.certificate);
    let root = &files.ca.g2_root;
    std::fs::create_dir(files.path("answers.d")).unwrap();
    files.write("answers.d/ca.ors", &ocsp::sign(root, root, &about_ca, Answer::Good, updates, None));
    files.write("answers.d/readme.txt", b"no answer");
    files.write("good.ors", &answer(&files.ca.responder, Answer::Good));
    files.write("revoked.ors", &answer(&files.ca.g2, Answer::Revoked(at.plus(-60), Some(1))));
    files.write("unknown.ors", &answer(&files.ca.g2, Answer::Unknown));
    files.write("stranger.ors", &answer(&files.ca.g1, Answer::Good));
    // OCSPResponseStatus 3: try later.
    files.write("refused.ors", &[0x30, 3, 0x0a, 1, 3]);
    let ask = |own: &str, more: &[&str]| {
        let words = [&["--ocsp", "answers.d", "--ocsp", own, "--at", "2026-01-01"], more].concat();
        verify(&files, &with(&words))
    };
    let short = |own| {
        let (answer, status) = ask(own, &[]);
        let code = answer["reasons"][0]["code"].as_str().unwrap_or_default().to_owned();
        (answer["revocation"].as_str().unwrap().to_owned(), code, status)
    };
    assert_eq!(short("good.ors"), ("good".into(), String::new(), 0));
    assert_eq!(short("revoked.ors"), ("revoked".into(), "revoked".into(), 4));
    assert_eq!(short("unknown.ors"), ("unknown".into(), "ocsp-unknown".into(), 3));
    assert_eq!(short("stranger.ors"), ("unknown".into(), "ocsp-responder-not-valid".into(), 3));
    assert_eq!(short("refused.ors"), ("unknown".into(), "no-crl".into(), 3));
    assert_eq!(ask("refused.ors", &[]).0["notes"].as_array().unwrap().len(), 1);
    // CRL and OCSP disagree: the revoked one wins, both are told.
    files.write("clean.crl", &crl::sign(&files.ca.g2, &[], updates, 1, None));
    let (said, status) = ask("revoked.ors", &["--crl", "clean.crl"]);
    let sources: Vec<(&str, &str)> = said["sources"].as_array().unwrap()[..2]
        .iter()
        .map(|told| (told["source"].as_str().unwrap(), told["says"].as_str().unwrap()))
        .collect();
    assert_eq!((sources, status), (vec![("CRL", "good"), ("OCSP", "revoked")], 4));
    // A file that is no answer makes the call unusable; in a folder it is passed over.
    let call = ["certificate", "verify", "person.crt", "--trust", "root.crt", "--ocsp", "person.crt", "--lang", "en"];
    let said = files.run(&call);
    assert_eq!(said.status, 2);
    assert!(said.error.contains("person.crt is no OCSP answer"), "{}", said.error);
}

#[test]
fn the_newest_of_several_crls_counts_in_whatever_order_they_come() {
    let files = Files::new();
    let at = day(2026, 1, 1);
    let entry = Entry { serial: files.issued.serial.clone(), since: day(2025, 12, 1), reason: Some(1) };
    files.write("root.crl", &crl::sign(&files.ca.g2_root, &[], (at.plus(-3600), at.plus(3600)), 1, None));
    files.write("old.crl", &crl::sign(&files.ca.g2, &[], (at.plus(-3600), at.plus(3600)), 1, None));
    files.write("new.crl", &crl::sign(&files.ca.g2, &[entry], (at.plus(-60), at.plus(3600)), 2, None));
    for lists in [["--crl", "old.crl", "--crl", "new.crl"], ["--crl", "new.crl", "--crl", "old.crl"]] {
        let more = [&["--crl", "root.crl", "--at", "2026-01-01"], &lists[..]].concat();
        let (answer, status) = verify(&files, &with(&more));
        assert_eq!((answer["revocation"].as_str(), status), (Some("revoked"), 4), "{lists:?}");
        assert!(answer["notes"][0].as_str().unwrap().contains("old.crl"), "{answer}");
    }
}

fn certificate_serial(der: &[u8]) -> Vec<u8> {
    antin_pki::certificate::Certificate::read(der).unwrap().serial.0.to_vec()
}

#[test]
fn a_bundle_with_rubbish_around_is_shown_whole() {
    let files = Files::new();
    let text = bundle(&[&files.issued.der, &files.ca.g2.certificate]);
    files.write("both.pem", text.as_bytes());
    let said = files.run(&["certificate", "show", "both.pem", "--format", "json"]);
    let shown: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(shown.as_array().unwrap().len(), 2);
    assert_eq!(shown[0]["emails"][0], "ttthu.mau@thue.example");
    assert_eq!(shown[1]["authority"], "g2-cpcag2");
    let (vi, en) = (
        files.run(&["certificate", "show", "both.pem"]),
        files.run(&["certificate", "show", "both.pem", "--lang", "en"]),
    );
    assert!(vi.out.contains("Chủ thể: CN=TRẦN THỊ THỬ") && en.out.contains("Subject: CN=TRẦN THỊ THỬ"));
}

#[test]
fn what_is_no_certificate_is_refused_in_a_sentence() {
    let files = Files::new();
    let cut = files.issued.der[..700].to_vec();
    let key = b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    let list = crl::sign(&files.ca.g2, &[], (day(2026, 1, 1), day(2026, 1, 2)), 1, None);
    let zeros = vec![0; 1 << 20];
    let cases: [(&str, &[u8], &str); 6] = [
        ("text.crt", b"not a certificate", "no certificate"),
        ("cut.crt", &cut, "cut off"),
        ("key.crt", key, "private key"),
        ("list.crt", &list, "CRL"),
        ("empty.crt", b"", "empty"),
        ("zeros.crt", &zeros, "no certificate"),
    ];
    for (name, bytes, says) in cases {
        files.write(name, bytes);
        let said = files.run(&["certificate", "show", name, "--lang", "en"]);
        assert_eq!((said.status, said.out.as_str()), (2, ""), "{name}");
        assert!(
            said.error.starts_with("Error: ") && said.error.contains(says) && said.error.contains(name),
            "{}",
            said.error
        );
        let said = files.run(&["certificate", "verify", name, "--trust", "root.crt"]);
        assert_eq!(said.status, 2, "{name}");
    }
}

#[test]
fn a_gigabyte_is_refused_without_being_read() {
    let files = Files::new();
    let path = files.write("huge.crt", b"");
    std::fs::File::options().write(true).open(path).unwrap().set_len(1 << 30).unwrap();
    let said = files.run(&["certificate", "show", "huge.crt", "--lang", "en"]);
    assert_eq!(said.status, 2);
    assert!(said.error.contains("1024 MiB"), "{}", said.error);
}

#[test]
fn a_call_that_cannot_be_used_is_told() {
    let files = Files::new();
    let bad: [&[&str]; 3] = [&["--at", "yesterday"], &["--policy", "abc"], &["--trust", "nothing.crt"]];
    for more in bad {
        let said = files.run(&[&["certificate", "verify", "person.crt"][..], &with(more)].concat());
        assert_eq!((said.status, said.out.as_str()), (2, ""), "{more:?}");
    }
}
