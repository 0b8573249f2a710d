//! Signed checkpoints of the audit: every quarter of an hour and when the server stops.
//!
//! The key stands in the data folder, not in the database: whoever can write to the database cannot sign. The checkpoints
//! stand in a folder that the operator may put elsewhere (docs/decisions/0011).

use super::chores;
use crate::context::Context;
use crate::error::AppError;
use antin_storage::Error as StorageError;
use antin_storage::audit;
use antin_storage::audit::checkpoint::{self as signed, Signer};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Name and rhythm of the schedule.
const NAME: &str = "checkpoint-of-audit";
const MINUTES: i64 = 15;
/// The file of the key, in the data folder; 64 hex digits.
const KEY_FILE: &str = "checkpoint.key";

/// Signs the end of the audit as it is now and writes it into the folder of checkpoints; none where this server signed
/// that end already, or where there is no event yet.
///
/// # Errors
/// The key or the folder cannot be used.
pub async fn checkpoint(context: &Context) -> Result<Option<PathBuf>, AppError> {
    let head = audit::head(&mut context.db.read().await?).await?;
    let is_known = |signed: &i64| *signed >= head.number;
    if head.number == 0 || context.board.signed.lock().is_ok_and(|signed| is_known(&signed)) {
        return Ok(None);
    }
    let seed = context.random()?;
    let (key_file, folder, at) = (context.data.join(KEY_FILE), context.checkpoints.clone(), context.now());
    let write = move || {
        let signer = Signer::from_seed(&key(&key_file, seed)?).ok_or(AppError::NoChance)?;
        Ok::<_, AppError>(signed::export(&folder, &signer.sign(head, at), &signer.public_key())?)
    };
    let path = tokio::task::spawn_blocking(write).await.map_err(|error| AppError::BrokenOff(error.to_string()))??;
    if let Ok(mut signed) = context.board.signed.lock() {
        *signed = head.number;
    }
    Ok(Some(path))
}

/// The seed of the key: that of the file, or `fresh`, which is kept there first.
fn key(path: &Path, fresh: [u8; 32]) -> Result<[u8; 32], AppError> {
    let failed = |error: std::io::Error| AppError::Storage(StorageError::File { path: path.to_owned(), error });
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(mut file) => {
            let text = antin_domain::hex::hex(&fresh);
            file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
            Ok(fresh)
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            let text = std::fs::read_to_string(path).map_err(failed)?;
            let seed = crate::sign_in::unhex(text.trim());
            seed.ok_or_else(|| failed(std::io::Error::from(std::io::ErrorKind::InvalidData)))
        }
        Err(error) => Err(failed(error)),
    }
}

/// Signs if it is due.
pub(super) async fn sign_if_due(context: &Context) -> Result<(), AppError> {
    let now = context.now();
    let next = now.plus_seconds(MINUTES * 60);
    if chores::is_due(context, NAME, &format!("every {MINUTES} minutes"), now, next).await?
        && let Some(path) = checkpoint(context).await?
    {
        tracing::info!(path = %path.display(), "the audit was signed");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once_and_only_its_owner_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(KEY_FILE);
        assert_eq!(key(&path, [7; 32]).unwrap(), [7; 32]);
        assert_eq!(key(&path, [8; 32]).unwrap(), [7; 32], "the second seed is not taken");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        std::fs::write(&path, "not a key").unwrap();
        assert!(key(&path, [9; 32]).is_err(), "a damaged key is told, not replaced");
    }
}
