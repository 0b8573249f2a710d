//! Why a use case was not carried out.

use antin_domain::message::Message;
use antin_storage::Error as StorageError;

/// Why a use case was not carried out; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The visitor may not.
    #[error("refused: {}", .0.key)]
    Refused(Message),
    /// What was given cannot be used.
    #[error("unusable: {}", .0.key)]
    Unusable(Message),
    /// The machine gave no random bytes.
    #[error("no random bytes")]
    NoChance,
    /// Work in the background ended without its result.
    #[error("the work was broken off: {0}")]
    BrokenOff(String),
    /// The database said no.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What kind of failure it is, for doors that have a number for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The visitor may not.
    Refused,
    /// What was given cannot be used.
    Unusable,
    /// There is no such thing.
    Missing,
    /// Somebody else was quicker.
    Stale,
    /// Something is broken here.
    Broken,
}

impl AppError {
    /// What kind of failure it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            AppError::Refused(_) => Kind::Refused,
            AppError::Unusable(_)
            | AppError::Storage(
                StorageError::BadCursor { .. } | StorageError::NoSuchReference { .. } | StorageError::NoSuchStep { .. },
            ) => Kind::Unusable,
            AppError::Storage(StorageError::Missing { .. }) => Kind::Missing,
            AppError::Storage(StorageError::Stale { .. } | StorageError::Taken { .. }) => Kind::Stale,
            AppError::NoChance | AppError::BrokenOff(_) | AppError::Storage(_) => Kind::Broken,
        }
    }

    /// The sentence for the person.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            AppError::Refused(message) | AppError::Unusable(message) => message.clone(),
            AppError::NoChance => Message::new("web-no-chance"),
            AppError::BrokenOff(reason) => Message::new("web-broken-off").with("reason", reason),
            AppError::Storage(error) => error.message(),
        }
    }
}
