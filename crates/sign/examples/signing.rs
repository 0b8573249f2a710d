//! `antin sign` and `antin verify` without the rest of `antin`, for the conformance checkers and for measurements.
//!
//! Everything that decides is in the library; here are only files, the clock, chance and the call.
//! `cargo run -p antin-sign --example signing -- sign FILE --out DIR --key KEY.p12 --pin-file PIN [--format pades|cades]`

use antin_pki::bundle;
use antin_pki::time::Time;
use antin_sign::job::{self, Shape};
use antin_sign::key::{Key, SoftKey, TokenAddress, TokenKey};
use antin_sign::pdf::mark::Mark;
use antin_sign::pdf::sign::Order;
use antin_sign::validate::{self, Question};
use ring::rand::{SecureRandom, SystemRandom};
use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::time::UNIX_EPOCH;

/// What the call says.
#[derive(Default)]
struct Call {
    files: Vec<String>,
    trust: Vec<String>,
    values: Vec<(String, String)>,
}

impl Call {
    fn read(arguments: impl Iterator<Item = String>) -> Call {
        let mut call = Call::default();
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            match &argument[..] {
                "--offline" => {}
                "--trust" => call.trust.extend(arguments.next()),
                name if name.starts_with("--") => {
                    let value = arguments.next().unwrap_or_default();
                    call.values.push((argument, value));
                }
                _ => call.files.push(argument),
            }
        }
        call
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(own, _)| own == name).map(|(_, value)| &value[..])
    }

    fn file(&self, name: &str) -> Result<Option<Vec<u8>>, std::io::Error> {
        self.value(name).map(std::fs::read).transpose()
    }
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let verb = arguments.next().unwrap_or_default();
    let call = Call::read(arguments);
    let done = match &verb[..] {
        "verify" => verify(&call),
        "sign" => sign(&call),
        _ => Err("sign or verify".into()),
    };
    match done {
        Ok(status) => ExitCode::from(status),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(1)
        }
    }
}

fn now() -> Time {
    #[allow(clippy::disallowed_methods)] // a door
    let now = std::time::SystemTime::now();
    Time(now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs().cast_signed()))
}

fn verify(call: &Call) -> Result<u8, Box<dyn Error>> {
    let trusted: Vec<Vec<u8>> = call.trust.iter().map(std::fs::read).collect::<Result<_, _>>()?;
    let found: Vec<_> = trusted.iter().map(|bytes| bundle::find(bytes)).collect();
    let detached = call.file("--detached")?;
    let password = call.file("--password-file")?.map(|password| password.trim_ascii_end().to_vec());
    let mut question = Question::at(call.value("--at").and_then(Time::parse).unwrap_or_else(now));
    question.anchors = found.iter().flat_map(|found| found.certificates.iter().map(|der| &der[..])).collect();
    question.stamp_anchors.clone_from(&question.anchors);
    question.detached = detached.as_deref();
    question.password = password.as_deref();
    let mut worst = 0;
    for file in &call.files {
        let report = validate::file(&std::fs::read(file)?, &question);
        let mut object = serde_json::Map::new();
        object.insert("file".into(), file.clone().into());
        if let serde_json::Value::Object(report) = serde_json::to_value(&report)? {
            object.extend(report);
        }
        println!("{:#}", serde_json::Value::Object(object));
        worst = worst.max(report.status());
    }
    Ok(worst)
}

fn sign(call: &Call) -> Result<u8, Box<dyn Error>> {
    let chance = SystemRandom::new();
    let pin = call.file("--pin-file")?.unwrap_or_default();
    let pin = String::from_utf8(pin.trim_ascii_end().to_vec())?;
    let password = call.file("--password-file")?.map(|password| password.trim_ascii_end().to_vec());
    let key: Box<dyn Key + '_> = match call.value("--key") {
        Some(address) if address.starts_with("pkcs11:") => {
            Box::new(TokenKey::open(&TokenAddress::parse(address)?, &pin)?)
        }
        _ => Box::new(SoftKey::open(&call.file("--key")?.ok_or("no --key")?, &pin, &chance)?),
    };
    let font = call.file("--font")?;
    let out = Path::new(call.value("--out").ok_or("no --out")?);
    let mut status = 0;
    for file in &call.files {
        let bytes = std::fs::read(file)?;
        let name = Path::new(file).file_name().ok_or("no file name")?;
        let mut order = Order::at(now());
        chance.fill(&mut order.seed).map_err(|_| "no chance")?;
        (order.field, order.reason, order.location) =
            (call.value("--field"), call.value("--reason"), call.value("--location"));
        if let (Some("annex"), Some(font)) = (call.value("--mark"), &font) {
            order.mark = Some(Mark::annex(call.value("--number").unwrap_or_default(), order.at, font));
        }
        let done = match call.value("--format") {
            Some("cades") => {
                let (shape, extension) =
                    if call.value("--detach").is_some() { (Shape::Detached, "p7s") } else { (Shape::Attached, "p7m") };
                let name = format!("{}.{extension}", name.to_string_lossy());
                job::sign_cms(&bytes, shape, order.at, &*key).map(|cms| (out.join(name), cms))
            }
            _ => job::sign_pdf(&bytes, password.as_deref(), &order, &*key)
                .map(|update| (out.join(name), [bytes, update].concat())),
        };
        match done {
            Ok((path, signed)) => std::fs::write(path, signed)?,
            Err(refusal) => {
                eprintln!("{file}: {refusal}");
                status = 1;
            }
        }
    }
    Ok(status)
}
