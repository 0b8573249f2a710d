//! Units, people, certificates and events that never were.

use antin_domain::certificate::record::{CertificateRecord, Found};
use antin_domain::certificate::{Employment, HolderKind, Renewals, Standing};
use antin_domain::day::{Birthday, Day};
use antin_domain::id::Id;
use antin_domain::moment::Moment;
use antin_domain::permission::Reach;
use antin_domain::person::{Person, Position};
use antin_domain::serial::Serial;
use antin_domain::unit::dated::{DatedName, DatedUnit};
use antin_storage::audit::NewEvent;
use antin_storage::{Change, units};
use serde_json::Value;

/// 14 June 2024, nine o'clock in Hanoi.
pub const NOW: Moment = Moment(1_718_330_400_000_000);

/// What an asker sees who sees everything.
pub fn everything() -> Reach {
    Reach { everything: true, ..Reach::default() }
}

/// The event of a test.
pub fn event(action: &'static str) -> NewEvent<'static> {
    NewEvent { at: NOW, actor: "1", action, object_kind: "test", object_id: "1", detail: &Value::Null }
}

pub fn day(text: &str) -> Day {
    Day::parse(text.as_bytes()).unwrap_or_default()
}

pub fn unit(id: i64, name: &str, parent: Option<i64>) -> DatedUnit {
    let names = vec![DatedName { name: name.into(), from: day("01/01/2010"), to: Day::UNKNOWN }];
    DatedUnit { id: Id(id), code: format!("U{id}"), names, parent: parent.map(Id), successors: vec![] }
}

/// Centre 1, provinces 10 and 20, offices 11 and 12 below the first.
pub async fn small_tree(change: &mut Change) {
    let tree = [
        unit(1, "Tổng cục Thuế", None),
        unit(10, "Cục Thuế tỉnh Mẫu", Some(1)),
        unit(11, "Chi cục Thuế Đông", Some(10)),
        unit(12, "Chi cục Thuế Tây", Some(10)),
        unit(20, "Cục Thuế tỉnh Khác", Some(1)),
    ];
    units::insert_many(change, &tree, NOW).await.unwrap();
}

pub fn person(id: i64, name: &str, unit: i64) -> Person {
    Person {
        id: Id(id),
        code: format!("CC{id}"),
        name: name.into(),
        birthday: Birthday::Year(1980),
        id_number: format!("{:012}", 79_080_000_000 + id),
        email: format!("mau{id}@example.vn"),
        employment: Employment::Active,
        employment_from: Day::UNKNOWN,
        positions: vec![Position {
            unit: Id(unit),
            title: "Chuyên viên".into(),
            from: day("01/01/2015"),
            to: Day::UNKNOWN,
        }],
    }
}

pub fn certificate(id: i64, holder: &str, unit: i64) -> CertificateRecord {
    CertificateRecord {
        id: Id(id),
        issuer: "CA mẫu G1".into(),
        serial: Serial::from_hex(format!("{:X}", 0x5A00_0000_0000 + id).as_bytes()).unwrap(),
        digest: None,
        kind: HolderKind::Person,
        holder: holder.into(),
        person: None,
        unit: Id(unit),
        position: "Chuyên viên".into(),
        email: format!("mau{id}@example.vn"),
        valid_from: day("01/01/2022"),
        valid_to: day("31/12/2026"),
        standing: Standing::InUse,
        renewals: Renewals(None),
        device: None,
        predecessor: None,
        found: Found { ca: true, registry: true, roster: true },
        open_findings: 0,
    }
}
