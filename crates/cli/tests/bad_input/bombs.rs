//! Small files that claim to be huge are refused without room or time for them.

use super::calls::{files, refused_list};
use std::fs;
use std::io::{Cursor, Write};
use std::process::{Command, Stdio};
use zip::write::SimpleFileOptions;

const CONTENT_TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#;
const PACKAGE: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="CTS" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const SHEETS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const HEADINGS: [&str; 5] = ["STT", "Số hiệu chứng thư số", "Họ và tên", "Ngày cấp", "Ngày hết hạn"];

/// A workbook whose only sheet is `sheet`.
fn package(sheet: &[u8]) -> Vec<u8> {
    package_with(std::str::from_utf8(sheet).unwrap(), &[])
}

/// A workbook whose first sheet is `sheet`, with `more` parts beside the usual ones or in their place.
fn package_with(sheet: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let usual: [(&str, &[u8]); 5] = [
        ("[Content_Types].xml", CONTENT_TYPES.as_bytes()),
        ("_rels/.rels", PACKAGE.as_bytes()),
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", SHEETS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    let usual = usual.iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    for (name, bytes) in usual.chain(more) {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A sheet with headings and one row, that claims to reach as far as `dimension`, and holds `more` beside.
fn sheet(dimension: &str, more: &str) -> String {
    let cell = |column: u8, row: usize, text: &str| {
        format!(r#"<c r="{}{row}" t="inlineStr"><is><t>{text}</t></is></c>"#, char::from(column))
    };
    let line = |row: usize, texts: [&str; 5]| {
        let cells: String = (b'A'..).zip(texts).map(|(column, text)| cell(column, row, text)).collect();
        format!(r#"<row r="{row}">{cells}</row>"#)
    };
    let first = line(2, ["1", "0A1B2C", "Lê Thị Hòa", "01/01/2022", "01/01/2027"]);
    format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:{dimension}"/><sheetData>{}{first}{more}</sheetData></worksheet>"#,
        line(1, HEADINGS)
    )
}

/// Runs the review of the CA's list `bytes` within 768 MiB of address space (threads and libraries included) and 20 s of
/// processor time; the status and what was said.
fn in_little_room(bytes: &[u8]) -> (Option<i32>, String) {
    assert!(bytes.len() < 1 << 20, "the bomb itself is small");
    let files = files();
    fs::write(files.list("ca-list"), bytes).unwrap();
    let call = files.call(&files.place("out"));
    let mut limited = Command::new("bash");
    limited.args(["-c", "ulimit -v 786432 -t 20; exec \"$@\"", "bash"]).arg(call.get_program()).args(call.get_args());
    let output = limited.stdout(Stdio::null()).output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn refused_in_little_room(bytes: &[u8]) {
    let (status, said) = in_little_room(bytes);
    assert_eq!(status, Some(2), "{said}");
    refused_list("ca-list", bytes, &[]);
}

#[test]
fn one_cell_in_the_last_corner() {
    let corner = r#"<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>"#;
    let (status, said) = in_little_room(&package(sheet("XFD1048576", corner).as_bytes()));
    // The one cell may as well be a row that is rejected.
    assert!(matches!(status, Some(0 | 2)), "{status:?}: {said}");
}

#[test]
fn cells_far_apart_in_many_rows() {
    let far = |row: usize| format!(r#"<row r="{row}"><c r="XFD{row}"><v>1</v></c></row>"#);
    let some: String = (3..1000).map(|row| far(row * 1000)).collect();
    let (status, said) = in_little_room(&package(sheet("XFD1048576", &some).as_bytes()));
    assert!(matches!(status, Some(0 | 2)), "{status:?}: {said}");
    let many: String = (3..8000).map(|row| far(row * 130)).collect();
    refused_in_little_room(&package(sheet("XFD1048576", &many).as_bytes()));
}

/// What a sheet claims of its size is no harm by itself: spreadsheets are full of such claims.
#[test]
fn a_claim_without_cells_is_read_as_what_is_there() {
    let files = files();
    fs::write(files.list("ca-list"), package(sheet("XFD1048576", "").as_bytes())).unwrap();
    super::runs::succeed(&mut files.call(&files.place("out")));
}

#[test]
fn a_package_that_unpacks_to_a_thousand_times_its_size() {
    let blank = " ".repeat(256 << 20);
    refused_in_little_room(&package(sheet("E2", &blank).as_bytes()));
}

#[test]
fn text_of_one_endless_line() {
    let mut text = HEADINGS.join(",");
    text.push('\n');
    text.push_str(&"\"".repeat(900_000));
    refused_list("ca-list", text, &[]);
    refused_list("ca-list", "a,".repeat(500_000), &[]);
}

/// One text of the shared table, named by every cell.
#[test]
fn a_long_text_that_every_cell_names() {
    let rows: String =
        (3..60_000).map(|row| format!(r#"<row r="{row}">{}</row>"#, r#"<c t="s"><v>0</v></c>"#.repeat(5))).collect();
    let texts = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(3_000_000));
    let relation = r#"<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
    let relations = SHEETS.replace("</Relationships>", relation);
    let parts = [("xl/sharedStrings.xml", texts.as_bytes()), ("xl/_rels/workbook.xml.rels", relations.as_bytes())];
    refused_in_little_room(&package_with(&sheet("E60000", &rows), &parts));
}

/// A table of texts that claims to have more of them than there is room for.
#[test]
fn a_table_of_texts_that_claims_too_many() {
    let relation = r#"<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
    let relations = SHEETS.replace("</Relationships>", relation);
    for claim in ["1000000000", "9999999999999999999"] {
        let texts = format!(r#"<sst uniqueCount="{claim}"><si><t>x</t></si></sst>"#);
        let parts = [("xl/sharedStrings.xml", texts.as_bytes()), ("xl/_rels/workbook.xml.rels", relations.as_bytes())];
        refused_in_little_room(&package_with(&sheet("E2", ""), &parts));
    }
}

/// Two hundred sheets, each with sixty rows as wide as a sheet may be.
#[test]
fn many_wide_sheets() {
    let far = |row: usize| format!(r#"<row r="{row}"><c r="XFD{row}"><v>1</v></c></row>"#);
    let wide = format!("<worksheet><sheetData>{}</sheetData></worksheet>", (1..60).map(far).collect::<String>());
    let mut workbook = String::new();
    let mut relations = String::new();
    let names: Vec<String> = (2..202).map(|number| format!("xl/worksheets/sheet{number}.xml")).collect();
    for number in 2..202 {
        workbook.push_str(&format!(r#"<sheet name="S{number}" sheetId="{number}" r:id="rId{number}"/>"#));
        relations.push_str(&format!(r#"<Relationship Id="rId{number}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{number}.xml"/>"#));
    }
    let workbook = WORKBOOK.replace("</sheets>", &format!("{workbook}</sheets>"));
    let relations = SHEETS.replace("</Relationships>", &format!("{relations}</Relationships>"));
    let mut parts =
        vec![("xl/workbook.xml", workbook.as_bytes()), ("xl/_rels/workbook.xml.rels", relations.as_bytes())];
    parts.extend(names.iter().map(|name| (name.as_str(), wide.as_bytes())));
    let (status, said) = in_little_room(&package_with(&sheet("E2", ""), &parts));
    assert!(matches!(status, Some(0 | 2)), "{status:?}: {said}");
}

/// The content of an OpenDocument spreadsheet that ends in the middle of its table.
#[test]
fn a_spreadsheet_that_never_ends() {
    let content = concat!(
        r#"<?xml version="1.0"?><office:document-content><office:body><office:spreadsheet><table:table table:name="a">"#,
        r#"<table:table-row><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>"#,
        "</table:table-row>"
    );
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let parts = [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest:manifest/>"),
        ("content.xml", content),
    ];
    for (name, text) in parts {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    refused_in_little_room(&writer.finish().unwrap().into_inner());
}

/// A chain of sectors that comes back to itself (`files/circle.xls`, found by `fuzz/run`).
#[test]
fn an_old_workbook_whose_sectors_go_in_a_circle() {
    refused_in_little_room(include_bytes!("../files/circle.xls"));
}

/// A binary workbook that names a part it does not have (`files/no-relationship.xlsb`, found by `fuzz/run`).
#[test]
fn a_binary_workbook_without_one_of_its_parts() {
    refused_in_little_room(include_bytes!("../files/no-relationship.xlsb"));
}
