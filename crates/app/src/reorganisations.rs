//! Reorganisations: written from a table, rehearsed, applied in one act, then requests drafted wave by wave.
//!
//! > issue "The campaigns" 7: which certificates need change of information, revocation, re-issue, as a plan in waves against
//! > CA capacity and device stock, rehearsed, then drafted as requests in bulk.
//!
//! A rehearsal changes nothing of the registry: it keeps what it found beside the plan, where lists and counts read it.
//! Applying looks once more and goes on only where the needs are the same.

mod apply;
mod drafting;
mod look;
mod rehearsal;
mod table;
mod told;

pub use apply::apply;
pub(crate) use apply::apply_now;
pub use drafting::draft_wave;
pub(crate) use drafting::draft_wave_now;
pub(crate) use rehearsal::rehearse_now;
pub use rehearsal::{MissingDevices, Rehearsal, WaveDays, of as rehearsal, rehearse};
pub use table::{line, lines, read, template};
pub use told::{Names, names};

// What pages show, as it comes from the shelf.
pub use antin_storage::reorganisations::Reorganisation;
pub use antin_storage::reorganisations::needs::{KeptNeed, NeedLine, Stage};

use crate::context::Context;
use crate::error::AppError;
use crate::intake;
use crate::visitor::Visitor;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_domain::reorganisation::effects::NeedKind;
use antin_domain::reorganisation::line::Line;
use antin_domain::reorganisation::{Plan, STEPS, State, Verb, check};
use antin_domain::workflow;
use antin_storage::audit::NewEvent;
use antin_storage::page::{Cursor, Page};
use antin_storage::reorganisations::needs::{self, NeedFilter};
use antin_storage::reorganisations::{self as rows};
use antin_storage::{Change, Connection, Error as StorageError, units};
use serde_json::{Value, json};

/// The longest title.
const MOST_TITLE: usize = 200;
/// The most requests a day, and days of a wave.
const MOST_A_DAY: u32 = 100_000;
const MOST_DAYS: u32 = 60;

/// What is needed to write a reorganisation.
#[derive(Clone, Debug, Default)]
pub struct ReorganisationInput {
    /// What it is called.
    pub title: String,
    /// The decision by which it is made, as written.
    pub decision: String,
    /// The first day on which it holds.
    pub day: Day,
    /// Requests that the CA handles in a working day.
    pub per_day: u32,
    /// Working days of a wave.
    pub wave_days: u32,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// What somebody looks for among needs, as it stands in an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NeedQuery {
    /// Only those that lie in this very unit.
    pub unit: Option<Id>,
    /// Only this kind.
    pub kind: Option<NeedKind>,
    /// Only this wave; 0: those that ask nothing.
    pub wave: Option<i64>,
    /// Only those that have come so far.
    pub stage: Option<Stage>,
}

/// Counts of needs, made by the condition of their lists.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// By unit and kind.
    pub units: Vec<(Id, NeedKind, i64)>,
    /// By wave and kind.
    pub waves: Vec<(i64, NeedKind, i64)>,
}

/// A page of reorganisations, the latest first.
///
/// # Errors
/// The visitor may not see findings.
pub async fn list(
    context: &Context,
    visitor: &Visitor,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<Page<Reorganisation>, AppError> {
    visitor.reach(Act::ReadFinding)?;
    Ok(rows::latest(&mut context.db.read().await?, after, limit).await?)
}

/// A reorganisation.
///
/// # Errors
/// The visitor may not see findings, or there is no such one.
pub async fn get(context: &Context, visitor: &Visitor, id: Id) -> Result<Reorganisation, AppError> {
    visitor.reach(Act::ReadFinding)?;
    Ok(rows::get(&mut context.db.read().await?, id).await?)
}

/// Writes a reorganisation; nothing is looked at yet but whether its lines agree with each other and with the units.
///
/// # Errors
/// The visitor may not, something is missing, or lines stand against it, each said.
pub async fn create(context: &Context, visitor: &Visitor, input: &ReorganisationInput) -> Result<Id, AppError> {
    visitor.may(Act::EditUnit, &intake::top(context).await?)?;
    let mut change = context.db.change().await?;
    check(&mut change, input).await?;
    let one = Reorganisation {
        id: context.id()?,
        title: input.title.trim().to_owned(),
        decision: input.decision.trim().to_owned(),
        day: input.day,
        per_day: input.per_day,
        wave_days: input.wave_days,
        state: State::Draft,
        lines: table::as_text(&input.lines),
        rehearsal: None,
        created: context.now(),
        created_by: visitor.actor.user,
        applied: None,
        version: 1,
    };
    rows::insert(&mut change, &one).await?;
    commit(change, context, &visitor.event_name(), "create-reorganisation", one.id, &as_json(&one, input)).await?;
    Ok(one.id)
}

/// Changes what a reorganisation says, as long as it was not applied. A rehearsal does not hold any more.
///
/// # Errors
/// The visitor may not, something stands against it, it was applied or withdrawn, or somebody changed it meanwhile.
pub async fn edit(
    context: &Context,
    visitor: &Visitor,
    id: Id,
    input: &ReorganisationInput,
    seen: i64,
) -> Result<(), AppError> {
    let mut change = context.db.change().await?;
    let (one, to) = ready(context, &mut change, visitor, id, Verb::Edit).await?;
    check(&mut change, input).await?;
    let one = Reorganisation {
        title: input.title.trim().to_owned(),
        decision: input.decision.trim().to_owned(),
        day: input.day,
        per_day: input.per_day,
        wave_days: input.wave_days,
        lines: table::as_text(&input.lines),
        state: to,
        rehearsal: None,
        ..one
    };
    rows::update(&mut change, &one, seen).await?;
    needs::replace(&mut change, id, &[]).await?;
    commit(change, context, &visitor.event_name(), "edit-reorganisation", id, &as_json(&one, input)).await
}

/// Gives a reorganisation up before it was applied.
///
/// # Errors
/// The visitor may not, it was applied or given up already, or somebody changed it meanwhile.
pub async fn withdraw(context: &Context, visitor: &Visitor, id: Id, seen: i64) -> Result<(), AppError> {
    let mut change = context.db.change().await?;
    let (one, to) = ready(context, &mut change, visitor, id, Verb::Withdraw).await?;
    let before = one.state.name();
    rows::update(&mut change, &Reorganisation { state: to, ..one }, seen).await?;
    let detail = json!({ "before": before, "after": to.name() });
    commit(change, context, &visitor.event_name(), "withdraw-reorganisation", id, &detail).await
}

/// A page of needs, and how many there are on all pages.
///
/// # Errors
/// The visitor may not, or there is no such reorganisation.
pub async fn needs_of(
    context: &Context,
    visitor: &Visitor,
    id: Id,
    query: &NeedQuery,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<(Page<NeedLine>, i64), AppError> {
    let filter = filter(visitor, query)?;
    let mut connection = context.db.read().await?;
    rows::get(&mut connection, id).await?;
    let page = needs::page(&mut connection, id, &filter, after, limit).await?;
    Ok((page, needs::count(&mut connection, id, &filter).await?))
}

/// How many needs each unit and each wave has, as far as the visitor may see them; of all, or of a stage.
///
/// # Errors
/// The visitor may not.
pub async fn counts(context: &Context, visitor: &Visitor, id: Id, stage: Option<Stage>) -> Result<Counts, AppError> {
    let filter = filter(visitor, &NeedQuery { stage, ..NeedQuery::default() })?;
    let mut connection = context.db.read().await?;
    Ok(Counts {
        units: needs::by_unit(&mut connection, id, &filter).await?,
        waves: needs::by_wave(&mut connection, id, &filter).await?,
    })
}

/// What the visitor can do with a reorganisation now, in the order of the table.
#[must_use]
pub fn verbs(visitor: &Visitor, one: &Reorganisation) -> Vec<Verb> {
    workflow::from(STEPS, one.state).filter(|step| visitor.may_at_top(step.act)).map(|step| step.verb).collect()
}

fn filter(visitor: &Visitor, query: &NeedQuery) -> Result<NeedFilter, AppError> {
    Ok(NeedFilter {
        reach: visitor.reach(Act::ReadFinding)?,
        unit: query.unit,
        kind: query.kind,
        wave: query.wave,
        stage: query.stage,
    })
}

/// The reorganisation, and where `verb` leads from where it stands; the visitor may do it.
async fn ready(
    context: &Context,
    connection: &mut Connection,
    visitor: &Visitor,
    id: Id,
    verb: Verb,
) -> Result<(Reorganisation, State), AppError> {
    visitor.may(Act::EditUnit, &intake::top(context).await?)?;
    let one = rows::get(connection, id).await?;
    let to = step(&one, verb)?;
    Ok((one, to))
}

/// Where `verb` leads from where it stands.
fn step(one: &Reorganisation, verb: Verb) -> Result<State, AppError> {
    let found = workflow::find(STEPS, one.state, verb).map(|step| step.to);
    let (verb, state) = (verb.name().to_owned(), one.state.name().to_owned());
    found.ok_or_else(|| StorageError::NoSuchStep { noun: "reorganisation", id: one.id.0, verb, state }.into())
}

/// What has to hold of what somebody wrote.
async fn check(connection: &mut Connection, input: &ReorganisationInput) -> Result<(), AppError> {
    let refuse = |message: Message| Err(AppError::Unusable(message));
    let is_good = |text: &str| {
        !text.trim().is_empty() && text.chars().count() <= MOST_TITLE && !text.chars().any(char::is_control)
    };
    if !is_good(&input.title) || !is_good(&input.decision) {
        return refuse(Message::new("reorganisation-bad-title").with("most", MOST_TITLE));
    }
    if !(1..=MOST_A_DAY).contains(&input.per_day) || !(1..=MOST_DAYS).contains(&input.wave_days) {
        return refuse(Message::new("reorganisation-bad-pace").with("most", MOST_A_DAY).with("days", MOST_DAYS));
    }
    let all = units::all(connection).await?;
    planned(input.day, &input.lines, &all).map(drop)
}

/// The plan of these lines over the units there are.
fn planned(day: Day, lines: &[Line], all: &[antin_domain::unit::dated::DatedUnit]) -> Result<Plan, AppError> {
    check::plan(day, lines, all).map_err(|by| {
        let message = Message::new("reorganisation-refused").with("count", by.len());
        AppError::Blocked { message, by }
    })
}

fn as_json(one: &Reorganisation, input: &ReorganisationInput) -> Value {
    json!({
        "title": one.title,
        "decision": one.decision,
        "day": one.day.to_string(),
        "lines": input.lines.len(),
        "per_day": one.per_day,
        "wave_days": one.wave_days,
    })
}

/// Keeps what was changed in a reorganisation, with the event that tells of it.
async fn commit(
    change: Change,
    context: &Context,
    actor: &str,
    action: &str,
    id: Id,
    detail: &Value,
) -> Result<(), AppError> {
    let object_id = id.to_string();
    let event =
        NewEvent { at: context.now(), actor, action, object_kind: "reorganisation", object_id: &object_id, detail };
    change.commit(&event).await?;
    Ok(())
}
