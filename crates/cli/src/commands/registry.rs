//! Opening the database that a command names.

use crate::arguments::DatabasePlace;
use crate::failure::Failure;
use antin_domain::message::Message;
use antin_storage::{Db, Place};

/// What happens where the file is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// It is made.
    IsMade,
    /// It is told: a mistyped name must not become an empty database.
    IsTold,
}

/// Opens the database, does `work` with it, and closes it.
///
/// # Errors
/// It cannot be opened, or as `work`.
pub fn on_database<T>(
    named: &DatabasePlace,
    absent: Absent,
    work: impl AsyncFnOnce(Db) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let unusable = |error: antin_storage::Error| Failure::Unusable(error.message());
    let place = match (&named.database, &named.data) {
        (Some(url), _) => Place::parse(url).map_err(unusable)?,
        (None, Some(folder)) => Place::in_folder(folder),
        (None, None) => return Err(Failure::Unusable(Message::new("storage-no-place"))),
    };
    if let Place::File(path) = &place {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        match (path.exists(), absent) {
            (true, _) => {}
            (false, Absent::IsTold) => {
                return Err(Failure::Unusable(Message::new("storage-no-file").with("path", path.display())));
            }
            (false, Absent::IsMade) => {
                let made = folder.map_or(Ok(()), std::fs::create_dir_all);
                made.map_err(|error| unusable(antin_storage::Error::File { path: path.clone(), error }))?;
            }
        }
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::Failed(Message::new("storage-database").with("reason", error)))?;
    runtime.block_on(async {
        let opened = match absent {
            Absent::IsMade => Db::open(&place).await,
            // Whoever only looks leaves the file as it is.
            Absent::IsTold => Db::open_to_read(&place),
        };
        let db = opened.map_err(unusable)?;
        let outcome = work(db.clone()).await;
        db.close().await;
        outcome
    })
}
