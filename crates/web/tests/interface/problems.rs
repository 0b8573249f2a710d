//! What goes wrong is told as a problem, in the language asked for, whatever it is; pages and tags do what they say.

use crate::caller::{Fresh, sqlite};
use axum::http::StatusCode;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_goes_wrong_is_a_problem() {
    let fresh = sqlite().await;
    let (stranger, all) = (fresh.stranger(), fresh.entered("daumoi").await);
    let check = async |caller: &crate::caller::Caller, method: &str, path: &str, status: u16, word: &str| {
        let reply = caller.ask(method, path, &[], None).await;
        assert_eq!((reply.status.as_u16(), reply.problem()), (status, word), "{method} {path}: {}", reply.json);
    };
    check(&stranger, "GET", "/me", 401, "not-entered").await;
    check(&all, "GET", "/no-such-thing", 404, "not-found").await;
    check(&all, "GET", "/api/v2/me", 404, "not-found").await;
    check(&all, "PATCH", "/me", 405, "wrong-method").await;
    check(&all, "GET", "/people/x", 400, "bad-address").await;
    check(&all, "GET", "/people/7", 404, "not-found").await;
    check(&all, "GET", "/people/9999999999999999999", 404, "not-found").await;
    check(&all, "GET", "/people?page=2", 400, "bad-parameter").await;
    check(&all, "GET", "/people?limit=0", 400, "bad-parameter").await;
    check(&all, "GET", "/people?limit=5&limit=6", 400, "bad-parameter").await;
    check(&all, "GET", "/people?after=x", 400, "bad-parameter").await;
    check(&all, "GET", "/certificates?by=end&after=0-", 400, "bad-parameter").await;
    check(&all, "GET", "/people?q=%00", 400, "bad-parameter").await;
    check(&all, "GET", "/certificates?state=well", 400, "bad-parameter").await;
    check(&all, "GET", "/accounts", 403, "forbidden").await;
    check(&all, "POST", "/searches", 415, "wrong-type").await;
    check(&all, "POST", "/imports", 415, "wrong-type").await;
    let body = |bytes: &[u8]| Some(bytes.to_vec());
    let reply = all.ask("POST", "/searches", &[], body(b"{\"name\":")).await;
    assert_eq!((reply.status.as_u16(), reply.problem()), (400, "bad-json"));
    let reply = all.ask("POST", "/searches", &[], body(b"{\"name\":\"a\",\"filter\":\"\",\"more\":1}")).await;
    assert_eq!((reply.status.as_u16(), reply.problem()), (422, "unusable"));
    // Every field of this body may be left out; an array is no object for all that.
    let reply = all.ask("POST", "/imports/7/columns", &[], body(b"[]")).await;
    assert_eq!((reply.status.as_u16(), reply.problem()), (422, "unusable"));
    let reply = all.ask("POST", "/searches", &[], body(&vec![b' '; 65 * 1024])).await;
    assert_eq!((reply.status.as_u16(), reply.problem()), (413, "too-large"));
    let elsewhere = all.ask("POST", "/reviews", &[("sec-fetch-site", "cross-site")], None).await;
    assert_eq!((elsewhere.status.as_u16(), elsewhere.problem()), (403, "from-elsewhere"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_entrance_no_operation_answers() {
    let fresh = sqlite().await;
    let wrong = fresh.with_token(&format!("antin_{}", "0".repeat(64)));
    for access in antin_web::access() {
        let path = access.path.replace("{id}", "7").replace("{session}", "7").replace("{number}", "1");
        let reply = fresh.stranger().ask(access.method, &path, &[], None).await;
        assert_eq!((reply.status.as_u16(), reply.problem()), (401, "not-entered"), "{} {path}", access.method);
        assert!(reply.header("www-authenticate").starts_with("Bearer"));
        // After twenty wrong ones they are slowed down.
        let reply = wrong.ask(access.method, &path, &[], None).await;
        assert!(["not-entered", "too-many"].contains(&reply.problem()), "{} {path}", access.method);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_speaks_the_language_asked_for() {
    let fresh = sqlite().await;
    let all = fresh.entered("daumoi").await;
    for (wish, title) in [("vi", "Không có"), ("en-GB,vi;q=0.5", "There is no such thing")] {
        for path in ["/people/7", "/nowhere"] {
            let reply = all.ask("GET", path, &[("accept-language", wish)], None).await;
            assert_eq!(reply.json["title"], title, "{wish} {path}");
            assert_eq!(reply.header("content-language"), &wish[..2]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_by_key_hold_every_row_once() {
    let fresh = sqlite().await;
    let all = fresh.entered("daumoi").await;
    for list in ["/certificates", "/certificates?by=end&state=in-force", "/people", "/accounts"] {
        let caller = if list == "/accounts" { fresh.entered("quantri").await } else { all.clone() };
        let join = if list.contains('?') { '&' } else { '?' };
        let (mut ids, mut next) = (Vec::new(), String::new());
        let total = loop {
            let page = caller.get(&format!("{list}{join}limit=7{next}")).await;
            assert_eq!(page.status, StatusCode::OK, "{list}: {}", page.json);
            ids.extend(page.items().iter().map(|item| item["id"].as_str().unwrap().to_owned()));
            match page.json["next"].as_str() {
                Some(after) => next = format!("&after={after}"),
                None => break page.json["total"].as_i64(),
            }
        };
        let rows = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), rows, "{list}");
        assert!(rows > 7 && total.is_none_or(|total| total == rows as i64), "{list}: {rows} of {total:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unchanged_is_not_sent_again() {
    let fresh = sqlite().await;
    let all = fresh.entered("daumoi").await;
    let id = all.get("/certificates?limit=1").await.items()[0]["id"].as_str().unwrap().to_owned();
    let path = format!("/certificates/{id}");
    let first = all.get(&path).await;
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with("W/\""), "{tag}");
    let again = all.ask("GET", &path, &[("if-none-match", &tag)], None).await;
    assert_eq!((again.status, again.bytes.len()), (StatusCode::NOT_MODIFIED, 0));
    assert_eq!(again.header("etag"), tag);
    assert_eq!(all.ask("GET", &path, &[("if-none-match", "W/\"0\"")], None).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_needs_the_version_that_was_seen() {
    let fresh = sqlite().await;
    let keeper = fresh.entered("quantri").await;
    let accounts = keeper.get("/accounts").await;
    let id = accounts.items().iter().find(|item| item["login"] == "thuebao").unwrap()["id"].as_str().unwrap();
    let (path, lock) = (format!("/accounts/{id}"), json!({ "locked": true }));
    let tag = keeper.get(&path).await.header("etag").to_owned();
    let ask = async |headers: &[(&str, &str)]| {
        keeper.change("PUT", &format!("{path}/lock"), headers, &lock).await.status.as_u16()
    };
    assert_eq!(ask(&[]).await, 428);
    assert_eq!(ask(&[("if-match", "seven")]).await, 400);
    assert_eq!(ask(&[("if-match", "\"99\"")]).await, 412);
    assert_eq!(ask(&[("if-match", &tag)]).await, 200);
    assert_eq!(ask(&[("if-match", &tag)]).await, 412, "the version that was seen is gone");
    assert!(keeper.get(&path).await.json["locked"].is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_numbers_of_home_and_expiry_are_the_lengths_of_their_lists() {
    let fresh = sqlite().await;
    for login in ["daumoi", "canbo"] {
        let caller = fresh.entered(login).await;
        let home = caller.get("/home").await.json;
        let expiry = caller.get("/expiry?months=3").await;
        let counts = ["attention", "totals", "months"].iter().flat_map(|part| home[*part].as_array().unwrap());
        let mut seen = 0;
        for count in counts.chain(expiry.items()) {
            let list = caller.get(count["list"].as_str().unwrap()).await;
            assert_eq!(list.json["total"], count["count"], "{login}: {count}");
            seen += 1;
        }
        assert!(seen >= 19, "{seen}");
        the_counts_of_a_unit(&fresh, &caller).await;
    }
}

async fn the_counts_of_a_unit(_fresh: &Fresh, caller: &crate::caller::Caller) {
    let top = caller.get("/units").await.items()[0]["id"].as_str().unwrap().to_owned();
    let counts = caller.get(&format!("/units/{top}/counts")).await.json;
    let lists = [
        ("people", format!("/people?unit={top}")),
        ("certificates", format!("/certificates?unit={top}")),
        ("in_force", format!("/certificates?unit={top}&state=in-force")),
    ];
    for (name, list) in lists {
        assert_eq!(caller.get(&list).await.json["total"], counts[name], "{list}");
    }
}
