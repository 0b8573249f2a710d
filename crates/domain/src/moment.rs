//! Moments: the microsecond at which something happened or is due. The door reads the clock; everybody else is told.

use crate::day::Day;

/// Microseconds since 1 January 1970, 00:00 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub i64);

/// Offices write local days: Vietnam is seven hours ahead of UTC, all year.
const VIETNAM_AHEAD: i64 = 7 * 3600 * 1_000_000;
const DAY: i64 = 24 * 3600 * 1_000_000;

impl Moment {
    /// The moment so many seconds later (earlier if negative); it stops at the ends of time.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Moment {
        Moment(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// The calendar day in Vietnam.
    #[must_use]
    pub fn day(self) -> Day {
        Day::of_number(i32::try_from(self.0.saturating_add(VIETNAM_AHEAD).div_euclid(DAY)).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_begins_seven_hours_before_that_of_greenwich() {
        let seventeen = Moment(17 * 3600 * 1_000_000);
        assert_eq!(seventeen.day().to_string(), "02/01/1970");
        assert_eq!(seventeen.plus_seconds(-1).day().to_string(), "01/01/1970");
        assert_eq!(Moment(i64::MAX).plus_seconds(1), Moment(i64::MAX));
    }
}
