//! Lists as files: the whole list that a page shows a part of, as CSV or as a workbook.

use crate::certificates::{self, Query};
use crate::context::Context;
use crate::error::AppError;
use crate::visitor::Visitor;
use antin_domain::permission::Act;
use antin_storage::audit::NewEvent;
use antin_storage::certificates::CertificateLine;
use rust_xlsxwriter::{Format, Workbook};
use serde_json::json;

/// A list as a table of texts.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Name of the sheet, at most 31 characters.
    pub name: String,
    /// Headings.
    pub headings: Vec<String>,
    /// Rows, as many cells as headings.
    pub rows: Vec<Vec<String>>,
}

/// Every certificate of a query, for a file; that it was taken is an event.
///
/// # Errors
/// The visitor may not, or the event cannot be written.
pub async fn certificates(
    context: &Context,
    visitor: &Visitor,
    query: &Query,
) -> Result<Vec<CertificateLine>, AppError> {
    visitor.reach(Act::Export)?;
    let mut lines = Vec::new();
    let mut after = None;
    loop {
        let page = certificates::list(context, visitor, query, after.as_ref(), antin_storage::page::MOST).await?;
        lines.extend(page.items);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let count = i64::try_from(lines.len()).unwrap_or(i64::MAX);
    note(context, visitor, query, count).await?;
    Ok(lines)
}

/// Notes that the list of a query is taken as a file, before any of it leaves.
///
/// # Errors
/// The visitor may not, or the event cannot be written.
pub async fn note(context: &Context, visitor: &Visitor, query: &Query, rows: i64) -> Result<(), AppError> {
    visitor.reach(Act::Export)?;
    let pairs: serde_json::Map<String, serde_json::Value> =
        query.pairs().into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    let event = NewEvent {
        at: context.now(),
        actor: &visitor.event_name(),
        action: Act::Export.name(),
        object_kind: "list",
        object_id: "certificates",
        detail: &json!({ "rows": rows, "query": pairs }),
    };
    context.db.change().await?.commit(&event).await?;
    Ok(())
}

/// A table as CSV: UTF-8 with the mark that makes Excel read it so. No cell is taken for a formula.
#[must_use]
pub fn csv(table: &Table) -> Vec<u8> {
    let mut out = csv_begin(&table.headings);
    table.rows.iter().for_each(|row| csv_row(&mut out, row));
    out.into_bytes()
}

/// The beginning of a file of CSV: the mark, the headings.
#[must_use]
pub fn csv_begin(headings: &[String]) -> String {
    let mut out = String::from("\u{feff}");
    csv_row(&mut out, headings);
    out
}

/// One more row.
pub fn csv_row(out: &mut String, cells: &[String]) {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        out.push('"');
        if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
            out.push('\'');
        }
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    }
    out.push_str("\r\n");
}

/// A table as a workbook: every cell is text, the heading stays in sight and filters.
///
/// # Errors
/// The table does not fit into a workbook (1,048,576 rows).
pub fn workbook(table: &Table) -> Result<Vec<u8>, AppError> {
    let made = || {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(table.name.chars().take(31).collect::<String>())?;
        let bold = Format::new().set_bold();
        for (column, heading) in (0..).zip(&table.headings) {
            sheet.set_column_width(column, 22)?;
            sheet.write_string_with_format(0, column, heading, &bold)?;
        }
        for (row, cells) in (1..).zip(&table.rows) {
            for (column, cell) in (0..).zip(cells) {
                sheet.write_string(row, column, cell)?;
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        if let (Some(last), false) =
            (u16::try_from(table.headings.len()).ok().and_then(|n| n.checked_sub(1)), table.rows.is_empty())
        {
            sheet.autofilter(0, 0, table.rows.len() as u32, last)?;
        }
        workbook.save_to_buffer()
    };
    made().map_err(|error: rust_xlsxwriter::XlsxError| AppError::BrokenOff(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_taken_for_a_formula() {
        let rows = vec![vec!["=1+1".to_owned(), "Lê \"Mẫu\"".to_owned()]];
        let table = Table { name: "a".into(), headings: vec!["x".into(), "y".into()], rows };
        let text = String::from_utf8(csv(&table)).unwrap();
        assert_eq!(text, "\u{feff}\"x\",\"y\"\r\n\"'=1+1\",\"Lê \"\"Mẫu\"\"\"\r\n");
        assert!(workbook(&table).unwrap().starts_with(b"PK"));
    }
}
