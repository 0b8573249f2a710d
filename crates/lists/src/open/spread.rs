//! How much an OpenDocument sheet spreads to: a few bytes can repeat a cell a million times, and its text with it.
//!
//! The content is read with the reader of XML that the reader of the format has, so that both see the same tags; that
//! one goes on for ever where a table has no end, so broken content is refused here.

use std::io::BufRead;

use hashbrown::HashMap;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::heading::Merge;
use super::merged;

/// As many cells as the sheets may spread to together; the reader of the format holds all of them.
pub const CELLS: u64 = 10_000_000;
/// As many bytes as the texts of all cells may spread to.
pub const TEXT: u64 = 256 << 20;

/// What the content spreads to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// Cells of all sheets, each sheet counted to its last cell that is not blank.
    pub cells: u64,
    /// Bytes of text in them.
    pub text: u64,
}

/// Why the content cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// A tag is not written as XML wants it, or has no partner.
    #[error("content.xml: {0}")]
    Xml(#[from] quick_xml::Error),
    /// An attribute is not written as XML wants it.
    #[error("content.xml: {0}")]
    Attribute(#[from] quick_xml::events::attributes::AttrError),
    /// The file ends within an element.
    #[error("content.xml ends too early")]
    Unfinished,
}

/// Reads a `content.xml` to its end and measures it.
pub fn measure(content: impl BufRead) -> Result<Spread, Fault> {
    let mut sum = Spread::default();
    walk(content, &mut |sheet| {
        sum.cells = sum.cells.saturating_add(sheet.used_rows.saturating_mul(sheet.width));
        sum.text = sum.text.saturating_add(sheet.text);
    })?;
    Ok(sum)
}

/// The merged cells of each sheet of a `content.xml`, by its name; of all sheets together one more than may be at most.
pub fn spans(content: impl BufRead) -> Result<HashMap<String, Vec<Merge>>, Fault> {
    let mut found: HashMap<String, Vec<Merge>> = HashMap::new();
    let mut room = usize::try_from(merged::MOST).unwrap_or(usize::MAX) + 1;
    walk(content, &mut |mut sheet| {
        sheet.merges.truncate(room);
        room -= sheet.merges.len();
        found.insert(sheet.name, sheet.merges);
    })?;
    Ok(found)
}

/// Reads a `content.xml` to its end, with each sheet to `take`.
fn walk(content: impl BufRead, take: &mut dyn FnMut(Sheet)) -> Result<(), Fault> {
    let mut reader = Reader::from_reader(content);
    // An end tag without its start, or with another name, is an error of the reader.
    reader.config_mut().expand_empty_elements = true;
    let mut sheet = Sheet::default();
    let mut depth = 0_usize;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer)? {
            Event::Start(tag) => {
                depth += 1;
                sheet.start(&tag)?;
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                match tag.name().0 {
                    "table:table-cell" | "table:covered-table-cell" => sheet.end_cell(),
                    "table:table-row" if sheet.within == 0 => sheet.end_row(),
                    "table:table" if sheet.within == 0 => take(std::mem::take(&mut sheet)),
                    _ => {}
                }
            }
            Event::Text(text) => sheet.cell.add(text.len() as u64),
            Event::CData(text) => sheet.cell.add(text.len() as u64),
            Event::GeneralRef(name) => sheet.cell.add(name.len() as u64),
            Event::Eof if depth > 0 => return Err(Fault::Unfinished),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// The texts that the table of texts of an XLSX claims to have.
pub fn claimed_texts(content: impl BufRead) -> u64 {
    let mut reader = Reader::from_reader(content);
    reader.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) if tag.local_name().as_ref() == "sst" => {
                let mut attributes = tag.attributes();
                let claims = attributes.with_checks(false).flatten().filter(|said| said.key.0 == "uniqueCount");
                return claims.filter_map(|said| said.value.trim().parse().ok()).max().unwrap_or(0);
            }
            // What cannot be read is left to the reader of the format, which says what is wrong.
            Ok(Event::Eof) | Err(_) => return 0,
            Ok(_) => {}
        }
    }
}

#[derive(Default)]
struct Sheet {
    name: String,
    merges: Vec<Merge>,
    rows: u64,
    used_rows: u64,
    width: u64,
    text: u64,
    row: Row,
    cell: Cell,
    /// Cells that are open: what stands in the table of a cell belongs to the outermost one.
    within: usize,
}

#[derive(Default)]
struct Row {
    repeats: u64,
    column: u64,
    text: u64,
    used: bool,
}

#[derive(Default)]
struct Cell {
    repeats: u64,
    text: u64,
    filled: bool,
    /// Rows and columns that it is merged over.
    spans: (u64, u64),
}

impl Cell {
    fn add(&mut self, length: u64) {
        self.text = self.text.saturating_add(length);
    }
}

impl Sheet {
    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), Fault> {
        match tag.name().0 {
            "table:table" if self.within == 0 => self.name = text(tag, "table:name")?.unwrap_or_default(),
            "table:table-row" if self.within == 0 => {
                self.row = Row { repeats: number(tag, "table:number-rows-repeated")?, ..Row::default() };
            }
            "table:table-cell" | "table:covered-table-cell" if self.within > 0 => self.within += 1,
            "table:table-cell" | "table:covered-table-cell" => {
                self.within = 1;
                let repeats = number(tag, "table:number-columns-repeated")?;
                let rows = number(tag, "table:number-rows-spanned")?;
                let columns = number(tag, "table:number-columns-spanned")?;
                self.cell = Cell { repeats, spans: (rows, columns), ..Cell::default() };
                for attribute in tag.attributes().with_checks(false) {
                    let attribute = attribute?;
                    let key = attribute.key.0;
                    if key.starts_with("office:") || key == "table:formula" {
                        self.cell.filled = true;
                        self.cell.add(attribute.value.len() as u64);
                    }
                }
            }
            // So many blanks in a row.
            "text:s" => {
                let blanks = number(tag, "text:c")?;
                self.cell.add(blanks);
            }
            _ => self.cell.add(1),
        }
        Ok(())
    }

    fn end_cell(&mut self) {
        self.within = self.within.saturating_sub(1);
        if self.within > 0 {
            return;
        }
        let cell = std::mem::take(&mut self.cell);
        if cell.spans != (1, 1) && (cell.filled || cell.text > 0) && (self.merges.len() as u64) <= merged::MOST {
            self.merges.extend(merge((self.rows, self.row.column), cell.spans));
        }
        self.row.column = self.row.column.saturating_add(cell.repeats);
        if cell.filled || cell.text > 0 {
            self.width = self.width.max(self.row.column);
            self.row.text = self.row.text.saturating_add(cell.text.saturating_mul(cell.repeats));
            self.row.used = true;
        }
    }

    fn end_row(&mut self) {
        let row = std::mem::take(&mut self.row);
        self.rows = self.rows.saturating_add(row.repeats);
        self.text = self.text.saturating_add(row.text.saturating_mul(row.repeats));
        if row.used {
            self.used_rows = self.rows;
        }
    }
}

/// A cell at this row and column (from 0) that spans so many of both.
fn merge(at: (u64, u64), spans: (u64, u64)) -> Option<Merge> {
    let (last_row, last_column) = (at.0.saturating_add(spans.0.max(1)), at.1.saturating_add(spans.1.max(1)) - 1);
    Some(Merge {
        rows: (u32::try_from(at.0 + 1).ok()?, u32::try_from(last_row).unwrap_or(u32::MAX)),
        columns: (usize::try_from(at.1).ok()?, usize::try_from(last_column).unwrap_or(usize::MAX)),
    })
}

/// The number that an attribute says; 1 without it, and as much as can be for what is no number.
fn number(tag: &BytesStart<'_>, name: &str) -> Result<u64, Fault> {
    let mut found = None;
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute?;
        if attribute.key.0 == name {
            let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0)?;
            found = found.max(Some(value.trim().parse().unwrap_or(u64::MAX)));
        }
    }
    Ok(found.unwrap_or(1))
}

/// What an attribute says.
fn text(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, Fault> {
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute?;
        if attribute.key.0 == name {
            return Ok(Some(attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0)?.into_owned()));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::{Fault, Spread, measure};

    #[test]
    fn repeated_cells_are_counted_and_blank_ones_at_the_end_are_not() {
        let content = br#"<table:table table:name="a"><table:table-row><table:table-cell office:value-type="string"><text:p>x</text:p>
            </table:table-cell><table:table-cell table:number-columns-repeated="16383"/></table:table-row>
            <table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row></table:table>"#;
        assert_eq!(measure(&content[..]).unwrap().cells, 1);
        let content = br#"<table:table table:name="a"><table:table-row table:number-rows-repeated='1000000'>
            <table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated = "100"/></table:table-row></table:table>"#;
        assert_eq!(measure(&content[..]).unwrap().cells, 100_000_000);
    }

    #[test]
    fn repeated_text_is_counted_as_often_as_it_is_repeated() {
        let content = br#"<table:table table:name="a"><table:table-row table:number-rows-repeated="10">
            <table:table-cell table:formula="abcdefghij" table:number-columns-repeated="3"/></table:table-row></table:table>"#;
        assert_eq!(measure(&content[..]).unwrap(), Spread { cells: 30, text: 300 });
        let content = br#"<table:table table:name="a"><table:table-row><table:table-cell office:value-type="string">
            <text:p><text:s text:c="1000000000000"/></text:p></table:table-cell></table:table-row></table:table>"#;
        assert!(measure(&content[..]).unwrap().text > 1_000_000_000_000);
    }

    #[test]
    fn content_without_an_end_is_refused() {
        let fault = |content: &str| measure(content.as_bytes()).unwrap_err();
        assert!(matches!(fault("<table:table><table:table-row></table:table-row>"), Fault::Unfinished));
        assert!(matches!(fault("<table:table></table:tablet>"), Fault::Xml(_)));
        assert!(matches!(fault("<table:table></table:table"), Fault::Xml(_)));
    }
}
