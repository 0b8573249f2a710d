//! What stands in a table besides its rows: headings told again, groups, notes and signatures; and people who look like it.

use super::file;
use antin_domain::certificate::{Employment, Standing};
use antin_domain::day::Day;
use antin_domain::list::ListKind;
use antin_domain::text::SharedTexts;
use antin_lists::open::open;
use antin_lists::rows::Intake;

/// What became of the records of a list: rows of the sheet that were used, those that were not, and the groups.
#[derive(Debug, PartialEq, Eq)]
struct Read {
    used: Vec<u32>,
    rejected: Vec<(u32, &'static str)>,
    groups: Vec<String>,
}

fn read(kind: ListKind, text: &str) -> Read {
    let (_folder, path) = file("list.csv", text);
    let list = open(&path, Some(kind), None).unwrap_or_else(|fault| panic!("{fault}"));
    let names = SharedTexts::default();
    let silent = |_| {};
    let mut intake = Intake::new(&names, &[], 1, &silent);
    let (used, rejected, groups) = if kind == ListKind::Roster {
        let read = intake.roster(&list).unwrap();
        (read.rows.iter().map(|row| row.row).collect(), read.rejected, read.groups)
    } else if kind == ListKind::CaList {
        let read = intake.ca_list(&list).unwrap();
        (read.rows.iter().map(|row| row.row).collect(), read.rejected, read.groups)
    } else {
        let read = intake.registry(&list).unwrap();
        (read.rows.iter().map(|row| row.row).collect(), read.rejected, read.groups)
    };
    Read {
        used,
        rejected: rejected.iter().map(|one| (one.row, one.reason)).collect(),
        groups: groups.into_iter().map(|(_, name)| name).collect(),
    }
}

const REGISTRY: &str = "STT,Họ và tên,Số CCCD,Đơn vị,Serial CTS,Ngày hiệu lực,Ngày hết hiệu lực\n";
const PERSON: &str = "1,Nguyễn Văn An,031185004217,Chi cục Thuế huyện Cát Hải,4C7A19E2B05D38F6,16/03/2022,15/03/2027\n";

#[test]
fn headings_told_again_and_lines_below_are_no_certificates() {
    let below = ",Danh sách gồm có 01 người./.\n,Đã ký\n,Q. Cục trưởng\n,- Lưu: VT.\n";
    let found = read(ListKind::Registry, &format!("{REGISTRY}{PERSON}{REGISTRY}{PERSON}{below}"));
    assert_eq!(found.used, [2, 4]);
    assert_eq!(found.rejected.iter().map(|one| one.0).collect::<Vec<_>>(), [5, 6, 7, 8], "{found:?}");
}

#[test]
fn whoever_has_only_a_name_and_a_number_is_a_row() {
    let found =
        read(ListKind::Registry, &format!("{REGISTRY}{PERSON}2,Trần Thị Bình\n3,Vũ Thị Bích Thủy\n4,Tô Minh Lê\n"));
    assert_eq!(found, Read { used: vec![2, 3, 4, 5], rejected: vec![], groups: vec![] });
}

#[test]
fn units_are_groups_and_people_are_not() {
    let head = "STT,Họ và tên,Ngày sinh,Số CCCD,Đơn vị công tác,Chức vụ,Tình trạng\n";
    let person = "1,Nguyễn Văn An,17/03/1985,031185004217,,Chuyên viên,Đang làm việc\n";
    let found = read(
        ListKind::Roster,
        &format!("{head}I,Vụ Tài vụ - Quản trị\n{person}2,Vũ Thị Bích Thủy\nII,Tổ Nghiệp vụ\n{person}"),
    );
    assert_eq!(found.groups, ["Vụ Tài vụ - Quản trị", "Tổ Nghiệp vụ"]);
    assert_eq!((found.used, found.rejected), (vec![3, 4, 6], vec![]));
}

#[test]
fn a_group_is_the_unit_without_its_number_and_its_count() {
    let head = "STT,Họ và tên,Ngày sinh,Số CCCD,Đơn vị công tác,Chức vụ,Tình trạng\n";
    let person = "1,Nguyễn Văn An,17/03/1985,031185004217,,Chuyên viên,Đang làm việc\n";
    let headings = [
        ("I. Chi cục Thuế huyện Cát Hải", "Chi cục Thuế huyện Cát Hải"),
        ("II/ Chi cục Thuế huyện An Lão (12 người)", "Chi cục Thuế huyện An Lão"),
        ("ĐƠN VỊ: Chi cục Thuế quận Ngô Quyền", "Chi cục Thuế quận Ngô Quyền"),
        ("3) Chi cục Thuế quận Lê Chân: 35 CTS", "Chi cục Thuế quận Lê Chân"),
        ("* Chi cục Thuế khu vực Hồng Bàng - An Dương:", "Chi cục Thuế khu vực Hồng Bàng - An Dương"),
        ("Phòng Thanh tra - Kiểm tra số 1", "Phòng Thanh tra - Kiểm tra số 1"),
        ("B- Đội Kê khai (cũ)", "Đội Kê khai (cũ)"),
        ("1.1 Chi cục Thuế quận Ba Đình", "Chi cục Thuế quận Ba Đình"),
        ("I.2. Chi cục Thuế quận Ba Đình", "Chi cục Thuế quận Ba Đình"),
        ("IV Phòng Kiểm tra nội bộ", "Phòng Kiểm tra nội bộ"),
    ];
    for (heading, unit) in headings {
        let found = read(ListKind::Roster, &format!("{head},{heading}\n{person}"));
        assert_eq!(found.groups, [unit]);
        assert_eq!((found.used, found.rejected), (vec![3], vec![]), "{heading}");
    }
}

#[test]
fn a_row_out_of_step_is_rejected_and_a_note_without_heading_is_not() {
    let shifted =
        "2,Trần Thị Bình,031185004218,Chi cục Thuế huyện Cát Hải, An Dương,4C7A19E2B05D38F7,16/03/2022,15/03/2027\n";
    let noted = PERSON.trim_end().to_owned() + ",đã bàn giao\n";
    let found = read(ListKind::Registry, &format!("{REGISTRY}{PERSON}{shifted}{noted}"));
    assert_eq!(found.used, [2, 4]);
    assert_eq!(found.rejected, [(3, "rejected-out-of-step")]);
}

#[test]
fn a_stray_quotation_mark_swallows_no_row() {
    let stray = PERSON.replace("Nguyễn", "\"Nguyễn");
    let quoted = PERSON.replace("Chi cục Thuế huyện Cát Hải", "\"Chi cục Thuế khu vực Cát Hải, Đồ Sơn\"");
    let found = read(ListKind::Registry, &format!("{REGISTRY}{PERSON}{stray}{PERSON}{quoted}{PERSON}"));
    assert_eq!((found.used, found.rejected), (vec![2, 3, 4, 5, 6], vec![]));
}

#[test]
fn months_may_stand_first_though_a_thousand_rows_do_not_show_it() {
    let certificate =
        |number: u32, day: &str| format!("{number},Nguyễn Văn An,,Cục Thuế,5A{number:06X},{day},12/15/2028\n");
    let rows = |days: &[(usize, &str)]| -> String {
        let days = days.iter().flat_map(|&(count, day)| std::iter::repeat_n(day, count));
        (1..).zip(days).map(|(number, day)| certificate(number, day)).collect()
    };
    let days_of = |text: String| {
        let (_folder, path) = file("list.csv", text);
        let list = open(&path, Some(ListKind::CaList), None).unwrap_or_else(|fault| panic!("{fault}"));
        let (names, silent) = (SharedTexts::default(), |_| {});
        let read = Intake::new(&names, &[], 1, &silent).ca_list(&list).unwrap();
        (read.rows.first().map(|row| row.valid_from), read.rejected.len(), read.read)
    };
    // 1,200 certificates of 4 March, then those of the 20th.
    let late = days_of(format!("{REGISTRY}{}", rows(&[(1200, "03/04/2024"), (400, "03/20/2024")])));
    assert_eq!(late, (Day::new(2024, 3, 4), 0, 1600));
    // One slip among them turns nothing.
    let slip = days_of(format!("{REGISTRY}{}", rows(&[(1200, "03/04/2024"), (1, "03/20/2024")])));
    assert_eq!(slip, (Day::new(2024, 4, 3), 1, 1201));
}

#[test]
fn the_heading_of_a_part_tells_the_state_of_its_rows() {
    let head = "STT,Họ và tên,Ngày sinh,Số CCCD,Đơn vị công tác,Chức vụ,Tình trạng\n";
    let person = |state: &str| format!("1,Nguyễn Văn An,17/03/1985,031185004217,Cục Thuế,Chuyên viên,{state}\n");
    let (blank, working) = (person(""), person("Đang làm việc"));
    let text = format!(
        "{head}{blank},II. Công chức nghỉ hưu từ 01/07/2023\n{blank}{working},III. Công chức đang làm việc\n{blank}"
    );
    let (_folder, path) = file("list.csv", text);
    let list = open(&path, Some(ListKind::Roster), None).unwrap_or_else(|fault| panic!("{fault}"));
    let (names, silent) = (SharedTexts::default(), |_| {});
    let read = Intake::new(&names, &[], 1, &silent).roster(&list).unwrap();
    let states: Vec<_> = read.rows.iter().map(|row| (row.employment, row.since.to_string())).collect();
    let (active, retired) = ((Employment::Active, String::new()), (Employment::Retired, "01/07/2023".to_owned()));
    assert_eq!(states, [active.clone(), retired, active.clone(), active]);
    assert_eq!((read.read, read.rejected.len(), read.groups.len()), (4, 0, 2));

    let certificate = PERSON.replace("1,Nguyễn", ",Nguyễn");
    let found =
        read_standings(&format!("{REGISTRY}{certificate},II. Danh sách chứng thư số đã thu hồi\n{certificate}"));
    assert_eq!(found, [Standing::Unknown, Standing::Revoked]);
}

fn read_standings(text: &str) -> Vec<Standing> {
    let (_folder, path) = file("list.csv", text);
    let list = open(&path, Some(ListKind::CaList), None).unwrap_or_else(|fault| panic!("{fault}"));
    let (names, silent) = (SharedTexts::default(), |_| {});
    let read = Intake::new(&names, &[], 1, &silent).ca_list(&list).unwrap();
    read.rows.iter().map(|row| row.standing).collect()
}

#[test]
fn the_same_as_above_is_the_unit_above() {
    let head = "STT,Họ và tên,Ngày sinh,Số CCCD,Đơn vị công tác,Chức vụ,Tình trạng\n";
    let units =
        ["Chi cục Thuế quận Lê Chân, Cục Thuế TP Hải Phòng", "-nt-", "nt", "Cục Thuế tỉnh Nam Định", "như trên"];
    let person =
        |unit: &&str| format!("1,Nguyễn Văn An,17/03/1985,031185004217,\"{unit}\",Chuyên viên,Đang làm việc\n");
    let text = head.to_owned() + &units.iter().map(person).collect::<String>();
    let (_folder, path) = file("list.csv", text);
    let list = open(&path, Some(ListKind::Roster), None).unwrap_or_else(|fault| panic!("{fault}"));
    let (names, silent) = (SharedTexts::default(), |_| {});
    let mut intake = Intake::new(&names, &[], 1, &silent);
    let rows = intake.roster(&list).unwrap().rows;
    let units = intake.finish().units;
    let places: Vec<_> = rows.iter().map(|row| (units.get(row.unit), units.get(row.parent))).collect();
    let (branch, department) = (("Chi cục Thuế quận Lê Chân", "Cục Thuế TP Hải Phòng"), ("Cục Thuế tỉnh Nam Định", ""));
    let expected = [branch, branch, branch, department, department];
    assert_eq!(places, expected.map(|(unit, parent)| (unit.into(), parent.into())));
}

#[test]
fn names_below_a_signature_are_no_certificates() {
    let signed = ",NGƯỜI LẬP BIỂU,,,THỦ TRƯỞNG ĐƠN VỊ\n,\"(Ký, ghi rõ họ tên)\",,,\"(Ký, đóng dấu)\"\n\n\n\
                  ,Nguyễn Thị Hồng,,,Trần Văn Bình\n";
    let found = read(ListKind::Registry, &format!("{REGISTRY}{PERSON}{PERSON}{signed}"));
    let below = |rows: &[u32]| rows.iter().map(|&row| (row, "rejected-below")).collect::<Vec<_>>();
    assert_eq!((found.used, found.rejected), (vec![2, 3], below(&[4, 5, 8])));
    // The names may stand below columns of days.
    let signed = ",Tổng cộng: 02 chứng thư số\n,,,,,\"Hà Nội, ngày 10 tháng 6 năm 2024\"\n\
                  ,NGƯỜI LẬP,,,,CHI CỤC TRƯỞNG\n,Nguyễn Thị Hồng,,,,Trần Văn Bình\n";
    let found = read(ListKind::Registry, &format!("{REGISTRY}{PERSON}{PERSON}{signed}"));
    assert_eq!(found.used, [2, 3]);
    assert_eq!(found.rejected.iter().map(|one| one.0).collect::<Vec<_>>(), [4, 5, 6, 7], "{found:?}");
}

#[test]
fn names_below_a_signature_are_nobody_on_the_roster() {
    let head = "STT,Họ và tên,Ngày sinh,Số CCCD,Đơn vị công tác,Chức vụ,Tình trạng\n";
    let person = "1,Nguyễn Văn An,17/03/1985,031185004217,Cục Thuế,Chuyên viên,Đang làm việc\n";
    let signed = ",Cộng: 2 người,,,,,\n,Người lập biểu,,,,Trưởng phòng\n,Nguyễn Thị Hồng,,,,Trần Văn Bình\n";
    let found = read(ListKind::Roster, &format!("{head}{person}{person}{signed}"));
    assert_eq!(found.used, [2, 3]);
    let reasons: Vec<&str> = found.rejected.iter().map(|one| one.1).collect();
    assert_eq!(reasons, ["rejected-total", "rejected-below", "rejected-below"]);
}

#[test]
fn a_list_that_goes_on_after_a_subtotal_goes_on() {
    let bare = "2,Trần Thị Bình\n";
    let found = read(
        ListKind::Registry,
        &format!("{REGISTRY}{PERSON}{PERSON},Cộng: 2\n{bare}{PERSON}{bare},Cộng: 3\n{bare},Tổng cộng: 6\n{bare}"),
    );
    assert_eq!(found.used, [2, 3, 5, 6, 7]);
    let totals = [(4, "rejected-total"), (8, "rejected-total"), (9, "rejected-below")];
    assert_eq!(found.rejected, [&totals[..], &[(10, "rejected-total"), (11, "rejected-below")]].concat());
}

#[test]
fn where_all_rows_are_bare_a_subtotal_ends_nothing() {
    let head = "STT,Họ và tên,Đơn vị công tác,Chức vụ,Tình trạng\n";
    let (person, other) = ("1,Nguyễn Văn An,,Chuyên viên,\n", "2,Trần Thị Bình,,Kế toán,\n");
    let found = read(ListKind::Roster, &format!("{head}{person}{other},Cộng: 2,,,\n{person}{other}"));
    assert_eq!((found.used, found.rejected), (vec![2, 3, 5, 6], vec![(4, "rejected-total")]));
}

#[test]
fn a_second_table_below_the_list_is_none_of_it() {
    let second =
        "TỔNG HỢP\nSTT,Đơn vị,Số lượng\n1,Chi cục Thuế huyện Cát Hải,4\n2,Chi cục Thuế huyện An Lão,4\n,Tổng,8\n";
    let found = read(ListKind::Registry, &format!("{REGISTRY}{PERSON}{PERSON}\n{second}"));
    assert_eq!(found.used, [2, 3]);
    assert!(found.rejected.iter().all(|one| matches!(one.1, "rejected-total" | "rejected-below")), "{found:?}");
}

#[test]
fn a_total_is_one_wherever_its_number_stands() {
    let certificates = "STT,Tên CTS,Số hiệu CTS,Ngày cấp,Ngày hết hạn,Trạng thái\n";
    let certificate = "1,Nguyễn Văn An,4C7A19E2B05D38F6,16/03/2022,15/03/2027,Hoạt động\n";
    for total in ["TC,12", "Cộng,12", ",Tổng,12 người", "Tổng cộng:,,,,12", ",TC:,,1.250 CTS", "A,Cộng,12,"]
    {
        let found = read(ListKind::Registry, &format!("{REGISTRY}{PERSON}{total}\n"));
        assert_eq!((found.used, found.rejected), (vec![2], vec![(3, "rejected-total")]), "{total}");
        let found = read(ListKind::CaList, &format!("{certificates}{certificate}{total}\n"));
        assert_eq!((found.used, found.rejected), (vec![2], vec![(3, "rejected-total")]), "{total}");
    }
    // A person may be called Tống Công or Công Sơn; an organisation's kind is TC, a person's position may be that of who
    // signs.
    let others = "2,Tống Công Minh\n3,Nguyễn Văn An,TC\n4,Công Sơn\n5,Tổng công ty Một\n6,Vũ Thị Hà,Đội trưởng\n";
    let found = read(ListKind::Registry, &format!("{REGISTRY}{PERSON}{others}"));
    assert_eq!((found.used, found.rejected), (vec![2, 3, 4, 5, 6, 7], vec![]));
}

#[test]
fn the_end_of_a_list_does_not_depend_on_threads_or_blocks() {
    let rows = |count: usize| PERSON.repeat(count);
    let signed = format!("Cộng,12\n{},Nguyễn Thị Hồng,,,Trần Văn Bình\n", "2,Trần Thị Bình\n".repeat(60_000));
    let text = format!("{REGISTRY}{}{signed}", rows(15_000));
    let (_folder, path) = file("list.csv", text);
    let list = open(&path, Some(ListKind::Registry), None).unwrap_or_else(|fault| panic!("{fault}"));
    for threads in [1, 3] {
        let (names, silent) = (SharedTexts::default(), |_| {});
        let read = Intake::new(&names, &[], threads, &silent).registry(&list).unwrap();
        assert_eq!((read.rows.len(), read.rejected.len(), read.read), (15_000, 60_002, 75_002));
        assert!(read.rejected.is_sorted_by_key(|one| one.row));
    }
}

#[test]
fn units_may_stand_in_group_rows_alone() {
    let head = "STT,Họ và tên,Ngày sinh,Số CCCD,Chức vụ,Tình trạng\n";
    let person = "1,Nguyễn Văn An,17/03/1985,031185004217,Chuyên viên,Đang làm việc\n";
    let text = format!("{head}I. Chi cục Thuế huyện An Lão\n{person}{person}II,Cục Thuế tỉnh Đồng Nai\n{person}");
    let (_folder, path) = file("list.csv", &text);
    for kind in [None, Some(ListKind::Roster)] {
        let list = open(&path, kind, None).unwrap_or_else(|fault| panic!("{fault}"));
        assert_eq!(list.kind, ListKind::Roster);
        let note = list.notes.iter().find(|note| note.key == "lists-units-in-groups").unwrap();
        assert_eq!(note.args, [("example", "Chi cục Thuế huyện An Lão".to_owned())]);
    }
    let found = read(ListKind::Roster, &text);
    assert_eq!(found.groups, ["Chi cục Thuế huyện An Lão", "Cục Thuế tỉnh Đồng Nai"]);
    assert_eq!((found.used, found.rejected), (vec![3, 4, 6], vec![]));
    // A department that signs below is no unit of the rows above it; without groups the column is missing as before.
    for below in ["", ",Phòng Tổ chức cán bộ\n"] {
        let (_folder, path) = file("list.csv", format!("{head}{person}{person}{person}{below}"));
        let fault = open(&path, Some(ListKind::Roster), None).unwrap_err();
        assert_eq!(fault.message().key, "lists-missing-column", "{below}");
    }
}

#[test]
fn column_numbers_may_be_sums() {
    let numbers = "(1),(2),(3),(4),(5)=(3)+(4),(6),(7)\n";
    let page = format!("{REGISTRY}{numbers}{}", PERSON.repeat(5));
    let found = read(ListKind::Registry, &page.repeat(2));
    assert_eq!((found.used, found.rejected), (vec![3, 4, 5, 6, 7, 10, 11, 12, 13, 14], vec![]));
    let (_folder, path) = file("list.csv", format!("{REGISTRY}{numbers}{PERSON}"));
    assert_eq!(open(&path, None, None).unwrap().sample(9).len(), 1);
}

#[test]
fn what_stands_behind_the_end_of_a_text_is_no_row() {
    for end in ["\0\0", "\u{1A}", "\r\n\u{1A}\0\0"] {
        let text = format!("{REGISTRY}{PERSON}{PERSON}{end}");
        let found = read(ListKind::Registry, &text);
        assert_eq!((found.used, found.rejected), (vec![2, 3], vec![]), "{end:?}");
        let (_folder, path) = file("list.csv", &text);
        assert_eq!(open(&path, None, None).unwrap().sample(9).len(), 2, "{end:?}");
        // Behind the last cell, and behind more than is looked at first.
        let found = read(ListKind::Registry, &format!("{REGISTRY}{}{end}", PERSON.repeat(200).trim_end()));
        assert_eq!((found.used.len(), found.rejected.len()), (200, 0), "{end:?}");
    }
}
