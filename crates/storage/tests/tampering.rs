//! Five hundred ways to tamper with the audit, drawn by chance: every one is found, and the untouched chain is intact.

#![allow(clippy::unwrap_used, clippy::panic)]

use antin_domain::moment::Moment;
use antin_storage::audit::chain::Event;
use antin_storage::audit::checkpoint::{Checkpoint, Signer};
use antin_storage::audit::verify::{Damage, Report, Verifier};
use antin_storage::audit::{Head, NewEvent};
use antin_testkit::office::dice::Dice;
use serde_json::json;

const LENGTH: usize = 400;
const EVERY: usize = 50;

fn signer() -> Signer {
    Signer::from_seed(&[5; 32]).unwrap()
}

/// A chain that grows from `head` by `count` events.
fn grown(mut head: Head, count: usize, dice: &mut Dice) -> Vec<Event> {
    let mut next = |_| {
        let detail = json!({"before": dice.below(1000), "after": dice.digits(4)});
        let (actor, object) = (dice.digits(3), dice.digits(6));
        let event = Event::after(
            &head,
            &NewEvent {
                at: Moment(1_718_330_400_000_000 + head.number * 1_000_000),
                actor: &actor,
                action: "edit-certificate",
                object_kind: "certificate",
                object_id: &object,
                detail: &detail,
            },
        );
        head = Head { number: event.number, hash: event.hash };
        event
    };
    (0..count).map(&mut next).collect()
}

fn start() -> Head {
    Head { number: 0, hash: [0; 32] }
}

fn end(events: &[Event]) -> Head {
    events.last().map_or(start(), |event| Head { number: event.number, hash: event.hash })
}

fn checkpoints(events: &[Event]) -> Vec<Checkpoint> {
    let sealed = events.iter().skip(EVERY - 1).step_by(EVERY);
    sealed.map(|event| signer().sign(Head { number: event.number, hash: event.hash }, event.at)).collect()
}

fn verify(events: &[Event], head: Head, checkpoints: Vec<Checkpoint>) -> Report {
    let mut verifier = Verifier::new(checkpoints, &signer().public_key());
    events.iter().for_each(|event| verifier.take(event));
    verifier.finish(head)
}

/// Computes every hash from `from` on anew: what somebody does who can write to the whole database.
fn rehash(events: &mut [Event], from: usize) {
    for index in from..events.len() {
        let (number, former) = match index.checked_sub(1).map(|before| &events[before]) {
            Some(before) => (before.number + 1, before.hash),
            None => (1, [0; 32]),
        };
        let event = &mut events[index];
        (event.number, event.former) = (number, former);
        event.hash = event.computed_hash();
    }
}

/// Does one thing to the chain; what it was, for the message of a test that fails.
fn tamper(events: &mut Vec<Event>, head: &mut Head, dice: &mut Dice) -> &'static str {
    let at = dice.below(events.len() - 1);
    match dice.below(12) {
        0 => {
            let detail = &mut events[at].detail;
            let place = dice.below(detail.len());
            let other = if detail.as_bytes()[place] == b'7' { "8" } else { "7" };
            detail.replace_range(place..=place, other);
            "a character of the detail"
        }
        1 => {
            events[at].at = events[at].at.plus_seconds(1 + dice.below(1000) as i64);
            "the moment"
        }
        2 => {
            events[at].actor.push('1');
            "the actor"
        }
        3 => {
            events.remove(at);
            "one event removed"
        }
        4 => {
            let last = (at + 1 + dice.below(20)).min(events.len() - 1);
            events.drain(at..last);
            "some events removed"
        }
        5 => {
            // The contents of two events exchange their places, numbers and links stay.
            let other = (at + 1 + dice.below(events.len() - at - 1)).min(events.len() - 1);
            let (one, two) = (events[at].clone(), events[other].clone());
            events[at] = Event { number: one.number, former: one.former, ..two.clone() };
            events[other] = Event { number: two.number, former: two.former, ..one };
            "two events swapped"
        }
        6 => {
            let twin = events[at].clone();
            events.insert(at, twin);
            "an event put in twice"
        }
        7 => {
            let mut forged = events[at].clone();
            forged.object_id = "999999".into();
            forged.hash = forged.computed_hash();
            events[at] = forged;
            "an event forged with its own hash"
        }
        8 => {
            events.truncate(at + 1);
            "the tail cut"
        }
        9 => {
            events.truncate(at + 1);
            *head = end(events);
            "an older copy put back"
        }
        10 => {
            events[at].object_id = "999999".into();
            rehash(events, at);
            *head = end(events);
            "everything from one event on computed anew"
        }
        _ => {
            events.remove(at);
            rehash(events, at);
            *head = end(events);
            "an event removed and the rest computed anew"
        }
    }
}

#[test]
fn an_untouched_chain_is_intact() {
    let events = grown(start(), LENGTH, &mut Dice::new(1));
    let report = verify(&events, end(&events), checkpoints(&events));
    assert!(report.is_intact(), "{report:?}");
    assert_eq!((report.events, report.checkpoints, report.sealed), (LENGTH as u64, 8, LENGTH as i64));
}

#[test]
fn five_hundred_tamperings_are_all_found() {
    let mut dice = Dice::new(2);
    let whole = grown(start(), LENGTH, &mut dice);
    let mut kinds = std::collections::BTreeMap::new();
    for round in 0..500 {
        let (mut events, mut head) = (whole.clone(), end(&whole));
        let what = tamper(&mut events, &mut head, &mut dice);
        let report = verify(&events, head, checkpoints(&whole));
        assert!(!report.is_intact(), "round {round}: {what} was not found");
        *kinds.entry(what).or_insert(0) += 1;
    }
    assert_eq!(kinds.len(), 12, "{kinds:?}");
}

#[test]
fn a_damage_is_told_where_it_is_and_does_not_hide_the_next() {
    let mut events = grown(start(), 100, &mut Dice::new(3));
    let head = end(&events);
    events[9].actor = "0".into();
    events[59].actor = "0".into();
    events.remove(79);
    let report = verify(&events, head, Vec::new());
    let wanted = [Damage::Changed { number: 10 }, Damage::Changed { number: 60 }, Damage::Removed { from: 80, to: 80 }];
    assert_eq!(report.damages, wanted);
}

#[test]
fn a_checkpoint_signed_by_somebody_else_is_a_damage_itself() {
    let events = grown(start(), 10, &mut Dice::new(4));
    let stranger = Signer::from_seed(&[6; 32]).unwrap();
    let report = verify(&events, end(&events), vec![stranger.sign(end(&events), Moment(1))]);
    assert_eq!(report.damages, [Damage::BadCheckpoint { checkpoint: 10 }]);
}

#[test]
fn without_checkpoints_only_a_whole_chain_computed_anew_stays_unseen() {
    // Said here so that nobody believes more than is true: this is what checkpoints are for.
    let mut events = grown(start(), 50, &mut Dice::new(5));
    let sealed = checkpoints(&events);
    events[20].actor = "0".into();
    rehash(&mut events, 20);
    assert!(verify(&events, end(&events), Vec::new()).is_intact());
    assert!(verify(&events, end(&events), sealed).damages.contains(&Damage::Rewritten { checkpoint: 50 }));
}
