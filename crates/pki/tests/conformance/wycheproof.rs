//! C2SP Wycheproof: signatures that a careless verifier accepts, or refuses.

use super::{folder, hex};
use antin_pki::algorithm::Digest;
use antin_pki::der::Reader;
use antin_pki::key::PublicKey;
use antin_pki::signature::{Scheme, SignatureError, verify_scheme};
use serde_json::Value;

#[test]
fn every_vector_of_wycheproof_ends_as_expected() {
    let Ok(files) = std::fs::read_dir(folder().join("wycheproof")) else {
        println!("NOT RUN: {} is not there", folder().join("wycheproof").display());
        return;
    };
    let (mut tests, mut free, mut not_verified, mut wrong) = (0, 0, 0, Vec::new());
    let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.to_string_lossy().ends_with("_test.json")) {
        let suite: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        for group in suite["testGroups"].as_array().unwrap() {
            for test in group["tests"].as_array().unwrap() {
                tests += 1;
                let verified = run(group, test);
                match test["result"].as_str().unwrap() {
                    "acceptable" => free += 1,
                    "valid" if verified == Err(SignatureError::Unsupported) => {
                        not_verified += 1;
                        wrong.push(format!("{name} {}: not verified here", test["tcId"]));
                    }
                    expected => {
                        if verified.is_ok() != (expected == "valid") {
                            let comment = &test["comment"];
                            wrong.push(format!("{name} {} {comment} is {expected}: {verified:?}", test["tcId"]));
                        }
                    }
                }
            }
        }
    }
    println!("Wycheproof: {} of {tests} ({free} free, {not_verified} not verified)", tests - wrong.len());
    assert!(wrong.is_empty(), "{}", wrong[..wrong.len().min(40)].join("\n"));
    assert!(tests > 7000, "{tests}");
}

fn run(group: &Value, test: &Value) -> Result<(), SignatureError> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let der = [&group["publicKeyDer"], &group["publicKeyAsn"]].into_iter().find_map(|key| key.as_str()).expect("a key");
    let der = hex(der);
    let key = PublicKey::read(&mut Reader::new(&der)).expect("a readable key");
    let digest = |name: &str| match name {
        "SHA-1" => Digest::Sha1,
        "SHA-224" => Digest::Sha224,
        "SHA-256" => Digest::Sha256,
        "SHA-384" => Digest::Sha384,
        "SHA-512" => Digest::Sha512,
        "SHA-512/224" => Digest::Sha512_224,
        "SHA-512/256" => Digest::Sha512_256,
        other => panic!("{other}"),
    };
    let sha = || digest(group["sha"].as_str().expect("a digest"));
    let kind = text(&group["type"]);
    let scheme = match kind.as_str() {
        "RsassaPkcs1Verify" => Scheme::Rsa(sha()),
        "RsassaPssVerify" | "RsassaPssWithParametersVerify" => Scheme::RsaPss {
            digest: sha(),
            mask: digest(group["mgfSha"].as_str().unwrap()),
            salt: group["sLen"].as_u64().unwrap() as usize,
        },
        "EcdsaVerify" => Scheme::Ecdsa(sha()),
        "EddsaVerify" => Scheme::Ed25519,
        other => panic!("{other}"),
    };
    verify_scheme(&key, scheme, &hex(&text(&test["msg"])), &hex(&text(&test["sig"])))
}
