//! The commands, each in its file.

pub mod audit;
pub mod explain;
pub mod lists;
pub mod migrate;
mod registry;
pub mod review;
pub mod rules;
pub mod serve;

use crate::arguments::{Call, Command};
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
        Command::Review(call) => (call.lang, review::run(call)),
        Command::Explain(call) => (call.lang, explain::run(call)),
        Command::Lists(call) => lists::run(call),
        Command::Rules => (Language::Vi, rules::run()),
        Command::Serve(call) => (call.lang, serve::run(call)),
        Command::Migrate(call) => (call.lang, migrate::run(call)),
        Command::Audit(call) => audit::run(call),
    };
    match outcome {
        Ok(text) => {
            print(&text);
            ExitCode::SUCCESS
        }
        Err(failure) => {
            let words = Words::new(language);
            let text = words.say(failure.message());
            eprintln!("{}", words.say(&Message::new("cli-error").with("text", text)));
            ExitCode::from(failure.status())
        }
    }
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
fn print(text: &str) {
    use std::io::Write;
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}
