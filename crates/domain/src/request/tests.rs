//! What the tables, the guards and the checks of requests promise.

use super::checks::{self, Facts, Verdict};
use super::eyes::{self, Asker, Deed, Who};
use super::*;
use crate::certificate::record::{CertificateRecord, Found};
use crate::certificate::{Renewals, Standing};
use crate::day::Day;
use crate::device::Custody;
use crate::policy::Policy;
use crate::role::Role;
use crate::serial::Serial;
use crate::workflow::{find, from};
use proptest::prelude::*;
use std::collections::HashSet;

fn day(text: &str) -> Day {
    Day::parse(text.as_bytes()).unwrap_or_default()
}

fn policy() -> Policy {
    Policy::parse(include_str!("../../../../policies/vn-tax-2018.toml")).unwrap()
}

pub fn certificate(id: i64, from: &str, until: &str) -> CertificateRecord {
    CertificateRecord {
        id: Id(id),
        issuer: "CA".into(),
        serial: Serial::from_hex(format!("{:06X}", 0x6A_0000 + id).as_bytes()).unwrap(),
        digest: None,
        kind: HolderKind::Person,
        holder: "Lê Thị Mẫu".into(),
        person: Some(Id(7)),
        unit: Id(1),
        position: String::new(),
        email: String::new(),
        valid_from: day(from),
        valid_to: day(until),
        standing: Standing::InUse,
        renewals: Renewals(Some(0)),
        device: None,
        predecessor: None,
        found: Found { ca: true, registry: true, roster: true },
        open_findings: 0,
    }
}

pub fn request(kind: RequestKind) -> Request {
    Request {
        id: Id(1),
        kind,
        state: State::Sent,
        revision: 1,
        unit: Id(1),
        certificate: Some(Id(1)),
        device: None,
        person: Some(Id(7)),
        holder: "Lê Thị Mẫu".into(),
        holder_kind: HolderKind::Person,
        content: Content::default(),
        pair: None,
        origin: None,
        letter: None,
    }
}

#[test]
fn no_verb_leads_two_ways_and_nobody_leads_to_done() {
    let starts: HashSet<_> = STEPS.iter().map(|step| (step.from, step.verb)).collect();
    assert_eq!(starts.len(), STEPS.len());
    let by_word = |state| STEPS.iter().any(|step| step.to == state);
    assert!(!by_word(State::Done) && !by_word(State::DeviceOut), "only a proof closes a request");
    assert!(!STEPS.iter().any(|step| matches!(step.verb, Verb::Prove | Verb::SettleDevice | Verb::Expire)));
}

#[test]
fn what_is_closed_stays_closed_and_everything_open_can_end() {
    for state in State::ALL {
        let leads_on = from(STEPS, state).next().is_some() || BY_PROOF.iter().any(|(from, ..)| *from == state);
        let reopens = matches!(state, State::Done);
        assert_eq!(leads_on, state.is_open() || reopens, "{state:?}");
    }
    assert_eq!(find(STEPS, State::Sent, Verb::Withdraw), None, "what was sent is not ours to withdraw");
    let mut reached = vec![State::Draft];
    let mut next = 0;
    while let Some(&at) = reached.get(next) {
        next += 1;
        let by_people = from(STEPS, at).map(|step| step.to);
        let by_proof = BY_PROOF.iter().filter(|(from, ..)| *from == at).map(|(.., to)| *to);
        let more: Vec<State> = by_people.chain(by_proof).filter(|to| !reached.contains(to)).collect();
        for to in more {
            if !reached.contains(&to) {
                reached.push(to);
            }
        }
    }
    assert_eq!(reached.len(), State::ALL.len(), "every state can be reached: {reached:?}");
}

#[test]
fn every_edit_leads_back_to_the_draft() {
    let edits: Vec<_> = STEPS.iter().filter(|step| step.verb == Verb::Edit).collect();
    assert!(edits.len() >= 4 && edits.iter().all(|step| step.to == State::Draft));
}

fn who(user: i64, person: Option<i64>, deputy_of: Option<i64>) -> Who {
    Who { user: Id(user), person: person.map(Id), deputy_of: deputy_of.map(Id) }
}

fn asker(users: &[i64], person: Option<i64>) -> Asker {
    Asker { users: users.iter().map(|user| Id(*user)).collect(), person: person.map(Id) }
}

fn deed(verb: Verb, who: Who, revision: i64) -> Deed {
    let (before, after) = (State::Draft, State::Draft);
    Deed { verb, before, after, revision, who: Some(who), role: Some(Role::Head) }
}

#[test]
fn nobody_approves_his_own_by_whatever_way() {
    let deeds = [deed(Verb::Draft, who(1, Some(11), None), 1), deed(Verb::Edit, who(2, None, Some(3)), 2)];
    let own = |asker: Asker| eyes::refuses(&asker, &deeds, 2).map(|message| message.key);
    assert_eq!(own(asker(&[1], None)), Some("request-own"), "whoever drafted it");
    assert_eq!(own(asker(&[9], Some(11))), Some("request-own"), "by another account of his");
    assert_eq!(own(asker(&[9, 1], None)), Some("request-own"), "in the place of whoever drafted it");
    assert_eq!(own(asker(&[2], None)), Some("request-own"), "whoever edited it");
    assert_eq!(own(asker(&[3], None)), Some("request-own"), "in whose place it was edited");
    assert_eq!(own(asker(&[4], Some(14))), None);
}

#[test]
fn an_edit_cancels_approvals_and_nobody_approves_twice() {
    let deeds = [
        deed(Verb::Draft, who(1, None, None), 1),
        deed(Verb::Approve, who(4, None, None), 1),
        deed(Verb::Approve, who(5, None, None), 2),
    ];
    assert_eq!(eyes::approvals(&deeds, 2).count(), 1, "the first saw another text");
    assert_eq!(eyes::refuses(&asker(&[4], None), &deeds, 2), None);
    assert_eq!(eyes::refuses(&asker(&[5], None), &deeds, 2).unwrap().key, "request-approved-already");
}

#[test]
fn a_second_level_is_not_reached_by_two_of_the_first() {
    let needed = [Role::Head, Role::Coordinator];
    assert_eq!(eyes::missing(&needed, &[]), 2);
    assert_eq!(eyes::missing(&needed, &[Role::Head, Role::Head]), 1);
    assert!(eyes::is_enough(&needed, &[Role::Coordinator, Role::Head]));
    assert!(eyes::is_enough(&[Role::Head], &[Role::Coordinator]), "a coordinator may take the place of a head");
}

#[test]
fn a_policy_cannot_switch_four_eyes_off() {
    let mut requests = policy().requests;
    assert_eq!(requests.approvals_for(RequestKind::Revoke), [Role::Head]);
    requests.approvals.insert("revoke".into(), Vec::new());
    assert_eq!(requests.approvals_for(RequestKind::Revoke), [Role::Head]);
}

fn stopped(
    kind: RequestKind,
    change: impl FnOnce(&mut Facts<'_>, &mut CertificateRecord),
) -> Option<(&'static str, Verdict)> {
    let content = Content { reason: Some(RevocationReason::Retired), ..Content::default() };
    let mut record = certificate(1, "01/01/2022", "31/12/2026");
    let mut facts = Facts {
        kind,
        content: &content,
        day: day("14/06/2024"),
        holder_kind: HolderKind::Person,
        certificate: None,
        unit_name: "Chi cục Thuế Đông",
        has_unit_ended: false,
        position: "Chuyên viên",
        others_in_force: 0,
        is_replacement_asked: false,
        is_revocation_asked: false,
        custody: Some(Custody::Locked),
    };
    change(&mut facts, &mut record);
    facts.certificate = Some(&record);
    let checks = checks::of(&facts, &policy());
    assert!(checks.iter().all(|check| check.message.args.iter().any(|(name, law)| *name == "law" && !law.is_empty())));
    checks::stopping(&checks).map(|check| (check.message.key, check.verdict))
}

#[test]
fn a_renewal_is_for_once_and_while_sixty_days_are_left() {
    let renew = RequestKind::Renew;
    assert_eq!(stopped(renew, |_, _| {}), None);
    let end = day("14/06/2024").plus(60);
    assert_eq!(stopped(renew, |_, record| record.valid_to = end), None, "sixty days are enough");
    let late = Some(("request-check-too-late", Verdict::Broken));
    assert_eq!(stopped(renew, |_, record| record.valid_to = end.plus(-1)), late, "fifty-nine are not");
    let again = Some(("request-check-renewed-already", Verdict::Broken));
    assert_eq!(stopped(renew, |_, record| record.renewals = Renewals(Some(1))), again);
    let unknown = Some(("request-check-renewals-unknown", Verdict::Unknown));
    assert_eq!(stopped(renew, |_, record| record.renewals = Renewals(None)), unknown, "unknown is not never");
    let said = Content { renewals: Some(0), ..Content::default() };
    assert_eq!(stopped_saying(renew, &said, Renewals(None)), None, "whoever knows it from the files says so");
    let said = Some(("request-check-renewed-already", Verdict::Broken));
    let zero = Content { renewals: Some(0), ..Content::default() };
    assert_eq!(stopped_saying(renew, &zero, Renewals(Some(1))), said, "what a list says stands above it");
    let long = Content { years: Some(4), ..Content::default() };
    assert_eq!(
        stopped_saying(renew, &long, Renewals(Some(0))),
        Some(("request-check-years-too-long", Verdict::Broken)),
        "a renewed one is valid for three years at most"
    );
}

fn stopped_saying(kind: RequestKind, content: &Content, renewals: Renewals) -> Option<(&'static str, Verdict)> {
    let mut record = certificate(1, "01/01/2022", "31/12/2026");
    record.renewals = renewals;
    let facts = Facts {
        kind,
        content,
        day: day("14/06/2024"),
        holder_kind: HolderKind::Person,
        certificate: Some(&record),
        unit_name: "",
        has_unit_ended: false,
        position: "",
        others_in_force: 0,
        is_replacement_asked: false,
        is_revocation_asked: false,
        custody: None,
    };
    checks::stopping(&checks::of(&facts, &policy())).map(|check| (check.message.key, check.verdict))
}

#[test]
fn the_only_certificate_of_a_unit_is_replaced_before_it_is_revoked() {
    let revoke = |change: fn(&mut Facts<'_>)| {
        stopped(RequestKind::Revoke, |facts, _| {
            facts.holder_kind = HolderKind::Organisation;
            change(facts);
        })
    };
    let body = Content { reason: Some(RevocationReason::BodyEnded), ..Content::default() };
    let record = CertificateRecord { kind: HolderKind::Organisation, ..certificate(1, "01/01/2022", "31/12/2026") };
    let verdict = |others_in_force, is_replacement_asked, has_unit_ended| {
        let facts = Facts {
            kind: RequestKind::Revoke,
            content: &body,
            day: day("14/06/2024"),
            holder_kind: HolderKind::Organisation,
            certificate: Some(&record),
            unit_name: "Chi cục Thuế Đông",
            has_unit_ended,
            position: "",
            others_in_force,
            is_replacement_asked,
            is_revocation_asked: false,
            custody: None,
        };
        checks::stopping(&checks::of(&facts, &policy())).map(|check| check.message.key)
    };
    assert_eq!(verdict(0, false, false), Some("request-check-only"));
    assert_eq!(verdict(0, false, true), None, "a body that came to an end issues nothing any more");
    assert_eq!((verdict(1, false, false), verdict(0, true, false)), (None, None));
    assert_eq!(revoke(|_| {}).map(|(key, _)| key), Some("request-check-reason-of-others"), "a body does not retire");
}

#[test]
fn a_device_is_restored_only_where_it_is_known_to_be_locked() {
    let restore = |custody| stopped(RequestKind::RestoreDevice, |facts, _| facts.custody = custody).map(|stop| stop.1);
    assert_eq!(restore(Some(Custody::Locked)), None);
    assert_eq!(restore(Some(Custody::Handed)), Some(Verdict::Broken));
    assert_eq!(restore(None), Some(Verdict::Unknown));
}

#[test]
fn a_certificate_proves_only_what_it_shows() {
    let (old, sent) = (certificate(1, "01/01/2022", "31/08/2024"), day("14/06/2024"));
    let later = certificate(2, "20/06/2024", "31/08/2027");
    let same = certificate(3, "20/06/2024", "31/08/2024");
    let proves = |kind, new: &CertificateRecord| proof::is_asked_for(&request(kind), sent, Some(&old), new, false);
    assert!(proves(RequestKind::Renew, &later) && !proves(RequestKind::ChangeInfo, &later));
    assert!(proves(RequestKind::ChangeInfo, &same) && !proves(RequestKind::Renew, &same));
    assert!(proves(RequestKind::Reissue, &later) && !proves(RequestKind::Revoke, &later));
    let uploaded = CertificateRecord { found: Found { ca: false, ..later.found }, ..later.clone() };
    assert!(!proves(RequestKind::Renew, &uploaded), "what is not on the CA's list is a claim");
    assert!(
        proof::is_asked_for(&request(RequestKind::Renew), sent, Some(&old), &uploaded, true),
        "unless the CA signed it"
    );
    let earlier = CertificateRecord { valid_from: day("01/06/2024"), ..later.clone() };
    assert!(!proves(RequestKind::Renew, &earlier), "it was there before it was asked for");
    let namesake = CertificateRecord { person: Some(Id(8)), ..later.clone() };
    assert!(!proves(RequestKind::Renew, &namesake), "a name alone never decides");
    let undated = CertificateRecord { valid_from: Day::UNKNOWN, ..later };
    assert!(!proves(RequestKind::Renew, &undated) && !proves(RequestKind::Renew, &old));
    let revoked = CertificateRecord { standing: Standing::Revoked, ..old.clone() };
    assert!(proof::is_revoked(&revoked) && !proof::is_revoked(&old));
}

proptest! {
    /// Whatever people do in whatever order, nothing is closed as done without a proof, and an approval never comes from
    /// whoever had a hand in the text.
    #[test]
    fn no_road_leads_to_done_without_a_proof(verbs in proptest::collection::vec((0_usize..17, 1_i64..5), 0..60)) {
        let mut deeds: Vec<Deed> = vec![deed(Verb::Draft, who(1, None, None), 1)];
        let (mut state, mut revision) = (State::Draft, 1);
        for (place, user) in verbs {
            let (verb, who) = (Verb::ALL[place], who(user, None, None));
            let Some(step) = find(STEPS, state, verb) else { continue };
            if verb == Verb::Approve && eyes::refuses(&asker(&[user], None), &deeds, revision).is_some() {
                continue;
            }
            if verb == Verb::Edit {
                revision += 1;
            }
            let before = state;
            deeds.push(Deed { verb, before, after: step.to, revision, who: Some(who), role: Some(Role::Head) });
            let approved: Vec<Role> = eyes::approvals(&deeds, revision).filter_map(|deed| deed.role).collect();
            let waits = verb == Verb::Approve && !eyes::is_enough(&[Role::Head, Role::Head], &approved);
            state = if waits { before } else { step.to };
            prop_assert!(!matches!(state, State::Done | State::DeviceOut));
            if matches!(state, State::Approved | State::Bundled | State::Sent | State::Taken) {
                let by: HashSet<_> = eyes::approvals(&deeds, revision).filter_map(|deed| deed.who).map(|who| who.user).collect();
                let hands: HashSet<_> = deeds.iter().filter(|deed| matches!(deed.verb, Verb::Draft | Verb::Edit)).filter_map(|deed| deed.who).map(|who| who.user).collect();
                prop_assert!(by.len() >= 2 && by.is_disjoint(&hands));
            }
        }
    }
}
