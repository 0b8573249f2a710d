//! The launch of a campaign: what was rehearsed is sealed, and every unit gets its cases; all in one transaction.

use super::dispatch;
use super::offices::Offices;
use super::rehearsal::{Asked, ask, hex, kept, put_away};
use crate::context::Context;
use crate::error::AppError;
use crate::reviews::{self, Found, Reasons};
use crate::visitor::Visitor;
use crate::work::{self, Desk};
use antin_domain::campaign::report::ReportState;
use antin_domain::campaign::{CampaignState, CampaignVerb};
use antin_domain::day::Day;
use antin_domain::finding::Code;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_results::input::Cells;
use antin_storage::audit::NewEvent;
use antin_storage::campaigns::cases::{self, NewCase};
use antin_storage::campaigns::units::{self, CampaignUnit};
use antin_storage::campaigns::{self as rows, Campaign};
use antin_storage::reviews::Run;
use serde_json::json;

/// Asks for the launch, in the background.
///
/// # Errors
/// The visitor may not, the campaign was not rehearsed, lists came in since, or work on it is under way.
pub async fn launch(context: &Context, visitor: &Visitor, id: Id) -> Result<(), AppError> {
    let campaign = rows::get(&mut context.db.read().await?, id).await?;
    let latest = reviews::snapshot::latest(context).await?;
    if kept(&campaign).found.is_some_and(|found| found.inputs != latest) {
        return Err(AppError::Unusable(Message::new("campaigns-refused-newer-lists")));
    }
    ask(context, visitor, id, CampaignVerb::Launch, work::LAUNCH_CAMPAIGN).await
}

/// Opens the cases of what was rehearsed.
pub(crate) async fn launch_now(context: &Context, desk: &Desk, asked: Asked) -> Result<(), AppError> {
    let id = Id(asked.campaign);
    let campaign = rows::get(&mut context.db.read().await?, id).await?;
    let Some(found) = kept(&campaign).found else {
        return Err(AppError::Unusable(Message::new("campaigns-refused-not-rehearsed")));
    };
    let as_of = Day::of_number(found.as_of);
    let look = reviews::look::look(context, &found.inputs, &found.policy, as_of, Cells::ReadAgain).await?;
    if hex(&look.digest) != found.digest {
        return Err(AppError::Unusable(Message::new("campaigns-refused-newer-lists")));
    }
    let mut change = context.db.change().await?;
    let campaign = rows::get(&mut change, id).await?;
    let step = antin_domain::workflow::find(antin_domain::campaign::STEPS, campaign.state, CampaignVerb::Launch);
    if step.is_none() || kept(&campaign).job != desk.job.0 {
        // It was edited, dropped or launched meanwhile.
        drop(change);
        return put_away(context, desk).await;
    }
    let now = context.now();
    let run = Run {
        id: context.id()?,
        unit: None,
        as_of,
        policy: found.policy,
        snapshot: look.digest.clone(),
        summary: reviews::summary(look.len(), &found.inputs),
        started: now,
        started_by: Some(Id(asked.actor)),
    };
    let places = reviews::keep(desk, &mut change, &run, &look).await?;
    let offices = Offices::read(&mut change, &campaign).await?;
    let reasons = look.reasons();
    let opened: Vec<NewCase> = (1..)
        .zip(look.found().zip(&places))
        .filter_map(|(number, (found, &(unit, certificate)))| {
            let unit = unit?;
            Some(opened(number, &found, &reasons, (unit, offices.of(unit)?), certificate))
        })
        .collect();
    if opened.is_empty() {
        return Err(AppError::Unusable(Message::new("campaigns-refused-nothing")));
    }
    let reporting = offices.reporting(opened.iter().map(|case| case.office));
    let last = campaign.levels.last().copied().unwrap_or_default();
    let unit = |&(unit, above, depth): &(Id, Option<Id>, usize)| CampaignUnit {
        unit,
        above,
        depth: i16::try_from(depth).unwrap_or(i16::MAX),
        before: campaign.levels.get(depth).copied().unwrap_or(last),
        report_state: ReportState::Writing,
        report: None,
        reminded: Day::UNKNOWN,
        version: 1,
    };
    let reporting: Vec<CampaignUnit> = reporting.iter().map(unit).collect();
    units::insert_many(&mut change, id, &reporting).await?;
    dispatch::tell(context, &mut change, &campaign, &reporting).await?;
    cases::open_many(&mut change, id, &opened).await?;
    let (seen, run_id) = (campaign.version, run.id);
    let detail = json!({
        "cases": opened.len(),
        "units": reporting.len(),
        "review": run_id.to_string(),
        "snapshot": found.digest,
    });
    let campaign = Campaign { state: CampaignState::Running, run: Some(run_id), launched: Some(now), ..campaign };
    rows::update(&mut change, &campaign, seen).await?;
    desk.finish(&mut change).await?;
    let event = NewEvent {
        at: now,
        actor: &Id(asked.actor).to_string(),
        action: "launch-campaign",
        object_kind: "campaign",
        object_id: &id.to_string(),
        detail: &detail,
    };
    change.commit(&event).await?;
    // Counts over a hundred thousand new rows are quick only when the database knows that they are there.
    context.db.analyze().await?;
    Ok(())
}

fn opened(
    number: i64,
    found: &Found<'_>,
    reasons: &Reasons<'_>,
    (unit, office): (Id, Id),
    certificate: Option<Id>,
) -> NewCase {
    NewCase {
        number,
        unit,
        office,
        certificate,
        proposed: found.action(),
        // What decided stands first.
        finding: reasons.why(found).said.into_iter().next().map(|said| said.code).unwrap_or_default(),
        compared: found.compared(),
        is_only: found.findings().has(Code::OnlyCertificateOfUnit),
    }
}
