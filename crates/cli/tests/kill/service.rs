//! The real binary as a process, and one request after the other to it.

use std::io::{BufRead, BufReader, Error, Read, Result, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running service.
pub struct Service {
    child: Child,
    /// Where it listens.
    pub address: String,
    /// How long it took until it answered.
    pub ready: Duration,
}

/// What was answered.
pub struct Answer {
    pub status: u16,
    pub location: String,
    pub cookie: String,
    pub body: String,
}

impl Service {
    pub fn start(folder: &Path, database: Option<&str>) -> Service {
        let begun = Instant::now();
        let mut command = Command::new(env!("CARGO_BIN_EXE_antin"));
        command.args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"]).arg(folder);
        command.args(database.iter().flat_map(|url| ["--database", url])).env_remove("ANTIN_DATABASE");
        command.env("RUST_LOG", "error");
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).expect(&line).split('/').next().unwrap().to_owned();
        assert_eq!(send(&address, "GET /sign-in", "", "", b"").unwrap().status, 200);
        Service { child, address, ready: begun.elapsed() }
    }

    /// `kill -9`.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Stops it in good order, which signs the end of the audit, and verifies the audit: exit status and what was said.
    pub fn stop_and_verify(mut self, folder: &Path, database: Option<&str>) -> (Option<i32>, String) {
        assert!(Command::new("kill").arg(self.child.id().to_string()).status().unwrap().success());
        assert!(self.child.wait().unwrap().success());
        let mut command = Command::new(env!("CARGO_BIN_EXE_antin"));
        command.args(["audit", "verify"]).env_remove("ANTIN_DATABASE");
        match database {
            Some(url) => command.args(["--database", url, "--checkpoints"]).arg(folder.join("checkpoints")),
            None => command.arg("--data").arg(folder),
        };
        let output = command.output().unwrap();
        let told = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8_lossy(&told).trim().to_owned())
    }
}

/// Makes a request on a connection of its own. An error: the service is gone, nothing is known of the request.
pub fn send(address: &str, line: &str, kind: &str, cookie: &str, body: &[u8]) -> Result<Answer> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let head = format!(
        "{line} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nCookie: {cookie}\r\nContent-Type: {kind}\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body)?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").ok_or(Error::other("cut off"))?;
    let of = |name: &str| {
        let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with(name)).unwrap_or_default();
        line.split_once(':').map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let length: Option<usize> = of("content-length").parse().ok();
    if length.is_some_and(|length| body.len() < length) {
        return Err(Error::other("cut off"));
    }
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or(Error::other("no status"))?;
    let cookie = of("set-cookie").split(';').next().unwrap_or_default().to_owned();
    Ok(Answer { status, location: of("location"), cookie, body: body.to_owned() })
}
