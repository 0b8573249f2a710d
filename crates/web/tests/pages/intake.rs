//! Files that come in: columns that a person names, bundles of certificates, devices.

use crate::browser::{Browser, Fresh};
use antin_app::work::settle;
use antin_testkit::ca::certificate::Holder;
use antin_testkit::ca::{Generation, TestCa, day};
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

/// Agrees to what an import would do, or takes it back, and lets the background do it.
async fn settled(fresh: &Fresh, browser: &mut Browser, path: &str, form: &str) {
    let asked = browser.post(path, form).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
    settle(&fresh.context).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_of_certificates_is_rehearsed_applied_as_one_act_and_taken_back() {
    let fresh = crate::browser::demonstration().await;
    let mut all = fresh.entered("daumoi").await;
    let people = all.get("/people").await.text();
    let person = people.split("<td class=\"first\"><a href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let page = all.get(&person).await.text();
    let name = page.split("<h1>").nth(1).unwrap().split("</h1>").next().unwrap().trim().to_owned();
    let email =
        page.split(|c: char| c.is_whitespace() || "<>\"".contains(c)).find(|word| word.ends_with("@gdt.gov.vn"));
    let mut ca = TestCa::new(7);
    let validity = (day(2023, 1, 1), day(2028, 1, 1));
    let known = ca.issue(Generation::G2, &Holder::person(&name, "Cục Thuế", email.unwrap()), validity);
    let stranger = ca.issue(Generation::G2, &Holder::person("Người Lạ Hẳn", "Cục Thuế", "la@gdt.gov.vn"), validity);
    let before = all.get("/certificates").await.total();
    let bundle = [known.der.clone(), stranger.der.clone(), known.der.clone()].concat();
    let import = taken(&fresh, &mut all, "goi.p7b", &bundle, "").await;
    let page = all.get(&import).await.text();
    assert!(page.contains("Chứng thư số (.p7b, .pem, .cer)") && page.contains("<b>2</b>thêm"), "{page}");
    assert!(page.contains("1 chứng thư số chưa biết là của ai"), "{page}");
    assert_eq!(all.get("/certificates").await.total(), before, "a rehearsal changes nothing");
    settled(&fresh, &mut all, &format!("{import}/apply"), "").await;
    assert_eq!(all.get("/certificates").await.total(), before + 2);
    assert!(all.get(&person).await.text().contains("01/01/2028"), "it stands with its holder");
    // The same certificates in another file are there already.
    let again = [stranger.der.clone(), known.der].concat();
    let same = taken(&fresh, &mut all, "goi-2.p7b", &again, "certificates").await;
    let page = all.get(&same).await.text();
    assert!(page.contains("<b>2</b>giữ nguyên") && page.contains("<b>0</b>thêm"), "{page}");
    settled(&fresh, &mut all, &format!("{import}/undo"), "").await;
    assert_eq!(all.get("/certificates").await.total(), before);
    let nothing = all.upload("/intake", "x.p7b", b"not a certificate", "certificates").await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_bytes_for_a_known_certificate_are_said_before_they_take_its_place() {
    let fresh = crate::browser::demonstration().await;
    let mut all = fresh.entered("daumoi").await;
    let (mut ca, mut forger) = (TestCa::new(9), TestCa::new(9));
    let holder = Holder::person("Người Lạ Hẳn", "Cục Thuế", "la@gdt.gov.vn");
    let first = ca.issue(Generation::G2, &holder, (day(2023, 1, 1), day(2028, 1, 1)));
    let second = forger.issue(Generation::G2, &holder, (day(2023, 1, 1), day(2038, 1, 1)));
    let import = taken(&fresh, &mut all, "mot.cer", &first.der, "").await;
    settled(&fresh, &mut all, &format!("{import}/apply"), "").await;
    let import = taken(&fresh, &mut all, "hai.cer", &second.der, "").await;
    let page = all.get(&import).await.text();
    assert!(page.contains("đã được xác nhận bằng một chứng thư khác") && page.contains("01/01/2038"), "{page}");
    assert_eq!(all.post(&format!("{import}/apply"), "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    settled(&fresh, &mut all, &format!("{import}/apply"), "despite=yes").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_of_a_list_are_made_with_it_and_go_with_it() {
    let fresh = crate::browser::demonstration().await;
    let mut all = fresh.entered("daumoi").await;
    let before = all.get("/devices").await.total();
    assert!(before > 50, "the CA's list of the demonstration names devices: {before}");
    let list = "Số hiệu chứng thư số,Tên chứng thư số,Hiệu lực từ ngày,Ngày hết hạn,Loại thiết bị,Số hiệu thiết bị\n\
                6A0001,Lê Thị An,01/02/2020,31/01/2025,USB Token,TK-0000001\n\
                6A0002,Trần Văn Bình,01/02/2020,31/01/2025,,TK-0000002\n\
                6A0003,Trần Văn Bình,01/02/2021,31/01/2026,,TK-0000002\n\
                6A0004,Đỗ Thị Hoa,01/02/2020,31/01/2025,,\n\
                6A0005,Đỗ Thị Hoa,01/02/2020,31/01/2025,chìa khóa,TK-0000005\n";
    let import = taken(&fresh, &mut all, "la.csv", list.as_bytes(), "ca-list").await;
    let page = all.get(&import).await.text();
    assert!(page.contains("<b>2</b>thiết bị mới"), "{page}");
    assert!(page.contains("1 dòng ghi thiết bị không rõ"), "{page}");
    settled(&fresh, &mut all, &format!("{import}/apply"), "despite=yes").await;
    assert_eq!(all.get("/devices").await.total(), before + 2);
    let found = all.get("/devices?q=TK-0000002").await;
    assert_eq!(found.total(), 1);
    let text = found.text();
    let number = text.split("href=\"/devices/").nth(1).unwrap().split('"').next().unwrap();
    let device = format!("/devices/{number}");
    let page = all.get(&device).await.text();
    assert!(page.contains("Thẻ USB"), "blank: a token: {page}");
    assert!(all.get("/devices?q=TK-0000005").await.total() == 0, "what is unclear makes no device");
    // Two certificates lie on the one device; all of it goes with the import.
    settled(&fresh, &mut all, &format!("{import}/undo"), "").await;
    assert_eq!(all.get("/devices").await.total(), before);
}
