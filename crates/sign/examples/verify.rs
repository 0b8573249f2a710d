//! `antin verify` without the rest of `antin`: reads files, prints the contract's JSON, ends with its exit status.
//!
//! The conformance checkers call it. Everything that decides is in the library; here are only files, the clock and the
//! call. `cargo run -p antin-sign --example verify -- verify FILE --format json --offline`

use antin_pki::bundle;
use antin_pki::time::Time;
use antin_sign::validate::{self, Question};
use std::process::ExitCode;
use std::time::UNIX_EPOCH;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).peekable();
    if arguments.peek().is_some_and(|first| first == "verify") {
        arguments.next();
    }
    let (mut files, mut trust, mut detached, mut password, mut at) = (Vec::new(), Vec::new(), None, None, None);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().unwrap_or_default();
        match &argument[..] {
            "--format" => drop(value()),
            "--offline" => {}
            "--trust" => trust.push(value()),
            "--detached" => detached = std::fs::read(value()).ok(),
            "--password-file" => password = std::fs::read(value()).ok(),
            "--at" => at = Time::parse(&value()),
            _ => files.push(argument),
        }
    }
    #[allow(clippy::disallowed_methods)] // a door: the verdict is asked for now where no time is given
    let now = std::time::SystemTime::now();
    let now = Time(now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs().cast_signed()));
    let mut question = Question::at(at.unwrap_or(now));
    let trusted: Vec<Vec<u8>> = trust.iter().filter_map(|file| std::fs::read(file).ok()).collect();
    let found: Vec<_> = trusted.iter().map(|bytes| bundle::find(bytes)).collect();
    question.anchors = found.iter().flat_map(|found| found.certificates.iter().map(|der| &der[..])).collect();
    question.stamp_anchors.clone_from(&question.anchors);
    question.detached = detached.as_deref();
    let password = password.map(|password| password.trim_ascii_end().to_vec());
    question.password = password.as_deref();
    let mut worst = 0;
    for file in files {
        let Ok(bytes) = std::fs::read(&file) else {
            eprintln!("{file}: cannot be read");
            return ExitCode::from(1);
        };
        let report = validate::file(&bytes, &question);
        let mut object = serde_json::json!({ "file": file });
        if let (Some(object), Ok(serde_json::Value::Object(report))) = (object.as_object_mut(), serde_json::to_value(&report)) {
            object.extend(report);
        }
        println!("{object:#}");
        worst = worst.max(report.status());
    }
    ExitCode::from(worst)
}
