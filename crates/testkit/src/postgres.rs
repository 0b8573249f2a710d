//! PostgreSQL for tests: Debian's own, on a socket of this machine only, one database for each test.
//!
//! The first test that needs it starts a cluster in the folder for temporary files; the others find it there. It does not
//! flush to disk: tests of durability use SQLite. `./test` stops it at the end; it can be left running between runs.

use std::fs::File;
use std::io::{Error, Result};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A database of its own for one test; it is dropped with this value.
pub struct TestDatabase {
    /// Its address.
    pub url: String,
    name: String,
    cluster: Cluster,
}

/// The running server.
struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
}

/// The folder of the cluster; `stop` in `./test` knows it too.
const FOLDER: &str = "antin-test-postgres";
const OWNER: &str = "postgres";

/// A fresh copy of the template `name`, which `fill` makes once: it is given the address of an empty database.
///
/// # Errors
/// PostgreSQL is not installed (`apt-get install postgresql-15`) or does not start.
pub fn database(template: &str, fill: impl FnOnce(&str)) -> Result<TestDatabase> {
    let cluster = Cluster::running()?;
    let name = format!("t_{}_{}", std::process::id(), fresh_number());
    {
        let _one_at_a_time = cluster.lock()?;
        if cluster.ask(&format!("SELECT 1 FROM pg_database WHERE datname = '{template}'"))?.trim().is_empty() {
            let unfinished = format!("{template}_unfinished");
            cluster.ask(&format!("DROP DATABASE IF EXISTS {unfinished}"))?;
            cluster.ask(&format!("CREATE DATABASE {unfinished} TEMPLATE template0"))?;
            fill(&cluster.url(&unfinished));
            cluster.ask(&format!("ALTER DATABASE {unfinished} RENAME TO {template}"))?;
        }
        cluster.ask(&format!("CREATE DATABASE {name} TEMPLATE {template}"))?;
    }
    Ok(TestDatabase { url: cluster.url(&name), name, cluster })
}

/// An empty database.
///
/// # Errors
/// As [`database`].
pub fn empty_database() -> Result<TestDatabase> {
    let cluster = Cluster::running()?;
    let name = format!("t_{}_{}", std::process::id(), fresh_number());
    cluster.ask(&format!("CREATE DATABASE {name} TEMPLATE template0"))?;
    Ok(TestDatabase { url: cluster.url(&name), name, cluster })
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        // A database that stays behind does no harm; the next cluster begins empty.
        let _ = self.cluster.ask(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
}

impl Cluster {
    /// The cluster of this machine, started if it does not run.
    fn running() -> Result<Cluster> {
        let programs = programs()?;
        let folder = std::env::temp_dir().join(FOLDER);
        std::fs::create_dir_all(&folder)?;
        let cluster = Cluster { programs, folder };
        let _one_at_a_time = cluster.lock()?;
        if cluster.ask("SELECT 1").is_err() {
            cluster.start()?;
        }
        Ok(cluster)
    }

    fn lock(&self) -> Result<File> {
        let file = File::create(self.folder.join("lock"))?;
        file.lock()?;
        Ok(file)
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn url(&self, database: &str) -> String {
        format!("postgres:///{database}?host={}&user={OWNER}", self.folder.display())
    }

    /// Makes a new cluster and waits until it answers.
    fn start(&self) -> Result<()> {
        let data = self.data();
        if data.exists() {
            // What is left of a cluster that was killed: its server may still hold the folder.
            let _ = self.run("pg_ctl", &["-D", &text(&data), "-m", "immediate", "-w", "stop"]);
            std::fs::remove_dir_all(&data)?;
        }
        if is_root() {
            succeeded("chown", Command::new("chown").arg(OWNER).arg(&self.folder).output()?)?;
        }
        let initdb = ["-D", &text(&data), "-A", "trust", "-U", OWNER, "--locale=C.UTF-8", "--no-sync"];
        succeeded("initdb", self.run("initdb", &initdb)?)?;
        let settings = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 \
            -c shared_buffers=256MB -c listen_addresses= -c jit=off";
        let options = format!("-k {} {settings}", self.folder.display());
        let log = text(&self.folder.join("log"));
        succeeded("pg_ctl", self.run("pg_ctl", &["-D", &text(&data), "-l", &log, "-o", &options, "-w", "start"])?)
    }

    /// Runs a program of PostgreSQL, as its own user where this one is root: it refuses to serve root.
    fn run(&self, program: &str, arguments: &[&str]) -> Result<Output> {
        let path = self.programs.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command.args([&format!("--reuid={OWNER}"), &format!("--regid={OWNER}"), "--clear-groups"]).arg(path);
            command
        } else {
            Command::new(path)
        };
        command.args(arguments).current_dir(&self.folder).stdin(Stdio::null());
        // A server that inherited our pipes would keep `output` waiting for its end.
        command.stdout(Stdio::null()).stderr(File::create(self.folder.join(format!("{program}.err")))?);
        command.output()
    }

    /// The answer of the server to one statement.
    fn ask(&self, statement: &str) -> Result<String> {
        let mut command = Command::new(self.programs.join("psql"));
        command.args(["-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-h"]).arg(&self.folder);
        let output = command.args(["-U", OWNER, "-d", "postgres", "-c", statement]).output()?;
        let answer = String::from_utf8_lossy(&output.stdout).into_owned();
        succeeded("psql", output).map(|()| answer)
    }
}

/// The folder of the newest PostgreSQL that is installed.
fn programs() -> Result<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok()).max();
    newest
        .map(|version| Path::new("/usr/lib/postgresql").join(version.to_string()).join("bin"))
        .ok_or_else(|| Error::other("PostgreSQL is not installed: apt-get install postgresql-15"))
}

fn succeeded(program: &str, output: Output) -> Result<()> {
    if output.status.success() {
        return Ok(());
    }
    Err(Error::other(format!("{program}: {}: {}", output.status, String::from_utf8_lossy(&output.stderr))))
}

fn is_root() -> bool {
    // The folder of the process belongs to the user that it runs as.
    std::fs::metadata("/proc/self").is_ok_and(|metadata| std::os::unix::fs::MetadataExt::uid(&metadata) == 0)
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

fn fresh_number() -> u32 {
    static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
}
