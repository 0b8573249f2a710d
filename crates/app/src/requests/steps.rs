//! Carrying a request on: hand in, approve, return, hold, resume, withdraw, take out of a letter, the answer of the CA.

use super::draft::{Author, deed};
use super::{asker, facts, place_of, policy};
use crate::context::Context;
use crate::error::AppError;
use crate::policies;
use crate::visitor::Visitor;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::request::eyes::{self, Deed};
use antin_domain::request::{Request, RequestKind, STEPS, State, Verb};
use antin_domain::role::Role;
use antin_domain::workflow;
use antin_storage::audit::NewEvent;
use antin_storage::requests::{self, Kept, KeptDeed};
use antin_storage::{Change, Error as StorageError};
use serde_json::json;

/// The longest reason.
const MOST_WORDS: usize = 500;

/// What somebody wants to do with a request.
#[derive(Clone, Debug)]
pub struct StepInput {
    /// What.
    pub verb: Verb,
    /// Why, in words; for what sends back or ends it, it must be said.
    pub words: String,
    /// For the answer of the CA: the day of it; none: today.
    pub day: Option<Day>,
    /// The version that was seen.
    pub seen: i64,
}

/// Takes one step of the table, if the request is still at the version that was seen.
///
/// # Errors
/// The visitor may not; the table has no such step; a check of the law stops it; it is the visitor's own to approve; no
/// reason is given where one is needed; or somebody was quicker.
pub async fn take(context: &Context, visitor: &Visitor, id: Id, input: &StepInput) -> Result<(), AppError> {
    let mut change = context.db.change().await?;
    let mut kept = requests::get(&mut change, id).await?;
    let place = place_of(&mut change, &kept.request).await?;
    let before = kept.request.state;
    // Whoever may not do it anywhere on its road learns nothing of where it stands.
    let Some(act) = STEPS.iter().find(|step| step.verb == input.verb).map(|step| step.act) else {
        visitor.may(antin_domain::permission::Act::ReadCertificate, &place)?;
        return Err(AppError::Unusable(Message::new("request-by-proof-only")));
    };
    let author = Author::of(visitor, act, &place)?;
    if kept.version != input.seen {
        return Err(StorageError::Stale { noun: "request", id: id.0, seen: input.seen }.into());
    }
    let step = workflow::find(STEPS, before, input.verb)
        .filter(|step| !step.verb.is_of_letter() && step.verb != Verb::Edit)
        .ok_or_else(|| AppError::Unusable(Message::new("request-no-such-step")))?;
    let words = words(input)?;
    kept.request.state = step.to;
    match input.verb {
        Verb::Submit => facts::hold(context, &mut change, &kept.request, context.today()).await?,
        Verb::Approve => approve(context, visitor, &mut change, &mut kept, &author, before).await?,
        // What comes back is judged anew: earlier approvals saw what was not good enough.
        Verb::Return => kept.request.revision += 1,
        Verb::Unbundle => kept.request.letter = None,
        Verb::Take => answered(context, &mut kept, input.day)?,
        Verb::Refuse => kept.due = Day::UNKNOWN,
        _ => {}
    }
    let at = context.now();
    let deed = deed(&kept.request, input.verb, before, Some(&author));
    requests::save(&mut change, &kept, &KeptDeed { deed, words: words.clone(), at }, input.seen).await?;
    let action = format!("{}-request", input.verb.name());
    let event = NewEvent {
        at,
        actor: &visitor.event_name(),
        action: &action,
        object_kind: "request",
        object_id: &id.to_string(),
        detail: &json!({ "before": before.name(), "after": kept.request.state.name(), "words": words }),
    };
    change.commit(&event).await?;
    Ok(())
}

/// The last day of the CA's clock that starts on `from`.
pub(super) fn due(context: &Context, request: &Request, from: Day) -> Day {
    let Some(clocks) = context.policy().map(|policy| &policy.clocks) else { return Day::UNKNOWN };
    let days = if request.kind == RequestKind::RestoreDevice { clocks.restore_days } else { clocks.request_days };
    policies::holidays(&clocks.holidays).map_or(Day::UNKNOWN, |holidays| holidays.after(from, days))
}

/// Four eyes: refuses whoever had a hand in it, and stays where it is while approvals are missing.
async fn approve(
    context: &Context,
    visitor: &Visitor,
    change: &mut Change,
    kept: &mut Kept,
    author: &Author,
    before: State,
) -> Result<(), AppError> {
    let request = &mut kept.request;
    let mut deeds: Vec<Deed> = requests::deeds(change, request.id).await?.into_iter().map(|kept| kept.deed).collect();
    if let Some(message) = eyes::refuses(&asker(visitor), &deeds, request.revision) {
        return Err(AppError::Refused(message));
    }
    deeds.push(deed(request, Verb::Approve, before, Some(author)));
    let approved: Vec<Role> = eyes::approvals(&deeds, request.revision).filter_map(|deed| deed.role).collect();
    if !eyes::is_enough(&policy(context)?.requests.approvals_for(request.kind), &approved) {
        request.state = before;
    }
    Ok(())
}

/// The reason as it is kept.
pub(super) fn words(input: &StepInput) -> Result<String, AppError> {
    let words = input.words.trim().replace('\r', "");
    if words.is_empty() && input.verb.needs_words() {
        return Err(AppError::Unusable(Message::new("request-say-why")));
    }
    if words.chars().count() > MOST_WORDS || words.chars().any(|c| c.is_control() && c != '\n') {
        let message = Message::new("request-bad-text").with("field", "words").with("most", MOST_WORDS);
        return Err(AppError::Unusable(message));
    }
    Ok(words)
}

/// The CA has taken it: its clock starts anew on the day of the answer, not before it was sent, not after today.
pub(super) fn answered(context: &Context, kept: &mut Kept, said: Option<Day>) -> Result<(), AppError> {
    let today = context.today();
    let day = said.unwrap_or(today);
    if day < kept.sent || day > today {
        let message = Message::new("request-bad-day").with("from", kept.sent).with("to", today);
        return Err(AppError::Unusable(message));
    }
    kept.due = due(context, &kept.request, day);
    Ok(())
}
