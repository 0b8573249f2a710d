//! A CMS file of any bytes, made to last: time stamp, validation data, archive time stamp. What comes out can be read again
//! and holds what was signed.

#![no_main]

use antin_sign::cms::extend;
use antin_sign::cms::read::SignedData;
use antin_sign::pdf::dss::Store;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let material = Store { answers: vec![vec![0x30, 0]], ..Store::default() };
    if let Ok(Some(more)) = extend::add_material(bytes, &material) {
        assert!(SignedData::read(&more).is_ok(), "what was written cannot be read");
        assert_eq!(extend::signatures(&more), extend::signatures(bytes));
        assert_eq!(extend::add_material(&more, &material), Ok(None));
    }
    if let Ok(job) = extend::prepare_archive(bytes, Some(b"beside"), 0) {
        let _ = extend::finish_archive(&job, bytes, Some(b"beside"), bytes);
    }
    let _ = extend::add_stamp(bytes, 0, bytes);
});
