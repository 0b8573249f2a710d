//! Jobs, parcels, schedules and throttles: once where once is promised, again where a worker died.

use crate::both::Fresh;
use crate::made_up::NOW;
use antin_domain::id::Id;
use antin_storage::jobs::{self, JobState};
use antin_storage::throttle::{self, Allowance};
use antin_storage::{outbox, schedules};
use std::collections::HashMap;

on_both!(
    four_workers_take_each_job_once,
    a_job_whose_worker_died_is_taken_again,
    a_job_that_fails_waits_longer_each_time_and_is_given_up,
    a_parcel_is_put_in_once_and_taken_until_it_is_sent,
    one_of_many_servers_gets_an_occurrence,
    a_throttle_holds_and_forgives,
);

async fn four_workers_take_each_job_once(fresh: &Fresh) {
    let mut turn = fresh.db.upkeep().await.unwrap();
    for id in 1..=100 {
        assert!(jobs::add(&mut turn, Id(id), "import", "{}", None, NOW, NOW).await.unwrap());
    }
    assert!(jobs::add(&mut turn, Id(200), "review", "{}", Some("review-1"), NOW.plus_seconds(60), NOW).await.unwrap());
    assert!(!jobs::add(&mut turn, Id(201), "review", "{}", Some("review-1"), NOW, NOW).await.unwrap());
    turn.commit().await.unwrap();
    let workers = ["a", "b", "c", "d"].map(|worker| {
        let db = fresh.db.clone();
        tokio::spawn(async move {
            let mut taken = Vec::new();
            loop {
                let mut turn = db.upkeep().await.unwrap();
                let jobs = jobs::take(&mut turn, worker, 7, 60, NOW).await.unwrap();
                turn.commit().await.unwrap();
                if jobs.is_empty() {
                    return taken;
                }
                let mut turn = db.upkeep().await.unwrap();
                for job in jobs {
                    assert!(jobs::finish(&mut turn, job.id, worker, NOW).await.unwrap());
                    taken.push(job.id.0);
                }
                turn.commit().await.unwrap();
            }
        })
    });
    let mut taken = Vec::new();
    for worker in workers {
        taken.extend(worker.await.unwrap());
    }
    taken.sort_unstable();
    assert_eq!(taken, (1..=100).collect::<Vec<i64>>());
}

async fn a_job_whose_worker_died_is_taken_again(fresh: &Fresh) {
    let mut turn = fresh.db.upkeep().await.unwrap();
    jobs::add(&mut turn, Id(1), "import", "{}", None, NOW, NOW).await.unwrap();
    let first = jobs::take(&mut turn, "a", 1, 60, NOW).await.unwrap();
    assert_eq!(first[0].tries, 1);
    assert!(jobs::take(&mut turn, "b", 1, 60, NOW.plus_seconds(59)).await.unwrap().is_empty());
    assert!(jobs::report(&mut turn, Id(1), "a", 10, 100, NOW.plus_seconds(120)).await.unwrap());
    assert!(jobs::take(&mut turn, "b", 1, 60, NOW.plus_seconds(61)).await.unwrap().is_empty());
    let again = jobs::take(&mut turn, "b", 1, 60, NOW.plus_seconds(121)).await.unwrap();
    assert_eq!((again[0].id, again[0].tries), (Id(1), 2));
    // The first worker comes back too late and is told so.
    assert!(!jobs::report(&mut turn, Id(1), "a", 20, 100, NOW.plus_seconds(300)).await.unwrap());
    assert!(!jobs::finish(&mut turn, Id(1), "a", NOW).await.unwrap());
    assert!(jobs::finish(&mut turn, Id(1), "b", NOW).await.unwrap());
    let progress = jobs::progress(&mut turn, Id(1)).await.unwrap().unwrap();
    assert_eq!((progress.state, progress.done, progress.total), (JobState::Done, 10, 100));
}

async fn a_job_that_fails_waits_longer_each_time_and_is_given_up(fresh: &Fresh) {
    let mut turn = fresh.db.upkeep().await.unwrap();
    jobs::add(&mut turn, Id(1), "import", "{}", None, NOW, NOW).await.unwrap();
    let mut at = NOW;
    for tried in 1..=jobs::MOST_TRIES {
        let mut taken = jobs::take(&mut turn, "a", 1, 60, at).await.unwrap();
        while taken.is_empty() {
            at = at.plus_seconds(5);
            taken = jobs::take(&mut turn, "a", 1, 60, at).await.unwrap();
        }
        assert_eq!(taken[0].tries, tried);
        assert!(jobs::fail(&mut turn, &taken[0], "a", "no disk", at).await.unwrap());
    }
    // 10 + 20 + … + 640 seconds went by between the tries.
    assert_eq!((at.0 - NOW.0) / 1_000_000, 1270);
    let progress = jobs::progress(&mut turn, Id(1)).await.unwrap().unwrap();
    assert_eq!((progress.state, progress.trouble.as_deref()), (JobState::GivenUp, Some("no disk")));
    assert!(jobs::take(&mut turn, "a", 1, 60, at.plus_seconds(100_000)).await.unwrap().is_empty());
}

async fn a_parcel_is_put_in_once_and_taken_until_it_is_sent(fresh: &Fresh) {
    let mut turn = fresh.db.upkeep().await.unwrap();
    assert!(outbox::put(&mut turn, Id(1), "mail", "expiry-7-2024", "{}", NOW).await.unwrap());
    assert!(!outbox::put(&mut turn, Id(2), "mail", "expiry-7-2024", "{}", NOW).await.unwrap());
    let first = outbox::take(&mut turn, "mail", 10, 60, NOW).await.unwrap();
    assert_eq!((first.len(), first[0].tries), (1, 1));
    assert!(outbox::take(&mut turn, "notice", 10, 60, NOW.plus_seconds(90)).await.unwrap().is_empty());
    assert!(outbox::take(&mut turn, "mail", 10, 60, NOW.plus_seconds(30)).await.unwrap().is_empty());
    outbox::failed(&mut turn, &first[0], "no connection", NOW).await.unwrap();
    let second = outbox::take(&mut turn, "mail", 10, 60, NOW.plus_seconds(10)).await.unwrap();
    assert_eq!(second[0].tries, 2);
    outbox::sent(&mut turn, Id(1), NOW).await.unwrap();
    assert!(outbox::take(&mut turn, "mail", 10, 60, NOW.plus_seconds(10_000)).await.unwrap().is_empty());
}

async fn one_of_many_servers_gets_an_occurrence(fresh: &Fresh) {
    let mut turn = fresh.db.upkeep().await.unwrap();
    schedules::set(&mut turn, "digest", "0 7 * * 1-5", NOW).await.unwrap();
    // The same rhythm at the next start changes nothing.
    schedules::set(&mut turn, "digest", "0 7 * * 1-5", NOW.plus_seconds(5)).await.unwrap();
    turn.commit().await.unwrap();
    let due = schedules::due(&mut fresh.db.read().await.unwrap(), NOW).await.unwrap();
    assert_eq!((due.len(), due[0].next), (1, NOW));
    let mut won: HashMap<bool, u32> = HashMap::new();
    for _ in 0..5 {
        let mut turn = fresh.db.upkeep().await.unwrap();
        let next = NOW.plus_seconds(86_400);
        *won.entry(schedules::claim(&mut turn, &due[0], next, NOW).await.unwrap()).or_default() += 1;
        turn.commit().await.unwrap();
    }
    assert_eq!(won, HashMap::from([(true, 1), (false, 4)]));
}

async fn a_throttle_holds_and_forgives(fresh: &Fresh) {
    let mut turn = fresh.db.upkeep().await.unwrap();
    let allowance = Allowance { burst: 3, seconds_between: 20 };
    for _ in 0..3 {
        assert_eq!(throttle::may_try(&mut turn, "login:mau", allowance, NOW).await.unwrap(), None);
    }
    let refused = throttle::may_try(&mut turn, "login:mau", allowance, NOW).await.unwrap();
    assert_eq!(refused, Some(NOW.plus_seconds(20)));
    assert_eq!(throttle::may_try(&mut turn, "login:khac", allowance, NOW).await.unwrap(), None);
    throttle::forgive(&mut turn, "login:mau").await.unwrap();
    assert_eq!(throttle::may_try(&mut turn, "login:mau", allowance, NOW).await.unwrap(), None);
    assert_eq!(throttle::tidy(&mut turn, NOW.plus_seconds(21)).await.unwrap(), 2);
}
