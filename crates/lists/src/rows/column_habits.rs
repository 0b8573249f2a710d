//! Habits of a whole column that no single cell gives away: serials written in decimal, days with the month first.
//!
//! > domain.md 7.5: decimal serials; 7.7: US-locale flips (03/04): never guess day and month when the column shows no proof.

use crate::column::Column;
use crate::open::{Format, Opened};
use antin_domain::serial::SerialCell;
use std::collections::BTreeSet;

/// Rows looked at before a list is read.
pub(crate) const SAMPLED: usize = 1000;
/// Fewer serials than this prove nothing: one in twenty short hex serials has digits only.
const FEWEST: usize = 5;

/// What the columns of a list do.
#[derive(Clone, Debug, Default)]
pub(crate) struct Habits {
    /// Serials are decimal numbers: none of them has a letter.
    pub(crate) decimal_serials: bool,
    /// Columns in which days have the month first: often enough the second number is above 12, nowhere the first.
    pub(crate) month_first: Vec<Column>,
}

impl Habits {
    /// By the first `most` rows.
    pub(crate) fn of(opened: &Opened, days: &[Column], most: usize) -> Habits {
        let rows: Vec<Vec<String>> = opened.sample(most).into_iter().map(|(_, cells)| cells).collect();
        let cells = |column: Column| {
            let at = opened.column(column);
            rows.iter().filter_map(move |row| row.get(at?)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
        };
        let serials: Vec<SerialCell> = cells(Column::Serial)
            .map(|cell| SerialCell::parse(cell.as_bytes()))
            .filter(SerialCell::is_readable)
            .collect();
        // In a workbook a day may be a real one, which says nothing of how people write: one text proves less there.
        let least = if matches!(opened.format, Format::Csv { .. }) { 1 } else { 2 };
        let month_first = |&&column: &&Column| is_month_first(&cells(column).collect::<Vec<_>>(), least);
        Habits {
            decimal_serials: serials.len() >= FEWEST && serials.iter().all(|cell| cell.hex.decimal_reading().is_some()),
            month_first: days.iter().filter(month_first).copied().collect(),
        }
    }
}

/// Is the month the first number throughout? One cell that only fits so is as likely a slip of the hand: in a column that
/// really is written so, more than half of its days prove it. A day that stands in many rows is one proof.
fn is_month_first(cells: &[&str], least: usize) -> bool {
    let dates: Vec<(&str, (u32, u32))> = cells.iter().filter_map(|cell| Some((*cell, two_numbers(cell)?))).collect();
    let proves = |date: &&(&str, (u32, u32))| date.1.1 > 12;
    let rows = dates.iter().filter(proves).count();
    let distinct: BTreeSet<(&str, (u32, u32))> = dates.iter().copied().collect();
    let proofs = distinct.iter().filter(proves).count();
    proofs >= least
        && rows * 10 >= dates.len()
        && proofs * 5 >= distinct.len()
        && !dates.iter().any(|date| date.1.0 > 12)
}

/// The first two numbers of `06/14/2024`.
fn two_numbers(cell: &str) -> Option<(u32, u32)> {
    let mut parts = cell.split(['/', '-', '.']);
    let (first, second) = (parts.next()?, parts.next()?);
    parts.next().filter(|_| first.len() <= 2 && second.len() <= 2)?;
    Some((first.parse().ok()?, second.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::is_month_first;

    #[test]
    fn one_slip_turns_no_column() {
        assert!(is_month_first(&["06/14/2024", "03/04/2024", "12/25/2024"], 1));
        assert!(is_month_first(&["6/14/2024 12:00:00 AM"], 1));
        assert!(!is_month_first(&["06/14/2024", "14/06/2024"], 1), "each way once");
        assert!(!is_month_first(&["03/04/2024", "05/06/2024"], 1), "no proof");
        assert!(!is_month_first(&["06/12/2024", "12/25/2024"], 2), "one text beside real days of a workbook");
        let one_batch: Vec<&str> = std::iter::repeat_n("06/12/2024", 199).chain(["12/25/2024"]).collect();
        assert!(!is_month_first(&one_batch, 1), "one slip in 200 rows of one batch");
        let firsts = ["01/07/2024", "01/08/2024", "01/09/2024", "01/10/2024", "01/11/2024", "01/30/2024"];
        assert!(!is_month_first(&firsts, 1), "days of retirement are the first of a month");
    }
}
