//! What `antin verify` says, in each form, and the exit status.

use super::office::Office;

#[test]
fn a_signed_paper_is_valid_with_a_crl_and_undecided_without() {
    let Some(office) = Office::open() else { return };
    assert_eq!(office.sign(&["a.pdf"]).status, 0);
    let said = office.run(&["verify", "out/a.pdf", "--trust", "ca.crt", "--crl", "ca.crl"]);
    assert_eq!(said.status, 0, "{}{}", said.out, said.error);
    assert!(
        said.out
            .contains("HỢP LỆ: chữ ký còn nguyên vẹn; người ký: Nguyễn Thử Nghiệm; văn bản không bị sửa sau khi ký.")
    );
    assert!(said.out.contains("Phòng thử, Cục Thuế thử"));
    let said = office.run(&["verify", "out/a.pdf", "--trust", "ca.crt", "--lang", "en"]);
    assert_eq!(said.status, 3);
    assert!(said.out.contains("UNDECIDED: whether the certificate is revoked is not known"), "{}", said.out);
    assert_eq!(office.run(&["verify", "out/a.pdf"]).status, 3);
    assert_eq!(office.run(&["verify", "a.pdf"]).status, 5);
}

#[test]
fn the_store_of_antin_trust_is_believed_and_nothing_else() {
    let Some(office) = Office::open() else { return };
    office.sign(&["a.pdf"]);
    let asked = office.run(&["trust", "add", "ca.crt"]);
    let words = asked.error.split_whitespace().map(|word| word.trim_matches('.'));
    let mut digits = words.filter(|word| word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let sha256 = digits.next().unwrap().to_owned();
    let added = office.run(&["trust", "add", "ca.crt", "--fingerprint", &sha256]);
    assert_eq!(added.status, 0, "{}", added.error);
    assert_eq!(office.run(&["verify", "out/a.pdf", "--crl", "ca.crl"]).status, 0);
}

#[test]
fn one_changed_byte_is_told_in_every_form() {
    let Some(office) = Office::open() else { return };
    office.sign(&["a.pdf"]);
    let mut bytes = office.read("out/a.pdf");
    let at = bytes.windows(3).position(|three| three == b"(a)").unwrap() + 1;
    bytes[at] = b'b';
    office.write("changed.pdf", &bytes);
    let sentence = "KHÔNG TIN CẬY: nội dung không còn đúng như lúc ký.";
    for format in ["text", "html"] {
        let said = office.run(&["verify", "changed.pdf", "--format", format]);
        assert_eq!(said.status, 4);
        assert!(said.out.contains(sentence), "{}", said.out);
        // No line beside it says the opposite.
        assert!(said.out.contains("bị sửa ngay trong phần được ký"), "{}", said.out);
        assert!(!said.out.contains("không có thay đổi"), "{}", said.out);
    }
    let answer = office.judge("changed.pdf", &[]);
    assert_eq!((answer["verdict"].as_str(), answer["sentence"].as_str()), (Some("invalid"), Some(sentence)));
    let reason = &answer["signatures"][0]["reasons"][0];
    assert_eq!(reason["code"], "content-differs");
    assert_eq!(reason["message"], "nội dung không còn đúng như lúc ký");
}

#[test]
fn a_page_of_html_asks_nobody_for_anything_and_runs_nothing() {
    let Some(office) = Office::open() else { return };
    office.sign(&["a.pdf"]);
    let page = office.run(&["verify", "out/a.pdf", "--format", "html"]).out;
    assert!(page.starts_with("<!doctype html>\n<html lang=\"vi\">"));
    for word in ["<script", "http://", "https://", "src=", "url("] {
        assert!(!page.contains(word), "{word}");
    }
}

#[test]
fn the_sheet_is_a_pdf_with_the_sentence_on_it() {
    let Some(office) = Office::open() else { return };
    office.sign(&["a.pdf"]);
    let words = ["verify", "out/a.pdf", "--format", "pdf", "--out", "sheet.pdf", "--agency", "Chi cục Thuế thử"];
    assert_eq!(office.run(&words).status, 3);
    assert!(office.read("sheet.pdf").starts_with(b"%PDF-"));
    let text = std::process::Command::new("pdftotext")
        .args(["-layout", "sheet.pdf", "-"])
        .current_dir(office.path(""))
        .output();
    let Ok(text) = text else { return println!("NOT RUN: pdftotext is not installed (apt-get install poppler-utils)") };
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    assert!(text.contains("CHƯA KẾT LUẬN") && text.contains("Nguyễn Thử Nghiệm"), "{text}");
}

#[test]
fn the_revision_that_was_signed_can_be_taken_out() {
    let Some(office) = Office::open() else { return };
    office.sign(&["a.pdf"]);
    let signed = office.read("out/a.pdf");
    let again = ["sign", "out/a.pdf", "--key", "person.p12", "--pin-file", "pin", "--out", "twice"];
    assert_eq!(office.run(&again).status, 0);
    let words = ["verify", "twice/a.pdf", "--save-signed", "first.pdf", "--signature", "Signature1"];
    office.run(&words);
    assert!(office.read("first.pdf") == signed, "not the first revision");
    let said = office.run(&["verify", "a.pdf", "--save-signed", "none.pdf"]);
    assert_eq!((said.status, office.path("none.pdf").exists()), (2, false));
    // Changed in what the first signature covers: nothing of it is called signed.
    let mut changed = office.read("twice/a.pdf");
    let page = changed.windows(8).position(|piece| piece == b"MediaBox").unwrap();
    changed[page] = b'm';
    office.write("changed.pdf", &changed);
    for more in [&["--signature", "Signature1"][..], &[]] {
        let said = office.run(&[&["verify", "changed.pdf", "--save-signed", "none.pdf"], more].concat());
        assert_eq!((said.status, office.path("none.pdf").exists()), (2, false), "{}", said.error);
        assert!(said.error.contains("không còn đúng như lúc ký"), "{}", said.error);
    }
}

#[test]
fn of_several_files_the_worst_decides_the_status() {
    let Some(office) = Office::open() else { return };
    office.sign(&["a.pdf"]);
    office.write("broken.pdf", b"%PDF-1.7 and no more");
    let status =
        |files: &[&str]| office.run(&[&["verify", "--trust", "ca.crt", "--crl", "ca.crl"][..], files].concat()).status;
    assert_eq!(status(&["out/a.pdf"]), 0);
    assert_eq!(status(&["out/a.pdf", "a.pdf"]), 5);
    assert_eq!(status(&["a.pdf", "broken.pdf", "out/a.pdf"]), 4);
    let said = office.run(&["verify", "out/a.pdf", "missing.pdf"]);
    assert_eq!((said.status, &said.out[..]), (2, ""));
}

#[test]
fn a_name_that_turns_the_writing_does_not_reach_the_terminal() {
    let Some(office) = Office::open() else { return };
    office.certificate("evil", "/CN=An\u{202e}txt.gpj\u{1b}[31m", "user", 700);
    let words =
        ["pkcs12", "-export", "-inkey", "evil.key", "-in", "evil.crt", "-out", "evil.p12", "-passout", "pass:123456"];
    let done = std::process::Command::new("openssl").args(words).current_dir(office.path("")).status().unwrap();
    assert!(done.success());
    office.run(&["sign", "a.pdf", "--key", "evil.p12", "--pin-file", "pin", "--out", "evil"]);
    for format in ["text", "html"] {
        let said = office.run(&["verify", "evil/a.pdf", "--format", format]);
        assert!(said.out.contains("gpj"), "{}", said.out);
        assert!(!said.out.contains(['\u{202e}', '\u{1b}']), "{format}");
    }
}
