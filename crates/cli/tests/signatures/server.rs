//! A tiny HTTP server on the loopback: OpenSSL answers behind it, or somebody who lies.

use antin_pki::algorithm::Digest;
use antin_pki::timestamp;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub struct Server {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Serves from `folder` until the test ends.
    #[allow(clippy::disallowed_methods)] // a test of sockets
    pub fn start(folder: &Path) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Server { address: listener.local_addr().unwrap(), asked: Arc::default() };
        let (folder, asked) = (folder.to_owned(), server.asked.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (folder, asked) = (folder.clone(), asked.clone());
                std::thread::spawn(move || answer(stream, &folder, &asked));
            }
        });
        server
    }

    /// The same behind TLS, with a certificate of the folder.
    #[allow(clippy::disallowed_methods)] // a test of sockets
    pub fn start_tls(folder: &Path, name: &str) -> Server {
        let certificate = CertificateDer::from_pem_file(folder.join(format!("{name}.crt"))).unwrap();
        let key = PrivateKeyDer::from_pem_file(folder.join(format!("{name}.key"))).unwrap();
        let settings = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        let settings = Arc::new(settings);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Server { address: listener.local_addr().unwrap(), asked: Arc::default() };
        let (folder, asked) = (folder.to_owned(), server.asked.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (folder, asked, settings) = (folder.clone(), asked.clone(), settings.clone());
                std::thread::spawn(move || {
                    let connection = ServerConnection::new(settings).unwrap();
                    answer(StreamOwned::new(connection, stream), &folder, &asked)
                });
            }
        });
        server
    }

    pub fn address(&self) -> String {
        self.address.to_string()
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}/{path}", self.address)
    }

    /// The paths that were asked for.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn answer(stream: impl Read + Write, folder: &Path, asked: &Mutex<Vec<String>>) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let path = line.split(' ').nth(1)?.trim_start_matches('/').to_owned();
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        if header.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = header.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    asked.lock().unwrap().push(path.clone());
    let (status, bytes) = match &path[..] {
        "tsa" => ("200 OK", stamp(folder, &body, "stamps")),
        "tsa-old" => ("200 OK", stamp(folder, &body, "old-stamps")),
        "tsa-nonce" => {
            ("200 OK", stamp(folder, &timestamp::request(Digest::Sha256, imprint(&body), Some(1)), "stamps"))
        }
        "tsa-other" => ("200 OK", stamp(folder, &timestamp::request(Digest::Sha256, &[7; 32], Some(1)), "stamps")),
        "tsa-rubbish" => ("200 OK", b"<html>Welcome to the guest network</html>".to_vec()),
        "tsa-slow" => {
            std::thread::sleep(Duration::from_secs(5));
            ("200 OK", Vec::new())
        }
        "tsa-moved" => ("302 Found\r\nLocation: http://127.0.0.1:1/elsewhere", Vec::new()),
        "tsa-long" => ("200 OK", vec![b'x'; 11_000_000]),
        "ocsp" => ("200 OK", ocsp(folder, &body)),
        "ca.crl" => ("200 OK", std::fs::read(folder.join("ca.crl")).unwrap_or_default()),
        "ca.crt" => ("200 OK", std::fs::read(folder.join("ca.crt")).unwrap_or_default()),
        _ => ("404 Not Found", Vec::new()),
    };
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", bytes.len());
    let stream = reader.get_mut();
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(&bytes).ok()?;
    stream.flush().ok()
}

/// The digest in a request: what follows the head of an OCTET STRING of 32 bytes.
fn imprint(request: &[u8]) -> &[u8] {
    let at = request.windows(2).position(|pair| pair == [4, 32]).map_or(0, |at| at + 2);
    request.get(at..at + 32).unwrap_or_default()
}

fn own(folder: &Path, name: &str) -> PathBuf {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    folder.join(format!("{name}-{}", NUMBER.fetch_add(1, Ordering::Relaxed)))
}

fn stamp(folder: &Path, query: &[u8], authority: &str) -> Vec<u8> {
    let (question, answer) = (own(folder, "query"), own(folder, "stamped"));
    std::fs::write(&question, query).unwrap();
    let words = ["ts", "-reply", "-config", "settings.cnf", "-section", "tsa1", "-chain", "ca.crt"];
    let status = Command::new("/usr/bin/openssl")
        .args(words)
        .args(["-signer", &format!("{authority}.crt"), "-inkey", &format!("{authority}.key")])
        .arg("-queryfile")
        .arg(&question)
        .arg("-out")
        .arg(&answer)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
    std::fs::read(answer).unwrap()
}

fn ocsp(folder: &Path, query: &[u8]) -> Vec<u8> {
    let (question, answer) = (own(folder, "question"), own(folder, "answered"));
    std::fs::write(&question, query).unwrap();
    let words = ["ocsp", "-index", "ocsp.txt", "-CA", "ca.crt", "-rsigner", "ca.crt", "-rkey", "ca.key", "-ndays", "1"];
    Command::new("/usr/bin/openssl")
        .args(words)
        .arg("-reqin")
        .arg(&question)
        .arg("-respout")
        .arg(&answer)
        .current_dir(folder)
        .output()
        .unwrap();
    std::fs::read(answer).unwrap_or_default()
}
