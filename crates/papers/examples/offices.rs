//! The report and the letter to the CA of 700 offices, each with its own numbers and 72 certificates, on two threads:
//! `cargo run --release -p antin-papers --example offices [OFFICES]`. Prints seconds, bytes and peak memory.

use antin_domain::day::Day;
use antin_papers::data::{self, Data, Format};
use antin_papers::{Refusal, Shelf, fill, pdf};
use serde_json::{Value, json};

const THREADS: usize = 2;
const LISTED: usize = 36;

#[allow(clippy::disallowed_methods)] // A measurement looks at the clock.
fn main() {
    let offices = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(700);
    let begin = std::time::Instant::now();
    let parts: Vec<Result<usize, Refusal>> = std::thread::scope(|scope| {
        let part = |thread| scope.spawn(move || (thread..offices).step_by(THREADS).map(papers_of).sum());
        let running: Vec<_> = (0..THREADS).map(part).collect();
        let stopped = || Refusal::Rendering { reason: "a thread stopped".to_owned() };
        running.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err(stopped()))).collect()
    });
    let seconds = begin.elapsed().as_secs_f64();
    match parts.into_iter().sum::<Result<usize, Refusal>>() {
        Ok(bytes) => println!("{offices} offices, {} papers: {seconds:.1} s, {bytes} bytes, {}", 2 * offices, peak()),
        Err(refusal) => println!("refused: {refusal}"),
    }
}

/// Bytes of both papers of one office.
fn papers_of(office: usize) -> Result<usize, Refusal> {
    let shelf = Shelf::new(&[])?;
    let day = Day::new(2024, 6, 28).unwrap_or_default();
    let report = fill::fill(&shelf, "report", &report(office)?, day)?;
    let letter = fill::fill(&shelf, "ca-letter", &letter(office)?, day)?;
    Ok(pdf::render(&report, &shelf.layout)?.len() + pdf::render(&letter, &shelf.layout)?.len())
}

fn name(office: usize, index: usize) -> String {
    format!("Nguyễn Thị Ví Dụ {office}-{index}")
}

fn serial(office: usize, index: usize) -> String {
    format!("{:016X}", 0x7558_0955_0000_0000_u64 + (office * 1000 + index) as u64)
}

fn report(office: usize) -> Result<Data, Refusal> {
    let mut data = data::parse(include_bytes!("../tests/data/report.toml"), Format::Toml)?;
    let mut put = |name: &str, value: Value| data.insert(name.to_owned(), value);
    let row = |index: usize| {
        json!({"case": index.to_string(), "name": name(office, index), "serial": serial(office, index),
            "unit": format!("Chi cục Thuế khu vực {office}"), "reason": "Hết hạn ngày 26/04/2024, chưa được thu hồi"})
    };
    put("agency", format!("Cục Thuế tỉnh Ví Dụ {office}").into());
    put("revoke", (1..=LISTED).map(row).collect());
    put("report", (LISTED + 1..=2 * LISTED).map(row).collect());
    put("cases", (2 * LISTED + 2).into());
    put("ca_total", (2 * LISTED + 1).into());
    put("matched", (2 * LISTED - 1).into());
    put("n_revoke", LISTED.into());
    put("n_report", LISTED.into());
    Ok(data)
}

fn letter(office: usize) -> Result<Data, Refusal> {
    let mut data = data::parse(include_bytes!("../tests/data/ca-letter.toml"), Format::Toml)?;
    let row = |index: usize| {
        json!({"name": name(office, index), "serial": serial(office, index), "listed": "Hoạt động",
            "correct": "Đã thu hồi", "documents": format!("Số {index}/CTVD-VP ngày 08/12/2023")})
    };
    data.insert("agency".to_owned(), format!("Cục Thuế tỉnh Ví Dụ {office}").into());
    data.insert("corrections".to_owned(), (1..=LISTED).map(row).collect());
    Ok(data)
}

/// The most memory that was used, as Linux tells it.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("peak memory unknown").to_owned()
}
