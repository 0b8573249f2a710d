//! Campaigns: the letter with its scope and days. Units stand in [`units`], cases in [`cases`], lists and counts of them
//! in [`list`], many at once in [`bulk`].

pub mod bulk;
pub mod cases;
mod codes;
pub mod dispatch;
pub mod evidence;
pub mod follow_ups;
pub mod list;
pub mod units;

use crate::codes::Code;
use crate::db::Connection;
use crate::error::{Error, Result};
use crate::page::{Cursor, Page, limited};
use crate::turn::Change;
use antin_domain::campaign::CampaignState;
use antin_domain::campaign::deadline::Reading;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::moment::Moment;

/// A campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    /// Number.
    pub id: Id,
    /// Number of the letter: `2547/TCT-CNTT`.
    pub letter: String,
    /// Day of the letter.
    pub letter_on: Day,
    /// What it is about.
    pub subject: String,
    /// Its text.
    pub body: String,
    /// Who answers questions; blank where the letter names nobody.
    pub contact: String,
    /// The tops of what is reviewed.
    pub scope: Vec<Id>,
    /// Before which day each level reports, the top first.
    pub levels: Vec<Day>,
    /// How "before a day" is read.
    pub reading: Reading,
    /// How it stands.
    pub state: CampaignState,
    /// What was rehearsed, as JSON.
    pub rehearsal: Option<String>,
    /// The review whose cases these are; none before launch.
    pub run: Option<Id>,
    /// When it was written.
    pub created: Moment,
    /// By which user.
    pub created_by: Id,
    /// When it was launched.
    pub launched: Option<Moment>,
    /// Version.
    pub version: i64,
}

#[derive(sqlx::FromRow)]
struct CampaignRow {
    id: i64,
    letter: String,
    letter_on: i32,
    subject: String,
    body: String,
    contact: String,
    reading: i16,
    state: i16,
    rehearsal: Option<String>,
    run_id: Option<i64>,
    created_us: i64,
    created_by: i64,
    launched_us: Option<i64>,
    version: i64,
}

const SELECT: &str =
    "SELECT id, letter, letter_on, subject, body, contact, reading, state, rehearsal, run_id, created_us,
    created_by, launched_us, version FROM campaign";

/// Adds a campaign.
///
/// # Errors
/// The number is taken, or a unit is not there.
pub async fn insert(change: &mut Change, campaign: &Campaign) -> Result<()> {
    on!(change, |c| sqlx::query(
        "INSERT INTO campaign (id, letter, letter_on, subject, body, reading, state, created_us, created_by, contact,
             version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)"
    )
    .bind(campaign.id.0)
    .bind(campaign.letter.as_str())
    .bind(campaign.letter_on.number())
    .bind(campaign.subject.as_str())
    .bind(campaign.body.as_str())
    .bind(campaign.reading.code())
    .bind(campaign.state.code())
    .bind(campaign.created.0)
    .bind(campaign.created_by.0)
    .bind(campaign.contact.as_str())
    .execute(&mut *c)
    .await
    .map(drop))?;
    write_parts(change, campaign).await
}

/// Writes a campaign anew, if it is still at version `seen`; gives the new version.
///
/// # Errors
/// It was changed meanwhile, or a unit is not there.
pub async fn update(change: &mut Change, campaign: &Campaign, seen: i64) -> Result<i64> {
    let version: Option<(i64,)> = on!(change, |c| sqlx::query_as(
        "UPDATE campaign SET letter = $1, letter_on = $2, subject = $3, body = $4, reading = $5, state = $6,
             rehearsal = $7, run_id = $8, launched_us = $9, contact = $10, version = version + 1
         WHERE id = $11 AND version = $12 RETURNING version"
    )
    .bind(campaign.letter.as_str())
    .bind(campaign.letter_on.number())
    .bind(campaign.subject.as_str())
    .bind(campaign.body.as_str())
    .bind(campaign.reading.code())
    .bind(campaign.state.code())
    .bind(campaign.rehearsal.as_deref())
    .bind(campaign.run.map(|id| id.0))
    .bind(campaign.launched.map(|at| at.0))
    .bind(campaign.contact.as_str())
    .bind(campaign.id.0)
    .bind(seen)
    .fetch_optional(&mut *c)
    .await)?;
    let Some((version,)) = version else { return Err(Error::Stale { noun: "campaign", id: campaign.id.0, seen }) };
    for text in
        ["DELETE FROM campaign_scope WHERE campaign_id = $1", "DELETE FROM campaign_level WHERE campaign_id = $1"]
    {
        on!(change, |c| sqlx::query(text).bind(campaign.id.0).execute(&mut *c).await.map(drop))?;
    }
    write_parts(change, campaign).await?;
    Ok(version)
}

/// A campaign.
///
/// # Errors
/// There is no such campaign.
pub async fn get(connection: &mut Connection, id: Id) -> Result<Campaign> {
    let text = sqlx::AssertSqlSafe(format!("{SELECT} WHERE id = $1"));
    let row: Option<CampaignRow> = on!(connection, |c| sqlx::query_as(text).bind(id.0).fetch_optional(&mut *c).await)?;
    let row = row.ok_or_else(|| Error::Missing { noun: "campaign", id: id.to_string() })?;
    whole(connection, row).await
}

/// A page of campaigns, the latest first.
///
/// # Errors
/// The database cannot be read.
pub async fn latest(connection: &mut Connection, after: Option<&Cursor>, limit: u32) -> Result<Page<Campaign>> {
    let limit = limited(limit);
    let text = sqlx::AssertSqlSafe(format!("{SELECT} WHERE id < $1 ORDER BY id DESC LIMIT $2"));
    let rows: Vec<CampaignRow> = on!(connection, |c| sqlx::query_as(text)
        .bind(after.map_or(i64::MAX, |cursor| cursor.id))
        .bind(i64::from(limit) + 1)
        .fetch_all(&mut *c)
        .await)?;
    let page = Page::of(rows, limit, |row| Cursor { key: String::new(), id: row.id });
    let mut items = Vec::with_capacity(page.items.len());
    for row in page.items {
        items.push(whole(connection, row).await?);
    }
    Ok(Page { items, next: page.next })
}

/// Numbers of the campaigns that run, the latest first.
///
/// # Errors
/// The database cannot be read.
pub async fn running(connection: &mut Connection) -> Result<Vec<Id>> {
    let rows: Vec<(i64,)> =
        on!(connection, |c| sqlx::query_as("SELECT id FROM campaign WHERE state = 3 ORDER BY id DESC")
            .fetch_all(&mut *c)
            .await)?;
    Ok(rows.into_iter().map(|(id,)| Id(id)).collect())
}

async fn write_parts(change: &mut Change, campaign: &Campaign) -> Result<()> {
    for unit in &campaign.scope {
        on!(change, |c| sqlx::query("INSERT INTO campaign_scope (campaign_id, unit_id) VALUES ($1, $2)")
            .bind(campaign.id.0)
            .bind(unit.0)
            .execute(&mut *c)
            .await
            .map(drop))?;
    }
    for (depth, before) in (0_i16..).zip(&campaign.levels) {
        on!(change, |c| sqlx::query("INSERT INTO campaign_level (campaign_id, depth, before_on) VALUES ($1, $2, $3)")
            .bind(campaign.id.0)
            .bind(depth)
            .bind(before.number())
            .execute(&mut *c)
            .await
            .map(drop))?;
    }
    Ok(())
}

async fn whole(connection: &mut Connection, row: CampaignRow) -> Result<Campaign> {
    let scope: Vec<(i64,)> = on!(connection, |c| sqlx::query_as(
        "SELECT unit_id FROM campaign_scope WHERE campaign_id = $1 ORDER BY unit_id"
    )
    .bind(row.id)
    .fetch_all(&mut *c)
    .await)?;
    let levels: Vec<(i32,)> = on!(connection, |c| sqlx::query_as(
        "SELECT before_on FROM campaign_level WHERE campaign_id = $1 ORDER BY depth"
    )
    .bind(row.id)
    .fetch_all(&mut *c)
    .await)?;
    Ok(Campaign {
        id: Id(row.id),
        letter: row.letter,
        letter_on: Day::of_number(Some(row.letter_on)),
        subject: row.subject,
        body: row.body,
        contact: row.contact,
        scope: scope.into_iter().map(|(id,)| Id(id)).collect(),
        levels: levels.into_iter().map(|(day,)| Day::of_number(Some(day))).collect(),
        reading: Reading::of("campaign", row.reading)?,
        state: CampaignState::of("campaign", row.state)?,
        rehearsal: row.rehearsal,
        run: row.run_id.map(Id),
        created: Moment(row.created_us),
        created_by: Id(row.created_by),
        launched: row.launched_us.map(Moment),
        version: row.version,
    })
}
