//! The table `### certificates` of a case: certificates of the test CA as files, and the CA's CRL.

use antin_pki::time::Time;
use antin_testkit::ca::certificate::Holder;
use antin_testkit::ca::crl::{self, Entry};
use antin_testkit::ca::{Generation, TestCa};
use std::fs;
use std::path::Path;

use crate::markdown::Table;

const HEADINGS: [&str; 5] = ["serial", "holder", "from", "to", "is"];

/// Writes the certificates of `table` to `certificates/` and a CRL of the day to `crl/`. The column `is` may say `weak`
/// (RSA-1024), `revoked` (on the CRL since its first day), `both`.
pub fn write(table: &Table, as_of: &str, folder: &Path) -> Result<(), String> {
    if table.head != HEADINGS {
        return Err(format!("  headings of the certificates: {:?}", table.head));
    }
    let ca = TestCa::new(1);
    let mut entries = Vec::new();
    let [certificates, lists] = ["certificates", "crl"].map(|name| folder.join(name));
    let io = |error: std::io::Error| error.to_string();
    fs::create_dir(&certificates).and_then(|()| fs::create_dir(&lists)).map_err(io)?;
    for (number, row) in table.rows.iter().enumerate() {
        let [serial, name, from, to, is] = &row[..] else { return Err("  a row of five cells is needed".into()) };
        let digits = |at: usize| u8::from_str_radix(serial.get(2 * at..2 * at + 2).unwrap_or("x"), 16);
        let serial = (0..serial.len() / 2).map(digits).collect::<Result<Vec<u8>, _>>().map_err(|e| e.to_string())?;
        let day = |text: &str| Time::parse(text).ok_or_else(|| format!("  `{text}` is no day"));
        let validity = (day(from)?, day(to)?);
        let holder = Holder::person(name, "Cục Thuế tỉnh Mẫu", "thu.mau@thue.example");
        let is_weak = matches!(is.as_str(), "weak" | "both");
        let issued = ca.issue_numbered(&serial, Generation::G2, &holder, validity, is_weak);
        if matches!(is.as_str(), "revoked" | "both") {
            entries.push(Entry { serial, since: validity.0, reason: Some(4) });
        }
        fs::write(certificates.join(format!("{number}.crt")), &issued.der).map_err(io)?;
    }
    fs::write(certificates.join("ca.crt"), &ca.g2.certificate).map_err(io)?;
    let now = Time::parse(as_of).ok_or("  no day")?;
    let updates = (now.plus(-86_400), now.plus(7 * 86_400));
    fs::write(lists.join("ca.crl"), crl::sign(&ca.g2, &entries, updates, 1, None)).map_err(io)
}
