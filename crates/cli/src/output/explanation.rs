//! The sentence that explains a finding, ready to be filled in a million times.

use crate::words::Words;
use antin_domain::day::Day;
use antin_domain::finding::{Code, Findings};
use antin_domain::message::Message;

/// The sentences of all findings, split where their values go.
pub struct Explanations {
    parts: Vec<Vec<Part>>,
    weak_registry: String,
    weak_person: String,
}

enum Part {
    Text(String),
    Date,
    Days,
}

/// Marks that no sentence contains; they find their way through the formatter and show where the values go.
const DATE: &str = "\u{1}";
const DAYS: &str = "\u{2}";

impl Explanations {
    /// Takes the sentences of `words`.
    #[must_use]
    pub fn new(words: &Words) -> Explanations {
        let of = |code: &Code| {
            let key: &'static str = why_key(*code);
            split(&words.say(&Message::new(key).with("date", DATE).with("days", DAYS)))
        };
        Explanations {
            parts: Code::ALL.iter().map(of).collect(),
            weak_registry: words.get("why-weak-registry"),
            weak_person: words.get("why-weak-person"),
        }
    }

    /// Appends the sentences of `findings`, joined by `; `.
    pub fn write(&self, out: &mut Vec<u8>, findings: Findings, until: Day, days_left: Option<i32>, weak: Weak) {
        let mut first = true;
        let mut gap = |out: &mut Vec<u8>| {
            if !std::mem::take(&mut first) {
                out.extend_from_slice(b"; ");
            }
        };
        for code in findings.iter() {
            gap(out);
            for part in &self.parts[code as usize] {
                match part {
                    Part::Text(text) => out.extend_from_slice(text.as_bytes()),
                    Part::Date => out.extend_from_slice(until.to_string().as_bytes()),
                    Part::Days => out.extend_from_slice(days_left.unwrap_or_default().to_string().as_bytes()),
                }
            }
        }
        match weak {
            Weak::No => {}
            Weak::Registry => {
                gap(out);
                out.extend_from_slice(self.weak_registry.as_bytes());
            }
            Weak::Person => {
                gap(out);
                out.extend_from_slice(self.weak_person.as_bytes());
            }
        }
    }
}

/// Was a revocation turned into `verify` because of a weak link?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weak {
    /// No.
    No,
    /// The registry row is linked by name only.
    Registry,
    /// The person is linked by name only.
    Person,
}

/// Key of the sentence that explains a finding.
#[must_use]
pub fn why_key(code: Code) -> &'static str {
    WHY_KEYS[code as usize]
}

const WHY_KEYS: [&str; 39] = [
    "why-ca-duplicate",
    "why-ca-list-differs-from-certificate",
    "why-ca-status-stale",
    "why-certificate-email-differs",
    "why-certificate-id-differs",
    "why-certificate-id-old",
    "why-certificate-position-differs",
    "why-certificate-unit-differs",
    "why-certificate-unit-renamed",
    "why-expired",
    "why-expiring-renewable",
    "why-expiring-renewals-unknown",
    "why-expiring-renewed-once",
    "why-expiring-too-late",
    "why-foreign-issuer",
    "why-holder-died",
    "why-holder-left-sector",
    "why-holder-not-entitled",
    "why-holder-resigned",
    "why-holder-retired",
    "why-holder-unknown",
    "why-link-uncertain",
    "why-not-on-ca-list",
    "why-not-registered",
    "why-only-certificate-of-unit",
    "why-registry-birthday-differs",
    "why-registry-dates-differ",
    "why-registry-device-differs",
    "why-registry-duplicate",
    "why-registry-id-differs",
    "why-registry-name-differs",
    "why-registry-serial-differs",
    "why-registry-serial-spelling",
    "why-registry-serial-superseded",
    "why-registry-serial-unreadable",
    "why-registry-status-stale",
    "why-several-in-force",
    "why-unit-dissolved",
    "why-weak-certificate",
];

fn split(sentence: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut text = String::new();
    for c in sentence.chars() {
        let value = match c {
            '\u{1}' => Part::Date,
            '\u{2}' => Part::Days,
            _ => {
                text.push(c);
                continue;
            }
        };
        parts.push(Part::Text(std::mem::take(&mut text)));
        parts.push(value);
    }
    parts.push(Part::Text(text));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    #[test]
    fn every_code_has_its_words_in_both_languages() {
        for language in [Language::Vi, Language::En] {
            let words = Words::new(language);
            for code in Code::ALL {
                assert_eq!(why_key(code), format!("why-{}", code.name()));
                for key in [why_key(code).to_owned(), format!("finding-{}", code.name())] {
                    assert!(!words.get(&key).starts_with('['), "{key}");
                    // cases.csv puts the sentences between quotes as they are.
                    assert!(!words.get(&key).contains('"'), "{key}");
                }
                assert!(!words.get(&format!("action-{}", code.action().name())).starts_with('['));
            }
        }
    }

    #[test]
    fn values_come_to_their_place() {
        let explanations = Explanations::new(&Words::new(Language::Vi));
        let mut findings = Findings::default();
        findings.add(Code::ExpiringRenewable);
        let mut out = Vec::new();
        explanations.write(&mut out, findings, Day::new(2024, 9, 13).unwrap(), Some(91), Weak::Registry);
        let text = String::from_utf8(out).unwrap();
        assert!(text.starts_with("Hết hạn ngày 13/09/2024 (còn 91 ngày), chưa gia hạn lần nào"), "{text}");
        assert!(text.contains("; ghép với sổ"), "{text}");
    }
}
