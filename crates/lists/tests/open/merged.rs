//! Cells merged over several rows of the data.

use std::io::Write;

use antin_domain::certificate::Employment;
use antin_domain::list::ListKind;
use antin_domain::text::SharedTexts;
use antin_lists::column::Column;
use antin_lists::open::{Format, Opened, open};
use antin_lists::rows::Intake;
use rust_xlsxwriter::{Format as Style, Workbook, Worksheet};
use zip::write::SimpleFileOptions;

use super::{Held, file, kept, notes, values};

const ROSTER: [&str; 6] = ["STT", "Họ và tên", "Ngày sinh", "Đơn vị công tác", "Chức vụ", "Tình trạng"];
const REGISTRY: [&str; 6] = ["STT", "Họ và tên", "Đơn vị", "Serial CTS", "Ngày hiệu lực", "Ngày hết hiệu lực"];

/// A workbook with these rows, in which the cells of `merges` (first row, first column, last row, last column) are merged.
fn merged(kind: ListKind, rows: &[[&str; 6]], merges: &[(u32, u16, u32, u16)]) -> Held {
    let mut book = Workbook::new();
    let sheet: &mut Worksheet = book.add_worksheet();
    for (row, cells) in (0..).zip(rows) {
        for (column, text) in (0..).zip(cells).filter(|(_, text)| !text.is_empty()) {
            sheet.write_string(row, column, *text).unwrap();
        }
    }
    for &(first, left, last, right) in merges {
        let text = rows[first as usize][usize::from(left)];
        sheet.merge_range(first, left, last, right, text, &Style::new()).unwrap();
    }
    let (folder, path) = file("list.xlsx", book.save_to_buffer().unwrap());
    let opened = open(&path, Some(kind), None).unwrap_or_else(|fault| panic!("{fault}"));
    Held { opened, _folder: folder }
}

fn said(opened: &Opened) -> Option<Vec<(&'static str, String)>> {
    opened.notes.iter().find(|note| note.key == "lists-filled-down").map(|note| note.args.clone())
}

#[test]
fn a_state_merged_over_several_people_is_that_of_each() {
    let rows = [
        ROSTER,
        ["1", "Nguyễn Văn An", "17/03/1985", "Cục Thuế tỉnh Đồng Nai", "Chuyên viên", "Nghỉ hưu"],
        ["2", "Trần Thị Bình", "05/12/1990", "", "Kiểm tra viên thuế", ""],
        ["3", "Đỗ Hữu Phước", "30/01/1978", "", "Đội trưởng", ""],
        ["4", "Vũ Thị Hà", "01/02/1980", "", "Văn thư", "Đang làm việc"],
    ];
    let opened = merged(ListKind::Roster, &rows, &[(1, 5, 3, 5), (1, 3, 4, 3)]);
    assert_eq!(values(&opened, Column::Status), ["Nghỉ hưu", "Nghỉ hưu", "Nghỉ hưu", "Đang làm việc"]);
    assert_eq!(values(&opened, Column::Unit1), ["Cục Thuế tỉnh Đồng Nai"; 4]);
    let expected = [("cells", "5".to_owned()), ("headings", "Đơn vị công tác, Tình trạng".to_owned())];
    assert_eq!(said(&opened).unwrap(), expected);
    let (names, silent) = (SharedTexts::default(), |_| {});
    let read = Intake::new(&names, &[], 1, &silent).roster(&opened).unwrap();
    let retired = read.rows.iter().map(|row| row.employment == Employment::Retired).collect::<Vec<_>>();
    assert_eq!((retired, read.rejected.len()), (vec![true, true, true, false], 0));
}

#[test]
fn what_is_blank_and_not_merged_stays_blank() {
    let rows = [
        ROSTER,
        ["1", "Nguyễn Văn An", "", "Cục Thuế tỉnh Đồng Nai", "Chuyên viên", "Nghỉ hưu"],
        ["2", "Trần Thị Bình", "", "", "Kiểm tra viên thuế", ""],
        // Numbered in advance, and not used.
        ["3", "", "", "", "", ""],
    ];
    let opened = merged(ListKind::Roster, &rows, &[(1, 3, 3, 3)]);
    assert_eq!(values(&opened, Column::Status), ["Nghỉ hưu", "", ""]);
    assert_eq!(values(&opened, Column::Unit1), ["Cục Thuế tỉnh Đồng Nai", "Cục Thuế tỉnh Đồng Nai", ""]);
    let opened = merged(ListKind::Roster, &rows, &[]);
    assert_eq!(said(&opened), None);
}

#[test]
fn one_person_with_two_certificates_is_named_in_both_rows() {
    let rows = [
        REGISTRY,
        ["1", "Nguyễn Văn An", "Cục Thuế", "54A1B2C3", "16/03/2022", "15/03/2027"],
        ["", "", "", "54A1B2C4", "16/03/2023", "15/03/2028"],
        ["2", "Trần Thị Bình", "Cục Thuế", "54A1B2C5", "16/03/2022", "15/03/2027"],
    ];
    let opened = merged(ListKind::Registry, &rows, &[(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 2, 2)]);
    assert_eq!(values(&opened, Column::Holder), ["Nguyễn Văn An", "Nguyễn Văn An", "Trần Thị Bình"]);
    assert_eq!(values(&opened, Column::Ordinal), ["1", "", "2"]);
    assert_eq!(values(&opened, Column::Serial), ["54A1B2C3", "54A1B2C4", "54A1B2C5"]);
}

#[test]
fn two_lines_under_one_serial_are_one_certificate() {
    let rows = [
        REGISTRY,
        ["1", "Nguyễn Văn An", "Chi cục Thuế", "54A1B2C3", "16/03/2022", "15/03/2027"],
        ["", "", "huyện An Lão", "", "", ""],
        ["2", "Trần Thị Bình", "Cục Thuế", "54A1B2C5", "16/03/2022", "15/03/2027"],
    ];
    let opened = merged(ListKind::Registry, &rows, &[(1, 1, 2, 1), (1, 3, 2, 3), (1, 4, 2, 4)]);
    assert_eq!(values(&opened, Column::Holder), ["Nguyễn Văn An", "", "Trần Thị Bình"]);
    assert_eq!(values(&opened, Column::Serial), ["54A1B2C3", "", "54A1B2C5"]);
    assert_eq!(said(&opened), None);
}

#[test]
fn a_block_fills_its_first_column_only_and_headings_fill_nothing() {
    let rows = [
        ["DANH SÁCH", "", "", "", "", ""],
        REGISTRY,
        ["1", "Nguyễn Văn An", "Cục Thuế", "54A1B2C3", "16/03/2022", "15/03/2027"],
        ["2", "Trần Thị Bình", "", "54A1B2C4", "16/03/2022", "15/03/2027"],
        // The days are merged in one block over two columns and two rows.
        ["3", "Đỗ Hữu Phước", "Cục Thuế", "54A1B2C5", "16/03/2022", ""],
        ["4", "Vũ Thị Hà", "Cục Thuế", "54A1B2C6", "", ""],
    ];
    let opened = merged(ListKind::Registry, &rows, &[(0, 0, 0, 5), (4, 4, 5, 5)]);
    assert_eq!(values(&opened, Column::Holder).len(), 4);
    assert_eq!(values(&opened, Column::Unit1), ["Cục Thuế", "", "Cục Thuế", "Cục Thuế"]);
    assert_eq!(values(&opened, Column::ValidFrom)[2..], ["16/03/2022", "16/03/2022"]);
    assert_eq!(values(&opened, Column::ValidTo)[2..], ["", ""]);
}

#[test]
fn old_workbooks_tell_their_merged_cells_too() {
    let opened = open(&kept("merged.xls"), Some(ListKind::Roster), None).unwrap();
    assert_eq!(opened.format, Format::Xls);
    assert!(notes(&opened).contains(&"lists-filled-down"), "{:?}", opened.notes);
    assert_eq!(values(&opened, Column::Status), ["Nghỉ hưu", "Nghỉ hưu"]);
}

/// The states of three people, of whom the second has none of his own, where that of the first spans `rows`.
fn states_of_open_document(rows: u32) -> Vec<String> {
    let cell = |text: &str, spans: &str| {
        format!("<table:table-cell office:value-type=\"string\"{spans}><text:p>{text}</text:p></table:table-cell>")
    };
    let row = |cells: String| format!("<table:table-row>{cells}</table:table-row>");
    let covered = "<table:covered-table-cell/>";
    let heading = row(ROSTER.iter().map(|text| cell(text, "")).collect());
    let first = ["1", "Nguyễn Văn An", "17/03/1985", "Cục Thuế", "Chuyên viên"].map(|text| cell(text, "")).concat();
    let others = ["2", "Trần Thị Bình", "05/12/1990", "Cục Thuế", "Chuyên viên"].map(|text| cell(text, "")).concat();
    let state = cell("Nghỉ hưu", &format!(" table:number-columns-spanned=\"1\" table:number-rows-spanned=\"{rows}\""));
    let (first, second) = (row(first + &state), row(others.clone() + covered));
    let third = row(others + &cell("Đang làm việc", ""));
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content><office:body><office:spreadsheet>\
         <table:table table:name=\"A &amp; B\"><table:table-header-rows>{heading}</table:table-header-rows>\
         {first}{second}{third}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let parts = [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<?xml version=\"1.0\"?><manifest:manifest/>"),
        ("content.xml", &content),
    ];
    for (name, text) in parts {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    let (_folder, path) = file("a.ods", writer.finish().unwrap().into_inner());
    let opened = open(&path, Some(ListKind::Roster), None).unwrap();
    assert_eq!(opened.sheet.as_deref(), Some("A & B"));
    values(&opened, Column::Status)
}

#[test]
fn open_document_sheets_tell_their_merged_cells_too() {
    assert_eq!(states_of_open_document(1), ["Nghỉ hưu", "", "Đang làm việc"]);
    assert_eq!(states_of_open_document(2), ["Nghỉ hưu", "Nghỉ hưu", "Đang làm việc"]);
    // Whatever it claims, it fills the rows that are there, where they say nothing else.
    assert_eq!(states_of_open_document(1_000_000_000), ["Nghỉ hưu", "Nghỉ hưu", "Đang làm việc"]);
}
