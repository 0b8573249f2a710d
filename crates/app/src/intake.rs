//! Intake: a file comes in and is kept, read, compared with what is there, applied as one act, and can be taken back.
//!
//! [`take`] keeps the file; [`show`] says how it was read and what would happen; [`apply`] makes it happen, with one event;
//! [`undo`] takes the whole import back. Each asks only: jobs do the work ([`crate::work`]). The same file of the same kind
//! is the same import.

mod asking;
mod bundle;
mod columns;
mod compare;
pub(crate) mod crls;
mod entry;
mod kind;
pub(crate) mod link;
mod reading;
mod store;
mod work;

pub use columns::{Correction, meanings};
pub use compare::{Plan, PlanLine, What};
pub use entry::Entries;
pub use kind::FileKind;
use reading::FileRead;
pub(crate) use reading::official;
pub use reading::{HowRead, RejectedRow};
pub(crate) use work::{apply_now, read_list, undo_now};

use crate::context::Context;
use crate::error::AppError;
use crate::visitor::{Visitor, object};
use crate::work::{APPLY_IMPORT, Progress, READ_LIST, UNDO_IMPORT};
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::moment::Moment;
use antin_domain::permission::{Act, Object};
use antin_storage::audit::NewEvent;
use antin_storage::blobs::{self, Folder, Store};
use antin_storage::imports::{self, Import, ImportState};
use antin_storage::{known, units};
use serde_json::json;

/// An import with everything that a page shows of it.
#[derive(Clone, Debug)]
pub struct Whole {
    /// The import.
    pub import: Import,
    /// How the file was read; none until it was.
    pub reading: Option<HowRead>,
    /// The first records that are no row.
    pub rejected: Vec<RejectedRow>,
    /// What applying would do, or did; none until it was compared.
    pub plan: Option<Plan>,
    /// The registry was changed since the plan was made: applying compares anew first.
    pub is_stale: bool,
    /// The job that works on it, or did last.
    pub work: Option<Progress>,
}

impl Whole {
    /// Is a job under way?
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        self.work.as_ref().is_some_and(Progress::is_under_way)
    }
}

/// Keeps a file; it is read and compared in the background. Nothing of the registry changes. The number of the import.
///
/// # Errors
/// The visitor may not, or the file is no list that can be read: then nothing is kept.
pub async fn take(
    context: &Context,
    visitor: &Visitor,
    file_name: &str,
    bytes: Vec<u8>,
    kind: Option<FileKind>,
) -> Result<Id, AppError> {
    let place = top(context).await?;
    visitor.may(Act::Import, &place)?;
    let file_name: String = file_name.chars().filter(|c| !c.is_control()).take(200).collect();
    let kind = reading::kind_of(context, &file_name, bytes.clone(), kind).await?;
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let digest = blobs::digest_of(&bytes);
    if let Some(known) = imports::find(&mut context.db.read().await?, kind.name(), &digest).await? {
        return Ok(known.id);
    }
    let folder = blob_folder(context);
    let kept = tokio::task::spawn_blocking(move || folder.put(&bytes)).await;
    kept.map_err(|error| AppError::BrokenOff(error.to_string()))??;
    let import = Import {
        id: context.id()?,
        kind: kind.name().to_owned(),
        digest,
        file_name,
        as_of: context.today(),
        state: ImportState::Reading,
        rows_read: 0,
        rows_rejected: 0,
        changes: 0,
        taken: context.now(),
        taken_by: Some(visitor.actor.user),
    };
    let mut change = context.db.change().await?;
    // The same file may have come a second time while this one was looked at.
    if let Some(known) = imports::find(&mut change, kind.name(), &digest).await? {
        return Ok(known.id);
    }
    blobs::note(&mut change, &digest, size, import.taken).await?;
    imports::begin(&mut change, &import).await?;
    ask(context, &mut change, visitor, import.id, READ_LIST, None).await?;
    let detail = json!({ "kind": import.kind, "file": import.file_name, "size": size });
    commit(change, &visitor.event_name(), import.taken, "take-list", import.id, &detail).await?;
    crate::work::ring(context);
    Ok(import.id)
}

/// An import, how it was read, and what it would do.
///
/// # Errors
/// The visitor may not, or there is no such import.
pub async fn show(context: &Context, visitor: &Visitor, id: Id) -> Result<Whole, AppError> {
    visitor.may(Act::ReadImport, &top(context).await?)?;
    // The job first: once it is done, the import that is read behind it shows what it did. The other way round a page could
    // offer to apply what was applied in between.
    let job = imports::work(&mut context.db.read().await?, id).await?.job;
    let work = match job {
        Some(job) => crate::work::progress(context, job).await?,
        None => None,
    };
    let mut connection = context.db.read().await?;
    let import = imports::get(&mut connection, id).await?;
    let kept = imports::work(&mut connection, id).await?;
    let rejected = imports::rows_after(&mut connection, id, i64::MIN, SHOWN_REJECTED).await?;
    let is_stale = import.state == ImportState::Read && work::is_stale(&mut connection, kept.plan_event).await?;
    drop(connection);
    Ok(Whole {
        import,
        reading: kept.reading.as_deref().and_then(|text| serde_json::from_str(text).ok()),
        rejected: rejected.iter().filter_map(RejectedRow::of).collect(),
        plan: kept.plan.as_deref().and_then(|text| serde_json::from_str(text).ok()),
        is_stale,
        work,
    })
}

/// Compares an import that waits with the registry once more, in the background: for a plan that is stale, and for a
/// file whose reading failed.
///
/// # Errors
/// The visitor may not, or the import does not wait, or a job is under way.
pub async fn compare_again(context: &Context, visitor: &Visitor, id: Id) -> Result<(), AppError> {
    visitor.may(Act::Import, &top(context).await?)?;
    let mut turn = context.db.upkeep().await?;
    if !matches!(imports::get(&mut turn, id).await?.state, ImportState::Read | ImportState::Reading) {
        return Err(AppError::Unusable(Message::new("intake-not-waiting")));
    }
    ask(context, &mut turn, visitor, id, READ_LIST, None).await?;
    turn.commit().await?;
    crate::work::ring(context);
    Ok(())
}

/// Says how a list is to be read, and reads it anew in the background.
///
/// # Errors
/// The visitor may not, a name is no meaning or stands twice, a column or row is not there, the import is applied, or a job
/// is under way.
pub async fn correct_columns(context: &Context, visitor: &Visitor, id: Id, said: &Correction) -> Result<(), AppError> {
    visitor.may(Act::Import, &top(context).await?)?;
    let mut turn = context.db.upkeep().await?;
    let import = imports::get(&mut turn, id).await?;
    let is_list = matches!(FileKind::parse(&import.kind), Some(FileKind::List(_)));
    if !is_list || !matches!(import.state, ImportState::Read | ImportState::Reading | ImportState::Asking) {
        return Err(AppError::Unusable(Message::new("intake-not-waiting")));
    }
    let reading = imports::work(&mut turn, id).await?.reading;
    let reading: HowRead = reading.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let text = columns::as_text(&import.kind, said, &reading)?;
    imports::set_columns(&mut turn, id, &text).await?;
    ask(context, &mut turn, visitor, id, READ_LIST, None).await?;
    turn.commit().await?;
    crate::work::ring(context);
    Ok(())
}

/// Asks for an import to be applied, in the background, as one act: all of it, or nothing.
///
/// `despite_warning`: the visitor has read that the list would change unusually much.
///
/// # Errors
/// The visitor may not, the import does not wait to be applied, a job is under way, or the list would change unusually
/// much.
pub async fn apply(context: &Context, visitor: &Visitor, id: Id, despite_warning: bool) -> Result<(), AppError> {
    let whole = show(context, visitor, id).await?;
    visitor.may(Act::Import, &top(context).await?)?;
    let plan = whole.plan.filter(|_| whole.import.state == ImportState::Read);
    let plan = plan.ok_or_else(|| AppError::Unusable(Message::new("intake-not-waiting")))?;
    if let (Some(warning), false) = (plan.warning(), despite_warning) {
        return Err(AppError::Unusable(warning));
    }
    let mut turn = context.db.upkeep().await?;
    ask(context, &mut turn, visitor, id, APPLY_IMPORT, Some(plan.counts())).await?;
    turn.commit().await?;
    crate::work::ring(context);
    Ok(())
}

/// Asks for everything that an import did to be taken back, in the background.
///
/// # Errors
/// The visitor may not, the import is not applied, or a job is under way.
pub async fn undo(context: &Context, visitor: &Visitor, id: Id) -> Result<(), AppError> {
    visitor.may(Act::UndoImport, &top(context).await?)?;
    let mut turn = context.db.upkeep().await?;
    if imports::get(&mut turn, id).await?.state != ImportState::Applied {
        return Err(AppError::Unusable(Message::new("intake-not-applied")));
    }
    ask(context, &mut turn, visitor, id, UNDO_IMPORT, None).await?;
    turn.commit().await?;
    crate::work::ring(context);
    Ok(())
}

/// Adds a job about an import; one at a time.
async fn ask(
    context: &Context,
    turn: &mut antin_storage::Upkeep,
    visitor: &Visitor,
    import: Id,
    kind: &str,
    agreed: Option<(usize, usize, usize)>,
) -> Result<(), AppError> {
    let job = context.id()?;
    let payload = json!({ "import": import.0, "actor": visitor.event_name(), "agreed": agreed });
    crate::work::add(context, turn, job, kind, &payload, &format!("import-{import}")).await?;
    Ok(imports::set_job(turn, import, job).await?)
}

/// The latest imports, the latest first.
///
/// # Errors
/// The visitor may not.
pub async fn latest(context: &Context, visitor: &Visitor) -> Result<Vec<Import>, AppError> {
    visitor.may(Act::ReadImport, &top(context).await?)?;
    let mut connection = context.db.read().await?;
    let mut latest = Vec::new();
    for id in known::latest_imports(&mut connection, 100).await? {
        latest.push(imports::get(&mut connection, id).await?);
    }
    Ok(latest)
}

/// Lists speak of the whole office: whoever takes one in needs the right for its topmost unit. In an empty registry
/// there is no unit yet, and only who may do so everywhere begins.
pub(crate) async fn top(context: &Context) -> Result<Object, AppError> {
    let mut connection = context.db.read().await?;
    let top = units::children(&mut connection, None, None, 1).await?;
    Ok(object(&mut connection, top.items.first().map(|unit| unit.id), None).await?)
}

/// The file of an import as it was kept.
pub(crate) async fn kept_bytes(context: &Context, import: &Import) -> Result<Vec<u8>, AppError> {
    let (folder, digest) = (blob_folder(context), import.digest);
    let bytes = tokio::task::spawn_blocking(move || folder.get(&digest)).await;
    Ok(bytes.map_err(|error| AppError::BrokenOff(error.to_string()))??)
}

/// Reads the kept file of an import once more.
async fn reread(context: &Context, import: &Import) -> Result<FileRead, AppError> {
    let bytes = kept_bytes(context, import).await?;
    let kind = FileKind::parse(&import.kind);
    let columns = imports::work(&mut context.db.read().await?, import.id).await?.columns;
    reading::read(context, &import.file_name, bytes, kind, columns).await
}

/// Rejected records that a page shows; all are in the number.
const SHOWN_REJECTED: u32 = 50;

pub(crate) fn blob_folder(context: &Context) -> Folder {
    Folder(context.data.join("blobs"))
}

/// The event of an import.
async fn commit(
    change: antin_storage::Change,
    actor: &str,
    at: Moment,
    action: &str,
    import: Id,
    detail: &serde_json::Value,
) -> Result<(), AppError> {
    let import = import.to_string();
    let event = NewEvent { at, actor, action, object_kind: "import", object_id: &import, detail };
    change.commit(&event).await?;
    Ok(())
}
