//! The outside world of the commands that sign and verify: HTTP to hosts that somebody allowed, nothing else.
//!
//! > Addresses in certificates come with documents of strangers. None is asked whose host is not on the list; the list is
//! > empty until somebody fills it. No redirection is followed, no answer is longer than 10 MB or later than the call allows
//! > (10 s).
//!
//! HTTP and HTTPS. What comes back is signed and judged by its signature; TLS hides what is asked and proves nothing more. Whom
//! TLS trusts (public CAs, or those of `--tls-roots`) is therefore no matter of the verdict, and no anchor of one.

use antin_pki::crl::Crl;
use antin_pki::time::Time;
use antin_pki::trust::hex;
use ring::digest;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use ureq::Agent;
use ureq::http::Uri;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

/// Bytes of an answer, at most.
const MOST: u64 = 10_000_000;
/// Seconds for which a CRL is kept before it is asked for again.
const KEPT: i64 = 3_600;

/// Why something was not fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FetchError {
    /// The call forbids it.
    Offline,
    /// The host is not on the list.
    NotAllowed(String),
    /// The address is none, or not of HTTP.
    NotHttp(String),
    /// The server does not prove who it is, or speaks no TLS that is spoken here.
    Tls(String),
    /// Nobody answers there.
    Down(String),
    /// No answer within so many seconds.
    Slow(u64),
    /// The answer is too long.
    Long,
    /// The server says no, or sends elsewhere: the status.
    Status(u16),
}

impl FetchError {
    /// The key of its sentence, and what it speaks of.
    #[must_use]
    pub fn said(&self) -> (&'static str, String) {
        match self {
            FetchError::Offline => ("signing-fetch-offline", String::new()),
            FetchError::NotAllowed(host) => ("signing-fetch-not-allowed", host.clone()),
            FetchError::NotHttp(address) => ("signing-fetch-not-http", address.clone()),
            FetchError::Tls(reason) => ("signing-fetch-tls", reason.clone()),
            FetchError::Down(reason) => ("signing-fetch-down", reason.clone()),
            FetchError::Slow(seconds) => ("signing-fetch-slow", seconds.to_string()),
            FetchError::Long => ("signing-fetch-long", (MOST / 1_000_000).to_string()),
            FetchError::Status(status) => ("signing-fetch-status", status.to_string()),
        }
    }
}

/// What may be asked, and what was answered before.
pub struct Outside {
    hosts: Option<BTreeSet<String>>,
    agent: Agent,
    seconds: u64,
    cache: Option<PathBuf>,
    asked: Mutex<BTreeMap<String, Result<Vec<u8>, FetchError>>>,
}

impl Outside {
    /// Asks `hosts` and waits so many seconds; none at all where `offline`. `cache` is a folder for CRLs; `roots` are the CAs
    /// that TLS trusts, the public ones where there are none.
    #[must_use]
    pub fn new(
        hosts: impl IntoIterator<Item = String>,
        offline: bool,
        seconds: u64,
        cache: Option<PathBuf>,
        roots: &[Vec<u8>],
    ) -> Outside {
        let own: Vec<Certificate<'static>> = roots.iter().map(|der| Certificate::from_der(der).to_owned()).collect();
        let roots = if own.is_empty() { RootCerts::WebPki } else { RootCerts::new_with_certs(&own) };
        let config = Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(seconds)))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .user_agent("antin")
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .build();
        let hosts = hosts.into_iter().map(|host| host.trim().to_lowercase()).filter(|host| !host.is_empty());
        let hosts: BTreeSet<String> = hosts.collect();
        Outside {
            hosts: (!offline).then_some(hosts),
            agent: config.new_agent(),
            seconds,
            cache,
            asked: Mutex::default(),
        }
    }

    /// May anything be asked at all?
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.hosts.as_ref().is_some_and(|hosts| !hosts.is_empty())
    }

    /// The answer to `body`, which is of type `kind`.
    ///
    /// # Errors
    /// See [`FetchError`].
    pub fn post(&self, address: &str, kind: &str, body: &[u8]) -> Result<Vec<u8>, FetchError> {
        self.allowed(address)?;
        let answer = self.agent.post(address).header("Content-Type", kind).send(body);
        self.received(answer)
    }

    /// The file at `address`. In one call it is asked for once, whatever comes back; a CRL that is not an hour old comes
    /// from the cache.
    ///
    /// # Errors
    /// See [`FetchError`].
    pub fn get(&self, address: &str, now: Time) -> Result<Vec<u8>, FetchError> {
        self.allowed(address)?;
        if let Some(known) = self.asked.lock().unwrap_or_else(PoisonError::into_inner).get(address) {
            return known.clone();
        }
        let place = self.cache.as_ref().map(|folder| {
            folder.join(hex(digest::digest(&digest::SHA256, address.as_bytes()).as_ref()).to_lowercase())
        });
        let kept = place.as_ref().and_then(|place| kept(&std::fs::read(place).ok()?, now));
        let found = match kept {
            Some(crl) => Ok(crl),
            None => {
                let found = self.received(self.agent.get(address).call());
                if let (Ok(bytes), Some(place)) = (&found, place)
                    && Crl::read(bytes).is_ok()
                {
                    // A cache that cannot be written costs time and nothing else.
                    let _ = keep(&place, bytes, now);
                }
                found
            }
        };
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).insert(address.to_owned(), found.clone());
        found
    }

    fn received(&self, answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Vec<u8>, FetchError> {
        let told = |error: ureq::Error| match error {
            ureq::Error::Timeout(_) => FetchError::Slow(self.seconds),
            ureq::Error::BodyExceedsLimit(_) => FetchError::Long,
            ureq::Error::Tls(reason) => FetchError::Tls(reason.to_owned()),
            ureq::Error::Rustls(reason) => FetchError::Tls(reason.to_string()),
            // A handshake that fails comes as a failure of reading.
            ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                FetchError::Tls(error.to_string())
            }
            other => FetchError::Down(other.to_string()),
        };
        let mut answer = answer.map_err(told)?;
        match answer.status().as_u16() {
            200 => answer.body_mut().with_config().limit(MOST).read_to_vec().map_err(told),
            status => Err(FetchError::Status(status)),
        }
    }

    fn allowed(&self, address: &str) -> Result<(), FetchError> {
        let hosts = self.hosts.as_ref().ok_or(FetchError::Offline)?;
        let name = name_of(address).ok_or_else(|| FetchError::NotHttp(address.to_owned()))?;
        if hosts.contains(&name) { Ok(()) } else { Err(FetchError::NotAllowed(name)) }
    }
}

/// The host of an address as it stands on the list; none for what is no address of HTTP. A port of its own has to be named: a
/// host that is allowed for its web server is not allowed for everything on it.
#[must_use]
pub fn name_of(address: &str) -> Option<String> {
    let uri: Uri = address.parse().ok()?;
    let usual = match uri.scheme_str()? {
        "http" => 80,
        "https" => 443,
        _ => return None,
    };
    let host = uri.host()?.to_lowercase();
    Some(uri.port_u16().filter(|port| *port != usual).map_or(host.clone(), |port| format!("{host}:{port}")))
}

/// The instant of fetching stands before the bytes, in eight of them.
fn keep(place: &std::path::Path, bytes: &[u8], now: Time) -> std::io::Result<()> {
    if let Some(folder) = place.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let partial = place.with_extension(format!("antin-{}", std::process::id()));
    std::fs::write(&partial, [&now.0.to_be_bytes(), bytes].concat())?;
    std::fs::rename(&partial, place)
}

/// What was kept, if it is fresh.
fn kept(bytes: &[u8], now: Time) -> Option<Vec<u8>> {
    let (at, crl) = bytes.split_first_chunk::<8>()?;
    let age = now.0.checked_sub(i64::from_be_bytes(*at))?;
    let is_fresh = Crl::read(crl).ok()?.next_update.is_some_and(|next| now < next);
    ((0..KEPT).contains(&age) && is_fresh).then(|| crl.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(hosts: &[&str], offline: bool, address: &str) -> Option<FetchError> {
        let outside = Outside::new(hosts.iter().map(|host| (*host).to_owned()), offline, 1, None, &[]);
        outside.allowed(address).err()
    }

    #[test]
    fn nobody_is_asked_who_is_not_on_the_list() {
        let name = |host: &str| Some(FetchError::NotAllowed(host.to_owned()));
        assert_eq!(refused(&[], false, "http://ca.example.vn/a.crl"), name("ca.example.vn"));
        assert_eq!(refused(&["ca.example.vn"], false, "http://CA.example.vn/a.crl"), None);
        assert_eq!(refused(&["ca.example.vn"], false, "http://ca.example.vn:8080/"), name("ca.example.vn:8080"));
        assert_eq!(refused(&["ca.example.vn"], false, "http://ca.example.vn@evil.example/"), name("evil.example"));
        assert_eq!(
            refused(&["ca.example.vn"], false, "http://ca.example.vn.evil.example/"),
            name("ca.example.vn.evil.example")
        );
        assert_eq!(refused(&["ca.example.vn"], true, "http://ca.example.vn/"), Some(FetchError::Offline));
    }

    #[test]
    fn the_usual_port_of_each_scheme_needs_no_name_and_any_other_does() {
        let name = |host: &str| Some(FetchError::NotAllowed(host.to_owned()));
        assert_eq!(refused(&["ca.example.vn"], false, "https://ca.example.vn/tsa"), None);
        assert_eq!(refused(&["ca.example.vn"], false, "https://ca.example.vn:80/"), name("ca.example.vn:80"));
        assert_eq!(refused(&["ca.example.vn"], false, "http://ca.example.vn:443/"), name("ca.example.vn:443"));
        assert_eq!(refused(&["ca.example.vn:8443"], false, "https://ca.example.vn:8443/"), None);
    }

    #[test]
    fn only_http_and_https_are_spoken() {
        for address in ["file:///etc/passwd", "ldap://ca.example.vn/cn=x", "ftp://ca.example.vn/", "", "ca.example.vn"]
        {
            assert!(matches!(refused(&["ca.example.vn"], false, address), Some(FetchError::NotHttp(_))), "{address}");
        }
    }
}
