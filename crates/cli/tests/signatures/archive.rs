//! CMS files made to last: signed at each level, raised later, read by OpenSSL, and those of OpenSSL raised here.

use super::office::{Office, Said};
use super::server::Server;
use std::process::Command;

/// Signs `data.xml` beside it or inside, with the server of the office.
fn sign(office: &Office, level: &str, container: &str) -> Said {
    office.write("data.xml", b"<a/>");
    let (url, host) = (office.server.url("tsa"), office.server.address());
    let words = ["data.xml", "--format", "cades", "--container", container, "--level", level];
    office.sign(&[&words[..], &["--tsa", &url, "--trust", "ca.crt", "--allow-host", &host]].concat())
}

fn extend(office: &Office, file: &str, level: &str, out: &str, more: &[&str]) -> Said {
    let (url, host) = (office.server.url("tsa"), office.server.address());
    let words = ["extend", file, "--level", level, "--out", out, "--tsa", &url, "--trust", "ca.crt"];
    office.run(&[&words[..], &["--allow-host", &host], more].concat())
}

/// Verdict, level and reasons without network; nothing is given but the anchor and what was signed.
fn judged(office: &Office, file: &str) -> (String, String, String) {
    let detached: &[&str] = if file.ends_with(".p7s") { &["--detached", "data.xml"] } else { &[] };
    let answer = office.judge(file, &[detached, &["--offline"]].concat());
    let one = &answer["signatures"][0];
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    (text(&answer["verdict"]), text(&one["level"]), one["reasons"].to_string())
}

#[track_caller]
fn check(office: &Office, file: &str, verdict: &str, level: &str) {
    let (found, own, reasons) = judged(office, file);
    assert_eq!((&found[..], &own[..]), (verdict, level), "{file}: {reasons}");
}

/// OpenSSL's own verdict on a file of ours; it knows nothing of levels.
fn openssl_accepts(office: &Office, file: &str) -> bool {
    let mut command = Command::new("/usr/bin/openssl");
    command.args(["cms", "-verify", "-binary", "-inform", "DER", "-CAfile", "ca.crt", "-in", file, "-out", "inside"]);
    if file.ends_with(".p7s") {
        command.args(["-content", "data.xml"]);
    }
    let done = command.current_dir(office.path("")).output().unwrap();
    done.status.success() && office.read("inside") == b"<a/>"
}

#[test]
fn cms_files_reach_every_level_and_openssl_accepts_them() {
    let Some(office) = Office::open() else { return };
    for (container, file) in [("detached", "out/data.xml.p7s"), ("attached", "out/data.xml.p7m")] {
        for (level, name) in [("lt", "B-LT"), ("lta", "B-LTA")] {
            let said = sign(&office, level, container);
            assert_eq!(said.status, 0, "{container} {level}: {}", said.error);
            check(&office, file, "valid", name);
            assert!(openssl_accepts(&office, file), "{container} {level}");
            let again = sign(&office, level, container);
            assert!(again.out.contains("có sẵn 1"), "{}{}", again.out, again.error);
            std::fs::remove_file(office.path(file)).unwrap();
        }
    }
    // What is needed is not to be had: nothing is written that says less than was asked for.
    let url = Server::start(office.path("").as_path()).url("tsa");
    let words = ["data.xml", "--format", "cades", "--level", "lta", "--tsa", &url, "--trust", "ca.crt"];
    let said = office.sign(&words);
    assert!(said.status == 1 && said.error.contains("chưa được phép hỏi"), "{}", said.error);
    assert!(std::fs::read_dir(office.path("out")).unwrap().next().is_none());
}

#[test]
fn cms_files_are_raised_step_by_step_and_stamped_again() {
    let Some(office) = Office::open() else { return };
    office.write("data.xml", b"<a/>");
    assert_eq!(office.sign(&["data.xml", "--format", "cades"]).status, 0);
    std::fs::copy(office.path("out/data.xml.p7s"), office.path("data.xml.p7s")).unwrap();
    let mut file = "data.xml.p7s".to_owned();
    for (level, name) in [("t", "B-T"), ("lt", "B-LT"), ("lta", "B-LTA"), ("lta", "B-LTA")] {
        let out = format!("{file}-up");
        let said = extend(&office, &file, level, &out, &["--detached", "data.xml"]);
        assert_eq!(said.status, 0, "{level}: {}", said.error);
        let before = file.clone();
        file = format!("{out}/data.xml.p7s");
        let verdict = if level == "t" { "unknown" } else { "valid" };
        check(&office, &file, verdict, name);
        assert!(office.read(&file).len() > office.read(&before).len(), "nothing was added");
        assert!(openssl_accepts(&office, &file), "{level}");
        assert!(extend(&office, &before, level, &out, &["--detached", "data.xml"]).out.contains("có sẵn 1"));
    }
    // Without the file that it is about nobody can make the archive time stamp.
    std::fs::create_dir(office.path("alone")).unwrap();
    std::fs::copy(office.path("data.xml.p7s"), office.path("alone/x.p7s")).unwrap();
    let said = extend(&office, "alone/x.p7s", "lta", "none", &[]);
    assert!(said.status == 1 && said.error.contains("tệp gốc"), "{}", said.error);
    std::fs::copy(office.path("data.xml"), office.path("alone/x")).unwrap();
    assert_eq!(extend(&office, "alone/x.p7s", "lta", "beside", &[]).status, 0, "the file beside it is found");
}

#[test]
fn a_file_of_openssl_is_read_and_raised() {
    let Some(office) = Office::open() else { return };
    office.write("data.xml", b"<a/>");
    // Streamed, OpenSSL writes BER around the content.
    for (name, more) in [("der.p7m", &[][..]), ("ber.p7m", &["-stream"])] {
        let words = ["cms", "-sign", "-cades", "-binary", "-nodetach", "-signer", "person.crt", "-inkey", "person.key"];
        let done = Command::new("/usr/bin/openssl")
            .args([&words[..], &["-md", "sha256", "-outform", "DER", "-in", "data.xml", "-out", name], more].concat())
            .current_dir(office.path(""))
            .status();
        assert!(done.unwrap().success());
        assert_eq!(office.judge(name, &["--crl", "ca.crl"])["verdict"], "valid", "{name}");
        let said = extend(&office, name, "lta", "raised", &[]);
        assert_eq!(said.status, 0, "{name}: {}", said.error);
        let file = format!("raised/{name}");
        check(&office, &file, "valid", "B-LTA");
        assert!(openssl_accepts(&office, &file), "{name}");
    }
}

#[test]
fn a_broken_archive_time_stamp_is_told_in_plain_words() {
    let Some(office) = Office::open() else { return };
    assert_eq!(sign(&office, "lta", "attached").status, 0);
    let mut bytes = office.read("out/data.xml.p7m");
    // The name of the authority's certificate among those of the file, the first copy: one letter of it.
    let name = "thời gian thử".as_bytes();
    let at = bytes.windows(name.len()).position(|window| window == name).unwrap();
    bytes[at + name.len() - 1] ^= 1;
    office.write("changed.p7m", &bytes);
    let said = office.run(&["verify", "changed.p7m", "--trust", "ca.crt", "--offline"]);
    assert_eq!(said.status, 3, "{}", said.out);
    assert!(
        said.out.contains("CHƯA KẾT LUẬN") && said.out.contains("dấu thời gian lưu trữ không còn khớp"),
        "{}",
        said.out
    );
}

#[test]
fn a_large_cms_is_raised_in_the_place_of_its_copy_and_not_behind_it() {
    let Some(office) = Office::open() else { return };
    // More than is held in memory: the file is copied before it is raised.
    let large = vec![b'x'; 3_000_000];
    office.write("large.bin", &large);
    assert_eq!(office.sign(&["large.bin", "--format", "cades", "--container", "attached"]).status, 0);
    let said = extend(&office, "out/large.bin.p7m", "t", "up", &[]);
    assert_eq!(said.status, 0, "{}", said.error);
    check(&office, "up/large.bin.p7m", "unknown", "B-T");
    let (before, after) = (office.read("out/large.bin.p7m").len(), office.read("up/large.bin.p7m").len());
    assert!((before..before + 20_000).contains(&after), "{before} {after}");
    let again = extend(&office, "out/large.bin.p7m", "t", "up", &[]);
    assert!(again.out.contains("có sẵn 1"), "{}{}", again.out, again.error);
}
