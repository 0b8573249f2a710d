//! Sentences of two languages: `locales/vi/*.ftl` (the original) and `locales/en/*.ftl`, embedded in the binary.

use antin_domain::message::Message;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

/// A language the program speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Vietnamese, the original.
    #[default]
    Vi,
    /// English.
    En,
}

impl Language {
    /// Both, the original first.
    pub const ALL: [Language; 2] = [Language::Vi, Language::En];

    /// The word for it in calls, addresses and pages: `vi`, `en`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Language::Vi => "vi",
            Language::En => "en",
        }
    }

    /// The language of this name.
    #[must_use]
    pub fn of(name: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|language| language.name() == name)
    }
}

/// Each file of words with its Vietnamese and its English text. One new file, one line here.
const FILES: &[(&str, &str, &str)] = &[
    ("lists", include_str!("../../../locales/vi/lists.ftl"), include_str!("../../../locales/en/lists.ftl")),
    ("review", include_str!("../../../locales/vi/review.ftl"), include_str!("../../../locales/en/review.ftl")),
    ("cli", include_str!("../../../locales/vi/cli.ftl"), include_str!("../../../locales/en/cli.ftl")),
    ("workbook", include_str!("../../../locales/vi/workbook.ftl"), include_str!("../../../locales/en/workbook.ftl")),
    ("pki", include_str!("../../../locales/vi/pki.ftl"), include_str!("../../../locales/en/pki.ftl")),
    ("papers", include_str!("../../../locales/vi/papers.ftl"), include_str!("../../../locales/en/papers.ftl")),
    ("page", include_str!("../../../locales/vi/page.ftl"), include_str!("../../../locales/en/page.ftl")),
    ("devices", include_str!("../../../locales/vi/devices.ftl"), include_str!("../../../locales/en/devices.ftl")),
    ("campaigns", include_str!("../../../locales/vi/campaigns.ftl"), include_str!("../../../locales/en/campaigns.ftl")),
    ("intake", include_str!("../../../locales/vi/intake.ftl"), include_str!("../../../locales/en/intake.ftl")),
    ("own", include_str!("../../../locales/vi/own.ftl"), include_str!("../../../locales/en/own.ftl")),
    (
        "reorganisation",
        include_str!("../../../locales/vi/reorganisation.ftl"),
        include_str!("../../../locales/en/reorganisation.ftl"),
    ),
    ("request", include_str!("../../../locales/vi/request.ftl"), include_str!("../../../locales/en/request.ftl")),
    ("notice", include_str!("../../../locales/vi/notice.ftl"), include_str!("../../../locales/en/notice.ftl")),
    ("letters", include_str!("../../../locales/vi/letters.ftl"), include_str!("../../../locales/en/letters.ftl")),
    ("web", include_str!("../../../locales/vi/web.ftl"), include_str!("../../../locales/en/web.ftl")),
    ("storage", include_str!("../../../locales/vi/storage.ftl"), include_str!("../../../locales/en/storage.ftl")),
    ("audit", include_str!("../../../locales/vi/audit.ftl"), include_str!("../../../locales/en/audit.ftl")),
    ("access", include_str!("../../../locales/vi/access.ftl"), include_str!("../../../locales/en/access.ftl")),
    ("api", include_str!("../../../locales/vi/api.ftl"), include_str!("../../../locales/en/api.ftl")),
    ("signing", include_str!("../../../locales/vi/signing.ftl"), include_str!("../../../locales/en/signing.ftl")),
    ("explain", include_str!("../../../locales/vi/explain.ftl"), include_str!("../../../locales/en/explain.ftl")),
];

/// The words of one language.
pub struct Words {
    bundle: FluentBundle<FluentResource>,
    language: Language,
}

impl Words {
    /// Loads the embedded words of `language`.
    #[must_use]
    pub fn new(language: Language) -> Self {
        let mut bundle = FluentBundle::new_concurrent(language.name().parse().ok().into_iter().collect());
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
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// The sentence for `message`; its key in brackets where no sentence exists (a test keeps that from happening).
    #[must_use]
    pub fn say(&self, message: &Message) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in &message.args {
            args.set(*name, value.as_str());
        }
        self.lookup(message.key, Some(&args)).unwrap_or_else(|| format!("[{}]", message.key))
    }

    /// The sentence under `key`, which takes no arguments.
    #[must_use]
    pub fn get(&self, key: &str) -> String {
        self.lookup(key, None).unwrap_or_else(|| format!("[{key}]"))
    }

    /// The sentence under `key`, which was put together, with its arguments.
    #[must_use]
    pub fn fill(&self, key: &str, args: &[(&str, String)]) -> String {
        let mut given = FluentArgs::new();
        for (name, value) in args {
            given.set(*name, value.as_str());
        }
        self.lookup(key, Some(&given)).unwrap_or_else(|| format!("[{key}]"))
    }

    /// Is there a sentence under `key`?
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    fn lookup(&self, key: &str, args: Option<&FluentArgs>) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        Some(self.bundle.format_pattern(pattern, args, &mut Vec::new()).into_owned())
    }
}
