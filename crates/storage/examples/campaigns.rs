//! How long a campaign takes at 120,000 cases in 700 units: opening, the board, lists, 10,000 decisions at once.
//!
//! `cargo run --release -p antin-storage --example campaigns -- FILE|postgres://…` on an empty database.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::disallowed_methods)]

use antin_domain::action::Action;
use antin_domain::campaign::CampaignState;
use antin_domain::campaign::bulk as thresholds;
use antin_domain::campaign::case::CaseState;
use antin_domain::campaign::deadline::Reading;
use antin_domain::campaign::report::{Compared, ReportState};
use antin_domain::certificate::record::{CertificateRecord, Found};
use antin_domain::certificate::{HolderKind, Renewals, Standing};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::moment::Moment;
use antin_domain::permission::Reach;
use antin_domain::serial::Serial;
use antin_domain::unit::dated::{DatedName, DatedUnit};
use antin_storage::audit::NewEvent;
use antin_storage::campaigns::bulk::{self, Bulk, BulkVerb};
use antin_storage::campaigns::cases::{self, NewCase};
use antin_storage::campaigns::list::{self, Filter};
use antin_storage::campaigns::units::{self as places, CampaignUnit};
use antin_storage::campaigns::{self, Campaign};
use antin_storage::reviews::{self, Case, Run};
use antin_storage::{Change, Db, Place, certificates, migrate, units};
use serde_json::Value;
use std::time::{Duration, Instant};

/// Cases of the campaign.
const CASES: i64 = 120_000;
/// Provinces, and offices below each.
const PROVINCES: i64 = 63;
const OFFICES: i64 = 10;
/// The top.
const TOP: i64 = 1;
const NOW: Moment = Moment(1_718_330_400_000_000);

#[tokio::main]
async fn main() {
    let place = std::env::args().nth(1).expect("FILE or postgres://…");
    let db = Db::open(&Place::parse(&place).unwrap()).await.unwrap();
    migrate::run(&db).await.unwrap();
    let begun = Instant::now();
    registry(&db).await;
    println!(
        "{CASES} certificates in {} units: {:.1?} (not part of the campaign)",
        1 + PROVINCES * (1 + OFFICES),
        begun.elapsed()
    );
    tell("opening every case, review and findings included", Some(Duration::from_secs(30)), open(&db).await);
    db.analyze().await.unwrap();
    board(&db).await;
    lists(&db).await;
    tell("10,000 decisions at once", Some(Duration::from_secs(5)), decide(&db, 10_000).await);
    board(&db).await;
}

fn tell(what: &str, bar: Option<Duration>, took: Duration) {
    match bar {
        Some(bar) => println!("{what}: {took:.2?} (bar {bar:.0?}) {}", if took <= bar { "kept" } else { "MISSED" }),
        None => println!("{what}: {took:.2?}"),
    }
}

fn event(action: &'static str) -> NewEvent<'static> {
    NewEvent { at: NOW, actor: "1", action, object_kind: "example", object_id: "1", detail: &Value::Null }
}

/// Every unit with the one above it: the top, provinces from 100, offices from 1000.
fn tree() -> Vec<(i64, Option<i64>, i16)> {
    let mut tree = vec![(TOP, None, 0)];
    for province in 0..PROVINCES {
        tree.push((100 + province, Some(TOP), 1));
    }
    for office in 0..PROVINCES * OFFICES {
        tree.push((1_000 + office, Some(100 + office / OFFICES), 2));
    }
    tree
}

fn office(number: i64) -> i64 {
    1_000 + number % (PROVINCES * OFFICES)
}

async fn registry(db: &Db) {
    let mut change = db.change().await.unwrap();
    let unit = |(id, parent, _): (i64, Option<i64>, i16)| DatedUnit {
        id: Id(id),
        code: format!("U{id}"),
        names: vec![DatedName { name: format!("Đơn vị {id}"), from: Day::UNKNOWN, to: Day::UNKNOWN }],
        parent: parent.map(Id),
        successors: Vec::new(),
    };
    units::insert_many(&mut change, &tree().into_iter().map(unit).collect::<Vec<_>>(), NOW).await.unwrap();
    let certificate = |number: i64| CertificateRecord {
        id: Id(number),
        issuer: "CA mẫu".into(),
        serial: Serial::from_hex(format!("{:X}", 0x5A00_0000_0000 + number).as_bytes()).unwrap(),
        digest: None,
        kind: HolderKind::Person,
        holder: format!("Người Mẫu {number}"),
        person: None,
        unit: Id(office(number)),
        position: "Chuyên viên".into(),
        email: format!("mau{number}@example.vn"),
        valid_from: Day::of_number(Some(19_000)),
        valid_to: Day::of_number(Some(20_000)),
        standing: Standing::InUse,
        renewals: Renewals(Some(0)),
        device: None,
        predecessor: None,
        found: Found { ca: true, registry: true, roster: false },
        open_findings: 0,
    };
    let all: Vec<CertificateRecord> = (1..=CASES).map(certificate).collect();
    certificates::insert_many(&mut change, &all, NOW).await.unwrap();
    change.commit(&event("registry")).await.unwrap();
}

/// Three of five have nothing to do, as in the made-up office; the others spread over the actions.
fn action(number: i64) -> Action {
    if number % 5 < 3 { Action::None } else { Action::ALL[(number / 5 % 8) as usize] }
}

async fn open(db: &Db) -> Duration {
    let begun = Instant::now();
    let mut change = db.change().await.unwrap();
    let run = Run {
        id: Id(1),
        unit: None,
        as_of: Day::of_number(Some(19_888)),
        policy: "vn-tax-2018 1".into(),
        snapshot: vec![1; 32],
        summary: "{}".into(),
        started: NOW,
        started_by: None,
    };
    reviews::begin(&mut change, &run).await.unwrap();
    // As much text as the three lists side by side and the reasons of a real case.
    let detail = format!("{{\"sides\":\"{}\"}}", "x".repeat(1_800));
    let case = |number: i64| Case {
        number,
        certificate: Some(Id(number)),
        unit: Some(Id(office(number))),
        holder: format!("Người Mẫu {number}"),
        action: action(number).name().into(),
        due: Day::of_number(Some(20_000)),
        detail: detail.clone(),
        findings: if action(number) == Action::None { vec![] } else { vec!["expired".into()] },
    };
    for first in (1..=CASES).step_by(10_000) {
        let portion: Vec<Case> = (first..first + 10_000).map(case).collect();
        reviews::add_cases(&mut change, Id(1), &portion).await.unwrap();
    }
    reviews::count_open(&mut change, &[Id(1)]).await.unwrap();
    campaign(&mut change).await;
    let opened = |number: i64| NewCase {
        number,
        unit: Id(office(number)),
        office: Id(office(number)),
        certificate: Some(Id(number)),
        proposed: action(number),
        finding: if action(number) == Action::None { String::new() } else { "expired".into() },
        compared: Compared::Matched,
        is_only: false,
    };
    cases::open_many(&mut change, Id(5), &(1..=CASES).map(opened).collect::<Vec<_>>()).await.unwrap();
    change.commit(&event("launch")).await.unwrap();
    begun.elapsed()
}

async fn campaign(change: &mut Change) {
    let campaign = Campaign {
        id: Id(5),
        letter: "2547/TCT-CNTT".into(),
        letter_on: Day::of_number(Some(19_888)),
        subject: "Rà soát".into(),
        body: String::new(),
        contact: String::new(),
        scope: vec![Id(TOP)],
        levels: vec![Day::of_number(Some(19_904))],
        reading: Reading::Strict,
        state: CampaignState::Draft,
        rehearsal: None,
        run: None,
        created: NOW,
        created_by: Id(7),
        launched: None,
        version: 1,
    };
    campaigns::insert(change, &campaign).await.unwrap();
    let running = Campaign { state: CampaignState::Running, run: Some(Id(1)), ..campaign };
    campaigns::update(change, &running, 1).await.unwrap();
    let unit = |(unit, above, depth): (i64, Option<i64>, i16)| CampaignUnit {
        unit: Id(unit),
        above: above.map(Id),
        depth,
        before: Day::of_number(Some(19_904)),
        report_state: ReportState::Writing,
        report: None,
        reminded: Day::UNKNOWN,
        version: 1,
    };
    places::insert_many(change, Id(5), &tree().into_iter().map(unit).collect::<Vec<_>>()).await.unwrap();
}

fn everything() -> Reach {
    Reach { everything: true, ..Reach::default() }
}

/// What the board of the centre asks for, ten times.
async fn board(db: &Db) {
    let mut worst = Duration::ZERO;
    for _ in 0..10 {
        let begun = Instant::now();
        let mut connection = db.read().await.unwrap();
        let all = places::all(&mut connection, Id(5)).await.unwrap();
        let counts = list::by_office(&mut connection, Id(5)).await.unwrap();
        assert!(all.len() > 600 && counts.iter().map(|(.., number)| number).sum::<i64>() == CASES);
        worst = worst.max(begun.elapsed());
    }
    tell("board of the centre, worst of ten", Some(Duration::from_millis(300)), worst);
}

async fn lists(db: &Db) {
    let mut connection = db.read().await.unwrap();
    let unit = |unit: i64| Filter { reach: everything(), unit: Some(Id(unit)), ..Filter::default() };
    let open = Filter { state: Some(CaseState::Open), ..unit(TOP) };
    for (what, filter) in [("everything", open), ("a province", unit(100)), ("an office", unit(1_000))] {
        let begun = Instant::now();
        let page = list::page(&mut connection, Id(5), &filter, None, 50).await.unwrap();
        let paged = begun.elapsed();
        let total = list::count(&mut connection, Id(5), &filter).await.unwrap();
        let counted = begun.elapsed();
        let groups = list::groups(&mut connection, Id(5), &filter).await.unwrap();
        let (rows, took) = (page.items.len(), begun.elapsed());
        println!(
            "{what}: {rows} of {total} cases: page {paged:.1?}, count {:.1?}, {} groups {:.1?}",
            counted - paged,
            groups.len(),
            took - counted
        );
    }
    let begun = Instant::now();
    let totals = list::totals(&mut connection, Id(5), None).await.unwrap();
    assert!(totals.values().all(|totals| totals.adds_up()));
    tell("numbers for the reports of every unit", None, begun.elapsed());
}

async fn decide(db: &Db, wanted: usize) -> Duration {
    let begun = Instant::now();
    let mut change = db.change().await.unwrap();
    let mut filter = Filter { reach: everything(), proposed: Some(Action::Renew), ..Filter::default() };
    let mut bulk = Bulk { filter: filter.clone(), verb: BulkVerb::Accept, by: Id(7), shut: Vec::new() };
    let found = bulk::numbers(&mut change, Id(5), &bulk).await.unwrap().len();
    if found < wanted {
        // One action has too few of them: the finding takes all.
        filter = Filter { reach: everything(), finding: Some("expired".into()), ..Filter::default() };
        bulk = Bulk { filter, ..bulk };
        let some: Vec<Id> = (0..PROVINCES * OFFICES).skip(180).map(|office| Id(1_000 + office)).collect();
        bulk.shut = some;
    }
    let numbers = bulk::numbers(&mut change, Id(5), &bulk).await.unwrap();
    let count = numbers.len() as i64;
    let sample: Vec<i64> =
        (0..).zip(&numbers).filter(|(place, _)| thresholds::comes_back(*place, count)).map(|(_, n)| *n).collect();
    bulk::what_if(&mut change, Id(5), &bulk).await.unwrap();
    let taken = bulk::take(&mut change, Id(5), &bulk, &sample, NOW).await.unwrap();
    change.commit(&event("bulk")).await.unwrap();
    println!("{taken} cases decided, {} of them come back", sample.len());
    begun.elapsed()
}
