//! The story of a campaign over HTTP, three levels, the same on both databases: from the letter to the letter to the CA.

use crate::browser::{Browser, Fresh, digits};
use crate::campaign_office::{Running, account, launched};
use antin_app::demo;
use antin_app::work::settle;
use antin_domain::campaign::case::CaseState;
use antin_domain::id::Id;
use antin_domain::role::Role;
use antin_storage::campaigns::{cases, follow_ups, units};
use antin_storage::requests;
use axum::http::StatusCode;

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_goes_from_the_letter_to_the_reports_on_sqlite() {
    story(&crate::browser::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_goes_from_the_letter_to_the_reports_on_postgresql() {
    story(&crate::browser::postgres().await).await;
}

async fn story(fresh: &Fresh) {
    demo::fill(&fresh.context).await.unwrap();
    let mut leader = fresh.entered("daumoi").await;
    let form = leader.get("/campaigns/new").await.text();
    let scope = form.split("name=\"scope\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let fields = |levels: &str| {
        format!(
            "letter=2547%2FTCT-CNTT&letter_on=2024-06-14&subject=Ra+soat&body=x&scope={scope}&reading=strict&{levels}"
        )
    };
    let wrong = leader.post("/campaigns", &fields("level-0=2024-06-20&level-1=2024-06-30")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("Cấp dưới phải báo cáo không muộn hơn"), "{}", wrong.text());
    let made = leader.post("/campaigns", &fields("level-0=2024-06-30&level-1=2024-06-28&level-2=2024-06-25")).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    let here = made.location;
    // Nothing is launched that was not rehearsed.
    assert_eq!(leader.post(&format!("{here}/launch"), "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(leader.post(&format!("{here}/rehearse"), "").await.status, StatusCode::SEE_OTHER);
    assert!(leader.get(&here).await.text().contains("Đang diễn tập"));
    settle(&fresh.context).await.unwrap();
    let rehearsed = leader.get(&here).await.text();
    let launch = rehearsed.split("Phát động: mở ").nth(1).unwrap();
    let to_decide = digits(launch.split(" hồ sơ").next().unwrap());
    assert_eq!(leader.get(&format!("{here}/cases")).await.total(), 0, "a rehearsal opens nothing");
    assert_eq!(leader.post(&format!("{here}/launch"), "").await.status, StatusCode::SEE_OTHER);
    settle(&fresh.context).await.unwrap();
    let board = leader.get(&here).await.text();
    assert!(
        board.contains("hết 29/06/2024 (còn 15 ngày)") && board.contains("hết 30/06/2024 (còn 16 ngày)"),
        "{board}"
    );
    let cases = leader.get(&format!("{here}/cases")).await.total();
    assert_eq!(leader.get(&format!("{here}/cases?state=open")).await.total(), to_decide, "as it was rehearsed");
    every_number_is_the_length_of_its_list(&mut leader, &board).await;
    holder_confirms(fresh, &here).await;
    decide_everything(fresh, &here).await;
    requests_are_drafted(fresh, &here, cases).await;
    let sum = report_up(fresh, &here).await;
    assert_eq!(sum, cases, "the centre's report counts every case");
    let mut connection = fresh.context.db.read().await.unwrap();
    let events = antin_storage::audit::events_after(&mut connection, 0, 5000).await.unwrap();
    let told = |action: &str| events.iter().filter(|event| event.action == action).count();
    assert_eq!(told("launch-campaign"), 1);
    assert!(told("campaign-bulk") >= 2 && told("campaign-report-step") >= 9 && told("campaign-holder-check") == 2);
}

/// Follows every number of the board.
async fn every_number_is_the_length_of_its_list(browser: &mut Browser, board: &str) {
    let mut followed = 0;
    for part in board.split("<td class=\"number\"").skip(1).chain(board.split("class=\"tile\"").skip(1)) {
        let address = part
            .split("href=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .replace("&#38;", "&")
            .replace("&amp;", "&");
        let text = part.split("href=\"").nth(1).unwrap().split('>').collect::<Vec<_>>();
        let number = if text[1].starts_with("<b") { text[2] } else { text[1] };
        let number = digits(number.split('<').next().unwrap());
        assert_eq!(browser.get(&address).await.total(), number, "{address}");
        followed += 1;
    }
    assert!(followed >= 9, "{followed}");
}

/// The holder confirms his own certificate; another holder's says nothing to him; a clerk records for who has no access.
async fn holder_confirms(fresh: &Fresh, here: &str) {
    let mut holder = fresh.entered("thuebao").await;
    let own = holder.get("/campaigns/own").await.text();
    let address = own.split("action=\"/campaigns/").nth(1).expect("he has a case").split('"').next().unwrap();
    let address = format!("/campaigns/{address}");
    let version = own.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let said = holder.post(&address, &format!("said=right&next=own&version={version}")).await;
    assert_eq!((said.status, said.location.as_str()), (StatusCode::SEE_OTHER, "/campaigns/own"), "{}", said.text());
    assert!(holder.get("/campaigns/own").await.text().contains("bạn đã xác nhận"));
    let stale = holder.post(&address, &format!("said=right&version={version}")).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "what was seen is not any more");
    let case = address.trim_end_matches("/holder");
    let mut clerk = fresh.entered("canbo").await;
    let page = clerk.get(case).await.text();
    assert!(page.contains("Người dùng xác nhận đúng lúc"), "{page}");
    let sheet = clerk.get(&format!("{case}/sheet.pdf")).await;
    assert!(sheet.bytes.starts_with(b"%PDF"), "{}", sheet.text());
    let list = clerk.get(&format!("{here}/cases?state=open")).await.text();
    let (other, version) = first_case(&mut clerk, &list).await;
    let recorded = clerk.post(&format!("{other}/holder"), &format!("said=right&version={version}")).await;
    assert_eq!(recorded.status, StatusCode::SEE_OTHER, "{}", recorded.text());
    assert!(clerk.get(&other).await.text().contains("ghi thay"));
}

/// The address and the version of the first case of a list.
async fn first_case(browser: &mut Browser, list: &str) -> (String, String) {
    let row = list.split("<td class=\"first\"><a href=\"").nth(1).expect("a case is left");
    let address = row.split(['"', '?']).next().unwrap().to_owned();
    let page = browser.get(&address).await.text();
    let version =
        page.split("name=\"version\" value=\"").nth(1).expect("something can be done").split('"').next().unwrap();
    (address, version.to_owned())
}

/// Many at once, then those that have to be looked at, one by one.
async fn decide_everything(fresh: &Fresh, here: &str) {
    let (mut clerk, mut leader) = (fresh.entered("canbo").await, fresh.entered("daumoi").await);
    let open = clerk.get(&format!("{here}/cases?state=open")).await.total();
    let plan = clerk.get(&format!("{here}/bulk?verb=accept")).await.text();
    let agreed = plan.split("name=\"agreed\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let changed = clerk.post(&format!("{here}/bulk?verb=accept"), "agreed=1").await;
    assert_eq!(changed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(clerk.get(&format!("{here}/cases?state=open")).await.total(), open, "all or nothing");
    if plan.contains("name=\"despite\"") {
        let stopped = clerk.post(&format!("{here}/bulk?verb=accept"), &format!("agreed={agreed}")).await;
        assert!(stopped.text().contains("vượt ngưỡng dừng"));
    }
    let taken = clerk.post(&format!("{here}/bulk?verb=accept"), &format!("agreed={agreed}&despite=yes")).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
    let left = clerk.get(&format!("{here}/cases?state=open")).await.total();
    assert_eq!(left, open - agreed.parse::<i64>().unwrap());
    // What the clerk of the department does not reach, the coordinator decides.
    for browser in [&mut clerk, &mut leader] {
        loop {
            let list = browser.get(&format!("{here}/cases?state=open")).await;
            if list.total() == 0 {
                break;
            }
            let (address, version) = first_case(browser, &list.text()).await;
            let form = format!("verb=accept&version={version}&replacement=CV+12");
            let taken = browser.post(&format!("{address}/steps"), &form).await;
            assert_eq!(taken.status, StatusCode::SEE_OTHER, "{address}: {}", taken.text());
        }
    }
    confirm_everything(fresh, here).await;
}

async fn confirm_everything(fresh: &Fresh, here: &str) {
    // Whoever decided confirms nothing of it.
    let mut leader = fresh.entered("daumoi").await;
    let mut head = fresh.entered("thutruong").await;
    let plan = head.get(&format!("{here}/bulk?verb=confirm")).await.text();
    let agreed = plan.split("name=\"agreed\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let sample = head.get(&format!("{here}/cases?state=decided&second_look=yes")).await.total();
    assert!(sample >= 3, "a sample comes back");
    let taken = head.post(&format!("{here}/bulk?verb=confirm"), &format!("agreed={agreed}&despite=yes")).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
    assert!(head.get(&format!("{here}/cases?state=decided")).await.total() >= sample, "the sample waits");
    // The rest one by one; what the coordinator decided, the head of the centre confirms.
    let top = antin_storage::units::all(&mut fresh.context.db.read().await.unwrap()).await.unwrap();
    let top = top.iter().find(|unit| unit.parent.is_none()).unwrap().id;
    account(fresh, "thutruong-tct", Role::Head, top).await;
    let mut upper = fresh.as_login("thutruong-tct").await;
    let own = leader.get(&format!("{here}/cases?state=decided")).await.text();
    if own.contains("<td class=\"first\"") {
        let mut decided_by_leader = 0;
        let (address, version) = first_case(&mut upper, &own).await;
        let refused = leader.post(&format!("{address}/steps"), &format!("verb=confirm&version={version}")).await;
        decided_by_leader += usize::from(refused.status == StatusCode::UNPROCESSABLE_ENTITY);
        assert!(decided_by_leader <= 1);
    }
    loop {
        let list = upper.get(&format!("{here}/cases?state=decided")).await;
        if list.total() == 0 {
            break;
        }
        let (address, version) = first_case(&mut upper, &list.text()).await;
        let taken = upper.post(&format!("{address}/steps"), &format!("verb=confirm&version={version}")).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{address}: {}", taken.text());
    }
    assert_eq!(upper.get(&format!("{here}/cases?state=open")).await.total(), 0);
}

/// What was confirmed is asked for: each a draft of whoever decided, or the reason why there is none; and what is asked for
/// is not decided again behind the backs of those who approve it.
async fn requests_are_drafted(fresh: &Fresh, here: &str, cases: i64) {
    settle(&fresh.context).await.unwrap();
    let campaign = Id(here.rsplit('/').next().unwrap().parse().unwrap());
    let mut read = fresh.context.db.read().await.unwrap();
    assert!(follow_ups::to_draft(&mut read, campaign, 1).await.unwrap().is_empty(), "nothing waits");
    let (mut drafted, mut pairs, mut some_case) = (0, 0, 0);
    for case in 1..=cases {
        let asked = follow_ups::of_case(&mut read, campaign, case).await.unwrap();
        for one in asked.iter().filter(|one| one.request.is_some()) {
            let kept = requests::get(&mut read, one.request.unwrap()).await.unwrap();
            assert_eq!(kept.request.origin.map(|origin| (origin.campaign, origin.case)), Some((campaign, case)));
            let linked = asked.iter().find(|other| Some(other.number) == one.linked).and_then(|other| other.request);
            if linked.is_some() {
                assert_eq!(kept.request.pair, linked);
                pairs += 1;
            }
            drafted += 1;
            some_case = case;
        }
    }
    drop(read);
    assert!(drafted > 3 && pairs > 0, "{drafted} drafted, {pairs} pairs");
    let mut upper = fresh.entered("thutruong-tct").await;
    assert_eq!(upper.get("/requests?state=draft").await.total(), drafted);
    let address = format!("{here}/cases/{some_case}");
    let page = upper.get(&address).await.text();
    assert!(page.contains("href=\"/requests/"), "the case leads to its request: {page}");
    let version = page.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let again = upper.post(&format!("{address}/steps"), &format!("verb=reopen&reason=x&version={version}")).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text().contains("Hãy rút yêu cầu đó trước"), "{}", again.text());
}

/// Every report from the lowest up; what the centre's counts in the end.
async fn report_up(fresh: &Fresh, here: &str) -> i64 {
    let campaign = Id(here.rsplit('/').next().unwrap().parse().unwrap());
    let mut all = units::all(&mut fresh.context.db.read().await.unwrap(), campaign).await.unwrap();
    let top = all[0].unit;
    assert!(all.iter().any(|unit| unit.depth == 2), "three levels report");
    let mut leader = fresh.entered("daumoi").await;
    // Nobody signs off while something from below is missing.
    let early = leader.post(&format!("{here}/report?unit={top}"), "verb=sign-off&version=1").await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.text().contains("Chưa có báo cáo của") && early.text().contains("mục 3"), "{}", early.text());
    all.reverse();
    for unit in &all {
        let page = format!("{here}/report?unit={}", unit.unit);
        let mut version = unit.version;
        let mut step = async |form: &str| {
            let done = leader.post(&page, &format!("{form}&version={version}")).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{page} {form}: {}", done.text());
            version += 1;
        };
        step("verb=sign-off").await;
        step("verb=send&document=15%2FBC-CT&document_on=2024-06-20").await;
        if unit.above.is_some() {
            step("verb=accept").await;
        }
        let pdf = leader.get(&format!("{here}/files/report.pdf?unit={}", unit.unit)).await;
        assert!(pdf.bytes.starts_with(b"%PDF"), "{}", pdf.text());
        let accepted = leader.get(&page).await.text();
        assert!(accepted.contains("15/BC-CT ngày 20/06/2024"), "who received what when");
    }
    let letter = leader.get(&format!("{here}/files/ca-letter.pdf?unit={top}")).await;
    let corrections = leader.get(&format!("{here}/cases?state=confirmed&action=report-to-ca")).await.total();
    assert_eq!(letter.bytes.starts_with(b"%PDF"), corrections > 0, "{corrections}");
    let annexed = leader.get(&format!("{here}/ca-letter.zip?unit={top}")).await;
    assert_eq!(annexed.status == StatusCode::OK, corrections > 0, "{corrections}");
    if corrections > 0 {
        let mut annexed = zip::ZipArchive::new(std::io::Cursor::new(annexed.bytes)).unwrap();
        let names: Vec<String> =
            (0..annexed.len()).map(|place| annexed.by_index(place).unwrap().name().unwrap().into_owned()).collect();
        assert!(names[0] == "cong-van.pdf" && names.last().unwrap() == "muc-luc.csv", "{names:?}");
    }
    let reports = leader.get(&format!("{here}/reports.zip?unit={top}")).await;
    assert_eq!(zip::ZipArchive::new(std::io::Cursor::new(reports.bytes)).unwrap().len(), all.len(), "every report");
    let page = leader.get(&format!("{here}/report?unit={top}")).await.text();
    let total = page.split("Tổng số đã rà soát</th>").nth(1).unwrap();
    let total = total.split("<b>").nth(3).unwrap().split("</b>").next().unwrap();
    // What was signed off is locked.
    let list = leader.get(&format!("{here}/cases?state=confirmed")).await.text();
    let row = list.split("<td class=\"first\"><a href=\"").nth(1).unwrap().split(['"', '?']).next().unwrap();
    let locked = leader.post(&format!("{row}/steps"), "verb=reopen&reason=x&version=1").await;
    assert!(locked.text().contains("số liệu đã khóa"), "{}", locked.text());
    digits(total)
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_say_what_and_why_in_both_languages() {
    let fresh = crate::browser::sqlite().await;
    let Running { campaign, office, department, .. } = launched(&fresh).await;
    let here = format!("/campaigns/{campaign}");
    for (language, kind, great) in [
        ("vi", "Không nhận loại tệp này", "nhiều nhất 25 MB"),
        ("en", "This kind of file is not taken", "at most 25 MB"),
    ] {
        let mut clerk = fresh.entered("canbo").await;
        clerk.speak(language).await;
        let list = clerk.get(&format!("{here}/cases?unit={department}&state=open")).await.text();
        let (address, version) = first_case(&mut clerk, &list).await;
        let program = clerk.upload(&format!("{address}/evidence"), "minh-chung.pdf", b"MZ\x90\0 a program", "").await;
        assert_eq!(program.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(program.text().contains(kind), "{}", program.text());
        let mut bytes = vec![0; 200 << 20];
        bytes[..5].copy_from_slice(b"%PDF-");
        let page = clerk.upload(&format!("{address}/evidence"), "lon.pdf", &bytes, "").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text().contains(great), "{}", page.text());
        let bare = clerk.post(&format!("{address}/steps"), &format!("verb=dispute&reason=x&version={version}")).await;
        assert!(bare.text().contains("2547/TCT-CNTT"), "a dispute without evidence: {}", bare.text());
        let silent =
            clerk.post(&format!("{address}/steps"), &format!("verb=choose&action=none&version={version}")).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY, "without a reason");
    }
    // A PDF is taken; with it a dispute stands.
    let mut clerk = fresh.entered("canbo").await;
    let list = clerk.get(&format!("{here}/cases?unit={office}&state=open")).await.text();
    let (address, version) = first_case(&mut clerk, &list).await;
    let taken = clerk.upload(&format!("{address}/evidence"), "quyet-dinh.pdf", b"%PDF-1.7 evidence", "").await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
    let page = clerk.get(&address).await.text();
    let file = page
        .split("href=\"/campaigns/")
        .find(|part| part.contains("quyet-dinh.pdf"))
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    assert_eq!(clerk.get(&format!("/campaigns/{file}")).await.bytes, b"%PDF-1.7 evidence");
    let form = format!("verb=dispute&action=none&reason=Danh+sach+sai&version={version}");
    assert_eq!(clerk.post(&format!("{address}/steps"), &form).await.status, StatusCode::SEE_OTHER);
    assert!(clerk.get(&address).await.text().contains("Phản bác"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_letter_forbids_is_refused_with_its_clause_in_both_languages() {
    let fresh = crate::browser::sqlite().await;
    let Running { campaign, top, .. } = launched(&fresh).await;
    let here = format!("/campaigns/{campaign}");
    let usual = open_case(&fresh, campaign).await;
    let mut leader = fresh.entered("daumoi").await;
    let decide = |number: i64| format!("{here}/cases/{number}/steps");
    let own = leader.post(&decide(usual), "verb=choose&action=tidy&reason=x&version=1").await;
    assert_eq!(own.status, StatusCode::SEE_OTHER, "{}", own.text());
    for (language, missing, own) in [
        ("vi", "Chưa có báo cáo của", "Người quyết định không được tự phê duyệt"),
        ("en", "has not arrived", "Nobody confirms what he decided himself"),
    ] {
        leader.speak(language).await;
        let refusals = [
            (leader.post(&format!("{here}/report?unit={top}"), "verb=sign-off&version=1").await, missing),
            (leader.post(&decide(usual), "verb=confirm&version=2").await, own),
        ];
        for (page, why) in refusals {
            let text = page.text();
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
            assert!(text.contains(why) && text.contains("2547/TCT-CNTT"), "{why}: {text}");
        }
    }
    // An act over many understands what it looks for, or does nothing.
    for (filter, status) in [("proposed=revoke", StatusCode::OK), ("proposed=revok", StatusCode::UNPROCESSABLE_ENTITY)]
    {
        let page = leader.get(&format!("{here}/bulk?{filter}&verb=accept")).await;
        assert_eq!(page.status, status, "{filter}");
    }
    let blind = leader.post(&format!("{here}/bulk?colour=red&verb=accept"), "agreed=1&despite=yes").await;
    assert_eq!(blind.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", blind.text());
    // The same where the time is over.
    let mut leader = fresh.entered("daumoi").await;
    let form =
        format!("letter=3%2FTCT&letter_on=2024-06-01&subject=x&body=x&scope={top}&reading=strict&level-0=2024-06-13");
    let over = leader.post("/campaigns", &form).await.location;
    leader.post(&format!("{over}/rehearse"), "").await;
    settle(&fresh.context).await.unwrap();
    leader.post(&format!("{over}/launch"), "").await;
    settle(&fresh.context).await.unwrap();
    for (language, why) in [("vi", "Đã hết hạn"), ("en", "The time is over")] {
        leader.speak(language).await;
        let late =
            leader.post(&format!("{over}/cases/{usual}/steps"), "verb=choose&action=tidy&reason=x&version=1").await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(late.text().contains(why) && late.text().contains("2547/TCT-CNTT"), "{}", late.text());
    }
}

/// The number of an open case that is nobody's only certificate.
async fn open_case(fresh: &Fresh, campaign: Id) -> i64 {
    let mut leader = fresh.entered("daumoi").await;
    let mut connection = fresh.context.db.read().await.unwrap();
    for number in 1..=leader.get(&format!("/campaigns/{campaign}/cases")).await.total() {
        let case = cases::get(&mut connection, campaign, number).await.unwrap();
        if case.state == CaseState::Open && !case.is_only {
            return number;
        }
    }
    panic!("nothing is open");
}
