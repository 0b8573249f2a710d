//! What cannot be read, and what is said about it.

use std::io::Write;

use antin_domain::list::ListKind;
use antin_lists::column::Column;
use antin_lists::open::{OpenError, open};
use zip::write::SimpleFileOptions;

use super::{file, kept, roster};

fn refusal(name: &str, bytes: impl AsRef<[u8]>, kind: Option<ListKind>) -> OpenError {
    let (_folder, path) = file(name, bytes);
    open(&path, kind, None).expect_err(name)
}

fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn other_files_are_told_by_their_bytes() {
    let word = package(&[("word/document.xml", b"<w/>")]);
    let cases: [(&[u8], &str); 5] = [
        (b"%PDF-1.7 ...", "pdf"),
        (b"\x89PNG\r\n\x1A\n", "picture"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "html"),
        (&word, "document"),
        (b"\x01\x02\0\0\x03\0\0\0\x04\x05\0\0", "binary"),
    ];
    for (bytes, expected) in cases {
        match refusal("list.xls", bytes, None) {
            OpenError::NotATable { what, .. } => assert_eq!(what, expected),
            other => panic!("{expected}: {other}"),
        }
    }
}

#[test]
fn a_password_is_said_to_be_one() {
    let fault = open(&kept("protected.xlsx"), None, None).unwrap_err();
    assert!(matches!(fault, OpenError::Protected { .. }), "{fault}");
    assert_eq!(fault.message().key, "lists-protected");
}

#[test]
fn a_damaged_workbook_is_refused() {
    let bytes = std::fs::read(kept("roster.xlsb")).unwrap();
    let fault = refusal("list.xlsb", &bytes[..bytes.len() / 2], None);
    assert!(matches!(fault, OpenError::Damaged { .. }), "{fault}");
    let bytes = std::fs::read(kept("roster.xls")).unwrap();
    let fault = refusal("list.xls", &bytes[..bytes.len() / 2], None);
    assert!(matches!(fault, OpenError::Damaged { .. } | OpenError::NotATable { .. }), "{fault}");
}

#[test]
fn a_bomb_is_not_unpacked() {
    let zeros = vec![0; 64 << 20];
    let bytes = package(&[("xl/workbook.xml", b"<x/>"), ("xl/worksheets/sheet1.xml", &zeros)]);
    assert!(bytes.len() < 1 << 17);
    let fault = refusal("list.xlsx", bytes, None);
    assert!(matches!(fault, OpenError::TooLarge { what: "ratio", .. }), "{fault}");
}

#[test]
fn a_sheet_that_spreads_to_millions_of_cells_is_refused() {
    let content =
        br#"<?xml version="1.0"?><office:document-content><office:body><office:spreadsheet><table:table table:name="a">
        <table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="string"
        table:number-columns-repeated="1000"><text:p>x</text:p></table:table-cell></table:table-row></table:table>
        </office:spreadsheet></office:body></office:document-content>"#;
    let manifest: &[u8] = b"<?xml version=\"1.0\"?><manifest:manifest/>";
    let kind: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
    let bytes = package(&[("mimetype", kind), ("META-INF/manifest.xml", manifest), ("content.xml", content)]);
    let fault = refusal("list.ods", bytes, None);
    assert!(matches!(fault, OpenError::TooLarge { what: "cells", .. }), "{fault}");
}

#[test]
fn nothing_to_read_is_said_so() {
    assert!(matches!(refusal("a.csv", "", None), OpenError::Empty { .. }));
    assert!(matches!(refusal("a.csv", "\n\n", None), OpenError::Empty { .. }));
    let heading_only = roster(",").lines().next().unwrap().to_owned();
    assert!(matches!(refusal("a.csv", heading_only, Some(ListKind::Roster)), OpenError::Empty { .. }));
    match refusal("a.csv", "một,hai\nba,bốn\n", Some(ListKind::Roster)) {
        OpenError::NoHeading { rows, .. } => assert_eq!(rows[0], "1: một | hai"),
        other => panic!("{other}"),
    }
}

#[test]
fn no_request_was_sent_yet() {
    let heading = "STT,Loại đề nghị,Serial CTS,Tên CTS,Số văn bản,Ngày văn bản,Tệp";
    for text in [heading.to_owned(), format!("{heading}\r\n")] {
        let (_folder, path) = file("a.csv", text);
        let opened = open(&path, Some(ListKind::Sent), None).unwrap();
        assert_eq!((opened.kind, opened.sample(3)), (ListKind::Sent, Vec::new()));
    }
}

#[test]
fn text_without_an_end_of_line_is_said_to_be_so() {
    let fault = refusal("a.csv", "một,hai ".repeat(600_000), Some(ListKind::Roster));
    assert!(matches!(fault, OpenError::TooLarge { what: "line", .. }), "{fault}");
    let fault = refusal("a.csv", ",\n".repeat(3_000_000), Some(ListKind::Roster));
    assert!(matches!(fault, OpenError::Empty { .. }), "{fault}");
}

#[test]
fn text_that_must_be_decoded_in_memory_is_refused_before_it_fills_it() {
    let (_folder, path) = file("a.csv", b"\xff\xfeS\0T\0T\0");
    std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len((256 << 20) + 1).unwrap();
    let fault = open(&path, Some(ListKind::Roster), None).expect_err("256 MiB of UTF-16");
    assert!(matches!(fault, OpenError::TooLarge { what: "bytes", limit: 0x1000_0000, .. }), "{fault}");
}

#[test]
fn a_missing_column_is_named_with_the_headings_there_are() {
    match refusal("a.csv", "Họ và tên,Serial CTS,Ngày cấp\nLê Hà,54A1B2C3,01/01/2024\n", Some(ListKind::CaList))
    {
        OpenError::MissingColumn { column, headings, row, .. } => {
            assert_eq!((column, row), (Column::ValidTo, 1));
            assert_eq!(headings, ["Họ và tên", "Serial CTS", "Ngày cấp"]);
        }
        other => panic!("{other}"),
    }
}

#[test]
fn another_list_is_told_as_such() {
    match refusal("a.csv", roster(","), Some(ListKind::CaList)) {
        OpenError::WrongKind { wanted, seems, .. } => assert_eq!((wanted, seems), (ListKind::CaList, ListKind::Roster)),
        other => panic!("{other}"),
    }
}

#[test]
fn two_columns_of_equal_right_are_left_to_the_person() {
    let text = "Họ và tên,Serial CTS,Serial CTS\nLê Hà,54A1B2C3,54A1B2C4\n";
    match refusal("a.csv", text, Some(ListKind::Registry)) {
        OpenError::TwoColumns { column, first, second, .. } => {
            assert_eq!((column, first.as_str(), second.as_str()), (Column::Serial, "Serial CTS (2)", "Serial CTS (3)"));
        }
        other => panic!("{other}"),
    }
}
