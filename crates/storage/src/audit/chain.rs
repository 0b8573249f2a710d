//! One event of the chain, and its hash.
//!
//! SHA-256 over a mark of the form, the number and moment (8 bytes each, big-endian), each text behind its length (8 bytes),
//! and the hash of the event before. Lengths stand before texts so that no two events have the same bytes.

use super::{Head, NewEvent};
use antin_domain::moment::Moment;
use ring::digest::{Context, SHA256};
use serde_json::Value;

/// SHA-256 of an event.
pub type Hash = [u8; 32];

/// The mark of this form of event; another form gets another mark.
const MARK: &[u8] = b"antin audit event 1";

/// An event in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its place: 1, 2, 3 … without gaps.
    pub number: i64,
    /// When.
    pub at: Moment,
    /// Who.
    pub actor: String,
    /// What.
    pub action: String,
    /// To what kind of thing.
    pub object_kind: String,
    /// To which one.
    pub object_id: String,
    /// What changed, as canonical JSON.
    pub detail: String,
    /// Hash of the event before; zeros before the first.
    pub former: Hash,
    /// Hash of this one.
    pub hash: Hash,
}

impl Event {
    /// The event that follows `head`.
    #[must_use]
    pub fn after(head: &Head, event: &NewEvent<'_>) -> Event {
        let mut next = Event {
            number: head.number.saturating_add(1),
            at: event.at,
            actor: event.actor.to_owned(),
            action: event.action.to_owned(),
            object_kind: event.object_kind.to_owned(),
            object_id: event.object_id.to_owned(),
            detail: canonical(event.detail),
            former: head.hash,
            hash: [0; 32],
        };
        next.hash = next.computed_hash();
        next
    }

    /// The hash that this event has if nothing of it was touched.
    #[must_use]
    pub fn computed_hash(&self) -> Hash {
        let mut context = Context::new(&SHA256);
        context.update(MARK);
        context.update(&self.number.to_be_bytes());
        context.update(&self.at.0.to_be_bytes());
        for text in [&self.actor, &self.action, &self.object_kind, &self.object_id, &self.detail] {
            context.update(&(text.len() as u64).to_be_bytes());
            context.update(text.as_bytes());
        }
        context.update(&self.former);
        let mut hash = [0; 32];
        hash.copy_from_slice(context.finish().as_ref());
        hash
    }
}

/// JSON with sorted names and no blanks: equal values have equal texts.
#[must_use]
pub fn canonical(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(members) => {
            let mut names: Vec<&String> = members.keys().collect();
            names.sort_unstable();
            out.push('{');
            for (index, name) in names.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(name.as_str()).to_string());
                out.push(':');
                write(&members[name], out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        other => out.push_str(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn equal_values_have_equal_texts() {
        assert_eq!(
            canonical(&json!({"b": [1, {"d": null, "c": "é\""}], "a": true})),
            r#"{"a":true,"b":[1,{"c":"é\"","d":null}]}"#
        );
        assert_eq!(canonical(&json!({"a": 1, "b": 2})), canonical(&json!({"b": 2, "a": 1})));
    }

    #[test]
    fn a_letter_moved_from_one_text_to_the_next_is_another_event() {
        let head = Head { number: 0, hash: [0; 32] };
        let detail = json!({});
        let event = |actor, action| {
            Event::after(
                &head,
                &NewEvent { at: Moment(1), actor, action, object_kind: "x", object_id: "1", detail: &detail },
            )
        };
        assert_ne!(event("ab", "c").hash, event("a", "bc").hash);
    }
}
