//! Rows of the two small lists: units and requests sent.

use super::{Cells, Mapping, TextMaps, Verdict, furniture, values};
use crate::column::Column;
use crate::open::Opened;
use crate::stream::{ABSENT, Fields};
use antin_domain::row::{SentRow, UnitRow};
use antin_domain::serial::SerialCell;
use antin_domain::text::TextId;

/// Field numbers of the list of requests.
pub(crate) struct SentMapping {
    kind: usize,
    serial: usize,
    holder: usize,
    number: usize,
    on: usize,
}

impl SentMapping {
    pub(crate) fn new(opened: &Opened) -> SentMapping {
        let at = |column| opened.column(column).unwrap_or(ABSENT);
        SentMapping {
            kind: at(Column::RequestKind),
            serial: at(Column::Serial),
            holder: at(Column::Holder),
            number: at(Column::DocumentNumber),
            on: at(Column::DocumentDate),
        }
    }
}

impl Mapping for SentMapping {
    type Row = SentRow;
    const DAYS: &'static [Column] = &[Column::DocumentDate];

    fn read(&self, fields: &Fields<'_>, cells: &mut Cells<'_>) -> Verdict<SentRow> {
        let kind = fields.get(self.kind);
        let (serial, holder) = (fields.get(self.serial), fields.get(self.holder));
        if kind.is_empty() || (serial.is_empty() && holder.is_empty()) {
            return furniture::judge(fields, cells, self.kind, "rejected-no-request", |_| false);
        }
        Verdict::Row(SentRow {
            row: 0,
            kind: cells.vocabulary.requests.get(kind, values::request_kind).unwrap_or_else(|blank| {
                cells.problem(Column::RequestKind, kind);
                blank
            }),
            serial: SerialCell::parse(serial),
            holder: cells.name(holder),
            number: cells.words.intern(fields.get(self.number)),
            on: cells.day(Column::DocumentDate, fields.get(self.on)),
        })
    }

    fn name(row: &mut SentRow, names: &[TextId]) {
        row.holder = names[row.holder.index()];
    }

    fn number(row: &mut SentRow) -> &mut u32 {
        &mut row.row
    }

    fn translate(row: &mut SentRow, maps: &TextMaps) {
        row.number = maps.words[row.number.index()];
    }
}

/// Field numbers of the list of units.
pub(crate) struct UnitMapping {
    code: usize,
    name: usize,
    from: usize,
    to: usize,
    parent: usize,
    successor: usize,
}

impl UnitMapping {
    pub(crate) fn new(opened: &Opened) -> UnitMapping {
        let at = |column| opened.column(column).unwrap_or(ABSENT);
        if let (None, Some(old), Some(new)) =
            (opened.column(Column::Code), opened.column(Column::OldUnit), opened.column(Column::NewUnit))
        {
            return UnitMapping { code: ABSENT, name: old, from: ABSENT, to: ABSENT, parent: ABSENT, successor: new };
        }
        UnitMapping {
            code: at(Column::Code),
            name: at(Column::UnitName),
            from: at(Column::From),
            to: at(Column::To),
            parent: at(Column::Parent),
            successor: at(Column::Successor),
        }
    }
}

impl Mapping for UnitMapping {
    type Row = UnitRow;
    const DAYS: &'static [Column] = &[Column::From, Column::To];

    fn read(&self, fields: &Fields<'_>, cells: &mut Cells<'_>) -> Verdict<UnitRow> {
        let text = |index: usize| String::from_utf8_lossy(fields.get(index)).into_owned();
        let name = text(self.name);
        if name.is_empty() || (self.code != ABSENT && fields.get(self.code).is_empty()) {
            return furniture::judge(fields, cells, self.name, "rejected-no-unit", |_| false);
        }
        Verdict::Row(UnitRow {
            row: 0,
            code: text(self.code),
            name,
            from: cells.day(Column::From, fields.get(self.from)),
            to: cells.day(Column::To, fields.get(self.to)),
            parent: text(self.parent),
            successor: text(self.successor),
        })
    }

    fn name(_: &mut UnitRow, _: &[TextId]) {}

    fn number(row: &mut UnitRow) -> &mut u32 {
        &mut row.row
    }

    fn translate(_: &mut UnitRow, _: &TextMaps) {}
}
