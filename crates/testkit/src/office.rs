//! A small tax department that never was: its five lists, with the mistakes that real lists have.
//!
//! The same number of people and the same seed give the same lists. Nobody in them exists: names are put together from
//! short lists of words, numbers are drawn. [`form`] writes a list in any of the forms that offices use.

mod certificates;
pub mod dice;
pub mod form;
pub(crate) mod people;
mod slips;
mod units;

use antin_domain::day::Day;
use dice::Dice;

/// The day the lists speak of.
pub const AS_OF: &str = "2024-06-14";

/// The five lists of an office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// What the CA believes.
    pub ca_list: Table,
    /// What the office believes.
    pub registry: Table,
    /// Who works where.
    pub roster: Table,
    /// Units, with former names, and those that ended.
    pub units: Table,
    /// Requests sent.
    pub sent: Table,
}

/// One list: its headings and its rows. The first column is the running number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The option of the command that takes it, and the beginning of its file's name.
    pub name: &'static str,
    /// Headings.
    pub heading: Vec<String>,
    /// Rows, as many cells as headings.
    pub rows: Vec<Vec<String>>,
}

impl Office {
    /// The lists of an office of so many people.
    #[must_use]
    pub fn new(people: usize, seed: u64) -> Office {
        let mut dice = Dice::new(seed);
        let units = units::draw(people, &mut dice);
        let people = people::draw(people, &units, &mut dice);
        let mut lists = certificates::Lists::default();
        for person in &people {
            certificates::of_person(person, &units, &mut lists, &mut dice);
        }
        for unit in &units {
            certificates::of_unit(unit, &mut lists, &mut dice);
        }
        let roster = people.iter().filter(|person| person.on_roster).map(people::Person::roster_row).collect();
        let mut office = Office {
            ca_list: Table::new("ca-list", certificates::CA_HEADING, lists.ca),
            registry: Table::new("registry", certificates::REGISTRY_HEADING, lists.registry),
            roster: Table::new("roster", people::HEADING, roster),
            units: Table::new("units", units::HEADING, units.iter().flat_map(units::Unit::rows).collect()),
            sent: Table::new("sent", certificates::SENT_HEADING, lists.sent),
        };
        for table in office.tables_mut() {
            // No list keeps the order of another.
            if table.name != "units" {
                dice.shuffle(&mut table.rows);
            }
            table.count();
        }
        office
    }

    /// The lists in the order of the command's options.
    #[must_use]
    pub fn tables(&self) -> [&Table; 5] {
        [&self.ca_list, &self.registry, &self.roster, &self.units, &self.sent]
    }

    /// The lists, to be changed.
    pub fn tables_mut(&mut self) -> [&mut Table; 5] {
        [&mut self.ca_list, &mut self.registry, &mut self.roster, &mut self.units, &mut self.sent]
    }
}

impl Table {
    /// A list called `name`; `heading` separates the headings by commas.
    #[must_use]
    pub fn new(name: &'static str, heading: &str, rows: Vec<Vec<String>>) -> Table {
        Table { name, heading: heading.split(',').map(str::to_owned).collect(), rows }
    }

    /// Numbers the rows from 1 in the first column, where that is the running number.
    pub fn count(&mut self) {
        if self.heading.first().is_some_and(|heading| heading == "STT") {
            for (index, row) in self.rows.iter_mut().enumerate() {
                row[0] = (index + 1).to_string();
            }
        }
    }

    /// Puts row `order[i]` at place `i`, cells and running numbers alike.
    pub fn reorder(&mut self, order: &[usize]) {
        self.rows = order.iter().map(|&row| self.rows[row].clone()).collect();
    }

    /// Puts column `order[i]` at place `i`.
    pub fn reorder_columns(&mut self, order: &[usize]) {
        let reordered = |cells: &[String]| order.iter().map(|&column| cells[column].clone()).collect::<Vec<_>>();
        self.heading = reordered(&self.heading);
        self.rows = self.rows.iter().map(|row| reordered(row)).collect();
    }
}

/// The day the lists speak of.
fn today() -> Day {
    Day::parse(AS_OF.as_bytes()).unwrap_or_default()
}

/// Cells from texts.
fn cells<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(str::to_owned).into()
}

/// A day as lists write it: `14/06/2024`.
fn written(day: Day) -> String {
    day.civil().map_or_else(String::new, |(year, month, day)| format!("{day:02}/{month:02}/{year}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_office() {
        assert_eq!(Office::new(50, 7), Office::new(50, 7));
        assert_ne!(Office::new(50, 7), Office::new(50, 8));
    }

    #[test]
    fn every_row_has_a_cell_for_every_heading() {
        let office = Office::new(300, 1);
        for table in office.tables() {
            assert!(!table.rows.is_empty(), "{}", table.name);
            for row in &table.rows {
                assert_eq!(row.len(), table.heading.len(), "{}: {row:?}", table.name);
            }
        }
        let people = office.roster.rows.len();
        assert!((280..=300).contains(&people), "{people}");
        assert!(office.ca_list.rows.len() > people && office.registry.rows.len() > people * 8 / 10);
    }
}
