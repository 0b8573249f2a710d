//! The content of an OpenDocument spreadsheet.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (kind, content) = antin_fuzz::kind(bytes);
    let parts: [(&str, &[u8]); 3] = [
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<?xml version=\"1.0\"?><manifest:manifest/>"),
        ("content.xml", content),
    ];
    antin_fuzz::read_list(&antin_fuzz::package(&parts), "ods", kind);
});
