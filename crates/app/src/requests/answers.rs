//! The answer of the CA to a letter: taken as a whole, or refused for some of its requests or all.

use super::draft::{Author, deed};
use super::letters::{commit, move_on, of_letter, place};
use super::steps::{self, StepInput};
use crate::context::Context;
use crate::error::AppError;
use crate::visitor::Visitor;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_domain::request::{STEPS, State, Verb};
use antin_domain::workflow;
use antin_storage::requests::{self, Kept, KeptDeed, letters};
use serde_json::json;
use std::collections::BTreeSet;

/// Notes that the CA has taken the whole letter on `day`: the clock of every request in it that waits for an answer runs
/// from then on. How many those were.
///
/// # Errors
/// The visitor may not, none waits, or the day is not between sending and today.
pub async fn taken(context: &Context, visitor: &Visitor, id: Id, day: Day) -> Result<usize, AppError> {
    let mut change = context.db.change().await?;
    let letter = letters::get(&mut change, id).await?;
    let author = Author::of(visitor, Act::SendToCa, &place(&mut change, &letter).await?)?;
    let all = of_letter(&mut change, id).await?;
    let waiting: Vec<Kept> = all.into_iter().filter(|kept| kept.request.state == State::Sent).collect();
    if waiting.is_empty() {
        return Err(AppError::Unusable(Message::new("request-letter-nothing-waits")));
    }
    let count = waiting.len();
    for mut kept in waiting {
        steps::answered(context, &mut kept, Some(day))?;
        move_on(context, &mut change, kept, Verb::Take, Some(id), &author).await?;
    }
    let detail = json!({ "taken": day.number(), "requests": count });
    commit(context, change, visitor, "take-letter", id, &detail).await?;
    Ok(count)
}

/// Notes that the CA refused these requests of a letter, with its reason. All of them, or none; how many those were.
///
/// # Errors
/// The visitor may not, no reason is given, or one of them is not in the letter or not with the CA.
pub async fn refused(
    context: &Context,
    visitor: &Visitor,
    id: Id,
    chosen: &[Id],
    words: &str,
) -> Result<usize, AppError> {
    let input = StepInput { verb: Verb::Refuse, words: words.to_owned(), day: None, seen: 0 };
    let words = steps::words(&input)?;
    let mut change = context.db.change().await?;
    let letter = letters::get(&mut change, id).await?;
    let author = Author::of(visitor, Act::SendToCa, &place(&mut change, &letter).await?)?;
    let chosen: BTreeSet<Id> = chosen.iter().copied().collect();
    let all = of_letter(&mut change, id).await?;
    let named: Vec<Kept> = all.into_iter().filter(|kept| chosen.contains(&kept.request.id)).collect();
    let is_with_ca = |kept: &Kept| kept.request.state.is_with_ca();
    if named.is_empty() || named.len() != chosen.len() || !named.iter().all(is_with_ca) {
        return Err(AppError::Unusable(Message::new("request-letter-refuse-which")));
    }
    let count = named.len();
    for mut kept in named {
        let before = kept.request.state;
        let step = workflow::find(STEPS, before, Verb::Refuse);
        let step = step.ok_or_else(|| AppError::Unusable(Message::new("request-no-such-step")))?;
        (kept.request.state, kept.due) = (step.to, Day::UNKNOWN);
        let seen = kept.version;
        let deed = deed(&kept.request, Verb::Refuse, before, Some(&author));
        requests::save(&mut change, &kept, &KeptDeed { deed, words: words.clone(), at: context.now() }, seen).await?;
    }
    let numbers: Vec<String> = chosen.iter().map(ToString::to_string).collect();
    let detail = json!({ "requests": numbers, "words": words });
    commit(context, change, visitor, "refuse-letter", id, &detail).await?;
    Ok(count)
}
