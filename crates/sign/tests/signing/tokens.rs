//! A key on a token: SoftHSM plays it, where it is installed.

use super::desk::{Desk, noon};
use super::paper::{self, Form, PLAIN};
use antin_sign::job;
use antin_sign::key::{KeyError, TokenAddress, TokenKey};
use antin_sign::pdf::sign::Order;
use antin_sign::validate::report::Verdict;
use antin_testkit::ca::key::Key;
use base64::Engine;
use std::path::Path;
use std::process::Command;

const MODULES: [&str; 2] = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"];

/// Set in the second run of the test, which then has the configuration of SoftHSM in its surroundings from the beginning.
const INSIDE: &str = "ANTIN_TEST_TOKEN_MODULE";

#[test]
fn a_token_signs_and_a_wrong_pin_is_tried_once() {
    if let Ok(module) = std::env::var(INSIDE) {
        return inside(&module);
    }
    let module = MODULES.into_iter().find(|module| Path::new(module).is_file());
    let Some(module) = module.filter(|_| Path::new("/usr/bin/pkcs11-tool").is_file()) else {
        println!("NOT RUN: SoftHSM or pkcs11-tool is not installed (apt-get install softhsm2 opensc)");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    std::fs::create_dir(file("tokens")).unwrap();
    let configuration = format!("directories.tokendir = {}\nobjectstore.backend = file\n", file("tokens").display());
    std::fs::write(file("softhsm2.conf"), configuration).unwrap();
    let desk = Desk::new();
    let pkcs8 = base64::engine::general_purpose::STANDARD.encode(Key::rsa(desk.person.key).pkcs8());
    std::fs::write(file("key.pem"), format!("-----BEGIN PRIVATE KEY-----\n{pkcs8}\n-----END PRIVATE KEY-----\n"))
        .unwrap();
    std::fs::write(file("person.crt"), &desk.person.der).unwrap();
    let run = |program: &str, words: &[&str]| {
        let output = Command::new(program).args(words).env("SOFTHSM2_CONF", file("softhsm2.conf")).output().unwrap();
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    };
    let (key, certificate) = (file("key.pem"), file("person.crt"));
    let (key, certificate) = (key.to_string_lossy(), certificate.to_string_lossy());
    run("softhsm2-util", &["--init-token", "--free", "--label", "thu", "--pin", "123456", "--so-pin", "12345678"]);
    run("softhsm2-util", &["--import", &key, "--token", "thu", "--label", "ky", "--id", "01", "--pin", "123456"]);
    let login = ["--module", module, "--token-label", "thu", "--login", "--pin", "123456"];
    let object = ["--type", "cert", "--id", "01", "--label", "ky", "--write-object", &certificate];
    run("pkcs11-tool", &[&login[..], &object].concat());
    let again = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "tokens::a_token_signs_and_a_wrong_pin_is_tried_once"])
        .env("SOFTHSM2_CONF", file("softhsm2.conf"))
        .env(INSIDE, module)
        .output()
        .unwrap();
    assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stdout));
}

fn inside(module: &str) {
    let desk = Desk::new();
    let address = |rest: &str| TokenAddress::parse(&format!("pkcs11:{rest}?module-path={module}")).unwrap();
    let key = TokenKey::open(&address("token=thu;object=ky"), "123456").unwrap();
    let file = paper::pdf(&PLAIN, Form::Table);
    let update = job::sign_pdf(&file, None, &Order::at(noon()), &key).unwrap();
    // The CA's certificate is not on the token; whoever judges has it.
    let mut question = desk.question();
    question.certificates = vec![&desk.ca.g2.certificate];
    assert_eq!(antin_sign::validate::file(&[file, update].concat(), &question).verdict, Verdict::Valid);
    drop(key);
    let refused = |rest: &str, pin: &str| TokenKey::open(&address(rest), pin).expect_err("refused");
    assert_eq!(refused("token=thu", "654321"), KeyError::Password);
    // The token still opens: the wrong PIN was not tried until it locked.
    assert!(TokenKey::open(&address("token=thu;id=%01"), "123456").is_ok());
    assert_eq!(refused("token=thu;object=khac", "123456"), KeyError::NoCertificate);
    assert_eq!(refused("token=khac", "123456"), KeyError::NoKey("no such token"));
}
