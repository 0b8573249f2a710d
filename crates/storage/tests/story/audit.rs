//! The audit chain as the database holds it, and tampering with the database itself.

use crate::both::Fresh;
use crate::made_up::{NOW, event};
use antin_domain::moment::Moment;
use antin_storage::audit::checkpoint::{Checkpoint, Signer};
use antin_storage::audit::verify::{Damage, Report, Verifier};
use antin_storage::{Connection, Db, Place, audit};
use sqlx::Connection as _;

on_both!(an_untouched_chain_is_intact, what_is_done_to_the_tables_is_found, events_about_a_thing_come_newest_first);

fn signer() -> Signer {
    Signer::from_seed(&[3; 32]).unwrap()
}

/// Verifies what the database holds.
pub async fn verified(connection: &mut Connection, checkpoints: Vec<Checkpoint>) -> Report {
    let mut verifier = Verifier::new(checkpoints, &signer().public_key());
    let mut after = 0;
    loop {
        let events = audit::events_after(connection, after, 7).await.unwrap();
        let Some(last) = events.last() else { break };
        after = last.number;
        events.iter().for_each(|event| verifier.take(event));
    }
    let head = audit::head(connection).await.unwrap();
    verifier.finish(head)
}

async fn write(db: &Db, count: i64) -> Checkpoint {
    for _ in 0..count {
        db.change().await.unwrap().commit(&event("edit-unit")).await.unwrap();
    }
    let head = audit::head(&mut db.read().await.unwrap()).await.unwrap();
    signer().sign(head, NOW)
}

async fn an_untouched_chain_is_intact(fresh: &Fresh) {
    let checkpoints = vec![write(&fresh.db, 9).await, write(&fresh.db, 11).await];
    let report = verified(&mut fresh.db.read().await.unwrap(), checkpoints).await;
    assert!(report.is_intact(), "{report:?}");
    assert_eq!((report.events, report.checkpoints, report.last, report.sealed), (20, 2, 20, 20));
}

/// Does something to the tables behind the program's back.
async fn tamper(place: &Place, text: &'static str) {
    match place {
        Place::File(path) => {
            let mut file = sqlx::SqliteConnection::connect(&format!("sqlite:{}", path.display())).await.unwrap();
            sqlx::raw_sql(text).execute(&mut file).await.unwrap();
        }
        Place::Server(options) => {
            let mut server = sqlx::PgConnection::connect_with(options).await.unwrap();
            sqlx::raw_sql(text).execute(&mut server).await.unwrap();
        }
    }
}

async fn what_is_done_to_the_tables_is_found(fresh: &Fresh) {
    let checkpoints = vec![write(&fresh.db, 20).await];
    for (text, wanted) in [
        ("UPDATE audit_event SET actor = '2' WHERE number = 7", Damage::Changed { number: 7 }),
        (
            "UPDATE audit_event SET actor = '1' WHERE number = 7; DELETE FROM audit_event WHERE number BETWEEN 11 AND 12",
            Damage::Removed { from: 11, to: 12 },
        ),
        ("DELETE FROM audit_event WHERE number > 18", Damage::TailCut { last: 18, expected: 20 }),
        (
            "UPDATE audit_head SET number = 18, hash = (SELECT hash FROM audit_event WHERE number = 18)",
            Damage::RolledBack { last: 18, checkpoint: 20 },
        ),
    ] {
        tamper(&fresh.place, text).await;
        let report = verified(&mut fresh.db.read().await.unwrap(), checkpoints.clone()).await;
        assert!(report.damages.contains(&wanted), "{text}: {report:?}");
    }
}

async fn events_about_a_thing_come_newest_first(fresh: &Fresh) {
    write(&fresh.db, 5).await;
    let mut read = fresh.db.read().await.unwrap();
    let events = audit::events_about(&mut read, "test", "1", i64::MAX, 2).await.unwrap();
    assert_eq!(events.iter().map(|event| event.number).collect::<Vec<_>>(), [5, 4]);
    let older = audit::events_about(&mut read, "test", "1", 4, 10).await.unwrap();
    assert_eq!(older.iter().map(|event| event.number).collect::<Vec<_>>(), [3, 2, 1]);
    assert_eq!(older[0].at, Moment(NOW.0));
    assert!(audit::events_about(&mut read, "test", "2", i64::MAX, 10).await.unwrap().is_empty());
}
