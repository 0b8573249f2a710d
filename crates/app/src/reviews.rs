//! Reviews in the service: the lists that were taken in last, compared by the same engine as `antin review`.
//!
//! What an earlier review found is closed by a later one: it says what is true now.

pub(crate) mod look;
pub(crate) mod of_the_day;
mod sides;
pub(crate) mod snapshot;
mod why;

pub(crate) use look::{Found, Look, Place, Reasons};
pub use sides::Side;
pub use snapshot::Reading;
pub use why::{Link, Said, Stands, Why};

use crate::context::Context;
use crate::error::AppError;
use crate::intake;
use crate::notices::{self, Stamp};
use crate::visitor::Visitor;
use crate::work::{self, Desk, Progress};
use antin_domain::action::Action;
use antin_domain::day::Day;
use antin_domain::finding::Code;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_domain::policy::Policy;
use antin_results::input::Cells;
use antin_review::{Review, review};
use antin_storage::Change;
use antin_storage::Error as StorageError;
use antin_storage::audit::NewEvent;
use antin_storage::known;
use antin_storage::page::{Cursor, Page};
use antin_storage::reviews::{self, CaseFilter, Run};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::HashSet;

/// One case of a review, as pages show it.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its number in the review, from 1.
    pub number: i64,
    /// The certificate, where the registry has it.
    pub certificate: Option<Id>,
    /// The unit that has to deal with it.
    pub unit: Option<Id>,
    /// Whom it is about.
    pub holder: String,
    /// What is to be done.
    pub action: Action,
    /// Last day of the certificate.
    pub until: Day,
    /// What was found and is open still.
    pub findings: Vec<Code>,
    /// Fields in three lists.
    pub sides: Vec<Side>,
    /// Why: links, rules, what was outranked.
    pub why: Why,
}

/// Cases are kept in portions of so many: one is some three thousand bytes while it is written.
const KEPT_AT_ONCE: usize = 5_000;

/// Which cases somebody wants to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Only with this action.
    pub action: Option<Action>,
    /// Only with this finding.
    pub finding: Option<Code>,
    /// Only of this unit and those below it.
    pub unit: Option<Id>,
}

/// A list that a review looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Which list.
    pub kind: String,
    /// The import that brought it.
    pub import: i64,
}

/// What is kept of a run beside its cases.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Summary {
    cases: usize,
    #[serde(default)]
    inputs: Vec<Input>,
}

/// What the job of a review is told.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Asked {
    run: i64,
    inputs: Vec<Input>,
    as_of: Option<i32>,
    policy: String,
    actor: i64,
}

/// Asks for a review of the lists that were applied last, in the background. The number of the review, which is that of
/// its job too: [`crate::work::progress`].
///
/// # Errors
/// The visitor may not, one of the lists is missing, or a review is under way.
pub async fn run(context: &Context, visitor: &Visitor) -> Result<Id, AppError> {
    visitor.may(Act::RunReview, &intake::top(context).await?)?;
    let policy = context.policy().ok_or_else(|| AppError::Unusable(Message::new("web-policy-none")))?;
    let id = context.id()?;
    let asked = Asked {
        run: id.0,
        inputs: snapshot::latest(context).await?,
        as_of: context.today().number(),
        policy: named(policy),
        actor: visitor.actor.user.0,
    };
    let payload = json!(asked);
    let mut turn = context.db.upkeep().await?;
    work::add(context, &mut turn, id, work::RUN_REVIEW, &payload, "review").await?;
    turn.commit().await?;
    work::ring(context);
    Ok(id)
}

/// Reviews the lists that were settled when the review was asked for, and keeps what was found.
pub(crate) async fn run_now(context: &Context, desk: &Desk, asked: Asked) -> Result<(), AppError> {
    let as_of = Day::of_number(asked.as_of);
    let look = look::look(context, &asked.inputs, &asked.policy, as_of, Cells::ReadAgain).await?;
    store(context, desk, &asked, look, as_of).await
}

/// A review worked out once more, for files and explanations.
pub struct Reviewed {
    /// The lists.
    pub reading: Reading,
    /// What was found, only the cases that were asked for.
    pub review: Review,
}

/// The sealed lists of a review and the review itself, worked out once more from the files that were kept: the same, byte
/// for byte, however much was taken in since. Of the cases, those of `query` that the visitor may see.
///
/// # Errors
/// The visitor may not take reviews out; the review is of an earlier version of the program that did not keep its inputs
/// or its policy; a file is not any more what it was.
pub async fn recompute(context: &Context, visitor: &Visitor, run: &Run, query: &Query) -> Result<Reviewed, AppError> {
    visitor.reach(Act::Export)?;
    let files = snapshot::files(context, &inputs(run)).await?;
    let digest: Vec<u8> = files.iter().flat_map(|(import, _)| import.digest).collect();
    if digest != run.snapshot {
        return Err(AppError::Unusable(Message::new("intake-review-inputs-gone")));
    }
    let wanted = reviews::numbers(&mut context.db.read().await?, run.id, &filter(visitor, query)?).await?;
    let wanted: HashSet<i64> = wanted.into_iter().collect();
    let columns = snapshot::columns(context, &inputs(run)).await?;
    let read = snapshot::read(context, files, columns, policy(context, &run.policy)?, run.as_of, Cells::ReadAgain)?;
    let work = move || {
        let reading = read()?;
        let mut review = review(&reading.input.snapshot, &mut |_| {});
        let mut number = 0;
        review.cases.retain(|_| {
            number += 1;
            wanted.contains(&number)
        });
        Ok::<_, AppError>(Reviewed { reading, review })
    };
    tokio::task::spawn_blocking(work).await.map_err(|error| AppError::BrokenOff(error.to_string()))?
}

/// The lists that a review looked at.
#[must_use]
pub fn inputs(run: &Run) -> Vec<Input> {
    serde_json::from_str::<Summary>(&run.summary).map(|summary| summary.inputs).unwrap_or_default()
}

/// Name and version, by which runs keep their policy.
fn named(policy: &Policy) -> String {
    format!("{} {}", policy.name, policy.version)
}

fn policy(context: &Context, named: &str) -> Result<Policy, AppError> {
    let gone = || AppError::Unusable(Message::new("intake-review-policy-gone").with("policy", named));
    context.policy_named(named).cloned().ok_or_else(gone)
}

/// Keeps what a review found, as the answer to whoever asked for it.
async fn store(context: &Context, desk: &Desk, asked: &Asked, look: Look, as_of: Day) -> Result<(), AppError> {
    let mut change = context.db.change().await?;
    let run = Run {
        id: Id(asked.run),
        unit: None,
        as_of,
        policy: asked.policy.clone(),
        snapshot: look.digest.clone(),
        summary: json!(Summary { cases: look.len(), inputs: asked.inputs.clone() }).to_string(),
        started: context.now(),
        started_by: Some(Id(asked.actor)),
    };
    keep(desk, &mut change, &run, &look).await?;
    desk.finish(&mut change).await?;
    let event = NewEvent {
        at: run.started,
        actor: &Id(asked.actor).to_string(),
        action: Act::RunReview.name(),
        object_kind: "review",
        object_id: &run.id.to_string(),
        detail: &json!({ "cases": look.len(), "as_of": as_of.to_string(), "policy": asked.policy }),
    };
    change.commit(&event).await?;
    Ok(())
}

/// What is kept of a run beside its cases.
pub(crate) fn summary(cases: usize, inputs: &[Input]) -> String {
    json!(Summary { cases, inputs: inputs.to_vec() }).to_string()
}

/// Writes a run with its cases in the turn of the caller, and brings notices up to date with it; it takes the place of the
/// run before. For every case, in their order: its unit and its certificate.
pub(crate) async fn keep(desk: &Desk, change: &mut Change, run: &Run, look: &Look) -> Result<Vec<Place>, AppError> {
    let places = look.places(change, run.as_of).await?;
    let mut runs = known::latest_reviews(change, 1).await?;
    for earlier in &runs {
        reviews::supersede(change, *earlier, run.started).await?;
    }
    reviews::begin(change, run).await?;
    let reasons = look.reasons();
    for start in (0..look.len()).step_by(KEPT_AT_ONCE) {
        desk.at(start, look.len());
        let first = i64::try_from(start + 1).unwrap_or(i64::MAX);
        let portion = look.found().zip(&places).skip(start).take(KEPT_AT_ONCE);
        let portion = (first..).zip(portion).map(|(number, (found, place))| kept(number, &found, place, &reasons));
        reviews::add_cases(change, run.id, &portion.collect::<Vec<_>>()).await?;
    }
    runs.push(run.id);
    reviews::count_open(change, &runs).await?;
    let stamp = Stamp { day: run.as_of, at: run.started, run: Some(run.id) };
    notices::after_review(desk.ids()?, change, &stamp, look, &places).await?;
    Ok(places)
}

/// A case as it is kept.
fn kept(number: i64, found: &Found<'_>, &(unit, certificate): &Place, reasons: &Reasons<'_>) -> reviews::Case {
    let sides: Vec<_> = found.sides().iter().map(Side::as_json).collect();
    reviews::Case {
        number,
        certificate,
        unit,
        holder: found.holder().into_owned(),
        action: found.action().name().to_owned(),
        due: found.until(),
        detail: json!({ "sides": sides, "why": reasons.why(found) }).to_string(),
        findings: found.findings().iter().map(|code| code.name().to_owned()).collect(),
    }
}

/// The latest reviews, the latest first.
///
/// # Errors
/// The visitor may not.
pub async fn latest(context: &Context, visitor: &Visitor) -> Result<Vec<Run>, AppError> {
    visitor.reach(Act::ReadFinding)?;
    let mut connection = context.db.read().await?;
    let mut runs = Vec::new();
    for id in known::latest_reviews(&mut connection, 50).await? {
        runs.push(reviews::get(&mut connection, id).await?);
    }
    Ok(runs)
}

/// A review.
///
/// # Errors
/// The visitor may not, or there is no such review.
pub async fn get(context: &Context, visitor: &Visitor, id: Id) -> Result<Run, AppError> {
    visitor.reach(Act::ReadFinding)?;
    Ok(reviews::get(&mut context.db.read().await?, id).await?)
}

/// How the job of a review stands that is not there yet.
///
/// # Errors
/// The visitor may not, or nobody asked for such a review.
pub async fn under_way(context: &Context, visitor: &Visitor, id: Id) -> Result<Progress, AppError> {
    visitor.reach(Act::ReadFinding)?;
    let work = work::progress(context, id).await?.filter(|work| work.kind == work::RUN_REVIEW);
    work.ok_or_else(|| StorageError::Missing { noun: "review", id: id.to_string() }.into())
}

/// A page of cases.
///
/// # Errors
/// The visitor may not.
pub async fn cases(
    context: &Context,
    visitor: &Visitor,
    run: Id,
    query: &Query,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<Page<Case>, AppError> {
    let filter = filter(visitor, query)?;
    let page = reviews::cases(&mut context.db.read().await?, run, &filter, after, limit).await?;
    Ok(Page { items: page.items.into_iter().map(case).collect(), next: page.next })
}

/// How many cases the list of `query` has.
///
/// # Errors
/// The visitor may not.
pub async fn count(context: &Context, visitor: &Visitor, run: Id, query: &Query) -> Result<i64, AppError> {
    Ok(reviews::count(&mut context.db.read().await?, run, &filter(visitor, query)?).await?)
}

/// One case; none where there is none that the visitor may see.
///
/// # Errors
/// The visitor may see none at all.
pub async fn one(context: &Context, visitor: &Visitor, run: Id, number: i64) -> Result<Option<Case>, AppError> {
    let before = Cursor { key: String::new(), id: number - 1 };
    let page = cases(context, visitor, run, &Query::default(), Some(&before), 1).await?;
    Ok(page.items.into_iter().find(|case| case.number == number))
}

/// What the latest review says of a certificate, and which review that is.
///
/// # Errors
/// The database cannot be read.
pub async fn of_certificate(
    context: &Context,
    visitor: &Visitor,
    certificate: Id,
) -> Result<Option<(Id, Case)>, AppError> {
    if !visitor.may_somewhere(Act::ReadFinding) {
        return Ok(None);
    }
    let found = known::latest_case_of(&mut context.db.read().await?, certificate).await?;
    let Some((run, number)) = found else { return Ok(None) };
    Ok(one(context, visitor, run, number).await?.map(|case| (run, case)))
}

fn filter(visitor: &Visitor, query: &Query) -> Result<CaseFilter, AppError> {
    Ok(CaseFilter {
        reach: visitor.reach(Act::ReadFinding)?,
        unit: query.unit,
        action: query.action.map(|action| action.name().to_owned()),
        finding: query.finding.map(|code| code.name().to_owned()),
    })
}

/// A case as it was kept; words of a later version of the program are left out.
fn case(kept: reviews::Case) -> Case {
    let detail: serde_json::Value = serde_json::from_str(&kept.detail).unwrap_or_default();
    let sides = detail["sides"].as_array().into_iter().flatten().filter_map(Side::from_json).collect();
    let why = serde_json::from_value(detail["why"].clone()).unwrap_or_default();
    let code = |name: &String| Code::ALL.into_iter().find(|code| code.name() == name);
    Case {
        number: kept.number,
        certificate: kept.certificate,
        unit: kept.unit,
        holder: kept.holder,
        action: Action::ALL.into_iter().find(|action| action.name() == kept.action).unwrap_or_default(),
        until: kept.due,
        findings: kept.findings.iter().filter_map(code).collect(),
        sides,
        why,
    }
}
