//! Lists as people want them: their columns, rows that are ticked, and addresses that ask for what is not there.

use crate::browser::{Browser, demonstration};
use crate::campaign_office::visitor;
use antin_app::certificates::{self, Query};
use antin_domain::certificate::record::CertificateRecord;
use antin_domain::day::Day;
use antin_domain::serial::Serial;
use antin_storage::audit::NewEvent;
use axum::http::StatusCode;

/// The headings of the table of a page.
fn headings(page: &str) -> Vec<String> {
    let head = page.split("<thead>").nth(1).unwrap().split("</thead>").next().unwrap();
    let cells = head.split("<th").skip(1).map(|cell| cell.split_once('>').unwrap().1.split("</th>").next().unwrap());
    cells.map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_columns_that_were_chosen_stand_in_the_address_the_file_and_the_kept_search() {
    let fresh = demonstration().await;
    let mut clerk = fresh.entered("canbo").await;
    let usual = clerk.get("/certificates").await.text();
    assert!(headings(&usual).contains(&"Chức vụ".to_owned()), "{:?}", headings(&usual));
    // A form names each column by itself, an address names them in one word: the list is the same.
    for address in ["/certificates?columns=lists&columns=serial", "/certificates?columns=serial,lists"] {
        let page = clerk.get(address).await.text();
        assert_eq!(headings(&page)[2..], ["Số hiệu", "Có trong danh sách"], "{address}");
        assert!(page.contains("columns=serial%2Clists"), "every link keeps them: {page}");
    }
    let csv = clerk.get("/certificates.csv?columns=serial,lists&q=a").await.text();
    assert_eq!(csv.lines().next().unwrap().matches("\",\"").count(), 2, "{csv}");
    let kept = clerk.post("/searches", "name=Hai+c%E1%BB%99t&filter=columns%3Dserial%2Clists%26state%3Din-force").await;
    assert_eq!(kept.location, "/certificates?state=in-force&columns=serial%2Clists");
}

/// Numbers of the first rows of a list.
async fn first_rows(browser: &mut Browser, count: usize) -> Vec<String> {
    let page = browser.get("/certificates").await.text();
    let boxes = page.split("name=\"id\" value=\"").skip(1).take(count);
    boxes.map(|part| part.split('"').next().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_ticked_is_taken_as_a_file_and_nothing_else() {
    let fresh = demonstration().await;
    let mut clerk = fresh.entered("canbo").await;
    let ticked = first_rows(&mut clerk, 2).await;
    let form = format!("columns=serial&id={}&id={}&id={}", ticked[0], ticked[1], ticked[0]);
    let file = clerk.post("/certificates/selected.csv", &form).await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.text());
    assert_eq!(file.text().lines().count(), 3, "headings and each of the two once: {}", file.text());
    let book = clerk.post("/certificates/selected.xlsx", &form).await;
    assert!(book.bytes.starts_with(b"PK"));
    for nothing in ["columns=serial", "id=12345", "id=x"] {
        assert_eq!(
            clerk.post("/certificates/selected.csv", nothing).await.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{nothing}"
        );
    }
    // Whoever may not take files does not get one by ticking, and is offered no box.
    let mut holder = fresh.entered("thuebao").await;
    assert!(!holder.get("/certificates").await.text().contains("name=\"id\""));
    let refused = holder.post("/certificates/selected.csv", &form).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    // Somebody else's unit stays out of reach.
    let mut all = fresh.entered("daumoi").await;
    let own = clerk.get("/certificates").await.total();
    assert!(own < all.get("/certificates").await.total());
    let mut refusals = 0;
    for id in first_rows(&mut all, 50).await {
        refusals += usize::from(
            clerk.post("/certificates/selected.csv", &format!("id={id}")).await.status == StatusCode::FORBIDDEN,
        );
    }
    assert!(refusals > 0, "certificates of other units are refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_list_does_not_have_is_said_on_every_list() {
    let fresh = demonstration().await;
    let mut all = fresh.entered("daumoi").await;
    let review = all.get("/reviews").await.text();
    let review = review.split("href=\"/reviews/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let review = format!("/reviews/{review}");
    let lists = ["/certificates", "/people", "/devices", "/units", "/expiry", review.as_str()];
    for list in lists {
        let page = all.get(&format!("{list}?mau=do")).await;
        assert_eq!(page.status, StatusCode::OK, "{list}");
        assert!(page.text().contains("không có bộ lọc “mau”"), "{list}");
        assert!(!all.get(list).await.text().contains("không có bộ lọc"), "{list}");
    }
    for address in ["/certificates?state=x", "/devices?custody=x", "/people?unit=x"] {
        assert!(all.get(address).await.text().contains("không có giá trị “x”"), "{address}");
    }
    let mut auditor = fresh.entered("kiemtra").await;
    assert!(auditor.get("/audit?mau=do").await.text().contains("không có bộ lọc"));
    let mut administrator = fresh.entered("quantri").await;
    assert!(administrator.get("/accounts?mau=do").await.text().contains("không có bộ lọc"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_by_the_last_day_is_as_long_as_it_says_though_some_have_none() {
    let fresh = demonstration().await;
    let leader = visitor(&fresh, "daumoi").await;
    let by_end = Query { by_end: true, ..Query::default() };
    let list = async |query: &Query| {
        let page = certificates::list_counted(&fresh.context, &leader, query, None, 200).await.unwrap();
        assert_eq!(page.total, certificates::count(&fresh.context, &leader, query).await.unwrap());
        assert!(page.page.next.is_none(), "the demonstration fits on one page");
        assert_eq!(page.total, page.page.items.len() as i64, "{query:?}");
        page.total
    };
    let (all, before) = (list(&Query::default()).await, list(&by_end).await);
    let mut change = fresh.context.db.change().await.unwrap();
    let known = certificates::list(&fresh.context, &leader, &by_end, None, 1).await.unwrap().items[0].id;
    let (record, _) = antin_storage::certificates::get(&mut change, known).await.unwrap();
    let serial = Serial::from_hex(b"7A00000000000001").unwrap();
    let (id, predecessor) = (fresh.context.id().unwrap(), None);
    let endless = CertificateRecord { id, serial, predecessor, digest: None, valid_to: Day::UNKNOWN, ..record };
    let at = fresh.context.now();
    antin_storage::certificates::insert_many(&mut change, &[endless], at).await.unwrap();
    let (actor, action, object_kind, object_id) = ("test", "test", "test", "1");
    let detail = &serde_json::Value::Null;
    change.commit(&NewEvent { at, actor, action, object_kind, object_id, detail }).await.unwrap();
    assert_eq!((list(&Query::default()).await, list(&by_end).await), (all + 1, before));
}
