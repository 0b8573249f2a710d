//! Counts of certificates: whole months from the tallies, the days of months that a filter cuts from the rows. Several
//! counts cost one look.
//!
//! What tallies do not know (words, persons, devices, findings) is counted along the list. A test compares every count
//! with the list that it opens.

use super::filter::{CertificateFilter, FoundFilter, Words};
use super::tally::{self, NO_MONTH, days_of_month, month_of};
use crate::codes::Code;
use crate::db::Connection;
use crate::error::Result;
use crate::search::{Noun, words};
use crate::statement::{Condition, bind_all};
use crate::units;
use antin_domain::certificate::record::State;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::permission::Reach;
use std::collections::BTreeSet;

/// How many certificates [`super::list`] by name would show on all its pages.
///
/// # Errors
/// The database cannot be read.
pub async fn count(connection: &mut Connection, filter: &CertificateFilter) -> Result<i64> {
    let counts = count_many(connection, std::slice::from_ref(filter)).await?;
    Ok(counts.first().copied().unwrap_or_default())
}

/// As [`count`] for each filter, in their order. Filters of the same reach, unit and day are answered by one look.
///
/// # Errors
/// The database cannot be read.
pub async fn count_many(connection: &mut Connection, filters: &[CertificateFilter]) -> Result<Vec<i64>> {
    let mut counts = vec![None; filters.len()];
    while let Some(first) = counts.iter().position(Option::is_none) {
        let leader = &filters[first];
        let scope = if is_in_tallies(leader) { scope(connection, leader).await? } else { None };
        let Some(scope) = scope else {
            counts[first] = Some(count_rows(connection, leader, None).await?);
            continue;
        };
        let beside = |filter: &CertificateFilter| {
            is_in_tallies(filter)
                && (filter.unit, filter.as_of, &filter.reach) == (leader.unit, leader.as_of, &leader.reach)
        };
        let group: Vec<usize> = (first..filters.len()).filter(|index| beside(&filters[*index])).collect();
        let members: Vec<&CertificateFilter> = group.iter().map(|index| &filters[*index]).collect();
        let look = Look::take(connection, &scope, &members).await?;
        for index in group {
            counts[index] = Some(look.count(&filters[index]));
        }
    }
    Ok(counts.into_iter().flatten().collect())
}

/// As [`count`] where the tallies know it.
pub(super) async fn known(connection: &mut Connection, filter: &CertificateFilter) -> Result<Option<i64>> {
    Ok(if is_in_tallies(filter) { Some(count(connection, filter).await?) } else { None })
}

/// As [`count`], but a count along the list goes no further than one more than `most`: for searches of common words, whose
/// number nobody needs to the last one.
///
/// # Errors
/// The database cannot be read.
pub async fn count_up_to(connection: &mut Connection, filter: &CertificateFilter, most: u32) -> Result<i64> {
    if is_in_tallies(filter) {
        return count(connection, filter).await;
    }
    match words::sole(&filter.text).filter(|_| is_nothing_but_words(filter)) {
        Some(word) => words::count_up_to(connection, Noun::Certificate, &word, most).await,
        None => count_rows(connection, filter, Some(most)).await,
    }
}

/// Counts rows, no further than one more than `most` where that is given.
async fn count_rows(connection: &mut Connection, filter: &CertificateFilter, most: Option<u32>) -> Result<i64> {
    let words = Words::of(connection, &filter.text).await?;
    let mut condition = filter.condition(&words, "c.unit_id");
    let text = match most.map(|most| condition.number(i64::from(most) + 1)) {
        None => format!("SELECT count(*) FROM certificate c {}", condition.where_text()),
        Some(most) => {
            format!("SELECT count(*) FROM (SELECT 1 FROM certificate c {} LIMIT {most}) found", condition.where_text())
        }
    };
    number(connection, text, &condition).await
}

/// The one number that a statement gives.
pub(super) async fn number(connection: &mut Connection, text: String, condition: &Condition) -> Result<i64> {
    let (number,): (i64,) =
        on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
            .fetch_one(&mut *c)
            .await)?;
    Ok(number)
}

/// Does a filter ask only for what the tallies know?
fn is_in_tallies(filter: &CertificateFilter) -> bool {
    filter.text.trim().is_empty()
        && filter.person.is_none()
        && filter.device.is_none()
        && filter.has_open_finding.is_none()
        && filter.reach.person.is_none()
}

/// Does a filter of somebody who sees everything ask for words and for nothing else?
fn is_nothing_but_words(filter: &CertificateFilter) -> bool {
    let without = CertificateFilter { text: String::new(), as_of: Day::UNKNOWN, ..filter.clone() };
    let everything = Reach { everything: true, ..Reach::default() };
    without == CertificateFilter { reach: everything, ..CertificateFilter::default() }
}

/// The units whose tallies together are what the filter may see: they lie beside each other, none above another. None
/// where that takes more than a look.
async fn scope(connection: &mut Connection, filter: &CertificateFilter) -> Result<Option<Vec<Id>>> {
    /// A visitor with more grants than this is counted along the list.
    const MOST_TOPS: usize = 8;
    let reach = &filter.reach;
    let above_unit = match filter.unit {
        Some(unit) => units::path(connection, unit).await?,
        None => Vec::new(),
    };
    if let Some(unit) = filter.unit
        && (reach.everything || above_unit.iter().any(|above| reach.tops.contains(above)))
    {
        return Ok(Some(vec![unit]));
    }
    if reach.everything {
        return Ok(Some(units::tops(connection).await?));
    }
    if reach.tops.len() > MOST_TOPS {
        return Ok(None);
    }
    let mut scope = Vec::new();
    for top in &reach.tops {
        let path = units::path(connection, *top).await?;
        let is_below_another = path.iter().any(|above| above != top && reach.tops.contains(above));
        let is_wanted = filter.unit.is_none_or(|unit| path.contains(&unit));
        if !is_below_another && is_wanted && !scope.contains(top) {
            scope.push(*top);
        }
    }
    Ok(Some(scope))
}

/// The months of which a filter wants some days only: first and last day of each.
fn cut_months(filter: &CertificateFilter) -> BTreeSet<(Day, Day)> {
    let asks_day = filter.states.iter().any(|state| matches!(state, State::InForce | State::Expired | State::NotYet));
    let as_of = Some(filter.as_of).filter(|_| asks_day).and_then(days_of_month);
    let from = days_of_month(filter.ends_from).filter(|(first, _)| *first != filter.ends_from);
    let to = days_of_month(filter.ends_to).filter(|(_, last)| *last != filter.ends_to);
    [as_of, from, to].into_iter().flatten().collect()
}

/// Tallies know no first day: what has not begun stands among what is in force, and is told apart by this factor.
fn not_begun_sign(filter: &CertificateFilter) -> i64 {
    let has = |state| filter.states.contains(&state);
    i64::from(has(State::NotYet)) - i64::from(has(State::InForce))
}

/// Certificates that are alike: when they end, what lists say, who holds them, on which lists they stand, how many.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
struct Alike {
    /// A month in the tallies, a day in rows.
    ends: i32,
    standing: i16,
    kind: i16,
    /// 1 CA, 2 application, 4 roster.
    found: i32,
    /// Has it begun? Tallies say yes for all.
    begun: i32,
    number: i64,
}

/// What was read once to answer several counts of one scope and one day.
#[derive(Debug)]
struct Look {
    /// From the tallies, by month.
    months: Vec<Alike>,
    /// From the rows of months that are cut, by day.
    days: Vec<Alike>,
    /// Rows that would be in force had they begun, by day.
    not_begun: Vec<Alike>,
}

impl Look {
    /// Reads what these filters need; they share reach, unit and day. `scope` as [`scope`] gives it.
    async fn take(connection: &mut Connection, scope: &[Id], filters: &[&CertificateFilter]) -> Result<Look> {
        let mut look = Look { months: Vec::new(), days: Vec::new(), not_begun: Vec::new() };
        let Some(leader) = filters.first().filter(|_| !scope.is_empty()) else { return Ok(look) };
        let cuts: BTreeSet<(Day, Day)> = filters.iter().flat_map(|filter| cut_months(filter)).collect();
        let told = Told::by(filters, !cuts.is_empty());
        let mut condition = Condition::default();
        let units: Vec<String> = scope.iter().map(|unit| condition.number(unit.0)).collect();
        condition.and(&format!("unit_id IN ({})", units.join(", ")));
        let head = format!(
            "SELECT {} AS ends, {} AS standing, {} AS kind, {} AS found, 1 AS begun, CAST(sum(number) AS BIGINT) AS number
             FROM certificate_tally",
            told.ends("ends_month"),
            told.standing("standing"),
            told.kind("kind"),
            told.found("found")
        );
        look.months = alike(connection, &head, &condition).await?;

        let today = today(leader);
        let everyone =
            CertificateFilter { reach: leader.reach.clone(), unit: leader.unit, ..CertificateFilter::default() };
        let head = format!(
            "SELECT c.valid_to AS ends, {} AS standing, {} AS kind, {} AS found,
                CASE WHEN c.valid_from > {today} THEN 0 ELSE 1 END AS begun, count(*) AS number FROM certificate c",
            told.standing("c.standing"),
            told.kind("c.kind"),
            told.found("c.found_ca + 2 * c.found_registry + 4 * c.found_roster"),
        );
        for (first, last) in cuts {
            let mut condition = everyone.condition(&Words::default(), "c.unit_id + 0");
            let (first, last) = (first.number().unwrap_or_default(), last.number().unwrap_or_default());
            condition.and(&format!("c.valid_to BETWEEN {first} AND {last}"));
            look.days.extend(alike(connection, &head, &condition).await?);
        }
        if filters.iter().any(|filter| not_begun_sign(filter) != 0) {
            let mut condition = everyone.condition(&Words::default(), "c.unit_id + 0");
            condition.and(&format!("c.valid_from > {today} AND c.valid_to >= {today} AND c.standing NOT IN (2, 3)"));
            look.not_begun = alike(connection, &head, &condition).await?;
        }
        Ok(look)
    }

    /// How many the filter leaves.
    fn count(&self, filter: &CertificateFilter) -> i64 {
        let cuts: BTreeSet<i32> = cut_months(filter).into_iter().map(|(first, _)| month_of(first)).collect();
        let month = |ends: i32| month_of(Day::of_number(Some(ends)));
        let months = self
            .months
            .iter()
            .filter(|one| !cuts.contains(&one.ends) && ends_in_month(filter, one.ends) && is_alike(filter, one))
            .filter(|one| has_state_in_month(filter, one));
        let days = self
            .days
            .iter()
            .filter(|one| cuts.contains(&month(one.ends)) && ends_on_day(filter, one.ends) && is_alike(filter, one))
            .filter(|one| has_state_on_day(filter, one));
        let not_begun = self
            .not_begun
            .iter()
            .filter(|one| !cuts.contains(&month(one.ends)) && ends_on_day(filter, one.ends) && is_alike(filter, one));
        let sum = |number: i64, one: &Alike| number + one.number;
        months.fold(0, sum) + days.fold(0, sum) + not_begun_sign(filter) * not_begun.fold(0, sum)
    }
}

/// What the filters of a look ask for: what none of them asks for is not told apart.
struct Told {
    ends: bool,
    standing: bool,
    kind: bool,
    found: bool,
}

impl Told {
    fn by(filters: &[&CertificateFilter], has_cuts: bool) -> Told {
        let asks = |what: fn(&CertificateFilter) -> bool| filters.iter().any(|filter| what(filter));
        let state = asks(|filter| !filter.states.is_empty());
        Told {
            ends: has_cuts || state || asks(|filter| filter.ends_from.is_known() || filter.ends_to.is_known()),
            standing: state,
            kind: asks(|filter| !filter.kinds.is_empty()),
            found: asks(|filter| filter.found != FoundFilter::default()),
        }
    }

    fn ends(&self, column: &'static str) -> &'static str {
        if self.ends { column } else { "CAST(0 AS INTEGER)" }
    }

    fn standing(&self, column: &'static str) -> &'static str {
        if self.standing { column } else { "CAST(0 AS SMALLINT)" }
    }

    fn kind(&self, column: &'static str) -> &'static str {
        if self.kind { column } else { "CAST(0 AS SMALLINT)" }
    }

    fn found(&self, column: &'static str) -> String {
        format!("CAST({} AS INTEGER)", if self.found { column } else { "0" })
    }
}

/// Rows that are alike together, by the columns of [`Alike`] in their order.
async fn alike(connection: &mut Connection, head: &str, condition: &Condition) -> Result<Vec<Alike>> {
    let text = format!("{head} {} GROUP BY 1, 2, 3, 4, 5", condition.where_text());
    Ok(on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
        .fetch_all(&mut *c)
        .await)?)
}

/// The day of a filter as a number; an unknown day is before all others.
fn today(filter: &CertificateFilter) -> i32 {
    filter.as_of.number().unwrap_or(i32::MIN)
}

fn is_alike(filter: &CertificateFilter, one: &Alike) -> bool {
    let lists = [(filter.found.ca, 1), (filter.found.registry, 2), (filter.found.roster, 4)];
    let is_kind = filter.kinds.is_empty() || filter.kinds.iter().any(|kind| kind.code() == one.kind);
    is_kind && lists.iter().all(|(wanted, bit)| wanted.is_none_or(|wanted| wanted == (one.found & bit != 0)))
}

fn ends_in_month(filter: &CertificateFilter, month: i32) -> bool {
    let is_after = !filter.ends_from.is_known() || month >= month_of(filter.ends_from);
    is_after && (!filter.ends_to.is_known() || (0..=month_of(filter.ends_to)).contains(&month))
}

fn ends_on_day(filter: &CertificateFilter, day: i32) -> bool {
    filter.ends_from.number().is_none_or(|first| day >= first) && filter.ends_to.number().is_none_or(|last| day <= last)
}

/// The law of `CertificateRecord::state_on` for a month that ends before, or begins after, the day of the filter; whatever
/// ends later counts as begun.
fn has_state_in_month(filter: &CertificateFilter, one: &Alike) -> bool {
    let today = if filter.as_of.is_known() { month_of(filter.as_of) } else { NO_MONTH };
    let state = match one.standing {
        2 => State::Revoked,
        3 => State::Superseded,
        _ if one.ends == tally::NO_MONTH => State::Unknown,
        _ if one.ends < today => State::Expired,
        _ => State::InForce,
    };
    filter.states.is_empty() || filter.states.contains(&state)
}

/// The law of `CertificateRecord::state_on` for a day.
fn has_state_on_day(filter: &CertificateFilter, one: &Alike) -> bool {
    let state = match one.standing {
        2 => State::Revoked,
        3 => State::Superseded,
        _ if one.ends < today(filter) => State::Expired,
        _ if one.begun == 0 => State::NotYet,
        _ => State::InForce,
    };
    filter.states.is_empty() || filter.states.contains(&state)
}
