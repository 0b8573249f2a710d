//! Days, and birthdays of which only the year is known.
//!
//! > domain.md 7.7: dd/MM/yyyy text; d/m/yy; d-m-yyyy; Excel serial numbers; only the year; "ngày 05 tháng 12 năm 2023".

mod month;

use std::fmt;

/// A calendar day, counted from 1 January 1970; `Day::UNKNOWN` for a blank or unreadable cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Default for Day {
    fn default() -> Self {
        Day::UNKNOWN
    }
}

impl Day {
    /// No day is known.
    pub const UNKNOWN: Day = Day(i32::MIN);

    /// The day of year, month (1–12) and day of month, if the calendar has it.
    #[must_use]
    pub fn new(year: i32, month: u32, day: u32) -> Option<Day> {
        if !(1..=12).contains(&month) || day == 0 || day > days_in_month(year, month) || !(1000..=9999).contains(&year)
        {
            return None;
        }
        // Days from civil date, after Howard Hinnant's algorithm: years begin in March so that the leap day is the last.
        let y = if month <= 2 { year - 1 } else { year };
        let era = y.div_euclid(400);
        let year_of_era = y.rem_euclid(400);
        let month_from_march = (month as i32 + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + day as i32 - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Some(Day(era * 146_097 + day_of_era - 719_468))
    }

    /// Year, month and day of month; `None` for an unknown day.
    #[must_use]
    pub fn civil(self) -> Option<(i32, u32, u32)> {
        if self == Day::UNKNOWN {
            return None;
        }
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let day_of_era = z.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u32;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 } as u32;
        let year = year_of_era + era * 400 + i32::from(month <= 2);
        Some((year, month, day))
    }

    /// Is the day known?
    #[inline]
    #[must_use]
    pub fn is_known(self) -> bool {
        self != Day::UNKNOWN
    }

    /// Days since 1 January 1970, the form in which a day is kept; `None` for an unknown day.
    #[must_use]
    pub fn number(self) -> Option<i32> {
        self.is_known().then_some(self.0)
    }

    /// The day so many days after 1 January 1970; unknown where there is no number.
    #[must_use]
    pub fn of_number(number: Option<i32>) -> Day {
        number.map_or(Day::UNKNOWN, Day)
    }

    /// Days from `earlier` to this day; `None` if either is unknown.
    #[inline]
    #[must_use]
    pub fn since(self, earlier: Day) -> Option<i32> {
        (self.is_known() && earlier.is_known()).then(|| self.0 - earlier.0)
    }

    /// The day `days` later (earlier if negative); unknown stays unknown.
    #[must_use]
    pub fn plus(self, days: i32) -> Day {
        if self.is_known() { Day(self.0.saturating_add(days)) } else { self }
    }

    /// At most one day apart, or one of them unknown.
    ///
    /// > domain.md 4.3: times are UTC in the certificate, lists show local dates: compare with one-day tolerance.
    #[inline]
    #[must_use]
    pub fn near(self, other: Day) -> bool {
        self.since(other).is_none_or(|days| days.abs() <= 1)
    }

    /// Reads a day of a column that writes the month first (`06/14/2024`); other ways of writing are read as ever.
    #[must_use]
    pub fn parse_month_first(text: &[u8]) -> Option<Day> {
        let mut parts = text.trim_ascii().splitn(3, |c| b"/-.".contains(c));
        let (month, day, rest) = (parts.next()?, parts.next()?, parts.next()?);
        if month.len() > 2 || day.len() > 2 {
            return Day::parse(text);
        }
        Day::parse(&[day, b"/", month, b"/", rest].concat())
    }

    /// Reads a day as offices write it; `None` if the text is no day.
    ///
    /// Day first, as in Vietnam; `yyyy-mm-dd` year first. Two-digit years are 19yy from 50 on, else 20yy. A bare number
    /// between 10,000 and 99,999 is an Excel day number of the 1900 system.
    #[must_use]
    pub fn parse(text: &[u8]) -> Option<Day> {
        if let [d1, d2, b'/', m1, m2, b'/', y1, y2, y3, y4] = *text {
            return Day::new(number(&[y1, y2, y3, y4])? as i32, number(&[m1, m2])?, number(&[d1, d2])?);
        }
        let text = plain(&String::from_utf8_lossy(text));
        let text = without_time(text.trim());
        parse_slowly(text).or_else(|| month::parse(text))
    }
}

impl fmt::Display for Day {
    /// `14/06/2024`, the way Vietnamese offices write it; nothing for an unknown day.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.civil() {
            Some((year, month, day)) => write!(f, "{day:02}/{month:02}/{year:04}"),
            None => Ok(()),
        }
    }
}

/// A birthday, or only its year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Birthday {
    /// The cell is blank or unreadable.
    #[default]
    Unknown,
    /// Only the year was written down.
    Year(i16),
    /// The whole day.
    Day(Day),
}

impl Birthday {
    /// Reads a birthday cell; `None` if it is neither a day nor a year.
    #[must_use]
    pub fn parse(text: &[u8]) -> Option<Birthday> {
        if text.len() == 4 {
            let year = number(text)?;
            return (1900..=2100).contains(&year).then_some(Birthday::Year(year as i16));
        }
        Day::parse(text).map(Birthday::Day)
    }

    /// The whole day, if known.
    #[must_use]
    pub fn day(self) -> Option<Day> {
        match self {
            Birthday::Day(day) => Some(day),
            _ => None,
        }
    }

    /// The year, if known.
    #[must_use]
    pub fn year(self) -> Option<i32> {
        match self {
            Birthday::Unknown => None,
            Birthday::Year(year) => Some(i32::from(year)),
            Birthday::Day(day) => day.civil().map(|(year, _, _)| year),
        }
    }

    /// Both whole days are known and are not the same. A year alone never differs (review.md section 3: noise).
    #[inline]
    #[must_use]
    pub fn differs(self, other: Birthday) -> bool {
        matches!((self, other), (Birthday::Day(a), Birthday::Day(b)) if a != b)
    }

    /// Both whole days are known and differ by more than a slip: day and month swapped, another year nearby, or one digit.
    #[inline]
    #[must_use]
    pub fn contradicts(self, other: Birthday) -> bool {
        let (Birthday::Day(a), Birthday::Day(b)) = (self, other) else { return false };
        let (Some((y1, m1, d1)), Some((y2, m2, d2))) = (a.civil(), b.civil()) else { return false };
        let swapped = y1 == y2 && m1 == d2 && d1 == m2;
        let year = m1 == m2 && d1 == d2 && (y1 - y2).abs() <= 4;
        let number =
            |y: i32, m: u32, d: u32| u64::from(d) * 1_000_000 + u64::from(m) * 10_000 + y.unsigned_abs() as u64;
        !swapped && !year && crate::slip::distance_of_digits(number(y1, m1, d1), number(y2, m2, d2)) > 1
    }

    /// Number for an index over birthdays; 0 unless the whole day is known.
    #[inline]
    #[must_use]
    pub fn index(self) -> u64 {
        self.day().map_or(0, |day| (day.0 as i64 + 1_000_000) as u64)
    }
}

fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The number written by ASCII digits, nothing else.
fn number(text: &[u8]) -> Option<u32> {
    if text.is_empty() || text.len() > 9 {
        return None;
    }
    text.iter().try_fold(0, |n, &c| c.is_ascii_digit().then(|| n * 10 + u32::from(c - b'0')))
}

fn parse_slowly(text: &str) -> Option<Day> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let first = digits(text);
    if let Some(behind) = text.get(first..).filter(|_| first > 0)
        && behind.strip_prefix('.').unwrap_or(behind).bytes().all(|c| c.is_ascii_digit())
    {
        // An Excel day number may have a time of day behind its point.
        return number(&text.as_bytes()[..first])
            .filter(|_| behind.is_empty() || first == 5)
            .and_then(|n| bare_number(n, first));
    }
    let (mut parts, mut rest) = ([(0u32, 0usize); 3], text);
    for (place, part) in parts.iter_mut().enumerate() {
        let start = rest.find(|c: char| c.is_ascii_digit())?;
        let between = rest[..start].trim();
        let is_between = if place == 0 { between.is_empty() } else { matches!(between, "" | "/" | "-" | ".") };
        if !is_between && !in_words(text) {
            return None;
        }
        rest = &rest[start..];
        let length = digits(rest);
        *part = (number(&rest.as_bytes()[..length])?, length);
        rest = &rest[length..];
    }
    if !is_time(rest) {
        return None;
    }
    let [(a, a_len), (b, _), (c, c_len)] = parts;
    if a_len == 4 { Day::new(a as i32, b, c) } else { Day::new(full_year(c, c_len)?, b, a) }
}

/// Without what nobody sees in a cell, and without what stands before or behind a day and says nothing: `'15/03/2027`,
/// `từ ngày 01/10/2024;`.
fn plain(text: &str) -> String {
    let seen = |c: char| match c {
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' => None,
        '\u{2010}'..='\u{2015}' | '\u{2212}' => Some('-'),
        c if c.is_whitespace() => Some(' '),
        c => Some(c),
    };
    let text: String = text.chars().filter_map(seen).collect();
    let mut text = text.trim().trim_start_matches(['\'', '’']).trim_end_matches([';', ',', '.', ' ']);
    while let Some((word, rest)) = text.split_once(' ') {
        let is_digit = word.starts_with(|c: char| c.is_ascii_digit());
        if is_digit || !matches!(crate::name::fold(word).as_str(), "tu" | "den" | "ngay" | "ke") || in_words(text) {
            break;
        }
        text = rest.trim_start();
    }
    text.to_owned()
}

/// `10:05:24 15/03/2027`: what stands behind a time that stands first.
fn without_time(text: &str) -> &str {
    let Some((time, day)) = text.split_once(' ') else { return text };
    let is_time = time.contains([':', 'h', 'g']) && is_time(time.trim_end_matches(','));
    if is_time { day.trim_start_matches(|c: char| " ,AMPSCH".contains(c)) } else { text }
}

/// What may stand behind a day: nothing, a time of day, words in brackets. A second day may not: nobody knows which is meant.
fn is_time(rest: &str) -> bool {
    let rest = rest.trim_start_matches([' ', ',', 'T']).trim_end();
    if rest.is_empty() {
        return true;
    }
    if rest.starts_with('(') {
        let is_day =
            |part: &str| part.matches(['/', '-', '.']).count() > 1 && part.starts_with(|c: char| c.is_ascii_digit());
        return !rest.split(|c: char| !c.is_ascii_digit() && !"/-.".contains(c)).any(is_day);
    }
    let hour = rest.bytes().take_while(u8::is_ascii_digit).count();
    (1..=2).contains(&hour)
        && rest[hour..].starts_with([':', 'h', 'g'])
        && rest.chars().all(|c| c.is_ascii_digit() || " :.hgpZ+-AMPSCHamsc".contains(c))
}

/// `20240614`, or an Excel day number of the 1900 system (44927 = 01/01/2023).
fn bare_number(n: u32, len: usize) -> Option<Day> {
    match len {
        8 => Day::new((n / 10_000) as i32, n / 100 % 100, n % 100)
            .filter(|_| (1900..2200).contains(&(n / 10_000)))
            .or_else(|| Day::new((n % 10_000) as i32, n / 10_000 % 100, n / 1_000_000)),
        // Excel counts from 30 December 1899 (with its invented 29 February 1900).
        5 => Some(Day(n as i32 - 25_569)),
        _ => None,
    }
}

/// "ngày 05 tháng 12 năm 2023"
fn in_words(text: &str) -> bool {
    let folded = crate::name::fold(text);
    folded.contains("thang") && folded.contains("nam")
}

fn full_year(n: u32, len: usize) -> Option<i32> {
    match len {
        4 => Some(n as i32),
        2 => Some(if n >= 50 { 1900 + n } else { 2000 + n } as i32),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, day: Option<(i32, u32, u32)>) {
        assert_eq!(Day::parse(text.as_bytes()).and_then(Day::civil), day, "{text}");
    }

    #[test]
    fn every_way_of_writing_the_same_day() {
        for text in [
            "14/06/2024",
            "14/6/2024",
            "14-6-2024",
            "14.06.2024",
            "2024-06-14",
            "14/6/24",
            "2024/06/14",
            "45457",
            "ngày 14 tháng 6 năm 2024",
            "14/06/2024 09:15",
            "2024-06-14T09:15:30",
            "20240614",
            "14062024",
            " 14/06/2024 ",
            "14/06/2024 12:00:00 AM",
            "14/06/2024 9h15",
            "2024-06-14T09:15:30.000Z",
            "2024-06-14T09:15:30+07:00",
            // The time first, as some exports have it: none of its numbers is one of the day.
            "10:05:24 14/06/2024",
            "10:05 14/06/2024",
            "10h05 14/06/2024",
            "9:15 SA 14/06/2024",
            "45457.5",
            "45457.0",
            "Từ ngày 14/06/2024",
            "14/06/2024 (QĐ 123/QĐ-CT)",
            "\u{200e}14/06/2024\u{200b}",
            "14–06–2024",
            "'14/06/2024;",
        ] {
            check(text, Some((2024, 6, 14)));
        }
        check("44927", Some((2023, 1, 1)));
    }

    #[test]
    fn the_month_may_stand_first() {
        let read = |text: &str| Day::parse_month_first(text.as_bytes()).map(|day| day.to_string());
        assert_eq!(read("06/14/2024").as_deref(), Some("14/06/2024"));
        assert_eq!(read("6/4/24").as_deref(), Some("04/06/2024"));
        assert_eq!(read("2024-06-14").as_deref(), Some("14/06/2024"));
        assert_eq!(read("14/06/2024"), None);
        assert_eq!(read(""), None);
    }

    #[test]
    fn what_is_no_day() {
        for text in ["", "31/02/2024", "00/01/2024", "2024", "14/06", "abc", "14/13/2024", "1/2/3/4x", "6/2024 x 14"] {
            check(text, None);
        }
        // Two days in one cell: nobody knows which is meant.
        for text in [
            "16/03/2022 - 15/03/2027",
            "16.03.2022/15.03.2027",
            "15/03/2024, 15/03/2027",
            "15/03/2024 (gia hạn đến 15/03/2027)",
            "từ 16/03/2022 đến 15/03/2027",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn the_count_and_back() {
        let day = Day::new(2021, 11, 17).unwrap();
        // domain.md 7: "17/11/2021" + 1825 days = 16/11/2026
        assert_eq!(day.plus(1825).to_string(), "16/11/2026");
        for n in -200_000..200_000 {
            let (y, m, d) = Day(n).civil().unwrap();
            assert_eq!(Day::new(y, m, d), Some(Day(n)));
        }
    }

    #[test]
    fn a_year_alone_never_differs() {
        let whole = Birthday::parse(b"28/06/1983").unwrap();
        assert_eq!(Birthday::parse(b"1984"), Some(Birthday::Year(1984)));
        assert!(!whole.differs(Birthday::Year(1984)));
        assert!(whole.differs(Birthday::parse(b"29/06/1983").unwrap()));
    }

    #[test]
    fn a_slip_of_a_birthday_does_not_contradict() {
        let one = Birthday::parse(b"12/03/1988").unwrap();
        for slip in ["12/03/1988", "03/12/1988", "12/03/1989", "12/03/1984", "13/03/1988", "1975"] {
            assert!(!one.contradicts(Birthday::parse(slip.as_bytes()).unwrap()), "{slip}");
        }
        assert!(one.contradicts(Birthday::parse(b"24/04/1980").unwrap()));
        assert!(one.contradicts(Birthday::parse(b"12/04/1980").unwrap()));
    }
}
