//! Letters to the units of a campaign and who took them, the same on both databases.

use crate::browser::{Browser, Fresh};
use crate::campaign_office::{Running, launched, visitor};
use antin_app::campaigns::{self, CampaignInput};
use antin_storage::campaigns::units;
use axum::http::StatusCode;
use std::io::{Cursor, Read};
use zip::ZipArchive;

#[tokio::test(flavor = "multi_thread")]
async fn every_unit_gets_its_letter_and_says_once_that_it_took_it_on_sqlite() {
    story(&crate::browser::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_unit_gets_its_letter_and_says_once_that_it_took_it_on_postgresql() {
    story(&crate::browser::postgres().await).await;
}

async fn story(fresh: &Fresh) {
    let Running { campaign, top, department, office } = launched(fresh).await;
    let here = format!("/campaigns/{campaign}");
    let (mut clerk, mut leader) = (fresh.entered("canbo").await, fresh.entered("daumoi").await);
    let page = clerk.get(&format!("{here}/dispatch?unit={department}")).await.text();
    assert!(page.contains("Xác nhận đã nhận") && page.contains("chưa nhận"), "{page}");

    let letter = content(&mut clerk, &format!("{here}/files/letter.docx?unit={department}")).await;
    for text in ["2547", "TCT-CNTT", "28/06/2024", "Quy chế quản lý, sử dụng chứng thư số"] {
        assert!(letter.contains(text), "{text}: {letter}");
    }
    let below = content(&mut clerk, &format!("{here}/files/letter.docx?unit={office}")).await;
    assert!(below.contains("25/06/2024") && !below.contains("28/06/2024"), "each has its own day: {below}");

    let receive = format!("{here}/receive?unit={department}");
    let mut holder = fresh.entered("thuebao").await;
    assert_eq!(holder.post(&receive, "").await.status, StatusCode::FORBIDDEN);
    for _ in 0..2 {
        assert_eq!(clerk.post(&receive, "").await.status, StatusCode::SEE_OTHER);
    }
    let page = leader.get(&format!("{here}/dispatch?unit={top}")).await.text();
    let who = visitor(fresh, "canbo").await.name;
    assert!(page.contains(&who), "who took it: {page}");
    let own = leader.post(&format!("{here}/receive?unit={top}"), "").await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(own.text().contains("không gửi cho chính mình"), "{}", own.text());
    let events =
        antin_storage::audit::events_after(&mut fresh.context.db.read().await.unwrap(), 0, 5000).await.unwrap();
    assert_eq!(events.iter().filter(|event| event.action == "receive-campaign-letter").count(), 1, "said once");

    // Holders are written to once, by whoever decides for the unit.
    let invite = format!("{here}/invite");
    assert_eq!(holder.post(&invite, &format!("unit={department}")).await.status, StatusCode::FORBIDDEN);
    let invited = clerk.post(&invite, &format!("unit={department}")).await.location;
    let count: i64 = invited.rsplit("invited=").next().unwrap().parse().unwrap();
    assert!(count > 0, "{invited}");
    assert!(clerk.get(&invited).await.text().contains(&format!("Đã gửi {count} thư mời")));
    let again = clerk.post(&invite, &format!("unit={department}")).await.location;
    assert!(again.ends_with("invited=0"), "{again}");

    let all = units::all(&mut fresh.context.db.read().await.unwrap(), campaign).await.unwrap();
    let zipped = leader.get(&format!("{here}/letters.zip?unit={top}")).await;
    let mut zipped = ZipArchive::new(Cursor::new(zipped.bytes)).unwrap();
    assert_eq!(zipped.len(), all.iter().filter(|unit| unit.above.is_some()).count());
    for place in 0..zipped.len() {
        let mut bytes = Vec::new();
        zipped.by_index(place).unwrap().read_to_end(&mut bytes).unwrap();
        assert!(bytes.starts_with(b"%PDF"), "letter {place}");
    }
    let part = clerk.get(&format!("{here}/letters.zip?unit={office}")).await;
    assert_eq!(ZipArchive::new(Cursor::new(part.bytes)).unwrap().len(), 1, "an office has its own letter only");
    let early = leader.get(&format!("{here}/reports.zip?unit={top}")).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing is signed yet");
    nothing_before_the_launch(fresh, &mut leader, top).await;
}

async fn nothing_before_the_launch(fresh: &Fresh, leader: &mut Browser, top: antin_domain::id::Id) {
    let day = |text: &str| antin_domain::day::Day::parse(text.as_bytes()).unwrap();
    let input = CampaignInput {
        letter: "9/TCT".into(),
        letter_on: day("14/06/2024"),
        subject: "V/v".into(),
        scope: vec![top],
        levels: vec![day("30/06/2024")],
        ..CampaignInput::default()
    };
    let draft = campaigns::create(&fresh.context, &visitor(fresh, "daumoi").await, &input).await.unwrap();
    for what in ["dispatch", "letters.zip", "files/letter.pdf"] {
        let page = leader.get(&format!("/campaigns/{draft}/{what}?unit={top}")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
    }
}

/// The words of a file for a word processor.
async fn content(browser: &mut Browser, path: &str) -> String {
    let file = browser.get(path).await;
    assert_eq!(file.status, StatusCode::OK, "{path}: {}", file.text());
    let mut text = String::new();
    let mut read = ZipArchive::new(Cursor::new(file.bytes)).unwrap();
    read.by_name("word/document.xml").unwrap().read_to_string(&mut text).unwrap();
    // Words may stand in several runs.
    text.split('<').filter_map(|part| part.split_once('>').map(|(_, text)| text)).collect()
}
