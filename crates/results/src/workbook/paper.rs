//! Sheets ready for paper: A4 landscape, one page wide, headings repeated and frozen, a filter on every table.

use antin_domain::day::Day;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, IgnoreError, Workbook, Worksheet, XlsxError};

/// Rows of data in one sheet; Excel has 1,048,576 rows, a few are headings.
pub const MOST_ROWS: usize = 1_048_000;
/// Characters that Excel keeps in a cell.
const MOST_CHARACTERS: usize = 32_000;
/// Points of one line of text.
const LINE_HEIGHT: f64 = 15.0;
/// A row is never higher than this: Excel stops at 409 points.
const MOST_LINES: u32 = 27;
/// Widths of capitals, of other letters and of the blank between words, measured by the digits that columns are measured by.
const CAPITAL: f64 = 1.42;
const LETTER: f64 = 0.9;
const BLANK: f64 = 0.6;
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

impl Cell {
    /// The text as far as it may need several lines.
    fn as_text(&self) -> &str {
        match self {
            Cell::Text(text) | Cell::WrongText(text) => text,
            Cell::Blank | Cell::Day(_) | Cell::Number(_) | Cell::WrongDay(_) => "",
        }
    }
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
            number: boxed().set_num_format(counts).set_align(FormatAlign::Right).set_indent(1),
            total: boxed()
                .set_bold()
                .set_num_format(counts)
                .set_align(FormatAlign::Right)
                .set_indent(1)
                .set_background_color(Color::RGB(0x00F2_F2F2)),
            total_text: boxed().set_bold().set_text_wrap().set_background_color(Color::RGB(0x00F2_F2F2)),
            link: boxed()
                .set_text_wrap()
                .set_font_color(Color::RGB(0x0017_4E9C))
                .set_underline(rust_xlsxwriter::FormatUnderline::Single),
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
                let cells = cells(number, item);
                let widths = self.columns.iter().map(|column| column.1);
                fit_height(sheet, row, cells.iter().map(Cell::as_text).zip(widths))?;
                for (column, cell) in (0..).zip(&cells) {
                    looks.put(sheet, row, column, cell)?;
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
        fit_height(sheet, 1, [(self.note, width)].into_iter())?;
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
        // Bold letters are wider, and the button of the filter takes some room.
        fit_height(sheet, heading, self.columns.iter().map(|(text, width)| (text.as_str(), width - 2.5)))?;
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

/// Makes a row as high as its texts need: programs that show a workbook do not all do it by themselves.
///
/// # Errors
/// The sheet cannot take it.
pub fn fit_height<'t>(
    sheet: &mut Worksheet,
    row: u32,
    texts: impl Iterator<Item = (&'t str, f64)>,
) -> Result<(), XlsxError> {
    let lines = texts.map(|(text, width)| lines(text, width)).max().unwrap_or(1).min(MOST_LINES);
    if lines > 1 {
        sheet.set_row_height(row, LINE_HEIGHT * f64::from(lines))?;
    }
    Ok(())
}

/// Lines that a text takes in a column of `width` characters, broken between words.
fn lines(text: &str, width: f64) -> u32 {
    // Most cells are short: no more letters than fit, even if all were capitals.
    if text.len() as f64 * CAPITAL <= width && !text.contains('\n') {
        return 1;
    }
    text.split('\n').map(|line| lines_of_paragraph(line, width.max(4.0))).sum()
}

fn width_of(letter: char) -> f64 {
    if letter.is_uppercase() {
        CAPITAL
    } else if letter.is_lowercase() {
        LETTER
    } else {
        1.0
    }
}

fn lines_of_paragraph(text: &str, width: f64) -> u32 {
    let (mut lines, mut used) = (1, 0.0);
    for word in text.split(' ') {
        let mut length: f64 = word.chars().map(width_of).sum();
        if used > 0.0 && used + BLANK + length > width {
            lines += 1;
            used = 0.0;
        } else if used > 0.0 {
            used += BLANK;
        }
        // A word that is wider than the column is broken anywhere.
        while length > width {
            lines += 1;
            length -= width;
        }
        used += length;
    }
    lines
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
    fn rows_are_as_high_as_their_texts() {
        for (text, width, expected) in [
            ("", 10.0, 1),
            ("Chi cục Thuế", 20.0, 1),
            ("Chi cục Thuế khu vực Ngô Quyền", 20.0, 2),
            ("A1B2C3D4E5F60718", 20.0, 1),
            ("một\nhai", 20.0, 2),
            ("một-chữ-dài-hơn-cột", 10.0, 2),
        ] {
            assert_eq!(lines(text, width), expected, "{text}");
        }
    }

    #[test]
    fn days_are_those_of_excel() {
        assert_eq!(excel_day(Day::new(2023, 1, 1).unwrap()), Some(44_927.0));
        assert_eq!(excel_day(Day::UNKNOWN), None);
    }
}
