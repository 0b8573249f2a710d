//! A service over a fresh database, for both test programs: pages and the JSON interface.

use antin_app::{Context, demo};
use antin_storage::{Db, Place, migrate};
use antin_testkit::postgres::{self, TestDatabase};
use antin_web::{Service, router};
use axum::Router;
use std::sync::Arc;

/// A service over a fresh database; gone with this value.
pub struct Fresh {
    /// What use cases need.
    pub context: Arc<Context>,
    /// Every page and operation.
    pub router: Router,
    _folder: tempfile::TempDir,
    _server: Option<TestDatabase>,
}

/// A service on a file of SQLite, with nothing in it.
pub async fn sqlite() -> Fresh {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&Place::in_folder(folder.path())).await.unwrap();
    fresh(db, folder, None).await
}

/// A service on PostgreSQL, with nothing in it.
pub async fn postgres() -> Fresh {
    let server = postgres::empty_database().unwrap();
    let db = Db::open(&Place::parse(&server.url).unwrap()).await.unwrap();
    fresh(db, tempfile::tempdir().unwrap(), Some(server)).await
}

async fn fresh(db: Db, folder: tempfile::TempDir, server: Option<TestDatabase>) -> Fresh {
    migrate::run(&db).await.unwrap();
    let context = Arc::new(Context::new(db, folder.path().into(), Some(demo::day())));
    let router = router(Arc::new(Service::new(Arc::clone(&context), true)));
    Fresh { context, router, _folder: folder, _server: server }
}

impl Fresh {
    /// The same with the demonstration department in it.
    pub async fn filled(self) -> Fresh {
        assert!(demo::fill(&self.context).await.unwrap());
        self
    }

    /// The session of a log-in of the demonstration, as a browser sends it.
    pub async fn session(&self, login: &str) -> String {
        format!("antin_session={}", demo::enter(&self.context, login).await.unwrap())
    }
}
