//! Whom a review believes: the anchors of a trust store, or of a file or folder; and the CRLs that they vouch for.

use super::files::{bytes, material};
use crate::Failure;
use antin_domain::message::Message;
use antin_pki::certificate::Certificate;
use antin_pki::crl::{Crl, CrlError, CrlIndex, CrlShelf, Crls, Put};
use antin_pki::path::Store;
use antin_pki::trust::{MANIFEST, Manifest, Purpose, fingerprint, hex};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The certificates that are trusted for signing: of a trust store, or all of a file or folder.
///
/// # Errors
/// It cannot be read, or does not hold what its manifest says.
pub fn anchors(path: &Path) -> Result<Vec<Vec<u8>>, Failure> {
    match path.join(MANIFEST).is_file() {
        true => Ok(store(path, Purpose::Signing)?.into_iter().map(|(_, der)| der).collect()),
        false => Ok(material(path)?.certificates.into_iter().map(|(_, der)| der).collect()),
    }
}

/// The manifest of a trust store; an empty one where the folder has none.
///
/// # Errors
/// The manifest cannot be read or is none.
pub fn manifest(folder: &Path) -> Result<Manifest, Failure> {
    let path = folder.join(MANIFEST);
    if !path.exists() {
        return Ok(Manifest::default());
    }
    let unusable = |reason: String| {
        Failure::Unusable(Message::new("pki-bad-manifest").with("file", path.display()).with("reason", reason))
    };
    let text = String::from_utf8(bytes(&path)?).map_err(|error| unusable(error.to_string()))?;
    Manifest::parse(&text).map_err(|error| unusable(error.to_string()))
}

/// The anchors of a store that are trusted for `purpose`, each checked against its fingerprint.
///
/// # Errors
/// The store does not hold what its manifest says: then nothing in it is trusted.
pub fn store(folder: &Path, purpose: Purpose) -> Result<Vec<(PathBuf, Vec<u8>)>, Failure> {
    let mut anchors = Vec::new();
    for anchor in manifest(folder)?.anchors {
        let path = folder.join(&anchor.file);
        let der = bytes(&path)?;
        let found = Certificate::read(&der).map_err(|error| {
            let message = Message::new("pki-not-a-certificate").with("file", path.display());
            Failure::Unusable(message.with("part", error.part).with("reason", error.error))
        })?;
        let own = found.fingerprint();
        if fingerprint(&anchor.sha256) != Some(own) {
            let message = Message::new("pki-store-changed").with("file", path.display());
            return Err(Failure::Unusable(message.with("found", hex(&own)).with("wanted", anchor.sha256)));
        }
        if anchor.purposes.contains(&purpose) {
            anchors.push((path, der));
        }
    }
    Ok(anchors)
}

/// Verifies and indexes CRLs with the keys of `store`; the sentences about those that are not used. Of several editions
/// of one CRL the newest counts.
pub fn index(store: &Store<'_>, crls: &[(PathBuf, Vec<u8>)]) -> (Crls, Vec<Message>) {
    let (mut indexes, mut paths, mut notes, mut of_others) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for (path, der) in crls {
        let loaded =
            Crl::read(der).map_err(CrlError::from).and_then(|crl| CrlIndex::load(der, &store.keys_of(&crl.issuer)));
        match loaded {
            Ok(index) => {
                indexes.push(Arc::new(index));
                paths.push(path);
            }
            // A folder may hold the CRLs of every CA there is; one sentence for all of them.
            Err(CrlError::NoIssuer) => of_others += 1,
            Err(error) => notes.push(why_not(path, &error)),
        }
    }
    if of_others > 0 {
        notes.push(Message::new("pki-crl-no-issuer").with("count", of_others));
    }
    let shelf = CrlShelf::default();
    // From new to old, so that every file that is not used is told.
    let mut order: Vec<usize> = (0..indexes.len()).collect();
    order.sort_by_key(|place| std::cmp::Reverse(indexes[*place].this_update));
    let done = shelf.put(order.iter().map(|place| Arc::clone(&indexes[*place])));
    for (place, put) in order.into_iter().zip(done) {
        let file = paths[place].display();
        match put {
            Put::Taken => {}
            Put::NotNewer => notes.push(Message::new("pki-crl-not-newer").with("file", file)),
            Put::NoBase => notes.push(Message::new("pki-crl-no-base").with("file", file)),
        }
    }
    (shelf.current(), notes)
}

fn why_not(path: &Path, error: &CrlError) -> Message {
    let file = path.display();
    match error {
        CrlError::Signature(_) => Message::new("pki-crl-bad-signature").with("file", file),
        _ => Message::new("pki-crl-unusable").with("file", file).with("reason", error),
    }
}
