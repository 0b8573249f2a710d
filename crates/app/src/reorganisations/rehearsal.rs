//! The rehearsal of a reorganisation: what every certificate would need, in waves; the registry stays as it is.

use super::look::{self, digest};
use super::{Reorganisation, commit, ready, step};
use crate::context::Context;
use crate::error::AppError;
use crate::visitor::Visitor;
use crate::work::{self, Desk, Progress};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::reorganisation::{State, Verb};
use antin_storage::reorganisations::{self as rows, needs};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// What a rehearsal found beside its needs, and the last work that was asked for.
#[derive(Clone, Debug, Default)]
pub struct Rehearsal {
    /// The day on which it was looked at; unknown while it was not.
    pub as_of: Day,
    /// Name and version of the policy.
    pub policy: String,
    /// Days of each wave, the first first.
    pub waves: Vec<WaveDays>,
    /// Devices that are missing.
    pub missing: Vec<MissingDevices>,
    /// The last work that was asked for: a rehearsal, applying, drafting.
    pub work: Option<Progress>,
}

/// Days of one wave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaveDays {
    /// Its number, from 1.
    pub number: i64,
    /// First working day.
    pub first: Day,
    /// Last working day.
    pub last: Day,
}

/// Devices that a wave needs and that lie nowhere ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingDevices {
    /// The wave.
    pub wave: i64,
    /// Code of the unit that needs them.
    pub unit: String,
    /// How many.
    pub count: u32,
}

/// What is kept beside a reorganisation.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Kept {
    /// The last job that was asked for.
    pub(super) job: i64,
    /// What was found; none before the first rehearsal.
    pub(super) found: Option<Found>,
}

/// What a rehearsal found beside its needs.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Found {
    pub(super) as_of: Option<i32>,
    pub(super) policy: String,
    /// Digest of the needs.
    pub(super) digest: String,
    pub(super) waves: Vec<(Option<i32>, Option<i32>)>,
    pub(super) missing: Vec<(i64, String, u32)>,
}

/// What a job about a reorganisation is told.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Asked {
    pub(super) reorganisation: i64,
    pub(super) actor: i64,
    /// The wave to be drafted.
    #[serde(default)]
    pub(super) wave: i64,
}

/// Asks for a rehearsal, in the background.
///
/// # Errors
/// The visitor may not, it was applied or withdrawn, or work on it is under way.
pub async fn rehearse(context: &Context, visitor: &Visitor, id: Id) -> Result<(), AppError> {
    ask(context, visitor, id, Verb::Rehearse, work::REHEARSE_REORGANISATION, 0).await
}

/// Asks for work on a reorganisation.
pub(super) async fn ask(
    context: &Context,
    visitor: &Visitor,
    id: Id,
    verb: Verb,
    kind: &'static str,
    wave: i64,
) -> Result<(), AppError> {
    let job = context.id()?;
    let mut change = context.db.change().await?;
    let (one, _) = ready(context, &mut change, visitor, id, verb).await?;
    let kept = Kept { job: job.0, ..kept(&one) };
    let asked = json!(Asked { reorganisation: id.0, actor: visitor.actor.user.0, wave });
    work::add(context, &mut change, job, kind, &asked, &format!("reorganising-{id}")).await?;
    let seen = one.version;
    rows::update(&mut change, &Reorganisation { rehearsal: Some(json!(kept).to_string()), ..one }, seen).await?;
    let action = match verb {
        Verb::Apply => "ask-apply-reorganisation",
        Verb::DraftRequests => "ask-draft-reorganisation",
        _ => "ask-rehearse-reorganisation",
    };
    let detail = json!({ "job": job.to_string(), "wave": wave });
    commit(change, context, &visitor.event_name(), action, id, &detail).await?;
    work::ring(context);
    Ok(())
}

/// Looks what it would need, and keeps that beside it.
pub(crate) async fn rehearse_now(context: &Context, desk: &Desk, asked: Asked) -> Result<(), AppError> {
    let id = Id(asked.reorganisation);
    let mut change = context.db.change().await?;
    let one = rows::get(&mut change, id).await?;
    let before = kept(&one);
    if step(&one, Verb::Rehearse).is_err() || before.job != desk.job.0 {
        // It was edited, withdrawn or asked for again meanwhile.
        drop(change);
        return put_away(context, desk).await;
    }
    let look = look::look(context, &mut change, &one).await?;
    let kept_needs = look.kept();
    needs::replace(&mut change, id, &kept_needs).await?;
    let policy = context.policy().map(|policy| format!("{} {}", policy.name, policy.version)).unwrap_or_default();
    let found = Found {
        as_of: context.today().number(),
        policy,
        digest: digest(&kept_needs),
        waves: look.days().into_iter().map(|(first, last)| (first.number(), last.number())).collect(),
        missing: look.missing(),
    };
    let seen = one.version;
    let rehearsal = Some(json!(Kept { found: Some(found), ..before }).to_string());
    rows::update(&mut change, &Reorganisation { state: State::Rehearsed, rehearsal, ..one }, seen).await?;
    desk.finish(&mut change).await?;
    let detail = json!({ "needs": kept_needs.len(), "waves": look.waves.len() });
    commit(change, context, &Id(asked.actor).to_string(), "rehearse-reorganisation", id, &detail).await?;
    // Counts over a hundred thousand new rows are quick only when the database knows that they are there.
    context.db.analyze().await?;
    Ok(())
}

/// Puts a job away that has nothing to do any more.
pub(super) async fn put_away(context: &Context, desk: &Desk) -> Result<(), AppError> {
    let mut turn = context.db.upkeep().await?;
    desk.finish(&mut turn).await?;
    Ok(turn.commit().await?)
}

/// What is kept beside a reorganisation; nothing where nothing was rehearsed.
pub(super) fn kept(one: &Reorganisation) -> Kept {
    one.rehearsal.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

/// What was rehearsed of a reorganisation, and how far the work on it is.
///
/// # Errors
/// The database cannot be read.
pub async fn of(context: &Context, one: &Reorganisation) -> Result<Rehearsal, AppError> {
    let kept = kept(one);
    let work = if kept.job == 0 { None } else { work::progress(context, Id(kept.job)).await? };
    let found = kept.found.unwrap_or_default();
    let days = |(number, (first, last)): (i64, (Option<i32>, Option<i32>))| WaveDays {
        number,
        first: Day::of_number(first),
        last: Day::of_number(last),
    };
    let missing = |(wave, unit, count): (i64, String, u32)| MissingDevices { wave, unit, count };
    Ok(Rehearsal {
        as_of: Day::of_number(found.as_of),
        policy: found.policy,
        waves: (1..).zip(found.waves).map(days).collect(),
        missing: found.missing.into_iter().map(missing).collect(),
        work,
    })
}
