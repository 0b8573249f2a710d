//! Addresses by which programs for calendars read what a unit has to keep to, and the days that stand in such a calendar.
//! The database knows only the digest of the secret in an address.

use crate::codes::Code;
use crate::db::Connection;
use crate::error::{Error, Result};
use crate::statement::{Condition, Value, bind_all};
use crate::turn::{Change, Upkeep};
use crate::units;
use antin_domain::campaign::CampaignState;
use antin_domain::campaign::deadline::{Deadline, Reading};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::moment::Moment;
use antin_domain::permission::Reach;
use antin_domain::request::RequestKind;

/// An address of a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarAddress {
    /// Number, by which it can be shown and ended.
    pub id: Id,
    /// Whose it is; it never shows more than this user may see.
    pub user: Id,
    /// The unit whose days it shows.
    pub unit: Id,
    /// The language of its texts: `vi`, `en`.
    pub language: String,
    /// When it was made.
    pub created: Moment,
    /// When it was last read, to the hour.
    pub used: Option<Moment>,
    /// When it was ended.
    pub ended: Option<Moment>,
}

/// The last day of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastDay {
    /// The certificate.
    pub certificate: Id,
    /// Its holder.
    pub holder: String,
    /// Its last day.
    pub day: Day,
    /// When the certificate was last written.
    pub at: Moment,
}

/// The last day of the clock of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockDay {
    /// The request.
    pub request: Id,
    /// What is asked.
    pub kind: RequestKind,
    /// Whom it is about.
    pub holder: String,
    /// The last day.
    pub day: Day,
    /// When anything happened to the request last.
    pub at: Moment,
}

/// The last day for the report of a unit in a campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportDay {
    /// The campaign.
    pub campaign: Id,
    /// Number of its letter.
    pub letter: String,
    /// The unit that reports.
    pub unit: Id,
    /// Before which day, and how that is read.
    pub deadline: Deadline,
    /// When the day was said last.
    pub at: Moment,
}

type Row = (i64, i64, i64, String, i64, Option<i64>, Option<i64>);

const SELECT: &str =
    "SELECT a.id, a.user_id, a.unit_id, a.language, a.created_us, a.used_us, a.ended_us FROM calendar_address a";

/// Keeps an address; `digest` is the SHA-256 of its secret.
///
/// # Errors
/// The number is taken, or the user or unit is not there.
pub async fn insert(change: &mut Change, digest: &[u8; 32], address: &CalendarAddress) -> Result<()> {
    on!(change, |c| sqlx::query(
        "INSERT INTO calendar_address (id, user_id, unit_id, digest, language, created_us)
         VALUES ($1, $2, $3, $4, $5, $6)"
    )
    .bind(address.id.0)
    .bind(address.user.0)
    .bind(address.unit.0)
    .bind(digest.to_vec())
    .bind(address.language.as_str())
    .bind(address.created.0)
    .execute(&mut *c)
    .await
    .map(drop))
    .map_err(Error::from)
}

/// The address of a digest, if it was not ended and its user is not locked.
///
/// # Errors
/// The database cannot be read.
pub async fn find(connection: &mut Connection, digest: &[u8; 32]) -> Result<Option<CalendarAddress>> {
    let text = sqlx::AssertSqlSafe(format!(
        "{SELECT} JOIN user_account u ON u.id = a.user_id
         WHERE a.digest = $1 AND a.ended_us IS NULL AND u.locked_us IS NULL"
    ));
    let row: Option<Row> =
        on!(connection, |c| sqlx::query_as(text).bind(digest.to_vec()).fetch_optional(&mut *c).await)?;
    Ok(row.map(address))
}

/// The addresses of a user, also those that were ended, the latest first; at most two hundred.
///
/// # Errors
/// The database cannot be read.
pub async fn of_user(connection: &mut Connection, user: Id) -> Result<Vec<CalendarAddress>> {
    let text = sqlx::AssertSqlSafe(format!("{SELECT} WHERE a.user_id = $1 ORDER BY a.id DESC LIMIT 200"));
    let rows: Vec<Row> = on!(connection, |c| sqlx::query_as(text).bind(user.0).fetch_all(&mut *c).await)?;
    Ok(rows.into_iter().map(address).collect())
}

/// An address by its number.
///
/// # Errors
/// There is no such address.
pub async fn get(connection: &mut Connection, id: Id) -> Result<CalendarAddress> {
    let text = sqlx::AssertSqlSafe(format!("{SELECT} WHERE a.id = $1"));
    let row: Option<Row> = on!(connection, |c| sqlx::query_as(text).bind(id.0).fetch_optional(&mut *c).await)?;
    row.map(address).ok_or_else(|| Error::Missing { noun: "calendar", id: id.to_string() })
}

/// Notes that an address was read; the caller does so once an hour, not every time.
///
/// # Errors
/// The database cannot be written.
pub async fn touch(turn: &mut Upkeep, id: Id, at: Moment) -> Result<()> {
    on!(turn, |c| sqlx::query("UPDATE calendar_address SET used_us = $1 WHERE id = $2")
        .bind(at.0)
        .bind(id.0)
        .execute(&mut *c)
        .await
        .map(drop))
    .map_err(Into::into)
}

/// Ends an address; false where it was ended before.
///
/// # Errors
/// The database cannot be written.
pub async fn end(change: &mut Change, id: Id, at: Moment) -> Result<bool> {
    on!(change, |c| sqlx::query("UPDATE calendar_address SET ended_us = $1 WHERE id = $2 AND ended_us IS NULL")
        .bind(at.0)
        .bind(id.0)
        .execute(&mut *c)
        .await
        .map(|done| done.rows_affected() > 0))
    .map_err(Into::into)
}

/// Last days of certificates in a unit and below it that are neither revoked nor followed by another, from `from` to
/// `to`; the earliest first, at most `count`.
///
/// # Errors
/// The database cannot be read.
pub async fn last_days(
    connection: &mut Connection,
    (reach, unit): (&Reach, Id),
    (from, to): (Day, Day),
    count: u32,
) -> Result<Vec<LastDay>> {
    let mut condition = Condition::default();
    units::within(&mut condition, reach, Some(unit), "c.unit_id", "c.person_id");
    let [from, to] = [from, to].map(|day| condition.bind(Value::Number(day.number().unwrap_or_default().into())));
    condition.and(&format!(
        "c.valid_to BETWEEN {from} AND {to} AND c.standing NOT IN (2, 3)
         AND NOT EXISTS (SELECT 1 FROM certificate s WHERE s.predecessor_id = c.id)"
    ));
    let most = condition.number(count);
    let text = format!(
        "SELECT c.id, c.holder, c.valid_to, c.updated_us FROM certificate c {} ORDER BY c.valid_to, c.id LIMIT {most}",
        condition.where_text()
    );
    let rows: Vec<(i64, String, i32, i64)> =
        on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
            .fetch_all(&mut *c)
            .await)?;
    let of =
        |(id, holder, day, at)| LastDay { certificate: Id(id), holder, day: Day::of_number(Some(day)), at: Moment(at) };
    Ok(rows.into_iter().map(of).collect())
}

/// Clocks of requests that run in a unit and below it; the earliest first, at most `count`.
///
/// # Errors
/// The database cannot be read.
pub async fn clock_days(connection: &mut Connection, (reach, unit): (&Reach, Id), count: u32) -> Result<Vec<ClockDay>> {
    let mut condition = Condition::default();
    units::within(&mut condition, reach, Some(unit), "r.unit_id", "r.person_id");
    condition.and("r.is_open = 1 AND r.due_on IS NOT NULL");
    let most = condition.number(count);
    let text = format!(
        "SELECT r.id, r.kind, r.holder, r.due_on, r.updated_us FROM request r {} ORDER BY r.due_on, r.id LIMIT {most}",
        condition.where_text()
    );
    let rows: Vec<(i64, i16, String, i32, i64)> =
        on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
            .fetch_all(&mut *c)
            .await)?;
    let of = |(id, kind, holder, day, at)| {
        Ok(ClockDay {
            request: Id(id),
            kind: RequestKind::of("request", kind)?,
            holder,
            day: Day::of_number(Some(day)),
            at: Moment(at),
        })
    };
    rows.into_iter().map(of).collect()
}

/// The days of the campaigns that run: of the unit itself, or of the nearest above it that reports.
///
/// # Errors
/// The database cannot be read.
pub async fn report_days(connection: &mut Connection, unit: Id) -> Result<Vec<ReportDay>> {
    let rows: Vec<(i64, String, i16, i64, i32, i64)> = on!(connection, |c| sqlx::query_as(
        "SELECT c.id, c.letter, c.reading, u.unit_id, u.before_on,
             COALESCE((SELECT max(e.at_us) FROM campaign_extension e
                 WHERE e.campaign_id = c.id AND e.unit_id = u.unit_id), c.launched_us, c.created_us)
         FROM campaign c JOIN campaign_unit u ON u.campaign_id = c.id
         JOIN unit_below b ON b.ancestor_id = u.unit_id AND b.unit_id = $1
         WHERE c.state = $2 AND NOT EXISTS (SELECT 1 FROM campaign_unit v
             JOIN unit_below d ON d.ancestor_id = v.unit_id AND d.unit_id = $1
             WHERE v.campaign_id = c.id AND d.depth < b.depth)
         ORDER BY u.before_on, c.id"
    )
    .bind(unit.0)
    .bind(CampaignState::Running.code())
    .fetch_all(&mut *c)
    .await)?;
    let of = |(id, letter, reading, unit, before, at)| {
        Ok(ReportDay {
            campaign: Id(id),
            letter,
            unit: Id(unit),
            deadline: Deadline { before: Day::of_number(Some(before)), reading: Reading::of("campaign", reading)? },
            at: Moment(at),
        })
    };
    rows.into_iter().map(of).collect()
}

fn address((id, user, unit, language, created, used, ended): Row) -> CalendarAddress {
    CalendarAddress {
        id: Id(id),
        user: Id(user),
        unit: Id(unit),
        language,
        created: Moment(created),
        used: used.map(Moment),
        ended: ended.map(Moment),
    }
}
