//! Reads a case file: headings, a line of settings, tables.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;

/// The lists a case may give, by their headings in the file.
const LISTS: [&str; 6] = ["ca-list", "registry", "roster", "units", "sent", "certificates"];

/// One `## ` of a file.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// Name of the file without `.md`.
    pub file: String,
    /// What the case is about.
    pub title: String,
    /// The as-of day as the command takes it.
    pub as_of: String,
    /// The policy to name in the call, or the one that the day alone must lead to.
    pub policy: Policy,
    /// The lists by name, in the order of the file.
    pub lists: Vec<(String, Table)>,
    /// What the review must come to.
    pub expected: Vec<Outcome>,
    /// Where the case gives it: what is told as a difference of spelling only, and in how many cases.
    pub noise: Option<BTreeMap<String, u64>>,
}

/// How a case says its policy.
#[derive(Clone, Debug)]
pub enum Policy {
    /// `policy NAME`: named in the call.
    Named(String),
    /// `policy by date: NAME`: not named; this one must come out.
    ByDate(String),
}

impl Default for Policy {
    fn default() -> Self {
        Self::Named(String::new())
    }
}

/// A table of text.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The heading cells.
    pub head: Vec<String>,
    /// The rows below it.
    pub rows: Vec<Vec<String>>,
}

/// One case of the review: its rows in the three lists, its findings, its action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Rows of the CA's list.
    pub ca: Vec<usize>,
    /// Rows of the registry.
    pub registry: Vec<usize>,
    /// Rows of the roster.
    pub roster: Vec<usize>,
    /// Finding codes, sorted.
    pub findings: Vec<String>,
    /// The one final action.
    pub action: String,
}

impl Outcome {
    /// From the five cells of a table or of `cases.csv`; several values in a cell are separated by `separator`.
    pub fn from_cells(cells: [&str; 5], separator: char) -> Result<Self, String> {
        let values = |cell: &str| -> Vec<String> {
            let values = cell.split(separator).map(|value| value.trim().to_owned());
            values.filter(|value| !value.is_empty()).collect()
        };
        let rows = |cell: &str| -> Result<Vec<usize>, String> {
            let bad = |_| format!("`{cell}` are no row numbers");
            let mut rows = values(cell).iter().map(|row| row.parse().map_err(bad)).collect::<Result<Vec<_>, _>>()?;
            rows.sort_unstable();
            Ok(rows)
        };
        let [ca, registry, roster, findings, action] = cells;
        let findings = values(findings);
        if !findings.is_sorted() {
            return Err(format!("findings not sorted: {findings:?}"));
        }
        let (ca, registry, roster) = (rows(ca)?, rows(registry)?, rows(roster)?);
        Ok(Self { ca, registry, roster, findings, action: action.to_owned() })
    }

    /// Its rows in one of the three lists.
    pub fn rows(&self, list: &str) -> &[usize] {
        match list {
            "ca-list" => &self.ca,
            "registry" => &self.registry,
            _ => &self.roster,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { ca, registry, roster, findings, action } = self;
        write!(f, "ca {ca:?} registry {registry:?} roster {roster:?}  {} -> {action}", findings.join(", "))
    }
}

impl Case {
    /// The table of a list, where the case gives one.
    pub fn table(&self, list: &str) -> Option<&Table> {
        self.lists.iter().find(|(name, _)| name == list).map(|(_, table)| table)
    }

    /// The same case with the rows of every list in reverse order.
    pub fn reversed(&self) -> Self {
        let mut case = self.clone();
        for (_, table) in &mut case.lists {
            table.rows.reverse();
        }
        // Rows 2 to n + 1 become n + 1 to 2.
        let turn = |rows: &mut Vec<usize>, list: &str| {
            let count = self.table(list).map_or(0, |table| table.rows.len());
            rows.iter_mut().for_each(|row| *row = count + 3 - *row);
            rows.sort_unstable();
        };
        for outcome in &mut case.expected {
            turn(&mut outcome.ca, "ca-list");
            turn(&mut outcome.registry, "registry");
            turn(&mut outcome.roster, "roster");
        }
        case
    }
}

/// The cases of every `.md` file in `folder`, by file name.
pub fn read_folder(folder: &Path) -> Result<Vec<Case>, String> {
    let say = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut paths = fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>())
        .map_err(say)?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let file = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let found = read(&file, &fs::read_to_string(&path).map_err(say)?)?;
        if found.is_empty() {
            return Err(format!("{file}.md: no case"));
        }
        cases.extend(found);
    }
    Ok(cases)
}

/// The cases of one file.
pub fn read(file: &str, text: &str) -> Result<Vec<Case>, String> {
    let mut cases: Vec<Case> = Vec::new();
    let mut list: Option<String> = None;
    for (at, line) in text.lines().enumerate() {
        let fault = |what: &str| format!("{file}.md line {}: {what}", at + 1);
        if let Some(title) = line.strip_prefix("## ") {
            cases.push(Case { file: file.to_owned(), title: title.to_owned(), ..Case::default() });
            list = None;
        } else if let Some(name) = line.strip_prefix("### ") {
            let case = cases.last_mut().ok_or_else(|| fault("a table outside a case"))?;
            if !LISTS.contains(&name) && name != "expected" && name != "noise" {
                return Err(fault("no such list"));
            }
            case.lists.push((name.to_owned(), Table::default()));
            list = Some(name.to_owned());
        } else if let Some(settings) = line.strip_prefix("as-of ") {
            let case = cases.last_mut().ok_or_else(|| fault("settings outside a case"))?;
            (case.as_of, case.policy) = settings_of(settings).ok_or_else(|| fault("settings not understood"))?;
        } else if let Some(cells) = line.strip_prefix('|').and_then(|rest| rest.trim_end().strip_suffix('|')) {
            let table = list.as_ref().and_then(|_| cases.last_mut()).and_then(|case| case.lists.last_mut());
            let (_, table) = table.ok_or_else(|| fault("a table without its list"))?;
            add_row(table, cells).map_err(|what| fault(&what))?;
        }
    }
    cases.iter_mut().try_for_each(finish)?;
    Ok(cases)
}

/// `2024-06-14, policy NAME` or `2024-06-14, policy by date: NAME`.
fn settings_of(text: &str) -> Option<(String, Policy)> {
    let (day, policy) = text.split_once(", policy ")?;
    let policy = match policy.strip_prefix("by date: ") {
        Some(name) => Policy::ByDate(name.to_owned()),
        None => Policy::Named(policy.to_owned()),
    };
    Some((day.to_owned(), policy))
}

fn add_row(table: &mut Table, cells: &str) -> Result<(), String> {
    let cells: Vec<String> = cells.split('|').map(|cell| cell.trim().to_owned()).collect();
    if table.head.is_empty() {
        table.head = cells;
    } else if cells.len() != table.head.len() {
        return Err(format!("{} cells under {} headings", cells.len(), table.head.len()));
    } else if !cells.iter().all(|cell| !cell.is_empty() && cell.chars().all(|c| c == '-')) {
        table.rows.push(cells);
    }
    Ok(())
}

/// Takes the expected table out of the lists and checks that nothing is missing.
fn finish(case: &mut Case) -> Result<(), String> {
    let label = format!("{}.md: {}", case.file, case.title);
    let fault = |what: String| format!("{label}: {what}");
    let place = case.lists.iter().position(|(name, _)| name == "expected");
    let (_, table) = case.lists.remove(place.ok_or_else(|| fault("expects nothing".into()))?);
    if table.head != ["ca_rows", "registry_rows", "roster_rows", "findings", "action"] {
        return Err(fault(format!("headings of the expected table: {:?}", table.head)));
    }
    for row in &table.rows {
        let cells: [&str; 5] = std::array::from_fn(|i| row[i].as_str());
        case.expected.push(Outcome::from_cells(cells, ',').map_err(fault)?);
    }
    if let Some(place) = case.lists.iter().position(|(name, _)| name == "noise") {
        let (_, table) = case.lists.remove(place);
        if table.head != ["noise", "cases"] {
            return Err(fault(format!("headings of the table of noise: {:?}", table.head)));
        }
        let count = |text: &str| text.parse::<u64>().map_err(|error| fault(format!("`{text}`: {error}")));
        let rows = table.rows.iter().map(|row| Ok((row[0].clone(), count(&row[1])?)));
        case.noise = Some(rows.collect::<Result<_, String>>()?);
    }
    let given = |list: &str| case.table(list).is_some_and(|table| !table.rows.is_empty());
    if case.as_of.is_empty() || !given("ca-list") || !given("registry") {
        return Err(fault("as-of, ca-list and registry are needed".into()));
    }
    Ok(())
}
