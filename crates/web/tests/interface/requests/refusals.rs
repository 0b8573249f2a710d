//! What is refused says what, why and which article, in both languages, and leaves nothing.

use super::office::{NOW, Office, commit};
use super::{state, step};
use crate::caller::{Caller, Fresh, Reply, sqlite};
use antin_app::demo;
use antin_domain::certificate::record::CertificateRecord;
use antin_domain::certificate::{HolderKind, Renewals};
use antin_domain::serial::Serial;
use antin_storage::certificates;
use serde_json::{Value, json};

/// Asks in both languages; each answer must hold its words.
async fn refused(caller: &Caller, method: &str, path: &str, tag: &str, body: &Value, status: u16, words: [&str; 2]) {
    for (language, wanted) in ["vi", "en"].into_iter().zip(words) {
        let headers = [("accept-language", language), ("if-match", tag)];
        let headers = if tag.is_empty() { &headers[..1] } else { &headers[..] };
        let reply: Reply = caller.change(method, path, headers, body).await;
        let detail = reply.json["detail"].as_str().unwrap_or_default();
        assert_eq!(reply.status.as_u16(), status, "{path}: {detail}");
        assert!(detail.contains(wanted), "{path} in {language}: {detail}");
        assert!(!detail.contains("[request-") && !detail.contains('{'), "{detail}");
    }
}

async fn change(fresh: &Fresh, record: &CertificateRecord) {
    let mut turn = fresh.context.db.change().await.unwrap();
    let (_, version) = certificates::get(&mut turn, record.id).await.unwrap();
    certificates::update(&mut turn, record, version, NOW).await.unwrap();
    commit(turn).await;
}

/// Begins a request and tries to hand it in; where it stands afterwards.
async fn handing_in(caller: &Caller, body: &Value, words: [&str; 2]) {
    let begun = caller.change("POST", "/requests", &[], body).await;
    assert_eq!(begun.status, 201, "{}", begun.json);
    let path = format!("/requests/{}", begun.id());
    let tag = caller.get(&path).await.header("etag").to_owned();
    refused(caller, "POST", &format!("{path}/steps"), &tag, &json!({ "verb": "submit" }), 422, words).await;
    assert_eq!(state(caller, &begun.id()).await, "draft");
    assert_eq!(step(caller, &begun.id(), "withdraw", "vì phải thử").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_law_does_not_allow_is_refused_with_its_article() {
    let fresh = sqlite().await;
    let office = Office::new(&fresh).await;
    let clerk = fresh.entered("canbo").await;
    let first = &office.certificates[0];
    let renew = json!({ "kind": "renew", "certificate": first.id.to_string() });

    change(&fresh, &CertificateRecord { renewals: Renewals(Some(1)), ..first.clone() }).await;
    let article = "Điều 63 Nghị định 130/2018/NĐ-CP";
    handing_in(&clerk, &renew, ["chỉ được gia hạn 1 lần", "may be renewed 1 times"]).await;
    handing_in(&clerk, &renew, [article, article]).await;

    change(&fresh, &CertificateRecord { valid_to: demo::day().plus(59), ..first.clone() }).await;
    handing_in(&clerk, &renew, ["chỉ còn 59 ngày", "only 59 days are left"]).await;
    change(&fresh, &CertificateRecord { renewals: Renewals(None), ..first.clone() }).await;
    handing_in(&clerk, &renew, ["Chưa biết chứng thư đã gia hạn mấy lần", "Nobody knows how often"]).await;

    // The only certificate of a unit: stopped until a replacement is asked for.
    let body = CertificateRecord {
        id: fresh.context.id().unwrap(),
        serial: Serial::from_hex(b"7B00000000000001").unwrap(),
        kind: HolderKind::Organisation,
        holder: "Đội Mẫu".into(),
        person: None,
        digest: None,
        ..first.clone()
    };
    let mut turn = fresh.context.db.change().await.unwrap();
    certificates::insert_many(&mut turn, std::slice::from_ref(&body), NOW).await.unwrap();
    commit(turn).await;
    let filter = format!("/certificates?unit={}&kind=organisation&state=in-force", body.unit);
    for row in fresh.entered("daumoi").await.get(&filter).await.items() {
        let id = antin_domain::id::Id(row["id"].as_str().unwrap().parse().unwrap());
        let (other, _) = certificates::get(&mut fresh.context.db.read().await.unwrap(), id).await.unwrap();
        if other.id != body.id && other.unit == body.unit {
            change(&fresh, &CertificateRecord { valid_to: demo::day().plus(-1), ..other }).await;
        }
    }
    let revoke = json!({
        "kind": "revoke", "certificate": body.id.to_string(), "content": { "reason": "body-ended" },
    });
    handing_in(&clerk, &revoke, ["chứng thư cơ quan duy nhất", "the only certificate of the body"]).await;
    let issue = json!({
        "kind": "issue", "unit": body.unit.to_string(), "holder": "organisation", "content": { "name": "Đội Mẫu" },
    });
    assert_eq!(clerk.change("POST", "/requests", &[], &issue).await.status, 201);
    let begun = clerk.change("POST", "/requests", &[], &revoke).await.id();
    let handed = step(&clerk, &begun, "submit", "").await;
    assert_eq!(handed.status, 200, "{}", handed.json);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_approves_his_own_and_nothing_is_asked_twice() {
    let fresh = sqlite().await;
    let office = Office::new(&fresh).await;
    let head = fresh.entered("thutruong").await;
    let body = json!({
        "kind": "change-info", "certificate": office.certificates[0].id.to_string(),
        "content": { "position": "Trưởng phòng" },
    });
    let own = super::submitted(&head, &body).await;
    let path = format!("/requests/{own}");
    let told = head.get(&path).await;
    assert!(!told.json["verbs"].as_array().unwrap().contains(&json!("approve")), "no button either");
    let words = ["Không ai tự duyệt", "Nobody approves a request that he drafted"];
    let approve = json!({ "verb": "approve" });
    refused(&head, "POST", &format!("{path}/judgements"), told.header("etag"), &approve, 403, words).await;
    refused(&head, "POST", "/requests", "", &body, 422, [&own, &own]).await;
    // Somebody else approves; an edit cancels that.
    let all = fresh.entered("daumoi").await;
    assert_eq!(step(&all, &own, "approve", "").await.status, 200);
    let tag = head.get(&path).await.header("etag").to_owned();
    let edited = head.change("PUT", &path, &[("if-match", &tag)], &json!({ "position": "Phó Trưởng phòng" })).await;
    assert_eq!(edited.status, 200, "{}", edited.json);
    let told = head.get(&path).await.json;
    assert_eq!((&told["state"], &told["approved"]), (&json!("draft"), &json!(0)));
    // What sends back must say why.
    assert_eq!(step(&head, &own, "submit", "").await.status, 200);
    assert_eq!(step(&all, &own, "return", "").await.status, 422);
    assert_eq!(step(&all, &own, "return", "Sai chức vụ").await.status, 200);
}
