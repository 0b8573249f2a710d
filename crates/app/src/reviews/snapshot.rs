//! The lists of a review, opened from the files that were kept and sealed for the engine.

use super::Input;
use crate::context::Context;
use crate::error::AppError;
use crate::intake;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::list::ListKind;
use antin_domain::message::Message;
use antin_domain::policy::Policy;
use antin_results::input::{self, Cells};
use antin_results::{ListFiles, Silent};
use antin_storage::Connection;
use antin_storage::imports::{self, Import};
use antin_storage::known;
use std::path::{Path, PathBuf};

/// The import that was applied last, for every kind of list; without the CA's list and that of the application there is
/// nothing to compare.
///
/// # Errors
/// One of the two is missing.
pub(crate) async fn latest(context: &Context) -> Result<Vec<Input>, AppError> {
    let inputs = applied(&mut context.db.read().await?).await?;
    inputs.ok_or_else(|| AppError::Unusable(Message::new("intake-lists-first")))
}

/// The same as the turn or connection of the caller sees it; none where there is nothing to compare.
pub(super) async fn applied(connection: &mut Connection) -> Result<Option<Vec<Input>>, AppError> {
    let mut inputs = Vec::new();
    for kind in ListKind::ALL {
        match known::latest_applied(connection, kind.name()).await? {
            Some(id) => inputs.push(Input { kind: kind.name().to_owned(), import: id.0 }),
            None if matches!(kind, ListKind::CaList | ListKind::Registry) => return Ok(None),
            None => {}
        }
    }
    Ok(Some(inputs))
}

/// The files of imports as they were kept.
pub(super) async fn files(context: &Context, inputs: &[Input]) -> Result<Vec<(Import, Vec<u8>)>, AppError> {
    let mut files = Vec::new();
    for input in inputs {
        let import = imports::get(&mut context.db.read().await?, Id(input.import)).await?;
        let bytes = intake::kept_bytes(context, &import).await?;
        files.push((import, bytes));
    }
    Ok(files)
}

/// The lists of a review, read from files that stand in a folder of their own for as long as this lives.
pub struct Reading {
    /// The sealed rows, and how each list was read.
    pub input: antin_results::Input,
    _folder: Folder,
}

/// A folder that goes when it is dropped: the files are kept elsewhere, here they were only to be read.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed now is removed with the next start of the machine's cleaning.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Reads the lists: work for a thread of its own, because it takes a core. `cells`: will the rows be read again?
pub(super) fn read(
    context: &Context,
    files: Vec<(Import, Vec<u8>)>,
    columns: String,
    policy: Policy,
    as_of: Day,
    cells: Cells,
) -> Result<impl FnOnce() -> Result<Reading, AppError> + Send + 'static, AppError> {
    let folder = Folder(context.data.join("reading").join(context.id()?.to_string()));
    Ok(move || {
        let list_files = put(&folder.0, &files, &columns).map_err(|error| AppError::BrokenOff(error.to_string()))?;
        let input = input::read(&list_files, policy, as_of, 1, cells, &mut Silent);
        let input = input.map_err(|failure| AppError::Unusable(failure.message().clone()))?;
        Ok(Reading { input, _folder: folder })
    })
}

/// What people said about the columns of those lists, all in one text; blank where nothing was said.
pub(super) async fn columns(context: &Context, inputs: &[Input]) -> Result<String, AppError> {
    let mut said = String::new();
    for input in inputs {
        let work = imports::work(&mut context.db.read().await?, Id(input.import)).await?;
        said.push_str(&work.columns.unwrap_or_default());
    }
    Ok(said)
}

/// Puts each file into `folder` under the name that people gave it.
fn put(folder: &Path, files: &[(Import, Vec<u8>)], columns: &str) -> std::io::Result<ListFiles> {
    let mut list_files = ListFiles::default();
    if !columns.is_empty() {
        std::fs::create_dir_all(folder)?;
        let path = folder.join("columns.toml");
        std::fs::write(&path, columns)?;
        list_files.columns = Some(path);
    }
    for (import, bytes) in files {
        let place = folder.join(&import.kind);
        std::fs::create_dir_all(&place)?;
        // A name that people gave is no path.
        let name = Path::new(&import.file_name).file_name().unwrap_or(import.kind.as_ref());
        let path = place.join(name);
        std::fs::write(&path, bytes)?;
        match ListKind::ALL.into_iter().find(|kind| kind.name() == import.kind) {
            Some(ListKind::CaList) => list_files.ca_list = path,
            Some(ListKind::Registry) => list_files.registry = path,
            Some(ListKind::Roster) => list_files.roster = Some(path),
            Some(ListKind::Units) => list_files.units = Some(path),
            Some(ListKind::Sent) => list_files.sent = Some(path),
            None => {}
        }
    }
    Ok(list_files)
}
