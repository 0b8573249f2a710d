//! Text of old fonts and code pages.
#![no_main]

use antin_lists::legacy::{best, convert, convert_cell, detect, judge, windows1252_text, windows1258_text};
use antin_lists::open::LegacyText;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for text in [windows1252_text(bytes), windows1258_text(bytes), String::from_utf8_lossy(bytes).into_owned()] {
        let _ = (judge(&text), best(&text));
        let kinds =
            [LegacyText::Tcvn3, LegacyText::Vni, LegacyText::Viscii, LegacyText::Windows1258, LegacyText::Mojibake];
        for legacy in kinds {
            let _ = convert(&text, legacy);
            if let Some(detected) = detect(text.lines(), legacy) {
                text.lines().for_each(|line| drop(convert_cell(line, detected)));
            }
        }
    }
});
