//! Which unit and which person of the registry a row speaks of.

use super::entry::{CertificateEntry, PersonEntry};
use crate::error::AppError;
use crate::register::Said;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::name::fold;
use antin_domain::person::Person;
use antin_domain::row::UnitRow;
use antin_domain::unit::Directory;
use antin_storage::known::{PersonKey, people_with};
use antin_storage::{Connection, people, units};
use std::collections::{BTreeSet, HashMap};

/// The units of the registry, found by the names that lists write.
pub(crate) struct Units {
    directory: Directory,
    ids: HashMap<String, Id>,
    /// The topmost unit: what names no unit stands there until somebody says better.
    pub(crate) top: Option<Id>,
}

impl Units {
    /// Reads all units, as their names were on `today`.
    pub(crate) async fn read(connection: &mut Connection, today: Day) -> Result<Units, AppError> {
        let all = units::all(connection).await?;
        let codes: HashMap<Id, String> = all.iter().map(|unit| (unit.id, unit.code.clone())).collect();
        let rows: Vec<UnitRow> = all.iter().flat_map(|unit| unit.rows(|id| codes.get(&id).cloned())).collect();
        Ok(Units {
            directory: Directory::new(&rows, today),
            ids: all.iter().map(|unit| (unit.code.clone(), unit.id)).collect(),
            top: all.iter().find(|unit| unit.parent.is_none()).map(|unit| unit.id),
        })
    }

    /// The unit that a row names: its deepest level that is known.
    pub(crate) fn of(&self, (unit, parent): &(String, String)) -> Option<Id> {
        let above = self.directory.resolve(parent, None).unit;
        let found = self.directory.resolve(unit, above).unit.or(above)?;
        // A unit that ended gave its people to the one that took over.
        let keeper = self.directory.keeper(found);
        self.ids.get(&self.directory.unit(keeper).code).copied()
    }
}

/// People of the registry by what rows say of them.
#[derive(Default)]
pub(super) struct People {
    by_code: HashMap<String, Vec<Id>>,
    by_id_number: HashMap<String, Vec<Id>>,
    by_email: HashMap<String, Vec<Id>>,
    /// Everybody who was found by anything.
    found: HashMap<Id, (Person, i64)>,
}

impl People {
    /// Those that rows of a roster speak of.
    pub(super) async fn of_roster(connection: &mut Connection, rows: &[PersonEntry]) -> Result<People, AppError> {
        let of = |text: fn(&PersonEntry) -> &String| distinct(rows.iter().map(text));
        let (codes, numbers, emails) = (of(|row| &row.code), of(|row| &row.id_number), of(|row| &row.email));
        People::read(connection, &codes, &numbers, &emails).await
    }

    /// Those that rows about certificates speak of.
    pub(super) async fn of_certificates(
        connection: &mut Connection,
        rows: &[CertificateEntry],
    ) -> Result<People, AppError> {
        let numbers = distinct(rows.iter().map(|row| &row.id_number));
        let emails = distinct(rows.iter().map(|row| &row.email));
        People::read(connection, &[], &numbers, &emails).await
    }

    /// Those that certificates themselves speak of.
    pub(super) async fn of_bundle(connection: &mut Connection, rows: &[Said]) -> Result<People, AppError> {
        let emails = distinct(rows.iter().map(|said| &said.email));
        People::read(connection, &[], &[], &emails).await
    }

    async fn read(
        connection: &mut Connection,
        codes: &[String],
        numbers: &[String],
        emails: &[String],
    ) -> Result<People, AppError> {
        let mut all = People {
            by_code: people_with(connection, PersonKey::Code, codes).await?,
            by_id_number: people_with(connection, PersonKey::IdNumber, numbers).await?,
            by_email: people_with(connection, PersonKey::Email, emails).await?,
            found: HashMap::new(),
        };
        let lists = [&all.by_code, &all.by_id_number, &all.by_email];
        let ids: BTreeSet<Id> = lists.iter().flat_map(|list| list.values().flatten().copied()).collect();
        let ids: Vec<Id> = ids.into_iter().collect();
        let found = people::with_ids(connection, &ids).await?.into_iter();
        all.found = found.map(|(person, version)| (person.id, (person, version))).collect();
        Ok(all)
    }

    /// The person of a row of the roster: by staff number, else by identity number, else by e-mail and name.
    pub(super) fn of_person(&self, row: &PersonEntry) -> Option<&(Person, i64)> {
        let named = |id: &Id| self.found.get(id).is_some_and(|(person, _)| fold(&person.name) == fold(&row.name));
        only(self.by_code.get(&row.code), |_| true)
            .or_else(|| only(self.by_id_number.get(&row.id_number), |_| true))
            .or_else(|| only(self.by_email.get(&row.email), named))
            .and_then(|id| self.found.get(&id))
    }

    /// The holder of a certificate: by identity number or e-mail, and the name must not say otherwise.
    pub(super) fn of_holder(&self, row: &CertificateEntry) -> Option<&Person> {
        let named = |id: &Id| self.found.get(id).is_some_and(|(person, _)| fits(&person.name, &row.holder));
        only(self.by_id_number.get(&row.id_number), named)
            .or_else(|| only(self.by_email.get(&row.email), named))
            .and_then(|id| self.found.get(&id))
            .map(|(person, _)| person)
    }
}

impl People {
    /// The holder of a certificate itself: the only one with its e-mail, and of the same name.
    pub(super) fn of_said(&self, said: &Said) -> Option<&Person> {
        let named = |id: &Id| self.found.get(id).is_some_and(|(person, _)| fold(&person.name) == fold(&said.holder));
        let id = only(self.by_email.get(&said.email), named)?;
        self.found.get(&id).map(|(person, _)| person)
    }
}

/// Do two names speak of one person? Position and unit may stand behind the name, accents may be missing.
fn fits(one: &str, other: &str) -> bool {
    let (one, other) = (fold(one), fold(other));
    one == other || one.contains(&other) || other.contains(&one)
}

/// The only one that fits; none where there are several.
fn only(ids: Option<&Vec<Id>>, fits: impl Fn(&Id) -> bool) -> Option<Id> {
    let mut fitting = ids?.iter().filter(|id| fits(id));
    let first = fitting.next()?;
    fitting.next().is_none().then_some(*first)
}

fn distinct<'a>(texts: impl Iterator<Item = &'a String>) -> Vec<String> {
    let distinct: BTreeSet<&String> = texts.filter(|text| !text.is_empty()).collect();
    distinct.into_iter().cloned().collect()
}
