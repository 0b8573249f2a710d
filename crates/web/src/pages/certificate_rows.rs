//! Certificates as rows: on their list, with a person, on a device, and in files.

use crate::visit::Visit;
use crate::wording;
use antin_app::CertificateLine;
use antin_app::certificates::ListColumn;
use antin_domain::certificate::HolderKind;
use antin_domain::certificate::record::{CertificateRecord, Found, State};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::serial::Serial;
use antin_words::Words;
use std::collections::BTreeMap;

/// Rows with their headings; the holder stands first and in every list.
#[derive(Default)]
pub struct List {
    /// The headings beside the holder, each with the class of its column.
    pub headings: Vec<(String, &'static str)>,
    /// The rows.
    pub rows: Vec<Row>,
    /// Can rows be ticked?
    pub may_select: bool,
}

/// A certificate as a row.
pub struct Row {
    /// Its number.
    pub id: String,
    /// Its page.
    pub address: String,
    /// Holder.
    pub holder: String,
    /// The cells below the headings.
    pub cells: Vec<Cell>,
}

/// A cell.
pub struct Cell {
    /// Its heading, for narrow screens.
    pub label: String,
    /// What stands there.
    pub text: String,
    /// Class of the cell.
    pub class: &'static str,
    /// Class of a mark around the text; blank: none.
    pub mark: String,
}

/// What a row shows, from wherever it was read.
pub struct Facts<'a> {
    id: Id,
    holder: &'a str,
    position: &'a str,
    unit: Id,
    kind: HolderKind,
    serial: Serial,
    valid_from: Day,
    valid_to: Day,
    renewals: Option<u8>,
    state: State,
    found: Found,
    open_findings: u32,
}

/// Certificates of a list as rows with the usual columns.
pub fn usual(visit: &Visit, lines: &[CertificateLine], units: &BTreeMap<Id, String>) -> List {
    let today = visit.call.context().today();
    list(visit, lines.iter().map(|line| of_line(line, today)), units, &ListColumn::USUAL)
}

/// Certificates as rows with these columns.
pub fn list<'a>(
    visit: &Visit,
    facts: impl Iterator<Item = Facts<'a>>,
    units: &BTreeMap<Id, String>,
    columns: &[ListColumn],
) -> List {
    let words = visit.call.words();
    let row = |facts: Facts| Row {
        id: facts.id.to_string(),
        address: format!("/certificates/{}", facts.id),
        holder: facts.holder.to_owned(),
        cells: columns.iter().map(|column| cell(visit, &facts, units, *column)).collect(),
    };
    List { headings: headings(words, columns), rows: facts.map(row).collect(), may_select: false }
}

/// The headings of columns, each with its class.
pub fn headings(words: &Words, columns: &[ListColumn]) -> Vec<(String, &'static str)> {
    columns.iter().map(|column| (words.get(column.heading()), class(*column))).collect()
}

/// A row as the cells of a file.
pub fn cells(row: Row) -> Vec<String> {
    let text = |cell: Cell| if cell.mark == "serial" { cell.text.replace(' ', "") } else { cell.text };
    std::iter::once(row.holder).chain(row.cells.into_iter().map(text)).collect()
}

/// What a line of the list shows.
pub fn of_line(line: &CertificateLine, today: Day) -> Facts<'_> {
    Facts {
        id: line.id,
        holder: &line.holder,
        position: &line.position,
        unit: line.unit,
        kind: line.kind,
        serial: line.serial,
        valid_from: line.valid_from,
        valid_to: line.valid_to,
        renewals: line.renewals,
        state: line.state_on(today),
        found: line.found,
        open_findings: line.open_findings,
    }
}

/// What an entry of the registry shows.
pub fn of_record(record: &CertificateRecord, today: Day) -> Facts<'_> {
    Facts {
        id: record.id,
        holder: &record.holder,
        position: &record.position,
        unit: record.unit,
        kind: record.kind,
        serial: record.serial,
        valid_from: record.valid_from,
        valid_to: record.valid_to,
        renewals: record.renewals.0,
        state: record.state_on(today),
        found: record.found,
        open_findings: record.open_findings,
    }
}

fn cell(visit: &Visit, facts: &Facts, units: &BTreeMap<Id, String>, column: ListColumn) -> Cell {
    let (words, today) = (visit.call.words(), visit.call.context().today());
    let mut mark = String::new();
    let text = match column {
        ListColumn::Position => facts.position.to_owned(),
        ListColumn::Unit => units.get(&facts.unit).cloned().unwrap_or_default(),
        ListColumn::Kind => wording::kind(words, facts.kind),
        ListColumn::Serial => {
            mark.push_str("serial");
            wording::serial(facts.serial)
        }
        ListColumn::ValidFrom => facts.valid_from.to_string(),
        ListColumn::ValidTo => facts.valid_to.to_string(),
        ListColumn::Left => wording::days_left(words, facts.valid_to, today),
        ListColumn::Renewals => {
            facts.renewals.map_or_else(|| words.get("page-unknown"), |renewals| renewals.to_string())
        }
        ListColumn::State => {
            let soon = visit.call.context().soon_days().unwrap_or(-1);
            let state = wording::state(words, facts.state, facts.valid_to, today, soon);
            mark = format!("state {}", state.class);
            state.word
        }
        ListColumn::Lists => lists(words, facts.found),
        ListColumn::Findings if facts.open_findings == 0 => String::new(),
        ListColumn::Findings => facts.open_findings.to_string(),
    };
    Cell { label: words.get(column.heading()), text, class: class(column), mark }
}

fn class(column: ListColumn) -> &'static str {
    match column {
        ListColumn::ValidFrom | ListColumn::ValidTo => "day",
        ListColumn::Left | ListColumn::Renewals | ListColumn::Findings => "number",
        _ => "",
    }
}

/// The lists on which it stands, by name.
fn lists(words: &Words, found: Found) -> String {
    let all = [(found.ca, "page-list-ca"), (found.registry, "page-list-registry"), (found.roster, "page-list-roster")];
    let named: Vec<String> = all.into_iter().filter(|(is, _)| *is).map(|(_, key)| words.get(key)).collect();
    named.join(", ")
}
