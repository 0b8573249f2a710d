//! The commands, each in its file.

pub mod audit;
pub mod certificate;
pub mod certificates;
pub mod explain;
pub mod extend;
pub mod keys;
pub mod lists;
pub mod migrate;
pub mod paper;
mod registry;
pub mod review;
pub mod rules;
pub mod serve;
pub mod sign;
pub mod trust;
pub mod verify;

use crate::arguments::{Call, Command};
use crate::signing::token;
use crate::words::{Language, Words};
use antin_domain::message::Message;
use clap::Parser;
use std::process::ExitCode;

/// Reads the call, does what it asks for, says how it went.
#[must_use]
pub fn run() -> ExitCode {
    let call = Call::parse();
    keep_quiet_about_workbooks();
    let (language, outcome) = match &call.command {
        Command::Verify(call) => (call.lang, verify::run(call)),
        Command::Sign(call) => (call.lang, sign::run(call)),
        Command::Extend(call) => (call.lang, extend::run(call)),
        Command::Keys(call) => (call.lang, keys::run(call).map(done)),
        // Who started it reads its answers; there is nobody to speak to.
        Command::TokenChild => return ExitCode::from(u8::from(token::serve().is_err())),
        Command::Review(call) => (call.lang, review::run(call).map(done)),
        Command::Explain(call) => (call.lang, explain::run(call).map(done)),
        Command::Lists(call) => {
            let (language, outcome) = lists::run(call);
            (language, outcome.map(done))
        }
        Command::Certificate(call) => {
            let (language, outcome) = certificate::run(call);
            (language, outcome.map(|(text, status)| (text.into_bytes(), status)))
        }
        Command::Certificates(call) => {
            let (language, outcome) = certificates::run(call);
            (language, outcome.map(done))
        }
        Command::Trust(call) => (call.lang, trust::run(call).map(done)),
        Command::Paper(call) => (call.lang, paper::run(call).map(done)),
        Command::Serve(call) => (call.lang, serve::run(call).map(done)),
        Command::Migrate(call) => (call.lang, migrate::run(call).map(done)),
        Command::Audit(call) => {
            let (language, outcome) = audit::run(call);
            (language, outcome.map(done))
        }
        Command::Rules => (Language::Vi, rules::run().map(done)),
    };
    match outcome {
        Ok((text, status)) => {
            print(&text);
            ExitCode::from(status)
        }
        Err(failure) => {
            let words = Words::new(language);
            let text = words.say(failure.message());
            eprintln!("{}", words.say(&Message::new("cli-error").with("text", text)));
            // What a person says about columns is said in a file here, and on a page in the service.
            if is_about_columns(failure.message()) {
                eprintln!("{}", words.get("cli-columns-hint"));
            }
            ExitCode::from(failure.status())
        }
    }
}

/// Could the file of `--columns` set it right?
fn is_about_columns(message: &Message) -> bool {
    let keys = ["lists-missing-column", "lists-no-heading", "lists-two-columns", "lists-unknown"];
    keys.contains(&message.key)
}

/// A text to print at a good end.
fn done(text: String) -> (Vec<u8>, u8) {
    (text.into_bytes(), 0)
}

/// A panic of the library that reads workbooks is caught and told as a damaged file (`antin_lists::open`); its own message
/// would only frighten. Every other panic is ours and is shown.
fn keep_quiet_about_workbooks() {
    let shown = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !info.location().is_some_and(|place| place.file().contains("calamine")) {
            shown(info);
        }
    }));
}

/// Prints to standard output; whoever closed the pipe does not want to read on.
fn print(text: &[u8]) {
    use std::io::Write;
    let _ = std::io::stdout().lock().write_all(text);
}
