//! The cases of a campaign: lists, groups, one with everything about it, and the steps that can be taken.

use super::{commit, deadline, decisions, running, tidy};
use crate::context::Context;
use crate::error::AppError;
use crate::reviews;
use crate::visitor::{Visitor, object};
use crate::work;
use antin_domain::action::Action;
use antin_domain::campaign::case::{CaseState, CaseVerb, HolderSaid, STEPS};
use antin_domain::campaign::deadline::Deadline;
use antin_domain::campaign::guards;
use antin_domain::day::Day;
use antin_domain::finding::Code;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::moment::Moment;
use antin_domain::permission::{Act, Object};
use antin_domain::workflow;
use antin_storage::campaigns::cases::{self, CampaignCase, CaseStep};
use antin_storage::campaigns::evidence::{self, Evidence};
use antin_storage::campaigns::follow_ups::{self, FollowUp};
use antin_storage::campaigns::list::{self as lists, CaseLine, Filter, Group};
use antin_storage::campaigns::units::{self, CampaignUnit};
use antin_storage::campaigns::{self as rows, Campaign};
use antin_storage::page::{Cursor, Page};
use antin_storage::{Change, Connection, Error as StorageError, users};
use serde_json::json;

/// Which cases somebody wants to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseQuery {
    /// Only of this unit and those below it.
    pub unit: Option<Id>,
    /// Only what this unit reports itself.
    pub office: Option<Id>,
    /// Only with this proposal.
    pub proposed: Option<Action>,
    /// Only with this deciding finding.
    pub finding: Option<Code>,
    /// Only in this state.
    pub state: Option<CaseState>,
    /// Only with this final action.
    pub action: Option<Action>,
    /// Only those of which the holder said so.
    pub holder: Option<HolderSaid>,
    /// Only those drawn for a second look.
    pub second_look: bool,
    /// Only those of which the certificate changed since they were looked at.
    pub changed: bool,
}

/// Everything about one case.
#[derive(Clone, Debug)]
pub struct WholeCase {
    /// The campaign.
    pub campaign: Campaign,
    /// The case.
    pub case: CampaignCase,
    /// What the review says of it: rows side by side, rules, links.
    pub review: Option<reviews::Case>,
    /// Its steps, the earliest first.
    pub steps: Vec<CaseStep>,
    /// Its evidence.
    pub evidence: Vec<Evidence>,
    /// What its confirmed decision asked for.
    pub follow_ups: Vec<FollowUp>,
    /// Until when it is to be decided.
    pub deadline: Deadline,
    /// What the visitor may do with it now.
    pub verbs: Vec<CaseVerb>,
    /// Why nothing can be decided now, where that is so.
    pub shut: Option<Message>,
    /// Did the certificate change since the case was looked at?
    pub is_changed: bool,
}

/// A step to be taken.
#[derive(Clone, Debug)]
pub struct StepInput {
    /// What is done.
    pub verb: CaseVerb,
    /// The action, where another than the proposed one is chosen or a dispute ends with one.
    pub action: Option<Action>,
    /// Why.
    pub reason: String,
    /// Number and day of the letter that asked for a replacement of a unit's only certificate.
    pub replacement: String,
    /// Until when it is put off.
    pub until: Day,
    /// The version that the visitor has seen.
    pub seen: i64,
}

/// A page of cases and how many there are on all pages.
///
/// # Errors
/// The visitor may not.
pub async fn list(
    context: &Context,
    visitor: &Visitor,
    campaign: Id,
    query: &CaseQuery,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<(Page<CaseLine>, i64), AppError> {
    let filter = query.filter(visitor, Act::ReadFinding)?;
    let mut connection = context.db.read().await?;
    rows::get(&mut connection, campaign).await?;
    let page = lists::page(&mut connection, campaign, &filter, after, limit).await?;
    Ok((page, lists::count(&mut connection, campaign, &filter).await?))
}

/// The cases of `query` in groups.
///
/// # Errors
/// The visitor may not.
pub async fn groups(
    context: &Context,
    visitor: &Visitor,
    campaign: Id,
    query: &CaseQuery,
) -> Result<Vec<Group>, AppError> {
    let filter = query.filter(visitor, Act::ReadFinding)?;
    Ok(lists::groups(&mut context.db.read().await?, campaign, &filter).await?)
}

/// The case behind the one with this number in the list of `query`; the first where there is none.
///
/// # Errors
/// The visitor may not.
pub async fn neighbours(
    context: &Context,
    visitor: &Visitor,
    campaign: Id,
    query: &CaseQuery,
    number: i64,
) -> Result<Option<i64>, AppError> {
    let filter = query.filter(visitor, Act::ReadFinding)?;
    let mut connection = context.db.read().await?;
    let here = cases::get(&mut connection, campaign, number).await?;
    let cursor = Cursor { key: lists::place(here.proposed), id: number };
    let behind = lists::page(&mut connection, campaign, &filter, Some(&cursor), 1).await?;
    let found = match behind.items.first() {
        Some(line) => Some(line.case.number),
        None => lists::page(&mut connection, campaign, &filter, None, 1).await?.items.first().map(|l| l.case.number),
    };
    Ok(found.filter(|found| *found != number))
}

/// Everything about one case.
///
/// # Errors
/// The visitor may not see it, or there is no such case.
pub async fn one(context: &Context, visitor: &Visitor, campaign: Id, number: i64) -> Result<WholeCase, AppError> {
    let mut connection = context.db.read().await?;
    let campaign = rows::get(&mut connection, campaign).await?;
    let case = cases::get(&mut connection, campaign.id, number).await?;
    let place = object(&mut connection, Some(case.unit), case.person).await?;
    visitor.may(Act::ReadFinding, &place)?;
    let office = units::get(&mut connection, campaign.id, case.office).await?;
    let steps = cases::steps(&mut connection, campaign.id, number).await?;
    let evidence = evidence::of_case(&mut connection, campaign.id, number).await?;
    let follow_ups = follow_ups::of_case(&mut connection, campaign.id, number).await?;
    let changed = Filter { reach: everything(), changed: true, ..Filter::default() };
    let is_changed = lists::holds(&mut connection, campaign.id, &changed, number).await?;
    drop(connection);
    let review = match campaign.run {
        Some(run) => reviews::one(context, visitor, run, number).await?,
        None => None,
    };
    let shut = shut(&campaign, &office, context.today()).err();
    let verbs = allowed(visitor, &campaign, &case, &office, &place, context.today());
    let deadline = deadline(&campaign, office.before);
    Ok(WholeCase { campaign, case, review, steps, evidence, follow_ups, deadline, verbs, shut, is_changed })
}

/// The case of a certificate in the campaign that was launched last and runs; none where there is none that the visitor
/// may see.
///
/// # Errors
/// The database cannot be read.
pub async fn of_certificate(
    context: &Context,
    visitor: &Visitor,
    certificate: Id,
) -> Result<Option<(Id, CampaignCase)>, AppError> {
    if !visitor.may_somewhere(Act::ReadFinding) {
        return Ok(None);
    }
    let mut connection = context.db.read().await?;
    let Some((campaign, number)) = lists::running_case_of(&mut connection, certificate).await? else {
        return Ok(None);
    };
    let case = cases::get(&mut connection, campaign, number).await?;
    let place = object(&mut connection, Some(case.unit), case.person).await?;
    Ok(visitor.may(Act::ReadFinding, &place).is_ok().then_some((campaign, case)))
}

/// Takes one step of the table, if the case is still at the version that was seen.
///
/// # Errors
/// The visitor may not; the table has no such step; a guard refuses; or somebody took a step meanwhile.
pub async fn take_step(
    context: &Context,
    visitor: &Visitor,
    campaign: Id,
    number: i64,
    input: &StepInput,
) -> Result<CaseState, AppError> {
    let now = context.now();
    let mut change = context.db.change().await?;
    let campaign = running(&mut change, campaign).await?;
    let before = cases::get(&mut change, campaign.id, number).await?;
    let place = object(&mut change, Some(before.unit), before.person).await?;
    // Whoever may not see it learns nothing of how it stands.
    visitor.may(Act::ReadFinding, &place)?;
    let Some(step) = workflow::find(STEPS, before.state, input.verb) else {
        visitor.may(Act::Decide, &place)?;
        let (verb, state) = (input.verb.name().to_owned(), before.state.name().to_owned());
        return Err(StorageError::NoSuchStep { noun: "campaign-case", id: number, verb, state }.into());
    };
    visitor.may(step.act, &place)?;
    let office = units::get(&mut change, campaign.id, before.office).await?;
    guards::not_locked(office.report_state).map_err(AppError::Unusable)?;
    if step.act != Act::Approve {
        guards::in_time(deadline(&campaign, office.before), context.today()).map_err(AppError::Unusable)?;
    }
    check(&mut change, visitor, &campaign, &before, input).await?;
    let after = decided(&before, input, step.to, visitor.actor.user, now)?;
    let verb = input.verb;
    let reason = tidy(&input.reason)?;
    let action = after.action.or(before.action);
    let kept = CaseStep { verb, before: before.state, after: step.to, action, reason, by: visitor.actor.user, at: now };
    cases::save_step(&mut change, campaign.id, &after, &kept, input.seen).await?;
    match (before.state, step.to) {
        (_, CaseState::Confirmed) => decisions::follow_up(context, &mut change, campaign.id, &after, now).await?,
        (CaseState::Confirmed, _) => decisions::take_back(&mut change, campaign.id, number, now).await?,
        _ => {}
    }
    let detail = json!({
        "case": number,
        "verb": verb.name(),
        "before": before.state.name(),
        "after": step.to.name(),
        "action": action.map(Action::name),
        "reason": kept.reason,
    });
    commit(change, context, visitor, "campaign-case-step", campaign.id, &detail).await?;
    work::ring(context);
    Ok(step.to)
}

/// The guards of a step.
async fn check(
    change: &mut Change,
    visitor: &Visitor,
    campaign: &Campaign,
    case: &CampaignCase,
    input: &StepInput,
) -> Result<(), AppError> {
    let refuse = AppError::Unusable;
    if input.verb.needs_reason() {
        guards::reason(&input.reason).map_err(refuse)?;
    }
    match input.verb {
        CaseVerb::Confirm => {
            guards::four_eyes(case.decided_by, visitor.actor.user).map_err(refuse)?;
            // One person with two log-ins is one pair of eyes.
            if let (Some(decided_by), Some(own)) = (case.decided_by, visitor.actor.person) {
                let person = users::get(change, decided_by).await?.person;
                guards::four_eyes(person, own).map_err(refuse)?;
            }
        }
        CaseVerb::Accept => {
            guards::keeps_a_certificate(case.proposed, case.is_only, &input.replacement).map_err(refuse)?;
        }
        CaseVerb::Choose => {
            let action = input.action.filter(|action| *action != case.proposed);
            let action = action.ok_or_else(|| refuse(Message::new("campaigns-refused-same-action")))?;
            guards::keeps_a_certificate(action, case.is_only, &input.replacement).map_err(refuse)?;
        }
        CaseVerb::Dispute => {
            let files = evidence::of_case(change, campaign.id, case.number).await?.len();
            guards::has_evidence(i64::try_from(files).unwrap_or(i64::MAX)).map_err(refuse)?;
            let action = input.action.unwrap_or_default();
            guards::keeps_a_certificate(action, case.is_only, &input.replacement).map_err(refuse)?;
        }
        CaseVerb::Postpone if !input.until.is_known() => {
            return Err(refuse(Message::new("campaigns-refused-no-day")));
        }
        _ => {}
    }
    guards::not_too_long(&input.replacement).map_err(refuse)
}

/// The case with nothing decided.
pub(super) fn reopened(before: &CampaignCase, to: CaseState, reason: &str) -> CampaignCase {
    CampaignCase {
        state: to,
        decision: None,
        action: None,
        reason: reason.to_owned(),
        replacement: String::new(),
        until: Day::UNKNOWN,
        decided_by: None,
        decided: None,
        confirmed_by: None,
        confirmed: None,
        second_look: false,
        ..before.clone()
    }
}

/// The case as it stands after the step.
fn decided(
    before: &CampaignCase,
    input: &StepInput,
    to: CaseState,
    by: Id,
    now: Moment,
) -> Result<CampaignCase, AppError> {
    let blank = reopened(before, to, &tidy(&input.reason)?);
    Ok(match input.verb {
        CaseVerb::Accept | CaseVerb::Choose | CaseVerb::Dispute => CampaignCase {
            decision: input.verb.decision(),
            action: Some(match input.verb {
                CaseVerb::Accept => before.proposed,
                _ => input.action.unwrap_or_default(),
            }),
            replacement: tidy(&input.replacement)?,
            decided_by: Some(by),
            decided: Some(now),
            ..blank
        },
        CaseVerb::Postpone => CampaignCase { until: input.until, ..blank },
        CaseVerb::Confirm => CampaignCase { state: to, confirmed_by: Some(by), confirmed: Some(now), ..before.clone() },
        _ => blank,
    })
}

/// What the visitor may do with a case now: the rows of the table, as far as permissions and guards allow them.
fn allowed(
    visitor: &Visitor,
    campaign: &Campaign,
    case: &CampaignCase,
    office: &CampaignUnit,
    place: &Object,
    today: Day,
) -> Vec<CaseVerb> {
    let is_late = deadline(campaign, office.before).is_over(today);
    if campaign.state != antin_domain::campaign::CampaignState::Running || office.report_state.is_locked() {
        return Vec::new();
    }
    workflow::from(STEPS, case.state)
        .filter(|step| step.act == Act::Approve || !is_late)
        .filter(|step| visitor.may(step.act, place).is_ok())
        .filter(|step| step.verb != CaseVerb::Confirm || case.decided_by != Some(visitor.actor.user))
        .map(|step| step.verb)
        .collect()
}

/// Why nothing can be decided in a unit now.
fn shut(campaign: &Campaign, office: &CampaignUnit, today: Day) -> Result<(), Message> {
    if campaign.state != antin_domain::campaign::CampaignState::Running {
        return Err(Message::new("campaigns-refused-not-running").with("letter", &campaign.letter));
    }
    guards::not_locked(office.report_state)?;
    guards::in_time(deadline(campaign, office.before), today)
}

/// Units in which nothing can be decided, or nothing can be confirmed, now.
pub(super) async fn shut_units(
    connection: &mut Connection,
    campaign: &Campaign,
    act: Act,
    today: Day,
) -> Result<Vec<Id>, AppError> {
    let all = units::all(connection, campaign.id).await?;
    let is_shut = |unit: &&CampaignUnit| match act {
        Act::Approve => unit.report_state.is_locked(),
        _ => shut(campaign, unit, today).is_err(),
    };
    Ok(all.iter().filter(is_shut).map(|unit| unit.unit).collect())
}

fn everything() -> antin_domain::permission::Reach {
    antin_domain::permission::Reach { everything: true, ..Default::default() }
}

impl CaseQuery {
    /// The filter of storage, as far as `act` reaches.
    pub(super) fn filter(&self, visitor: &Visitor, act: Act) -> Result<Filter, AppError> {
        Ok(Filter {
            reach: visitor.reach(act)?,
            unit: self.unit,
            office: self.office,
            proposed: self.proposed,
            finding: self.finding.map(|code| code.name().to_owned()),
            state: self.state,
            action: self.action,
            holder: self.holder,
            second_look: self.second_look,
            changed: self.changed,
        })
    }
}
