//! A column and a newer one beside it; units of two levels; one heading over two days.

use std::path::Path;

use antin_domain::list::ListKind::{self, CaList, Registry, Roster};
use antin_lists::column::Column;
use antin_lists::open::{Opened, open};
use antin_lists::overrides::Overrides;
use rust_xlsxwriter::{Format as Style, Workbook};
use tempfile::TempDir;

use super::{file, notes, values};

/// A list of `kind` with these headings and rows.
fn list(kind: ListKind, headings: &str, rows: &[&str]) -> (TempDir, Opened) {
    let (folder, path) = file("a.csv", format!("{headings}\n{}\n", rows.join("\n")));
    let opened = open(&path, Some(kind), None).unwrap_or_else(|fault| panic!("{fault}: {headings}"));
    (folder, opened)
}

/// The column is read from these two headings: from the second where that is filled, else from the first.
fn check(kind: ListKind, rest: &str, pair: &str, column: Column) {
    let others = |row: &str| rest.split('|').map(|heading| cell(heading, row)).collect::<Vec<_>>().join("|");
    let (first, second, third) = match column {
        Column::ValidTo => ("31/12/2023", "31/12/2026", "31/12/2025"),
        Column::Serial => ("54A1B2C3D4E5F607", "6B0A9C4CDE01F2A3", "7F00AB12CD34EF56"),
        _ => ("Lái xe", "Đội trưởng", "Chuyên viên"),
    };
    let rows = [
        format!("{}|{first}|{second}", others("1")),
        format!("{}|{third}|", others("2")),
        format!("{}|{third}|-", others("3")),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let (_folder, opened) = list(kind, &format!("{rest}|{pair}"), &rows);
    assert_eq!(values(&opened, column), [second, third, third], "{pair}");
    assert!(notes(&opened).contains(&"lists-newer-column"), "{pair}");
}

/// What may stand below `heading`.
fn cell(heading: &str, row: &str) -> String {
    match heading {
        "Ngày cấp" => "01/01/2021".to_owned(),
        "Số hiệu CTS" => format!("5B6C7D8E9F0A1B{row}2"),
        "Tình trạng" => "Đang làm việc".to_owned(),
        "Đơn vị" => "Cục Thuế tỉnh Đồng Nai".to_owned(),
        _ => format!("Lê Hà {row}"),
    }
}

#[test]
fn a_newer_last_day_counts_where_it_is_filled() {
    for pair in [
        "Ngày hết hạn|Ngày hết hạn mới",
        "Ngày hết hạn|Ngày hết hạn hiện nay",
        "Ngày hết hạn|Ngày hết hạn sau gia hạn",
        "Ngày hết hạn|Ngày hết hạn (sau gia hạn)",
        "Hạn sử dụng|Hạn sử dụng sau gia hạn",
        "Hiệu lực đến|Hiệu lực sau gia hạn",
        "Ngày hết hạn|Gia hạn đến (ngày)",
        "Ngày hết hạn|Gia hạn đến",
        "Hạn sử dụng|Đã gia hạn đến ngày",
    ] {
        check(CaList, "Họ và tên|Số hiệu CTS|Ngày cấp", pair, Column::ValidTo);
        check(Registry, "Họ và tên|Số hiệu CTS|Ngày cấp", pair, Column::ValidTo);
        check(Registry, "Họ và tên|Số hiệu CTS", pair, Column::ValidTo);
    }
}

#[test]
fn so_does_a_newer_serial_position_or_unit() {
    for pair in ["Số hiệu CTS|Số hiệu CTS mới", "Số hiệu CTS|Số hiệu CTS sau gia hạn", "Serial|Serial CTS mới"]
    {
        check(Registry, "Họ và tên|Ngày cấp", pair, Column::Serial);
    }
    for pair in ["Chức vụ|Chức vụ mới", "Chức vụ|Chức vụ hiện nay", "Chức vụ|Chức vụ hiện tại", "Chức danh|Chức vụ"]
    {
        check(Roster, "Họ và tên|Đơn vị|Tình trạng", pair, Column::Position);
    }
    for pair in ["Đơn vị|Đơn vị mới", "Đơn vị công tác|Đơn vị công tác hiện nay", "Đơn vị công tác|Đơn vị mới"]
    {
        check(Roster, "Họ và tên|Chức vụ|Tình trạng", pair, Column::Unit1);
        check(Registry, "Họ và tên|Số hiệu CTS", pair, Column::Unit1);
    }
    check(Roster, "Họ và tên|Đơn vị|Chức vụ", "Tình trạng|Tình trạng hiện tại", Column::Status);
}

#[test]
fn words_in_the_newer_column_may_say_that_nothing_is_new() {
    let rows = ["Lê Hà|5B6C7D8E9F0A1B22|31/12/2026|Chưa gia hạn|Đội trưởng|Không thay đổi"];
    let (_folder, opened) = list(Registry, "Họ và tên|Serial|Ngày hết hạn|Gia hạn đến|Chức vụ|Chức vụ mới", &rows);
    assert_eq!(values(&opened, Column::ValidTo), ["31/12/2026"]);
    assert_eq!(values(&opened, Column::Position), ["Đội trưởng"]);
}

#[test]
fn the_newer_column_may_stand_before_the_older_one() {
    let rows = ["Lê Hà|5B6C7D8E9F0A1B22|31/12/2026|31/12/2023", "Vũ An|5B6C7D8E9F0A1B32||31/12/2025"];
    let (_folder, opened) = list(Registry, "Họ và tên|Số hiệu CTS|Ngày hết hạn mới|Ngày hết hạn", &rows);
    assert_eq!(values(&opened, Column::ValidTo), ["31/12/2026", "31/12/2025"]);
}

#[test]
fn an_office_renewed_counts_before_the_office_and_the_title() {
    let rows = ["Lê Hà|Cục Thuế|Đang làm việc|a|b|c", "Vũ An|Cục Thuế|Đang làm việc|a|b|", "Đỗ Ba|Cục Thuế|Nghỉ|a||"];
    let (_folder, opened) = list(Roster, "Họ và tên|Đơn vị|Tình trạng|Chức danh|Chức vụ|Chức vụ mới", &rows);
    assert_eq!(values(&opened, Column::Position), ["c", "b", "a"]);
}

#[test]
fn a_column_that_is_called_old_stays_out_of_it() {
    let rows = ["Lê Hà|5B6C7D8E9F0A1B22|6B6C5A|01/01/2023|", "Vũ An|5B6C7D8E9F0A1B32|6B6C5B|01/01/2024|31/12/2026"];
    let headings = "Họ và tên|Số hiệu CTS mới|Số hiệu CTS cũ|Ngày hết hạn cũ|Ngày hết hạn mới";
    let (_folder, opened) = list(Registry, headings, &rows);
    assert_eq!(values(&opened, Column::Serial), ["5B6C7D8E9F0A1B22", "5B6C7D8E9F0A1B32"]);
    assert_eq!(values(&opened, Column::PreviousSerial), ["6B6C5A", "6B6C5B"]);
    assert_eq!(values(&opened, Column::ValidTo), ["", "31/12/2026"]);
    assert!(!notes(&opened).contains(&"lists-newer-column"));
}

#[test]
fn an_old_state_is_none() {
    let row = "Lê Hà|Cục Thuế|Đội trưởng|Đang làm việc|Nghỉ hưu";
    let (_folder, opened) = list(Roster, "Họ và tên|Đơn vị|Chức vụ|Tình trạng cũ|Tình trạng mới", &[row]);
    assert_eq!(values(&opened, Column::Status), ["Nghỉ hưu"]);
}

#[test]
fn a_new_unit_renews_none_of_several_levels() {
    let rows = ["Lê Hà|5B6C7D8E9F0A1B22|Tổng cục Thuế|Cục Thuế tỉnh Đồng Nai|Chi cục Thuế Long Thành"];
    let (_folder, opened) = list(Registry, "Họ và tên|Số hiệu CTS|Đơn vị cấp 1|Đơn vị cấp 2|Đơn vị mới", &rows);
    assert_eq!(values(&opened, Column::Unit1), ["Tổng cục Thuế"]);
}

#[test]
fn the_last_day_behind_the_number_of_a_card_may_have_a_newer_one() {
    let rows = ["Lê Hà|5B6C7D8E9F0A1B22|001085000001|31/12/2023|31/12/2026"];
    let (_folder, opened) = list(Registry, "Họ và tên|Serial|Số CCCD|Ngày hết hạn|Ngày hết hạn mới", &rows);
    assert_eq!(values(&opened, Column::ValidTo), ["31/12/2026"]);
}

#[test]
fn what_a_person_says_a_column_is_counts_alone() {
    let text = "Họ và tên|Đơn vị|Tình trạng|Chức vụ|Chức vụ mới\nLê Hà|Cục Thuế|Đang làm việc|Lái xe|Đội trưởng\n";
    let (_folder, path) = file("a.csv", text);
    let said = "[roster.columns]\nposition = \"Chức vụ\"\n";
    let overrides = Overrides::parse(Path::new("columns.toml"), said).unwrap();
    let opened = open(&path, Some(Roster), Some(&overrides)).unwrap();
    assert_eq!(values(&opened, Column::Position), ["Lái xe"]);
    assert!(!notes(&opened).contains(&"lists-newer-column"));
}

#[test]
fn headings_told_again_below_stay_headings() {
    let rows = ["Lê Hà|Cục Thuế|Đang làm việc|Lái xe|Đội trưởng", "Họ và tên|Đơn vị|Tình trạng|Chức vụ|Chức vụ mới"];
    let (_folder, opened) = list(Roster, "Họ và tên|Đơn vị|Tình trạng|Chức vụ|Chức vụ mới", &rows);
    assert_eq!(values(&opened, Column::Holder)[1], "Họ và tên");
}

/// The cells of the first row under two columns of units.
fn units(kind: ListKind, rest: &str, pair: &str) -> [Option<usize>; 2] {
    let values = rest.split('|').map(|heading| cell(heading, "1")).collect::<Vec<_>>().join("|");
    let row = format!("Cục Thuế tỉnh Đồng Nai|Chi cục Thuế huyện Long Thành|{values}");
    let (_folder, opened) = list(kind, &format!("{pair}|{rest}"), &[&row]);
    assert!(!notes(&opened).contains(&"lists-seems-other"), "{pair}");
    [Column::Unit1, Column::Unit2].map(|column| opened.column(column))
}

#[test]
fn units_of_two_levels_need_no_numbers() {
    for pair in ["Cục Thuế|Chi cục Thuế", "Cục Thuế|Phòng/Chi cục Thuế", "Cơ quan|Đơn vị", "Cục|Chi cục"]
    {
        for (kind, rest) in [
            (CaList, "Họ và tên|Số hiệu CTS|Ngày cấp|Ngày hết hạn"),
            (Registry, "Họ và tên|Số hiệu CTS|Chức vụ|Phòng/Đội"),
            (Roster, "Họ và tên|Chức vụ|Tình trạng|Phòng/Đội"),
        ] {
            assert_eq!(units(kind, rest, pair), [Some(0), Some(1)], "{pair} {kind:?}");
        }
    }
    // Beside a column that says where a person works the Cục stands for something else.
    let rest = "Họ và tên|Đơn vị công tác|Chức vụ|Tình trạng";
    assert_eq!(units(Roster, rest, "Cục Thuế|Chi cục Thuế"), [Some(3), None]);
}

#[test]
fn a_lone_branch_is_the_unit() {
    let row = "Lê Hà|Chi cục Thuế huyện Long Thành|Đội trưởng|Đang làm việc";
    let (_folder, opened) = list(Roster, "Họ và tên|Chi cục Thuế|Chức vụ|Tình trạng", &[row]);
    assert_eq!((opened.column(Column::Unit1), opened.column(Column::Unit2)), (Some(1), None));
}

/// A workbook of the CA with one heading over the columns 2 and 3.
fn period(heading: &str) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_string(0, 0, "Họ và tên").unwrap().write_string(0, 1, "Số hiệu CTS").unwrap();
    sheet.merge_range(0, 2, 0, 3, heading, &Style::new()).unwrap();
    sheet.write_string(0, 4, "Trạng thái").unwrap();
    for (column, text) in (0..).zip(["Lê Hà", "54A1B2C3D4E5F607", "01/01/2022", "31/12/2026", "Hoạt động"]) {
        sheet.write_string(1, column, text).unwrap();
    }
    workbook.save_to_buffer().unwrap()
}

#[test]
fn one_heading_over_two_days_says_from_and_to() {
    for heading in [
        "Hiệu lực (từ ngày - đến ngày)",
        "Thời hạn hiệu lực",
        "Thời hạn sử dụng",
        "Hiệu lực",
        "Từ ngày - đến ngày",
        "Thời hạn hiệu lực của chứng thư số",
    ] {
        let (_folder, path) = file("a.xlsx", period(heading));
        for kind in [CaList, Registry] {
            let opened = open(&path, Some(kind), None).unwrap_or_else(|fault| panic!("{fault}: {heading}"));
            assert_eq!(values(&opened, Column::ValidFrom), ["01/01/2022"], "{heading}");
            assert_eq!(values(&opened, Column::ValidTo), ["31/12/2026"], "{heading}");
        }
    }
}
