//! Days whose month is a word: `15-Mar-2027`, `March 15, 2027`, and Excel's `15-Thg3-2027`.

use super::{Day, full_year, is_time, number};

/// The months in English; programs write their first three letters.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
/// The word for month before its number; Excel writes it short.
const BEFORE_NUMBER: [&str; 4] = ["thang", "thg", "th", "t"];

/// The day that `text` names with its month as a word; `None` if it names none, or anything besides.
pub(super) fn parse(text: &str) -> Option<Day> {
    let time = text.match_indices(' ').map(|(at, _)| at).find(|at| text[*at..].contains(':') && is_time(&text[*at..]));
    let folded = crate::name::fold(&text[..time.unwrap_or(text.len())]);
    let parts: Vec<&str> = parts(&folded);
    let year = |part: &str| full_year(number(part.as_bytes())?, part.len());
    let day = |part: &str| number(part.as_bytes()).filter(|_| part.len() <= 2);
    match parts[..] {
        [d, m, y] if month(m).is_some() => Day::new(year(y)?, month(m)?, day(d)?),
        [m, d, y] if y.len() == 4 => Day::new(year(y)?, month(m)?, day(d)?),
        [d, word, m, y] if BEFORE_NUMBER.contains(&word) => Day::new(year(y)?, number(m.as_bytes())?, day(d)?),
        _ => None,
    }
}

/// Words and numbers, in their order: `15thg3` is three of them.
fn parts(folded: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let mut rest = word;
        while let Some(first) = rest.chars().next() {
            let end = rest.find(|c: char| c.is_ascii_digit() != first.is_ascii_digit()).unwrap_or(rest.len());
            parts.push(&rest[..end]);
            rest = &rest[end..];
        }
    }
    parts
}

/// 1 to 12.
fn month(word: &str) -> Option<u32> {
    let is_month = |name: &&str| *name == word || name[..3] == *word || *name == "september" && word == "sept";
    MONTHS.iter().position(is_month).and_then(|at| u32::try_from(at + 1).ok())
}

#[cfg(test)]
mod tests {
    use super::super::Day;

    #[test]
    fn a_month_may_be_a_word() {
        let day = Day::new(2027, 3, 15);
        for text in [
            "15-Mar-2027",
            "15 March 2027",
            "Mar 15, 2027",
            "15-MAR-27",
            "15/Mar/2027 10:05",
            "15-Thg3-2027",
            "15 Thg 3 2027",
        ] {
            assert_eq!(Day::parse(text.as_bytes()), day, "{text}");
        }
        assert_eq!(Day::parse("9 Sept 2027".as_bytes()), Day::new(2027, 9, 9));
        for text in ["Mar 2027", "Marh 15 2027", "15 Mar 20 27", "15 phố 3 2027", "31-Feb-2027", "15 Mar - 16 Mar 2027"]
        {
            assert_eq!(Day::parse(text.as_bytes()), None, "{text}");
        }
    }
}
