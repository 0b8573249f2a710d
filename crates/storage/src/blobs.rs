//! Files, kept under the SHA-256 of their bytes: written once, never changed, the same file once.

use crate::db::Connection;
use crate::error::{Error, Result};
use crate::turn::Upkeep;
use antin_domain::hex::hex;
use antin_domain::moment::Moment;
use ring::digest::{SHA256, digest};
use std::io::Write;
use std::path::{Path, PathBuf};

/// SHA-256 of the bytes of a file.
pub type Digest = [u8; 32];

/// A place that keeps bytes under their digest. The second one, besides [`Folder`], will be an S3 store.
pub trait Store: Send + Sync {
    /// Keeps bytes, safe on disk when it returns; nothing happens where they are kept already.
    ///
    /// # Errors
    /// The place cannot be written to; nothing is there then.
    fn put(&self, bytes: &[u8]) -> Result<Digest>;

    /// The bytes with this digest, compared with it.
    ///
    /// # Errors
    /// They are not there, cannot be read, or are not what they were.
    fn get(&self, digest: &Digest) -> Result<Vec<u8>>;
}

/// A folder: `ab/cdef…`, two digits of the digest as a folder, the rest as the name.
pub struct Folder(pub PathBuf);

impl Store for Folder {
    fn put(&self, bytes: &[u8]) -> Result<Digest> {
        let name = digest_of(bytes);
        let path = self.path(&name);
        if path.exists() {
            return Ok(name);
        }
        let folder = path.parent().unwrap_or(&self.0);
        let failed = |error| Error::File { path: path.clone(), error };
        std::fs::create_dir_all(folder).map_err(failed)?;
        // Written beside and renamed: whoever looks sees the whole file or none. Two writers write the same bytes.
        let beside = path.with_extension(format!("{}.part", std::process::id()));
        let written = std::fs::File::create(&beside).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()?;
            std::fs::rename(&beside, &path)?;
            // The name is safe only when the folder is.
            std::fs::File::open(folder)?.sync_all()
        });
        if written.is_err() {
            // What is left of a failed write is worth nothing.
            let _ = std::fs::remove_file(&beside);
        }
        written.map_err(failed)?;
        Ok(name)
    }

    fn get(&self, digest: &Digest) -> Result<Vec<u8>> {
        let path = self.path(digest);
        let bytes = std::fs::read(&path).map_err(|error| Error::File { path: path.clone(), error })?;
        if digest_of(&bytes) == *digest {
            return Ok(bytes);
        }
        let error = std::io::Error::new(std::io::ErrorKind::InvalidData, "not the bytes that were kept");
        Err(Error::File { path, error })
    }
}

impl Folder {
    fn path(&self, digest: &Digest) -> PathBuf {
        let name = hex(digest);
        Path::new(&self.0).join(&name[..2]).join(&name[2..])
    }
}

/// The name under which bytes are kept.
#[must_use]
pub fn digest_of(bytes: &[u8]) -> Digest {
    let mut name = [0; 32];
    name.copy_from_slice(digest(&SHA256, bytes).as_ref());
    name
}

/// Notes that a file is kept; the bytes are put into their [`Store`] before.
///
/// # Errors
/// The database cannot be written.
pub async fn note(turn: &mut Upkeep, digest: &Digest, size: i64, at: Moment) -> Result<()> {
    on!(turn, |c| sqlx::query(
        "INSERT INTO blob (digest, size, kept_us) VALUES ($1, $2, $3) ON CONFLICT (digest) DO NOTHING"
    )
    .bind(digest.to_vec())
    .bind(size)
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(drop))
    .map_err(Error::from)
}

/// The size of a file that is kept; none where it is not.
///
/// # Errors
/// The database cannot be read.
pub async fn size(connection: &mut Connection, digest: &Digest) -> Result<Option<i64>> {
    let row: Option<(i64,)> = on!(connection, |c| sqlx::query_as("SELECT size FROM blob WHERE digest = $1")
        .bind(digest.to_vec())
        .fetch_optional(&mut *c)
        .await)?;
    Ok(row.map(|(size,)| size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_kept_once_and_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let store = Folder(folder.path().join("blobs"));
        let name = store.put(b"ba danh s\xc3\xa1ch").unwrap();
        assert_eq!(store.put(b"ba danh s\xc3\xa1ch").unwrap(), name);
        assert_eq!(store.get(&name).unwrap(), b"ba danh s\xc3\xa1ch");
        let files = std::fs::read_dir(store.path(&name).parent().unwrap()).unwrap().count();
        assert_eq!(files, 1);
    }

    #[test]
    fn a_file_that_was_changed_is_not_given_out() {
        let folder = tempfile::tempdir().unwrap();
        let store = Folder(folder.path().into());
        let name = store.put(b"one").unwrap();
        std::fs::write(store.path(&name), b"two").unwrap();
        assert!(matches!(store.get(&name), Err(Error::File { .. })));
        assert!(matches!(store.get(&[0; 32]), Err(Error::File { .. })));
    }
}
