//! `antin certificate`, `antin certificates`, `antin trust` as a person calls them.

#![allow(clippy::unwrap_used)]

#[path = "certificates/review.rs"]
mod review;
#[path = "certificates/scan.rs"]
mod scan;
#[path = "certificates/trust.rs"]
mod trust;
#[path = "certificates/verify.rs"]
mod verify;

use antin_testkit::ca::certificate::Holder;
use antin_testkit::ca::{Generation, Issued, TestCa, day};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder with the test CA's certificates as files.
struct Files {
    folder: tempfile::TempDir,
    ca: TestCa,
    issued: Issued,
}

impl Files {
    fn new() -> Files {
        let mut ca = TestCa::new(1);
        let holder = Holder::person("Trần Thị Thử", "Cục Thuế tỉnh Mẫu", "ttthu.mau@thue.example");
        let issued = ca.issue(Generation::G2, &holder, (day(2025, 3, 13), day(2030, 3, 12)));
        let files = Files { folder: tempfile::tempdir().unwrap(), ca, issued };
        files.write("person.crt", &files.issued.der);
        files.write("root.crt", &files.ca.g2_root.certificate);
        files.write("issuing.crt", &files.ca.g2.certificate);
        files
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// `antin` with these words; a word that is the name of a file here becomes its path.
    fn run(&self, words: &[&str]) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_antin"));
        for word in words {
            let path = self.path(word);
            if word.contains('.') && !word.starts_with('-') && !word.chars().all(|c| c.is_ascii_digit() || c == '.') {
                command.arg(path);
            } else {
                command.arg(word);
            }
        }
        said(&mut command)
    }
}

/// What a call said, and its exit status.
struct Said {
    status: i32,
    out: String,
    error: String,
}

fn said(command: &mut Command) -> Said {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let said = Said { status: status.code().unwrap(), out: text(stdout), error: text(stderr) };
    assert!(!said.error.contains("panicked"), "{}", said.error);
    said
}

/// A PEM file of several certificates with rubbish around each.
fn bundle(ders: &[&[u8]]) -> String {
    let armour = |der: &&[u8]| {
        let path = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(path.path(), der).unwrap();
        pem(path.path())
    };
    ders.iter().map(|der| format!("Bag Attributes\n  friendlyName: thử\n{}", armour(der))).collect()
}

fn pem(path: &Path) -> String {
    use base64::Engine;
    let text = base64::engine::general_purpose::STANDARD.encode(std::fs::read(path).unwrap());
    format!("-----BEGIN CERTIFICATE-----\r\n{text}\r\n-----END CERTIFICATE-----\r\n")
}
