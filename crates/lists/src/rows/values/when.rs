//! Since when a state holds, where that is told in words: "Nghỉ hưu từ ngày 01 tháng 10 năm 2024", "Quý IV/2024".

use antin_domain::day::Day;
use antin_domain::name::fold;

/// A day that stands among words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct When {
    /// The day; of a month, a quarter or a year the first one. Unknown where a number may be a day and nobody can tell.
    pub day: Day,
    /// Whether it is some day of the twelve months from then on, nobody knows which.
    pub is_rough: bool,
}

/// Words behind which the day stands that counts, not that of a document.
const SINCE: &[&str] = &["tu", "ke"];
/// Words of documents, whose day is not the one since when a state holds.
const DOCUMENTS: &[&str] = &["qd", "quyet", "cv", "vb", "to", "thong"];

/// The day in `cell`; `None` where nothing in it looks like one. Of several the one behind *từ* counts, else the latest.
pub fn when(cell: &str) -> Option<When> {
    let folded = fold(cell);
    let words: Vec<&str> = folded
        .split(|c: char| c.is_whitespace() || "(),;:".contains(c))
        .map(|word| word.trim_matches('.'))
        .filter(|word| !word.is_empty())
        .collect();
    let (mut since, mut other): (Option<When>, Option<When>) = (None, None);
    let (mut is_since, mut is_document) = (false, false);
    let mut at = 0;
    while at < words.len() {
        let word = words[at];
        is_since |= SINCE.contains(&word);
        is_document |= DOCUMENTS.iter().any(|start| word == *start || word.starts_with(start) && word.contains('-'));
        let Some((mut found, length)) = date_at(&words[at..]) else {
            at += 1;
            continue;
        };
        found.is_rough |= is_document && !is_since;
        let best = if is_since { &mut since } else { &mut other };
        *best = Some(best.filter(|best| best.day > found.day).unwrap_or(found));
        (is_since, at) = (false, at + length);
    }
    since.or(other)
}

/// The date with which `words` begin, and how many of them it takes.
fn date_at(words: &[&str]) -> Option<(When, usize)> {
    let number = |at: usize| words.get(at)?.parse::<u32>().ok();
    let year =
        |at: usize| number(at).filter(|year| (2000..2100).contains(year)).and_then(|year| i32::try_from(year).ok());
    // Where the year stands behind its word or alone, and how far that reaches.
    let year_from = |at: usize| match words.get(at) {
        Some(&"nam") => Some((year(at + 1)?, at + 2)),
        _ => Some((year(at)?, at + 1)),
    };
    let sure = |year, month, day| Some(When { day: Day::new(year, month, day)?, is_rough: false });
    let rough = |year, month| Some(When { day: Day::new(year, month, 1)?, is_rough: true });
    match *words.first()? {
        "ngay" if words.get(2) == Some(&"thang") => {
            let (year, length) = year_from(4)?;
            Some((sure(year, number(3)?, number(1)?)?, length))
        }
        "thang" | "thg" if number(1).is_some() => {
            let (year, length) = year_from(2)?;
            Some((sure(year, number(1)?, 1)?, length))
        }
        "quy" if words.get(1).is_some_and(|word| !word.contains('/')) => {
            let (year, length) = year_from(2)?;
            Some((rough(year, quarter(words[1])?)?, length))
        }
        "quy" => {
            let (number, year) = words.get(1)?.split_once('/')?;
            Some((rough(year.parse().ok()?, quarter(number)?)?, 2))
        }
        "nam" => {
            let (year, length) = year_from(0)?;
            Some((rough(year, 1)?, length))
        }
        word => match year(0) {
            Some(year) => Some((rough(year, 1)?, 1)),
            None => Some((parted(word)?, 1)),
        },
    }
}

/// The month with which a quarter begins.
fn quarter(text: &str) -> Option<u32> {
    let number = match text {
        "i" => 1,
        "ii" => 2,
        "iii" => 3,
        "iv" => 4,
        _ => text.parse().ok().filter(|number| (1..=4).contains(number))?,
    };
    Some(number * 3 - 2)
}

/// `01/10/2024`, `10/2024`, `t10/2024`; a day without its year is unclear; `178/2024/nd-cp` is the number of a document.
fn parted(word: &str) -> Option<When> {
    let word = word.strip_prefix("thang").or_else(|| word.strip_prefix('t')).unwrap_or(word);
    let is_sign = |c: char| matches!(c, '/' | '-' | '.');
    let parts: Vec<&str> = word.split(is_sign).collect();
    if parts.len() < 2
        || !parts.iter().all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_digit()))
    {
        return None;
    }
    if let Some(day) = Day::parse(word.as_bytes()) {
        return Some(When { day, is_rough: false });
    }
    let number = |at: usize| parts.get(at).and_then(|part| part.parse::<u32>().ok());
    match (number(0)?, number(1)?) {
        (month @ 1..=12, year @ 2000..2100) if parts.len() == 2 => {
            Some(When { day: Day::new(i32::try_from(year).ok()?, month, 1)?, is_rough: false })
        }
        (1..=31, 1..=99) if parts.len() == 2 => Some(When { day: Day::UNKNOWN, is_rough: true }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(cell: &str) -> Option<(String, bool)> {
        when(cell).map(|when| (when.day.to_string(), when.is_rough))
    }

    #[test]
    fn days_among_words() {
        for (cell, day) in [
            ("Nghỉ hưu từ 01/12/2024", "01/12/2024"),
            ("Nghỉ hưu (10/2024)", "01/10/2024"),
            ("Nghỉ hưu từ ngày 01 tháng 10 năm 2024", "01/10/2024"),
            ("Nghỉ hưu tháng 12 năm 2024", "01/12/2024"),
            ("Nghỉ hưu tháng 12/2024", "01/12/2024"),
            ("Nghỉ hưu T12/2024", "01/12/2024"),
            ("Nghỉ hưu theo QĐ 123/QĐ-CT ngày 01/05/2024, từ 01/10/2024", "01/10/2024"),
            ("QĐ nghỉ hưu ngày 01/05/2024 kể từ ngày 01/10/2024", "01/10/2024"),
            ("Từ 10/2024", "01/10/2024"),
        ] {
            assert_eq!(said(cell), Some((day.to_owned(), false)), "{cell}");
        }
        for (cell, day) in [
            ("Nghỉ hưu năm 2025", "01/01/2025"),
            ("Nghỉ hưu cuối năm 2024", "01/01/2024"),
            ("Nghỉ hưu 2025", "01/01/2025"),
            ("2024", "01/01/2024"),
            ("Quý IV/2024", "01/10/2024"),
            ("từ quý 4 năm 2024", "01/10/2024"),
            ("Nghỉ hưu theo QĐ 12/QĐ-CT ngày 01/05/2024", "01/05/2024"),
            ("Nghỉ hưu 01/10", ""),
        ] {
            assert_eq!(said(cell), Some((day.to_owned(), true)), "{cell}");
        }
        for cell in ["Nghỉ hưu", "Nghỉ hưu theo NĐ 178/2024/NĐ-CP", "Đội thuế số 3", "Nghỉ hưu (2)", "abc"]
        {
            assert_eq!(said(cell), None, "{cell}");
        }
    }
}
