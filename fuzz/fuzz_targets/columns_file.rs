//! The file of `--columns`, and a list read by it.
#![no_main]

use antin_domain::list::ListKind;
use antin_lists::open::open;
use antin_lists::overrides::Overrides;
use libfuzzer_sys::fuzz_target;
use std::path::Path;

const LIST: &str =
    "Họ và tên,Số CCCD,Đơn vị,Chức vụ,Tình trạng\nLê Thị Hòa,001189000001,Chi cục Thuế A,Chuyên viên,Đang làm việc\n";

fuzz_target!(|text: &str| {
    match Overrides::parse(Path::new("columns.toml"), text) {
        Ok(overrides) => {
            let path = antin_fuzz::place("csv");
            if std::fs::write(&path, LIST).is_ok()
                && let Ok(opened) = open(&path, Some(ListKind::Roster), Some(&overrides))
            {
                antin_fuzz::read_rows(&opened);
            }
        }
        Err(error) => drop(error.message()),
    }
});
