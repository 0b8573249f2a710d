//! C2SP x509-limbo, its cases that are not about the web.

use super::material;
use antin_pki::bundle;
use antin_pki::certificate::Certificate;
use antin_pki::crl::{Crl, CrlIndex};
use antin_pki::oid;
use antin_pki::path::{Instants, Revocation, Settings, Store, Validator};
use antin_pki::time::Time;
use antin_pki::verdict::Verdict;
use serde_json::Value;
use std::sync::Arc;

/// Cases that end otherwise, each explained in `docs/conformance.md`.
const EXPLAINED: &[&str] =
    &["rfc5280::pc::ica-noncritical-pc", "rfc5280::serial::negative", "rfc5280::ca-as-leaf-wrong-san"];

#[test]
fn cases_of_limbo_end_as_expected_or_are_explained() {
    let Some(suite) = material("limbo/limbo.json") else { return };
    let cases = suite["testcases"].as_array().unwrap();
    let (mut wrong, mut explained) = (Vec::new(), Vec::new());
    for case in cases {
        let id = case["id"].as_str().unwrap();
        let (verdict, why) = run(case);
        if (verdict == Verdict::Valid) == (case["expected_result"] == "SUCCESS") {
            continue;
        }
        if EXPLAINED.contains(&id) { explained.push(id) } else { wrong.push(format!("{id}: {verdict:?} {why}")) }
    }
    let good = cases.len() - wrong.len() - explained.len();
    println!("x509-limbo: {good} of {}, {} explained", cases.len(), explained.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(explained, EXPLAINED, "an explained case ends as expected: take it off the list");
}

fn run(case: &Value) -> (Verdict, String) {
    let pems = |name: &str| -> Vec<Vec<u8>> {
        case[name].as_array().unwrap().iter().map(|pem| der(pem.as_str().unwrap())).collect()
    };
    let (anchors, others, crls) = (pems("trusted_certs"), pems("untrusted_intermediates"), pems("crls"));
    let end = der(case["peer_certificate"].as_str().unwrap());
    let read = |der| Certificate::read(der).map_err(|error| println!("{}: {error}", case["id"])).ok();
    let store =
        Store::new(anchors.iter().filter_map(|der| read(der)).collect(), others.iter().filter_map(|der| read(der)));
    let Some(end) = read(&end) else { return (Verdict::Invalid, "unreadable".into()) };
    let loaded: Vec<Arc<CrlIndex>> = crls
        .iter()
        .filter_map(|der| CrlIndex::load(der, &store.keys_of(&Crl::read(der).ok()?.issuer)).ok().map(Arc::new))
        .collect();
    let purpose = case["extended_key_usage"].as_array().unwrap().first().map(|name| match name.as_str().unwrap() {
        "serverAuth" => oid::SERVER_AUTH,
        "clientAuth" => oid::CLIENT_AUTH,
        other => panic!("{other}"),
    });
    let settings = Settings {
        purpose,
        revocation: if crls.is_empty() { Revocation::NotLookedAt } else { Revocation::Required },
        most_intermediates: case["max_chain_depth"].as_u64().map_or(16, |depth| depth as u32),
        ..Settings::default()
    };
    // Without a time it is today; the certificates of the suite are made for that.
    let at = case["validation_time"].as_str().map_or(Some(Time(1_800_000_000)), Time::parse).unwrap();
    let report = Validator::new(&store, &loaded, settings).validate(&end, Instants::at(at));
    (report.verdict, format!("{:?}", report.reasons))
}

fn der(pem: &str) -> Vec<u8> {
    let found = bundle::find(pem.as_bytes());
    let first = found.certificates.first().or(found.crls.first()).map(|der| der.to_vec());
    first.unwrap_or_else(|| {
        // What is not readable is handed over as it is: the reader has to refuse it.
        let body: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
        super::base64(&body)
    })
}
