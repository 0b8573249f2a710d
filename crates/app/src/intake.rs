//! Intake: a file comes in and is kept, read, compared with what is there, applied as one act, and can be taken back.
//!
//! [`take`] keeps the file and says how it was read; [`what_if`] says what would happen; [`apply`] makes it happen, with
//! one event; [`undo`] takes the whole import back. The same file of the same kind is the same import.

mod compare;
mod entry;
pub(crate) mod link;
mod reading;
mod store;

pub use compare::{Plan, PlanLine};
pub use entry::Entries;
pub use reading::ReadList;

use crate::context::Context;
use crate::error::AppError;
use crate::visitor::{Visitor, object};
use antin_domain::id::Id;
use antin_domain::list::ListKind;
use antin_domain::message::Message;
use antin_domain::moment::Moment;
use antin_domain::permission::{Act, Object};
use antin_storage::audit::NewEvent;
use antin_storage::blobs::{self, Folder, Store};
use antin_storage::imports::{self, Import, ImportState};
use antin_storage::{known, units};
use serde_json::json;

/// An import and how its file was read.
pub struct Taken {
    /// The import.
    pub import: Import,
    /// How the file was read.
    pub list: ReadList,
}

/// Keeps a file and reads it; nothing of the registry changes. The number of the import.
///
/// # Errors
/// The visitor may not, or the file cannot be read as a list: then nothing is kept.
pub async fn take(
    context: &Context,
    visitor: &Visitor,
    file_name: &str,
    bytes: Vec<u8>,
    kind: Option<ListKind>,
) -> Result<Id, AppError> {
    let place = top(context).await?;
    visitor.may(Act::Import, &place)?;
    let file_name: String = file_name.chars().filter(|c| !c.is_control()).take(200).collect();
    let list = reading::read(context, &file_name, bytes.clone(), kind).await?;
    let digest = blobs::digest_of(&bytes);
    if let Some(known) = imports::find(&mut context.db.read().await?, list.kind.name(), &digest).await? {
        return Ok(known.id);
    }
    let size = bytes.len();
    let folder = blob_folder(context);
    let kept = tokio::task::spawn_blocking(move || folder.put(&bytes)).await;
    kept.map_err(|error| AppError::BrokenOff(error.to_string()))??;
    let import = Import {
        id: context.id()?,
        kind: list.kind.name().to_owned(),
        digest,
        file_name,
        as_of: context.today(),
        state: ImportState::Reading,
        rows_read: 0,
        rows_rejected: 0,
        rows_applied: 0,
        changes: 0,
        taken: context.now(),
        taken_by: Some(visitor.actor.user),
    };
    let mut change = context.db.change().await?;
    blobs::note(&mut change, &digest, i64::try_from(size).unwrap_or(i64::MAX), import.taken).await?;
    imports::begin(&mut change, &import).await?;
    imports::keep_rows(&mut change, import.id, &list.raw_rows()).await?;
    imports::end_reading(&mut change, import.id).await?;
    let detail =
        json!({ "kind": import.kind, "file": import.file_name, "read": list.read, "rejected": list.rejected.len() });
    commit(change, visitor, import.taken, "take-list", import.id, &detail).await?;
    Ok(import.id)
}

/// An import, its file read once more.
///
/// # Errors
/// The visitor may not, or there is no such import.
pub async fn taken(context: &Context, visitor: &Visitor, id: Id) -> Result<Taken, AppError> {
    visitor.may(Act::ReadImport, &top(context).await?)?;
    let import = imports::get(&mut context.db.read().await?, id).await?;
    let list = reread(context, &import).await?;
    Ok(Taken { import, list })
}

/// What applying an import would do.
///
/// # Errors
/// The visitor may not, or there is no such import.
pub async fn what_if(context: &Context, visitor: &Visitor, id: Id) -> Result<(Taken, Plan), AppError> {
    let taken = taken(context, visitor, id).await?;
    let plan = compare::plan(context, &taken.list).await?;
    Ok((taken, plan))
}

/// Applies an import as one act: all of it, or nothing.
///
/// `despite_warning`: the visitor has read that the list would change unusually much.
///
/// # Errors
/// The visitor may not, the import is applied already, or the list would change unusually much.
pub async fn apply(context: &Context, visitor: &Visitor, id: Id, despite_warning: bool) -> Result<(), AppError> {
    visitor.may(Act::Import, &top(context).await?)?;
    let import = imports::get(&mut context.db.read().await?, id).await?;
    if import.state != ImportState::Read {
        return Err(AppError::Unusable(Message::new("intake-not-waiting")));
    }
    let list = reread(context, &import).await?;
    let plan = compare::plan(context, &list).await?;
    if let (Some(warning), false) = (&plan.warning, despite_warning) {
        return Err(AppError::Unusable(warning.clone()));
    }
    let mut change = context.db.change().await?;
    // Somebody may have been quicker while the list was compared.
    if imports::get(&mut change, id).await?.state != ImportState::Read {
        return Err(AppError::Unusable(Message::new("intake-not-waiting")));
    }
    let counts = json!({ "new": plan.new, "changed": plan.changed, "same": plan.same, "gone": plan.gone });
    store::store(context, &mut change, &import, plan).await?;
    commit(change, visitor, context.now(), "apply-import", id, &counts).await
}

/// Takes back everything that an import did.
///
/// # Errors
/// The visitor may not; something was changed since; or it is an import of people or units, which is put right by a
/// newer list instead.
pub async fn undo(context: &Context, visitor: &Visitor, id: Id) -> Result<u64, AppError> {
    visitor.may(Act::UndoImport, &top(context).await?)?;
    let now = context.now();
    let mut change = context.db.change().await?;
    let import = imports::get(&mut change, id).await?;
    if ![ListKind::CaList, ListKind::Registry].map(ListKind::name).contains(&import.kind.as_str()) {
        return Err(AppError::Unusable(Message::new("intake-undo-kind")));
    }
    let count = imports::undo_certificates(&mut change, id, now).await?;
    commit(change, visitor, now, "undo-import", id, &json!({ "changes": count })).await?;
    Ok(count)
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
pub(crate) async fn reread(context: &Context, import: &Import) -> Result<ReadList, AppError> {
    let bytes = kept_bytes(context, import).await?;
    let kind = ListKind::ALL.into_iter().find(|kind| kind.name() == import.kind);
    reading::read(context, &import.file_name, bytes, kind).await
}

pub(crate) fn blob_folder(context: &Context) -> Folder {
    Folder(context.data.join("blobs"))
}

/// The event of an import.
async fn commit(
    change: antin_storage::Change,
    visitor: &Visitor,
    at: Moment,
    action: &str,
    import: Id,
    detail: &serde_json::Value,
) -> Result<(), AppError> {
    let (actor, import) = (visitor.event_name(), import.to_string());
    let event = NewEvent { at, actor: &actor, action, object_kind: "import", object_id: &import, detail };
    change.commit(&event).await?;
    Ok(())
}
