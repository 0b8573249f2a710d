//! Lists, policies and days that cannot be used.

use super::calls::{files, refused, refused_list};
use antin_testkit::office::form::Form;
use antin_testkit::office::{Office, Table};
use rust_xlsxwriter::Workbook;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A file kept beside the tests of the crate that reads lists.
fn kept(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../lists/tests/files").join(name)
}

/// `table` as the second sheet of a workbook, below two rows of titles.
fn workbook(table: &Table, sheet: &str) -> Vec<u8> {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("Ghi chú").unwrap().write(0, 0, "Không có gì").unwrap();
    let worksheet = workbook.add_worksheet().set_name(sheet).unwrap();
    worksheet.write(0, 0, "DANH SÁCH").unwrap();
    for (row, cells) in (2..).zip(std::iter::once(&table.heading).chain(&table.rows)) {
        for (column, cell) in (0..).zip(cells) {
            worksheet.write(row, column, cell.as_str()).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

#[test]
fn no_such_file() {
    for name in ["ca-list", "registry", "roster", "units", "sent"] {
        let files = files();
        let path = files.list(name);
        fs::remove_file(&path).unwrap();
        refused(&files, |_| (), &[&path.to_string_lossy()]);
    }
}

#[test]
fn a_folder_instead_of_a_file() {
    let files = files();
    let path = files.list("roster");
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    refused(&files, |_| (), &[&path.to_string_lossy()]);
}

#[test]
fn a_password_protected_workbook() {
    let text = refused_list("ca-list", fs::read(kept("protected.xlsx")).unwrap(), &[]);
    assert!(text.contains("password"), "{text}");
}

#[test]
fn a_damaged_workbook() {
    let good = workbook(&Office::new(40, 1).ca_list, "CTS");
    for length in [good.len() / 3, good.len() / 2, good.len() - 30] {
        let text = refused_list("ca-list", &good[..length], &[]);
        assert!(text.contains("damaged"), "{text}");
    }
    let mut flipped = good.clone();
    let middle = flipped.len() / 2;
    flipped[middle..middle + 400].fill(0xa5);
    refused_list("ca-list", &flipped, &[]);
}

#[test]
fn a_list_of_the_wrong_kind() {
    let office = Office::new(40, 1);
    let text = refused_list("ca-list", Form::default().write(&office.roster), &[]);
    assert!(text.contains("staff roster") && text.contains("CA's list"), "{text}");
    let text = refused_list("registry", Form::default().write(&office.units), &[]);
    assert!(text.contains("list of units") && text.contains("registry"), "{text}");
    refused_list("roster", workbook(&office.sent, "Văn bản"), &[]);
}

/// `table` without the column headed `heading`.
fn without_column(mut table: Table, heading: &str) -> Table {
    let order: Vec<usize> = (0..table.heading.len()).filter(|&column| table.heading[column] != heading).collect();
    assert_eq!(order.len() + 1, table.heading.len());
    table.reorder_columns(&order);
    table
}

#[test]
fn a_missing_needed_column_names_the_headings_found() {
    let list = without_column(Office::new(40, 1).roster, "Chức vụ");
    let headings = ["Mã công chức", "Họ và tên", "Số CCCD", "Tình trạng"];
    let text = refused_list("roster", Form::default().write(&list), &headings);
    assert!(text.contains("Position") && text.contains("row 1"), "{text}");
    let text = refused_list("roster", workbook(&list, "Nhân sự"), &headings);
    assert!(text.contains("Position") && text.contains("row 3") && text.contains("Nhân sự"), "{text}");
}

#[test]
fn a_missing_column_of_certificates_names_the_headings_found() {
    let list = without_column(Office::new(40, 1).ca_list, "Ngày hết hạn");
    let headings = ["Số hiệu chứng thư số", "Tên chứng thư số", "Ngày cấp", "Số hiệu thiết bị"];
    let text = refused_list("ca-list", Form::default().write(&list), &headings);
    assert!(text.contains("Valid to") && text.contains("row 1"), "{text}");
    let list = without_column(Office::new(40, 1).registry, "Serial CTS");
    let text = refused_list("registry", Form::default().write(&list), &["Mã thiết bị", "Họ và tên"]);
    assert!(text.contains("Serial of the certificate"), "{text}");
}

#[test]
fn two_columns_that_claim_one_meaning() {
    let mut list = Office::new(40, 1).registry;
    let twice = list.heading.iter().position(|heading| heading == "Serial CTS").unwrap();
    let order: Vec<usize> = (0..list.heading.len()).chain([twice]).collect();
    list.reorder_columns(&order);
    for row in &mut list.rows {
        row[order.len() - 1] = format!("{}7", row[twice]);
    }
    refused_list("registry", Form::default().write(&list), &["Serial CTS (11)", "Serial CTS (18)"]);
    refused_list("registry", workbook(&list, "Sổ theo dõi"), &["Serial CTS (11)", "Serial CTS (18)", "Sổ theo dõi"]);
}

#[test]
fn an_empty_list() {
    let mut list = Office::new(40, 1).registry;
    list.rows.clear();
    refused_list("registry", "", &[]);
    refused_list("registry", "\r\n\r\n", &[]);
    refused_list("registry", Form::default().write(&list), &[]);
    refused_list("registry", workbook(&list, "Sổ theo dõi"), &["Sổ theo dõi"]);
    refused_list("registry", Workbook::new().save_to_buffer().unwrap(), &[]);
}

#[test]
fn a_list_whose_rows_are_all_furniture() {
    let heading = Form::default().write(&Table { rows: Vec::new(), ..Office::new(40, 1).registry });
    let text = [heading.as_slice(), "Tổng cộng: 0,,,,,,,,,,,,,,,,\n".as_bytes()].concat();
    refused_list("registry", text, &[]);
}

#[test]
fn other_files_than_tables() {
    for bytes in
        [&b"%PDF-1.7\n%...."[..], b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\x7fELF\x02\x01\x01\0\0\0\0\0", &[0; 4096]]
    {
        refused_list("roster", bytes, &[]);
    }
}

#[test]
fn an_unreadable_policy() {
    let files = files();
    let path = files.list("sent").with_file_name("policy.toml");
    for text in ["name = ", "name = \"x\"\nversion = \"one\"\n", "\u{0}", ""] {
        fs::write(&path, text).unwrap();
        refused(&files, |command| with(command, "--policy", &path), &[&path.to_string_lossy()]);
    }
    fs::write(&path, b"name = \"\xff\xfe\"").unwrap();
    refused(&files, |command| with(command, "--policy", &path), &[&path.to_string_lossy()]);
    refused(&files, |command| with(command, "--policy", "vn-tax-1999"), &["vn-tax-1999", "vn-tax-2018"]);
}

#[test]
fn a_columns_file_that_cannot_be_used() {
    let files = files();
    let path = files.list("sent").with_file_name("columns.toml");
    for text in ["[ca-list", "[ca-list]\ncolour = 1\n", "[ca-list.columns]\nserial = \"Cột không có\"\n"] {
        fs::write(&path, text).unwrap();
        refused(&files, |command| with(command, "--columns", &path), &[]);
    }
    let missing = files.place("none.toml");
    refused(&files, |command| with(command, "--columns", &missing), &[&missing.to_string_lossy()]);
}

#[test]
fn a_bad_day() {
    for day in ["2024-02-30", "yesterday", "", "14.06"] {
        refused(&files(), |command| with(command, "--as-of", day), &[day]);
    }
}

#[test]
fn a_day_without_a_policy() {
    let files = files();
    let call = |command: &mut Command| {
        with(command, "--as-of", "1999-01-01");
        without(command, "--policy");
    };
    refused(&files, call, &["vn-tax-2018"]);
}

#[test]
fn an_unknown_unit() {
    refused(&files(), |command| with(command, "--unit", "Chi cục Thuế Sao Hỏa"), &["Chi cục Thuế Sao Hỏa"]);
}

/// The call with another value of `option`.
fn with(command: &mut Command, option: &str, value: impl AsRef<OsStr>) {
    without(command, option);
    command.arg(option).arg(value);
}

/// The call without `option`.
fn without(command: &mut Command, option: &str) {
    let mut arguments: Vec<OsString> = command.get_args().map(ToOwned::to_owned).collect();
    if let Some(place) = arguments.iter().position(|argument| argument == option) {
        arguments.drain(place..place + 2);
    }
    let mut fresh = Command::new(command.get_program());
    fresh.args(arguments);
    *command = fresh;
}
