//! Certificates, CRLs and trust in a review: what is believed, on what grounds, and that unknown is never silently good.

use super::Files;
use antin_testkit::ca::certificate::Holder;
use antin_testkit::ca::crl::{self, Entry};
use antin_testkit::ca::key::Key;
use antin_testkit::ca::{Authority, Generation, day};
use serde_json::Value;

const HEAD: &str = "Số hiệu chứng thư số,Tên chứng thư số,Đối tượng,Nhà cung cấp,Ngày cấp,Ngày hết hạn,Trạng thái\n";
const REGISTRY: &str = "Họ và tên,Serial CTS,Ngày hiệu lực,Ngày hết hiệu lực,Trạng thái\n";
const ISSUER: &str = "CA phục vụ các cơ quan Nhà nước G2";
const SERIAL: &str = "5B02D8F4719CE63A";
/// The as-of day of every review here, and the instants of its CRLs.
const AS_OF: &str = "2026-01-01";

/// A folder with the certificate of one person and the CA's, and lists that know her.
struct Office {
    files: Files,
}

impl Office {
    fn new() -> Office {
        let office = Office { files: Files::new() };
        for name in ["certificates.d", "crl.d"] {
            std::fs::create_dir(office.files.path(name)).unwrap();
        }
        let number = u64::from_str_radix(SERIAL, 16).unwrap().to_be_bytes();
        let validity = (day(2025, 3, 13), day(2030, 3, 12));
        let issued = office.files.ca.issue_numbered(&number, Generation::G2, &holder(), validity, false);
        office.files.write("certificates.d/person.crt", &issued.der);
        office.files.write("certificates.d/ca.crt", &office.files.ca.g2.certificate);
        office.ca_list(&format!("{SERIAL},Trần Thị Thử,Cá nhân,{ISSUER},13/03/2025,12/03/2030,Hoạt động\n"));
        let row = format!("{REGISTRY}Trần Thị Thử,{SERIAL},13/03/2025,12/03/2030,Đang sử dụng\n");
        office.files.write("registry.csv", row.as_bytes());
        office
    }

    fn ca_list(&self, rows: &str) {
        self.files.write("ca.csv", format!("{HEAD}{rows}").as_bytes());
    }

    /// A CRL of `issuer` that is in force on the day; it revokes her for this reason.
    fn list(&self, name: &str, issuer: &Authority, reason: Option<u8>, number: u64, delta_base: Option<u64>) {
        let at = day(2026, 1, 1);
        let serial = u64::from_str_radix(SERIAL, 16).unwrap().to_be_bytes().to_vec();
        let entry = |reason| Entry { serial: serial.clone(), since: day(2025, 12, 1), reason: Some(reason) };
        let entries: Vec<Entry> = reason.into_iter().map(entry).collect();
        let updates = (at.plus(-3600), at.plus(48 * 3600));
        self.files.write(&format!("crl.d/{name}"), &crl::sign(issuer, &entries, updates, number, delta_base));
    }

    /// Reviews; the line of the first case and the summary.
    fn review(&self, more: &[&str]) -> (String, Value) {
        self.review_on(AS_OF, more)
    }

    fn review_on(&self, day: &str, more: &[&str]) -> (String, Value) {
        let _ = std::fs::remove_dir_all(self.files.path("out.d"));
        let call = ["review", "--ca-list", "ca.csv", "--registry", "registry.csv", "--certificates", "certificates.d"];
        let rest = ["--crl", "crl.d", "--as-of", day, "--format", "csv,json,xlsx", "--lang", "en", "--out", "out.d"];
        let said = self.files.run(&[&call[..], &rest, more].concat());
        assert_eq!(said.status, 0, "{}", said.error);
        let cases = std::fs::read_to_string(self.files.path("out.d").join("cases.csv")).unwrap();
        let summary = std::fs::read(self.files.path("out.d").join("summary.json")).unwrap();
        (cases.lines().nth(1).unwrap().to_owned(), serde_json::from_slice(&summary).unwrap())
    }

    /// The status of the only certificate.
    fn status(&self, more: &[&str]) -> String {
        self.status_on(AS_OF, more)
    }

    fn status_on(&self, day: &str, more: &[&str]) -> String {
        let (line, summary) = self.review_on(day, more);
        let counts = summary["certificates"]["revocation"].as_object().unwrap();
        let one: Vec<&String> = counts.iter().filter(|(_, count)| **count == 1).map(|(name, _)| name).collect();
        assert_eq!(one.len(), 1, "{counts:?}");
        // What is not known is said in the line of the case, whatever else is.
        let is_known = matches!(one[0].as_str(), "good" | "revoked");
        assert_eq!(line.contains("revocation not known"), !is_known, "{line}");
        one[0].clone()
    }
}

fn holder() -> Holder {
    Holder::person("Trần Thị Thử", "Cục Thuế tỉnh Mẫu", "ttthu.mau@thue.example")
}

#[test]
fn unknown_is_told_and_never_silently_good() {
    let office = Office::new();
    assert_eq!(office.status(&[]), "no-list");
    let explained = office.files.run(&["explain", "out.d", "1", "--lang", "en"]);
    assert!(explained.out.contains("no CRL speaks about this certificate"), "{}", explained.out);
    office.list("g2.crl", &office.files.ca.g2, None, 1, None);
    assert_eq!(office.status(&[]), "good");
    assert_eq!(office.status_on("2026-01-05", &[]), "old-list");
}

#[test]
fn a_crl_is_believed_by_the_issuers_key_and_with_trust_by_its_anchor() {
    let office = Office::new();
    office.list("g2.crl", &office.files.ca.g2, None, 1, None);
    let grounds = |more: &[&str]| office.review(more).1["certificates"]["crls_believed_by"].clone();
    assert_eq!(grounds(&[]), "issuer");
    assert_eq!(
        (office.status(&["--trust", "root.crt"]).as_str(), grounds(&["--trust", "root.crt"])),
        ("good", "anchor".into())
    );
    // An anchor that the issuer does not lead to: the CRL is not believed.
    office.files.write("other.crt", &office.files.ca.g1_root.certificate);
    assert_eq!(office.status(&["--trust", "other.crt"]), "no-issuer");
    // Somebody calls himself the CA: his CRL is signed by another key.
    let impostor = Authority { certificate: Vec::new(), name: office.files.ca.g2.name.clone(), key: Key::rsa(2) };
    office.list("g2.crl", &impostor, Some(1), 9, None);
    assert_eq!(office.status(&[]), "no-list");
}

#[test]
fn a_delta_revokes_and_takes_back_in_the_review_too() {
    let office = Office::new();
    let g2 = &office.files.ca.g2;
    office.list("base.crl", g2, None, 7, None);
    office.list("delta.crl", g2, Some(1), 8, Some(7));
    assert_eq!(office.status(&[]), "revoked");
    let (line, _) = office.review(&[]);
    assert!(line.contains("ca-list-differs-from-certificate"), "{line}");
    office.list("base.crl", g2, Some(6), 7, None);
    office.list("delta.crl", g2, Some(8), 8, Some(7));
    assert_eq!(office.status(&[]), "good");
}

#[test]
fn issuer_and_serial_of_the_certificate_are_believed() {
    let office = Office::new();
    // The list has the serial as a decimal number and another issuer.
    let decimal = u64::from_str_radix(SERIAL, 16).unwrap();
    office.ca_list(&format!("{decimal},Trần Thị Thử,Cá nhân,Ban Cơ yếu,13/03/2025,12/03/2030,Hoạt động\n"));
    let (line, summary) = office.review(&[]);
    assert!(line.starts_with(&format!("1,{ISSUER},{SERIAL},")), "{line}");
    assert_eq!(summary["certificates"]["rows_of_ca_list"], 1);
    assert!(!line.contains("ca-list-differs"), "another spelling of both is no difference: {line}");
    // What Excel cut off is one, and an issuer that is not trusted where the certificate's is.
    let cut = "5002084719063450";
    let number = u64::from_str_radix("5002084719063456", 16).unwrap().to_be_bytes();
    let validity = (day(2025, 3, 13), day(2030, 3, 12));
    let issued = office.files.ca.issue_numbered(&number, Generation::G2, &holder(), validity, false);
    office.files.write("certificates.d/person.crt", &issued.der);
    office.ca_list(&format!("{cut},Trần Thị Thử,Cá nhân,{ISSUER},13/03/2025,12/03/2030,Hoạt động\n"));
    let (line, _) = office.review(&[]);
    assert!(line.contains("5002084719063456") && line.contains("ca-list-differs"), "{line}");
    office.ca_list("5002084719063456,Trần Thị Thử,Cá nhân,Một CA khác,13/03/2025,12/03/2030,Hoạt động\n");
    assert!(office.review(&[]).0.contains("ca-list-differs"));
}

#[test]
fn a_certificate_that_its_issuer_did_not_sign_is_not_believed() {
    let office = Office::new();
    let path = office.files.path("certificates.d").join("person.crt");
    let mut der = std::fs::read(&path).unwrap();
    // The last byte of the signature.
    *der.last_mut().unwrap() ^= 1;
    std::fs::write(path, der).unwrap();
    let (_, summary) = office.review(&[]);
    assert_eq!(summary["certificates"]["not_believed"], 1);
    assert_eq!(summary["certificates"]["rows_of_ca_list"], 0);
}

#[test]
fn a_certificate_on_no_row_is_told_to_be_at_hand() {
    let office = Office::new();
    office.ca_list(&format!("6A0B01,Lê Thị An,Cá nhân,{ISSUER},01/02/2025,31/01/2030,Hoạt động\n"));
    office.review(&[]);
    let explained = office.files.run(&["explain", "out.d", SERIAL, "--lang", "en"]);
    assert!(explained.out.contains("The certificate itself is at hand"), "{}", explained.out);
    let cases = std::fs::read_to_string(office.files.path("out.d").join("cases.csv")).unwrap();
    let line = cases.lines().find(|line| line.contains("not-on-ca-list")).unwrap();
    assert!(line.contains("the certificate itself was read from a file"), "{line}");
}

#[test]
fn a_folder_that_changed_is_not_explained_any_more() {
    let office = Office::new();
    office.list("g2.crl", &office.files.ca.g2, None, 1, None);
    let more = ["--trust", "root.crt"];
    let (_, summary) = office.review(&more);
    assert_eq!(summary["certificates"]["folders"]["certificates"]["files"], 2);
    let explain = || office.files.run(&["explain", "out.d", "1", "--lang", "en"]);
    assert_eq!(explain().status, 0, "{}", explain().error);
    for (name, file) in [("certificates.d", "new.crt"), ("crl.d", "new.crl")] {
        let path = office.files.path(name).join(file);
        std::fs::write(&path, "x").unwrap();
        let said = explain();
        assert_eq!(said.status, 2);
        assert!(said.error.contains(name) && said.error.contains("changed since the review"), "{}", said.error);
        std::fs::remove_file(path).unwrap();
    }
    office.files.write("root.crt", &office.files.ca.g1_root.certificate);
    assert_eq!(explain().status, 2);
}
