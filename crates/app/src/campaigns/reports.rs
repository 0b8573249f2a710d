//! Reports up the tree: a unit's own cases and the reports from below, signed off, locked, sent, taken or sent back.
//!
//! > issue "The campaigns" 6: refused while a child's is missing unless the head says why; everything adds up.

use super::{commit, running, tidy};
use crate::context::Context;
use crate::error::AppError;
use crate::visitor::{Visitor, object};
use antin_domain::action::Action;
use antin_domain::campaign::case::CaseState;
use antin_domain::campaign::guards::{self, Outstanding};
use antin_domain::campaign::report::{ReportState, ReportVerb, STEPS, Totals};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_domain::workflow;
use antin_storage::campaigns::list::{self as lists, CaseLine, Filter};
use antin_storage::campaigns::units::{self, CampaignUnit, ReportStep};
use antin_storage::campaigns::{self as rows, Campaign};
use antin_storage::{Connection, Error as StorageError};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The longest number of a letter.
const MOST_DOCUMENT: usize = 60;

/// The report of a unit: as it would be now, or as it was signed off.
#[derive(Clone, Debug)]
pub struct Report {
    /// The campaign.
    pub campaign: Campaign,
    /// The unit.
    pub unit: CampaignUnit,
    /// What its own cases count.
    pub own: Totals,
    /// The reports from below, by name.
    pub children: Vec<ChildReport>,
    /// Own and below together.
    pub sum: Totals,
    /// What stands between it and being signed off.
    pub outstanding: Outstanding,
    /// As it was signed off; none while it is being written.
    pub signed: Option<SignedReport>,
    /// Its steps: who received what when.
    pub steps: Vec<ReportStep>,
    /// What the visitor may do with it now.
    pub verbs: Vec<ReportVerb>,
}

/// The report of a unit right below.
#[derive(Clone, Debug)]
pub struct ChildReport {
    /// The unit.
    pub unit: Id,
    /// Its name.
    pub name: String,
    /// How its report stands.
    pub state: ReportState,
    /// What it counts; none while it has not arrived.
    pub sum: Option<Totals>,
}

/// A report as it was signed off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedReport {
    /// The day.
    pub on: String,
    /// Own cases.
    pub own: Numbers,
    /// From below: unit, name, numbers.
    pub children: Vec<(i64, String, Numbers)>,
    /// All together.
    pub sum: Numbers,
    /// Units whose report was not there.
    pub missing: Vec<String>,
    /// Why it went without.
    pub reason: String,
}

/// Totals as they are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbers {
    matched: i64,
    mismatched: i64,
    not_recognised: i64,
    unlisted: i64,
    actions: [i64; 10],
    open: i64,
}

/// A step to be taken.
#[derive(Clone, Debug)]
pub struct ReportInput {
    /// What is done.
    pub verb: ReportVerb,
    /// Why: needed for sending back, and where something is outstanding.
    pub reason: String,
    /// Number of the letter by which it goes.
    pub document: String,
    /// Its day.
    pub document_on: Day,
    /// The version that the visitor has seen.
    pub seen: i64,
}

/// The report of a unit.
///
/// # Errors
/// The visitor may not see findings of the unit, or it does not report in the campaign.
pub async fn show(context: &Context, visitor: &Visitor, id: Id, unit: Id) -> Result<Report, AppError> {
    let mut connection = context.db.read().await?;
    let place = object(&mut connection, Some(unit), None).await?;
    visitor.may(Act::ReadFinding, &place)?;
    let campaign = rows::get(&mut connection, id).await?;
    let here = units::get(&mut connection, id, unit).await?;
    let mut report = report(context, &mut connection, campaign, here).await?;
    report.steps = units::steps(&mut connection, id, unit).await?;
    for step in workflow::from(STEPS, report.unit.report_state) {
        let place = match (step.verb.is_of_the_unit_above(), report.unit.above) {
            (true, None) => continue,
            (true, Some(above)) => object(&mut connection, Some(above), None).await?,
            (false, _) => object(&mut connection, Some(unit), None).await?,
        };
        if visitor.may(step.act, &place).is_ok() {
            report.verbs.push(step.verb);
        }
    }
    Ok(report)
}

/// Takes one step of the table, if the report is still at the version that was seen.
///
/// # Errors
/// The visitor may not; the table has no such step; a guard refuses; or somebody took a step meanwhile.
pub async fn take_step(
    context: &Context,
    visitor: &Visitor,
    id: Id,
    unit: Id,
    input: &ReportInput,
) -> Result<ReportState, AppError> {
    let now = context.now();
    let mut change = context.db.change().await?;
    let own_place = object(&mut change, Some(unit), None).await?;
    visitor.may(Act::ReadFinding, &own_place)?;
    let campaign = running(&mut change, id).await?;
    let here = units::get(&mut change, id, unit).await?;
    let place = match here.above {
        Some(above) if input.verb.is_of_the_unit_above() => object(&mut change, Some(above), None).await?,
        _ => own_place,
    };
    let Some(step) = workflow::find(STEPS, here.report_state, input.verb) else {
        visitor.may(Act::Decide, &place)?;
        let (verb, state) = (input.verb.name().to_owned(), here.report_state.name().to_owned());
        return Err(StorageError::NoSuchStep { noun: "campaign-report", id: unit.0, verb, state }.into());
    };
    visitor.may(step.act, &place)?;
    let seen = here.version;
    if seen != input.seen {
        return Err(StorageError::Stale { noun: "campaign-report", id: unit.0, seen: input.seen }.into());
    }
    check_above(&mut change, &campaign, &here, input).await?;
    let kept = match input.verb {
        ReportVerb::SignOff => {
            let report = report(context, &mut change, campaign.clone(), here.clone()).await?;
            let refuse = |by| AppError::Blocked { message: Message::new("campaigns-refused-outstanding"), by };
            report.outstanding.signed_off(&input.reason).map_err(refuse)?;
            Some(signed(context, &report, &tidy(&input.reason)?)?)
        }
        ReportVerb::Withdraw | ReportVerb::Return => None,
        ReportVerb::Send | ReportVerb::Accept => here.report.clone(),
    };
    if input.verb == ReportVerb::Return {
        guards::reason(&input.reason).map_err(AppError::Unusable)?;
    }
    let document = input.document.trim();
    let is_plain = document.chars().count() <= MOST_DOCUMENT && !document.chars().any(char::is_control);
    if !is_plain || (input.verb == ReportVerb::Send && (document.is_empty() || !input.document_on.is_known())) {
        return Err(AppError::Unusable(Message::new("campaigns-refused-no-document").with("most", MOST_DOCUMENT)));
    }
    let taken = ReportStep {
        verb: input.verb,
        before: here.report_state,
        after: step.to,
        reason: tidy(&input.reason)?,
        document: document.to_owned(),
        document_on: input.document_on,
        by: visitor.actor.user,
        at: now,
    };
    units::save_step(&mut change, id, unit, &taken, kept.as_deref(), seen).await?;
    let detail = json!({
        "unit": unit.to_string(),
        "verb": input.verb.name(),
        "before": here.report_state.name(),
        "after": step.to.name(),
        "reason": taken.reason,
        "document": taken.document,
    });
    commit(change, context, visitor, "campaign-report-step", id, &detail).await?;
    Ok(step.to)
}

/// Cases that the CA has to correct: decided `report-to-ca` and confirmed, in the units below `unit`. At most 5,000, as a
/// letter holds.
///
/// # Errors
/// The visitor may not see findings of the unit.
pub async fn ca_corrections(context: &Context, visitor: &Visitor, id: Id, unit: Id) -> Result<Vec<CaseLine>, AppError> {
    let mut connection = context.db.read().await?;
    let place = object(&mut connection, Some(unit), None).await?;
    visitor.may(Act::ReadFinding, &place)?;
    let filter = Filter {
        reach: visitor.reach(Act::ReadFinding)?,
        unit: Some(unit),
        state: Some(CaseState::Confirmed),
        action: Some(Action::ReportToCa),
        ..Filter::default()
    };
    let (mut found, mut after) = (Vec::new(), None);
    while found.len() < 5_000 {
        let page = lists::page(&mut connection, id, &filter, after.as_ref(), 200).await?;
        found.extend(page.items);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    Ok(found)
}

/// What the unit above, or the one below, did already stands in the way.
async fn check_above(
    connection: &mut Connection,
    campaign: &Campaign,
    here: &CampaignUnit,
    input: &ReportInput,
) -> Result<(), AppError> {
    let Some(above) = here.above else {
        // Nobody is above the top: it goes to the CA, and nobody here takes it.
        if input.verb.is_of_the_unit_above() {
            return Err(AppError::Unusable(Message::new("campaigns-refused-top")));
        }
        return Ok(());
    };
    if matches!(input.verb, ReportVerb::Send | ReportVerb::Accept | ReportVerb::Return) {
        let state = units::get(connection, campaign.id, above).await?.report_state;
        if state.is_locked() {
            return Err(AppError::Unusable(Message::new("campaigns-refused-above-locked")));
        }
    }
    Ok(())
}

/// The report as it would be now; what was signed off beside it.
async fn report(
    context: &Context,
    connection: &mut Connection,
    campaign: Campaign,
    here: CampaignUnit,
) -> Result<Report, AppError> {
    let (id, unit) = (campaign.id, here.unit);
    let own = lists::totals(connection, id, Some(unit)).await?.remove(&unit).unwrap_or_default();
    let below = units::below(connection, id, unit).await?;
    let names = antin_storage::units::names(connection, &below.iter().map(|one| one.unit).collect::<Vec<_>>()).await?;
    let name_of = |unit: Id| {
        let found = names.iter().find(|one| one.id == unit);
        found.map(|one| one.name_on(context.today()).to_owned()).unwrap_or_default()
    };
    let child = |one: &CampaignUnit| ChildReport {
        unit: one.unit,
        name: name_of(one.unit),
        state: one.report_state,
        sum: one.report_state.has_arrived().then(|| of_kept(one).map(|kept| kept.sum.totals())).flatten(),
    };
    let mut children: Vec<ChildReport> = below.iter().map(child).collect();
    children.sort_by(|one, other| one.name.cmp(&other.name).then(one.unit.cmp(&other.unit)));
    let sum = children.iter().filter_map(|child| child.sum.as_ref()).fold(own, Totals::and);
    let reach = antin_domain::permission::Reach { everything: true, ..Default::default() };
    let changed = Filter { reach, office: Some(unit), changed: true, ..Filter::default() };
    let outstanding = Outstanding {
        missing: children.iter().filter(|child| child.sum.is_none()).map(|child| child.name.clone()).collect(),
        open: own.open,
        changed: lists::count(connection, id, &changed).await?,
    };
    let signed = of_kept(&here);
    Ok(Report { campaign, unit: here, own, children, sum, outstanding, signed, steps: Vec::new(), verbs: Vec::new() })
}

fn of_kept(unit: &CampaignUnit) -> Option<SignedReport> {
    unit.report.as_deref().and_then(|text| serde_json::from_str(text).ok())
}

/// The report as it is kept from now on.
fn signed(context: &Context, report: &Report, reason: &str) -> Result<String, AppError> {
    if !report.sum.adds_up() {
        return Err(AppError::BrokenOff("the report does not add up".into()));
    }
    let arrived = report.children.iter().filter_map(|child| {
        let sum = child.sum.as_ref()?;
        Some((child.unit.0, child.name.clone(), Numbers::of(sum)))
    });
    let kept = SignedReport {
        on: context.today().to_string(),
        own: Numbers::of(&report.own),
        children: arrived.collect(),
        sum: Numbers::of(&report.sum),
        missing: report.outstanding.missing.clone(),
        reason: reason.to_owned(),
    };
    serde_json::to_string(&kept).map_err(|error| AppError::BrokenOff(error.to_string()))
}

impl Numbers {
    fn of(totals: &Totals) -> Numbers {
        Numbers {
            matched: totals.matched,
            mismatched: totals.mismatched,
            not_recognised: totals.not_recognised,
            unlisted: totals.unlisted,
            actions: totals.actions,
            open: totals.open,
        }
    }

    /// What they count.
    #[must_use]
    pub fn totals(&self) -> Totals {
        Totals {
            matched: self.matched,
            mismatched: self.mismatched,
            not_recognised: self.not_recognised,
            unlisted: self.unlisted,
            actions: self.actions,
            open: self.open,
        }
    }
}
