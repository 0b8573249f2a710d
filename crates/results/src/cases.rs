//! `cases.csv`: one line per case (review.md section 5).

use crate::explanation::{Beside, Explanations, Weak};
use antin_domain::action::Action;
use antin_domain::day::Day;
use antin_domain::finding::Code;
use antin_domain::serial::Serial;
use antin_review::{Case, Review, Snapshot};
use rayon::prelude::*;
use std::hint::black_box;
use std::io::{self, Write};

/// The heading line.
pub const HEADING: &str =
    "case,issuer,serial,kind,holder,unit,ca_rows,registry_rows,roster_rows,link,findings,action,due,why";

/// Cases formatted together by one thread.
const CHUNK: usize = 4096;
/// Names fetched from memory at the same time.
const TOGETHER: usize = 16;
/// Chunks in memory at a time.
const WAVE: usize = 8;

/// Writes the cases, numbered from 1 in the order of `cases`; UTF-8 with BOM so that Excel reads it.
///
/// # Errors
/// The file cannot be written.
pub fn write(
    out: &mut (impl Write + Send),
    snapshot: &Snapshot,
    review: &Review,
    explanations: &Explanations,
) -> io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    out.write_all(HEADING.as_bytes())?;
    out.write_all(b"\n")?;
    // While one wave is formatted the one before it is written.
    let mut ready: Vec<Vec<u8>> = Vec::new();
    for (wave, cases) in review.cases.chunks(CHUNK * WAVE).enumerate() {
        let format = || {
            let chunks = cases.par_chunks(CHUNK).enumerate();
            let first = |chunk| wave * CHUNK * WAVE + chunk * CHUNK + 1;
            chunks.map(|(chunk, cases)| lines(first(chunk), cases, snapshot, review, explanations)).collect()
        };
        let (written, formatted) = rayon::join(|| ready.iter().try_for_each(|text| out.write_all(text)), format);
        written?;
        ready = formatted;
    }
    ready.iter().try_for_each(|text| out.write_all(text))
}

/// The lines of `cases`, the first of which is number `first`.
fn lines(first: usize, cases: &[Case], snapshot: &Snapshot, review: &Review, explanations: &Explanations) -> Vec<u8> {
    // First all look-ups, which the processor does side by side, then the text.
    let lines: Vec<Line> = cases.iter().map(|case| Line::new(snapshot, case)).collect();
    let mut text = Vec::with_capacity(cases.len() * 256);
    for (group, lines) in lines.chunks(TOGETHER).enumerate() {
        black_box(lines.iter().fold(0, |all, line| all ^ line.named.holder.first().unwrap_or(&0)));
        for (i, line) in lines.iter().enumerate() {
            line.write(&mut text, first + group * TOGETHER + i, snapshot, review, explanations);
        }
    }
    text
}

/// What a case is called in its line.
pub struct Named<'a> {
    /// Issuer as written.
    pub issuer: &'a [u8],
    /// Serial; none if it cannot be read.
    pub serial: Serial,
    /// Holder as written.
    pub holder: &'a [u8],
    /// Unit as written.
    pub unit: &'a [u8],
    /// Last day of validity.
    pub until: Day,
}

/// What `case` is called: in the words of the CA's list, else of the registry.
#[must_use]
pub fn named<'a>(snapshot: &'a Snapshot, case: &Case) -> Named<'a> {
    let texts = &snapshot.dictionary;
    if case.is_listed() {
        let row = &snapshot.ca[case.ca as usize];
        return Named {
            issuer: texts.words.bytes(row.issuer),
            serial: row.serial.hex,
            holder: texts.names.bytes(row.holder),
            unit: texts.units.bytes(row.unit),
            until: row.valid_to,
        };
    }
    let row = &snapshot.registry[case.registry as usize];
    Named {
        issuer: texts.words.bytes(row.issuer),
        serial: row.serial.hex,
        holder: texts.names.bytes(row.holder),
        unit: texts.units.bytes(row.unit),
        // The certificate itself knows better than the registry.
        until: case.at_hand.then(|| snapshot.at_hand(row)).flatten().map_or(row.valid_to, |read| read.valid_to),
    }
}

/// The day by which the action is due: the last one on which a renewal is accepted, or the last day of validity.
#[must_use]
pub fn due(snapshot: &Snapshot, case: &Case, until: Day) -> Day {
    match case.action {
        Action::Renew => until.plus(-snapshot.policy.renewal.least_days),
        Action::RevokeAndReissue => until,
        _ => Day::UNKNOWN,
    }
}

/// Did a weak link, or a day that nobody can read, turn a revocation into `verify`?
#[must_use]
pub fn weak(snapshot: &Snapshot, review: &Review, case: &Case) -> Weak {
    if case.action != Action::Verify || !case.findings.iter().any(|code| code.action() == Action::Revoke) {
        return Weak::No;
    }
    let is_about_holder = case.findings.iter().any(Code::is_about_holder);
    if case.link != 5 {
        let is_unread =
            snapshot.people().get(case.person as usize).is_some_and(|person| person.may_be_there(snapshot.as_of));
        return if is_unread && is_about_holder { Weak::Day } else { Weak::No };
    }
    let by_name = |row: &u32| review.matching.registry.by(*row).is_some_and(|by| by.is_weak());
    if review.registry_rows(case).iter().any(by_name) {
        Weak::Registry
    } else if is_about_holder {
        Weak::Person
    } else {
        Weak::No
    }
}

/// What is to be known beside the findings of a case.
#[must_use]
pub fn beside(snapshot: &Snapshot, review: &Review, case: &Case) -> Beside {
    Beside { weak: weak(snapshot, review, case), at_hand: case.at_hand, revocation: case.revocation }
}

/// One line of the file, looked up but not yet written.
struct Line<'a> {
    case: &'a Case,
    named: Named<'a>,
    ca_row: u32,
    registry_row: u32,
    person_row: u32,
}

impl<'a> Line<'a> {
    fn new(snapshot: &'a Snapshot, case: &'a Case) -> Line<'a> {
        Line {
            case,
            named: named(snapshot, case),
            ca_row: snapshot.ca.get(case.ca as usize).map_or(0, |row| row.row),
            registry_row: snapshot.registry.get(case.registry as usize).map_or(0, |row| row.row),
            person_row: snapshot.people().get(case.person as usize).map_or(0, |row| row.row),
        }
    }

    fn write(
        &self,
        out: &mut Vec<u8>,
        number: usize,
        snapshot: &Snapshot,
        review: &Review,
        explanations: &Explanations,
    ) {
        let Line { case, named, .. } = self;
        decimal(out, number as u32);
        out.push(b',');
        text(out, named.issuer);
        out.push(b',');
        hex(out, &named.serial);
        out.push(b',');
        out.extend_from_slice(case.kind.name().as_bytes());
        out.push(b',');
        text(out, named.holder);
        out.push(b',');
        text(out, named.unit);
        out.push(b',');
        match case.ca_rows {
            0 => {}
            1 => decimal(out, self.ca_row),
            _ => {
                let mut numbers: Vec<u32> =
                    review.ca_rows(case).iter().map(|&row| snapshot.ca[row as usize].row).collect();
                numbers.sort_unstable();
                rows(out, numbers.into_iter());
            }
        }
        out.push(b',');
        match case.registry_rows {
            0 => {}
            1 => decimal(out, self.registry_row),
            _ => rows(out, review.registry_rows(case).iter().map(|&row| snapshot.registry[row as usize].row)),
        }
        out.push(b',');
        if self.person_row > 0 {
            decimal(out, self.person_row);
        }
        out.push(b',');
        if case.link > 0 {
            out.push(b'0' + case.link);
        }
        out.push(b',');
        for (i, code) in case.findings.iter().enumerate() {
            if i > 0 {
                out.push(b'|');
            }
            out.extend_from_slice(code.name().as_bytes());
        }
        out.push(b',');
        out.extend_from_slice(case.action.name().as_bytes());
        out.push(b',');
        if let Some((year, month, day)) = due(snapshot, case, named.until).civil() {
            let _ = write!(out, "{year:04}-{month:02}-{day:02}");
        }
        out.push(b',');
        let beside = beside(snapshot, review, case);
        if !case.findings.is_empty() || beside.tells_revocation() {
            // Sentences have commas, and (a test sees to it) no quotes.
            out.push(b'"');
            explanations.write(out, case.findings, named.until, case.days_left, beside);
            out.push(b'"');
        }
        out.push(b'\n');
    }
}

/// Upper-case hex, whole bytes.
fn hex(out: &mut Vec<u8>, serial: &Serial) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in serial.bytes() {
        out.push(DIGITS[usize::from(byte >> 4)]);
        out.push(DIGITS[usize::from(byte & 15)]);
    }
}

fn rows(out: &mut Vec<u8>, numbers: impl Iterator<Item = u32>) {
    for (i, number) in numbers.enumerate() {
        if i > 0 {
            out.push(b'|');
        }
        decimal(out, number);
    }
}

fn decimal(out: &mut Vec<u8>, mut number: u32) {
    let mut digits = [0u8; 10];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

/// A text of a list as a CSV field. What a spreadsheet would take for a formula gets an apostrophe in front.
pub(super) fn text(out: &mut Vec<u8>, value: &[u8]) {
    let start = out.len();
    if matches!(value.first(), Some(b'=' | b'+' | b'-' | b'@')) {
        out.push(b'\'');
    }
    out.extend_from_slice(value);
    quote_from(out, start);
}

/// Puts what was written since `start` into quotes if it needs them.
fn quote_from(out: &mut Vec<u8>, start: usize) {
    if !out[start..].iter().any(|c| matches!(c, b',' | b'"' | b'\n' | b'\r')) {
        return;
    }
    let plain = out.split_off(start);
    out.push(b'"');
    for c in plain {
        if c == b'"' {
            out.push(b'"');
        }
        out.push(c);
    }
    out.push(b'"');
}
