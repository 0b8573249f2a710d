//! What jobs do about imports: read and compare, apply, take back.
//!
//! Each ends in the transaction of what it did, together with its job: it happens once, whatever is killed when.

use super::compare::{self, Plan};
use super::crls::Revocations;
use super::entry::Entries;
use super::kind::FileKind;
use super::reading::{FileRead, HowRead};
use super::{commit, reread, store};
use crate::context::Context;
use crate::error::AppError;
use crate::requests::prove::{self, Shown};
use crate::reviews::of_the_day;
use crate::work::{Desk, OfImport};
use antin_domain::id::Id;
use antin_domain::list::ListKind;
use antin_domain::message::Message;
use antin_storage::imports::{self, Conflict, Import, ImportState, Reason, Undone};
use antin_storage::{Change, Connection, audit};
use serde_json::json;

/// After an import of so many changes the database looks at its tables once more.
const MANY: i64 = 10_000;
/// So often a plan that became stale while it was to be made is made anew.
const TRIES: usize = 3;

/// Reads the file of an import and compares it with the registry.
pub(crate) async fn read_list(context: &Context, desk: &Desk, asked: OfImport) -> Result<(), AppError> {
    let import = imports::get(&mut context.db.read().await?, Id(asked.import)).await?;
    make_plan(context, desk, &import, IsLast::Yes).await.map(drop)
}

/// Makes the changes of an import, if they are still what the visitor agreed to.
pub(crate) async fn apply_now(context: &Context, desk: &Desk, asked: OfImport) -> Result<(), AppError> {
    let id = Id(asked.import);
    for _ in 0..TRIES {
        let mut connection = context.db.read().await?;
        let import = imports::get(&mut connection, id).await?;
        let kept = imports::work(&mut connection, id).await?;
        let is_stale = is_stale(&mut connection, kept.plan_event).await?;
        drop(connection);
        if import.state != ImportState::Read {
            return Err(AppError::Unusable(Message::new("intake-not-waiting")));
        }
        let known: Option<Plan> = kept.plan.as_deref().and_then(|text| serde_json::from_str(text).ok());
        let plan = match known {
            Some(plan) if !is_stale => plan,
            _ => make_plan(context, desk, &import, IsLast::No).await?,
        };
        if asked.agreed != Some(plan.counts()) {
            // It is another change by now than the one that was agreed to.
            return Err(AppError::Unusable(Message::new("intake-compared-anew")));
        }
        let revoked = revocations(context, &import).await?;
        let change = context.db.change().await?;
        if apply_plan(context, desk, change, &import, &plan, revoked.as_ref(), &asked.actor).await? {
            return Ok(());
        }
    }
    Err(AppError::BrokenOff("the registry changes all the time".into()))
}

/// What the revocation lists of an import say; none where it is another kind of file.
async fn revocations(context: &Context, import: &Import) -> Result<Option<Revocations>, AppError> {
    if import.kind != FileKind::Crls.name() {
        return Ok(None);
    }
    match reread(context, import).await? {
        FileRead::List(list) => match &list.entries {
            Entries::Revoked(rows) => Ok(Some(Revocations::of(rows))),
            _ => Ok(None),
        },
        FileRead::Asks(_) => Ok(None),
    }
}

/// Makes the changes of a plan in one turn; false where the registry changed before the turn began.
async fn apply_plan(
    context: &Context,
    desk: &Desk,
    mut change: Change,
    import: &Import,
    plan: &Plan,
    revoked: Option<&Revocations>,
    actor: &str,
) -> Result<bool, AppError> {
    let kept = imports::work(&mut change, import.id).await?;
    if is_stale(&mut change, kept.plan_event).await? {
        return Ok(false);
    }
    let total = plan.changes();
    let changes = store::store(context, desk, &mut change, import, total).await?;
    // What the CA's list shows closes what was asked of it, in the same turn.
    if import.kind == ListKind::CaList.name() || revoked.is_some() {
        let shown = Shown { import: Some(import.id), revoked, ..Shown::default() };
        prove::by_certificates(context, &mut change, shown, actor).await?;
    }
    ask_for_review(context, &mut change, import).await?;
    desk.finish(&mut change).await?;
    let Plan { new, changed, same, gone, new_devices, .. } = plan;
    let counts = json!({ "new": new, "changed": changed, "same": same, "gone": gone, "devices": new_devices });
    commit(change, actor, context.now(), "apply-import", import.id, &counts).await?;
    look_again_after(context, changes).await;
    Ok(true)
}

/// Takes everything back that an import did, or says what stands against it.
pub(crate) async fn undo_now(context: &Context, desk: &Desk, asked: OfImport) -> Result<(), AppError> {
    let (id, now) = (Id(asked.import), context.now());
    let mut change = context.db.change().await?;
    let import = imports::get(&mut change, id).await?;
    if import.state != ImportState::Applied {
        return Err(AppError::Unusable(Message::new("intake-not-applied")));
    }
    prove::reopen(context, &mut change, id, &asked.actor).await?;
    let count = match imports::undo(&mut change, id, now).await? {
        Undone::All(count) => count,
        Undone::Nothing(conflicts) => {
            let by = conflicts.iter().map(told).collect();
            return Err(AppError::Blocked { message: Message::new("intake-undo-blocked"), by });
        }
    };
    ask_for_review(context, &mut change, &import).await?;
    desk.finish(&mut change).await?;
    commit(change, &asked.actor, now, "undo-import", id, &json!({ "changes": count })).await?;
    look_again_after(context, i64::try_from(count).unwrap_or(i64::MAX)).await;
    Ok(())
}

/// A list that came or went is reviewed at once; certificates themselves are no list.
async fn ask_for_review(context: &Context, change: &mut Change, import: &Import) -> Result<(), AppError> {
    if ListKind::ALL.iter().any(|kind| kind.name() == import.kind) {
        of_the_day::ask(context, change).await?;
    }
    Ok(())
}

/// The sentence for one thing that stands against taking an import back.
fn told(conflict: &Conflict) -> Message {
    let key = match conflict.reason {
        Reason::Changed => "intake-undo-changed",
        Reason::Gone => "intake-undo-gone",
        Reason::Needed => "intake-undo-needed",
    };
    Message { key, args: vec![("name", conflict.name.clone())] }
}

/// Is the job done with it?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum IsLast {
    Yes,
    No,
}

/// Reads the file, compares it, and keeps the plan with all its changes.
async fn make_plan(context: &Context, desk: &Desk, import: &Import, is_last: IsLast) -> Result<Plan, AppError> {
    desk.at(0, 0);
    let list = match reread(context, import).await? {
        FileRead::List(list) => list,
        FileRead::Asks(question) => return ask_person(context, desk, import, &question, is_last).await,
    };
    desk.at(0, list.used);
    let mut turn = context.db.upkeep().await?;
    if import.state == ImportState::Reading {
        imports::keep_rows(&mut turn, import.id, &list.raw_rejected).await?;
        let reading = as_json(&list.reading())?;
        let count = |count| i64::try_from(count).unwrap_or(i64::MAX);
        imports::keep_reading(&mut turn, import.id, count(list.read), count(list.rejected.len()), &reading).await?;
    }
    imports::begin_plan(&mut turn, import.id).await?;
    // What happens to the registry from here on makes the plan stale.
    let event = audit::head(&mut turn).await?.number;
    turn.commit().await?;
    let mut planner = compare::plan(context, desk, import.id, &list).await?;
    drop(list);
    let mut turn = context.db.upkeep().await?;
    planner.write(&mut turn).await?;
    let text = as_json(&planner.plan)?;
    imports::keep_plan(&mut turn, import.id, &text, event).await?;
    if is_last == IsLast::Yes {
        desk.finish(&mut turn).await?;
    }
    turn.commit().await?;
    Ok(planner.plan)
}

/// The file cannot be read before a person says what its columns mean: the question is kept with the import.
async fn ask_person(
    context: &Context,
    desk: &Desk,
    import: &Import,
    question: &HowRead,
    is_last: IsLast,
) -> Result<Plan, AppError> {
    if is_last == IsLast::No {
        // It was read before: this version of the program reads it otherwise, and nothing is applied that was not seen.
        return Err(AppError::Unusable(Message::new("intake-not-waiting")));
    }
    let mut turn = context.db.upkeep().await?;
    imports::keep_question(&mut turn, import.id, &as_json(question)?).await?;
    desk.finish(&mut turn).await?;
    turn.commit().await?;
    Ok(Plan::default())
}

fn as_json<T: serde::Serialize>(value: &T) -> Result<String, AppError> {
    serde_json::to_string(value).map_err(|error| AppError::BrokenOff(error.to_string()))
}

/// Was anything of the registry changed behind event number `since`? No change is without its event, so the events know;
/// one of a kind that is not known here counts as a change.
pub(super) async fn is_stale(connection: &mut Connection, since: i64) -> Result<bool, AppError> {
    let acts = audit::acts_after(connection, since).await?;
    Ok(!acts.iter().all(|(object, act)| leaves_registry(object, act)))
}

/// Acts that change nothing that a list is compared with.
fn leaves_registry(object: &str, act: &str) -> bool {
    matches!(
        object,
        "account" | "calendar" | "campaign" | "letter" | "list" | "request" | "review" | "search" | "token"
    ) || matches!(act, "take-list" | "unmask")
}

/// A database that was filled in one go chooses its ways by what it knew before.
async fn look_again_after(context: &Context, changes: i64) {
    if changes >= MANY
        && let Err(error) = context.db.analyze().await
    {
        tracing::warn!(%error, "the tables were not looked at");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_to_leave_the_registry_alone_counts_as_a_change() {
        assert!(leaves_registry("review", "run-review") && leaves_registry("import", "take-list"));
        assert!(!leaves_registry("import", "apply-import") && !leaves_registry("certificate", "edit-certificate"));
        assert!(!leaves_registry("something-new", "something"));
    }
}
