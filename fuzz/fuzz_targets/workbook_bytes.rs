//! Whole workbooks, byte by byte: XLS, XLSX, XLSB, ODS, protected ones.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| antin_fuzz::read_list(bytes, "xls", None));
