//! Rows of the two lists of certificates: the CA's list and the registry.

use super::{Cells, Mapping, TextMaps, Verdict, furniture, values};
use crate::column::Column;
use crate::open::Opened;
use crate::stream::{ABSENT, Fields};
use antin_domain::certificate::Standing;
use antin_domain::day::{Birthday, Day};
use antin_domain::key::Key;
use antin_domain::list::ListKind;
use antin_domain::row::{CertificateRow, Truth};
use antin_domain::serial::{Serial, SerialCell};
use antin_domain::text::TextId;

/// Is this the heading of a part of the list, in which all rows have one state?
const IS_PART: fn(&str) -> bool = values::is_about_certificates;

/// Field numbers of a list of certificates.
pub(crate) struct CertificateMapping {
    list: ListKind,
    table: furniture::Table,
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

impl CertificateMapping {
    pub(crate) fn new(opened: &Opened) -> CertificateMapping {
        let at = |column| opened.column(column).unwrap_or(ABSENT);
        CertificateMapping {
            list: opened.kind,
            table: furniture::Table::of(opened),
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

    /// The days of a row of the CA's list, or what it is that is no row of it.
    ///
    /// What the CA says is what everything is compared with: a certificate without holder, serial or days cannot be.
    fn listed(
        &self,
        fields: &Fields<'_>,
        serial: &SerialCell,
        cells: &mut Cells<'_>,
    ) -> Result<(Day, Day), Verdict<CertificateRow>> {
        let (from, to) = (fields.get(self.valid_from), fields.get(self.valid_to));
        if fields.get(self.holder).is_empty() && (!serial.is_readable() || to.is_empty()) {
            return Err(furniture::judge(fields, cells, self.holder, "rejected-no-holder", IS_PART));
        }
        if !serial.is_readable() && from.is_empty() && to.is_empty() {
            return Err(furniture::judge(fields, cells, self.serial, "rejected-no-serial", IS_PART));
        }
        let (day_from, day_to) = (cells.read_day(Column::ValidFrom, from), cells.read_day(Column::ValidTo, to));
        if let (Some(from), Some(to)) = (day_from, day_to) {
            let written = fields.get(self.serial);
            if !serial.is_readable() && !written.is_empty() {
                cells.problem(Column::Serial, written);
            }
            return Ok((from, to));
        }
        // Without its days nothing can be said of a certificate, and saying nothing would be saying "no". That the CA has
        // it is known all the same.
        cells.unread.extend(serial.is_readable().then_some(serial.hex));
        Err(Verdict::Rejected(if day_from.is_none() { self.valid_from } else { self.valid_to }, "rejected-no-day"))
    }

    /// The days of a row of the registry, unknown where they cannot be read, or what it is that is no row of it.
    ///
    /// What the office knows is to be mended: a row without serial or days is still a row.
    fn registered(
        &self,
        fields: &Fields<'_>,
        serial: &SerialCell,
        cells: &mut Cells<'_>,
    ) -> Result<(Day, Day), Verdict<CertificateRow>> {
        let (from, to) = (fields.get(self.valid_from), fields.get(self.valid_to));
        if fields.get(self.holder).is_empty() && !serial.is_readable() {
            return Err(furniture::judge(fields, cells, self.holder, "rejected-no-holder", IS_PART));
        }
        // "KT. CỤC TRƯỞNG" in a column of days is no day.
        let is_dayless = |cell: &[u8]| !cell.iter().any(u8::is_ascii_digit);
        if !serial.is_readable() && is_dayless(from) && is_dayless(to) && furniture::may_be(fields) {
            // A name and nothing else may be a group heading or a line below the table.
            match furniture::judge(fields, cells, self.serial, "rejected-no-serial", IS_PART) {
                Verdict::Rejected(_, "rejected-no-serial") if !self.table.is_lone(fields) => {}
                other => return Err(other),
            }
        }
        Ok((cells.day(Column::ValidFrom, from), cells.day(Column::ValidTo, to)))
    }
}

impl Mapping for CertificateMapping {
    type Row = CertificateRow;
    const DAYS: &'static [Column] = &[Column::Birthday, Column::ValidFrom, Column::ValidTo];

    fn read(&self, fields: &Fields<'_>, cells: &mut Cells<'_>) -> Verdict<CertificateRow> {
        let holder = fields.get(self.holder);
        if self.table.repeats(holder) {
            return Verdict::Heading;
        }
        let serial = cells.serial(fields.get(self.serial));
        let days = match self.list {
            ListKind::CaList => self.listed(fields, &serial, cells),
            _ => self.registered(fields, &serial, cells),
        };
        let (valid_from, valid_to) = match days {
            Ok(days) => days,
            Err(verdict) => return verdict,
        };
        let birthday = cells.birthday(fields.get(self.birthday));
        let (unit, parent) = cells.levels(self.levels.map(|level| fields.get(level)));
        let standing = fields.get(self.standing);
        let renewals = fields.get(self.renewals);
        let kind = fields.get(self.kind);
        let position = cells.said(Column::Position, fields.get(self.position));
        let device = cells.said(Column::DeviceSerial, fields.get(self.device));
        Verdict::Row(CertificateRow {
            truth: Truth::default(),
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
            mails: cells.mails(fields.get(self.mail)),
            unit,
            parent,
            position: cells.words.intern(position),
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
            device: device_key(device),
        })
    }

    fn name(row: &mut CertificateRow, names: &[TextId]) {
        row.holder = names[row.holder.index()];
    }

    fn serial(row: &CertificateRow) -> Option<Serial> {
        row.serial.is_readable().then_some(row.serial.hex)
    }

    fn is_bare(row: &CertificateRow) -> bool {
        let has_day = row.valid_from != Day::UNKNOWN || row.valid_to != Day::UNKNOWN;
        let has_person = row.birthday != Birthday::Unknown || !row.identity.is_blank();
        !row.serial.is_readable() && !has_day && !has_person
    }

    fn number(row: &mut CertificateRow) -> &mut u32 {
        &mut row.row
    }

    fn translate(row: &mut CertificateRow, maps: &TextMaps) {
        row.unit = maps.units[row.unit.index()];
        row.parent = maps.units[row.parent.index()];
        row.issuer = maps.words[row.issuer.index()];
        row.position = maps.words[row.position.index()];
    }

    fn place(row: &mut CertificateRow) -> Option<(&mut TextId, &mut TextId)> {
        Some((&mut row.unit, &mut row.parent))
    }

    fn take_state(row: &mut CertificateRow, heading: &str) {
        if row.standing == Standing::Unknown {
            row.standing = values::standing(heading).unwrap_or_default();
        }
    }
}

/// Key of a device's serial: letters and digits only, upper case.
fn device_key(cell: &[u8]) -> Key {
    let regular = |c: &u8| c.is_ascii_digit() || c.is_ascii_uppercase();
    if cell.iter().all(regular) {
        return Key::of(cell);
    }
    let text: Vec<u8> = cell.iter().filter(|c| c.is_ascii_alphanumeric()).map(u8::to_ascii_uppercase).collect();
    Key::of(&text)
}
