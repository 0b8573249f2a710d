//! How long a reorganisation takes at 120,000 certificates in 694 units: the rehearsal, a page of needs with its numbers,
//! applying, the requests of one wave.
//!
//! `cargo run --release -p antin-app --example reorganisations -- FILE|postgres://…` on an empty database.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::disallowed_methods)]

use antin_app::reorganisations::{self as app, NeedQuery, ReorganisationInput};
use antin_app::sign_in::{self, Origin};
use antin_app::work::settle;
use antin_app::{Context, Visitor, accounts, demo};
use antin_domain::certificate::record::{CertificateRecord, Found};
use antin_domain::certificate::{HolderKind, Renewals, Standing};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::reorganisation::effects::NeedKind;
use antin_domain::reorganisation::line::{Kind, Line};
use antin_domain::role::Role;
use antin_domain::serial::Serial;
use antin_domain::unit::dated::{DatedName, DatedUnit};
use antin_storage::audit::NewEvent;
use antin_storage::{Db, Place, certificates, migrate, units};
use std::sync::Arc;
use std::time::Instant;

const CERTIFICATES: i64 = 120_000;
const DEPARTMENTS: i64 = 63;
const OFFICES: i64 = 630;

#[tokio::main]
async fn main() {
    let place = std::env::args().nth(1).expect("FILE or postgres://…");
    let db = Db::open(&Place::parse(&place).unwrap()).await.unwrap();
    migrate::run(&db).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let day = Day::parse(b"01/03/2025").unwrap();
    let context = Arc::new(Context::new(db, folder.path().into(), Some(day)));
    fill(&context).await;
    let leader = leader(&context).await;
    let id = app::create(&context, &leader, &input(day)).await.unwrap();
    let begun = Instant::now();
    app::rehearse(&context, &leader, id).await.unwrap();
    settle(&context).await.unwrap();
    println!("rehearsal: {:.2?}", begun.elapsed());
    let begun = Instant::now();
    let counts = app::counts(&context, &leader, id, None).await.unwrap();
    println!("numbers by unit and by wave: {:.2?}", begun.elapsed());
    let needs: i64 = counts.units.iter().map(|(.., count)| count).sum();
    let waves = counts.waves.iter().map(|(wave, ..)| wave).max().unwrap();
    println!("{needs} needs, {waves} waves");
    let query = NeedQuery { kind: Some(NeedKind::ChangeInfo), ..NeedQuery::default() };
    let begun = Instant::now();
    app::needs_of(&context, &leader, id, &query, None, 50).await.unwrap();
    println!("a page of needs with its count: {:.2?}", begun.elapsed());
    let begun = Instant::now();
    app::apply(&context, &leader, id).await.unwrap();
    settle(&context).await.unwrap();
    println!("applying: {:.2?}", begun.elapsed());
    let begun = Instant::now();
    app::draft_wave(&context, &leader, id, 1).await.unwrap();
    settle(&context).await.unwrap();
    println!("the requests of a wave of 2,500: {:.2?}", begun.elapsed());
    let one = app::get(&context, &leader, id).await.unwrap();
    let work = app::rehearsal(&context, &one).await.unwrap().work.unwrap();
    println!("it stands as {}, trouble: {:?}", one.state.name(), work.trouble);
}

/// Three departments each go into a new one: something changes for every unit but the centre.
fn input(day: Day) -> ReorganisationInput {
    let line = |index: i64| Line {
        row: index as u32 + 1,
        code: format!("U{}", 2 + index),
        kind: Kind::MergeNew,
        new_code: format!("KV{}", index / 3),
        new_name: format!("Khu vực {}", index / 3),
        new_parent: String::new(),
    };
    ReorganisationInput {
        title: "Sắp xếp".into(),
        decision: "381/QĐ-BTC".into(),
        day,
        per_day: 500,
        wave_days: 5,
        lines: (0..DEPARTMENTS).map(line).collect(),
    }
}

async fn fill(context: &Context) {
    let unit = |id: i64| DatedUnit {
        id: Id(id),
        code: format!("U{id}"),
        names: vec![DatedName { name: format!("Đơn vị {id}"), from: Day::UNKNOWN, to: Day::UNKNOWN }],
        parent: match id {
            1 => None,
            id if id <= 1 + DEPARTMENTS => Some(Id(1)),
            id => Some(Id(2 + id % DEPARTMENTS)),
        },
        successors: vec![],
    };
    let all = 1 + DEPARTMENTS + OFFICES;
    let certificate = |number: i64| CertificateRecord {
        id: Id(number + 1),
        issuer: "CA mẫu".into(),
        serial: Serial::from_hex(format!("{:X}", 0x5A00_0000_0000 + number).as_bytes()).unwrap(),
        digest: None,
        kind: if number < all { HolderKind::Organisation } else { HolderKind::Person },
        holder: format!("Người Mẫu {number}"),
        person: None,
        unit: Id(1 + number % all),
        position: if number % 20 == 0 { "Phó Chi cục trưởng".into() } else { "Chuyên viên".into() },
        email: format!("mau{number}@example.vn"),
        valid_from: Day::parse(b"01/01/2022").unwrap(),
        valid_to: Day::parse(b"01/04/2025").unwrap().plus((number % 900) as i32),
        standing: Standing::InUse,
        renewals: Renewals(Some((number % 2) as u8)),
        device: None,
        predecessor: None,
        found: Found { ca: true, registry: true, roster: false },
        open_findings: 0,
    };
    let now = context.now();
    let mut change = context.db.change().await.unwrap();
    units::insert_many(&mut change, &(1..=all).map(unit).collect::<Vec<_>>(), now).await.unwrap();
    let records: Vec<CertificateRecord> = (0..CERTIFICATES).map(certificate).collect();
    certificates::insert_many(&mut change, &records, now).await.unwrap();
    let detail = serde_json::json!({});
    let (action, object_kind, object_id) = ("registry", "example", "1");
    change.commit(&NewEvent { at: now, actor: "1", action, object_kind, object_id, detail: &detail }).await.unwrap();
    context.db.analyze().await.unwrap();
}

/// A coordinator for everything.
async fn leader(context: &Context) -> Visitor {
    let input = |login: &str| accounts::AccountInput {
        login: login.into(),
        name: "Thử".into(),
        password: demo::PASSWORD.into(),
        ..accounts::AccountInput::default()
    };
    let link = accounts::first_link(context).await.unwrap().unwrap();
    let token = accounts::first(context, &link, &input("quan-tri"), "", &Origin::default()).await.unwrap();
    let keeper = sign_in::visitor(context, &token).await.unwrap().unwrap();
    let from = Day::parse(b"01/01/2024").unwrap();
    let grant = accounts::GrantInput { role: Role::Coordinator, unit: Id(1), from, to: Day::UNKNOWN };
    accounts::add(context, &keeper, &input("dau-moi"), &grant).await.unwrap();
    let token = demo::enter(context, "dau-moi").await.unwrap();
    sign_in::visitor(context, &token).await.unwrap().unwrap()
}
