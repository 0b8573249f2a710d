//! A case side by side: what each list says of a field, and which list is the wrong one.

use antin_domain::day::Birthday;
use antin_domain::finding::{Code, Findings};
use antin_domain::person::masked;
use antin_domain::row::{CertificateRow, RosterRow};
use antin_domain::text::{Dictionary, TextId};
use serde_json::{Value, json};

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

/// What one row says, in the order of [`FIELDS`].
pub(super) type Says = [String; FIELDS.len()];

/// The fields of a case with what the rows of the three lists say of them; `None` where a list has no row.
pub(super) fn side_by_side(mut rows: [Option<Says>; 3], findings: Findings) -> Vec<Side> {
    let wrong = wrong(findings);
    let mut says = |list: usize, place: usize| rows[list].as_mut().map(|row| std::mem::take(&mut row[place]));
    let side = |(place, field): (usize, &&str)| Side {
        field: (*field).to_owned(),
        says: [0, 1, 2].map(|list| says(list, place).unwrap_or_default()),
        wrong: [0, 1, 2].map(|list| wrong.contains(&(*field, list))),
    };
    FIELDS.iter().enumerate().map(side).collect()
}

/// What a row of a list of certificates says. The identity number is masked before it is kept.
pub(super) fn of_certificate(row: &CertificateRow, texts: &Dictionary, email: String) -> Says {
    [
        texts.names.get(row.holder).into_owned(),
        row.serial.hex.to_string(),
        masked(&row.identity.to_string()),
        String::new(),
        email,
        unit(texts, row.unit, row.parent),
        texts.words.get(row.position).into_owned(),
        row.valid_from.to_string(),
        row.valid_to.to_string(),
    ]
}

/// What a row of the roster says.
pub(super) fn of_person(row: &RosterRow, texts: &Dictionary, email: String) -> Says {
    let birthday = match row.birthday {
        Birthday::Unknown => String::new(),
        Birthday::Year(year) => year.to_string(),
        Birthday::Day(day) => day.to_string(),
    };
    [
        texts.names.get(row.holder).into_owned(),
        String::new(),
        masked(&row.identity.to_string()),
        birthday,
        email,
        unit(texts, row.unit, row.parent),
        texts.words.get(row.position).into_owned(),
        String::new(),
        String::new(),
    ]
}

fn unit(texts: &Dictionary, unit: TextId, parent: TextId) -> String {
    let (unit, parent) = (texts.units.get(unit), texts.units.get(parent));
    match (unit.is_empty(), parent.is_empty()) {
        (false, false) => format!("{unit}, {parent}"),
        _ => format!("{unit}{parent}"),
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
