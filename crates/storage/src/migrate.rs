//! The schema, brought up to date step by step: forward only, the same steps on both databases.

use crate::db::{Db, Engine, Pools};
use crate::error::{Error, Result};
use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use std::collections::BTreeSet;

/// One step: its number, its name, its text for SQLite and for PostgreSQL.
type Step = (i64, &'static str, &'static str, &'static str);

/// Reads the two texts of a step.
macro_rules! step {
    ($number:literal, $name:literal) => {
        (
            $number,
            $name,
            include_str!(concat!("../migrations/sqlite/", $name, ".sql")),
            include_str!(concat!("../migrations/postgres/", $name, ".sql")),
        )
    };
}

/// Every step, in its order. A step that was released is never edited: the next one mends it.
const STEPS: &[Step] = &[
    step!(1, "0001_units_people"),
    step!(2, "0002_certificates_devices"),
    step!(3, "0003_imports_reviews"),
    step!(4, "0004_access"),
    step!(5, "0005_work"),
    step!(6, "0006_audit"),
    step!(7, "0007_api"),
    step!(8, "0008_background"),
    step!(9, "0009_tallies_words"),
    step!(10, "0010_columns"),
    step!(11, "0011_campaigns"),
    step!(12, "0012_requests"),
    step!(13, "0013_imports"),
    step!(14, "0014_words_in_order"),
    step!(15, "0015_reorganisations"),
    step!(16, "0016_notices"),
    step!(17, "0017_campaign_letters"),
];

/// Names of the steps that are still to be taken, in their order.
///
/// # Errors
/// The database cannot be read.
pub async fn pending(db: &Db) -> Result<Vec<&'static str>> {
    let taken = taken(db).await?;
    Ok(STEPS.iter().filter(|(number, ..)| !taken.contains(number)).map(|(_, name, ..)| *name).collect())
}

/// Takes every step that is still to be taken; gives their names.
///
/// # Errors
/// A step failed (it left nothing), or a step that was taken reads differently now.
pub async fn run(db: &Db) -> Result<Vec<&'static str>> {
    let pending = pending(db).await?;
    let migrator = migrator(db.engine());
    match &db.0.pools {
        Pools::Sqlite { writer, .. } => migrator.run(writer).await,
        Pools::Postgres(pool) => migrator.run(pool).await,
    }
    .map_err(Error::Migration)?;
    Ok(pending)
}

fn migrator(engine: Engine) -> Migrator {
    let steps = STEPS.iter().map(|(number, name, sqlite, postgres)| {
        let text: &'static str = if engine == Engine::Sqlite { sqlite } else { postgres };
        Migration::new(*number, (*name).into(), MigrationType::Simple, text.into_sql_str(), false)
    });
    Migrator::with_migrations(steps.collect())
}

/// Numbers of the steps that were taken; none where the database is empty.
async fn taken(db: &Db) -> Result<BTreeSet<i64>> {
    const TAKEN: &str = "SELECT version FROM _sqlx_migrations WHERE success";
    let (exists, rows): (Option<(i32,)>, _) = match &db.0.pools {
        Pools::Sqlite { writer, .. } => {
            let exists = "SELECT 1 FROM sqlite_schema WHERE name = '_sqlx_migrations'";
            let exists = sqlx::query_as(exists).fetch_optional(writer).await?;
            (exists, if exists.is_some() { sqlx::query_as(TAKEN).fetch_all(writer).await? } else { Vec::new() })
        }
        Pools::Postgres(pool) => {
            let exists = "SELECT 1 WHERE to_regclass('_sqlx_migrations') IS NOT NULL";
            let exists = sqlx::query_as(exists).fetch_optional(pool).await?;
            (exists, if exists.is_some() { sqlx::query_as(TAKEN).fetch_all(pool).await? } else { Vec::new() })
        }
    };
    let _ = exists;
    Ok(rows.into_iter().map(|(number,): (i64,)| number).collect())
}
