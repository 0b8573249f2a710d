//! A request that comes twice under one key: the second one gets the answer of the first.

use super::answer::Answer;
use super::operation::{Gives, Operation};
use super::problem::{Code, Problem};
use antin_app::Context;
use antin_app::idempotency::{self, Key, Known};
use std::sync::Arc;

/// What is to be done with a request that carries a key.
pub enum Retry {
    /// It is new: carry it out, with a context that keeps the key.
    New(Context),
    /// It was carried out: this is its answer.
    Before(Answer),
}

/// Looks whether the request was carried out.
///
/// # Errors
/// [`Code::KeyOfAnother`], [`Code::AnsweredBefore`].
pub async fn look(context: &Context, operation: &Operation, key: &Arc<Key>) -> Result<Retry, Problem> {
    told(idempotency::known(context, key).await?, context, operation, key)
}

fn told(known: Known, context: &Context, operation: &Operation, key: &Arc<Key>) -> Result<Retry, Problem> {
    match known {
        Known::New => Ok(Retry::New(context.keyed(Arc::clone(key)))),
        Known::Another => Err(Problem::plain(Code::KeyOfAnother).at("Idempotency-Key")),
        Known::Done(_) if matches!(operation.gives, Gives::Secret(_)) => Err(Problem::plain(Code::AnsweredBefore)),
        Known::Done(kept) => Ok(Retry::Before(Answer::done(&kept.object_kind, kept.object_id)?)),
    }
}

/// The answer to a request that was carried out under `key` just now, or could not be: where another request with the
/// same key was quicker, the answer of that one.
///
/// # Errors
/// The problem of the request itself.
pub async fn settle(
    context: &Context,
    operation: &Operation,
    key: &Arc<Key>,
    outcome: Result<Answer, Problem>,
) -> Result<Answer, Problem> {
    match outcome {
        Ok(Answer::Done(done)) => {
            // Nothing was changed, so nothing kept the key: a file that was known already, say.
            idempotency::keep(context, key, &done.kind, &done.id).await.or_else(quicker)?;
            Ok(Answer::Done(done))
        }
        Ok(answer) => Ok(answer),
        Err(problem) => {
            let known = idempotency::known_after_all(context, key).await?;
            match told(known, context, operation, key)? {
                Retry::Before(answer) => Ok(answer),
                Retry::New(_) => Err(problem),
            }
        }
    }
}

/// Somebody else kept the same key meanwhile: that is as good.
fn quicker(error: antin_app::AppError) -> Result<(), antin_app::AppError> {
    if error.kind() == antin_app::error::Kind::Taken { Ok(()) } else { Err(error) }
}
