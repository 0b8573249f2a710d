//! The workbook of a small office, read back.

use super::*;
use crate::input::{self, Cells};
use crate::{ListFiles, Silent};
use antin_domain::day::Day;
use antin_domain::policy::Policy;
use antin_words::Language;
use calamine::{Data, Reader, Xlsx, open_workbook};
use std::fs;
use tempfile::TempDir;

const CA: &str = "Số hiệu chứng thư số,Tên chứng thư số,Đối tượng,Số CCCD,Thư điện tử,Tổ chức cấp 1,Tổ chức cấp 2,Chức vụ,Ngày cấp,Ngày hết hạn,Trạng thái,Số lần gia hạn,Số hiệu thiết bị\n\
    6A0001,Lê Thị An,Cá nhân,031185000001,ltan@gdt.gov.vn,Tổng cục Thuế,Cục Thuế A,Chuyên viên,01/02/2019,31/01/2024,Hoạt động,0,TM01\n\
    6A0002,Trần Văn Bình,Cá nhân,031185000002,tvbinh@gdt.gov.vn,Tổng cục Thuế,Cục Thuế A,Chuyên viên,01/03/2021,28/02/2026,Hoạt động,0,TM02\n\
    6A0003,Vũ Thị Cúc,Cá nhân,031185000003,vtcuc@gdt.gov.vn,Tổng cục Thuế,Cục Thuế B,Chuyên viên,01/03/2019,01/02/2024,Hoạt động,0,TM03\n\
    6A0004,Hồ Văn Dũng,Cá nhân,031185000004,hvdung@gdt.gov.vn,Tổng cục Thuế,Cục Thuế B,Chuyên viên,01/03/2019,01/03/2024,Hoạt động,0,TM04\n";
const REGISTRY: &str = "Họ và tên,Serial CTS,Số CCCD,Đơn vị,Chức vụ,Email,Ngày hiệu lực,Ngày hết hiệu lực,Mã thiết bị,Trạng thái\n\
    Lê Thị An,6A0001,031185000001,Cục Thuế A,Chuyên viên,ltan@gdt.gov.vn,01/02/2019,31/01/2024,TM01,Đang sử dụng\n\
    Trần Văn Bình,6A0002,031185000002,Cục Thuế A,Chuyên viên,tvbinh@gdt.gov.vn,01/03/2021,28/02/2027,TM02,Đang sử dụng\n\
    Vũ Thị Cúc,6A0003,031185000003,Cục Thuế B,Chuyên viên,vtcuc@gdt.gov.vn,01/03/2019,01/02/2024,TM03,Đang sử dụng\n\
    Hồ Văn Dũng,6A0004,031185000004,Cục Thuế B,Chuyên viên,hvdung@gdt.gov.vn,01/03/2019,01/03/2024,TM04,Đang sử dụng\n";

/// The lists of the office, read and reviewed.
struct Office {
    folder: TempDir,
    input: Input,
    review: Review,
    counts: Counts,
}

fn office() -> Office {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let files =
        ListFiles { ca_list: file("ca.csv", CA), registry: file("registry.csv", REGISTRY), ..ListFiles::default() };
    let as_of = Day::new(2024, 6, 14).unwrap();
    let policy = Policy::parse(include_str!("../../../../policies/vn-tax-2018.toml")).unwrap();
    let input = input::read(&files, policy, as_of, 1, Cells::ReadAgain, &mut Silent).unwrap();
    let review = antin_review::review(&input.snapshot, &mut |_| {});
    let counts = Counts::new(&input.snapshot, &review);
    Office { folder, input, review, counts }
}

impl Office {
    fn write(&self, name: &str, most: usize) -> std::path::PathBuf {
        let path = self.folder.path().join(name);
        let words = Words::new(Language::Vi);
        write_in_parts(&path, &self.input, &self.review, &self.counts, &words, most).unwrap();
        path
    }
}

/// The rows of a sheet.
fn rows(path: &Path, sheet: &str) -> Vec<Vec<Data>> {
    let mut workbook: Xlsx<_> = open_workbook(path).unwrap();
    workbook.worksheet_range(sheet).unwrap().rows().map(<[Data]>::to_vec).collect()
}

/// The cells of the rows below the headings, by heading.
fn column(path: &Path, sheet: &str, heading: &str) -> Vec<Data> {
    let rows = rows(path, sheet);
    let is_heading = |cell: &Data| *cell == *heading;
    let at = rows.iter().position(|row| row.iter().any(is_heading)).unwrap();
    let place = rows[at].iter().position(is_heading).unwrap();
    rows[at + 1..].iter().map(|row| row[place].clone()).collect()
}

#[test]
fn every_case_with_an_action_is_on_the_sheet_of_its_action() {
    let office = office();
    let path = office.write("review.xlsx", MOST_ROWS);
    let words = Words::new(Language::Vi);
    for action in Action::ALL.into_iter().filter(|action| *action != Action::None) {
        let expected: Vec<f64> = (1..)
            .zip(&office.review.cases)
            .filter(|(_, case)| case.action == action)
            .map(|(number, _)| f64::from(number))
            .collect();
        if expected.is_empty() {
            continue;
        }
        let sheet = words.get(&format!("workbook-sheet-{}", action.name()));
        let mut cases: Vec<f64> =
            column(&path, &sheet, "Số TT hồ sơ").iter().filter_map(calamine::DataType::as_f64).collect();
        cases.sort_by(f64::total_cmp);
        assert_eq!(cases, expected, "{sheet}");
    }
    assert_eq!(office.counts.actions[Action::Revoke as usize], 3);
}

#[test]
fn the_sheet_of_revocations_has_the_cells_of_the_list() {
    let office = office();
    let path = office.write("review.xlsx", MOST_ROWS);
    let texts = |heading: &str| -> Vec<String> {
        column(&path, "Thu hồi", heading).iter().map(ToString::to_string).collect()
    };
    assert_eq!(texts("Serial CTS"), ["6A0001", "6A0003", "6A0004"]);
    assert_eq!(texts("Email"), ["ltan@gdt.gov.vn", "vtcuc@gdt.gov.vn", "hvdung@gdt.gov.vn"]);
    assert_eq!(texts("Mã thiết bị"), ["TM01", "TM03", "TM04"]);
    assert_eq!(texts("Đơn vị"), ["Cục Thuế A", "Cục Thuế B", "Cục Thuế B"]);
}

#[test]
fn differences_are_days_and_name_both_sides() {
    let office = office();
    let path = office.write("review.xlsx", MOST_ROWS);
    let day = |heading: &str| column(&path, "Khác nhau", heading)[0].clone();
    // 28/02/2026 and 28/02/2027 as Excel counts days: real dates, not texts.
    for (heading, number) in [("Ban Cơ yếu", 46_081.0), ("Ứng dụng (sổ)", 46_446.0)] {
        match day(heading) {
            Data::DateTime(day) => assert!((day.as_f64() - number).abs() < 0.5, "{heading}: {day}"),
            other => panic!("{heading}: {other:?}"),
        }
    }
}

#[test]
fn more_rows_than_a_sheet_takes_go_on_in_another() {
    let office = office();
    let path = office.write("review.xlsx", 2);
    let workbook: Xlsx<_> = open_workbook(&path).unwrap();
    let names = workbook.sheet_names();
    assert!(names.contains(&"Thu hồi".to_owned()) && names.contains(&"Thu hồi (2)".to_owned()), "{names:?}");
    let ordinals: Vec<String> = ["Thu hồi", "Thu hồi (2)"]
        .iter()
        .flat_map(|sheet| column(&path, sheet, "STT"))
        .map(|cell| cell.to_string())
        .collect();
    assert_eq!(ordinals, ["1", "2", "3"]);
}

#[test]
fn the_same_review_gives_the_same_bytes() {
    let office = office();
    let [one, other] = ["one.xlsx", "other.xlsx"].map(|name| fs::read(office.write(name, MOST_ROWS)).unwrap());
    assert!(one == other);
}

#[test]
fn a_list_that_changed_meanwhile_makes_no_workbook() {
    let office = office();
    fs::write(office.folder.path().join("ca.csv"), CA.replace("TM01", "TM09")).unwrap();
    let path = office.folder.path().join("review.xlsx");
    let words = Words::new(Language::Vi);
    let error = write(&path, &office.input, &office.review, &office.counts, &words).unwrap_err();
    assert_eq!(error.message().key, "workbook-list-changed");
}

#[test]
fn names_of_sheets_fit_in_both_languages() {
    for language in [Language::Vi, Language::En] {
        let words = Words::new(language);
        let phrases = Phrases::new(&words, "");
        for name in phrases.sheets.iter().map(String::as_str).chain([words.get("workbook-sheet-reading").as_str()]) {
            assert!(!name.starts_with('[') && name.chars().count() <= 27, "{name}");
        }
    }
}
