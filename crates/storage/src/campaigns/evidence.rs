//! Evidence beside cases, and what confirmed decisions ask for.

use crate::blobs::Digest;
use crate::codes::Code;
use crate::db::Connection;
use crate::error::{Error, Result};
use crate::turn::Change;
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
