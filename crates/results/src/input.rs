//! The lists of a call, opened and read into a sealed snapshot, with an account of each.

use crate::Failure;
use crate::Progress;
use crate::certificates::{self, CertificateAccount};
use antin_domain::day::Day;
use antin_domain::list::ListKind;
use antin_domain::message::Message;
use antin_domain::policy::Policy;
use antin_domain::text::{Dictionary, SharedTexts};
use antin_domain::unit::Directory;
use antin_lists::open::{Opened, open};
use antin_lists::overrides::Overrides;
use antin_lists::rows::{Intake, Problem, Reading, Rejected};
use antin_lists::stream::StreamError;
use antin_review::{Review, Snapshot, review};
use std::path::{Path, PathBuf};

/// The files of a review.
#[derive(Clone, Debug, Default)]
pub struct ListFiles {
    /// The CA's list.
    pub ca_list: PathBuf,
    /// The registry: the signing application's export, the office's own book.
    pub registry: PathBuf,
    /// The roster.
    pub roster: Option<PathBuf>,
    /// Units and what became of them.
    pub units: Option<PathBuf>,
    /// Requests that were sent before.
    pub sent: Option<PathBuf>,
    /// A folder of certificates: read off tokens, out of files and signed PDFs.
    pub certificates: Option<PathBuf>,
    /// A folder of CRLs.
    pub crl: Option<PathBuf>,
    /// Whom CRLs are believed by: a file, a folder or a trust store.
    pub trust: Option<PathBuf>,
    /// A file that says what columns mean.
    pub columns: Option<PathBuf>,
}

/// How one list was read.
pub struct Account {
    /// Which list.
    pub kind: ListKind,
    /// How its file is read.
    pub opened: Opened,
    /// SHA-256 of the file.
    pub sha256: [u8; 32],
    /// Records read: used + rejected.
    pub read: usize,
    /// Records that became rows.
    pub used: usize,
    /// Records that are no row, with the reason.
    pub rejected: Vec<Rejected>,
    /// Group headings that gave rows their unit.
    pub groups: Vec<(u32, String)>,
    /// Some of the cells that could not be understood, and how many there were.
    pub problems: Vec<Problem>,
    /// How many cells could not be understood.
    pub problem_count: usize,
}

/// Everything a review needs.
pub struct Input {
    /// The rows, the units, the policy, the day.
    pub snapshot: Snapshot,
    /// How each list was read.
    pub accounts: Vec<Account>,
    /// How certificates and CRLs were read; none where no folder was given.
    pub certificates: Option<CertificateAccount>,
    /// SHA-256 of the file that says what columns mean, where one was given.
    pub columns: Option<[u8; 32]>,
}

/// Are the cells of the lists needed once more, after their rows were read?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cells {
    /// Yes (workbook, explanation): what was converted into memory stays there.
    ReadAgain,
    /// No.
    NotNeeded,
}

/// Opens and reads the lists.
///
/// # Errors
/// A file that cannot be read as the list it should be: nothing was written.
pub fn read(
    files: &ListFiles,
    policy: Policy,
    as_of: Day,
    threads: usize,
    cells: Cells,
    progress: &mut dyn Progress,
) -> Result<Input, Failure> {
    let certificates = certificates::read(files, as_of)?;
    let overrides = match &files.columns {
        Some(path) => Some(Overrides::read(path).map_err(|error| Failure::Unusable(error.message()))?),
        None => None,
    };
    let wanted = [
        (ListKind::CaList, Some(&files.ca_list)),
        (ListKind::Registry, Some(&files.registry)),
        (ListKind::Roster, files.roster.as_ref()),
        (ListKind::Units, files.units.as_ref()),
        (ListKind::Sent, files.sent.as_ref()),
    ];
    progress.stage("open", "stage-open");
    let mut opened = Vec::new();
    for (kind, path) in wanted {
        if let Some(path) = path {
            opened
                .push(open(path, Some(kind), overrides.as_ref()).map_err(|error| Failure::Unusable(error.message()))?);
        }
    }
    progress.stage("read", "stage-read");
    let bytes_read = progress.bytes();
    let names = SharedTexts::default();
    let mut intake = Intake::new(&names, &policy.content.mail_domains, threads, &bytes_read);
    let mut accounts = Vec::new();
    let (mut ca, mut registry, mut roster, mut units, mut sent) =
        (Vec::new(), Vec::new(), None, Vec::new(), Vec::new());
    let mut ca_unread = Vec::new();
    for opened in opened {
        match opened.kind {
            ListKind::CaList => {
                let mut reading = intake.ca_list(&opened);
                ca_unread = reading.as_mut().map(|reading| std::mem::take(&mut reading.unread)).unwrap_or_default();
                ca = take(reading, opened, cells, &mut accounts)?;
            }
            ListKind::Registry => registry = take(intake.registry(&opened), opened, cells, &mut accounts)?,
            ListKind::Roster => roster = Some(take(intake.roster(&opened), opened, cells, &mut accounts)?),
            ListKind::Units => units = take(intake.units(&opened), opened, cells, &mut accounts)?,
            ListKind::Sent => sent = take(intake.sent(&opened), opened, cells, &mut accounts)?,
        }
    }
    let dictionary = intake.finish();
    let mut dictionary = Dictionary { names: names.finish(), ..dictionary };
    let units = Directory::new(&units, as_of);
    let mut at_hand = Vec::new();
    let certificates = certificates.map(|(read, mut account)| {
        let taken = antin_review::truth::take_over(&mut ca, &mut dictionary, &policy, read);
        (account.rows, account.at_hand) = (taken.rows, taken.at_hand.len());
        at_hand = taken.at_hand;
        account
    });
    let snapshot = Snapshot { dictionary, ca, ca_unread, at_hand, registry, roster, sent, units, policy, as_of };
    let columns = overrides.and_then(|overrides| overrides.sha256);
    Ok(Input { snapshot: snapshot.seal(), accounts, certificates, columns })
}

/// The review of an input, with its stages told.
#[must_use]
pub fn reviewed(input: &Input, progress: &mut dyn Progress) -> Review {
    review(&input.snapshot, &mut |stage| {
        let key = match stage {
            "understand" => "stage-understand",
            "match" => "stage-match",
            "judge" => "stage-judge",
            _ => "stage-order",
        };
        progress.stage(stage, key);
    })
}

/// Keeps the account of a reading; its rows. A list of which no row could be used is refused.
fn take<R>(
    reading: Result<Reading<R>, StreamError>,
    mut opened: Opened,
    cells: Cells,
    accounts: &mut Vec<Account>,
) -> Result<Vec<R>, Failure> {
    let reading = reading.map_err(|error| {
        let StreamError::Io { path, source } = error;
        Failure::Unusable(Message::new("cli-unreadable").with("file", path.display()).with("reason", source))
    })?;
    if reading.rows.is_empty() && opened.kind != ListKind::Sent {
        return Err(Failure::Unusable(no_row(&opened.path, reading.rejected.first())));
    }
    opened.notes.extend(reading.notes);
    // The rows are read; what is kept of the file is how it was read.
    if cells == Cells::NotNeeded {
        opened.body = antin_lists::open::Body::Memory { bytes: Vec::new(), rows: Vec::new() };
    }
    accounts.push(Account {
        kind: opened.kind,
        opened,
        sha256: reading.sha256,
        read: reading.read,
        used: reading.rows.len(),
        rejected: reading.rejected,
        groups: reading.groups,
        problems: reading.problems,
        problem_count: reading.problem_count,
    });
    Ok(reading.rows)
}

fn no_row(path: &Path, first: Option<&Rejected>) -> Message {
    let message = Message::new("cli-no-row").with("file", path.display());
    match first {
        Some(rejected) => message.with("row", rejected.row).with("text", &rejected.text),
        None => message.with("row", "–").with("text", "–"),
    }
}
