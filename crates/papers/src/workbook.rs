//! The table of a request as XLSX, for the import of the CA's portal: every cell is text, so that no leading zero and no
//! serial is lost.
//!
//! > domain.md 6.1: 19 columns, every cell must be text ("@").

use crate::refusal::Refusal;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

/// The workbook of `rows` (see [`crate::fill::rows`]); the first row are the headings. `day` is written into the file as the
/// day of its making: year, month, day.
///
/// # Errors
/// The library that writes workbooks says no.
pub fn render(rows: &[Vec<String>], day: (i32, u32, u32)) -> Result<Vec<u8>, Refusal> {
    write(rows, day).map_err(|error| Refusal::Rendering { reason: error.to_string() })
}

fn write(rows: &[Vec<String>], (year, month, day): (i32, u32, u32)) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let made_on = ExcelDateTime::from_ymd(year as u16, month as u8, day as u8)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made_on));
    let text = Format::new().set_num_format("@");
    let heading = Format::new().set_num_format("@").set_bold().set_text_wrap();
    let sheet = workbook.add_worksheet();
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            let format = if row == 0 { &heading } else { &text };
            if cell.is_empty() {
                sheet.write_blank(row, column, format)?;
            } else {
                sheet.write_string_with_format(row, column, cell, format)?;
            }
        }
    }
    for column in 0..rows.first().map_or(0, Vec::len) {
        sheet.set_column_width(column as u16, 18)?;
        // Cells that are filled in later are text too.
        sheet.set_column_format(column as u16, &text)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    workbook.save_to_buffer()
}
