//! The lists of `examples/` give exactly what was put into them (`examples/expected.csv`), in either encoding of the roster.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

fn review(roster: &str, out: &Path, more: &[&str]) -> String {
    let file = |name: &str| examples().join(name);
    let output = Command::new(env!("CARGO_BIN_EXE_antin"))
        .arg("review")
        .arg("--ca-list")
        .arg(file("ca-list.xlsx"))
        .arg("--registry")
        .arg(file("registry.xlsx"))
        .arg("--roster")
        .arg(file(roster))
        .arg("--units")
        .arg(file("units.csv"))
        .arg("--sent")
        .arg(file("sent.csv"))
        .args(["--policy", "vn-tax-2018", "--as-of", "2024-06-14", "--format", "csv,json", "--out"])
        .arg(out)
        .args(more)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Rows of the three lists, findings and action of every case.
fn cases(file: &Path) -> BTreeSet<[String; 5]> {
    let mut reader = csv::ReaderBuilder::new().from_path(file).unwrap();
    let headings = reader.headers().unwrap().clone();
    let at = |name: &str| headings.iter().position(|h| h.trim_start_matches('\u{feff}') == name).unwrap();
    let columns = ["ca_rows", "registry_rows", "roster_rows", "findings", "action"].map(at);
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    records.iter().map(|record| columns.map(|column| record[column].to_owned())).collect()
}

#[test]
fn what_was_put_into_the_examples_is_found() {
    let expected = cases(&examples().join("expected.csv"));
    assert!(expected.len() > 100);
    for roster in ["roster.csv", "roster-tcvn3.csv"] {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        review(roster, &out, &[]);
        let found = cases(&out.join("cases.csv"));
        let wrong: Vec<_> = found.symmetric_difference(&expected).collect();
        assert!(wrong.is_empty(), "{roster}: {wrong:#?}");
    }
}

#[test]
fn an_old_font_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let said = review("roster-tcvn3.csv", &folder.path().join("out"), &[]);
    assert!(said.contains("TCVN3"), "{said}");
}

#[test]
fn the_cases_of_a_unit_are_some_of_all_cases() {
    let folder = tempfile::tempdir().unwrap();
    let (all, unit) = (folder.path().join("all"), folder.path().join("unit"));
    review("roster.csv", &all, &[]);
    review("roster.csv", &unit, &["--unit", "CCT KV Kim Sơn–Yên Khánh"]);
    let (all, unit) = (cases(&all.join("cases.csv")), cases(&unit.join("cases.csv")));
    assert!(unit.is_subset(&all) && !unit.is_empty() && unit.len() < all.len() / 2, "{} of {}", unit.len(), all.len());
}

#[test]
fn every_action_is_in_the_language_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let said = review("roster.csv", &folder.path().join("out"), &["--lang", "en"]);
    assert!(said.contains("Revoke") && said.contains("rows read") && !said.contains("Đề nghị"), "{said}");
}
