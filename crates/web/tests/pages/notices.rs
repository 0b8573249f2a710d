//! Notices over HTTP, the same on both databases: a list in, a notice the same day; the list back, the notice closed.

use crate::browser::{Browser, Fresh, digits};
use crate::campaign_office::{launched, visitor};
use antin_app::certificates::{self, Query};
use antin_app::notices::{self, View, look_at_endings};
use antin_app::requests::draft::{Draft, begin};
use antin_app::work::{letters_of_the_day, settle};
use antin_app::{Context, demo, reviews};
use antin_domain::notice::{Closing, NoticeKind};
use antin_domain::request::RequestKind;
use axum::http::StatusCode;

const ROSTER: &str = include_str!("../../../../examples/roster.csv");
/// Somebody who works and holds a certificate in force of which nothing was found.
const WORKS: &str = "vmhung.nbi@gdt.gov.vn;0827864882;Đang làm việc;";
const NAME: &str = "Vũ Minh Hùng";

#[tokio::test(flavor = "multi_thread")]
async fn who_retired_yesterday_is_told_of_today_on_sqlite() {
    story(&crate::browser::sqlite().await.filled().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_retired_yesterday_is_told_of_today_on_postgresql() {
    story(&crate::browser::postgres().await.filled().await).await;
}

/// The part of a list that speaks of `name`, from its row to the end of it.
fn row_of<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    page.split("<tr>").find(|row| row.contains(name) && row.contains("class=\"first\""))
}

/// Takes a roster in and applies it; the address of the import.
async fn roster(fresh: &Fresh, browser: &mut Browser, text: &str) -> String {
    let import = browser.upload("/intake", "roster.csv", text.as_bytes(), "roster").await;
    assert_eq!(import.status, StatusCode::SEE_OTHER, "{}", import.text());
    settle(&fresh.context).await.unwrap();
    let applied = browser.post(&format!("{}/apply", import.location), "despite=yes").await;
    assert_eq!(applied.status, StatusCode::SEE_OTHER, "{}", applied.text());
    settle(&fresh.context).await.unwrap();
    import.location
}

async fn story(fresh: &Fresh) {
    assert!(ROSTER.contains(WORKS));
    let mut all = fresh.entered("daumoi").await;
    let before = all.get("/notices?kind=holder").await;
    assert!(row_of(&before.text(), NAME).is_none());
    let runs = reviews::latest(&fresh.context, &visitor(fresh, "daumoi").await).await.unwrap().len();
    // Retired since yesterday: the same day a notice says so, with the act that ends it.
    let retired = ROSTER.replace(WORKS, &WORKS.replace("Đang làm việc;", "Nghỉ hưu;13/06/2024"));
    let import = roster(fresh, &mut all, &retired).await;
    let page = all.get("/notices?kind=holder").await;
    let text = page.text();
    let row = row_of(&text, NAME).unwrap_or_else(|| panic!("no notice: {text}"));
    assert!(row.contains("đã nghỉ hưu") && row.contains("14/06/2024"), "{row}");
    assert!(row.contains("/requests/new?certificate=") && row.contains("kind=revoke"), "{row}");
    assert_eq!(page.total(), before.total() + 1);
    // The review that found it was nobody's, and there is one of it.
    let all_runs = reviews::latest(&fresh.context, &visitor(fresh, "daumoi").await).await.unwrap();
    assert_eq!((all_runs.len(), all_runs[0].started_by), (runs + 1, None));
    // Whoever works elsewhere, and whoever it is not about, sees nothing of it; the number of the home page follows.
    let mut holder = fresh.entered("thuebao").await;
    assert!(row_of(&holder.get("/notices").await.text(), NAME).is_none());
    let home = all.get("/").await.text();
    let line = home.split("<span class=\"count\">").skip(1).find(|line| line.contains("href=\"/notices\"")).unwrap();
    assert_eq!(digits(line.split("</span>").next().unwrap()), all.get("/notices").await.total());
    // The same list once more says nothing new.
    let newest = roster(fresh, &mut all, &retired.replace("CC0000084;Đ", "CC0000084; Đ")).await;
    assert_eq!(all.get("/notices?kind=holder").await.total(), before.total() + 1, "one cause, one notice");
    // Taken back, both of them: the cause is gone, and the notice says how it went.
    for address in [newest, import] {
        let undone = all.post(&format!("{address}/undo"), "").await;
        assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text());
        settle(&fresh.context).await.unwrap();
    }
    let page = all.get("/notices?kind=holder").await;
    assert!(row_of(&page.text(), NAME).is_none() && page.total() == before.total(), "{}", page.text());
    let closed = all.get("/notices?view=closed&kind=holder").await.text();
    let row = row_of(&closed, NAME).unwrap_or_else(|| panic!("not closed: {closed}"));
    assert!(row.contains("lần rà soát sau không còn thấy"), "{row}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_is_told_until_something_is_done_about_it_and_again_when_that_came_to_nothing() {
    let fresh = crate::browser::demonstration().await;
    let (context, leader) = (&fresh.context, visitor(&fresh, "daumoi").await);
    let ending = notices::Query { kind: Some(NoticeKind::Ending), ..notices::Query::default() };
    let soon = Query { within: Some(120), ..Query::default() };
    let soon = certificates::list(context, &leader, &soon, None, 200).await.unwrap().items;
    let open = notices::list(context, &leader, &ending, None, 200).await.unwrap();
    let told = open.page.items.iter().filter(|notice| notice.code == "ending");
    let told: Vec<_> = told.filter_map(|notice| Some((notice.certificate?, notice.step?, notice.until))).collect();
    assert!(!told.is_empty() && told.len() <= soon.len(), "{} of {}", told.len(), soon.len());
    assert!(told.iter().all(|(id, ..)| soon.iter().any(|line| line.id == *id)));
    assert_eq!(look_at_endings(context).await.unwrap(), (0, 0), "once for each");
    let (certificate, ..) = told[0];
    let request = begin(context, &leader, &Draft::about(RequestKind::Revoke, certificate)).await.unwrap();
    assert_eq!(look_at_endings(context).await.unwrap(), (0, 1));
    let of_it =
        |view| notices::Query { certificate: Some(certificate), view, kind: Some(NoticeKind::Ending), unit: None };
    assert_eq!(notices::count(context, &leader, &of_it(View::Open)).await.unwrap(), 0);
    let closed = notices::list(context, &leader, &of_it(View::Closed), None, 9).await.unwrap().page.items;
    assert_eq!(closed[0].closed.unwrap().why, Closing::Requested);
    let mut browser = fresh.entered("daumoi").await;
    let page = browser.get(&format!("/requests/{request}")).await.text();
    let version = page.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let withdrawn =
        browser.post(&format!("/requests/{request}/steps"), &format!("verb=withdraw&version={version}&words=x")).await;
    assert_eq!(withdrawn.status, StatusCode::SEE_OTHER, "{}", withdrawn.text());
    assert_eq!(look_at_endings(context).await.unwrap(), (1, 0), "the end is as near as it was");
    let again = notices::list(context, &leader, &of_it(View::Open), None, 9).await.unwrap().page.items;
    assert!(again[0].id > closed[0].id, "another notice; what was is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_retires_on_a_day_that_the_roster_names_is_told_of_that_day() {
    let fresh = crate::browser::sqlite().await;
    let retires = ROSTER.replace(WORKS, &WORKS.replace("Đang làm việc;", "Nghỉ hưu;20/06/2024"));
    assert!(demo::fill(&fresh.context).await.unwrap());
    let mut all = fresh.entered("daumoi").await;
    roster(&fresh, &mut all, &retires).await;
    let leader = visitor(&fresh, "daumoi").await;
    let of_holders = notices::Query { kind: Some(NoticeKind::Holder), ..notices::Query::default() };
    let open = async |context: &Context| {
        let listed = notices::list(context, &leader, &of_holders, None, 200).await.unwrap();
        listed.page.items.iter().filter(|notice| notice.holder == NAME).count()
    };
    assert_eq!(open(&fresh.context).await, 0, "not yet");
    for (days, expected) in [(5, 0), (7, 1), (8, 1)] {
        let later = Context::new(fresh.context.db.clone(), fresh.context.data.clone(), Some(demo::day().plus(days)));
        letters_of_the_day(&later).await.unwrap();
        assert_eq!(open(&later).await, expected, "after {days} days");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_leads_to_the_case_of_the_campaign_and_the_home_page_shows_how_far_it_is() {
    let fresh = crate::browser::sqlite().await;
    let running = launched(&fresh).await;
    let here = format!("/campaigns/{}", running.campaign);
    let mut all = fresh.entered("daumoi").await;
    let page = all.get("/notices").await.text();
    let link = page.split("href=\"").find(|part| part.starts_with(&format!("{here}/cases/"))).unwrap();
    assert_eq!(all.get(link.split('"').next().unwrap()).await.status, StatusCode::OK);
    for login in ["daumoi", "canbo"] {
        let mut browser = fresh.entered(login).await;
        let home = browser.get("/").await.text();
        let card = home.split("<section").find(|card| card.contains(&format!("href=\"{here}\""))).unwrap();
        assert!(card.contains("<progress max=\"100\"") && card.contains("(còn "), "{login}: {card}");
        let open = card.split(&format!("href=\"{here}/cases?")).nth(1).unwrap();
        let (address, rest) = open.split_once("\">").unwrap();
        let list = format!("{here}/cases?{}", address.replace("&#38;", "&").replace("&amp;", "&"));
        let number = digits(rest.split(" hồ sơ").next().unwrap());
        assert_eq!(number, browser.get(&list).await.total(), "{login}: the number is the length of its list");
    }
    // The page of a certificate leads to its case too.
    let mut with_case = 0;
    for row in page.split("<td class=\"first\"><a href=\"").skip(1).take(20) {
        let certificate = all.get(row.split('"').next().unwrap()).await.text();
        with_case += usize::from(certificate.contains(&format!("href=\"{here}/cases/")));
    }
    assert!(with_case > 0);
}
