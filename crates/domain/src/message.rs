//! Something to tell a person, before any language is chosen.

/// The key of a sentence in `locales/` and the values it mentions.
///
/// Libraries return these; only the doors (`cli`, `web`) turn them into Vietnamese or English.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Message {
    /// Key of the sentence, e.g. `lists-no-such-file`.
    pub key: &'static str,
    /// Arguments by the names the sentence uses.
    pub args: Vec<(&'static str, String)>,
}

impl Message {
    /// A sentence without arguments.
    pub fn new(key: &'static str) -> Self {
        Self { key, args: Vec::new() }
    }

    /// The same sentence, mentioning one more value.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}
