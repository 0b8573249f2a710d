//! The trust store: nothing comes in without its fingerprint, and a changed file makes the store unusable.

use super::Files;
use antin_pki::certificate::Certificate;
use antin_pki::trust::hex;

fn fingerprint(der: &[u8]) -> String {
    hex(&Certificate::read(der).unwrap().fingerprint())
}

#[test]
fn an_anchor_comes_in_with_its_fingerprint_only() {
    let files = Files::new();
    let own = fingerprint(&files.ca.stamps.certificate);
    files.write("stamps.crt", &files.ca.stamps.certificate);
    let add = |more: &[&str]| {
        files.run(&[&["trust", "add", "stamps.crt", "--store", "store.d", "--lang", "en"][..], more].concat())
    };
    let asked = add(&[]);
    assert_eq!(asked.status, 2);
    assert!(asked.error.contains(&own), "{}", asked.error);
    assert_eq!(add(&["--fingerprint", &"0".repeat(64)]).status, 2);
    assert_eq!(add(&["--fingerprint", &own, "--for", "cooking"]).status, 2);
    assert!(!files.path("store.d").exists(), "nothing was written");
    assert_eq!(add(&["--fingerprint", &own, "--for", "time-stamping,ocsp"]).status, 0);
    let listed = files.run(&["trust", "list", "--store", "store.d", "--lang", "en"]);
    assert!(listed.out.contains(&own) && listed.out.contains("time-stamping, ocsp"), "{}", listed.out);
    // Trusted for time stamps is not trusted for signing.
    let said = files.run(&["certificate", "verify", "person.crt", "--trust", "store.d"]);
    assert_eq!(said.status, 2);
    assert_eq!(files.run(&["trust", "remove", &own[..8], "--store", "store.d"]).status, 0);
    assert_eq!(files.run(&["trust", "remove", &own[..8], "--store", "store.d"]).status, 2);
}

#[test]
fn a_root_that_only_calls_itself_the_governments_is_refused() {
    let files = Files::new();
    let own = fingerprint(&files.ca.g2_root.certificate);
    let said = files.run(&["trust", "add", "root.crt", "--store", "store.d", "--fingerprint", &own, "--lang", "en"]);
    assert_eq!(said.status, 2);
    assert!(said.error.contains("F04BA4B4"), "{}", said.error);
}

#[test]
fn a_changed_file_makes_the_store_unusable() {
    let files = Files::new();
    files.write("stamps.crt", &files.ca.stamps.certificate);
    let own = fingerprint(&files.ca.stamps.certificate);
    let added = files.run(&["trust", "add", "stamps.crt", "--store", "store.d", "--fingerprint", &own]);
    assert_eq!(added.status, 0, "{}", added.error);
    let file = files.path("store.d").join(format!("{}.der", own[..16].to_lowercase()));
    std::fs::write(file, &files.ca.g1_root.certificate).unwrap();
    for words in
        [&["trust", "list", "--store", "store.d"][..], &["certificate", "verify", "person.crt", "--trust", "store.d"]]
    {
        let said = files.run(words);
        assert_eq!(said.status, 2);
        assert!(said.error.contains(&own), "{}", said.error);
    }
}
