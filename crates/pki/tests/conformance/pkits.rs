//! NIST PKITS: 246 cases of path validation by RFC 5280.

use super::{base64, material};
use antin_pki::certificate::Certificate;
use antin_pki::crl::Crl;
use antin_pki::crl::CrlIndex;
use antin_pki::oid::Oid;
use antin_pki::path::{Instants, Revocation, Settings, Store, Validator};
use antin_pki::time::Time;
use antin_pki::verdict::Verdict;
use serde_json::Value;
use std::sync::Arc;

#[test]
fn every_case_of_pkits_ends_as_nist_says() {
    let Some(suite) = material("pkits/pkits.json") else { return };
    let mut wrong = Vec::new();
    let cases = suite["cases"].as_array().unwrap();
    for case in cases {
        let report = run(&suite, case);
        let valid = report.0 == Verdict::Valid;
        if valid != (case["expected"] == "valid") {
            wrong.push(format!("{} {}: {report:?}", case["test"], case["name"]));
        }
    }
    println!("PKITS: {} of {}", cases.len() - wrong.len(), cases.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(cases.len(), 246);
}

fn run(suite: &Value, case: &Value) -> (Verdict, String) {
    let bytes = |group: &str, name: &Value| base64(suite[group][name.as_str().unwrap()].as_str().unwrap());
    let all = |group: &str, names: &Value| -> Vec<Vec<u8>> {
        names.as_array().unwrap().iter().map(|name| bytes(group, name)).collect()
    };
    let anchor = bytes("certs", &case["trust_anchor"]);
    let others = all("certs", &case["intermediates"]);
    let crls = all("crls", &case["crls"]);
    let end = bytes("certs", &case["end_entity"]);
    let read = |der| match Certificate::read(der) {
        Ok(certificate) => Some(certificate),
        Err(error) => {
            println!("{}: {error}", case["test"]);
            None
        }
    };
    let store = Store::new(vec![read(&anchor).unwrap()], others.iter().filter_map(|der| read(der)));
    let Some(end) = read(&end) else { return (Verdict::Invalid, "unreadable".into()) };
    let loaded: Vec<Arc<CrlIndex>> = crls
        .iter()
        .filter_map(|der| {
            let crl = Crl::read(der).map_err(|error| println!("{}: {error}", case["test"])).ok()?;
            let keys = store.keys_of(&crl.issuer);
            CrlIndex::load(der, &keys).map_err(|error| println!("{}: {error}", case["test"])).ok().map(Arc::new)
        })
        .collect();
    let flag = |name: &str| case[name].as_bool().unwrap();
    let policies = case["initial_policy_set"].as_array().unwrap().iter();
    let settings = Settings {
        policies: policies.map(|policy| Oid::content_of(policy.as_str().unwrap()).unwrap()).collect(),
        explicit_policy: flag("initial_explicit_policy"),
        inhibit_mapping: flag("initial_policy_mapping_inhibit"),
        inhibit_any_policy: flag("initial_any_policy_inhibit"),
        revocation: Revocation::Required,
        ..Settings::default()
    };
    let at = Time::parse(case["time"].as_str().unwrap()).unwrap();
    let report = Validator::new(&store, &loaded, settings).validate(&end, Instants::at(at));
    (report.verdict, format!("{:?}", report.reasons))
}
