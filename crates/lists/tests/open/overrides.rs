//! What a person says in the file of `--columns` is done, or refused with what there is.

use std::path::Path;

use antin_domain::list::ListKind;
use antin_lists::column::Column;
use antin_lists::open::{OpenError, look, open};
use antin_lists::overrides::Overrides;

use super::{Held, file, notes};

const TEXT: &str = "Cột A,Cột B,Cột C,Cột D\nx,y,z,t\nLê Hà,54A1B2C3,01/01/2024,31/12/2028\n";

fn read(text: &str, kind: ListKind, said: &str) -> Result<Held, OpenError> {
    let overrides = Overrides::parse(Path::new("columns.toml"), said).unwrap();
    let (folder, path) = file("a.csv", text);
    open(&path, Some(kind), Some(&overrides)).map(|opened| Held { opened, _folder: folder })
}

#[test]
fn columns_are_named_by_heading_number_or_letter() {
    let said = "[ca-list]\nheading_row = 1\n[ca-list.columns]\nholder = \"cot a\"\nserial = 2\nvalid_from = \"C\"\nvalid_to = \"Cột D\"\n";
    let opened = read(TEXT, ListKind::CaList, said).unwrap();
    let columns = [Column::Holder, Column::Serial, Column::ValidFrom, Column::ValidTo];
    assert_eq!(columns.map(|column| opened.column(column)), [Some(0), Some(1), Some(2), Some(3)]);
    assert!(notes(&opened).contains(&"lists-by-person"));
}

#[test]
fn a_dispute_is_settled_by_the_person() {
    let text = "Họ và tên,Serial CTS,Serial CTS\nLê Hà,54A1B2C3,54A1B2C4\n";
    let opened = read(text, ListKind::Registry, "[registry.columns]\nserial = 3\n").unwrap();
    assert_eq!(opened.column(Column::Serial), Some(2));
}

#[test]
fn a_column_that_is_not_there_is_refused_with_those_that_are() {
    let said = "[ca-list]\nheading_row = 1\n[ca-list.columns]\nserial = \"Cột X\"\n";
    match read(TEXT, ListKind::CaList, said) {
        Err(OpenError::Unknown { what: "column", wanted, found, .. }) => {
            assert_eq!(wanted, "Cột X");
            assert_eq!(found, ["Cột A", "Cột B", "Cột C", "Cột D"]);
        }
        other => panic!("{:?}", other.map(|held| held.opened)),
    }
    assert!(matches!(
        read(TEXT, ListKind::CaList, "[ca-list]\nheading_row = 9\n"),
        Err(OpenError::Unknown { what: "row", .. })
    ));
}

#[test]
fn a_font_may_be_forced_or_forbidden() {
    let text = "Họ và tên,Serial CTS\nNguyÔn V¨n An,54A1B2C3\nTrÇn ThÞ B×nh,54A1B2C4\n";
    let opened = read(text, ListKind::Registry, "[registry.legacy]\nholder = \"none\"\n").unwrap();
    assert_eq!(opened.sample(1)[0].1[0], "NguyÔn V¨n An");
    let opened = read(text, ListKind::Registry, "[registry.legacy]\nholder = \"tcvn3\"\n").unwrap();
    assert_eq!(opened.sample(1)[0].1[0], "Nguyễn Văn An");
}

#[test]
fn what_cannot_be_read_is_shown_with_as_much_as_is_understood() {
    let text = "DANH SÁCH,,,,\n,,,,\nHọ và tên,Mã dài,Từ,Đến,Ghi chú\nLê Hà,54A1B2C3,01/01/2024,31/12/2028,\n";
    let (_folder, path) = file("a.csv", text);
    let refused = open(&path, Some(ListKind::CaList), None).unwrap_err();
    assert!(refused.is_about_headings(), "{refused:?}");
    let seen = look(&path, Some(ListKind::CaList), None).unwrap();
    assert_eq!((seen.kind, seen.heading_rows), (Some(ListKind::CaList), (3, 3)));
    assert_eq!(seen.columns[0], ("Họ và tên".to_owned(), Some(Column::Holder)));
    assert_eq!(seen.columns[1], ("Mã dài".to_owned(), None));
    assert_eq!(seen.rows.last().map(|(row, cells)| (*row, cells[1].as_str())), Some((4, "54A1B2C3")));
}

#[test]
fn where_no_heading_is_known_the_first_full_row_is_taken_for_it() {
    let (_folder, path) = file("a.csv", "Bảng kê,,,\nalpha,beta,gamma,delta\nx,y,z,t\n");
    let seen = look(&path, None, None).unwrap();
    assert_eq!((seen.kind, seen.heading_rows, seen.columns.len()), (None, (2, 2), 4));
    assert!(seen.columns.iter().all(|(_, meaning)| meaning.is_none()));
}
