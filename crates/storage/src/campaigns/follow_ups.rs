//! What confirmed decisions ask for, and the requests that were drafted from it.

use crate::codes::Code;
use crate::db::Connection;
use crate::error::{Error, Result};
use crate::turn::Change;
use antin_domain::action::Action;
use antin_domain::id::Id;
use antin_domain::moment::Moment;

/// What a confirmed decision asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUp {
    /// Its number within the case.
    pub number: i64,
    /// `revoke`, `issue`, `renew`, `change-info`, `report-to-ca`, `register`, `update-registry`.
    pub kind: String,
    /// The one that it belongs to.
    pub linked: Option<i64>,
    /// Was it taken back?
    pub withdrawn: Option<Moment>,
    /// The request that was drafted from it.
    pub request: Option<Id>,
    /// Why none could be drafted, as a kept message.
    pub trouble: Option<String>,
}

/// Something that is asked for, and no request was drafted yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// The case.
    pub case: i64,
    /// Its number within the case.
    pub number: i64,
    /// `revoke`, `issue`, `renew`, `change-info`.
    pub kind: String,
    /// The one that it belongs to.
    pub linked: Option<i64>,
    /// The certificate of the case.
    pub certificate: Option<Id>,
    /// The unit of the case.
    pub unit: Id,
    /// The person of the case.
    pub person: Option<Id>,
    /// The finding that decided the proposal; blank where none did.
    pub finding: String,
    /// Whoever decided.
    pub decided_by: Option<Id>,
}

type Row = (i64, String, Option<i64>, Option<i64>, Option<i64>, Option<String>);
type PendingRow = (i64, i64, String, Option<i64>, Option<i64>, i64, Option<i64>, String, Option<i64>);

/// Records what a confirmed decision asks for, behind what was recorded of the case before. `linked` counts from the
/// first of `kinds`. The numbers given.
///
/// # Errors
/// The case is not there.
pub async fn record(
    change: &mut Change,
    campaign: Id,
    case: i64,
    kinds: &[(&str, Option<i64>)],
    at: Moment,
) -> Result<()> {
    let (before,): (i64,) = on!(change, |c| sqlx::query_as(
        "SELECT count(*) FROM campaign_follow_up WHERE campaign_id = $1 AND case_number = $2"
    )
    .bind(campaign.0)
    .bind(case)
    .fetch_one(&mut *c)
    .await)?;
    for (number, (kind, linked)) in (before + 1..).zip(kinds) {
        on!(change, |c| sqlx::query(
            "INSERT INTO campaign_follow_up (campaign_id, case_number, number, kind, linked, recorded_us)
             VALUES ($1, $2, $3, $4, $5, $6)"
        )
        .bind(campaign.0)
        .bind(case)
        .bind(number)
        .bind(*kind)
        .bind(linked.map(|linked| before + 1 + linked))
        .bind(at.0)
        .execute(&mut *c)
        .await
        .map(drop))?;
    }
    Ok(())
}

/// Records for every case that was confirmed in one moment by one person what its action asks for; for bulk acts. A
/// certificate that was confirmed before and reopened gets the next number.
///
/// # Errors
/// The database cannot be written.
pub async fn record_many(
    change: &mut Change,
    campaign: Id,
    by: Id,
    action: Action,
    kinds: &[(&str, Option<i64>)],
    at: Moment,
) -> Result<()> {
    for (place, (kind, linked)) in (0_i64..).zip(kinds) {
        on!(change, |c| {
            sqlx::query(
            "INSERT INTO campaign_follow_up (campaign_id, case_number, number, kind, linked, recorded_us)
             SELECT c.campaign_id, c.number, 1 + (SELECT count(*) FROM campaign_follow_up f
                 WHERE f.campaign_id = c.campaign_id AND f.case_number = c.number), $1, CAST($2 AS BIGINT)
                 - CAST($3 AS BIGINT) + 1 + (SELECT count(*) FROM campaign_follow_up f
                 WHERE f.campaign_id = c.campaign_id AND f.case_number = c.number), $4
             FROM campaign_case c
             WHERE c.campaign_id = $5 AND c.confirmed_us = $4 AND c.confirmed_by = $6 AND c.action = $7 AND c.state = 5"
        )
        .bind(*kind)
        .bind(*linked)
        .bind(place)
        .bind(at.0)
        .bind(campaign.0)
        .bind(by.0)
        .bind(action.code())
        .execute(&mut *c)
        .await
        .map(drop)
        })?;
    }
    Ok(())
}

/// Takes back what a decision asked for that is asked again.
///
/// # Errors
/// The database cannot be written.
pub async fn withdraw(change: &mut Change, campaign: Id, case: i64, at: Moment) -> Result<()> {
    on!(change, |c| sqlx::query(
        "UPDATE campaign_follow_up SET withdrawn_us = $1
         WHERE campaign_id = $2 AND case_number = $3 AND withdrawn_us IS NULL"
    )
    .bind(at.0)
    .bind(campaign.0)
    .bind(case)
    .execute(&mut *c)
    .await
    .map(drop))
    .map_err(Error::from)
}

/// What a case asks for, the earliest first.
///
/// # Errors
/// The database cannot be read.
pub async fn of_case(connection: &mut Connection, campaign: Id, case: i64) -> Result<Vec<FollowUp>> {
    let rows: Vec<Row> = on!(connection, |c| sqlx::query_as(
        "SELECT number, kind, linked, withdrawn_us, request_id, trouble FROM campaign_follow_up
         WHERE campaign_id = $1 AND case_number = $2 ORDER BY number"
    )
    .bind(campaign.0)
    .bind(case)
    .fetch_all(&mut *c)
    .await)?;
    let of = |(number, kind, linked, withdrawn, request, trouble): Row| FollowUp {
        number,
        kind,
        linked,
        withdrawn: withdrawn.map(Moment),
        request: request.map(Id),
        trouble,
    };
    Ok(rows.into_iter().map(of).collect())
}

/// The first of what is asked for in a campaign and becomes a request, has none yet, and is neither taken back nor in
/// trouble; by case and number.
///
/// # Errors
/// The database cannot be read.
pub async fn to_draft(connection: &mut Connection, campaign: Id, count: u32) -> Result<Vec<Pending>> {
    let rows: Vec<PendingRow> = on!(connection, |c| {
        sqlx::query_as(
        "SELECT f.case_number, f.number, f.kind, f.linked, c.certificate_id, c.unit_id, c.person_id, c.finding, c.decided_by
         FROM campaign_follow_up f
         JOIN campaign_case c ON c.campaign_id = f.campaign_id AND c.number = f.case_number
         WHERE f.campaign_id = $1 AND f.request_id IS NULL AND f.trouble IS NULL AND f.withdrawn_us IS NULL
             AND f.kind IN ('revoke', 'issue', 'renew', 'change-info')
         ORDER BY f.case_number, f.number LIMIT $2"
    )
    .bind(campaign.0)
    .bind(i64::from(count))
    .fetch_all(&mut *c)
    .await
    })?;
    let of = |(case, number, kind, linked, certificate, unit, person, finding, decided_by): PendingRow| Pending {
        case,
        number,
        kind,
        linked,
        certificate: certificate.map(Id),
        unit: Id(unit),
        person: person.map(Id),
        finding,
        decided_by: decided_by.map(Id),
    };
    Ok(rows.into_iter().map(of).collect())
}

/// What came of it: the request, or why there is none.
///
/// # Errors
/// The database cannot be written.
pub async fn settle(
    change: &mut Change,
    campaign: Id,
    one: &Pending,
    outcome: &std::result::Result<Id, String>,
) -> Result<()> {
    on!(change, |c| sqlx::query(
        "UPDATE campaign_follow_up SET request_id = $1, trouble = $2
         WHERE campaign_id = $3 AND case_number = $4 AND number = $5"
    )
    .bind(outcome.as_ref().ok().map(|request| request.0))
    .bind(outcome.as_ref().err().map(String::as_str))
    .bind(campaign.0)
    .bind(one.case)
    .bind(one.number)
    .execute(&mut *c)
    .await
    .map(drop))
    .map_err(Error::from)
}
