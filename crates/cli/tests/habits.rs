//! Columns with a habit of their own: serials in decimal, the month before the day; days nobody can read.
#![allow(clippy::unwrap_used)]

use std::fmt::Write;
use std::path::Path;
use std::process::Command;

/// Six certificates as (serial, holder, first day, last day), written by `spell`.
fn lists(folder: &Path, spell: fn(u64, u32, u32, u32) -> (String, String)) -> (String, String) {
    let holders = ["Lê Văn An", "Trần Thị Bình", "Phạm Văn Cường", "Vũ Thị Dung", "Đỗ Văn Em", "Hồ Thị Giang"];
    let mut ca = "Số hiệu chứng thư số,Tên chứng thư số,Ngày cấp,Ngày hết hạn,Trạng thái\n".to_owned();
    let mut registry = "Họ và tên,Serial CTS,Ngày hiệu lực,Ngày hết hiệu lực,Trạng thái\n".to_owned();
    for (i, holder) in holders.iter().enumerate() {
        let serial = 0x6B_6C50 + i as u64;
        let day = 11 + i as u32;
        let (number, from) = spell(serial, day, 3, 2022);
        let (_, to) = spell(serial, day, 3, 2027);
        writeln!(ca, "{number},{holder},{from},{to},Hoạt động").unwrap();
        writeln!(registry, "{holder},{serial:06X},{day}/3/2022,{day}/3/2027,Đang sử dụng").unwrap();
    }
    std::fs::write(folder.join("ca.csv"), ca).unwrap();
    std::fs::write(folder.join("registry.csv"), registry).unwrap();
    let out = folder.join("out");
    let output = Command::new(env!("CARGO_BIN_EXE_antin"))
        .args([
            "review",
            "--policy",
            "vn-tax-2018",
            "--as-of",
            "2024-06-14",
            "--format",
            "csv",
            "--lang",
            "en",
            "--ca-list",
        ])
        .arg(folder.join("ca.csv"))
        .arg("--registry")
        .arg(folder.join("registry.csv"))
        .arg("--out")
        .arg(&out)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    (said, std::fs::read_to_string(out.join("cases.csv")).unwrap())
}

fn assert_nothing_to_do(cases: &str) {
    let actions: Vec<&str> = cases.lines().skip(1).collect();
    assert_eq!(actions.len(), 6, "{cases}");
    assert!(actions.iter().all(|line| line.ends_with(",,none,,")), "{cases}");
}

#[test]
fn a_column_of_decimal_serials_is_read_in_decimal_and_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let (said, cases) = lists(folder.path(), |serial, d, m, y| (serial.to_string(), format!("{d}/{m}/{y}")));
    assert!(said.contains("decimal"), "{said}");
    assert_nothing_to_do(&cases);
    assert!(cases.contains("6B6C55"), "{cases}");
}

#[test]
fn a_column_with_the_month_first_is_read_so_and_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let (said, cases) = lists(folder.path(), |serial, d, m, y| (format!("{serial:06X}"), format!("{m}/{d}/{y}")));
    assert!(said.contains("month before the day"), "{said}");
    assert_nothing_to_do(&cases);
}

#[test]
fn a_column_with_the_day_first_is_read_as_ever() {
    let folder = tempfile::tempdir().unwrap();
    let (said, cases) = lists(folder.path(), |serial, d, m, y| (format!("{serial:06X}"), format!("{d}/{m}/{y}")));
    assert!(!said.contains("month before the day") && !said.contains("decimal"), "{said}");
    assert_nothing_to_do(&cases);
}

#[test]
fn a_certificate_whose_days_the_ca_wrote_unreadably_is_not_said_to_be_missing() {
    let folder = tempfile::tempdir().unwrap();
    let (_, cases) = lists(folder.path(), |serial, d, m, y| {
        let unreadable = serial == 0x6B_6C55 && y == 2027;
        (format!("{serial:06X}"), if unreadable { "chưa rõ".to_owned() } else { format!("{d}/{m}/{y}") })
    });
    let of_it: Vec<&str> = cases.lines().filter(|line| line.contains("6B6C55")).collect();
    assert!(matches!(of_it[..], [line] if line.contains(",link-uncertain,verify,")), "{cases}");
    assert_eq!(cases.matches(",,none,,").count(), 5, "{cases}");
}
