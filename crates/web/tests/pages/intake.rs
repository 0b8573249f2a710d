//! Files that come in: columns that a person names, bundles of certificates, devices.

use crate::browser::{Browser, Fresh};
use antin_app::work::settle;
use axum::http::StatusCode;

/// Takes a file in and lets the background read it; the address of its page.
async fn taken(fresh: &Fresh, browser: &mut Browser, name: &str, bytes: &[u8], kind: &str) -> String {
    let page = browser.upload("/intake", name, bytes, kind).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text());
    settle(&fresh.context).await.unwrap();
    page.location
}

/// What is chosen for a column.
fn chosen(page: &str, column: usize) -> String {
    let select = page.split(&format!("name=\"c{column}\"")).nth(1).unwrap().split("</select>").next().unwrap();
    let option = select.split("<option value=\"").find(|option| option.contains("selected")).unwrap();
    option.split('"').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_whose_needed_column_is_not_recognised_is_kept_and_asked_about() {
    let fresh = crate::browser::demonstration().await;
    let mut all = fresh.entered("daumoi").await;
    let list = "DANH SÁCH CHỨNG THƯ SỐ,,,\n\
                Ký hiệu dài,Tên chứng thư số,Hiệu lực từ ngày,Ngày hết hạn\n\
                6A0101,Lê Thị An,01/02/2020,31/01/2025\n\
                6A0102,Trần Văn Bình,01/02/2020,31/01/2025\n";
    let import = taken(&fresh, &mut all, "la.csv", list.as_bytes(), "ca-list").await;
    let page = all.get(&import).await.text();
    assert!(page.contains("Chờ chỉ cột") && !page.contains("/apply") && !page.contains("--columns"), "{page}");
    assert_eq!((chosen(&page, 0), chosen(&page, 1)), (String::new(), "holder".to_owned()));
    assert!(page.contains("<option value=\"2\" selected>2: Ký hiệu dài"), "the heading row is told: {page}");
    assert!(all.get("/intake").await.text().contains("Chờ chỉ cột"));
    // A row that is not there and a column that is not there are refused, and the question stays.
    for wrong in ["heading_row=400", "c0=serial&c9=holder"] {
        let refused = all.post(&format!("{import}/columns"), wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    assert_eq!(all.post(&format!("{import}/apply"), "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = all.post(&format!("{import}/columns"), "c0=serial&c1=holder&c2=valid_from&c3=valid_to").await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text());
    settle(&fresh.context).await.unwrap();
    let page = all.get(&import).await.text();
    assert!(page.contains("/apply") && !page.contains("Chờ chỉ cột"), "{page}");
    assert_eq!(chosen(&page, 0), "serial");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_heading_row_that_was_taken_wrongly_is_chosen() {
    let fresh = crate::browser::demonstration().await;
    let mut all = fresh.entered("daumoi").await;
    let list = "Một,Hai,Ba,Bốn\nKý hiệu,Chủ thể,Từ ngày,Đến ngày\n6A0101,Lê Thị An,01/02/2020,31/01/2025\n";
    let unknown = all.upload("/intake", "x.csv", "a,b\nc,d\n".as_bytes(), "").await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unknown.text().contains("Hãy chọn loại danh sách"), "{}", unknown.text());
    let import = taken(&fresh, &mut all, "la.csv", list.as_bytes(), "ca-list").await;
    assert_eq!(all.post(&format!("{import}/columns"), "heading_row=1").await.status, StatusCode::SEE_OTHER);
    settle(&fresh.context).await.unwrap();
    let page = all.get(&import).await.text();
    assert!(page.contains("<option value=\"1\" selected>1: Một | Hai"), "{page}");
    assert_eq!(all.post(&format!("{import}/columns"), "heading_row=2").await.status, StatusCode::SEE_OTHER);
    settle(&fresh.context).await.unwrap();
    let page = all.get(&import).await.text();
    assert_eq!((chosen(&page, 0), chosen(&page, 1)), (String::new(), "holder".to_owned()), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_column_that_was_misunderstood_is_put_right() {
    let fresh = crate::browser::demonstration().await;
    let mut all = fresh.entered("daumoi").await;
    let list = "Số hiệu chứng thư số,Tên chứng thư số,Thư điện tử,Liên hệ,Ngày hết hạn,Hiệu lực từ ngày\n\
                6A0001,Lê Thị An,không rõ,ltan@gdt.gov.vn,31/01/2025,01/02/2020\n\
                6A0002,Trần Văn Bình,không rõ,tvbinh@gdt.gov.vn,31/01/2025,01/02/2020\n";
    let taken = taken(&fresh, &mut all, "la.csv", list.as_bytes(), "ca-list").await;
    let page = all.get(&taken).await.text();
    assert_eq!((chosen(&page, 2), chosen(&page, 3)), ("email".to_owned(), String::new()));
    let twice =
        all.post(&format!("{taken}/columns"), "c0=serial&c1=holder&c2=email&c3=email&c4=valid_to&c5=valid_from").await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said =
        all.post(&format!("{taken}/columns"), "c0=serial&c1=holder&c2=&c3=email&c4=valid_to&c5=valid_from").await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text());
    settle(&fresh.context).await.unwrap();
    let page = all.get(&taken).await.text();
    assert_eq!((chosen(&page, 2), chosen(&page, 3)), (String::new(), "email".to_owned()), "{page}");
    assert!(page.contains("/apply"), "it waits to be applied");
}
