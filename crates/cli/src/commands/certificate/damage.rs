//! What is wrong with bytes that are no DER, as a sentence.

use crate::words::Words;
use antin_domain::message::Message;
use antin_pki::der::DerError;

/// The sentence about `error`.
pub fn say(error: DerError, words: &Words) -> String {
    match error {
        DerError::Truncated => words.get("pki-der-truncated"),
        DerError::Length => words.get("pki-der-length"),
        DerError::Unexpected { expected, found } => {
            let message = Message::new("pki-der-unexpected").with("found", format!("{found:02X}"));
            words.say(&message.with("expected", format!("{expected:02X}")))
        }
        DerError::Trailing => words.get("pki-der-trailing"),
        DerError::Value(_) => words.get("pki-der-value"),
    }
}
