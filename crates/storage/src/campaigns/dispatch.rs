//! What was sent in a campaign and who took it: the letter to each unit, and the reports that came up.

use crate::codes::Code;
use crate::db::Connection;
use crate::error::{Error, Result};
use crate::turn::Change;
use antin_domain::campaign::report::ReportVerb;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::moment::Moment;

/// A unit took the letter of a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The unit.
    pub unit: Id,
    /// Which user said so.
    pub by: Id,
    /// When.
    pub at: Moment,
}

/// A report that went up, or came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportMove {
    /// The unit whose report it is.
    pub unit: Id,
    /// Sent, taken or sent back.
    pub verb: ReportVerb,
    /// Number of the letter by which it went; blank for others.
    pub document: String,
    /// Its day.
    pub document_on: Day,
    /// Which user.
    pub by: Id,
    /// When.
    pub at: Moment,
}

/// Notes that a unit took the letter; false where somebody had said so before.
///
/// # Errors
/// The unit does not report in the campaign.
pub async fn receive(change: &mut Change, campaign: Id, receipt: Receipt) -> Result<bool> {
    let rows = on!(change, |c| sqlx::query(
        "INSERT INTO campaign_receipt (campaign_id, unit_id, by_user, at_us) VALUES ($1, $2, $3, $4)
         ON CONFLICT (campaign_id, unit_id) DO NOTHING"
    )
    .bind(campaign.0)
    .bind(receipt.unit.0)
    .bind(receipt.by.0)
    .bind(receipt.at.0)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(rows > 0)
}

/// Every unit that took the letter.
///
/// # Errors
/// The database cannot be read.
pub async fn receipts(connection: &mut Connection, campaign: Id) -> Result<Vec<Receipt>> {
    let rows: Vec<(i64, i64, i64)> = on!(connection, |c| sqlx::query_as(
        "SELECT unit_id, by_user, at_us FROM campaign_receipt WHERE campaign_id = $1 ORDER BY unit_id"
    )
    .bind(campaign.0)
    .fetch_all(&mut *c)
    .await)?;
    Ok(rows.into_iter().map(|(unit, by, at)| Receipt { unit: Id(unit), by: Id(by), at: Moment(at) }).collect())
}

/// Every report that went up or came back, by unit, the earliest first.
///
/// # Errors
/// The database cannot be read.
pub async fn moves(connection: &mut Connection, campaign: Id) -> Result<Vec<ReportMove>> {
    let rows: Vec<(i64, i16, String, Option<i32>, i64, i64)> = on!(connection, |c| sqlx::query_as(
        "SELECT unit_id, verb, document, document_on, by_user, at_us FROM campaign_report_step
         WHERE campaign_id = $1 AND verb IN ($2, $3, $4) ORDER BY unit_id, number"
    )
    .bind(campaign.0)
    .bind(ReportVerb::Send.code())
    .bind(ReportVerb::Accept.code())
    .bind(ReportVerb::Return.code())
    .fetch_all(&mut *c)
    .await)?;
    let one = |(unit, verb, document, document_on, by, at)| -> Result<ReportMove> {
        Ok(ReportMove {
            unit: Id(unit),
            verb: ReportVerb::of("campaign_report_step", verb)?,
            document,
            document_on: Day::of_number(document_on),
            by: Id(by),
            at: Moment(at),
        })
    };
    rows.into_iter().map(one).collect::<std::result::Result<_, Error>>()
}
