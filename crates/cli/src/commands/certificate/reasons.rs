//! Reasons of a verdict as sentences.

use super::departures::sentence;
use super::local;
use crate::words::Words;
use antin_domain::message::Message;
use antin_pki::verdict::{NoStatus, Reason};

/// The sentence for a reason, its clause aside.
pub fn say(reason: &Reason, words: &Words) -> String {
    let plain = |key| words.get(key);
    match reason {
        Reason::NoIssuer => plain("pki-reason-no-issuer"),
        Reason::Budget => plain("pki-reason-budget"),
        Reason::BadSignature => plain("pki-reason-bad-signature"),
        Reason::UnsupportedAlgorithm(oid) => {
            words.say(&Message::new("pki-reason-unsupported-algorithm").with("oid", oid))
        }
        Reason::AlgorithmsDiffer => plain("pki-reason-algorithms-differ"),
        Reason::NotYetValid { not_before, at } => {
            let message = Message::new("pki-reason-not-yet-valid").with("begin", local(*not_before));
            words.say(&message.with("at", local(*at)))
        }
        Reason::Expired { not_after, at } => {
            let message = Message::new("pki-reason-expired").with("end", local(*not_after));
            words.say(&message.with("at", local(*at)))
        }
        Reason::NotACa => plain("pki-reason-not-a-ca"),
        Reason::MayNotSignCertificates => plain("pki-reason-may-not-sign-certificates"),
        Reason::PathTooLong => plain("pki-reason-path-too-long"),
        Reason::UnknownCritical(oid) => words.say(&Message::new("pki-reason-unknown-critical").with("oid", oid)),
        Reason::UnreadableExtension(oid) => {
            words.say(&Message::new("pki-reason-unreadable-extension").with("oid", oid))
        }
        Reason::NameNotPermitted(name) => words.say(&Message::new("pki-reason-name-not-permitted").with("name", name)),
        Reason::NameExcluded(name) => words.say(&Message::new("pki-reason-name-excluded").with("name", name)),
        Reason::ConstraintNotUnderstood => plain("pki-reason-constraint-not-understood"),
        Reason::NoPolicy => plain("pki-reason-no-policy"),
        Reason::MappedAnyPolicy => plain("pki-reason-mapped-any-policy"),
        Reason::WrongPurpose => plain("pki-reason-wrong-purpose"),
        Reason::WrongKeyUsage => plain("pki-reason-wrong-key-usage"),
        Reason::Departure(departure) => words.get(sentence(*departure)),
        Reason::Revoked { since, reason: None } => {
            words.say(&Message::new("pki-reason-revoked").with("since", local(*since)))
        }
        Reason::Revoked { since, reason: Some(reason) } => {
            let message = Message::new("pki-reason-revoked-because").with("since", local(*since));
            words.say(&message.with("reason", reason.name()))
        }
        Reason::RevocationUnknown(NoStatus::NoCrl) => plain("pki-reason-no-crl"),
        Reason::RevocationUnknown(NoStatus::AnswerNotUsable) => plain("pki-reason-ocsp-not-usable"),
        Reason::RevocationUnknown(NoStatus::ResponderNotValid) => plain("pki-reason-ocsp-responder-not-valid"),
        Reason::RevocationUnknown(NoStatus::ResponderUnknown) => plain("pki-reason-ocsp-unknown"),
        Reason::RevocationUnknown(NoStatus::AnswerStale { next_update: None, .. }) => {
            plain("pki-reason-ocsp-no-next-update")
        }
        Reason::RevocationUnknown(NoStatus::AnswerStale { next_update: Some(next), now }) => {
            let message = Message::new("pki-reason-ocsp-stale").with("next", local(*next));
            words.say(&message.with("now", local(*now)))
        }
        Reason::RevocationUnknown(NoStatus::NotUsable) => plain("pki-reason-crl-not-usable"),
        Reason::RevocationUnknown(NoStatus::SignerNotValid) => plain("pki-reason-crl-signer-not-valid"),
        Reason::RevocationUnknown(NoStatus::ReasonsIncomplete) => plain("pki-reason-crl-reasons-incomplete"),
        Reason::RevocationUnknown(NoStatus::Stale { next_update: None, .. }) => plain("pki-reason-crl-no-next-update"),
        Reason::RevocationUnknown(NoStatus::Stale { next_update: Some(next), now }) => {
            let message = Message::new("pki-reason-crl-stale").with("next", local(*next));
            words.say(&message.with("now", local(*now)))
        }
    }
}
