//! Encrypted files: opened with their password, signed, and encrypted still. qpdf encrypts and judges, where it is installed.

use super::desk::{Desk, noon};
use super::paper::{self, Form, PLAIN};
use antin_sign::job::{self, Refusal};
use antin_sign::pdf::sign::Order;
use antin_sign::validate::report::Verdict;
use std::path::Path;
use std::process::Command;

/// Every kind of the standard handler that qpdf writes.
const KINDS: [(&str, &[&str]); 4] = [("40", &[]), ("128", &["--use-aes=n"]), ("128", &["--use-aes=y"]), ("256", &[])];

/// The paper, encrypted by qpdf for `user`; none, said aloud, where there is no qpdf.
fn encrypted(folder: &Path, user: &str, (bits, more): (&str, &[&str])) -> Option<Vec<u8>> {
    if !Path::new("/usr/bin/qpdf").is_file() {
        println!("NOT RUN: qpdf is not installed (apt-get install qpdf)");
        return None;
    }
    let (plain, closed) = (folder.join("plain.pdf"), folder.join("closed.pdf"));
    std::fs::write(&plain, paper::pdf(&PLAIN, Form::Table)).unwrap();
    let output = Command::new("/usr/bin/qpdf")
        .args(["--allow-weak-crypto", "--encrypt", user, "chu", bits])
        .args(more)
        .args(["--", &plain.to_string_lossy(), &closed.to_string_lossy()])
        .output()
        .unwrap();
    // 3: with warnings; the paper leaves numbers free.
    assert!(matches!(output.status.code(), Some(0 | 3)), "{}", String::from_utf8_lossy(&output.stderr));
    Some(std::fs::read(closed).unwrap())
}

/// What qpdf finds wrong with a file.
fn faults(folder: &Path, file: &[u8], password: &str) -> String {
    let path = folder.join("signed.pdf");
    std::fs::write(&path, file).unwrap();
    let password = format!("--password={password}");
    let output = Command::new("/usr/bin/qpdf").args([&password, "--check", &path.to_string_lossy()]).output().unwrap();
    if output.status.success() { String::new() } else { String::from_utf8_lossy(&output.stderr).into_owned() }
}

#[test]
fn a_file_with_a_password_is_signed_and_stays_encrypted() {
    let (desk, folder) = (Desk::new(), tempfile::tempdir().unwrap());
    // The reason must not stand in the file for whoever has no password.
    let order = Order { reason: Some("LY DO THU NGHIEM"), seed: [7; 16], ..Order::at(noon()) };
    for kind in KINDS {
        let Some(file) = encrypted(folder.path(), "mo", kind) else { return };
        let refused = |password: Option<&[u8]>| job::sign_pdf(&file, password, &order, &desk.key()).unwrap_err();
        assert_eq!((refused(None), refused(Some(b"sai"))), (Refusal::Password, Refusal::Password), "{kind:?}");
        for password in [&b"mo"[..], b"chu"] {
            let update = job::sign_pdf(&file, Some(password), &order, &desk.key()).unwrap();
            assert!(!update.windows(6).any(|window| window == b"LY DO "), "{kind:?}");
            let signed = [&file[..], &update].concat();
            assert_eq!(faults(folder.path(), &signed, "mo"), "", "{kind:?}");
            let mut question = desk.question();
            question.password = Some(password);
            let report = antin_sign::validate::file(&signed, &question);
            assert_eq!(report.verdict, Verdict::Valid, "{kind:?} {report:?}");
            question.password = None;
            assert_eq!(antin_sign::validate::file(&signed, &question).verdict, Verdict::Unreadable);
        }
    }
}

#[test]
fn the_empty_password_is_tried_by_itself() {
    let (desk, folder) = (Desk::new(), tempfile::tempdir().unwrap());
    for kind in KINDS {
        let Some(file) = encrypted(folder.path(), "", kind) else { return };
        desk.check(&desk.sign(&file), Verdict::Valid, "");
    }
}
