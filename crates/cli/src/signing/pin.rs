//! The PIN of a key: from a file or from the terminal, where it is not shown; never from the command line, never asked twice.

use crate::commands::verify::password;
use crate::failure::Failure;
use crate::words::Words;
use antin_domain::message::Message;
use console::Term;
use std::path::Path;
use zeroize::Zeroizing;

/// The PIN in `file`, or what is typed.
///
/// # Errors
/// The file cannot be read or is no text; or there is no file and no terminal.
pub fn ask(file: Option<&Path>, question: &Message, words: &Words) -> Result<Zeroizing<String>, Failure> {
    if let Some(path) = file {
        let bytes = Zeroizing::new(password(path)?);
        let text = str::from_utf8(&bytes).map_err(|error| {
            Failure::Unusable(Message::new("cli-unreadable").with("file", path.display()).with("reason", error))
        })?;
        return Ok(Zeroizing::new(text.to_owned()));
    }
    let terminal = Term::stderr();
    if !terminal.is_term() {
        return Err(Failure::Unusable(Message::new("signing-no-terminal")));
    }
    let failed = |error: std::io::Error| Failure::Failed(Message::new("signing-failed").with("reason", error));
    terminal.write_str(&(words.say(question) + " ")).map_err(failed)?;
    terminal.read_secure_line().map(Zeroizing::new).map_err(failed)
}
