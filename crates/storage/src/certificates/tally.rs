//! Counts kept beside the certificates: how many of each sort a unit and everything below it have.
//!
//! A count over a million rows takes longer than a page may. So every change of a certificate changes the tallies of its
//! unit and of all units above, in the same transaction, and a count is put together: whole months from the tallies, the
//! days of the months that the filter cuts from the rows. A test compares such counts with the lists they open.

use super::filter::{CertificateFilter, Words};
use crate::codes::Code;
use crate::db::Connection;
use crate::error::Result;
use crate::statement::{Condition, bind_all, many, places, rows_at_once};
use crate::turn::Upkeep;
use crate::units;
use antin_domain::certificate::record::{CertificateRecord, State};
use antin_domain::day::Day;
use antin_domain::id::Id;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What tells tallies of one unit apart: month, standing, kind, lists.
type Sort = (i32, i16, i16, i16);

/// The month of a certificate without a last day.
const NO_MONTH: i32 = -1;

/// What changes of certificates do to the tallies.
#[derive(Default)]
pub(super) struct Changes(BTreeMap<(i64, Sort), i64>);

impl Changes {
    /// One certificate more.
    pub(super) fn add(&mut self, record: &CertificateRecord) {
        *self.0.entry((record.unit.0, sort_of(record))).or_default() += 1;
    }

    /// One certificate less.
    pub(super) fn take(&mut self, record: &CertificateRecord) {
        *self.0.entry((record.unit.0, sort_of(record))).or_default() -= 1;
    }

    /// Writes them: for every unit and for all units above it.
    pub(super) async fn write(self, turn: &mut Upkeep) -> Result<()> {
        let units: BTreeSet<i64> = self.0.keys().map(|(unit, _)| *unit).collect();
        let units: Vec<i64> = units.into_iter().collect();
        let mut above: HashMap<i64, Vec<i64>> = HashMap::new();
        for chunk in units.chunks(rows_at_once(1).min(5_000)) {
            let places = places(turn.engine(), chunk.len());
            let text = format!("SELECT unit_id, ancestor_id FROM unit_below WHERE unit_id IN ({places})");
            let rows: Vec<(i64, i64)> = on!(turn, |c| {
                let mut query = sqlx::query_as(sqlx::AssertSqlSafe(text));
                for unit in chunk {
                    query = query.bind(*unit);
                }
                query.fetch_all(&mut *c).await
            })?;
            for (unit, ancestor) in rows {
                above.entry(unit).or_default().push(ancestor);
            }
        }
        let mut sums: BTreeMap<(i64, Sort), i64> = BTreeMap::new();
        for ((unit, sort), number) in self.0.into_iter().filter(|(_, number)| *number != 0) {
            for ancestor in above.get(&unit).into_iter().flatten() {
                *sums.entry((*ancestor, sort)).or_default() += number;
            }
        }
        let sums: Vec<((i64, Sort), i64)> = sums.into_iter().filter(|(_, number)| *number != 0).collect();
        for chunk in sums.chunks(rows_at_once(6).min(1_000)) {
            let head = "INSERT INTO certificate_tally (unit_id, ends_month, standing, kind, found, number)";
            let tail = "ON CONFLICT (unit_id, ends_month, standing, kind, found)
                DO UPDATE SET number = certificate_tally.number + excluded.number";
            let text = many(turn.engine(), head, 6, chunk.len(), tail);
            on!(turn, |c| {
                let mut query = sqlx::query(text);
                for ((unit, (month, standing, kind, found)), number) in chunk {
                    query = query.bind(*unit).bind(*month).bind(*standing).bind(*kind).bind(*found).bind(*number);
                }
                query.execute(&mut *c).await.map(drop)
            })?;
        }
        Ok(())
    }
}

/// Adds what a unit holds to the tallies of all units above it (`sign` 1), or takes it away (-1): before and after the
/// unit comes to stand elsewhere.
pub(crate) async fn count_above(turn: &mut Upkeep, unit: Id, sign: i64) -> Result<()> {
    on!(turn, |c| sqlx::query(
        "INSERT INTO certificate_tally (unit_id, ends_month, standing, kind, found, number)
         SELECT b.ancestor_id, t.ends_month, t.standing, t.kind, t.found, t.number * $1
         FROM certificate_tally t, unit_below b WHERE t.unit_id = $2 AND b.unit_id = $2 AND b.depth > 0
         ON CONFLICT (unit_id, ends_month, standing, kind, found)
         DO UPDATE SET number = certificate_tally.number + excluded.number"
    )
    .bind(sign)
    .bind(unit.0)
    .execute(&mut *c)
    .await
    .map(drop))
    .map_err(Into::into)
}

fn sort_of(record: &CertificateRecord) -> Sort {
    let found = &record.found;
    let lists = i16::from(found.ca) + 2 * i16::from(found.registry) + 4 * i16::from(found.roster);
    (month_of(record.valid_to), record.standing.code(), record.kind.code(), lists)
}

/// `year * 12 + month - 1`.
fn month_of(day: Day) -> i32 {
    day.civil().map_or(NO_MONTH, |(year, month, _)| year * 12 + month as i32 - 1)
}

/// First and last day of the month in which `day` lies.
fn days_of_month(day: Day) -> Option<(Day, Day)> {
    let (year, month, _) = day.civil()?;
    let next = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    Some((Day::new(year, month, 1)?, Day::new(next.0, next.1, 1)?.plus(-1)))
}

/// How many certificates a filter leaves, put together from tallies; none where the filter asks for what they do not know.
pub(super) async fn count(connection: &mut Connection, filter: &CertificateFilter) -> Result<Option<i64>> {
    let knows = filter.text.trim().is_empty()
        && filter.person.is_none()
        && filter.device.is_none()
        && filter.has_open_finding.is_none()
        && filter.reach.person.is_none();
    if !knows {
        return Ok(None);
    }
    let Some(scope) = scope(connection, filter).await? else { return Ok(None) };
    let cut = cut_months(filter);
    let mut count = number(connection, whole_months(filter, &scope, &cut)).await?;
    for (first, last) in &cut {
        let rows = rows_between(filter, *first, *last);
        count += number(connection, rows).await?;
    }
    // Tallies do not know the first day: what has not begun yet is among those in force, and has to be told apart.
    let has = |state| filter.states.contains(&state);
    let sign = i64::from(has(State::NotYet)) - i64::from(has(State::InForce));
    if sign != 0 {
        count += sign * number(connection, not_begun(filter, &cut)).await?;
    }
    Ok(Some(count))
}

/// The units whose tallies together are what the filter may see: they lie beside each other, none above another. None
/// where that takes more than a look.
async fn scope(connection: &mut Connection, filter: &CertificateFilter) -> Result<Option<Vec<Id>>> {
    let reach = &filter.reach;
    if let Some(unit) = filter.unit {
        let path = units::path(connection, unit).await?;
        let is_seen = reach.everything || path.iter().any(|above| reach.tops.contains(above));
        return Ok(is_seen.then(|| vec![unit]));
    }
    if reach.everything {
        return Ok(Some(units::tops(connection).await?));
    }
    Ok((reach.tops.len() <= 1).then(|| reach.tops.clone()))
}

/// The months of which a filter wants some days only, as first and last day.
fn cut_months(filter: &CertificateFilter) -> BTreeSet<(Day, Day)> {
    let asks_day = filter.states.iter().any(|state| matches!(state, State::InForce | State::Expired | State::NotYet));
    let as_of = Some(filter.as_of).filter(|_| asks_day).and_then(days_of_month);
    let from = days_of_month(filter.ends_from).filter(|(first, _)| *first != filter.ends_from);
    let to = days_of_month(filter.ends_to).filter(|(_, last)| *last != filter.ends_to);
    [as_of, from, to].into_iter().flatten().collect()
}

/// The count of whole months, from the tallies.
fn whole_months(filter: &CertificateFilter, scope: &[Id], cut: &BTreeSet<(Day, Day)>) -> (String, Condition) {
    let mut condition = Condition::default();
    let units: Vec<String> = scope.iter().map(|unit| condition.number(unit.0)).collect();
    condition.and(&if units.is_empty() { "1 = 0".into() } else { format!("t.unit_id IN ({})", units.join(", ")) });
    for (first, _) in cut {
        condition.and(&format!("t.ends_month <> {}", month_of(*first)));
    }
    if filter.ends_from.is_known() {
        condition.and(&format!("t.ends_month >= {}", month_of(filter.ends_from)));
    }
    if filter.ends_to.is_known() {
        condition.and(&format!("t.ends_month BETWEEN 0 AND {}", month_of(filter.ends_to)));
    }
    if !filter.states.is_empty() {
        // An unknown day is before all others.
        let today = if filter.as_of.is_known() { month_of(filter.as_of) } else { NO_MONTH };
        let one = |state: &State| match state {
            State::Revoked => "t.standing = 2".to_owned(),
            State::Superseded => "t.standing = 3".to_owned(),
            State::Unknown => "(t.standing NOT IN (2, 3) AND t.ends_month = -1)".to_owned(),
            State::Expired => format!("(t.standing NOT IN (2, 3) AND t.ends_month BETWEEN 0 AND {})", today - 1),
            State::InForce => format!("(t.standing NOT IN (2, 3) AND t.ends_month > {today})"),
            State::NotYet => "1 = 0".to_owned(),
        };
        condition.and(&format!("({})", filter.states.iter().map(one).collect::<Vec<_>>().join(" OR ")));
    }
    if !filter.kinds.is_empty() {
        let codes: Vec<String> = filter.kinds.iter().map(|kind| kind.code().to_string()).collect();
        condition.and(&format!("t.kind IN ({})", codes.join(", ")));
    }
    for (wanted, bit) in [(filter.found.ca, 1), (filter.found.registry, 2), (filter.found.roster, 4)] {
        if let Some(wanted) = wanted {
            condition.and(&format!("(t.found & {bit}) = {}", if wanted { bit } else { 0 }));
        }
    }
    let text = format!(
        "SELECT CAST(coalesce(sum(t.number), 0) AS BIGINT) FROM certificate_tally t {}",
        condition.where_text()
    );
    (text, condition)
}

/// The count of the rows that end between two days, by the condition of the list.
fn rows_between(filter: &CertificateFilter, first: Day, last: Day) -> (String, Condition) {
    let mut condition = filter.condition(&Words::default(), "c.unit_id + 0");
    let (first, last) = (first.number().unwrap_or_default(), last.number().unwrap_or_default());
    condition.and(&format!("c.valid_to BETWEEN {first} AND {last}"));
    (format!("SELECT count(*) FROM certificate c {}", condition.where_text()), condition)
}

/// The count of rows that would be in force had they begun, in the months that are counted whole.
fn not_begun(filter: &CertificateFilter, cut: &BTreeSet<(Day, Day)>) -> (String, Condition) {
    let all = CertificateFilter { states: Vec::new(), ..filter.clone() };
    let mut condition = all.condition(&Words::default(), "c.unit_id + 0");
    let today = filter.as_of.number().unwrap_or(i32::MIN);
    condition.and(&format!("c.valid_from > {today} AND c.valid_to >= {today} AND c.standing NOT IN (2, 3)"));
    for (first, last) in cut {
        let (first, last) = (first.number().unwrap_or_default(), last.number().unwrap_or_default());
        condition.and(&format!("c.valid_to NOT BETWEEN {first} AND {last}"));
    }
    (format!("SELECT count(*) FROM certificate c {}", condition.where_text()), condition)
}

async fn number(connection: &mut Connection, (text, condition): (String, Condition)) -> Result<i64> {
    let (number,): (i64,) =
        on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
            .fetch_one(&mut *c)
            .await)?;
    Ok(number)
}
