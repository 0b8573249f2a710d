//! Runs `antin review` on the lists of one case and reads what it wrote.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::certificates;
use crate::markdown::{Case, Outcome, Policy, Table};

const HEADINGS: &str =
    "case,issuer,serial,kind,holder,unit,ca_rows,registry_rows,roster_rows,link,findings,action,due,why";

/// What the review came to: each case with its reason in words.
pub fn review(case: &Case) -> Result<Vec<(Outcome, String)>, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let out = folder.path().join("out");
    call(case, folder.path(), &out)?;
    check_summary(case, &out)?;
    let text = read(&out.join("cases.csv"))?;
    let text = text.strip_prefix('\u{feff}').ok_or("  cases.csv has no BOM")?;
    let mut records = records(text).into_iter();
    let headings = records.next().unwrap_or_default().join(",");
    if headings != HEADINGS {
        return Err(format!("  headings of cases.csv: {headings}"));
    }
    records.map(|record| answer(&record)).collect()
}

fn call(case: &Case, folder: &Path, out: &Path) -> Result<(), String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_antin"));
    command.arg("review");
    for (name, table) in &case.lists {
        if name == "certificates" {
            certificates::write(table, &case.as_of, folder)?;
            command.arg("--certificates").arg(folder.join("certificates"));
            command.arg("--crl").arg(folder.join("crl"));
            continue;
        }
        let path = folder.join(format!("{name}.csv"));
        fs::write(&path, csv(table)).map_err(|error| error.to_string())?;
        command.arg(format!("--{name}")).arg(path);
    }
    if let Policy::Named(name) = &case.policy {
        command.args(["--policy", name]);
    }
    command.args(["--as-of", &case.as_of, "--format", "csv,json", "--lang", "vi", "--out"]).arg(out);
    let output = command.output().map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("  antin ended with {}:\n{}", output.status, said.trim_end()))
}

/// The summary exists, every row read is used or rejected, and a policy chosen by date is the expected one.
fn check_summary(case: &Case, out: &Path) -> Result<(), String> {
    let text = read(&out.join("summary.json"))?;
    let summary: Value = serde_json::from_str(&text).map_err(|error| format!("  summary.json: {error}"))?;
    if let Policy::ByDate(name) = &case.policy
        && !text.contains(&format!("\"{name}\""))
    {
        return Err(format!("  summary.json does not name the policy {name}"));
    }
    if let Some(wanted) = &case.noise {
        let told = summary["noise"].as_object().ok_or("  summary.json tells no noise")?;
        let told = told.iter().filter_map(|(name, count)| Some((name.clone(), count.as_u64().filter(|&n| n > 0)?)));
        let told: BTreeMap<String, u64> = told.collect();
        if told != *wanted {
            return Err(format!("  noise: {wanted:?} expected, {told:?} told"));
        }
    }
    for (list, _) in case.lists.iter().filter(|(list, _)| list != "certificates") {
        let count = |field: &str| summary["lists"][list][field].as_u64();
        if let (Some(rows), Some(used), Some(rejected)) = (count("read"), count("used"), count("rejected"))
            && (rows != used + rejected || rejected != 0)
        {
            let rows_rejected = fs::read_to_string(out.join("rejected.csv")).unwrap_or_default();
            return Err(format!("  {list}: {rows} rows read, {used} used, {rejected} rejected\n{rows_rejected}"));
        }
    }
    Ok(())
}

fn answer(record: &[String]) -> Result<(Outcome, String), String> {
    let [_, _, _, _, _, _, ca, registry, roster, link, findings, action, _, why] = record else {
        return Err(format!("  a line of cases.csv has {} fields", record.len()));
    };
    let outcome = Outcome::from_cells([ca, registry, roster, findings, action], '|');
    Ok((outcome.map_err(|what| format!("  {what}"))?, format!("link {link}; {why}")))
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("  {}: {error}", path.display()))
}

fn csv(table: &Table) -> String {
    let mut text = String::new();
    for row in std::iter::once(&table.head).chain(&table.rows) {
        let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', ';']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

/// The records of a CSV text; a reader of its own, so that a fault of the program's cannot hide itself.
fn records(text: &str) -> Vec<Vec<String>> {
    let mut records = vec![vec![String::new()]];
    let mut inside = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let Some(field) = records.last_mut().and_then(|record| record.last_mut()) else { break };
        match letter {
            '"' if inside && letters.peek() == Some(&'"') => {
                letters.next();
                field.push('"');
            }
            '"' => inside = !inside,
            ',' if !inside => records.last_mut().into_iter().for_each(|record| record.push(String::new())),
            '\n' if !inside => records.push(vec![String::new()]),
            '\r' if !inside => {}
            other => field.push(other),
        }
    }
    records.retain(|record| record.iter().any(|field| !field.is_empty()));
    records
}

#[test]
fn reads_quoted_fields() {
    let said = records("a,\"b,\"\"c\"\"\nd\"\r\n,e\n");
    assert_eq!(said, [vec!["a".to_owned(), "b,\"c\"\nd".to_owned()], vec![String::new(), "e".to_owned()]]);
}
