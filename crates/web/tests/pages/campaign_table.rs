//! Every (state, verb, role) of cases, reports and campaigns: only the rows of the tables succeed.

use crate::browser::Fresh;
use crate::campaign_office::{Running, account, launched, visitor};
use antin_app::Visitor;
use antin_app::campaigns::{self, NewEvidence, ReportInput, StepInput};
use antin_app::error::{AppError, Kind};
use antin_domain::action::Action;
use antin_domain::campaign::case::{CaseState, CaseVerb, DecisionKind, STEPS};
use antin_domain::campaign::report::{Compared, ReportState, ReportVerb};
use antin_domain::campaign::{self, CampaignState, CampaignVerb, report};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::permission::{Act, Decision, Object, may};
use antin_domain::role::Role;
use antin_domain::workflow;
use antin_storage::audit::NewEvent;
use antin_storage::campaigns::cases::{self, CampaignCase, CaseStep, NewCase};
use antin_storage::campaigns::units::{self, ReportStep};
use antin_storage::campaigns::{self as rows, Campaign};
use serde_json::Value;

/// Somebody of each role; those with a subtree in the department, the holder the holder of the case.
async fn everybody(fresh: &Fresh) -> Vec<(Role, Visitor)> {
    let mut all = Vec::new();
    for (login, role) in antin_app::demo::LOGINS {
        all.push((role, visitor(fresh, login).await));
    }
    all
}

fn event(fresh: &Fresh) -> NewEvent<'static> {
    let at = fresh.context.now();
    NewEvent { at, actor: "test", action: "test", object_kind: "test", object_id: "1", detail: &Value::Null }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_case_only_the_rows_of_the_table_succeed() {
    let fresh = crate::browser::sqlite().await;
    let running = launched(&fresh).await;
    let decider = account(&fresh, "can-bo-hai", Role::Clerk, running.department).await;
    let people = everybody(&fresh).await;
    let holder = people.iter().find(|(role, _)| *role == Role::Holder).unwrap().1.clone();
    let own = campaigns::own(&fresh.context, &holder).await.unwrap();
    let number = own.first().expect("the holder has a case").case.number;
    let new = NewEvidence { file_name: "a.pdf".into(), bytes: b"%PDF-1.7".to_vec() };
    campaigns::add_evidence(&fresh.context, &decider, running.campaign, number, new).await.unwrap();
    let (mut tried, mut done) = (0, 0);
    for state in CaseState::ALL {
        for verb in CaseVerb::ALL {
            for (role, visitor) in &people {
                let case = put(&fresh, running.campaign, number, state, decider.actor.user).await;
                let input = StepInput {
                    verb,
                    action: Some(if case.proposed == Action::Tidy { Action::None } else { Action::Tidy }),
                    reason: "Lý do".into(),
                    replacement: "CV 12".into(),
                    until: Day::parse(b"20/06/2024").unwrap(),
                    seen: case.version,
                };
                let outcome = campaigns::take_step(&fresh.context, visitor, running.campaign, number, &input).await;
                let step = workflow::find(STEPS, state, verb);
                let place = Object { units: vec![running.department, running.top, case.unit], person: case.person };
                let allows = |act| matches!(may(&visitor.actor, act, &place), Decision::Allowed { .. });
                let expected = step.filter(|step| allows(step.act) && allows(Act::ReadFinding)).map(|step| step.to);
                let what = format!("{state:?} {verb:?} {role:?}");
                match (&outcome, expected) {
                    (Ok(to), Some(wanted)) => assert_eq!(*to, wanted, "{what}"),
                    (Err(error), None) => {
                        let is_refused = matches!(error.kind(), Kind::Refused | Kind::Unusable);
                        assert!(is_refused, "{what}: {error}");
                        let mut read = fresh.context.db.read().await.unwrap();
                        let after = cases::get(&mut read, running.campaign, number).await.unwrap();
                        assert_eq!(after, case, "{what}: nothing changed");
                    }
                    _ => panic!("{what}: {outcome:?}, the table says {expected:?}"),
                }
                tried += 1;
                done += usize::from(expected.is_some());
            }
        }
    }
    assert_eq!(tried, 5 * 10 * 7);
    assert!(done > 30, "{done}");
}

/// Puts the case into a state by hand.
async fn put(fresh: &Fresh, campaign: Id, number: i64, state: CaseState, by: Id) -> CampaignCase {
    let mut change = fresh.context.db.change().await.unwrap();
    let now = fresh.context.now();
    let before = cases::get(&mut change, campaign, number).await.unwrap();
    let is_decided = matches!(state, CaseState::Decided | CaseState::Confirmed);
    let case = CampaignCase {
        state,
        decision: is_decided.then_some(DecisionKind::Accepted),
        action: is_decided.then_some(before.proposed),
        decided_by: is_decided.then_some(by),
        decided: is_decided.then_some(now),
        ..before.clone()
    };
    let verb = CaseVerb::Reopen;
    let step = CaseStep { verb, before: before.state, after: state, action: None, reason: String::new(), by, at: now };
    cases::save_step(&mut change, campaign, &case, &step, before.version).await.unwrap();
    let case = cases::get(&mut change, campaign, number).await.unwrap();
    change.commit(&event(fresh)).await.unwrap();
    case
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_report_only_the_rows_of_the_table_succeed() {
    let fresh = crate::browser::sqlite().await;
    let running = launched(&fresh).await;
    let people = everybody(&fresh).await;
    for state in ReportState::ALL {
        for verb in ReportVerb::ALL {
            for (role, visitor) in &people {
                let version = put_report(&fresh, running.campaign, running.office, state).await;
                let input = ReportInput {
                    verb,
                    reason: "Lý do".into(),
                    document: "15/BC".into(),
                    document_on: Day::parse(b"20/06/2024").unwrap(),
                    seen: version,
                };
                let context = &fresh.context;
                let outcome =
                    campaigns::take_report_step(context, visitor, running.campaign, running.office, &input).await;
                let step = workflow::find(report::STEPS, state, verb);
                let own = Object { units: vec![running.office, running.department, running.top], person: None };
                let above = Object { units: vec![running.department, running.top], person: None };
                let place = if verb.is_of_the_unit_above() { &above } else { &own };
                let allows = |act, place: &Object| matches!(may(&visitor.actor, act, place), Decision::Allowed { .. });
                let expected =
                    step.filter(|step| allows(step.act, place) && allows(Act::ReadFinding, &own)).map(|step| step.to);
                assert_eq!(outcome.as_ref().ok().copied(), expected, "{state:?} {verb:?} {role:?}: {outcome:?}");
            }
        }
    }
}

async fn put_report(fresh: &Fresh, campaign: Id, unit: Id, state: ReportState) -> i64 {
    let mut change = fresh.context.db.change().await.unwrap();
    let before = units::get(&mut change, campaign, unit).await.unwrap();
    let step = ReportStep {
        verb: ReportVerb::Return,
        before: before.report_state,
        after: state,
        reason: String::new(),
        document: String::new(),
        document_on: Day::UNKNOWN,
        by: Id(1),
        at: fresh.context.now(),
    };
    units::save_step(&mut change, campaign, unit, &step, None, before.version).await.unwrap();
    change.commit(&event(fresh)).await.unwrap();
    before.version + 1
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_campaign_only_the_rows_of_the_table_succeed() {
    let fresh = crate::browser::sqlite().await;
    let running = launched(&fresh).await;
    let people = everybody(&fresh).await;
    for state in CampaignState::ALL {
        for verb in [CampaignVerb::Close, CampaignVerb::Resume, CampaignVerb::Drop, CampaignVerb::Edit] {
            for (role, visitor) in &people {
                let campaign = put_campaign(&fresh, running.campaign, state).await;
                let (context, id, seen) = (&fresh.context, campaign.id, campaign.version);
                let input = campaigns::CampaignInput {
                    letter: "1/CV".into(),
                    letter_on: campaign.letter_on,
                    subject: "x".into(),
                    body: String::new(),
                    contact: String::new(),
                    scope: campaign.scope.clone(),
                    levels: campaign.levels.clone(),
                    reading: campaign.reading,
                };
                let outcome: Result<(), AppError> = match verb {
                    CampaignVerb::Edit => campaigns::edit(context, visitor, id, &input, seen).await,
                    verb => campaigns::turn(context, visitor, id, verb, seen).await,
                };
                let is_in_table = workflow::find(campaign::STEPS, state, verb).is_some();
                let expected = is_in_table && *role == Role::Coordinator;
                assert_eq!(outcome.is_ok(), expected, "{state:?} {verb:?} {role:?}: {outcome:?}");
            }
        }
    }
}

async fn put_campaign(fresh: &Fresh, id: Id, state: CampaignState) -> Campaign {
    let mut change = fresh.context.db.change().await.unwrap();
    let before = rows::get(&mut change, id).await.unwrap();
    let seen = before.version;
    rows::update(&mut change, &Campaign { state, ..before }, seen).await.unwrap();
    let campaign = rows::get(&mut change, id).await.unwrap();
    change.commit(&event(fresh)).await.unwrap();
    campaign
}

#[tokio::test(flavor = "multi_thread")]
async fn guards_refuse_own_confirmation_late_decisions_and_the_only_certificate() {
    let fresh = crate::browser::sqlite().await;
    let running = launched(&fresh).await;
    let (leader, clerk) = (visitor(&fresh, "daumoi").await, visitor(&fresh, "canbo").await);
    let query = campaigns::CaseQuery { unit: Some(running.office), state: Some(CaseState::Open), ..Default::default() };
    let (page, _) = campaigns::cases_of(&fresh.context, &leader, running.campaign, &query, None, 10).await.unwrap();
    let number = page.items[0].case.number;
    let step = async |visitor: &Visitor, verb: CaseVerb, action: Option<Action>| {
        let mut read = fresh.context.db.read().await.unwrap();
        let seen = cases::get(&mut read, running.campaign, number).await.unwrap().version;
        drop(read);
        let (reason, replacement) = ("Lý do".into(), String::new());
        let input = StepInput { verb, action, reason, replacement, until: Day::UNKNOWN, seen };
        let outcome = campaigns::take_step(&fresh.context, visitor, running.campaign, number, &input).await;
        outcome.map_err(|error| error.message().key)
    };
    // The coordinator may decide and may confirm, but not both of one case.
    let other = page.items[0].case.proposed;
    let other = if other == Action::None { Action::Tidy } else { Action::None };
    assert_eq!(step(&leader, CaseVerb::Choose, Some(other)).await, Ok(CaseState::Decided));
    assert_eq!(step(&leader, CaseVerb::Confirm, None).await, Err("campaigns-refused-own"));
    assert_eq!(step(&leader, CaseVerb::SendBack, None).await, Ok(CaseState::Open));
    let only = only_certificate(&fresh, &running).await;
    let input = |replacement: &str| StepInput {
        verb: CaseVerb::Accept,
        action: None,
        reason: String::new(),
        replacement: replacement.into(),
        until: Day::UNKNOWN,
        seen: 1,
    };
    let bare = campaigns::take_step(&fresh.context, &clerk, running.campaign, only, &input("")).await;
    assert_eq!(bare.unwrap_err().message().key, "campaigns-refused-only-certificate");
    let named = campaigns::take_step(&fresh.context, &clerk, running.campaign, only, &input("CV 12/CT")).await;
    assert_eq!(named.unwrap(), CaseState::Decided);
    assert_eq!(step(&clerk, CaseVerb::Postpone, None).await, Err("campaigns-refused-no-day"));
    // Time is over when the day of the unit lies behind; more time opens what was not decided.
    let mut change = fresh.context.db.change().await.unwrap();
    let extension = antin_app::Extension {
        unit: running.office,
        before: Day::parse(b"25/06/2024").unwrap(),
        after: Day::parse(b"14/06/2024").unwrap(),
        reason: "x".into(),
        by: leader.actor.user,
        at: fresh.context.now(),
    };
    units::extend(&mut change, fresh.context.id().unwrap(), running.campaign, &extension).await.unwrap();
    change.commit(&event(&fresh)).await.unwrap();
    assert_eq!(step(&clerk, CaseVerb::Choose, Some(other)).await, Err("campaigns-refused-late"));
    let board = campaigns::board(&fresh.context, &leader, running.campaign, Some(running.department)).await.unwrap();
    assert_eq!(board.below[0].unit, running.office, "who is late stands first");
    assert!(board.below[0].is_late);
    let to = Day::parse(b"27/06/2024").unwrap();
    let (context, campaign, office) = (&fresh.context, running.campaign, running.office);
    assert!(campaigns::extend(context, &leader, campaign, office, to, " ").await.is_err(), "without a reason");
    assert!(campaigns::extend(context, &clerk, campaign, office, to, "Lũ").await.is_err(), "only whoever leads");
    campaigns::extend(context, &leader, campaign, office, to, "Lũ").await.unwrap();
    assert_eq!(step(&clerk, CaseVerb::Choose, Some(other)).await, Ok(CaseState::Decided));
    // Reminders go to those who have something to decide, once a day.
    let reminded = campaigns::remind(context, &leader, campaign, &[running.top]).await.unwrap();
    assert!(reminded > 0);
    assert_eq!(campaigns::remind(context, &leader, campaign, &[running.top]).await.unwrap(), 0);
}

/// Opens a case of a unit's only certificate that is to be revoked.
async fn only_certificate(fresh: &Fresh, running: &Running) -> i64 {
    const NUMBER: i64 = 999_999;
    let case = NewCase {
        number: NUMBER,
        unit: running.office,
        office: running.office,
        certificate: None,
        proposed: Action::Revoke,
        finding: "expired".into(),
        compared: Compared::Unlisted,
        is_only: true,
    };
    let mut change = fresh.context.db.change().await.unwrap();
    cases::open_many(&mut change, running.campaign, &[case]).await.unwrap();
    change.commit(&event(fresh)).await.unwrap();
    NUMBER
}
