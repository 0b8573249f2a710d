//! Anchors, certificates in between, CRLs and OCSP answers of a call, read and checked once.

use crate::arguments::VerifyCall;
use crate::certificate_files::{Material, bytes, files, material};
use crate::failure::Failure;
use antin_domain::message::Message;
use antin_pki::certificate::Certificate;
use antin_pki::crl::{Crl, CrlError, CrlIndex, CrlShelf, Crls, Put};
use antin_pki::ocsp::{OcspError, Response};
use antin_pki::path::Store;
use antin_pki::trust::{MANIFEST, Manifest, Purpose, fingerprint, hex};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The bytes of everything that a path may consist of.
#[derive(Debug, Default)]
pub struct Supplies {
    /// Trusted certificates.
    pub anchors: Vec<Vec<u8>>,
    /// Certificates that may stand in between.
    pub others: Vec<Vec<u8>>,
    /// CRLs with their files.
    pub crls: Vec<(PathBuf, Vec<u8>)>,
    /// OCSP responders that a trust store trusts by themselves.
    pub responders: Vec<Vec<u8>>,
    /// OCSP answers with their files.
    pub answers: Vec<(PathBuf, Vec<u8>)>,
}

/// Reads what `--trust`, `--chain`, `--crl` and `--ocsp` name.
///
/// # Errors
/// A file cannot be used, a trust store does not hold what its manifest says, or nothing is trusted at all.
pub fn supplies(call: &VerifyCall) -> Result<Supplies, Failure> {
    let mut supplies = Supplies { answers: answers(&call.ocsp)?, ..Supplies::default() };
    for path in &call.trust {
        supplies.anchors.extend(anchors(path)?);
        if path.join(MANIFEST).is_file() {
            supplies.responders.extend(store(path, Purpose::Ocsp)?.into_iter().map(|(_, der)| der));
        }
    }
    for path in &call.chain {
        let material = material(path)?;
        supplies.others.extend(material.certificates.into_iter().map(|(_, der)| der));
        // CRLs in a P7B count only where CRLs are asked for.
        if !call.crl.is_empty() {
            supplies.crls.extend(material.crls);
        }
    }
    for path in &call.crl {
        let material = material(path)?;
        if material.crls.is_empty() && !path.is_dir() {
            return Err(Failure::Unusable(Message::new("pki-no-crl").with("file", path.display())));
        }
        supplies.crls.extend(material.crls);
        supplies.others.extend(material.certificates.into_iter().map(|(_, der)| der));
    }
    if supplies.anchors.is_empty() {
        let places: Vec<String> = call.trust.iter().map(|path| path.display().to_string()).collect();
        return Err(Failure::Unusable(Message::new("pki-nothing-trusted").with("file", places.join(", "))));
    }
    Ok(supplies)
}

fn certificates(material: Material) -> impl Iterator<Item = Vec<u8>> {
    material.certificates.into_iter().map(|(_, der)| der)
}

/// The certificates that are trusted for signing: of a trust store, or all of a file or folder.
///
/// # Errors
/// It cannot be read, or does not hold what its manifest says.
pub fn anchors(path: &Path) -> Result<Vec<Vec<u8>>, Failure> {
    match path.join(MANIFEST).is_file() {
        true => Ok(store(path, Purpose::Signing)?.into_iter().map(|(_, der)| der).collect()),
        false => Ok(certificates(material(path)?).collect()),
    }
}

/// The OCSP answers in files and folders. In a folder, files of other kinds are passed over.
fn answers(paths: &[PathBuf]) -> Result<Vec<(PathBuf, Vec<u8>)>, Failure> {
    let mut answers = Vec::new();
    for path in paths {
        for file in if path.is_dir() { files(path)? } else { vec![path.clone()] } {
            let der = bytes(&file)?;
            match Response::read(&der) {
                // A refusal is told when the answers are used.
                Ok(_) | Err(OcspError::Refused(_)) => answers.push((file, der)),
                Err(_) if path.is_dir() => {}
                Err(error) => {
                    let message = Message::new("pki-no-ocsp").with("file", file.display());
                    return Err(Failure::Unusable(message.with("reason", error)));
                }
            }
        }
    }
    Ok(answers)
}

/// The answers as they are judged; the sentences about those in which the responder refused to answer.
pub fn responses(answers: &[(PathBuf, Vec<u8>)]) -> (Vec<Response<'_>>, Vec<Message>) {
    let (mut responses, mut notes) = (Vec::new(), Vec::new());
    for (path, der) in answers {
        match Response::read(der) {
            Ok(response) => responses.push(response),
            Err(error) => {
                notes.push(Message::new("pki-ocsp-refused").with("file", path.display()).with("reason", error));
            }
        }
    }
    (responses, notes)
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
