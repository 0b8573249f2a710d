//! Headings as people write them, and what they mean.

use antin_domain::list::ListKind::{self, CaList, Registry, Roster, Sent, Units};
use antin_lists::column::Column;
use antin_lists::open::{OpenError, open};

use super::{file, notes, opened};

/// The names of the meanings of `headings` in a list of `kind`, `-` where there is none.
fn meanings(kind: ListKind, headings: &str) -> String {
    let values = headings.split('|').map(|_| "x").collect::<Vec<_>>().join("|");
    let (_folder, path) = file("a.csv", format!("{headings}\n{values}\n{values}\n"));
    let opened = open(&path, Some(kind), None).unwrap_or_else(|fault| panic!("{fault}: {headings}"));
    let name = |meaning: Option<Column>| meaning.map_or("-", Column::name);
    opened.columns.iter().map(|column| name(column.meaning)).collect::<Vec<_>>().join(" ")
}

fn check(kind: ListKind, headings: &str, expected: &str) {
    assert_eq!(meanings(kind, headings), expected, "{headings}");
}

#[test]
fn lists_as_the_ca_sends_them() {
    check(
        CaList,
        "STT|Số hiệu chứng thư số|Tên chứng thư số|Cơ quan cấp chứng thư|Đối tượng|Số CCCD/CMND|Ngày sinh|Thư điện tử|\
         Tổ chức cấp 1|Tổ chức cấp 2|Tổ chức cấp 3|Tổ chức cấp 4|Phòng/Đội|Chức vụ|Tỉnh/Thành phố|Ngày cấp|Ngày hết hạn|\
         Trạng thái|Số lần gia hạn|Số hiệu chứng thư cũ|Loại thiết bị|Số hiệu thiết bị|Điện thoại",
        "ordinal serial holder issuer kind id_number birthday email unit1 unit2 unit3 unit4 department position province \
         valid_from valid_to status renewals previous_serial device_kind device_serial phone",
    );
    check(
        CaList,
        "TT|HO TEN|SERIAL CTS|HIEU LUC TU|HIEU LUC DEN|DV|CHUC DANH|SDT|E-mail",
        "ordinal holder serial valid_from valid_to unit1 position phone email",
    );
    check(
        CaList,
        "serialNumber|certificateName|email|unitName|issueDate|expiryDate|status",
        "serial holder email unit1 valid_from valid_to status",
    );
}

#[test]
fn registries_as_offices_keep_them() {
    check(
        Registry,
        "STT|Họ và tên|Ngày sinh|Số CCCD|Đơn vị|Phòng/Đội|Chức vụ|Email|Loại CTS|Nhà cung cấp|Serial CTS|Ngày hiệu lực|\
         Ngày hết hiệu lực|Đã gia hạn|Mã thiết bị|Trạng thái|Ghi chú",
        "ordinal holder birthday id_number unit1 department position email kind issuer serial valid_from valid_to renewals \
         device_serial status note",
    );
    check(
        Registry,
        "Số chứng thư số|Đối tượng sử dụng|Loại đối tượng|Số hiệu thiết bị lưu khóa bí mật|Email|Ngày cấp|Ngày hết hạn|Ghi chú|Trạng thái",
        "serial holder kind device_serial email valid_from valid_to note status",
    );
    check(
        Registry,
        "Mã thiết bị|Serial CTS|Tên CTS|Email|Loại CTS|Tổ chức|Thông tin chung|ID chứng thư số|Hiệu lực|Hết hạn",
        "device_serial serial holder email kind unit1 - - valid_from valid_to",
    );
    check(
        Registry,
        "STT|Serial CTS|ID CTS nguồn|Mã thiết bị|Tên CTS|Người sử dụng|Hạn gia hạn lần đầu|Đã gia hạn|Số ngày còn lại|Ngày cần thu hồi",
        "ordinal serial previous_serial device_serial holder - - renewals - -",
    );
}

#[test]
fn rosters_units_and_requests() {
    check(
        Roster,
        "STT|Mã công chức|Họ và tên|Ngày sinh|Giới tính|Số CCCD|Đơn vị công tác|Phòng/Đội|Chức vụ|Thư điện tử|Điện thoại|Tình trạng|Ngày thay đổi",
        "ordinal staff_number holder birthday gender id_number unit1 department position email phone status status_date",
    );
    check(
        Roster,
        "TT|Họ tên CBCC|Năm sinh|CMND|Tên cơ quan|Chức danh|Trạng thái công tác",
        "ordinal holder birthday id_number unit1 position status",
    );
    check(
        Units,
        "Mã đơn vị|Tên đơn vị|Từ ngày|Đến ngày|Mã đơn vị cấp trên|Mã đơn vị kế thừa",
        "code unit_name from to parent successor",
    );
    check(Units, "Tên đơn vị cũ|Tên đơn vị mới", "old_unit new_unit");
    check(
        Sent,
        "STT|Loại đề nghị|Serial CTS|Tên CTS|Số văn bản|Ngày văn bản|Tệp",
        "ordinal request_kind serial holder document_number document_date document_file",
    );
}

#[test]
fn old_serials_devices_and_identity_cards_are_no_serials_nor_dates() {
    check(
        CaList,
        "Họ tên*|Số CCCD|Ngày cấp|Nơi cấp|Serial CTS cũ|Số hiệu CTS|Số hiệu token|Ngày cấp CTS|Ngày hết hạn",
        "holder id_number - - previous_serial serial device_serial valid_from valid_to",
    );
    // Which of two equal headings is the card's is told by its neighbours.
    check(
        CaList,
        "Họ tên|CCCD|Ngày cấp|Nơi cấp|Serial|Ngày cấp|Ngày hết hạn",
        "holder id_number - - serial valid_from valid_to",
    );
    check(
        CaList,
        "Họ tên|Serial|Ngày cấp|Ngày hết hạn|CCCD|Nơi cấp|Ngày cấp",
        "holder serial valid_from valid_to id_number - -",
    );
    // So is its end, where another column says until when the certificate is valid; else it is the certificate's.
    check(
        CaList,
        "Họ tên|Serial|Số CCCD|Ngày hết hạn|Hiệu lực từ|Hiệu lực đến",
        "holder serial id_number - valid_from valid_to",
    );
    check(
        CaList,
        "Họ tên|Serial|Số CCCD|Ngày cấp|Ngày hết hạn|Từ ngày|Đến ngày",
        "holder serial id_number - - valid_from valid_to",
    );
    check(
        CaList,
        "Họ tên|Serial|Số CCCD|Có giá trị đến|Ngày hiệu lực|Hạn sử dụng",
        "holder serial id_number - valid_from valid_to",
    );
    check(CaList, "Họ tên|Serial|Ngày cấp|Số CCCD|Ngày hết hạn", "holder serial valid_from id_number valid_to");
}

#[test]
fn who_asks_for_a_renewal_has_none_yet() {
    let rest = "Họ và tên|ID CTS|Ngày hiệu lực|Ngày hết hiệu lực";
    check(Registry, &format!("{rest}|Đã gia hạn"), "holder serial valid_from valid_to renewals");
    for asked in ["Đề nghị gia hạn", "Nhu cầu gia hạn", "Đăng ký gia hạn", "Đủ điều kiện gia hạn", "Còn được gia hạn"]
    {
        check(Registry, &format!("{rest}|{asked}"), "holder serial valid_from valid_to -");
    }
}

#[test]
fn a_serial_of_something_else_does_not_stand_in_for_a_missing_one() {
    for other in ["Serial CTS cũ", "Số hiệu chứng thư cũ", "Số hiệu thiết bị", "Số hiệu văn bản", "Ngày cấp CTS"]
    {
        let (_folder, path) = file("a.csv", format!("Họ và tên,{other},Ghi chú\nLê Hà,x,y\n"));
        match open(&path, Some(Registry), None) {
            Err(OpenError::MissingColumn { column, .. }) => assert_eq!(column, Column::Serial),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_heading_of_two_lines_means_what_both_lines_say() {
    let text = "STT,Tên CTS,Chứng thư số,,Thời hạn hiệu lực,,Thiết bị lưu khóa bí mật,,Ghi chú\n\
        ,,Số hiệu,Số hiệu cũ,Từ ngày,Đến ngày,Loại,Số hiệu,\n(1),(2),(3),(4),(5),(6),(7),(8),(9)\n\
        1,Lê Hà,54A1B2C3,,01/01/2024,31/12/2028,TOKEN,TM01,\n";
    let opened = opened(text);
    assert_eq!((opened.headings.first, opened.headings.last), (1, 2));
    assert_eq!(opened.headings.texts[4], "Thời hạn hiệu lực / Từ ngày");
    let columns = [
        Column::Serial,
        Column::PreviousSerial,
        Column::ValidFrom,
        Column::ValidTo,
        Column::DeviceKind,
        Column::DeviceSerial,
    ];
    assert_eq!(columns.map(|column| opened.column(column)), [Some(2), Some(3), Some(4), Some(5), Some(6), Some(7)]);
    assert_eq!(opened.sample(1)[0].0, 4);
}

#[test]
fn the_kind_is_told_by_the_headings() {
    for (headings, kind) in [
        ("Số hiệu CTS,Tên CTS,Ngày cấp,Ngày hết hạn,Tổ chức cấp 1,Tổ chức cấp 2,Số hiệu CTS cũ", CaList),
        ("TT,Serial CTS,Họ và tên,Đơn vị,Đã gia hạn,Ghi chú", Registry),
        ("Mã công chức,Họ và tên,Đơn vị,Chức vụ,Tình trạng,Giới tính", Roster),
        ("Mã đơn vị,Tên đơn vị,Mã đơn vị cấp trên", Units),
        ("Loại đề nghị,Serial CTS,Tên CTS,Số văn bản,Ngày văn bản", Sent),
    ] {
        assert_eq!(opened(&format!("{headings}\na,b,c,d,e,f,g\n")).kind, kind, "{headings}");
    }
}

#[test]
fn a_serial_column_without_heading_is_known_by_its_cells() {
    let opened = opened(
        "Họ và tên,,Đơn vị,Ngày hiệu lực,Ghi chú\nLê Hà,54A1B2C3D4E5F607,Cục Thuế,01/01/2024,\nVũ An,54A1B2C3D4E5F608,Cục Thuế,01/01/2024,\n",
    );
    assert_eq!(opened.column(Column::Serial), Some(1));
    assert!(notes(&opened).contains(&"lists-by-content"));
}

#[test]
fn cells_decide_where_headings_leave_a_doubt() {
    let rows = "Lê Hà,TM01,54A1B2C3D4E5F607\nVũ An,TM02,54A1B2C3D4E5F608\n";
    let opened = opened(&format!("Họ và tên,Số hiệu,Số hiệu\n{rows}"));
    assert_eq!(opened.column(Column::Serial), Some(2));
}

#[test]
fn a_second_column_of_lesser_right_is_noted() {
    let opened = opened("Tên CTS,Họ và tên,Serial CTS,Ghi chú\nLê Hà,Lê Hà,54A1B2C3D4E5F607,\n");
    assert_eq!(opened.column(Column::Holder), Some(0));
    assert!(notes(&opened).contains(&"lists-also-claims"));
}

/// The first holder of a list as it is read, and whether a note says that names were joined.
fn first_holder(headings: &str, row: &str) -> (String, bool) {
    let (_folder, path) = file("a.csv", format!("{headings}\n{row}\n"));
    let opened = open(&path, Some(Roster), None).unwrap_or_else(|fault| panic!("{fault}: {headings}"));
    let rows = opened.sample(1);
    let at = opened.column(Column::Holder).unwrap();
    (rows[0].1[at].clone(), opened.notes.iter().any(|note| note.key == "lists-joined-names"))
}

#[test]
fn a_name_in_two_columns_is_one_name() {
    let rest = "Ngày sinh|Đơn vị công tác|Chức vụ|Tình trạng";
    let values = "17/03/1985|Cục Thuế tỉnh Đồng Nai|Chuyên viên|Đang làm việc";
    let joined = ("Nguyễn Văn An".to_owned(), true);
    for pair in ["Họ và tên đệm|Tên", "Họ đệm|Tên", "Họ và chữ đệm|Tên", "Họ, tên đệm|Tên", "Họ lót|Tên", "HỌ|TÊN"]
    {
        assert_eq!(first_holder(&format!("STT|{pair}|{rest}"), &format!("1|Nguyễn Văn|An|{values}")), joined, "{pair}");
    }
    assert_eq!(first_holder(&format!("STT|Tên|Họ đệm|{rest}"), &format!("1|An|Nguyễn Văn|{values}")), joined);
    // Beside the whole name the last part of it serves for putting the list in order.
    let whole = first_holder(&format!("STT|Họ và tên|Tên|{rest}"), &format!("1|Nguyễn Văn An|An|{values}"));
    assert_eq!(whole, ("Nguyễn Văn An".to_owned(), false));
}

#[test]
fn a_name_under_one_heading_in_two_columns_is_one_name() {
    let rows = |given: [&str; 4]| {
        let family = ["Nguyễn Văn", "Trần Thị", "Đỗ Hữu", "Lê"];
        let row =
            |(family, given)| format!("1|{family}|{given}|17/03/1985|Cục Thuế tỉnh Đồng Nai|Chuyên viên|Đang làm việc");
        family.into_iter().zip(given).map(row).collect::<Vec<_>>().join("\n")
    };
    let headings = "STT|Họ và tên||Ngày sinh|Đơn vị công tác|Chức vụ|Tình trạng";
    assert_eq!(first_holder(headings, &rows(["An", "Bình", "Phước", "Hà"])), ("Nguyễn Văn An".to_owned(), true));
    // Two words that come again and again are no names.
    assert_eq!(first_holder(headings, &rows(["Nam", "Nữ", "Nam", "Nữ"])), ("Nguyễn Văn".to_owned(), false));
}

#[test]
fn a_heading_may_have_four_lines() {
    let lines = [
        "STT|Chứng thư số|||Thông tin|",
        "|Số hiệu|Thời hạn||Họ và tên|Đơn vị",
        "||hiệu lực|||",
        "||Từ ngày|Đến ngày||",
    ];
    let text = format!("{}\n1|54A1B2C3|01/01/2024|31/12/2028|Lê Hà|Cục Thuế\n", lines.join("\n"));
    let (_folder, path) = file("a.csv", text);
    let opened = open(&path, Some(CaList), None).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!((opened.headings.first, opened.headings.last), (1, 4));
    let columns = [Column::Serial, Column::ValidFrom, Column::ValidTo, Column::Holder, Column::Unit1];
    assert_eq!(columns.map(|column| opened.column(column)), [1, 2, 3, 4, 5].map(Some));
}
