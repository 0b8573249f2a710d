//! Units and actions: how many certificates each unit has to deal with, and how.

use super::Book;
use super::paper::{Cell, Looks, fit_height, set_up};
use antin_domain::action::Action;
use antin_domain::message::Message;
use antin_domain::name::fold;
use rust_xlsxwriter::{Formula, Workbook, Worksheet, XlsxError};

/// Writes the table, with its totals at the right and at the foot.
///
/// # Errors
/// The workbook cannot take it.
pub fn write(book: &Book<'_>, workbook: &mut Workbook) -> Result<(), XlsxError> {
    let mut units: Vec<(String, &str, &[usize; 10])> =
        book.counts.units.iter().map(|(name, counts)| (fold(name), name.as_str(), counts)).collect();
    units.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    let occurring: Vec<Action> =
        Action::ALL.into_iter().filter(|action| book.counts.actions[*action as usize] > 0).collect();
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    let name = book.words.get("workbook-sheet-units");
    set_up(sheet, &name, &book.phrases.foot)?;
    let heading = head(book, sheet, &occurring)?;
    let looks = &book.looks;
    let mut row = heading;
    for (_, unit, counts) in &units {
        row += 1;
        let all: usize = counts.iter().sum();
        let unit = if unit.is_empty() { book.words.get("workbook-no-unit") } else { (*unit).to_owned() };
        looks.put(sheet, row, 0, &Cell::Text(unit))?;
        looks.put(sheet, row, 1, &Cell::Number(all))?;
        looks.put(sheet, row, 2, &Cell::Number(all - counts[Action::None as usize]))?;
        for (column, action) in (3..).zip(&occurring) {
            looks.put(sheet, row, column, &Cell::Number(counts[*action as usize]))?;
        }
    }
    totals(book, sheet, heading, row, &occurring)?;
    let last = 2 + occurring.len() as u16;
    if !units.is_empty() {
        sheet.autofilter(heading, 0, row, last)?;
    }
    sheet.set_print_area(0, 0, row + 1, last)?;
    Ok(())
}

/// Everything above the data; the row of the headings.
fn head(book: &Book<'_>, sheet: &mut Worksheet, occurring: &[Action]) -> Result<u32, XlsxError> {
    let looks: &Looks = &book.looks;
    let heading = 2;
    sheet.set_column_width(0, 44)?;
    for column in 1..3 + occurring.len() as u16 {
        sheet.set_column_width(column, 12)?;
    }
    sheet.set_repeat_rows(heading, heading)?;
    sheet.set_freeze_panes(heading + 1, 1)?;
    sheet.write_string_with_format(0, 0, book.words.get("workbook-units-title"), &looks.title)?;
    let note = Message::new("workbook-units-note").with("units", book.counts.units.len());
    sheet.merge_range(1, 0, 1, 2 + occurring.len() as u16, &book.say(note), &looks.note)?;
    let words = ["workbook-column-unit", "workbook-column-all", "workbook-column-to-do"].map(|key| book.words.get(key));
    let actions = occurring.iter().map(|action| book.phrases.actions[*action as usize].clone());
    let headings: Vec<String> = words.into_iter().chain(actions).collect();
    fit_height(sheet, heading, headings.iter().map(|text| (text.as_str(), 9.5)))?;
    for (column, text) in (0..).zip(headings) {
        sheet.write_string_with_format(heading, column, text, &looks.heading)?;
    }
    Ok(heading)
}

/// Totals that follow the filter.
fn totals(
    book: &Book<'_>,
    sheet: &mut Worksheet,
    heading: u32,
    last: u32,
    occurring: &[Action],
) -> Result<(), XlsxError> {
    let row = last + 1;
    let all = book.counts.cases;
    let none = book.counts.actions[Action::None as usize];
    let counts = [all, all - none].into_iter().chain(occurring.iter().map(|a| book.counts.actions[*a as usize]));
    sheet.write_string_with_format(row, 0, book.words.get("workbook-total"), &book.looks.total_text)?;
    for (column, count) in (1..).zip(counts) {
        let letter = rust_xlsxwriter::utility::column_number_to_name(column);
        let sum = format!("=SUBTOTAL(109,{letter}{}:{letter}{})", heading + 2, last + 1);
        let sum = Formula::new(sum).set_result(count.to_string());
        sheet.write_formula_with_format(row, column, sum, &book.looks.total)?;
    }
    Ok(())
}
