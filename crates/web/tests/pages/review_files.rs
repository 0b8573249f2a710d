//! A review as files: what `antin review` would write, and no more of it than the visitor may see.

use crate::browser::demonstration;
use crate::campaign_office::visitor;
use antin_app::demo;
use antin_app::reviews::{self, Query};
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

/// What the roster of the demonstration says, line by line.
const ROSTER: &str = include_str!("../../../../examples/roster.csv");

#[tokio::test(flavor = "multi_thread")]
async fn a_case_shows_each_list_as_it_stands() {
    let fresh = demonstration().await;
    let leader = visitor(&fresh, "daumoi").await;
    let run = reviews::latest(&fresh.context, &leader).await.unwrap()[0].id;
    let cases = reviews::cases(&fresh.context, &leader, run, &Query::default(), None, 200).await.unwrap().items;
    let lines: Vec<Vec<&str>> = ROSTER.lines().map(|line| line.split(';').collect()).collect();
    let (mut linked, mut emails, mut serials) = (0, [0; 3], [0; 2]);
    for case in &cases {
        let says = |field: &str| &case.sides.iter().find(|side| side.field == field).unwrap().says;
        for (list, count) in emails.iter_mut().enumerate() {
            *count += usize::from(says("page-email")[list].contains('@'));
        }
        for (list, count) in serials.iter_mut().enumerate() {
            *count += usize::from(!says("page-serial")[list].is_empty());
        }
        let Some(link) = case.why.links.iter().find(|link| link.list == "roster") else {
            assert_eq!(says("page-birthday")[2], "", "nobody of the roster: {case:?}");
            continue;
        };
        linked += 1;
        // Row 1 are the headings.
        let line = &lines[link.row as usize - 1];
        assert_eq!(says("page-holder")[2], line[2]);
        assert_eq!(says("page-email")[2], line[9].to_lowercase());
        // A department within a unit is no unit of its own.
        assert_eq!(says("page-unit")[2], line[6]);
        assert_eq!(says("page-position")[2], line[8]);
        // "037189378734 (CMND: 792471396)": the newer number, but for its last four digits hidden.
        let number = line[5].split(' ').next().unwrap();
        assert_eq!(says("page-id-number")[2].trim_start_matches('•'), &number[number.len() - 4..]);
    }
    assert!(linked > 100, "most have a holder on the roster: {linked}");
    assert!(emails.iter().all(|&count| count > 50), "addresses of every list: {emails:?}");
    assert!(serials.iter().all(|&count| count > 100), "serials of both: {serials:?}");
}
