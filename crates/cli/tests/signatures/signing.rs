//! What `antin sign` writes, passes over and refuses.

use super::office::{Office, paper};

#[test]
fn what_is_signed_is_passed_over_and_something_else_in_its_place_is_left_alone() {
    let Some(office) = Office::open() else { return };
    assert_eq!(office.sign(&["a.pdf"]).status, 0);
    let signed = office.read("out/a.pdf");
    let again = office.sign(&["a.pdf"]);
    assert_eq!(again.status, 0);
    assert!(
        again.error.contains("đã ký từ trước, bỏ qua") && again.out.contains("có sẵn 1"),
        "{}{}",
        again.out,
        again.error
    );
    for more in [&["a.pdf", "--reason", "Duyệt"][..], &["a.pdf", "--mark", "annex", "--mark-line", "12/QĐ-CT"]] {
        let other = office.sign(more);
        assert_eq!(other.status, 1, "{more:?}");
        assert!(other.error.contains("tệp đó được giữ nguyên"), "{}", other.error);
    }
    assert!(office.read("out/a.pdf") == signed, "touched");
    // A result that was cut off is no result.
    office.write("out/a.pdf", &signed[..signed.len() - 100]);
    assert_eq!(office.sign(&["a.pdf"]).status, 1);
}

#[test]
fn one_bad_file_is_told_and_the_others_are_signed() {
    let Some(office) = Office::open() else { return };
    for name in ["b", "c"] {
        office.write(&format!("{name}.pdf"), &paper(name));
    }
    office.write("bad.pdf", b"no PDF");
    let said = office.sign(&["a.pdf", "bad.pdf", "b.pdf", "missing.pdf", "c.pdf"]);
    assert_eq!(said.status, 1);
    assert!(said.error.contains("bad.pdf: CHƯA LÀM") && said.error.contains("missing.pdf: CHƯA LÀM"), "{}", said.error);
    assert!(said.out.contains("làm mới 3 tệp, có sẵn 0, chưa làm 2"), "{}", said.out);
    let mut names: Vec<String> = std::fs::read_dir(office.path("out"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["a.pdf", "b.pdf", "c.pdf"]);
    for name in names {
        assert_eq!(office.judge(&format!("out/{name}"), &["--crl", "ca.crl"])["verdict"], "valid");
    }
}

#[test]
fn a_call_that_cannot_be_carried_out_writes_nothing() {
    let Some(office) = Office::open() else { return };
    office.write("wrong", b"654321");
    std::fs::create_dir(office.path("other")).unwrap();
    office.write("other/a.pdf", &paper("other"));
    office.certificate("cipher", "/CN=Khóa mã hóa", "encryption", 700);
    let words = [
        "pkcs12",
        "-export",
        "-inkey",
        "cipher.key",
        "-in",
        "cipher.crt",
        "-out",
        "cipher.p12",
        "-passout",
        "pass:123456",
    ];
    assert!(std::process::Command::new("openssl").args(words).current_dir(office.path("")).status().unwrap().success());
    let cases: [(&[&str], &str); 8] = [
        (&["--key", "person.p12", "--pin-file", "wrong", "a.pdf"], "không thử lại"),
        (&["--key", "cipher.p12", "--pin-file", "pin", "a.pdf"], "không cho phép dùng khóa này để ký"),
        (&["--key", "person.p12", "--pin-file", "pin", "a.pdf", "other/a.pdf"], "trùng tên"),
        (&["--key", "person.p12", "--pin-file", "pin", "a.pdf", "--level", "t"], "cần dấu thời gian"),
        (&["--key", "person.p12", "--pin-file", "pin", "a.pdf", "--format", "xades"], "Chưa ký được loại này"),
        (&["--key", "pkcs11:token=x?pin-value=123456", "a.pdf"], "Không ghi mã PIN trong địa chỉ"),
        (&["--key", "person.p12", "a.pdf"], "--pin-file"),
        (&["--key", "person.p12", "--pin-file", "pin", "a.pdf", "--mark", "person"], "--picture"),
    ];
    for (more, expected) in cases {
        let said = office.run(&[&["sign", "--out", "out"][..], more].concat());
        assert_eq!(said.status, 2, "{more:?}: {}", said.error);
        assert!(said.error.contains(expected), "{more:?}: {}", said.error);
        assert!(!office.path("out").exists(), "{more:?}");
    }
}

#[test]
fn a_revoked_certificate_does_not_sign_where_that_is_known() {
    let Some(office) = Office::open() else { return };
    office.crl(Some("person"));
    let said = office.sign(&["a.pdf", "--trust", "ca.crt", "--crl", "ca.crl"]);
    assert_eq!(said.status, 2, "{}", said.error);
    assert!(said.error.contains("đã bị thu hồi từ"), "{}", said.error);
    assert!(!office.path("out").exists());
}

#[test]
fn any_file_is_signed_beside_it_or_with_it_inside() {
    let Some(office) = Office::open() else { return };
    office.write("data.xml", b"<a/>");
    assert_eq!(office.sign(&["data.xml", "--format", "cades"]).status, 0);
    assert_eq!(office.sign(&["data.xml", "--format", "cades", "--container", "attached"]).status, 0);
    assert!(office.sign(&["data.xml", "--format", "cades"]).out.contains("có sẵn 1"));
    let judged = |file: &str, more: &[&str]| office.judge(file, &[more, &["--crl", "ca.crl"]].concat());
    assert_eq!(judged("out/data.xml.p7s", &["--detached", "data.xml"])["verdict"], "valid");
    assert_eq!(judged("out/data.xml.p7s", &[])["verdict"], "unknown");
    assert_eq!(judged("out/data.xml.p7s", &["--detached", "a.pdf"])["verdict"], "invalid");
    assert_eq!(judged("out/data.xml.p7m", &[])["verdict"], "valid");
    office.run(&["verify", "out/data.xml.p7m", "--save-signed", "inside.xml"]);
    assert_eq!(office.read("inside.xml"), b"<a/>");
    // Changed after it was signed: nothing of it is called signed.
    let mut changed = office.read("out/data.xml.p7m");
    let inside = changed.windows(4).position(|piece| piece == b"<a/>").unwrap();
    changed[inside + 1] = b'b';
    office.write("changed.p7m", &changed);
    let said = office.run(&["verify", "changed.p7m", "--save-signed", "none.xml"]);
    assert_eq!((said.status, office.path("none.xml").exists()), (2, false), "{}", said.error);
    assert!(said.error.contains("không còn đúng như lúc ký"), "{}", said.error);
}

#[test]
fn an_annex_carries_its_number_where_people_look_for_it() {
    let Some(office) = Office::open() else { return };
    assert_eq!(office.sign(&["a.pdf", "--mark", "annex", "--mark-line", "12/QĐ-CT"]).status, 0);
    assert_eq!(office.judge("out/a.pdf", &["--crl", "ca.crl"])["verdict"], "valid");
    let text =
        std::process::Command::new("pdftotext").args(["-bbox", "out/a.pdf", "-"]).current_dir(office.path("")).output();
    let Ok(text) = text else { return println!("NOT RUN: pdftotext is not installed (apt-get install poppler-utils)") };
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    let line = text.lines().find(|line| line.contains("12/QĐ-CT")).unwrap_or_else(|| panic!("{text}"));
    let number = |name: &str| -> f64 {
        line.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next()).unwrap().parse().unwrap()
    };
    assert!(number("xMin") > 300.0 && number("yMin") < 100.0, "{line}");
}

#[test]
fn a_picture_goes_where_it_was_ordered_and_not_beside_the_page() {
    let Some(office) = Office::open() else { return };
    let mut picture = Vec::new();
    let mut encoder = png::Encoder::new(&mut picture, 4, 2);
    encoder.set_color(png::ColorType::Rgba);
    encoder.write_header().unwrap().write_image_data(&[20, 40, 200, 255].repeat(8)).unwrap();
    office.write("person.png", &picture);
    let place = |place: &str| office.sign(&["a.pdf", "--mark", "person.png", "--place", place]);
    for off in ["1,200,10,60,30", "1,10,280,60,30"] {
        assert!(place(off).error.contains("không nằm trên trang"), "{off}");
    }
    assert!(place("2,10,10,60,30").error.contains("không có trang"));
    assert_eq!(place("1,10,10").status, 2);
    assert_eq!(place("-1,110,200,60,30").status, 0);
    assert_eq!(office.judge("out/a.pdf", &["--crl", "ca.crl"])["verdict"], "valid");
    let drawn = std::process::Command::new("pdftoppm")
        .args(["-r", "25.4", "-png", "out/a.pdf", "page"])
        .current_dir(office.path(""))
        .status();
    if !drawn.is_ok_and(|status| status.success()) {
        return println!("NOT RUN: pdftoppm is not installed (apt-get install poppler-utils)");
    }
    // At 25.4 dots an inch a dot is a millimetre.
    let file = std::io::BufReader::new(std::fs::File::open(office.path("page-1.png")).unwrap());
    let mut reader = png::Decoder::new(file).read_info().unwrap();
    let mut dots = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut dots).unwrap();
    let is_blue = |x: usize, y: usize| dots[y * info.line_size + x * 3..][..3] == [20, 40, 200];
    assert!(is_blue(140, 215) && !is_blue(100, 215) && !is_blue(140, 235));
}

#[test]
fn a_mark_that_was_changed_is_not_passed_over_as_done() {
    let Some(office) = Office::open() else { return };
    let annex = |line: &str| office.sign(&["a.pdf", "--mark", "annex", "--mark-line", line]);
    assert_eq!(annex("12/QĐ-CT").status, 0);
    let again = annex("12/QĐ-CT");
    assert!(again.status == 0 && again.out.contains("có sẵn 1"), "{}{}", again.out, again.error);
    let other = annex("13/QĐ-CT");
    assert!(other.status == 1 && other.error.contains("tệp đó được giữ nguyên"), "{}", other.error);
    assert_eq!(office.sign(&["a.pdf"]).status, 1, "a signature with a mark is none without");
    // A picture: the same one, another one, the same in another place.
    for (name, shade) in [("one.png", 10), ("other.png", 200)] {
        let mut file = std::fs::File::create(office.path(name)).unwrap();
        let mut writer = png::Encoder::new(&mut file, 4, 2);
        writer.set_color(png::ColorType::Rgba);
        writer.write_header().unwrap().write_image_data(&[shade; 32]).unwrap();
    }
    let person = |more: &[&str]| {
        let words = ["sign", "a.pdf", "--key", "person.p12", "--pin-file", "pin", "--out", "seen", "--mark", "person"];
        office.run(&[&words[..], more].concat())
    };
    assert_eq!(person(&["--picture", "one.png"]).status, 0);
    assert_eq!(person(&["--picture", "one.png"]).status, 0, "the same");
    assert_eq!(person(&["--picture", "other.png"]).status, 1, "another picture");
    assert_eq!(person(&["--picture", "one.png", "--place", "1,20,20,60,30"]).status, 1, "another place");
}
