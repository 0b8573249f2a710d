//! `antin keys`: what is connected, which certificates lie on it, what each may sign, and the address to call it by.
//!
//! Certificates on a token are public: no PIN is needed and none is sent.

use super::certificate::{local, now};
use crate::arguments::sign::KeysCall;
use crate::failure::Failure;
use crate::signing::{token, words as said};
use crate::words::Words;
use antin_domain::message::Message;
use antin_pki::certificate::Certificate;
use antin_pki::oid;
use antin_sign::key::{Listed, OnToken, TokenAddress, fit};
use std::fmt::Write;
use std::time::Duration;

/// Lists tokens and certificates.
///
/// # Errors
/// The library cannot be used, hangs or crashes.
pub fn run(call: &KeysCall) -> Result<String, Failure> {
    let words = Words::new(call.lang);
    if !call.module.is_file() {
        return Err(Failure::Unusable(Message::new("pki-no-module").with("file", call.module.display())));
    }
    let module = call.module.to_string_lossy();
    let limit = Duration::from_secs(call.timeout.max(1));
    let found = token::list(&module, limit).map_err(|error| Failure::Failed(said::key(&error)))?;
    if found.is_empty() {
        return Err(Failure::Failed(Message::new("pki-no-token")));
    }
    let mut out = String::new();
    for token in &found {
        list(&mut out, token, &module, &words);
    }
    Ok(out)
}

fn list(out: &mut String, token: &Listed, module: &str, words: &Words) {
    let head = Message::new("signing-keys-token").with("label", &token.label).with("serial", &token.serial);
    let _ = writeln!(out, "{}", words.say(&head.with("model", &token.model).with("slot", token.slot)));
    if token.is_locked {
        let _ = writeln!(out, "  ! {}", words.get("signing-key-locked"));
    } else if token.is_last_try {
        let _ = writeln!(out, "  ! {}", words.get("signing-key-last-try"));
    }
    let mut is_empty = true;
    for one in &token.certificates {
        let Ok(certificate) = Certificate::read(&one.der) else { continue };
        if !certificate.is_ca() {
            is_empty = false;
            describe(out, token, one, &certificate, module, words);
        }
    }
    if is_empty {
        let _ = writeln!(out, "  {}", words.get("signing-keys-empty"));
    }
    out.push('\n');
}

fn describe(
    out: &mut String,
    token: &Listed,
    one: &OnToken,
    certificate: &Certificate<'_>,
    module: &str,
    words: &Words,
) {
    let name = certificate.subject.text(oid::COMMON_NAME).unwrap_or_default();
    let line = Message::new("signing-keys-certificate").with("name", &name).with("serial", certificate.serial);
    let _ = writeln!(out, "  {}", words.say(&line.with("until", local(certificate.not_after))));
    let may = match fit(&one.der, now()) {
        Ok(_) => words.get("signing-keys-may"),
        Err(why) => words.say(&said::unfit(why)),
    };
    let _ = writeln!(out, "    {may}");
    let address = TokenAddress {
        token: Some(token.label.clone()),
        serial: Some(token.serial.clone()).filter(|serial| !serial.is_empty()),
        object: None,
        id: Some(one.id.clone()),
        module: Some(module.to_owned()),
    };
    let _ = writeln!(out, "    --key '{address}'");
}
