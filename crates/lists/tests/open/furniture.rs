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
