//! Sentences of two languages: `locales/vi/*.ftl` (the original) and `locales/en/*.ftl`, embedded in the binary.

use antin_domain::message::Message;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};

/// A language the program speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Language {
    /// Vietnamese, the original.
    Vi,
    /// English.
    En,
}

/// Each file of words with its Vietnamese and its English text. One new file, one line here.
const FILES: &[(&str, &str, &str)] = &[
    ("lists", include_str!("../../../locales/vi/lists.ftl"), include_str!("../../../locales/en/lists.ftl")),
    ("review", include_str!("../../../locales/vi/review.ftl"), include_str!("../../../locales/en/review.ftl")),
    ("cli", include_str!("../../../locales/vi/cli.ftl"), include_str!("../../../locales/en/cli.ftl")),
    ("workbook", include_str!("../../../locales/vi/workbook.ftl"), include_str!("../../../locales/en/workbook.ftl")),
    ("storage", include_str!("../../../locales/vi/storage.ftl"), include_str!("../../../locales/en/storage.ftl")),
    ("audit", include_str!("../../../locales/vi/audit.ftl"), include_str!("../../../locales/en/audit.ftl")),
    ("access", include_str!("../../../locales/vi/access.ftl"), include_str!("../../../locales/en/access.ftl")),
    ("explain", include_str!("../../../locales/vi/explain.ftl"), include_str!("../../../locales/en/explain.ftl")),
];

/// The words of one language.
pub struct Words {
    bundle: FluentBundle<FluentResource>,
    language: Language,
}

impl Words {
    /// Loads the embedded words of `language`.
    pub fn new(language: Language) -> Self {
        let id = match language {
            Language::Vi => "vi",
            Language::En => "en",
        };
        let mut bundle = FluentBundle::new(id.parse().ok().into_iter().collect());
        // Isolation marks (U+2068, U+2069) would end up in CSV cells and comparisons.
        bundle.set_use_isolating(false);
        for (_, vi, en) in FILES {
            let text = if language == Language::Vi { vi } else { en };
            // A test parses every file; here a fault in one sentence must not hide the others.
            let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(good, _)| good);
            bundle.add_resource_overriding(resource);
        }
        Self { bundle, language }
    }

    /// The language of these words.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The sentence for `message`; its key in brackets where no sentence exists (a test keeps that from happening).
    pub fn say(&self, message: &Message) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in &message.args {
            args.set(*name, value.as_str());
        }
        self.lookup(message.key, Some(&args)).unwrap_or_else(|| format!("[{}]", message.key))
    }

    /// The sentence under `key`, which takes no arguments.
    pub fn get(&self, key: &str) -> String {
        self.lookup(key, None).unwrap_or_else(|| format!("[{key}]"))
    }

    fn lookup(&self, key: &str, args: Option<&FluentArgs>) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        Some(self.bundle.format_pattern(pattern, args, &mut Vec::new()).into_owned())
    }
}
