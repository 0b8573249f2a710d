//! The letter of a review, and `antin paper`: whole or absent, the same bytes, numbers that are those of the summary.

#![allow(clippy::unwrap_used, clippy::panic)] // A test may fail by panicking.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn antin(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_antin")).args(arguments).current_dir(root()).output().unwrap()
}

/// Reviews the small office of `examples/` into `out`.
fn review(out: &Path, more: &[&str]) -> Output {
    let mut call = vec!["review", "--ca-list", "examples/ca-list.xlsx", "--registry", "examples/registry.xlsx"];
    call.extend(["--roster", "examples/roster.csv", "--units", "examples/units.csv", "--sent", "examples/sent.csv"]);
    call.extend(["--policy", "vn-tax-2018", "--as-of", "2024-06-14", "--out", out.to_str().unwrap()]);
    call.extend(more);
    antin(&call)
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The text of a PDF file.
fn text_of(path: &Path) -> String {
    let output = Command::new("pdftotext").arg("-raw").arg(path).arg("-").output();
    let output = output.unwrap_or_else(|error| panic!("pdftotext is needed (./test installs it): {error}"));
    String::from_utf8_lossy(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_letter_says_the_numbers_of_the_summary_and_lists_every_case() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let output = review(&out, &["--format", "pdf,docx,json", "--letter", "examples/letter.toml"]);
    assert!(output.status.success(), "{}", said(&output));
    let summary: serde_json::Value = serde_json::from_slice(&std::fs::read(out.join("summary.json")).unwrap()).unwrap();
    let text = text_of(&out.join("report.pdf"));
    let total = |name: &str| summary["ca_total"][name].as_u64().unwrap();
    let count = |name: &str| summary["actions"][name].as_u64().unwrap();
    for line in [
        format!("Cộng: trong danh sách của Ban Cơ yếu Chính phủ {}", total("certificates")),
        format!("Có trên ứng dụng, khớp {}", total("matched")),
        format!("Có trên ứng dụng, không khớp {}", total("mismatched")),
        format!("Thu hồi 2.3 {} Phụ lục I", count("revoke")),
        format!("Gia hạn 2.2 {} Phụ lục IV", count("renew")),
        format!("Tổng số đã rà soát {}", summary["cases"]),
        "KT. CỤC TRƯỞNG PHÓ CỤC TRƯỞNG".to_owned(),
        "Kính gửi: Cục Công nghệ thông tin, Tổng cục Thuế".to_owned(),
    ] {
        assert!(text.contains(&line), "“{line}” is not in: {text}");
    }
    assert!(std::fs::metadata(out.join("report.docx")).unwrap().len() > 10_000);
}

#[test]
fn the_letter_has_the_same_bytes_on_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let make = |name: &str, threads: &str| {
        let out = folder.path().join(name);
        let output = review(&out, &["--format", "pdf,docx", "--threads", threads]);
        assert!(output.status.success(), "{}", said(&output));
        (std::fs::read(out.join("report.pdf")).unwrap(), std::fs::read(out.join("report.docx")).unwrap())
    };
    assert!(make("a", "1") == make("b", "4"));
}

#[test]
fn a_letter_of_one_unit_and_of_no_letter_file_can_be_made() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let unit = "Chi cục Thuế khu vực Ninh Bình - Hoa Lư";
    let output = review(&out, &["--format", "pdf", "--unit", unit]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(text_of(&out.join("report.pdf")).contains("CHI CỤC THUẾ KHU VỰC NINH BÌNH - HOA LƯ"));
}

#[test]
fn a_letter_that_is_refused_leaves_no_folder() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let letter = folder.path().join("letter.toml");
    for (text, named) in [
        ("signer_authority = \"KT.\"", "Chức vụ của người ký"),
        ("agency = \"A\\u202EB\"", "U+202E"),
        ("matched = 1", "Số liệu không khớp"),
        ("nmuber = \"1\"", "nmuber"),
        ("agency = ", "letter.toml"),
    ] {
        std::fs::write(&letter, text).unwrap();
        let output = review(&out, &["--format", "pdf,csv", "--letter", letter.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(2), "{text}: {}", said(&output));
        assert!(said(&output).contains(named), "{text}: {}", said(&output));
        assert!(!out.exists(), "{text}");
    }
}

#[test]
fn a_paper_is_written_in_three_formats_and_an_earlier_one_stays_when_it_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let data = "crates/papers/tests/data/issue-person.toml";
    for (name, first) in [("a.pdf", &b"%PDF-"[..]), ("a.docx", b"PK"), ("a.xlsx", b"PK")] {
        let out = folder.path().join(name);
        let output = antin(&["paper", "issue-person", "--data", data, "--out", out.to_str().unwrap()]);
        assert!(output.status.success(), "{}", said(&output));
        assert!(std::fs::read(&out).unwrap().starts_with(first), "{name}");
    }
    let bad = folder.path().join("bad.json");
    std::fs::write(&bad, "{\"agency\": \"Cục Thuế\"}").unwrap();
    let out = folder.path().join("a.pdf");
    let before = std::fs::read(&out).unwrap();
    let output = antin(&["paper", "issue-person", "--data", bad.to_str().unwrap(), "--out", out.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("Người tiếp nhận") && said(&output).contains("Mẫu số 01"), "{}", said(&output));
    assert!(std::fs::read(&out).unwrap() == before);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 4, "something was left over");
}

#[test]
fn calls_that_cannot_be_used_are_told() {
    let data = "crates/papers/tests/data/ca-letter.toml";
    let check = |arguments: &[&str], named: &str| {
        let output = antin(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(said(&output).contains(named), "{arguments:?}: {}", said(&output));
    };
    check(&["paper", "no-such", "--data", data, "--out", "x.pdf"], "revoke-request");
    check(&["paper", "ca-letter", "--data", data], "--out");
    check(&["paper", "ca-letter", "--data", data, "--out", "x.odt"], ".docx");
    check(&["paper", "ca-letter", "--data", "README.md", "--out", "x.pdf"], ".toml");
    check(&["paper", "ca-letter", "--data", "none.toml", "--out", "x.pdf"], "none.toml");
    check(&["paper", "ca-letter", "--data", data, "--out", "x.xlsx"], "ca-letter");
    check(&["paper", "ca-letter", "--data", data, "--out", "no/such/folder/x.pdf"], "no/such/folder");
    check(&["paper", "list", "--papers", "no-such-folder"], "no-such-folder");
}

#[test]
fn the_list_names_papers_fields_and_law_in_both_languages() {
    for (language, kind) in [("vi", "(ngày)"), ("en", "(a day)")] {
        let output = antin(&["paper", "list", "--lang", language]);
        let text = String::from_utf8(output.stdout).unwrap();
        for said in ["revoke-request", "Mẫu số 05", "certificates", "Lý do thu hồi", "15/08/2024", kind] {
            assert!(text.contains(said), "{said} is not in: {text}");
        }
    }
}
