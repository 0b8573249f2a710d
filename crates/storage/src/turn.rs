//! Writing, one turn after the other, and commits that several turns share.
//!
//! A turn is a savepoint inside a transaction. Whoever ends a turn while others wait leaves the transaction open for them
//! and waits; the last one commits for all: one flush to disk acknowledges many. Nobody is told "done" before the commit.
//! On PostgreSQL every transaction first takes the row that holds the end of the audit chain, so several servers too
//! write in one order (docs/decisions/0010).

use crate::audit::{self, NewEvent};
use crate::db::{Connection, Inner, Link, Pools};
use crate::error::{Error, Result};
use crate::idempotency::{self, Key};
use std::future::Future;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::sync::{OwnedMutexGuard, oneshot};

/// At most so many turns share a commit, so that the first does not wait long.
const TOGETHER: usize = 64;

/// A turn of something that people answer for. It is kept only by [`Change::commit`]; dropped, it never was.
pub struct Change {
    upkeep: Upkeep,
    /// The key of the request that this change answers, where it has one.
    key: Option<Arc<Key>>,
}

/// A turn of machinery. It is kept only by [`Upkeep::commit`]; dropped, it never was.
pub struct Upkeep {
    inner: Arc<Inner>,
    connection: Connection,
    /// Held until the turn ends; none after that.
    writer: Option<OwnedMutexGuard<Writer>>,
}

/// What the turns of one transaction share.
#[derive(Default)]
pub(crate) struct Writer {
    /// The connection with the open transaction; none between transactions.
    connection: Option<Connection>,
    /// Turns that ended and wait for the commit.
    ended: Vec<oneshot::Sender<std::result::Result<(), String>>>,
    /// Why nothing is written any more.
    broken: Option<String>,
}

impl Change {
    pub(crate) fn new(upkeep: Upkeep, key: Option<Arc<Key>>) -> Change {
        Change { upkeep, key }
    }

    /// Adds one more event to the audit; for changes of which more than one is to be told.
    ///
    /// # Errors
    /// The audit cannot be written; then nothing else is either.
    pub async fn record(&mut self, event: &NewEvent<'_>) -> Result<i64> {
        audit::append(&mut self.upkeep, event).await
    }

    /// Keeps everything that was changed in this turn, together with the event that tells of it. Gives the number of the
    /// event, after it is safe on disk.
    ///
    /// # Errors
    /// Nothing was kept.
    pub async fn commit(mut self, event: &NewEvent<'_>) -> Result<i64> {
        let number = self.record(event).await?;
        // The first change of a request keeps its key; one that makes several has been known since then.
        let key = self.key.take().filter(|key| !key.is_kept());
        if let Some(key) = &key {
            idempotency::keep(&mut self.upkeep, key, event.object_kind, event.object_id, event.at).await?;
        }
        self.upkeep.commit().await?;
        if let Some(key) = key {
            key.set_kept();
        }
        Ok(number)
    }
}

impl Upkeep {
    /// Waits for the turn and opens it.
    pub(crate) async fn take(inner: &Arc<Inner>) -> Result<Upkeep> {
        let queued = Queued::new(inner);
        let writer = Arc::clone(&inner.writer).lock_owned().await;
        drop(queued);
        to_its_end(Upkeep::open(Arc::clone(inner), writer)).await
    }

    /// Opens the turn in the transaction that is open, or in a new one.
    async fn open(inner: Arc<Inner>, mut writer: OwnedMutexGuard<Writer>) -> Result<Upkeep> {
        if let Some(reason) = &writer.broken {
            return Err(Error::Broken { reason: reason.clone() });
        }
        let mut connection = match writer.connection.take() {
            Some(connection) => connection,
            None => begin(&inner.pools).await?,
        };
        let opened = on!(connection, |c| sqlx::raw_sql("SAVEPOINT turn").execute(&mut *c).await.map(drop));
        if let Err(error) = opened {
            give_up(connection).await;
            writer.tell(&Err(error.to_string()));
            return Err(error.into());
        }
        Ok(Upkeep { inner, connection, writer: Some(writer) })
    }

    /// Keeps what was written in this turn; returns when it is safe on disk.
    ///
    /// # Errors
    /// Nothing was kept.
    pub async fn commit(self) -> Result<()> {
        to_its_end(self.end()).await
    }

    async fn end(mut self) -> Result<()> {
        on!(self.connection, |c| sqlx::raw_sql("RELEASE SAVEPOINT turn").execute(&mut *c).await.map(drop))?;
        let Some(mut writer) = self.writer.take() else { return Err(Error::Broken { reason: "no turn".into() }) };
        writer.connection = Some(self.leave());
        let (sender, mut receiver) = oneshot::channel();
        writer.ended.push(sender);
        if self.inner.waiting.load(Ordering::Acquire) == 0 || writer.ended.len() >= TOGETHER {
            writer.commit().await;
            drop(writer);
        } else {
            drop(writer);
            // Whoever is last commits for all. If they go away instead, the next of us in the queue does it.
            tokio::select! {
                biased;
                outcome = &mut receiver => return told(outcome),
                mut writer = Arc::clone(&self.inner.writer).lock_owned() => writer.commit().await,
            }
        }
        told(receiver.await)
    }

    /// The connection, which does not belong to the turn any more.
    fn leave(&mut self) -> Connection {
        std::mem::replace(&mut self.connection, Connection { link: Link::Gone })
    }
}

/// Runs `work` to its end even where the caller goes away in the middle: half an ending would block everybody.
async fn to_its_end<T: Send + 'static>(work: impl Future<Output = Result<T>> + Send + 'static) -> Result<T> {
    match tokio::spawn(work).await {
        Ok(outcome) => outcome,
        Err(error) => Err(Error::Broken { reason: error.to_string() }),
    }
}

fn told(outcome: std::result::Result<std::result::Result<(), String>, oneshot::error::RecvError>) -> Result<()> {
    match outcome {
        Ok(Ok(())) => Ok(()),
        Ok(Err(reason)) => Err(Error::Commit { reason }),
        Err(_) => Err(Error::Broken { reason: "nobody committed".into() }),
    }
}

impl Writer {
    /// Commits what ended and tells everybody how it went; does nothing where that was done already.
    async fn commit(&mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        let committed = on!(connection, |c| sqlx::raw_sql("COMMIT").execute(&mut *c).await.map(drop));
        if let Err(error) = &committed {
            if is_failing_disk(error) {
                // A flush that failed once may have lost pages that a second one would call safe.
                self.broken = Some(error.to_string());
            }
            give_up(connection).await;
        }
        self.tell(&committed.map_err(|error| error.to_string()));
    }

    /// Tells every turn that ended how the commit went.
    fn tell(&mut self, outcome: &std::result::Result<(), String>) {
        for sender in self.ended.drain(..) {
            // Whoever went away does not need to know.
            let _ = sender.send(outcome.clone());
        }
    }
}

/// An error that says that the disk did not take what it was given.
fn is_failing_disk(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(error) = error else { return false };
    // SQLITE_IOERR and its kinds, whose low byte is 10.
    let code = error.code().and_then(|code| code.parse::<u32>().ok());
    error.message().contains("disk I/O") || code.is_some_and(|code| code & 0xff == 10)
}

/// Opens a transaction that nobody else can be in.
async fn begin(pools: &Pools) -> Result<Connection> {
    let mut connection = match pools {
        Pools::Sqlite { writer, .. } => Connection { link: Link::Sqlite(writer.acquire().await?) },
        Pools::Postgres(pool) => Connection { link: Link::Postgres(pool.acquire().await?) },
    };
    let text = match pools {
        // A transaction that begins by reading could not become one that writes while another does.
        Pools::Sqlite { .. } => "BEGIN IMMEDIATE",
        Pools::Postgres(_) => "BEGIN; SELECT number FROM audit_head WHERE one = 1 FOR UPDATE",
    };
    let begun = on!(connection, |c| sqlx::raw_sql(text).execute(&mut *c).await.map(drop));
    if let Err(error) = begun {
        give_up(connection).await;
        return Err(error.into());
    }
    Ok(connection)
}

/// Ends the transaction without keeping anything; a connection that does not even take that is closed.
async fn give_up(mut connection: Connection) {
    let ended = on!(connection, |c| sqlx::raw_sql("ROLLBACK").execute(&mut *c).await.map(drop));
    if ended.is_err() {
        match connection.link {
            Link::Sqlite(held) => drop(held.close().await),
            Link::Postgres(held) => drop(held.close().await),
            Link::Gone => {}
        }
    }
}

impl Drop for Upkeep {
    /// A turn that was not committed is rolled back, in the background, before the next one begins.
    fn drop(&mut self) {
        let Some(mut writer) = self.writer.take() else { return };
        let mut connection = self.leave();
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(async move {
            const TEXT: &str = "ROLLBACK TO SAVEPOINT turn; RELEASE SAVEPOINT turn";
            let rolled_back = on!(connection, |c| sqlx::raw_sql(TEXT).execute(&mut *c).await.map(drop));
            match rolled_back {
                // Turns that ended before this one are committed now: nobody else may come who would do it.
                Ok(()) if !writer.ended.is_empty() => {
                    writer.connection = Some(connection);
                    writer.commit().await;
                }
                Ok(()) => give_up(connection).await,
                Err(error) => {
                    give_up(connection).await;
                    writer.tell(&Err(error.to_string()));
                }
            }
        });
    }
}

/// Counts one who waits, for as long as it lives.
struct Queued<'a>(&'a Inner);

impl<'a> Queued<'a> {
    fn new(inner: &'a Inner) -> Queued<'a> {
        inner.waiting.fetch_add(1, Ordering::AcqRel);
        Queued(inner)
    }
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Deref for Change {
    type Target = Upkeep;

    fn deref(&self) -> &Upkeep {
        &self.upkeep
    }
}

impl DerefMut for Change {
    fn deref_mut(&mut self) -> &mut Upkeep {
        &mut self.upkeep
    }
}

impl Deref for Upkeep {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl DerefMut for Upkeep {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }
}
