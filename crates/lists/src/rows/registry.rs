//! Rows of the registry.

use super::{Cells, Mapping, TextMaps, Verdict, furniture, values};
use crate::column::Column;
use crate::open::Opened;
use crate::stream::{ABSENT, Fields};
use antin_domain::mail::Mails;
use antin_domain::row::RegistryRow;
use antin_domain::serial::SerialCell;
use antin_domain::text::TextId;

/// Field numbers of the registry.
pub(crate) struct RegistryMapping {
    serial: usize,
    holder: usize,
    issuer: usize,
    kind: usize,
    identity: usize,
    birthday: usize,
    mail: usize,
    levels: [usize; 4],
    position: usize,
    valid_from: usize,
    valid_to: usize,
    standing: usize,
    renewals: usize,
    device: usize,
}

impl RegistryMapping {
    pub(crate) fn new(opened: &Opened) -> RegistryMapping {
        let at = |column| opened.column(column).unwrap_or(ABSENT);
        RegistryMapping {
            serial: at(Column::Serial),
            holder: at(Column::Holder),
            issuer: at(Column::Issuer),
            kind: at(Column::Kind),
            identity: at(Column::IdNumber),
            birthday: at(Column::Birthday),
            mail: at(Column::Email),
            levels: [at(Column::Unit1), at(Column::Unit2), at(Column::Unit3), at(Column::Unit4)],
            position: at(Column::Position),
            valid_from: at(Column::ValidFrom),
            valid_to: at(Column::ValidTo),
            standing: at(Column::Status),
            renewals: at(Column::Renewals),
            device: at(Column::DeviceSerial),
        }
    }
}

impl Mapping for RegistryMapping {
    type Row = RegistryRow;
    const DAYS: &'static [Column] = &[Column::Birthday, Column::ValidFrom, Column::ValidTo];

    fn read(&self, fields: &Fields<'_>, cells: &mut Cells<'_>) -> Verdict<RegistryRow> {
        let serial = SerialCell::parse(fields.get(self.serial));
        let holder = fields.get(self.holder);
        let (from, to) = (fields.get(self.valid_from), fields.get(self.valid_to));
        if holder.is_empty() && !serial.is_readable() {
            return furniture::judge(fields, cells, self.holder, "rejected-no-holder");
        }
        if !serial.is_readable() && from.is_empty() && to.is_empty() && furniture::may_be(fields) {
            // A name and nothing else may be a group heading or a line below the table.
            match furniture::judge(fields, cells, self.serial, "rejected-no-serial") {
                Verdict::Rejected(_, "rejected-no-serial") => {}
                other => return other,
            }
        }
        let birthday = cells.birthday(fields.get(self.birthday));
        let (unit, parent) = cells.levels(self.levels.map(|level| fields.get(level)));
        let standing = fields.get(self.standing);
        let renewals = fields.get(self.renewals);
        let kind = fields.get(self.kind);
        Verdict::Row(RegistryRow {
            row: 0,
            serial,
            holder: cells.name(holder),
            issuer: cells.words.intern(fields.get(self.issuer)),
            kind: cells.vocabulary.kinds.get(kind, values::holder_kind).unwrap_or_else(|blank| {
                cells.problem(Column::Kind, kind);
                blank
            }),
            identity: cells.identity(fields.get(self.identity)),
            birthday,
            mails: Mails::parse(fields.get(self.mail), cells.mail_domains),
            unit,
            parent,
            position: cells.words.intern(fields.get(self.position)),
            valid_from: cells.day(Column::ValidFrom, from),
            valid_to: cells.day(Column::ValidTo, to),
            standing: cells.vocabulary.standings.get(standing, values::standing).unwrap_or_else(|blank| {
                cells.problem(Column::Status, standing);
                blank
            }),
            renewals: cells.vocabulary.renewals.get(renewals, values::renewals).unwrap_or_else(|blank| {
                cells.problem(Column::Renewals, renewals);
                blank
            }),
            device: super::ca::device_key(fields.get(self.device)),
        })
    }

    fn name(row: &mut RegistryRow, names: &[TextId]) {
        row.holder = names[row.holder.index()];
    }

    fn number(row: &mut RegistryRow, number: u32) {
        row.row = number;
    }

    fn translate(row: &mut RegistryRow, maps: &TextMaps) {
        row.unit = maps.units[row.unit.index()];
        row.parent = maps.units[row.parent.index()];
        row.issuer = maps.words[row.issuer.index()];
        row.position = maps.words[row.position.index()];
    }

    fn adopt(row: &mut RegistryRow, unit: TextId) {
        row.unit = unit;
    }

    fn has_unit(row: &RegistryRow) -> bool {
        !row.unit.is_blank()
    }
}
