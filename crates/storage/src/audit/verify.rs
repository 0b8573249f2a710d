//! The verifier: rows and checkpoints in, every damage out. It needs no server and trusts no row.
//!
//! It goes on behind a damage with the hash that stands in the row, so that one touched event is one damage and not a
//! thousand. What it cannot know: a chain computed anew behind the last checkpoint; so checkpoints are written often.

use super::Head;
use super::chain::{Event, Hash};
use super::checkpoint::{Checkpoint, PublicKey};

/// Something that is not as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// The event does not have the hash of what it says: it was changed, or another stands in its place.
    Changed {
        /// Its number.
        number: i64,
    },
    /// The event does not hold the hash of the one before: one of them was exchanged for another, or put in between.
    Unlinked {
        /// Its number.
        number: i64,
    },
    /// Events are missing.
    Removed {
        /// Number of the first.
        from: i64,
        /// Number of the last.
        to: i64,
    },
    /// An event has a number that is not behind the one before.
    Inserted {
        /// Its number.
        number: i64,
    },
    /// The chain ends before the end that the database itself names.
    TailCut {
        /// Number of the last event there is.
        last: i64,
        /// Number that the end names.
        expected: i64,
    },
    /// The end that the database names is not the last event.
    HeadDiffers {
        /// Number that the end names.
        number: i64,
    },
    /// The chain ends before a checkpoint: the tail was cut, or an older copy was put back.
    RolledBack {
        /// Number of the last event there is.
        last: i64,
        /// Number of the checkpoint.
        checkpoint: i64,
    },
    /// The event at a checkpoint has another hash: the chain was computed anew.
    Rewritten {
        /// Number of the checkpoint.
        checkpoint: i64,
    },
    /// A checkpoint was not signed by the key.
    BadCheckpoint {
        /// Number of the checkpoint.
        checkpoint: i64,
    },
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Events seen.
    pub events: u64,
    /// Checkpoints that fit.
    pub checkpoints: u64,
    /// Number of the last event.
    pub last: i64,
    /// Number of the latest checkpoint; events behind it are only held by the chain itself.
    pub sealed: i64,
    /// Everything that is not as it was written, in the order of the chain.
    pub damages: Vec<Damage>,
}

/// A verification on its way: [`Verifier::take`] every event by number, then [`Verifier::finish`].
pub struct Verifier {
    checkpoints: Vec<Checkpoint>,
    next_checkpoint: usize,
    last: i64,
    hash: Hash,
    report: Report,
}

impl Verifier {
    /// Begins with the checkpoints that are known; those that `key` did not sign are damages themselves.
    #[must_use]
    pub fn new(checkpoints: Vec<Checkpoint>, key: &PublicKey) -> Verifier {
        let (mut good, bad): (Vec<_>, Vec<_>) = checkpoints.into_iter().partition(|one| one.is_signed_by(key));
        good.sort_by_key(|checkpoint| checkpoint.head.number);
        let damages = bad.iter().map(|one| Damage::BadCheckpoint { checkpoint: one.head.number }).collect();
        let sealed = good.last().map_or(0, |checkpoint| checkpoint.head.number);
        let report = Report { events: 0, checkpoints: 0, last: 0, sealed, damages };
        Verifier { checkpoints: good, next_checkpoint: 0, last: 0, hash: [0; 32], report }
    }

    /// The next event in the order of numbers.
    pub fn take(&mut self, event: &Event) {
        self.report.events += 1;
        let number = event.number;
        if number <= self.last {
            self.report.damages.push(Damage::Inserted { number });
            return;
        }
        let follows = number == self.last + 1;
        if !follows {
            self.report.damages.push(Damage::Removed { from: self.last + 1, to: number - 1 });
        } else if event.former != self.hash {
            self.report.damages.push(Damage::Unlinked { number });
        }
        if event.computed_hash() != event.hash {
            self.report.damages.push(Damage::Changed { number });
        }
        self.last = number;
        self.hash = event.hash;
        self.compare_checkpoints();
    }

    /// Compares the end of the chain with the end that the database names and with the checkpoints that are left.
    #[must_use]
    pub fn finish(mut self, head: Head) -> Report {
        let last = self.last;
        if head.number > last {
            self.report.damages.push(Damage::TailCut { last, expected: head.number });
        } else if head.number < last || head.hash != self.hash {
            self.report.damages.push(Damage::HeadDiffers { number: head.number });
        }
        // The latest checkpoint says how much is missing; the others before it say nothing more.
        if let Some(checkpoint) = self.checkpoints.get(self.next_checkpoint..).and_then(<[Checkpoint]>::last) {
            self.report.damages.push(Damage::RolledBack { last, checkpoint: checkpoint.head.number });
        }
        self.report.last = last;
        self.report
    }

    /// Compares the event just taken with the checkpoints of its number; those of numbers that were jumped over are
    /// told by the gap.
    fn compare_checkpoints(&mut self) {
        while let Some(checkpoint) = self.checkpoints.get(self.next_checkpoint) {
            if checkpoint.head.number > self.last {
                break;
            }
            if checkpoint.head.number == self.last {
                if checkpoint.head.hash == self.hash {
                    self.report.checkpoints += 1;
                } else {
                    self.report.damages.push(Damage::Rewritten { checkpoint: self.last });
                }
            }
            self.next_checkpoint += 1;
        }
    }
}

impl Report {
    /// Is everything as it was written?
    #[must_use]
    pub fn is_intact(&self) -> bool {
        self.damages.is_empty()
    }
}
