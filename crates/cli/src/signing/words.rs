//! Refusals of signing as sentences.

use super::evidence::StampFailure;
use super::outside::FetchError;
use crate::commands::certificate::local;
use crate::words::Words;
use antin_domain::message::Message;
use antin_pki::timestamp::StampError;
use antin_sign::job::Refusal;
use antin_sign::key::{KeyError, NO_KEY, Unfit};

/// The sentences of [`NO_KEY`], in its order.
const NO_KEY_SAID: [&str; NO_KEY.len()] = [
    "signing-key-not-pkcs12",
    "signing-key-damaged-pkcs12",
    "signing-key-none-in-file",
    "signing-key-bad-address",
    "signing-key-pin-in-address",
    "signing-key-no-module",
    "signing-key-not-a-module",
    "signing-key-no-token",
    "signing-key-several-tokens",
    "signing-key-several-keys",
    "signing-key-kind",
];

/// Why a key does not sign.
#[must_use]
pub fn key(error: &KeyError) -> Message {
    match error {
        KeyError::NoKey(what) => {
            let index = NO_KEY.iter().position(|known| known == what).unwrap_or_default();
            Message { key: NO_KEY_SAID[index], args: Vec::new() }
        }
        KeyError::Password => Message::new("signing-key-password"),
        KeyError::Locked => Message::new("signing-key-locked"),
        KeyError::LastTry => Message::new("signing-key-last-try"),
        KeyError::Unsupported(what) => Message::new("signing-key-unsupported").with("what", what),
        KeyError::NoCertificate => Message::new("signing-key-no-certificate"),
        KeyError::Full => Message::new("signing-key-full"),
        KeyError::Failed => Message::new("signing-key-failed"),
        KeyError::Silent => Message::new("signing-key-silent"),
        KeyError::Gone => Message::new("signing-key-gone"),
    }
}

/// Why a certificate must not sign.
#[must_use]
pub fn unfit(unfit: Unfit) -> Message {
    match unfit {
        Unfit::Unreadable => Message::new("signing-unfit-unreadable"),
        Unfit::Usage => Message::new("signing-unfit-usage"),
        Unfit::NotYet(time) => Message::new("signing-unfit-not-yet").with("at", local(time)),
        Unfit::Expired(time) => Message::new("signing-unfit-expired").with("at", local(time)),
        Unfit::Kind => Message::new("signing-unfit-kind"),
    }
}

/// Why a file is not signed.
#[must_use]
pub fn refusal(refusal: &Refusal, words: &Words) -> Message {
    match refusal {
        Refusal::Damaged => Message::new("signing-refused-damaged"),
        Refusal::Password => Message::new("signing-refused-password"),
        Refusal::Recipients => Message::new("signing-refused-recipients"),
        Refusal::Encryption => Message::new("signing-refused-encryption"),
        Refusal::CertifiedAgainstChanges(by) => Message::new("signing-refused-certified").with("by", by),
        Refusal::SignedAlready => Message::new("signing-refused-signed"),
        Refusal::NoPage => Message::new("signing-refused-no-page"),
        Refusal::NoSuchField(field) => Message::new("signing-refused-no-field").with("field", field),
        Refusal::FieldTaken(field) => Message::new("signing-refused-field-taken").with("field", field),
        Refusal::FieldLocked(field) => Message::new("signing-refused-field-locked").with("field", field),
        Refusal::Unfit(why) => unfit(*why),
        Refusal::Key(error) => key(error),
        Refusal::NotRead => Message::new("signing-refused-not-read"),
        Refusal::OtherFile => Message::new("signing-refused-other-file"),
        Refusal::NoRoom { needed, room } => {
            Message::new("signing-refused-no-room").with("needed", needed).with("room", room)
        }
        Refusal::OldArchive => Message::new("signing-refused-old-archive"),
        Refusal::OwnCheck(code) => {
            let sentence = format!("signing-reason-{code}");
            let said = if words.has(&sentence) { words.get(&sentence) } else { code.clone() };
            Message::new("signing-refused-own-check").with("reason", said)
        }
        Refusal::Mark(what) => match what.strip_prefix("no letter ") {
            Some(letter) => Message::new("signing-refused-mark-letter").with("letter", letter),
            None if what == "no PNG" => Message::new("signing-refused-mark-picture"),
            None if what == "no font" => Message::new("signing-refused-mark-font"),
            None => Message::new("signing-refused-mark-place"),
        },
    }
}

/// Why something was not fetched from `address`.
#[must_use]
pub fn fetch(address: &str, error: &FetchError, words: &Words) -> Message {
    let (sentence, what) = error.said();
    let reason = words.fill(sentence, &[("what", what)]);
    Message::new("signing-not-fetched").with("address", address).with("reason", reason)
}

/// Why there is no time stamp from `address`.
#[must_use]
pub fn stamp(address: &str, failure: &StampFailure, words: &Words) -> Message {
    let plain = |sentence: &str| words.get(sentence);
    let reason = match failure {
        StampFailure::Fetch(error) => return fetch(address, error, words),
        StampFailure::Answer(StampError::Refused(status)) => {
            words.say(&Message::new("signing-stamp-refused").with("status", status))
        }
        StampFailure::Answer(StampError::OtherImprint) => plain("signing-stamp-other"),
        StampFailure::Answer(StampError::Nonce) => plain("signing-stamp-nonce"),
        StampFailure::Answer(StampError::BadSignature) => plain("signing-stamp-forged"),
        StampFailure::Answer(_) => plain("signing-stamp-unusable"),
        StampFailure::Untrusted => plain("signing-stamp-untrusted"),
        StampFailure::Expired => plain("signing-stamp-expired"),
        StampFailure::Clock(seconds) => words.say(&Message::new("signing-stamp-clock").with("seconds", seconds)),
    };
    Message::new("signing-no-stamp").with("address", address).with("reason", reason)
}
