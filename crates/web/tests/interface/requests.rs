//! Requests to the CA from the draft to the proof, over HTTP, on both databases.

#[path = "requests/office.rs"]
mod office;
#[path = "requests/races.rs"]
mod races;
#[path = "requests/refusals.rs"]
mod refusals;
#[path = "requests/revocation_lists.rs"]
mod revocation_lists;
#[path = "requests/steps.rs"]
mod steps;

use crate::caller::{Caller, Fresh, Reply, postgres, sqlite};
use antin_app::work;
use antin_domain::certificate::record::Succession;
use antin_domain::id::Id;
use antin_domain::permission::Act;
use antin_domain::request::{STEPS, Verb};
use antin_storage::certificates;
use office::Office;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn from_the_draft_to_the_next_list_of_the_ca_on_sqlite() {
    story(sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_draft_to_the_next_list_of_the_ca_on_postgres() {
    story(postgres().await).await;
}

/// The operation that a verb belongs to.
pub fn door(verb: Verb) -> &'static str {
    match STEPS.iter().find(|step| step.verb == verb).map(|step| step.act) {
        Some(Act::Approve) => "judgements",
        Some(Act::SendToCa) => "answers",
        _ => "steps",
    }
}

/// Takes a step on the version that is there now.
pub async fn step(caller: &Caller, request: &str, verb: &str, words: &str) -> Reply {
    let path = format!("/requests/{request}");
    let tag = caller.get(&path).await.header("etag").to_owned();
    let body = json!({ "verb": verb, "words": words });
    let verb = Verb::ALL.into_iter().find(|known| known.name() == verb).unwrap();
    caller.change("POST", &format!("{path}/{}", door(verb)), &[("if-match", &tag)], &body).await
}

/// Begins a request and hands it in; its number.
pub async fn submitted(caller: &Caller, body: &Value) -> String {
    let begun = caller.change("POST", "/requests", &[], body).await;
    assert_eq!(begun.status, 201, "{}", begun.json);
    let id = begun.id();
    let handed = step(caller, &id, "submit", "").await;
    assert_eq!(handed.status, 200, "{}", handed.json);
    id
}

pub async fn state(caller: &Caller, request: &str) -> String {
    caller.get(&format!("/requests/{request}")).await.json["state"].as_str().unwrap().to_owned()
}

async fn story(fresh: Fresh) {
    let office = Office::new(&fresh).await;
    let (renewed, revoked) = (office.certificates[0].clone(), office.certificates[1].clone());
    let (clerk, head) = (fresh.entered("canbo").await, fresh.entered("thutruong").await);
    let liaison = fresh.entered("bancoyeu").await;
    let renew = json!({ "kind": "renew", "certificate": renewed.id.to_string(), "content": { "renewals": 0 } });
    let renew = submitted(&clerk, &renew).await;
    let revoke = json!({
        "kind": "revoke", "certificate": revoked.id.to_string(),
        "content": { "reason": "retired", "note": "Nghỉ hưu theo quyết định" },
    });
    let revoke = submitted(&clerk, &revoke).await;
    // The device is the one that the lists name for the certificate.
    let device = clerk.get(&format!("/requests/{revoke}")).await.json["device"].as_str().unwrap().to_owned();

    // What waits for somebody is what the buttons of that one let through.
    let mine = async |caller: &Caller| caller.get("/requests?view=mine").await.json["total"].as_i64();
    assert_eq!((mine(&clerk).await, mine(&head).await, mine(&liaison).await), (Some(0), Some(2), Some(0)));
    assert_eq!(step(&clerk, &renew, "approve", "").await.status, 403, "a clerk approves nothing");
    for id in [&renew, &revoke] {
        let approved = step(&head, id, "approve", "").await;
        assert_eq!(approved.status, 200, "{}", approved.json);
    }
    assert_eq!((mine(&head).await, mine(&liaison).await), (Some(0), Some(2)));

    // The letter: rehearsed, made, sent, taken.
    let both = json!({ "requests": [renew, revoke] });
    let rehearsed = liaison.change("POST", "/request-letters/what-if", &[], &both).await;
    assert_eq!(rehearsed.json["ready"].as_array().map(Vec::len), Some(2), "{}", rehearsed.json);
    assert_eq!(state(&liaison, &renew).await, "approved", "a rehearsal changes nothing");
    let letter = liaison.change("POST", "/request-letters", &[], &both).await;
    assert_eq!(letter.status, 201, "{}", letter.json);
    let letter = letter.id();
    let sending = json!({ "number": "12/CT-CNTT", "dated": "2024-06-14", "way": "axis", "sent": "2024-06-14" });
    let sent =
        liaison.change("POST", &format!("/request-letters/{letter}/send"), &[("if-match", "\"1\"")], &sending).await;
    assert_eq!(sent.status, 200, "{}", sent.json);
    let day = json!({ "day": "2024-06-14" });
    let taken = liaison.change("POST", &format!("/request-letters/{letter}/taken"), &[], &day).await;
    assert_eq!(taken.status, 200, "{}", taken.json);
    let due = liaison.get(&format!("/requests/{renew}")).await.json["due"].clone();
    assert_eq!(due, "2024-06-19", "three working days behind Friday 14 June 2024");
    for verb in ["prove", "settle-device"] {
        assert_eq!(step(&clerk, &renew, verb, "").await.status, 422, "nobody's word closes it");
        assert_eq!(step(&liaison, &renew, verb, "").await.status, 403, "nor does that of the liaison");
    }

    // The CA's next list shows both.
    let list = office.next_list(&renewed, "7A0B0C0D0E0F1011", &revoked);
    let import = take(&fresh, &list).await;
    assert_eq!(state(&clerk, &renew).await, "done");
    assert_eq!(state(&clerk, &revoke).await, "device-out", "the device is still outside");
    let told = clerk.get(&format!("/requests/{renew}")).await.json;
    assert_eq!((&told["proof"]["kind"], &told["proof"]["import"]), (&json!("certificate"), &json!(import)));
    let successor = Id(told["proof"]["certificate"].as_str().unwrap().parse().unwrap());
    let mut connection = fresh.context.db.read().await.unwrap();
    let (new, _) = certificates::get(&mut connection, successor).await.unwrap();
    assert_eq!(new.predecessor, Some((renewed.id, Succession::Renewal)), "the chain follows");
    drop(connection);

    // The clock of the device, and its end.
    assert_eq!(clerk.get(&format!("/requests/{revoke}")).await.json["due"], "2024-06-21");
    let tag = clerk.get(&format!("/devices/{device}")).await.header("etag").to_owned();
    let back = json!({ "verb": "take-back" });
    let back = clerk.change("POST", &format!("/devices/{device}/steps"), &[("if-match", &tag)], &back).await;
    assert_eq!(back.status, 200, "{}", back.json);
    assert_eq!(state(&clerk, &revoke).await, "done");

    // A list that is taken back proves nothing any more.
    fresh.entered("daumoi").await;
    antin_app::intake::undo(&fresh.context, &office::coordinator(&fresh).await, Id(import.parse().unwrap()))
        .await
        .unwrap();
    work::settle(&fresh.context).await.unwrap();
    assert_eq!((state(&clerk, &renew).await, state(&clerk, &revoke).await), ("sent".into(), "sent".into()));
    assert_eq!(clerk.get(&format!("/requests/{renew}")).await.json["proof"], Value::Null);
}

/// Takes in and applies a list of the CA; the number of the import.
async fn take(fresh: &Fresh, list: &str) -> String {
    let all = fresh.entered("daumoi").await;
    let headers = [("content-type", "application/octet-stream")];
    let taken = all.ask("POST", "/imports?kind=ca-list&name=next.csv", &headers, Some(list.as_bytes().to_vec())).await;
    assert_eq!(taken.status, 201, "{}", taken.json);
    work::settle(&fresh.context).await.unwrap();
    let import = taken.id();
    let body = json!({ "despite_warning": true });
    let applied = all.change("POST", &format!("/imports/{import}/apply"), &[], &body).await;
    assert_eq!(applied.status, 200, "{}", applied.json);
    work::settle(&fresh.context).await.unwrap();
    let told = all.get(&format!("/imports/{import}")).await.json;
    assert_eq!(told["import"]["state"], "applied", "{told}");
    import
}
