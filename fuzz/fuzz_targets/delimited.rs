//! A text file of any encoding: encoding, separator, headings, columns, rows.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (kind, bytes) = antin_fuzz::kind(bytes);
    antin_fuzz::read_list(bytes, "csv", kind);
});
