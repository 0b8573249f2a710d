//! Rows of the CA's list.

use super::{Cells, Mapping, TextMaps, Verdict, furniture, values};
use crate::column::Column;
use crate::open::Opened;
use crate::stream::{ABSENT, Fields};
use antin_domain::key::Key;
use antin_domain::mail::Mails;
use antin_domain::row::CaRow;
use antin_domain::text::TextId;

/// Field numbers of the CA's list.
pub(crate) struct CaMapping {
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
    previous: usize,
    device: usize,
}

impl CaMapping {
    pub(crate) fn new(opened: &Opened) -> CaMapping {
        let at = |column| opened.column(column).unwrap_or(ABSENT);
        CaMapping {
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
            previous: at(Column::PreviousSerial),
            device: at(Column::DeviceSerial),
        }
    }
}

impl Mapping for CaMapping {
    type Row = CaRow;
    const DAYS: &'static [Column] = &[Column::Birthday, Column::ValidFrom, Column::ValidTo];

    fn read(&self, fields: &Fields<'_>, cells: &mut Cells<'_>) -> Verdict<CaRow> {
        let serial = cells.serial(fields.get(self.serial));
        let holder = fields.get(self.holder);
        let (from, to) = (fields.get(self.valid_from), fields.get(self.valid_to));
        if holder.is_empty() && (!serial.is_readable() || to.is_empty()) {
            return furniture::judge(fields, cells, self.holder, "rejected-no-holder");
        }
        if !serial.is_readable() && from.is_empty() && to.is_empty() {
            return furniture::judge(fields, cells, self.serial, "rejected-no-serial");
        }
        // Without its days nothing can be said of a certificate, and saying nothing would be saying "no".
        let Some(valid_from) = cells.read_day(Column::ValidFrom, from) else {
            return Verdict::Rejected(self.valid_from, "rejected-no-day");
        };
        let Some(valid_to) = cells.read_day(Column::ValidTo, to) else {
            return Verdict::Rejected(self.valid_to, "rejected-no-day");
        };
        let birthday = cells.birthday(fields.get(self.birthday));
        let (unit, parent) = cells.levels(self.levels.map(|level| fields.get(level)));
        let standing = fields.get(self.standing);
        let renewals = fields.get(self.renewals);
        let kind = fields.get(self.kind);
        Verdict::Row(CaRow {
            row: 0,
            serial,
            previous: cells.serial(fields.get(self.previous)).hex.key(),
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
            valid_from,
            valid_to,
            standing: cells.vocabulary.standings.get(standing, values::standing).unwrap_or_else(|blank| {
                cells.problem(Column::Status, standing);
                blank
            }),
            renewals: cells.vocabulary.renewals.get(renewals, values::renewals).unwrap_or_else(|blank| {
                cells.problem(Column::Renewals, renewals);
                blank
            }),
            device: device_key(fields.get(self.device)),
        })
    }

    fn name(row: &mut CaRow, names: &[TextId]) {
        row.holder = names[row.holder.index()];
    }

    fn number(row: &mut CaRow, number: u32) {
        row.row = number;
    }

    fn translate(row: &mut CaRow, maps: &TextMaps) {
        row.unit = maps.units[row.unit.index()];
        row.parent = maps.units[row.parent.index()];
        row.issuer = maps.words[row.issuer.index()];
        row.position = maps.words[row.position.index()];
    }

    fn adopt(row: &mut CaRow, unit: TextId) {
        row.unit = unit;
    }

    fn has_unit(row: &CaRow) -> bool {
        !row.unit.is_blank()
    }
}

/// Key of a device's serial: letters and digits only, upper case.
pub(super) fn device_key(cell: &[u8]) -> Key {
    let regular = |c: &u8| c.is_ascii_digit() || c.is_ascii_uppercase();
    if cell.iter().all(regular) {
        return Key::of(cell);
    }
    let text: Vec<u8> = cell.iter().filter(|c| c.is_ascii_alphanumeric()).map(u8::to_ascii_uppercase).collect();
    Key::of(&text)
}
