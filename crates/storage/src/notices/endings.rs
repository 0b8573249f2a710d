//! Certificates whose last day comes near: those that no notice tells of yet, and how those stand of which one does.

use super::Standing;
use crate::codes::Code;
use crate::db::Connection;
use crate::error::Result;
use antin_domain::action::Action;
use antin_domain::certificate::{Renewals, Standing as CertificateStanding};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::notice::{ENDING, Ending};
use antin_domain::request::RequestKind;

/// A certificate whose last day comes near.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearEnd {
    /// The certificate.
    pub certificate: Id,
    /// Its unit.
    pub unit: Id,
    /// Its holder.
    pub holder: String,
    /// What the law looks at.
    pub ending: Ending,
}

/// An open notice of an end, and how the certificate stands by now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenEnding {
    /// The notice.
    pub id: Id,
    /// What it says.
    pub says: Standing,
    /// How the certificate stands; none where it was taken back with its list.
    pub now: Option<NearEnd>,
}

/// What the law looks at: of certificate `c`.
fn facts() -> String {
    let kinds = [RequestKind::Renew, RequestKind::Revoke, RequestKind::Reissue].map(|kind| kind.code().to_string());
    format!(
        "c.id AS certificate_id, c.unit_id AS certificate_unit, c.holder, c.standing, c.valid_to, c.renewals,
         EXISTS (SELECT 1 FROM certificate s WHERE s.predecessor_id = c.id) AS has_successor,
         EXISTS (SELECT 1 FROM request r WHERE r.certificate_id = c.id AND r.is_open = 1 AND r.kind IN ({}))
             AS is_requested",
        kinds.join(", ")
    )
}

#[derive(sqlx::FromRow)]
struct NearRow {
    certificate_id: Option<i64>,
    certificate_unit: Option<i64>,
    holder: Option<String>,
    standing: Option<i16>,
    valid_to: Option<i32>,
    renewals: Option<i16>,
    has_successor: bool,
    is_requested: bool,
}

#[derive(sqlx::FromRow)]
struct OpenRow {
    id: i64,
    action: i16,
    unit_id: Option<i64>,
    until_on: Option<i32>,
    step: Option<i32>,
    #[sqlx(flatten)]
    near: NearRow,
}

/// Certificates that end from `today` to `last` and of whose end no notice is open, by last day and number behind
/// `after`; at most `count`.
///
/// # Errors
/// The database cannot be read.
pub async fn near_ends(
    connection: &mut Connection,
    today: Day,
    last: Day,
    after: (i32, Id),
    count: u32,
) -> Result<Vec<NearEnd>> {
    let text = format!(
        "SELECT {} FROM certificate c
         WHERE c.valid_to BETWEEN $1 AND $2 AND (c.valid_to, c.id) > ($3, $4) AND c.standing NOT IN (2, 3)
             AND (c.valid_from IS NULL OR c.valid_from <= $1)
             AND NOT EXISTS (SELECT 1 FROM notice n
                 WHERE n.certificate_id = c.id AND n.code = '{ENDING}' AND n.closed_us IS NULL)
         ORDER BY c.valid_to, c.id LIMIT $5",
        facts()
    );
    let rows: Vec<NearRow> = on!(connection, |c| sqlx::query_as(sqlx::AssertSqlSafe(text))
        .bind(today.number())
        .bind(last.number())
        .bind(after.0)
        .bind(after.1.0)
        .bind(i64::from(count))
        .fetch_all(&mut *c)
        .await)?;
    let near = rows.into_iter().map(NearRow::near).collect::<Result<Vec<Option<NearEnd>>>>()?;
    Ok(near.into_iter().flatten().collect())
}

/// Every open notice of an end.
///
/// # Errors
/// The database cannot be read.
pub async fn open_endings(connection: &mut Connection) -> Result<Vec<OpenEnding>> {
    let text = format!(
        "SELECT n.id, n.action, n.unit_id, n.until_on, n.step, {}
         FROM notice n LEFT JOIN certificate c ON c.id = n.certificate_id
         WHERE n.closed_us IS NULL AND n.code = '{ENDING}' ORDER BY n.id",
        facts()
    );
    let rows: Vec<OpenRow> = on!(connection, |c| sqlx::query_as(sqlx::AssertSqlSafe(text)).fetch_all(&mut *c).await)?;
    let open = |row: OpenRow| {
        Ok(OpenEnding {
            id: Id(row.id),
            says: Standing {
                action: Action::of("notice", row.action)?,
                unit: row.unit_id.map(Id),
                until: Day::of_number(row.until_on),
                step: row.step,
            },
            now: row.near.near()?,
        })
    };
    rows.into_iter().map(open).collect()
}

impl NearRow {
    fn near(self) -> Result<Option<NearEnd>> {
        let (Some(certificate), Some(unit), Some(standing)) =
            (self.certificate_id, self.certificate_unit, self.standing)
        else {
            return Ok(None);
        };
        Ok(Some(NearEnd {
            certificate: Id(certificate),
            unit: Id(unit),
            holder: self.holder.unwrap_or_default(),
            ending: Ending {
                standing: CertificateStanding::of("certificate", standing)?,
                valid_to: Day::of_number(self.valid_to),
                renewals: Renewals(self.renewals.and_then(|renewals| u8::try_from(renewals).ok())),
                has_successor: self.has_successor,
                is_requested: self.is_requested,
            },
        }))
    }
}
