//! Reorganisations by the interface: a table read into lines, written, rehearsed, withdrawn; what is refused names its line.

use crate::caller::sqlite;
use crate::matrix::Target;
use antin_domain::id::Id;
use serde_json::{Value, json};

/// What the matrix asks an operation on reorganisations; nothing is changed by any of them, for there is no number 7.
pub fn target<'a>(name: &str, unit: Id) -> Target<'a> {
    let plain = |path: &str| Target { path: path.to_owned(), body: None, headers: Vec::new(), object: None };
    let new = || Some(body("", &[]).to_string().into_bytes());
    match name {
        "list-reorganisations" => plain("/reorganisations"),
        "create-reorganisation" => Target { body: new(), ..plain("/reorganisations") },
        "read-reorganisation-table" => {
            let headers = vec![("content-type", "application/octet-stream")];
            Target { body: Some(Vec::new()), headers, ..plain("/reorganisations/lines") }
        }
        "reorganisation" => plain("/reorganisations/7"),
        "edit-reorganisation" => {
            Target { body: new(), headers: vec![("if-match", "\"99\"")], ..plain("/reorganisations/7") }
        }
        "rehearsal-of-reorganisation" => plain("/reorganisations/7/rehearsal"),
        "list-reorganisation-needs" => Target { path: format!("/reorganisations/7/needs?lies_in={unit}"), ..plain("") },
        "rehearse-reorganisation" => plain("/reorganisations/7/rehearse"),
        "apply-reorganisation" => plain("/reorganisations/7/apply"),
        "withdraw-reorganisation" => {
            Target { headers: vec![("if-match", "\"99\"")], ..plain("/reorganisations/7/withdraw") }
        }
        "draft-reorganisation-wave" => plain("/reorganisations/7/waves/1/draft"),
        other => panic!("the operation {other} has no row"),
    }
}

fn body(title: &str, lines: &[Value]) -> Value {
    json!({
        "title": title, "decision": "12/QĐ-TCT", "day": "2024-06-14", "per_day": 5, "wave_days": 2, "lines": lines,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_becomes_lines_and_lines_a_rehearsed_reorganisation() {
    let fresh = sqlite().await;
    let leader = fresh.entered("daumoi").await;
    let table = "code,kind,new_code,new_name\n11701,merge-new,11709,Mới\n11702,sáp nhập vào,11709,\n";
    let bytes = Some(table.as_bytes().to_vec());
    let headers = [("content-type", "application/octet-stream")];
    let read = leader.ask("POST", "/reorganisations/lines", &headers, bytes).await;
    assert_eq!(
        (read.status.as_u16(), read.json["lines"][1]["kind"].as_str()),
        (200, Some("merge-into")),
        "{}",
        read.json
    );
    let lines = read.json["lines"].as_array().unwrap().clone();
    let made = leader.change("POST", "/reorganisations", &[], &body("Thử", &lines)).await;
    assert_eq!(made.status, 201, "{}", made.json);
    let here = format!("/reorganisations/{}", made.id());
    assert_eq!(leader.ask("POST", &format!("{here}/rehearse"), &[], None).await.status, 200);
    antin_app::work::settle(&fresh.context).await.unwrap();
    let rehearsal = leader.get(&format!("{here}/rehearsal")).await.json;
    let counted: i64 = rehearsal["units"].as_array().unwrap().iter().map(|one| one["count"].as_i64().unwrap()).sum();
    let needs = leader.get(&format!("{here}/needs?limit=1")).await.json;
    assert!(counted > 0 && needs["total"] == counted, "{rehearsal} {needs}");
    assert_eq!(leader.get(&format!("{here}/needs?need=dance")).await.status, 400);
    // A version that is not the present one changes nothing.
    let stale = leader.ask("POST", &format!("{here}/withdraw"), &[("if-match", "\"1\"")], None).await;
    assert_eq!(stale.status, 412, "{}", stale.json);
    let version = leader.get(&here).await.json["version"].to_string();
    let seen = format!("\"{version}\"");
    let gone = leader.ask("POST", &format!("{here}/withdraw"), &[("if-match", &seen)], None).await;
    assert_eq!(gone.status, 200, "{}", gone.json);
    assert_eq!(leader.get(&here).await.json["state"], "withdrawn");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_against_a_reorganisation_is_told_line_by_line() {
    let fresh = sqlite().await;
    let leader = fresh.entered("daumoi").await;
    let lines = [
        json!({ "code": "99999", "kind": "rename", "new_name": "x" }),
        json!({ "code": "11701", "kind": "merge-into", "new_code": "11701" }),
    ];
    for (language, word) in [("vi", "Dòng 1"), ("en", "Row 1")] {
        let headers = [("accept-language", language)];
        let refused = leader.change("POST", "/reorganisations", &headers, &body("Thử", &lines)).await;
        assert_eq!(refused.status, 422);
        let told = refused.json["blocked_by"].as_array().unwrap();
        assert_eq!(told.len(), 2, "{}", refused.json);
        assert!(told[0].as_str().unwrap().starts_with(word), "{}", refused.json);
    }
    let strange = leader
        .change("POST", "/reorganisations", &[], &body("Thử", &[json!({ "code": "11701", "kind": "sell" })]))
        .await;
    assert_eq!((strange.status.as_u16(), strange.json["at"].as_str()), (422, Some("lines")), "{}", strange.json);
}
