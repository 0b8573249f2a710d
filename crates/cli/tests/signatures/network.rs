//! Time stamps, OCSP answers and CRLs over HTTP: from OpenSSL, from who is slow, lies, or is not there.

use super::office::Office;
use super::server::Server;

/// Signs `a.pdf` at a level with the server of the office.
fn at(office: &Office, level: &str, stamps: &str, more: &[&str]) -> super::office::Said {
    let url = office.server.url(stamps);
    let words = ["a.pdf", "--level", level, "--tsa", &url, "--trust", "ca.crt", "--wait", "2"];
    office.sign(&[&words[..], more].concat())
}

#[test]
fn every_level_is_reached_and_lasts_without_network() {
    let Some(office) = Office::open() else { return };
    let host = office.server.address();
    for (level, name) in [("t", "B-T"), ("lt", "B-LT"), ("lta", "B-LTA")] {
        let said = at(&office, level, "tsa", &["--allow-host", &host]);
        assert_eq!(said.status, 0, "{level}: {}", said.error);
        let answer = office.judge("out/a.pdf", &["--offline", "--crl", "ca.crl"]);
        assert_eq!(answer["verdict"], "valid", "{answer:#}");
        assert_eq!(answer["signatures"][0]["level"], name, "{answer:#}");
        assert_eq!(answer["signatures"][0]["best_time_source"], "timestamp");
        if level != "t" {
            // Everything that is needed lies in the file.
            assert_eq!(office.judge("out/a.pdf", &["--offline"])["verdict"], "valid", "{level}");
        }
        let again = at(&office, level, "tsa", &["--allow-host", &host]);
        assert!(again.out.contains("có sẵn 1"), "{level}: {}{}", again.out, again.error);
        std::fs::remove_file(office.path("out/a.pdf")).unwrap();
    }
}

#[test]
fn a_time_stamp_that_is_not_what_was_asked_for_leaves_nothing_behind() {
    let Some(office) = Office::open() else { return };
    let cases = [
        ("tsa-nonce", "không phải cho lần hỏi này"),
        ("tsa-other", "của nội dung khác"),
        ("tsa-rubbish", "không phải dấu thời gian dùng được"),
        ("tsa-old", "đã hết hiệu lực"),
        ("tsa-slow", "không trả lời trong 2 giây"),
        ("tsa-moved", "mã 302"),
        ("tsa-long", "dài quá 10 MB"),
        ("nothing", "mã 404"),
    ];
    for (path, expected) in cases {
        let said = at(&office, "t", path, &[]);
        assert_eq!(said.status, 1, "{path}: {}", said.error);
        assert!(said.error.contains(expected), "{path}: {}", said.error);
        assert!(std::fs::read_dir(office.path("out")).unwrap().next().is_none(), "{path}");
    }
    // An authority of another CA stamps rightly, and nobody here believes it.
    office.certificate("strange", "/CN=Người lạ", "ca", 700);
    let strange = ["a.pdf", "--level", "t", "--tsa", &office.server.url("tsa"), "--trust", "strange.crt"];
    let said = office.sign(&strange);
    assert!(said.status == 1 && said.error.contains("không dẫn tới chứng thư tin cậy"), "{}", said.error);
    assert!(!office.server.asked().contains(&"elsewhere".to_owned()));
    let down = office.sign(&["a.pdf", "--level", "t", "--tsa", "http://127.0.0.1:1/tsa"]);
    assert!(down.status == 1 && down.error.contains("không kết nối được"), "{}", down.error);
    let strange = office.sign(&["a.pdf", "--level", "t", "--tsa", "ldap://127.0.0.1:1/tsa"]);
    assert!(strange.status == 1 && strange.error.contains("chỉ hỏi qua http://"), "{}", strange.error);
}

#[test]
fn addresses_in_certificates_are_not_asked_unless_somebody_allowed_their_host() {
    let Some(office) = Office::open() else { return };
    office.sign(&["a.pdf"]);
    let host = office.server.address();
    assert_eq!(office.judge("out/a.pdf", &[])["verdict"], "unknown");
    assert_eq!(office.judge("out/a.pdf", &["--offline", "--allow-host", &host])["verdict"], "unknown");
    assert_eq!(office.server.asked(), Vec::<String>::new());
    assert_eq!(office.judge("out/a.pdf", &["--allow-host", &host])["verdict"], "valid");
    assert_eq!(office.server.asked(), ["ocsp"]);
    std::fs::remove_file(office.path("out/a.pdf")).unwrap();
    // The authority that the call names may be asked; the addresses in certificates still may not.
    let refused = at(&office, "lt", "nothing", &[]);
    assert_eq!(refused.status, 1, "{}", refused.error);
    assert_eq!(office.server.asked(), ["ocsp", "ocsp", "nothing"]);
    let offline = at(&office, "lt", "tsa", &["--offline"]);
    assert!(offline.status == 1 && offline.error.contains("--offline"), "{}", offline.error);
}

#[test]
fn what_ocsp_says_of_a_revoked_certificate_counts_before_signing() {
    let Some(office) = Office::open() else { return };
    office.crl(Some("person"));
    let said = office.sign(&["a.pdf", "--trust", "ca.crt", "--allow-host", &office.server.address()]);
    assert_eq!(said.status, 2, "{}", said.error);
    assert!(said.error.contains("đã bị thu hồi từ"), "{}", said.error);
}

#[test]
fn signatures_are_raised_without_their_key() {
    let Some(office) = Office::open() else { return };
    office.sign(&["a.pdf"]);
    let (url, host) = (office.server.url("tsa"), office.server.address());
    let raise = |level: &str, out: &str| {
        let words = ["extend", "out/a.pdf", "--level", level, "--out", out, "--tsa", &url, "--trust", "ca.crt"];
        office.run(&[&words[..], &["--allow-host", &host]].concat())
    };
    for (level, name) in [("t", "B-T"), ("lt", "B-LT"), ("lta", "B-LTA")] {
        let said = raise(level, level);
        assert_eq!(said.status, 0, "{level}: {}", said.error);
        let file = format!("{level}/a.pdf");
        assert!(office.read(&file).starts_with(&office.read("out/a.pdf")), "an earlier byte changed");
        let answer = office.judge(&file, &["--offline", "--crl", "ca.crl"]);
        assert_eq!(
            (&answer["verdict"], &answer["signatures"][0]["level"]),
            (&"valid".into(), &name.into()),
            "{answer:#}"
        );
        assert!(raise(level, level).out.contains("có sẵn 1"));
    }
    assert_eq!(office.run(&["extend", "a.pdf", "--level", "lt", "--out", "none"]).status, 1);
}

#[test]
fn the_list_of_hosts_stands_in_a_file_of_the_settings() {
    let Some(office) = Office::open() else { return };
    office.sign(&["a.pdf"]);
    std::fs::create_dir_all(office.path("config/antin")).unwrap();
    let lines = format!("# máy chủ của CA\n{}\n", office.server.address());
    office.write("config/antin/allowed-hosts", lines.as_bytes());
    assert_eq!(office.judge("out/a.pdf", &[])["verdict"], "valid");
}

#[test]
fn a_host_that_is_allowed_is_not_allowed_on_every_port() {
    let Some(office) = Office::open() else { return };
    office.sign(&["a.pdf"]);
    let other = Server::start(office.path("").as_path());
    assert_eq!(office.judge("out/a.pdf", &["--allow-host", &other.address()])["verdict"], "unknown");
    assert_eq!(office.judge("out/a.pdf", &["--allow-host", "127.0.0.1"])["verdict"], "unknown");
    assert!(office.server.asked().is_empty());
}

#[test]
fn an_authority_behind_tls_is_asked_where_its_ca_is_trusted_for_that_and_nowhere_else() {
    let Some(office) = Office::open() else { return };
    office.certificate("web", "/CN=127.0.0.1", "web", 700);
    let server = Server::start_tls(office.path("").as_path(), "web");
    let url = server.url("tsa").replace("http://", "https://");
    let sign = |url: &str, more: &[&str]| {
        let words = ["a.pdf", "--level", "t", "--tsa", url, "--trust", "ca.crt", "--wait", "5"];
        office.sign(&[&words[..], more].concat())
    };
    // Trusted for signatures is not trusted for TLS.
    let refused = sign(&url, &[]);
    assert!(refused.status == 1 && refused.error.contains("không chứng minh được nó là ai"), "{}", refused.error);
    // A server without TLS where TLS was asked for.
    let plain = sign(&office.server.url("tsa").replace("http://", "https://"), &["--tls-roots", "ca.crt"]);
    assert_eq!(plain.status, 1, "{}", plain.error);
    assert!(std::fs::read_dir(office.path("out")).unwrap().next().is_none());
    let done = sign(&url, &["--tls-roots", "ca.crt"]);
    assert_eq!(done.status, 0, "{}", done.error);
    assert_eq!(server.asked(), ["tsa"]);
    let answer = office.judge("out/a.pdf", &["--offline", "--crl", "ca.crl"]);
    assert_eq!(answer["signatures"][0]["best_time_source"], "timestamp", "{answer:#}");
    // Trusted for TLS is not trusted for signatures.
    let said = office.run(&["verify", "out/a.pdf", "--tls-roots", "ca.crt", "--crl", "ca.crl"]);
    assert_eq!(said.status, 3, "{}", said.out);
}

#[test]
fn a_file_of_cas_for_tls_that_holds_none_ends_the_call() {
    let Some(office) = Office::open() else { return };
    let said = office.sign(&["a.pdf", "--tls-roots", "a.pdf"]);
    assert!(said.status == 2 && !office.path("out").exists(), "{}", said.error);
}
