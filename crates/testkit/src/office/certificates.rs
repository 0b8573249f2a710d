//! Certificates as the CA's list and the registry have them, and the requests about them.

use super::dice::Dice;
use super::people::Person;
use super::slips::{registry_name, registry_serial, slipped, unaccented};
use super::units::{Past, Unit};
use super::{today, written};
use antin_domain::day::Day;

pub(super) const CA_HEADING: &str = "STT,Số hiệu chứng thư số,Tên chứng thư số,Cơ quan cấp chứng thư,Đối tượng,Số CCCD/CMND,Ngày sinh,Thư điện tử,Tổ chức cấp 1,Tổ chức cấp 2,Tổ chức cấp 3,Tổ chức cấp 4,Phòng/Đội,Chức vụ,Tỉnh/Thành phố,Ngày cấp,Ngày hết hạn,Trạng thái,Số lần gia hạn,Số hiệu chứng thư cũ,Loại thiết bị,Số hiệu thiết bị,Điện thoại";
pub(super) const REGISTRY_HEADING: &str = "STT,Họ và tên,Ngày sinh,Số CCCD,Đơn vị,Phòng/Đội,Chức vụ,Email,Loại CTS,Nhà cung cấp,Serial CTS,Ngày hiệu lực,Ngày hết hiệu lực,Đã gia hạn,Mã thiết bị,Trạng thái,Ghi chú";
pub(super) const SENT_HEADING: &str = "STT,Loại đề nghị,Serial CTS,Tên CTS,Số văn bản,Ngày văn bản,Tệp";

const OLD_ISSUER: &str = "Co quan chung thuc so Bo Tai chinh";
const NEW_ISSUER: &str = "CA phục vụ các cơ quan Nhà nước G2";

/// Rows of the lists that speak of certificates.
#[derive(Default)]
pub(super) struct Lists {
    pub(super) ca: Vec<Vec<String>>,
    pub(super) registry: Vec<Vec<String>>,
    pub(super) sent: Vec<Vec<String>>,
}

/// Who a certificate is for, in the words of its rows.
struct Holder<'a> {
    name: &'a str,
    kind: &'static str,
    birthday: String,
    id_number: &'a str,
    email: &'a str,
    levels: Vec<String>,
    unit: &'a str,
    province: &'a str,
    department: &'static str,
    position: &'static str,
}

/// A certificate.
struct Certificate {
    issuer: &'static str,
    serial: String,
    from: Day,
    to: Day,
    status: &'static str,
    renewals: &'static str,
    predecessor: String,
    device: String,
}

/// The certificates of a person: mostly one, sometimes none or two.
pub(super) fn of_person(person: &Person, units: &[Unit], lists: &mut Lists, dice: &mut Dice) {
    let unit = &units[person.unit];
    let mut holder = Holder {
        name: &person.name,
        kind: "Cá nhân",
        birthday: written(person.birthday),
        id_number: &person.id_number,
        email: &person.email,
        levels: unit.levels.clone(),
        unit: &unit.name,
        province: &unit.province,
        department: person.department,
        position: person.position,
    };
    if dice.happens(80) {
        return;
    }
    let certificate = drawn(dice);
    let registered = Holder { levels: holder.levels.clone(), birthday: holder.birthday.clone(), ..holder };
    let (unaccented, slip) = (unaccented(&person.name), slipped(&person.id_number, b"0123456789", dice));
    match dice.below(100) {
        0..4 => holder.levels = units[dice.below(units.len())].levels.clone(),
        4..8 => holder.position = "Nhân viên",
        8..11 => holder.email = "vanthu.cu@gdt.gov.vn",
        11 => holder.id_number = &slip,
        12..17 => holder.id_number = &person.old_id,
        17..30 => holder.id_number = "",
        30..45 => holder.name = &unaccented,
        45..50 => holder.email = "",
        50..55 => holder.birthday.clear(),
        _ => {}
    }
    if let (Some(former), true) = (unit.former(), dice.happens(250)) {
        holder.levels.pop();
        holder.levels.push(former.to_owned());
    }
    put(&holder, &registered, &certificate, lists, dice);
    if dice.happens(30) {
        put(&holder, &registered, &drawn(dice), lists, dice);
    }
    if dice.happens(15) {
        foreign(&registered, lists, dice);
    }
}

/// The certificate of a unit.
pub(super) fn of_unit(unit: &Unit, lists: &mut Lists, dice: &mut Dice) {
    if unit.past != Past::Ended && dice.happens(100) {
        return;
    }
    let holder = || Holder {
        name: unit.former().filter(|_| unit.code.ends_with('2')).unwrap_or(&unit.name),
        kind: "Tổ chức",
        birthday: String::new(),
        id_number: "",
        email: "",
        levels: unit.levels.clone(),
        unit: &unit.name,
        province: &unit.province,
        department: "",
        position: "",
    };
    put(&holder(), &holder(), &drawn(dice), lists, dice);
}

fn drawn(dice: &mut Dice) -> Certificate {
    let is_old = dice.happens(400);
    let (issuer, bytes) = if is_old { (OLD_ISSUER, 3) } else { (NEW_ISSUER, 8) };
    let age = if is_old { 1100 + dice.below(900) } else { dice.below(1780) } as i32;
    let from = today().plus(-age);
    let is_renewed = dice.happens(200);
    let years = if is_renewed { 3 } else { 5 };
    let (renewals, predecessor) = match (is_renewed, dice.below(10)) {
        (true, 0..5) => ("1", dice.hex(bytes)),
        (true, 5..8) => ("Đã gia hạn 1 lần", String::new()),
        (false, 0..6) => ("0", String::new()),
        _ => ("", String::new()),
    };
    Certificate {
        issuer,
        serial: dice.hex(bytes),
        from,
        to: from.plus(365 * years),
        status: if dice.happens(25) { "Đã thu hồi" } else { "Hoạt động" },
        renewals,
        predecessor,
        device: format!("TM{}", dice.digits(10)),
    }
}

/// Puts a certificate into the lists, as `listed` with the CA and as `registered` with the office.
fn put(listed: &Holder, registered: &Holder, certificate: &Certificate, lists: &mut Lists, dice: &mut Dice) {
    let place = dice.below(100);
    if place != 0 && place != 1 {
        lists.ca.push(ca_row(listed, certificate, certificate.status));
        if dice.happens(10) {
            lists.ca.push(ca_row(listed, certificate, certificate.status));
        }
        if !certificate.predecessor.is_empty() && dice.happens(600) {
            let before = Certificate {
                serial: certificate.predecessor.clone(),
                from: certificate.from.plus(-1500),
                to: certificate.from.plus(60),
                predecessor: String::new(),
                device: certificate.device.clone(),
                renewals: "0",
                ..*certificate
            };
            lists.ca.push(ca_row(listed, &before, "Đã gia hạn"));
        }
    }
    if place > 4 || place == 1 {
        lists.registry.push(registry_row(registered, certificate, dice));
        if dice.happens(25) {
            lists.registry.push(registry_row(registered, certificate, dice));
        }
    }
    // The smallest office has sent something, too.
    if lists.sent.is_empty() || dice.happens(40) {
        let sent = today().plus(-15 - dice.below(300) as i32);
        let kind = dice.one(&["Thu hồi", "Gia hạn", "Cấp mới"]);
        let number = format!("{}/CT-VP", 100 + dice.below(900));
        let file = format!("vb-{}.pdf", lists.sent.len());
        let row = ["", kind, &certificate.serial, listed.name, &number, &written(sent), &file];
        lists.sent.push(super::cells(row));
    }
}

fn ca_row(holder: &Holder, certificate: &Certificate, status: &str) -> Vec<String> {
    let level = |number: usize| holder.levels.get(number).map_or("", String::as_str);
    super::cells([
        "",
        &certificate.serial,
        holder.name,
        certificate.issuer,
        holder.kind,
        holder.id_number,
        &holder.birthday,
        holder.email,
        level(0),
        level(1),
        level(2),
        level(3),
        holder.department,
        holder.position,
        holder.province,
        &written(certificate.from),
        &written(certificate.to),
        status,
        certificate.renewals,
        &certificate.predecessor,
        "TOKEN",
        &certificate.device,
        "",
    ])
}

fn registry_row(holder: &Holder, certificate: &Certificate, dice: &mut Dice) -> Vec<String> {
    let shift = match dice.below(100) {
        0..2 => 1,
        2..4 => 90,
        _ => 0,
    };
    let birthday = match dice.below(100) {
        0..3 => String::new(),
        3 => holder.birthday.chars().skip(6).collect(),
        4 => slipped(&holder.birthday, b"123", dice),
        _ => holder.birthday.clone(),
    };
    let id_number = match dice.below(100) {
        0..5 => String::new(),
        5..7 => slipped(holder.id_number, b"0123456789", dice),
        7..11 => holder.id_number.trim_start_matches('0').to_owned(),
        _ => holder.id_number.to_owned(),
    };
    let device = match dice.below(100) {
        0..15 => String::new(),
        15..17 => format!("TM{}", dice.digits(10)),
        _ => certificate.device.clone(),
    };
    let email = match dice.below(100) {
        0..10 => "",
        10..13 => "gia.dinh@gmail.com",
        _ => holder.email,
    };
    // Somebody who only knew the name wrote this row.
    if dice.happens(15) {
        let (from, to) = (written(certificate.from), written(certificate.to));
        let (name, birthday) = (registry_name(holder.name, dice), if dice.happens(500) { &birthday } else { "" });
        let status = "Đang sử dụng";
        return super::cells([
            "",
            &name,
            birthday,
            "",
            holder.unit,
            holder.department,
            holder.position,
            "",
            holder.kind,
            "",
            "",
            &from,
            &to,
            "",
            "",
            status,
            "",
        ]);
    }
    super::cells([
        "",
        &registry_name(holder.name, dice),
        &birthday,
        &id_number,
        holder.unit,
        holder.department,
        holder.position,
        email,
        if dice.happens(200) { "" } else { holder.kind },
        if dice.happens(300) { certificate.issuer } else { "" },
        &registry_serial(&certificate.serial, &certificate.predecessor, dice),
        &written(certificate.from),
        &written(certificate.to.plus(shift)),
        if certificate.renewals.is_empty() { "" } else { dice.one(&["Chưa gia hạn", "0", "1", ""]) },
        &device,
        if dice.happens(8) { "Đã thu hồi" } else { "Đang sử dụng" },
        "",
    ])
}

/// A certificate of a public CA that somebody entered into the registry.
fn foreign(holder: &Holder, lists: &mut Lists, dice: &mut Dice) {
    let mut certificate = drawn(dice);
    certificate.serial = format!("5401{}", dice.hex(14));
    let mut row = registry_row(holder, &certificate, dice);
    row[9] = dice.one(&["VNPT-CA", "Viettel-CA"]).to_owned();
    lists.registry.push(row);
}
