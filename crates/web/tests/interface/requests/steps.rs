//! Every state, every verb, every role: only the rows of the table succeed.

use super::office::{NOW, Office, commit};
use crate::caller::{Fresh, sqlite};
use antin_app::demo;
use antin_domain::id::Id;
use antin_domain::permission::RULES;
use antin_domain::request::eyes::Deed;
use antin_domain::request::{STEPS, State, Verb};
use antin_domain::role::Role;
use antin_domain::workflow::find;
use antin_storage::requests::{self, KeptDeed};
use serde_json::json;

/// Puts a request where a try begins, as if a stranger had; its version.
pub async fn put(fresh: &Fresh, id: Id, state: State) -> i64 {
    let mut change = fresh.context.db.change().await.unwrap();
    let mut kept = requests::get(&mut change, id).await.unwrap();
    let seen = kept.version;
    kept.request.state = state;
    kept.request.revision += 1;
    kept.sent = demo::day();
    let (before, after, revision) = (state, state, kept.request.revision);
    let deed = Deed { verb: Verb::Resume, before, after, revision, who: None, role: None };
    requests::save(&mut change, &kept, &KeptDeed { deed, words: String::new(), at: NOW }, seen).await.unwrap();
    commit(change).await;
    seen + 1
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_rows_of_the_table_can_be_done_and_only_by_whom_it_names() {
    let fresh = sqlite().await;
    let office = Office::new(&fresh).await;
    // The coordinator drafts for the department and so is the one who may not approve.
    let author = fresh.entered("daumoi").await;
    let body = json!({
        "kind": "change-info", "certificate": office.certificates[0].id.to_string(),
        "content": { "position": "Phó Trưởng phòng" },
    });
    let begun = author.change("POST", "/requests", &[], &body).await;
    assert_eq!(begun.status, 201, "{}", begun.json);
    let (number, id) = (begun.id(), Id(begun.id().parse().unwrap()));
    let (mut tried, mut done) = (0, 0);
    for (login, role) in demo::LOGINS {
        let caller = fresh.entered(login).await;
        for state in State::ALL {
            let mut version = put(&fresh, id, state).await;
            for verb in Verb::ALL {
                let tag = format!("\"{version}\"");
                let body = json!({ "verb": verb.name(), "words": "vì phải thử" });
                let path = format!("/requests/{number}/{}", super::door(verb));
                let reply = caller.change("POST", &path, &[("if-match", &tag)], &body).await;
                let row = find(STEPS, state, verb).filter(|step| !step.verb.is_of_letter() && verb != Verb::Edit);
                let may =
                    |act| RULES.iter().any(|rule| rule.act == act && rule.allows.iter().any(|(its, _)| *its == role));
                let is_own = verb == Verb::Approve && role == Role::Coordinator;
                let expected = row.is_some_and(|step| may(step.act) && !is_own);
                let what = format!("{role:?}: {} from {}: {} {}", verb.name(), state.name(), reply.status, reply.json);
                assert_eq!(reply.status == 200, expected, "{what}");
                assert!(expected || matches!(reply.status.as_u16(), 403 | 422), "{what}");
                let mut connection = fresh.context.db.read().await.unwrap();
                let kept = requests::get(&mut connection, id).await.unwrap();
                drop(connection);
                assert_eq!(kept.request.state, row.filter(|_| expected).map_or(state, |step| step.to), "{what}");
                assert_eq!(kept.version, version + i64::from(expected), "{what}");
                if expected {
                    version = put(&fresh, id, state).await;
                }
                (tried, done) = (tried + 1, done + usize::from(expected));
            }
        }
    }
    assert_eq!(tried, Role::ALL.len() * State::ALL.len() * Verb::ALL.len());
    println!("{tried} tries, {done} rows");
}
