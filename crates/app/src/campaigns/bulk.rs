//! Many cases at once: rehearsed with counts, refused above a threshold, taken whole or not at all.

use super::cases::{CaseQuery, shut_units};
use super::{commit, decisions, running};
use crate::context::Context;
use crate::error::AppError;
use crate::visitor::Visitor;
use crate::work;
use antin_domain::action::Action;
use antin_domain::campaign::bulk as thresholds;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_storage::Connection;
pub use antin_storage::campaigns::bulk::BulkVerb;
use antin_storage::campaigns::bulk::{self as rows, Bulk};
use antin_storage::campaigns::list as lists;
use serde_json::json;

/// What a step for many cases would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BulkPlan {
    /// How many would be decided or confirmed, by action, the strongest first.
    pub taken: Vec<(Action, i64)>,
    /// How many wait in the list but have to be looked at one by one.
    pub special: i64,
    /// How many would come back for a second look.
    pub sample: i64,
    /// Numbers of the first ones of the sample, to look at before.
    pub examples: Vec<i64>,
    /// So many revocations at once are a question.
    pub must_ask: bool,
}

impl BulkPlan {
    /// How many cases would take the step.
    #[must_use]
    pub fn count(&self) -> i64 {
        self.taken.iter().map(|(_, number)| number).sum()
    }

    /// How many of them are revocations.
    #[must_use]
    pub fn revocations(&self) -> i64 {
        let grave = |action: &Action| matches!(action, Action::Revoke | Action::RevokeAndReissue);
        self.taken.iter().filter(|(action, _)| grave(action)).map(|(_, number)| number).sum()
    }
}

/// What would happen to the cases of `query`; nothing does.
///
/// # Errors
/// The visitor may not, or the campaign does not run.
pub async fn what_if(
    context: &Context,
    visitor: &Visitor,
    campaign: Id,
    query: &CaseQuery,
    verb: BulkVerb,
) -> Result<BulkPlan, AppError> {
    let mut connection = context.db.read().await?;
    let bulk = bulk(context, &mut connection, visitor, campaign, query, verb).await?;
    Ok(plan(&mut connection, campaign, &bulk).await?.0)
}

/// Takes the step for all of them or for none. `agreed` is the number that the visitor saw: another one means that the
/// list changed, and nothing happens. How many took it.
///
/// # Errors
/// The visitor may not; the list changed; it is empty; or so many revocations were not agreed to.
pub async fn take(
    context: &Context,
    visitor: &Visitor,
    campaign: Id,
    query: &CaseQuery,
    verb: BulkVerb,
    agreed: i64,
    despite: bool,
) -> Result<i64, AppError> {
    let now = context.now();
    let mut change = context.db.change().await?;
    let bulk = bulk(context, &mut change, visitor, campaign, query, verb).await?;
    let (plan, sample) = plan(&mut change, campaign, &bulk).await?;
    let count = plan.count();
    if count == 0 {
        return Err(AppError::Unusable(Message::new("campaigns-refused-bulk-nothing")));
    }
    if count != agreed {
        let message = Message::new("campaigns-refused-bulk-changed").with("agreed", agreed);
        return Err(AppError::Unusable(message.with("count", count)));
    }
    if plan.must_ask && !despite {
        let message = Message::new("campaigns-refused-bulk-threshold").with("revocations", plan.revocations());
        return Err(AppError::Unusable(message.with("count", count)));
    }
    let taken = rows::take(&mut change, campaign, &bulk, &sample, now).await?;
    decisions::follow_up_many(context, &mut change, campaign, verb, visitor.actor.user, now).await?;
    let actions: Vec<_> = plan.taken.iter().map(|(action, number)| json!([action.name(), number])).collect();
    let detail = json!({
        "verb": verb.verb().name(),
        "count": taken,
        "actions": actions,
        "sample": sample.len(),
        "despite": despite,
        "filter": {
            "unit": query.unit.map(|id| id.to_string()),
            "proposed": query.proposed.map(Action::name),
            "finding": query.finding.map(antin_domain::finding::Code::name),
        },
    });
    commit(change, context, visitor, "campaign-bulk", campaign, &detail).await?;
    work::ring(context);
    Ok(taken)
}

async fn bulk(
    context: &Context,
    connection: &mut Connection,
    visitor: &Visitor,
    campaign: Id,
    query: &CaseQuery,
    verb: BulkVerb,
) -> Result<Bulk, AppError> {
    let act = match verb {
        BulkVerb::Accept => Act::Decide,
        BulkVerb::Confirm => Act::Approve,
    };
    let filter = query.filter(visitor, act)?;
    let campaign = running(connection, campaign).await?;
    let shut = shut_units(connection, &campaign, act, context.today()).await?;
    Ok(Bulk { filter, verb, by: visitor.actor.user, shut })
}

/// The plan, and the numbers that come back for a second look.
async fn plan(connection: &mut Connection, campaign: Id, bulk: &Bulk) -> Result<(BulkPlan, Vec<i64>), AppError> {
    const EXAMPLES: usize = 5;
    let what_if = rows::what_if(connection, campaign, bulk).await?;
    let numbers = rows::numbers(connection, campaign, bulk).await?;
    let count = i64::try_from(numbers.len()).unwrap_or(i64::MAX);
    let drawn = (0..).zip(&numbers).filter(|(place, _)| thresholds::comes_back(*place, count));
    // Only what is decided comes back; what is confirmed was looked at by a second person already.
    let sample: Vec<i64> = match bulk.verb {
        BulkVerb::Accept => drawn.map(|(_, number)| *number).collect(),
        BulkVerb::Confirm => Vec::new(),
    };
    let mut plan = BulkPlan {
        taken: what_if.taken,
        special: what_if.special,
        sample: i64::try_from(sample.len()).unwrap_or(i64::MAX),
        examples: numbers.iter().step_by((numbers.len() / EXAMPLES).max(1)).take(EXAMPLES).copied().collect(),
        must_ask: false,
    };
    // The share is of everything that the unit has in the campaign, not of what the filter left of it.
    let whole = lists::Filter { reach: bulk.filter.reach.clone(), unit: bulk.filter.unit, ..lists::Filter::default() };
    let cases = lists::count(connection, campaign, &whole).await?;
    plan.must_ask = thresholds::must_ask(plan.revocations(), cases);
    Ok((plan, sample))
}
