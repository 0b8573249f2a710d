//! What an installation says about signing: hosts that may be asked, CAs of their TLS, pictures of marks; and where fetched
//! CRLs are kept.

use super::outside::Outside;
use crate::arguments::sign::NetworkCall;
use crate::commands::verify::read;
use crate::failure::Failure;
use antin_domain::message::Message;
use antin_pki::bundle;
use std::path::PathBuf;

/// The file of hosts in the folder of settings: one a line, `#` begins a remark.
const HOSTS: &str = "allowed-hosts";
/// The file of CAs that TLS trusts in place of the public ones, in the folder of settings.
const ROOTS: &str = "tls-roots.pem";

/// The folder of settings: `$XDG_CONFIG_HOME/antin`, `~/.config/antin`.
#[must_use]
pub fn folder() -> Option<PathBuf> {
    place("XDG_CONFIG_HOME", ".config")
}

fn place(variable: &str, under_home: &str) -> Option<PathBuf> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    Some(set(variable).or_else(|| set("HOME").map(|home| home.join(under_home)))?.join("antin"))
}

/// The outside world as far as the call and the settings allow it; `also` are hosts that the call names in another way.
///
/// # Errors
/// The file of hosts, or that of CAs, cannot be used.
pub fn outside(call: &NetworkCall, also: Option<String>) -> Result<Outside, Failure> {
    let mut hosts = call.allow_host.clone();
    hosts.extend(also);
    if let Some(path) = folder().map(|folder| folder.join(HOSTS)).filter(|path| path.exists()) {
        let text = std::fs::read_to_string(&path).map_err(|error| {
            Failure::Unusable(Message::new("cli-unreadable").with("file", path.display()).with("reason", error))
        })?;
        let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
        hosts.extend(lines.filter(|line| !line.is_empty()).map(str::to_owned));
    }
    let own = folder().map(|folder| folder.join(ROOTS)).filter(|path| path.exists());
    let mut roots = Vec::new();
    if let Some(path) = call.tls_roots.clone().or(own) {
        roots = bundle::find(&read(&path)?).certificates.iter().map(|der| der.to_vec()).collect();
        if roots.is_empty() {
            return Err(Failure::Unusable(Message::new("pki-nothing-in-file").with("file", path.display())));
        }
    }
    let cache = place("XDG_CACHE_HOME", ".cache").map(|folder| folder.join("fetched"));
    Ok(Outside::new(hosts, call.offline, call.wait.clamp(1, 600), cache, &roots))
}
