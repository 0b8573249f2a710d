//! A time stamp of any bytes.

#![no_main]

use antin_pki::timestamp::Token;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for token in [Token::read(bytes), Token::read_response(bytes)].into_iter().flatten() {
        let _ = token.verify(&[]);
        let _ = token.is_of(bytes, Some(1));
    }
});
