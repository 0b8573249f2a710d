//! Tokens: shown once, good for their acts only, never for more than their owner may today, dead with their owner.

use crate::caller::{Fresh, sqlite};
use antin_app::demo;
use axum::http::StatusCode;
use serde_json::{Value, json};

/// A last day that is not over: tokens go by the clock of the machine.
fn until(fresh: &Fresh) -> String {
    let (year, month, day) = fresh.context.now().day().plus(30).civil().unwrap();
    format!("{year:04}-{month:02}-{day:02}")
}

async fn make(fresh: &Fresh, login: &str, acts: &[&str]) -> Value {
    let input = json!({ "name": "Đối soát", "acts": acts, "until": until(fresh) });
    let reply = fresh.entered(login).await.change("POST", "/tokens", &[], &input).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.json);
    reply.json
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_may_its_acts_and_nothing_else() {
    let fresh = sqlite().await;
    let made = make(&fresh, "canbo", &["read-certificate", "read-unit"]).await;
    let secret = made["secret"].as_str().unwrap();
    assert!(secret.starts_with("antin_") && secret.len() == 70, "{secret}");
    let program = fresh.with_token(secret);
    let owner = fresh.entered("canbo").await;
    let (own, its) = (owner.get("/certificates").await, program.get("/certificates").await);
    assert!(own.json["total"].as_i64() > Some(0));
    assert_eq!(own.json["total"], its.json["total"], "it sees what its owner sees");
    assert_eq!(program.get("/me").await.json["acts"], json!(["read-unit", "read-certificate"]));
    for path in ["/people", "/reviews", "/certificates.csv", "/imports", "/tokens"] {
        assert_eq!(program.get(path).await.problem(), "forbidden", "{path}");
    }
    let input = json!({ "name": "x", "acts": ["read-unit"], "until": until(&fresh) });
    assert_eq!(program.change("POST", "/tokens", &[], &input).await.problem(), "forbidden", "no token makes another");
    let id = made["token"]["id"].as_str().unwrap();
    assert_eq!(program.ask("DELETE", &format!("/tokens/{id}"), &[], None).await.problem(), "forbidden");
    assert!(owner.get("/tokens").await.items()[0]["used"].is_string());
    assert!(!owner.get("/tokens").await.json.to_string().contains(secret), "it is shown once");
    assert_eq!(owner.ask("DELETE", &format!("/tokens/{id}"), &[], None).await.status, StatusCode::OK);
    assert_eq!(program.get("/me").await.problem(), "not-entered");
    assert_eq!(owner.ask("DELETE", &format!("/tokens/{id}"), &[], None).await.problem(), "unusable", "it has ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gives_a_token_what_he_has_not() {
    let fresh = sqlite().await;
    let auditor = fresh.entered("kiemtra").await;
    let ask = async |acts: &[&str], until: &str| {
        let input = json!({ "name": "x", "acts": acts, "until": until });
        auditor.change("POST", "/tokens", &[], &input).await.problem().to_owned()
    };
    assert_eq!(ask(&["import"], &until(&fresh)).await, "forbidden");
    assert_eq!(ask(&["fly"], &until(&fresh)).await, "unusable");
    assert_eq!(ask(&[], &until(&fresh)).await, "unusable");
    assert_eq!(ask(&["read-audit"], "2020-01-01").await, "unusable", "it would have ended before it began");
    assert_eq!(ask(&["read-audit"], "2099-01-01").await, "unusable", "at most a year");
    assert_eq!(ask(&["read-audit"], "soon").await, "unusable");
    assert_eq!(auditor.get("/tokens").await.items().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_dies_with_its_owner_and_with_the_right() {
    let fresh = sqlite().await;
    let made = make(&fresh, "thutruong", &["read-certificate"]).await;
    let program = fresh.with_token(made["secret"].as_str().unwrap());
    assert_eq!(program.get("/certificates").await.status, StatusCode::OK);
    let keeper = fresh.entered("quantri").await;
    let id = made["token"]["account"].as_str().unwrap();
    assert_eq!(keeper.get(&format!("/tokens?account={id}")).await.items().len(), 1);
    let tag = keeper.get(&format!("/accounts/{id}")).await.header("etag").to_owned();
    let lock = format!("/accounts/{id}/lock");
    assert_eq!(keeper.change("PUT", &lock, &[("if-match", &tag)], &json!({ "locked": true })).await.status, 200);
    assert_eq!(program.get("/certificates").await.problem(), "not-entered");
    let tag = keeper.get(&format!("/accounts/{id}")).await.header("etag").to_owned();
    assert_eq!(keeper.change("PUT", &lock, &[("if-match", &tag)], &json!({ "locked": false })).await.status, 200);
    assert_eq!(program.get("/certificates").await.status, StatusCode::OK);
    // The grant ends: what the owner may not, the token may not.
    let mut change = fresh.context.db.change().await.unwrap();
    let user = antin_domain::id::Id(id.parse().unwrap());
    for grant in antin_storage::grants::of_user(&mut change, user).await.unwrap() {
        antin_storage::grants::end(&mut change, grant.id, demo::day().plus(-1)).await.unwrap();
    }
    let event = antin_storage::audit::NewEvent {
        at: fresh.context.now(),
        actor: "test",
        action: "end-grant",
        object_kind: "account",
        object_id: id,
        detail: &json!({}),
    };
    change.commit(&event).await.unwrap();
    assert_eq!(program.get("/certificates").await.problem(), "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_tokens_are_slowed_down() {
    let fresh = sqlite().await;
    let guess = format!("antin_{}", "0".repeat(64));
    let mut problems = Vec::new();
    for _ in 0..30 {
        problems.push(fresh.with_token(&guess).get("/me").await.problem().to_owned());
    }
    assert_eq!(problems[0], "not-entered");
    assert_eq!(problems[29], "too-many");
    // Whoever has a right one from the same place is not kept waiting.
    let made = make(&fresh, "canbo", &["read-unit"]).await;
    assert_eq!(fresh.with_token(made["secret"].as_str().unwrap()).get("/me").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_undone_needs_the_password_or_a_token_that_names_it() {
    let fresh = sqlite().await;
    let all = fresh.entered("daumoi").await;
    let made = make(&fresh, "daumoi", &["undo-import", "read-import"]).await;
    let program = fresh.with_token(made["secret"].as_str().unwrap());
    let imports = all.get("/imports").await;
    let ca = imports.items().iter().find(|item| item["kind"] == "registry").unwrap()["id"].as_str().unwrap().to_owned();
    // The password was given long ago.
    let mut turn = fresh.context.db.upkeep().await.unwrap();
    let user = antin_domain::id::Id(all.get("/me").await.id().parse().unwrap());
    let now = fresh.context.now();
    for session in antin_storage::sessions::of_user(&mut turn, user, now).await.unwrap() {
        let long_ago = now.plus_seconds(-3600);
        antin_storage::sessions::step_up(&mut turn, session.id, session.strength, long_ago).await.unwrap();
    }
    turn.commit().await.unwrap();
    assert_eq!(all.ask("POST", &format!("/imports/{ca}/undo"), &[], None).await.problem(), "step-up");
    let reply = program.ask("POST", &format!("/imports/{ca}/undo"), &[], None).await;
    // It was asked for: what stands against it the work in the background finds out.
    assert_eq!((reply.status, &reply.json["kind"]), (StatusCode::OK, &"import".into()), "{}", reply.json);
}
