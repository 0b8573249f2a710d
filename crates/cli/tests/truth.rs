//! The lists of an office that never was, with far more slips and traps than a real one, give exactly the truth beside them.
//!
//! `files/hard` comes from the generator of lists (1,500 people, seed 301, preset `hard`), which knows what it did to each
//! row. Nobody in it exists. The seed was never tuned on.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Rows of the three lists that make a case, and what has to come of it: findings, action.
type Cases = BTreeMap<[String; 3], [String; 2]>;

fn list(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files/hard").join(name)
}

fn cases(file: &Path) -> Cases {
    let mut reader = csv::ReaderBuilder::new().from_path(file).unwrap();
    let headings = reader.headers().unwrap().clone();
    let at = |name: &str| headings.iter().position(|h| h.trim_start_matches('\u{feff}') == name).unwrap();
    let (rows, says) = (["ca_rows", "registry_rows", "roster_rows"].map(at), ["findings", "action"].map(at));
    let case = |record: csv::StringRecord| (rows.map(|i| record[i].to_owned()), says.map(|i| record[i].to_owned()));
    let all: Vec<_> = reader.records().map(|record| case(record.unwrap())).collect();
    let (count, cases) = (all.len(), Cases::from_iter(all));
    assert_eq!(cases.len(), count, "the rows of one case stand in {} twice", file.display());
    cases
}

#[test]
fn every_case_of_a_hard_office_is_what_it_was_made_to_be() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let output = Command::new(env!("CARGO_BIN_EXE_antin"))
        .arg("review")
        .args(["--ca-list".as_ref(), list("ca_list.csv").as_os_str()])
        .args(["--registry".as_ref(), list("registry.csv").as_os_str()])
        .args(["--roster".as_ref(), list("roster.csv").as_os_str()])
        .args(["--units".as_ref(), list("units.csv").as_os_str()])
        .args(["--sent".as_ref(), list("sent.csv").as_os_str()])
        .args(["--policy", "vn-tax-2018", "--as-of", "2024-06-14", "--format", "csv,json", "--out"])
        .arg(&out)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (truth, found) = (cases(&list("truth.csv")), cases(&out.join("cases.csv")));
    assert_eq!(truth.len(), 2598);
    let wrong: Vec<String> = truth
        .iter()
        .filter(|(rows, says)| found.get(*rows) != Some(says))
        .map(|(rows, says)| format!("rows {rows:?}: {says:?}, but found {:?}", found.get(rows)))
        .collect();
    let surplus: Vec<_> = found.keys().filter(|rows| !truth.contains_key(*rows)).collect();
    assert!(wrong.is_empty() && surplus.is_empty(), "{}\nsurplus: {surplus:?}", wrong.join("\n"));
}
