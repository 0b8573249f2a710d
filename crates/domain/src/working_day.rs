//! Working days: which days an office works, and clocks that count only those.
//!
//! > domain.md 9: the CA handles a request in 3 working days, a device comes back within 5; holidays are data (Tết and Hùng
//! > Vương by the lunar calendar, swapped days announced every year).
//!
//! A clock starts on the day after the event: what is taken on a Friday with three days to go is due on Wednesday.

use crate::day::Day;
use serde::Deserialize;
use std::collections::BTreeSet;

/// A table of holidays (`policies/holidays-vn.toml`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holidays {
    /// Month and day of those that are the same every year.
    fixed: BTreeSet<(u32, u32)>,
    /// Days off of the years that were announced.
    off: BTreeSet<Day>,
    /// Saturdays and Sundays that are worked, for days swapped.
    worked: BTreeSet<Day>,
    /// Years whose days were announced.
    years: BTreeSet<i32>,
}

/// A table that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct HolidaysError(pub String);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[allow(dead_code)] // Names the table for whoever reads the file.
    name: String,
    fixed: Vec<String>,
    #[serde(default)]
    year: Vec<YearOfFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct YearOfFile {
    year: i32,
    days: Vec<String>,
    #[serde(default)]
    worked: Vec<String>,
}

impl Holidays {
    /// Reads a table.
    ///
    /// # Errors
    /// It is no such table, or a day of it is none.
    pub fn parse(text: &str) -> Result<Holidays, HolidaysError> {
        let file: File =
            toml::from_str(text).map_err(|error| HolidaysError(error.to_string().trim_end().to_owned()))?;
        let wrong = |text: &str| HolidaysError(format!("\"{text}\" is no day"));
        let day = |text: &String| Day::parse(text.as_bytes()).ok_or_else(|| wrong(text));
        // The year is any with a 29 February.
        let fixed = |text: &String| {
            let day = Day::parse(format!("2024-{text}").as_bytes()).and_then(Day::civil);
            day.map(|(_, month, day)| (month, day)).ok_or_else(|| wrong(text))
        };
        let mut holidays = Holidays {
            fixed: file.fixed.iter().map(fixed).collect::<Result<_, _>>()?,
            off: BTreeSet::new(),
            worked: BTreeSet::new(),
            years: BTreeSet::new(),
        };
        for year in &file.year {
            holidays.years.insert(year.year);
            holidays.off.extend(year.days.iter().map(day).collect::<Result<Vec<_>, _>>()?);
            holidays.worked.extend(year.worked.iter().map(day).collect::<Result<Vec<_>, _>>()?);
        }
        Ok(holidays)
    }

    /// Were the holidays of the year of `day` announced to us? Where not, only Sundays, Saturdays and the fixed ones count,
    /// and a clock may be too strict by some days.
    #[must_use]
    pub fn knows(&self, day: Day) -> bool {
        day.civil().is_some_and(|(year, _, _)| self.years.contains(&year))
    }

    /// Is `day` worked? An unknown day is not.
    #[must_use]
    pub fn is_worked(&self, day: Day) -> bool {
        let (Some(number), Some((_, month, of_month))) = (day.number(), day.civil()) else { return false };
        if self.worked.contains(&day) {
            return true;
        }
        // 1 January 1970 was a Thursday.
        let is_weekend = matches!((number + 4).rem_euclid(7), 0 | 6);
        !is_weekend && !self.fixed.contains(&(month, of_month)) && !self.off.contains(&day)
    }

    /// The last day of a clock of `days` working days that starts behind `from`; unknown stays unknown.
    #[must_use]
    pub fn after(&self, from: Day, days: u32) -> Day {
        let (mut day, mut left) = (from, days);
        // No run of holidays is a year long: a table that says so ends the search, not the program.
        let mut unworked = 0;
        while left > 0 && day.is_known() && unworked < 366 {
            day = day.plus(1);
            let is_worked = self.is_worked(day);
            left -= u32::from(is_worked);
            unworked = if is_worked { 0 } else { unworked + 1 };
        }
        day
    }

    /// How many working days lie behind `from`, up to and with `to`; negative where `to` is before `from`; none where
    /// either is unknown.
    #[must_use]
    pub fn between(&self, from: Day, to: Day) -> Option<i32> {
        let days = to.since(from)?;
        let count = |start: Day, days: i32| (1..=days).filter(|n| self.is_worked(start.plus(*n))).count() as i32;
        Some(if days >= 0 { count(from, days) } else { -count(to, -days) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table() -> Holidays {
        Holidays::parse(include_str!("../../../policies/holidays-vn.toml")).unwrap()
    }

    fn day(text: &str) -> Day {
        Day::parse(text.as_bytes()).unwrap()
    }

    fn check(from: &str, days: u32, until: &str) {
        assert_eq!(table().after(day(from), days).to_string(), until, "{from} + {days}");
    }

    #[test]
    fn weekends_and_holidays_do_not_count() {
        check("14/06/2024", 3, "19/06/2024");
        check("14/06/2024", 5, "21/06/2024");
        check("07/02/2024", 1, "15/02/2024");
        // Saturday 4 May 2024 was worked for Monday 29 April.
        check("26/04/2024", 3, "04/05/2024");
        check("30/08/2024", 1, "04/09/2024");
        check("14/06/2024", 0, "14/06/2024");
    }

    #[test]
    fn a_year_that_was_not_announced_is_told() {
        assert!(table().knows(day("14/06/2024")) && !table().knows(day("14/06/2031")));
        assert!(!table().is_worked(day("30/04/2031")) && table().is_worked(day("29/04/2031")));
        assert!(!table().knows(Day::UNKNOWN) && !table().is_worked(Day::UNKNOWN));
    }

    #[test]
    fn a_day_that_is_none_is_told() {
        assert!(Holidays::parse("name = \"x\"\nfixed = [\"02-30\"]").unwrap_err().0.contains("02-30"));
    }

    proptest! {
        #[test]
        fn counting_undoes_adding(start in 19_000_i32..22_000, days in 0_u32..60) {
            let (table, from) = (table(), Day::of_number(Some(start)));
            let until = table.after(from, days);
            prop_assert_eq!(table.between(from, until), Some(days as i32));
            prop_assert_eq!(table.between(until, from), Some(-(days as i32)));
            prop_assert!(days == 0 || table.is_worked(until));
        }

        #[test]
        fn more_days_never_end_earlier(start in 19_000_i32..22_000, days in 0_u32..60) {
            let (table, from) = (table(), Day::of_number(Some(start)));
            prop_assert!(table.after(from, days) < table.after(from, days + 1));
            prop_assert!(table.after(from, days) <= table.after(from.plus(1), days));
        }

        #[test]
        fn a_way_may_be_counted_in_parts(start in 19_000_i32..22_000, one in 0_i32..50, two in 0_i32..50) {
            let (table, from) = (table(), Day::of_number(Some(start)));
            let (middle, end) = (from.plus(one), from.plus(one + two));
            let parts = table.between(from, middle).unwrap() + table.between(middle, end).unwrap();
            prop_assert_eq!(table.between(from, end), Some(parts));
        }
    }
}
