//! Requests that come twice: the second one learns what the first one did and changes nothing.
//!
//! [`Context::keyed`] gives a context whose first change keeps the key in the same commit. A request that fails keeps
//! nothing: it may come again under the same key.

use crate::context::Context;
use crate::error::AppError;
use antin_domain::id::Id;
use antin_storage::blobs::digest_of;
use antin_storage::idempotency;
use std::sync::Arc;

pub use antin_storage::idempotency::{Kept, Key};

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// Nothing: the request is to be carried out.
    New,
    /// The same request was carried out.
    Done(Kept),
    /// Another request used this key.
    Another,
}

/// The key of a request of `user`; `request` are the parts that make it this request: method, address, body.
#[must_use]
pub fn key(user: Id, text: &str, request: &[&[u8]]) -> Arc<Key> {
    // Each part behind its length, so that no two requests have the same bytes.
    let mut bytes = Vec::new();
    for part in request {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    Arc::new(Key::new(user, text.to_owned(), digest_of(&bytes)))
}

/// What is known of a key.
///
/// # Errors
/// The database cannot be read.
pub async fn known(context: &Context, key: &Key) -> Result<Known, AppError> {
    let found = idempotency::find(&mut context.db.read().await?, key.user, &key.text).await?;
    Ok(of(found, key))
}

/// The same after the request failed: another one with the same key may have been quicker, and may have ended its turn
/// without being on disk yet. So one takes a turn, in which it is seen, and waits until the disk has it.
///
/// # Errors
/// As [`known`]; or the commit of the other one failed.
pub async fn known_after_all(context: &Context, key: &Key) -> Result<Known, AppError> {
    let mut turn = context.db.upkeep().await?;
    let found = idempotency::find(&mut turn, key.user, &key.text).await?;
    turn.commit().await?;
    Ok(of(found, key))
}

fn of(found: Option<Kept>, key: &Key) -> Known {
    match found {
        None => Known::New,
        Some(kept) if kept.request == key.request => Known::Done(kept),
        Some(_) => Known::Another,
    }
}

/// Keeps the key of a request that turned out to change nothing, as of a file that is known already.
///
/// # Errors
/// The database cannot be written.
pub async fn keep(context: &Context, key: &Key, kind: &str, id: &str) -> Result<(), AppError> {
    if key.is_kept() {
        return Ok(());
    }
    let mut turn = context.db.upkeep().await?;
    idempotency::keep(&mut turn, key, kind, id, context.now()).await?;
    Ok(turn.commit().await?)
}
