//! Evidence beside cases, and what confirmed decisions ask for.

use crate::blobs::Digest;
use crate::codes::Code;
use crate::db::Connection;
use crate::error::{Error, Result};
use crate::turn::Change;
use antin_domain::action::Action;
use antin_domain::campaign::evidence::EvidenceKind;
use antin_domain::id::Id;
use antin_domain::moment::Moment;

/// A file that proves something about a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Number.
    pub id: Id,
    /// The case.
    pub case: i64,
    /// Digest under which its bytes are kept.
    pub digest: Digest,
    /// Name that people gave it.
    pub file_name: String,
    /// What its bytes are.
    pub kind: EvidenceKind,
    /// How many bytes.
    pub size: i64,
    /// When it was added.
    pub kept: Moment,
    /// By which user.
    pub kept_by: Id,
}

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
}

type EvidenceRow = (i64, i64, Vec<u8>, String, i16, i64, i64, i64);

const SELECT: &str = "SELECT id, case_number, digest, file_name, kind, size, kept_us, kept_by FROM campaign_evidence WHERE campaign_id = $1";

/// Adds evidence; its bytes are kept and noted before.
///
/// # Errors
/// The case is not there.
pub async fn insert(change: &mut Change, campaign: Id, evidence: &Evidence) -> Result<()> {
    on!(change, |c| sqlx::query(
        "INSERT INTO campaign_evidence (id, campaign_id, case_number, digest, file_name, kind, size, kept_us, kept_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    )
    .bind(evidence.id.0)
    .bind(campaign.0)
    .bind(evidence.case)
    .bind(evidence.digest.to_vec())
    .bind(evidence.file_name.as_str())
    .bind(evidence.kind.code())
    .bind(evidence.size)
    .bind(evidence.kept.0)
    .bind(evidence.kept_by.0)
    .execute(&mut *c)
    .await
    .map(drop))
    .map_err(Error::from)
}

/// The evidence of a case, the earliest first.
///
/// # Errors
/// The database cannot be read.
pub async fn of_case(connection: &mut Connection, campaign: Id, case: i64) -> Result<Vec<Evidence>> {
    let text = sqlx::AssertSqlSafe(format!("{SELECT} AND case_number = $2 ORDER BY id"));
    let rows: Vec<EvidenceRow> =
        on!(connection, |c| sqlx::query_as(text).bind(campaign.0).bind(case).fetch_all(&mut *c).await)?;
    rows.into_iter().map(evidence).collect()
}

/// One piece of evidence.
///
/// # Errors
/// There is no such evidence in the campaign.
pub async fn get(connection: &mut Connection, campaign: Id, id: Id) -> Result<Evidence> {
    let text = sqlx::AssertSqlSafe(format!("{SELECT} AND id = $2"));
    let row: Option<EvidenceRow> =
        on!(connection, |c| sqlx::query_as(text).bind(campaign.0).bind(id.0).fetch_optional(&mut *c).await)?;
    row.map(evidence).transpose()?.ok_or_else(|| Error::Missing { noun: "evidence", id: id.to_string() })
}

/// Records what a confirmed decision asks for, behind what was recorded of the case before. `linked` counts from the
/// first of `kinds`. The numbers given.
///
/// # Errors
/// The case is not there.
pub async fn follow_up(
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
pub async fn follow_up_many(
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
pub async fn follow_ups(connection: &mut Connection, campaign: Id, case: i64) -> Result<Vec<FollowUp>> {
    let rows: Vec<(i64, String, Option<i64>, Option<i64>)> = on!(connection, |c| sqlx::query_as(
        "SELECT number, kind, linked, withdrawn_us FROM campaign_follow_up
         WHERE campaign_id = $1 AND case_number = $2 ORDER BY number"
    )
    .bind(campaign.0)
    .bind(case)
    .fetch_all(&mut *c)
    .await)?;
    let of = |(number, kind, linked, withdrawn): (i64, String, Option<i64>, Option<i64>)| FollowUp {
        number,
        kind,
        linked,
        withdrawn: withdrawn.map(Moment),
    };
    Ok(rows.into_iter().map(of).collect())
}

fn evidence((id, case, digest, file_name, kind, size, kept, by): EvidenceRow) -> Result<Evidence> {
    let damaged = |bytes: Vec<u8>| Error::Damaged {
        table: "campaign_evidence",
        column: "digest",
        value: bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
    };
    Ok(Evidence {
        id: Id(id),
        case,
        digest: digest.try_into().map_err(damaged)?,
        file_name,
        kind: <EvidenceKind as Code>::of("campaign_evidence", kind)?,
        size,
        kept: Moment(kept),
        kept_by: Id(by),
    })
}
