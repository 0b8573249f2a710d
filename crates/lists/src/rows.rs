//! From records to rows of the domain: `(row, problems)`, and for what is no row the reason why.
//!
//! A row never fails: what can be understood is used, a cell that cannot is a [`Problem`]. A record that is no row of
//! the list (a total, a signature) is [`Rejected`] with its text and a reason; a group row that carries the unit is
//! remembered for the rows below it. Nothing is dropped: used + rejected = read.

mod certificate;
mod collect;
mod column_habits;
mod furniture;
mod places;
mod roster;
mod small;
mod tail;
pub mod values;

pub use collect::{Intake, Reading};

use crate::column::Column;
use crate::stream::Fields;
use antin_domain::day::{Birthday, Day};
use antin_domain::mail::Mails;
use antin_domain::serial::{Serial, SerialCell, Spelling};
use antin_domain::text::{Batch, SharedTexts, TextId, Texts};
use column_habits::Habits;
pub(crate) use furniture::unit_of_group;
use places::Places;
use values::Vocabulary;

/// Field numbers of one list; [`crate::stream::ABSENT`] where it has no such column.
pub(crate) trait Mapping: Sync {
    /// What a record becomes.
    type Row: Send + Default;
    /// Reads one record.
    fn read(&self, fields: &Fields<'_>, cells: &mut Cells<'_>) -> Verdict<Self::Row>;
    /// Exchanges the place of a name in its block for the number of the name.
    fn name(row: &mut Self::Row, names: &[TextId]);
    /// The number of the row in the sheet; until the place of its block there is known, that of its record in the block.
    fn number(row: &mut Self::Row) -> &mut u32;
    /// Exchanges text numbers of one thread for those of the whole.
    fn translate(row: &mut Self::Row, maps: &TextMaps);
    /// The unit of the row and the one above it; `None` where rows of the list are about no unit.
    fn place(row: &mut Self::Row) -> Option<(&mut TextId, &mut TextId)> {
        let _ = row;
        None
    }
    /// Gives the row the state that the heading above its part of the table tells, unless it has one.
    fn take_state(row: &mut Self::Row, heading: &str) {
        let _ = (row, heading);
    }
    /// Columns of days.
    const DAYS: &'static [Column];
    /// Has the row no serial, no day and no identity number?
    fn is_bare(_: &Self::Row) -> bool {
        false
    }
    /// The serial of the certificate that the row is about, if it is about one.
    fn serial(_: &Self::Row) -> Option<Serial> {
        None
    }
}

/// What a record is.
pub(crate) enum Verdict<R> {
    /// A row of the list.
    Row(R),
    /// Nothing in it.
    Blank,
    /// A heading inside the table that names the unit of the rows below.
    Group(TextId),
    /// A heading inside the table that tells the state of the rows below: its field.
    Part(usize),
    /// Repeated headings or a row of column numbers.
    Heading,
    /// No row of the list: field, reason (a key of `locales/`).
    Rejected(usize, &'static str),
}

/// For each text number of one thread the number in the whole.
#[derive(Default)]
pub(crate) struct TextMaps {
    pub(crate) units: Vec<TextId>,
    pub(crate) words: Vec<TextId>,
}

/// A record that is no row of its list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// Row of the sheet.
    pub row: u32,
    /// Heading of the column that decided.
    pub column: String,
    /// The text as it stood.
    pub text: String,
    /// Key of the reason in `locales/`.
    pub reason: &'static str,
}

/// A cell of a used row that could not be understood; it counts as blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Row of the sheet.
    pub row: u32,
    /// What the column means.
    pub column: Column,
    /// The text as it stood.
    pub text: String,
}

/// How many problems of one block are kept with their text; all are counted.
const KEPT_PROBLEMS: usize = 20;

/// What one thread needs to understand cells, and what it keeps of their texts.
pub(crate) struct Cells<'a> {
    names: &'a SharedTexts,
    /// Names of the block that is being read; they get their numbers together at its end.
    names_of_block: Batch,
    /// Serials of rejected rows.
    pub(crate) unread: Vec<Serial>,
    pub(crate) units: Texts,
    pub(crate) words: Texts,
    /// Numbers of these texts in the whole, as far as they are known there.
    pub(crate) maps: TextMaps,
    pub(crate) vocabulary: Vocabulary,
    /// What single cells say of two units.
    places: Places,
    /// Habits of the columns of the list that is being read.
    pub(crate) habits: Habits,
    pub(crate) mail_domains: &'a [String],
    /// Cells that are a day only with the month first, in columns that were not known to write it so.
    month_first_cells: usize,
    /// Record of the block that is being read.
    row: u32,
    problems: Vec<Problem>,
    problem_count: u32,
}

impl<'a> Cells<'a> {
    pub(crate) fn new(names: &'a SharedTexts, mail_domains: &'a [String]) -> Cells<'a> {
        Cells {
            names,
            names_of_block: Batch::default(),
            unread: Vec::new(),
            units: Texts::default(),
            words: Texts::default(),
            maps: TextMaps::default(),
            vocabulary: Vocabulary::default(),
            places: Places::default(),
            habits: Habits::default(),
            mail_domains,
            month_first_cells: 0,
            row: 0,
            problems: Vec::new(),
            problem_count: 0,
        }
    }

    pub(crate) fn problem(&mut self, column: Column, text: &[u8]) {
        self.problem_count += 1;
        if self.problems.len() < KEPT_PROBLEMS {
            let text = String::from_utf8_lossy(text).chars().take(200).collect();
            self.problems.push(Problem { row: self.row, column, text });
        }
    }

    /// A name: its place in the block until the block ends.
    pub(crate) fn name(&mut self, cell: &[u8]) -> TextId {
        TextId(self.names_of_block.push(cell))
    }

    /// The numbers of the names of the block, by their places in it.
    fn end_block(&mut self) -> &[TextId] {
        self.names.intern(&mut self.names_of_block)
    }

    /// A day as the column writes it; `None` if something else stands there.
    pub(crate) fn read_day(&mut self, column: Column, cell: &[u8]) -> Option<Day> {
        if self.habits.month_first.contains(&column) {
            return Day::parse_month_first(cell);
        }
        let day = Day::parse(cell);
        self.month_first_cells += usize::from(day.is_none() && Day::parse_month_first(cell).is_some());
        day
    }

    /// A serial as the column writes it.
    pub(crate) fn serial(&self, cell: &[u8]) -> SerialCell {
        let serial = SerialCell::parse(cell);
        let number = if self.habits.decimal_serials { serial.hex.decimal_reading() } else { None };
        number.map_or(serial, |number| SerialCell { hex: number, spelling: Spelling::Other })
    }

    /// A day, or unknown and a problem if something else stands there.
    pub(crate) fn day(&mut self, column: Column, cell: &[u8]) -> Day {
        if cell.is_empty() {
            return Day::UNKNOWN;
        }
        self.read_day(column, cell).unwrap_or_else(|| {
            self.problem(column, cell);
            Day::UNKNOWN
        })
    }

    /// A birthday, or unknown and a problem.
    pub(crate) fn birthday(&mut self, cell: &[u8]) -> Birthday {
        if cell.is_empty() {
            return Birthday::Unknown;
        }
        let read = match cell.len() {
            4 => Birthday::parse(cell),
            _ => self.read_day(Column::Birthday, cell).map(Birthday::Day),
        };
        read.unwrap_or_else(|| {
            self.problem(Column::Birthday, cell);
            Birthday::Unknown
        })
    }

    /// Identity numbers, and a problem if something else stands there.
    pub(crate) fn identity(&mut self, cell: &[u8]) -> antin_domain::identity::Identity {
        let identity = antin_domain::identity::Identity::parse(cell);
        if identity.unreadable {
            self.problem(Column::IdNumber, cell);
        }
        identity
    }

    /// Addresses, and a problem if something else stands there.
    pub(crate) fn mails(&mut self, cell: &[u8]) -> Mails {
        let mails = Mails::parse(cell, self.mail_domains);
        if mails == Mails::default() && !cell.is_empty() && values::nothing(cell).is_none() {
            self.problem(Column::Email, cell);
        }
        mails
    }

    /// What a cell says: nothing, where it holds an error of a formula (and a problem) or a word for nothing.
    pub(crate) fn said<'c>(&mut self, column: Column, cell: &'c [u8]) -> &'c [u8] {
        match values::nothing(cell) {
            None => return cell,
            Some(values::Nothing::Error) => self.problem(column, cell),
            Some(values::Nothing::Word) => {}
        }
        b""
    }

    /// The deepest filled level and the one above it; neither where a level is an error of a formula.
    pub(crate) fn levels(&mut self, levels: [&[u8]; 4]) -> (TextId, TextId) {
        let (mut filled, mut is_lost) = ([b"".as_slice(); 2], false);
        for cell in levels.into_iter().rev().filter(|cell| !cell.is_empty()) {
            match values::nothing(cell) {
                Some(values::Nothing::Word) => {}
                Some(values::Nothing::Error) => {
                    self.problem(Column::Unit1, cell);
                    is_lost = true;
                }
                None if filled[0].is_empty() => filled[0] = cell,
                None if filled[1].is_empty() => filled[1] = cell,
                None => {}
            }
        }
        if is_lost || filled[0].is_empty() {
            return (TextId::BLANK, TextId::BLANK);
        }
        let unit = self.units.intern(filled[0]);
        match filled[1] {
            [] => self.places.apart(unit, &mut self.units),
            parent => (unit, self.units.intern(parent)),
        }
    }
}
