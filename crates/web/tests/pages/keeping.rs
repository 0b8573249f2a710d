//! What people keep from day to day: devices, searches, their own log-in, deputies, their own certificate.

use crate::browser::{Browser, demonstration};
use antin_app::demo;
use antin_testkit::ca::certificate::Holder;
use antin_testkit::ca::{Generation, TestCa, day};
use axum::http::StatusCode;
use totp_rs::{Algorithm, Builder, Secret};

/// The value of a hidden field or of the first choice.
fn value<'a>(page: &'a str, before: &str) -> &'a str {
    let (_, rest) = page.split_once(before).unwrap_or_else(|| panic!("no {before} in {page}"));
    rest.split('"').next().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_goes_through_hands_and_every_step_stays() {
    let fresh = demonstration().await;
    let mut clerk = fresh.entered("canbo").await;
    let list = clerk.get("/devices").await.text();
    let unit = value(list.split("name=\"unit\"").last().unwrap(), "<option value=\"");
    let added = clerk.post("/devices", &format!("kind=token&serial=TM-900001&unit={unit}")).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
    let twice = clerk.post("/devices", &format!("kind=token&serial=TM-900001&unit={unit}")).await;
    assert!(twice.status.is_client_error(), "one serial of a kind is one device");
    let device = added.location;
    let page = clerk.get(&device).await.text();
    let person = value(page.split("id=\"holder\"").nth(1).unwrap(), "<option value=\"");
    let handed = clerk.post(&format!("{device}/steps"), &format!("verb=hand-over&version=1&person={person}")).await;
    assert_eq!(handed.status, StatusCode::SEE_OTHER, "{}", handed.text());
    // Two people at once: the second saw an older state and is told.
    let late = clerk.post(&format!("{device}/steps"), "verb=report-lost&version=1").await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    // What the table does not have cannot be done.
    let wrong = clerk.post(&format!("{device}/steps"), "verb=restock&version=2").await;
    assert!(wrong.status.is_client_error());
    assert_eq!(clerk.post(&format!("{device}/steps"), "verb=take-back&version=2").await.status, StatusCode::SEE_OTHER);
    let page = clerk.get(&device).await.text();
    assert!(page.contains("Đã thu về") && page.contains("Bàn giao"));
    assert_eq!(clerk.get("/devices?custody=returned").await.total(), 1);
    assert_eq!(clerk.get("/devices?custody=in-stock").await.total(), 0);
    // Who only reads keeps no devices.
    let mut auditor = fresh.entered("kiemtra").await;
    assert_eq!(auditor.get(&device).await.status, StatusCode::OK);
    let refused = auditor.post(&format!("{device}/steps"), "verb=restock&version=3").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_is_kept_for_oneself_or_for_the_unit() {
    let fresh = demonstration().await;
    let (mut clerk, mut head) = (fresh.entered("canbo").await, fresh.entered("thutruong").await);
    let kept = clerk.post("/searches", "name=S%E1%BA%AFp+h%E1%BA%BFt&filter=within%3D60%26nothing%3D1").await;
    assert_eq!((kept.status, kept.location.as_str()), (StatusCode::SEE_OTHER, "/certificates?within=60"));
    assert!(clerk.get("/certificates").await.text().contains("Sắp hết"));
    assert!(!head.get("/certificates").await.text().contains("Sắp hết</a>"), "it is the clerk's own");
    let long = clerk.post("/searches", &format!("name={}&filter=state%3Drevoked", "x".repeat(81))).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY, "a name is never cut in silence");
    clerk.post("/searches", "name=Chung&filter=state%3Drevoked&share=yes").await;
    let seen = head.get("/certificates").await.text();
    assert!(seen.contains("Chung") && !seen.contains("/remove"), "who did not keep it does not remove it");
    let page = clerk.get("/certificates").await.text();
    let remove = value(page.split("Chung").nth(1).unwrap(), "<form action=\"");
    assert_eq!(clerk.post(remove, "").await.status, StatusCode::SEE_OTHER);
    assert!(!head.get("/certificates").await.text().contains("Chung"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_factor_is_asked_for_once_it_is_set_and_no_code_counts_twice() {
    let fresh = demonstration().await;
    let mut clerk = fresh.entered("canbo").await;
    let page = clerk.get("/own/second-factor").await.text();
    let secret = value(&page, "name=\"secret\" value=\"").to_owned();
    let wrong = clerk.post("/own/second-factor", &format!("secret={}&code=000000", secret.replace(' ', "+"))).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains(&secret), "the same square is shown again");
    let code = code(&secret, fresh.context.now().0 / 1_000_000);
    let form = format!("secret={}&code={code}", secret.replace(' ', "+"));
    assert_eq!(clerk.post("/own/second-factor", &form).await.status, StatusCode::SEE_OTHER);
    assert_eq!(clerk.get("/").await.status, StatusCode::OK, "this session has shown it");
    let mut again = fresh.entered("canbo").await;
    assert_eq!(again.get("/certificates").await.location, "/sign-in/code");
    let used = again.post("/sign-in/code", &format!("code={code}")).await;
    assert_eq!(used.status, StatusCode::UNPROCESSABLE_ENTITY, "the code that set it up was used");
    // Who lost the telephone is helped by the administrator, whom that act is shown to in the audit.
    let account = account(&mut clerk).await;
    let mut administrator = fresh.entered("quantri").await;
    let dropped = administrator.post(&format!("{account}/second-factor/drop"), "").await;
    assert_eq!(dropped.status, StatusCode::SEE_OTHER, "{}", dropped.text());
    assert_eq!(again.get("/certificates").await.location, "/sign-in?next=%2Fcertificates", "sessions ended");
    assert_eq!(fresh.entered("canbo").await.get("/certificates").await.status, StatusCode::OK);
    // Who is locked out is out at once, not when the session ends.
    let mut inside = fresh.entered("canbo").await;
    assert_eq!(administrator.post(&format!("{account}/lock"), "locked=yes").await.status, StatusCode::SEE_OTHER);
    assert_eq!(inside.get("/certificates").await.status, StatusCode::SEE_OTHER);
    let mut head = fresh.entered("thutruong").await;
    let refused = head.post(&format!("{account}/second-factor/drop"), "").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_ends_every_other_session() {
    let fresh = demonstration().await;
    let (mut here, mut elsewhere) = (fresh.entered("canbo").await, fresh.entered("canbo").await);
    let wrong = here.post("/own/password", "old=sai-mat-khau-roi&new=mot-cau-de-nho-hon").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let short = here.post("/own/password", &format!("old={}&new=ngan", demo::PASSWORD)).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    let form = format!("old={}&new=mot-cau-de-nho-hon", demo::PASSWORD);
    assert_eq!(here.post("/own/password", &form).await.status, StatusCode::SEE_OTHER);
    assert_eq!(here.get("/").await.status, StatusCode::OK);
    assert_eq!(elsewhere.get("/").await.status, StatusCode::SEE_OTHER);
    let entered = fresh.browser().post("/sign-in", "login=canbo&password=mot-cau-de-nho-hon").await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deputy_may_what_the_role_may_for_those_days_only() {
    let fresh = demonstration().await;
    let (mut head, mut clerk) = (fresh.entered("thutruong").await, fresh.entered("canbo").await);
    let own = account(&mut head).await;
    let page = head.get(&own).await.text();
    let grant = value(page.split("id=\"lent\"").nth(1).unwrap(), "<option value=\"").to_owned();
    let name = |from: &str, to: &str| format!("login=canbo&grant={grant}&from={from}&to={to}");
    let past = head.post("/own/deputies", &name("2024-06-01", "2024-06-20")).await;
    assert_eq!(past.status, StatusCode::UNPROCESSABLE_ENTITY, "what is past cannot be lent");
    assert_eq!(head.post("/own/deputies", &name("2024-06-14", "2024-06-20")).await.status, StatusCode::SEE_OTHER);
    // An auditor must not act for a head, nor may a role be lent that is not one's own.
    let auditor = name("2024-06-14", "2024-06-20").replace("canbo", "kiemtra");
    assert_eq!(head.post("/own/deputies", &auditor).await.status, StatusCode::FORBIDDEN);
    let stolen = clerk.post("/own/deputies", &name("2024-06-14", "2024-06-20").replace("canbo", "daumoi")).await;
    assert_eq!(stolen.status, StatusCode::UNPROCESSABLE_ENTITY);
    let clerk_page = account(&mut clerk).await;
    let lent = clerk.get(&clerk_page).await.text();
    assert!(lent.contains("Thủ trưởng đơn vị"));
    let own_page = head.get(&own).await.text();
    let name = own_page.split("<h1>").nth(1).unwrap().split("</h1>").next().unwrap();
    assert!(lent.contains(&format!("thay {name}")), "it says in whose place: {lent}");
    let page = head.get(&own).await.text();
    let end = page.split("<form action=\"").find(|part| part.contains("/grants/")).unwrap();
    let end = end.split('"').next().unwrap().to_owned();
    assert_eq!(head.post(&end, "").await.status, StatusCode::SEE_OTHER);
    assert!(!head.get(&own).await.text().contains("canbo</code>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_holder_registers_what_bears_his_name_and_nothing_else() {
    let fresh = demonstration().await;
    let mut holder = fresh.entered("thuebao").await;
    let own = holder.get("/certificates").await;
    assert!(own.total() >= 1, "the holder of the demonstration has a certificate");
    let page = own.text();
    let name = page.split("<td class=\"first\">").nth(1).unwrap();
    let name = name.split_once("\">").unwrap().1.split("</a>").next().unwrap().to_owned();
    let mut ca = TestCa::new(5);
    let validity = (day(2023, 1, 1), day(2028, 1, 1));
    let mine = ca.issue(Generation::G2, &Holder::person(&name, "Cục Thuế", "an@gdt.gov.vn"), validity);
    let page = holder.upload("/register", "mine.cer", &mine.der, "").await.text();
    let bytes = value(&page, "name=\"bytes\" value=\"").to_owned();
    let kept = holder.post("/register/keep", &format!("bytes={bytes}")).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
    assert_eq!(holder.get(&kept.location).await.status, StatusCode::OK);
    // Once more it is known, and there is nothing to press.
    let again = holder.upload("/register", "mine.cer", &mine.der, "").await.text();
    assert!(!again.contains("name=\"bytes\""));
    // Another certificate of the same name and number does not take its place, nor does one that says other days.
    let mut forger = TestCa::new(5);
    let longer = (day(2023, 1, 1), day(2038, 1, 1));
    let forged = forger.issue(Generation::G2, &Holder::person(&name, "Cục Thuế", "an@gdt.gov.vn"), longer);
    let page = holder.upload("/register", "forged.cer", &forged.der, "").await.text();
    assert!(page.contains("01/01/2038") && !page.contains("name=\"bytes\""), "{page}");
    let hex = |der: &[u8]| der.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let forced = holder.post("/register/keep", &format!("bytes={}", hex(&forged.der))).await;
    assert_eq!(forced.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(holder.get(&kept.location).await.text().contains("01/01/2028"), "what is known stays");
    let other = ca.issue(Generation::G2, &Holder::person("Người Khác Hẳn", "Cục Thuế", "khac@gdt.gov.vn"), validity);
    let page = holder.upload("/register", "other.cer", &other.der, "").await.text();
    assert!(page.contains("NGƯỜI KHÁC HẲN") && !page.contains("name=\"bytes\""), "{page}");
    let forced = holder.post("/register/keep", &format!("bytes={}", hex(&other.der))).await;
    assert_eq!(forced.status, StatusCode::UNPROCESSABLE_ENTITY, "the page is not the judge");
    for nothing in [&b"not a certificate"[..], b"%PDF-1.7 nothing signed"] {
        let page = holder.upload("/register", "x.cer", nothing, "").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_trusted_ca_signed_corrects_the_registry_and_what_it_did_not_sign_is_refused() {
    let fresh = demonstration().await;
    let mut holder = fresh.entered("thuebao").await;
    let page = holder.get("/certificates").await.text();
    let name = page.split("<td class=\"first\">").nth(1).unwrap();
    let name = name.split_once("\">").unwrap().1.split("</a>").next().unwrap().to_owned();
    let person = Holder::person(&name, "Cục Thuế", "an@gdt.gov.vn");
    let mut ca = TestCa::new(5);
    let first = ca.issue(Generation::G2, &person, (day(2023, 1, 1), day(2028, 1, 1)));
    // The same number once more with other days: only a CA could say which of the two it signed.
    let second = TestCa::new(5).issue(Generation::G2, &person, (day(2023, 1, 1), day(2026, 1, 1)));
    let hex = |der: &[u8]| der.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let kept = holder.post("/register/keep", &format!("bytes={}", hex(&first.der))).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
    let unknown = holder.upload("/register", "second.cer", &second.der, "").await.text();
    assert!(unknown.contains("Chưa kiểm tra được") && !unknown.contains("name=\"bytes\""), "{unknown}");

    let trust = fresh.context.data.join("trust");
    std::fs::create_dir_all(&trust).unwrap();
    std::fs::write(trust.join("ca.cer"), &ca.authority(Generation::G2).certificate).unwrap();
    let verified = holder.upload("/register", "second.cer", &second.der, "").await.text();
    assert!(verified.contains("được tin cậy") && verified.contains("name=\"bytes\""), "{verified}");
    // One letter of the name changed behind the back of the CA.
    let mut forged = second.der.clone();
    let at = forged.windows(9).position(|part| part == b"an@gdt.go").unwrap();
    forged[at] = b'o';
    let page = holder.upload("/register", "forged.cer", &forged, "").await.text();
    assert!(page.contains("làm giả") && !page.contains("name=\"bytes\""), "{page}");
    let forced = holder.post("/register/keep", &format!("bytes={}", hex(&forged))).await;
    assert_eq!(forced.status, StatusCode::UNPROCESSABLE_ENTITY);
    let taken = holder.post("/register/keep", &format!("bytes={}", hex(&second.der))).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
    assert!(holder.get(&taken.location).await.text().contains("01/01/2026"));
    // A store that is not what its manifest says is trusted in nothing, and that is said.
    std::fs::write(trust.join("trust.toml"), "not a manifest").unwrap();
    let broken = holder.upload("/register", "second.cer", &second.der, "").await;
    assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", broken.text());
}

/// The address of the page of one's own log-in.
async fn account(browser: &mut Browser) -> String {
    let page = browser.get("/").await.text();
    value(page.split("class=\"who\"").nth(1).unwrap(), "<a href=\"/accounts/").to_owned().replacen("", "/accounts/", 1)
}

/// The code of a secret at a second.
fn code(secret: &str, seconds: i64) -> String {
    let secret = Secret::try_from_base32(secret.replace(' ', "")).unwrap();
    let totp = Builder::new().with_algorithm(Algorithm::SHA1).with_secret(secret).build_noncompliant();
    totp.generate(seconds.try_into().unwrap()).to_string()
}
