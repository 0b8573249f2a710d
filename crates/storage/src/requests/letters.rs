//! Letters that carry requests to the CA, and the log of how they went out.

use crate::db::Connection;
use crate::error::{Error, Result};
use crate::page::{Cursor, Page, limited};
use crate::statement::{Condition, bind_all};
use crate::turn::Change;
use crate::units;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::moment::Moment;
use antin_domain::permission::Reach;

/// A letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Number in the registry.
    pub id: Id,
    /// Did it go out?
    pub is_sent: bool,
    /// Number and symbol as the office gives them; blank until it is sent.
    pub number: String,
    /// Its date; unknown until it is sent.
    pub dated: Day,
    /// The unit in whose name it goes out.
    pub unit: Id,
    /// Who receives devices, who is to be asked, who signs: JSON of the caller.
    pub content: String,
    /// When it was begun.
    pub created: Moment,
    /// By which account.
    pub created_by: Id,
    /// Its version.
    pub version: i64,
}

/// How and when a letter went out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispatch {
    /// How: a word of the caller.
    pub way: String,
    /// On which day.
    pub sent: Day,
    /// What else is to be said: a receipt, a postal number.
    pub note: String,
    /// Who says so.
    pub by: Id,
    /// When that was said.
    pub at: Moment,
}

type LetterRow = (i64, i16, String, Option<i32>, i64, String, i64, i64, i64);

/// Everything of a letter; the condition follows.
const SELECT: &str =
    "SELECT id, state, number, dated_on, unit_id, content, created_us, created_by, version FROM request_letter";

/// Adds a letter.
///
/// # Errors
/// Its unit or account is not there.
pub async fn insert(change: &mut Change, letter: &Letter) -> Result<()> {
    on!(change, |c| sqlx::query(
        "INSERT INTO request_letter (id, state, number, dated_on, unit_id, content, created_us, created_by, version)
         VALUES ($1, 1, $2, $3, $4, $5, $6, $7, 1)"
    )
    .bind(letter.id.0)
    .bind(letter.number.as_str())
    .bind(letter.dated.number())
    .bind(letter.unit.0)
    .bind(letter.content.as_str())
    .bind(letter.created.0)
    .bind(letter.created_by.0)
    .execute(&mut *c)
    .await
    .map(drop))
    .map_err(Error::from)
}

/// A letter.
///
/// # Errors
/// There is no such letter.
pub async fn get(connection: &mut Connection, id: Id) -> Result<Letter> {
    let text = sqlx::AssertSqlSafe(format!("{SELECT} WHERE id = $1"));
    let row: Option<LetterRow> = on!(connection, |c| sqlx::query_as(text).bind(id.0).fetch_optional(&mut *c).await)?;
    row.map(letter).ok_or_else(|| Error::Missing { noun: "letter", id: id.to_string() })
}

/// Writes a letter anew, if it is still at the version that it carries.
///
/// # Errors
/// Somebody was quicker.
pub async fn save(change: &mut Change, letter: &Letter) -> Result<()> {
    let written = on!(change, |c| sqlx::query(
        "UPDATE request_letter SET state = $1, number = $2, dated_on = $3, content = $4, version = version + 1
         WHERE id = $5 AND version = $6"
    )
    .bind(if letter.is_sent { 2_i16 } else { 1 })
    .bind(letter.number.as_str())
    .bind(letter.dated.number())
    .bind(letter.content.as_str())
    .bind(letter.id.0)
    .bind(letter.version)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?;
    if written == 0 {
        return Err(Error::Stale { noun: "letter", id: letter.id.0, seen: letter.version });
    }
    Ok(())
}

/// Adds a line to the log of a letter.
///
/// # Errors
/// There is no such letter.
pub async fn dispatch(change: &mut Change, id: Id, line: &Dispatch) -> Result<()> {
    on!(change, |c| sqlx::query(
        "INSERT INTO request_dispatch (letter_id, number, way, sent_on, note, by_user, at_us)
         SELECT $1, count(*) + 1, $2, $3, $4, $5, $6 FROM request_dispatch WHERE letter_id = $1"
    )
    .bind(id.0)
    .bind(line.way.as_str())
    .bind(line.sent.number())
    .bind(line.note.as_str())
    .bind(line.by.0)
    .bind(line.at.0)
    .execute(&mut *c)
    .await
    .map(drop))
    .map_err(Error::from)
}

/// The log of a letter, the earliest first.
///
/// # Errors
/// The database cannot be read.
pub async fn dispatches(connection: &mut Connection, id: Id) -> Result<Vec<Dispatch>> {
    let rows: Vec<(String, Option<i32>, String, i64, i64)> = on!(connection, |c| sqlx::query_as(
        "SELECT way, sent_on, note, by_user, at_us FROM request_dispatch WHERE letter_id = $1 ORDER BY number"
    )
    .bind(id.0)
    .fetch_all(&mut *c)
    .await)?;
    let line =
        |(way, sent, note, by, at)| Dispatch { way, sent: Day::of_number(sent), note, by: Id(by), at: Moment(at) };
    Ok(rows.into_iter().map(line).collect())
}

/// A page of letters, the latest first: those of units that the asker may see.
///
/// # Errors
/// The database cannot be read.
pub async fn list(
    connection: &mut Connection,
    reach: &Reach,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<Page<Letter>> {
    let limit = limited(limit);
    let mut condition = Condition::default();
    // A letter is about nobody alone.
    units::within(&mut condition, reach, None, "unit_id", "NULL");
    let before = condition.number(after.map_or(i64::MAX, |cursor| cursor.id));
    condition.and(&format!("id < {before}"));
    let most = condition.number(limit + 1);
    let text = format!("{SELECT} {} ORDER BY id DESC LIMIT {most}", condition.where_text());
    let rows: Vec<LetterRow> =
        on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
            .fetch_all(&mut *c)
            .await)?;
    let letters: Vec<Letter> = rows.into_iter().map(letter).collect();
    Ok(Page::of(letters, limit, |letter| Cursor { key: String::new(), id: letter.id.0 }))
}

fn letter((id, state, number, dated, unit, content, created, by, version): LetterRow) -> Letter {
    Letter {
        id: Id(id),
        is_sent: state == 2,
        number,
        dated: Day::of_number(dated),
        unit: Id(unit),
        content,
        created: Moment(created),
        created_by: Id(by),
        version,
    }
}
