//! A revocation is proved by a CRL that the CA signed, and by no other; a letter is refused in part, all or none.

use super::office::{NOW, Office, commit, coordinator};
use super::{state, step, submitted};
use crate::caller::{Fresh, postgres, sqlite};
use antin_app::work;
use antin_domain::certificate::record::CertificateRecord;
use antin_domain::id::Id;
use antin_domain::serial::Serial;
use antin_storage::certificates;
use antin_testkit::ca::crl::{self, Entry};
use antin_testkit::ca::{Generation, TestCa, day};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_crl_that_the_ca_signed_closes_what_it_lists_on_sqlite() {
    proved(sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crl_that_the_ca_signed_closes_what_it_lists_on_postgres() {
    proved(postgres().await).await;
}

async fn proved(fresh: Fresh) {
    let office = Office::new(&fresh).await;
    let issuer = "CA phục vụ các cơ quan Nhà nước G2";
    let mut turn = fresh.context.db.change().await.unwrap();
    let mut records = Vec::new();
    for (record, serial) in office.certificates.iter().zip([b"7C00000000000001", b"7C00000000000002"]) {
        let (id, serial) = (fresh.context.id().unwrap(), Serial::from_hex(serial).unwrap());
        let issuer = issuer.to_owned();
        records.push(CertificateRecord { id, serial, issuer, digest: None, device: None, ..record.clone() });
    }
    certificates::insert_many(&mut turn, &records, NOW).await.unwrap();
    commit(turn).await;

    let (clerk, head) = (fresh.entered("canbo").await, fresh.entered("thutruong").await);
    let (liaison, all) = (fresh.entered("bancoyeu").await, fresh.entered("daumoi").await);
    let mut ids = Vec::new();
    for record in &records {
        let content = json!({ "reason": "retired" });
        let body = json!({ "kind": "revoke", "certificate": record.id.to_string(), "content": content });
        let id = submitted(&clerk, &body).await;
        assert_eq!(step(&head, &id, "approve", "").await.status, 200);
        ids.push(id);
    }
    let letter = liaison.change("POST", "/request-letters", &[], &json!({ "requests": ids })).await.id();
    let sending = json!({ "number": "12/CT", "dated": "2024-06-14", "way": "axis", "sent": "2024-06-14" });
    let path = format!("/request-letters/{letter}");
    let sent = liaison.change("POST", &format!("{path}/send"), &[("if-match", "\"1\"")], &sending).await;
    assert_eq!(sent.status, 200, "{}", sent.json);

    let ca = TestCa::new(5);
    let entry = Entry { serial: vec![0x7C, 0, 0, 0, 0, 0, 0, 1], since: day(2024, 6, 13), reason: None };
    let updates = (day(2024, 6, 14), day(2024, 6, 21));
    let list = crl::sign(ca.authority(Generation::G2), std::slice::from_ref(&entry), updates, 1, None);
    let octets = [("content-type", "application/octet-stream")];

    // Nobody here knows that CA: it is said, and nothing is proved.
    let unknown = all.ask("POST", "/imports?name=unknown.crl", &octets, Some(list.clone())).await;
    assert_eq!(unknown.status, 201, "{}", unknown.json);
    work::settle(&fresh.context).await.unwrap();
    let told = all.get(&format!("/imports/{}", unknown.id())).await.json;
    assert_eq!((&told["import"]["kind"], &told["import"]["rows_rejected"]), (&json!("crl"), &json!(1)), "{told}");
    let applied = all.change("POST", &format!("/imports/{}/apply", unknown.id()), &[], &json!({})).await;
    assert_eq!(applied.status, 200, "{}", applied.json);
    work::settle(&fresh.context).await.unwrap();
    assert_eq!(state(&clerk, &ids[0]).await, "sent", "what nobody can check proves nothing");

    let trust = fresh.context.data.join("trust");
    std::fs::create_dir_all(&trust).unwrap();
    std::fs::write(trust.join("ca.cer"), &ca.authority(Generation::G2).certificate).unwrap();
    let mut forged = list.clone();
    let at = forged.windows(8).position(|part| part == entry.serial).unwrap();
    forged[at + 7] = 2;
    let refused = all.ask("POST", "/imports?kind=crl&name=forged.crl", &octets, Some(forged)).await;
    assert_eq!(refused.status, 422, "a signature that is denied: {}", refused.json);

    // A newer one, which this server can check by now.
    let list = crl::sign(ca.authority(Generation::G2), &[entry], updates, 2, None);
    let taken = all.ask("POST", "/imports?name=ca.crl", &octets, Some(list.clone())).await;
    assert_eq!(taken.status, 201, "{}", taken.json);
    work::settle(&fresh.context).await.unwrap();
    let import = taken.id();
    let body = json!({ "despite_warning": true });
    let applied = all.change("POST", &format!("/imports/{import}/apply"), &[], &body).await;
    assert_eq!(applied.status, 200, "{}", applied.json);
    work::settle(&fresh.context).await.unwrap();
    // It is proved; the only token that its holder has is still to come back.
    assert_eq!(state(&clerk, &ids[0]).await, "device-out");
    assert_eq!(state(&clerk, &ids[1]).await, "sent", "what it does not list stays as it is");
    let told = clerk.get(&format!("/requests/{}", ids[0])).await.json;
    assert_eq!(told["proof"]["import"], json!(import), "where the proof is");
    let certificate = clerk.get(&format!("/certificates/{}", records[0].id)).await.json;
    assert_eq!(certificate["state"], "revoked", "the registry follows");
    let again = all.ask("POST", "/imports?name=again.crl", &octets, Some(list)).await;
    assert_eq!(again.id(), import, "the same file is the same import");

    antin_app::intake::undo(&fresh.context, &coordinator(&fresh).await, Id(import.parse().unwrap())).await.unwrap();
    work::settle(&fresh.context).await.unwrap();
    assert_eq!(state(&clerk, &ids[0]).await, "sent", "taken back, it proves nothing");

    // The CA refuses: those that are named, all or none, with its reason.
    let refusing = |requests: Vec<&str>, words: &str| json!({ "requests": requests, "words": words });
    let path = format!("{path}/refused");
    let (one, two) = (ids[0].as_str(), ids[1].as_str());
    for body in [refusing(vec![one, two], " "), refusing(vec![], "x"), refusing(vec![one, "7"], "x")] {
        assert_eq!(liaison.change("POST", &path, &[], &body).await.status, 422);
    }
    assert_eq!((state(&clerk, one).await, state(&clerk, two).await), ("sent".into(), "sent".into()));
    let both = refusing(vec![one, two], "Hồ sơ thiếu chữ ký");
    assert_eq!(clerk.change("POST", &path, &[], &both).await.status, 403);
    let refused = liaison.change("POST", &path, &[], &both).await;
    assert_eq!(refused.status, 200, "{}", refused.json);
    assert_eq!((state(&clerk, one).await, state(&clerk, two).await), ("refused".into(), "refused".into()));
}
