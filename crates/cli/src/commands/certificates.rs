//! `antin certificates scan`: every certificate on the connected tokens, as a list that the review takes as its registry.
//!
//! Nothing is asked for: certificates on a token are public, no PIN is needed and none is sent.

use super::certificate::describe::emails;
use crate::arguments::{CertificatesCall, CertificatesCommand};
use crate::failure::Failure;
use crate::words::{Language, Words};
use antin_domain::message::Message;
use antin_pki::certificate::Certificate;
use antin_pki::oid;
use antin_pki::time::Time;
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::object::{Attribute, AttributeType, CertificateType, ObjectClass};
use std::path::Path;

/// Headings as registries have them; the reader of lists knows them all.
const HEADINGS: &str = "STT,Họ và tên,Số hiệu chứng thư số,Nhà cung cấp,Ngày hiệu lực,Ngày hết hạn,Thư điện tử,Số hiệu thiết bị,Loại thiết bị,Ghi chú";

/// Does what `antin certificates …` asks for.
pub fn run(call: &CertificatesCall) -> (Language, Result<String, Failure>) {
    let CertificatesCommand::Scan { module, save, lang } = &call.command;
    (*lang, scan(module, save.as_deref(), &Words::new(*lang)))
}

/// A certificate and the token it lies on.
struct Found {
    der: Vec<u8>,
    label: String,
    device: String,
    model: String,
}

fn scan(module: &Path, save: Option<&Path>, words: &Words) -> Result<String, Failure> {
    let failed = |reason: cryptoki::error::Error| {
        Failure::Failed(Message::new("pki-scan-failed").with("file", module.display()).with("reason", reason))
    };
    if !module.is_file() {
        return Err(Failure::Unusable(Message::new("pki-no-module").with("file", module.display())));
    }
    let library = Pkcs11::new(module)
        .map_err(|_| Failure::Unusable(Message::new("pki-not-a-module").with("file", module.display())))?;
    library.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)).map_err(failed)?;
    let slots = library.get_slots_with_token().map_err(failed)?;
    if slots.is_empty() {
        return Err(Failure::Failed(Message::new("pki-no-token")));
    }
    let mut found = Vec::new();
    for slot in slots {
        let token = library.get_token_info(slot).map_err(failed)?;
        if !token.token_initialized() {
            continue;
        }
        let session = library.open_ro_session(slot).map_err(failed)?;
        let wanted = [Attribute::Class(ObjectClass::CERTIFICATE), Attribute::CertificateType(CertificateType::X_509)];
        for object in session.find_objects(&wanted).map_err(failed)? {
            let attributes =
                session.get_attributes(object, &[AttributeType::Value, AttributeType::Label]).map_err(failed)?;
            let (mut der, mut label) = (Vec::new(), String::new());
            for attribute in attributes {
                match attribute {
                    Attribute::Value(bytes) => der = bytes,
                    Attribute::Label(bytes) => label = String::from_utf8_lossy(&bytes).into_owned(),
                    _ => {}
                }
            }
            let (device, model) = (token.serial_number().to_owned(), token.model().to_owned());
            found.push(Found { der, label, device, model });
        }
    }
    found.sort_by(|one, other| (&one.device, &one.der).cmp(&(&other.device, &other.der)));
    if let Some(folder) = save {
        keep(folder, &found)?;
    }
    list(&found, words)
}

fn list(found: &[Found], words: &Words) -> Result<String, Failure> {
    let mut out = format!("\u{feff}{HEADINGS}\r\n");
    let (mut number, mut unreadable) = (0, 0);
    for item in found {
        let Ok(certificate) = Certificate::read(&item.der) else {
            unreadable += 1;
            continue;
        };
        // A token carries the chain too; the review asks about people and bodies.
        if certificate.is_ca() {
            continue;
        }
        number += 1;
        let text = |name: &antin_pki::name::Name<'_>| name.text(oid::COMMON_NAME).unwrap_or_default().into_owned();
        let cells = [
            number.to_string(),
            text(&certificate.subject),
            certificate.serial.to_string(),
            text(&certificate.issuer),
            day(certificate.not_before),
            day(certificate.not_after),
            emails(&certificate).join("; "),
            item.device.clone(),
            item.model.clone(),
            item.label.clone(),
        ];
        out.push_str(&cells.map(|cell| quoted(&cell)).join(","));
        out.push_str("\r\n");
    }
    if unreadable > 0 {
        eprintln!("{}", words.say(&Message::new("pki-scan-unreadable").with("count", unreadable)));
    }
    if number == 0 {
        return Err(Failure::Failed(Message::new("pki-token-empty")));
    }
    Ok(out)
}

fn keep(folder: &Path, found: &[Found]) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        Failure::Failed(Message::new("pki-cannot-write").with("file", folder.display()).with("reason", error))
    };
    std::fs::create_dir_all(folder).map_err(failed)?;
    for (number, item) in found.iter().enumerate() {
        // The device's serial comes from the device: only what cannot lead elsewhere becomes a file name.
        let device: String = item.device.chars().filter(char::is_ascii_alphanumeric).collect();
        std::fs::write(folder.join(format!("{device}-{}.crt", number + 1)), &item.der).map_err(failed)?;
    }
    Ok(())
}

/// The day in Vietnam, as lists write it.
fn day(time: Time) -> String {
    let (year, month, day) = time.plus(7 * 3600).civil();
    format!("{day:02}/{month:02}/{year:04}")
}

fn quoted(cell: &str) -> String {
    let plain: String = cell.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let plain = plain.trim();
    // A cell that a spreadsheet would take for a formula.
    let plain = if plain.starts_with(['=', '+', '-', '@']) { format!("'{plain}") } else { plain.to_owned() };
    if plain.contains([',', '"']) { format!("\"{}\"", plain.replace('"', "\"\"")) } else { plain }
}
