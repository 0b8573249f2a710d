//! The sentence that explains a finding, ready to be filled in a million times.

use antin_domain::day::Day;
use antin_domain::finding::{Code, Findings};
use antin_domain::message::Message;
use antin_domain::row::Revocation;
use antin_words::Words;

/// The sentences of all findings, split where their values go.
pub struct Explanations {
    parts: Vec<Vec<Part>>,
    weak_registry: String,
    weak_person: String,
    weak_day: String,
    at_hand: String,
    revocation: Vec<String>,
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
            weak_day: words.get("why-weak-day"),
            at_hand: words.get("why-at-hand"),
            revocation: Revocation::ALL.iter().map(|(status, _)| words.get(revocation_key(*status))).collect(),
        }
    }

    /// Appends the sentences of `findings` and what is to be known beside them, joined by `; `.
    pub fn write(&self, out: &mut Vec<u8>, findings: Findings, until: Day, days_left: Option<i32>, beside: Beside) {
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
        let weak = match beside.weak {
            Weak::No => None,
            Weak::Registry => Some(&self.weak_registry),
            Weak::Person => Some(&self.weak_person),
            Weak::Day => Some(&self.weak_day),
        };
        let at_hand = beside.at_hand.then_some(&self.at_hand);
        let status = Revocation::ALL.iter().position(|(status, _)| *status == beside.revocation);
        let revocation = status.filter(|_| beside.tells_revocation()).and_then(|place| self.revocation.get(place));
        for sentence in [weak, at_hand, revocation].into_iter().flatten() {
            gap(out);
            out.extend_from_slice(sentence.as_bytes());
        }
    }
}

/// What is to be known beside the findings of a case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// A weak link softened the action.
    pub weak: Weak,
    /// The CA's list lacks it, but the certificate itself was read from a file.
    pub at_hand: bool,
    /// What CRLs say; told unless it is *good* or was not asked.
    pub revocation: Revocation,
}

impl Beside {
    /// Is there a word about revocation? Unknown is never silently good.
    #[must_use]
    pub fn tells_revocation(self) -> bool {
        self.revocation == Revocation::Revoked || self.revocation.is_unknown()
    }
}

/// Key of the sentence about the status of a certificate by CRLs.
#[must_use]
pub fn revocation_key(revocation: Revocation) -> &'static str {
    match revocation {
        Revocation::NotAsked => "why-revocation-not-asked",
        Revocation::Good => "why-revocation-good",
        Revocation::Revoked => "why-revocation-revoked",
        Revocation::NoList => "why-revocation-no-list",
        Revocation::OldList => "why-revocation-old-list",
        Revocation::NotUsable => "why-revocation-not-usable",
        Revocation::NoIssuer => "why-revocation-no-issuer",
    }
}

/// Was a revocation turned into `verify` because of a weak link?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weak {
    /// No.
    #[default]
    No,
    /// The registry row is linked by name only.
    Registry,
    /// The person is linked by name only.
    Person,
    /// The day of leaving cannot be read.
    Day,
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
    use antin_words::Language;

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
        explanations.write(
            &mut out,
            findings,
            Day::new(2024, 9, 13).unwrap(),
            Some(91),
            Beside { weak: Weak::Registry, ..Beside::default() },
        );
        let text = String::from_utf8(out).unwrap();
        assert!(text.starts_with("Hết hạn ngày 13/09/2024 (còn 91 ngày), chưa gia hạn lần nào"), "{text}");
        assert!(text.contains("; ghép với sổ"), "{text}");
    }
}
