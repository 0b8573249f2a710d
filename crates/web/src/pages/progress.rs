//! Work in the background as pages show it: how far it is, or why it failed.

use crate::wording;
use antin_app::JobState;
use antin_app::work::{Progress, Told};
use antin_domain::message::Message;
use antin_words::Words;

/// A job that is under way.
pub struct ProgressView {
    /// What is done.
    pub title: String,
    /// How far it is, in words.
    pub text: String,
    /// So much is done …
    pub done: i64,
    /// … of so much; 0 while nobody knows.
    pub total: i64,
}

/// Why a job failed.
pub struct TroubleView {
    /// The sentence.
    pub text: String,
    /// What stands against it, one sentence each.
    pub list: Vec<String>,
}

/// A job under way, and why one failed; neither where it is done.
pub fn view(words: &Words, work: Option<&Progress>) -> (Option<ProgressView>, Option<TroubleView>) {
    let Some(work) = work else { return (None, None) };
    let failed = || work.trouble.as_ref().map(|told| TroubleView { text: say(words, told), list: list(words, told) });
    match work.state {
        JobState::Waiting | JobState::Taken => (Some(progress(words, work)), None),
        JobState::GivenUp => (None, failed()),
        JobState::Done => (None, None),
    }
}

fn progress(words: &Words, work: &Progress) -> ProgressView {
    let count = |count| wording::grouped(count, words);
    let text = if work.state == JobState::Waiting && work.trouble.is_some() {
        words.get("intake-tried-again")
    } else if work.total > 0 {
        words.say(&Message::new("intake-progress").with("done", count(work.done)).with("total", count(work.total)))
    } else {
        words.get("intake-progress-begins")
    };
    ProgressView {
        title: words.get(&format!("intake-working-{}", work.kind)),
        text,
        done: work.done,
        total: work.total,
    }
}

/// The sentence of a message that was kept.
pub fn say(words: &Words, told: &Told) -> String {
    let args: Vec<(&str, String)> = told.args.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    words.fill(&told.key, &args)
}

fn list(words: &Words, told: &Told) -> Vec<String> {
    told.list.iter().map(|told| say(words, told)).collect()
}
