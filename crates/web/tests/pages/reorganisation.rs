//! The story of a reorganisation over HTTP, the same on both databases: written from a table, rehearsed, applied, drafted.

use crate::browser::{Browser, Fresh, Page, digits};
use antin_app::work::settle;
use antin_app::{demo, reorganisations as app};
use antin_domain::id::Id;
use antin_domain::reorganisation::State;
use antin_domain::unit::dated::DatedUnit;
use antin_storage::{reorganisations, units};
use axum::http::StatusCode;

#[tokio::test(flavor = "multi_thread")]
async fn a_reorganisation_goes_from_the_table_to_its_requests_on_sqlite() {
    story(&crate::browser::sqlite().await.filled().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reorganisation_goes_from_the_table_to_its_requests_on_postgresql() {
    story(&crate::browser::postgres().await.filled().await).await;
}

const TABLE: &str = "Mã đơn vị,Cách sắp xếp,Mã đơn vị mới,Tên đơn vị mới,Mã đơn vị cấp trên mới\n\
    11701,hợp nhất,11709,Chi cục Thuế khu vực Hoa Lư mới,\n11702,hợp nhất,11709,,\n";

fn fields(day: &'static str) -> [(&'static str, &'static str); 5] {
    [
        ("title", "Hợp nhất thử"),
        ("decision", "12/QĐ-TCT ngày 01/06/2024"),
        ("day", day),
        ("per_day", "3"),
        ("wave_days", "2"),
    ]
}

async fn story(fresh: &Fresh) {
    let mut leader = fresh.entered("daumoi").await;
    let list = leader.get("/reorganisations").await.text();
    assert!(list.contains("Hợp nhất hai chi cục (trình diễn)"), "the demonstration has one: {list}");
    what_cannot_be_used_is_said(&mut leader).await;
    let made = leader.multipart("/reorganisations", &fields("2024-06-14"), TABLE.as_bytes()).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    let here = made.location;
    only_the_coordinator_keeps_units(fresh, &here).await;
    // Nothing is applied that was not rehearsed.
    assert_eq!(leader.post(&format!("{here}/apply"), "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let before = all_units(fresh).await;
    work(fresh, &mut leader, &format!("{here}/rehearse")).await;
    assert_eq!(all_units(fresh).await, before, "a rehearsal changes nothing");
    let rehearsed = leader.get(&here).await.text();
    let followed = every_number_is_the_length_of_its_list(&mut leader, &rehearsed).await;
    assert!(followed >= 6, "{followed}");
    let strange = leader.get(&format!("{here}/needs?need=dance&colour=red")).await.text();
    assert!(strange.contains("dance") && strange.contains("colour"), "unknown filters are said");
    work(fresh, &mut leader, &format!("{here}/apply")).await;
    applied(fresh, &mut leader, &here).await;
    drafted(fresh, &mut leader, &here).await;
}

async fn what_cannot_be_used_is_said(leader: &mut Browser) {
    let unknown = TABLE.replace("11702", "99999");
    let page = leader.multipart("/reorganisations", &fields("2024-06-14"), unknown.as_bytes()).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = page.text();
    assert!(text.contains("Dòng 3: không có đơn vị nào mang mã 99999"), "{text}");
    assert!(text.contains("value=\"99999\""), "the lines of the file stand in the form, to be mended there");
    let none = leader.multipart("/reorganisations", &fields("2024-06-14"), b"a,b\n1,2\n").await.text();
    assert!(none.contains("Không thấy dòng tiêu đề") && !none.contains("/reading/"), "{none}");
    let pieces = [("code", "11701"), ("line_kind", ""), ("new_code", ""), ("new_name", ""), ("new_parent", "")];
    let all: Vec<_> = fields("2024-06-14").into_iter().chain(pieces).collect();
    let page = leader.multipart("/reorganisations", &all, b"").await.text();
    assert!(page.contains("Dòng 1: không hiểu cách sắp xếp"), "{page}");
}

async fn only_the_coordinator_keeps_units(fresh: &Fresh, here: &str) {
    let mut clerk = fresh.entered("canbo").await;
    assert_eq!(clerk.get(here).await.status, StatusCode::OK, "whoever may see findings may read it");
    for act in ["rehearse", "apply"] {
        let refused = clerk.post(&format!("{here}/{act}"), "").await;
        assert!(refused.status.is_client_error(), "{act}: {}", refused.status);
    }
    assert_eq!(clerk.get("/reorganisations/new").await.status, StatusCode::FORBIDDEN);
    let made = clerk.multipart("/reorganisations", &fields("2024-06-14"), TABLE.as_bytes()).await;
    assert_eq!(made.status, StatusCode::FORBIDDEN);
    assert!(!clerk.get(here).await.text().contains("action=\"/reorganisations"), "no button that is refused");
}

/// Asks for work and waits for it.
async fn work(fresh: &Fresh, browser: &mut Browser, address: &str) -> Page {
    let asked = browser.post(address, "").await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{address}: {}", asked.text());
    settle(&fresh.context).await.unwrap();
    let page = browser.get(asked.location.split('#').next().unwrap()).await;
    assert!(!page.text().contains("role=\"alert\""), "{address}: {}", page.text());
    page
}

async fn all_units(fresh: &Fresh) -> Vec<DatedUnit> {
    units::all(&mut fresh.context.db.read().await.unwrap()).await.unwrap()
}

/// Follows every number that leads to a list of needs; how many there were.
async fn every_number_is_the_length_of_its_list(browser: &mut Browser, page: &str) -> usize {
    let mut followed = 0;
    for part in page.split("href=\"").skip(1).filter(|part| part.contains("/needs?")) {
        let (address, rest) = part.split_once('"').unwrap();
        if !address.contains("/needs?") {
            continue;
        }
        let address = address.replace("&#38;", "&").replace("&amp;", "&");
        let text = rest.trim_start_matches('>').trim_start_matches("<b>");
        let number = digits(text.split('<').next().unwrap());
        assert_eq!(browser.get(&address).await.total(), number, "{address}");
        followed += 1;
    }
    followed
}

async fn applied(fresh: &Fresh, leader: &mut Browser, here: &str) {
    let after = all_units(fresh).await;
    let of = |code: &str| after.iter().find(|unit| unit.code == code).unwrap();
    let (new, old) = (of("11709"), of("11702"));
    assert_eq!(new.name_on(demo::day()), "Chi cục Thuế khu vực Hoa Lư mới");
    assert_eq!((new.parent, old.ended()), (Some(of("11700").id), Some(demo::day().plus(-1))));
    assert_eq!((old.successors.as_slice(), old.parent), ([new.id].as_slice(), Some(new.id)));
    let page = leader.get(here).await.text();
    assert!(page.contains("Đã áp dụng") && !page.contains("/apply\""), "{page}");
    let again = leader.post(&format!("{here}/rehearse"), "").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing leads back");
    let edited = leader.multipart(&format!("{here}/edit"), &fields("2024-06-14"), TABLE.as_bytes()).await;
    assert_eq!(edited.status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// Every wave once, then again: each need has its request or why there is none, and no second one.
async fn drafted(fresh: &Fresh, leader: &mut Browser, here: &str) {
    let id = Id(here.rsplit('/').next().unwrap().parse().unwrap());
    let one = reorganisations::get(&mut fresh.context.db.read().await.unwrap(), id).await.unwrap();
    assert_eq!(one.state, State::Applied);
    let waves = app::rehearsal(&fresh.context, &one).await.unwrap().waves.len();
    assert!(waves >= 2, "{waves}");
    let missing = leader.post(&format!("{here}/waves/{}/draft", waves + 1), "").await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    for wave in 1..=waves {
        work(fresh, leader, &format!("{here}/waves/{wave}/draft")).await;
    }
    let count =
        async |leader: &mut Browser, stage: &str| leader.get(&format!("{here}/needs?stage={stage}")).await.total();
    let (open, done) = (count(leader, "open").await, count(leader, "drafted").await);
    let stopped = count(leader, "stopped").await;
    let list = leader.get(&format!("{here}/needs?stage=stopped")).await.text();
    assert!(open == 0 && done > 0, "{open} open, {done} drafted, {stopped} stopped: {list}");
    let of_registry = requests_of(fresh).await;
    assert!(of_registry >= done, "{of_registry}");
    for wave in 1..=waves {
        let again = leader.post(&format!("{here}/waves/{wave}/draft"), "").await;
        assert_eq!(again.status, StatusCode::SEE_OTHER);
        settle(&fresh.context).await.unwrap();
    }
    assert_eq!(count(leader, "drafted").await, done);
    assert_eq!(requests_of(fresh).await, of_registry, "asked again, nothing is drafted twice");
    // The author approves nothing of it.
    let needs = leader.get(&format!("{here}/needs?stage=drafted")).await.text();
    let request = needs.split("href=\"/requests/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let page = leader.get(&format!("/requests/{request}")).await.text();
    assert!(page.contains("12/QĐ-TCT ngày 01/06/2024") || page.contains("Chi cục Thuế khu vực Hoa Lư mới"), "{page}");
}

async fn requests_of(fresh: &Fresh) -> i64 {
    let visitor = crate::campaign_office::visitor(fresh, "daumoi").await;
    antin_app::requests::count(&fresh.context, &visitor, &antin_app::requests::Query::default()).await.unwrap()
}
