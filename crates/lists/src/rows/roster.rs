//! Rows of the roster.

use super::{Cells, Mapping, TextMaps, Verdict, furniture, values};
use crate::column::Column;
use crate::open::Opened;
use crate::stream::{ABSENT, Fields};
use antin_domain::day::{Birthday, Day};
use antin_domain::row::RosterRow;
use antin_domain::text::TextId;

/// Is this the heading of a part of the list, in which all rows have one state?
const IS_PART: fn(&str) -> bool = values::is_about_people;

/// Field numbers of the roster.
pub(crate) struct RosterMapping {
    table: furniture::Table,
    holder: usize,
    identity: usize,
    birthday: usize,
    mail: usize,
    levels: [usize; 4],
    position: usize,
    employment: usize,
    since: usize,
}

impl RosterMapping {
    pub(crate) fn new(opened: &Opened) -> RosterMapping {
        let at = |column| opened.column(column).unwrap_or(ABSENT);
        RosterMapping {
            table: furniture::Table::of(opened),
            holder: at(Column::Holder),
            identity: at(Column::IdNumber),
            birthday: at(Column::Birthday),
            mail: at(Column::Email),
            levels: [at(Column::Unit1), at(Column::Unit2), at(Column::Unit3), at(Column::Unit4)],
            position: at(Column::Position),
            employment: at(Column::Status),
            since: at(Column::StatusDate),
        }
    }
}

impl RosterMapping {
    /// Since when the state holds: a day, or what stands among words, in its own column or in that of the state.
    fn since(&self, since: &[u8], employment: &[u8], cells: &mut Cells<'_>) -> values::When {
        if since.is_empty() {
            let has_number = employment.iter().any(u8::is_ascii_digit);
            let words = || values::when(&String::from_utf8_lossy(employment));
            return has_number.then(words).flatten().unwrap_or_default();
        }
        if let Some(day) = cells.read_day(Column::StatusDate, since) {
            return values::When { day, is_rough: false };
        }
        values::when(&String::from_utf8_lossy(since)).unwrap_or_else(|| {
            cells.problem(Column::StatusDate, since);
            values::When { day: Day::UNKNOWN, is_rough: true }
        })
    }
}

impl Mapping for RosterMapping {
    type Row = RosterRow;
    const DAYS: &'static [Column] = &[Column::Birthday, Column::StatusDate];

    fn read(&self, fields: &Fields<'_>, cells: &mut Cells<'_>) -> Verdict<RosterRow> {
        let holder = fields.get(self.holder);
        let (birthday, identity) = (fields.get(self.birthday), fields.get(self.identity));
        let position = cells.said(Column::Position, fields.get(self.position));
        if holder.is_empty() {
            return furniture::judge(fields, cells, self.holder, "rejected-no-holder", IS_PART);
        }
        if self.table.repeats(holder) {
            return Verdict::Heading;
        }
        if birthday.is_empty() && identity.is_empty() && position.is_empty() && furniture::may_be(fields) {
            match furniture::judge(fields, cells, self.holder, "", IS_PART) {
                Verdict::Rejected(_, "") if self.table.is_lone(fields) => {
                    return Verdict::Rejected(self.holder, "rejected-below");
                }
                Verdict::Rejected(_, "") => {}
                other => return other,
            }
        }
        let birthday = cells.birthday(birthday);
        let (unit, parent) = cells.levels(self.levels.map(|level| fields.get(level)));
        let (employment, since_cell) = (fields.get(self.employment), fields.get(self.since));
        let since = self.since(since_cell, employment, cells);
        Verdict::Row(RosterRow {
            row: 0,
            holder: cells.name(holder),
            identity: cells.identity(identity),
            birthday,
            mails: cells.mails(fields.get(self.mail)),
            unit,
            parent,
            position: cells.words.intern(position),
            employment: cells.vocabulary.employments.get(employment, values::employment).unwrap_or_else(|active| {
                cells.problem(Column::Status, employment);
                active
            }),
            is_state_blank: employment.is_empty(),
            since: since.day,
            since_unread: since.is_rough,
        })
    }

    fn name(row: &mut RosterRow, names: &[TextId]) {
        row.holder = names[row.holder.index()];
    }

    fn is_bare(row: &RosterRow) -> bool {
        row.since == Day::UNKNOWN && row.birthday == Birthday::Unknown && row.identity.is_blank()
    }

    fn number(row: &mut RosterRow) -> &mut u32 {
        &mut row.row
    }

    fn translate(row: &mut RosterRow, maps: &TextMaps) {
        row.unit = maps.units[row.unit.index()];
        row.parent = maps.units[row.parent.index()];
        row.position = maps.words[row.position.index()];
    }

    fn place(row: &mut RosterRow) -> Option<(&mut TextId, &mut TextId)> {
        Some((&mut row.unit, &mut row.parent))
    }

    fn take_state(row: &mut RosterRow, heading: &str) {
        if let Some(employment) = values::employment(heading).filter(|_| row.is_state_blank) {
            let since = values::when(heading).filter(|_| !row.since.is_known()).unwrap_or_default();
            row.employment = employment;
            if since != values::When::default() {
                (row.since, row.since_unread) = (since.day, since.is_rough);
            }
        }
    }
}
