//! A case side by side: what each list says of a field, and in which list it is wrong.

use crate::input::Input;
use crate::sources::{Sources, rows_of};
use antin_domain::certificate::HolderKind;
use antin_domain::day::{Birthday, Day};
use antin_domain::finding::Code;
use antin_domain::list::ListKind;
use antin_domain::text::TextId;
use antin_lists::column::Column;
use antin_review::matching::{Holder, own_unit};
use antin_review::{Case, Review};

/// What two lists say differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The finding that says so.
    pub code: Code,
    /// The field; `None`: the number of rows.
    pub field: Option<Column>,
    /// The list to be put right.
    pub wrong: ListKind,
}

/// What a list says of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// As it stood; blank if it says nothing.
    Text(String),
    /// A day.
    Day(Day),
}

impl Shown {
    /// For people.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Shown::Text(text) => text.clone(),
            Shown::Day(day) => day.to_string(),
        }
    }
}

/// A result with the cells of its rows.
pub struct Sides<'a> {
    /// The lists.
    pub input: &'a Input,
    /// What was found.
    pub review: &'a Review,
    /// The cells.
    pub sources: &'a Sources,
}

impl Sides<'_> {
    /// Where the lists of a case differ, by the findings that say so.
    #[must_use]
    pub fn differences(&self, case: &Case) -> Vec<Difference> {
        let mut differences = Vec::new();
        for code in case.findings.iter() {
            let Some((wrong, fields)) = self.fields(case, code) else { continue };
            differences.extend(fields.into_iter().map(|field| Difference { code, field, wrong }));
        }
        differences
    }

    /// The list that a finding says is wrong, and the fields.
    fn fields(&self, case: &Case, code: Code) -> Option<(ListKind, Vec<Option<Column>>)> {
        use Column::{Birthday, DeviceSerial, Email, Holder, IdNumber, Position, Serial, Status, Unit1};
        use ListKind::{CaList, Registry};
        let one = |list, field| Some((list, vec![Some(field)]));
        match code {
            Code::CaDuplicate => Some((CaList, vec![None])),
            Code::RegistryDuplicate => Some((Registry, vec![None])),
            Code::CaStatusStale => one(CaList, Status),
            Code::RegistryStatusStale => one(Registry, Status),
            Code::RegistrySerialUnreadable
            | Code::RegistrySerialSuperseded
            | Code::RegistrySerialDiffers
            | Code::RegistrySerialSpelling => one(Registry, Serial),
            Code::RegistryNameDiffers => one(Registry, Holder),
            Code::RegistryIdDiffers => one(Registry, IdNumber),
            Code::RegistryBirthdayDiffers => one(Registry, Birthday),
            Code::RegistryDeviceDiffers => one(Registry, DeviceSerial),
            Code::RegistryDatesDiffer => Some((Registry, self.dates(case))),
            Code::CertificateUnitRenamed if case.kind != HolderKind::Person => one(CaList, Holder),
            Code::CertificateUnitDiffers | Code::CertificateUnitRenamed => one(CaList, Unit1),
            Code::CertificatePositionDiffers => one(CaList, Position),
            Code::CertificateEmailDiffers => one(CaList, Email),
            Code::CertificateIdDiffers | Code::CertificateIdOld => one(CaList, IdNumber),
            _ => None,
        }
    }

    /// Which of the two days a registry row has wrong.
    fn dates(&self, case: &Case) -> Vec<Option<Column>> {
        let snapshot = &self.input.snapshot;
        let Some(head) = snapshot.ca.get(case.ca as usize) else { return Vec::new() };
        let rows = || self.review.registry_rows(case).iter().map(|&row| &snapshot.registry[row as usize]);
        let mut fields = Vec::new();
        if rows().any(|row| !row.valid_from.near(head.valid_from)) {
            fields.push(Some(Column::ValidFrom));
        }
        if rows().any(|row| !row.valid_to.near(head.valid_to)) {
            fields.push(Some(Column::ValidTo));
        }
        fields
    }

    /// What `list` says of `field`: the values of all rows that the case has there, each once.
    #[must_use]
    pub fn shown(&self, case: &Case, list: ListKind, field: Option<Column>) -> Shown {
        let rows = rows_of(self.input, self.review, case, list);
        let Some(field) = field else {
            return Shown::Text(rows.iter().map(u32::to_string).collect::<Vec<_>>().join(", "));
        };
        let mut values: Vec<Shown> = Vec::new();
        for row in rows {
            let value = self.value(case, list, row, field);
            if !value.text().is_empty() && !values.contains(&value) {
                values.push(value);
            }
        }
        if values.is_empty()
            && list == ListKind::Roster
            && field == Column::Holder
            && case.kind == HolderKind::Organisation
        {
            return Shown::Text(self.present_name(case));
        }
        match values.len() {
            0 => Shown::Text(String::new()),
            1 => values.remove(0),
            _ => Shown::Text(values.iter().map(Shown::text).collect::<Vec<_>>().join("\n")),
        }
    }

    /// What one row says of `field`.
    #[must_use]
    pub fn value(&self, case: &Case, list: ListKind, row: u32, field: Column) -> Shown {
        if field == Column::Unit1 {
            return Shown::Text(self.unit(case, list, row));
        }
        let cell = self.sources.cell(list, row, field);
        let is_day = matches!(field, Column::ValidFrom | Column::ValidTo | Column::Birthday | Column::StatusDate);
        let day = if is_day { Birthday::parse(cell.as_bytes()).and_then(Birthday::day) } else { None };
        match day {
            Some(day) => Shown::Day(day),
            None => Shown::Text(cell.to_owned()),
        }
    }

    /// The deepest unit a row names; with the one above it where the row of another list names the same text.
    fn unit(&self, case: &Case, list: ListKind, row: u32) -> String {
        let units = self.units(case);
        let Some(&(_, _, unit, parent)) = units.iter().find(|(of, at, ..)| (*of, *at) == (list, row)) else {
            return String::new();
        };
        let texts = &self.input.snapshot.dictionary.units;
        let same = units.iter().any(|(of, _, other, above)| *of != list && *other == unit && *above != parent);
        let name = texts.get(unit).into_owned();
        if same && !parent.is_blank() && case.findings.has(Code::CertificateUnitDiffers) {
            format!("{name} ({})", texts.get(parent))
        } else {
            name
        }
    }

    /// Every row of the case with the unit it names and the one above.
    fn units(&self, case: &Case) -> Vec<(ListKind, u32, TextId, TextId)> {
        let snapshot = &self.input.snapshot;
        let ca = self.review.ca_rows(case).iter().map(|&row| {
            let row = &snapshot.ca[row as usize];
            (ListKind::CaList, row.row, row.unit, row.parent)
        });
        let registry = self.review.registry_rows(case).iter().map(|&row| {
            let row = &snapshot.registry[row as usize];
            (ListKind::Registry, row.row, row.unit, row.parent)
        });
        let person = snapshot.people().get(case.person as usize);
        ca.chain(registry).chain(person.map(|row| (ListKind::Roster, row.row, row.unit, row.parent))).collect()
    }

    /// The present name of the unit of an organisation's certificate, as the list of units has it.
    fn present_name(&self, case: &Case) -> String {
        let snapshot = &self.input.snapshot;
        let Some(row) = snapshot.ca.get(case.ca as usize) else { return String::new() };
        let unit = own_unit(snapshot, &self.review.understanding, &Holder::from(row)).unit;
        unit.map(|unit| snapshot.units.unit(snapshot.units.keeper(unit)).name.clone()).unwrap_or_default()
    }
}
