//! Imports: once, in portions, and back.

use crate::both::Fresh;
use crate::made_up::{NOW, certificate, event, everything, person, small_tree, unit};
use antin_domain::certificate::Standing;
use antin_domain::certificate::record::{CertificateRecord, Succession};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_storage::certificates::{self, CertificateFilter, as_json};
use antin_storage::imports::{self, Import, ImportChange, ImportState, RawRow, Reason, Undone};
use antin_storage::reviews::{self, Case, CaseFilter, Run};
use antin_storage::search::Noun;
use antin_storage::{Change, Error, people, units};

on_both!(
    the_same_file_is_one_import,
    rows_come_back_as_they_were,
    a_whole_import_is_taken_back,
    what_somebody_changed_since_is_not_overwritten,
    what_something_later_needs_is_not_taken_away,
    a_finding_of_a_review_does_not_stand_against_it,
    units_and_people_are_taken_back_and_what_uses_them_stands_against_it,
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
    imports::keep_reading(&mut change, Id(1), 100, 10, "{}").await.unwrap();
    let import = imports::get(&mut change, Id(1)).await.unwrap();
    assert_eq!((import.state, import.rows_read, import.rows_rejected), (ImportState::Read, 100, 10));
    assert_eq!(imports::rows_after(&mut change, Id(1), 95, 200).await.unwrap(), rows[95..]);
    let late = imports::keep_reading(&mut change, Id(1), 100, 10, "{}").await;
    assert!(matches!(late, Err(Error::NoSuchStep { noun: "import", .. })), "{late:?}");
}

/// An import that revokes certificate 1 and brings certificates 2 and 3.
async fn applied(change: &mut Change) -> CertificateRecord {
    small_tree(change).await;
    let one = certificate(1, "Lê An", 11);
    certificates::insert_many(change, std::slice::from_ref(&one), NOW).await.unwrap();
    imports::begin(change, &ca_list(9)).await.unwrap();
    imports::keep_reading(change, Id(9), 3, 0, "{}").await.unwrap();
    imports::begin_plan(change, Id(9)).await.unwrap();
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
    imports::plan_changes(change, Id(9), 1, &[told(Some(&one), &revoked)]).await.unwrap();
    imports::plan_changes(change, Id(9), 2, &[told(None, &new[0]), told(None, &new[1])]).await.unwrap();
    imports::applied(change, Id(9), 3).await.unwrap();
    one
}

async fn a_whole_import_is_taken_back(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    let one = applied(&mut change).await;
    let import = imports::get(&mut change, Id(9)).await.unwrap();
    assert_eq!((import.state, import.changes), (ImportState::Applied, 3));
    assert_eq!(imports::undo(&mut change, Id(9), NOW).await.unwrap(), Undone::All(3));
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
    let twice = imports::undo(&mut change, Id(9), NOW).await;
    assert!(twice.is_err(), "{twice:?}");
}

/// What stands against taking the import back.
fn against(undone: Undone) -> Vec<(i64, Reason)> {
    match undone {
        Undone::All(_) => Vec::new(),
        Undone::Nothing(conflicts) => conflicts.iter().map(|one| (one.object.0, one.reason)).collect(),
    }
}

async fn a_finding_of_a_review_does_not_stand_against_it(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    let one = applied(&mut change).await;
    let run = Run {
        id: Id(50),
        unit: None,
        as_of: NOW.day(),
        policy: "p 1".into(),
        snapshot: vec![1],
        summary: "{}".into(),
        started: NOW,
        started_by: None,
    };
    reviews::begin(&mut change, &run).await.unwrap();
    let case = |number: i64| Case {
        number,
        certificate: Some(Id(number)),
        unit: Some(Id(11)),
        holder: "Lê Anh".into(),
        action: "revoke".into(),
        due: Day::UNKNOWN,
        detail: "{}".into(),
        findings: vec!["holder-retired".into()],
    };
    reviews::add_cases(&mut change, Id(50), &[case(1), case(2)]).await.unwrap();
    reviews::count_open(&mut change, &[Id(50)]).await.unwrap();
    assert_eq!(imports::undo(&mut change, Id(9), NOW).await.unwrap(), Undone::All(3));
    // The certificate that was there before is as it was, but for the finding, which the review still holds open.
    let now = certificates::get(&mut change, Id(1)).await.unwrap().0;
    assert_eq!(now, CertificateRecord { open_findings: 1, ..one });
    // The case of the certificate that went stays readable, without it.
    let filter = CaseFilter { reach: everything(), ..CaseFilter::default() };
    let cases = reviews::cases(&mut change, Id(50), &filter, None, 9).await.unwrap().items;
    assert_eq!(cases.iter().map(|case| case.certificate).collect::<Vec<_>>(), [Some(Id(1)), None]);
}

async fn units_and_people_are_taken_back_and_what_uses_them_stands_against_it(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    small_tree(&mut change).await;
    let told = |noun, object, before: Option<serde_json::Value>, after: serde_json::Value| ImportChange {
        noun,
        object,
        before: before.map(|before| before.to_string()),
        after: after.to_string(),
    };
    // One list renames a unit and brings one below it, another brings a person into that.
    let (former, version) = units::get(&mut change, Id(10)).await.unwrap();
    let mut renamed = former.clone();
    renamed.names[0].name = "Thuế tỉnh Mẫu".into();
    let below = unit(13, "Thuế cơ sở 1", Some(10));
    units::update(&mut change, &renamed, version, NOW).await.unwrap();
    units::insert_many(&mut change, std::slice::from_ref(&below), NOW).await.unwrap();
    let plan = [
        told(Noun::Unit, Id(10), Some(units::as_json(&former)), units::as_json(&renamed)),
        told(Noun::Unit, Id(13), None, units::as_json(&below)),
    ];
    imported(&mut change, 20, "units", &plan).await;
    let somebody = person(70, "Đỗ Thị Mẫu", 13);
    people::insert_many(&mut change, std::slice::from_ref(&somebody), NOW).await.unwrap();
    imported(&mut change, 21, "roster", &[told(Noun::Person, Id(70), None, people::as_json(&somebody))]).await;
    // The unit is in use: nothing of its list is taken back before the person is.
    assert_eq!(against(imports::undo(&mut change, Id(20), NOW).await.unwrap()), [(13, Reason::Needed)]);
    assert_eq!(units::get(&mut change, Id(10)).await.unwrap().0, renamed);
    assert_eq!(imports::undo(&mut change, Id(21), NOW).await.unwrap(), Undone::All(1));
    assert!(matches!(people::get(&mut change, Id(70)).await, Err(Error::Missing { .. })));
    assert_eq!(imports::undo(&mut change, Id(20), NOW).await.unwrap(), Undone::All(2));
    assert_eq!(units::get(&mut change, Id(10)).await.unwrap().0, former);
    assert!(matches!(units::get(&mut change, Id(13)).await, Err(Error::Missing { .. })));
    assert!(units::search(&mut change, "co so 1", 9).await.unwrap().items.is_empty(), "its words went with it");
}

/// An import whose changes were made.
async fn imported(change: &mut Change, id: i64, kind: &str, plan: &[ImportChange]) {
    let import = Import { kind: kind.into(), ..ca_list(id) };
    imports::begin(change, &import).await.unwrap();
    imports::keep_reading(change, Id(id), 2, 0, "{}").await.unwrap();
    imports::begin_plan(change, Id(id)).await.unwrap();
    imports::plan_changes(change, Id(id), 1, plan).await.unwrap();
    imports::applied(change, Id(id), plan.len() as i64).await.unwrap();
}

async fn what_somebody_changed_since_is_not_overwritten(fresh: &Fresh) {
    let mut change = fresh.db.change().await.unwrap();
    applied(&mut change).await;
    let (two, version) = certificates::get(&mut change, Id(2)).await.unwrap();
    let edited = CertificateRecord { position: "Đội trưởng".into(), ..two };
    certificates::update(&mut change, &edited, version, NOW).await.unwrap();
    change.commit(&event("import")).await.unwrap();
    let mut change = fresh.db.change().await.unwrap();
    let refused = imports::undo(&mut change, Id(9), NOW).await;
    assert_eq!(against(refused.unwrap()), [(2, Reason::Changed)]);
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
    let undone = imports::undo(&mut change, Id(9), NOW).await;
    assert_eq!(against(undone.unwrap()), [(3, Reason::Needed)]);
    drop(change);
    let mut change = fresh.db.change().await.unwrap();
    assert!(certificates::get(&mut change, Id(3)).await.is_ok());
    assert_eq!(imports::get(&mut change, Id(9)).await.unwrap().state, ImportState::Applied);
}
