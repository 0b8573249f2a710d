//! Asks all cases of a unit again whose certificate changed since they were looked at: in one act, before the report is
//! signed off.
//!
//! > issue "The campaigns" 6: what changed since is listed at sign-off, and only that is asked again.

use super::cases::reopened;
use super::{commit, deadline, decisions, running, tidy};
use crate::context::Context;
use crate::error::{AppError, Kind};
use crate::visitor::{Visitor, object};
use antin_domain::campaign::case::{CaseState, CaseVerb, STEPS};
use antin_domain::campaign::guards;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::{Act, Reach};
use antin_domain::workflow;
use antin_storage::campaigns::cases::{self, CaseStep};
use antin_storage::campaigns::list::{self as lists, Filter};
use antin_storage::campaigns::units;
use antin_storage::{Connection, page};
use serde_json::json;

/// What came of asking again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AskedAgain {
    /// So many cases are open again.
    pub asked: usize,
    /// So many stay as they are: a request that they led to is on its way, and has to be withdrawn first.
    pub kept: usize,
}

/// Asks the changed cases again on which `unit` reports, all of them that can be. `agreed` is the number that the visitor
/// saw: another one means that more changed meanwhile, and nothing happens.
///
/// # Errors
/// The visitor may not; the report is signed off; no reason is given; the number is another one by now; or none can be
/// asked again.
pub async fn ask_again(
    context: &Context,
    visitor: &Visitor,
    campaign: Id,
    unit: Id,
    agreed: i64,
    reason: &str,
) -> Result<AskedAgain, AppError> {
    guards::reason(reason).map_err(AppError::Unusable)?;
    let (now, reason) = (context.now(), tidy(reason)?);
    let mut change = context.db.change().await?;
    let place = object(&mut change, Some(unit), None).await?;
    visitor.may(Act::Approve, &place)?;
    let campaign = running(&mut change, campaign).await?;
    let here = units::get(&mut change, campaign.id, unit).await?;
    guards::not_locked(here.report_state).map_err(AppError::Unusable)?;
    let changed = changed(&mut change, campaign.id, unit).await?;
    let count = i64::try_from(changed.len()).unwrap_or(i64::MAX);
    if count != agreed {
        let message = Message::new("campaigns-refused-bulk-changed").with("agreed", agreed);
        return Err(AppError::Unusable(message.with("count", count)));
    }
    let mut outcome = AskedAgain::default();
    for number in changed {
        let before = cases::get(&mut change, campaign.id, number).await?;
        let verb = match before.state {
            CaseState::Clear | CaseState::Confirmed => CaseVerb::Reopen,
            CaseState::Decided => CaseVerb::SendBack,
            // They are asked as it is.
            CaseState::Open | CaseState::Postponed => continue,
        };
        let Some(step) = workflow::find(STEPS, before.state, verb) else { continue };
        if step.act != Act::Approve {
            guards::in_time(deadline(&campaign, here.before), context.today()).map_err(AppError::Unusable)?;
        }
        if before.state == CaseState::Confirmed {
            match decisions::take_back(&mut change, campaign.id, number, now).await {
                Ok(()) => {}
                Err(error) if error.kind() == Kind::Unusable => {
                    outcome.kept += 1;
                    continue;
                }
                Err(error) => return Err(error),
            }
        }
        let after = reopened(&before, step.to, &reason);
        let (action, by) = (before.action, visitor.actor.user);
        let kept = CaseStep { verb, before: before.state, after: step.to, action, reason: reason.clone(), by, at: now };
        cases::save_step(&mut change, campaign.id, &after, &kept, before.version).await?;
        outcome.asked += 1;
    }
    if outcome.asked == 0 {
        return Err(AppError::Unusable(Message::new("campaigns-refused-again-nothing").with("kept", outcome.kept)));
    }
    let detail = json!({ "unit": unit.to_string(), "asked": outcome.asked, "kept": outcome.kept, "reason": reason });
    commit(change, context, visitor, "campaign-ask-again", campaign.id, &detail).await?;
    Ok(outcome)
}

/// The numbers of the cases on which `unit` reports and of which the certificate changed.
async fn changed(connection: &mut Connection, campaign: Id, unit: Id) -> Result<Vec<i64>, AppError> {
    let reach = Reach { everything: true, ..Reach::default() };
    let filter = Filter { reach, office: Some(unit), changed: true, ..Filter::default() };
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let part = lists::page(connection, campaign, &filter, after.as_ref(), page::MOST).await?;
        found.extend(part.items.iter().map(|line| line.case.number));
        after = part.next;
        if after.is_none() {
            return Ok(found);
        }
    }
}
