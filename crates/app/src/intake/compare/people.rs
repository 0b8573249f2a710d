//! A roster compared with the people of the registry.

use super::{AT_ONCE, Differing, Planner, What};
use crate::error::AppError;
use crate::intake::entry::PersonEntry;
use crate::intake::link::{People, Units};
use antin_domain::certificate::Employment;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::person::{Person, Position};
use antin_storage::imports::ImportChange;
use antin_storage::people;
use antin_storage::search::Noun;
use std::collections::HashSet;

pub(super) async fn compare(
    planner: &mut Planner<'_>,
    connection: &mut super::Connection,
    rows: &[PersonEntry],
) -> Result<(), AppError> {
    let today = planner.context.today();
    let units = Units::read(connection, today).await?;
    let (mut seen, mut new_codes) = (HashSet::new(), HashSet::new());
    for (place, chunk) in rows.chunks(AT_ONCE).enumerate() {
        planner.desk.at(place * AT_ONCE, rows.len());
        let people = People::of_roster(connection, chunk).await?;
        for row in chunk {
            let unit = units.of(&row.unit);
            planner.plan.without_unit += usize::from(unit.is_none());
            let Some(unit) = unit.or(units.top) else {
                return Err(AppError::Unusable(Message::new("intake-units-first")));
            };
            let before = people.of_person(row).map(|(person, _)| person);
            // A list that names somebody twice is believed the first time.
            let is_twice = match before {
                Some(before) => !seen.insert(before.id),
                None => !row.code.is_empty() && !new_codes.insert(row.code.clone()),
            };
            if is_twice {
                planner.plan.same += 1;
                continue;
            }
            let person = person(row, unit, before, today, || planner.fresh())?;
            if before == Some(&person) {
                planner.plan.same += 1;
                continue;
            }
            let change = ImportChange {
                noun: Noun::Person,
                object: person.id,
                before: before.map(|before| people::as_json(before).to_string()),
                after: people::as_json(&person).to_string(),
            };
            let what = if before.is_some() { What::Changed } else { What::New };
            let fields = || before.map(|before| differing(before, &person)).unwrap_or_default();
            planner.add(what, || person.name.clone(), fields, change).await?;
        }
    }
    Ok(())
}

/// The person as a row has it; what the row does not say stays as it was.
fn person(
    row: &PersonEntry,
    unit: Id,
    before: Option<&Person>,
    today: Day,
    fresh: impl FnOnce() -> Result<Id, AppError>,
) -> Result<Person, AppError> {
    let mut person = match before {
        Some(person) => person.clone(),
        None => Person {
            id: fresh()?,
            code: String::new(),
            name: String::new(),
            birthday: Default::default(),
            id_number: String::new(),
            email: String::new(),
            employment: Employment::Active,
            employment_from: Day::UNKNOWN,
            positions: Vec::new(),
        },
    };
    let put = |to: &mut String, from: &String| {
        if !from.is_empty() {
            to.clone_from(from);
        }
    };
    put(&mut person.code, &row.code);
    put(&mut person.name, &row.name);
    put(&mut person.id_number, &row.id_number);
    put(&mut person.email, &row.email);
    if row.birthday != Default::default() {
        person.birthday = row.birthday;
    }
    person.employment = row.employment;
    person.employment_from = row.since;
    let same =
        person.positions.iter().any(|held| held.unit == unit && held.title == row.position && held.holds_on(today));
    if !same {
        // What was held until yesterday is over; the first position of somebody new has no first day.
        let is_first = person.positions.is_empty();
        for held in person.positions.iter_mut().filter(|held| !held.to.is_known()) {
            held.to = today.plus(-1);
        }
        let from = if is_first { Day::UNKNOWN } else { today };
        person.positions.push(Position { unit, title: row.position.clone(), from, to: Day::UNKNOWN });
    }
    Ok(person)
}

fn differing(before: &Person, after: &Person) -> Differing {
    let title = |person: &Person| person.positions.last().map(|held| held.title.clone()).unwrap_or_default();
    let mut fields = vec![
        ("page-holder", before.name.clone(), after.name.clone()),
        ("page-email", before.email.clone(), after.email.clone()),
        ("page-position", title(before), title(after)),
    ];
    fields.retain(|(_, before, after)| before != after);
    fields
}
