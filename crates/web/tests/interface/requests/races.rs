//! Approving, withdrawing and changing at once, the same person twice: one order explains every answer.

use super::office::Office;
use super::steps::put;
use crate::caller::{Caller, Fresh, postgres, sqlite};
use antin_domain::id::Id;
use antin_domain::request::{State, Verb};
use antin_storage::requests;
use serde_json::json;
use std::collections::HashSet;

/// So many races; `ANTIN_RACES` sets another number.
fn count() -> usize {
    std::env::var("ANTIN_RACES").ok().and_then(|text| text.parse().ok()).unwrap_or(150)
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_at_once_one_wins_and_nobody_approves_his_own_on_sqlite() {
    races(sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_at_once_one_wins_and_nobody_approves_his_own_on_postgres() {
    races(postgres().await).await;
}

async fn races(fresh: Fresh) {
    let office = Office::new(&fresh).await;
    let (clerk, head) = (fresh.entered("canbo").await, fresh.entered("thutruong").await);
    // The coordinator has a hand in the text: for him it is his own.
    let author = fresh.entered("daumoi").await;
    let body = json!({
        "kind": "change-info", "certificate": office.certificates[0].id.to_string(),
        "content": { "position": "Phó Trưởng phòng" },
    });
    let number = author.change("POST", "/requests", &[], &body).await.id();
    let id = Id(number.parse().unwrap());
    let mut winners = [0; 4];
    for _ in 0..count() {
        let version = put(&fresh, id, State::Submitted).await;
        let step = async |caller: &Caller, verb: &str| {
            let door = if verb == "approve" { "judgements" } else { "steps" };
            let (path, tag) = (format!("/requests/{number}/{door}"), format!("\"{version}\""));
            let body = json!({ "verb": verb, "words": "vì phải thử" });
            caller.change("POST", &path, &[("if-match", &tag)], &body).await.status.as_u16()
        };
        let edit = async || {
            let (path, tag) = (format!("/requests/{number}"), format!("\"{version}\""));
            let body = json!({ "position": "Trưởng phòng" });
            clerk.change("PUT", &path, &[("if-match", &tag)], &body).await.status.as_u16()
        };
        let (own, one, two, withdrawn, edited) = tokio::join!(
            step(&author, "approve"),
            step(&head, "approve"),
            step(&head, "approve"),
            step(&clerk, "withdraw"),
            edit(),
        );
        assert!(own == 403 || own == 412, "nobody approves his own: {own}");
        let answers = [one, two, withdrawn, edited];
        let won: Vec<usize> = (0..answers.len()).filter(|place| answers[*place] == 200).collect();
        let [winner] = won[..] else { panic!("exactly one wins: {answers:?}") };
        winners[winner] += 1;
        assert!(answers.iter().all(|status| [200, 412].contains(status)), "{answers:?}");
        let kept = requests::get(&mut fresh.context.db.read().await.unwrap(), id).await.unwrap();
        let after = [State::Approved, State::Approved, State::Withdrawn, State::Draft][winner];
        assert_eq!((kept.request.state, kept.version), (after, version + 1), "{answers:?}");
    }
    println!("{} races, winners {winners:?}", count());
    // What stays told: no revision was approved twice by one person, or by anybody with a hand in the text before it.
    let deeds = requests::deeds(&mut fresh.context.db.read().await.unwrap(), id).await.unwrap();
    let (mut hands, mut approved) = (HashSet::new(), HashSet::new());
    for kept in &deeds {
        let user = kept.deed.who.map(|who| who.user);
        match kept.deed.verb {
            Verb::Draft | Verb::Edit => drop(hands.insert(user)),
            Verb::Approve => {
                assert!(!hands.contains(&user) && approved.insert((user, kept.deed.revision)), "{kept:?}");
            }
            _ => {}
        }
    }
    let steps = deeds.iter().filter(|kept| kept.deed.who.is_some()).count();
    assert_eq!(steps, 1 + count(), "nothing was done twice");
}
