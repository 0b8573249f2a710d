//! `antin audit verify`: is the audit as it was written? Works without the server, on a database and checkpoints alone.

use super::registry::{self, Absent};
use crate::arguments::{AuditCall, AuditCommand};
use crate::failure::Failure;
use crate::words::{Language, Words};
use antin_domain::message::Message;
use antin_storage::audit::checkpoint;
use antin_storage::audit::verify::{Damage, Report, Verifier};
use antin_storage::{Db, audit};

/// So many events are read at once.
const AT_ONCE: u32 = 5_000;
/// So many damages are told one by one; the rest is counted.
const MOST_TOLD: usize = 50;

/// Does what `antin audit …` asks for.
pub fn run(call: &AuditCall) -> (Language, Result<String, Failure>) {
    let AuditCommand::Verify { database, checkpoints, lang } = &call.command;
    let verify = || {
        // As the service writes them, unless the operator put them elsewhere.
        let beside = || database.data.as_ref().map(|data| data.join("checkpoints"));
        let folder = checkpoints.clone().or_else(beside).unwrap_or_default();
        let (known, key) = checkpoint::read_folder(&folder).map_err(|error| Failure::Unusable(error.message()))?;
        let count = known.len();
        let verifier = Verifier::new(known, &key);
        let report = registry::on_database(database, Absent::IsTold, async |db| {
            verified(&db, verifier).await.map_err(|error| Failure::Unusable(error.message()))
        })?;
        let words = Words::new(*lang);
        if report.is_intact() {
            Ok(words.say(&intact(&report, count)) + "\n")
        } else {
            Err(Failure::Tampered(damaged(&report, &words)))
        }
    };
    (*lang, verify())
}

/// Takes every event of the database through the verifier, all from one moment: what is written meanwhile is not seen.
async fn verified(db: &Db, mut verifier: Verifier) -> antin_storage::Result<Report> {
    let mut read = db.read().await?;
    // The end first: events that come while the verification runs lie behind it and are left out.
    let head = audit::head(&mut read).await?;
    let mut after = i64::MIN;
    loop {
        let events = audit::events_after(&mut read, after, AT_ONCE).await?;
        let Some(last) = events.last() else { break };
        after = last.number;
        for event in events.iter().filter(|event| event.number <= head.number) {
            verifier.take(event);
        }
        if after > head.number {
            // Rows behind the end are either new or were put there: the end read once more says which.
            let now = audit::head(&mut read).await?;
            if now.number == head.number {
                events.iter().filter(|event| event.number > head.number).for_each(|event| verifier.take(event));
            }
            break;
        }
    }
    Ok(verifier.finish(head))
}

fn intact(report: &Report, checkpoints: usize) -> Message {
    Message::new("audit-intact")
        .with("events", report.events)
        .with("checkpoints", checkpoints)
        .with("sealed", report.sealed)
        .with("open", report.last - report.sealed.min(report.last))
}

fn damaged(report: &Report, words: &Words) -> Message {
    let mut lines: Vec<String> = report.damages.iter().take(MOST_TOLD).map(|one| words.say(&told(one))).collect();
    if report.damages.len() > MOST_TOLD {
        let rest = report.damages.len() - MOST_TOLD;
        lines.push(words.say(&Message::new("audit-and-more").with("count", rest)));
    }
    Message::new("audit-tampered")
        .with("count", report.damages.len())
        .with("events", report.events)
        .with("list", format!("\n  {}", lines.join("\n  ")))
}

/// The sentence for one damage.
fn told(damage: &Damage) -> Message {
    match damage {
        Damage::BadCheckpoint { checkpoint } => Message::new("audit-bad-checkpoint").with("number", checkpoint),
        Damage::Changed { number } => Message::new("audit-changed").with("number", number),
        Damage::HeadDiffers { number } => Message::new("audit-head-differs").with("number", number),
        Damage::Inserted { number } => Message::new("audit-inserted").with("number", number),
        Damage::Removed { from, to } => Message::new("audit-removed").with("from", from).with("to", to),
        Damage::Rewritten { checkpoint } => Message::new("audit-rewritten").with("number", checkpoint),
        Damage::RolledBack { last, checkpoint } => {
            Message::new("audit-rolled-back").with("last", last).with("number", checkpoint)
        }
        Damage::TailCut { last, expected } => {
            Message::new("audit-tail-cut").with("last", last).with("number", expected)
        }
        Damage::Unlinked { number } => Message::new("audit-unlinked").with("number", number),
    }
}
