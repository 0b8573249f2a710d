//! Fills a database with a made-up registry and measures the main questions at that size.
//!
//! `cargo run --release -p antin-storage --example load -- DATABASE [CERTIFICATES [UNITS]]`; DATABASE is a file or `postgres://…`.
//! A database that holds certificates already is only asked. Prints p50 and p95 of each question beside its bar.

// Measuring reads the clock; this program is no part of the product.
#![allow(clippy::disallowed_methods)]

use antin_domain::certificate::HolderKind;
use antin_domain::certificate::record::State;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::moment::Moment;
use antin_domain::permission::Reach;
use antin_domain::person::Person;
use antin_storage::audit::NewEvent;
use antin_storage::certificates::{self, CertificateFilter, FoundFilter, Sort};
use antin_storage::people::{self, PersonFilter};
use antin_storage::{Db, Place, migrate, units};
use antin_testkit::big::{LARGE, Size};
use antin_testkit::office::dice::Dice;
use std::time::Instant;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const NOW: Moment = Moment(1_718_330_400_000_000);
/// So many certificates stand on the CA's list.
const ON_CA_LIST: i64 = 100_000;
/// So often each question is asked.
const TIMES: usize = 40;
/// So many rows are written in one transaction.
const TOGETHER: usize = 20_000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, rest @ ..] = arguments.as_slice() else { return Err("load DATABASE [CERTIFICATES [UNITS]]".into()) };
    let certificates = rest.first().map_or(Ok(LARGE.certificates), |text| text.parse())?;
    let units =
        rest.get(1).map_or(Ok((LARGE.units * certificates / LARGE.certificates).max(200)), |text| text.parse())?;
    let size = LARGE.share(certificates, units);
    let db = Db::open(&Place::parse(address)?).await?;
    migrate::run(&db).await?;
    let everything = CertificateFilter { reach: reach_of_all(), ..CertificateFilter::default() };
    if certificates::count(&mut db.read().await?, &everything).await? == 0 {
        fill(&db, size).await?;
    }
    ask(&db, size).await?;
    db.close().await;
    Ok(())
}

fn reach_of_all() -> Reach {
    Reach { everything: true, ..Reach::default() }
}

async fn fill(db: &Db, size: Size) -> Outcome<()> {
    let event = NewEvent {
        at: NOW,
        actor: "load",
        action: "import",
        object_kind: "registry",
        object_id: "1",
        detail: &serde_json::Value::Null,
    };
    let begun = Instant::now();
    let mut change = db.change().await?;
    units::insert_many(&mut change, &size.units().collect::<Vec<_>>(), NOW).await?;
    change.commit(&event).await?;
    let everybody: Vec<Person> = size.people(1).collect();
    for chunk in everybody.chunks(TOGETHER) {
        let mut change = db.change().await?;
        people::insert_many(&mut change, chunk, NOW).await?;
        change.commit(&event).await?;
    }
    println!("{} people in {:.1} s", everybody.len(), begun.elapsed().as_secs_f64());
    let begun = Instant::now();
    let mut written = 0;
    let mut rows = size.certificates(&everybody, 2);
    loop {
        let mut chunk: Vec<_> = rows.by_ref().take(TOGETHER).collect();
        // The CA's list holds the last hundred thousand: a list of that size is the whole list then.
        for (place, record) in chunk.iter_mut().enumerate() {
            record.found.ca &= (written + place) as i64 >= size.certificates - ON_CA_LIST;
        }
        if chunk.is_empty() {
            break;
        }
        written += chunk.len();
        let mut change = db.change().await?;
        certificates::insert_many(&mut change, &chunk, NOW).await?;
        change.commit(&event).await?;
        if written % 100_000 == 0 {
            println!("{written} certificates after {:.1} s", begun.elapsed().as_secs_f64());
        }
    }
    let begun = Instant::now();
    db.analyze().await?;
    println!("tables looked at in {:.1} s", begun.elapsed().as_secs_f64());
    Ok(())
}

/// One question: its name, its bar in milliseconds, and what is asked.
enum Question {
    List(&'static str, f64, fn(&mut Dice, Size) -> CertificateFilter, Sort),
    Count(&'static str, f64, fn(&mut Dice, Size) -> CertificateFilter),
    People(&'static str, f64, fn(&mut Dice) -> PersonFilter),
}

fn base() -> CertificateFilter {
    CertificateFilter { reach: reach_of_all(), as_of: Day::of_number(Some(19_888)), ..CertificateFilter::default() }
}

fn typed(dice: &mut Dice, texts: &[&str]) -> CertificateFilter {
    CertificateFilter { text: dice.one(texts).to_owned(), ..base() }
}

const QUESTIONS: &[Question] = &[
    Question::List("first page, everything", 100.0, |_, _| base(), Sort::Name),
    Question::List("first page, one office", 100.0, office, Sort::Name),
    Question::List("first page, one province", 100.0, |dice, _| province(dice), Sort::Name),
    Question::List(
        "in force, by last day",
        200.0,
        |_, _| CertificateFilter { states: vec![State::InForce], ..base() },
        Sort::End,
    ),
    Question::List("ends within 75 days", 200.0, |_, _| ending(base()), Sort::End),
    Question::List("ends within 75 days, by name", 200.0, |_, _| ending(base()), Sort::Name),
    Question::List("revoked", 200.0, |_, _| CertificateFilter { states: vec![State::Revoked], ..base() }, Sort::Name),
    Question::List(
        "open finding",
        200.0,
        |_, _| CertificateFilter { has_open_finding: Some(true), ..base() },
        Sort::Name,
    ),
    Question::List("on the CA's list, not registered", 200.0, |_, _| not_registered(base()), Sort::Name),
    Question::List(
        "devices (there are none)",
        200.0,
        |_, _| CertificateFilter { kinds: vec![HolderKind::Device], ..base() },
        Sort::Name,
    ),
    Question::List(
        "province, open finding, in force",
        200.0,
        |dice, _| CertificateFilter { has_open_finding: Some(true), states: vec![State::InForce], ..province(dice) },
        Sort::Name,
    ),
    Question::List("search: a common surname", 200.0, |dice, _| typed(dice, &["nguyen", "tran", "le"]), Sort::Name),
    Question::List(
        "search: surname and given name",
        200.0,
        |dice, _| typed(dice, &["nguyen tuyet", "tran lan", "pham hung", "quach an"]),
        Sort::Name,
    ),
    Question::List(
        "search: whole names",
        200.0,
        |dice, _| typed(dice, &["nguyen van hung", "tran thi thu lan", "le duc anh", "dang hoai chau"]),
        Sort::Name,
    ),
    Question::List(
        "search: half a name",
        200.0,
        |dice, _| typed(dice, &["ngu", "tuy", "o", "nguyen thi t"]),
        Sort::Name,
    ),
    Question::List("search: an account", 200.0, |dice, _| typed(dice, &["mau77", "mau1234", "mau15"]), Sort::Name),
    Question::List("search: nobody", 200.0, |dice, _| typed(dice, &["xyz", "nguyen xyz"]), Sort::Name),
    Question::List(
        "search in a province",
        200.0,
        |dice, _| CertificateFilter { text: "nguyen lan".into(), ..province(dice) },
        Sort::Name,
    ),
    Question::Count("count: in force", 200.0, |_, _| CertificateFilter { states: vec![State::InForce], ..base() }),
    Question::Count("count: ends within 75 days", 200.0, |_, _| ending(base())),
    Question::Count("count: open finding", 200.0, |_, _| CertificateFilter { has_open_finding: Some(true), ..base() }),
    Question::Count("count: not registered", 200.0, |_, _| not_registered(base())),
    Question::Count("count: a province in force", 200.0, |dice, _| CertificateFilter {
        states: vec![State::InForce],
        ..province(dice)
    }),
    Question::People("people: first page", 100.0, |_| PersonFilter {
        reach: reach_of_all(),
        ..PersonFilter::default()
    }),
    Question::People("people: whole names", 200.0, |dice| PersonFilter {
        reach: reach_of_all(),
        text: dice.one(&["nguyen van hung", "le duc anh"]).to_owned(),
        ..PersonFilter::default()
    }),
];

fn office(dice: &mut Dice, size: Size) -> CertificateFilter {
    CertificateFilter { unit: Some(Id(65 + dice.below(size.units as usize - 65) as i64)), ..base() }
}

fn province(dice: &mut Dice) -> CertificateFilter {
    let reach = Reach { tops: vec![Id(2 + dice.below(63) as i64)], ..Reach::default() };
    CertificateFilter { reach, ..base() }
}

fn ending(filter: CertificateFilter) -> CertificateFilter {
    let states = vec![State::InForce];
    CertificateFilter { ends_from: filter.as_of, ends_to: filter.as_of.plus(75), states, ..filter }
}

fn not_registered(filter: CertificateFilter) -> CertificateFilter {
    CertificateFilter { found: FoundFilter { ca: Some(true), registry: Some(false), roster: None }, ..filter }
}

async fn ask(db: &Db, size: Size) -> Outcome<()> {
    println!("{:<36} {:>8} {:>8} {:>8} {:>6}  (ms)", "", "p50", "p95", "bar", "rows");
    for question in QUESTIONS {
        let mut dice = Dice::new(7);
        let mut times = Vec::with_capacity(TIMES);
        let mut rows = 0;
        let (name, bar) = match question {
            Question::List(name, bar, ..) | Question::Count(name, bar, _) | Question::People(name, bar, _) => {
                (name, bar)
            }
        };
        for _ in 0..TIMES {
            let mut read = db.read().await?;
            let begun = Instant::now();
            rows = match question {
                Question::List(_, _, filter, sort) => {
                    certificates::list(&mut read, &filter(&mut dice, size), *sort, None, 50).await?.items.len() as i64
                }
                Question::Count(_, _, filter) => certificates::count(&mut read, &filter(&mut dice, size)).await?,
                Question::People(_, _, filter) => {
                    people::list(&mut read, &filter(&mut dice), None, 50).await?.items.len() as i64
                }
            };
            times.push(begun.elapsed().as_secs_f64() * 1000.0);
        }
        times.sort_by(f64::total_cmp);
        let (half, most) = (times[TIMES / 2], times[TIMES * 95 / 100]);
        let word = if most <= *bar { "" } else { "  over the bar" };
        println!("{name:<36} {half:>8.1} {most:>8.1} {bar:>8.0} {rows:>6}{word}");
    }
    Ok(())
}
