//! The letter of a campaign to each of its units, and who received what when.
//!
//! > issue "The campaigns" 1 and 6: letters to the units; who received what when. > NĐ 30/2020/NĐ-CP, articles 15 and 22:
//! > what goes out and what comes in is registered.

use super::{commit, running};
use crate::context::Context;
use crate::error::AppError;
use crate::mail::{self, Mail};
use crate::visitor::{Visitor, object};
use antin_domain::campaign::CampaignState;
use antin_domain::campaign::report::ReportVerb;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_domain::role::Role;
use antin_storage::campaigns::dispatch::{self as rows, Receipt, ReportMove};
use antin_storage::campaigns::units::{self, CampaignUnit};
use antin_storage::campaigns::{self, Campaign};
use antin_storage::{Change, Connection, users};
use serde_json::json;
use std::collections::{HashMap, HashSet};

/// The letter of a campaign as one unit gets it.
#[derive(Clone, Debug)]
pub struct UnitLetter {
    /// The unit that it goes to, with its day and to whom it reports.
    pub unit: CampaignUnit,
    /// The unit that leads the campaign.
    pub from: Id,
    /// Who took it, and when; none as long as nobody did.
    pub receipt: Option<Receipt>,
}

/// What went to a unit and what came from it.
#[derive(Clone, Debug)]
pub struct DispatchLine {
    /// The unit.
    pub unit: CampaignUnit,
    /// Who took the letter, and when.
    pub receipt: Option<Receipt>,
    /// Its report: sent, taken, sent back; the earliest first.
    pub moves: Vec<ReportMove>,
}

/// Everything that went to the units below one unit and came from them.
#[derive(Clone, Debug)]
pub struct Dispatch {
    /// The campaign.
    pub campaign: Campaign,
    /// The units, those above first.
    pub lines: Vec<DispatchLine>,
    /// May the visitor say that the unit took its letter?
    pub may_receive: bool,
}

/// The letter to one unit. The campaign was launched; who leads it writes no letter to itself.
///
/// # Errors
/// The visitor may not see findings of the unit, or there is no such letter.
pub async fn letter_to(
    context: &Context,
    visitor: &Visitor,
    id: Id,
    unit: Id,
) -> Result<(Campaign, UnitLetter), AppError> {
    let mut connection = context.db.read().await?;
    let place = object(&mut connection, Some(unit), None).await?;
    visitor.may(Act::ReadFinding, &place)?;
    let campaign = launched(&mut connection, id).await?;
    let mut letters = all(&mut connection, id).await?;
    let place = letters.iter().position(|letter| letter.unit.unit == unit);
    let none = || AppError::Unusable(Message::new("campaigns-refused-no-letter"));
    Ok((campaign, letters.swap_remove(place.ok_or_else(none)?)))
}

/// The letters to every unit below one, that unit itself included.
///
/// # Errors
/// The visitor may not see findings of the unit, or the campaign was not launched.
pub async fn letters(
    context: &Context,
    visitor: &Visitor,
    id: Id,
    unit: Id,
) -> Result<(Campaign, Vec<UnitLetter>), AppError> {
    let mut connection = context.db.read().await?;
    let place = object(&mut connection, Some(unit), None).await?;
    visitor.may(Act::ReadFinding, &place)?;
    let campaign = launched(&mut connection, id).await?;
    let below = below(&units::all(&mut connection, id).await?, unit);
    let mut letters = all(&mut connection, id).await?;
    letters.retain(|letter| below.contains(&letter.unit.unit));
    Ok((campaign, letters))
}

/// A unit took the letter: said once, by somebody who decides there. Saying it again changes nothing.
///
/// # Errors
/// The visitor may not decide for the unit, the campaign does not run, or the unit gets no letter.
pub async fn receive(context: &Context, visitor: &Visitor, id: Id, unit: Id) -> Result<(), AppError> {
    let mut change = context.db.change().await?;
    let place = object(&mut change, Some(unit), None).await?;
    visitor.may(Act::Decide, &place)?;
    running(&mut change, id).await?;
    if !all(&mut change, id).await?.iter().any(|letter| letter.unit.unit == unit) {
        return Err(AppError::Unusable(Message::new("campaigns-refused-no-letter")));
    }
    let receipt = Receipt { unit, by: visitor.actor.user, at: context.now() };
    if !rows::receive(&mut change, id, receipt).await? {
        return Ok(());
    }
    commit(change, context, visitor, "receive-campaign-letter", id, &json!({ "unit": unit.to_string() })).await
}

/// What went to the units below `unit` and what came from them, those above first.
///
/// # Errors
/// The visitor may not see findings of the unit, or the campaign was not launched.
pub async fn dispatch(context: &Context, visitor: &Visitor, id: Id, unit: Id) -> Result<Dispatch, AppError> {
    let mut connection = context.db.read().await?;
    let place = object(&mut connection, Some(unit), None).await?;
    visitor.may(Act::ReadFinding, &place)?;
    let campaign = launched(&mut connection, id).await?;
    let all = units::all(&mut connection, id).await?;
    let below = below(&all, unit);
    let receipts = rows::receipts(&mut connection, id).await?;
    let mut receipts: HashMap<Id, Receipt> = receipts.into_iter().map(|one| (one.unit, one)).collect();
    let mut moves: HashMap<Id, Vec<ReportMove>> = HashMap::new();
    for one in rows::moves(&mut connection, id).await? {
        moves.entry(one.unit).or_default().push(one);
    }
    let line = |unit: CampaignUnit| DispatchLine {
        receipt: receipts.remove(&unit.unit),
        moves: moves.remove(&unit.unit).unwrap_or_default(),
        unit,
    };
    let lines: Vec<DispatchLine> = all.into_iter().filter(|unit| below.contains(&unit.unit)).map(line).collect();
    let waits = lines.iter().any(|line| line.unit.unit == unit && line.unit.above.is_some() && line.receipt.is_none());
    let may_receive = waits && campaign.state == CampaignState::Running && visitor.may(Act::Decide, &place).is_ok();
    Ok(Dispatch { campaign, lines, may_receive })
}

impl DispatchLine {
    /// The last time that its report went so.
    #[must_use]
    pub fn last(&self, verb: ReportVerb) -> Option<&ReportMove> {
        self.moves.iter().rev().find(|one| one.verb == verb)
    }
}

/// Tells clerks and heads of every unit that a letter is there, by mail, in the turn of the launch.
pub(super) async fn tell(
    context: &Context,
    change: &mut Change,
    campaign: &Campaign,
    units: &[CampaignUnit],
) -> Result<(), AppError> {
    let (id, today) = (campaign.id, context.today());
    for unit in units.iter().filter(|unit| unit.above.is_some()) {
        let said = Message::new("campaigns-notice-launched")
            .with("letter", &campaign.letter)
            .with("subject", &campaign.subject)
            .with("last", super::deadline(campaign, unit.before).last_day());
        for role in [Role::Clerk, Role::Head] {
            for user in units::holders_of(change, unit.unit, role, today).await? {
                let user = users::get(change, user).await?;
                if let Some(to) = mail::address_of(change, &user).await? {
                    let path = format!("/campaigns/{id}/dispatch?unit={}", unit.unit);
                    let letter = Mail::new(&to, &Message::new("letters-campaign-subject"), &said, &path);
                    mail::put(context, change, &format!("campaign-{id}-{}-open-{}", unit.unit, user.id), &letter)
                        .await?;
                }
            }
        }
    }
    Ok(())
}

/// The campaign, which has to be launched.
async fn launched(connection: &mut Connection, id: Id) -> Result<Campaign, AppError> {
    let campaign = campaigns::get(connection, id).await?;
    match campaign.state {
        CampaignState::Running | CampaignState::Closed => Ok(campaign),
        _ => Err(AppError::Unusable(Message::new("campaigns-refused-not-running").with("letter", &campaign.letter))),
    }
}

/// One letter for each unit that reports to another.
async fn all(connection: &mut Connection, id: Id) -> Result<Vec<UnitLetter>, AppError> {
    let all = units::all(connection, id).await?;
    let receipts = rows::receipts(connection, id).await?;
    let mut receipts: HashMap<Id, Receipt> = receipts.into_iter().map(|one| (one.unit, one)).collect();
    let tops: HashMap<Id, Id> = all.iter().map(|unit| (unit.unit, unit.above.unwrap_or(unit.unit))).collect();
    let top_of = |mut unit: Id| {
        while let Some(above) = tops.get(&unit).filter(|above| **above != unit) {
            unit = *above;
        }
        unit
    };
    let letter =
        |unit: CampaignUnit| UnitLetter { from: top_of(unit.unit), receipt: receipts.remove(&unit.unit), unit };
    Ok(all.into_iter().filter(|unit| unit.above.is_some()).map(letter).collect())
}

/// The units of a campaign that report to `unit`, through however many others, and that unit.
fn below(all: &[CampaignUnit], unit: Id) -> HashSet<Id> {
    let mut below = HashSet::from([unit]);
    // Those above stand before those below.
    for one in all {
        if one.above.is_some_and(|above| below.contains(&above)) {
            below.insert(one.unit);
        }
    }
    below
}
