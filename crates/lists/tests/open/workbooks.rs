//! Workbooks of every format: true row numbers, dates by style, merged headings, several sheets.

use std::io::Write;
use std::path::Path;

use antin_domain::list::ListKind;
use antin_lists::column::Column;
use antin_lists::open::{Format, open};
use antin_lists::overrides::Overrides;
use rust_xlsxwriter::{ExcelDateTime, Format as Style, Workbook};
use zip::write::SimpleFileOptions;

use super::{ROSTER, assert_roster, file, kept, notes, values};

fn xlsx(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(&mut workbook);
    workbook.save_to_buffer().unwrap()
}

fn write_roster(workbook: &mut Workbook, name: &str, top: u32) {
    let sheet = workbook.add_worksheet().set_name(name).unwrap();
    for (row, cells) in (top..).zip(ROSTER) {
        for (column, text) in (0..).zip(cells) {
            sheet.write_string(row, column, text).unwrap();
        }
    }
}

#[test]
fn rows_keep_their_numbers_where_the_sheet_begins_lower() {
    let (_folder, path) = file("a.xlsx", xlsx(|book| write_roster(book, "Nhân sự", 19)));
    let opened = open(&path, Some(ListKind::Roster), None).unwrap();
    assert_roster(&opened);
    assert_eq!((opened.format, opened.headings.first), (Format::Xlsx, 20));
    assert_eq!(opened.sample(9).iter().map(|(row, _)| *row).collect::<Vec<_>>(), [21, 22, 23]);
}

#[test]
fn old_and_binary_workbooks_are_read_alike() {
    for (name, format) in [("roster.xls", Format::Xls), ("roster-1904.xls", Format::Xls), ("roster.xlsb", Format::Xlsb)]
    {
        let opened = open(&kept(name), None, None).unwrap();
        assert_eq!((opened.kind, opened.format, opened.headings.first), (ListKind::Roster, format, 3), "{name}");
        assert_eq!(values(&opened, Column::Holder), ["Nguyễn Văn An", "Trần Thị Bình"]);
        assert_eq!(opened.sample(1)[0].0, 4);
        // The binary workbook has no styles: its day numbers are left to the row reader.
        let days = if name == "roster.xlsb" { ["31123", "33212"] } else { ["17/03/1985", "05/12/1990"] };
        assert_eq!(values(&opened, Column::Birthday), days, "{name}");
    }
    let opened = open(&kept("roster-1904.xls"), None, None).unwrap();
    assert!(notes(&opened).contains(&"lists-epoch-1904"));
}

#[test]
fn cells_become_the_text_a_person_sees() {
    let bytes = xlsx(|book| {
        let sheet = book.add_worksheet();
        for (column, text) in (0..).zip(["Serial CTS", "Họ và tên", "Hiệu lực từ", "Hết hiệu lực", "Đã gia hạn"])
        {
            sheet.write_string(0, column, text).unwrap();
        }
        let day = Style::new().set_num_format("dd/mm/yyyy hh:mm");
        let moment = ExcelDateTime::parse_from_str("2024-06-14T08:30:00").unwrap();
        sheet.write_number(1, 0, 8.456_78e18).unwrap();
        sheet.write_string(1, 1, "Lê Hà").unwrap();
        sheet.write_datetime_with_format(1, 2, &moment, &day).unwrap();
        sheet.write_string(1, 3, "31/12/2028").unwrap();
        sheet.write_boolean(1, 4, true).unwrap();
        sheet.write_number(2, 0, 690_412).unwrap();
        sheet.write_string(2, 1, "Vũ An").unwrap();
        sheet.write_number(2, 2, 44927).unwrap();
        sheet.write_number(3, 0, 4_526_909_734_819_810_f64).unwrap();
        sheet.write_string(3, 1, "Tô Bé").unwrap();
    });
    let (_folder, path) = file("a.xlsx", bytes);
    let opened = open(&path, Some(ListKind::Registry), None).unwrap();
    assert_eq!(values(&opened, Column::Serial), ["8.45678E+18", "690412", "4526909734819810"]);
    assert_eq!(values(&opened, Column::ValidFrom), ["14/06/2024", "44927", ""]);
    assert_eq!(values(&opened, Column::Renewals), ["TRUE", "", ""]);
}

#[test]
fn the_best_sheet_is_read_and_the_others_are_named() {
    let bytes = xlsx(|book| {
        book.add_worksheet()
            .set_name("Hướng dẫn")
            .unwrap()
            .write_string(0, 0, "Serial ghi đúng như trên thiết bị")
            .unwrap();
        write_roster(book, "Huyện A", 0);
        write_roster(book, "Huyện B", 3);
    });
    let (_folder, path) = file("a.xlsx", bytes);
    let opened = open(&path, Some(ListKind::Roster), None).unwrap();
    assert_eq!(opened.sheet.as_deref(), Some("Huyện A"));
    let note = opened.notes.iter().find(|note| note.key == "lists-other-sheets").unwrap();
    assert_eq!(note.args, [("sheets", "Huyện B".to_owned())]);
    let overrides = Overrides::parse(Path::new("c.toml"), "[roster]\nsheet = \"Huyện B\"\n").unwrap();
    let opened = open(&path, Some(ListKind::Roster), Some(&overrides)).unwrap();
    assert_eq!((opened.sheet.as_deref(), opened.headings.first), (Some("Huyện B"), 4));
}

#[test]
fn merged_headings_are_read_through() {
    let bytes = xlsx(|book| {
        let sheet = book.add_worksheet();
        let style = Style::new();
        sheet.merge_range(0, 0, 0, 5, "PHỤ LỤC: DANH SÁCH CHỨNG THƯ SỐ", &style).unwrap();
        for (column, text) in [(0, "STT"), (1, "Tên CTS"), (2, "Số hiệu\nCTS")] {
            sheet.merge_range(1, column, 2, column, text, &style).unwrap();
        }
        sheet.merge_range(1, 3, 1, 4, "Thời hạn hiệu lực", &style).unwrap();
        sheet.merge_range(1, 5, 1, 6, "Cơ quan, tổ chức công tác", &style).unwrap();
        for (column, text) in (3..).zip(["Từ ngày", "Đến ngày", "Cấp 1", "Cấp 2"]) {
            sheet.write_string(2, column, text).unwrap();
        }
        for (column, text) in
            (0..).zip(["1", "Lê Hà", "54A1B2C3", "01/01/2024", "31/12/2028", "Bộ Tài chính", "Tổng cục Thuế"])
        {
            sheet.write_string(3, column, text).unwrap();
        }
    });
    let (_folder, path) = file("a.xlsx", bytes);
    let opened = open(&path, None, None).unwrap();
    assert_eq!((opened.kind, opened.headings.first, opened.headings.last), (ListKind::CaList, 2, 3));
    let columns = [Column::Holder, Column::Serial, Column::ValidFrom, Column::ValidTo, Column::Unit1, Column::Unit2];
    assert_eq!(columns.map(|column| opened.column(column)), [1, 2, 3, 4, 5, 6].map(Some));
}

#[test]
fn a_name_under_one_merged_heading_is_one_name() {
    for heading in ["Họ và tên", "Họ và tên chủ thể", "Tên chứng thư số"] {
        let bytes = xlsx(|book| {
            let sheet = book.add_worksheet();
            sheet.merge_range(0, 1, 0, 2, heading, &Style::new()).unwrap();
            for (column, text) in
                [(0, "STT"), (3, "Ngày sinh"), (4, "Đơn vị công tác"), (5, "Chức vụ"), (6, "Tình trạng")]
            {
                sheet.write_string(0, column, text).unwrap();
            }
            for (column, text) in
                (0..).zip(["1", "Nguyễn Văn", "An", "17/03/1985", "Cục Thuế tỉnh Đồng Nai", "Nghỉ hưu"])
            {
                sheet.write_string(1, column, text).unwrap();
            }
        });
        let (_folder, path) = file("a.xlsx", bytes);
        let opened = open(&path, Some(ListKind::Roster), None).unwrap();
        assert_eq!(opened.sample(1)[0].1[opened.column(Column::Holder).unwrap()], "Nguyễn Văn An", "{heading}");
        assert_eq!(opened.column(Column::Birthday), Some(3));
    }
}

#[test]
fn open_document_sheets_are_read() {
    let cell = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let day = "<table:table-cell office:value-type=\"date\" office:date-value=\"1985-03-17T00:00:00\"><text:p>17.3.85</text:p></table:table-cell>";
    let rows: String = ROSTER
        .iter()
        .map(|row| {
            row.iter().map(|text| if *text == "17/03/1985" { day.to_owned() } else { cell(text) }).collect::<String>()
        })
        .map(|cells| format!("<table:table-row>{cells}</table:table-row>"))
        .collect();
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content><office:body><office:spreadsheet><table:table table:name=\"Nhân sự\">\
         <table:table-row table:number-rows-repeated=\"2\"><table:table-cell/></table:table-row>{rows}</table:table>\
         </office:spreadsheet></office:body></office:document-content>"
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
    let (_folder, path) = file("a.xls", writer.finish().unwrap().into_inner());
    let opened = open(&path, None, None).unwrap();
    assert_roster(&opened);
    assert_eq!((opened.format, opened.headings.first), (Format::Ods, 3));
    assert_eq!(opened.sample(1)[0].0, 4);
}

#[test]
fn fonts_may_differ_from_column_to_column() {
    let bytes = xlsx(|book| {
        let sheet = book.add_worksheet();
        let rows = [
            ["Họ và tên", "Đơn vị", "Chức vụ", "Tình trạng"],
            ["NguyÔn V¨n An", "Cuïc Thueá tænh Ñoàng Nai", "Chuyên viên", "Đang làm việc"],
            ["TrÇn ThÞ B×nh", "Chi cuïc Thueá huyeän Long Thaønh", "Kế toán", "Nghỉ hưu"],
        ];
        for (row, cells) in (0..).zip(rows) {
            for (column, text) in (0..).zip(cells) {
                sheet.write_string(row, column, text).unwrap();
            }
        }
    });
    let (_folder, path) = file("a.xlsx", bytes);
    let opened = open(&path, None, None).unwrap();
    assert_eq!(values(&opened, Column::Holder), ["Nguyễn Văn An", "Trần Thị Bình"]);
    assert_eq!(values(&opened, Column::Unit1), ["Cục Thuế tỉnh Đồng Nai", "Chi cục Thuế huyện Long Thành"]);
    assert_eq!(values(&opened, Column::Position), ["Chuyên viên", "Kế toán"]);
}
