//! What was acknowledged, written down by the clients, and what the database says of it in the end.

use crate::service::{Answer, send};
use antin_domain::permission::Reach;
use antin_storage::certificates::{self, CertificateFilter};
use antin_storage::{Db, Place, audit, users};
use std::fmt::Write;
use std::io::Result;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Rows of each list.
const ROWS: usize = 2_000;
const FORM: &str = "application/x-www-form-urlencoded";

/// What was acknowledged.
#[derive(Default)]
pub struct Journal {
    lists: Mutex<Vec<List>>,
    accounts: Mutex<Vec<String>>,
    tried: Mutex<usize>,
}

/// A list on its way.
#[derive(Clone, Debug, Default)]
struct List {
    /// Its page; the file was acknowledged.
    page: String,
    /// Applying it was acknowledged.
    is_asked: bool,
    /// A page said that it is applied.
    is_applied: bool,
}

/// Whoever enters; an error where the service is gone.
pub fn enter(address: &str, login: &str) -> Result<String> {
    let form = format!("login={login}&password=trinh-dien-antin&next=/");
    Ok(send(address, "POST /sign-in", FORM, "", form.as_bytes())?.cookie)
}

/// Sends lists in, one after the other, and applies them, until the service is gone; goes on where it was.
pub fn import_lists(journal: &Journal, address: &str, over: &AtomicBool) {
    let Ok(cookie) = enter(address, "daumoi") else { return };
    for list in journal.lists.lock().unwrap().iter().filter(|list| list.is_applied) {
        let Ok(page) = send(address, &format!("GET {}", list.page), "", &cookie, b"") else { return };
        assert!(page.body.contains("/undo"), "a list that was applied is applied no more: {list:?}");
    }
    while !over.load(Ordering::Acquire) {
        if step(journal, address, &cookie).is_err() {
            return;
        }
    }
}

/// The next step of the list that is on its way.
fn step(journal: &Journal, address: &str, cookie: &str) -> Result<()> {
    let mut lists = journal.lists.lock().unwrap();
    if lists.last().is_none_or(|list| list.is_applied) {
        lists.push(List::default());
    }
    let number = lists.len() - 1;
    let list = lists.last_mut().unwrap();
    if list.page.is_empty() {
        let answer = upload(address, cookie, &file(number))?;
        assert_eq!(answer.status, 303, "{}", answer.body);
        list.page = answer.location;
        return Ok(());
    }
    let page = send(address, &format!("GET {}", list.page), "", cookie, b"")?.body;
    if page.contains("/undo") {
        (list.is_asked, list.is_applied) = (true, true);
    } else if page.contains("http-equiv=\"refresh\"") {
        std::thread::sleep(Duration::from_millis(20));
    } else if page.contains("/apply") {
        assert!(!list.is_asked, "it was acknowledged that the list would be applied: {list:?}");
        let answer = send(address, &format!("POST {}/apply", list.page), FORM, cookie, b"despite=yes")?;
        // Asked once more after a fall that swallowed the answer, the service may be at it already.
        assert!(matches!(answer.status, 303 | 422), "{}", answer.body);
        list.is_asked |= answer.status == 303;
    } else {
        panic!("the list neither waits nor is applied: {page}");
    }
    Ok(())
}

fn upload(address: &str, cookie: &str, file: &str) -> Result<Answer> {
    let body = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nca-list\r\n--edge\r\nContent-Disposition: \
         form-data; name=\"file\"; filename=\"giet.csv\"\r\nContent-Type: text/csv\r\n\r\n{file}\r\n--edge--\r\n"
    );
    send(address, "POST /intake", "multipart/form-data; boundary=edge", cookie, body.as_bytes())
}

/// A list of the CA; every list has other certificates.
fn file(list: usize) -> String {
    let mut text = String::from(
        "STT,Số hiệu chứng thư số,Họ và tên,Nhà cung cấp,Loại thuê bao,Email,Đơn vị cấp 1,Hiệu lực từ,Hiệu lực đến,Trạng thái\n",
    );
    for row in 0..ROWS {
        let _ = writeln!(
            text,
            "{},5B{list:06X}{row:012X},Nguyễn Thị Mẫu,CA mẫu G2,Cá nhân,giet{list}x{row}@example.vn,Cục Mẫu,\
             01/06/2022,01/06/2027,Đang hoạt động",
            row + 1
        );
    }
    text
}

/// Adds accounts, one after the other, until the service is gone.
pub fn add_accounts(journal: &Journal, address: &str, over: &AtomicBool) {
    let Ok(cookie) = enter(address, "quantri") else { return };
    let Ok(page) = send(address, "GET /accounts/new", "", &cookie, b"") else { return };
    let units = page.body.split("<option value=\"").filter_map(|part| part.split_once('"')).map(|(id, _)| id);
    let unit = units.filter(|id| id.len() > 10).last().unwrap().to_owned();
    while !over.load(Ordering::Acquire) {
        let number = {
            let mut tried = journal.tried.lock().unwrap();
            *tried += 1;
            *tried
        };
        let login = format!("giet-{number}");
        let form = format!("login={login}&name=Mau&password=mot-mat-khau-dai&role=clerk&unit={unit}");
        match send(address, "POST /accounts", FORM, &cookie, form.as_bytes()) {
            Ok(answer) => {
                assert_eq!(answer.status, 303, "{}", answer.body);
                journal.accounts.lock().unwrap().push(login);
            }
            // Nothing is known of this one: it may be there or not.
            Err(_) => return,
        }
    }
}

impl Journal {
    /// Waits until the list that is on its way is applied; no new one is begun.
    pub fn settle(&self, address: &str) {
        let cookie = enter(address, "daumoi").unwrap();
        while self.lists.lock().unwrap().last().is_some_and(|list| !list.is_applied) {
            step(self, address, &cookie).unwrap();
        }
    }

    /// Looks into the database: every list is applied once and whole, every account is there. How many of each.
    pub fn check(&self, folder: &Path, database: Option<&str>) -> (usize, usize) {
        let place = database.map_or_else(|| Place::in_folder(folder), |url| Place::parse(url).unwrap());
        let (lists, accounts) = (self.lists.lock().unwrap(), self.accounts.lock().unwrap());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let db = Db::open(&place).await.unwrap();
            let mut read = db.read().await.unwrap();
            let events = audit::events_after(&mut read, 0, u32::MAX).await.unwrap();
            for (number, list) in lists.iter().enumerate() {
                let import = list.page.rsplit('/').next().unwrap();
                let applied = events.iter().filter(|event| event.action == "apply-import" && event.object_id == import);
                assert_eq!(applied.count(), 1, "{list:?}");
                let reach = Reach { everything: true, ..Reach::default() };
                let filter =
                    CertificateFilter { reach, text: format!("giet{number}x"), ..CertificateFilter::default() };
                let count = certificates::count(&mut read, &filter).await.unwrap();
                assert_eq!(count, ROWS as i64, "{list:?}");
            }
            for login in accounts.iter() {
                assert!(users::with_login(&mut read, login).await.unwrap().is_some(), "{login} is lost");
            }
            drop(read);
            db.close().await;
        });
        (lists.len(), accounts.len())
    }
}
