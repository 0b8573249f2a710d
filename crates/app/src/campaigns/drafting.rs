//! Requests drafted from confirmed decisions, in the background: ten thousand confirmed at once are answered at once.
//!
//! > issue "The campaigns" 4: drafted from accepted findings (`revoke-and-reissue` = two, linked).
//!
//! The author is whoever decided, so whoever confirmed may still approve. A draft says what is known; what the law asks
//! for beyond that is added by hand before it is handed in.

use crate::context::Context;
use crate::error::{AppError, Kind};
use crate::requests::draft::{Author, Draft, draft};
use crate::visitor::object;
use crate::work::{self, Desk, Told};
use antin_domain::finding::Code;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::{Act, Decision, may};
use antin_domain::request::eyes::Who;
use antin_domain::request::{Content, Origin, RequestKind, RevocationReason};
use antin_storage::audit::NewEvent;
use antin_storage::campaigns::follow_ups::{self, Pending};
use antin_storage::{Change, grants, requests, users};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// So many are drafted in one turn.
const TOGETHER: u32 = 100;

/// What the job is told.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Asked {
    campaign: i64,
}

/// Asks for the drafts of what is recorded in this turn; the caller rings once the turn is kept.
pub(super) async fn ask(context: &Context, change: &mut Change, campaign: Id) -> Result<(), AppError> {
    let job = context.id()?;
    // Each confirmation asks anew: a job that looked just before this turn was kept would miss it.
    let once = format!("draft-requests-{job}");
    work::add(context, change, job, work::DRAFT_REQUESTS, &json!(Asked { campaign: campaign.0 }), &once).await
}

/// Drafts everything that confirmed decisions of the campaign ask for and that has no draft yet.
pub(crate) async fn draft_now(context: &Context, desk: &Desk, asked: Asked) -> Result<(), AppError> {
    let campaign = Id(asked.campaign);
    loop {
        let mut change = context.db.change().await?;
        let pending = follow_ups::to_draft(&mut change, campaign, TOGETHER).await?;
        if pending.is_empty() {
            drop(change);
            let mut turn = context.db.upkeep().await?;
            desk.finish(&mut turn).await?;
            return Ok(turn.commit().await?);
        }
        let mut drafted = 0;
        for one in &pending {
            let outcome = match draft_one(context, &mut change, campaign, one).await {
                Ok(request) => Ok(request),
                // Asked already, or gone since: told beside the case, and no reason to hold up the others.
                Err(error) if matches!(error.kind(), Kind::Unusable | Kind::Missing | Kind::Refused) => {
                    Err(Told::from(&error.message()).text())
                }
                Err(error) => return Err(error),
            };
            drafted += usize::from(outcome.is_ok());
            follow_ups::settle(&mut change, campaign, one, &outcome).await?;
        }
        let event = NewEvent {
            at: context.now(),
            actor: "antin",
            action: "campaign-draft-requests",
            object_kind: "campaign",
            object_id: &campaign.to_string(),
            detail: &json!({ "drafted": drafted, "not": pending.len() - drafted }),
        };
        change.commit(&event).await?;
    }
}

async fn draft_one(context: &Context, change: &mut Change, campaign: Id, one: &Pending) -> Result<Id, AppError> {
    let nothing = || AppError::Unusable(Message::new("campaigns-draft-no-certificate"));
    let certificate = one.certificate.ok_or_else(nothing)?;
    let kind = kind_of(&one.kind).ok_or_else(nothing)?;
    let author = author(context, change, one).await?;
    let content = Content { reason: reason(kind, &one.finding), ..Content::default() };
    let origin = Some(Origin { campaign, case: one.case });
    let request =
        draft(context, change, &author, &Draft { content, origin, ..Draft::about(kind, certificate) }).await?;
    if let Some(linked) = one.linked {
        let others = follow_ups::of_case(change, campaign, one.case).await?;
        let other = others.iter().find(|other| other.number == linked).and_then(|other| other.request);
        if let Some(other) = other {
            requests::pair(change, other, request).await?;
        }
    }
    Ok(request)
}

/// Whoever decided, as the role in which that is permitted today.
async fn author(context: &Context, change: &mut Change, one: &Pending) -> Result<Author, AppError> {
    let nobody = || AppError::Unusable(Message::new("campaigns-draft-no-author"));
    let user = users::get(change, one.decided_by.ok_or_else(nobody)?).await?;
    let actor = grants::actor(change, user.id, context.today()).await?;
    let place = object(change, Some(one.unit), one.person).await?;
    match may(&actor, Act::Decide, &place) {
        Decision::Allowed { role, deputy_of } => {
            Ok(Author { who: Who { user: user.id, person: user.person, deputy_of }, role })
        }
        Decision::Refused(_) => Err(nobody()),
    }
}

/// The kind of request for what a decision asks for. A new certificate in a campaign always follows an old one.
pub(super) fn kind_of(asked: &str) -> Option<RequestKind> {
    match asked {
        "revoke" => Some(RequestKind::Revoke),
        "issue" => Some(RequestKind::Reissue),
        "renew" => Some(RequestKind::Renew),
        "change-info" => Some(RequestKind::ChangeInfo),
        _ => None,
    }
}

/// The reason of NĐ 68/2024 Điều 17 that a finding is; none where a person has to say it.
fn reason(kind: RequestKind, finding: &str) -> Option<RevocationReason> {
    if kind != RequestKind::Revoke {
        return None;
    }
    match Code::ALL.into_iter().find(|code| code.name() == finding)? {
        Code::Expired => Some(RevocationReason::Expired),
        Code::HolderDied => Some(RevocationReason::Died),
        Code::HolderLeftSector => Some(RevocationReason::ManagingBody),
        Code::HolderNotEntitled => Some(RevocationReason::PositionChanged),
        Code::HolderResigned => Some(RevocationReason::Resigned),
        Code::HolderRetired => Some(RevocationReason::Retired),
        Code::UnitDissolved => Some(RevocationReason::BodyEnded),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_revocation_has_a_reason_and_only_where_the_law_names_it() {
        assert_eq!(reason(RequestKind::Revoke, Code::HolderRetired.name()), Some(RevocationReason::Retired));
        assert_eq!(reason(RequestKind::Revoke, Code::LinkUncertain.name()), None);
        assert_eq!(reason(RequestKind::Renew, Code::HolderRetired.name()), None);
    }

    #[test]
    fn everything_that_becomes_a_request_has_a_kind() {
        let kinds = ["revoke", "issue", "renew", "change-info"].map(kind_of);
        assert!(kinds.iter().all(Option::is_some));
        assert_eq!(kind_of("report-to-ca"), None);
    }
}
