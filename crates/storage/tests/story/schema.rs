//! Both folders of migrations lead to the same tables.

use crate::both::Fresh;
use antin_storage::{Db, Place, migrate};
use antin_testkit::postgres::empty_database;
use sqlx::{Connection as _, PgConnection, SqliteConnection};
use std::collections::BTreeSet;

/// Table, column, kind, must it be there; and table, columns of an index, is it unique.
type Column = (String, String, String, bool);

/// Each database has an index of words of its own kind (`…_words`): a table there, an index here.
#[tokio::test]
async fn both_databases_have_the_same_tables_and_columns() {
    let sqlite = crate::both::sqlite().await;
    let Place::File(path) = &sqlite.place else { panic!() };
    let mut file = SqliteConnection::connect(&format!("sqlite:{}", path.display())).await.unwrap();
    let of_file: Vec<Column> = sqlx::query_as(
        "SELECT m.name, c.name, c.type, c.\"notnull\" = 1 OR c.pk > 0 FROM sqlite_schema m, pragma_table_info(m.name) c
         WHERE m.type = 'table' AND m.name NOT LIKE '\\_sqlx%' ESCAPE '\\' AND m.name NOT LIKE 'sqlite%'
         AND m.name NOT LIKE '%\\_words%' ESCAPE '\\' ORDER BY 1, 2",
    )
    .fetch_all(&mut file)
    .await
    .unwrap();

    let postgres = crate::both::postgres().await;
    let Place::Server(options) = &postgres.place else { panic!() };
    let mut server = PgConnection::connect_with(options).await.unwrap();
    let of_server: Vec<Column> = sqlx::query_as(
        "SELECT table_name::text, column_name::text, data_type::text, is_nullable = 'NO' FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name NOT LIKE '\\_sqlx%' ORDER BY 1, 2",
    )
    .fetch_all(&mut server)
    .await
    .unwrap();

    let same_kind = |(table, column, kind, needed): Column| {
        let kind = match kind.as_str() {
            "bigint" | "integer" | "smallint" | "INTEGER" => "number",
            "text" | "TEXT" => "text",
            "bytea" | "BLOB" => "bytes",
            other => panic!("{table}.{column} is {other}"),
        };
        (table, column, kind, needed)
    };
    let of_file: BTreeSet<_> = of_file.into_iter().map(same_kind).collect();
    let of_server: BTreeSet<_> = of_server.into_iter().map(same_kind).collect();
    assert!(of_file.len() > 100, "{} columns", of_file.len());
    let differences: Vec<_> = of_file.symmetric_difference(&of_server).collect();
    assert!(differences.is_empty(), "{differences:#?}");
}

#[tokio::test]
async fn both_databases_have_the_same_indexes() {
    let sqlite = crate::both::sqlite().await;
    let Place::File(path) = &sqlite.place else { panic!() };
    let mut file = SqliteConnection::connect(&format!("sqlite:{}", path.display())).await.unwrap();
    let of_file: Vec<(String,)> =
        sqlx::query_as("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
            .fetch_all(&mut file)
            .await
            .unwrap();
    let postgres = crate::both::postgres().await;
    let Place::Server(options) = &postgres.place else { panic!() };
    let mut server = PgConnection::connect_with(options).await.unwrap();
    let of_server: Vec<(String,)> = sqlx::query_as(
        "SELECT indexname::text FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE '%\\_key'
         AND indexname NOT LIKE '%\\_pkey' AND indexname NOT LIKE '%\\_words' AND tablename NOT LIKE '\\_sqlx%'",
    )
    .fetch_all(&mut server)
    .await
    .unwrap();
    let (of_file, of_server): (BTreeSet<_>, BTreeSet<_>) =
        (of_file.into_iter().collect(), of_server.into_iter().collect());
    assert!(of_file.len() > 20);
    assert_eq!(of_file, of_server);
}

#[tokio::test]
async fn an_empty_database_is_brought_up_to_date_once() {
    let server = empty_database().unwrap();
    let folder = tempfile::tempdir().unwrap();
    for place in [Place::parse(&server.url).unwrap(), Place::in_folder(folder.path())] {
        let db = Db::open(&place).await.unwrap();
        let pending = migrate::pending(&db).await.unwrap();
        assert_eq!(pending.first().copied(), Some("0001_units_people"));
        assert_eq!(migrate::run(&db).await.unwrap(), pending);
        assert!(migrate::run(&db).await.unwrap().is_empty());
        db.close().await;
    }
}

on_both!(what_is_written_is_there_when_opened_again);

async fn what_is_written_is_there_when_opened_again(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    crate::made_up::small_tree(&mut change).await;
    change.commit(&crate::made_up::event("import")).await.unwrap();
    let again = Db::open(&fresh.place).await.unwrap();
    let units = antin_storage::units::all(&mut again.read().await.unwrap()).await.unwrap();
    assert_eq!(units.len(), 5);
    again.close().await;
}
