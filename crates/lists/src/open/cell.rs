//! Cells of a workbook as text, the way a person sees them.

use calamine::{DataRef, DataType, ExcelDateTime};

/// Writes the text of `cell` into `text`.
pub fn write(cell: &DataRef<'_>, text: &mut String) {
    match cell {
        DataRef::Empty => {}
        DataRef::String(value) => text.push_str(value),
        DataRef::SharedString(value) => text.push_str(value),
        DataRef::Int(value) => text.push_str(&value.to_string()),
        DataRef::Float(value) => text.push_str(&number(*value)),
        DataRef::Bool(value) => text.push_str(if *value { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(value) => text.push_str(&date(value)),
        DataRef::DateTimeIso(value) => text.push_str(&iso_date(value)),
        DataRef::DurationIso(value) => text.push_str(value),
        DataRef::Error(value) => text.push_str(&value.to_string()),
    }
}

/// Bytes of the text of `cell`; numbers and days are short.
pub fn length(cell: &DataRef<'_>) -> u64 {
    let text = match cell {
        DataRef::String(value) | DataRef::DateTimeIso(value) | DataRef::DurationIso(value) => value.len(),
        DataRef::SharedString(value) => value.len(),
        _ => 0,
    };
    text as u64
}

/// The text of an owned cell.
pub fn text(cell: &calamine::Data) -> String {
    let mut text = String::new();
    match cell {
        calamine::Data::String(value) => text.push_str(value),
        calamine::Data::Int(value) => text.push_str(&value.to_string()),
        calamine::Data::Float(value) => text.push_str(&number(*value)),
        calamine::Data::DateTime(value) => text.push_str(&date(value)),
        calamine::Data::DateTimeIso(value) => text.push_str(&iso_date(value)),
        other if other.is_empty() => {}
        calamine::Data::Bool(value) => text.push_str(if *value { "TRUE" } else { "FALSE" }),
        other => text.push_str(&other.to_string()),
    }
    text
}

/// A number as Excel shows it: digits as far as they are there, else `8.45678E+18`.
fn number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e17 {
        return format!("{value:.0}");
    }
    if value.abs() < 1e17 {
        return shortest(value);
    }
    // Excel keeps fifteen digits and shows six: a destroyed serial has to stay recognisable as one.
    let text = format!("{value:.5E}");
    let (digits, power) = text.split_once('E').unwrap_or((&text, "0"));
    let digits = if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits };
    match power.strip_prefix('-') {
        Some(power) => format!("{digits}E-{power:0>2}"),
        None => format!("{digits}E+{power:0>2}"),
    }
}

/// A broken number without the dust of binary fractions.
fn shortest(value: f64) -> String {
    let rounded: f64 = format!("{value:.14E}").parse().unwrap_or(value);
    rounded.to_string()
}

/// `dd/mm/yyyy`; a duration or a bare time of day stays a number.
fn date(value: &ExcelDateTime) -> String {
    if !value.is_datetime() || value.as_f64() < 1.0 {
        return number(value.as_f64());
    }
    let (year, month, day, ..) = value.to_ymd_hms_milli();
    format!("{day:02}/{month:02}/{year:04}")
}

/// `2024-06-14T00:00:00` as `14/06/2024`; anything else as it stands.
fn iso_date(text: &str) -> String {
    let day = text.split('T').next().unwrap_or(text);
    let parts: Vec<&str> = day.split('-').collect();
    match parts[..] {
        [year, month, day] if year.len() == 4 && month.len() == 2 && day.len() == 2 => format!("{day}/{month}/{year}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_read_as_excel_shows_them() {
        assert_eq!(number(12.0), "12");
        assert_eq!(number(31_171_119_612.0), "31171119612");
        assert_eq!(number(4_526_909_734_819_810.0), "4526909734819810");
        assert_eq!(number(8.45678e18), "8.45678E+18");
        assert_eq!(number(5e18), "5E+18");
        assert_eq!(number(1.25), "1.25");
        assert_eq!(number(0.1 + 0.2), "0.3");
    }
}
