//! The table of a reorganisation: one line for each unit that is merged, split, renamed or comes under another.
//!
//! Five columns are known by their headings, in any order; any other column (running number, present name, note) is for
//! people and is not read. What stands above the headings is a title.

use crate::open::{OpenError, plain};
use antin_domain::message::Message;
use antin_domain::name::fold;
use antin_domain::reorganisation::line::{Kind, Line};
use std::path::Path;

/// The headings, as a template writes them: code, kind, new code, new name, new unit above.
pub const HEADINGS: [&str; 5] =
    ["Mã đơn vị", "Cách sắp xếp", "Mã đơn vị mới", "Tên đơn vị mới", "Mã đơn vị cấp trên mới"];

/// Other words for each, in the order of [`HEADINGS`].
const OTHERS: [&[&str]; 5] = [
    &["Mã đơn vị cũ", "Mã cũ", "code"],
    &["Hình thức", "Hình thức sắp xếp", "kind"],
    &["Mã mới", "new code", "new_code"],
    &["Tên mới", "new name", "new_name"],
    &["Mã cấp trên mới", "Cấp trên mới", "new parent", "new_parent"],
];

/// What a table says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Its lines.
    pub lines: Vec<Line>,
    /// Rows that are no lines, each with what to do.
    pub wrong: Vec<Message>,
}

/// Why a file is no such table.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// It cannot be opened as a table.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// It has no row with the headings.
    #[error("no row has the headings of unit and kind")]
    NoHeadings,
}

impl TableError {
    /// The sentence for a person.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            TableError::Open(error) => error.message(),
            TableError::NoHeadings => {
                Message::new("reorganisation-no-headings").with("code", HEADINGS[0]).with("kind", HEADINGS[1])
            }
        }
    }
}

/// Reads the table in `path`: XLSX, XLS, ODS or delimited text.
///
/// # Errors
/// It is no table, or has no headings. Rows that cannot be used are in [`Table::wrong`].
pub fn read(path: &Path) -> Result<Table, TableError> {
    let rows = plain(path, |cells| columns(cells).is_some())?.ok_or(TableError::NoHeadings)?;
    let headed = rows.iter().enumerate().find_map(|(place, (_, cells))| Some((place, columns(cells)?)));
    let (place, columns) = headed.ok_or(TableError::NoHeadings)?;
    let mut table = Table::default();
    for (row, cells) in &rows[place + 1..] {
        let cell = |column: usize| {
            let text = columns[column].and_then(|index| cells.get(index)).map_or("", |cell| cell.trim());
            // Blanks that cannot be seen are no part of a code or a name.
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        match line(*row, [cell(0), cell(1), cell(2), cell(3), cell(4)]) {
            Some(Ok(line)) => table.lines.push(line),
            Some(Err(message)) => table.wrong.push(message),
            None => {}
        }
    }
    Ok(table)
}

/// The line that five texts make, in the order of [`HEADINGS`]; none where all are blank.
#[must_use]
pub fn line(row: u32, [code, kind, new_code, new_name, new_parent]: [String; 5]) -> Option<Result<Line, Message>> {
    if [&code, &kind, &new_code, &new_name, &new_parent].iter().all(|text| text.is_empty()) {
        return None;
    }
    if code.is_empty() {
        return Some(Err(Message::new("reorganisation-row-without-code").with("line", row)));
    }
    let Some(parsed) = Kind::parse(&kind) else {
        let message = Message::new("reorganisation-unknown-kind").with("line", row).with("kind", &kind);
        return Some(Err(message));
    };
    Some(Ok(Line { row, code, kind: parsed, new_code, new_name, new_parent }))
}

/// Where each of the columns is, if the cells are the headings: unit and kind must be there.
fn columns(cells: &[String]) -> Option<[Option<usize>; 5]> {
    let folded: Vec<String> = cells.iter().map(|cell| fold(cell)).collect();
    let find = |index: usize| {
        let words = std::iter::once(&HEADINGS[index]).chain(OTHERS[index]);
        words.map(|word| fold(word)).find_map(|word| folded.iter().position(|cell| *cell == word))
    };
    let found = [find(0), find(1), find(2), find(3), find(4)];
    (found[0].is_some() && found[1].is_some()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::Workbook;

    fn of_text(text: &str) -> Result<Table, TableError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sap-xep.csv");
        std::fs::write(&path, text).unwrap();
        read(&path)
    }

    #[test]
    fn a_table_is_read_whatever_stands_above_and_beside_it() {
        let text = "# Sắp xếp, từ ngày 01/03/2025\nSTT;Mã đơn vị;Tên đơn vị;Cách sắp xếp;Mã đơn vị mới;Tên đơn vị mới\n\
                    1;10100;Cục Thuế A;Hợp nhất;KV01;Chi cục Thuế khu vực I\n;;;;;\n2;10200;B;hop nhat;KV01;\n";
        let table = of_text(text).unwrap();
        assert_eq!(table.wrong, []);
        let told: Vec<_> = table.lines.iter().map(|line| (line.row, line.code.as_str(), line.kind)).collect();
        assert_eq!(told, [(3, "10100", Kind::MergeNew), (5, "10200", Kind::MergeNew)]);
        assert_eq!(table.lines[0].new_name, "Chi cục Thuế khu vực I");
        assert_eq!(table.lines[0].new_parent, "", "a column that is not there says nothing");
    }

    #[test]
    fn a_workbook_says_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sap-xep.xlsx");
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (column, heading) in (0_u16..).zip(HEADINGS) {
            sheet.write_string(2, column, heading).unwrap();
        }
        sheet.write_string(0, 0, "SẮP XẾP ĐƠN VỊ").unwrap();
        for (column, text) in (0_u16..).zip(["10100", "Đổi tên", "", "Thuế tỉnh Mẫu", ""]) {
            sheet.write_string(3, column, text).unwrap();
        }
        book.save(&path).unwrap();
        let table = read(&path).unwrap();
        assert_eq!((table.lines.len(), table.lines[0].row, table.lines[0].kind), (1, 4, Kind::Rename));
    }

    #[test]
    fn a_row_that_is_no_line_is_told_with_its_number() {
        let table = of_text("Mã đơn vị,Cách sắp xếp\n10100,giải thể\n,đổi tên\n").unwrap();
        let keys: Vec<_> = table.wrong.iter().map(|message| message.key).collect();
        assert_eq!(keys, ["reorganisation-unknown-kind", "reorganisation-row-without-code"]);
        assert!(table.wrong[0].args.contains(&("line", "2".to_owned())) && table.lines.is_empty());
    }

    #[test]
    fn a_file_without_the_headings_is_no_such_table() {
        assert!(matches!(of_text("a,b\n1,2\n"), Err(TableError::NoHeadings)));
        assert!(of_text("").is_err());
    }
}
