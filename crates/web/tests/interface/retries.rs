//! A request that comes twice is carried out once: with the same key, in any order, at the same time, on both databases.

use crate::caller::{Caller, Fresh, postgres, sqlite};
use axum::http::StatusCode;
use serde_json::{Value, json};

async fn top(caller: &Caller) -> String {
    caller.get("/units").await.items()[0]["id"].as_str().unwrap().to_owned()
}

fn account(login: &str, unit: &str) -> Value {
    json!({ "login": login, "name": "Mẫu", "password": "mot-mat-khau-dai", "role": "auditor", "unit": unit })
}

async fn events(fresh: &Fresh) -> i64 {
    antin_app::history::end(&fresh.context).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_carried_out_once_on_sqlite() {
    once(&sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_carried_out_once_on_postgresql() {
    once(&postgres().await).await;
}

async fn once(fresh: &Fresh) {
    let keeper = fresh.entered("quantri").await;
    let unit = top(&keeper).await;
    let key = [("idempotency-key", "k-1")];
    let first = keeper.change("POST", "/accounts", &key, &account("moi1", &unit)).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.json);
    assert_eq!(first.header("location"), format!("/api/v1/accounts/{}", first.id()));
    let events_before = events(fresh).await;
    let again = keeper.change("POST", "/accounts", &key, &account("moi1", &unit)).await;
    assert_eq!((again.status, &again.json), (first.status, &first.json), "the same answer");
    assert_eq!(again.header("location"), first.header("location"));
    assert_eq!(events(fresh).await, events_before, "nothing happened again");
    let other = keeper.change("POST", "/accounts", &key, &account("moi2", &unit)).await;
    assert_eq!(other.problem(), "key-of-another");
    // Another caller's key of the same text is another key.
    let all = fresh.entered("daumoi").await;
    let search = json!({ "name": "Sắp hết hạn", "filter": "within=75&by=end" });
    assert_eq!(all.change("POST", "/searches", &key, &search).await.status, StatusCode::OK);
    // What failed may be tried again under its key.
    let key = [("idempotency-key", "k-2")];
    let refused = keeper.change("POST", "/accounts", &key, &account("moi1", &unit)).await;
    assert_eq!((refused.status.as_u16(), refused.problem()), (409, "conflict"), "{}", refused.json);
    assert_eq!(keeper.change("POST", "/accounts", &key, &account("moi3", &unit)).await.status, StatusCode::CREATED);
    for bad in ["", "a b", &"k".repeat(129)] {
        let reply = keeper.change("POST", "/accounts", &[("idempotency-key", bad)], &account("moi4", &unit)).await;
        assert_eq!(reply.problem(), "bad-header", "{bad}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_at_once_one_wins_on_sqlite() {
    at_once(&sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_at_once_one_wins_on_postgresql() {
    at_once(&postgres().await).await;
}

async fn at_once(fresh: &Fresh) {
    let keeper = fresh.entered("quantri").await;
    let unit = top(&keeper).await;
    let before = events(fresh).await;
    let ask = |_| {
        let (keeper, body) = (keeper.clone(), account("moi1", &unit));
        tokio::spawn(async move { keeper.change("POST", "/accounts", &[("idempotency-key", "k")], &body).await })
    };
    let mut answers = Vec::new();
    for asked in (0..8).map(ask).collect::<Vec<_>>() {
        answers.push(asked.await.unwrap());
    }
    for answer in &answers {
        assert_eq!((answer.status, &answer.json), (StatusCode::CREATED, &answers[0].json));
    }
    assert_eq!(events(fresh).await, before + 1, "one account, one event");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_and_its_key_are_kept_together_or_not_at_all() {
    // The machine stops between the change and its end: dropped, neither of them ever was.
    let fresh = sqlite().await;
    let user = antin_domain::id::Id(fresh.entered("quantri").await.get("/me").await.id().parse().unwrap());
    let key = antin_app::idempotency::key(user, "k", &[b"x"]);
    let context = fresh.context.keyed(std::sync::Arc::clone(&key));
    let change = context.db.change().await.unwrap();
    drop(change);
    let known = antin_app::idempotency::known(&fresh.context, &key).await.unwrap();
    assert_eq!(known, antin_app::idempotency::Known::New);
    assert!(!key.is_kept());
    // Carried to its end, both are there; a second change under the key is refused with everything in it.
    let (at, detail) = (fresh.context.now(), json!({}));
    let event = antin_storage::audit::NewEvent {
        at,
        actor: "test",
        action: "test",
        object_kind: "account",
        object_id: "7",
        detail: &detail,
    };
    context.db.change().await.unwrap().commit(&event).await.unwrap();
    assert!(key.is_kept());
    let before = events(&fresh).await;
    let second = antin_app::idempotency::key(user, "k", &[b"x"]);
    let outcome = fresh.context.keyed(second).db.change().await.unwrap().commit(&event).await;
    assert!(matches!(outcome, Err(antin_storage::Error::Taken { .. })));
    assert_eq!(events(&fresh).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_is_not_answered_twice() {
    let fresh = sqlite().await;
    let all = fresh.entered("canbo").await;
    let (year, month, day) = fresh.context.now().day().plus(1).civil().unwrap();
    let input = json!({ "name": "x", "acts": ["read-unit"], "until": format!("{year:04}-{month:02}-{day:02}") });
    let key = [("idempotency-key", "k")];
    assert_eq!(all.change("POST", "/tokens", &key, &input).await.status, StatusCode::CREATED);
    assert_eq!(all.change("POST", "/tokens", &key, &input).await.problem(), "answered-before");
    assert_eq!(all.get("/tokens").await.items().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_known_is_the_same_import_whatever_the_key() {
    let fresh = sqlite().await;
    let all = fresh.entered("daumoi").await;
    let file = include_bytes!("../../../../examples/roster.csv");
    let ask = async |key: &str, name: &str| {
        let headers = [("idempotency-key", key), ("content-type", "application/octet-stream")];
        all.ask("POST", &format!("/imports?kind=roster&name={name}"), &headers, Some(file.to_vec())).await
    };
    let (one, two) = (ask("a", "roster.csv").await, ask("b", "roster.csv").await);
    assert_eq!((one.status, one.json.clone()), (StatusCode::CREATED, two.json));
    assert_eq!(ask("a", "roster.csv").await.json, one.json);
    assert_eq!(ask("a", "other.csv").await.problem(), "key-of-another");
}
