//! A campaign over HTTP as the State would have it: both lists sent in, rehearsed, launched, decided in bulk, reported by
//! every office, put together.

use crate::client::Client;
use crate::list::{self, wait};
use crate::{Outcome, Server};
use antin_testkit::big::Size;
use std::time::{Duration, Instant};

/// So often the board is asked for.
const BOARDS: usize = 20;
/// What is decided at once: the made-up lists lead to nothing as often as to this, for they have no roster.
const FILTER: &str = "proposed=revoke";

/// Drives it on a registry of this size and prints every part beside its bar.
pub async fn run(server: &Server, size: Size) -> Outcome<()> {
    let mut client = Client::open(&server.address, &server.token).await?;
    let file = list::of(size, size.certificates as usize, 0);
    for kind in ["ca-list", "registry"] {
        let took = list::apply(&mut client, kind, &file).await?;
        println!("{kind} of {} rows, applied: {took:.1?} (not part of the campaign)", size.certificates);
    }
    // Lists that came are reviewed at once, by nobody's hand; whoever rehearses meanwhile shares the machine with that.
    let begun = Instant::now();
    while !String::from_utf8(client.get("/reviews").await?.body)?.contains("href=\"/reviews/") {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    println!("review of the day: {:.1?} (not part of the campaign)", begun.elapsed());
    let form = "letter=2547/TCT-CNTT&letter_on=2024-06-14&subject=Do+tai&body=Do+tai&scope=1&reading=strict\
                &level-0=2024-06-30&level-1=2024-06-28&level-2=2024-06-25";
    let made = client.post("/campaigns", form).await?;
    let here = made.location;
    if here.is_empty() {
        return Err(format!("no campaign was made: {}", made.status).into());
    }
    let begun = Instant::now();
    client.post(&format!("{here}/rehearse"), "").await?;
    wait(&mut client, &here).await?;
    println!("rehearsal: {:.1?}", begun.elapsed());
    let begun = Instant::now();
    let launched = client.post(&format!("{here}/launch"), "").await?;
    wait(&mut client, &here).await?;
    tell("launched, the review and every case", launched.status, begun.elapsed(), Some(30));
    let mut times = Vec::new();
    for _ in 0..BOARDS {
        let begun = Instant::now();
        let page = client.get(&here).await?;
        if page.status != 200 {
            return Err(format!("no board: {}", page.status).into());
        }
        times.push(begun.elapsed());
    }
    times.sort();
    println!("board of the centre: {:.0?}, at most {:.0?} (bar 300 ms)", times[BOARDS / 2], times[BOARDS - 1]);
    bulk(&mut client, &here).await?;
    reports(&mut client, &here, size).await
}

fn tell(what: &str, status: u16, took: Duration, bar: Option<u64>) {
    let bar = bar.map(|bar| format!(" (bar {bar} s)")).unwrap_or_default();
    println!("{what}: {took:.1?}{bar}, status {status}");
}

/// Decides everything that [`FILTER`] finds, at once: looks what would happen, agrees, takes it.
async fn bulk(client: &mut Client, here: &str) -> Outcome<()> {
    let address = format!("{here}/bulk?{FILTER}&verb=accept");
    let begun = Instant::now();
    let page = String::from_utf8(client.get(&address).await?.body)?;
    let agreed = value_of(&page, "agreed").ok_or("the page of bulk decisions names no number")?;
    println!("what {agreed} decisions at once would do: {:.2?}", begun.elapsed());
    let begun = Instant::now();
    let taken = client.post(&address, &format!("agreed={agreed}&despite=yes")).await?;
    tell(&format!("{agreed} decisions at once"), taken.status, begun.elapsed(), Some(5));
    Ok(())
}

/// Every office signs off, sends up and prints its report, the lowest first; then the centre.
async fn reports(client: &mut Client, here: &str, size: Size) -> Outcome<()> {
    let (mut signed, mut sent, mut printed, mut offices) = (Duration::ZERO, Duration::ZERO, Duration::ZERO, 0);
    for unit in (1..=size.units).rev() {
        let address = format!("{here}/report?unit={unit}");
        let page = client.get(&address).await?;
        if page.status != 200 {
            continue;
        }
        let version = value_of(std::str::from_utf8(&page.body)?, "version").ok_or("a report without a version")?;
        let begun = Instant::now();
        let form = format!("verb=sign-off&version={version}&reason=Do+tai");
        let answer = client.post(&address, &form).await?;
        if answer.status != 303 {
            return Err(format!("unit {unit} could not sign off: {}", answer.status).into());
        }
        signed += begun.elapsed();
        let begun = Instant::now();
        let paper = client.get(&format!("{here}/files/report.pdf?unit={unit}")).await?;
        if !paper.body.starts_with(b"%PDF") {
            return Err(format!("unit {unit} has no paper: {}", paper.status).into());
        }
        printed += begun.elapsed();
        offices += 1;
        if unit > 1 {
            let begun = Instant::now();
            let version: i64 = version.parse()?;
            let form = format!("verb=send&version={}&document={unit}/BC&document_on=2024-06-20", version + 1);
            client.post(&address, &form).await?;
            sent += begun.elapsed();
        }
    }
    let all = signed + sent + printed;
    println!("{offices} reports signed off in {signed:.1?}, printed in {printed:.1?}, sent in {sent:.1?}");
    println!("together: {all:.1?} (bar 60 s)");
    let begun = Instant::now();
    let letters = client.get(&format!("{here}/letters.zip")).await?;
    tell(&format!("letters to the offices, {} bytes", letters.body.len()), letters.status, begun.elapsed(), Some(60));
    Ok(())
}

/// The value of a hidden field.
fn value_of<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}
