//! "Before 30/6": until when, in both readings, and how many days are left.
//!
//! > domain.md 9: "before 30/6" is the end of 29/6 in the strict reading; show both.

use crate::day::Day;

/// How "before a day" is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reading {
    /// The end of the day before.
    #[default]
    Strict,
    /// The end of the day itself.
    Wide,
}

/// A day by which something is to be done, as a letter writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The day that the letter names: "before 30/6".
    pub before: Day,
    /// How it is read in this campaign.
    pub reading: Reading,
}

impl Reading {
    /// Both.
    pub const ALL: [Reading; 2] = [Reading::Strict, Reading::Wide];

    /// Word used in addresses, files and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Reading::Strict => "strict",
            Reading::Wide => "wide",
        }
    }
}

impl Deadline {
    /// The last day on which it is in time.
    #[must_use]
    pub fn last_day(self) -> Day {
        self.last_day_as(self.reading)
    }

    /// The last day in another reading.
    #[must_use]
    pub fn last_day_as(self, reading: Reading) -> Day {
        match reading {
            Reading::Strict => self.before.plus(-1),
            Reading::Wide => self.before,
        }
    }

    /// Days left on `today`: 0 on the last day, negative when it is over. None where no day is known.
    #[must_use]
    pub fn days_left(self, today: Day) -> Option<i32> {
        self.last_day().since(today)
    }

    /// Is it over? A deadline without a day never is.
    #[must_use]
    pub fn is_over(self, today: Day) -> bool {
        self.days_left(today).is_some_and(|days| days < 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn before_30_june_ends_on_the_29th_or_on_the_30th() {
        let strict = Deadline { before: day("30/06/2024"), reading: Reading::Strict };
        let wide = Deadline { reading: Reading::Wide, ..strict };
        assert_eq!((strict.last_day(), wide.last_day()), (day("29/06/2024"), day("30/06/2024")));
        assert_eq!((strict.days_left(day("14/06/2024")), wide.days_left(day("14/06/2024"))), (Some(15), Some(16)));
        assert!(!strict.is_over(day("29/06/2024")) && strict.is_over(day("30/06/2024")));
        assert!(!wide.is_over(day("30/06/2024")) && wide.is_over(day("01/07/2024")));
    }

    #[test]
    fn what_has_no_day_is_never_over() {
        let none = Deadline { before: Day::UNKNOWN, reading: Reading::Strict };
        assert!(!none.is_over(day("01/01/2099")) && none.days_left(day("01/01/2099")).is_none());
    }
}
