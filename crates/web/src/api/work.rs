//! Work in the background, as the interface tells it.

use crate::pages::progress::say;
use antin_app::JobState;
use antin_app::work::Progress;
use antin_words::Words;
use serde::Serialize;
use utoipa::ToSchema;

/// Work in the background.
#[derive(Serialize, ToSchema)]
pub struct Work {
    /// What is done: `read-list`, `apply-import`, `undo-import`, `run-review`.
    kind: String,
    /// `waiting`, `under-way`, `done`, `given-up`.
    state: &'static str,
    /// So much is done …
    done: i64,
    /// … of so much; 0 while nobody knows.
    total: i64,
    /// Why it failed, last time or for good.
    trouble: Option<String>,
    /// What stands against it, one sentence each.
    blocked_by: Vec<String>,
}

impl Work {
    /// A job as it stands.
    pub fn new(words: &Words, work: &Progress) -> Work {
        let list = work.trouble.iter().flat_map(|told| &told.list);
        Work {
            kind: work.kind.clone(),
            state: match work.state {
                JobState::Waiting => "waiting",
                JobState::Taken => "under-way",
                JobState::Done => "done",
                JobState::GivenUp => "given-up",
            },
            done: work.done,
            total: work.total,
            trouble: work.trouble.as_ref().map(|told| say(words, told)),
            blocked_by: list.map(|told| say(words, told)).collect(),
        }
    }
}
