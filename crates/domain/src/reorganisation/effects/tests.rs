//! What each certificate needs, clause by clause.

use super::super::check;
use super::super::line::{Kind, Line};
use super::*;
use crate::certificate::Standing;
use crate::certificate::record::Found;
use crate::serial::Serial;
use crate::unit::dated::{DatedName, DatedUnit};
use proptest::prelude::*;

fn day(text: &str) -> Day {
    Day::parse(text.as_bytes()).unwrap_or_default()
}

fn units() -> Vec<DatedUnit> {
    let unit = |(id, parent): (i64, Option<i64>)| DatedUnit {
        id: Id(id),
        code: format!("U{id}"),
        names: vec![DatedName { name: format!("Đơn vị {id}"), from: day("01/01/2010"), to: Day::UNKNOWN }],
        parent: parent.map(Id),
        successors: vec![],
    };
    let tree = [(1, None), (10, Some(1)), (20, Some(1)), (30, Some(1)), (11, Some(10))];
    tree.map(unit).into()
}

fn plan(text: &[&str]) -> Plan {
    plan_of(text, &units())
}

fn plan_of(text: &[&str], units: &[DatedUnit]) -> Plan {
    let line = |(row, text): (u32, &&str)| {
        let cells: Vec<&str> = text.split('|').collect();
        let cell = |index: usize| cells.get(index).copied().unwrap_or_default().to_owned();
        let kind = Kind::parse(&cell(1)).unwrap();
        Line { row, code: cell(0), kind, new_code: cell(2), new_name: cell(3), new_parent: cell(4) }
    };
    check::plan(day("01/03/2025"), &(2..).zip(text).map(line).collect::<Vec<_>>(), units).unwrap()
}

fn certificate(id: i64, unit: i64, kind: HolderKind, to: &str) -> CertificateRecord {
    CertificateRecord {
        id: Id(id),
        issuer: "CA".into(),
        serial: Serial::from_hex(format!("{id:04X}").as_bytes()).unwrap(),
        digest: None,
        kind,
        holder: "Lê Thị Mẫu".into(),
        person: None,
        unit: Id(unit),
        position: String::new(),
        email: String::new(),
        valid_from: day("01/01/2022"),
        valid_to: day(to),
        standing: Standing::InUse,
        renewals: Renewals(Some(0)),
        device: None,
        predecessor: None,
        found: Found::default(),
        open_findings: 0,
    }
}

fn body(id: i64, unit: i64, to: &str) -> CertificateRecord {
    certificate(id, unit, HolderKind::Organisation, to)
}

fn person(id: i64, unit: i64, to: &str) -> CertificateRecord {
    certificate(id, unit, HolderKind::Person, to)
}

const RULES: Rules = Rules { today: Day::UNKNOWN, soon_days: 120, least_days: 60, limit: 1 };

fn told(lines: &[&str], certificates: &[CertificateRecord]) -> Vec<(i64, NeedKind, Because)> {
    let rules = Rules { today: day("20/02/2025"), ..RULES };
    let told = needs(&plan(lines), certificates, &rules);
    let mut told: Vec<_> =
        told.iter().map(|need| (need.certificate.map_or(0, |id| id.0), need.kind, need.because)).collect();
    told.sort();
    told
}

const MERGED: [&str; 2] = ["U10|merge-new|N1|Khu vực I", "U20|merge-new|N1"];

#[test]
fn of_bodies_that_merge_the_longest_valid_changes_and_the_others_are_revoked() {
    let bodies = [body(1, 10, "01/01/2027"), body(2, 20, "01/01/2028"), body(3, 20, "01/01/2026")];
    assert_eq!(
        told(&MERGED, &bodies),
        [
            (1, NeedKind::Revoke, Because::OthersOfMerged),
            (2, NeedKind::ChangeInfo, Because::OneOfMerged),
            (3, NeedKind::Revoke, Because::OthersOfMerged),
        ]
    );
}

#[test]
fn of_two_that_end_on_one_day_the_lower_serial_is_kept() {
    let bodies = [body(2, 20, "01/01/2028"), body(1, 10, "01/01/2028")];
    let told = told(&MERGED, &bodies);
    assert_eq!(told[0], (1, NeedKind::ChangeInfo, Because::OneOfMerged));
    assert_eq!(told[1].1, NeedKind::Revoke);
}

#[test]
fn a_body_that_others_go_into_keeps_its_own_and_theirs_are_revoked() {
    let bodies = [body(1, 10, "01/01/2030"), body(2, 20, "01/01/2026")];
    assert_eq!(told(&["U10|merge-into|U20"], &bodies), [(1, NeedKind::Revoke, Because::MergedIntoExisting)]);
}

#[test]
fn where_the_one_they_go_into_has_none_one_of_theirs_stays() {
    let merged = ["U10|merge-into|U30", "U20|merge-into|U30"];
    let bodies = [body(1, 10, "01/01/2030"), body(2, 20, "01/01/2026"), body(3, 30, "01/01/2025")];
    assert_eq!(
        told(&merged, &bodies),
        [(1, NeedKind::ChangeInfo, Because::ExistingHasNone), (2, NeedKind::Revoke, Because::OthersOfMerged),]
    );
}

#[test]
fn persons_change_their_information_and_are_never_issued_a_new_one_for_it() {
    let all = [person(1, 10, "01/01/2028"), person(2, 11, "01/01/2028"), person(3, 30, "01/01/2028")];
    assert_eq!(
        told(&MERGED, &all),
        [
            (0, NeedKind::Issue, Because::NewBodyHasNone),
            (1, NeedKind::ChangeInfo, Because::BodyMerged),
            (2, NeedKind::ChangeInfo, Because::SuperiorChanges),
        ]
    );
    let renamed = told(&["U10|rename||Tên mới"], &all);
    assert_eq!(renamed[0], (1, NeedKind::ChangeInfo, Because::Renamed));
    assert_eq!(renamed[1], (2, NeedKind::ChangeInfo, Because::SuperiorChanges));
    assert_eq!(told(&["U20|rename||Tên mới"], &all), [], "nobody else is concerned");
}

#[test]
fn what_ends_soon_is_renewed_or_replaced_instead() {
    let mut all = [
        person(1, 10, "28/02/2025"),
        person(2, 10, "01/06/2025"),
        person(3, 10, "01/06/2025"),
        person(4, 10, "01/06/2025"),
        person(5, 10, "01/04/2025"),
        person(6, 10, "29/06/2025"),
        person(7, 10, "30/06/2025"),
    ];
    all[2].renewals = Renewals(Some(1));
    all[3].renewals = Renewals(None);
    assert_eq!(
        told(&["U10|rename||Tên mới"], &all),
        [
            (1, NeedKind::Nothing, Because::EndsBefore),
            (2, NeedKind::Renew, Because::EndsSoon),
            (3, NeedKind::Reissue, Because::EndsSoonRenewed),
            (4, NeedKind::Decide, Because::RenewalsUnknown),
            (5, NeedKind::Reissue, Because::EndsTooSoon),
            (6, NeedKind::Renew, Because::EndsSoon),
            (7, NeedKind::ChangeInfo, Because::Renamed),
        ]
    );
}

#[test]
fn what_is_not_known_is_to_be_decided() {
    let mut all = [person(1, 10, ""), person(2, 10, "01/01/2028"), person(3, 10, "01/01/2028")];
    all[1].kind = HolderKind::Unknown;
    all[2].valid_from = day("01/04/2025");
    assert_eq!(
        told(&["U10|rename||Tên mới"], &all),
        [
            (1, NeedKind::Decide, Because::EndUnknown),
            (2, NeedKind::Decide, Because::KindUnknown),
            (3, NeedKind::Decide, Because::NotYet),
        ]
    );
}

#[test]
fn what_was_revoked_replaced_or_is_over_needs_nothing() {
    let mut all = [person(1, 10, "01/01/2028"), person(2, 10, "01/01/2028"), person(3, 10, "01/02/2025")];
    all[0].standing = Standing::Revoked;
    all[1].standing = Standing::Superseded;
    assert_eq!(told(&["U10|rename||Tên mới"], &all), []);
}

const SPLIT: [&str; 2] = ["U20|split|N1|Phần Một", "U20|split|N2|Phần Hai"];

#[test]
fn a_split_revokes_the_body_issues_to_the_parts_and_leaves_persons_to_be_decided() {
    let all = [body(1, 20, "01/01/2028"), person(2, 20, "01/01/2028")];
    let rules = Rules { today: day("20/02/2025"), ..RULES };
    let needs = needs(&plan(&SPLIT), &all, &rules);
    let kinds: Vec<_> = needs.iter().map(|need| (need.kind, need.because)).collect();
    assert_eq!(
        kinds,
        [
            (NeedKind::Issue, Because::NewBodyHasNone),
            (NeedKind::Issue, Because::NewBodyHasNone),
            (NeedKind::Revoke, Because::SplitBody),
            (NeedKind::Decide, Because::SplitHolder),
        ]
    );
    assert_eq!(needs[2].waits, [Place::New(0), Place::New(1)], "not before both have theirs");
}

#[test]
fn a_body_that_goes_on_after_a_split_keeps_its_certificate() {
    let all = [body(1, 20, "01/01/2028"), person(2, 20, "01/01/2028")];
    assert_eq!(
        told(&["U20|split|U20", "U20|split|N2|Phần Hai"], &all),
        [(0, NeedKind::Issue, Because::NewBodyHasNone), (2, NeedKind::Decide, Because::SplitHolder),]
    );
}

#[test]
fn nothing_is_revoked_while_nobody_knows_what_replaces_it() {
    let lines = [SPLIT[0], SPLIT[1], "U30|merge-new|N1"];
    let all = [body(1, 20, "01/01/2028"), body(2, 30, "")];
    assert_eq!(
        told(&lines, &all),
        [
            (0, NeedKind::Issue, Because::NewBodyHasNone),
            (0, NeedKind::Decide, Because::ReplacementUnknown),
            (1, NeedKind::Decide, Because::ReplacementUnknown),
            (2, NeedKind::Decide, Because::EndUnknown),
        ]
    );
}

#[test]
fn whoever_signs_for_others_is_known_by_the_position() {
    for position in ["Phó Chi cục trưởng", "CỤC TRƯỞNG", "Trưởng Thuế", "Đội trưởng"] {
        assert!(is_leader(position), "{position}");
    }
    for position in ["Chuyên viên", "", "Kiểm tra viên", "Trường phòng tập sự"] {
        assert_eq!(is_leader(position), position.starts_with("Trường"), "{position}: accents are not looked at");
    }
}

proptest! {
    #[test]
    fn every_certificate_in_force_of_a_unit_that_changes_has_exactly_one_need(
        drawn in proptest::collection::vec((0..4_usize, 0..4_usize, 0..2000_i32), 0..60)
    ) {
        let kinds = [HolderKind::Organisation, HolderKind::Person, HolderKind::Device, HolderKind::Unknown];
        let certificates: Vec<CertificateRecord> = (1..).zip(&drawn).map(|(id, (unit, kind, ends))| {
            let mut one = certificate(id, [10, 20, 30, 11][*unit], kinds[*kind], "");
            one.valid_to = day("21/02/2025").plus(*ends);
            one
        }).collect();
        let rules = Rules { today: day("20/02/2025"), ..RULES };
        let plan = plan(&[MERGED[0], MERGED[1], "U30|rename||Tên mới"]);
        let found = needs(&plan, &certificates, &rules);
        let mut told: Vec<Id> = found.iter().filter_map(|need| need.certificate).collect();
        told.sort();
        prop_assert_eq!(told, certificates.iter().map(|one| one.id).collect::<Vec<_>>());
        let mut turned = certificates.clone();
        turned.reverse();
        prop_assert_eq!(found, needs(&plan, &turned, &rules), "whatever the order");
    }
}

/// The tree with 40, which ended in 2024 and went into these.
fn with_earlier(successors: &[i64]) -> Vec<DatedUnit> {
    let mut units = units();
    let names = vec![DatedName { name: "Đơn vị 40".into(), from: day("01/01/2010"), to: day("31/12/2024") }];
    let successors = successors.iter().copied().map(Id).collect();
    units.push(DatedUnit { id: Id(40), code: "U40".into(), names, parent: Some(Id(10)), successors });
    units
}

#[test]
fn what_still_lies_in_a_unit_that_ended_before_goes_with_what_took_it_over() {
    let merged = plan_of(&["U10|merge-into|U20||"], &with_earlier(&[10]));
    let found = needs(&merged, &[person(1, 40, "01/01/2027"), body(2, 40, "01/01/2027")], &RULES);
    let told: Vec<_> = found.iter().map(|need| (need.certificate, need.kind, need.place, need.unit)).collect();
    let place = Place::Kept(Id(20));
    assert_eq!(
        told,
        [(Some(Id(2)), NeedKind::ChangeInfo, place, Id(40)), (Some(Id(1)), NeedKind::ChangeInfo, place, Id(40)),]
    );
    let elsewhere = plan_of(&["U20|rename||Tên mới|"], &with_earlier(&[10]));
    assert_eq!(needs(&elsewhere, &[person(1, 40, "01/01/2027")], &RULES), [], "nothing changes for 10");
}

#[test]
fn where_a_unit_had_gone_into_several_nobody_knows_where_what_lies_in_it_belongs() {
    let plan = plan_of(&["U10|merge-into|U20||"], &with_earlier(&[10, 30]));
    let found = needs(&plan, &[person(1, 40, "01/01/2027"), person(2, 40, "01/02/2025")], &RULES);
    let told: Vec<_> = found.iter().map(|need| (need.certificate, need.kind, need.because)).collect();
    assert_eq!(
        told,
        [(Some(Id(2)), NeedKind::Nothing, Because::EndsBefore), (Some(Id(1)), NeedKind::Decide, Because::SplitHolder),]
    );
}
