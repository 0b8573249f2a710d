//! The database: opened once, read by many, written by one at a time.

use crate::error::{Error, Result};
use crate::idempotency::Key;
use crate::turn::{Change, Upkeep, Writer};
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;
use tokio::sync::Mutex;

/// Runs one statement on whichever database is behind a connection: `on!(connection, |c| sqlx::query("…").execute(c).await)`.
///
/// The body is compiled once for each database, so the text is written once and checked by tests on both. It gives a
/// `Result` with an error of sqlx.
macro_rules! on {
    ($connection:expr, |$c:ident| $body:expr) => {
        match &mut $connection.link {
            $crate::db::Link::Sqlite(held) => {
                let $c: &mut sqlx::SqliteConnection = held;
                $body
            }
            $crate::db::Link::Postgres(held) => {
                let $c: &mut sqlx::PgConnection = held;
                $body
            }
            $crate::db::Link::Gone => Err(sqlx::Error::PoolClosed),
        }
    };
}

/// Readers of SQLite at the same time; PostgreSQL takes as many connections, and one to write.
const READERS: u32 = 8;
/// Bytes that all connections of SQLite together try to stay below: pages are taken out of their caches first.
const SQLITE_MEMORY: &str = "134217728";
/// How long a statement waits for another program that holds the file.
const BUSY: Duration = Duration::from_secs(30);

/// Which database it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// One file.
    Sqlite,
    /// A server.
    Postgres,
}

/// Where a database is.
#[derive(Clone, Debug)]
pub enum Place {
    /// A file of SQLite.
    File(PathBuf),
    /// A server of PostgreSQL, by its address.
    Server(Box<PgConnectOptions>),
}

/// An open database. Cheap to clone.
#[derive(Clone)]
pub struct Db(pub(crate) Arc<Inner>, Option<Arc<Key>>);

pub(crate) struct Inner {
    pub(crate) pools: Pools,
    /// Whoever holds it writes.
    pub(crate) writer: Arc<Mutex<Writer>>,
    /// How many wait to write: as long as somebody does, a commit can be shared.
    pub(crate) waiting: AtomicUsize,
}

pub(crate) enum Pools {
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    Postgres(PgPool),
}

/// A connection that reads; the beginning of one that writes.
pub struct Connection {
    pub(crate) link: Link,
}

pub(crate) enum Link {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
    /// It was given back.
    Gone,
}

impl Place {
    /// The file `antin.db` in a data folder.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Place {
        Place::File(folder.join("antin.db"))
    }

    /// Reads `postgres://…`, `sqlite:FILE` or the path of a file.
    ///
    /// # Errors
    /// [`Error::Address`] where it is neither.
    pub fn parse(url: &str) -> Result<Place> {
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let options = url.parse().map_err(|_| Error::Address { url: without_password(url) })?;
            return Ok(Place::Server(Box::new(options)));
        }
        let file = url.strip_prefix("sqlite:").map_or(url, |rest| rest.trim_start_matches("//"));
        if file.is_empty() || (file.contains("://") && !Path::new(file).exists()) {
            return Err(Error::Address { url: without_password(url) });
        }
        Ok(Place::File(file.into()))
    }
}

/// An address that may be shown: what stands between `:` and `@` is left out.
fn without_password(url: &str) -> String {
    let Some((head, tail)) = url.rsplit_once('@') else { return url.to_owned() };
    let begin = head.find("://").map_or(0, |at| at + 3);
    let user = head.get(begin..).and_then(|user| user.split(':').next()).unwrap_or_default();
    format!("{}{user}:…@{tail}", &head[..begin])
}

impl Db {
    /// Opens the database; a file is made where there is none. The schema is not touched: see [`crate::migrate`].
    ///
    /// # Errors
    /// The database cannot be reached or opened.
    pub async fn open(place: &Place) -> Result<Db> {
        let db = Db::open_to_read(place)?;
        match &db.0.pools {
            // The writer first: it makes the file that the readers open.
            Pools::Sqlite { writer, .. } => drop(writer.acquire().await?),
            Pools::Postgres(pool) => drop(pool.acquire().await?),
        }
        Ok(db)
    }

    /// The same for somebody who only reads: a file is neither made nor touched as long as nobody takes a turn.
    ///
    /// # Errors
    /// None today; what is wrong shows at the first reading.
    pub fn open_to_read(place: &Place) -> Result<Db> {
        let pools = match place {
            Place::File(path) => {
                let writes = SqliteConnectOptions::new()
                    .filename(path)
                    .create_if_missing(true)
                    .page_size(8192)
                    .journal_mode(SqliteJournalMode::Wal)
                    // Acknowledged means durable: nothing less than FULL keeps that on a power cut.
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .busy_timeout(BUSY)
                    // In KiB where negative: indexes of a large import stay in memory while it runs.
                    .pragma("cache_size", "-65536")
                    .pragma("wal_autocheckpoint", "4000")
                    .pragma("soft_heap_limit", SQLITE_MEMORY);
                let reads = writes.clone().read_only(true).create_if_missing(false).pragma("cache_size", "-8192");
                let writer = SqlitePoolOptions::new().max_connections(1).connect_lazy_with(writes);
                let readers = SqlitePoolOptions::new().max_connections(READERS).connect_lazy_with(reads);
                Pools::Sqlite { writer, readers }
            }
            Place::Server(options) => {
                let options = (**options).clone().application_name("antin");
                let pool = PgPoolOptions::new().max_connections(READERS + 1).connect_lazy_with(options);
                Pools::Postgres(pool)
            }
        };
        let writer = Arc::new(Mutex::new(Writer::default()));
        Ok(Db(Arc::new(Inner { pools, writer, waiting: AtomicUsize::new(0) }), None))
    }

    /// The same database for one request that carries a key: the first change made through it keeps the key too, in the
    /// same commit, or fails with [`Error::Taken`] where a request with that key was carried out already.
    #[must_use]
    pub fn keyed(&self, key: Arc<Key>) -> Db {
        Db(Arc::clone(&self.0), Some(key))
    }

    /// Which database it is.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.0.pools {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres(_) => Engine::Postgres,
        }
    }

    /// A connection to read with; it sees everything that was committed before.
    ///
    /// # Errors
    /// The database cannot be reached.
    pub async fn read(&self) -> Result<Connection> {
        let link = match &self.0.pools {
            Pools::Sqlite { readers, .. } => Link::Sqlite(readers.acquire().await?),
            Pools::Postgres(pool) => Link::Postgres(pool.acquire().await?),
        };
        Ok(Connection { link })
    }

    /// The turn to change something that people answer for; waits until everybody before has had theirs.
    ///
    /// # Errors
    /// The database cannot be reached, or writing has stopped.
    pub async fn change(&self) -> Result<Change> {
        Ok(Change::new(self.upkeep().await?, self.1.clone()))
    }

    /// The turn to write what nobody answers for: leases, sessions, throttles.
    ///
    /// # Errors
    /// The database cannot be reached, or writing has stopped.
    pub async fn upkeep(&self) -> Result<Upkeep> {
        Upkeep::take(&self.0).await
    }

    /// Lets the database look at its tables, so that it chooses well how to find things; after large imports.
    ///
    /// # Errors
    /// The database cannot be reached.
    pub async fn analyze(&self) -> Result<()> {
        match &self.0.pools {
            Pools::Sqlite { writer, .. } => {
                sqlx::raw_sql("PRAGMA analysis_limit = 2000; ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)")
                    .execute(writer)
                    .await?;
            }
            // Vacuum also marks the pages of which an index alone can answer.
            Pools::Postgres(pool) => {
                sqlx::raw_sql("VACUUM ANALYZE").execute(pool).await?;
            }
        }
        Ok(())
    }

    /// Waits until all connections are given back and closes them.
    pub async fn close(&self) {
        match &self.0.pools {
            Pools::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

impl Connection {
    /// Which database is behind it.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.link {
            Link::Postgres(_) => Engine::Postgres,
            Link::Sqlite(_) | Link::Gone => Engine::Sqlite,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_apart() {
        assert!(matches!(Place::parse("postgres://antin@db.example/antin"), Ok(Place::Server(_))));
        assert!(
            matches!(Place::parse("sqlite:data/antin.db"), Ok(Place::File(path)) if path == Path::new("data/antin.db"))
        );
        assert!(matches!(Place::parse("data/antin.db"), Ok(Place::File(_))));
        for bad in ["mysql://db.example/antin", "", "sqlite:"] {
            assert!(matches!(Place::parse(bad), Err(Error::Address { .. })), "{bad}");
        }
    }

    #[test]
    fn a_refused_address_does_not_show_its_password() {
        let Err(Error::Address { url }) = Place::parse("mysql://antin:secret@db.example/antin") else { panic!() };
        assert_eq!(url, "mysql://antin:…@db.example/antin");
    }
}
