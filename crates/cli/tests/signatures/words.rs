//! Every reason of a verdict and every refusal has a sentence, in both languages.

use antin_cli::words::{Language, Words};
use antin_sign::key::{KeyError, NO_KEY};
use antin_sign::validate::reasons::CODES;

#[test]
fn every_reason_of_a_verdict_has_a_sentence_in_both_languages() {
    for language in Language::ALL {
        let words = Words::new(language);
        for code in CODES {
            assert!(words.has(&format!("signing-reason-{code}")), "{code} in {}", language.name());
        }
        for level in ["none", "ltv-update", "form-fill", "annotation", "not-permitted", "suspicious"] {
            assert!(words.has(&format!("signing-changes-{level}")), "{level} in {}", language.name());
        }
    }
}

#[test]
fn every_way_of_having_no_key_has_a_sentence_of_its_own() {
    let mut keys: Vec<&str> =
        NO_KEY.iter().map(|what| antin_cli::signing::words::key(&KeyError::NoKey(what)).key).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), NO_KEY.len());
}
