//! What stands in one cell: serials, days, identity numbers, mail addresses, names, units, words.
#![no_main]

use antin_domain::day::{Birthday, Day};
use antin_domain::identity::Identity;
use antin_domain::mail::Mails;
use antin_domain::name;
use antin_domain::serial::SerialCell;
use antin_domain::slip;
use antin_domain::unit::Directory;
use antin_lists::rows::values;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let serial = SerialCell::parse(bytes);
    let _ = (serial.is_readable(), serial.hex.to_string(), serial.hex.decimal_reading(), serial.hex.number());
    if let Some(day) = Day::parse(bytes) {
        // A day that was understood is understood again as it is written.
        assert_eq!(Day::parse(day.to_string().as_bytes()), Some(day), "{day}");
    }
    if let Some(birthday) = Birthday::parse(bytes) {
        let _ = (birthday.day(), birthday.year(), birthday.index());
    }
    let identity = Identity::parse(bytes);
    assert!(!identity.contradicts(&identity) && !identity.differs(&identity));
    let domains = ["gov.vn".to_owned()];
    let mails = Mails::parse(bytes, &domains);
    assert!(!mails.differs(&mails));
    let (one, other) = bytes.split_at(bytes.len() / 2);
    let _ = (slip::is_one(one, other), slip::distance(one, other, 2));
    let text = String::from_utf8_lossy(bytes);
    let (normal, _) = name::normal_form(&text);
    assert!(name::fits(&text, &text));
    let _ = (name::fold(&text), name::fits(&text, &normal));
    let _ = Directory::new(&[], Day::UNKNOWN).resolve(&text, None);
    let _ = (values::standing(&text), values::employment(&text), values::holder_kind(&text));
    let _ = (values::request_kind(&text), values::renewals(&text));
});
