//! Campaigns under way in the visitor's units, for the home page: how far each is, and how many days are left.

use crate::address;
use crate::visit::{Failure, Visit};
use crate::wording;
use antin_app::campaigns::{self, Board};
use antin_app::error::Kind;
use antin_domain::campaign::CampaignState;
use antin_domain::campaign::case::CaseState;
use antin_domain::message::Message;
use antin_domain::permission::Act;

/// So many of the latest campaigns are looked through.
const LATEST: u32 = 20;

/// A campaign under way.
pub struct Progress {
    /// Its board.
    pub address: String,
    /// What its letter is about.
    pub subject: String,
    /// Of a hundred cases, so many are settled.
    pub percent: i64,
    /// Until when, and how many days are left.
    pub until: String,
    /// Is it over, and the report has not arrived?
    pub is_late: bool,
    /// Cases that wait for a decision: how many, and the list.
    pub open: (String, String),
}

/// Campaigns under way in the visitor's units, the latest first.
pub async fn campaigns(visit: &Visit) -> Result<Vec<Progress>, Failure> {
    let (context, visitor) = (visit.call.context(), &visit.visitor);
    if !visitor.may_somewhere(Act::ReadFinding) {
        return Ok(Vec::new());
    }
    let latest = visit.ok(campaigns::list(context, visitor, None, LATEST).await)?;
    let mut found = Vec::new();
    for campaign in latest.items.iter().filter(|campaign| campaign.state == CampaignState::Running) {
        match campaigns::board(context, visitor, campaign.id, None).await {
            Ok(board) => found.push(progress(visit, &board)),
            // No unit of the visitor reports in it.
            Err(error) if matches!(error.kind(), Kind::Refused | Kind::Unusable) => {}
            Err(error) => return Err(visit.call.failure(&error)),
        }
    }
    Ok(found)
}

fn progress(visit: &Visit, board: &Board) -> Progress {
    let words = visit.call.words();
    let (id, own) = (board.campaign.id, &board.own);
    let last = own.deadline.last_day();
    let left = wording::days_left(words, last, visit.call.context().today());
    let open = [("state", CaseState::Open.name().to_owned()), ("unit", own.unit.to_string())];
    let count = wording::grouped(own.of(CaseState::Open), words);
    Progress {
        address: format!("/campaigns/{id}"),
        subject: board.campaign.subject.clone(),
        percent: own.percent(),
        until: words.say(&Message::new("notice-campaign-until").with("last", last).with("left", left)),
        is_late: own.is_late,
        open: (
            words.say(&Message::new("notice-campaign-open").with("count", count)),
            address::with_pairs(&format!("/campaigns/{id}/cases"), open),
        ),
    }
}
