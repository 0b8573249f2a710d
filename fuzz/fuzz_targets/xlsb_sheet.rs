//! The sheet of a binary workbook (and, behind 0xFF 0xFF 0xFF, its table of texts).
#![no_main]

use libfuzzer_sys::fuzz_target;

const WORKBOOK: &[u8] = include_bytes!("xlsb/workbook.bin");
const RELATIONS: &[u8] = br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.bin"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.bin"/></Relationships>"#;

fuzz_target!(|bytes: &[u8]| {
    let (kind, bytes) = antin_fuzz::kind(bytes);
    let split = bytes.windows(3).position(|three| three == [0xff; 3]);
    let (sheet, texts) = split.map_or((bytes, &b""[..]), |at| (&bytes[..at], &bytes[at + 3..]));
    let parts: [(&str, &[u8]); 4] = [
        ("xl/workbook.bin", WORKBOOK),
        ("xl/_rels/workbook.bin.rels", RELATIONS),
        ("xl/worksheets/sheet1.bin", sheet),
        ("xl/sharedStrings.bin", texts),
    ];
    antin_fuzz::read_list(&antin_fuzz::package(&parts), "xlsb", kind);
});
