//! How long it takes to say what 120,000 certificates in 694 units need because of a reorganisation, and in which waves.
//!
//! `cargo run --release -p antin-domain --example reorganisation`: of 63 departments three each go into a new one, so that
//! something changes for every unit but the centre.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods, clippy::print_stdout)]

use antin_domain::certificate::record::{CertificateRecord, Found};
use antin_domain::certificate::{HolderKind, Renewals, Standing};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::reorganisation::check;
use antin_domain::reorganisation::effects::{self, Rules};
use antin_domain::reorganisation::line::{Kind, Line};
use antin_domain::reorganisation::waves::{self, Pace};
use antin_domain::serial::Serial;
use antin_domain::unit::dated::{DatedName, DatedUnit};
use antin_domain::working_day::Holidays;
use std::collections::BTreeMap;
use std::time::Instant;

const CERTIFICATES: i64 = 120_000;
const DEPARTMENTS: i64 = 63;
const OFFICES: i64 = 630;

fn main() {
    let units = units();
    let certificates: Vec<CertificateRecord> = (0..CERTIFICATES).map(certificate).collect();
    let holidays = Holidays::parse(include_str!("../../../policies/holidays-vn.toml")).expect("holidays");
    let day = Day::parse(b"01/03/2025").expect("a day");
    let rules = Rules { today: day, soon_days: 120, least_days: 60, limit: 1 };
    let begun = Instant::now();
    let plan = check::plan(day, &lines(), &units).expect("a plan");
    let checked = begun.elapsed();
    let begun = Instant::now();
    let needs = effects::needs(&plan, &certificates, &rules);
    let known = begun.elapsed();
    let begun = Instant::now();
    let pace = Pace { per_day: 500, days: 5 };
    let waves = waves::waves(&needs, pace, &holidays, day, BTreeMap::new());
    let spread = begun.elapsed();
    println!("{} units, {CERTIFICATES} certificates: {} needs in {} waves", units.len(), needs.len(), waves.len());
    println!("check {checked:?}, effects {known:?}, waves {spread:?}");
}

/// The centre, departments 2 to 64, ten offices below each.
fn units() -> Vec<DatedUnit> {
    let unit = |id: i64| DatedUnit {
        id: Id(id),
        code: format!("U{id}"),
        names: vec![DatedName {
            name: format!("Đơn vị {id}"),
            from: Day::parse(b"01/01/2010").expect("a day"),
            to: Day::UNKNOWN,
        }],
        parent: match id {
            1 => None,
            id if id <= 1 + DEPARTMENTS => Some(Id(1)),
            id => Some(Id(2 + id % DEPARTMENTS)),
        },
        successors: vec![],
    };
    (1..=1 + DEPARTMENTS + OFFICES).map(unit).collect()
}

/// Three departments each go into a new one.
fn lines() -> Vec<Line> {
    let line = |index: i64| Line {
        row: index as u32 + 1,
        code: format!("U{}", 2 + index),
        kind: Kind::MergeNew,
        new_code: format!("KV{}", index / 3),
        new_name: format!("Khu vực {}", index / 3),
        new_parent: String::new(),
    };
    (0..DEPARTMENTS).map(line).collect()
}

fn certificate(number: i64) -> CertificateRecord {
    let units = 1 + DEPARTMENTS + OFFICES;
    CertificateRecord {
        id: Id(number + 1),
        issuer: "CA mẫu".into(),
        serial: Serial::from_hex(format!("{:X}", 0x5A00_0000_0000 + number).as_bytes()).expect("a serial"),
        digest: None,
        kind: if number < units { HolderKind::Organisation } else { HolderKind::Person },
        holder: "Lê Thị Mẫu".into(),
        person: None,
        unit: Id(1 + number % units),
        position: if number % 20 == 0 { "Phó Chi cục trưởng".into() } else { "Chuyên viên".into() },
        email: String::new(),
        valid_from: Day::parse(b"01/01/2022").expect("a day"),
        valid_to: Day::parse(b"01/04/2025").expect("a day").plus((number % 900) as i32),
        standing: Standing::InUse,
        renewals: Renewals(Some((number % 2) as u8)),
        device: None,
        predecessor: None,
        found: Found::default(),
        open_findings: 0,
    }
}
