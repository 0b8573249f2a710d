//! Who may open what: every route, every role of the demonstration; a route without a row here fails. And every number on
//! the home page and in the tree of units is the length of the list that it opens.

use crate::browser::{demonstration, digits};
use antin_app::{demo, reviews, sign_in};
use antin_domain::permission::{Act, RULES};
use antin_domain::role::Role;
use axum::http::StatusCode;
use std::collections::BTreeSet;

/// Method, route, an address of it that leads somewhere (or to nothing), and the act that it needs.
const ROUTES: &[(&str, &str, &str, Option<Act>)] = &[
    ("GET", "/", "/", None),
    ("GET", "/policy", "/policy", None),
    ("GET", "/help", "/help", None),
    ("GET", "/tokens", "/tokens", None),
    ("GET", "/notices", "/notices", Some(Act::ReadFinding)),
    ("GET", "/calendars", "/calendars", None),
    ("GET", "/certificates", "/certificates", Some(Act::ReadCertificate)),
    ("GET", "/certificates.csv", "/certificates.csv", Some(Act::Export)),
    ("GET", "/certificates.xlsx", "/certificates.xlsx", Some(Act::Export)),
    ("GET", "/people", "/people", Some(Act::ReadPerson)),
    ("GET", "/units", "/units", Some(Act::ReadUnit)),
    ("GET", "/devices", "/devices", Some(Act::ReadDevice)),
    ("GET", "/register", "/register", Some(Act::RegisterCertificate)),
    ("GET", "/own/password", "/own/password", None),
    ("GET", "/own/second-factor", "/own/second-factor", None),
    ("GET", "/expiry", "/expiry", Some(Act::ReadCertificate)),
    ("GET", "/campaigns", "/campaigns", Some(Act::ReadFinding)),
    ("GET", "/campaigns/new", "/campaigns/new", Some(Act::LeadCampaign)),
    // Whoever holds nothing sees that.
    ("GET", "/campaigns/own", "/campaigns/own", None),
    ("GET", "/reorganisations", "/reorganisations", Some(Act::ReadFinding)),
    ("GET", "/reorganisations/new", "/reorganisations/new", Some(Act::EditUnit)),
    ("GET", "/requests", "/requests", Some(Act::ReadCertificate)),
    ("GET", "/requests/new", "/requests/new", Some(Act::Decide)),
    ("GET", "/request-letters", "/request-letters", Some(Act::ReadCertificate)),
    ("GET", "/request-letters/new", "/request-letters/new", Some(Act::SendToCa)),
    ("GET", "/reviews", "/reviews", Some(Act::ReadFinding)),
    ("POST", "/reviews", "/reviews", Some(Act::RunReview)),
    ("GET", "/accounts/new", "/accounts/new", Some(Act::KeepUser)),
];
/// Routes that ask about one thing: their use cases ask the table about its unit.
const ABOUT_ONE: &[&str] = &[
    "/certificates/{id}",
    "/certificates/selected.csv",
    "/certificates/selected.xlsx",
    "/people/{id}",
    "/people/{id}/unmask",
    "/units/{id}",
    "/calendars/{id}/end",
    "/reorganisations/table.csv",
    "/reorganisations/{id}",
    "/reorganisations/{id}/edit",
    "/reorganisations/{id}/needs",
    "/reorganisations/{id}/rehearse",
    "/reorganisations/{id}/apply",
    "/reorganisations/{id}/withdraw",
    "/reorganisations/{id}/waves/{wave}/draft",
    "/campaigns/{id}/dispatch",
    "/campaigns/{id}/invite",
    "/campaigns/{id}/receive",
    "/campaigns/{id}/letters.zip",
    "/campaigns/{id}/reports.zip",
    "/campaigns/{id}/ca-letter.zip",
    "/accounts",
    "/accounts/{id}",
    "/accounts/{id}/lock",
    "/accounts/{id}/grants",
    "/accounts/{id}/grants/{grant}/end",
    "/accounts/{id}/second-factor/drop",
    "/accounts/{id}/sessions/{session}/end",
    "/devices/{id}",
    "/devices/{id}/steps",
    "/devices/{id}/minutes.pdf",
    "/devices/{id}/lost.pdf",
    "/requests/{id}",
    "/requests/{id}/edit",
    "/requests/{id}/steps",
    "/requests/{id}/form/{ending}",
    "/request-letters/{id}",
    "/request-letters/{id}/send",
    "/request-letters/{id}/taken",
    "/request-letters/{id}/refused",
    "/request-letters/{id}/files/{name}",
    "/own/deputies",
    "/register/keep",
    "/searches",
    "/searches/{id}/remove",
    "/audit",
    "/intake",
    "/intake/{id}",
    "/intake/{id}/apply",
    "/intake/{id}/columns",
    "/intake/{id}/compare",
    "/intake/{id}/undo",
    "/campaigns/{id}",
    "/campaigns/{id}/edit",
    "/campaigns/{id}/rehearse",
    "/campaigns/{id}/launch",
    "/campaigns/{id}/turn",
    "/campaigns/{id}/extend",
    "/campaigns/{id}/remind",
    "/campaigns/{id}/cases",
    "/campaigns/{id}/bulk",
    "/campaigns/{id}/cases/{number}",
    "/campaigns/{id}/cases/{number}/steps",
    "/campaigns/{id}/cases/{number}/holder",
    "/campaigns/{id}/cases/{number}/evidence",
    "/campaigns/{id}/cases/{number}/sheet.pdf",
    "/campaigns/{id}/evidence/{file}",
    "/campaigns/{id}/report",
    "/campaigns/{id}/report/again",
    "/campaigns/{id}/files/{name}",
    "/reviews/{id}",
    "/reviews/{id}/cases.xlsx",
    "/reviews/{id}/files/{name}",
    "/reviews/{id}/cases/{number}",
    "/step-up",
    "/tokens/{id}/end",
];
/// Routes for whoever has not entered.
const OPEN: &[&str] =
    &["/units/{id}/calendar.ics", "/sign-in", "/sign-in/code", "/sign-out", "/first/{token}", "/language/{language}"];

#[test]
fn no_route_is_without_a_row() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let mut sources = vec![std::fs::read_to_string(format!("{folder}/pages.rs")).unwrap()];
    for entry in std::fs::read_dir(format!("{folder}/pages")).unwrap() {
        sources.push(std::fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    let known: BTreeSet<&str> = ROUTES.iter().map(|row| row.1).chain(ABOUT_ONE.iter().chain(OPEN).copied()).collect();
    let mut seen = BTreeSet::new();
    for source in &sources {
        for part in source.split(".route(\"").skip(1) {
            let route = part.split('"').next().unwrap();
            assert!(known.contains(route), "{route} has no row");
            seen.insert(route);
        }
    }
    assert_eq!(seen.len(), known.len(), "rows without a route: {:?}", known.difference(&seen).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_role_gets_what_the_table_allows_and_nothing_else() {
    let fresh = demonstration().await;
    for (login, role) in demo::LOGINS {
        let mut browser = fresh.entered(login).await;
        for (method, _, address, act) in ROUTES {
            // The demonstration's holder is a person of the registry: what is his own, he may.
            let may = act.is_none_or(|act| allows(act, role));
            let page = if *method == "GET" { browser.get(address).await } else { browser.post(address, "").await };
            let allowed = page.status != StatusCode::FORBIDDEN;
            // A review looks at everything; who works in a department may not run one for all.
            let may = may && !(*act == Some(Act::RunReview) && matches!(role, Role::Clerk | Role::Head));
            assert_eq!(allowed, may, "{login} ({role:?}) {method} {address}: {}", page.status);
            assert!(!page.status.is_server_error(), "{login} {address}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_not_entered_is_sent_to_the_door() {
    let fresh = demonstration().await;
    let mut stranger = fresh.browser();
    for (method, _, address, _) in ROUTES {
        let page = if *method == "GET" { stranger.get(address).await } else { stranger.post(address, "").await };
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{address}");
        assert!(page.location.starts_with("/sign-in"), "{address}: {}", page.location);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_sees_nothing_of_another_unit() {
    let fresh = demonstration().await;
    let (mut all, mut clerk) = (fresh.entered("daumoi").await, fresh.entered("canbo").await);
    let everything = all.get("/certificates").await.total();
    let own = clerk.get("/certificates").await.total();
    assert!(own > 0 && own < everything, "{own} of {everything}");
    // Certificates that only the whole sector sees: those of the topmost unit.
    let (mut seen, mut refused) = (0, 0);
    let mut address = "/certificates".to_owned();
    while !address.is_empty() {
        let page = all.get(&address).await.text();
        for link in links(&page, "/certificates/") {
            match clerk.get(&link).await.status {
                StatusCode::OK => seen += 1,
                StatusCode::FORBIDDEN => refused += 1,
                status => panic!("{link}: {status}"),
            }
        }
        address = next(&page);
    }
    assert_eq!((seen, refused), (own, everything - own));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_number_is_the_length_of_its_list() {
    let fresh = demonstration().await;
    for login in ["daumoi", "canbo", "kiemtra"] {
        let mut browser = fresh.entered(login).await;
        let home = browser.get("/").await.text();
        let mut numbers = 0;
        for part in home.split("<a class=\"tile\" href=\"").skip(1) {
            let (address, rest) = part.split_once('"').unwrap();
            let number = digits(rest.split_once("</b>").unwrap().0);
            let rows = length(&mut browser, &address.replace("&#38;", "&").replace("&amp;", "&")).await;
            assert_eq!(number, rows, "{login}: {address}");
            numbers += 1;
        }
        assert_eq!(numbers, 5);
        for line in home.split("<span class=\"count\">").skip(1) {
            let (number, rest) = line.split_once("</span>").unwrap();
            let address = rest.split("href=\"").nth(1).unwrap().split('"').next().unwrap();
            assert_eq!(
                digits(number),
                length(&mut browser, &address.replace("&#38;", "&").replace("&amp;", "&")).await,
                "{login}: {address}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_is_worked_out_once_more_and_every_case_says_why() {
    let fresh = demonstration().await;
    let token = demo::enter(&fresh.context, "daumoi").await.unwrap();
    let visitor = sign_in::visitor(&fresh.context, &token).await.unwrap().unwrap();
    let run = reviews::latest(&fresh.context, &visitor).await.unwrap().remove(0);
    let kinds: Vec<String> = reviews::inputs(&run).into_iter().map(|input| input.kind).collect();
    assert_eq!(kinds, ["ca-list", "registry", "roster", "units", "sent"]);
    let query = reviews::Query::default();
    let review = reviews::recompute(&fresh.context, &visitor, &run, &query).await.unwrap().review;
    let kept = reviews::cases(&fresh.context, &visitor, run.id, &query, None, 200).await.unwrap().items;
    assert_eq!(kept.len(), review.cases.len());
    for (kept, case) in kept.iter().zip(&review.cases) {
        assert_eq!((kept.action, &kept.findings), (case.action, &case.findings.iter().collect()), "{}", kept.number);
        let said: BTreeSet<&str> = kept.why.said.iter().map(|said| said.code.as_str()).collect();
        assert_eq!(said, kept.findings.iter().map(|code| code.name()).collect(), "{}", kept.number);
        let decides = kept.why.said.iter().filter(|said| said.stands == reviews::Stands::Decides);
        assert!(decides.clone().all(|said| said.action() == Some(kept.action) && !said.clause.is_empty()));
        assert!(decides.count() > 0 || kept.action == Default::default(), "{}: nobody asked for it", kept.number);
    }
    let linked = kept.iter().flat_map(|case| &case.why.links).filter(|link| link.score == 100).count();
    assert!(linked > 50, "{linked} rows are linked by their serial");
}

/// The rows on all pages of a list; its own number says the same.
async fn length(browser: &mut crate::browser::Browser, address: &str) -> i64 {
    let total = browser.get(address).await.total();
    let (mut rows, mut address) = (0, address.to_owned());
    while !address.is_empty() {
        let page = browser.get(&address).await.text();
        rows += page.matches("<td class=\"first\">").count() as i64;
        address = next(&page);
    }
    assert_eq!(rows, total);
    rows
}

fn next(page: &str) -> String {
    let pager = page.split("class=\"pager\"").nth(1).unwrap_or_default();
    let link = pager.split("href=\"").skip(1).filter_map(|part| part.split('"').next());
    link.filter(|link| link.contains("after=")).last().unwrap_or_default().replace("&#38;", "&").replace("&amp;", "&")
}

fn links(page: &str, to: &str) -> Vec<String> {
    let cells = page.split("<td class=\"first\"><a href=\"").skip(1).filter_map(|part| part.split('"').next());
    cells.filter(|link| link.starts_with(to)).map(str::to_owned).collect()
}

fn allows(act: Act, role: Role) -> bool {
    RULES.iter().filter(|rule| rule.act == act).flat_map(|rule| rule.allows).any(|&(known, _)| known == role)
}
