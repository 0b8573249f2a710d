//! The rehearsal of a campaign: what would be found, unit by unit; nothing is opened.

use super::offices::Offices;
use super::{commit, ready};
use crate::context::Context;
use crate::error::AppError;
use crate::reviews::{self, Input};
use crate::visitor::Visitor;
use crate::work::{self, Desk, Progress};
use antin_domain::action::Action;
use antin_domain::campaign::{CampaignState, CampaignVerb};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_results::input::Cells;
use antin_storage::audit::NewEvent;
use antin_storage::campaigns::{self as rows, Campaign};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;

/// What a rehearsal found, and the work about it that is under way.
#[derive(Clone, Debug, Default)]
pub struct Rehearsal {
    /// The day that it speaks of; unknown while there is none.
    pub as_of: Day,
    /// Name and version of the policy.
    pub policy: String,
    /// The lists that were looked at.
    pub inputs: Vec<Input>,
    /// What each unit would have, those above first.
    pub units: Vec<RehearsedUnit>,
    /// Cases that lie outside the scope.
    pub outside: i64,
    /// The last work that was asked for: a rehearsal or the launch.
    pub work: Option<Progress>,
}

/// What one unit would have to decide itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RehearsedUnit {
    /// The unit.
    pub unit: Id,
    /// How many of each action, in the order of [`Action::ALL`].
    pub actions: [i64; 10],
}

/// What is kept beside a campaign until its launch.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Kept {
    /// The last job that was asked for.
    pub job: i64,
    /// What was found; none before the first rehearsal.
    pub found: Option<Found>,
}

/// What a rehearsal found.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Found {
    pub inputs: Vec<Input>,
    pub as_of: Option<i32>,
    pub policy: String,
    /// Digest of the lists, in hex.
    pub digest: String,
    pub units: Vec<(i64, [i64; 10])>,
    pub outside: i64,
}

/// What a job about a campaign is told.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Asked {
    pub(super) campaign: i64,
    pub(super) actor: i64,
}

/// Asks for a rehearsal, in the background.
///
/// # Errors
/// The visitor may not, the campaign was launched, a list is missing, or work on the campaign is under way.
pub async fn rehearse(context: &Context, visitor: &Visitor, id: Id) -> Result<(), AppError> {
    // Without lists there is nothing to rehearse: said at once, not by the job.
    reviews::snapshot::latest(context).await?;
    ask(context, visitor, id, CampaignVerb::Rehearse, work::REHEARSE_CAMPAIGN).await
}

/// Asks for work on a campaign.
pub(super) async fn ask(
    context: &Context,
    visitor: &Visitor,
    id: Id,
    verb: CampaignVerb,
    kind: &'static str,
) -> Result<(), AppError> {
    let job = context.id()?;
    let mut change = context.db.change().await?;
    let (campaign, _) = ready(context, &mut change, visitor, id, verb).await?;
    let kept = Kept { job: job.0, ..kept(&campaign) };
    let asked = json!(Asked { campaign: id.0, actor: visitor.actor.user.0 });
    work::add(context, &mut change, job, kind, &asked, &format!("campaign-{id}")).await?;
    let seen = campaign.version;
    rows::update(&mut change, &Campaign { rehearsal: Some(json!(kept).to_string()), ..campaign }, seen).await?;
    let action = if verb == CampaignVerb::Launch { "ask-launch-campaign" } else { "ask-rehearse-campaign" };
    commit(change, context, visitor, action, id, &json!({ "job": job.to_string() })).await?;
    work::ring(context);
    Ok(())
}

/// Looks what would be found in the lists of today.
pub(crate) async fn rehearse_now(context: &Context, desk: &Desk, asked: Asked) -> Result<(), AppError> {
    let id = Id(asked.campaign);
    let policy = context.policy().ok_or_else(|| AppError::Unusable(Message::new("web-policy-none")))?;
    let policy = format!("{} {}", policy.name, policy.version);
    let (inputs, as_of) = (reviews::snapshot::latest(context).await?, context.today());
    let look = reviews::look::look(context, &inputs, &policy, as_of, Cells::NotNeeded).await?;
    let mut change = context.db.change().await?;
    let campaign = rows::get(&mut change, id).await?;
    let before = kept(&campaign);
    let step = antin_domain::workflow::find(antin_domain::campaign::STEPS, campaign.state, CampaignVerb::Rehearse);
    if step.is_none() || before.job != desk.job.0 {
        // It was edited, dropped or asked for again meanwhile: what was found is of no use.
        drop(change);
        return put_away(context, desk).await;
    }
    let offices = Offices::read(&mut change, &campaign).await?;
    let units = crate::intake::link::Units::read(&mut change, as_of).await?;
    let (mut counts, mut outside) = (BTreeMap::<Id, [i64; 10]>::new(), 0);
    for (found, unit) in look.found().zip(look.units(&units)) {
        match unit.and_then(|unit| offices.of(unit)) {
            Some(office) => counts.entry(office).or_default()[found.action() as usize] += 1,
            None => outside += 1,
        }
    }
    let order = offices.reporting(counts.keys().copied());
    let row = |(unit, ..): &(Id, Option<Id>, usize)| Some((unit.0, *counts.get(unit)?));
    let found = Found {
        inputs,
        as_of: as_of.number(),
        policy,
        digest: hex(&look.digest),
        units: order.iter().filter_map(row).collect(),
        outside,
    };
    let cases: i64 = found.units.iter().flat_map(|(_, actions)| actions).sum();
    let seen = campaign.version;
    let kept = json!(Kept { found: Some(found), ..before }).to_string();
    let campaign = Campaign { state: CampaignState::Rehearsed, rehearsal: Some(kept), ..campaign };
    rows::update(&mut change, &campaign, seen).await?;
    desk.finish(&mut change).await?;
    let event = NewEvent {
        at: context.now(),
        actor: &Id(asked.actor).to_string(),
        action: "rehearse-campaign",
        object_kind: "campaign",
        object_id: &id.to_string(),
        detail: &json!({ "cases": cases, "outside": outside }),
    };
    change.commit(&event).await?;
    Ok(())
}

/// Puts a job away that has nothing to do any more.
pub(super) async fn put_away(context: &Context, desk: &Desk) -> Result<(), AppError> {
    let mut turn = context.db.upkeep().await?;
    desk.finish(&mut turn).await?;
    Ok(turn.commit().await?)
}

/// What was rehearsed of a campaign; nothing where nothing was.
pub(super) fn kept(campaign: &Campaign) -> Kept {
    campaign.rehearsal.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

/// What was rehearsed of a campaign, and how far the work on it is.
///
/// # Errors
/// The database cannot be read.
pub async fn of(context: &Context, campaign: &Campaign) -> Result<Rehearsal, AppError> {
    let kept = kept(campaign);
    let work = if kept.job == 0 { None } else { work::progress(context, Id(kept.job)).await? };
    let found = kept.found.unwrap_or_default();
    Ok(Rehearsal {
        as_of: Day::of_number(found.as_of),
        policy: found.policy,
        inputs: found.inputs,
        units: found.units.into_iter().map(|(unit, actions)| RehearsedUnit { unit: Id(unit), actions }).collect(),
        outside: found.outside,
        work,
    })
}

impl RehearsedUnit {
    /// How many cases it would have.
    #[must_use]
    pub fn cases(&self) -> i64 {
        self.actions.iter().sum()
    }

    /// How many would wait for a decision.
    #[must_use]
    pub fn to_decide(&self) -> i64 {
        self.cases() - self.actions[Action::None as usize]
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
