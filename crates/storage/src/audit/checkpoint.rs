//! Checkpoints: the end of the chain, signed, in a folder outside the database.
//!
//! Whoever can write to the database can also compute a whole chain anew. A signed copy of its end, kept where the
//! database's keeper cannot write, shows that, and shows a cut tail and a rolled-back copy. Ed25519 (RFC 8032).

use super::Head;
use super::chain::Hash;
use crate::error::{Error, Result};
use antin_domain::hex::hex;
use antin_domain::moment::Moment;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The mark of what is signed.
const MARK: &[u8] = b"antin audit checkpoint 1";
/// The name of the file with the public key, in hex, beside the checkpoints.
const KEY_FILE: &str = "checkpoint-key.txt";

/// The key that signs checkpoints.
pub struct Signer(Ed25519KeyPair);

/// A public key in hex, as it stands in its file and in every checkpoint.
pub type PublicKey = [u8; 32];

/// A signed end of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The end of the chain at that moment.
    pub head: Head,
    /// When it was signed.
    pub at: Moment,
    /// Signature over mark, number, moment and hash.
    pub signature: Vec<u8>,
}

impl Signer {
    /// The key made of 32 random bytes, which the caller draws and keeps secret; none if ring refuses them.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Option<Signer> {
        Ed25519KeyPair::from_seed_unchecked(seed).ok().map(Signer)
    }

    /// The key by which others verify.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        let mut key = [0; 32];
        key.copy_from_slice(self.0.public_key().as_ref());
        key
    }

    /// Signs the end of the chain.
    #[must_use]
    pub fn sign(&self, head: Head, at: Moment) -> Checkpoint {
        let signature = self.0.sign(&signed_bytes(&head, at)).as_ref().to_vec();
        Checkpoint { head, at, signature }
    }
}

impl Checkpoint {
    /// Did the holder of this key sign it as it stands?
    #[must_use]
    pub fn is_signed_by(&self, key: &PublicKey) -> bool {
        UnparsedPublicKey::new(&ED25519, key).verify(&signed_bytes(&self.head, self.at), &self.signature).is_ok()
    }
}

fn signed_bytes(head: &Head, at: Moment) -> Vec<u8> {
    [MARK, &head.number.to_be_bytes(), &at.0.to_be_bytes(), &head.hash].concat()
}

/// Writes a checkpoint, and the public key where it is not there yet, into `folder`. A file of this number that is there
/// already stays: checkpoints are written once.
///
/// # Errors
/// The folder cannot be written to, or holds the key of another installation.
pub fn export(folder: &Path, checkpoint: &Checkpoint, key: &PublicKey) -> Result<PathBuf> {
    std::fs::create_dir_all(folder).map_err(|error| file_error(folder, error))?;
    match known_key(folder)? {
        None => write_once(&folder.join(KEY_FILE), &format!("{}\n", hex(key)))?,
        Some(known) if known == *key => {}
        Some(_) => {
            let error = std::io::Error::new(std::io::ErrorKind::AlreadyExists, "another key");
            return Err(file_error(&folder.join(KEY_FILE), error));
        }
    }
    let path = folder.join(format!("{:016}.json", checkpoint.head.number));
    let text = json!({
        "number": checkpoint.head.number,
        "hash": hex(&checkpoint.head.hash),
        "at": checkpoint.at.0,
        "signature": hex(&checkpoint.signature),
    });
    if !path.exists() {
        write_once(&path, &format!("{text:#}\n"))?;
    }
    Ok(path)
}

/// The checkpoints of a folder by their numbers, and the key beside them. A file that is no checkpoint is an error: an
/// inspector must hear of it.
///
/// # Errors
/// The folder or one of its files cannot be read, or there is no key.
pub fn read_folder(folder: &Path) -> Result<(Vec<Checkpoint>, PublicKey)> {
    let entries = std::fs::read_dir(folder).map_err(|error| file_error(folder, error))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| file_error(folder, error))?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            paths.push(path);
        }
    }
    paths.sort();
    let key = known_key(folder)?
        .ok_or_else(|| file_error(&folder.join(KEY_FILE), std::io::Error::from(std::io::ErrorKind::NotFound)))?;
    let checkpoints = paths.iter().map(|path| read(path)).collect::<Result<Vec<Checkpoint>>>()?;
    Ok((checkpoints, key))
}

fn read(path: &Path) -> Result<Checkpoint> {
    let text = std::fs::read_to_string(path).map_err(|error| file_error(path, error))?;
    parse(&text).ok_or_else(|| file_error(path, std::io::Error::from(std::io::ErrorKind::InvalidData)))
}

fn parse(text: &str) -> Option<Checkpoint> {
    let value: Value = serde_json::from_str(text).ok()?;
    let hash: Hash = unhex(value["hash"].as_str()?)?.try_into().ok()?;
    Some(Checkpoint {
        head: Head { number: value["number"].as_i64()?, hash },
        at: Moment(value["at"].as_i64()?),
        signature: unhex(value["signature"].as_str()?)?,
    })
}

fn known_key(folder: &Path) -> Result<Option<PublicKey>> {
    let path = folder.join(KEY_FILE);
    match std::fs::read_to_string(&path) {
        Ok(text) => {
            let key = unhex(text.trim()).and_then(|bytes| bytes.try_into().ok());
            key.map(Some).ok_or_else(|| file_error(&path, std::io::Error::from(std::io::ErrorKind::InvalidData)))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(file_error(&path, error)),
    }
}

/// Writes beside and renames, so that a file is whole or absent.
fn write_once(path: &Path, text: &str) -> Result<()> {
    let beside = path.with_extension("part");
    let written = std::fs::File::create(&beside).and_then(|mut file| {
        std::io::Write::write_all(&mut file, text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&beside, path)
    });
    written.map_err(|error| file_error(path, error))
}

fn file_error(path: &Path, error: std::io::Error) -> Error {
    Error::File { path: path.to_owned(), error }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.chars().map(|c| c.to_digit(16).map(|digit| digit as u8)).collect::<Option<_>>()?;
    let pairs = digits.chunks_exact(2);
    pairs.remainder().is_empty().then(|| pairs.map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_comes_back_from_its_folder_and_a_touched_one_is_not_signed() {
        let folder = tempfile::tempdir().unwrap();
        let signer = Signer::from_seed(&[7; 32]).unwrap();
        let checkpoint = signer.sign(Head { number: 42, hash: [9; 32] }, Moment(5));
        export(folder.path(), &checkpoint, &signer.public_key()).unwrap();
        let (read, key) = read_folder(folder.path()).unwrap();
        assert_eq!((read.as_slice(), key), ([checkpoint.clone()].as_slice(), signer.public_key()));
        assert!(read[0].is_signed_by(&key));
        let touched = Checkpoint { head: Head { number: 41, ..checkpoint.head }, ..checkpoint };
        assert!(!touched.is_signed_by(&key));
    }

    #[test]
    fn the_folder_of_another_installation_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (Signer::from_seed(&[1; 32]).unwrap(), Signer::from_seed(&[2; 32]).unwrap());
        let head = Head { number: 1, hash: [0; 32] };
        export(folder.path(), &one.sign(head, Moment(1)), &one.public_key()).unwrap();
        assert!(export(folder.path(), &two.sign(head, Moment(1)), &two.public_key()).is_err());
    }

    #[test]
    fn a_folder_with_something_else_is_told() {
        let folder = tempfile::tempdir().unwrap();
        assert!(read_folder(folder.path()).is_err());
        std::fs::write(folder.path().join("0000000000000001.json"), "{}").unwrap();
        assert!(read_folder(folder.path()).is_err());
    }
}
