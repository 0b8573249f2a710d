//! Writing in turns: what is acknowledged is there, what is not acknowledged never was.

use crate::both::Fresh;
use crate::made_up::{NOW, event, small_tree, unit};
use antin_domain::id::Id;
use antin_storage::{audit, units};

on_both!(
    what_is_not_committed_never_was,
    a_turn_that_failed_does_not_spoil_the_others,
    many_writers_are_all_acknowledged_and_stand_in_one_chain,
    writers_that_go_away_leave_no_trace_and_block_nobody,
);

async fn what_is_not_committed_never_was(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    small_tree(&mut change).await;
    change.record(&event("edit-unit")).await.unwrap();
    drop(change);
    // The next turn begins after the one before was rolled back.
    drop(fresh.db.upkeep().await.unwrap());
    let mut read = fresh.db.read().await.unwrap();
    assert!(units::all(&mut read).await.unwrap().is_empty());
    assert_eq!(audit::head(&mut read).await.unwrap().number, 0);
}

async fn a_turn_that_failed_does_not_spoil_the_others(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    small_tree(&mut change).await;
    change.commit(&event("import")).await.unwrap();
    let mut tasks = Vec::new();
    for number in 0..40_i64 {
        let db = fresh.db.clone();
        tasks.push(tokio::spawn(async move {
            let mut change = db.change().await.unwrap();
            // Every fourth takes a code that is taken.
            let id = if number % 4 == 0 { 11 } else { 1000 + number };
            units::insert_many(&mut change, &[unit(id, "Đội", Some(11))], NOW).await?;
            change.commit(&event("edit-unit")).await
        }));
    }
    let mut failed = 0;
    for task in tasks {
        failed += i32::from(task.await.unwrap().is_err());
    }
    assert_eq!(failed, 10);
    let mut read = fresh.db.read().await.unwrap();
    assert_eq!(units::all(&mut read).await.unwrap().len(), 5 + 30);
    assert_eq!(audit::head(&mut read).await.unwrap().number, 31);
}

async fn many_writers_are_all_acknowledged_and_stand_in_one_chain(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    small_tree(&mut change).await;
    change.commit(&event("import")).await.unwrap();
    let mut tasks = Vec::new();
    for writer in 0..20_i64 {
        let db = fresh.db.clone();
        tasks.push(tokio::spawn(async move {
            let mut numbers = Vec::new();
            for step in 0..10 {
                let mut change = db.change().await.unwrap();
                let new = unit(1000 + writer * 10 + step, "Đội", Some(11));
                units::insert_many(&mut change, &[new], NOW).await.unwrap();
                numbers.push(change.commit(&event("edit-unit")).await.unwrap());
            }
            numbers
        }));
    }
    let mut numbers = Vec::new();
    for task in tasks {
        numbers.extend(task.await.unwrap());
    }
    numbers.sort_unstable();
    assert_eq!(numbers, (2..=201).collect::<Vec<i64>>());
    let mut read = fresh.db.read().await.unwrap();
    assert_eq!(units::all(&mut read).await.unwrap().len(), 205);
    let report = crate::audit::verified(&mut read, Vec::new()).await;
    assert!(report.is_intact() && report.events == 201, "{report:?}");
}

async fn writers_that_go_away_leave_no_trace_and_block_nobody(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    small_tree(&mut change).await;
    change.commit(&event("import")).await.unwrap();
    let mut kept = Vec::new();
    let mut gone = Vec::new();
    for number in 0..60_i64 {
        let db = fresh.db.clone();
        let task = tokio::spawn(async move {
            let mut change = db.change().await.unwrap();
            units::insert_many(&mut change, &[unit(1000 + number, "Đội", Some(11))], NOW).await.unwrap();
            tokio::task::yield_now().await;
            change.commit(&event("edit-unit")).await.unwrap();
        });
        if number % 3 == 0 { gone.push(task) } else { kept.push(task) }
    }
    for task in gone {
        tokio::task::yield_now().await;
        task.abort();
    }
    for task in kept {
        task.await.unwrap();
    }
    // The turns that were aborted are over before this one begins.
    drop(fresh.db.upkeep().await.unwrap());
    drop(fresh.db.upkeep().await.unwrap());
    let mut read = fresh.db.read().await.unwrap();
    let written = units::all(&mut read).await.unwrap();
    let number_of_kept = (0..60).filter(|n| n % 3 != 0).all(|n| written.iter().any(|unit| unit.id == Id(1000 + n)));
    assert!(number_of_kept, "somebody was acknowledged and is not there");
    // Whoever was aborted is wholly there, with an event, or not at all.
    assert_eq!(audit::head(&mut read).await.unwrap().number, written.len() as i64 - 5 + 1);
    assert!(crate::audit::verified(&mut read, Vec::new()).await.is_intact());
}
