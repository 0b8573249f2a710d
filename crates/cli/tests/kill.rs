//! The service is killed (`kill -9`) at random moments of imports and edits, 25 times on each database. Nothing that was
//! acknowledged is lost, nothing is applied twice, the audit verifies, and how long it takes to be ready again is printed.
//! So it is in the great acts of a campaign: each is whole or absent.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
// A client needs a socket and a clock; the moments of the kills come from a seed.
#![allow(clippy::disallowed_methods)]

#[path = "kill/campaign.rs"]
mod campaign;
#[path = "kill/journal.rs"]
mod journal;
#[path = "kill/service.rs"]
mod service;

use antin_testkit::office::dice::Dice;
use antin_testkit::postgres;
use journal::Journal;
use service::Service;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// So often the service is killed.
const KILLS: usize = 25;

#[test]
fn nothing_acknowledged_is_lost_when_killed_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    killed(folder.path(), None, 1, 3);
}

#[test]
fn nothing_acknowledged_is_lost_when_killed_on_postgresql() {
    let folder = tempfile::tempdir().unwrap();
    let server = postgres::empty_database().unwrap();
    // A job under way when its server falls waits for its lease there: kills that follow quickly let few lists end.
    killed(folder.path(), Some(&server.url), 2, 1);
}

#[test]
fn great_acts_of_a_campaign_are_whole_or_absent_when_killed_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    println!("{} of 3 acts were whole although the service was killed", campaign::killed(folder.path(), None, 3));
}

#[test]
fn great_acts_of_a_campaign_are_whole_or_absent_when_killed_on_postgresql() {
    let folder = tempfile::tempdir().unwrap();
    let server = postgres::empty_database().unwrap();
    let whole = campaign::killed(folder.path(), Some(&server.url), 4);
    println!("{whole} of 3 acts were whole although the service was killed");
}

/// `least`: so many lists have to be applied, or the run shows nothing.
fn killed(folder: &Path, database: Option<&str>, seed: u64, least: usize) {
    let mut dice = Dice::new(seed);
    let journal = Arc::new(Journal::default());
    let mut slowest = Duration::ZERO;
    for kill in 0..KILLS {
        let service = Service::start(folder, database);
        // The first start fills the demonstration; the others are what a person waits for after a fall.
        slowest = if kill == 0 { slowest } else { slowest.max(service.ready) };
        let over = Arc::new(AtomicBool::new(false));
        let work: Vec<_> = [journal::import_lists as fn(&Journal, &str, &AtomicBool), journal::add_accounts]
            .into_iter()
            .map(|work| {
                let (journal, address, over) = (Arc::clone(&journal), service.address.clone(), Arc::clone(&over));
                std::thread::spawn(move || work(&journal, &address, &over))
            })
            .collect();
        std::thread::sleep(Duration::from_millis(200 + dice.below(1_800) as u64));
        service.kill();
        over.store(true, Ordering::Release);
        // A thread that panicked has found something lost.
        work.into_iter().for_each(|thread| thread.join().unwrap());
    }
    let service = Service::start(folder, database);
    slowest = slowest.max(service.ready);
    journal.settle(&service.address);
    let (status, told) = service.stop_and_verify(folder, database);
    assert_eq!(status, Some(0), "{told}");
    let (lists, accounts) = journal.check(folder, database);
    assert!(lists >= least && accounts >= 10, "{lists} lists, {accounts} accounts");
    println!("{KILLS} kills, {lists} lists applied, {accounts} accounts added, none lost, none twice; {told}");
    println!("ready again after at most {:.2} s (bar 5 s)", slowest.as_secs_f64());
}
