//! Some hundred mutants through OpenSSL's command line too; `examples/against_openssl.rs` runs any number.

#![allow(clippy::unwrap_used)]

#[path = "../examples/against_openssl.rs"]
#[allow(dead_code)] // Its `main` is for the example.
mod against_openssl;

#[test]
fn nothing_is_accepted_that_openssl_refuses() {
    if std::process::Command::new("openssl").arg("version").output().is_err() {
        println!("NOT RUN: openssl is not installed");
        return;
    }
    let [[neither, _], [only_we, both]] = against_openssl::compare(300);
    assert_eq!(only_we, 0, "the mutants lie in the folder for temporary files");
    assert!(neither > 100 && both > 5, "{neither} refused, {both} accepted");
}
