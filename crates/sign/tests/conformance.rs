//! Conformance with signed documents that nobody here made: PDF and CAdES of esig/dss and pyHanko, with what is expected.
//!
//! They lie beside the repository (`../shared/conformance`). Where they are not there, each test says so; what our own
//! documents show runs in `signing.rs` in any case. Each difference is explained in `docs/conformance.md`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use antin_pki::bundle;
use antin_pki::time::Time;
use antin_sign::source::{ReadAt, Source};
use antin_sign::validate::report::Report;
use antin_sign::validate::{self, Question};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Entries that end otherwise, each explained in `docs/conformance.md`.
const EXPLAINED: [&str; 3] = [
    "files/dss-pkcs7_sha1.pdf",
    "files/pyhanko-form-update-ap-indirect-sneaky-trailer.pdf",
    "files/pyhanko-form-update-no-override-appearance-stream-ap-indirect-sneaky.pdf",
];

/// The entries of a set that are sure; none, said aloud, where it is not there.
fn entries(set: &str) -> Option<(PathBuf, Vec<Value>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance").join(set);
    let Ok(bytes) = std::fs::read(folder.join("manifest.json")) else {
        println!("NOT RUN: {} is not there", folder.display());
        return None;
    };
    let manifest: Value = serde_json::from_slice(&bytes).expect("the manifest is JSON");
    let entries = manifest["entries"].as_array().unwrap().iter().filter(|entry| entry["sure"] == true).cloned();
    Some((folder, entries.collect()))
}

/// The report on an entry, with `trust` as anchors.
fn report(folder: &Path, entry: &Value, trust: Option<&str>) -> Report {
    let read = |value: &Value| value.as_str().map(|file| std::fs::read(folder.join(file)).unwrap());
    let (detached, arguments) = (read(&entry["args"]["detached"]), &entry["args"]);
    let pem = trust.map(|file| std::fs::read(folder.join(file)).unwrap()).unwrap_or_default();
    let found = bundle::find(&pem);
    let at = arguments["at"].as_str().and_then(Time::parse).unwrap_or(Time(1_795_000_000));
    let mut question = Question::at(at);
    question.anchors = found.certificates.iter().map(|der| &der[..]).collect();
    question.stamp_anchors.clone_from(&question.anchors);
    question.detached = detached.as_deref();
    validate::file(&read(&entry["file"]).unwrap(), &question)
}

/// What differs from what is expected.
fn differences(entry: &Value, report: &Report) -> Vec<String> {
    let expect = &entry["expect"];
    let is_sure = |field: &str| !entry["unsure_fields"].as_array().unwrap().iter().any(|unsure| unsure == field);
    let texts = |value: &Value| -> Vec<String> {
        value.as_array().into_iter().flatten().filter_map(|one| one.as_str().map(str::to_owned)).collect()
    };
    let mut found = Vec::new();
    let verdict = serde_json::to_value(report.verdict).unwrap();
    let verdict = verdict.as_str().unwrap().to_owned();
    if !texts(&expect["verdict"]).contains(&verdict) || texts(&entry["must_not"]).contains(&verdict) {
        found.push(format!("verdict {verdict}"));
    }
    let subs: Vec<&str> = report.signatures.iter().filter_map(|one| one.sub_indication).collect();
    let broken = subs.iter().any(|sub| ["HASH_FAILURE", "SIG_CRYPTO_FAILURE"].contains(sub));
    if is_sure("crypto") && expect["crypto"] == "intact" && broken {
        found.push(format!("crypto {subs:?}"));
    }
    let levels = ["none", "ltv-update", "form-fill", "annotation", "not-permitted", "suspicious"];
    let rank = |one: &str| levels.iter().position(|level| *level == one).unwrap();
    let worst = report.signatures.iter().map(|one| rank(one.changes_after.level)).max();
    if let (Some(wanted), Some(worst)) = (expect["changes"].as_str().filter(|_| is_sure("changes")), worst) {
        let fits = match wanted {
            "none" => worst == 0,
            "permitted" => worst <= 3,
            _ => worst >= 4,
        };
        if !fits {
            found.push(format!("changes {}", levels[worst]));
        }
    }
    let signatures = report.signatures.iter().filter(|one| one.kind == "signature").count();
    if is_sure("signatures") && expect["signatures"].as_u64().is_some_and(|count| count != signatures as u64) {
        found.push(format!("{signatures} signatures"));
    }
    found
}

fn check(set: &str, explained: &[&str]) {
    let Some((folder, entries)) = entries(set) else { return };
    let (mut wrong, mut different, mut ran) = (Vec::new(), Vec::new(), 0);
    for entry in &entries {
        let file = entry["file"].as_str().unwrap();
        let mut found = differences(entry, &report(&folder, entry, entry["args"]["trust"].as_str()));
        // Attacked and broken files once more with their own certificates trusted: without an anchor nothing is valid.
        if let Some(trust) = entry["embedded_certificates"].as_str().filter(|_| entry["args"]["trust"].is_null()) {
            let verdict = serde_json::to_value(report(&folder, entry, Some(trust)).verdict).unwrap();
            if entry["trusted_must_not"].as_array().unwrap().contains(&verdict) {
                found.push(format!("{verdict} with its own certificates trusted"));
            }
        }
        ran += 1;
        match found.is_empty() {
            true => {}
            false if explained.contains(&file) => different.push(file),
            false => wrong.push(format!("{file}: {}", found.join(", "))),
        }
    }
    println!("{set}: {} of {ran}, {} explained", ran - wrong.len() - different.len(), different.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(different, explained, "an explained entry ends as expected: take it off the list");
}

#[test]
fn signed_pdfs_are_judged_as_expected_or_explained() {
    check("pdf", &EXPLAINED);
}

#[test]
fn cms_files_are_judged_as_expected() {
    check("cades", &[]);
}

/// Files of others with archive time stamps of the third form, and what is said of those; with their own certificates trusted.
const ARCHIVES: [(&str, &[&str]); 9] = [
    ("dss-Signature-C-LTA-d233a2d9-a257-40dc-bcdb-bf4516b6d1da.p7m", &[]),
    ("dss-Signature-C-A-XL-1.p7m", &[]),
    ("dss-Signature-C-CZ_SIX-1.p7m", &[]),
    ("dss-Signature-C-HU_POL-3.p7m", &[]),
    ("dss-cades-lta-duplicated-atst.p7m", &[]),
    // One of two lies where an archive time stamp belongs and is none.
    ("dss-cades-lta-copied-atst.p7m", &["archive-stamp-without-index"]),
    ("dss-CAdES-BpLTA_modified_ats_hash_element.p7m", &["archive-stamp-broken"]),
    ("dss-cades-ats-v3-wrong-cert.p7m", &["archive-stamp-broken"]),
    ("dss-cades-ats-v3-wrong-ocsp.p7s", &["archive-stamp-broken", "archive-stamp-of-old-form"]),
];

#[test]
fn archive_time_stamps_of_others_are_judged_by_what_they_cover() {
    let Some((folder, entries)) = entries("cades") else { return };
    for (name, expected) in ARCHIVES {
        let entry = entries.iter().find(|entry| entry["file"].as_str().unwrap().ends_with(name)).unwrap();
        let report = report(&folder, entry, entry["embedded_certificates"].as_str());
        let one = &report.signatures[0];
        let said = one.reasons.iter().map(|reason| &reason.code[..]).filter(|code| code.starts_with("archive-"));
        assert_eq!((one.level, said.collect::<Vec<_>>()), ("B-LTA", expected.to_vec()), "{name}");
    }
}
/// A file that is read where it lies.
struct Shelf(Vec<u8>);

impl ReadAt for Shelf {
    fn length(&self) -> usize {
        self.0.len()
    }

    fn read_at(&self, at: usize, buffer: &mut [u8]) -> std::io::Result<()> {
        let bytes = self.0.get(at..at + buffer.len());
        buffer.copy_from_slice(bytes.ok_or(std::io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }
}

#[test]
fn pdfs_that_are_read_where_they_lie_are_judged_as_those_in_memory() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance/pdf/files");
    let Ok(files) = std::fs::read_dir(&folder) else {
        println!("NOT RUN: {} is not there", folder.display());
        return;
    };
    let question = Question::at(Time(1_795_000_000));
    let mut count = 0;
    for file in files {
        let path = file.unwrap().path();
        let shelf = Shelf(std::fs::read(&path).unwrap());
        let held = format!("{:?}", validate::file(&shelf.0, &question));
        let read = format!("{:?}", validate::file(Source::in_pages(&shelf, 200), &question));
        assert_eq!(read, held, "{}", path.display());
        count += 1;
    }
    assert!(count > 100, "{count} files");
}
