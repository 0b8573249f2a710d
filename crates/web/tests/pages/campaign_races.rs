//! Races: deciding, confirming, undoing, sending back, all at once and by the same people. `RACES` says how many.

use crate::browser::Fresh;
use crate::campaign_office::{account, launched};
use antin_app::campaigns::{self, StepInput};
use antin_app::error::Kind;
use antin_domain::campaign::case::{CaseState, CaseVerb, STEPS};
use antin_domain::day::Day;
use antin_domain::role::Role;
use antin_domain::workflow;
use antin_storage::campaigns::cases;
use std::sync::Arc;

const RACES: usize = 300;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_order_explains_every_answer_and_nobody_confirms_his_own() {
    race(crate::browser::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_order_explains_every_answer_on_postgresql() {
    race(crate::browser::postgres().await).await;
}

async fn race(fresh: Fresh) {
    let running = launched(&fresh).await;
    let mut people = Vec::new();
    // Heads may not decide and confirm one case; coordinators neither.
    for (login, role) in [("dua-1", Role::Coordinator), ("dua-2", Role::Coordinator), ("dua-3", Role::Head)] {
        people.push(account(&fresh, login, role, running.top).await);
    }
    let people = Arc::new(people);
    let query = campaigns::CaseQuery { state: Some(CaseState::Open), ..Default::default() };
    let (page, _) = campaigns::cases_of(&fresh.context, &people[0], running.campaign, &query, None, 10).await.unwrap();
    let numbers: Vec<i64> = page.items.iter().filter(|line| !line.case.is_only).map(|line| line.case.number).collect();
    let races: usize = std::env::var("RACES").ok().and_then(|text| text.parse().ok()).unwrap_or(RACES);
    const VERBS: [CaseVerb; 5] =
        [CaseVerb::Accept, CaseVerb::Confirm, CaseVerb::Undo, CaseVerb::Confirm, CaseVerb::Reopen];
    let mut answers: Vec<Vec<bool>> = Vec::new();
    for round in 0..races / 10 {
        let number = numbers[round % numbers.len()];
        let mut read = fresh.context.db.read().await.unwrap();
        let seen = cases::get(&mut read, running.campaign, number).await.unwrap().version;
        drop(read);
        let mut tasks = Vec::new();
        for lane in 0..10 {
            let (context, people) = (Arc::clone(&fresh.context), Arc::clone(&people));
            let verb = VERBS[(round + lane) % VERBS.len()];
            tasks.push(tokio::spawn(async move {
                // The same person twice: lanes share people.
                let who = &people[(lane / 2) % people.len()];
                let (reason, replacement) = ("Lý do".to_owned(), "CV 1".to_owned());
                let input = StepInput { verb, action: None, reason, replacement, until: Day::UNKNOWN, seen };
                let outcome = campaigns::take_step(&context, who, running.campaign, number, &input).await;
                if let Err(error) = &outcome {
                    assert!(matches!(error.kind(), Kind::Refused | Kind::Unusable | Kind::Stale), "{error}");
                }
                outcome.is_ok()
            }));
        }
        let mut answered = Vec::new();
        for task in tasks {
            answered.push(task.await.unwrap());
        }
        assert!(answered.iter().filter(|done| **done).count() <= 1, "one version, one step: {answered:?}");
        answers.push(answered);
    }
    let mut read = fresh.context.db.read().await.unwrap();
    let mut steps = 0;
    for number in &numbers {
        let taken = cases::steps(&mut read, running.campaign, *number).await.unwrap();
        let (mut at, mut decided_by) = (CaseState::Open, None);
        for step in &taken {
            assert_eq!(step.before, at, "case {number}: each step begins where the one before ended");
            assert_eq!(workflow::find(STEPS, step.before, step.verb).map(|row| row.to), Some(step.after));
            if step.verb == CaseVerb::Confirm {
                assert_ne!(decided_by, Some(step.by), "case {number}: nobody confirms his own");
            }
            if step.verb.decision().is_some() {
                decided_by = Some(step.by);
            }
            at = step.after;
        }
        assert_eq!(cases::get(&mut read, running.campaign, *number).await.unwrap().state, at);
        steps += taken.len();
    }
    let done = answers.iter().flatten().filter(|done| **done).count();
    assert_eq!(steps, done, "every yes is a step, every step was answered by a yes");
    assert!(done > 10, "{done} of {races}");
    println!("{races} calls, {done} steps");
}
