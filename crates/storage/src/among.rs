//! Statements about rows whose key is among many: `… WHERE id IN (…)`, in pieces that a statement takes. Keys are bound.

use crate::db::Connection;
use crate::error::Result;
use crate::statement::{places, rows_at_once};
use antin_domain::id::Id;
use sqlx::postgres::{PgRow, Postgres};
use sqlx::sqlite::{Sqlite, SqliteRow};
use sqlx::{AssertSqlSafe, Encode, FromRow, Type};

/// So many keys stand in one statement; beyond this nothing gets quicker.
const AT_ONCE: usize = 5_000;

/// The rows that `text` finds; it holds `{keys}` once, where the keys stand between parentheses. Rows are in the order of
/// `text` for each [`AT_ONCE`] keys.
///
/// # Errors
/// The database cannot be read.
pub(crate) async fn select<R, K>(connection: &mut Connection, text: &str, keys: &[K]) -> Result<Vec<R>>
where
    R: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    K: for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres> + Sync,
{
    let mut rows = Vec::new();
    for chunk in keys.chunks(AT_ONCE.min(rows_at_once(1))) {
        let text = text.replace("{keys}", &places(connection.engine(), chunk.len()));
        let found: Vec<R> = on!(connection, |c| {
            let mut query = sqlx::query_as(AssertSqlSafe(text));
            for key in chunk {
                query = query.bind(key);
            }
            query.fetch_all(&mut *c).await
        })?;
        rows.extend(found);
    }
    Ok(rows)
}

/// Carries out `text`, an UPDATE or DELETE that holds `{keys}` once, for all of these numbers.
///
/// # Errors
/// The database cannot be written, or something else names one of the rows.
pub(crate) async fn execute(connection: &mut Connection, text: &str, numbers: &[i64]) -> Result<()> {
    for chunk in numbers.chunks(AT_ONCE.min(rows_at_once(1))) {
        let text = text.replace("{keys}", &places(connection.engine(), chunk.len()));
        on!(connection, |c| {
            let mut query = sqlx::query(AssertSqlSafe(text));
            for number in chunk {
                query = query.bind(*number);
            }
            query.execute(&mut *c).await.map(drop)
        })?;
    }
    Ok(())
}

/// The numbers as the database has them.
pub(crate) fn numbers(ids: &[Id]) -> Vec<i64> {
    ids.iter().map(|id| id.0).collect()
}
