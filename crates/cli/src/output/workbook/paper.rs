//! Sheets ready for paper: A4 landscape, one page wide, headings repeated and frozen, a filter on every table.

use antin_domain::day::Day;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, IgnoreError, Workbook, Worksheet, XlsxError};

/// Rows of data in one sheet; Excel has 1,048,576 rows, a few are headings.
pub const MOST_ROWS: usize = 1_048_000;
/// Characters that Excel keeps in a cell.
const MOST_CHARACTERS: usize = 32_000;
const FONT: &str = "Times New Roman";

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing, or to be filled in by hand.
    Blank,
    /// Text, never a number or a formula.
    Text(String),
    /// A day.
    Day(Day),
    /// A count or a row of a sheet.
    Number(usize),
    /// Text that is to be put right: marked by its colour and by the sign ≠, which is no part of the text.
    WrongText(String),
    /// A day that is to be put right.
    WrongDay(Day),
}

/// The looks of cells.
pub struct Looks {
    /// The title of a sheet.
    pub title: Format,
    /// Sentences below the title.
    pub note: Format,
    /// A heading inside a sheet of several tables.
    pub section: Format,
    /// Headings of columns.
    pub heading: Format,
    /// What several columns belong to.
    pub band: Format,
    /// Text.
    pub text: Format,
    /// Counts.
    pub number: Format,
    /// Totals.
    pub total: Format,
    /// The word beside a total.
    pub total_text: Format,
    /// A link to another sheet.
    pub link: Format,
    day: Format,
    wrong_text: Format,
    wrong_day: Format,
}

impl Looks {
    /// The looks of the house.
    #[must_use]
    pub fn new() -> Looks {
        let font = || Format::new().set_font_name(FONT).set_font_size(11);
        let boxed = || {
            font().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x00A6_A6A6)).set_align(FormatAlign::Top)
        };
        let marked = || boxed().set_background_color(Color::RGB(0x00FF_E699)).set_bold();
        let heading = boxed()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter)
            .set_background_color(Color::RGB(0x00E7_EDF4));
        // Nothing is shown as a dash: a table of zeros is hard to read.
        let counts = "#,##0;-#,##0;\"–\"";
        Looks {
            title: font().set_bold().set_font_size(14),
            note: font().set_text_wrap().set_align(FormatAlign::Top),
            section: font().set_bold().set_font_size(12),
            band: heading.clone().set_background_color(Color::RGB(0x00D3_DEEA)),
            heading,
            text: boxed().set_text_wrap().set_num_format("@"),
            number: boxed().set_num_format(counts),
            total: boxed().set_bold().set_num_format(counts).set_background_color(Color::RGB(0x00F2_F2F2)),
            total_text: boxed().set_bold().set_text_wrap().set_background_color(Color::RGB(0x00F2_F2F2)),
            link: boxed().set_text_wrap().set_font_color(Color::RGB(0x0017_4E9C)).set_underline(
                rust_xlsxwriter::FormatUnderline::Single,
            ),
            day: boxed().set_num_format("dd/mm/yyyy").set_align(FormatAlign::Center),
            wrong_text: marked().set_text_wrap().set_num_format("\"≠ \"@"),
            wrong_day: marked().set_num_format("\"≠ \"dd/mm/yyyy").set_align(FormatAlign::Center),
        }
    }

    /// The font of cells that say nothing else.
    #[must_use]
    pub fn plain() -> Format {
        Format::new().set_font_name(FONT).set_font_size(11)
    }

    /// Writes one cell.
    ///
    /// # Errors
    /// The sheet cannot take it.
    pub fn put(&self, sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
        match cell {
            Cell::Blank => sheet.write_blank(row, column, &self.text)?,
            Cell::Text(text) if text.is_empty() => sheet.write_blank(row, column, &self.text)?,
            Cell::Text(text) => sheet.write_string_with_format(row, column, cut(text), &self.text)?,
            Cell::WrongText(text) => {
                // A blank cell shows no sign of its own.
                let text = if text.is_empty() { "–" } else { cut(text) };
                sheet.write_string_with_format(row, column, text, &self.wrong_text)?
            }
            Cell::Number(number) => sheet.write_number_with_format(row, column, *number as f64, &self.number)?,
            Cell::Day(day) => match excel_day(*day) {
                Some(number) => sheet.write_number_with_format(row, column, number, &self.day)?,
                None => sheet.write_blank(row, column, &self.text)?,
            },
            Cell::WrongDay(day) => match excel_day(*day) {
                Some(number) => sheet.write_number_with_format(row, column, number, &self.wrong_day)?,
                None => sheet.write_string_with_format(row, column, "–", &self.wrong_text)?,
            },
        };
        Ok(())
    }
}

/// A sheet that is one table.
pub struct Page<'a> {
    /// Name on the tab.
    pub name: &'a str,
    /// Title in the first row.
    pub title: &'a str,
    /// What a person should know, in the second row.
    pub note: &'a str,
    /// Label, first and last column of the bands above the headings.
    pub bands: Vec<(String, u16, u16)>,
    /// Heading and width of each column.
    pub columns: Vec<(String, f64)>,
    /// Columns that go to paper, from the left; the others are for the screen.
    pub printed: u16,
    /// Columns that stay when scrolling to the right.
    pub frozen: u16,
    /// The foot of the printed page.
    pub foot: &'a str,
}

impl Page<'_> {
    /// Writes one sheet, or several where `items` are more than `most`; `cells` are those of one item.
    ///
    /// # Errors
    /// The workbook cannot take it.
    pub fn write<T>(
        &self,
        workbook: &mut Workbook,
        looks: &Looks,
        items: &[T],
        most: usize,
        mut cells: impl FnMut(usize, &T) -> Vec<Cell>,
    ) -> Result<(), XlsxError> {
        let parts: Vec<&[T]> = if items.is_empty() { vec![items] } else { items.chunks(most.max(1)).collect() };
        let mut number = 0;
        for (part, items) in parts.into_iter().enumerate() {
            let sheet = workbook.add_worksheet_with_constant_memory()?;
            let heading = self.head(sheet, looks, part, items.len())?;
            for (row, item) in (heading + 1..).zip(items) {
                number += 1;
                for (column, cell) in (0..).zip(cells(number, item)) {
                    looks.put(sheet, row, column, &cell)?;
                }
            }
        }
        Ok(())
    }

    /// Sets the sheet up and writes everything above the data; the row of the headings.
    fn head(&self, sheet: &mut Worksheet, looks: &Looks, part: usize, items: usize) -> Result<u32, XlsxError> {
        let last = self.columns.len().saturating_sub(1) as u16;
        let printed = self.printed.clamp(1, last + 1) - 1;
        let heading = if self.bands.is_empty() { 2 } else { 3 };
        set_up(sheet, &part_name(self.name, part), self.foot)?;
        for (column, (_, width)) in (0..).zip(&self.columns) {
            sheet.set_column_width(column, *width)?;
        }
        sheet.set_repeat_rows(2, heading)?;
        sheet.set_freeze_panes(heading + 1, self.frozen)?;
        let end = heading + items as u32;
        if items > 0 {
            sheet.autofilter(heading, 0, end, last)?;
            sheet.ignore_error_range(heading + 1, 0, end, last, IgnoreError::NumberStoredAsText)?;
        }
        sheet.set_print_area(0, 0, end, printed)?;
        sheet.write_string_with_format(0, 0, self.title, &looks.title)?;
        let width: f64 = self.columns.iter().take(usize::from(printed) + 1).map(|column| column.1).sum();
        sheet.set_row_height(1, 15.5 * lines(self.note, width))?;
        if printed > 0 {
            sheet.merge_range(1, 0, 1, printed, self.note, &looks.note)?;
        } else {
            sheet.write_string_with_format(1, 0, self.note, &looks.note)?;
        }
        for (label, first, last) in &self.bands {
            if first == last {
                sheet.write_string_with_format(2, *first, label, &looks.band)?;
            } else {
                sheet.merge_range(2, *first, 2, *last, label, &looks.band)?;
            }
        }
        for (column, (text, _)) in (0..).zip(&self.columns) {
            sheet.write_string_with_format(heading, column, text, &looks.heading)?;
        }
        Ok(heading)
    }
}

/// A sheet for paper.
///
/// # Errors
/// The name cannot be used.
pub fn set_up(sheet: &mut Worksheet, name: &str, foot: &str) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    // An ampersand begins a code in the foot of a page.
    sheet.set_footer(format!("&L&\"{FONT}\"&9{}&R&\"{FONT}\"&9&P/&N", foot.replace('&', "&&")));
    Ok(())
}

/// The name of part `part` (from 0) of a sheet: at most 31 letters, none that Excel forbids.
fn part_name(name: &str, part: usize) -> String {
    let suffix = if part == 0 { String::new() } else { format!(" ({})", part + 1) };
    let allowed = name.chars().filter(|c| !"[]:*?/\\".contains(*c));
    let kept: String = allowed.take(31 - suffix.len()).collect();
    kept + &suffix
}

/// Lines that a text takes in `width` characters.
fn lines(text: &str, width: f64) -> f64 {
    text.lines().map(|line| (line.chars().count() as f64 / width.max(20.0)).ceil().max(1.0)).sum::<f64>().max(1.0)
}

/// Excel counts days from 30 December 1899.
fn excel_day(day: Day) -> Option<f64> {
    day.since(Day::new(1899, 12, 30)?).filter(|days| *days > 60).map(f64::from)
}

fn cut(text: &str) -> &str {
    match text.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_sheet_have_names_that_excel_takes() {
        assert_eq!(part_name("Thu hồi", 0), "Thu hồi");
        assert_eq!(part_name("Thu hồi", 1), "Thu hồi (2)");
        assert_eq!(part_name("a/b:c", 0), "abc");
        assert_eq!(part_name(&"x".repeat(40), 11).chars().count(), 31);
    }

    #[test]
    fn days_are_those_of_excel() {
        assert_eq!(excel_day(Day::new(2023, 1, 1).unwrap()), Some(44_927.0));
        assert_eq!(excel_day(Day::UNKNOWN), None);
    }
}
