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
        let above = above(turn, &units.into_iter().collect::<Vec<_>>()).await?;
        let mut sums: BTreeMap<(i64, Sort), i64> = BTreeMap::new();
        for ((unit, sort), number) in self.0.into_iter().filter(|(_, number)| *number != 0) {
            for one in above.get(&unit).into_iter().flatten().chain([&unit]) {
                *sums.entry((*one, sort)).or_default() += number;
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

/// What units hold that come to stand elsewhere in one act, and above whom they stood before it.
///
/// All that changes is written once, when every unit stands where it shall: PostgreSQL keeps every former state of a row
/// until the act ends and walks through all of them, and the tallies of the top change with each of 700 units.
pub(crate) struct Moves {
    units: Vec<i64>,
    /// For each unit, what it and those below it hold, without those that move by themselves: each certificate that
    /// moves is in one of them.
    held: BTreeMap<(i64, Sort), i64>,
    above: HashMap<i64, Vec<i64>>,
}

impl Moves {
    /// What `units` hold now, before any of them moves.
    ///
    /// # Errors
    /// The database cannot be read.
    pub(crate) async fn of(turn: &mut Upkeep, units: Vec<i64>) -> Result<Moves> {
        let above = above(turn, &units).await?;
        let moving: BTreeSet<i64> = units.iter().copied().collect();
        let text = "SELECT unit_id, ends_month, standing, kind, found, number FROM certificate_tally
            WHERE unit_id IN ({keys})";
        let tallies: Vec<(i64, i32, i16, i16, i16, i64)> = among::select(turn, text, &units).await?;
        let mut held: BTreeMap<(i64, Sort), i64> = BTreeMap::new();
        for (unit, month, standing, kind, found, number) in tallies {
            let sort = (month, standing, kind, found);
            *held.entry((unit, sort)).or_default() += number;
            // The nearest unit above that moves too leaves it out.
            if let Some(&next) = above.get(&unit).and_then(|above| above.iter().find(|unit| moving.contains(unit))) {
                *held.entry((next, sort)).or_default() -= number;
            }
        }
        Ok(Moves { units, held, above })
    }

    /// Writes what changed, now that all of them stand where they shall.
    ///
    /// # Errors
    /// The database cannot be read or written.
    pub(crate) async fn write(self, turn: &mut Upkeep) -> Result<()> {
        let now = above(turn, &self.units).await?;
        let mut sums: BTreeMap<(i64, Sort), i64> = BTreeMap::new();
        for ((unit, sort), number) in self.held {
            for (above, sign) in [(&self.above, -1), (&now, 1)] {
                for ancestor in above.get(&unit).into_iter().flatten() {
                    *sums.entry((*ancestor, sort)).or_default() += sign * number;
                }
            }
        }
        add(turn, sums).await
    }
}

/// For each of `units` all above it, the nearest first.
async fn above(turn: &mut Upkeep, units: &[i64]) -> Result<HashMap<i64, Vec<i64>>> {
    let text = "SELECT unit_id, ancestor_id FROM unit_below WHERE unit_id IN ({keys}) AND depth > 0 ORDER BY depth";
    let rows: Vec<(i64, i64)> = among::select(turn, text, units).await?;
    let mut above: HashMap<i64, Vec<i64>> = HashMap::new();
    for (unit, ancestor) in rows {
        above.entry(unit).or_default().push(ancestor);
    }
    Ok(above)
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
