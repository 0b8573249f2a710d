//! Columns that are converted on the way in: texts in wrappings, old fonts, day numbers of the 1904 system, names in two
//! columns, newer columns.

use antin_domain::message::Message;
use calamine::{ExcelDateTime, ExcelDateTimeType};

use crate::column::Column;
use crate::layout::words::fold;
use crate::legacy::{self, Detected};
use crate::overrides::ListOverride;

use super::heading::{Line, NewerColumn, Reading};
use super::wrapped::Wrapping;
use super::{LegacyText, notes};

/// What stands in a newer column where the older one still holds, folded.
const UNCHANGED: &[&str] = &[
    "khong",
    "khong co",
    "khong doi",
    "khong thay doi",
    "khong gia han",
    "chua",
    "chua co",
    "nhu cu",
    "giu nguyen",
    "0",
];

/// What is done to each column.
pub struct Conversion {
    wrapping: Option<Wrapping>,
    fonts: Vec<Option<Detected>>,
    /// Columns of days in a workbook that counts from 1904.
    days: Vec<usize>,
    names: Option<TwoPartName>,
    newer: Vec<NewerColumn>,
}

/// A name in two columns.
struct TwoPartName {
    holder: usize,
    /// The column with the last part.
    given: usize,
    /// What the first is headed with: headings are told again on later pages.
    heading: String,
}

impl Conversion {
    /// Finds out what has to be done, by the cells and by what a person says.
    pub fn find(lines: &[Line], reading: &Reading, list: Option<&ListOverride>, is_1904: bool) -> Self {
        let wrapping = Wrapping::find(lines);
        let unwrapped = wrapping.map(|wrapping| wrapping.off_lines(lines));
        let lines = unwrapped.as_deref().unwrap_or(lines);
        let said = |index: usize| {
            let meaning = reading.meanings.get(index).copied().flatten()?;
            list?.legacy.iter().find(|(column, _)| *column == meaning).map(|(_, legacy)| *legacy)
        };
        let width = reading.texts.len();
        let cells = |index: usize| lines.iter().map(move |line| line.cell(index));
        let mut sums = [0; legacy::ALL.len()];
        for found in (0..width).map(|index| legacy::mended(cells(index))) {
            sums.iter_mut().zip(found).for_each(|(sum, found)| *sum += found);
        }
        // Of fonts that explain as much, the one that stands first in `ALL` is the likelier.
        let likely = legacy::ALL.into_iter().zip(sums).rev().max_by_key(|(_, sum)| *sum).filter(|(_, sum)| *sum > 0);
        let font = |index: usize| match said(index) {
            Some(legacy) => legacy.map(|legacy| Detected { legacy, mostly: true }),
            // Nothing to do in any column is the usual case.
            None => likely.and_then(|(likely, _)| legacy::detect(cells(index), likely)),
        };
        // What a person says a column is counts alone.
        let holds = |pair: &&NewerColumn| {
            let meanings = (reading.meanings[pair.older], reading.meanings[pair.newer]);
            meanings == (Some(pair.column), None) && !reading.named.contains(&pair.column)
        };
        let newer: Vec<NewerColumn> = reading.newer.iter().filter(holds).copied().collect();
        let meaning = |index: usize| {
            let of_newer = newer.iter().find(|pair| pair.newer == index).map(|pair| pair.column);
            reading.meanings[index].or(of_newer)
        };
        let is_day = |index: &usize| is_1904 && meaning(*index).is_some_and(is_day);
        let holder = reading.meanings.iter().position(|meaning| *meaning == Some(Column::Holder));
        // A person may have said that another column is the holder's.
        let beside = holder.zip(reading.given_name).filter(|(holder, given)| holder.abs_diff(*given) == 1);
        Self {
            wrapping,
            fonts: (0..width).map(font).collect(),
            days: (0..width).filter(is_day).collect(),
            names: beside.map(|(holder, given)| TwoPartName { holder, given, heading: reading.texts[holder].clone() }),
            newer,
        }
    }

    /// Whether every column stays as it is.
    pub fn is_none(&self) -> bool {
        self.wrapping.is_none()
            && self.days.is_empty()
            && self.names.is_none()
            && self.newer.is_empty()
            && self.fonts.iter().all(Option::is_none)
    }

    /// What column `index` was typed in.
    pub fn legacy(&self, index: usize) -> Option<LegacyText> {
        self.fonts.get(index).copied().flatten().map(|found| found.legacy)
    }

    /// What the column means whose cells column `index` completes, if it does.
    pub fn completes(&self, index: usize) -> Option<Column> {
        let newer = self.newer.iter().find(|pair| pair.newer == index).map(|pair| pair.column);
        newer.or(self.names.as_ref().filter(|names| names.given == index).map(|_| Column::Holder))
    }

    /// Converts the cells of one row.
    pub fn apply(&self, cells: &mut [String]) {
        if let Some(wrapping) = self.wrapping {
            wrapping.apply(cells);
        }
        for (cell, font) in cells.iter_mut().zip(&self.fonts) {
            if let Some(text) = font.and_then(|font| legacy::convert_cell(cell, font)) {
                *cell = text;
            }
        }
        for index in &self.days {
            if let Some(text) = cells.get(*index).and_then(|cell| day_1904(cell)) {
                cells[*index] = text;
            }
        }
        if let Some(names) = &self.names {
            names.join(cells);
        }
        for pair in &self.newer {
            let filled = cells.get(pair.newer).filter(|cell| says_more(pair.column, cell)).cloned();
            if let (Some(text), Some(cell)) = (filled, cells.get_mut(pair.older)) {
                *cell = text;
            }
        }
    }

    /// One note for each column that is converted, with an example from `lines`.
    pub fn notes(&self, lines: &[Line], reading: &Reading) -> Vec<Message> {
        let example = |index: usize, convert: &dyn Fn(&str) -> Option<String>| {
            lines.iter().map(|line| line.cell(index)).find_map(|cell| convert(cell).map(|text| (cell.to_owned(), text)))
        };
        let mut found: Vec<Message> = self.wrapping.and_then(|wrapping| wrapping.note(lines)).into_iter().collect();
        for (index, font) in self.fonts.iter().enumerate() {
            let Some(font) = *font else { continue };
            let (before, after) = example(index, &|cell| legacy::convert_cell(cell, font)).unwrap_or_default();
            let note = Message::new("lists-converted")
                .with("column", index + 1)
                .with("heading", &reading.texts[index])
                .with("before", before)
                .with("after", after);
            found.push(note.with("legacy", font.legacy.name()));
        }
        for index in self.days.iter().filter(|index| example(**index, &day_1904).is_some()) {
            let note =
                Message::new("lists-day-numbers").with("column", index + 1).with("heading", &reading.texts[*index]);
            found.push(note);
        }
        for pair in &self.newer {
            let note = Message::new("lists-newer-column")
                .with("newer", notes::name_of(reading, pair.newer))
                .with("older", notes::name_of(reading, pair.older));
            found.push(note.with("meaning", pair.column.name()));
        }
        if let Some(names) = &self.names {
            let example = lines.iter().find(|line| !line.cell(names.given).is_empty());
            let mut cells = example.map_or(Vec::new(), |line| line.cells.clone());
            self.apply(&mut cells);
            let note = Message::new("lists-joined-names")
                .with("family", notes::name_of(reading, names.holder))
                .with("given", notes::name_of(reading, names.given));
            found.push(note.with("example", cells.get(names.holder).map_or("", String::as_str)));
        }
        found
    }
}

impl TwoPartName {
    /// Puts the last part of a name behind the rest of it. A row with one of the two alone is a heading or a unit: it stays.
    fn join(&self, cells: &mut [String]) {
        let last = cells.get(self.given).map(|cell| cell.trim().to_owned()).unwrap_or_default();
        let is_part = |name: &&mut String| !name.trim().is_empty() && !last.is_empty() && name.trim() != self.heading;
        if let Some(name) = cells.get_mut(self.holder).filter(is_part) {
            *name = format!("{} {last}", name.trim());
        }
    }
}

/// Does a cell of a newer column say something else than the older one? Many write in words that nothing has changed.
fn says_more(column: Column, cell: &str) -> bool {
    let has_digits = is_day(column) || matches!(column, Column::Serial | Column::IdNumber | Column::Phone);
    let folded = fold(cell);
    let is_value = !has_digits || folded.bytes().any(|byte| byte.is_ascii_digit());
    !folded.is_empty() && is_value && !UNCHANGED.contains(&folded.as_str())
}

fn is_day(column: Column) -> bool {
    use Column::{Birthday, DocumentDate, From, StatusDate, To, ValidFrom, ValidTo};
    matches!(column, Birthday | DocumentDate | From | StatusDate | To | ValidFrom | ValidTo)
}

/// A bare day number of the 1904 system as a day. Four digits are a year, or a day before 1931.
fn day_1904(text: &str) -> Option<String> {
    let text = text.trim();
    let bare = text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    let number: f64 = text.parse().ok().filter(|_| bare)?;
    let day = ExcelDateTime::new(number, ExcelDateTimeType::DateTime, true);
    let (year, month, day, ..) = day.to_ymd_hms_milli();
    Some(format!("{day:02}/{month:02}/{year:04}"))
}

#[cfg(test)]
mod tests {
    use super::day_1904;

    #[test]
    fn day_numbers_of_1904_become_days() {
        // 44927 counts from 1900 for 1 January 2023; from 1904 that day has the number 43465.
        assert_eq!(day_1904("43465").as_deref(), Some("01/01/2023"));
        assert_eq!(day_1904("1975"), None);
        assert_eq!(day_1904("01/01/2023"), None);
    }
}
