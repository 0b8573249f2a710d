//! The review of the day: whenever a list is taken in or taken back, the lists are reviewed at once, by nobody's hand.
//!
//! The turn that changes a list adds the job; jobs that wait are one. Which lists it looks at is settled when it runs, and
//! looked at once more in the turn that keeps what it found: no list that came meanwhile is passed over.

use super::look::look;
use super::{Input, Run, Summary, inputs, keep, known, named, reviews, snapshot};
use crate::context::Context;
use crate::error::AppError;
use crate::notices::{self, Stamp};
use crate::work::{self, Desk};
use antin_domain::day::Day;
use antin_domain::permission::Act;
use antin_results::input::Cells;
use antin_storage::audit::NewEvent;
use antin_storage::{Connection, Upkeep, jobs};
use serde_json::json;

/// Who did it, in events: nobody.
const MACHINE: &str = "day-review";
/// So often lists that came meanwhile are looked at anew.
const TRIES: usize = 5;

/// Asks for the review in the turn of the caller; nothing where there is nothing to compare yet.
pub(crate) async fn ask(context: &Context, turn: &mut Upkeep) -> Result<(), AppError> {
    if context.policy().is_some() && snapshot::applied(turn).await?.is_some() {
        let (id, now) = (context.id()?, context.now());
        // One that waits already will see this list too.
        jobs::add(turn, id, work::REVIEW_OF_THE_DAY, "{}", Some(work::REVIEW_OF_THE_DAY), now, now).await?;
    }
    Ok(())
}

/// Reviews the lists that are applied by now, and looks at ends that come near.
pub(crate) async fn run_now(context: &Context, desk: &Desk) -> Result<(), AppError> {
    notices::look_at_endings(context).await?;
    for _ in 0..TRIES {
        let Some(policy) = context.policy().map(named) else { return put_away(context, desk).await };
        let mut connection = context.db.read().await?;
        let applied = snapshot::applied(&mut connection).await?;
        let Some(applied) = applied else { return put_away(context, desk).await };
        let run = Run {
            id: context.id()?,
            unit: None,
            as_of: context.today(),
            policy,
            snapshot: Vec::new(),
            summary: String::new(),
            started: context.now(),
            started_by: None,
        };
        if is_known(&mut connection, run.as_of, &run.policy, &applied).await? {
            return put_away(context, desk).await;
        }
        drop(connection);
        let look = look(context, &applied, &run.policy, run.as_of, Cells::ReadAgain).await?;
        let mut change = context.db.change().await?;
        if snapshot::applied(&mut change).await? != Some(applied.clone()) {
            continue;
        }
        let summary = json!(Summary { cases: look.len(), inputs: applied }).to_string();
        let run = Run { snapshot: look.digest.clone(), summary, ..run };
        keep(desk, &mut change, &run, &look).await?;
        desk.finish(&mut change).await?;
        let event = NewEvent {
            at: run.started,
            actor: MACHINE,
            action: Act::RunReview.name(),
            object_kind: "review",
            object_id: &run.id.to_string(),
            detail: &json!({ "cases": look.len(), "as_of": run.as_of.to_string(), "policy": run.policy }),
        };
        change.commit(&event).await?;
        return Ok(());
    }
    Err(AppError::BrokenOff("lists come in all the time".into()))
}

/// Brings notices up to date with the day, by the lists as they are: who retires on a day that the roster names is told of
/// that day, though no list came. No review is kept of it: the lists are the same. How many notices were opened, and how
/// many closed.
pub(crate) async fn look_again(context: &Context) -> Result<(usize, usize), AppError> {
    let Some(policy) = context.policy().map(named) else { return Ok((0, 0)) };
    let (day, at) = (context.today(), context.now());
    let mut connection = context.db.read().await?;
    let Some(applied) = snapshot::applied(&mut connection).await? else { return Ok((0, 0)) };
    if is_known(&mut connection, day, &policy, &applied).await? {
        return Ok((0, 0));
    }
    drop(connection);
    let look = look(context, &applied, &policy, day, Cells::NotNeeded).await?;
    let mut turn = context.db.upkeep().await?;
    if snapshot::applied(&mut turn).await? != Some(applied) {
        // A list came meanwhile, and with it the job of a whole review.
        return Ok((0, 0));
    }
    let places = look.places(&mut turn, day).await?;
    let stamp = Stamp { day, at, run: None };
    let changed = notices::after_review(context.ids()?, &mut turn, &stamp, &look, &places).await?;
    turn.commit().await?;
    Ok(changed)
}

/// Did the latest review look at the same lists, for the same day, by the same law?
async fn is_known(connection: &mut Connection, day: Day, policy: &str, applied: &[Input]) -> Result<bool, AppError> {
    let Some(latest) = known::latest_reviews(connection, 1).await?.first().copied() else { return Ok(false) };
    let latest = reviews::get(connection, latest).await?;
    Ok(latest.as_of == day && latest.policy == policy && inputs(&latest) == applied)
}

/// There is nothing to review: the job is done.
async fn put_away(context: &Context, desk: &Desk) -> Result<(), AppError> {
    let mut turn = context.db.upkeep().await?;
    desk.finish(&mut turn).await?;
    Ok(turn.commit().await?)
}
