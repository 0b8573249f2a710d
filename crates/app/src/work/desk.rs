//! Where a job is worked on: it tells how far it is, and it is put away in the transaction of what it did.

use crate::context::Context;
use crate::error::AppError;
use antin_domain::id::{Id, Ids};
use antin_storage::Upkeep;
use antin_storage::jobs;
use std::sync::Arc;

/// Where one job is worked on.
pub(crate) struct Desk {
    context: Arc<Context>,
    /// The job.
    pub job: Id,
    worker: String,
}

impl Desk {
    pub(super) fn new(context: &Arc<Context>, job: Id, worker: &str) -> Desk {
        Desk { context: Arc::clone(context), job, worker: worker.to_owned() }
    }

    /// So much of so much is done.
    pub(crate) fn at(&self, done: usize, total: usize) {
        if let Ok(mut progress) = self.context.board.progress.lock() {
            let count = |count| i64::try_from(count).unwrap_or(i64::MAX);
            progress.insert(self.job, (count(done), count(total)));
        }
    }

    /// Fresh numbers for what the job makes.
    ///
    /// # Errors
    /// The machine has no chance to give.
    pub(crate) fn ids(&self) -> Result<Ids, AppError> {
        self.context.ids()
    }

    /// Puts the job away in the turn that does what it asked for: either both are kept, or neither.
    ///
    /// # Errors
    /// Another worker has the job by now; then nothing of the turn may be kept.
    pub(crate) async fn finish(&self, turn: &mut Upkeep) -> Result<(), AppError> {
        if jobs::finish(turn, self.job, &self.worker, self.context.now()).await? {
            return Ok(());
        }
        Err(AppError::BrokenOff("another worker has the job".into()))
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if let Ok(mut progress) = self.context.board.progress.lock() {
            progress.remove(&self.job);
        }
    }
}
