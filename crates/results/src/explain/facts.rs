//! The facts of a case that its rules looked at, in sentences.

use crate::explanation::revocation_key;
use antin_domain::certificate::{Employment, HolderKind};
use antin_domain::day::Day;
use antin_domain::message::Message;
use antin_domain::policy::Policy;
use antin_domain::row::Revocation;
use antin_review::facts::Facts;

/// What is known of a case, most important first.
#[must_use]
pub fn sentences(facts: &Facts, policy: &Policy, until: Day) -> Vec<Message> {
    let mut sentences = vec![standing(facts, until)];
    if facts.at_hand {
        sentences.push(Message::new("explain-at-hand").with("day", until));
    }
    if facts.revocation != Revocation::NotAsked {
        sentences.push(Message::new(revocation_key(facts.revocation)));
    }
    if facts.in_force {
        let renewal = &policy.renewal;
        sentences.push(match facts.renewals {
            Some(count) => Message::new("explain-renewals").with("count", count).with("limit", renewal.limit),
            None => Message::new("explain-renewals-unknown"),
        });
        if facts.days_left.is_some_and(|days| days <= renewal.window_days) {
            let window = Message::new("explain-window");
            sentences.push(window.with("window", renewal.window_days).with("least", renewal.least_days));
        }
    }
    if facts.asked_to_revoke {
        sentences.push(Message::new("explain-asked-to-revoke"));
    }
    if facts.ca_rows > 0 && facts.registry_rows == 0 {
        sentences.push(Message::new("explain-not-registered"));
    }
    if facts.registry_uncertain {
        sentences.push(Message::new("explain-registry-uncertain"));
    }
    sentences.extend(person(facts));
    if facts.others_in_force > 0 {
        let newest = if facts.is_newest { "yes" } else { "no" };
        let several = Message::new("explain-several");
        sentences.push(several.with("count", facts.others_in_force).with("newest", newest));
    }
    if facts.unit_dissolved {
        sentences.push(Message::new("explain-unit-dissolved"));
    }
    sentences
}

fn standing(facts: &Facts, until: Day) -> Message {
    let days = facts.days_left.unwrap_or_default();
    if facts.ca_rows == 0 {
        return Message::new("explain-unlisted");
    }
    if facts.is_revoked {
        return Message::new("explain-revoked");
    }
    if facts.is_superseded {
        return Message::new("explain-superseded").with("day", until);
    }
    if facts.in_force {
        return Message::new("explain-in-force").with("day", until).with("days", days);
    }
    if days < 0 {
        return Message::new("explain-expired").with("day", until).with("days", -days);
    }
    Message::new("explain-not-yet").with("day", until)
}

/// Who holds the certificate, as far as the roster knows.
fn person(facts: &Facts) -> Option<Message> {
    if facts.kind == HolderKind::Organisation {
        return Some(Message::new("explain-organisation"));
    }
    if !facts.has_roster {
        return Some(Message::new("explain-no-roster"));
    }
    if facts.person.is_uncertain {
        return Some(Message::new("explain-person-uncertain"));
    }
    if !facts.person.is_known {
        return Some(Message::new("explain-person-unknown"));
    }
    let key = match facts.person.employment {
        Employment::Active if facts.person.is_entitled => "explain-person-active",
        Employment::Active => "explain-person-not-entitled",
        Employment::Retired => "explain-person-retired",
        Employment::Resigned => "explain-person-resigned",
        Employment::LeftSector => "explain-person-left-sector",
        Employment::Died => "explain-person-died",
    };
    Some(Message { key, args: Vec::new() })
}
