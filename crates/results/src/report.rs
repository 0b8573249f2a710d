//! `report.pdf`, `report.docx`: the office's letter about the result, with its annexes (`papers/report.toml`).
//!
//! > review.md section 5: totals that add up, lists per action, documents cited.

use crate::Failure;
use crate::input::Input;
use crate::sources::Sources;
use crate::summary::Counts;
use crate::workbook::field::Field;
use crate::workbook::line::{COLUMNS, Line};
use crate::workbook::{Book, Cell, Entry};
use antin_domain::action::Action;
use antin_domain::day::Day;
use antin_papers::data::Data;
use antin_papers::{Paper, Shelf, fill, text};
use antin_review::{Case, Review};
use antin_words::Words;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// Name of the template.
const FORM: &str = "report";
/// Longer lists are left to the workbook, and the letter says so: nobody reads a hundred pages of a table.
const MOST_ROWS: usize = 5_000;
/// Letters of a cell that are printed: a cell of a list may hold anything.
const MOST_LETTERS: usize = 1_000;
/// Months of the picture of expiries.
const MONTHS: i32 = 12;

/// The columns of an annex: name in the template, and what stands in it.
type Columns = &'static [(&'static str, Field)];

/// Actions whose certificates are listed in an annex: name in the template and what it tells of each beside its name,
/// unit, serial, mail and device.
const ANNEXES: [(Action, &str, Columns); 8] = [
    (Action::Revoke, "revoke", &[("reason", Field::Reason)]),
    (Action::Verify, "verify", &[("reason", Field::Question)]),
    (Action::RevokeAndReissue, "reissue", &[("until", Field::Until), ("reason", Field::Reason)]),
    (Action::Renew, "renew", &[("until", Field::Until), ("due", Field::Due)]),
    (Action::ChangeInfo, "change", &[("reason", Field::Request), ("change", Field::NewInformation)]),
    (Action::ReportToCa, FORM, &[("reason", Field::Update), ("documents", Field::Documents)]),
    (Action::Register, "register", &[("until", Field::Until)]),
    (Action::UpdateRegistry, "update", &[("change", Field::Corrections)]),
];

/// Actions that are only counted.
const COUNTED: [(Action, &str); 2] = [(Action::Tidy, "tidy"), (Action::None, "none")];

/// What is known of the letter before the result is: its papers, and what the office wrote itself.
pub struct Letter {
    /// The papers.
    pub shelf: Shelf,
    /// Number, date, signer, addressees: as far as they are known.
    pub written: Data,
}

impl Letter {
    /// The letter about a result.
    ///
    /// # Errors
    /// A list cannot be read again, or the letter is refused.
    pub fn fill(
        &self,
        input: &Input,
        review: &Review,
        counts: &Counts,
        unit: Option<&str>,
        words: &Words,
    ) -> Result<Paper, Failure> {
        let wanted = review.cases.iter().filter(|case| {
            let count = counts.actions[case.action as usize];
            count <= MOST_ROWS && ANNEXES.iter().any(|(action, ..)| *action == case.action)
        });
        let sources = Sources::read(input, review, wanted, &COLUMNS)
            .map_err(|error| Failure::Unusable(crate::workbook::WorkbookError::from(error).message()))?;
        let book = Book::new(input, review, counts, words, &sources);
        let mut data = numbers(input, review, counts, words);
        if let Some(agency) = unit.map(str::to_owned).or_else(|| commonest_body(input)) {
            data.insert("agency".to_owned(), short(&agency, 150).replace('\n', " ").into());
        }
        add_annexes(&mut data, &book, counts);
        // What the office wrote itself comes last and stands.
        data.extend(self.written.clone());
        let snapshot = &input.snapshot;
        let day = if snapshot.policy.holds_on(snapshot.as_of) { snapshot.as_of } else { snapshot.policy.valid_from };
        fill::fill(&self.shelf, FORM, &data, day).map_err(|refusal| Failure::Unusable(refusal.message()))
    }
}

/// Totals, actions, states, months, units.
fn numbers(input: &Input, review: &Review, counts: &Counts, words: &Words) -> Data {
    let mut data = Data::new();
    let mut put = |name: &str, value: Value| data.insert(name.to_owned(), value);
    put("as_of", input.snapshot.as_of.to_string().into());
    put("cases", counts.cases.into());
    put("ca_total", counts.listed.into());
    put("matched", counts.matched.into());
    put("mismatched", counts.mismatched.into());
    put("not_recognised", counts.not_recognised.into());
    put("unlisted", (counts.cases - counts.listed).into());
    for (action, name) in names_of_actions() {
        put(&format!("n_{name}"), counts.actions[action as usize].into());
    }
    put("states", states(input, review, words));
    put("months", months(input, review));
    // A single office needs no table of itself.
    if (2..=MOST_ROWS).contains(&counts.units.len()) {
        put("units", units(counts, words));
    }
    data
}

fn names_of_actions() -> impl Iterator<Item = (Action, &'static str)> {
    ANNEXES.iter().map(|(action, name, _)| (*action, *name)).chain(COUNTED)
}

fn units(counts: &Counts, words: &Words) -> Value {
    let row = |(name, by_action): (&String, &[usize; 10])| {
        let name = short(name, 300).replace('\n', " ");
        let name = if name.is_empty() { words.get("workbook-no-unit") } else { name };
        let mut row = Data::new();
        row.insert("unit".to_owned(), name.into());
        row.insert("cases".to_owned(), by_action.iter().sum::<usize>().into());
        for (action, name) in names_of_actions() {
            row.insert(name.to_owned(), by_action[action as usize].into());
        }
        Value::Object(row)
    };
    counts.units.iter().map(row).collect()
}

/// Certificates by how they stand.
fn states(input: &Input, review: &Review, words: &Words) -> Value {
    const KEYS: [&str; 6] = [
        "papers-state-in-force",
        "papers-state-expiring",
        "papers-state-expired",
        "papers-state-ended",
        "papers-state-unknown",
        "papers-state-unlisted",
    ];
    let mut counts = [0usize; KEYS.len()];
    let window = input.snapshot.policy.renewal.window_days;
    for case in &review.cases {
        let state = match case.days_left {
            _ if !case.is_listed() => 5,
            _ if has_ended(input, review, case) => 3,
            None => 4,
            Some(days) if days < 0 => 2,
            Some(days) if days <= window => 1,
            Some(_) => 0,
        };
        counts[state] += 1;
    }
    let shown = KEYS.iter().zip(counts).filter(|(_, count)| *count > 0);
    shown.map(|(key, count)| json!({"label": words.get(key), "count": count})).collect()
}

/// The CA says that it is revoked, or another certificate took its place.
fn has_ended(input: &Input, review: &Review, case: &Case) -> bool {
    use antin_domain::certificate::Standing::{Revoked, Superseded};
    let standing = input.snapshot.ca.get(case.ca as usize).map(|row| row.standing);
    let superseded = &review.matching.certificates.superseded;
    matches!(standing, Some(Revoked | Superseded)) || superseded.get(case.number as usize).copied().unwrap_or(false)
}

/// Certificates in force by the month of their end, from the month of the as-of day on.
fn months(input: &Input, review: &Review) -> Value {
    let Some((year, month, _)) = input.snapshot.as_of.civil() else { return Value::Null };
    let first = year * 12 + month as i32 - 1;
    let mut counts = [0usize; MONTHS as usize];
    let living = review.cases.iter().filter(|case| case.is_listed() && case.days_left.is_some_and(|days| days >= 0));
    for case in living.filter(|case| !has_ended(input, review, case)) {
        let until = input.snapshot.ca.get(case.ca as usize).map_or(Day::UNKNOWN, |row| row.valid_to);
        let Some((year, month, _)) = until.civil() else { continue };
        if let Some(count) = counts.get_mut((year * 12 + month as i32 - 1 - first) as usize) {
            *count += 1;
        }
    }
    let label = |index: i32| format!("{:02}/{}", (first + index) % 12 + 1, (first + index) / 12);
    (0..MONTHS).zip(counts).map(|(index, count)| json!({"label": label(index), "count": count})).collect()
}

/// The body above most of the units of the CA's list: the one whose list it is.
fn commonest_body(input: &Input) -> Option<String> {
    let snapshot = &input.snapshot;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for row in snapshot.ca.iter().filter(|row| !row.parent.is_blank()) {
        *counts.entry(snapshot.dictionary.units.get(row.parent).into_owned()).or_default() += 1;
    }
    let (name, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count * 2 > snapshot.ca.len()).then_some(name)
}

/// The lists by action, and the documents that they cite.
fn add_annexes(data: &mut Data, book: &Book<'_>, counts: &Counts) {
    let entries = book.entries();
    let mut documents = Documents::default();
    for (action, name, columns) in ANNEXES {
        let count = counts.actions[action as usize];
        if count > MOST_ROWS {
            data.insert(format!("{name}_elsewhere"), count.into());
            continue;
        }
        let of_action = entries.iter().filter(|entry| entry.case.action == action);
        let rows: Vec<Value> = of_action.map(|entry| Value::Object(row(book, entry, columns))).collect();
        for row in &rows {
            documents.add(row);
        }
        data.insert(name.to_owned(), rows.into());
    }
    data.insert("documents".to_owned(), documents.rows());
}

fn row(book: &Book<'_>, entry: &Entry<'_>, columns: Columns) -> Data {
    const COMMON: Columns = &[
        ("case", Field::Case),
        ("name", Field::Name),
        ("serial", Field::Serial),
        ("mail", Field::Mail),
        ("device", Field::Device),
    ];
    let line = Line { book, case: entry.case, number: entry.number, unit: &entry.unit };
    let mut row = Data::new();
    row.insert("unit".to_owned(), short(&entry.unit, MOST_LETTERS).into());
    for (name, field) in COMMON.iter().chain(columns) {
        let shown = match line.cell(*field, 0) {
            Cell::Blank => String::new(),
            Cell::Text(text) | Cell::WrongText(text) => short(&text, MOST_LETTERS),
            Cell::Day(day) | Cell::WrongDay(day) => day.to_string(),
            Cell::Number(number) => number.to_string(),
        };
        row.insert((*name).to_owned(), shown.into());
    }
    row
}

/// A text of a list as it is printed, at most `most` letters of it.
fn short(text: &str, most: usize) -> String {
    let text = text::shown(text);
    if text.chars().count() <= most { text } else { text.chars().take(most - 1).chain(['…']).collect() }
}

/// Each document once, in the order in which they are cited, with the numbers of the cases that cite it.
#[derive(Default)]
struct Documents {
    places: HashMap<String, usize>,
    found: Vec<(String, Vec<String>)>,
}

impl Documents {
    fn add(&mut self, row: &Value) {
        let text = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default();
        for line in text("documents").lines().filter(|line| !line.is_empty()) {
            let place = *self.places.entry(line.to_owned()).or_insert(self.found.len());
            if place == self.found.len() {
                self.found.push((line.to_owned(), Vec::new()));
            }
            self.found[place].1.push(text("case").to_owned());
        }
    }

    fn rows(self) -> Value {
        let row = |(document, cases): (String, Vec<String>)| json!({"document": document, "cases": short(&cases.join(", "), MOST_LETTERS)});
        self.found.into_iter().take(MOST_ROWS).map(row).collect()
    }
}
