//! Every (state, verb, role) of a reorganisation: only the rows of the table succeed. And nothing is applied but what was
//! rehearsed, not before its day, not twice.

use crate::browser::{Fresh, sqlite};
use crate::campaign_office::visitor;
use antin_app::error::{AppError, Kind};
use antin_app::reorganisations::{self as app, Reorganisation, ReorganisationInput};
use antin_app::work::settle;
use antin_app::{Visitor, demo};
use antin_domain::id::Id;
use antin_domain::permission::Act;
use antin_domain::reorganisation::line::{Kind as LineKind, Line};
use antin_domain::reorganisation::{STEPS, State, Verb};
use antin_domain::workflow;
use antin_storage::audit::NewEvent;
use antin_storage::{certificates, reorganisations as rows, units};
use serde_json::Value;

fn input() -> ReorganisationInput {
    let line = |(row, code): (u32, &str)| Line {
        row,
        code: code.into(),
        kind: LineKind::MergeNew,
        new_code: "11709".into(),
        new_name: "Chi cục Thuế khu vực mới".into(),
        new_parent: String::new(),
    };
    ReorganisationInput {
        title: "Thử".into(),
        decision: "12/QĐ-TCT".into(),
        day: demo::day(),
        per_day: 5,
        wave_days: 2,
        lines: [(1, "11701"), (2, "11702")].map(line).to_vec(),
    }
}

fn event(fresh: &Fresh) -> NewEvent<'static> {
    let at = fresh.context.now();
    NewEvent { at, actor: "test", action: "test", object_kind: "test", object_id: "1", detail: &Value::Null }
}

/// One that was rehearsed.
async fn rehearsed(fresh: &Fresh, leader: &Visitor) -> Reorganisation {
    let id = app::create(&fresh.context, leader, &input()).await.unwrap();
    app::rehearse(&fresh.context, leader, id).await.unwrap();
    settle(&fresh.context).await.unwrap();
    let one = app::get(&fresh.context, leader, id).await.unwrap();
    assert_eq!(one.state, State::Rehearsed);
    one
}

async fn take(fresh: &Fresh, visitor: &Visitor, one: &Reorganisation, verb: Verb) -> Result<(), AppError> {
    let context = &fresh.context;
    match verb {
        Verb::Edit => app::edit(context, visitor, one.id, &input(), one.version).await,
        Verb::Rehearse => app::rehearse(context, visitor, one.id).await,
        Verb::Apply => app::apply(context, visitor, one.id).await,
        Verb::DraftRequests => app::draft_wave(context, visitor, one.id, 1).await,
        Verb::Withdraw => app::withdraw(context, visitor, one.id, one.version).await,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_reorganisation_only_the_rows_of_the_table_succeed() {
    let fresh = sqlite().await.filled().await;
    let leader = visitor(&fresh, "daumoi").await;
    let base = rehearsed(&fresh, &leader).await;
    let mut people = Vec::new();
    for (login, role) in demo::LOGINS {
        people.push((role, visitor(&fresh, login).await));
    }
    let (mut tried, mut done) = (0, 0);
    for state in State::ALL {
        for verb in Verb::ALL {
            for (role, somebody) in &people {
                let one = put(&fresh, &base, state).await;
                let outcome = take(&fresh, somebody, &one, verb).await;
                let step = workflow::find(STEPS, state, verb);
                let expected = step.is_some() && somebody.may_at_top(Act::EditUnit);
                let what = format!("{state:?} {verb:?} {role:?}: {outcome:?}");
                assert_eq!(outcome.is_ok(), expected, "{what}");
                match outcome {
                    Ok(()) => done += 1,
                    Err(error) => {
                        assert!(matches!(error.kind(), Kind::Refused | Kind::Unusable), "{what}");
                        let kept = rows::get(&mut fresh.context.db.read().await.unwrap(), one.id).await.unwrap();
                        assert_eq!(kept, one, "what is refused changes nothing: {what}");
                    }
                }
                tried += 1;
            }
        }
    }
    assert_eq!((tried, done), (4 * 5 * 7, STEPS.len()));
}

/// One more like `base`, in this state.
async fn put(fresh: &Fresh, base: &Reorganisation, state: State) -> Reorganisation {
    let one = Reorganisation { id: fresh.context.id().unwrap(), state, version: 1, ..base.clone() };
    let mut change = fresh.context.db.change().await.unwrap();
    rows::insert(&mut change, &one).await.unwrap();
    rows::update(&mut change, &one, 1).await.unwrap();
    let one = rows::get(&mut change, one.id).await.unwrap();
    change.commit(&event(fresh)).await.unwrap();
    one
}

/// How it stands, and why the last work on it failed.
async fn stands(fresh: &Fresh, leader: &Visitor, id: Id) -> (State, Option<String>) {
    let one = app::get(&fresh.context, leader, id).await.unwrap();
    let work = app::rehearsal(&fresh.context, &one).await.unwrap().work.unwrap();
    (one.state, work.trouble.map(|told| told.key))
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_applied_but_what_was_rehearsed() {
    let fresh = sqlite().await.filled().await;
    let leader = visitor(&fresh, "daumoi").await;
    let one = rehearsed(&fresh, &leader).await;
    let held = held(&fresh, &leader, one.id).await;
    // A certificate is over meanwhile: it needs nothing any more.
    let mut change = fresh.context.db.change().await.unwrap();
    let (mut record, version) = certificates::get(&mut change, held).await.unwrap();
    record.valid_to = demo::day().plus(-1);
    certificates::update(&mut change, &record, version, fresh.context.now()).await.unwrap();
    change.commit(&event(&fresh)).await.unwrap();
    let before = units::all(&mut fresh.context.db.read().await.unwrap()).await.unwrap();
    app::apply(&fresh.context, &leader, one.id).await.unwrap();
    settle(&fresh.context).await.unwrap();
    let stopped = stands(&fresh, &leader, one.id).await;
    assert_eq!(stopped, (State::Rehearsed, Some("reorganisation-changed-since".to_owned())));
    assert_eq!(units::all(&mut fresh.context.db.read().await.unwrap()).await.unwrap(), before, "no unit by half");
    app::rehearse(&fresh.context, &leader, one.id).await.unwrap();
    settle(&fresh.context).await.unwrap();
    app::apply(&fresh.context, &leader, one.id).await.unwrap();
    settle(&fresh.context).await.unwrap();
    assert_eq!(stands(&fresh, &leader, one.id).await, (State::Applied, None));
}

/// The first certificate that needs something.
async fn held(fresh: &Fresh, leader: &Visitor, id: Id) -> Id {
    let page = app::needs_of(&fresh.context, leader, id, &app::NeedQuery::default(), None, 5).await.unwrap().0;
    page.items.iter().find_map(|line| line.need.certificate).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_applied_before_its_day_or_twice() {
    let fresh = sqlite().await.filled().await;
    let leader = visitor(&fresh, "daumoi").await;
    let later = ReorganisationInput { day: demo::day().plus(1), ..input() };
    let id = app::create(&fresh.context, &leader, &later).await.unwrap();
    app::rehearse(&fresh.context, &leader, id).await.unwrap();
    settle(&fresh.context).await.unwrap();
    let early = app::apply(&fresh.context, &leader, id).await.unwrap_err();
    assert_eq!(early.message().key, "reorganisation-too-soon");
    let one = rehearsed(&fresh, &leader).await;
    app::apply(&fresh.context, &leader, one.id).await.unwrap();
    let again = app::apply(&fresh.context, &leader, one.id).await;
    assert!(again.is_err(), "work on it is under way");
    settle(&fresh.context).await.unwrap();
    assert!(app::apply(&fresh.context, &leader, one.id).await.is_err(), "it was applied");
    let all = units::all(&mut fresh.context.db.read().await.unwrap()).await.unwrap();
    assert_eq!(all.iter().filter(|unit| unit.code == "11709").count(), 1);
    // The other speaks of units that ended: it can neither be rehearsed nor applied any more.
    app::rehearse(&fresh.context, &leader, id).await.unwrap();
    settle(&fresh.context).await.unwrap();
    let (_, trouble) = stands(&fresh, &leader, id).await;
    assert_eq!(trouble.as_deref(), Some("reorganisation-refused"));
}
