//! Lists in another order, and their result in the row numbers of the first one.

use super::runs::{Line, ROWS};
use antin_testkit::office::Office;
use antin_testkit::office::dice::Dice;
use unicode_normalization::UnicodeNormalization;

/// For each of the CA's list, the registry and the roster: where row `i` of the new list stood in the first one.
pub struct Orders([Vec<usize>; 3]);

impl Orders {
    /// Shuffles the rows of all lists of `office`.
    pub fn shuffle(office: &mut Office, dice: &mut Dice) -> Orders {
        let orders = office.tables_mut().map(|table| {
            let order = dice.order(table.rows.len());
            table.reorder(&order);
            order
        });
        let [ca, registry, roster, _, _] = orders;
        Orders([ca, registry, roster])
    }

    /// The lists were changed by hand; rows are given as in `shuffle`.
    pub fn of(orders: [Vec<usize>; 3]) -> Orders {
        Orders(orders)
    }
}

/// The lines with the row numbers of the first lists: sorted, each once.
pub fn with_original_rows(lines: &[Line], Orders(orders): &Orders) -> Vec<Line> {
    let mut lines = lines.to_vec();
    for line in &mut lines {
        for (column, order) in ROWS.into_iter().zip(orders) {
            // The headings are row 1 of the sheet.
            let row = |text: &str| order[text.parse::<usize>().unwrap() - 2] + 2;
            let mut rows: Vec<usize> = line[column].split('|').filter(|text| !text.is_empty()).map(row).collect();
            rows.sort_unstable();
            rows.dedup();
            line[column] = rows.iter().map(ToString::to_string).collect::<Vec<_>>().join("|");
        }
    }
    lines
}

/// The lines with composed accents.
pub fn composed(lines: &[Line]) -> Vec<Line> {
    lines.iter().map(|line| line.iter().map(|cell| cell.nfc().collect()).collect()).collect()
}

/// Panics with the first lines that differ.
pub fn compare(expected: &[Line], found: &[Line]) {
    let pairs = expected.iter().zip(found).filter(|(expected, found)| expected != found);
    let different: Vec<String> = pairs.take(5).map(|(one, other)| format!("  {one:?}\n  {other:?}")).collect();
    assert!(different.is_empty(), "expected, found:\n{}", different.join("\n\n"));
    assert_eq!(expected.len(), found.len(), "number of cases");
}
