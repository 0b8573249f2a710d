//! Mutated certificates and CRLs through this crate and through OpenSSL's command line: who accepts what?
//!
//! `cargo run -p antin-pki --example against_openssl -- 20000` prints the counts, and keeps everything that is accepted here
//! and refused there (docs/conformance.md says what was found). Exit status 1 if there is any.

#![allow(clippy::unwrap_used)]

use antin_pki::certificate::Certificate;
use antin_pki::crl::CrlIndex;
use antin_pki::path::{Instants, Settings, Store, Validator};
use antin_pki::time::Time;
use antin_pki::verdict::Verdict;
use antin_testkit::ca::certificate::Holder;
use antin_testkit::ca::crl::{self, Entry};
use antin_testkit::ca::{Generation, TestCa, day};
use antin_testkit::office::dice::Dice;
use base64::Engine;
use std::path::Path;
use std::process::{Command, Stdio};

fn main() {
    let count = std::env::args().nth(1).map_or(2000, |text| text.parse().unwrap());
    let counts = compare(count);
    let [[neither, they], [we, both]] = counts;
    println!(
        "{count} mutants: both accept {both}, both refuse {neither}, only OpenSSL accepts {they}, only we accept {we}"
    );
    std::process::exit(i32::from(we > 0));
}

/// How many of `count` mutants are accepted: `[[by nobody, only by OpenSSL], [only here, by both]]`.
pub fn compare(count: usize) -> [[usize; 2]; 2] {
    let folder = std::env::temp_dir().join(format!("antin-against-openssl-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut ca = TestCa::new(5);
    let holder = Holder::person("Lê Văn Mẫu", "Cục Thuế tỉnh Mẫu", "lvmau.mau@thue.example");
    let seeds = [Generation::G1, Generation::G2]
        .map(|generation| ca.issue(generation, &holder, (day(2020, 1, 1), day(2029, 1, 1))).der);
    let at = day(2026, 1, 1);
    let entries = [Entry { serial: vec![0x41, 2, 3], since: at, reason: Some(1) }];
    let list = crl::sign(&ca.g2, &entries, (at, day(2030, 1, 1)), 3, None);
    let pem = |name: &str, ders: &[&[u8]]| {
        let text: String = ders.iter().map(|der| armour(der)).collect();
        std::fs::write(folder.join(name), text).unwrap();
    };
    pem("roots.pem", &[&ca.g1_root.certificate, &ca.g2_root.certificate]);
    pem("between.pem", &[&ca.g1.certificate, &ca.g2.certificate]);
    let roots = [&ca.g1_root, &ca.g2_root].map(|authority| Certificate::read(&authority.certificate).unwrap());
    let between = [&ca.g1, &ca.g2].map(|authority| Certificate::read(&authority.certificate).unwrap());

    let mut dice = Dice::new(99);
    let mut counts = [[0_usize; 2]; 2];
    for number in 0..count {
        let is_crl = number % 4 == 3;
        let mut der = if is_crl { list.clone() } else { seeds[number % 2].clone() };
        mutate(&mut der, &mut dice, number);
        let path = folder.join("mutant");
        std::fs::write(&path, &der).unwrap();
        let (ours, theirs) = if is_crl {
            (CrlIndex::load(&der, &[between[1].key]).is_ok(), openssl_crl(&folder, &path))
        } else {
            let store = Store::new(roots.to_vec(), between.clone());
            (accepts(&store, &der, at), openssl_verify(&folder, &path, at))
        };
        counts[usize::from(ours)][usize::from(theirs)] += 1;
        if ours && !theirs {
            let kept = std::env::temp_dir().join(format!("antin-accepted-{number}.der"));
            std::fs::write(&kept, &der).unwrap();
            println!("accepted here, refused there: {}", kept.display());
        }
    }
    let _ = std::fs::remove_dir_all(&folder);
    counts
}

/// Changes a bit or a byte, takes a piece out, puts one in, adds one behind; every fiftieth stays as it is.
fn mutate(der: &mut Vec<u8>, dice: &mut Dice, number: usize) {
    if number % 50 < 2 {
        return;
    }
    for _ in 0..=dice.below(2) {
        let at = dice.below(der.len());
        match dice.below(6) {
            0 | 1 => der[at] ^= 1 << dice.below(8),
            2 => der[at] = dice.below(256) as u8,
            3 => drop(der.drain(at..(at + 1 + dice.below(8)).min(der.len()))),
            4 => der.insert(at, dice.below(256) as u8),
            _ => der.push(dice.below(256) as u8),
        }
        if der.is_empty() {
            der.push(0x30);
        }
    }
}

fn accepts<'a>(store: &Store<'a>, der: &'a [u8], at: Time) -> bool {
    let Ok(certificate) = Certificate::read(der) else { return false };
    let report = Validator::new(store, &[], Settings::default()).validate(&certificate, Instants::at(at));
    report.verdict == Verdict::Valid
}

fn openssl_verify(folder: &Path, path: &Path, at: Time) -> bool {
    let mut command = Command::new("openssl");
    command.args(["verify", "-attime", &at.0.to_string(), "-auth_level", "0", "-no-CApath", "-no-CAstore", "-CAfile"]);
    command.arg(folder.join("roots.pem")).arg("-untrusted").arg(folder.join("between.pem")).arg(path);
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success()
}

fn openssl_crl(folder: &Path, path: &Path) -> bool {
    let mut command = Command::new("openssl");
    command.args(["crl", "-noout", "-inform", "DER", "-in"]).arg(path).arg("-CAfile").arg(folder.join("between.pem"));
    let output = command.output().unwrap();
    output.status.success() && String::from_utf8_lossy(&output.stderr).contains("verify OK")
}

fn armour(der: &[u8]) -> String {
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    let lines: Vec<String> =
        text.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}
