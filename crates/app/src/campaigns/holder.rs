//! The holder's own check: he sees his certificate as the application has it, and says whether it is right.
//!
//! > Letter 2547/TCT-CNTT, 2.1b: guide organisations and persons to check the certificate they use against the
//! > application. A clerk does it for those who have no access; the event says so.

use super::{commit, deadline, running, tidy};
use crate::context::Context;
use crate::error::AppError;
use crate::mail::{self, Mail};
use crate::visitor::{Visitor, object};
use antin_domain::campaign::case::{CaseState, CaseVerb, HolderSaid, STEPS};
use antin_domain::campaign::deadline::Deadline;
use antin_domain::campaign::guards;
use antin_domain::certificate::record::CertificateRecord;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_domain::workflow;
use antin_storage::campaigns::cases::{self, CampaignCase, CaseStep};
use antin_storage::campaigns::list as lists;
use antin_storage::campaigns::units;
use antin_storage::campaigns::{self as rows, Campaign};
use antin_storage::{Connection, certificates};
use serde_json::json;

/// A case of one's own certificate.
#[derive(Clone, Debug)]
pub struct OwnCase {
    /// The campaign.
    pub campaign: Campaign,
    /// The case.
    pub case: CampaignCase,
    /// The certificate as the application has it.
    pub record: CertificateRecord,
    /// Until when the unit decides.
    pub deadline: Deadline,
}

/// What the holder says.
#[derive(Clone, Debug)]
pub struct HolderInput {
    /// Is it right?
    pub said: HolderSaid,
    /// What is wrong.
    pub note: String,
    /// The version of the case that was seen.
    pub seen: i64,
}

/// The cases of the visitor's own certificates in campaigns that run.
///
/// # Errors
/// The database cannot be read.
pub async fn own(context: &Context, visitor: &Visitor) -> Result<Vec<OwnCase>, AppError> {
    let Some(person) = visitor.actor.person else { return Ok(Vec::new()) };
    visitor.reach(Act::ReadCertificate)?;
    let mut connection = context.db.read().await?;
    let mut own = Vec::new();
    for (campaign, number) in lists::running_cases_of(&mut connection, person).await? {
        let campaign = rows::get(&mut connection, campaign).await?;
        let case = cases::get(&mut connection, campaign.id, number).await?;
        let Some(certificate) = case.certificate else { continue };
        let (record, _) = certificates::get(&mut connection, certificate).await?;
        let place = object(&mut connection, Some(record.unit), record.person).await?;
        if visitor.may(Act::ReadCertificate, &place).is_ok() {
            let before = units::get(&mut connection, campaign.id, case.office).await?.before;
            let deadline = deadline(&campaign, before);
            own.push(OwnCase { campaign, case, record, deadline });
        }
    }
    Ok(own)
}

/// How many people would be written to by [`invite`], those who were written to before included.
///
/// # Errors
/// The database cannot be read.
pub(super) async fn to_ask(connection: &mut Connection, campaign: Id, office: Id) -> Result<usize, AppError> {
    Ok(lists::holders_to_ask(connection, campaign, office).await?.len())
}

/// Writes to every holder of the cases that a unit reports who has not answered yet: a letter with the link to his own
/// certificates, once in a campaign. How many letters that were.
///
/// # Errors
/// The visitor may not decide for the unit, or the campaign does not run.
pub async fn invite(context: &Context, visitor: &Visitor, id: Id, unit: Id) -> Result<usize, AppError> {
    let mut change = context.db.change().await?;
    let place = object(&mut change, Some(unit), None).await?;
    visitor.may(Act::Decide, &place)?;
    let campaign = running(&mut change, id).await?;
    let office = units::get(&mut change, id, unit).await?;
    let said = Message::new("campaigns-notice-own")
        .with("letter", &campaign.letter)
        .with("last", deadline(&campaign, office.before).last_day());
    let mut written = 0;
    for (person, to) in lists::holders_to_ask(&mut change, id, unit).await? {
        let letter = Mail::new(&to, &Message::new("letters-own-subject"), &said, "/campaigns/own");
        written += usize::from(mail::put(context, &mut change, &format!("campaign-{id}-own-{person}"), &letter).await?);
    }
    if written > 0 {
        let detail = json!({ "unit": unit.to_string(), "letters": written });
        commit(change, context, visitor, "invite-holders", id, &detail).await?;
    }
    Ok(written)
}

/// Records what the holder says; a clerk may for those who have no access. What was clear and is said to be wrong waits
/// for a decision from then on.
///
/// # Errors
/// The visitor may not; the time is over; what is wrong was not told; or somebody took a step meanwhile.
pub async fn say(
    context: &Context,
    visitor: &Visitor,
    campaign: Id,
    number: i64,
    input: &HolderInput,
) -> Result<(), AppError> {
    let now = context.now();
    let mut change = context.db.change().await?;
    let campaign = running(&mut change, campaign).await?;
    let case = cases::get(&mut change, campaign.id, number).await?;
    let place = object(&mut change, Some(case.unit), case.person).await?;
    visitor.may(Act::ConfirmCertificate, &place)?;
    let office = units::get(&mut change, campaign.id, case.office).await?;
    guards::not_locked(office.report_state).map_err(AppError::Unusable)?;
    guards::in_time(deadline(&campaign, office.before), context.today()).map_err(AppError::Unusable)?;
    if input.said == HolderSaid::Wrong {
        guards::reason(&input.note).map_err(AppError::Unusable)?;
    }
    let is_own = visitor.actor.person.is_some() && visitor.actor.person == case.person;
    let said = CampaignCase {
        holder_said: input.said,
        holder_note: tidy(&input.note)?,
        holder_by: Some(visitor.actor.user),
        holder_at: Some(now),
        holder_for: !is_own,
        ..case.clone()
    };
    cases::save_holder(&mut change, campaign.id, &said, input.seen).await?;
    let raised =
        (input.said == HolderSaid::Wrong).then(|| workflow::find(STEPS, case.state, CaseVerb::Raise)).flatten();
    if let Some(step) = raised {
        let after = CampaignCase { state: CaseState::Open, reason: said.holder_note.clone(), ..said.clone() };
        let kept = CaseStep {
            verb: step.verb,
            before: step.from,
            after: step.to,
            action: None,
            reason: said.holder_note.clone(),
            by: visitor.actor.user,
            at: now,
        };
        cases::save_step(&mut change, campaign.id, &after, &kept, input.seen + 1).await?;
    }
    let detail = json!({
        "case": number,
        "said": input.said.name(),
        "note": said.holder_note,
        "for_the_holder": said.holder_for,
        "raised": raised.is_some(),
    });
    commit(change, context, visitor, "campaign-holder-check", campaign.id, &detail).await
}
