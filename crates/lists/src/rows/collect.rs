//! A whole list: rows of all blocks with their sheet numbers and texts, and an account of what was read.

use super::certificate::CertificateMapping;
use super::column_habits::Habits;
use super::roster::RosterMapping;
use super::small::{SentMapping, UnitMapping};
use super::{Cells, Mapping, Problem, Rejected, TextMaps, Verdict};
use crate::column::Column;
use crate::open::Opened;
use crate::stream::{Collector, Fields, Part, StreamError, stream};
use antin_domain::list::ListKind;
use antin_domain::message::Message;
use antin_domain::row::{CertificateRow, RosterRow, SentRow, UnitRow};
use antin_domain::serial::Serial;
use antin_domain::text::{Dictionary, SharedTexts, TextId};
use rayon::prelude::*;
use std::sync::{Mutex, PoisonError};

/// One list as read. `read` = `rows.len()` + `rejected.len()`, always.
#[derive(Debug, Default)]
pub struct Reading<R> {
    /// The rows, in the order of the sheet.
    pub rows: Vec<R>,
    /// Records that are no row of the list.
    pub rejected: Vec<Rejected>,
    /// Records read: those that are neither blank, nor group headings, nor repeated headings.
    pub read: usize,
    /// Group headings that gave rows their unit: sheet row and text.
    pub groups: Vec<(u32, String)>,
    /// Some of the cells that could not be understood.
    pub problems: Vec<Problem>,
    /// How many such cells there were.
    pub problem_count: usize,
    /// What a person should know of the reading.
    pub notes: Vec<Message>,
    /// Serials of certificates whose rows were rejected, sorted: the list has them, though nothing can be said of them.
    pub unread: Vec<Serial>,
    /// SHA-256 of the file.
    pub sha256: [u8; 32],
}

/// Reads lists into one dictionary.
pub struct Intake<'a> {
    /// The texts of all lists read so far, but for names.
    dictionary: Dictionary,
    names: &'a SharedTexts,
    mail_domains: &'a [String],
    threads: usize,
    bytes_read: &'a (dyn Fn(u64) + Sync),
    /// What each thread keeps from one list to the next: lists repeat each other's names.
    cells: Mutex<Vec<Cells<'a>>>,
}

impl<'a> Intake<'a> {
    /// An intake that reads with `threads` threads into `names` and knows the `mail_domains` of official mail. `bytes_read`
    /// is told how far each list has come.
    pub fn new(
        names: &'a SharedTexts,
        mail_domains: &'a [String],
        threads: usize,
        bytes_read: &'a (dyn Fn(u64) + Sync),
    ) -> Intake<'a> {
        Intake { dictionary: Dictionary::default(), names, mail_domains, threads, bytes_read, cells: Mutex::default() }
    }

    /// The texts of all lists read, but for the names: those are in what the intake was made with.
    #[must_use]
    pub fn finish(self) -> Dictionary {
        self.dictionary
    }

    /// Reads the CA's list.
    ///
    /// # Errors
    /// The file cannot be read to its end.
    pub fn ca_list(&mut self, opened: &Opened) -> Result<Reading<CertificateRow>, StreamError> {
        self.read(opened, &CertificateMapping::new(opened))
    }

    /// Reads the registry.
    ///
    /// # Errors
    /// The file cannot be read to its end.
    pub fn registry(&mut self, opened: &Opened) -> Result<Reading<CertificateRow>, StreamError> {
        self.read(opened, &CertificateMapping::new(opened))
    }

    /// Reads the roster.
    ///
    /// # Errors
    /// The file cannot be read to its end.
    pub fn roster(&mut self, opened: &Opened) -> Result<Reading<RosterRow>, StreamError> {
        self.read(opened, &RosterMapping::new(opened))
    }

    /// Reads the list of units.
    ///
    /// # Errors
    /// The file cannot be read to its end.
    pub fn units(&mut self, opened: &Opened) -> Result<Reading<UnitRow>, StreamError> {
        self.read(opened, &UnitMapping::new(opened))
    }

    /// Reads the list of requests sent.
    ///
    /// # Errors
    /// The file cannot be read to its end.
    pub fn sent(&mut self, opened: &Opened) -> Result<Reading<SentRow>, StreamError> {
        self.read(opened, &SentMapping::new(opened))
    }

    fn read<M: Mapping>(&mut self, opened: &Opened, mapping: &M) -> Result<Reading<M::Row>, StreamError> {
        let take = || self.cells.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut habits = Habits::of(opened, M::DAYS);
        // A registry mixes spellings row by row; there each serial is read both ways and a second field decides.
        habits.decimal_serials &= opened.kind == ListKind::CaList;
        let make = || {
            let cells = take().unwrap_or_else(|| Cells::new(self.names, self.mail_domains));
            RowCollector { mapping, cells: Cells { habits: habits.clone(), ..cells } }
        };
        let streamed = stream(opened, self.threads, make, self.bytes_read)?;
        let mut cells: Vec<Cells<'a>> = streamed.collectors.into_iter().map(|collector| collector.cells).collect();
        for cells in &mut cells {
            let whole = &mut self.dictionary;
            let Cells { units, words, maps, .. } = cells;
            maps.units.extend(whole.units.absorb(units, maps.units.len()));
            maps.words.extend(whole.words.absorb(words, maps.words.len()));
        }
        let mut unread: Vec<Serial> = cells.iter_mut().flat_map(|cells| cells.unread.drain(..)).collect();
        unread.sort_unstable();
        let mut parts = streamed.parts;
        let maps: Vec<&TextMaps> = cells.iter().map(|cells| &cells.maps).collect();
        parts.par_iter_mut().for_each(|part| finish::<M>(part, maps[part.collector]));
        let notes = notes(opened, &habits);
        let mut reading = Reading { sha256: streamed.sha256, unread, notes, ..Reading::default() };
        reading.rows.reserve_exact(parts.iter().map(|part| part.out.rows.len()).sum());
        let mut group = TextId::BLANK;
        for part in parts {
            let mut out = part.out;
            if !group.is_blank() || !out.groups.is_empty() {
                group = carry_units::<M>(&mut out, group);
            }
            reading.read += out.rows.len() + out.rejected.len();
            reading.rows.append(&mut out.rows);
            reading.problem_count += out.problem_count as usize;
            reading.problems.append(&mut out.problems);
            reading
                .groups
                .extend(out.groups.iter().map(|&(row, _, unit)| (row, self.dictionary.units.get(unit).into_owned())));
            for mut rejected in out.rejected {
                if let Some(heading) = rejected.column.parse::<usize>().ok().and_then(|i| opened.headings.texts.get(i))
                {
                    rejected.column.clone_from(heading);
                }
                reading.rejected.push(rejected);
            }
        }
        *self.cells.lock().unwrap_or_else(PoisonError::into_inner) = cells;
        Ok(reading)
    }
}

/// Habits of columns that were understood, said so.
fn notes(opened: &Opened, habits: &Habits) -> Vec<Message> {
    let heading = |column: Column| {
        let at = opened.column(column).and_then(|index| opened.headings.texts.get(index));
        at.cloned().unwrap_or_default()
    };
    let decimal =
        habits.decimal_serials.then(|| Message::new("rows-decimal-serials").with("heading", heading(Column::Serial)));
    let days =
        habits.month_first.iter().map(|&column| Message::new("rows-month-first").with("heading", heading(column)));
    decimal.into_iter().chain(days).collect()
}

/// One thread's reading of one list.
struct RowCollector<'m, 'a, M> {
    mapping: &'m M,
    cells: Cells<'a>,
}

/// What one block became.
struct BlockRows<R> {
    rows: Vec<R>,
    /// Record of the block, for each row, until the block's place in the sheet is known.
    records: Vec<u32>,
    rejected: Vec<Rejected>,
    /// Record, number of the row that follows it, unit.
    groups: Vec<(u32, usize, TextId)>,
    problems: Vec<Problem>,
    problem_count: u32,
}

impl<M: Mapping> Collector for RowCollector<'_, '_, M> {
    type Out = BlockRows<M::Row>;

    fn start(&mut self) -> BlockRows<M::Row> {
        BlockRows {
            rows: Vec::new(),
            records: Vec::new(),
            rejected: Vec::new(),
            groups: Vec::new(),
            problems: Vec::new(),
            problem_count: 0,
        }
    }

    fn end(&mut self, out: &mut BlockRows<M::Row>) {
        let names = self.cells.end_block();
        for row in &mut out.rows {
            M::name(row, &names);
        }
        out.rows.shrink_to_fit();
        out.records.shrink_to_fit();
    }

    fn record(&mut self, row: u32, fields: &Fields<'_>, out: &mut BlockRows<M::Row>) {
        self.cells.row = row;
        match self.mapping.read(fields, &mut self.cells) {
            Verdict::Row(value) => {
                out.rows.push(value);
                out.records.push(row);
            }
            Verdict::Blank | Verdict::Heading => {}
            Verdict::Group(unit) => out.groups.push((row, out.rows.len(), unit)),
            Verdict::Rejected(field, reason) => {
                let cell = String::from_utf8_lossy(fields.get(field)).into_owned();
                // Where the deciding cell is blank, the whole record says what is meant.
                let text = if cell.is_empty() { whole(fields) } else { cell };
                out.rejected.push(Rejected { row, column: field.to_string(), text, reason });
            }
        }
        if self.cells.problem_count > 0 {
            out.problem_count += std::mem::take(&mut self.cells.problem_count);
            out.problems.append(&mut self.cells.problems);
            out.problems.truncate(super::KEPT_PROBLEMS);
        }
    }
}

/// The filled cells of a record, joined.
fn whole(fields: &Fields<'_>) -> String {
    let cells = (0..fields.len()).map(|i| String::from_utf8_lossy(fields.get(i)).into_owned());
    cells.filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" | ")
}

/// Gives rows their numbers in the sheet and texts their numbers in the whole.
fn finish<M: Mapping>(part: &mut Part<BlockRows<M::Row>>, maps: &TextMaps) {
    for (row, &record) in part.out.rows.iter_mut().zip(&part.out.records) {
        M::number(row, part.rows.row(record));
        M::translate(row, maps);
    }
    part.out.records = Vec::new();
    for rejected in &mut part.out.rejected {
        rejected.row = part.rows.row(rejected.row);
    }
    for problem in &mut part.out.problems {
        problem.row = part.rows.row(problem.row);
    }
    for (record, _, unit) in &mut part.out.groups {
        *record = part.rows.row(*record);
        *unit = maps.units[unit.index()];
    }
}

/// Gives rows without a unit that of their group; the group that goes on into the next block.
fn carry_units<M: Mapping>(out: &mut BlockRows<M::Row>, mut group: TextId) -> TextId {
    let mut groups = out.groups.iter().peekable();
    for (index, row) in out.rows.iter_mut().enumerate() {
        while let Some(&(_, _, unit)) = groups.next_if(|&&(_, at, _)| at <= index) {
            group = unit;
        }
        if !group.is_blank() && !M::has_unit(row) {
            M::adopt(row, group);
        }
    }
    groups.last().map_or(group, |&(_, _, unit)| unit)
}
