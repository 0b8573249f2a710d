//! One's own log-in and the columns of a list, by the JSON interface.

use crate::caller;
use antin_app::{demo, sign_in};
use axum::http::StatusCode;
use serde_json::{Value, json};
use totp_rs::{Algorithm, Builder, Secret};

/// The code of a secret at a second.
fn code(secret: &str, seconds: i64) -> String {
    let secret = Secret::try_from_base32(secret.replace(' ', "")).unwrap();
    let totp = Builder::new().with_algorithm(Algorithm::SHA1).with_secret(secret).build_noncompliant();
    totp.generate(seconds.try_into().unwrap()).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn ones_own_password_and_second_factor_are_changed_by_whoever_entered() {
    let fresh = caller::sqlite().await;
    let clerk = fresh.entered("canbo").await;
    let fresh_one = clerk.get("/me/second-factor").await;
    assert_eq!(fresh_one.status, StatusCode::OK);
    let secret = fresh_one.json["secret"].as_str().unwrap().to_owned();
    assert!(fresh_one.json["address"].as_str().unwrap().starts_with("otpauth://"));
    let wrong = clerk.change("PUT", "/me/second-factor", &[], &json!({ "secret": secret, "code": "000000" })).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let now = code(&secret, fresh.context.now().0 / 1_000_000);
    let set = clerk.change("PUT", "/me/second-factor", &[], &json!({ "secret": secret, "code": now })).await;
    assert_eq!(set.status, StatusCode::OK, "{set:?}");
    assert_eq!(clerk.ask("DELETE", "/me/second-factor", &[], None).await.status, StatusCode::OK);
    let wrong = json!({ "old": "khong-phai-mat-khau", "new": "mot-cau-de-nho-hon" });
    let refused = clerk.change("POST", "/me/password", &[("idempotency-key", "a")], &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{refused:?}");
    let right = json!({ "old": demo::PASSWORD, "new": "mot-cau-de-nho-hon" });
    let changed = clerk.change("POST", "/me/password", &[("idempotency-key", "b")], &right).await;
    assert_eq!(changed.status, StatusCode::OK, "{changed:?}");
    let enters = |password: &'static str| {
        let context = fresh.context.clone();
        async move { sign_in::enter(&context, "canbo", password, &sign_in::Origin::default()).await.is_ok() }
    };
    assert!(enters("mot-cau-de-nho-hon").await && !enters(demo::PASSWORD).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_columns_of_a_list_are_named_and_it_is_read_anew() {
    let fresh = caller::sqlite().await;
    let all = fresh.entered("daumoi").await;
    let list = "DANH SÁCH CHỨNG THƯ SỐ,,,\nKý hiệu dài,Tên chứng thư số,Hiệu lực từ ngày,Ngày hết hạn\n\
                6A0101,Lê Thị An,01/02/2020,31/01/2025\n";
    let headers = [("content-type", "application/octet-stream"), ("idempotency-key", "a")];
    let taken = all.ask("POST", "/imports?name=la.csv&kind=ca-list", &headers, Some(list.into())).await;
    assert_eq!(taken.status, StatusCode::CREATED, "{taken:?}");
    let path = format!("/imports/{}", taken.id());
    antin_app::work::settle(&fresh.context).await.unwrap();
    let asks = all.get(&path).await;
    assert_eq!(asks.json["import"]["state"], "asking");
    assert!(asks.json["reading"]["asks"].as_str().unwrap().contains("la.csv"), "{asks:?}");
    assert_eq!(asks.json["reading"]["heading_row"], 2);
    assert_eq!(asks.json["reading"]["columns"][0]["column"], Value::Null);
    let said = |columns: Value| {
        let (all, path) = (all.clone(), format!("{path}/columns"));
        async move { all.change("POST", &path, &[], &json!({ "columns": columns })).await }
    };
    let wrong = said(json!([{ "number": 1, "column": "no-such" }])).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let columns = ["serial", "holder", "valid_from", "valid_to"];
    let named: Vec<Value> =
        columns.iter().zip(1..).map(|(column, number)| json!({ "number": number, "column": column })).collect();
    let right = said(json!(named)).await;
    assert_eq!(right.status, StatusCode::OK, "{right:?}");
    antin_app::work::settle(&fresh.context).await.unwrap();
    let read = all.get(&path).await;
    assert_eq!((&read.json["import"]["state"], &read.json["reading"]["asks"]), (&json!("read"), &Value::Null));
    assert_eq!(all.get(&format!("{path}/what-if")).await.json["new"], 1);
}
