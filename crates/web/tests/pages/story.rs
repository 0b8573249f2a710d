//! The story of an office through its pages, the same on both databases: the first administrator, accounts, lists in,
//! search, review, export, taking back, and the audit that tells of all of it.

use crate::browser::{Browser, Fresh};
use antin_app::accounts;
use antin_app::work::settle;
use antin_storage::audit;
use antin_storage::audit::verify::Verifier;
use axum::http::StatusCode;

const LISTS: [(&str, &str, &[u8]); 4] = [
    ("units", "units.csv", include_bytes!("../../../../examples/units.csv")),
    ("roster", "roster.csv", include_bytes!("../../../../examples/roster.csv")),
    ("ca-list", "ca-list.xlsx", include_bytes!("../../../../examples/ca-list.xlsx")),
    ("registry", "registry.xlsx", include_bytes!("../../../../examples/registry.xlsx")),
];

#[tokio::test(flavor = "multi_thread")]
async fn an_office_begins_on_sqlite() {
    story(&crate::browser::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_begins_on_postgresql() {
    story(&crate::browser::postgres().await).await;
}

async fn story(fresh: &Fresh) {
    // The first administrator enters by the link of the terminal, which works once.
    let token = accounts::first_link(&fresh.context).await.unwrap().unwrap();
    let mut administrator = fresh.browser();
    let form = "top=T%E1%BB%95ng+c%E1%BB%A5c+Thu%E1%BA%BF&name=Qu%E1%BA%A3n+Tr%E1%BB%8B&login=quantri&password=mot-mat-khau-dai";
    let page = administrator.post(&format!("/first/{token}"), form).await;
    assert_eq!((page.status, page.location.as_str()), (StatusCode::SEE_OTHER, "/"));
    assert_eq!(fresh.browser().get(&format!("/first/{token}")).await.status, StatusCode::FORBIDDEN);
    // Whoever keeps accounts decides nothing about certificates.
    assert_eq!(administrator.get("/certificates").await.status, StatusCode::FORBIDDEN);
    let units = administrator.get("/accounts/new").await.text();
    let unit = units.split("<option value=\"").filter_map(|part| part.split_once('"')).map(|(id, _)| id);
    let unit = unit.filter(|id| id.len() > 10).last().unwrap().to_owned();
    for (login, role) in [("daumoi", "coordinator"), ("kiemtra", "auditor")] {
        let form = format!("login={login}&name=M%E1%BA%ABu&password=mot-mat-khau-dai&role={role}&unit={unit}");
        assert_eq!(administrator.post("/accounts", &form).await.status, StatusCode::SEE_OTHER, "{login}");
    }
    // A wrong password is told as such; a right one lets in.
    let mut coordinator = fresh.browser();
    let wrong = coordinator.post("/sign-in", "login=daumoi&password=khong-phai-mat-khau").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    enter(&mut coordinator, "daumoi").await;

    let mut imports = Vec::new();
    for (kind, name, bytes) in LISTS {
        let page = coordinator.upload("/intake", name, bytes, kind).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{name}: {}", page.text());
        assert_eq!(
            coordinator.upload("/intake", name, bytes, kind).await.location,
            page.location,
            "the same file is the same list"
        );
        settle(&fresh.context).await.unwrap();
        let rehearsal = coordinator.get(&page.location).await.text();
        assert!(rehearsal.contains("/apply"), "{name}");
        let applied = coordinator.post(&format!("{}/apply", page.location), "").await;
        assert_eq!(applied.status, StatusCode::SEE_OTHER, "{name}: {}", applied.text());
        let twice = coordinator.post(&format!("{}/apply", page.location), "").await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "a list is applied once at a time");
        assert!(coordinator.get(&page.location).await.text().contains("Đang áp dụng"), "{name}: the page says how far");
        settle(&fresh.context).await.unwrap();
        let again = coordinator.post(&format!("{}/apply", page.location), "").await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "a list is applied once");
        imports.push(page.location);
    }
    assert_eq!(coordinator.get("/people").await.total(), 137);
    let all = coordinator.get("/certificates").await.total();
    let found = coordinator.get("/certificates?q=nguyen+kim+anh").await;
    assert!(found.text().contains("Nguyễn Kim Anh") && found.total() < all, "found without accents");

    // Taking the application's list back leaves what the CA's list had brought; the same file can come again.
    let registered = coordinator.get("/certificates?found=both").await.total();
    assert!(registered > 50);
    let undone = coordinator.post(&format!("{}/undo", imports[3]), "").await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text());
    settle(&fresh.context).await.unwrap();
    assert_eq!(coordinator.get("/certificates?found=both").await.total(), 0);
    let (kind, name, bytes) = LISTS[3];
    let again = coordinator.upload("/intake", name, bytes, kind).await.location;
    settle(&fresh.context).await.unwrap();
    assert_eq!(coordinator.post(&format!("{again}/apply"), "").await.status, StatusCode::SEE_OTHER);
    settle(&fresh.context).await.unwrap();
    assert_eq!(coordinator.get("/certificates?found=both").await.total(), registered);

    let review = coordinator.post("/reviews", "").await;
    assert_eq!(review.status, StatusCode::SEE_OTHER, "{}", review.text());
    assert!(coordinator.get(&review.location).await.text().contains("Đang rà soát"));
    settle(&fresh.context).await.unwrap();
    let cases = coordinator.get(&review.location).await;
    assert!(cases.total() > 100);
    let with_finding = coordinator.get("/certificates?finding=yes").await.total();
    assert!(with_finding > 50 && with_finding < all);
    let book = coordinator.get(&format!("{}/cases.xlsx?action=revoke", review.location)).await;
    assert!(book.bytes.starts_with(b"PK"));
    let csv = coordinator.get("/certificates.csv?q=kim").await;
    let lines = String::from_utf8(csv.bytes).unwrap().lines().count() as i64;
    assert_eq!(lines - 1, coordinator.get("/certificates?q=kim").await.total(), "the file holds what the page counts");

    // Whoever watches sees all of it and changes nothing.
    let mut auditor = fresh.browser();
    enter(&mut auditor, "kiemtra").await;
    assert_eq!(auditor.post("/reviews", "").await.status, StatusCode::FORBIDDEN);
    let trail = auditor.get("/audit").await.text();
    assert!(trail.contains("Áp dụng danh sách") && trail.contains("Lập quản trị hệ thống đầu tiên"));
    the_audit_is_intact(fresh).await;

    // Another site cannot make the browser do anything; whoever left is out.
    assert_eq!(coordinator.post_from_elsewhere("/reviews").await.status, StatusCode::FORBIDDEN);
    assert_eq!(coordinator.post("/sign-out", "").await.location, "/sign-in");
    assert_eq!(coordinator.get("/certificates").await.status, StatusCode::SEE_OTHER);
}

async fn enter(browser: &mut Browser, login: &str) {
    let page = browser.post("/sign-in", &format!("login={login}&password=mot-mat-khau-dai&next=/")).await;
    assert_eq!((page.status, page.location.as_str()), (StatusCode::SEE_OTHER, "/"));
}

async fn the_audit_is_intact(fresh: &Fresh) {
    let mut connection = fresh.context.db.read().await.unwrap();
    let head = audit::head(&mut connection).await.unwrap();
    let events = audit::events_after(&mut connection, 0, 1000).await.unwrap();
    assert!(events.len() > 10 && events.last().unwrap().number == head.number);
    let mut verifier = Verifier::new(Vec::new(), &Default::default());
    events.iter().for_each(|event| verifier.take(event));
    let report = verifier.finish(head);
    assert!(report.damages.is_empty() && report.events == events.len() as u64, "{:?}", report.damages);
}
