//! What follows from a decision once it takes effect. The one place where campaigns and requests meet.

use super::drafting;
use crate::context::Context;
use crate::error::AppError;
use antin_domain::action::Action;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::moment::Moment;
use antin_storage::campaigns::bulk::BulkVerb;
use antin_storage::campaigns::cases::CampaignCase;
use antin_storage::campaigns::follow_ups;
use antin_storage::{Change, requests};

/// What an action asks for: kinds of requests, each with the place of the one that it belongs to.
///
/// > issue "The campaigns" 4: drafted from accepted findings (`revoke-and-reissue` = two, linked).
#[must_use]
pub fn asked_for(action: Action) -> &'static [(&'static str, Option<i64>)] {
    match action {
        Action::Revoke => &[("revoke", None)],
        Action::RevokeAndReissue => &[("revoke", None), ("issue", Some(0))],
        Action::Renew => &[("renew", None)],
        Action::ChangeInfo => &[("change-info", None)],
        Action::ReportToCa => &[("report-to-ca", None)],
        Action::Register => &[("register", None)],
        Action::UpdateRegistry => &[("update-registry", None)],
        Action::Verify | Action::Tidy | Action::None => &[],
    }
}

/// A decision was confirmed: records what is to be drafted, and asks for the drafts, in the turn that confirms it.
pub(super) async fn follow_up(
    context: &Context,
    change: &mut Change,
    campaign: Id,
    case: &CampaignCase,
    at: Moment,
) -> Result<(), AppError> {
    let kinds = case.action.map_or(&[][..], asked_for);
    if kinds.iter().any(|(kind, _)| drafting::kind_of(kind).is_some()) {
        drafting::ask(context, change, campaign).await?;
    }
    Ok(follow_ups::record(change, campaign, case.number, kinds, at).await?)
}

/// Many decisions were confirmed in one moment by one person: the same for each of them.
pub(super) async fn follow_up_many(
    context: &Context,
    change: &mut Change,
    campaign: Id,
    verb: BulkVerb,
    by: Id,
    at: Moment,
) -> Result<(), AppError> {
    if verb == BulkVerb::Confirm {
        drafting::ask(context, change, campaign).await?;
        for action in Action::ALL {
            follow_ups::record_many(change, campaign, by, action, asked_for(action), at).await?;
        }
    }
    Ok(())
}

/// A confirmed decision is asked again: what it asked for is taken back. A request that is open has to be withdrawn first:
/// what others approved, or the CA has, does not disappear behind their backs.
pub(super) async fn take_back(change: &mut Change, campaign: Id, case: i64, at: Moment) -> Result<(), AppError> {
    for one in follow_ups::of_case(change, campaign, case).await? {
        let Some(request) = one.request.filter(|_| one.withdrawn.is_none()) else { continue };
        if requests::get(change, request).await?.request.state.is_open() {
            let message = Message::new("campaigns-refused-request-open").with("number", request);
            return Err(AppError::Unusable(message));
        }
    }
    Ok(follow_ups::withdraw(change, campaign, case, at).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn re_issue_is_a_revocation_and_an_issue_that_belong_together() {
        assert_eq!(asked_for(Action::RevokeAndReissue), [("revoke", None), ("issue", Some(0))]);
    }

    #[test]
    fn what_only_looks_asks_for_nothing() {
        for action in [Action::Verify, Action::Tidy, Action::None] {
            assert!(asked_for(action).is_empty());
        }
    }
}
