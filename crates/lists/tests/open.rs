//! Opening files as offices send them: formats, encodings, headings, refusals, and what a person may override.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "open/furniture.rs"]
mod furniture;
#[path = "open/headings.rs"]
mod headings;
#[path = "open/merged.rs"]
mod merged;
#[path = "open/newer.rs"]
mod newer;
#[path = "open/overrides.rs"]
mod overrides;
#[path = "open/refusals.rs"]
mod refusals;
#[path = "open/text.rs"]
mod text;
#[path = "open/vocabulary.rs"]
mod vocabulary;
#[path = "open/workbooks.rs"]
mod workbooks;

use std::path::{Path, PathBuf};

use antin_domain::list::ListKind;
use antin_lists::column::Column;
use antin_lists::open::{Opened, open};
use tempfile::TempDir;

/// A small roster, by rows.
const ROSTER: [[&str; 6]; 4] = [
    ["STT", "Họ và tên", "Ngày sinh", "Đơn vị công tác", "Chức vụ", "Tình trạng"],
    ["1", "Nguyễn Văn An", "17/03/1985", "Cục Thuế tỉnh Đồng Nai", "Chuyên viên", "Đang làm việc"],
    ["2", "Trần Thị Bình", "05/12/1990", "Chi cục Thuế huyện Long Thành", "Kiểm tra viên thuế", "Nghỉ hưu"],
    ["3", "Đỗ Hữu Phước", "30/01/1978", "Chi cục Thuế huyện Định Quán", "Đội trưởng", "Đang làm việc"],
];

/// The roster as text.
fn roster(separator: &str) -> String {
    ROSTER.iter().map(|row| row.join(separator) + "\r\n").collect()
}

/// A file with these bytes; the folder goes when it is dropped.
fn file(name: &str, bytes: impl AsRef<[u8]>) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

/// A file of this folder.
fn kept(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files").join(name)
}

/// An open list and the folder in which its rows may still be.
struct Held {
    opened: Opened,
    _folder: TempDir,
}

impl std::ops::Deref for Held {
    type Target = Opened;

    fn deref(&self) -> &Opened {
        &self.opened
    }
}

/// Opens text without saying which list it is.
fn opened(text: &str) -> Held {
    let (folder, path) = file("list.csv", text);
    let opened = open(&path, None, None).unwrap_or_else(|fault| panic!("{fault}"));
    Held { opened, _folder: folder }
}

/// The values of `column` in the first rows.
fn values(opened: &Opened, column: Column) -> Vec<String> {
    let index = opened.column(column).unwrap_or_else(|| panic!("no {}", column.name()));
    opened.sample(100).into_iter().map(|(_, cells)| cells.get(index).cloned().unwrap_or_default()).collect()
}

/// The keys of the notes.
fn notes(opened: &Opened) -> Vec<&'static str> {
    opened.notes.iter().map(|note| note.key).collect()
}

/// The names and units of the roster, however it was stored.
fn assert_roster(opened: &Opened) {
    assert_eq!(opened.kind, ListKind::Roster);
    let column = |index: usize| ROSTER[1..].iter().map(|row| row[index].to_owned()).collect::<Vec<_>>();
    assert_eq!(values(opened, Column::Holder), column(1));
    assert_eq!(values(opened, Column::Birthday), column(2));
    assert_eq!(values(opened, Column::Unit1), column(3));
    assert_eq!(values(opened, Column::Status), column(5));
}
