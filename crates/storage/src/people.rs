//! People and the positions they hold and held.

mod memory;

pub(crate) use memory::remove_many;
pub use memory::{as_json, from_json, with_ids};

use crate::codes::Code;
use crate::db::Connection;
use crate::error::{Error, Result};
use crate::page::{Cursor, Page, limited};
use crate::search::{self, Noun, haystack, tokens, words};
use crate::statement::{Condition, Value, bind_all, many, rows_at_once};
use crate::turn::{Change, Upkeep};
use antin_domain::certificate::Employment;
use antin_domain::day::{Birthday, Day};
use antin_domain::id::Id;
use antin_domain::moment::Moment;
use antin_domain::name::order;
use antin_domain::permission::Reach;
use antin_domain::person::{Person, Position};
use std::collections::BTreeSet;

/// A person as a list shows one. The identity number is not in it: see [`get`] and `person::masked`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonLine {
    /// Number.
    pub id: Id,
    /// Full name.
    pub name: String,
    /// Unit of the latest position.
    pub unit: Option<Id>,
    /// Does the person work in the sector?
    pub employment: Employment,
    /// Official e-mail.
    pub email: String,
    sort_key: String,
}

/// Which people a list shows.
#[derive(Clone, Debug, Default)]
pub struct PersonFilter {
    /// What the asker may see at all.
    pub reach: Reach,
    /// Only this unit and everything below it.
    pub unit: Option<Id>,
    /// Only those who stand so.
    pub employment: Option<Employment>,
    /// Words of name, code or e-mail, the last one half typed.
    pub text: String,
}

type PersonRow = (String, Option<String>, Option<i32>, Option<i16>, String, String, i16, Option<i32>, i64);
type PositionRow = (i64, String, Option<i32>, Option<i32>);
type LineRow = (i64, String, Option<i64>, i16, String, String);

const COLUMNS: usize = 14;

/// Adds people with their positions.
///
/// # Errors
/// A number or code is taken, or a unit is not there.
pub async fn insert_many(change: &mut Change, people: &[Person], at: Moment) -> Result<()> {
    for chunk in people.chunks(rows_at_once(COLUMNS)) {
        let head = "INSERT INTO person (id, code, name, sort_key, birth_on, birth_year, id_number, email, employment,
            employment_from, unit_id, search_text, version, updated_us)";
        let text = many(change.engine(), head, COLUMNS, chunk.len(), "");
        on!(change, |c| {
            let mut query = sqlx::query(text);
            for person in chunk {
                query = query
                    .bind(person.id.0)
                    .bind((!person.code.is_empty()).then_some(person.code.as_str()))
                    .bind(person.name.as_str())
                    .bind(order::of_person(&person.name))
                    .bind(person.birthday.day().and_then(Day::number))
                    .bind(birth_year(person))
                    .bind(person.id_number.as_str())
                    .bind(person.email.as_str())
                    .bind(person.employment.code())
                    .bind(person.employment_from.number())
                    .bind(unit_of(person, at).map(|id| id.0))
                    .bind(haystack(&words_of(person)))
                    .bind(1_i64)
                    .bind(at.0);
            }
            query.execute(&mut *c).await.map(drop)
        })?;
    }
    write_positions(change, people).await?;
    let words: Vec<(i64, BTreeSet<String>)> = people.iter().map(|person| (person.id.0, words_of(person))).collect();
    put_words(change, &words).await
}

/// Keeps the words of people, for one word and for several.
async fn put_words(change: &mut Change, words: &[(i64, BTreeSet<String>)]) -> Result<()> {
    let texts: Vec<(i64, String)> = words.iter().map(|(id, words)| (*id, haystack(words))).collect();
    words::put_texts(change, Noun::Person, &texts).await?;
    search::put(change, Noun::Person, words).await
}

/// Writes a person anew, if still at version `seen`; gives the new version.
///
/// # Errors
/// The person was changed meanwhile, or is not there.
pub async fn update(change: &mut Change, person: &Person, seen: i64, at: Moment) -> Result<i64> {
    let (before, _) = get(change, person.id).await?;
    let version: Option<(i64,)> = on!(change, |c| {
        sqlx::query_as(
        "UPDATE person SET code = $1, name = $2, sort_key = $3, birth_on = $4, birth_year = $5, id_number = $6, email = $7,
             employment = $8, employment_from = $9, unit_id = $10, search_text = $11, version = version + 1, updated_us = $12
         WHERE id = $13 AND version = $14 RETURNING version"
    )
    .bind((!person.code.is_empty()).then_some(person.code.as_str()))
    .bind(person.name.as_str())
    .bind(order::of_person(&person.name))
    .bind(person.birthday.day().and_then(Day::number))
    .bind(birth_year(person))
    .bind(person.id_number.as_str())
    .bind(person.email.as_str())
    .bind(person.employment.code())
    .bind(person.employment_from.number())
    .bind(unit_of(person, at).map(|id| id.0))
    .bind(haystack(&words_of(person)))
    .bind(at.0)
    .bind(person.id.0)
    .bind(seen)
    .fetch_optional(&mut *c)
    .await
    })?;
    let Some((version,)) = version else { return Err(Error::Stale { noun: "person", id: person.id.0, seen }) };
    on!(change, |c| sqlx::query("DELETE FROM person_position WHERE person_id = $1")
        .bind(person.id.0)
        .execute(&mut *c)
        .await
        .map(drop))?;
    write_positions(change, std::slice::from_ref(person)).await?;
    let (old, new) = (words_of(&before), words_of(person));
    search::remove(change, Noun::Person, &[(person.id.0, old.difference(&new).cloned().collect())]).await?;
    put_words(change, &[(person.id.0, new)]).await?;
    Ok(version)
}

/// A person with all positions, and the version.
///
/// # Errors
/// There is no such person.
pub async fn get(connection: &mut Connection, id: Id) -> Result<(Person, i64)> {
    let row: Option<PersonRow> = on!(connection, |c| sqlx::query_as(
        "SELECT name, code, birth_on, birth_year, id_number, email, employment, employment_from, version
         FROM person WHERE id = $1"
    )
    .bind(id.0)
    .fetch_optional(&mut *c)
    .await)?;
    let Some(row) = row else {
        return Err(Error::Missing { noun: "person", id: id.to_string() });
    };
    let positions: Vec<PositionRow> = on!(connection, |c| sqlx::query_as(
        "SELECT unit_id, title, from_on, to_on FROM person_position WHERE person_id = $1 ORDER BY place"
    )
    .bind(id.0)
    .fetch_all(&mut *c)
    .await)?;
    person_of_row(id, row, positions)
}

/// A person as the rows have one, with the version.
fn person_of_row(id: Id, row: PersonRow, positions: Vec<PositionRow>) -> Result<(Person, i64)> {
    let (name, code, birth_on, year, id_number, email, employment, employment_from, version) = row;
    let position = |(unit, title, from, to)| Position {
        unit: Id(unit),
        title,
        from: Day::of_number(from),
        to: Day::of_number(to),
    };
    let birthday = match (birth_on, year) {
        (Some(_), _) => Birthday::Day(Day::of_number(birth_on)),
        (None, Some(year)) => Birthday::Year(year),
        (None, None) => Birthday::Unknown,
    };
    let person = Person {
        id,
        code: code.unwrap_or_default(),
        name,
        birthday,
        id_number,
        email,
        employment: Employment::of("person", employment)?,
        employment_from: Day::of_number(employment_from),
        positions: positions.into_iter().map(position).collect(),
    };
    Ok((person, version))
}

/// The people with this identity number (digits only); more than one is a fault of the lists.
///
/// # Errors
/// The database cannot be read.
pub async fn with_id_number(connection: &mut Connection, id_number: &str) -> Result<Vec<Id>> {
    if id_number.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(i64,)> =
        on!(connection, |c| sqlx::query_as("SELECT id FROM person WHERE id_number = $1 ORDER BY id LIMIT 10")
            .bind(id_number)
            .fetch_all(&mut *c)
            .await)?;
    Ok(rows.into_iter().map(|(id,)| Id(id)).collect())
}

/// A page of people, by given name.
///
/// # Errors
/// The database cannot be read.
pub async fn list(
    connection: &mut Connection,
    filter: &PersonFilter,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<Page<PersonLine>> {
    let limit = limited(limit);
    let mut condition = filter.condition(connection).await?;
    if let Some(cursor) = after {
        let key = condition.bind(Value::Text(cursor.key.clone()));
        let id = condition.number(cursor.id);
        condition.and(&format!("(p.sort_key, p.id) > ({key}, {id})"));
    }
    let most = condition.number(limit + 1);
    let text = format!(
        "SELECT p.id, p.name, p.unit_id, p.employment, p.email, p.sort_key FROM person p {}
         ORDER BY p.sort_key, p.id LIMIT {most}",
        condition.where_text()
    );
    let rows: Vec<LineRow> =
        on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
            .fetch_all(&mut *c)
            .await)?;
    let lines = rows.into_iter().map(line).collect::<Result<Vec<PersonLine>>>()?;
    Ok(Page::of(lines, limit, |line| Cursor { key: line.sort_key.clone(), id: line.id.0 }))
}

/// How many people [`list`] would show on all its pages.
///
/// # Errors
/// The database cannot be read.
pub async fn count(connection: &mut Connection, filter: &PersonFilter) -> Result<i64> {
    let condition = filter.condition(connection).await?;
    let text = format!("SELECT count(*) FROM person p {}", condition.where_text());
    let (count,): (i64,) =
        on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
            .fetch_one(&mut *c)
            .await)?;
    Ok(count)
}

impl PersonFilter {
    async fn condition(&self, connection: &mut Connection) -> Result<Condition> {
        let mut condition = Condition::default();
        crate::units::within(&mut condition, &self.reach, self.unit, "p.unit_id", "p.id");
        if let Some(employment) = self.employment {
            let code = condition.number(employment.code());
            condition.and(&format!("p.employment = {code}"));
        }
        let words = words::look(connection, Noun::Person, &self.text).await?;
        let beside_units = self.unit.is_some() || !self.reach.everything;
        words::all_words(&mut condition, connection.engine(), Noun::Person, &words, beside_units);
        Ok(condition)
    }
}

fn line((id, name, unit, employment, email, sort_key): LineRow) -> Result<PersonLine> {
    let employment = Employment::of("person", employment)?;
    Ok(PersonLine { id: Id(id), name, unit: unit.map(Id), employment, email, sort_key })
}

/// Words of name, code and e-mail; not of the identity number, which is asked for by itself.
fn words_of(person: &Person) -> BTreeSet<String> {
    let account = person.email.split('@').next().unwrap_or_default();
    tokens([person.name.as_str(), person.code.as_str(), account])
}

fn birth_year(person: &Person) -> Option<i16> {
    person.birthday.year().and_then(|year| i16::try_from(year).ok())
}

/// The unit of the position held that day, else of the latest one.
fn unit_of(person: &Person, at: Moment) -> Option<Id> {
    let latest = person.positions.iter().max_by_key(|position| position.from);
    person.position_on(at.day()).or(latest).map(|position| position.unit)
}

async fn write_positions(turn: &mut Upkeep, people: &[Person]) -> Result<()> {
    let rows: Vec<(i64, usize, &Position)> = people
        .iter()
        .flat_map(|person| person.positions.iter().enumerate().map(|(place, position)| (person.id.0, place, position)))
        .collect();
    for chunk in rows.chunks(rows_at_once(6)) {
        let head = "INSERT INTO person_position (person_id, place, unit_id, title, from_on, to_on)";
        let text = many(turn.engine(), head, 6, chunk.len(), "");
        on!(turn, |c| {
            let mut query = sqlx::query(text);
            for (person, place, position) in chunk {
                query = query
                    .bind(*person)
                    .bind(*place as i16)
                    .bind(position.unit.0)
                    .bind(position.title.as_str())
                    .bind(position.from.number())
                    .bind(position.to.number());
            }
            query.execute(&mut *c).await.map(drop)
        })?;
    }
    Ok(())
}
