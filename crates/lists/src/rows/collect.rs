//! A whole list: rows of all blocks with their sheet numbers and texts, and an account of what was read.

use super::certificate::CertificateMapping;
use super::column_habits::{self, Habits};
use super::places::is_ditto;
use super::roster::RosterMapping;
use super::small::{SentMapping, UnitMapping};
use super::tail::{Bare, BlockTail, Tail};
use super::{Cells, Mapping, Problem, Rejected, TextMaps, Verdict, furniture};
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
        let habits = |rows| {
            let mut habits = Habits::of(opened, M::DAYS, rows);
            // A registry mixes spellings row by row; there each serial is read both ways and a second field decides.
            habits.decimal_serials &= opened.kind == ListKind::CaList;
            habits
        };
        let first = habits(column_habits::SAMPLED);
        let (reading, month_first) = self.read_with(opened, mapping, &first)?;
        // A list in the order of its days may begin with a thousand that do not show what is written first.
        if month_first * 10 >= reading.read && month_first > 0 {
            let whole = habits(usize::MAX);
            if whole.month_first != first.month_first {
                return Ok(self.read_with(opened, mapping, &whole)?.0);
            }
        }
        Ok(reading)
    }

    /// Reads a list whose columns have these habits; also the number of cells that say their column has its months first.
    fn read_with<M: Mapping>(
        &mut self,
        opened: &Opened,
        mapping: &M,
        habits: &Habits,
    ) -> Result<(Reading<M::Row>, usize), StreamError> {
        let take = || self.cells.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let make = || {
            let cells = take().unwrap_or_else(|| Cells::new(self.names, self.mail_domains));
            RowCollector { mapping, opened, cells: Cells { habits: habits.clone(), ..cells } }
        };
        let mut whole = Whole::<M>::new(&opened.headings.texts);
        let streamed = stream(opened, self.threads, make, |part| whole.take(part), self.bytes_read)?;
        let mut cells: Vec<Cells<'a>> = streamed.collectors.into_iter().map(|collector| collector.cells).collect();
        for cells in &mut cells {
            let texts = &mut self.dictionary;
            let Cells { units, words, maps, .. } = cells;
            maps.units.extend(texts.units.absorb(units, maps.units.len()));
            maps.words.extend(texts.words.absorb(words, maps.words.len()));
        }
        let mut unread: Vec<Serial> = cells.iter_mut().flat_map(|cells| cells.unread.drain(..)).collect();
        unread.sort_unstable();
        let month_first = cells.iter_mut().map(|cells| std::mem::take(&mut cells.month_first_cells)).sum();
        let maps: Vec<&TextMaps> = cells.iter().map(|cells| &cells.maps).collect();
        let mut reading = whole.finish(&maps, &self.dictionary);
        (reading.sha256, reading.unread, reading.notes) = (streamed.sha256, unread, notes(opened, habits));
        *self.cells.lock().unwrap_or_else(PoisonError::into_inner) = cells;
        Ok((reading, month_first))
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
    opened: &'m Opened,
    cells: Cells<'a>,
}

impl<M: Mapping> RowCollector<'_, '_, M> {
    /// The first cell that cannot be read of a record with more filled cells than there are headings. A text that holds a
    /// separator and stands in no quotes shifts all that follows: such cells say something else than their headings.
    fn out_of_step(&self, fields: &Fields<'_>) -> Option<usize> {
        let unread = self.cells.problems.first()?.column;
        let mut beyond = self.opened.width?..fields.len();
        beyond.any(|index| fields.is_filled(index)).then(|| self.opened.column(unread)).flatten()
    }
}

/// What one block became. Rows and the like have the number of their record in the block until its place in the sheet
/// is known.
struct BlockRows<R> {
    rows: Vec<R>,
    rejected: Vec<Rejected>,
    /// Record, number of the row that follows it, unit.
    groups: Vec<(u32, usize, TextId)>,
    /// Record, number of the row that follows it, heading.
    parts: Vec<(u32, usize, String)>,
    problems: Vec<Problem>,
    problem_count: u32,
    tail: BlockTail,
}

impl<R> Default for BlockRows<R> {
    fn default() -> Self {
        let (rows, rejected, groups, parts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (problems, tail) = (Vec::new(), BlockTail::default());
        BlockRows { rows, rejected, groups, parts, problems, problem_count: 0, tail }
    }
}

impl<M: Mapping> Collector for RowCollector<'_, '_, M> {
    type Out = BlockRows<M::Row>;

    fn end(&mut self, out: &mut BlockRows<M::Row>) {
        let names = self.cells.end_block();
        for row in &mut out.rows {
            M::name(row, names);
        }
    }

    fn record(&mut self, row: u32, fields: &Fields<'_>, out: &mut BlockRows<M::Row>) {
        self.cells.row = row;
        let below = furniture::may_stand_below(fields);
        let verdict = match below.and_then(|_| furniture::total(fields)) {
            Some(field) => Verdict::Rejected(field, "rejected-total"),
            None if furniture::is_numbering(fields) => Verdict::Heading,
            None => self.mapping.read(fields, &mut self.cells),
        };
        let verdict = match (verdict, self.out_of_step(fields)) {
            (Verdict::Row(value), Some(field)) => {
                self.cells.unread.extend(M::serial(&value));
                self.cells.problem_count = 0;
                self.cells.problems.clear();
                Verdict::Rejected(field, "rejected-out-of-step")
            }
            (verdict, _) => verdict,
        };
        match verdict {
            Verdict::Row(mut value) => {
                *M::number(&mut value) = row;
                match below.filter(|_| M::is_bare(&value)) {
                    Some(field) => {
                        let (column, text) = (field.to_string(), joined(fields));
                        let rejected = Rejected { row, column, text, reason: "rejected-below" };
                        out.tail.bare(Bare { rejected, problems: self.cells.problem_count });
                    }
                    None => out.tail.full(),
                }
                out.rows.push(value);
            }
            Verdict::Blank | Verdict::Heading => {}
            Verdict::Group(unit) => out.groups.push((row, out.rows.len(), unit)),
            Verdict::Part(field) => {
                let heading = String::from_utf8_lossy(fields.get(field)).into_owned();
                out.parts.push((row, out.rows.len(), heading));
            }
            Verdict::Rejected(field, reason) => {
                if furniture::ends_table(fields) {
                    out.tail.mark();
                }
                let cell = String::from_utf8_lossy(fields.get(field)).into_owned();
                // Where the deciding cell is blank, the whole record says what is meant.
                let text = if cell.is_empty() { joined(fields) } else { cell };
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
fn joined(fields: &Fields<'_>) -> String {
    let cells = (0..fields.len()).map(|i| String::from_utf8_lossy(fields.get(i)).into_owned());
    cells.filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" | ")
}

/// The blocks of a list put together in the order of the sheet.
struct Whole<'h, M: Mapping> {
    headings: &'h [String],
    reading: Reading<M::Row>,
    /// How many rows there were after each block, and who read it.
    blocks: Vec<(usize, usize)>,
    /// Group headings: sheet row, number of the row that follows, who read it, unit.
    groups: Vec<(u32, usize, usize, TextId)>,
    /// Headings of parts: sheet row, number of the row that follows, text.
    parts: Vec<(u32, usize, String)>,
    tail: Tail,
}

impl<'h, M: Mapping> Whole<'h, M> {
    fn new(headings: &'h [String]) -> Self {
        let (blocks, groups, parts) = (Vec::new(), Vec::new(), Vec::new());
        Whole { headings, reading: Reading::default(), blocks, groups, parts, tail: Tail::default() }
    }

    /// Takes in the next block of the file.
    fn take(&mut self, part: Part<'_, BlockRows<M::Row>>) {
        let (out, place, reading) = (part.out, part.rows, &mut self.reading);
        let before = reading.rows.len();
        let after = before + out.rows.len();
        if after > reading.rows.capacity() {
            // Memory for all that is to be expected: the rest of the list is like its beginning.
            let expected = (after as f64 / part.share * 1.01) as usize;
            reading.rows.reserve_exact(expected.max(after) - before);
        }
        reading.read += out.rows.len() + out.rejected.len();
        reading.rows.extend(out.rows.drain(..).map(|mut row| {
            let number = M::number(&mut row);
            *number = place.row(*number);
            row
        }));
        self.blocks.push((after, part.collector));
        let groups = out.groups.drain(..);
        self.groups.extend(groups.map(|(row, next, unit)| (place.row(row), before + next, part.collector, unit)));
        self.parts.extend(out.parts.drain(..).map(|(row, next, text)| (place.row(row), before + next, text)));
        let headings = self.headings;
        let placed = |rejected: Rejected| {
            let heading = rejected.column.parse::<usize>().ok().and_then(|index| headings.get(index));
            Rejected { row: place.row(rejected.row), column: heading.cloned().unwrap_or(rejected.column), ..rejected }
        };
        reading.rejected.extend(out.rejected.drain(..).map(placed));
        self.tail.take(&mut out.tail, |bare| Bare { rejected: placed(bare.rejected), ..bare });
        reading.problem_count += std::mem::take(&mut out.problem_count) as usize;
        let problems = out.problems.drain(..);
        reading.problems.extend(problems.map(|problem| Problem { row: place.row(problem.row), ..problem }));
    }

    /// Rejects the last rows that stand below the list.
    fn cut_tail(&mut self) {
        let (tail, reading) = (std::mem::take(&mut self.tail).finish(), &mut self.reading);
        let Some(first) = tail.first().map(|bare| bare.rejected.row) else { return };
        let left = reading.rows.len().saturating_sub(tail.len());
        reading.rows.truncate(left);
        self.blocks.iter_mut().for_each(|(end, _)| *end = left.min(*end));
        self.groups.iter_mut().for_each(|group| group.1 = left.min(group.1));
        self.parts.iter_mut().for_each(|part| part.1 = left.min(part.1));
        // All rows from here on are among them.
        reading.problems.retain(|problem| problem.row < first);
        reading.problem_count -= tail.iter().map(|bare| bare.problems as usize).sum::<usize>();
        reading.rejected.extend(tail.into_iter().map(|bare| bare.rejected));
        reading.rejected.sort_by_key(|rejected| rejected.row);
    }

    /// Gives the texts of all rows their numbers in `dictionary`, and rows without a unit that of their group. `maps`
    /// are those of the collectors.
    fn finish(mut self, maps: &[&TextMaps], dictionary: &Dictionary) -> Reading<M::Row> {
        self.cut_tail();
        let mut rest = self.reading.rows.as_mut_slice();
        let mut blocks = Vec::with_capacity(self.blocks.len());
        let mut start = 0;
        for &(end, collector) in &self.blocks {
            let (rows, behind) = std::mem::take(&mut rest).split_at_mut(end - start);
            (rest, start) = (behind, end);
            blocks.push((rows, maps[collector]));
        }
        blocks.into_par_iter().for_each(|(rows, maps)| rows.iter_mut().for_each(|row| M::translate(row, maps)));
        let groups = self.groups.iter().map(|&(row, next, collector, unit)| {
            let unit = maps[collector].units[unit.index()];
            (row, next, unit)
        });
        let groups: Vec<(u32, usize, TextId)> = groups.collect();
        let ends = groups.iter().skip(1).map(|group| group.1).chain([self.reading.rows.len()]);
        for (&(_, first, unit), end) in groups.iter().zip(ends).filter(|(group, _)| !group.2.is_blank()) {
            for (own, _) in self.reading.rows[first..end].iter_mut().filter_map(M::place).filter(|own| own.0.is_blank())
            {
                *own = unit;
            }
        }
        let ends = self.parts.iter().skip(1).map(|part| part.1).chain([self.reading.rows.len()]);
        for ((_, first, heading), end) in self.parts.iter().zip(ends) {
            self.reading.rows[*first..end].iter_mut().for_each(|row| M::take_state(row, heading));
        }
        same_as_above::<M>(&mut self.reading.rows, dictionary);
        let text = |unit| dictionary.units.get(unit).into_owned();
        self.reading.groups = groups.into_iter().map(|(row, _, unit)| (row, text(unit))).collect();
        self.reading.groups.extend(self.parts.into_iter().map(|(row, _, heading)| (row, heading)));
        self.reading.groups.sort_unstable();
        self.reading
    }
}

/// Gives rows whose unit says "the same" the unit of the row above.
fn same_as_above<M: Mapping>(rows: &mut [M::Row], dictionary: &Dictionary) {
    let units = (0..dictionary.units.len()).filter_map(|id| Some(TextId(u32::try_from(id).ok()?)));
    let dittos: Vec<TextId> = units.filter(|&unit| is_ditto(&dictionary.units.get(unit))).collect();
    if dittos.is_empty() {
        return;
    }
    let mut above = (TextId::BLANK, TextId::BLANK);
    for (unit, parent) in rows.iter_mut().filter_map(M::place) {
        if dittos.contains(unit) {
            (*unit, *parent) = above;
        }
        above = (*unit, *parent);
    }
}
