//! People by the thousand, as the JSON by which imports remember them, and taking them out again.

use super::{PositionRow, person_of_row, words_of};
use crate::among;
use crate::codes::Code;
use crate::db::Connection;
use crate::error::{Error, Result};
use crate::search::{self, Noun, words};
use crate::turn::Change;
use antin_domain::certificate::Employment;
use antin_domain::day::{Birthday, Day};
use antin_domain::id::Id;
use antin_domain::person::{Person, Position};
use serde_json::{Value, json};
use std::collections::HashMap;

/// A person as the tables have one, the number first.
type Row = (i64, String, Option<String>, Option<i32>, Option<i16>, String, String, i16, Option<i32>, i64);

/// A position as the table has it: person, unit, title, first and last day.
type HeldRow = (i64, i64, String, Option<i32>, Option<i32>);

/// The people with these numbers, as far as they are there, with their versions; in no order.
///
/// # Errors
/// The database cannot be read.
pub async fn with_ids(connection: &mut Connection, ids: &[Id]) -> Result<Vec<(Person, i64)>> {
    let numbers = among::numbers(ids);
    let text = "SELECT person_id, unit_id, title, from_on, to_on FROM person_position WHERE person_id IN ({keys})
                ORDER BY person_id, place";
    let mut positions: HashMap<i64, Vec<PositionRow>> = HashMap::new();
    for (person, unit, title, from, to) in among::select::<HeldRow, _>(connection, text, &numbers).await? {
        positions.entry(person).or_default().push((unit, title, from, to));
    }
    let text = "SELECT id, name, code, birth_on, birth_year, id_number, email, employment, employment_from, version
                FROM person WHERE id IN ({keys})";
    let mut people = Vec::with_capacity(ids.len());
    for row in among::select::<Row, _>(connection, text, &numbers).await? {
        let (id, name, code, birth_on, year, id_number, email, employment, employment_from, version) = row;
        let held = positions.remove(&id).unwrap_or_default();
        let row = (name, code, birth_on, year, id_number, email, employment, employment_from, version);
        people.push(person_of_row(Id(id), row, held)?);
    }
    Ok(people)
}

/// What imports remember of a person: all of it. Days are day numbers, states the numbers of the rows.
#[must_use]
pub fn as_json(person: &Person) -> Value {
    let position = |held: &Position| json!([held.unit.0, held.title, held.from.number(), held.to.number()]);
    let year = match person.birthday {
        Birthday::Year(year) => Some(year),
        _ => None,
    };
    json!({
        "code": person.code,
        "name": person.name,
        "birth_on": person.birthday.day().and_then(Day::number),
        "birth_year": year,
        "id_number": person.id_number,
        "email": person.email,
        "employment": person.employment.code(),
        "employment_from": person.employment_from.number(),
        "positions": person.positions.iter().map(position).collect::<Vec<_>>(),
    })
}

/// The person with number `id` as [`as_json`] remembered one.
///
/// # Errors
/// The memory is not one of a person.
pub fn from_json(id: Id, value: &Value) -> Result<Person> {
    let read = || -> Option<Person> {
        let text = |name: &str| value[name].as_str().map(str::to_owned);
        let number = |value: &Value| value.as_i64().and_then(|n| i32::try_from(n).ok());
        let day = |value: &Value| Day::of_number(number(value));
        let birthday = match (number(&value["birth_on"]), value["birth_year"].as_i64()) {
            (Some(day), _) => Birthday::Day(Day::of_number(Some(day))),
            (None, Some(year)) => Birthday::Year(i16::try_from(year).ok()?),
            (None, None) => Birthday::Unknown,
        };
        let position = |value: &Value| {
            let (unit, title) = (Id(value[0].as_i64()?), value[1].as_str()?.to_owned());
            Some(Position { unit, title, from: day(&value[2]), to: day(&value[3]) })
        };
        let employment = i16::try_from(value["employment"].as_i64()?).ok()?;
        Some(Person {
            id,
            code: text("code")?,
            name: text("name")?,
            birthday,
            id_number: text("id_number")?,
            email: text("email")?,
            employment: Employment::of("memory", employment).ok()?,
            employment_from: day(&value["employment_from"]),
            positions: value["positions"].as_array()?.iter().map(position).collect::<Option<_>>()?,
        })
    };
    read().ok_or_else(|| Error::Damaged { table: "import_change", column: "before", value: "a person".into() })
}

/// Takes people, their positions and their words out of the registry.
///
/// # Errors
/// Something else names one of them.
pub(crate) async fn remove_many(change: &mut Change, people: &[Person]) -> Result<()> {
    let words: Vec<_> = people.iter().map(|person| (person.id.0, words_of(person))).collect();
    search::remove(change, Noun::Person, &words).await?;
    let ids: Vec<i64> = people.iter().map(|person| person.id.0).collect();
    words::remove_texts(change, Noun::Person, &ids).await?;
    for text in ["DELETE FROM person_position WHERE person_id IN ({keys})", "DELETE FROM person WHERE id IN ({keys})"] {
        among::execute(change, text, &ids).await?;
    }
    Ok(())
}
