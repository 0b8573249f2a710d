//! `antin review`: three lists in, one explained action per certificate out.

use crate::arguments::{Format, ReviewCall};
use crate::failure::Failure;
use crate::folder::Folder;
use crate::progress::Progress;
use crate::words::Words;
use crate::{papers, policies};
use antin_domain::action::Action;
use antin_domain::day::Day;
use antin_domain::message::Message;
use antin_papers::data::Data;
use antin_pki::trust::MANIFEST;
use antin_results::certificates::CertificateAccount;
use antin_results::explanation::Explanations;
use antin_results::input::{self, Cells};
use antin_results::report::Letter;
use antin_results::summary::{self, Asked, Counts};
use antin_results::{Input, ListFiles, Progress as _, cases, rejected, unit_scope, workbook};
use antin_review::Review;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

/// Reviews the lists of `call` and writes the result; what to print.
///
/// # Errors
/// The call or an input cannot be used (nothing was written), or the result cannot be written.
pub fn run(call: &ReviewCall) -> Result<String, Failure> {
    let words = Words::new(call.lang);
    let as_of = as_of(call.as_of.as_deref())?;
    let wants = |format: Format| call.format.contains(&format);
    let letter = letter(call)?;
    let threads = threads(call.threads);
    let folder = Folder::new(&call.out)?;
    let lists = with_own_store(ListFiles::from(&call.lists));
    let policy = policies::find(call.policy.as_deref(), as_of)?;
    let mut progress = Progress::new(&words);
    let reads_again = wants(Format::Xlsx) || wants(Format::Pdf) || wants(Format::Docx);
    let cells = if reads_again { Cells::ReadAgain } else { Cells::NotNeeded };
    let input = input::read(&lists, policy, as_of, threads, cells, &mut progress)?;
    let mut review = input::reviewed(&input, &mut progress);
    if let Some(unit) = &call.unit {
        unit_scope::keep(&input.snapshot, &mut review, unit)?;
    }
    progress.stage("write", "stage-write");
    let counts = Counts::new(&input.snapshot, &review);
    let invariants = summary::check(&input, &review, &counts, call.unit.is_none())
        .map_err(|name| Failure::Failed(Message::new("cli-invariant").with("name", name)))?;
    write(call, &folder, &input, &review, &counts, &words)?;
    if wants(Format::Pdf) || wants(Format::Docx) {
        write_report(call, &folder, &letter, &input, &review, &counts, &words)?;
    }
    progress.finish();
    if call.format.contains(&Format::Json) {
        let value = summary::json(&input, &counts, &invariants, &asked(call), &progress.seconds);
        let text = serde_json::to_string_pretty(&value).unwrap_or_default() + "\n";
        std::fs::write(folder.file("summary.json"), text).map_err(|error| folder.cannot_write(&error))?;
    }
    let place = folder.commit()?;
    progress.clear();
    Ok(report(call, &input, &counts, &place, &words, &progress))
}

/// The lists of a call; where CRLs have to be believed and no trust is named, with the installation's own store.
fn with_own_store(mut lists: ListFiles) -> ListFiles {
    if lists.crl.is_some() && lists.trust.is_none() {
        lists.trust = super::trust::default_store().filter(|store| store.join(MANIFEST).is_file());
    } else if lists.crl.is_none() {
        // From the environment, perhaps; there is nothing that it would help to believe.
        lists.trust = None;
    }
    lists
}

/// What the summary keeps of the call.
fn asked(call: &ReviewCall) -> Asked {
    Asked { unit: call.unit.clone(), policy: call.policy.clone(), columns: call.lists.columns.clone() }
}

/// The papers of the installation, and what the office wrote of its letter; both are read before the work begins.
fn letter(call: &ReviewCall) -> Result<Letter, Failure> {
    let shelf = papers::shelf(call.papers.as_deref())?;
    let written = call.letter.as_deref().map_or_else(|| Ok(Data::new()), papers::data)?;
    Ok(Letter { shelf, written })
}

/// The as-of day of the call; without one, today.
pub fn as_of(text: Option<&str>) -> Result<Day, Failure> {
    match text {
        Some(text) => {
            Day::parse(text.as_bytes()).ok_or_else(|| Failure::Unusable(Message::new("cli-bad-day").with("text", text)))
        }
        None => Ok(today()),
    }
}

/// Today in Vietnam (UTC+7, no summer time).
#[allow(clippy::disallowed_methods)] // A door may look at the clock; whoever wants the same bytes gives --as-of.
fn today() -> Day {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let hours = since.as_secs() / 3600 + 7;
    Day::new(1970, 1, 1).map_or(Day::UNKNOWN, |day| day.plus((hours / 24) as i32))
}

/// How many threads to use; the pool of the parallel stages gets as many.
pub fn threads(wanted: Option<usize>) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = wanted.filter(|&n| n > 0).unwrap_or(cores);
    // A second call in one process keeps the first pool: the answer is the same.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    threads
}

fn write(
    call: &ReviewCall,
    folder: &Folder,
    input: &Input,
    review: &Review,
    counts: &Counts,
    words: &Words,
) -> Result<(), Failure> {
    let failed = |error: std::io::Error| folder.cannot_write(&error);
    if call.format.contains(&Format::Csv) {
        let mut out = BufWriter::new(File::create(folder.file("cases.csv")).map_err(failed)?);
        cases::write(&mut out, &input.snapshot, review, &Explanations::new(words)).map_err(failed)?;
        out.flush().map_err(failed)?;
        let mut out = File::create(folder.file("rejected.csv")).map_err(failed)?;
        rejected::write(&mut out, &input.accounts, words).map_err(failed)?;
    }
    if call.format.contains(&Format::Xlsx) {
        workbook::write(&folder.file("review.xlsx"), input, review, counts, words)
            .map_err(|error| Failure::Failed(error.message()))?;
    }
    Ok(())
}

/// Writes the letter with its annexes.
fn write_report(
    call: &ReviewCall,
    folder: &Folder,
    letter: &Letter,
    input: &Input,
    review: &Review,
    counts: &Counts,
    words: &Words,
) -> Result<(), Failure> {
    let paper = letter.fill(input, review, counts, call.unit.as_deref(), words)?;
    let unusable = |refusal: antin_papers::Refusal| Failure::Unusable(refusal.message());
    if call.format.contains(&Format::Pdf) {
        let bytes = antin_papers::pdf::render(&paper, &letter.shelf.layout).map_err(unusable)?;
        std::fs::write(folder.file("report.pdf"), bytes).map_err(|error| folder.cannot_write(&error))?;
    }
    if call.format.contains(&Format::Docx) {
        let bytes = antin_papers::docx::render(&paper).map_err(unusable)?;
        std::fs::write(folder.file("report.docx"), bytes).map_err(|error| folder.cannot_write(&error))?;
    }
    Ok(())
}

/// What is printed at the end: what was read, what was found, where it lies.
fn report(
    call: &ReviewCall,
    input: &Input,
    counts: &Counts,
    place: &Path,
    words: &Words,
    progress: &Progress<'_>,
) -> String {
    let mut out = String::new();
    let mut line = |message: Message| {
        out.push_str(&words.say(&message));
        out.push('\n');
    };
    let policy = &input.snapshot.policy;
    line(
        Message::new("cli-done")
            .with("cases", counts.cases)
            .with("day", input.snapshot.as_of)
            .with("policy", &policy.name),
    );
    for account in &input.accounts {
        line(
            Message::new("cli-read")
                .with("file", account.opened.path.display())
                .with("read", account.read)
                .with("used", account.used)
                .with("rejected", account.rejected.len()),
        );
        account.opened.notes.iter().for_each(|note| line(note.clone()));
    }
    let about_certificates = input.certificates.iter().flat_map(CertificateAccount::sentences);
    about_certificates.for_each(&mut line);
    out.push('\n');
    for action in Action::ALL {
        let count = counts.actions[action as usize];
        if count > 0 {
            let _ = writeln!(out, "{count:>9}  {}", words.get(&format!("action-{}", action.name())));
        }
    }
    out.push('\n');
    let files = [
        (Format::Pdf, "report.pdf"),
        (Format::Docx, "report.docx"),
        (Format::Xlsx, "review.xlsx"),
        (Format::Csv, "cases.csv"),
        (Format::Json, "summary.json"),
    ];
    for (format, file) in files {
        if call.format.contains(&format) {
            out.push_str(&words.say(&Message::new("cli-written").with("path", place.join(file).display())));
            out.push('\n');
        }
    }
    out.push_str(&words.say(&Message::new("cli-explain-hint").with("folder", call.out.display())));
    out.push('\n');
    if call.timings {
        for (stage, seconds) in &progress.seconds {
            let message = Message::new("cli-seconds").with("stage", stage).with("seconds", format!("{seconds:.3}"));
            out.push_str(&words.say(&message));
            out.push('\n');
        }
    }
    out
}
