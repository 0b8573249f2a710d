//! Counts kept beside the certificates: how many of each sort a unit and everything below it have.
//!
//! A count over a million rows takes longer than a page may. So every change of a certificate changes the tallies of its
//! unit and of all units above, in the same transaction; `count` puts counts together from them.

use crate::among;
use crate::codes::Code;
use crate::error::Result;
use crate::statement::{many, rows_at_once};
use crate::turn::Upkeep;
use antin_domain::certificate::record::CertificateRecord;
use antin_domain::day::Day;
use antin_domain::id::Id;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What tells tallies of one unit apart: month, standing, kind, lists.
type Sort = (i32, i16, i16, i16);

/// The month of a certificate without a last day.
pub(super) const NO_MONTH: i32 = -1;

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
        let text = "SELECT unit_id, ancestor_id FROM unit_below WHERE unit_id IN ({keys})";
        let rows: Vec<(i64, i64)> = among::select(turn, text, &units).await?;
        for (unit, ancestor) in rows {
            above.entry(unit).or_default().push(ancestor);
        }
        let mut sums: BTreeMap<(i64, Sort), i64> = BTreeMap::new();
        for ((unit, sort), number) in self.0.into_iter().filter(|(_, number)| *number != 0) {
            for ancestor in above.get(&unit).into_iter().flatten() {
                *sums.entry((*ancestor, sort)).or_default() += number;
            }
        }
        add(turn, sums).await
    }
}

/// Adds these numbers to the tallies.
async fn add(turn: &mut Upkeep, sums: impl IntoIterator<Item = ((i64, Sort), i64)>) -> Result<()> {
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

/// The tallies before many units come to stand elsewhere in one act.
///
/// PostgreSQL keeps every former state of a row until the act ends and walks through all of them: the tallies of the top,
/// changed twice for each of 700 units, cost quadratic time. So they are counted once, when all units stand where they shall.
pub(crate) struct Before {
    tallies: HashMap<(i64, Sort), i64>,
    parents: HashMap<i64, i64>,
}

impl Before {
    /// The tallies as they are.
    pub(crate) async fn read(turn: &mut Upkeep) -> Result<Before> {
        let rows: Vec<(i64, i32, i16, i16, i16, i64)> = on!(turn, |c| sqlx::query_as(
            "SELECT unit_id, ends_month, standing, kind, found, number FROM certificate_tally"
        )
        .fetch_all(&mut *c)
        .await)?;
        let parents: Vec<(i64, i64)> =
            on!(turn, |c| sqlx::query_as("SELECT id, parent_id FROM unit WHERE parent_id IS NOT NULL")
                .fetch_all(&mut *c)
                .await)?;
        let tally = |(unit, month, standing, kind, found, number)| ((unit, (month, standing, kind, found)), number);
        Ok(Before { tallies: rows.into_iter().map(tally).collect(), parents: parents.into_iter().collect() })
    }

    /// Counts anew what changed, now that the units stand where they shall.
    pub(crate) async fn count_anew(self, turn: &mut Upkeep) -> Result<()> {
        let mut own = self.tallies.clone();
        for (&(unit, sort), number) in &self.tallies {
            if let Some(&parent) = self.parents.get(&unit) {
                *own.entry((parent, sort)).or_default() -= number;
            }
        }
        let rows: Vec<(i64, i64)> =
            on!(turn, |c| sqlx::query_as("SELECT unit_id, ancestor_id FROM unit_below").fetch_all(&mut *c).await)?;
        let mut above: HashMap<i64, Vec<i64>> = HashMap::new();
        for (unit, ancestor) in rows {
            above.entry(unit).or_default().push(ancestor);
        }
        // What is to be added: all that there shall be, less what there was.
        let mut sums: BTreeMap<(i64, Sort), i64> =
            self.tallies.into_iter().map(|(key, number)| (key, -number)).collect();
        for ((unit, sort), number) in own {
            for ancestor in above.get(&unit).into_iter().flatten() {
                *sums.entry((*ancestor, sort)).or_default() += number;
            }
        }
        add(turn, sums).await
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

/// `year * 12 + month - 1`; [`NO_MONTH`] for no day.
pub(super) fn month_of(day: Day) -> i32 {
    day.civil().map_or(NO_MONTH, |(year, month, _)| year * 12 + month as i32 - 1)
}

/// First and last day of the month in which `day` lies.
pub(super) fn days_of_month(day: Day) -> Option<(Day, Day)> {
    let (year, month, _) = day.civil()?;
    let next = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    Some((Day::new(year, month, 1)?, Day::new(next.0, next.1, 1)?.plus(-1)))
}
