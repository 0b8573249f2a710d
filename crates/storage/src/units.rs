//! Units: dated names, parents, successors, and the table of everything below everything.

mod memory;

pub(crate) use memory::remove_many;
pub use memory::{as_json, from_json};

use crate::among;
use crate::certificates::tally;
use crate::db::Connection;
use crate::error::{Error, Result};
use crate::page::{Cursor, Page, limited};
use crate::search::{self, Noun, tokens};
use crate::turn::{Change, Upkeep};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::moment::Moment;
use antin_domain::name::order;
use antin_domain::permission::Reach;
use antin_domain::unit::dated::{DatedName, DatedUnit};
use std::collections::BTreeMap;

/// A unit as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitLine {
    /// Number.
    pub id: Id,
    /// Code.
    pub code: String,
    /// Present (or last) name.
    pub name: String,
    /// The unit above.
    pub parent: Option<Id>,
    /// Last day, if it has come to an end.
    pub ended: Option<Day>,
    /// Is anything below it?
    pub has_children: bool,
}

type LineRow = (i64, String, String, Option<i64>, Option<i32>, String, i64);
type NameRow = (i64, String, Option<i32>, Option<i32>);

/// Adds units; one whose parent is among them stands behind it.
///
/// # Errors
/// A code is taken, or a parent is not there.
pub async fn insert_many(change: &mut Change, units: &[DatedUnit], at: Moment) -> Result<()> {
    let mut words = Vec::with_capacity(units.len());
    for unit in units {
        let name = unit.name_on(at.day());
        on!(change, |c| sqlx::query(
            "INSERT INTO unit (id, code, parent_id, name, sort_key, ended_on, version, updated_us)
             VALUES ($1, $2, $3, $4, $5, $6, 1, $7)"
        )
        .bind(unit.id.0)
        .bind(unit.code.as_str())
        .bind(unit.parent.map(|id| id.0))
        .bind(name)
        .bind(order::of_text(name))
        .bind(unit.ended().and_then(Day::number))
        .bind(at.0)
        .execute(&mut *c)
        .await
        .map(drop))?;
        write_names(change, unit).await?;
        hang_below(change, unit.id, unit.parent).await?;
        words.push((unit.id.0, words_of(unit)));
    }
    for unit in units {
        write_successors(change, unit.id, &unit.successors).await?;
    }
    search::put(change, Noun::Unit, &words).await
}

/// Writes a unit anew, if it is still at version `seen`; gives the new version.
///
/// # Errors
/// It was changed meanwhile, or it would come to stand below itself.
pub async fn update(change: &mut Change, unit: &DatedUnit, seen: i64, at: Moment) -> Result<i64> {
    let (before, _) = get(change, unit.id).await?;
    let moves = if before.parent == unit.parent { Vec::new() } else { vec![unit.id.0] };
    let moves = tally::Moves::of(change, moves).await?;
    let version = write(change, &before, unit, seen, at).await?;
    moves.write(change).await?;
    Ok(version)
}

/// One unit of an act that writes many.
#[derive(Clone, Debug)]
pub enum Writing {
    /// It begins.
    New(DatedUnit),
    /// It is written anew.
    Changed(DatedUnit),
}

impl Writing {
    /// The unit as it is afterwards.
    #[must_use]
    pub fn unit(&self) -> &DatedUnit {
        match self {
            Writing::New(unit) | Writing::Changed(unit) => unit,
        }
    }
}

/// Writes units in one act, in this order: those above come before those below, as they stand afterwards, so that no unit
/// comes to stand below itself on the way. Who takes over from one may come later than the unit itself.
///
/// # Errors
/// A code is taken, or a unit is not there.
pub async fn write_many(change: &mut Change, writings: &[Writing], at: Moment) -> Result<()> {
    let moving = moving(change, writings).await?;
    let moves = tally::Moves::of(change, moving).await?;
    for writing in writings {
        match writing {
            Writing::New(unit) => {
                insert_many(change, &[DatedUnit { successors: Vec::new(), ..unit.clone() }], at).await?;
            }
            Writing::Changed(unit) => {
                let (before, seen) = get(change, unit.id).await?;
                let unit = DatedUnit { successors: before.successors.clone(), ..unit.clone() };
                write(change, &before, &unit, seen, at).await?;
            }
        }
    }
    for writing in writings {
        let unit = writing.unit();
        set_successors(change, unit.id, &unit.successors).await?;
    }
    moves.write(change).await
}

/// Those of the units that come to stand below another one.
async fn moving(change: &mut Change, writings: &[Writing]) -> Result<Vec<i64>> {
    let wanted = writings.iter().filter_map(|writing| match writing {
        Writing::New(_) => None,
        Writing::Changed(unit) => Some((unit.id.0, unit.parent.map(|id| id.0))),
    });
    let wanted: BTreeMap<i64, Option<i64>> = wanted.collect();
    let ids: Vec<i64> = wanted.keys().copied().collect();
    let text = "SELECT id, parent_id FROM unit WHERE id IN ({keys})";
    let rows: Vec<(i64, Option<i64>)> = among::select(change, text, &ids).await?;
    Ok(rows.into_iter().filter(|(id, parent)| wanted.get(id) != Some(parent)).map(|(id, _)| id).collect())
}

/// Writes a unit anew where it shall stand; the tallies are the caller's.
async fn write(change: &mut Change, before: &DatedUnit, unit: &DatedUnit, seen: i64, at: Moment) -> Result<i64> {
    if let Some(parent) = unit.parent
        && path(change, parent).await?.contains(&unit.id)
    {
        return Err(Error::Circle { id: unit.id.0, parent: parent.0 });
    }
    let name = unit.name_on(at.day());
    let version: Option<(i64,)> = on!(change, |c| sqlx::query_as(
        "UPDATE unit SET code = $1, parent_id = $2, name = $3, sort_key = $4, ended_on = $5, version = version + 1,
             updated_us = $6 WHERE id = $7 AND version = $8 RETURNING version"
    )
    .bind(unit.code.as_str())
    .bind(unit.parent.map(|id| id.0))
    .bind(name)
    .bind(order::of_text(name))
    .bind(unit.ended().and_then(Day::number))
    .bind(at.0)
    .bind(unit.id.0)
    .bind(seen)
    .fetch_optional(&mut *c)
    .await)?;
    let Some((version,)) = version else { return Err(Error::Stale { noun: "unit", id: unit.id.0, seen }) };
    for text in ["DELETE FROM unit_name WHERE unit_id = $1", "DELETE FROM unit_successor WHERE unit_id = $1"] {
        on!(change, |c| sqlx::query(text).bind(unit.id.0).execute(&mut *c).await.map(drop))?;
    }
    write_names(change, unit).await?;
    write_successors(change, unit.id, &unit.successors).await?;
    if before.parent != unit.parent {
        move_below(change, unit.id, unit.parent).await?;
    }
    search::remove(change, Noun::Unit, &[(unit.id.0, words_of(before))]).await?;
    search::put(change, Noun::Unit, &[(unit.id.0, words_of(unit))]).await?;
    Ok(version)
}

/// Says anew which units took over from one; for lists, in which they may come later than the unit itself.
///
/// # Errors
/// One of them is not there.
pub async fn set_successors(change: &mut Change, id: Id, successors: &[Id]) -> Result<()> {
    on!(change, |c| sqlx::query("DELETE FROM unit_successor WHERE unit_id = $1")
        .bind(id.0)
        .execute(&mut *c)
        .await
        .map(drop))?;
    write_successors(change, id, successors).await
}

/// A unit with everything that was ever true of it, and its version.
///
/// # Errors
/// There is no such unit.
pub async fn get(connection: &mut Connection, id: Id) -> Result<(DatedUnit, i64)> {
    let row: Option<(String, Option<i64>, i64)> =
        on!(connection, |c| sqlx::query_as("SELECT code, parent_id, version FROM unit WHERE id = $1")
            .bind(id.0)
            .fetch_optional(&mut *c)
            .await)?;
    let Some((code, parent, version)) = row else {
        return Err(Error::Missing { noun: "unit", id: id.to_string() });
    };
    let names: Vec<NameRow> = on!(connection, |c| sqlx::query_as(
        "SELECT unit_id, name, from_on, to_on FROM unit_name WHERE unit_id = $1 ORDER BY place"
    )
    .bind(id.0)
    .fetch_all(&mut *c)
    .await)?;
    let successors: Vec<(i64,)> = on!(connection, |c| sqlx::query_as(
        "SELECT successor_id FROM unit_successor WHERE unit_id = $1 ORDER BY successor_id"
    )
    .bind(id.0)
    .fetch_all(&mut *c)
    .await)?;
    let names = names.into_iter().map(dated_name).collect();
    let successors = successors.into_iter().map(|(id,)| Id(id)).collect();
    Ok((DatedUnit { id, code, names, parent: parent.map(Id), successors }, version))
}

/// Every unit: what a review needs to know of them. There are thousands, not millions.
///
/// # Errors
/// The database cannot be read.
pub async fn all(connection: &mut Connection) -> Result<Vec<DatedUnit>> {
    let units: Vec<(i64, String, Option<i64>)> =
        on!(connection, |c| sqlx::query_as("SELECT id, code, parent_id FROM unit ORDER BY id")
            .fetch_all(&mut *c)
            .await)?;
    let names: Vec<NameRow> = on!(connection, |c| sqlx::query_as(
        "SELECT unit_id, name, from_on, to_on FROM unit_name ORDER BY unit_id, place"
    )
    .fetch_all(&mut *c)
    .await)?;
    let successors: Vec<(i64, i64)> = on!(connection, |c| sqlx::query_as(
        "SELECT unit_id, successor_id FROM unit_successor ORDER BY unit_id, successor_id"
    )
    .fetch_all(&mut *c)
    .await)?;
    let empty = |(id, code, parent): (i64, String, Option<i64>)| {
        (id, DatedUnit { id: Id(id), code, names: Vec::new(), parent: parent.map(Id), successors: Vec::new() })
    };
    let mut found: BTreeMap<i64, DatedUnit> = units.into_iter().map(empty).collect();
    for row in names {
        if let Some(unit) = found.get_mut(&row.0) {
            unit.names.push(dated_name(row));
        }
    }
    for (id, successor) in successors {
        if let Some(unit) = found.get_mut(&id) {
            unit.successors.push(Id(successor));
        }
    }
    Ok(found.into_values().collect())
}

/// The units at the top.
///
/// # Errors
/// The database cannot be read.
pub(crate) async fn tops(connection: &mut Connection) -> Result<Vec<Id>> {
    let rows: Vec<(i64,)> =
        on!(connection, |c| sqlx::query_as("SELECT id FROM unit WHERE parent_id IS NULL").fetch_all(&mut *c).await)?;
    Ok(rows.into_iter().map(|(id,)| Id(id)).collect())
}

/// Names and their days of these units, as far as they are there: for lists that show the name of a day.
///
/// # Errors
/// The database cannot be read.
pub async fn names(connection: &mut Connection, ids: &[Id]) -> Result<Vec<DatedUnit>> {
    let mut units: BTreeMap<i64, DatedUnit> = BTreeMap::new();
    let text = "SELECT unit_id, name, from_on, to_on FROM unit_name WHERE unit_id IN ({keys}) ORDER BY unit_id, place";
    let rows: Vec<NameRow> = among::select(connection, text, &among::numbers(ids)).await?;
    for row in rows {
        let empty = || DatedUnit {
            id: Id(row.0),
            code: String::new(),
            names: Vec::new(),
            parent: None,
            successors: Vec::new(),
        };
        units.entry(row.0).or_insert_with(empty).names.push(dated_name(row));
    }
    Ok(units.into_values().collect())
}

/// The unit and all units above it, itself first.
///
/// # Errors
/// The database cannot be read.
pub async fn path(connection: &mut Connection, id: Id) -> Result<Vec<Id>> {
    let rows: Vec<(i64,)> =
        on!(connection, |c| sqlx::query_as("SELECT ancestor_id FROM unit_below WHERE unit_id = $1 ORDER BY depth")
            .bind(id.0)
            .fetch_all(&mut *c)
            .await)?;
    Ok(rows.into_iter().map(|(id,)| Id(id)).collect())
}

/// The units right below `parent`, or those at the top, by name.
///
/// # Errors
/// The database cannot be read.
pub async fn children(
    connection: &mut Connection,
    parent: Option<Id>,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<Page<UnitLine>> {
    let limit = limited(limit);
    let rows: Vec<LineRow> = on!(connection, |c| sqlx::query_as(
        "SELECT u.id, u.code, u.name, u.parent_id, u.ended_on, u.sort_key,
                (SELECT count(*) FROM unit_below b WHERE b.ancestor_id = u.id)
         FROM unit u
         WHERE (u.parent_id = $1 OR (u.parent_id IS NULL AND $1 IS NULL)) AND (u.sort_key, u.id) > ($2, $3)
         ORDER BY u.sort_key, u.id LIMIT $4"
    )
    .bind(parent.map(|id| id.0))
    .bind(after.map_or("", |cursor| &cursor.key))
    .bind(after.map_or(i64::MIN, |cursor| cursor.id))
    .bind(i64::from(limit) + 1)
    .fetch_all(&mut *c)
    .await)?;
    Ok(lines(rows, limit))
}

/// Units of which any name, or the code, has words that begin as typed; by name.
///
/// # Errors
/// The database cannot be read.
pub async fn search(connection: &mut Connection, text: &str, limit: u32) -> Result<Page<UnitLine>> {
    let limit = limited(limit);
    let words = search::typed(text);
    let mut condition = crate::statement::Condition::default();
    for word in &words {
        let from = condition.bind(crate::statement::Value::Text(word.clone()));
        let to = condition.bind(crate::statement::Value::Text(search::end_of_range(word)));
        condition.and(&format!(
            "u.id IN (SELECT object_id FROM search_token WHERE kind = 3 AND token >= {from} AND token < {to})"
        ));
    }
    let most = condition.number(limit + 1);
    let text = format!(
        "SELECT u.id, u.code, u.name, u.parent_id, u.ended_on, u.sort_key,
                (SELECT count(*) FROM unit_below b WHERE b.ancestor_id = u.id)
         FROM unit u {} ORDER BY u.sort_key, u.id LIMIT {most}",
        condition.where_text()
    );
    let rows: Vec<LineRow> =
        on!(connection, |c| crate::statement::bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
            .fetch_all(&mut *c)
            .await)?;
    Ok(Page { next: None, ..lines(rows, limit) })
}

fn lines(rows: Vec<LineRow>, limit: u32) -> Page<UnitLine> {
    let page = Page::of(rows, limit, |row| Cursor { key: row.5.clone(), id: row.0 });
    let line = |(id, code, name, parent, ended, _, below): LineRow| UnitLine {
        id: Id(id),
        code,
        name,
        parent: parent.map(Id),
        ended: ended.map(|day| Day::of_number(Some(day))),
        has_children: below > 1,
    };
    Page { items: page.items.into_iter().map(line).collect(), next: page.next }
}

fn dated_name((_, name, from, to): NameRow) -> DatedName {
    DatedName { name, from: Day::of_number(from), to: Day::of_number(to) }
}

/// Words of every name it ever had: old letters name units by old names.
fn words_of(unit: &DatedUnit) -> std::collections::BTreeSet<String> {
    tokens(unit.names.iter().map(|name| name.name.as_str()).chain([unit.code.as_str()]))
}

async fn write_names(turn: &mut Upkeep, unit: &DatedUnit) -> Result<()> {
    for (place, name) in unit.names.iter().enumerate() {
        on!(turn, |c| sqlx::query(
            "INSERT INTO unit_name (unit_id, place, name, from_on, to_on) VALUES ($1, $2, $3, $4, $5)"
        )
        .bind(unit.id.0)
        .bind(place as i16)
        .bind(name.name.as_str())
        .bind(name.from.number())
        .bind(name.to.number())
        .execute(&mut *c)
        .await
        .map(drop))?;
    }
    Ok(())
}

async fn write_successors(turn: &mut Upkeep, id: Id, successors: &[Id]) -> Result<()> {
    for successor in successors {
        on!(turn, |c| sqlx::query("INSERT INTO unit_successor (unit_id, successor_id) VALUES ($1, $2)")
            .bind(id.0)
            .bind(successor.0)
            .execute(&mut *c)
            .await
            .map(drop))?;
    }
    Ok(())
}

/// A new unit stands below itself and below everything that its parent stands below.
async fn hang_below(turn: &mut Upkeep, id: Id, parent: Option<Id>) -> Result<()> {
    on!(turn, |c| sqlx::query(
        "INSERT INTO unit_below (ancestor_id, unit_id, depth)
         SELECT ancestor_id, $1, depth + 1 FROM unit_below WHERE unit_id = $2 UNION ALL SELECT $1, $1, 0"
    )
    .bind(id.0)
    .bind(parent.map(|id| id.0))
    .execute(&mut *c)
    .await
    .map(drop))
    .map_err(Error::from)
}

/// Everything below the unit leaves what was above it and comes below what is above the new parent.
async fn move_below(turn: &mut Upkeep, id: Id, parent: Option<Id>) -> Result<()> {
    on!(turn, |c| sqlx::query(
        "DELETE FROM unit_below WHERE unit_id IN (SELECT unit_id FROM unit_below WHERE ancestor_id = $1)
         AND ancestor_id IN (SELECT ancestor_id FROM unit_below WHERE unit_id = $1 AND depth > 0)"
    )
    .bind(id.0)
    .execute(&mut *c)
    .await
    .map(drop))?;
    on!(turn, |c| sqlx::query(
        "INSERT INTO unit_below (ancestor_id, unit_id, depth)
         SELECT a.ancestor_id, b.unit_id, a.depth + b.depth + 1 FROM unit_below a, unit_below b
         WHERE a.unit_id = $2 AND b.ancestor_id = $1"
    )
    .bind(id.0)
    .bind(parent.map(|id| id.0))
    .execute(&mut *c)
    .await
    .map(drop))
    .map_err(Error::from)
}

/// Adds to a condition that a row lies within what the asker may see and within `unit`. `column` holds the unit of the
/// row, `person` the person it is about.
pub(crate) fn within(
    condition: &mut crate::statement::Condition,
    reach: &Reach,
    unit: Option<Id>,
    column: &str,
    person: &str,
) {
    let below = |condition: &mut crate::statement::Condition, tops: &[Id]| {
        let tops: Vec<String> = tops.iter().map(|top| condition.number(top.0)).collect();
        format!("{column} IN (SELECT unit_id FROM unit_below WHERE ancestor_id IN ({}))", tops.join(", "))
    };
    if !reach.everything {
        let mut ways = Vec::new();
        if !reach.tops.is_empty() {
            ways.push(below(condition, &reach.tops));
        }
        if let Some(id) = reach.person {
            ways.push(format!("{person} = {}", condition.number(id.0)));
        }
        // Who may see nothing sees nothing: no way is not every way.
        let ways = if ways.is_empty() { "1 = 0".to_owned() } else { format!("({})", ways.join(" OR ")) };
        condition.and(&ways);
    }
    if let Some(unit) = unit {
        let text = below(condition, &[unit]);
        condition.and(&text);
    }
}
