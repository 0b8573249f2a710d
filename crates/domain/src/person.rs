//! People as the registry keeps them: who they are, and which positions they held from when to when.
//!
//! > domain.md 10.1: Person, Employment (unit, position, dates). > domain.md 2.9: personal data is shown only as far as needed.

use crate::certificate::Employment;
use crate::day::{Birthday, Day};
use crate::id::Id;

/// A person of the sector; nobody is ever deleted, a person leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Number in the registry.
    pub id: Id,
    /// Code of the staff records; blank where there is none.
    pub code: String,
    /// Full name as written on the roster.
    pub name: String,
    /// Birthday, as far as known.
    pub birthday: Birthday,
    /// Personal identity number (CCCD, else CMND) in digits; blank where unknown. Shown through [`masked`] only.
    pub id_number: String,
    /// Official e-mail; blank where unknown.
    pub email: String,
    /// Does the person work in the sector?
    pub employment: Employment,
    /// Since when `employment` holds; unknown where no list says.
    pub employment_from: Day,
    /// Positions, present and past.
    pub positions: Vec<Position>,
}

/// One position that a person holds or held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The unit.
    pub unit: Id,
    /// The position as written: "Phó Đội trưởng".
    pub title: String,
    /// First day; unknown where no list says.
    pub from: Day,
    /// Last day; unknown while it lasts.
    pub to: Day,
}

impl Person {
    /// The position held on `day`: the latest one that had begun and not ended.
    #[must_use]
    pub fn position_on(&self, day: Day) -> Option<&Position> {
        let held = self.positions.iter().filter(|position| position.holds_on(day));
        held.max_by_key(|position| position.from)
    }
}

impl Position {
    /// Had it begun by `day`, and not ended before? A blank first day counts as begun, a blank last day as lasting.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.from <= day && (!self.to.is_known() || self.to >= day)
    }
}

/// An identity number with all but its last four digits hidden: `079185000123` → `••••••••0123`.
///
/// A number of four digits or less is hidden whole: the rest of it would be the number.
#[must_use]
pub fn masked(id_number: &str) -> String {
    let length = id_number.chars().count();
    let hidden = if length <= 4 { length } else { length - 4 };
    id_number.chars().enumerate().map(|(index, c)| if index < hidden { '•' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text.as_bytes()).unwrap_or_default()
    }

    fn position(unit: i64, from: &str, to: &str) -> Position {
        Position { unit: Id(unit), title: "Chuyên viên".into(), from: day(from), to: day(to) }
    }

    fn person(positions: Vec<Position>) -> Person {
        Person {
            id: Id(1),
            code: String::new(),
            name: "Lê Thị Mẫu".into(),
            birthday: Birthday::Unknown,
            id_number: String::new(),
            email: String::new(),
            employment: Employment::Active,
            employment_from: Day::UNKNOWN,
            positions,
        }
    }

    #[test]
    fn the_latest_position_that_holds_counts() {
        let moved = person(vec![
            position(1, "", "31/12/2020"),
            position(2, "01/01/2021", ""),
            position(3, "01/06/2023", "30/06/2023"),
        ]);
        let unit_on = |text| moved.position_on(day(text)).map(|position| position.unit.0);
        assert_eq!(unit_on("15/05/2019"), Some(1));
        assert_eq!(unit_on("01/01/2021"), Some(2));
        assert_eq!(unit_on("15/06/2023"), Some(3));
        assert_eq!(unit_on("01/07/2023"), Some(2));
        assert_eq!(person(vec![]).position_on(day("01/07/2023")), None);
    }

    #[test]
    fn only_the_last_four_digits_are_shown() {
        assert_eq!(masked("079185000123"), "••••••••0123");
        assert_eq!(masked("123456789"), "•••••6789");
        assert_eq!(masked("1234"), "••••");
        assert_eq!(masked(""), "");
    }
}
