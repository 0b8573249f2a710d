//! What a plan is made of, and every refusal.

use super::*;
use crate::unit::dated::DatedName;

fn day(text: &str) -> Day {
    Day::parse(text.as_bytes()).unwrap_or_default()
}

fn unit(id: i64, parent: Option<i64>) -> DatedUnit {
    let names = vec![DatedName { name: format!("Đơn vị {id}"), from: day("01/01/2010"), to: Day::UNKNOWN }];
    DatedUnit { id: Id(id), code: format!("U{id}"), names, parent: parent.map(Id), successors: vec![] }
}

/// Centre 1; 10, 20, 30 below it; 11 and 12 below 10; 13 ended.
fn tree() -> Vec<DatedUnit> {
    let mut ended = unit(13, Some(10));
    ended.names[0].to = day("31/12/2020");
    let branches = [unit(10, Some(1)), unit(20, Some(1)), unit(30, Some(1)), unit(11, Some(10)), unit(12, Some(10))];
    [unit(1, None)].into_iter().chain(branches).chain([ended]).collect()
}

/// Lines as `code kind new_code new_name new_parent`, separated by `|`.
fn lines(text: &[&str]) -> Vec<Line> {
    let line = |(row, text): (u32, &&str)| {
        let cells: Vec<&str> = text.split('|').collect();
        let cell = |index: usize| cells.get(index).copied().unwrap_or_default().to_owned();
        Line {
            row,
            code: cell(0),
            kind: Kind::parse(&cell(1)).unwrap(),
            new_code: cell(2),
            new_name: cell(3),
            new_parent: cell(4),
        }
    };
    (2..).zip(text).map(line).collect()
}

fn made(text: &[&str]) -> Plan {
    plan(day("01/03/2025"), &lines(text), &tree()).unwrap()
}

/// The keys of the refusals.
fn refused(text: &[&str]) -> Vec<&'static str> {
    plan(day("01/03/2025"), &lines(text), &tree()).unwrap_err().iter().map(|message| message.key).collect()
}

#[test]
fn two_merge_into_a_new_one_and_those_below_go_with_them() {
    let plan = made(&["U10|merge-new|N1|Khu vực I", "U20|merge-new|N1|"]);
    assert_eq!(plan.created, [NewUnit { code: "N1".into(), name: "Khu vực I".into(), parent: Place::Kept(Id(1)) }]);
    assert_eq!(plan.fates[&Id(10)], Fate::Merged(Place::New(0)));
    assert_eq!(plan.parents[&Id(11)], Place::New(0), "the office follows");
    assert_eq!(plan.parents[&Id(10)], Place::New(0), "whoever works in the new one sees the old one");
    assert!(plan.ends(Id(10)) && !plan.ends(Id(11)) && !plan.parents.contains_key(&Id(13)));
    assert_eq!(plan.heir(Id(20)), Place::New(0));
}

#[test]
fn a_name_changes_for_those_below_too() {
    let plan = made(&["U10|rename||Thuế tỉnh Mẫu"]);
    assert_eq!(plan.below, BTreeSet::from([Id(11), Id(12)]));
    assert!(plan.parents.is_empty());
}

#[test]
fn a_split_may_leave_the_unit_itself() {
    let plan = made(&["U20|split|U20", "U20|split|N9|Phần mới"]);
    assert!(!plan.ends(Id(20)) && plan.successors(Id(20)).is_empty());
    assert_eq!(plan.created[0].parent, Place::Kept(Id(1)));
}

#[test]
fn a_new_unit_may_stand_above_what_moves() {
    let plan = made(&["U20|merge-new|N1|Khu vực I", "U30|move|||N1", "U11|rename||Tên mới|N1"]);
    assert_eq!((plan.parents[&Id(30)], plan.parents[&Id(11)]), (Place::New(0), Place::New(0)));
    assert!(plan.below.is_empty(), "12 stays where it was");
}

#[test]
fn every_refusal_names_its_line() {
    let messages = plan(day("01/03/2025"), &lines(&["U10|rename||A", "X|rename||B"]), &tree()).unwrap_err();
    assert_eq!(messages.len(), 1);
    assert!(messages[0].args.contains(&("line", "3".to_owned())) && messages[0].args.contains(&("code", "X".into())));
}

#[test]
fn lines_that_cannot_be_used_are_refused() {
    assert_eq!(refused(&["U10|rename||A", "U10|rename||B"]), ["reorganisation-twice"]);
    assert_eq!(refused(&["U13|rename||A"]), ["reorganisation-unit-ended"]);
    assert_eq!(refused(&["U10|rename|"]), ["reorganisation-no-name"]);
    assert_eq!(refused(&["U10|rename||Đơn vị 10"]), ["reorganisation-same-name"]);
    assert_eq!(refused(&["U10|rename|U11|A"]), ["reorganisation-code-stays"]);
    assert_eq!(refused(&["U10|merge-new|N1"]), ["reorganisation-no-name"]);
    assert_eq!(refused(&["U10|merge-new|N1|A", "U20|merge-new|N1|B"]), ["reorganisation-two-names"]);
    assert_eq!(refused(&["U10|merge-new|U20|A"]), ["reorganisation-code-taken"]);
    assert_eq!(refused(&["U10|merge-into|N1|A"]), ["reorganisation-unknown-successor"]);
    assert_eq!(refused(&["U10|merge-into|"]), ["reorganisation-no-successor"]);
    assert_eq!(refused(&["U10|merge-into|U10"]), ["reorganisation-into-itself"]);
    assert_eq!(refused(&["U20|merge-into|U13"]), ["reorganisation-into-ended"]);
    assert_eq!(refused(&["U20|split|N1|A"]), ["reorganisation-one-part"]);
    assert_eq!(
        refused(&["U20|split|N1|A", "U20|split|N1|A"]),
        ["reorganisation-part-twice", "reorganisation-one-part"]
    );
    assert_eq!(refused(&["U20|move"]), ["reorganisation-no-parent"]);
    assert_eq!(refused(&["U20|move|||U1"]), ["reorganisation-same-parent"]);
    assert_eq!(refused(&["U20|move|||X"]), ["reorganisation-unknown-parent"]);
    assert_eq!(refused(&["U20|move|||U13"]), ["reorganisation-under-ended"]);
    assert_eq!(refused(&["U11|merge-new|N1|A", "U20|merge-new|N1"]), ["reorganisation-new-without-parent"]);
    let two = ["U11|merge-new|N1|A|U20", "U12|merge-new|N1||U30"];
    assert_eq!(refused(&two), ["reorganisation-two-parents"]);
    assert_eq!(refused(&[&format!("U10|rename||{}", "A".repeat(61))]), ["reorganisation-bad-name"]);
    assert_eq!(refused(&[]), ["reorganisation-how-many-lines"]);
}

#[test]
fn no_unit_goes_round_in_a_circle() {
    assert_eq!(
        refused(&["U10|merge-into|U20", "U20|merge-into|U10"]),
        ["reorganisation-into-ended", "reorganisation-into-ended", "reorganisation-circle", "reorganisation-circle"]
    );
    assert_eq!(refused(&["U10|move|||U11"]), ["reorganisation-circle"]);
}

#[test]
fn who_is_below_a_split_unit_has_to_be_said() {
    let split = ["U10|split|N1|A", "U10|split|N2|B"];
    assert_eq!(refused(&split), ["reorganisation-below-split", "reorganisation-below-split"]);
    let plan = made(&["U10|split|N1|A", "U10|split|N2|B", "U11|move|||N1", "U12|move|||N2"]);
    assert_eq!(plan.parents[&Id(12)], Place::New(1));
}

#[test]
fn a_day_before_the_present_names_is_refused() {
    let early = plan(day("01/01/2010"), &lines(&["U10|rename||A"]), &tree()).unwrap_err();
    assert_eq!(early[0].key, "reorganisation-too-early");
    assert_eq!(plan(Day::UNKNOWN, &lines(&["U10|rename||A"]), &tree()).unwrap_err()[0].key, "reorganisation-no-day");
}
