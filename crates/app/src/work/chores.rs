//! What happens again and again: each server looks whether it is time, and one of them gets each turn.

use super::{checkpoints, daily, tidying};
use crate::context::Context;
use crate::error::AppError;
use crate::{notices, requests};
use antin_domain::moment::Moment;
use antin_storage::schedules;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// So often a server looks.
const LOOK: Duration = Duration::from_secs(30);

/// Does what is due, until the server stops. What fails is told, and holds up nothing else.
pub(super) async fn again_and_again(context: Arc<Context>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        told("the audit was not signed", checkpoints::sign_if_due(&context).await);
        told("keys of old requests were not forgotten", tidying::tidy_if_due(&context).await);
        told("old drafts of requests were not ended", requests::expire(&context).await.map(drop));
        told("ends that come near were not looked at", notices::look_if_anything_changed(&context).await);
        told("the letters of the day were not written", daily::write_if_due(&context).await);
        tokio::select! {
            _ = stopped.changed() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

fn told(trouble: &str, outcome: Result<(), AppError>) {
    if let Err(error) = outcome {
        tracing::error!(%error, "{trouble}");
    }
}

/// Is it time for `name`, and does this server get the turn? The turn after this one is at `next`; the very first, where
/// nobody knows of it yet, at `first`.
pub(super) async fn is_due(
    context: &Context,
    name: &str,
    rhythm: &str,
    first: Moment,
    next: Moment,
) -> Result<bool, AppError> {
    let known = schedules::due(&mut context.db.read().await?, Moment(i64::MAX)).await?;
    let Some(schedule) = known.into_iter().find(|schedule| schedule.name == name) else {
        let mut turn = context.db.upkeep().await?;
        schedules::set(&mut turn, name, rhythm, first).await?;
        turn.commit().await?;
        return Ok(false);
    };
    if schedule.next > context.now() {
        return Ok(false);
    }
    // Only now: a turn keeps other writers waiting, and nearly always there is nothing to claim.
    let mut turn = context.db.upkeep().await?;
    let is_ours = schedules::claim(&mut turn, &schedule, next, context.now()).await?;
    turn.commit().await?;
    Ok(is_ours)
}
