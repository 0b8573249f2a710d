//! The audit: who did what when, the latest first.

use crate::api::answer::Answer;
use crate::api::asked::Asked;
use crate::api::operation::{Gives, Operation, Rule, shape};
use crate::api::parameter::{Kind, Parameter};
use crate::api::problem::Problem;
use crate::api::values;
use antin_app::{Event, history};
use antin_domain::permission::Act;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

pub const OPERATIONS: &[Operation] =
    &[Operation::get("/audit", "list-events", Rule::May(Act::ReadAudit), Gives::Page(shape::<Entry>), |asked| {
        Box::pin(list(asked))
    })
    .with(&[Parameter { name: "before", kind: Kind::Number(1, i64::MAX) }])];

/// An event of the audit.
#[derive(Serialize, ToSchema)]
pub struct Entry {
    /// Its place: 1, 2, 3 … without gaps.
    number: i64,
    /// When.
    #[schema(example = "2024-06-14T01:15:00Z")]
    at: String,
    /// Which account, by its number; a word for a part of the machine.
    actor: String,
    /// Name of the account.
    actor_name: Option<String>,
    /// What was done.
    #[schema(example = "apply-import")]
    action: String,
    /// To what kind of thing.
    object_kind: String,
    /// To which one.
    object_id: String,
    /// What changed, as canonical JSON: the text that the hash covers.
    detail: String,
    /// Hash of this event in hex digits; it covers that of the event before.
    hash: String,
}

impl Entry {
    /// An event, with the names of accounts.
    pub fn of(event: &Event, names: &BTreeMap<String, String>) -> Entry {
        Entry {
            number: event.number,
            at: values::moment(event.at),
            actor: event.actor.clone(),
            actor_name: names.get(&event.actor).cloned(),
            action: event.action.clone(),
            object_kind: event.object_kind.clone(),
            object_id: event.object_id.clone(),
            detail: event.detail.clone(),
            hash: antin_domain::hex::hex(&event.hash),
        }
    }
}

/// Events before `before`, fifty at a time; `next` is the `before` of the next page.
async fn list(asked: Asked) -> Result<Answer, Problem> {
    let before = asked.value("before").and_then(|value| value.parse().ok());
    let trail = history::trail(&asked.context, &asked.visitor, before).await?;
    let entries: Vec<Entry> = trail.events.iter().map(|event| Entry::of(event, &trail.names)).collect();
    Answer::page_to(&entries, trail.next.map(|next| next.to_string()), Some(trail.total))
}
