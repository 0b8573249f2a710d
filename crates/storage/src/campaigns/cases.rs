//! The cases of a campaign: opened together, then one step at a time, each of them kept.

use crate::among;
use crate::codes::Code;
use crate::db::Connection;
use crate::error::{Error, Result};
use crate::statement::{many, rows_at_once};
use crate::turn::Change;
use antin_domain::action::Action;
use antin_domain::campaign::case::{CaseState, CaseVerb, DecisionKind, HolderSaid};
use antin_domain::campaign::report::Compared;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::moment::Moment;
use std::collections::HashMap;

/// A case as it is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCase {
    /// As in the review of the campaign.
    pub number: i64,
    /// The unit where it lies.
    pub unit: Id,
    /// The unit that reports on it.
    pub office: Id,
    /// The certificate, where the registry has it.
    pub certificate: Option<Id>,
    /// What the review proposes.
    pub proposed: Action,
    /// The finding that decides it; blank where there is none.
    pub finding: String,
    /// How it stands to the two lists.
    pub compared: Compared,
    /// Would revoking it leave the unit without any?
    pub is_only: bool,
}

/// A case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CampaignCase {
    /// As in the review of the campaign.
    pub number: i64,
    /// The unit where it lies.
    pub unit: Id,
    /// The unit that reports on it.
    pub office: Id,
    /// The certificate, where the registry has it.
    pub certificate: Option<Id>,
    /// The person who holds it, where known.
    pub person: Option<Id>,
    /// What the review proposes.
    pub proposed: Action,
    /// The finding that decides it; blank where there is none.
    pub finding: String,
    /// How it stands to the two lists.
    pub compared: Compared,
    /// Would revoking it leave the unit without any?
    pub is_only: bool,
    /// How it stands.
    pub state: CaseState,
    /// What kind of decision there is.
    pub decision: Option<DecisionKind>,
    /// What was decided.
    pub action: Option<Action>,
    /// Why, as told with the last step.
    pub reason: String,
    /// The replacement that was asked for, by number and day of the letter.
    pub replacement: String,
    /// Until when it was put off.
    pub until: Day,
    /// Who decided.
    pub decided_by: Option<Id>,
    /// When.
    pub decided: Option<Moment>,
    /// Who confirmed.
    pub confirmed_by: Option<Id>,
    /// When.
    pub confirmed: Option<Moment>,
    /// Decided among many and drawn for a second look.
    pub second_look: bool,
    /// What the holder said.
    pub holder_said: HolderSaid,
    /// What he says is wrong.
    pub holder_note: String,
    /// Who recorded it.
    pub holder_by: Option<Id>,
    /// When.
    pub holder_at: Option<Moment>,
    /// Somebody else said it for him.
    pub holder_for: bool,
    /// Version of the certificate on which it was last looked at.
    pub seen_version: Option<i64>,
    /// Version.
    pub version: i64,
}

/// One step of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseStep {
    /// What was done.
    pub verb: CaseVerb,
    /// Where it stood before.
    pub before: CaseState,
    /// And after.
    pub after: CaseState,
    /// What was decided.
    pub action: Option<Action>,
    /// Why.
    pub reason: String,
    /// Which user.
    pub by: Id,
    /// When.
    pub at: Moment,
}

type StepRow = (i16, i16, i16, Option<i16>, String, i64, i64);

#[derive(sqlx::FromRow)]
pub(super) struct CaseRow {
    pub(super) number: i64,
    unit_id: i64,
    office_id: i64,
    certificate_id: Option<i64>,
    person_id: Option<i64>,
    proposed: i16,
    finding: String,
    compared: i16,
    is_only: i16,
    state: i16,
    decision: Option<i16>,
    action: Option<i16>,
    reason: String,
    replacement: String,
    until_on: Option<i32>,
    decided_by: Option<i64>,
    decided_us: Option<i64>,
    confirmed_by: Option<i64>,
    confirmed_us: Option<i64>,
    second_look: i16,
    holder_said: i16,
    holder_note: String,
    holder_by: Option<i64>,
    holder_us: Option<i64>,
    holder_for: i16,
    seen_version: Option<i64>,
    version: i64,
}

/// The columns of a case; the condition follows.
pub(super) const COLUMNS: &str = "c.number, c.unit_id, c.office_id, c.certificate_id, c.person_id, c.proposed, c.finding,
    c.compared, c.is_only, c.state, c.decision, c.action, c.reason, c.replacement, c.until_on, c.decided_by, c.decided_us,
    c.confirmed_by, c.confirmed_us, c.second_look, c.holder_said, c.holder_note, c.holder_by, c.holder_us, c.holder_for,
    c.seen_version, c.version";

/// Opens cases: those that the review asks nothing for are clear. Whose certificate it is and on which version of it each
/// was looked at is fixed with them.
///
/// # Errors
/// A number is taken, or a unit or certificate is not there.
pub async fn open_many(change: &mut Change, campaign: Id, cases: &[NewCase]) -> Result<()> {
    for chunk in cases.chunks(rows_at_once(12)) {
        let about: Vec<i64> = chunk.iter().filter_map(|case| case.certificate.map(|id| id.0)).collect();
        let text = "SELECT id, person_id, version FROM certificate WHERE id IN ({keys})";
        let looked_at: Vec<(i64, Option<i64>, i64)> = among::select(change, text, &about).await?;
        let looked_at: HashMap<i64, (Option<i64>, i64)> =
            looked_at.into_iter().map(|(id, person, version)| (id, (person, version))).collect();
        let head =
            "INSERT INTO campaign_case (campaign_id, number, unit_id, office_id, certificate_id, person_id, seen_version,
            proposed, finding, compared, is_only, state)";
        let text = many(change.engine(), head, 12, chunk.len(), "");
        on!(change, |c| {
            let mut query = sqlx::query(text);
            for case in chunk {
                let state = if case.proposed == Action::None { CaseState::Clear } else { CaseState::Open };
                let seen = case.certificate.and_then(|id| looked_at.get(&id.0));
                query = query
                    .bind(campaign.0)
                    .bind(case.number)
                    .bind(case.unit.0)
                    .bind(case.office.0)
                    .bind(case.certificate.map(|id| id.0))
                    .bind(seen.and_then(|seen| seen.0))
                    .bind(seen.map(|seen| seen.1))
                    .bind(case.proposed.code())
                    .bind(case.finding.as_str())
                    .bind(case.compared.code())
                    .bind(i16::from(case.is_only))
                    .bind(state.code());
            }
            query.execute(&mut *c).await.map(drop)
        })?;
    }
    Ok(())
}

/// Fixes on which version of its certificate one case was looked at, if it is about `certificate`: what changed it is what
/// the case asked for.
///
/// # Errors
/// The database cannot be written.
pub async fn looked_at(change: &mut Change, campaign: Id, number: i64, certificate: Id) -> Result<()> {
    on!(change, |c| sqlx::query(
        "UPDATE campaign_case SET seen_version =
             (SELECT x.version FROM certificate x WHERE x.id = campaign_case.certificate_id)
         WHERE campaign_id = $1 AND number = $2 AND certificate_id = $3"
    )
    .bind(campaign.0)
    .bind(number)
    .bind(certificate.0)
    .execute(&mut *c)
    .await
    .map(drop))
    .map_err(Error::from)
}

/// A case.
///
/// # Errors
/// There is no such case.
pub async fn get(connection: &mut Connection, campaign: Id, number: i64) -> Result<CampaignCase> {
    let text = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM campaign_case c WHERE c.campaign_id = $1 AND c.number = $2"
    ));
    let row: Option<CaseRow> =
        on!(connection, |c| sqlx::query_as(text).bind(campaign.0).bind(number).fetch_optional(&mut *c).await)?;
    row.map(case_of).transpose()?.ok_or_else(|| Error::Missing { noun: "campaign-case", id: number.to_string() })
}

/// Writes a case as it stands after a step, and the step, if it is still at version `seen`. It counts as looked at on the
/// present version of its certificate.
///
/// # Errors
/// Somebody took a step meanwhile.
pub async fn save_step(
    change: &mut Change,
    campaign: Id,
    case: &CampaignCase,
    step: &CaseStep,
    seen: i64,
) -> Result<()> {
    let number: Option<(i64,)> = on!(change, |c| {
        sqlx::query_as(
        "UPDATE campaign_case SET state = $1, decision = $2, action = $3, reason = $4, replacement = $5, until_on = $6,
             decided_by = $7, decided_us = $8, confirmed_by = $9, confirmed_us = $10, second_look = $11,
             seen_version = (SELECT x.version FROM certificate x WHERE x.id = campaign_case.certificate_id),
             steps = steps + 1, version = version + 1
         WHERE campaign_id = $12 AND number = $13 AND version = $14 RETURNING steps"
    )
    .bind(case.state.code())
    .bind(case.decision.map(Code::code))
    .bind(case.action.map(Code::code))
    .bind(case.reason.as_str())
    .bind(case.replacement.as_str())
    .bind(case.until.number())
    .bind(case.decided_by.map(|id| id.0))
    .bind(case.decided.map(|at| at.0))
    .bind(case.confirmed_by.map(|id| id.0))
    .bind(case.confirmed.map(|at| at.0))
    .bind(i16::from(case.second_look))
    .bind(campaign.0)
    .bind(case.number)
    .bind(seen)
    .fetch_optional(&mut *c)
    .await
    })?;
    let Some((number,)) = number else {
        return Err(Error::Stale { noun: "campaign-case", id: case.number, seen });
    };
    on!(change, |c| sqlx::query(
        "INSERT INTO campaign_step (campaign_id, case_number, number, verb, state_before, state_after, action, reason,
             by_user, at_us)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    )
    .bind(campaign.0)
    .bind(case.number)
    .bind(number)
    .bind(step.verb.code())
    .bind(step.before.code())
    .bind(step.after.code())
    .bind(step.action.map(Code::code))
    .bind(step.reason.as_str())
    .bind(step.by.0)
    .bind(step.at.0)
    .execute(&mut *c)
    .await
    .map(drop))
    .map_err(Error::from)
}

/// Writes what the holder said, if the case is still at version `seen`.
///
/// # Errors
/// Somebody took a step meanwhile.
pub async fn save_holder(change: &mut Change, campaign: Id, case: &CampaignCase, seen: i64) -> Result<()> {
    let rows = on!(change, |c| {
        sqlx::query(
        "UPDATE campaign_case SET holder_said = $1, holder_note = $2, holder_by = $3, holder_us = $4, holder_for = $5,
             version = version + 1
         WHERE campaign_id = $6 AND number = $7 AND version = $8"
    )
    .bind(case.holder_said.code())
    .bind(case.holder_note.as_str())
    .bind(case.holder_by.map(|id| id.0))
    .bind(case.holder_at.map(|at| at.0))
    .bind(i16::from(case.holder_for))
    .bind(campaign.0)
    .bind(case.number)
    .bind(seen)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected())
    })?;
    if rows == 0 { Err(Error::Stale { noun: "campaign-case", id: case.number, seen }) } else { Ok(()) }
}

/// The steps of a case, the earliest first.
///
/// # Errors
/// The database cannot be read.
pub async fn steps(connection: &mut Connection, campaign: Id, number: i64) -> Result<Vec<CaseStep>> {
    let rows: Vec<StepRow> = on!(connection, |c| sqlx::query_as(
        "SELECT verb, state_before, state_after, action, reason, by_user, at_us FROM campaign_step
         WHERE campaign_id = $1 AND case_number = $2 ORDER BY number"
    )
    .bind(campaign.0)
    .bind(number)
    .fetch_all(&mut *c)
    .await)?;
    let step = |(verb, before, after, action, reason, by, at): StepRow| {
        Ok(CaseStep {
            verb: CaseVerb::of("campaign_step", verb)?,
            before: CaseState::of("campaign_step", before)?,
            after: CaseState::of("campaign_step", after)?,
            action: action.map(|code| Action::of("campaign_step", code)).transpose()?,
            reason,
            by: Id(by),
            at: Moment(at),
        })
    };
    rows.into_iter().map(step).collect()
}

pub(super) fn case_of(row: CaseRow) -> Result<CampaignCase> {
    const TABLE: &str = "campaign_case";
    Ok(CampaignCase {
        number: row.number,
        unit: Id(row.unit_id),
        office: Id(row.office_id),
        certificate: row.certificate_id.map(Id),
        person: row.person_id.map(Id),
        proposed: Action::of(TABLE, row.proposed)?,
        finding: row.finding,
        compared: Compared::of(TABLE, row.compared)?,
        is_only: row.is_only != 0,
        state: CaseState::of(TABLE, row.state)?,
        decision: row.decision.map(|code| DecisionKind::of(TABLE, code)).transpose()?,
        action: row.action.map(|code| Action::of(TABLE, code)).transpose()?,
        reason: row.reason,
        replacement: row.replacement,
        until: Day::of_number(row.until_on),
        decided_by: row.decided_by.map(Id),
        decided: row.decided_us.map(Moment),
        confirmed_by: row.confirmed_by.map(Id),
        confirmed: row.confirmed_us.map(Moment),
        second_look: row.second_look != 0,
        holder_said: HolderSaid::of(TABLE, row.holder_said)?,
        holder_note: row.holder_note,
        holder_by: row.holder_by.map(Id),
        holder_at: row.holder_us.map(Moment),
        holder_for: row.holder_for != 0,
        seen_version: row.seen_version,
        version: row.version,
    })
}
