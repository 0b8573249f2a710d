//! Cells merged over several rows of the data: what stands in the first row counts for those below it.

use std::collections::BTreeMap;

use antin_domain::message::Message;

use crate::column::Column;

use super::heading::{Merge, Reading};

/// As many cells merged downwards as are kept of all sheets together.
pub const MOST: u64 = 4 << 20;

/// Fills the rows of one sheet, which come in its order.
pub struct Filling<'a> {
    reading: &'a Reading,
    /// Those of the data, the uppermost first.
    merges: Vec<Merge>,
    /// The first of `merges` that no row has reached yet.
    next: usize,
    /// By column, what reaches down from the rows above.
    above: BTreeMap<usize, Above>,
    /// By column, how many cells were filled.
    filled: BTreeMap<usize, usize>,
}

/// A merged cell whose first row has passed.
struct Above {
    last: u32,
    text: String,
}

impl<'a> Filling<'a> {
    /// Fills by those of `merges` that begin below row `last`, the last one above the data.
    pub fn new(merges: &[Merge], reading: &'a Reading, last: u32) -> Self {
        let counts = |merge: &&Merge| {
            let column = merge.columns.0;
            merge.rows.0 > last && (takes(reading, column) || meaning(reading, column) == Some(Column::Serial))
        };
        let mut merges: Vec<Merge> = merges.iter().filter(counts).copied().collect();
        merges.sort_by_key(|merge| (merge.rows.0, merge.columns.0));
        Self { reading, merges, next: 0, above: BTreeMap::new(), filled: BTreeMap::new() }
    }

    /// Fills the blank cells of row `row` of the sheet that belong to cells merged downwards.
    pub fn apply(&mut self, row: u32, cells: &mut Vec<String>) {
        self.above.retain(|_, above| above.last >= row);
        if self.is_record(cells) {
            self.fill(cells);
        }
        while let Some(merge) = self.merges.get(self.next).filter(|merge| merge.rows.0 <= row) {
            self.next += 1;
            let column = merge.columns.0;
            // The first row itself may have been blank, and then it was not given here.
            let text = cells.get(column).filter(|_| merge.rows.0 == row).cloned().unwrap_or_default();
            self.above.insert(column, Above { last: merge.rows.1, text });
        }
    }

    /// Whether a row has more of its own than a running number, and is no second line of the record above it: two lines
    /// under one serial are one certificate.
    fn is_record(&self, cells: &[String]) -> bool {
        let has_own = |(index, cell): (usize, &String)| {
            !cell.trim().is_empty() && meaning(self.reading, index) != Some(Column::Ordinal)
        };
        let under_serial = |column: &usize| meaning(self.reading, *column) == Some(Column::Serial);
        !self.above.is_empty() && cells.iter().enumerate().any(has_own) && !self.above.keys().any(under_serial)
    }

    fn fill(&mut self, cells: &mut Vec<String>) {
        for (&column, above) in self.above.iter().filter(|(_, above)| !above.text.trim().is_empty()) {
            if cells.get(column).is_some_and(|cell| !cell.trim().is_empty()) {
                continue;
            }
            if cells.len() <= column {
                cells.resize(column + 1, String::new());
            }
            cells[column].clone_from(&above.text);
            *self.filled.entry(column).or_default() += 1;
        }
    }

    /// Says what was filled.
    pub fn note(&self) -> Option<Message> {
        let heading = |column: &usize| self.reading.texts.get(*column).map_or("", String::as_str);
        let headings: Vec<&str> = self.filled.keys().map(heading).collect();
        let note = Message::new("lists-filled-down").with("cells", self.filled.values().sum::<usize>());
        (!headings.is_empty()).then(|| note.with("headings", headings.join(", ")))
    }
}

/// Whether a column is filled: one that is read, and does not number or name the single record.
fn takes(reading: &Reading, column: usize) -> bool {
    use Column::{Ordinal, PreviousSerial, Serial};
    let takes = |meaning: Column| !matches!(meaning, Ordinal | PreviousSerial | Serial);
    reading.given_name == Some(column) || meaning(reading, column).is_some_and(takes)
}

fn meaning(reading: &Reading, column: usize) -> Option<Column> {
    reading.meanings.get(column).copied().flatten()
}
