//! The review cases of `crates/review/cases/*.md`, through the `antin` command.
//!
//! A file holds cases (`## `) made of small tables: the lists as a clerk sees them and, under `### expected`, one row
//! per case the review must come to. Rows are numbered as in the sheet: the heading is row 1.
//! `ANTIN_CASES=registry- cargo nextest run -p antin-cli --test cases` runs the files whose name begins so.

#[path = "cases/certificates.rs"]
mod certificates;
#[path = "cases/command.rs"]
mod command;
#[path = "cases/markdown.rs"]
mod markdown;

use std::collections::BTreeSet;
use std::path::Path;

use markdown::{Case, Outcome};
use rayon::prelude::*;

/// The finding codes of review.md section 3 and the action each asks for.
const CODES: [(&str, &str); 39] = [
    ("ca-duplicate", "report-to-ca"),
    ("ca-list-differs-from-certificate", "report-to-ca"),
    ("ca-status-stale", "report-to-ca"),
    ("certificate-email-differs", "change-info"),
    ("certificate-id-differs", "change-info"),
    ("certificate-id-old", "change-info"),
    ("certificate-position-differs", "change-info"),
    ("certificate-unit-differs", "change-info"),
    ("certificate-unit-renamed", "change-info"),
    ("expired", "revoke"),
    ("expiring-renewable", "renew"),
    ("expiring-renewals-unknown", "verify"),
    ("expiring-renewed-once", "revoke-and-reissue"),
    ("expiring-too-late", "revoke-and-reissue"),
    ("foreign-issuer", "verify"),
    ("holder-died", "revoke"),
    ("holder-left-sector", "revoke"),
    ("holder-not-entitled", "revoke"),
    ("holder-resigned", "revoke"),
    ("holder-retired", "revoke"),
    ("holder-unknown", "verify"),
    ("link-uncertain", "verify"),
    ("not-on-ca-list", "report-to-ca"),
    ("not-registered", "register"),
    ("only-certificate-of-unit", "none"),
    ("registry-birthday-differs", "update-registry"),
    ("registry-dates-differ", "update-registry"),
    ("registry-device-differs", "update-registry"),
    ("registry-duplicate", "update-registry"),
    ("registry-id-differs", "update-registry"),
    ("registry-name-differs", "update-registry"),
    ("registry-serial-differs", "update-registry"),
    ("registry-serial-spelling", "tidy"),
    ("registry-serial-superseded", "update-registry"),
    ("registry-serial-unreadable", "update-registry"),
    ("registry-status-stale", "update-registry"),
    ("several-in-force", "verify"),
    ("unit-dissolved", "revoke"),
    ("weak-certificate", "verify"),
];

/// The order in which one final action is chosen.
const LADDER: [&str; 10] = [
    "revoke",
    "verify",
    "revoke-and-reissue",
    "renew",
    "change-info",
    "report-to-ca",
    "register",
    "update-registry",
    "tidy",
    "none",
];

#[test]
fn every_case_comes_out_as_its_table_says() {
    run_all(&cases().unwrap(), "");
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let reversed: Vec<Case> = cases().unwrap().iter().map(Case::reversed).collect();
    run_all(&reversed, " (rows reversed)");
}

#[test]
fn every_finding_code_has_a_file_and_a_case() {
    let all = every_file().unwrap();
    let said: BTreeSet<&str> =
        all.iter().flat_map(|case| &case.expected).flat_map(|outcome| &outcome.findings).map(String::as_str).collect();
    for (code, _) in CODES {
        assert!(said.contains(code), "no case expects {code}");
        assert!(all.iter().any(|case| case.file == code), "no file {code}.md");
    }
}

/// A slip in an expected table must not look like a fault of the program.
#[test]
fn expected_tables_are_sound() {
    let faults: Vec<String> = every_file().unwrap().iter().flat_map(unsound).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

fn every_file() -> Result<Vec<Case>, String> {
    markdown::read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../review/cases"))
}

fn cases() -> Result<Vec<Case>, String> {
    let prefix = std::env::var("ANTIN_CASES").unwrap_or_default();
    Ok(every_file()?.into_iter().filter(|case| case.file.starts_with(&prefix)).collect())
}

fn run_all(cases: &[Case], note: &str) {
    assert!(!cases.is_empty(), "no case to run");
    let faults: Vec<String> = cases
        .par_iter()
        .filter_map(|case| {
            let fault = match command::review(case) {
                Ok(answer) => difference(case, &answer)?,
                Err(fault) => fault,
            };
            Some(format!("{}.md: {}{note}\n{fault}", case.file, case.title))
        })
        .collect();
    println!("{} cases run, {} differ{note}", cases.len(), faults.len());
    assert!(faults.is_empty(), "\n{}\n\n{} of {} cases differ{note}", faults.join("\n\n"), faults.len(), cases.len());
}

/// What the table expects and did not come (-), what came and is not expected (+).
fn difference(case: &Case, answer: &[(Outcome, String)]) -> Option<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut came: Vec<&(Outcome, String)> = answer.iter().collect();
    for outcome in &case.expected {
        match came.iter().position(|(found, _)| found == outcome) {
            Some(place) => drop(came.remove(place)),
            None => lines.push(format!("  - {outcome}")),
        }
    }
    lines.extend(came.iter().map(|(outcome, why)| format!("  + {outcome}\n      {why}")));
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn unsound(case: &Case) -> Vec<String> {
    let mut faults = Vec::new();
    let mut fault = |text: String| faults.push(format!("{}.md: {}: {text}", case.file, case.title));
    for (list, once) in [("ca-list", true), ("registry", true), ("roster", false)] {
        let last = case.table(list).map_or(1, |table| table.rows.len() + 1);
        let mut named: Vec<usize> = case.expected.iter().flat_map(|outcome| outcome.rows(list)).copied().collect();
        named.sort_unstable();
        if once && named != (2..=last).collect::<Vec<_>>() {
            fault(format!("{list} rows 2 to {last} must each stand in one case, not {named:?}"));
        } else if named.iter().any(|row| !(2..=last).contains(row)) {
            fault(format!("{list} has no such row among {named:?}"));
        }
    }
    for outcome in &case.expected {
        let asked: Option<Vec<&str>> = outcome
            .findings
            .iter()
            .map(|code| CODES.iter().find(|(known, _)| known == code).map(|(_, action)| *action))
            .collect();
        let Some(asked) = asked else {
            fault(format!("a finding that does not exist: {outcome}"));
            continue;
        };
        let first = LADDER.into_iter().find(|action| asked.contains(action)).unwrap_or("none");
        let stale = outcome.findings.iter().any(|code| code == "ca-status-stale");
        // A weak link turns `revoke` into `verify`; the table knows nothing of links.
        let weak = !stale && first == "revoke" && outcome.action == "verify";
        if outcome.action != if stale { "report-to-ca" } else { first } && !weak {
            fault(format!("the action does not follow from the findings: {outcome}"));
        }
    }
    faults
}
