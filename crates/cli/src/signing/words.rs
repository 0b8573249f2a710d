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
    "sign-key-not-pkcs12",
    "sign-key-damaged-pkcs12",
    "sign-key-none-in-file",
    "sign-key-bad-address",
    "sign-key-pin-in-address",
    "sign-key-no-module",
    "sign-key-not-a-module",
    "sign-key-no-token",
    "sign-key-several-tokens",
    "sign-key-several-keys",
    "sign-key-kind",
];

/// Why a key does not sign.
#[must_use]
pub fn key(error: &KeyError) -> Message {
    match error {
        KeyError::NoKey(what) => {
            let index = NO_KEY.iter().position(|known| known == what).unwrap_or_default();
            Message { key: NO_KEY_SAID[index], args: Vec::new() }
        }
        KeyError::Password => Message::new("sign-key-password"),
        KeyError::Locked => Message::new("sign-key-locked"),
        KeyError::LastTry => Message::new("sign-key-last-try"),
        KeyError::Unsupported(what) => Message::new("sign-key-unsupported").with("what", what),
        KeyError::NoCertificate => Message::new("sign-key-no-certificate"),
        KeyError::Failed => Message::new("sign-key-failed"),
        KeyError::Silent => Message::new("sign-key-silent"),
        KeyError::Gone => Message::new("sign-key-gone"),
    }
}

/// Why a certificate must not sign.
#[must_use]
pub fn unfit(unfit: Unfit) -> Message {
    match unfit {
        Unfit::Unreadable => Message::new("sign-unfit-unreadable"),
        Unfit::Usage => Message::new("sign-unfit-usage"),
        Unfit::NotYet(time) => Message::new("sign-unfit-not-yet").with("at", local(time)),
        Unfit::Expired(time) => Message::new("sign-unfit-expired").with("at", local(time)),
        Unfit::Kind => Message::new("sign-unfit-kind"),
    }
}

/// Why a file is not signed.
#[must_use]
pub fn refusal(refusal: &Refusal, words: &Words) -> Message {
    match refusal {
        Refusal::Damaged => Message::new("sign-refused-damaged"),
        Refusal::Password => Message::new("sign-refused-password"),
        Refusal::Recipients => Message::new("sign-refused-recipients"),
        Refusal::Encryption => Message::new("sign-refused-encryption"),
        Refusal::CertifiedAgainstChanges(by) => Message::new("sign-refused-certified").with("by", by),
        Refusal::SignedAlready => Message::new("sign-refused-signed"),
        Refusal::NoPage => Message::new("sign-refused-no-page"),
        Refusal::NoSuchField(field) => Message::new("sign-refused-no-field").with("field", field),
        Refusal::FieldTaken(field) => Message::new("sign-refused-field-taken").with("field", field),
        Refusal::FieldLocked(field) => Message::new("sign-refused-field-locked").with("field", field),
        Refusal::Unfit(why) => unfit(*why),
        Refusal::Key(error) => key(error),
        Refusal::OtherFile => Message::new("sign-refused-other-file"),
        Refusal::NoRoom { needed, room } => {
            Message::new("sign-refused-no-room").with("needed", needed).with("room", room)
        }
        Refusal::OwnCheck(code) => {
            let sentence = format!("sign-reason-{code}");
            let said = if words.has(&sentence) { words.get(&sentence) } else { code.clone() };
            Message::new("sign-refused-own-check").with("reason", said)
        }
        Refusal::Mark(what) => match what.strip_prefix("no letter ") {
            Some(letter) => Message::new("sign-refused-mark-letter").with("letter", letter),
            None if what == "no PNG" => Message::new("sign-refused-mark-picture"),
            None if what == "no font" => Message::new("sign-refused-mark-font"),
            None => Message::new("sign-refused-mark-place"),
        },
    }
}

/// Why something was not fetched from `address`.
#[must_use]
pub fn fetch(address: &str, error: &FetchError, words: &Words) -> Message {
    let (sentence, what) = error.said();
    let reason = words.fill(sentence, &[("what", what)]);
    Message::new("sign-not-fetched").with("address", address).with("reason", reason)
}

/// Why there is no time stamp from `address`.
#[must_use]
pub fn stamp(address: &str, failure: &StampFailure, words: &Words) -> Message {
    let plain = |sentence: &str| words.get(sentence);
    let reason = match failure {
        StampFailure::Fetch(error) => return fetch(address, error, words),
        StampFailure::Answer(StampError::Refused(status)) => {
            words.say(&Message::new("sign-stamp-refused").with("status", status))
        }
        StampFailure::Answer(StampError::OtherImprint) => plain("sign-stamp-other"),
        StampFailure::Answer(StampError::Nonce) => plain("sign-stamp-nonce"),
        StampFailure::Answer(StampError::BadSignature) => plain("sign-stamp-forged"),
        StampFailure::Answer(_) => plain("sign-stamp-unusable"),
        StampFailure::Expired => plain("sign-stamp-expired"),
        StampFailure::Clock(seconds) => words.say(&Message::new("sign-stamp-clock").with("seconds", seconds)),
    };
    Message::new("sign-no-stamp").with("address", address).with("reason", reason)
}
