//! A message that is kept: what to tell a person, before any language is chosen, with everything that belongs below it.

use antin_domain::message::Message;
use serde::{Deserialize, Serialize};

/// A message that is kept. Its key may be one of an earlier version of the program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Key of the sentence.
    pub key: String,
    /// Arguments by the names the sentence uses.
    pub args: Vec<(String, String)>,
    /// Sentences below it, one for each thing.
    #[serde(default)]
    pub list: Vec<Told>,
}

impl Told {
    /// The form in which it is kept.
    #[must_use]
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What was kept; what is not a message is shown as the reason of one.
    #[must_use]
    pub fn parse(text: &str) -> Told {
        serde_json::from_str(text).unwrap_or_else(|_| Told::from(&Message::new("web-broken-off").with("reason", text)))
    }
}

impl From<&Message> for Told {
    fn from(message: &Message) -> Told {
        let args = message.args.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        Told { key: message.key.to_owned(), args: args.collect(), list: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back_and_what_is_no_message_is_shown_as_it_is() {
        let told = Told::from(&Message::new("intake-much-gone").with("gone", 7).with("had", 9));
        let told = Told { list: vec![told.clone()], ..told };
        assert_eq!(Told::parse(&told.text()), told);
        let other = Told::parse("disk full");
        assert_eq!((other.key.as_str(), other.args[0].1.as_str()), ("web-broken-off", "disk full"));
    }
}
