//! `antin explain`: from a result back to its reasons.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const CA: &str = "Số hiệu chứng thư số,Tên chứng thư số,Đối tượng,Số CCCD,Đơn vị,Chức vụ,Ngày cấp,Ngày hết hạn,Trạng thái,Số lần gia hạn\n\
    6A0B01,Lê Thị An,Cá nhân,031185000001,Cục Thuế A,Chuyên viên,01/02/2019,31/01/2024,Hoạt động,0\n\
    6A0B02,Trần Văn Bình,Cá nhân,031185000002,Cục Thuế A,Chuyên viên,01/03/2021,28/02/2026,Hoạt động,0\n";
const REGISTRY: &str = "Họ và tên,Serial CTS,Số CCCD,Đơn vị,Chức vụ,Ngày hiệu lực,Ngày hết hiệu lực,Trạng thái\n\
    Lê Thị An,6a:0b:01,031185000001,Cục Thuế A,Chuyên viên,01/02/2019,31/01/2025,Đang sử dụng\n\
    Trần Văn Bình,6A0B02,031185000002,Cục Thuế A,Chuyên viên,01/03/2021,28/02/2026,Đang sử dụng\n";
const ROSTER: &str = "Họ và tên,Số CCCD,Đơn vị công tác,Chức vụ,Tình trạng\n\
    Lê Thị An,031185000001,Cục Thuế A,Chuyên viên,Nghỉ hưu\n\
    Trần Văn Bình,031185000002,Cục Thuế A,Chuyên viên,Đang làm việc\n";

fn antin(folder: &Path, call: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_antin")).current_dir(folder).args(call).output().unwrap()
}

/// A folder with three lists and the result of their review in `out`.
fn result(more: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("ca.csv", CA), ("registry.csv", REGISTRY), ("roster.csv", ROSTER)] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let mut call = vec!["review", "--ca-list", "ca.csv", "--registry", "registry.csv", "--roster", "roster.csv"];
    call.extend(["--as-of", "2024-06-14", "--format", "csv,json", "--out", "out"]);
    call.extend(more);
    let output = antin(folder.path(), &call);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    folder
}

fn explained(folder: &TempDir, case: &str) -> String {
    let output = antin(folder.path(), &["explain", "out", case]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn refused(folder: &TempDir, case: &str) -> String {
    let output = antin(folder.path(), &["explain", "out", case]);
    assert_eq!(output.status.code(), Some(2));
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_case_is_explained_from_the_answer_down_to_the_law() {
    let text = explained(&result(&[]), "1");
    for part in [
        "Hồ sơ 1 · serial 6A0B01 · Lê Thị An",
        "Hướng xử lý: Đề nghị thu hồi",
        "≠ 31/01/2025",
        "≠ 6a:0b:01",
        "dòng 2: quy tắc 1, độ chắc 100/100: số hiệu trùng nhau",
        "[expired], khoản 2.3",
        "Đề nghị thu hồi: đây là hướng xử lý được chọn.",
        "Cập nhật trên ứng dụng: đứng sau “Đề nghị thu hồi”",
        "vn-tax-2018",
        "khoản 2.1b, 2.3",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    // What is right is not marked.
    assert!(!text.contains("≠ 31/01/2024") && !text.contains("≠ Lê Thị An"), "{text}");
}

#[test]
fn any_spelling_of_the_serial_means_the_same_case() {
    let folder = result(&[]);
    let text = explained(&folder, "1");
    for serial in ["6A0B01", "6a 0b 01", "0x6a0b01", "006A0B01"] {
        assert_eq!(explained(&folder, serial), text, "{serial}");
    }
    assert!(refused(&folder, "6A0B09").contains("6A0B09"));
    assert!(refused(&folder, "3").contains("từ 1 đến 2"));
}

#[test]
fn a_result_of_one_unit_keeps_its_numbers() {
    let folder = result(&["--unit", "Cục Thuế A"]);
    assert!(explained(&folder, "2").contains("Trần Văn Bình"));
}

#[test]
fn a_list_that_changed_or_is_gone_is_named() {
    let folder = result(&[]);
    fs::write(folder.path().join("roster.csv"), ROSTER.replace("Nghỉ hưu", "Từ trần")).unwrap();
    assert!(refused(&folder, "1").contains("roster.csv đã thay đổi"));
    fs::remove_file(folder.path().join("roster.csv")).unwrap();
    assert!(refused(&folder, "1").contains("Không thấy tệp roster.csv"));
}

#[test]
fn a_result_without_a_summary_says_so() {
    let folder = result(&["--format", "csv"]);
    fs::remove_file(folder.path().join("out/summary.json")).ok();
    assert!(refused(&folder, "1").contains("summary.json"));
}

#[test]
fn lines_fit_on_a_terminal() {
    let text = explained(&result(&[]), "1");
    let widest = text.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(100), "{text}");
}
