//! Lists made from what the registry holds: sent in, compared, applied, taken back.

use crate::Outcome;
use crate::client::Client;
use antin_domain::certificate::{HolderKind, Standing};
use antin_domain::person::Person;
use antin_testkit::big::{LARGE, Size};
use std::fmt::Write;
use std::time::{Duration, Instant};

/// Rows of the list.
const ROWS: usize = 100_000;
/// So often the page is asked how far it is.
const LOOK: Duration = Duration::from_millis(200);

/// Sends the list, waits until it is compared, applies it, waits again, takes it back.
pub async fn intake(address: &str, token: &str) -> Outcome<()> {
    let mut client = Client::open(address, token).await?;
    let file = of(LARGE, ROWS, 5_000);
    println!("\na CA's list of {ROWS} rows, {} MB", file.len() / 1_000_000);
    let begun = Instant::now();
    let import = compare(&mut client, "ca-list", &file).await?;
    println!("read and compared: {:.1} s", begun.elapsed().as_secs_f64());
    apply_compared(&mut client, &import).await?;
    println!("applied: {:.1} s in all (bar 30 s)", begun.elapsed().as_secs_f64());
    let begun = Instant::now();
    client.post(&format!("{import}/undo"), "").await?;
    wait(&mut client, &import).await?;
    println!("taken back: {:.1} s", begun.elapsed().as_secs_f64());
    Ok(())
}

/// Sends a list of this kind in and applies it, whatever it takes away.
pub async fn apply(client: &mut Client, kind: &str, file: &str) -> Outcome<Duration> {
    let begun = Instant::now();
    let import = compare(client, kind, file).await?;
    apply_compared(client, &import).await?;
    Ok(begun.elapsed())
}

/// Sends a list in and waits until it is compared; where it stands.
async fn compare(client: &mut Client, kind: &str, file: &str) -> Outcome<String> {
    let sent = client.upload("/intake", kind, "do-tai.csv", file.as_bytes()).await?;
    if sent.location.is_empty() {
        return Err(format!("the list was not taken: {}", sent.status).into());
    }
    if !wait(client, &sent.location).await?.contains("/apply") {
        return Err("the list is not to be applied".into());
    }
    Ok(sent.location)
}

async fn apply_compared(client: &mut Client, import: &str) -> Outcome<()> {
    let asked = client.post(&format!("{import}/apply"), "despite=yes").await?;
    if asked.status != 303 {
        return Err(format!("applying was refused: {}", asked.status).into());
    }
    if !wait(client, import).await?.contains("/undo") {
        return Err("the list was not applied".into());
    }
    Ok(())
}

/// A page once no job is under way.
pub async fn wait(client: &mut Client, path: &str) -> Outcome<String> {
    loop {
        let page = String::from_utf8(client.get(path).await?.body)?;
        if !page.contains("http-equiv=\"refresh\"") {
            return Ok(page);
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// A list as the CA writes it, of the latest `rows` certificates of a made-up registry, `fresh` of them under serials that
/// it does not know. Every row has a device of its own, which the registry does not know yet.
pub fn of(size: Size, rows: usize, fresh: usize) -> String {
    let people: Vec<Person> = size.people(1).collect();
    let mut text = String::from(
        "STT,Số hiệu chứng thư số,Họ và tên,Nhà cung cấp,Loại thuê bao,Email,Đơn vị cấp 1,Chức vụ,Hiệu lực từ,Hiệu lực đến,Trạng thái,Loại thiết bị,Số hiệu thiết bị\n",
    );
    let first = (size.certificates as usize).saturating_sub(rows);
    for (number, record) in size.certificates(&people, 2).skip(first).enumerate() {
        let serial = match number {
            _ if number < fresh => format!("5A{number:020X}"),
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
