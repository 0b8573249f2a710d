//! Reviews in the service: the lists that were taken in last, compared by the same engine as `antin review`.
//!
//! What an earlier review found is closed by a later one: it says what is true now.

mod sides;
mod snapshot;

pub use sides::Side;

use crate::context::Context;
use crate::error::AppError;
use crate::intake::{self, link::Units};
use crate::visitor::Visitor;
use antin_domain::action::Action;
use antin_domain::day::Day;
use antin_domain::finding::Code;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_domain::serial::Serial;
use antin_review::review;
use antin_storage::audit::NewEvent;
use antin_storage::certificates;
use antin_storage::known;
use antin_storage::page::{Cursor, Page};
use antin_storage::reviews::{self, CaseFilter, Run};
use serde_json::json;
use std::collections::HashMap;

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
}

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

/// Reviews the lists that were applied last; the number of the review.
///
/// # Errors
/// The visitor may not, or one of the lists is missing.
pub async fn run(context: &Context, visitor: &Visitor) -> Result<Id, AppError> {
    visitor.may(Act::RunReview, &intake::top(context).await?)?;
    let policy = context.policy().cloned().ok_or_else(|| AppError::Unusable(Message::new("web-policy-none")))?;
    let files = snapshot::files(context).await?;
    let entries = snapshot::entries(context, &files).await?;
    let as_of = context.today();
    let named = format!("{} {}", policy.name, policy.version);
    let digest: Vec<u8> = files.iter().flat_map(|(import, _)| import.digest).collect();
    let folder = context.data.join("reading").join(context.id()?.to_string());
    let lists: Vec<_> = files.iter().map(|(import, bytes)| (import.kind.clone(), bytes.clone())).collect();
    let work = move || {
        let snapshot = snapshot::sealed(&folder, lists, policy, as_of)?;
        let review = review(&snapshot, &mut |_| {});
        Ok::<_, AppError>(sides::cases(&snapshot, &review, &entries))
    };
    let found = tokio::task::spawn_blocking(work).await.map_err(|error| AppError::BrokenOff(error.to_string()))??;
    store(context, visitor, found, as_of, &named, digest).await
}

/// Keeps what a review found.
async fn store(
    context: &Context,
    visitor: &Visitor,
    found: Vec<sides::Found>,
    as_of: Day,
    policy: &str,
    digest: Vec<u8>,
) -> Result<Id, AppError> {
    let (id, now) = (context.id()?, context.now());
    let mut change = context.db.change().await?;
    let units = Units::read(&mut change, as_of).await?;
    let serials: Vec<Serial> = found.iter().map(|one| one.serial).filter(|serial| !serial.is_none()).collect();
    let known: HashMap<Serial, Id> = certificates::with_serials(&mut change, &serials)
        .await?
        .into_iter()
        .map(|record| (record.serial, record.id))
        .collect();
    let case = |(number, one): (i64, &sides::Found)| reviews::Case {
        number,
        certificate: known.get(&one.serial).copied(),
        unit: units.of(&one.unit).or(units.top),
        holder: one.holder.clone(),
        action: one.action.name().to_owned(),
        due: one.until,
        detail: json!({ "sides": one.sides.iter().map(Side::as_json).collect::<Vec<_>>() }).to_string(),
        findings: one.findings.iter().map(|code| code.name().to_owned()).collect(),
    };
    let cases: Vec<reviews::Case> = (1..).zip(&found).map(case).collect();
    if let Some(earlier) = known::latest_reviews(&mut change, 1).await?.first() {
        reviews::supersede(&mut change, *earlier, now).await?;
    }
    let run = Run {
        id,
        unit: None,
        as_of,
        policy: policy.to_owned(),
        snapshot: digest,
        summary: json!({ "cases": cases.len() }).to_string(),
        started: now,
        started_by: Some(visitor.actor.user),
    };
    reviews::begin(&mut change, &run).await?;
    reviews::add_cases(&mut change, id, &cases).await?;
    let event = NewEvent {
        at: now,
        actor: &visitor.event_name(),
        action: Act::RunReview.name(),
        object_kind: "review",
        object_id: &id.to_string(),
        detail: &json!({ "cases": cases.len(), "as_of": as_of.to_string(), "policy": policy }),
    };
    change.commit(&event).await?;
    Ok(id)
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
    }
}
