//! Evidence beside a case: kept by its digest, told by its bytes, never changed.

use super::{commit, deadline, running};
use crate::context::Context;
use crate::error::AppError;
use crate::intake;
use crate::visitor::{Visitor, object};
use antin_domain::campaign::evidence::{EvidenceKind, MOST_BYTES};
use antin_domain::campaign::guards;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_storage::blobs::{self, Store, digest_of};
use antin_storage::campaigns::evidence::{self, Evidence};
use antin_storage::campaigns::{cases, units};
use serde_json::json;

/// The most files beside one case.
const MOST_FILES: usize = 20;
/// The longest name of a file.
const MOST_NAME: usize = 200;

/// A file that is added.
pub struct NewEvidence {
    /// Its name, as people gave it.
    pub file_name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The greatest request that can hold evidence: the file and what a form puts around it.
pub const MOST_REQUEST: usize = MOST_BYTES + (1 << 20);

/// Adds a file to a case. The same bytes are there once.
///
/// # Errors
/// The visitor may not; the file is too great or of a kind that is not taken; the time is over.
pub async fn add(
    context: &Context,
    visitor: &Visitor,
    campaign: Id,
    number: i64,
    new: NewEvidence,
) -> Result<Id, AppError> {
    let mut connection = context.db.read().await?;
    let case = cases::get(&mut connection, campaign, number).await?;
    let place = object(&mut connection, Some(case.unit), case.person).await?;
    drop(connection);
    visitor.may(Act::Decide, &place)?;
    let kind = EvidenceKind::of(&new.bytes).map_err(AppError::Unusable)?;
    let size = i64::try_from(new.bytes.len()).unwrap_or(i64::MAX);
    let folder = intake::blob_folder(context);
    let digest = digest_of(&new.bytes);
    // On disk before the database says so; a file that nobody names does no harm.
    let NewEvidence { file_name, bytes } = new;
    let kept = tokio::task::spawn_blocking(move || folder.put(&bytes)).await;
    kept.map_err(|error| AppError::BrokenOff(error.to_string()))??;

    let now = context.now();
    let mut change = context.db.change().await?;
    let campaign = running(&mut change, campaign).await?;
    let office = units::get(&mut change, campaign.id, case.office).await?;
    guards::not_locked(office.report_state).map_err(AppError::Unusable)?;
    guards::in_time(deadline(&campaign, office.before), context.today()).map_err(AppError::Unusable)?;
    let there = evidence::of_case(&mut change, campaign.id, number).await?;
    if let Some(same) = there.iter().find(|one| one.digest == digest) {
        return Ok(same.id);
    }
    if there.len() >= MOST_FILES {
        return Err(AppError::Unusable(Message::new("campaigns-refused-evidence-many").with("most", MOST_FILES)));
    }
    let file_name: String = file_name.chars().filter(|c| !c.is_control()).take(MOST_NAME).collect();
    blobs::note(&mut change, &digest, size, now).await?;
    let row = Evidence {
        id: context.id()?,
        case: number,
        digest,
        file_name,
        kind,
        size,
        kept: now,
        kept_by: visitor.actor.user,
    };
    evidence::insert(&mut change, campaign.id, &row).await?;
    let detail = json!({
        "case": number,
        "evidence": row.id.to_string(),
        "file": row.file_name,
        "digest": super::rehearsal::hex(&digest),
        "size": size,
    });
    commit(change, context, visitor, "campaign-evidence", campaign.id, &detail).await?;
    Ok(row.id)
}

/// A piece of evidence and its bytes, compared with their digest.
///
/// # Errors
/// The visitor may not see the case, or the file is not any more what it was.
pub async fn evidence_file(
    context: &Context,
    visitor: &Visitor,
    campaign: Id,
    id: Id,
) -> Result<(Evidence, Vec<u8>), AppError> {
    let mut connection = context.db.read().await?;
    let row = evidence::get(&mut connection, campaign, id).await?;
    let case = cases::get(&mut connection, campaign, row.case).await?;
    let place = object(&mut connection, Some(case.unit), case.person).await?;
    visitor.may(Act::ReadFinding, &place)?;
    let (folder, digest) = (intake::blob_folder(context), row.digest);
    let bytes = tokio::task::spawn_blocking(move || folder.get(&digest)).await;
    Ok((row, bytes.map_err(|error| AppError::BrokenOff(error.to_string()))??))
}
