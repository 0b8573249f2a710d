//! Kinds of requests, many clients that make them, and what came of it.

use crate::Outcome;
use crate::client::Client;
use std::time::{Duration, Instant};

/// A kind of request: name, bar in milliseconds, addresses in turns; `{}` is a number that differs.
#[derive(Clone, Copy)]
pub struct Kind {
    name: &'static str,
    bar: f64,
    paths: &'static [&'static str],
}

impl Kind {
    pub const ALL: &[Kind] = &[
        Kind { name: "home", bar: 300.0, paths: &["/"] },
        Kind { name: "certificates, first page", bar: 100.0, paths: &["/certificates"] },
        Kind { name: "certificates of a unit", bar: 100.0, paths: &["/certificates?unit={}"] },
        Kind {
            name: "filters",
            bar: 200.0,
            paths: &[
                "/certificates?state=in-force&by=end",
                "/certificates?state=revoked",
                "/certificates?within=60",
                "/certificates?found=ca-only",
                "/certificates?finding=yes",
                "/certificates?state=in-force&found=not-on-roster&unit={}",
                "/certificates?kind=device",
                "/certificates?month=2025-03&by=end",
            ],
        },
        Kind {
            name: "search: one common word",
            bar: 200.0,
            paths: &["/certificates?q=nguyen", "/certificates?q=tran", "/certificates?q=le", "/certificates?q=ngu"],
        },
        Kind {
            name: "search: names",
            bar: 200.0,
            paths: &[
                "/certificates?q=nguyen+tuyet",
                "/certificates?q=tran+lan",
                "/certificates?q=nguyen+van+hung",
                "/certificates?q=tran+thi+thu+lan",
                "/certificates?q=le+duc+anh",
                "/certificates?q=dang+hoai+chau",
                "/certificates?q=nguyen+thi+t",
                "/certificates?q=nguyen+lan&unit={}",
            ],
        },
        Kind {
            name: "search: account, nobody",
            bar: 200.0,
            paths: &["/certificates?q=mau77{}", "/certificates?q=nguyen+xyz", "/certificates?q=xyz"],
        },
        Kind { name: "one certificate", bar: 200.0, paths: &["/certificates/109999{}"] },
        Kind { name: "people, first page", bar: 100.0, paths: &["/people"] },
        Kind { name: "people: names", bar: 200.0, paths: &["/people?q=nguyen+van+hung", "/people?q=le+anh"] },
        Kind { name: "units", bar: 200.0, paths: &["/units"] },
        Kind { name: "expiry", bar: 300.0, paths: &["/expiry"] },
    ];

    fn path(&self, turn: usize) -> String {
        // Units of provinces are 2 to 64; two digits make a number of a certificate or account.
        self.paths[turn % self.paths.len()].replace("{}", &(10 + turn * 7 % 54).to_string())
    }
}

/// What came of it: milliseconds, sorted, and how many answers were no page.
pub struct Measured {
    times: Vec<f64>,
    errors: usize,
    bar: f64,
    name: &'static str,
}

/// Lets so many clients make requests of a kind, each as fast as it is answered.
pub async fn drive(address: &str, token: &str, kind: Kind, clients: usize, time: Duration) -> Outcome<Measured> {
    let begun = Instant::now();
    let mut tasks = Vec::new();
    for number in 0..clients {
        let (address, token) = (address.to_owned(), token.to_owned());
        tasks.push(tokio::spawn(async move {
            let (mut times, mut errors, mut turn) = (Vec::new(), 0, number * 3);
            let mut client = Client::open(&address, &token).await?;
            while begun.elapsed() < time {
                let asked = Instant::now();
                let answer = client.get(&kind.path(turn)).await?;
                times.push(asked.elapsed().as_secs_f64() * 1000.0);
                errors += usize::from(answer.status != 200);
                turn += 1;
            }
            Outcome::Ok((times, errors))
        }));
    }
    let mut measured = Measured { times: Vec::new(), errors: 0, bar: kind.bar, name: kind.name };
    for task in tasks {
        let (times, errors) = task.await??;
        measured.times.extend(times);
        measured.errors += errors;
    }
    measured.times.sort_by(f64::total_cmp);
    Ok(measured)
}

/// Prints a line.
pub fn row(measured: Measured) {
    let Measured { times, errors, bar, name } = measured;
    let at = |percent: usize| times.get((times.len() * percent / 100).min(times.len().saturating_sub(1)));
    let at = |percent| at(percent).copied().unwrap_or_default();
    let word = if at(95) <= bar { "" } else { "  over the bar" };
    println!(
        "{name:<34} {:>8.1} {:>8.1} {:>8.1} {bar:>6.0} {:>8} {errors:>6}{word}",
        at(50),
        at(95),
        at(99),
        times.len()
    );
}

/// Lets clients look at identity numbers, each an event that is acknowledged; how many were.
pub async fn changes(address: &str, token: &str, clients: usize, time: Duration) -> Outcome<usize> {
    let begun = Instant::now();
    let mut tasks = Vec::new();
    for number in 0..clients {
        let (address, token) = (address.to_owned(), token.to_owned());
        tasks.push(tokio::spawn(async move {
            let mut client = Client::open(&address, &token).await?;
            let mut acknowledged = 0;
            while begun.elapsed() < time {
                let answer = client.post(&format!("/people/{}/unmask", 1_000_000 + number), "").await?;
                acknowledged += usize::from(answer.status < 400);
            }
            Outcome::Ok(acknowledged)
        }));
    }
    let mut all = 0;
    for task in tasks {
        all += task.await??;
    }
    Ok(all)
}
