//! A CA's list of 100,000 rows: made from what the registry holds, sent in, compared, applied.

use crate::Outcome;
use crate::client::Client;
use antin_domain::certificate::{HolderKind, Standing};
use antin_domain::person::Person;
use antin_testkit::big::LARGE;
use std::fmt::Write;
use std::time::{Duration, Instant};

/// Rows of the list.
const ROWS: usize = 100_000;
/// So often the page is asked how far it is.
const LOOK: Duration = Duration::from_millis(200);

/// Sends the list, waits until it is compared, applies it, waits again.
pub async fn intake(address: &str, token: &str) -> Outcome<()> {
    let mut client = Client::open(address, token).await?;
    let file = list();
    println!("\na CA's list of {ROWS} rows, {} MB", file.len() / 1_000_000);
    let begun = Instant::now();
    let sent = client.upload("/intake", "ca-list", "do-tai.csv", file.as_bytes()).await?;
    if sent.location.is_empty() {
        return Err(format!("the list was not taken: {}", sent.status).into());
    }
    println!("taken in: {:.1} s", begun.elapsed().as_secs_f64());
    let page = wait(&mut client, &sent.location).await?;
    println!("read and compared: {:.1} s", begun.elapsed().as_secs_f64());
    if !page.contains("/apply") {
        return Err("the list is not to be applied".into());
    }
    let asked = client.post(&format!("{}/apply", sent.location), "despite=yes").await?;
    if asked.status != 303 {
        return Err(format!("applying was refused: {}", asked.status).into());
    }
    let page = wait(&mut client, &sent.location).await?;
    println!("applied: {:.1} s in all (bar 30 s)", begun.elapsed().as_secs_f64());
    if !page.contains("/undo") {
        return Err("the list was not applied".into());
    }
    let begun = Instant::now();
    client.post(&format!("{}/undo", sent.location), "").await?;
    wait(&mut client, &sent.location).await?;
    println!("taken back: {:.1} s", begun.elapsed().as_secs_f64());
    Ok(())
}

/// The page of the import once no job is under way.
async fn wait(client: &mut Client, path: &str) -> Outcome<String> {
    loop {
        let page = String::from_utf8(client.get(path).await?.body)?;
        if !page.contains("http-equiv=\"refresh\"") {
            return Ok(page);
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// A list as the CA writes it, of what the made-up registry has on its list: all but five thousand, and as many new ones. Every row has
/// a device of its own, which the registry does not know yet.
fn list() -> String {
    let people: Vec<Person> = LARGE.people(1).collect();
    let mut text = String::from(
        "STT,Số hiệu chứng thư số,Họ và tên,Nhà cung cấp,Loại thuê bao,Email,Đơn vị cấp 1,Chức vụ,Hiệu lực từ,Hiệu lực đến,Trạng thái,Loại thiết bị,Số hiệu thiết bị\n",
    );
    let first = LARGE.certificates as usize - ROWS;
    for (number, record) in LARGE.certificates(&people, 2).skip(first).enumerate() {
        let serial = match number {
            0..5_000 => format!("5A{number:020X}"),
            _ => record.serial.to_string().replace(' ', ""),
        };
        let unit = match record.unit.0 {
            1 => "Tổng cục Thuế".to_owned(),
            province @ 2..65 => format!("Cục Thuế tỉnh Mẫu {}", province - 1),
            office => format!("Chi cục Thuế khu vực {office}"),
        };
        let kind = if record.kind == HolderKind::Organisation { "Tổ chức" } else { "Cá nhân" };
        let state = match record.standing {
            Standing::Revoked => "Đã thu hồi",
            _ => "Đang hoạt động",
        };
        let _ = writeln!(
            text,
            "{},{serial},{},{},{kind},{},{unit},{},{},{},{state},Token,DT{number:08}",
            number + 1,
            record.holder,
            record.issuer,
            record.email,
            record.position,
            record.valid_from,
            record.valid_to,
        );
    }
    text
}
