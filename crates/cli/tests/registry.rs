//! The commands about the registry's database: what they say, and the exit status.

#![allow(clippy::unwrap_used, clippy::panic)]

use antin_domain::moment::Moment;
use antin_storage::audit::checkpoint::{self, Signer};
use antin_storage::audit::{self, NewEvent};
use antin_storage::{Db, Place};
use std::path::Path;
use std::process::Command;

/// Exit status, standard output, standard error.
fn antin(arguments: &[&str]) -> (i32, String, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_antin")).args(arguments).env_remove("ANTIN_DATABASE").output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

fn path(folder: &Path) -> &str {
    folder.to_str().unwrap()
}

/// Writes so many events and signs the end of the chain.
fn write(data: &Path, checkpoints: &Path, count: usize) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let db = Db::open(&Place::in_folder(data)).await.unwrap();
        let event = NewEvent {
            at: Moment(1_718_330_400_000_000),
            actor: "1",
            action: "edit-unit",
            object_kind: "unit",
            object_id: "1",
            detail: &serde_json::Value::Null,
        };
        for _ in 0..count {
            db.change().await.unwrap().commit(&event).await.unwrap();
        }
        let head = audit::head(&mut db.read().await.unwrap()).await.unwrap();
        let signer = Signer::from_seed(&[1; 32]).unwrap();
        checkpoint::export(checkpoints, &signer.sign(head, event.at), &signer.public_key()).unwrap();
        db.close().await;
    });
}

#[test]
fn a_database_is_made_once_and_then_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("new/data");
    let (status, out, _) = antin(&["migrate", "--data", path(&data)]);
    assert!(status == 0 && out.contains("0001_units_people"), "{out}");
    let (status, out, _) = antin(&["migrate", "--data", path(&data), "--lang", "en"]);
    assert_eq!((status, out.trim()), (0, "The database is up to date."));
}

#[test]
fn an_audit_is_intact_until_an_older_copy_is_put_back() {
    let folder = tempfile::tempdir().unwrap();
    let (data, checkpoints) = (folder.path().join("data"), folder.path().join("outside"));
    assert_eq!(antin(&["migrate", "--data", path(&data)]).0, 0);
    write(&data, &checkpoints, 5);
    let old = std::fs::read(data.join("antin.db")).unwrap();
    write(&data, &checkpoints, 4);
    let verify = ["audit", "verify", "--data", path(&data), "--checkpoints", path(&checkpoints)];
    let (status, out, err) = antin(&verify);
    assert!(status == 0 && out.contains("nguyên vẹn: 9 sự kiện, 2 điểm chốt"), "{out}{err}");
    std::fs::write(data.join("antin.db"), old).unwrap();
    for beside in ["antin.db-wal", "antin.db-shm"] {
        let _ = std::fs::remove_file(data.join(beside));
    }
    let (status, out, err) = antin(&verify);
    assert!(status == 4 && out.is_empty(), "{status} {out}");
    assert!(err.contains("chỉ còn đến sự kiện 5") && err.contains("điểm chốt đã ký ở sự kiện 9"), "{err}");
    let english = [verify.as_slice(), &["--lang", "en"]].concat();
    assert!(antin(&english).2.contains("an older copy was put back"));
}

#[test]
fn a_mistyped_place_is_told_and_nothing_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let (data, checkpoints) = (folder.path().join("nothing"), folder.path().join("outside"));
    let (status, _, err) = antin(&["audit", "verify", "--data", path(&data), "--checkpoints", path(&checkpoints)]);
    assert!(status == 2 && err.contains("outside"), "{err}");
    let ready = folder.path().join("ready");
    antin(&["migrate", "--data", path(&ready)]);
    write(&ready, &checkpoints, 1);
    let (status, _, err) = antin(&["audit", "verify", "--data", path(&data), "--checkpoints", path(&checkpoints)]);
    assert!(status == 2 && err.contains("antin migrate") && !data.exists(), "{err}");
    let (status, _, err) = antin(&["migrate", "--database", "mysql://db.example/antin"]);
    assert!(status == 2 && err.contains("mysql://db.example/antin"), "{err}");
}
