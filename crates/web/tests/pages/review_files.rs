//! A review as files: what `antin review` would write, and no more of it than the visitor may see.

use antin_app::demo;
use axum::http::StatusCode;

#[tokio::test(flavor = "multi_thread")]
async fn a_review_leaves_as_files_what_one_may_see_and_no_more() {
    let fresh = crate::browser::sqlite().await;
    assert!(demo::fill(&fresh.context).await.unwrap());
    let mut lines = Vec::new();
    for login in ["daumoi", "canbo"] {
        let mut browser = fresh.entered(login).await;
        let list = browser.get("/reviews").await.text();
        let review = list.split("<a href=\"/reviews/").nth(1).unwrap().split('"').next().unwrap();
        let review = format!("/reviews/{review}");
        let total = browser.get(&review).await.total();
        let table = browser.get(&format!("{review}/files/cases.csv")).await;
        let text = table.text();
        assert!(text.starts_with('\u{feff}'));
        assert_eq!(text.lines().count() as i64, total + 1, "{login}: a line a case, and the heading");
        lines.push(text.lines().count());
        let revoked = format!("{review}?action=revoke");
        let revoked = browser.get(&revoked).await.total();
        let table = browser.get(&format!("{review}/files/cases.csv?action=revoke")).await.text();
        assert_eq!(table.lines().count() as i64, revoked + 1, "{login}: as filtered");
        for (name, begins) in [("review.xlsx", &b"PK"[..]), ("report.pdf", b"%PDF-1.7"), ("report.docx", b"PK")] {
            let file = browser.get(&format!("{review}/files/{name}")).await;
            assert_eq!(file.status, StatusCode::OK, "{name}: {}", String::from_utf8_lossy(&file.bytes));
            assert!(file.bytes.starts_with(begins), "{name}");
        }
        assert_eq!(browser.get(&format!("{review}/files/secret.txt")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = browser.get(&format!("{review}?action=revoke")).await.text();
        let case = page.split("<td class=\"first\"><a href=\"").nth(1).unwrap().split('"').next().unwrap();
        assert!(browser.get(case).await.text().contains("khoản"), "{login}: the clause of the rule stands there");
    }
    assert!(lines[1] < lines[0], "who keeps one department takes out less: {lines:?}");
    let mut holder = fresh.entered("thuebao").await;
    let list = holder.get("/reviews").await.text();
    let review = list.split("<a href=\"/reviews/").nth(1).unwrap().split('"').next().unwrap();
    let refused = holder.get(&format!("/reviews/{review}/files/cases.csv")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let left: Vec<_> = std::fs::read_dir(fresh.context.data.join("reading")).unwrap().collect();
    assert!(left.is_empty(), "what was put down to be read is gone");
}
