//! The workers of a server: take jobs, keep their leases, stop in good order; and what happens again and again.

use super::desk::Desk;
use super::{Told, checkpoints, chores, letters, perform};
use crate::context::Context;
use crate::error::{AppError, Kind};
use crate::outside::post::Post;
use antin_domain::message::Message;
use antin_storage::Engine;
use antin_storage::jobs::{self, Job};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Jobs that a server works on at once: reading a list takes a core.
const WORKERS: usize = 2;
/// A worker that says nothing for so long is taken for dead.
const LEASE_SECONDS: i64 = 20;
/// A worker says so often that it lives.
const BEAT: Duration = Duration::from_secs(6);
/// A worker that nobody called looks so often whether there is something to do: another server may have added it.
const PAUSE: Duration = Duration::from_secs(1);
/// A server that is to stop waits so long for a job to end; then the job is given back.
const GRACE: Duration = Duration::from_secs(20);

/// The workers of a server.
pub struct Pool {
    context: Arc<Context>,
    stop: watch::Sender<bool>,
    workers: Vec<JoinHandle<()>>,
}

impl Pool {
    /// Begins to work. Letters go out by `post`; without one they wait in the outbox.
    #[must_use]
    pub fn start(context: &Arc<Context>, post: Option<Post>) -> Pool {
        let (stop, stopped) = watch::channel(false);
        let mut workers: Vec<JoinHandle<()>> = Vec::new();
        for number in 0..WORKERS {
            let (context, stopped) = (Arc::clone(context), stopped.clone());
            workers.push(tokio::spawn(async move {
                let name = context.id().map_or_else(|_| number.to_string(), |id| format!("{id}-{number}"));
                work(&context, &name, number == 0, stopped).await;
            }));
        }
        if let Some(post) = post {
            workers.push(tokio::spawn(letters::again_and_again(Arc::clone(context), post, stopped.clone())));
        }
        workers.push(tokio::spawn(chores::again_and_again(Arc::clone(context), stopped)));
        Pool { context: Arc::clone(context), stop, workers }
    }

    /// Stops in good order: jobs under way end or are given back, and the end of the audit is signed.
    pub async fn stop(self) {
        // Workers that are gone already need not be told.
        let _ = self.stop.send(true);
        for worker in self.workers {
            if let Err(error) = worker.await {
                tracing::error!(%error, "a worker broke off");
            }
        }
        if let Err(error) = checkpoints::checkpoint(&self.context).await {
            tracing::error!(%error, "the audit was not signed");
        }
    }
}

/// Works off every job that is due, here and now, and returns. For the demonstration and for tests.
///
/// # Errors
/// The database cannot be read or written. A job that failed keeps why.
pub async fn settle(context: &Arc<Context>) -> Result<(), AppError> {
    while let Some(job) = next(context, "here").await? {
        let desk = Desk::new(context, job.id, "here");
        if let Err(error) = perform(context, &job, &desk).await {
            failed(context, &job, "here", &error).await?;
        }
    }
    Ok(())
}

async fn work(context: &Arc<Context>, name: &str, is_first: bool, mut stopped: watch::Receiver<bool>) {
    // A file of SQLite belongs to one server: what a former run of it had taken is nobody's any more.
    if is_first
        && context.db.engine() == Engine::Sqlite
        && let Err(error) = free(context).await
    {
        tracing::error!(%error, "jobs of a former run wait for their leases");
    }
    while !*stopped.borrow() {
        match next(context, name).await {
            Ok(Some(job)) => {
                if let Err(error) = attend(context, job, name, &mut stopped).await {
                    tracing::error!(%error, "a job could not be put away");
                }
                continue;
            }
            Ok(None) => {}
            Err(error) => tracing::error!(%error, "no job could be taken"),
        }
        tokio::select! {
            () = context.board.bell.notified() => {}
            _ = stopped.changed() => {}
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}

async fn free(context: &Context) -> Result<(), AppError> {
    let mut turn = context.db.upkeep().await?;
    jobs::free_all(&mut turn, context.now()).await?;
    Ok(turn.commit().await?)
}

/// The next job that is due, taken.
async fn next(context: &Context, name: &str) -> Result<Option<Job>, AppError> {
    // Looking takes no turn; most looks find nothing.
    if !jobs::is_any_due(&mut context.db.read().await?, context.now()).await? {
        return Ok(None);
    }
    let mut turn = context.db.upkeep().await?;
    let mut taken = jobs::take(&mut turn, name, 1, LEASE_SECONDS, context.now()).await?;
    turn.commit().await?;
    Ok(taken.pop())
}

/// Does a job, keeps its lease meanwhile, and puts it away if it failed.
async fn attend(
    context: &Arc<Context>,
    job: Job,
    name: &str,
    stopped: &mut watch::Receiver<bool>,
) -> Result<(), AppError> {
    if job.tries > jobs::MOST_TRIES {
        // Whoever took it so often never came back to say why: it may be what ends the server.
        return failed(context, &job, name, &AppError::Unusable(Message::new("intake-given-up"))).await;
    }
    tracing::info!(kind = job.kind, tries = job.tries, "a job begins");
    let desk = Desk::new(context, job.id, name);
    let (theirs, asked) = (Arc::clone(context), job.clone());
    // A task of its own: it can be given up, and a panic in it is not the end of the worker.
    let mut task = tokio::spawn(async move { perform(&theirs, &asked, &desk).await });
    let mut beat = tokio::time::interval(BEAT);
    beat.tick().await;
    let mut is_stopping = *stopped.borrow();
    let mut grace = Box::pin(tokio::time::sleep(Duration::MAX));
    let outcome = loop {
        tokio::select! {
            outcome = &mut task => break outcome,
            _ = stopped.changed(), if !is_stopping => {
                is_stopping = true;
                grace = Box::pin(tokio::time::sleep(GRACE));
            }
            () = &mut grace, if is_stopping => {
                task.abort();
                let mut turn = context.db.upkeep().await?;
                jobs::give_back(&mut turn, job.id, name, context.now()).await?;
                return Ok(turn.commit().await?);
            }
            _ = beat.tick() => {
                if !keep_lease(context, &job, name).await? && !task.is_finished() {
                    // Either it is just being put away, or somebody else has it.
                    tokio::time::sleep(PAUSE).await;
                    task.abort();
                }
            }
        }
    };
    match outcome {
        Ok(Ok(())) => {
            tracing::info!(kind = job.kind, "a job is done");
            Ok(())
        }
        Ok(Err(error)) => failed(context, &job, name, &error).await,
        Err(error) => failed(context, &job, name, &AppError::BrokenOff(error.to_string())).await,
    }
}

async fn keep_lease(context: &Context, job: &Job, name: &str) -> Result<bool, AppError> {
    let here = context.board.progress.lock().ok().and_then(|known| known.get(&job.id).copied());
    let (done, total) = here.unwrap_or_default();
    let mut turn = context.db.upkeep().await?;
    let until = context.now().plus_seconds(LEASE_SECONDS);
    let is_held = jobs::report(&mut turn, job.id, name, done, total, until).await?;
    turn.commit().await?;
    Ok(is_held)
}

/// Keeps why a job failed: what can never succeed is given up, the rest is tried again later.
async fn failed(context: &Context, job: &Job, name: &str, error: &AppError) -> Result<(), AppError> {
    tracing::warn!(kind = job.kind, tries = job.tries, %error, "a job failed");
    let told = told(error).text();
    let mut turn = context.db.upkeep().await?;
    match error.kind() {
        Kind::Refused | Kind::Unusable | Kind::Missing => {
            jobs::give_up(&mut turn, job.id, name, &told, context.now()).await?;
        }
        Kind::Stale | Kind::Taken | Kind::TooMany | Kind::Broken => {
            jobs::fail(&mut turn, job, name, &told, context.now()).await?;
        }
    }
    Ok(turn.commit().await?)
}

fn told(error: &AppError) -> Told {
    let list = match error {
        AppError::Blocked { by, .. } => by.iter().map(Told::from).collect(),
        _ => Vec::new(),
    };
    Told { list, ..Told::from(&error.message()) }
}
