//! What the cells of a column look like: helps where headings leave a doubt.

use crate::column::Column;
use crate::layout::words::fold;

/// Share (0 to 100) of `cells` that look like `column`; `None` where its cells have no shape or there are none.
pub fn share(column: Column, cells: &[&str]) -> Option<u32> {
    let shape = shape(column)?;
    let filled = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
    let (mut all, mut good) = (0_u32, 0_u32);
    for cell in filled {
        all += 1;
        good += u32::from(shape(cell));
    }
    (all > 0).then(|| good * 100 / all)
}

/// Whether the shape of `column` is so particular that a column without heading may be recognised by it.
pub fn is_particular(column: Column) -> bool {
    matches!(column, Column::Serial | Column::Email)
}

fn shape(column: Column) -> Option<fn(&str) -> bool> {
    Some(match column {
        Column::Serial | Column::PreviousSerial => is_serial,
        Column::ValidFrom
        | Column::ValidTo
        | Column::Birthday
        | Column::StatusDate
        | Column::DocumentDate
        | Column::From
        | Column::To => is_date,
        Column::Email => |text| text.contains('@'),
        Column::IdNumber => |text| {
            let digits = text.chars().filter(char::is_ascii_digit).count();
            (8..=24).contains(&digits)
        },
        Column::Phone => |text| (8..=13).contains(&text.chars().filter(char::is_ascii_digit).count()),
        Column::Holder | Column::UnitName => |text| text.chars().filter(|letter| letter.is_alphabetic()).count() >= 4,
        Column::Kind => |text| {
            let folded = fold(text);
            ["ca nhan", "to chuc", "co quan", "thiet bi", "dich vu", "don vi", "person", "organi", "ssl"]
                .iter()
                .any(|word| folded.contains(word))
        },
        Column::Ordinal => |text| text.len() <= 7 && text.bytes().any(|byte| byte.is_ascii_digit()),
        _ => return None,
    })
}

/// Hex or decimal digits, with or without colons, spaces and `0x`; or what Excel makes of them.
fn is_serial(text: &str) -> bool {
    let bare: String = text.chars().filter(|letter| !matches!(letter, ':' | ' ' | '-' | '\u{A0}')).collect();
    let bare = bare.strip_prefix("0x").or_else(|| bare.strip_prefix("0X")).unwrap_or(&bare);
    if bare.contains("E+") || bare.contains("e+") {
        return bare.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'E' | b'e' | b'+' | b'.' | b','));
    }
    (4..=40).contains(&bare.len()) && bare.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A day in digits, or a day number of Excel.
fn is_date(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let parted = text.bytes().any(|byte| matches!(byte, b'/' | b'-' | b'.' | b' '));
    match digits {
        4 => !parted || text.len() <= 10,
        5 => text.bytes().all(|byte| byte.is_ascii_digit()) || parted,
        3..=14 => parted || digits == 8,
        _ => false,
    }
}
