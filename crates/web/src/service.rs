//! What every handler is given.

use crate::counters::Counters;
use antin_app::Context;
use antin_words::{Language, Words};
use std::sync::Arc;

/// What every handler is given. One for each server.
pub struct Service {
    /// What use cases need.
    pub context: Arc<Context>,
    /// Is this a demonstration? Then pages say so, and the log-in page shows the log-ins.
    pub is_demo: bool,
    /// Does a proxy on this machine speak HTTPS for it? Then cookies are for HTTPS only, and the proxy tells the address.
    pub is_behind_proxy: bool,
    /// How many requests there were.
    pub(crate) counters: Counters,
    vietnamese: Words,
    english: Words,
}

impl Service {
    /// A service over `context`.
    #[must_use]
    pub fn new(context: Arc<Context>, is_demo: bool) -> Service {
        Service {
            context,
            is_demo,
            is_behind_proxy: false,
            counters: Counters::default(),
            vietnamese: Words::new(Language::Vi),
            english: Words::new(Language::En),
        }
    }

    /// The words of a language.
    #[must_use]
    pub fn words(&self, language: Language) -> &Words {
        match language {
            Language::Vi => &self.vietnamese,
            Language::En => &self.english,
        }
    }
}
