//! Drives the real service over HTTP at the size of a State and prints what it measured beside the bars.
//!
//! `cargo run --release -p antin-web --example drive -- DATABASE [SECONDS]`; DATABASE is a file or `postgres://…` that
//! `antin-storage`'s example `load` filled. `drive campaign DATABASE CERTIFICATES UNITS` drives a campaign on one that it
//! filled with so many, `drive list DATABASE` only the large list. The service is a process of its own (this program once more), so that its
//! memory and its start are its own. docs/benchmarks.md holds the figures.

// Measuring reads the clock and opens sockets; this program is no part of the product.
#![allow(clippy::disallowed_methods)]

mod campaign;
mod client;
mod list;
mod measure;
mod server;

use antin_testkit::big::LARGE;
use client::Client;
use measure::{Kind, drive, row};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The memory of the service is handled as in the program itself.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Clients at once, one round after the other.
const ROUNDS: [usize; 3] = [1, 8, 64];

#[tokio::main]
async fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [role, database, data] if role == "serve" => server::serve(database, data.as_ref()).await,
        [what, database, certificates, units] if what == "campaign" => {
            drive_campaign(database, certificates.parse()?, units.parse()?).await
        }
        [what, database] if what == "list" => drive_list(database).await,
        [database] => load(database, 10).await,
        [database, seconds] => load(database, seconds.parse()?).await,
        _ => Err("drive DATABASE [SECONDS] | drive campaign DATABASE CERTIFICATES UNITS".into()),
    }
}

/// A running service; ended with this value.
struct Server {
    child: Child,
    address: String,
    token: String,
    started: Duration,
}

impl Server {
    fn start(database: &str, data: &std::path::Path) -> Outcome<Server> {
        let begun = Instant::now();
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve".as_ref(), database.as_ref(), data.as_os_str()])
            // As `antin serve` begins.
            .env("MALLOC_ARENA_MAX", "1")
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        let out = child.stdout.take().ok_or("no output")?;
        std::io::BufRead::read_line(&mut std::io::BufReader::new(out), &mut line)?;
        let (address, token) = line.trim().split_once(' ').ok_or("the service did not start")?;
        Ok(Server { child, address: address.to_owned(), token: token.to_owned(), started: begun.elapsed() })
    }

    /// Memory of the process in MiB: the most it ever had, and now.
    fn memory(&self) -> (u64, u64) {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let of = |name: &str| {
            let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
            line.split_whitespace().nth(1).and_then(|number| number.parse::<u64>().ok()).unwrap_or_default() / 1024
        };
        (of("VmHWM"), of("VmRSS"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where the service keeps its files.
fn data() -> Outcome<std::path::PathBuf> {
    let data = std::env::temp_dir().join("antin-load-data");
    std::fs::create_dir_all(&data)?;
    Ok(data)
}

fn tell_memory(server: &Server) {
    let (most, now) = server.memory();
    println!("memory of the service: {now} MiB, at most {most} MiB (bar 512)");
}

async fn load(database: &str, seconds: u64) -> Outcome<()> {
    let server = Server::start(database, &data()?)?;
    println!("start until the first answer can be given: {:.2} s (bar 5 s)", server.started.as_secs_f64());
    for clients in ROUNDS {
        println!("\n{clients} clients at once, {seconds} s for each kind of request (ms)");
        println!("{:<34} {:>8} {:>8} {:>8} {:>6} {:>8} {:>6}", "", "p50", "p95", "p99", "bar", "requests", "errors");
        for kind in Kind::ALL {
            row(drive(&server.address, &server.token, *kind, clients, Duration::from_secs(seconds)).await?);
        }
        tell_memory(&server);
    }
    export(&server).await?;
    acknowledged(&server).await?;
    list::intake(&server.address, &server.token).await?;
    tell_memory(&server);
    Ok(())
}

/// The large list alone, on a service that just started.
async fn drive_list(database: &str) -> Outcome<()> {
    let server = Server::start(database, &data()?)?;
    list::intake(&server.address, &server.token).await?;
    tell_memory(&server);
    Ok(())
}

/// A whole campaign, on a database that `load DATABASE CERTIFICATES UNITS` filled.
async fn drive_campaign(database: &str, certificates: i64, units: i64) -> Outcome<()> {
    let server = Server::start(database, &data()?)?;
    campaign::run(&server, LARGE.share(certificates, units)).await?;
    tell_memory(&server);
    Ok(())
}

/// The whole list of those in force as a file.
async fn export(server: &Server) -> Outcome<()> {
    let mut client = Client::open(&server.address, &server.token).await?;
    let begun = Instant::now();
    let answer = client.get("/certificates.csv?state=in-force").await?;
    let rows = answer.body.iter().filter(|byte| **byte == b'\n').count() - 1;
    let seconds = begun.elapsed().as_secs_f64();
    let per = seconds * 150_000.0 / rows.max(1) as f64;
    println!("\nexport of {rows} rows: {seconds:.1} s, so {per:.1} s for 150,000 (bar 30 s)");
    Ok(())
}

/// How many acknowledged changes share a flush to disk with 200 clients: each looks at an identity number, which is an
/// event. The flushes are counted by strace, where it is installed; those of PostgreSQL are not the service's.
async fn acknowledged(server: &Server) -> Outcome<()> {
    let counts = std::env::temp_dir().join("antin-load-flushes");
    let process = server.child.id().to_string();
    let strace = Command::new("strace")
        .args(["-f", "-c", "-e", "trace=fsync,fdatasync", "-p", &process, "-o"])
        .arg(&counts)
        .stderr(Stdio::null())
        .spawn();
    let answers = measure::changes(&server.address, &server.token, 200, Duration::from_secs(5)).await?;
    let Ok(mut strace) = strace else {
        println!(
            "\n{answers} acknowledged changes of 200 clients in 5 s (strace is not installed: flushes not counted)"
        );
        return Ok(());
    };
    Command::new("kill").args(["-INT", &strace.id().to_string()]).status()?;
    strace.wait()?;
    let text = std::fs::read_to_string(&counts)?;
    // `% time  seconds  usecs/call  calls  errors  syscall`
    let calls = |line: &str| line.split_whitespace().nth(3).and_then(|calls| calls.parse::<usize>().ok());
    let flushes: usize = text.lines().filter(|line| line.ends_with("sync")).filter_map(calls).sum();
    let each = answers as f64 / flushes.max(1) as f64;
    println!("\n200 clients: {answers} acknowledged changes, {flushes} flushes, {each:.0} for each (bar 50)");
    Ok(())
}
