//! Why something could not be kept or found, with both sides of the disagreement.

use antin_domain::message::Message;
use std::path::PathBuf;

/// What functions of this crate return.
pub type Result<T> = std::result::Result<T, Error>;

/// Why something could not be kept or found.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address of a database is none that is known.
    #[error("{url}: neither a file nor postgres://…")]
    Address {
        /// As given, without its password.
        url: String,
    },
    /// The database can no longer be written to; what was acknowledged before is there.
    #[error("writing has stopped: {reason}")]
    Broken {
        /// What went wrong when it was last written to.
        reason: String,
    },
    /// A unit would come to stand below itself.
    #[error("unit {id} stands above unit {parent}")]
    Circle {
        /// The unit.
        id: i64,
        /// The unit that was to be above it.
        parent: i64,
    },
    /// The commit of several writers together failed; nothing of it is kept.
    #[error("the commit failed: {reason}")]
    Commit {
        /// What the database said.
        reason: String,
    },
    /// A row holds something that this program does not understand.
    #[error("{table}: unreadable {column}: {value}")]
    Damaged {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// What stands there.
        value: String,
    },
    /// The database refused or could not be reached.
    #[error(transparent)]
    Database(sqlx::Error),
    /// A file or folder could not be read or written.
    #[error("{path}: {error}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the machine said.
        error: std::io::Error,
    },
    /// The schema could not be brought up to date.
    #[error(transparent)]
    Migration(sqlx::migrate::MigrateError),
    /// There is no such thing.
    #[error("no {noun} {id}")]
    Missing {
        /// What was looked for.
        noun: &'static str,
        /// Its number or name.
        id: String,
    },
    /// Something that is told of refers to what is not there.
    #[error("refers to what is not there: {what}")]
    NoSuchReference {
        /// The constraint of the database that said so.
        what: String,
    },
    /// Somebody changed it meanwhile.
    #[error("{noun} {id}: version {seen} was seen, it is another now")]
    Stale {
        /// What was to be changed.
        noun: &'static str,
        /// Its number.
        id: i64,
        /// The version the caller had seen.
        seen: i64,
    },
    /// It is there already.
    #[error("is there already: {what}")]
    Taken {
        /// The constraint of the database that said so.
        what: String,
    },
    /// The step is not in the table of steps.
    #[error("{noun} {id}: no {verb} from {state}")]
    NoSuchStep {
        /// What was to be changed.
        noun: &'static str,
        /// Its number.
        id: i64,
        /// What was to be done.
        verb: String,
        /// Where it stands.
        state: String,
    },
    /// The cursor of a page is none of ours.
    #[error("not a cursor: {text}")]
    BadCursor {
        /// As given.
        text: String,
    },
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Error {
        let Some(database) = error.as_database_error() else { return Error::Database(error) };
        let what = || database.constraint().unwrap_or_else(|| database.message()).to_owned();
        if database.is_unique_violation() {
            Error::Taken { what: what() }
        } else if database.is_foreign_key_violation() {
            Error::NoSuchReference { what: what() }
        } else {
            Error::Database(error)
        }
    }
}

impl Error {
    /// The sentence for the person.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Error::Address { url } => Message::new("storage-address").with("url", url),
            Error::BadCursor { text } => Message::new("storage-bad-cursor").with("text", text),
            Error::Broken { reason } => Message::new("storage-broken").with("reason", reason),
            Error::Circle { id, parent } => Message::new("storage-circle").with("id", id).with("parent", parent),
            Error::Commit { reason } => Message::new("storage-commit").with("reason", reason),
            Error::Damaged { table, column, value } => {
                Message::new("storage-damaged").with("table", table).with("column", column).with("value", value)
            }
            Error::Database(error) => Message::new("storage-database").with("reason", error),
            Error::File { path, error } => {
                Message::new("storage-file").with("path", path.display()).with("reason", error)
            }
            Error::Migration(error) => Message::new("storage-migration").with("reason", error),
            Error::Missing { noun, id } => Message::new("storage-missing").with("noun", noun).with("id", id),
            Error::NoSuchReference { what } => Message::new("storage-no-such-reference").with("what", what),
            Error::NoSuchStep { noun, id, verb, state } => Message::new("storage-no-such-step")
                .with("noun", noun)
                .with("id", id)
                .with("verb", verb)
                .with("state", state),
            Error::Stale { noun, id, .. } => Message::new("storage-stale").with("noun", noun).with("id", id),
            Error::Taken { what } => Message::new("storage-taken").with("what", what),
        }
    }

    /// Would the same call have a chance if it were made again? (Deadlocks, serialisation failures, busy databases.)
    #[must_use]
    pub fn is_passing(&self) -> bool {
        let Error::Database(sqlx::Error::Database(error)) = self else { return false };
        // PostgreSQL: serialization_failure, deadlock_detected; SQLite: BUSY, BUSY_SNAPSHOT.
        matches!(error.code().as_deref(), Some("40001" | "40P01" | "5" | "517"))
    }
}
