//! What all sections of a file say of all objects: one table for all revisions, sixteen bytes for each entry.
//!
//! A file of a million objects needs 16 MB here, however many revisions it has and are looked at.

use super::Entry;
use crate::pdf::parse::Damage;

/// One entry of one section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Row {
    number: u32,
    /// The newest section is 0.
    section: u16,
    generation: u16,
    place: u64,
}

/// No place: the object is free.
const FREE: u64 = u64::MAX;

/// In an object stream, whose number stands in the lower half.
const PACKED: u64 = 1 << 62;

impl Row {
    pub fn new(number: u32, section: u16, entry: Entry) -> Row {
        let (generation, place) = match entry {
            Entry::Free => (0, FREE),
            Entry::At { offset, generation } if (offset as u64) < PACKED => (generation, offset as u64),
            // No file is as long: nothing stands there.
            Entry::At { .. } => (0, FREE),
            Entry::In { stream } => (0, PACKED | u64::from(stream)),
        };
        Row { number, section, generation, place }
    }

    fn entry(&self) -> Entry {
        match self.place {
            FREE => Entry::Free,
            place if place & PACKED != 0 => Entry::In { stream: place as u32 },
            place => Entry::At { offset: place as usize, generation: self.generation },
        }
    }
}

/// The rows of one section in the order of numbers.
///
/// # Errors
/// An object stands in it twice.
pub(super) fn sorted(mut rows: Vec<Row>, offset: usize) -> Result<Vec<Row>, Damage> {
    rows.sort_unstable();
    match rows.windows(2).any(|pair| pair[0].number == pair[1].number) {
        true => Err(Damage { what: "an object twice in one cross-reference section", at: offset }),
        false => Ok(rows),
    }
}

/// Adds what the hidden stream of a hybrid says of objects that the table leaves out or calls free.
///
/// # Errors
/// None that [`sorted`] did not find.
pub(super) fn merged(mut shown: Vec<Row>, hidden: &[Row], offset: usize) -> Result<Vec<Row>, Damage> {
    let known = shown.len();
    for row in hidden {
        match shown[..known].binary_search_by_key(&row.number, |row| row.number) {
            Ok(at) if shown[at].place == FREE => shown[at] = *row,
            Ok(_) => {}
            Err(_) => shown.push(*row),
        }
    }
    sorted(shown, offset)
}

/// The rows of all sections.
#[derive(Debug, Default)]
pub struct Rows(Vec<Row>);

impl Rows {
    pub(super) fn of(mut rows: Vec<Row>) -> Rows {
        rows.sort_unstable();
        Rows(rows)
    }

    /// What the revision that ends with section number `newest` says of an object.
    #[must_use]
    pub fn entry(&self, number: u32, newest: usize) -> Option<Entry> {
        let wanted = (number, newest);
        let at = self.0.partition_point(|row| (row.number, usize::from(row.section)) < wanted);
        self.0.get(at).filter(|row| row.number == number).map(Row::entry)
    }

    /// The highest number that any section speaks of.
    #[must_use]
    pub fn highest(&self) -> Option<u32> {
        self.0.last().map(|row| row.number)
    }

    /// Where objects begin that any section speaks of, in the order of the file.
    #[must_use]
    pub fn offsets(&self) -> Vec<usize> {
        let places = self.0.iter().filter_map(|row| match row.entry() {
            Entry::At { offset, .. } => Some(offset),
            _ => None,
        });
        let mut places: Vec<usize> = places.collect();
        places.sort_unstable();
        places.dedup();
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revision_sees_its_own_entry_and_no_later_one() {
        let at = |offset| Entry::At { offset, generation: 0 };
        let rows = vec![
            Row::new(5, 1, at(10)),
            Row::new(7, 0, Entry::In { stream: 5 }),
            Row::new(5, 0, Entry::Free),
            Row::new(9, 2, at(30)),
        ];
        let rows = Rows::of(rows);
        assert_eq!(rows.entry(5, 0), Some(Entry::Free));
        assert_eq!(rows.entry(5, 1), Some(at(10)));
        assert_eq!((rows.entry(5, 2), rows.entry(6, 0), rows.entry(7, 1)), (None, None, None));
        assert_eq!((rows.entry(7, 0), rows.entry(9, 0)), (Some(Entry::In { stream: 5 }), Some(at(30))));
        assert_eq!((rows.highest(), rows.offsets()), (Some(9), vec![10, 30]));
    }

    #[test]
    fn a_row_takes_sixteen_bytes() {
        assert_eq!(size_of::<Row>(), 16);
    }
}
