//! The two reorganisations of 2025, one after the other, over a made-up tree of 63 departments and 350 offices with three
//! certificates each: what each of them needs, on both databases.

use crate::browser::{Fresh, postgres, sqlite};
use antin_app::reorganisations::{self as app, ReorganisationInput, Stage};
use antin_app::sign_in::{self, Origin};
use antin_app::work::settle;
use antin_app::{Context, Visitor, accounts, demo};
use antin_domain::certificate::record::{CertificateRecord, Found};
use antin_domain::certificate::{HolderKind, Renewals, Standing};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::reorganisation::effects::NeedKind;
use antin_domain::role::Role;
use antin_domain::serial::Serial;
use antin_domain::unit::dated::{DatedName, DatedUnit};
use antin_storage::audit::NewEvent;
use antin_storage::{certificates, reorganisations, units};
use std::collections::BTreeMap;
use std::sync::Arc;

const UNITS: &str = include_str!("../../../../reorganisations/2025-02-units.csv");
const REGIONS: &[u8] = include_bytes!("../../../../reorganisations/2025-03-01-regions.csv");
const PROVINCES: &[u8] = include_bytes!("../../../../reorganisations/2025-07-01-provinces.csv");

#[tokio::test(flavor = "multi_thread")]
async fn both_reorganisations_of_2025_go_one_after_the_other_on_sqlite() {
    both(&sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn both_reorganisations_of_2025_go_one_after_the_other_on_postgresql() {
    both(&postgres().await).await;
}

fn day(text: &str) -> Day {
    Day::parse(text.as_bytes()).unwrap()
}

async fn both(fresh: &Fresh) {
    fill(fresh).await;
    let leader = leader(fresh).await;
    // 63 bodies: 20 go on, 43 are revoked; everybody else only changes a name: two in each department, three in each
    // office, three at the centre.
    let first = at(fresh, "01/03/2025");
    let (id, counts) = rehearsed(&first, &leader, REGIONS).await;
    assert_eq!(counts, BTreeMap::from([(NeedKind::ChangeInfo, 20 + 2 * 63 + 3 * 350 + 3), (NeedKind::Revoke, 43)]));
    apply(&first, &leader, id).await;
    assert_eq!(living(&first).await, (1 + 20 + 350, 63));
    draft(&first, &leader, id).await;
    // The region of Hồ Chí Minh goes on as one: its body and its two people. The other 19 are split: 62 bodies are revoked
    // after 33 provinces asked for their own, and nobody knows where 124 people go. Offices get their new names.
    let second = at(fresh, "01/07/2025");
    let (id, counts) = rehearsed(&second, &leader, PROVINCES).await;
    let expected = [
        (NeedKind::ChangeInfo, 1 + 2 + 3 * 350),
        (NeedKind::Issue, 33),
        (NeedKind::Revoke, 62),
        (NeedKind::Decide, 2 * 62),
    ];
    assert_eq!(counts, BTreeMap::from(expected));
    apply(&second, &leader, id).await;
    assert_eq!(living(&second).await, (1 + 34 + 350, 63 + 20));
    draft(&second, &leader, id).await;
}

/// The service on another day.
fn at(fresh: &Fresh, text: &str) -> Arc<Context> {
    Arc::new(Context::new(fresh.context.db.clone(), fresh.context.data.clone(), Some(day(text))))
}

/// The units before, each with a certificate of the body, of its head, of somebody who works there.
async fn fill(fresh: &Fresh) {
    let rows: Vec<Vec<&str>> = UNITS.lines().map(|line| line.split(',').collect()).collect();
    let rows: Vec<_> = rows.into_iter().filter(|row| row[0].chars().all(|c| c.is_ascii_digit())).collect();
    let ids: BTreeMap<&str, Id> = (1..).zip(&rows).map(|(id, row)| (row[0], Id(id))).collect();
    let unit = |row: &Vec<&str>| DatedUnit {
        id: ids[row[0]],
        code: row[0].to_owned(),
        names: vec![DatedName { name: row[1].to_owned(), from: day(row[2]), to: Day::UNKNOWN }],
        parent: ids.get(row[4]).copied(),
        successors: vec![],
    };
    let all: Vec<DatedUnit> = rows.iter().map(unit).collect();
    let kinds = [
        (HolderKind::Organisation, ""),
        (HolderKind::Person, "Phó Chi cục trưởng"),
        (HolderKind::Person, "Chuyên viên"),
    ];
    let mut held = Vec::new();
    for unit in &all {
        for (kind, position) in kinds {
            let number = 1_000 + held.len() as i64;
            held.push(certificate(number, unit.id, kind, position));
        }
    }
    let now = fresh.context.now();
    let mut change = fresh.context.db.change().await.unwrap();
    units::insert_many(&mut change, &all, now).await.unwrap();
    certificates::insert_many(&mut change, &held, now).await.unwrap();
    let detail = serde_json::json!({});
    let event = NewEvent { at: now, actor: "1", action: "test", object_kind: "test", object_id: "1", detail: &detail };
    change.commit(&event).await.unwrap();
}

fn certificate(number: i64, unit: Id, kind: HolderKind, position: &str) -> CertificateRecord {
    CertificateRecord {
        id: Id(number),
        issuer: "CA mẫu G1".into(),
        serial: Serial::from_hex(format!("{:X}", 0x5A00_0000_0000 + number).as_bytes()).unwrap(),
        digest: None,
        kind,
        holder: if kind == HolderKind::Organisation { "Cơ quan mẫu".into() } else { "Lê Thị Mẫu".into() },
        person: None,
        unit,
        position: position.into(),
        email: format!("mau{number}@example.vn"),
        valid_from: day("01/01/2023"),
        valid_to: day("31/12/2026").plus((number % 90) as i32),
        standing: Standing::InUse,
        renewals: Renewals(Some(0)),
        device: None,
        predecessor: None,
        found: Found { ca: true, registry: true, roster: true },
        open_findings: 0,
    }
}

/// A coordinator for everything.
async fn leader(fresh: &Fresh) -> Visitor {
    let context = &fresh.context;
    let input = |login: &str| accounts::AccountInput {
        login: login.into(),
        name: "Thử".into(),
        password: demo::PASSWORD.into(),
        ..accounts::AccountInput::default()
    };
    let link = accounts::first_link(context).await.unwrap().unwrap();
    let token = accounts::first(context, &link, &input("quan-tri"), "", &Origin::default()).await.unwrap();
    let keeper = sign_in::visitor(context, &token).await.unwrap().unwrap();
    let grant =
        accounts::GrantInput { role: Role::Coordinator, unit: Id(1), from: day("01/01/2024"), to: Day::UNKNOWN };
    accounts::add(context, &keeper, &input("dau-moi"), &grant).await.unwrap();
    let token = demo::enter(context, "dau-moi").await.unwrap();
    sign_in::visitor(context, &token).await.unwrap().unwrap()
}

/// Written from a table and rehearsed: its number, and needs by kind.
async fn rehearsed(context: &Arc<Context>, leader: &Visitor, table: &[u8]) -> (Id, BTreeMap<NeedKind, i64>) {
    let lines = app::read(context, leader, table.to_vec()).await.unwrap();
    let input = ReorganisationInput {
        title: "Sắp xếp".into(),
        decision: "381/QĐ-BTC".into(),
        day: context.today(),
        per_day: 100,
        wave_days: 2,
        lines,
    };
    let id = app::create(context, leader, &input).await.unwrap();
    app::rehearse(context, leader, id).await.unwrap();
    settle(context).await.unwrap();
    let mut counts = BTreeMap::new();
    for (_, kind, count) in app::counts(context, leader, id, None).await.unwrap().units {
        *counts.entry(kind).or_default() += count;
    }
    (id, counts)
}

async fn apply(context: &Arc<Context>, leader: &Visitor, id: Id) {
    app::apply(context, leader, id).await.unwrap();
    settle(context).await.unwrap();
    let one = app::get(context, leader, id).await.unwrap();
    let work = app::rehearsal(context, &one).await.unwrap().work.unwrap();
    assert_eq!(one.state.name(), "applied", "{work:?}");
}

/// Units that go on, and units that ended.
async fn living(context: &Context) -> (usize, usize) {
    let all = units::all(&mut context.db.read().await.unwrap()).await.unwrap();
    let ended = all.iter().filter(|unit| unit.ended().is_some()).count();
    (all.len() - ended, ended)
}

/// Drafts the first wave: each need of it has its request, or says why there is none.
async fn draft(context: &Arc<Context>, leader: &Visitor, id: Id) {
    app::draft_wave(context, leader, id, 1).await.unwrap();
    settle(context).await.unwrap();
    let of = async |stage: Option<Stage>| -> i64 {
        let counts = app::counts(context, leader, id, stage).await.unwrap();
        counts.waves.iter().filter(|(wave, ..)| *wave == 1).map(|(.., count)| count).sum()
    };
    let (all, drafted) = (of(None).await, of(Some(Stage::Drafted)).await);
    let (open, stopped) = (of(Some(Stage::Open)).await, of(Some(Stage::Stopped)).await);
    assert_eq!((all, open, drafted + stopped), (200, 0, 200), "a wave is two days of a hundred");
    assert!(drafted > 0, "{stopped} stopped");
    let one = reorganisations::get(&mut context.db.read().await.unwrap(), id).await.unwrap();
    assert!(app::rehearsal(context, &one).await.unwrap().work.unwrap().trouble.is_none());
    println!("{drafted} drafted, {stopped} stopped");
}
