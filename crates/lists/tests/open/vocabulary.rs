//! One heading in another word, in rows of headings as offices write them, with cells below as they have them.

use antin_domain::list::ListKind::{self, CaList, Registry, Roster};
use antin_lists::column::Column;
use antin_lists::open::open;

use super::file;

/// Meanings, usual headings and cells.
type Usual = [(&'static str, &'static str, &'static str)];

const CA_LIST: &Usual = &[
    ("ordinal", "STT", "1"),
    ("serial", "Số hiệu chứng thư số", "54A1B2C3D4E5F607"),
    ("holder", "Tên chứng thư số", "Lê Thị Hà"),
    ("kind", "Đối tượng", "Cá nhân"),
    ("id_number", "Số CCCD", "001185000001"),
    ("email", "Thư điện tử", "ltha@example.vn"),
    ("unit1", "Tổ chức cấp 1", "Bộ Tài chính"),
    ("unit2", "Tổ chức cấp 2", "Tổng cục Thuế"),
    ("position", "Chức vụ", "Chuyên viên"),
    ("valid_from", "Ngày cấp", "01/01/2022"),
    ("valid_to", "Ngày hết hạn", "31/12/2026"),
    ("status", "Trạng thái", "Hoạt động"),
    ("previous_serial", "Số hiệu chứng thư cũ", "6B6C5A"),
    ("device_serial", "Số hiệu thiết bị", "TM01"),
    ("phone", "Điện thoại", "0912345678"),
];
const REGISTRY: &Usual = &[
    ("ordinal", "STT", "1"),
    ("holder", "Họ và tên", "Lê Thị Hà"),
    ("birthday", "Ngày sinh", "17/03/1985"),
    ("id_number", "Số CCCD", "001185000001"),
    ("unit1", "Đơn vị", "Cục Thuế tỉnh Đồng Nai"),
    ("department", "Phòng/Đội", "Đội Kiểm tra"),
    ("position", "Chức vụ", "Chuyên viên"),
    ("email", "Email", "ltha@example.vn"),
    ("serial", "Serial CTS", "54A1B2C3D4E5F607"),
    ("valid_from", "Ngày hiệu lực", "01/01/2022"),
    ("valid_to", "Ngày hết hiệu lực", "31/12/2026"),
    ("renewals", "Đã gia hạn", "0"),
    ("device_serial", "Mã thiết bị", "TM01"),
    ("status", "Trạng thái", "Đang sử dụng"),
    ("note", "Ghi chú", ""),
];
const ROSTER: &Usual = &[
    ("ordinal", "STT", "1"),
    ("staff_number", "Mã công chức", "CC0000100"),
    ("holder", "Họ và tên", "Lê Thị Hà"),
    ("birthday", "Ngày sinh", "17/03/1985"),
    ("gender", "Giới tính", "Nữ"),
    ("id_number", "Số CCCD", "001185000001"),
    ("unit1", "Đơn vị công tác", "Cục Thuế tỉnh Đồng Nai"),
    ("department", "Phòng/Đội", "Đội Kiểm tra"),
    ("position", "Chức vụ", "Chuyên viên"),
    ("email", "Thư điện tử", "ltha@example.vn"),
    ("phone", "Điện thoại", "0912345678"),
    ("status", "Tình trạng", "Nghỉ hưu"),
    ("status_date", "Ngày thay đổi", "01/06/2024"),
];

fn usual(kind: ListKind) -> &'static Usual {
    match kind {
        CaList => CA_LIST,
        Registry => REGISTRY,
        _ => ROSTER,
    }
}

/// The meanings of these columns, `-` where there is none.
fn meanings(kind: ListKind, columns: &[(&str, &str, &str)]) -> Vec<&'static str> {
    let row = |cell: fn(&(&str, &str, &str)) -> String| columns.iter().map(cell).collect::<Vec<_>>().join("|");
    let headings = row(|column| column.1.to_owned());
    let cells = row(|column| column.2.to_owned());
    let (_folder, path) = file("a.csv", format!("{headings}\n{cells}\n{cells}\n"));
    let opened = open(&path, Some(kind), None).unwrap_or_else(|fault| panic!("{fault}: {headings}"));
    opened.columns.iter().map(|column| column.meaning.map_or("-", Column::name)).collect()
}

/// Each of these headings, in the place of the usual one, has the meaning; the others keep theirs.
fn says(kind: ListKind, meaning: &str, headings: &[&str]) {
    let expected: Vec<&str> = usual(kind).iter().map(|column| column.0).collect();
    for heading in headings {
        let mut columns = usual(kind).to_vec();
        columns.iter_mut().filter(|column| column.0 == meaning).for_each(|column| column.1 = heading);
        assert_eq!(meanings(kind, &columns), expected, "{kind:?} {heading}");
    }
}

/// A column more, before or behind the others, means nothing and takes no meaning from another.
fn says_nothing(kind: ListKind, more: &[(&str, &str)]) {
    let expected: Vec<&str> = usual(kind).iter().map(|column| column.0).collect();
    for (heading, cell) in more {
        let mut columns = usual(kind).to_vec();
        columns.push(("-", *heading, *cell));
        assert_eq!(meanings(kind, &columns), [&expected[..], &["-"]].concat(), "{kind:?} {heading}");
        columns.rotate_right(1);
        assert_eq!(meanings(kind, &columns), [&["-"], &expected[..]].concat(), "{kind:?} {heading}");
    }
}

/// Where the list lacks the usual column, the heading has the meaning.
fn stands_in(kind: ListKind, meaning: &str, headings: &[&str]) {
    says(kind, meaning, headings);
    let cell = usual(kind).iter().find(|column| column.0 == meaning).unwrap().2;
    says_nothing(kind, &headings.iter().map(|heading| (*heading, cell)).collect::<Vec<_>>());
}

#[test]
fn serials() {
    for kind in [CaList, Registry] {
        says(
            kind,
            "serial",
            &["Số hiệu chứng thư số đang sử dụng", "Dãy số serial", "Số series", "Số hiệu CTS (sau gia hạn)"],
        );
        stands_in(kind, "serial", &["Chứng thư số", "Số Serial trên token"]);
        says(
            kind,
            "device_serial",
            &["Số hiệu TB", "Mã TB", "Serial TB", "Mã eToken", "Số hiệu eToken", "Số seri etoken"],
        );
    }
    says(CaList, "previous_serial", &["Thay thế cho CTS số", "Serial gốc", "Số hiệu CTS ban đầu"]);
}

#[test]
fn holders() {
    for kind in [CaList, Registry] {
        stands_in(kind, "holder", &["Người sở hữu", "Người quản lý", "Người nhận", "Người giữ", "Cán bộ", "Công chức"]);
    }
    let people = ["Người sở hữu", "Người quản lý", "Người nhận", "Người giữ", "Cán bộ", "Công chức", "Cá nhân"];
    stands_in(Roster, "holder", &people);
    stands_in(Roster, "holder", &["Người sử dụng", "Người được cấp"]);
    for kind in [CaList, Registry, Roster] {
        says(kind, "holder", &["Cá nhân", "Tên cá nhân"]);
    }
}

#[test]
fn persons() {
    for kind in [Registry, Roster] {
        let cards = ["Số thẻ căn cước", "Thẻ căn cước", "Mã định danh", "ID No", "Số giấy tờ", "Số giấy tờ tùy thân"];
        says(kind, "id_number", &cards);
        says(kind, "birthday", &["Sinh năm", "N.sinh", "Ng.sinh", "D.O.B", "Ngày sinh theo CCCD"]);
        says(kind, "email", &["Thư ĐT"]);
        stands_in(kind, "email", &["Email cá nhân"]);
    }
    says(Roster, "gender", &["G.tính", "GT"]);
    says(Roster, "staff_number", &["SHCC", "Số thẻ công chức", "Mã NS"]);
    for kind in [CaList, Roster] {
        stands_in(kind, "phone", &["Điện thoại cơ quan"]);
    }
}

#[test]
fn units_and_positions() {
    for kind in [Registry, Roster] {
        says(kind, "unit1", &["ĐVCT", "Đ.vị", "Đơn vị công tác hiện nay"]);
        let units =
            ["CQT", "Tên CQT", "Thuộc CQT", "CCT", "Tên CCT", "Chi cục", "Cục/Chi cục", "OU", "Đơn vị trực thuộc"];
        stands_in(kind, "unit1", &units);
        says(kind, "department", &["P/Đ", "Tổ công tác", "Dept."]);
        says(kind, "position", &["C.vụ", "Chức vụ hiện nay", "Chức vụ hiện tại", "Chức vụ đảng, chính quyền"]);
        stands_in(kind, "position", &["Vị trí", "Công việc đảm nhiệm", "Ngạch công chức"]);
    }
}

#[test]
fn days_and_states() {
    for kind in [CaList, Registry] {
        says(kind, "valid_from", &["Ngày BĐ", "Issued on"]);
        stands_in(kind, "valid_from", &["Ngày cấp/gia hạn"]);
        let ends = ["HSD", "Hạn SD", "Ngày HHL", "Hết HL", "Ngày đáo hạn", "Gia hạn đến ngày", "Valid Till"];
        says(kind, "valid_to", &ends);
        says(kind, "valid_to", &["Ngày hết hạn (sau gia hạn)", "Ngày hết hạn mới"]);
        stands_in(kind, "valid_to", &["Ngày KT", "Thời hạn sử dụng"]);
        says(kind, "status", &["T.trạng"]);
    }
    let both = [
        ("holder", "Họ và tên", "Lê Thị Hà"),
        ("serial", "Serial CTS", "54A1B2C3D4E5F607"),
        ("valid_from", "Thời hạn sử dụng từ ngày", "01/01/2022"),
        ("valid_to", "Thời hạn sử dụng đến ngày", "31/12/2026"),
    ];
    assert_eq!(meanings(CaList, &both), both.map(|column| column.0));
    says(Roster, "status", &["T.trạng", "Biến động", "Tình hình công tác", "Tình trạng hiện tại"]);
    stands_in(Roster, "status_date", &["Ngày quyết định", "Ngày QĐ", "Thời điểm"]);
}

#[test]
fn columns_that_no_rule_looks_at_mean_nothing() {
    let of_people = [
        ("Mã số thuế cá nhân", "8012345678"),
        ("MST cá nhân", "8012345678"),
        ("Email cá nhân", "ha@example.com"),
        ("Tên máy tính", "PC-01"),
        ("Số hiệu máy tính", "PC01"),
        ("Tình hình sử dụng", "Thường xuyên"),
        ("Loại hợp đồng", "Biên chế"),
        ("Loại giấy tờ", "CCCD"),
        ("Loại cán bộ", "Biên chế"),
        ("Tên đăng nhập", "ltha"),
        ("Tổ chức Đảng", "Chi bộ 1"),
        ("Chức vụ Đảng", "Bí thư Chi bộ"),
    ];
    says_nothing(Registry, &of_people);
    says_nothing(Roster, &of_people);
    says_nothing(Registry, &[("Ngày đăng ký", "01/01/2020"), ("Loại CC/VC", "Công chức")]);
    // Nor where the list lacks a column that it could be taken for.
    for (heading, cell) in [("Ngày hết hạn CTS cũ", "15/08/2022"), ("Thời hạn sử dụng CTS cũ", "15/08/2022")]
    {
        says_nothing(Registry, &[(heading, cell)]);
    }
    let without_dates = [
        ("holder", "Họ và tên", "Lê Thị Hà"),
        ("serial", "Serial CTS", "54A1B2C3D4E5F607"),
        ("-", "Thời hạn sử dụng", "5 năm"),
        ("-", "Loại giấy tờ", "CCCD"),
        ("-", "Tổ chức Đảng", "Chi bộ 1"),
        ("-", "Đề nghị gia hạn đến ngày", "31/12/2026"),
        ("unit1", "Đơn vị", "Cục Thuế tỉnh Đồng Nai"),
    ];
    assert_eq!(meanings(Registry, &without_dates), without_dates.map(|column| column.0));
}
