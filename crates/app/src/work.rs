//! Work in the background: lists and reviews take longer than a request may, so a request only asks for them.
//!
//! A job is a row (`storage::jobs`): it survives a restart, is tried again, and ends in the very transaction of what it
//! did, so nothing is done twice. [`Pool`] works it off; [`progress`] tells a page how far it is.

mod checkpoints;
mod chores;
mod daily;
mod desk;
mod letters;
mod pool;
mod tidying;
mod told;

pub use checkpoints::checkpoint;
pub use daily::letters_of_the_day;
pub(crate) use desk::Desk;
pub use letters::send_due;
pub use pool::{Pool, settle};
pub use told::Told;

use crate::context::Context;
use crate::error::AppError;
use crate::{campaigns, intake, reorganisations, reviews};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_storage::Upkeep;
use antin_storage::jobs::{self, Job, JobState};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Mutex;
use tokio::sync::Notify;

/// Reads a list and compares it with the registry.
pub(crate) const READ_LIST: &str = "read-list";
/// Makes the changes of a list.
pub(crate) const APPLY_IMPORT: &str = "apply-import";
/// Takes them back.
pub(crate) const UNDO_IMPORT: &str = "undo-import";
/// Reviews the lists.
pub(crate) const RUN_REVIEW: &str = "run-review";
/// Reviews the lists as they are when it is done, after one of them came or was taken back.
pub(crate) const REVIEW_OF_THE_DAY: &str = "day-review";
/// Looks what a campaign would find.
pub(crate) const REHEARSE_CAMPAIGN: &str = "rehearse-campaign";
/// Opens the cases of a campaign.
pub(crate) const LAUNCH_CAMPAIGN: &str = "launch-campaign";
/// Drafts the requests that confirmed decisions ask for.
pub(crate) const DRAFT_REQUESTS: &str = "draft-requests";
/// Looks what a reorganisation would need.
pub(crate) const REHEARSE_REORGANISATION: &str = "rehearse-reorganisation";
/// Changes the units as a reorganisation says.
pub(crate) const APPLY_REORGANISATION: &str = "apply-reorganisation";
/// Drafts the requests of a wave of a reorganisation.
pub(crate) const DRAFT_REORGANISATION: &str = "draft-reorganisation";

/// What everybody who works here shares.
#[derive(Default)]
pub(crate) struct Board {
    /// Rings when there is something to do.
    bell: Notify,
    /// How far the jobs of this server are: so much of so much.
    progress: Mutex<HashMap<Id, (i64, i64)>>,
    /// The event up to which this server signed the audit.
    signed: Mutex<i64>,
    /// The day and the event up to which this server looked at ends that come near.
    pub(crate) looked: Mutex<(Day, i64)>,
}

/// How a job stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What kind of work: `read-list`, `apply-import`, `undo-import`, `run-review`.
    pub kind: String,
    /// Where it is on its way.
    pub state: JobState,
    /// So much is done …
    pub done: i64,
    /// … of so much; 0 while nobody knows.
    pub total: i64,
    /// Why it failed, last time or for good.
    pub trouble: Option<Told>,
}

impl Progress {
    /// Is it still to be done?
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        matches!(self.state, JobState::Waiting | JobState::Taken)
    }
}

/// How a job stands; none where there is no such job.
///
/// # Errors
/// The database cannot be read.
pub async fn progress(context: &Context, job: Id) -> Result<Option<Progress>, AppError> {
    let Some(kept) = jobs::progress(&mut context.db.read().await?, job).await? else { return Ok(None) };
    let here = context.board.progress.lock().ok().and_then(|known| known.get(&job).copied());
    let (done, total) = here.unwrap_or((kept.done, kept.total));
    let trouble = kept.trouble.as_deref().map(Told::parse);
    Ok(Some(Progress { kind: kept.kind, state: kept.state, done, total, trouble }))
}

/// Adds a job in the turn of the caller, who rings with [`ring`] once the turn is kept. `once`: two jobs about the same
/// thing are not waiting at the same time.
///
/// # Errors
/// Such a job is under way already.
pub(crate) async fn add(
    context: &Context,
    turn: &mut Upkeep,
    id: Id,
    kind: &str,
    payload: &Value,
    once: &str,
) -> Result<(), AppError> {
    let now = context.now();
    if jobs::add(turn, id, kind, &payload.to_string(), Some(once), now, now).await? {
        return Ok(());
    }
    Err(AppError::Unusable(Message::new("intake-under-way")))
}

/// Says that there is something to do.
pub(crate) fn ring(context: &Context) {
    context.board.bell.notify_one();
}

/// Does what a job asks for.
async fn perform(context: &Context, job: &Job, desk: &Desk) -> Result<(), AppError> {
    match job.kind.as_str() {
        READ_LIST => intake::read_list(context, desk, read(job)?).await,
        APPLY_IMPORT => intake::apply_now(context, desk, read(job)?).await,
        UNDO_IMPORT => intake::undo_now(context, desk, read(job)?).await,
        RUN_REVIEW => reviews::run_now(context, desk, read(job)?).await,
        REVIEW_OF_THE_DAY => reviews::of_the_day::run_now(context, desk).await,
        REHEARSE_CAMPAIGN => campaigns::rehearse_now(context, desk, read(job)?).await,
        LAUNCH_CAMPAIGN => campaigns::launch_now(context, desk, read(job)?).await,
        DRAFT_REQUESTS => campaigns::draft_now(context, desk, read(job)?).await,
        REHEARSE_REORGANISATION => reorganisations::rehearse_now(context, desk, read(job)?).await,
        APPLY_REORGANISATION => reorganisations::apply_now(context, desk, read(job)?).await,
        DRAFT_REORGANISATION => reorganisations::draft_wave_now(context, desk, read(job)?).await,
        kind => Err(AppError::BrokenOff(format!("a job of a later version of the program: {kind}"))),
    }
}

fn read<T: DeserializeOwned>(job: &Job) -> Result<T, AppError> {
    serde_json::from_str(&job.payload).map_err(|error| AppError::BrokenOff(error.to_string()))
}

/// What a job about an import is told.
#[derive(Debug, Deserialize)]
pub(crate) struct OfImport {
    /// The import.
    pub import: i64,
    /// Who asked for it.
    pub actor: String,
    /// What the visitor agreed to: how many things appear, change and go.
    #[serde(default)]
    pub agreed: Option<(usize, usize, usize)>,
}
