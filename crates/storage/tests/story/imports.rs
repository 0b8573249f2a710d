//! Imports: once, in portions, and back.

use crate::both::Fresh;
use crate::made_up::{NOW, certificate, event, everything, small_tree};
use antin_domain::certificate::Standing;
use antin_domain::certificate::record::{CertificateRecord, Succession};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_storage::certificates::{self, CertificateFilter, as_json};
use antin_storage::imports::{self, Import, ImportChange, ImportState, RawRow};
use antin_storage::search::Noun;
use antin_storage::{Change, Error};

on_both!(
    the_same_file_is_one_import,
    rows_come_back_as_they_were,
    a_whole_import_is_taken_back,
    what_somebody_changed_since_is_not_overwritten,
    what_something_later_needs_is_not_taken_away,
);

fn ca_list(id: i64) -> Import {
    Import {
        id: Id(id),
        kind: "ca-list".into(),
        digest: [7; 32],
        file_name: "danh sách.xlsx".into(),
        as_of: Day::UNKNOWN,
        state: ImportState::Reading,
        rows_read: 0,
        rows_rejected: 0,
        rows_applied: 0,
        changes: 0,
        taken: NOW,
        taken_by: None,
    }
}

async fn the_same_file_is_one_import(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    imports::begin(&mut change, &ca_list(1)).await.unwrap();
    change.commit(&event("import")).await.unwrap();
    let mut change = fresh.db.change().await.unwrap();
    assert!(matches!(imports::begin(&mut change, &ca_list(2)).await, Err(Error::Taken { .. })));
    drop(change);
    let mut change = fresh.db.change().await.unwrap();
    assert_eq!(imports::find(&mut change, "ca-list", &[7; 32]).await.unwrap(), Some(ca_list(1)));
    assert_eq!(imports::find(&mut change, "registry", &[7; 32]).await.unwrap(), None);
    // The same bytes as another kind of list are another import.
    imports::begin(&mut change, &Import { kind: "registry".into(), ..ca_list(2) }).await.unwrap();
}

async fn rows_come_back_as_they_were(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    imports::begin(&mut change, &ca_list(1)).await.unwrap();
    let row = |number: i64| RawRow {
        number,
        cells: format!("[\"{number}\",\"Đỗ\"]"),
        problems: (number % 10 == 0).then(|| "[]".to_owned()),
    };
    let rows: Vec<RawRow> = (1..=100).map(row).collect();
    imports::keep_rows(&mut change, Id(1), &rows[..60]).await.unwrap();
    // The portion that was interrupted comes once more.
    imports::keep_rows(&mut change, Id(1), &rows[..60]).await.unwrap();
    imports::keep_rows(&mut change, Id(1), &rows[60..]).await.unwrap();
    imports::end_reading(&mut change, Id(1)).await.unwrap();
    let import = imports::get(&mut change, Id(1)).await.unwrap();
    assert_eq!((import.state, import.rows_read, import.rows_rejected), (ImportState::Read, 100, 10));
    assert_eq!(imports::rows_after(&mut change, Id(1), 95, 200).await.unwrap(), rows[95..]);
    let late = imports::keep_rows(&mut change, Id(1), &[row(101)]).await;
    assert!(matches!(late, Err(Error::NoSuchStep { noun: "import", .. })), "{late:?}");
}

/// An import that revokes certificate 1 and brings certificates 2 and 3.
async fn applied(change: &mut Change) -> CertificateRecord {
    small_tree(change).await;
    let one = certificate(1, "Lê An", 11);
    certificates::insert_many(change, std::slice::from_ref(&one), NOW).await.unwrap();
    imports::begin(change, &ca_list(9)).await.unwrap();
    imports::end_reading(change, Id(9)).await.unwrap();
    let revoked = CertificateRecord { standing: Standing::Revoked, holder: "Lê Anh".into(), ..one.clone() };
    certificates::replace(change, std::slice::from_ref(&one), std::slice::from_ref(&revoked), NOW).await.unwrap();
    let new = [certificate(2, "Bùi Cúc", 11), certificate(3, "Bùi Dung", 12)];
    certificates::insert_many(change, &new, NOW).await.unwrap();
    let told = |before: Option<&CertificateRecord>, after: &CertificateRecord| ImportChange {
        noun: Noun::Certificate,
        object: after.id,
        before: before.map(|before| as_json(before).to_string()),
        after: as_json(after).to_string(),
    };
    imports::store_changes(change, Id(9), 1, &[told(Some(&one), &revoked)]).await.unwrap();
    imports::store_changes(change, Id(9), 2, &[told(None, &new[0]), told(None, &new[1])]).await.unwrap();
    imports::end_applying(change, Id(9)).await.unwrap();
    one
}

async fn a_whole_import_is_taken_back(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    let one = applied(&mut change).await;
    let import = imports::get(&mut change, Id(9)).await.unwrap();
    assert_eq!((import.state, import.rows_applied, import.changes), (ImportState::Applied, 3, 3));
    assert_eq!(imports::undo_certificates(&mut change, Id(9), NOW).await.unwrap(), 3);
    change.commit(&event("undo-import")).await.unwrap();
    let mut change = fresh.db.change().await.unwrap();
    assert_eq!(certificates::get(&mut change, Id(1)).await.unwrap(), (one, 3));
    assert!(matches!(certificates::get(&mut change, Id(2)).await, Err(Error::Missing { .. })));
    for (text, wanted) in [("le an", 1), ("anh", 0), ("bui", 0)] {
        let filter = CertificateFilter { reach: everything(), text: text.into(), ..CertificateFilter::default() };
        assert_eq!(certificates::count(&mut change, &filter).await.unwrap(), wanted, "{text}");
    }
    // What it changed can still be read, and the file may come again.
    assert_eq!(imports::changes_before(&mut change, Id(9), i64::MAX, 10).await.unwrap().len(), 3);
    imports::begin(&mut change, &ca_list(10)).await.unwrap();
    let twice = imports::undo_certificates(&mut change, Id(9), NOW).await;
    assert!(twice.is_err(), "{twice:?}");
}

async fn what_somebody_changed_since_is_not_overwritten(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    applied(&mut change).await;
    let (two, version) = certificates::get(&mut change, Id(2)).await.unwrap();
    let edited = CertificateRecord { position: "Đội trưởng".into(), ..two };
    certificates::update(&mut change, &edited, version, NOW).await.unwrap();
    change.commit(&event("import")).await.unwrap();
    let mut change = fresh.db.change().await.unwrap();
    let refused = imports::undo_certificates(&mut change, Id(9), NOW).await;
    assert!(matches!(refused, Err(Error::Stale { noun: "certificate", id: 2, .. })), "{refused:?}");
    drop(change);
    let mut change = fresh.db.change().await.unwrap();
    // Nothing of the import was taken back, not even what came before the one that was changed.
    assert_eq!(certificates::get(&mut change, Id(1)).await.unwrap().0.standing, Standing::Revoked);
    assert!(certificates::get(&mut change, Id(3)).await.is_ok());
}

async fn what_something_later_needs_is_not_taken_away(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    applied(&mut change).await;
    let later =
        CertificateRecord { predecessor: Some((Id(3), Succession::Renewal)), ..certificate(4, "Bùi Dung", 12) };
    certificates::insert_many(&mut change, &[later], NOW).await.unwrap();
    change.commit(&event("import")).await.unwrap();
    let mut change = fresh.db.change().await.unwrap();
    let undone = imports::undo_certificates(&mut change, Id(9), NOW).await;
    // At once, not when the turn is kept: a commit that fails would fail for everybody who shares it.
    assert!(matches!(undone, Err(Error::NoSuchReference { .. })), "{undone:?}");
    drop(change);
    let mut change = fresh.db.change().await.unwrap();
    assert!(certificates::get(&mut change, Id(3)).await.is_ok());
    assert_eq!(imports::get(&mut change, Id(9)).await.unwrap().state, ImportState::Applied);
}
