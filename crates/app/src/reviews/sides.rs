//! A case side by side: what each list says of a field, and which list is the wrong one.

use super::Why;
use crate::intake::Entries;
use antin_domain::action::Action;
use antin_domain::campaign::report::Compared;
use antin_domain::day::{Birthday, Day};
use antin_domain::finding::{Code, Findings};
use antin_domain::list::ListKind;
use antin_domain::person::masked;
use antin_domain::serial::Serial;
use antin_results::summary::is_disagreement;
use antin_review::facts::Gatherer;
use antin_review::{Case, Review, Snapshot};
use serde_json::{Value, json};
use std::collections::HashMap;

/// What three lists say of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// Key of the name of the field.
    pub field: String,
    /// What the CA's list, the application's list and the roster say; blank where nothing.
    pub says: [String; 3],
    /// Which of them is to be put right.
    pub wrong: [bool; 3],
}

/// A case as it will be kept.
pub(crate) struct Found {
    pub(crate) serial: Serial,
    pub(crate) holder: String,
    pub(crate) unit: (String, String),
    pub(crate) action: Action,
    pub(crate) until: Day,
    pub(crate) findings: Vec<Code>,
    pub(crate) compared: Compared,
    pub(crate) sides: Vec<Side>,
    pub(crate) why: Why,
}

/// Fields in the order of pages.
const FIELDS: [&str; 9] = [
    "page-holder",
    "page-serial",
    "page-id-number",
    "page-birthday",
    "page-email",
    "page-unit",
    "page-position",
    "page-valid-from",
    "page-valid-to",
];

impl Side {
    pub(super) fn as_json(&self) -> Value {
        json!({ "field": self.field, "says": self.says, "wrong": self.wrong })
    }

    pub(super) fn from_json(value: &Value) -> Option<Side> {
        let says = |place: usize| value["says"][place].as_str().map(str::to_owned);
        let wrong = |place: usize| value["wrong"][place].as_bool().unwrap_or_default();
        Some(Side {
            field: value["field"].as_str()?.to_owned(),
            says: [says(0)?, says(1)?, says(2)?],
            wrong: [wrong(0), wrong(1), wrong(2)],
        })
    }
}

/// What one row says, in the order of [`FIELDS`], and its unit.
type Says = ([String; 9], (String, String));

/// Every case of a review, side by side.
pub(super) fn cases(snapshot: &Snapshot, review: &Review, entries: &HashMap<String, Entries>) -> Vec<Found> {
    let lists = [ListKind::CaList, ListKind::Registry, ListKind::Roster].map(|kind| texts(entries.get(kind.name())));
    let gatherer = Gatherer::new(snapshot, &review.understanding, &review.matching);
    let why = |case: &Case| Why::new(snapshot, review, case, &gatherer.facts(case.number as usize));
    review.cases.iter().map(|case| found(snapshot, review, case, &lists, why(case))).collect()
}

fn found(snapshot: &Snapshot, review: &Review, case: &Case, lists: &[HashMap<u32, Says>; 3], why: Why) -> Found {
    let ca = snapshot.ca.get(case.ca as usize);
    let registry = snapshot.registry.get(case.registry as usize);
    let person = snapshot.people().get(case.person as usize);
    let rows = [ca.map(|row| row.row), registry.map(|row| row.row), person.map(|row| row.row)];
    let says = [0, 1, 2].map(|list: usize| rows[list].and_then(|row| lists[list].get(&row)));
    let wrong = wrong(case.findings);
    let side = |(place, field): (usize, &&str)| {
        let cell = |list: usize| says[list].map(|(cells, _)| cells[place].clone()).unwrap_or_default();
        Side {
            field: (*field).to_owned(),
            says: [cell(0), cell(1), cell(2)],
            wrong: [0, 1, 2].map(|list| wrong.contains(&(*field, list))),
        }
    };
    let sides: Vec<Side> = FIELDS.iter().enumerate().map(side).collect();
    let named = |id| snapshot.dictionary.names.get(id).into_owned();
    Found {
        serial: ca.map(|row| row.serial.hex).or(registry.map(|row| row.serial.hex)).unwrap_or(Serial::NONE),
        holder: ca.map(|row| named(row.holder)).or(registry.map(|row| named(row.holder))).unwrap_or_default(),
        // The holder's unit deals with it; without a holder, the unit that a list names.
        unit: [2, 1, 0]
            .into_iter()
            .find_map(|list: usize| says[list])
            .map(|(_, unit)| unit.clone())
            .unwrap_or_default(),
        action: case.action,
        until: ca.map(|row| row.valid_to).or(registry.map(|row| row.valid_to)).unwrap_or_default(),
        findings: case.findings.iter().collect(),
        compared: compared(review, case),
        sides,
        why,
    }
}

/// How a case stands to the two lists, as `summary.json` counts it.
fn compared(review: &Review, case: &Case) -> Compared {
    if !case.is_listed() {
        Compared::Unlisted
    } else if review.registry_rows(case).is_empty() {
        Compared::NotRecognised
    } else if case.findings.iter().any(is_disagreement) {
        Compared::Mismatched
    } else {
        Compared::Matched
    }
}

/// The cells that findings say are wrong: field, and list (0 CA, 1 application).
fn wrong(findings: Findings) -> Vec<(&'static str, usize)> {
    let of = |code: Code| match code {
        Code::RegistrySerialUnreadable
        | Code::RegistrySerialSuperseded
        | Code::RegistrySerialDiffers
        | Code::RegistrySerialSpelling => vec![("page-serial", 1)],
        Code::RegistryNameDiffers => vec![("page-holder", 1)],
        Code::RegistryIdDiffers => vec![("page-id-number", 1)],
        Code::RegistryBirthdayDiffers => vec![("page-birthday", 1)],
        Code::RegistryDatesDiffer => vec![("page-valid-from", 1), ("page-valid-to", 1)],
        Code::CertificateUnitDiffers | Code::CertificateUnitRenamed => vec![("page-unit", 0)],
        Code::CertificatePositionDiffers => vec![("page-position", 0)],
        Code::CertificateEmailDiffers => vec![("page-email", 0)],
        Code::CertificateIdDiffers | Code::CertificateIdOld => vec![("page-id-number", 0)],
        _ => Vec::new(),
    };
    findings.iter().flat_map(of).collect()
}

/// What each row of a list says, by its number in the sheet. Identity numbers are masked before they are kept.
fn texts(entries: Option<&Entries>) -> HashMap<u32, Says> {
    let unit = |(unit, parent): &(String, String)| match (unit.is_empty(), parent.is_empty()) {
        (false, false) => format!("{unit}, {parent}"),
        _ => format!("{unit}{parent}"),
    };
    match entries {
        Some(Entries::Certificates(rows)) => rows
            .iter()
            .map(|row| {
                let says = [
                    row.holder.clone(),
                    row.serial.to_string(),
                    masked(&row.id_number),
                    String::new(),
                    row.email.clone(),
                    unit(&row.unit),
                    row.position.clone(),
                    row.valid_from.to_string(),
                    row.valid_to.to_string(),
                ];
                (row.row, (says, row.unit.clone()))
            })
            .collect(),
        Some(Entries::People(rows)) => rows
            .iter()
            .map(|row| {
                let birthday = match row.birthday {
                    Birthday::Unknown => String::new(),
                    Birthday::Year(year) => year.to_string(),
                    Birthday::Day(day) => day.to_string(),
                };
                let nothing = String::new;
                let says = [
                    row.name.clone(),
                    nothing(),
                    masked(&row.id_number),
                    birthday,
                    row.email.clone(),
                    unit(&row.unit),
                    row.position.clone(),
                    nothing(),
                    nothing(),
                ];
                (row.row, (says, row.unit.clone()))
            })
            .collect(),
        _ => HashMap::new(),
    }
}
