//! What stands in a table besides its rows: headings told again, groups, notes and signatures; and people who look like it.

use super::file;
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
