//! One database of each kind for each test.

use antin_storage::{Db, Place, migrate};
use antin_testkit::postgres::{self, TestDatabase};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

/// A fresh, migrated database; gone with this value.
pub struct Fresh {
    /// The database.
    pub db: Db,
    /// Where it is, to open it once more.
    pub place: Place,
    _folder: Option<tempfile::TempDir>,
    _server: Option<TestDatabase>,
}

/// A file of SQLite.
pub async fn sqlite() -> Fresh {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::in_folder(folder.path());
    let db = Db::open(&place).await.unwrap();
    migrate::run(&db).await.unwrap();
    Fresh { db, place, _folder: Some(folder), _server: None }
}

/// A database of PostgreSQL, copied from one that was migrated once.
pub async fn postgres() -> Fresh {
    let server = postgres::database(&template(), |url| {
        let url = url.to_owned();
        // The template is filled while this test waits, so it needs a runtime of its own.
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let db = Db::open(&Place::parse(&url).unwrap()).await.unwrap();
                migrate::run(&db).await.unwrap();
                db.close().await;
            });
        })
        .join()
        .unwrap();
    })
    .unwrap();
    let place = Place::parse(&server.url).unwrap();
    let db = Db::open(&place).await.unwrap();
    Fresh { db, place, _folder: None, _server: Some(server) }
}

/// Another text of a migration is another template.
fn template() -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("migrations/postgres");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut hasher = DefaultHasher::new();
    for path in paths {
        std::fs::read(path).unwrap().hash(&mut hasher);
    }
    format!("antin_{:016x}", hasher.finish())
}

/// Runs each named function (`async fn name(fresh: &Fresh)`) as a test on both databases.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(&$crate::both::sqlite().await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(&$crate::both::postgres().await).await;
            })*
        }
    };
}
