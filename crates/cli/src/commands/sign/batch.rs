//! A batch: a list that is frozen, each file made, passed over or refused, results whole or absent, a summary at the end.
//!
//! Several files may be under way at once, as many as the key has sessions. They are told in the order of the list all the same.

use crate::failure::Failure;
use crate::signing::opened::{self, Opened, Side};
use crate::words::Words;
use antin_domain::message::Message;
use antin_pki::algorithm::Digest;
use antin_pki::hash::Hash;
use antin_sign::source::Source;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{IsTerminal, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Mutex, PoisonError};

/// Failures of the key one after the other before the rest is left for another time.
const FAILURES: usize = 10;

/// Bytes of a file from which on only one such file is under way: a CMS lies in memory several times, and a PDF is copied.
const BIG: u64 = 16_000_000;

/// What became of a file.
pub enum Made {
    /// To be written behind the file itself.
    Behind(Vec<u8>),
    /// The whole result.
    Whole(Vec<u8>),
}

/// Whether the rest of a batch goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// The reason lies in this file.
    GoesOn,
    /// The key failed: the next one may succeed, but not for ever.
    KeyFailed,
    /// Nothing more can be signed: a PIN was refused, a certificate is another one.
    Ends,
}

/// Why there is no result, and what it means for the others.
#[derive(Clone, Debug)]
pub struct Refused {
    /// Why.
    pub message: Message,
    /// For the others.
    pub rest: Rest,
}

/// What is done with each file.
pub trait Work {
    /// Makes the result of a file.
    ///
    /// # Errors
    /// It cannot be made; nothing of it was written.
    fn make(&self, file: &Source<'_>) -> Result<Made, Refused>;

    /// Does the result begin with the file itself, as a rule? Then a large one is copied first, and what is made is made of the copy.
    fn is_update(&self) -> bool;

    /// Is `result` what [`Work::make`] would make of `file`?
    fn is_made(&self, file: &Source<'_>, result: &Source<'_>) -> bool;
}

/// A file of the list.
#[derive(Clone, Debug)]
pub struct Item {
    /// Where it lies.
    pub source: PathBuf,
    /// Where its result goes.
    pub target: PathBuf,
    /// SHA-256 of what it held when the list was frozen, or why it could not be read.
    pub content: Result<Vec<u8>, String>,
}

/// Freezes the list: every file with the digest of its content. A file that cannot be read stays on it and is told later.
///
/// # Errors
/// Two files would have the same result.
pub fn freeze(files: &[PathBuf], out: &Path, ending: &str) -> Result<Vec<Item>, Failure> {
    let mut targets: BTreeMap<PathBuf, &PathBuf> = BTreeMap::new();
    let mut items = Vec::with_capacity(files.len());
    for source in files {
        let Some(name) = source.file_name() else {
            return Err(Failure::Unusable(Message::new("signing-no-file-name").with("file", source.display())));
        };
        let mut name = name.to_owned();
        name.push(ending);
        let target = out.join(name);
        if let Some(other) = targets.insert(target.clone(), source) {
            let message = Message::new("signing-same-name").with("file", source.display());
            return Err(Failure::Unusable(message.with("other", other.display())));
        }
        let content = opened::sha256_of(source).map_err(|error| error.to_string());
        items.push(Item { source: source.clone(), target, content });
    }
    Ok(items)
}

/// Numbers for the end.
#[derive(Default)]
struct Counts {
    made: usize,
    there: usize,
    refused: usize,
}

/// Goes through the list, `at_once` files at a time; the summary, and the exit status: 0 where every file has its result.
///
/// # Errors
/// The folder of results cannot be made. A file's failure is told and counted.
pub fn run(
    items: &[Item],
    out: &Path,
    work: &(dyn Work + Sync),
    at_once: usize,
    words: &Words,
) -> Result<(Vec<u8>, u8), Failure> {
    std::fs::create_dir_all(out).map_err(|error| {
        Failure::Unusable(Message::new("cli-cannot-write").with("folder", out.display()).with("reason", error))
    })?;
    remove_abandoned(items, out);
    let bar = bar(items.len());
    let mut counts = Counts::default();
    let (next, course, big) = (AtomicUsize::new(0), Mutex::new(Course::default()), Mutex::new(()));
    std::thread::scope(|scope| {
        let (sender, outcomes) = channel();
        for _ in 0..at_once.clamp(1, items.len().max(1)) {
            let (sender, next, course, big) = (sender.clone(), &next, &course, &big);
            scope.spawn(move || {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(index) else { return };
                    if sender.send((index, Course::take(course, || one(item, work, big)))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        // Told in the order of the list, whichever is ready first.
        let (mut ready, mut turn) = (BTreeMap::new(), 0);
        for (index, outcome) in outcomes {
            ready.insert(index, outcome);
            while let Some(outcome) = ready.remove(&turn) {
                counts.tell(&items[turn], &outcome, &bar, words);
                turn += 1;
            }
        }
    });
    bar.finish_and_clear();
    let summary = Message::new("signing-summary").with("made", counts.made).with("there", counts.there);
    let summary = words.say(&summary.with("refused", counts.refused).with("folder", out.display())) + "\n";
    let again = if counts.refused > 0 { words.get("signing-summary-again") + "\n" } else { String::new() };
    Ok(((summary + &again).into_bytes(), u8::from(counts.refused > 0)))
}

/// Whether a batch goes on.
#[derive(Default)]
struct Course {
    /// Failures of the key, one after the other.
    failures: usize,
    /// Nothing more is begun.
    has_ended: bool,
}

impl Course {
    /// Does one file, if the batch goes on, and draws the conclusion for the others before the next one is begun.
    fn take(course: &Mutex<Course>, work: impl FnOnce() -> Result<bool, Refused>) -> Result<bool, Refused> {
        let lock = || course.lock().unwrap_or_else(PoisonError::into_inner);
        if lock().has_ended {
            return Err(Refused { message: Message::new("signing-batch-ended"), rest: Rest::GoesOn });
        }
        let outcome = work();
        let mut course = lock();
        match &outcome {
            Ok(true) => course.failures = 0,
            Err(refused) if refused.rest == Rest::KeyFailed => course.failures += 1,
            Ok(false) | Err(_) => {}
        }
        course.has_ended |= course.failures >= FAILURES;
        course.has_ended |= outcome.as_ref().is_err_and(|refused| refused.rest == Rest::Ends);
        outcome
    }
}

impl Counts {
    /// Counts one outcome, and says what is to be said of it.
    fn tell(&mut self, item: &Item, outcome: &Result<bool, Refused>, bar: &ProgressBar, words: &Words) {
        let line = match outcome {
            Ok(true) => {
                self.made += 1;
                None
            }
            Ok(false) => {
                self.there += 1;
                Some(Message::new("signing-there-already").with("file", item.source.display()))
            }
            Err(refused) => {
                self.refused += 1;
                let reason = words.say(&refused.message);
                Some(Message::new("signing-not-signed").with("file", item.source.display()).with("reason", reason))
            }
        };
        if let Some(line) = line {
            bar.suspend(|| eprintln!("{}", words.say(&line)));
        }
        bar.inc(1);
    }
}

/// One file: made (true), there already (false), or refused.
fn one(item: &Item, work: &dyn Work, big: &Mutex<()>) -> Result<bool, Refused> {
    let is_big = std::fs::metadata(&item.source).is_ok_and(|found| found.len() > BIG);
    let _alone = is_big.then(|| big.lock().unwrap_or_else(PoisonError::into_inner));
    let refused = |message: Message| Refused { message, rest: Rest::GoesOn };
    let unreadable = |reason: &dyn std::fmt::Display| {
        refused(Message::new("cli-unreadable").with("file", item.source.display()).with("reason", reason))
    };
    let frozen = item.content.as_ref().map_err(|reason| unreadable(reason))?;
    let changed = || refused(Message::new("signing-changed-meanwhile"));
    let not_written = |error: std::io::Error| {
        refused(Message::new("signing-cannot-write").with("target", item.target.display()).with("reason", error))
    };
    let file = Opened::open(&item.source).map_err(|error| unreadable(&error))?;
    let source = file.source();
    if item.target.exists() {
        let is_frozen = source.digest_of_all(Digest::Sha256).as_ref() == Some(frozen);
        let there = Opened::open(&item.target);
        let there = there.map_err(|error| {
            refused(Message::new("cli-unreadable").with("file", item.target.display()).with("reason", error))
        })?;
        return match is_frozen && work.is_made(&source, &there.source()) && !there.has_changed() {
            true => Ok(false),
            false if !is_frozen => Err(changed()),
            false => Err(refused(Message::new("signing-target-taken").with("target", item.target.display()))),
        };
    }
    let begin = || Partial::new(&item.target).map_err(not_written);
    let result = if matches!(file, Opened::Lying(_)) && work.is_update() {
        // What is judged is the copy, which nobody else knows, and not a file that somebody may write into.
        let (mut result, mut hash) = (begin()?, Hash::new(Digest::Sha256));
        let mut original = File::open(&item.source).map_err(|error| unreadable(&error))?;
        opened::copy(&mut original, &mut result.file, &mut hash).map_err(|(side, error)| match side {
            Side::Reading => unreadable(&error),
            Side::Writing => not_written(error),
        })?;
        if hash.clone().finish() != *frozen {
            return Err(changed());
        }
        let copy = Opened::open(&result.path).map_err(not_written)?;
        let source = copy.source();
        source.begins_with(Digest::Sha256, source.length(), hash);
        let made = work.make(&source)?;
        result.go_on(&made).map_err(not_written)?;
        result
    } else {
        if source.digest_of_all(Digest::Sha256).as_ref() != Some(frozen) {
            return Err(changed());
        }
        let made = work.make(&source)?;
        let mut result = begin()?;
        result.add(&source, &made).map_err(not_written)?;
        result
    };
    result.place(&item.target).map(|()| true).map_err(not_written)
}

/// A result under another name, until it is whole. What is left of it goes away with it.
struct Partial {
    path: PathBuf,
    file: File,
    is_placed: bool,
}

impl Partial {
    fn new(target: &Path) -> std::io::Result<Partial> {
        let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let path = target.with_file_name(format!(".{name}.antin-{}", std::process::id()));
        Ok(Partial { file: File::create(&path)?, path, is_placed: false })
    }

    /// Writes what was made behind what it holds: with `file` in front of an update.
    fn add(&mut self, file: &Source<'_>, made: &Made) -> std::io::Result<()> {
        match made {
            Made::Behind(update) => file.write_to(&mut self.file).and_then(|()| self.file.write_all(update)),
            Made::Whole(bytes) => self.file.write_all(bytes),
        }
    }

    /// Writes what was made of the file that it holds: behind it, or in its place.
    fn go_on(&mut self, made: &Made) -> std::io::Result<()> {
        if let Made::Whole(_) = made {
            self.file.set_len(0)?;
            self.file.rewind()?;
        }
        self.add(&Source::from(&[]), made)
    }

    /// Puts it in its place in one step; what somebody else put there meanwhile stays.
    fn place(mut self, target: &Path) -> std::io::Result<()> {
        self.is_placed = rename(&self.path, target)?;
        if self.is_placed {
            return Ok(());
        }
        // A link refuses a name that is taken; a plain renaming would not.
        std::fs::hard_link(&self.path, target).or_else(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => Err(error),
            // A file system without links.
            _ if !target.exists() => std::fs::copy(&self.path, target.with_extension("antin-new"))
                .and_then(|_| std::fs::rename(target.with_extension("antin-new"), target)),
            _ => Err(error),
        })
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.is_placed {
            // Nothing better can be done about what is left over.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Removes what calls that were killed left of the files of this list.
fn remove_abandoned(items: &[Item], out: &Path) {
    let names: BTreeSet<_> = items.iter().filter_map(|item| item.target.file_name()?.to_str()).collect();
    for entry in std::fs::read_dir(out).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let parts = name.strip_prefix('.').and_then(|name| name.rsplit_once(".antin-"));
        let Some((_, process)) = parts.filter(|(target, _)| names.contains(target)) else { continue };
        let is_number = !process.is_empty() && process.bytes().all(|digit| digit.is_ascii_digit());
        // Another call that is under way keeps its own; where processes cannot be looked up, everything stays.
        if is_number && Path::new("/proc/self").exists() && !Path::new("/proc").join(process).exists() {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Gives a file another name that nobody has; false where the file system cannot do that in one step.
#[cfg(target_os = "linux")]
fn rename(from: &Path, to: &Path) -> std::io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Ok(()) => Ok(true),
        Err(Errno::EXIST) => Err(Errno::EXIST.into()),
        Err(_) => Ok(false),
    }
}

#[cfg(not(target_os = "linux"))]
fn rename(_: &Path, _: &Path) -> std::io::Result<bool> {
    Ok(false)
}

/// Progress on a terminal, nothing elsewhere.
fn bar(files: usize) -> ProgressBar {
    let target = match files > 1 && std::io::stderr().is_terminal() {
        true => ProgressDrawTarget::stderr_with_hz(5),
        false => ProgressDrawTarget::hidden(),
    };
    let bar = ProgressBar::with_draw_target(Some(files as u64), target);
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} {per_sec} {eta}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}
