//! Habits of a whole column that no single cell gives away: serials written in decimal, days with the month first.
//!
//! > domain.md 7.5: decimal serials; 7.7: US-locale flips (03/04): never guess day and month when the column shows no proof.

use crate::column::Column;
use crate::open::Opened;
use antin_domain::serial::SerialCell;

/// Rows looked at.
const SAMPLED: usize = 1000;
/// Fewer serials than this prove nothing: one in twenty short hex serials has digits only.
const FEWEST: usize = 5;

/// What the columns of a list do.
#[derive(Clone, Debug, Default)]
pub(crate) struct Habits {
    /// Serials are decimal numbers: none of them has a letter.
    pub(crate) decimal_serials: bool,
    /// Columns in which days have the month first: somewhere the second number is above 12, nowhere the first.
    pub(crate) month_first: Vec<Column>,
}

impl Habits {
    pub(crate) fn of(opened: &Opened, days: &[Column]) -> Habits {
        let rows: Vec<Vec<String>> = opened.sample(SAMPLED).into_iter().map(|(_, cells)| cells).collect();
        let cells = |column: Column| {
            let at = opened.column(column);
            rows.iter().filter_map(move |row| row.get(at?)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
        };
        let serials: Vec<SerialCell> = cells(Column::Serial)
            .map(|cell| SerialCell::parse(cell.as_bytes()))
            .filter(SerialCell::is_readable)
            .collect();
        let month_first = |&&column: &&Column| {
            let numbers: Vec<(u32, u32)> = cells(column).filter_map(two_numbers).collect();
            numbers.iter().any(|two| two.1 > 12) && !numbers.iter().any(|two| two.0 > 12)
        };
        Habits {
            decimal_serials: serials.len() >= FEWEST && serials.iter().all(|cell| cell.hex.decimal_reading().is_some()),
            month_first: days.iter().filter(month_first).copied().collect(),
        }
    }
}

/// The first two numbers of `06/14/2024`.
fn two_numbers(cell: &str) -> Option<(u32, u32)> {
    let mut parts = cell.split(['/', '-', '.']);
    let (first, second) = (parts.next()?, parts.next()?);
    parts.next().filter(|_| first.len() <= 2 && second.len() <= 2)?;
    Some((first.parse().ok()?, second.parse().ok()?))
}
