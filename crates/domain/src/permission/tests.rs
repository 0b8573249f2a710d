//! The whole table, cell by cell, and the promises that no later row may break.

use super::*;
use std::collections::HashSet;

/// Columns: holder, clerk, head, coordinator, liaison, auditor, administrator. `o` own, `s` subtree, `E` everything.
const MATRIX: &str = "
    read-unit             E E E E E E E
    read-person           o s s E E E -
    unmask                o s - - E E -
    read-certificate      o s s E E E -
    read-device           o s s E E E -
    read-finding          o s s E E E -
    read-import           - s s E - E -
    read-audit            - - - - - E -
    read-user             - - - - - E E
    export                - s s E E E -
    save-search           - E E E E - -
    share-search          - s s E - - -
    edit-unit             - - - E - - -
    edit-person           - s - E - - -
    register-certificate  o s - E - - -
    confirm-certificate   o s - - - - -
    edit-certificate      - s - E - - -
    keep-device           - s - E E - -
    import                - s - E - - -
    undo-import           - s - E - - -
    run-review            - s s E - - -
    decide                - s s E - - -
    approve               - - s E - - -
    send-to-ca            - - - - E - -
    lead-campaign         - - - E - - -
    name-deputy           - s s E E - -
    keep-user             - - - - - - E
    grant-role            - - - - - - E
    end-session           - - - - - - E
    change-setting        - - - - - - E
";

const OWN_UNIT: Id = Id(10);
const OTHER_UNIT: Id = Id(20);
const MYSELF: Id = Id(5);

fn actor(role: Role) -> Actor {
    Actor { user: Id(1), person: Some(MYSELF), grants: vec![Holding { role, unit: OWN_UNIT, deputy_of: None }] }
}

fn object(unit: Id, person: Id) -> Object {
    // The unit itself and the one at the top, which belongs to nobody's grant here.
    Object { units: vec![unit, Id(1)], person: Some(person) }
}

fn allowed(actor: &Actor, act: Act, object: &Object) -> bool {
    matches!(may(actor, act, object), Decision::Allowed { .. })
}

#[test]
fn every_cell_of_the_matrix_holds() {
    let lines: Vec<&str> = MATRIX.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(lines.len(), RULES.len(), "the matrix has a line for every row of the table");
    for (line, rule) in lines.iter().zip(RULES) {
        let mut cells = line.split_whitespace();
        assert_eq!(cells.next(), Some(rule.name));
        for (role, cell) in Role::ALL.into_iter().zip(cells) {
            let actor = actor(role);
            let can = |unit, person| allowed(&actor, rule.act, &object(unit, person));
            // Own unit and own person, own unit and another's, another unit and oneself, another unit and another's.
            let found = [can(OWN_UNIT, MYSELF), can(OWN_UNIT, Id(6)), can(OTHER_UNIT, MYSELF), can(OTHER_UNIT, Id(6))];
            let wanted = match cell {
                "o" => [true, false, true, false],
                "s" => [true, true, false, false],
                "E" => [true; 4],
                _ => [false; 4],
            };
            assert_eq!(found, wanted, "{} as {}", rule.name, role.name());
        }
    }
}

#[test]
fn every_act_has_one_row_and_one_name() {
    let acts: HashSet<Act> = RULES.iter().map(|rule| rule.act).collect();
    let names: HashSet<&str> = RULES.iter().map(|rule| rule.name).collect();
    assert_eq!((acts.len(), names.len()), (RULES.len(), RULES.len()));
    // The last act of the enum: a new one behind it must come into the table, or this number is wrong.
    assert_eq!(Act::ChangeSetting as usize + 1, RULES.len());
}

#[test]
fn an_auditor_changes_nothing_and_reads_everything_that_any_unit_reads() {
    for rule in RULES {
        let audits = rule.allows.iter().find(|(role, _)| *role == Role::Auditor);
        match rule.effect {
            Effect::Changes => assert_eq!(audits, None, "{}", rule.name),
            Effect::Reads => assert_eq!(audits.map(|(_, scope)| *scope), Some(Scope::Everything), "{}", rule.name),
        }
    }
}

#[test]
fn an_administrator_keeps_users_and_decides_nothing() {
    let acts: Vec<&str> = RULES
        .iter()
        .filter(|rule| rule.allows.iter().any(|(role, _)| *role == Role::Administrator))
        .map(|rule| rule.name)
        .collect();
    assert_eq!(acts, ["read-unit", "read-user", "keep-user", "grant-role", "end-session", "change-setting"]);
}

#[test]
fn a_refusal_says_why() {
    let reason = |actor: &Actor, act| match may(actor, act, &object(OTHER_UNIT, Id(6))) {
        Decision::Refused(message) => message.key,
        Decision::Allowed { .. } => "allowed",
    };
    assert_eq!(reason(&Actor { user: Id(1), person: None, grants: vec![] }, Act::ReadUnit), "access-no-role");
    assert_eq!(reason(&actor(Role::Clerk), Act::EditPerson), "access-not-within");
    assert_eq!(reason(&actor(Role::Clerk), Act::Approve), "access-no-such-right");
}

#[test]
fn a_deputy_acts_in_a_place_but_never_as_the_person() {
    let mut head = actor(Role::Head);
    head.grants[0].deputy_of = Some(Id(9));
    let answer = may(&head, Act::Approve, &object(OWN_UNIT, Id(6)));
    assert_eq!(answer, Decision::Allowed { role: Role::Head, deputy_of: Some(Id(9)) });
    let mut holder = actor(Role::Holder);
    holder.grants[0].deputy_of = Some(Id(9));
    assert!(!allowed(&holder, Act::ConfirmCertificate, &object(OWN_UNIT, MYSELF)));
}

#[test]
fn who_is_nobody_does_not_own_what_is_about_nobody() {
    let mut holder = actor(Role::Holder);
    holder.person = None;
    assert!(!allowed(&holder, Act::ReadCertificate, &Object { units: vec![OWN_UNIT], person: None }));
}

#[test]
fn lists_reach_as_far_as_single_questions_do() {
    for rule in RULES {
        for role in Role::ALL {
            let actor = actor(role);
            let reach = reach(&actor, rule.act);
            for (unit, person) in [(OWN_UNIT, MYSELF), (OWN_UNIT, Id(6)), (OTHER_UNIT, MYSELF), (OTHER_UNIT, Id(6))] {
                let object = object(unit, person);
                let listed = reach.everything
                    || reach.tops.iter().any(|top| object.units.contains(top))
                    || (reach.person.is_some() && reach.person == object.person);
                assert_eq!(listed, allowed(&actor, rule.act, &object), "{} as {}", rule.name, role.name());
            }
        }
    }
}
