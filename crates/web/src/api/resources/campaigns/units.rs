//! The board and the reports of a campaign.

use super::word;
use crate::api::answer::Answer;
use crate::api::asked::Asked;
use crate::api::problem::Problem;
use crate::api::values::{self, Place};
use crate::pages::campaign_report::numbers;
use antin_app::campaigns::{self, BoardRow, ReportInput};
use antin_app::{AppError, ReportStep, certificates};
use antin_domain::action::Action;
use antin_domain::campaign::case::CaseState;
use antin_domain::campaign::report::{ReportVerb, Totals};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A campaign as one unit sees it.
#[derive(Serialize, ToSchema)]
pub struct BoardShape {
    /// The unit with everything below it.
    own: UnitShape,
    /// The units that report to it, those that are late first.
    below: Vec<UnitShape>,
    /// Days left where "before a day" is read strictly.
    days_left_strict: Option<i32>,
    /// Days left where it is read widely.
    days_left_wide: Option<i32>,
}

/// One unit of the board.
#[derive(Serialize, ToSchema)]
struct UnitShape {
    /// The unit.
    unit: Place,
    /// Undecided.
    open: i64,
    /// Put off.
    postponed: i64,
    /// To be confirmed.
    decided: i64,
    /// Confirmed.
    confirmed: i64,
    /// Nothing to do.
    clear: i64,
    /// Of a hundred, so many are settled.
    percent: i64,
    /// Last day.
    last_day: Option<String>,
    /// Is it over, and the report has not arrived?
    is_late: bool,
    /// `writing`, `returned`, `signed`, `sent`, `accepted`.
    report: &'static str,
}

/// More time for a unit and those below it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtensionShape {
    /// The unit.
    #[schema(pattern = "^[0-9]{1,19}$")]
    unit: String,
    /// Before which day it reports from now on.
    #[schema(example = "2024-07-05")]
    before: String,
    /// Why.
    #[schema(min_length = 1, max_length = 2000)]
    reason: String,
}

/// Units to be reminded, each with everything below it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReminderShape {
    /// The units.
    units: Vec<String>,
}

/// The report of a unit. Its `ETag` is its version.
#[derive(Serialize, ToSchema)]
pub struct ReportShape {
    /// The unit.
    unit: Place,
    /// `writing`, `returned`, `signed`, `sent`, `accepted`.
    state: &'static str,
    /// Its own cases.
    own: TotalsShape,
    /// Own and below together.
    sum: TotalsShape,
    /// What stands between it and being signed off.
    outstanding: Vec<String>,
    /// What the caller may do with it now.
    verbs: Vec<&'static str>,
    /// Its steps: who received what when.
    steps: Vec<ReportStepTold>,
    /// Version.
    version: i64,
}

/// What a report counts.
#[derive(Serialize, ToSchema)]
struct TotalsShape {
    /// On both lists and the same.
    matched: i64,
    /// On both, and they disagree.
    mismatched: i64,
    /// On the CA's list only.
    not_recognised: i64,
    /// Not on the CA's list.
    unlisted: i64,
    /// All of them.
    cases: i64,
    /// By final action.
    actions: BTreeMap<&'static str, i64>,
}

/// A step of a report.
#[derive(Serialize, ToSchema)]
struct ReportStepTold {
    /// What was done.
    verb: &'static str,
    /// Number of the letter.
    document: Option<String>,
    /// Its day.
    document_on: Option<String>,
    /// Why.
    reason: Option<String>,
    /// By which account.
    by: String,
    /// When.
    at: String,
}

/// A step to be taken with a report.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportStepShape {
    /// `sign-off`, `withdraw`, `send`, `accept`, `return`.
    #[schema(example = "sign-off")]
    verb: String,
    /// Why, for `return` and where something is outstanding.
    #[serde(default)]
    #[schema(max_length = 2000)]
    reason: String,
    /// Number of the letter by which it goes, for `send`.
    #[serde(default)]
    #[schema(max_length = 60)]
    document: String,
    /// Its day.
    document_on: Option<String>,
}

/// All changed cases of a unit, to be asked again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgainShape {
    /// How many there are, as the report says it; another number by now, and nothing happens.
    agreed: i64,
    /// Why.
    #[schema(min_length = 1, max_length = 2000)]
    reason: String,
}

/// What came of it.
#[derive(Serialize, ToSchema)]
pub struct AgainTold {
    /// So many cases are open again.
    asked: usize,
    /// So many stay: a request that they led to is on its way.
    kept: usize,
}

pub async fn ask_again(asked: Asked) -> Result<Answer, Problem> {
    let input: AgainShape = asked.json()?;
    let unit = unit(&asked).await?;
    let (context, visitor) = (&asked.context, &asked.visitor);
    let told = campaigns::ask_again(context, visitor, asked.id(), unit, input.agreed, &input.reason).await?;
    Answer::one(&AgainTold { asked: told.asked, kept: told.kept })
}

pub async fn board(asked: Asked) -> Result<Answer, Problem> {
    let board = campaigns::board(&asked.context, &asked.visitor, asked.id(), asked.value_id("unit")).await?;
    let ids = board.below.iter().map(|row| row.unit).chain([board.own.unit]).collect();
    let names = certificates::unit_names(&asked.context, ids).await?;
    let row = |row: &BoardRow| UnitShape {
        unit: Place { id: row.unit.to_string(), name: names.get(&row.unit).cloned().unwrap_or_default() },
        open: row.of(CaseState::Open),
        postponed: row.of(CaseState::Postponed),
        decided: row.of(CaseState::Decided),
        confirmed: row.of(CaseState::Confirmed),
        clear: row.of(CaseState::Clear),
        percent: row.percent(),
        last_day: values::day(row.deadline.last_day()),
        is_late: row.is_late,
        report: row.report.name(),
    };
    Answer::one(&BoardShape {
        own: row(&board.own),
        below: board.below.iter().map(row).collect(),
        days_left_strict: board.days_left[0],
        days_left_wide: board.days_left[1],
    })
}

pub async fn extend(asked: Asked) -> Result<Answer, Problem> {
    let input: ExtensionShape = asked.json()?;
    let (unit, to) = (Asked::number("unit", &input.unit)?, Asked::day("before", &input.before)?);
    campaigns::extend(&asked.context, &asked.visitor, asked.id(), unit, to, &input.reason).await?;
    Answer::done("campaign", asked.id())
}

pub async fn remind(asked: Asked) -> Result<Answer, Problem> {
    let input: ReminderShape = asked.json()?;
    let units = input.units.iter().map(|id| Asked::number("units", id)).collect::<Result<Vec<Id>, _>>()?;
    campaigns::remind(&asked.context, &asked.visitor, asked.id(), &units).await?;
    Answer::done("campaign", asked.id())
}

/// The unit of the query; without one, that of the caller's board.
pub async fn unit(asked: &Asked) -> Result<Id, AppError> {
    match asked.value_id("unit") {
        Some(unit) => Ok(unit),
        None => Ok(campaigns::board(&asked.context, &asked.visitor, asked.id(), None).await?.own.unit),
    }
}

pub async fn report(asked: Asked) -> Result<Answer, Problem> {
    let unit = unit(&asked).await?;
    let report = campaigns::report(&asked.context, &asked.visitor, asked.id(), unit).await?;
    let names = certificates::unit_names(&asked.context, vec![unit]).await?;
    let (own, sum) = numbers(&report);
    let totals = |totals: &Totals| TotalsShape {
        matched: totals.matched,
        mismatched: totals.mismatched,
        not_recognised: totals.not_recognised,
        unlisted: totals.unlisted,
        cases: totals.cases(),
        actions: Action::ALL.iter().map(|action| (action.name(), totals.actions[*action as usize])).collect(),
    };
    let step = |step: &ReportStep| ReportStepTold {
        verb: step.verb.name(),
        document: values::text(&step.document),
        document_on: values::day(step.document_on),
        reason: values::text(&step.reason),
        by: step.by.to_string(),
        at: values::moment(step.at),
    };
    let say = |message: &Message| asked.words().say(message);
    let shape = ReportShape {
        unit: Place { id: unit.to_string(), name: names.get(&unit).cloned().unwrap_or_default() },
        state: report.unit.report_state.name(),
        own: totals(&own),
        sum: totals(&sum),
        outstanding: report.outstanding.told().iter().map(say).collect(),
        verbs: report.verbs.iter().map(|verb| verb.name()).collect(),
        steps: report.steps.iter().map(step).collect(),
        version: report.unit.version,
    };
    Answer::version(&shape, report.unit.version)
}

pub async fn report_step(asked: Asked) -> Result<Answer, Problem> {
    let input: ReportStepShape = asked.json()?;
    let unit = unit(&asked).await?;
    let input = ReportInput {
        verb: word("verb", &input.verb, &ReportVerb::ALL, ReportVerb::name)?,
        reason: input.reason,
        document: input.document,
        document_on: input.document_on.map(|day| Asked::day("document_on", &day)).transpose()?.unwrap_or(Day::UNKNOWN),
        seen: asked.seen.unwrap_or_default(),
    };
    campaigns::take_report_step(&asked.context, &asked.visitor, asked.id(), unit, &input).await?;
    Answer::done("campaign", asked.id())
}
