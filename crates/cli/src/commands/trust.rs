//! `antin trust list|add|remove`: the store of trusted certificates.

use crate::arguments::{TrustCall, TrustCommand};
use crate::failure::Failure;
use crate::words::Words;
use antin_domain::message::Message;
use antin_pki::bundle;
use antin_pki::certificate::Certificate;
use antin_pki::trust::{Anchor, MANIFEST, Manifest, Purpose, authority_of, fingerprint, hex};
use antin_results::certificates::files::{bytes, nothing_in};
use antin_results::certificates::trust::{manifest, store};
use std::path::{Path, PathBuf};

/// Does what `antin trust …` asks for.
///
/// # Errors
/// The store cannot be used or written; the fingerprint is missing or another one. Then nothing was changed.
pub fn run(call: &TrustCall) -> Result<String, Failure> {
    let words = Words::new(call.lang);
    let folder = match &call.store {
        Some(folder) => folder.clone(),
        None => default_store().ok_or_else(|| Failure::Unusable(Message::new("pki-no-store")))?,
    };
    match &call.command {
        TrustCommand::List => list(&folder, &words),
        TrustCommand::Add { file, fingerprint, purposes } => {
            add(&folder, file, fingerprint.as_deref(), purposes, &words)
        }
        TrustCommand::Remove { fingerprint } => remove(&folder, fingerprint, &words),
    }
}

/// The store of the user: `$XDG_CONFIG_HOME/antin/trust`, `~/.config/antin/trust`.
pub fn default_store() -> Option<PathBuf> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let config = set("XDG_CONFIG_HOME").or_else(|| set("HOME").map(|home| home.join(".config")))?;
    Some(config.join("antin").join("trust"))
}

fn list(folder: &Path, words: &Words) -> Result<String, Failure> {
    let manifest = manifest(folder)?;
    // Every file is compared with its fingerprint, whatever it is trusted for.
    for (purpose, _) in Purpose::ALL {
        store(folder, purpose)?;
    }
    let mut lines = vec![words.say(
        &Message::new("pki-trust-heading").with("folder", folder.display()).with("count", manifest.anchors.len()),
    )];
    for anchor in &manifest.anchors {
        let names: Vec<&str> = anchor.purposes.iter().map(|purpose| purpose.name()).collect();
        let line = Message::new("pki-trust-anchor").with("name", &anchor.subject).with("sha256", &anchor.sha256);
        lines.push(words.say(&line.with("purposes", names.join(", ")).with("file", &anchor.file)));
    }
    lines.push(String::new());
    Ok(lines.join("\n"))
}

fn add(
    folder: &Path,
    file: &Path,
    wanted: Option<&str>,
    purposes: &[String],
    words: &Words,
) -> Result<String, Failure> {
    let purposes = purposes
        .iter()
        .map(|name| {
            let names = Purpose::ALL.map(|(_, name)| name).join(", ");
            let bad = || Failure::Unusable(Message::new("pki-bad-purpose").with("purpose", name).with("names", names));
            Purpose::of(name).ok_or_else(bad)
        })
        .collect::<Result<Vec<Purpose>, Failure>>()?;
    let bytes = bytes(file)?;
    let found = bundle::find(&bytes);
    let certificate = match &found.certificates[..] {
        [der] => Certificate::read(der).map_err(|_| Failure::Unusable(nothing_in(file)))?,
        [] => return Err(Failure::Unusable(nothing_in(file))),
        several => {
            let message = Message::new("pki-trust-several").with("file", file.display());
            return Err(Failure::Unusable(message.with("count", several.len())));
        }
    };
    let own = certificate.fingerprint();
    let own_text = hex(&own);
    let known = authority_of(&certificate);
    let Some(wanted) = wanted else {
        let message = Message::new("pki-trust-ask").with("name", certificate.subject);
        return Err(Failure::Unusable(message.with("sha256", own_text)));
    };
    if fingerprint(wanted) != Some(own) {
        let message = Message::new("pki-trust-other").with("file", file.display());
        return Err(Failure::Unusable(message.with("sha256", own_text).with("wanted", wanted)));
    }
    // A certificate that calls itself a CA of the Government and is not the one seen on its signatures.
    if let Some(known) = &known
        && let Some(seen) = &known.seen
        && !seen.fit(&own)
    {
        let message = Message::new("pki-trust-not-as-seen").with("name", &known.common_name);
        let message = message.with("sha256", own_text).with("begins", &seen.begins).with("ends", &seen.ends);
        return Err(Failure::Unusable(message));
    }
    let mut manifest = manifest(folder)?;
    manifest.anchors.retain(|anchor| fingerprint(&anchor.sha256) != Some(own));
    let name = format!("{}.der", &own_text[..16].to_lowercase());
    manifest.anchors.push(Anchor {
        file: name.clone(),
        sha256: own_text.clone(),
        subject: certificate.subject.to_string(),
        purposes,
    });
    std::fs::create_dir_all(folder).map_err(|error| cannot_write(folder, &error))?;
    write(&folder.join(&name), certificate.raw)?;
    save(folder, &manifest)?;
    let message = Message::new("pki-trust-added").with("name", certificate.subject).with("folder", folder.display());
    Ok(words.say(&message) + "\n")
}

fn remove(folder: &Path, wanted: &str, words: &Words) -> Result<String, Failure> {
    let mut manifest = manifest(folder)?;
    let digits: String = wanted.chars().filter(|c| !matches!(c, ':' | ' ')).collect::<String>().to_uppercase();
    let fits = |anchor: &&Anchor| !digits.is_empty() && anchor.sha256.to_uppercase().starts_with(&digits);
    let fitting: Vec<Anchor> = manifest.anchors.iter().filter(fits).cloned().collect();
    let [anchor] = &fitting[..] else {
        let message = Message::new("pki-trust-which").with("fingerprint", wanted).with("count", fitting.len());
        return Err(Failure::Unusable(message));
    };
    manifest.anchors.retain(|other| other != anchor);
    save(folder, &manifest)?;
    // The manifest decides; the file without its line is trusted no more, gone or not.
    let _ = std::fs::remove_file(folder.join(&anchor.file));
    Ok(words.say(&Message::new("pki-trust-removed").with("name", &anchor.subject)) + "\n")
}

fn save(folder: &Path, manifest: &Manifest) -> Result<(), Failure> {
    write(&folder.join(MANIFEST), manifest.write().as_bytes())
}

/// Writes beside and renames: a store is never half-written.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let beside = path.with_extension("new");
    std::fs::write(&beside, bytes)
        .and_then(|()| std::fs::rename(&beside, path))
        .map_err(|error| cannot_write(path, &error))
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Failed(Message::new("pki-cannot-write").with("file", path.display()).with("reason", error))
}
