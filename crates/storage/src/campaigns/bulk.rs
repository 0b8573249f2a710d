//! Many cases at once: the same condition counts them, draws the sample and takes the step, in one transaction.

use super::list::Filter;
use crate::codes::Code;
use crate::db::Connection;
use crate::error::{Error, Result};
use crate::statement::{Condition, bind_all, places};
use crate::turn::Change;
use antin_domain::action::Action;
use antin_domain::campaign::case::{CaseState, CaseVerb, DecisionKind};
use antin_domain::id::Id;
use antin_domain::moment::Moment;

/// A step to be taken by many cases.
#[derive(Clone, Debug)]
pub struct Bulk {
    /// Which cases.
    pub filter: Filter,
    /// Accept the proposal, or confirm what somebody else decided.
    pub verb: BulkVerb,
    /// Who.
    pub by: Id,
    /// Units whose cases cannot be decided now: their time is over or their report is signed off.
    pub shut: Vec<Id>,
}

/// What can be done to many cases at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BulkVerb {
    /// Decide as the review proposes.
    Accept,
    /// Confirm what somebody else decided.
    Confirm,
}

/// How many cases a step would take, and how many have to be looked at one by one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WhatIf {
    /// How many would be decided or confirmed, by action.
    pub taken: Vec<(Action, i64)>,
    /// How many wait in the list but have to be looked at one by one.
    pub special: i64,
}

/// What would happen; nothing does.
///
/// # Errors
/// The database cannot be read.
pub async fn what_if(connection: &mut Connection, campaign: Id, bulk: &Bulk) -> Result<WhatIf> {
    let condition = bulk.condition(campaign);
    let column = bulk.verb.column();
    let text = format!(
        "SELECT {column}, count(*) FROM campaign_case c {} GROUP BY {column} ORDER BY {column}",
        condition.where_text()
    );
    let rows: Vec<(i16, i64)> =
        on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
            .fetch_all(&mut *c)
            .await)?;
    let of = |(code, number)| Ok((Action::of("campaign_case", code)?, number));
    let taken = rows.into_iter().map(of).collect::<Result<Vec<_>>>()?;
    let waiting = Filter { state: Some(bulk.verb.from()), ..bulk.filter.clone() };
    let special = super::list::count(connection, campaign, &waiting).await? - taken.iter().map(|(_, n)| n).sum::<i64>();
    Ok(WhatIf { taken, special })
}

/// The numbers of the cases that would take the step, in the order of the list.
///
/// # Errors
/// The database cannot be read.
pub async fn numbers(connection: &mut Connection, campaign: Id, bulk: &Bulk) -> Result<Vec<i64>> {
    let condition = bulk.condition(campaign);
    let text = format!("SELECT c.number FROM campaign_case c {} ORDER BY c.proposed, c.number", condition.where_text());
    let rows: Vec<(i64,)> =
        on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
            .fetch_all(&mut *c)
            .await)?;
    Ok(rows.into_iter().map(|(number,)| number).collect())
}

/// Takes the step for every case of [`numbers`]; `sample` are those that come back for a second look. How many took it.
///
/// # Errors
/// The database cannot be written; then no case took it.
pub async fn take(change: &mut Change, campaign: Id, bulk: &Bulk, sample: &[i64], at: Moment) -> Result<i64> {
    let (verb, from, to) = (bulk.verb.verb(), bulk.verb.from(), bulk.verb.to());
    let mut condition = bulk.condition(campaign);
    let (verb, from, to) = (condition.number(verb.code()), condition.number(from.code()), condition.number(to.code()));
    let (by, now) = (condition.number(bulk.by.0), condition.number(at.0));
    let kept = format!(
        "INSERT INTO campaign_step (campaign_id, case_number, number, verb, state_before, state_after, action, reason,
             by_user, at_us)
         SELECT c.campaign_id, c.number, c.steps + 1, {verb}, {from}, {to}, {}, '', {by}, {now} FROM campaign_case c {}",
        bulk.verb.column(),
        condition.where_text()
    );
    let kept: u64 = on!(change, |c| bind_all!(sqlx::query(sqlx::AssertSqlSafe(kept)), &condition.values)
        .execute(&mut *c)
        .await
        .map(|done| done.rows_affected()))?;
    let mut condition = bulk.condition(campaign);
    let (by, now) = (condition.number(bulk.by.0), condition.number(at.0));
    let sets = match bulk.verb {
        BulkVerb::Accept => {
            let (to, decision) = (CaseState::Decided.code(), DecisionKind::Accepted.code());
            format!(
                "state = {to}, decision = {decision}, action = proposed, reason = '', decided_by = {by},
                 decided_us = {now}, confirmed_by = NULL, confirmed_us = NULL, second_look = 0,
                 seen_version = (SELECT x.version FROM certificate x WHERE x.id = campaign_case.certificate_id)"
            )
        }
        BulkVerb::Confirm => {
            format!("state = {}, confirmed_by = {by}, confirmed_us = {now}", CaseState::Confirmed.code())
        }
    };
    // The list is fixed by its numbers before the first row changes.
    let text = format!(
        "UPDATE campaign_case SET {sets}, steps = steps + 1, version = version + 1
         WHERE campaign_id = $1 AND number IN (SELECT c.number FROM campaign_case c {})",
        condition.where_text()
    );
    let changed: u64 = on!(change, |c| bind_all!(sqlx::query(sqlx::AssertSqlSafe(text)), &condition.values)
        .execute(&mut *c)
        .await
        .map(|done| done.rows_affected()))?;
    if kept != changed {
        let value = format!("{kept} steps, {changed} cases");
        return Err(Error::Damaged { table: "campaign_step", column: "number", value });
    }
    for chunk in sample.chunks(5_000) {
        let places = places(change.engine(), chunk.len());
        let text = format!("UPDATE campaign_case SET second_look = 1 WHERE number IN ({places}) AND campaign_id = ");
        let text = match change.engine() {
            crate::db::Engine::Sqlite => format!("{text}?"),
            crate::db::Engine::Postgres => format!("{text}${}", chunk.len() + 1),
        };
        on!(change, |c| {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(text));
            for number in chunk {
                query = query.bind(*number);
            }
            query.bind(campaign.0).execute(&mut *c).await.map(drop)
        })?;
    }
    Ok(i64::try_from(changed).unwrap_or(i64::MAX))
}

impl BulkVerb {
    /// The verb of the table of steps.
    #[must_use]
    pub fn verb(self) -> CaseVerb {
        match self {
            BulkVerb::Accept => CaseVerb::Accept,
            BulkVerb::Confirm => CaseVerb::Confirm,
        }
    }

    /// From where it leads.
    #[must_use]
    pub fn from(self) -> CaseState {
        match self {
            BulkVerb::Accept => CaseState::Open,
            BulkVerb::Confirm => CaseState::Decided,
        }
    }

    fn to(self) -> CaseState {
        match self {
            BulkVerb::Accept => CaseState::Decided,
            BulkVerb::Confirm => CaseState::Confirmed,
        }
    }

    /// The column with the action that it is about.
    fn column(self) -> &'static str {
        match self {
            BulkVerb::Accept => "c.proposed",
            BulkVerb::Confirm => "c.action",
        }
    }
}

impl Bulk {
    /// Those that fit the filter and need not be looked at one by one.
    fn condition(&self, campaign: Id) -> Condition {
        let filter = Filter { state: Some(self.verb.from()), ..self.filter.clone() };
        let mut condition = filter.condition(campaign);
        let (revoke, verify) = (Action::Revoke.code(), Action::Verify.code());
        match self.verb {
            // A person has to look at what is to be verified, at a unit's only certificate, at what its holder calls wrong.
            BulkVerb::Accept => condition.and(&format!(
                "c.proposed <> {verify} AND NOT (c.proposed = {revoke} AND c.is_only = 1) AND c.holder_said <> 2"
            )),
            // And at disputes, at what was drawn for a second look, and at what one decided oneself.
            BulkVerb::Confirm => {
                let by = condition.number(self.by.0);
                let disputed = DecisionKind::Disputed.code();
                condition.and(&format!("c.second_look = 0 AND c.decision <> {disputed} AND c.decided_by <> {by}"));
            }
        }
        if !self.shut.is_empty() {
            let shut: Vec<String> = self.shut.iter().map(|id| condition.number(id.0)).collect();
            condition.and(&format!("c.office_id NOT IN ({})", shut.join(", ")));
        }
        condition
    }
}
