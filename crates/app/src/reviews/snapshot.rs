//! The lists that were applied last, opened once more and sealed for the engine.

use super::Input;
use crate::context::Context;
use crate::error::AppError;
use crate::intake::{self, Entries};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::list::ListKind;
use antin_domain::message::Message;
use antin_domain::policy::Policy;
use antin_domain::text::{Dictionary, SharedTexts};
use antin_domain::unit::Directory;
use antin_lists::open::open;
use antin_lists::rows::Intake;
use antin_lists::stream::StreamError;
use antin_review::Snapshot;
use antin_storage::imports::{self, Import};
use antin_storage::known;
use std::collections::HashMap;
use std::path::Path;

/// The import that was applied last, for every kind of list; without the CA's list and that of the application there is
/// nothing to compare.
pub(super) async fn latest(context: &Context) -> Result<Vec<Input>, AppError> {
    let mut connection = context.db.read().await?;
    let mut inputs = Vec::new();
    for kind in ListKind::ALL {
        match known::latest_applied(&mut connection, kind.name()).await? {
            Some(id) => inputs.push(Input { kind: kind.name().to_owned(), import: id.0 }),
            None if matches!(kind, ListKind::CaList | ListKind::Registry) => {
                return Err(AppError::Unusable(Message::new("intake-lists-first")));
            }
            None => {}
        }
    }
    Ok(inputs)
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

/// The texts of every row, by list and row of the sheet.
pub(super) async fn entries(
    context: &Context,
    files: &[(Import, Vec<u8>)],
) -> Result<HashMap<String, Entries>, AppError> {
    let mut entries = HashMap::new();
    for (import, _) in files {
        entries.insert(import.kind.clone(), intake::reread(context, import).await?.entries);
    }
    Ok(entries)
}

/// The rows of all lists, sealed: work for a thread of its own, because it takes a core.
pub(super) fn seal(
    context: &Context,
    files: Vec<(Import, Vec<u8>)>,
    policy: Policy,
    as_of: Day,
) -> Result<impl FnOnce() -> Result<Snapshot, AppError> + Send + 'static, AppError> {
    let folder = context.data.join("reading").join(context.id()?.to_string());
    let files: Vec<(String, Vec<u8>)> = files.into_iter().map(|(import, bytes)| (import.kind, bytes)).collect();
    Ok(move || {
        let outcome = read(&folder, files, policy, as_of);
        // They are kept elsewhere; here they were only to be read.
        let _ = std::fs::remove_dir_all(&folder);
        outcome
    })
}

fn read(folder: &Path, files: Vec<(String, Vec<u8>)>, policy: Policy, as_of: Day) -> Result<Snapshot, AppError> {
    let failed = |error: std::io::Error| AppError::BrokenOff(error.to_string());
    let broken = |error: StreamError| {
        let StreamError::Io { source, .. } = error;
        AppError::BrokenOff(source.to_string())
    };
    std::fs::create_dir_all(folder).map_err(failed)?;
    let names = SharedTexts::default();
    let silent = |_| {};
    let mut intake = Intake::new(&names, &policy.content.mail_domains, 1, &silent);
    let (mut ca, mut registry, mut roster, mut units, mut sent) =
        (Vec::new(), Vec::new(), None, Vec::new(), Vec::new());
    let mut ca_unread = Vec::new();
    for (name, bytes) in files {
        let path = folder.join(&name);
        std::fs::write(&path, bytes).map_err(failed)?;
        let kind = ListKind::ALL.into_iter().find(|kind| kind.name() == name);
        let opened = open(&path, kind, None).map_err(|error| AppError::Unusable(error.message()))?;
        match opened.kind {
            ListKind::CaList => {
                let reading = intake.ca_list(&opened).map_err(broken)?;
                (ca, ca_unread) = (reading.rows, reading.unread);
            }
            ListKind::Registry => registry = intake.registry(&opened).map_err(broken)?.rows,
            ListKind::Roster => roster = Some(intake.roster(&opened).map_err(broken)?.rows),
            ListKind::Units => units = intake.units(&opened).map_err(broken)?.rows,
            ListKind::Sent => sent = intake.sent(&opened).map_err(broken)?.rows,
        }
    }
    let dictionary = intake.finish();
    let dictionary = Dictionary { names: names.finish(), ..dictionary };
    let units = Directory::new(&units, as_of);
    let at_hand = Vec::new();
    Ok(Snapshot { dictionary, ca, ca_unread, at_hand, registry, roster, sent, units, policy, as_of }.seal())
}
