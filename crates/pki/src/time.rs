//! Instants of certificates: whole seconds in UTC.

use std::fmt;

/// Seconds since 1 January 1970, 00:00:00 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub i64);

impl Time {
    /// The instant of a calendar day and a time of day in UTC, if the calendar has it.
    #[must_use]
    pub fn new(year: i64, month: u32, day: u32, hour: u32, minute: u32, second: u32) -> Option<Time> {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days_in_month = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            _ => return None,
        };
        if day == 0 || day > days_in_month || hour > 23 || minute > 59 || second > 59 || !(0..=9999).contains(&year) {
            return None;
        }
        // Days from civil date, after Howard Hinnant's algorithm: years begin in March so that the leap day is the last.
        let y = if month <= 2 { year - 1 } else { year };
        let (era, year_of_era) = (y.div_euclid(400), y.rem_euclid(400));
        let month_from_march = i64::from((month + 9) % 12);
        let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era * 146_097 + day_of_era - 719_468;
        Some(Time(days * 86_400 + i64::from(hour * 3600 + minute * 60 + second)))
    }

    /// Year, month and day in UTC.
    #[must_use]
    pub fn civil(self) -> (i64, u32, u32) {
        let z = self.0.div_euclid(86_400) + 719_468;
        let (era, day_of_era) = (z.div_euclid(146_097), z.rem_euclid(146_097));
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u32;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 } as u32;
        (year_of_era + era * 400 + i64::from(month <= 2), month, day)
    }

    /// This instant, `seconds` later (earlier if negative).
    #[must_use]
    pub fn plus(self, seconds: i64) -> Time {
        Time(self.0.saturating_add(seconds))
    }

    /// The content of a `UTCTime`: `YYMMDDHHMMSSZ`.
    ///
    /// > RFC 5280 4.1.2.5.1: where YY is greater than or equal to 50, the year SHALL be interpreted as 19YY; where YY
    /// > is less than 50, as 20YY.
    #[must_use]
    pub fn utc(text: &[u8]) -> Option<Time> {
        let [digits @ .., b'Z'] = text else { return None };
        let short = pair(digits.get(..2)?)?;
        let year = if short >= 50 { 1900 + short } else { 2000 + short };
        rest(year, digits.get(2..)?)
    }

    /// The content of a `GeneralizedTime`: `YYYYMMDDHHMMSSZ`, no fraction (RFC 5280 4.1.2.5.2).
    #[must_use]
    pub fn generalized(text: &[u8]) -> Option<Time> {
        let [digits @ .., b'Z'] = text else { return None };
        let year = pair(digits.get(..2)?)? * 100 + pair(digits.get(2..4)?)?;
        rest(year, digits.get(4..)?)
    }

    /// `2026-06-14` or `2026-06-14T08:30:00Z`, also with an offset (`+07:00`) in place of `Z`; a fraction of a second is
    /// cut off.
    #[must_use]
    pub fn parse(text: &str) -> Option<Time> {
        let bytes = text.as_bytes();
        let dashes = bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-');
        if !dashes {
            return None;
        }
        let year = pair(bytes.get(..2)?)? * 100 + pair(bytes.get(2..4)?)?;
        let day = Time::new(year, pair(bytes.get(5..7)?)? as u32, pair(bytes.get(8..10)?)? as u32, 0, 0, 0)?;
        if bytes.len() == 10 {
            return Some(day);
        }
        let clock = bytes.get(10..19)?;
        if !matches!(clock[0], b'T' | b' ') || clock[3] != b':' || clock[6] != b':' {
            return None;
        }
        let (hour, minute, second) = (pair(&clock[1..3])?, pair(&clock[4..6])?, pair(&clock[7..9])?);
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let mut zone = &bytes[19..];
        if let [b'.', fraction @ ..] = zone {
            let digits = fraction.iter().take_while(|c| c.is_ascii_digit()).count();
            zone = (digits > 0).then(|| &fraction[digits..])?;
        }
        let offset = match zone {
            b"Z" => 0,
            [sign @ (b'+' | b'-'), hours @ .., b':', m1, m2] if hours.len() == 2 => {
                let seconds = pair(hours)? * 3600 + pair(&[*m1, *m2])? * 60;
                if *sign == b'+' { seconds } else { -seconds }
            }
            _ => return None,
        };
        Some(day.plus(hour * 3600 + minute * 60 + second - offset))
    }

    /// `YYYYMMDDHHMMSS`.
    #[must_use]
    pub(crate) fn digits(self) -> String {
        let ((year, month, day), second) = (self.civil(), self.0.rem_euclid(86_400));
        format!("{year:04}{month:02}{day:02}{:02}{:02}{:02}", second / 3600, second / 60 % 60, second % 60)
    }
}

impl fmt::Display for Time {
    /// `2026-06-14T08:30:00Z`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ((year, month, day), second) = (self.civil(), self.0.rem_euclid(86_400));
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

/// Month to second, ten digits.
fn rest(year: i64, digits: &[u8]) -> Option<Time> {
    let &[m1, m2, d1, d2, h1, h2, n1, n2, s1, s2] = digits else { return None };
    let two = |a: u8, b: u8| pair(&[a, b]).map(|number| number as u32);
    Time::new(year, two(m1, m2)?, two(d1, d2)?, two(h1, h2)?, two(n1, n2)?, two(s1, s2)?)
}

fn pair(digits: &[u8]) -> Option<i64> {
    let &[tens, ones] = digits else { return None };
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(time: Option<Time>, text: &str) {
        assert_eq!(time.map(|time| time.to_string()).as_deref(), Some(text));
    }

    #[test]
    fn the_two_forms_of_a_certificate() {
        check(Time::utc(b"500101000000Z"), "1950-01-01T00:00:00Z");
        check(Time::utc(b"491231235959Z"), "2049-12-31T23:59:59Z");
        check(Time::generalized(b"20500101083000Z"), "2050-01-01T08:30:00Z");
    }

    #[test]
    fn other_forms_are_no_time() {
        for text in ["5001010000Z", "500101000000", "500101000000+0700", "500132000000Z", "500101006000Z"] {
            assert_eq!(Time::utc(text.as_bytes()), None, "{text}");
        }
        assert_eq!(Time::generalized(b"20500101083000.5Z"), None);
    }

    #[test]
    fn an_offset_moves_the_instant() {
        check(Time::parse("2026-06-14T08:30:00+07:00"), "2026-06-14T01:30:00Z");
        check(Time::parse("2026-06-14"), "2026-06-14T00:00:00Z");
        check(Time::parse("2024-03-01T00:00:00.999Z"), "2024-03-01T00:00:00Z");
        for text in ["14/06/2026", "2026-06-14T08:30", "2026-06-14T25:00:00Z", "2026-06-31", "2026-06-14T08:30:00", ""]
        {
            assert_eq!(Time::parse(text), None, "{text}");
        }
    }

    #[test]
    fn days_come_back() {
        for day in (-300_000..1_000_000_i64).step_by(97) {
            let time = Time(day * 86_400);
            let (year, month, of_month) = time.civil();
            assert_eq!(Time::new(year, month, of_month, 0, 0, 0), Some(time));
        }
    }
}
