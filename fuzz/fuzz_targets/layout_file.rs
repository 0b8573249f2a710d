//! A folder of layouts in which the first file is fuzzed.
#![no_main]

use antin_lists::layout::Layouts;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let folder = antin_fuzz::place("layouts");
    if std::fs::create_dir_all(&folder).is_ok() && std::fs::write(folder.join("roster.toml"), text).is_ok() {
        match Layouts::load(Some(&folder)) {
            Ok(_) => {}
            Err(error) => drop(error.to_string()),
        }
    }
});
