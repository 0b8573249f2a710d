//! Notices: what needs attention, opened when it is found, closed when its cause is gone; rows stay.

mod beside;
mod endings;

pub use beside::{Beside, beside};
pub use endings::{NearEnd, OpenEnding, near_ends, open_endings};

use crate::codes::Code;
use crate::db::Connection;
use crate::error::Result;
use crate::page::{Cursor, Page, limited};
use crate::statement::{Condition, Value, bind_all, many, places, rows_at_once};
use crate::turn::Upkeep;
use crate::units;
use antin_domain::action::Action;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::moment::Moment;
use antin_domain::notice::{Closing, ENDING, NoticeKind};
use antin_domain::permission::Reach;

/// A notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Number; later ones have greater numbers.
    pub id: Id,
    /// The finding and what it is about; none of two notices that are open have the same.
    pub cause: String,
    /// What it is about.
    pub kind: NoticeKind,
    /// The finding, or [`ENDING`].
    pub code: String,
    /// What is to be done.
    pub action: Action,
    /// The certificate, where the registry has it.
    pub certificate: Option<Id>,
    /// The unit that has to deal with it; none where it was taken back with its list.
    pub unit: Option<Id>,
    /// Whom it is about.
    pub holder: String,
    /// Last day of the certificate.
    pub until: Day,
    /// The day of the policy that was reached, for an end that comes near: so many days before it.
    pub step: Option<i32>,
    /// The day on which it was opened, and the moment.
    pub opened: (Day, Moment),
    /// The review that found it; none for an end that comes near.
    pub run: Option<Id>,
    /// How it was closed; none while it is open.
    pub closed: Option<Closed>,
}

/// How a notice was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed {
    /// On which day.
    pub day: Day,
    /// At which moment.
    pub at: Moment,
    /// Why.
    pub why: Closing,
    /// The review that did not find it any more.
    pub run: Option<Id>,
}

/// What of a notice follows how things stand, while it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What is to be done.
    pub action: Action,
    /// The unit that has to deal with it.
    pub unit: Option<Id>,
    /// Last day of the certificate.
    pub until: Day,
    /// The day of the policy that was reached.
    pub step: Option<i32>,
}

/// Which notices a list shows.
#[derive(Clone, Debug, Default)]
pub struct NoticeFilter {
    /// What the asker may see at all.
    pub reach: Reach,
    /// Only this unit and everything below it.
    pub unit: Option<Id>,
    /// Only about this.
    pub kind: Option<NoticeKind>,
    /// Only of this certificate.
    pub certificate: Option<Id>,
    /// Only those that are open, or only those that are not.
    pub is_closed: bool,
    /// Only those that were opened on this day or later.
    pub opened_from: Day,
}

/// One row of [`SELECT`].
#[derive(sqlx::FromRow)]
struct NoticeRow {
    id: i64,
    cause: String,
    kind: i16,
    code: String,
    action: i16,
    certificate_id: Option<i64>,
    unit_id: Option<i64>,
    holder: String,
    until_on: Option<i32>,
    step: Option<i32>,
    opened_on: i32,
    opened_us: i64,
    run_id: Option<i64>,
    closed_on: Option<i32>,
    closed_us: Option<i64>,
    closed_why: Option<i16>,
    closed_run_id: Option<i64>,
}

const SELECT: &str =
    "SELECT n.id, n.cause, n.kind, n.code, n.action, n.certificate_id, n.unit_id, n.holder, n.until_on,
        n.step, n.opened_on, n.opened_us, n.run_id, n.closed_on, n.closed_us, n.closed_why, n.closed_run_id
    FROM notice n";

/// Opens notices. One whose cause has an open notice already is left out.
///
/// # Errors
/// A certificate, unit or review is not there.
pub async fn open_many(turn: &mut Upkeep, notices: &[Notice]) -> Result<()> {
    for chunk in notices.chunks(rows_at_once(13)) {
        let head = "INSERT INTO notice (id, cause, kind, code, action, certificate_id, unit_id, holder, until_on, step,
            opened_on, opened_us, run_id)";
        let text = many(turn.engine(), head, 13, chunk.len(), "ON CONFLICT (cause) WHERE closed_us IS NULL DO NOTHING");
        on!(turn, |c| {
            let mut query = sqlx::query(text);
            for notice in chunk {
                query = query
                    .bind(notice.id.0)
                    .bind(notice.cause.as_str())
                    .bind(notice.kind.code())
                    .bind(notice.code.as_str())
                    .bind(notice.action.code())
                    .bind(notice.certificate.map(|id| id.0))
                    .bind(notice.unit.map(|id| id.0))
                    .bind(notice.holder.as_str())
                    .bind(notice.until.number())
                    .bind(notice.step)
                    .bind(notice.opened.0.number().unwrap_or_default())
                    .bind(notice.opened.1.0)
                    .bind(notice.run.map(|id| id.0));
            }
            query.execute(&mut *c).await.map(drop)
        })?;
    }
    Ok(())
}

/// Closes those of `ids` that are open.
///
/// # Errors
/// The database cannot be written.
pub async fn close_many(turn: &mut Upkeep, ids: &[Id], how: &Closed) -> Result<()> {
    for chunk in ids.chunks(2_000) {
        // The values of `how` stand first; the places of the numbers come behind them.
        let places: Vec<String> = (0..chunk.len()).map(|index| format!("${}", index + 5)).collect();
        let text = format!(
            "UPDATE notice SET closed_on = $1, closed_us = $2, closed_why = $3, closed_run_id = $4
             WHERE closed_us IS NULL AND id IN ({})",
            places.join(",")
        );
        on!(turn, |c| {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(text))
                .bind(how.day.number())
                .bind(how.at.0)
                .bind(how.why.code())
                .bind(how.run.map(|id| id.0));
            for id in chunk {
                query = query.bind(id.0);
            }
            query.execute(&mut *c).await.map(drop)
        })?;
    }
    Ok(())
}

/// Says of an open notice how things stand by now.
///
/// # Errors
/// The unit is not there.
pub async fn restate(turn: &mut Upkeep, id: Id, standing: &Standing) -> Result<()> {
    on!(turn, |c| sqlx::query(
        "UPDATE notice SET action = $1, unit_id = $2, until_on = $3, step = $4 WHERE id = $5 AND closed_us IS NULL"
    )
    .bind(standing.action.code())
    .bind(standing.unit.map(|id| id.0))
    .bind(standing.until.number())
    .bind(standing.step)
    .bind(id.0)
    .execute(&mut *c)
    .await
    .map(drop))
    .map_err(Into::into)
}

/// Every notice that is open because a review found something.
///
/// # Errors
/// The database cannot be read.
pub async fn open_of_reviews(connection: &mut Connection) -> Result<Vec<Notice>> {
    let text =
        sqlx::AssertSqlSafe(format!("{SELECT} WHERE n.closed_us IS NULL AND n.code <> '{ENDING}' ORDER BY n.id"));
    let rows: Vec<NoticeRow> = on!(connection, |c| sqlx::query_as(text).fetch_all(&mut *c).await)?;
    rows.into_iter().map(NoticeRow::notice).collect()
}

/// A page of notices: open ones with what is to be done most urgently first, among those the longest open; closed ones
/// from the latest.
///
/// # Errors
/// The database cannot be read.
pub async fn list(
    connection: &mut Connection,
    filter: &NoticeFilter,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<Page<Notice>> {
    let limit = limited(limit);
    let mut condition = filter.condition();
    if let Some(cursor) = after {
        let id = condition.number(cursor.id);
        if filter.is_closed {
            condition.and(&format!("n.id < {id}"));
        } else {
            let bad = |_| crate::Error::BadCursor { text: cursor.to_string() };
            let action = condition.number(cursor.key.parse::<i16>().map_err(bad)?);
            condition.and(&format!("(n.action, n.id) > ({action}, {id})"));
        }
    }
    let most = condition.number(limit + 1);
    let order = if filter.is_closed { "n.id DESC" } else { "n.action, n.id" };
    let text = format!("{SELECT} {} ORDER BY {order} LIMIT {most}", condition.where_text());
    let rows: Vec<NoticeRow> =
        on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
            .fetch_all(&mut *c)
            .await)?;
    let notices = rows.into_iter().map(NoticeRow::notice).collect::<Result<Vec<Notice>>>()?;
    Ok(Page::of(notices, limit, |notice| Cursor { key: notice.action.code().to_string(), id: notice.id.0 }))
}

/// How many notices [`list`] would show on all its pages, by what they are about; kinds without any are left out.
///
/// # Errors
/// The database cannot be read.
pub async fn count(connection: &mut Connection, filter: &NoticeFilter) -> Result<Vec<(NoticeKind, i64)>> {
    let condition = filter.condition();
    let text =
        format!("SELECT n.kind, count(*) FROM notice n {} GROUP BY n.kind ORDER BY n.kind", condition.where_text());
    let rows: Vec<(i16, i64)> =
        on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
            .fetch_all(&mut *c)
            .await)?;
    rows.into_iter().map(|(kind, number)| Ok((NoticeKind::of("notice", kind)?, number))).collect()
}

impl NoticeFilter {
    fn condition(&self) -> Condition {
        let mut condition = Condition::default();
        condition.and(if self.is_closed { "n.closed_us IS NOT NULL" } else { "n.closed_us IS NULL" });
        let person = "(SELECT c.person_id FROM certificate c WHERE c.id = n.certificate_id)";
        units::within(&mut condition, &self.reach, self.unit, "n.unit_id", person);
        for (column, number) in [
            ("n.kind", self.kind.map(|kind| i64::from(kind.code()))),
            ("n.certificate_id", self.certificate.map(|id| id.0)),
        ] {
            if let Some(number) = number {
                let place = condition.bind(Value::Number(number));
                condition.and(&format!("{column} = {place}"));
            }
        }
        if let Some(day) = self.opened_from.number() {
            let day = condition.number(day);
            condition.and(&format!("n.opened_on >= {day}"));
        }
        condition
    }
}

impl NoticeRow {
    fn notice(self) -> Result<Notice> {
        let closed = match (self.closed_us, self.closed_why) {
            (Some(at), Some(why)) => Some(Closed {
                day: Day::of_number(self.closed_on),
                at: Moment(at),
                why: Closing::of("notice", why)?,
                run: self.closed_run_id.map(Id),
            }),
            _ => None,
        };
        Ok(Notice {
            id: Id(self.id),
            cause: self.cause,
            kind: NoticeKind::of("notice", self.kind)?,
            code: self.code,
            action: Action::of("notice", self.action)?,
            certificate: self.certificate_id.map(Id),
            unit: self.unit_id.map(Id),
            holder: self.holder,
            until: Day::of_number(self.until_on),
            step: self.step,
            opened: (Day::of_number(Some(self.opened_on)), Moment(self.opened_us)),
            run: self.run_id.map(Id),
            closed,
        })
    }
}

impl Code for NoticeKind {
    const COLUMN: &'static str = "kind";
    const TABLE: &'static [(Self, i16)] = &[(Self::Ending, 1), (Self::Holder, 2), (Self::Content, 3), (Self::Lists, 4)];
}

impl Code for Closing {
    const COLUMN: &'static str = "closed_why";
    const TABLE: &'static [(Self, i16)] = &[
        (Self::NotFound, 1),
        (Self::Revoked, 2),
        (Self::Succeeded, 3),
        (Self::Requested, 4),
        (Self::Ended, 5),
        (Self::NotYet, 6),
    ];
}

/// `SELECT … WHERE … IN (…)` over many numbers, a portion at a time; both columns are numbers of things.
async fn pairs_of(connection: &mut Connection, head: &str, ids: &[Id], tail: &str) -> Result<Vec<(i64, i64, i64)>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(rows_at_once(1).min(2_000)) {
        let text = format!("{head} IN ({}) {tail}", places(connection.engine(), chunk.len()));
        let rows: Vec<(i64, i64, i64)> = on!(connection, |c| {
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(text));
            for id in chunk {
                query = query.bind(id.0);
            }
            query.fetch_all(&mut *c).await
        })?;
        found.extend(rows);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_a_number() {
        assert!(NoticeKind::ALL.iter().all(|kind| kind.code() > 0));
        assert!(Closing::ALL.iter().all(|why| why.code() > 0));
    }
}
