//! Anchors, certificates in between, CRLs and OCSP answers of a call, read and checked once.

use crate::arguments::VerifyCall;
use crate::failure::Failure;
use antin_domain::message::Message;
use antin_pki::ocsp::{OcspError, Response};
use antin_pki::trust::{MANIFEST, Purpose};
use antin_results::certificates::files::{bytes, files, material};
use antin_results::certificates::trust::{anchors, store};
use std::path::PathBuf;

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
