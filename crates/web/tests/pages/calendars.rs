//! Calendars for programs: an address shown once, read without entering, until it or its user ends.

use crate::browser::{Browser, Fresh, demonstration};
use crate::campaign_office::launched;
use antin_app::accounts;
use antin_domain::id::Id;
use axum::http::StatusCode;
use std::collections::BTreeSet;

/// Makes an address for the unit of the log-in; path and query of it.
async fn made(browser: &mut Browser, unit: Id) -> String {
    let page = browser.post("/calendars", &format!("unit={unit}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let text = page.text();
    let address = text.split("<code id=\"secret\">").nth(1).unwrap().split("</code>").next().unwrap();
    let path = address.strip_prefix("http://antin.example").unwrap_or_else(|| panic!("{address}"));
    assert!(!browser.get("/calendars").await.text().contains(path), "it is shown once");
    path.to_owned()
}

/// The lines of a calendar, unfolded, after what RFC 5545 says of every line was held against it.
fn lines(text: &str) -> Vec<(String, String)> {
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("\r\nEND:VCALENDAR\r\n"));
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "3.1: lines end with CRLF");
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "3.1: no line is longer than 75 octets");
    let unfolded = text.replace("\r\n ", "");
    let line = |line: &str| line.split_once(':').map(|(name, value)| (name.to_owned(), value.to_owned()));
    unfolded.trim_end().split("\r\n").map(|text| line(text).unwrap_or_else(|| panic!("no name: {text}"))).collect()
}

/// The values of one property, in their order.
fn all_of<'a>(lines: &'a [(String, String)], name: &str) -> Vec<&'a str> {
    lines.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect()
}

async fn department(fresh: &Fresh) -> Id {
    let clerk = crate::campaign_office::visitor(fresh, "canbo").await;
    clerk.place().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_is_read_without_entering_and_keeps_to_the_standard() {
    let fresh = crate::browser::sqlite().await;
    let running = launched(&fresh).await;
    let mut clerk = fresh.entered("canbo").await;
    let path = made(&mut clerk, running.department).await;
    let mut program = fresh.browser();
    let read = program.get(&path).await;
    assert_eq!(read.status, StatusCode::OK);
    let text = String::from_utf8(read.bytes).unwrap();
    let lines = lines(&text);
    // 3.6: what a calendar and an event must have, and each once.
    assert_eq!((all_of(&lines, "VERSION"), all_of(&lines, "PRODID").len()), (vec!["2.0"], 1));
    let events = lines.iter().filter(|line| *line == &("BEGIN".to_owned(), "VEVENT".to_owned())).count();
    assert!(events > 5, "{text}");
    let uids: BTreeSet<&str> = all_of(&lines, "UID").into_iter().collect();
    assert_eq!(uids.len(), events, "3.8.4.7: each has a name of its own");
    for name in ["DTSTAMP", "DTSTART;VALUE=DATE", "SUMMARY", "URL"] {
        assert_eq!(all_of(&lines, name).len(), events, "{name}");
    }
    assert!(
        all_of(&lines, "DTSTART;VALUE=DATE")
            .iter()
            .all(|day| day.len() == 8 && day.bytes().all(|b| b.is_ascii_digit()))
    );
    assert!(all_of(&lines, "DTSTAMP").iter().all(|at| at.len() == 16 && at.ends_with('Z') && at.as_bytes()[8] == b'T'));
    assert!(text.contains("DTSTART;VALUE=DATE:20240627"), "the department reports before 28/06: {text}");
    let digits = text.split(|c: char| !c.is_ascii_digit());
    assert!(digits.clone().all(|run| run.len() != 12 && run.len() != 9), "no identity number stands in it");
    // Nothing changed: nothing is another, whenever it is read.
    assert_eq!(String::from_utf8(program.get(&path).await.bytes).unwrap(), text);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_shows_what_its_user_may_see_and_ends_with_him() {
    let fresh = demonstration().await;
    let unit = department(&fresh).await;
    let mut clerk = fresh.entered("canbo").await;
    let path = made(&mut clerk, unit).await;
    let mut program = fresh.browser();
    assert_eq!(program.get(&path).await.status, StatusCode::OK);
    // Another secret, another unit: nothing.
    for wrong in
        [path.replace("key=", "key=0"), path.replace(&unit.to_string(), "1"), format!("/units/{unit}/calendar.ics")]
    {
        assert_eq!(program.get(&wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    // A unit of which one may see nothing has no calendar.
    let mut holder = fresh.entered("thuebao").await;
    assert_eq!(holder.post("/calendars", &format!("unit={unit}")).await.status, StatusCode::FORBIDDEN);
    // Ended by whoever made it, and by nobody else.
    let own = clerk.get("/calendars").await.text();
    let end = own.split("action=\"/calendars/").nth(1).unwrap().split('"').next().unwrap();
    let end = format!("/calendars/{end}");
    assert_eq!(holder.post(&end, "").await.status, StatusCode::FORBIDDEN);
    assert_eq!(clerk.post(&end, "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(program.get(&path).await.status, StatusCode::NOT_FOUND);
    // Whoever is locked has no calendar.
    let path = made(&mut clerk, unit).await;
    assert_eq!(program.get(&path).await.status, StatusCode::OK);
    let (keeper, who) = (
        crate::campaign_office::visitor(&fresh, "quantri").await,
        crate::campaign_office::visitor(&fresh, "canbo").await,
    );
    accounts::set_locked(&fresh.context, &keeper, who.actor.user, true).await.unwrap();
    assert_eq!(program.get(&path).await.status, StatusCode::NOT_FOUND);
}
