//! The cells of one case in the sheet of its action.

use super::Book;
use super::field::Field;
use super::paper::Cell;
use crate::cases::{beside, due, named};
use crate::sides::{Difference, Shown};
use crate::sources::{LISTS, rows_of};
use antin_domain::action::Action;
use antin_domain::day::{Birthday, Day};
use antin_domain::finding::{Code, Findings};
use antin_domain::identity::Identity;
use antin_domain::list::ListKind;
use antin_domain::message::Message;
use antin_lists::column::Column;
use antin_review::Case;
use antin_review::matching::PersonLink;

/// One case in its sheet.
pub struct Line<'a> {
    /// The result.
    pub book: &'a Book<'a>,
    /// The case.
    pub case: &'a Case,
    /// Its number in `cases.csv`.
    pub number: usize,
    /// The unit it is counted under.
    pub unit: &'a str,
}

/// Who is asked first about the certificate, and about the person.
const OF_CERTIFICATE: [ListKind; 2] = [ListKind::CaList, ListKind::Registry];
const OF_PERSON: [ListKind; 3] = [ListKind::Roster, ListKind::CaList, ListKind::Registry];

impl Line<'_> {
    /// What stands in the column `field`; `ordinal` is the running number in the sheet.
    #[must_use]
    pub fn cell(&self, field: Field, ordinal: usize) -> Cell {
        match field {
            Field::Ordinal => Cell::Number(ordinal),
            Field::Case => Cell::Number(self.number),
            Field::Name => Cell::Text(String::from_utf8_lossy(self.named().holder).into_owned()),
            Field::Unit => Cell::Text(self.unit.to_owned()),
            Field::Serial => Cell::Text(self.serial()),
            Field::WrittenSerial => self.shown(ListKind::Registry, Column::Serial),
            Field::Mail => self.first(&OF_CERTIFICATE, Column::Email),
            Field::Device => self.first(&OF_CERTIFICATE, Column::DeviceSerial),
            Field::DeviceKind => self.first(&OF_CERTIFICATE, Column::DeviceKind),
            Field::OfficialMail => self.first(&OF_PERSON, Column::Email),
            Field::Phone => self.first(&OF_PERSON, Column::Phone),
            Field::Province => self.first(&OF_PERSON, Column::Province),
            Field::Position => self.first(&OF_PERSON, Column::Position),
            Field::Level1 => self.level(Column::Unit1),
            Field::Level2 => self.level(Column::Unit2),
            Field::Level3 => self.level(Column::Unit3),
            Field::Level4 => self.level(Column::Unit4),
            Field::Birthday => self.birthday().day().map_or_else(|| self.birth_year(), Cell::Day),
            Field::BirthdayText => match self.birthday().day() {
                Some(day) => Cell::Text(day.to_string()),
                None => self.birth_year(),
            },
            Field::Identity => self.identity(),
            Field::OldSerial => Cell::Text(self.serial()),
            Field::From => Cell::Day(self.days().0),
            Field::Until => Cell::Day(self.days().1),
            Field::Due => Cell::Day(due(&self.book.input.snapshot, self.case, self.named().until)),
            Field::CaStatus => self.status(ListKind::CaList),
            Field::RegistryStatus => self.status(ListKind::Registry),
            Field::CaRows => self.rows(ListKind::CaList),
            Field::RegistryRows => self.rows(ListKind::Registry),
            Field::RosterRows => self.rows(ListKind::Roster),
            Field::Reason => self.because(|action| matches!(action, Action::Revoke | Action::RevokeAndReissue)),
            Field::Question => self.because(|action| matches!(action, Action::Verify | Action::Revoke)),
            Field::Update => self.because(|action| action == Action::ReportToCa),
            Field::Why => self.because(|_| true),
            Field::Request => Cell::Text(self.request()),
            Field::NewInformation => Cell::Text(self.new_information()),
            Field::Corrections => Cell::Text(self.corrections()),
            Field::Documents => Cell::Text(self.book.documents.of(self.book, self.case)),
            Field::Findings => Cell::Text(self.findings()),
            Field::Link => Cell::Text(self.link()),
            Field::Answer | Field::IssuedAt | Field::IssuedOn | Field::Network | Field::Ported => Cell::Blank,
        }
    }

    fn named(&self) -> crate::cases::Named<'_> {
        named(&self.book.input.snapshot, self.case)
    }

    /// Canonical; as it stands where it cannot be read.
    fn serial(&self) -> String {
        let serial = self.named().serial;
        if serial.is_none() {
            self.book.sides.shown(self.case, ListKind::Registry, Some(Column::Serial)).text()
        } else {
            serial.to_string()
        }
    }

    fn shown(&self, list: ListKind, column: Column) -> Cell {
        match self.book.sides.shown(self.case, list, Some(column)) {
            Shown::Text(text) => Cell::Text(text),
            Shown::Day(day) => Cell::Day(day),
        }
    }

    /// What the first of `lists` says that says anything.
    fn first(&self, lists: &[ListKind], column: Column) -> Cell {
        let mut cells = lists.iter().map(|&list| self.shown(list, column));
        cells.find(|cell| *cell != Cell::Text(String::new())).unwrap_or(Cell::Blank)
    }

    /// The state a list writes; that the list lacks the certificate is said, not left blank.
    fn status(&self, list: ListKind) -> Cell {
        if rows_of(self.book.input, self.book.review, self.case, list).is_empty() {
            return Cell::Text(self.book.phrases.absent.clone());
        }
        self.shown(list, Column::Status)
    }

    /// A level of the unit as the CA's list has it: the form names them all.
    fn level(&self, column: Column) -> Cell {
        let snapshot = &self.book.input.snapshot;
        let Some(row) = snapshot.ca.get(self.case.ca as usize) else { return Cell::Blank };
        let cell = self.book.sides.sources.cell(ListKind::CaList, row.row, column);
        // A unit that comes from a heading inside the table stands in no cell of the row.
        let all = [Column::Unit1, Column::Unit2, Column::Unit3, Column::Unit4];
        let is_blank =
            all.iter().all(|&level| self.book.sides.sources.cell(ListKind::CaList, row.row, level).is_empty());
        if is_blank && column == Column::Unit1 {
            return Cell::Text(snapshot.dictionary.units.get(row.unit).into_owned());
        }
        Cell::Text(cell.to_owned())
    }

    fn days(&self) -> (Day, Day) {
        let snapshot = &self.book.input.snapshot;
        match (snapshot.ca.get(self.case.ca as usize), snapshot.registry.get(self.case.registry as usize)) {
            (Some(row), _) => (row.valid_from, row.valid_to),
            (None, Some(row)) => (row.valid_from, row.valid_to),
            (None, None) => (Day::UNKNOWN, Day::UNKNOWN),
        }
    }

    /// The whole day of the first list that has one.
    fn birthday(&self) -> Birthday {
        let snapshot = &self.book.input.snapshot;
        let all = [
            snapshot.people().get(self.case.person as usize).map(|row| row.birthday),
            snapshot.ca.get(self.case.ca as usize).map(|row| row.birthday),
            snapshot.registry.get(self.case.registry as usize).map(|row| row.birthday),
        ];
        let known = || all.iter().flatten().copied();
        known()
            .find(|birthday| birthday.day().is_some())
            .or_else(|| known().find(|b| b.year().is_some()))
            .unwrap_or_default()
    }

    fn birth_year(&self) -> Cell {
        self.birthday().year().map_or(Cell::Blank, |year| Cell::Text(year.to_string()))
    }

    /// The CCCD with its leading zeros, else the old number, else the cell as it stands.
    fn identity(&self) -> Cell {
        let snapshot = &self.book.input.snapshot;
        let all = [
            snapshot.people().get(self.case.person as usize).map(|row| row.identity),
            snapshot.ca.get(self.case.ca as usize).map(|row| row.identity),
            snapshot.registry.get(self.case.registry as usize).map(|row| row.identity),
        ];
        let number = |pick: fn(&Identity) -> u64| all.iter().flatten().map(pick).find(|number| *number != 0);
        if let Some(cccd) = number(|identity| identity.cccd) {
            return Cell::Text(format!("{cccd:012}"));
        }
        match number(|identity| u64::from(identity.cmnd)) {
            Some(cmnd) => Cell::Text(format!("{cmnd:09}")),
            None => self.first(&OF_PERSON, Column::IdNumber),
        }
    }

    fn rows(&self, list: ListKind) -> Cell {
        match rows_of(self.book.input, self.book.review, self.case, list)[..] {
            [] => Cell::Blank,
            [row] => Cell::Number(row as usize),
            _ => self.book.sides.shown(self.case, list, None).into(),
        }
    }

    /// The sentences of the findings that ask for one of the wanted actions, and of a weak link.
    fn because(&self, wanted: impl Fn(Action) -> bool) -> Cell {
        let mut findings = Findings::default();
        self.case.findings.iter().filter(|code| wanted(code.action())).for_each(|code| findings.add(code));
        let mut text = Vec::new();
        let beside = beside(&self.book.input.snapshot, self.book.review, self.case);
        self.book.explanations.write(&mut text, findings, self.named().until, self.case.days_left, beside);
        Cell::Text(String::from_utf8_lossy(&text).into_owned())
    }

    fn differences(&self, wrong: ListKind) -> Vec<Difference> {
        let mut all = self.book.sides.differences(self.case);
        all.retain(|difference| difference.wrong == wrong && difference.field.is_some());
        all
    }

    /// What the certificate says otherwise than the roster.
    fn changes(&self) -> Vec<Difference> {
        let mut all = self.differences(ListKind::CaList);
        all.retain(|difference| difference.code.action() == Action::ChangeInfo);
        all
    }

    /// What is asked of the CA: renewal, or a change and of what.
    fn request(&self) -> String {
        let changes: Vec<String> =
            self.changes().iter().filter_map(|d| d.field).map(|field| self.book.field_name(field)).collect();
        let change = || self.book.say(Message::new("workbook-request-change").with("fields", changes.join(", ")));
        match (self.case.action, changes.is_empty()) {
            (Action::Renew, true) => self.book.phrases.renew.clone(),
            (Action::Renew, false) => format!("{}; {}", self.book.phrases.renew, change()),
            _ => change(),
        }
    }

    /// What the certificate shall say, one line for each field.
    fn new_information(&self) -> String {
        let line = |difference: &Difference| {
            let field = difference.field?;
            let value = self.right(difference, field);
            Some(format!("{}: {value}", self.book.field_name(field)))
        };
        self.changes().iter().filter_map(line).collect::<Vec<_>>().join("\n")
    }

    /// What the registry says and shall say, one line for each field.
    fn corrections(&self) -> String {
        let line = |difference: &Difference| {
            let field = difference.field?;
            let wrong = self.book.sides.shown(self.case, ListKind::Registry, Some(field)).text();
            let wrong = if wrong.is_empty() { "–".to_owned() } else { wrong.replace('\n', " | ") };
            Some(format!("{}: {wrong} → {}", self.book.field_name(field), self.right(difference, field)))
        };
        let mut lines: Vec<String> = self.differences(ListKind::Registry).iter().filter_map(line).collect();
        if self.case.findings.has(Code::RegistryDuplicate) {
            let rows = self.book.sides.shown(self.case, ListKind::Registry, None).text();
            lines.push(self.book.say(Message::new("workbook-keep-one").with("rows", rows)));
        }
        lines.join("\n")
    }

    /// What a field shall be.
    fn right(&self, difference: &Difference, field: Column) -> String {
        if field == Column::Serial {
            return self.serial();
        }
        if field == Column::IdNumber
            && let Cell::Text(number) = self.identity()
        {
            return number;
        }
        if let Some(text) = self.at_hand(field) {
            return text;
        }
        let from = match (difference.wrong, field) {
            (ListKind::Registry, Column::Birthday) | (ListKind::CaList, _) => ListKind::Roster,
            _ => ListKind::CaList,
        };
        self.book.sides.shown(self.case, from, Some(field)).text()
    }

    /// What the certificate itself says, where no row of the CA's list does.
    fn at_hand(&self, field: Column) -> Option<String> {
        let snapshot = &self.book.input.snapshot;
        let row = snapshot.registry.get(self.case.registry as usize).filter(|_| self.case.at_hand)?;
        let certificate = snapshot.at_hand(row)?;
        match field {
            Column::Holder => Some(certificate.holder.clone()),
            Column::ValidFrom => Some(certificate.valid_from.to_string()),
            Column::ValidTo => Some(certificate.valid_to.to_string()),
            _ => None,
        }
    }

    fn findings(&self) -> String {
        let titles = self.case.findings.iter().map(|code| self.book.phrases.findings[code as usize].as_str());
        titles.collect::<Vec<_>>().join("; ")
    }

    /// The weakest link of the case: its rule and what it rests on.
    fn link(&self) -> String {
        let links = &self.book.review.matching;
        let of_registry = self.book.review.registry_rows(self.case).iter().filter_map(|&row| links.registry.by(row));
        let of_person = match links.people.links.get(self.case.number as usize) {
            Some(PersonLink::Person(_, by)) => Some(*by),
            _ => None,
        };
        match of_registry.chain(of_person).max() {
            Some(by) => format!("{}: {}", by.rule(), self.book.phrases.links[by as usize]),
            None => String::new(),
        }
    }
}

impl From<Shown> for Cell {
    fn from(shown: Shown) -> Cell {
        match shown {
            Shown::Text(text) => Cell::Text(text),
            Shown::Day(day) => Cell::Day(day),
        }
    }
}

/// The columns that the sheets need of the lists.
pub const COLUMNS: [Column; 17] = [
    Column::Serial,
    Column::Holder,
    Column::IdNumber,
    Column::Birthday,
    Column::Email,
    Column::Unit1,
    Column::Unit2,
    Column::Unit3,
    Column::Unit4,
    Column::Position,
    Column::Province,
    Column::ValidFrom,
    Column::ValidTo,
    Column::Status,
    Column::DeviceKind,
    Column::DeviceSerial,
    Column::Phone,
];

/// Short names of the lists, in the order of [`LISTS`].
pub const LIST_KEYS: [&str; LISTS.len()] = ["workbook-list-ca-list", "workbook-list-registry", "workbook-list-roster"];
