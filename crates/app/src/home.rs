//! Home: what needs attention, what is all clear, and how many of everything there are.
//!
//! Every number is counted by the query of the list that it opens; there is no other way to make one.

use crate::certificates::{self, FoundIn, Query};
use crate::context::Context;
use crate::error::AppError;
use crate::visitor::Visitor;
use antin_domain::certificate::record::State;
use antin_domain::day::Day;
use antin_domain::permission::Act;

/// Months that the chart of the home page shows.
pub const MONTHS: usize = 12;

/// How urgent something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// It is wrong now.
    Bad,
    /// It will be.
    Warn,
    /// It is only good to know.
    Plain,
}

/// A number and the list that it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    /// Key of its sentence is `page-tile-` and this.
    pub name: &'static str,
    /// How urgent it is.
    pub urgency: Urgency,
    /// The list.
    pub query: Query,
    /// Its length.
    pub count: i64,
}

/// The home page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// What needs attention, the urgent first; only what there is.
    pub attention: Vec<Tile>,
    /// How many of everything there are.
    pub totals: Vec<Tile>,
    /// Certificates that end in each of the coming months.
    pub months: Vec<Tile>,
}

/// The home page; none for who may not see any certificate (an administrator).
///
/// # Errors
/// The database cannot be read.
pub async fn home(context: &Context, visitor: &Visitor) -> Result<Option<Home>, AppError> {
    if !visitor.may_somewhere(Act::ReadCertificate) {
        return Ok(None);
    }
    let (attention, totals) = (attention(context.soon_days()), totals(context.soon_days()));
    let (urgent, plain) = (attention.len(), totals.len());
    let all = [attention, totals, months(context.today(), MONTHS)].concat();
    let mut attention = counted(context, visitor, all).await?;
    let mut totals = attention.split_off(urgent);
    let months = totals.split_off(plain);
    attention.retain(|tile| tile.count > 0);
    Ok(Some(Home { attention, totals, months }))
}

/// The lists of coming months, the present one first.
///
/// # Errors
/// The visitor may not.
pub async fn coming_months(
    context: &Context,
    visitor: &Visitor,
    unit: Option<antin_domain::id::Id>,
    count: usize,
) -> Result<Vec<Tile>, AppError> {
    let mut tiles = months(context.today(), count);
    tiles.iter_mut().for_each(|tile| tile.query.unit = unit);
    counted(context, visitor, tiles).await
}

fn attention(soon: Option<i32>) -> Vec<Tile> {
    let all = Query::default();
    let mut tiles = vec![
        tile("findings", Urgency::Bad, Query { finding: Some(true), ..all.clone() }),
        tile(
            "off-roster",
            Urgency::Bad,
            Query { state: Some(State::InForce), found: Some(FoundIn::NotOnRoster), ..all.clone() },
        ),
        tile(
            "ca-only",
            Urgency::Warn,
            Query { state: Some(State::InForce), found: Some(FoundIn::CaOnly), ..all.clone() },
        ),
        tile(
            "registry-only",
            Urgency::Warn,
            Query { state: Some(State::InForce), found: Some(FoundIn::RegistryOnly), ..all.clone() },
        ),
    ];
    // Where no policy says what "soon" is, nothing is said of it.
    tiles.extend(soon.map(|days| tile("soon", Urgency::Warn, Query { within: Some(days), by_end: true, ..all })));
    tiles
}

fn totals(soon: Option<i32>) -> Vec<Tile> {
    let of = |state: State, name| tile(name, Urgency::Plain, Query { state: Some(state), ..Query::default() });
    let mut tiles = vec![of(State::InForce, "in-force")];
    let query = |days| Query { within: Some(days), by_end: true, ..Query::default() };
    tiles.extend(soon.map(|days| tile("soon-total", Urgency::Plain, query(days))));
    tiles.extend([
        of(State::Expired, "expired"),
        of(State::Revoked, "revoked"),
        tile("all", Urgency::Plain, Query::default()),
    ]);
    tiles
}

fn months(today: Day, count: usize) -> Vec<Tile> {
    let Some((year, month, _)) = today.civil() else { return Vec::new() };
    let place = |index: usize| {
        let months = month as usize - 1 + index;
        (year + (months / 12) as i32, (months % 12) as u32 + 1)
    };
    let of = |index| {
        let query = Query { month: Some(place(index)), state: Some(State::InForce), by_end: true, ..Query::default() };
        tile("month", Urgency::Plain, query)
    };
    (0..count).map(of).collect()
}

fn tile(name: &'static str, urgency: Urgency, query: Query) -> Tile {
    Tile { name, urgency, query, count: 0 }
}

async fn counted(context: &Context, visitor: &Visitor, mut tiles: Vec<Tile>) -> Result<Vec<Tile>, AppError> {
    let queries: Vec<&Query> = tiles.iter().map(|tile| &tile.query).collect();
    let counts = certificates::count_many(context, visitor, &queries).await?;
    tiles.iter_mut().zip(counts).for_each(|(tile, count)| tile.count = count);
    Ok(tiles)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_go_over_the_end_of_the_year() {
        let tiles = months(Day::new(2024, 11, 30).unwrap(), 3);
        let months: Vec<_> = tiles.iter().filter_map(|tile| tile.query.month).collect();
        assert_eq!(months, [(2024, 11), (2024, 12), (2025, 1)]);
    }
}
