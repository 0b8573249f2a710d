//! The units of a campaign: their day, their report, and every step that it took.

use crate::codes::Code;
use crate::db::Connection;
use crate::error::{Error, Result};
use crate::statement::{many, rows_at_once};
use crate::turn::Change;
use antin_domain::campaign::report::{ReportState, ReportVerb};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::moment::Moment;
use antin_domain::role::Role;

/// A unit that reports in a campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CampaignUnit {
    /// The unit.
    pub unit: Id,
    /// To which it reports; none for the one at the top.
    pub above: Option<Id>,
    /// How deep it stands; 0 is the top.
    pub depth: i16,
    /// Before which day it reports, extensions included.
    pub before: Day,
    /// How its report stands.
    pub report_state: ReportState,
    /// The numbers as they were signed off, as JSON.
    pub report: Option<String>,
    /// The day on which it was reminded last; unknown where it never was.
    pub reminded: Day,
    /// Version.
    pub version: i64,
}

/// One step of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportStep {
    /// What was done.
    pub verb: ReportVerb,
    /// Where it stood before.
    pub before: ReportState,
    /// And after.
    pub after: ReportState,
    /// Why.
    pub reason: String,
    /// Number of the letter by which it went.
    pub document: String,
    /// Its day.
    pub document_on: Day,
    /// Which user.
    pub by: Id,
    /// When.
    pub at: Moment,
}

/// More time for a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// The unit.
    pub unit: Id,
    /// The day before.
    pub before: Day,
    /// The day from now on.
    pub after: Day,
    /// Why.
    pub reason: String,
    /// Which user.
    pub by: Id,
    /// When.
    pub at: Moment,
}

type UnitRow = (i64, Option<i64>, i16, i32, i16, Option<String>, Option<i32>, i64);
type StepRow = (i16, i16, i16, String, String, Option<i32>, i64, i64);

const SELECT: &str = "SELECT unit_id, above_id, depth, before_on, report_state, report, reminded_on, version
    FROM campaign_unit WHERE campaign_id = $1";

/// Adds units; none has a report yet.
///
/// # Errors
/// One is there already, or is no unit.
pub async fn insert_many(change: &mut Change, campaign: Id, units: &[CampaignUnit]) -> Result<()> {
    for chunk in units.chunks(rows_at_once(7)) {
        let head =
            "INSERT INTO campaign_unit (campaign_id, unit_id, above_id, depth, before_on, report_state, version)";
        let text = many(change.engine(), head, 7, chunk.len(), "");
        on!(change, |c| {
            let mut query = sqlx::query(text);
            for unit in chunk {
                query = query
                    .bind(campaign.0)
                    .bind(unit.unit.0)
                    .bind(unit.above.map(|id| id.0))
                    .bind(unit.depth)
                    .bind(unit.before.number())
                    .bind(unit.report_state.code())
                    .bind(1_i64);
            }
            query.execute(&mut *c).await.map(drop)
        })?;
    }
    Ok(())
}

/// Every unit of a campaign, those above first.
///
/// # Errors
/// The database cannot be read.
pub async fn all(connection: &mut Connection, campaign: Id) -> Result<Vec<CampaignUnit>> {
    let text = sqlx::AssertSqlSafe(format!("{SELECT} ORDER BY depth, unit_id"));
    let rows: Vec<UnitRow> = on!(connection, |c| sqlx::query_as(text).bind(campaign.0).fetch_all(&mut *c).await)?;
    rows.into_iter().map(unit_of).collect()
}

/// One unit of a campaign.
///
/// # Errors
/// The unit does not report in it.
pub async fn get(connection: &mut Connection, campaign: Id, unit: Id) -> Result<CampaignUnit> {
    let text = sqlx::AssertSqlSafe(format!("{SELECT} AND unit_id = $2"));
    let row: Option<UnitRow> =
        on!(connection, |c| sqlx::query_as(text).bind(campaign.0).bind(unit.0).fetch_optional(&mut *c).await)?;
    row.map(unit_of).transpose()?.ok_or_else(|| Error::Missing { noun: "campaign-unit", id: unit.to_string() })
}

/// The units that report to `above`.
///
/// # Errors
/// The database cannot be read.
pub async fn below(connection: &mut Connection, campaign: Id, above: Id) -> Result<Vec<CampaignUnit>> {
    let text = sqlx::AssertSqlSafe(format!("{SELECT} AND above_id = $2 ORDER BY unit_id"));
    let rows: Vec<UnitRow> =
        on!(connection, |c| sqlx::query_as(text).bind(campaign.0).bind(above.0).fetch_all(&mut *c).await)?;
    rows.into_iter().map(unit_of).collect()
}

/// Writes where the report of a unit stands after a step, with its numbers, if it is still at version `seen`.
///
/// # Errors
/// Somebody took a step meanwhile.
pub async fn save_step(
    change: &mut Change,
    campaign: Id,
    unit: Id,
    step: &ReportStep,
    report: Option<&str>,
    seen: i64,
) -> Result<()> {
    let rows = on!(change, |c| sqlx::query(
        "UPDATE campaign_unit SET report_state = $1, report = $2, version = version + 1
         WHERE campaign_id = $3 AND unit_id = $4 AND version = $5"
    )
    .bind(step.after.code())
    .bind(report)
    .bind(campaign.0)
    .bind(unit.0)
    .bind(seen)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?;
    if rows == 0 {
        return Err(Error::Stale { noun: "campaign-unit", id: unit.0, seen });
    }
    on!(change, |c| sqlx::query(
        "INSERT INTO campaign_report_step (campaign_id, unit_id, number, verb, state_before, state_after, reason,
             document, document_on, by_user, at_us)
         SELECT $1, $2, count(*) + 1, $3, $4, $5, $6, $7, $8, $9, $10 FROM campaign_report_step
         WHERE campaign_id = $1 AND unit_id = $2"
    )
    .bind(campaign.0)
    .bind(unit.0)
    .bind(step.verb.code())
    .bind(step.before.code())
    .bind(step.after.code())
    .bind(step.reason.as_str())
    .bind(step.document.as_str())
    .bind(step.document_on.number())
    .bind(step.by.0)
    .bind(step.at.0)
    .execute(&mut *c)
    .await
    .map(drop))
    .map_err(Error::from)
}

/// The steps of the report of a unit, the earliest first: who received what when.
///
/// # Errors
/// The database cannot be read.
pub async fn steps(connection: &mut Connection, campaign: Id, unit: Id) -> Result<Vec<ReportStep>> {
    let rows: Vec<StepRow> = on!(connection, |c| sqlx::query_as(
        "SELECT verb, state_before, state_after, reason, document, document_on, by_user, at_us
         FROM campaign_report_step WHERE campaign_id = $1 AND unit_id = $2 ORDER BY number"
    )
    .bind(campaign.0)
    .bind(unit.0)
    .fetch_all(&mut *c)
    .await)?;
    let step = |(verb, before, after, reason, document, document_on, by, at): StepRow| {
        Ok(ReportStep {
            verb: ReportVerb::of("campaign_report_step", verb)?,
            before: ReportState::of("campaign_report_step", before)?,
            after: ReportState::of("campaign_report_step", after)?,
            reason,
            document,
            document_on: Day::of_number(document_on),
            by: Id(by),
            at: Moment(at),
        })
    };
    rows.into_iter().map(step).collect()
}

/// Gives a unit more time.
///
/// # Errors
/// The unit does not report in the campaign.
pub async fn extend(change: &mut Change, id: Id, campaign: Id, extension: &Extension) -> Result<()> {
    on!(change, |c| sqlx::query(
        "INSERT INTO campaign_extension (id, campaign_id, unit_id, before_on, after_on, reason, by_user, at_us)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    )
    .bind(id.0)
    .bind(campaign.0)
    .bind(extension.unit.0)
    .bind(extension.before.number())
    .bind(extension.after.number())
    .bind(extension.reason.as_str())
    .bind(extension.by.0)
    .bind(extension.at.0)
    .execute(&mut *c)
    .await
    .map(drop))?;
    on!(change, |c| sqlx::query(
        "UPDATE campaign_unit SET before_on = $1, version = version + 1 WHERE campaign_id = $2 AND unit_id = $3"
    )
    .bind(extension.after.number())
    .bind(campaign.0)
    .bind(extension.unit.0)
    .execute(&mut *c)
    .await
    .map(drop))
    .map_err(Error::from)
}

/// Notes that a unit is reminded on `day`; false where it was reminded that day already.
///
/// # Errors
/// The database cannot be written.
pub async fn remind(change: &mut Change, campaign: Id, unit: Id, day: Day) -> Result<bool> {
    let rows = on!(change, |c| sqlx::query(
        "UPDATE campaign_unit SET reminded_on = $1
         WHERE campaign_id = $2 AND unit_id = $3 AND (reminded_on IS NULL OR reminded_on < $1)"
    )
    .bind(day.number())
    .bind(campaign.0)
    .bind(unit.0)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(rows > 0)
}

/// Every extension of a unit, the earliest first.
///
/// # Errors
/// The database cannot be read.
pub async fn extensions(connection: &mut Connection, campaign: Id, unit: Id) -> Result<Vec<Extension>> {
    let rows: Vec<(i64, i32, i32, String, i64, i64)> = on!(connection, |c| sqlx::query_as(
        "SELECT unit_id, before_on, after_on, reason, by_user, at_us FROM campaign_extension
         WHERE campaign_id = $1 AND unit_id = $2 ORDER BY at_us, id"
    )
    .bind(campaign.0)
    .bind(unit.0)
    .fetch_all(&mut *c)
    .await)?;
    let extension = |(unit, before, after, reason, by, at)| Extension {
        unit: Id(unit),
        before: Day::of_number(Some(before)),
        after: Day::of_number(Some(after)),
        reason,
        by: Id(by),
        at: Moment(at),
    };
    Ok(rows.into_iter().map(extension).collect())
}

/// The users who hold a role right at a unit on a day, those who are locked left out.
///
/// # Errors
/// The database cannot be read.
pub async fn holders_of(connection: &mut Connection, unit: Id, role: Role, day: Day) -> Result<Vec<Id>> {
    let rows: Vec<(i64,)> = on!(connection, |c| sqlx::query_as(
        "SELECT DISTINCT g.user_id FROM role_grant g JOIN user_account u ON u.id = g.user_id
         WHERE g.unit_id = $1 AND g.role = $2 AND g.from_on <= $3 AND (g.to_on IS NULL OR g.to_on >= $3)
             AND u.locked_us IS NULL
         ORDER BY g.user_id"
    )
    .bind(unit.0)
    .bind(role.code())
    .bind(day.number())
    .fetch_all(&mut *c)
    .await)?;
    Ok(rows.into_iter().map(|(id,)| Id(id)).collect())
}

fn unit_of((unit, above, depth, before, state, report, reminded, version): UnitRow) -> Result<CampaignUnit> {
    Ok(CampaignUnit {
        unit: Id(unit),
        above: above.map(Id),
        depth,
        before: Day::of_number(Some(before)),
        report_state: ReportState::of("campaign_unit", state)?,
        report,
        reminded: Day::of_number(reminded),
        version,
    })
}
