//! A file that is signed or judged: held in memory where it is small, else read where it lies.
//!
//! A large file must not change while it is read. Whether it did is asked at the end; nothing is said of one that did.

use antin_pki::algorithm::Digest;
use antin_pki::hash::Hash;
use antin_sign::source::{ReadAt, Source};
use std::fs::{File, Metadata};
use std::io::{Error, ErrorKind, Read, Result, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::SystemTime;

/// Bytes up to which a file is held in memory.
const HELD: u64 = 1 << 20;

/// Bytes read at once where a file is gone over from its beginning.
const CHUNK: usize = 64 << 10;

/// A file that was opened.
pub enum Opened {
    /// Its bytes.
    Held(Vec<u8>),
    /// Read where it lies.
    Lying(Lying),
}

/// A file that is read where it lies.
pub struct Lying {
    file: File,
    length: usize,
    modified: Option<SystemTime>,
}

impl ReadAt for Lying {
    fn length(&self) -> usize {
        self.length
    }

    fn read_at(&self, at: usize, buffer: &mut [u8]) -> Result<()> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(at as u64))?;
        file.read_exact(buffer)
    }
}

impl Lying {
    fn of(file: File, now: &Metadata) -> Result<Lying> {
        let length = usize::try_from(now.len()).map_err(|_| Error::from(ErrorKind::FileTooLarge))?;
        Ok(Lying { file, length, modified: now.modified().ok() })
    }

    fn has_changed(&self) -> bool {
        let now = self.file.metadata();
        now.is_ok_and(|now| now.len() != self.length as u64 || now.modified().ok() != self.modified)
    }
}

impl Opened {
    /// Opens the file at `path`.
    ///
    /// # Errors
    /// It cannot be opened or read.
    pub fn open(path: &Path) -> Result<Opened> {
        let mut file = File::open(path)?;
        let now = file.metadata()?;
        // A pipe has no length; it is read to its end.
        if now.is_file() && now.len() > HELD {
            return Ok(Opened::Lying(Lying::of(file, &now)?));
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(Opened::Held(bytes))
    }

    /// Its bytes, wherever they are.
    #[must_use]
    pub fn source(&self) -> Source<'_> {
        match self {
            Opened::Held(bytes) => Source::from(bytes),
            Opened::Lying(file) => Source::reader(file),
        }
    }

    /// Did somebody write into it since it was opened?
    #[must_use]
    pub fn has_changed(&self) -> bool {
        match self {
            Opened::Held(_) => false,
            Opened::Lying(file) => file.has_changed(),
        }
    }
}

/// SHA-256 of the file at `path`, which is not held.
///
/// # Errors
/// It cannot be read.
pub fn sha256_of(path: &Path) -> Result<Vec<u8>> {
    let mut hash = Hash::new(Digest::Sha256);
    copy(&mut File::open(path)?, &mut std::io::sink(), &mut hash).map_err(|(_, error)| error)?;
    Ok(hash.finish())
}

/// Which side of a copy failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The file that is copied.
    Reading,
    /// The copy.
    Writing,
}

/// Copies what is left of `from`, and takes it into `hash`.
///
/// # Errors
/// Reading or writing failed.
pub fn copy(from: &mut File, to: &mut dyn Write, hash: &mut Hash) -> std::result::Result<(), (Side, Error)> {
    let mut buffer = vec![0; CHUNK];
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(count) => {
                hash.update(&buffer[..count]);
                to.write_all(&buffer[..count]).map_err(|error| (Side::Writing, error))?;
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err((Side::Reading, error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_file_is_read_where_it_lies_and_its_change_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("large");
        let bytes: Vec<u8> = (0..HELD + 5000).map(|at| (at % 251) as u8).collect();
        std::fs::write(&path, &bytes).unwrap();
        let opened = Opened::open(&path).unwrap();
        assert!(matches!(opened, Opened::Lying(_)));
        let source = opened.source();
        assert_eq!(source.digest_of_all(Digest::Sha256), Some(sha256_of(&path).unwrap()));
        assert_eq!(sha256_of(&path).unwrap(), Digest::Sha256.compute(&[&bytes]));
        assert!(!opened.has_changed());
        std::fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b"more").unwrap();
        assert!(opened.has_changed());
    }

    #[test]
    fn a_small_file_is_held() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("small");
        std::fs::write(&path, b"12").unwrap();
        let opened = Opened::open(&path).unwrap();
        assert!(matches!(&opened, Opened::Held(bytes) if bytes == b"12"));
        assert_eq!(opened.source().length(), 2);
    }
}
