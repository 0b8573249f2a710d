//! Certificates and CRLs in files and folders: read whole, within a limit, nothing skipped in silence.

use crate::Failure;
use antin_domain::message::Message;
use antin_pki::bundle;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// The largest file that is read: a CRL of a million entries has 42 MB, one of five million fits.
const MOST_BYTES: u64 = 256 << 20;
/// The most files that are taken from one folder.
const MOST_FILES: usize = 1_000_000;

/// What was found in files: owned, so that certificates can point into it.
#[derive(Debug, Default)]
pub struct Material {
    /// Certificates with the file each came from.
    pub certificates: Vec<(PathBuf, Vec<u8>)>,
    /// Certificates that came along in a signed PDF: of CAs, of time stamp authorities.
    pub companions: Vec<(PathBuf, Vec<u8>)>,
    /// CRLs with the file each came from.
    pub crls: Vec<(PathBuf, Vec<u8>)>,
}

/// The bytes of a file.
///
/// # Errors
/// It cannot be read, or is larger than is read.
pub fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |error: std::io::Error| {
        Failure::Unusable(Message::new("cli-unreadable").with("file", path.display()).with("reason", error))
    };
    let length = std::fs::metadata(path).map_err(unreadable)?.len();
    if length > MOST_BYTES {
        let message = Message::new("pki-file-too-large").with("file", path.display());
        return Err(Failure::Unusable(message.with("found", length >> 20).with("limit", MOST_BYTES >> 20)));
    }
    std::fs::read(path).map_err(unreadable)
}

/// Everything in a file, or in the files of a folder and of the folders in it.
///
/// # Errors
/// A file cannot be read, or holds neither a certificate nor a CRL. In a folder, files of other kinds are passed over.
pub fn material(path: &Path) -> Result<Material, Failure> {
    let mut material = Material::default();
    if path.is_dir() {
        for file in files(path)? {
            take(&file, &bytes(&file)?, &mut material);
        }
    } else if !take(path, &bytes(path)?, &mut material) {
        return Err(Failure::Unusable(nothing_in(path)));
    }
    Ok(material)
}

/// The sentence about a file that holds no certificate and no CRL.
pub fn nothing_in(path: &Path) -> Message {
    Message::new("pki-nothing-in-file").with("file", path.display())
}

/// Puts what is in the bytes of a file into `material`; was there anything?
fn take(path: &Path, bytes: &[u8], material: &mut Material) -> bool {
    let found = bundle::find(bytes);
    let any = !found.certificates.is_empty() || !found.crls.is_empty();
    let named = |der: std::borrow::Cow<'_, [u8]>| (path.to_owned(), der.into_owned());
    material.certificates.extend(found.certificates.into_iter().map(named));
    material.companions.extend(found.companions.into_iter().map(named));
    material.crls.extend(found.crls.into_iter().map(named));
    any
}

/// How many files a folder holds (one, if it is a file), and SHA-256 over their names and contents: another digest says
/// that something was added, taken away, renamed or changed.
///
/// # Errors
/// A file cannot be read.
pub fn digest(path: &Path) -> Result<(usize, [u8; 32]), Failure> {
    let files = if path.is_dir() { files(path)? } else { vec![path.to_owned()] };
    let mut all = Sha256::new();
    for file in &files {
        let name = file.strip_prefix(path).unwrap_or(file).to_string_lossy();
        let content = Sha256::digest(bytes(file)?);
        // The length keeps a name from running into what follows.
        all.update((name.len() as u64).to_be_bytes());
        all.update(name.as_bytes());
        all.update(content);
    }
    Ok((files.len(), all.finalize().into()))
}

/// The files in a folder and below, in the order of their names; what is hidden is passed over.
///
/// # Errors
/// A folder cannot be listed.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = |error: std::io::Error| {
        Failure::Unusable(Message::new("cli-unreadable").with("file", folder.display()).with("reason", error))
    };
    let mut found = Vec::new();
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .map_err(unreadable)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .map_err(unreadable)?;
    entries.sort();
    for path in entries {
        let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        // A link to a folder may lead in a circle.
        let is_folder = path.is_dir() && !path.is_symlink();
        if is_hidden {
            continue;
        } else if is_folder {
            found.extend(files(&path)?);
        } else if path.is_file() {
            found.push(path);
        }
        if found.len() > MOST_FILES {
            break;
        }
    }
    Ok(found)
}
