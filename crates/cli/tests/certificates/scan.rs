//! Certificates off a token: SoftHSM plays it, where it is installed.

use super::{Files, said};
use std::path::Path;
use std::process::Command;

const MODULES: [&str; 2] = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"];

#[test]
fn a_token_gives_its_certificates_as_a_list_that_the_review_reads() {
    let module = MODULES.into_iter().find(|module| Path::new(module).is_file());
    let Some(module) = module.filter(|_| Path::new("/usr/bin/pkcs11-tool").is_file()) else {
        println!("NOT RUN: SoftHSM or pkcs11-tool is not installed (apt-get install softhsm2 opensc)");
        return;
    };
    let files = Files::new();
    std::fs::create_dir(files.path("tokens")).unwrap();
    let configuration = files.write(
        "softhsm2.conf",
        format!("directories.tokendir = {}\nobjectstore.backend = file\n", files.path("tokens").display()).as_bytes(),
    );
    let antin = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_antin"));
        said(command.args(words).env("SOFTHSM2_CONF", &configuration))
    };
    fill(module, &configuration, &files);
    let scanned = antin(&["certificates", "scan", "--module", module]);
    assert_eq!(scanned.status, 0, "{}", scanned.error);
    let lines: Vec<&str> = scanned.out.lines().collect();
    assert_eq!(lines.len(), 2, "{}", scanned.out);
    assert!(lines[1].contains("TRẦN THỊ THỬ") && lines[1].contains("12/03/2030"), "{}", lines[1]);
    let list = files.write("scanned.csv", scanned.out.as_bytes());
    let shown = antin(&["lists", "show", &list.to_string_lossy(), "--kind", "registry"]);
    assert_eq!(shown.status, 0, "{}", shown.error);
    let empty = antin(&["certificates", "scan", "--module", "/nowhere/pkcs11.so", "--lang", "en"]);
    assert_eq!(empty.status, 2);
    let no_module = antin(&["certificates", "scan", "--module", &configuration.to_string_lossy(), "--lang", "en"]);
    assert_eq!(no_module.status, 2, "{}", no_module.error);
}

/// A fresh token with the person's certificate and the CA's.
fn fill(module: &str, configuration: &Path, files: &Files) {
    let run = |program: &str, words: &[&str]| {
        let output = Command::new(program).args(words).env("SOFTHSM2_CONF", configuration).output().unwrap();
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    };
    run("softhsm2-util", &["--init-token", "--free", "--label", "thu", "--pin", "123456", "--so-pin", "12345678"]);
    for (id, name) in [("01", "person.crt"), ("02", "issuing.crt")] {
        let file = files.path(name);
        let object = ["--type", "cert", "--id", id, "--label", name, "--write-object", &file.to_string_lossy()]
            .map(str::to_owned);
        let words: Vec<&str> = object.iter().map(String::as_str).collect();
        run(
            "pkcs11-tool",
            &[&["--module", module, "--token-label", "thu", "--login", "--pin", "123456"][..], &words].concat(),
        );
    }
}
