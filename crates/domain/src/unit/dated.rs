//! A unit as the registry keeps it: a code that stays, names and parents that have their days, successors.
//!
//! > domain.md 3: "Cục Thuế" is the provincial body before 1/3/2025 and the national one after: a unit is a dated entity
//! > with a code, not a string.

use crate::day::Day;
use crate::id::Id;
use crate::row::UnitRow;

/// A unit with everything that was ever true of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatedUnit {
    /// Number in the registry.
    pub id: Id,
    /// Code; stays the same whatever the name.
    pub code: String,
    /// Names, each with its days.
    pub names: Vec<DatedName>,
    /// The unit above; none for the top.
    pub parent: Option<Id>,
    /// Units that took over when this one ended.
    pub successors: Vec<Id>,
}

/// A name and the days on which it was borne.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatedName {
    /// The name.
    pub name: String,
    /// First day; unknown where no list says.
    pub from: Day,
    /// Last day; unknown while it lasts.
    pub to: Day,
}

impl DatedName {
    /// Was the name borne on `day`?
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.from <= day && (!self.to.is_known() || self.to >= day)
    }
}

impl DatedUnit {
    /// The name borne on `day`; before the first and after the last one, the last one.
    #[must_use]
    pub fn name_on(&self, day: Day) -> &str {
        let holding = self.names.iter().filter(|name| name.holds_on(day)).max_by_key(|name| name.from);
        holding.or_else(|| self.names.iter().max_by_key(|name| name.from)).map_or("", |name| &name.name)
    }

    /// The last day of the unit, if every name of it has ended.
    #[must_use]
    pub fn ended(&self) -> Option<Day> {
        let last = self.names.iter().map(|name| name.to).max()?;
        self.names.iter().all(|name| name.to.is_known()).then_some(last)
    }

    /// The rows of a list of units that say the same, as [`super::Directory`] reads them. `code_of` gives the code of
    /// another unit; a unit without code there is left out.
    #[must_use]
    pub fn rows(&self, code_of: impl Fn(Id) -> Option<String>) -> Vec<UnitRow> {
        let parent = self.parent.and_then(&code_of).unwrap_or_default();
        let successors: Vec<String> = self.successors.iter().filter_map(|&id| code_of(id)).collect();
        let rows = self.names.iter().enumerate().map(|(index, name)| UnitRow {
            row: index as u32 + 1,
            code: self.code.clone(),
            name: name.name.clone(),
            from: name.from,
            to: name.to,
            parent: parent.clone(),
            successor: successors.join(";"),
        });
        rows.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Directory;
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text.as_bytes()).unwrap_or_default()
    }

    fn unit(id: i64, code: &str, names: &[(&str, &str, &str)], successors: &[i64]) -> DatedUnit {
        let dated =
            |&(name, from, to): &(&str, &str, &str)| DatedName { name: name.into(), from: day(from), to: day(to) };
        DatedUnit {
            id: Id(id),
            code: code.into(),
            names: names.iter().map(dated).collect(),
            parent: None,
            successors: successors.iter().map(|&id| Id(id)).collect(),
        }
    }

    #[test]
    fn a_name_has_its_days() {
        let one = unit(1, "A", &[("Cục Thuế A", "", "28/02/2025"), ("Thuế tỉnh A", "01/03/2025", "")], &[]);
        assert_eq!(one.name_on(day("28/02/2025")), "Cục Thuế A");
        assert_eq!(one.name_on(day("01/03/2025")), "Thuế tỉnh A");
        assert_eq!(one.ended(), None);
        assert_eq!(unit(2, "B", &[("B", "", "28/02/2025")], &[]).ended(), Some(day("28/02/2025")));
    }

    #[test]
    fn the_directory_of_a_review_is_made_of_dated_units() {
        let old = unit(1, "A", &[("Chi cục Thuế A", "01/01/2010", "28/02/2025")], &[2]);
        let new = unit(2, "B", &[("Thuế cơ sở B", "01/03/2025", "")], &[]);
        let code_of = |id: Id| Some(if id == Id(1) { "A".to_owned() } else { "B".to_owned() });
        let rows: Vec<UnitRow> = [&old, &new].iter().flat_map(|unit| unit.rows(code_of)).collect();
        let directory = Directory::new(&rows, day("01/07/2025"));
        let of = |name: &str| directory.resolve(name, None).unit.unwrap();
        assert!(directory.leads(of("Chi cục Thuế A"), of("Thuế cơ sở B")));
        assert_eq!(directory.keeper(of("Chi cục Thuế A")), of("Thuế cơ sở B"));
    }
}
