//! The board: where every unit stands, how many days are left, who is late; more time, and reminders.
//!
//! Every number is the length of the list that it opens: both are made from the rows of the cases.

use super::{commit, deadline, holder, ready, running};
use crate::context::Context;
use crate::error::AppError;
use crate::mail::{self, Mail};
use crate::visitor::{Visitor, object};
use antin_domain::campaign::case::CaseState;
use antin_domain::campaign::deadline::{Deadline, Reading};
use antin_domain::campaign::report::ReportState;
use antin_domain::campaign::{CampaignState, CampaignVerb, guards};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_domain::role::Role;
use antin_storage::campaigns::list as lists;
use antin_storage::campaigns::units::{self, CampaignUnit, Extension};
use antin_storage::campaigns::{self as rows, Campaign};
use antin_storage::{Change, users};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};

/// From so many days before the end on, heads are told too.
const SOON: i32 = 3;

/// A campaign as one unit sees it.
#[derive(Clone, Debug)]
pub struct Board {
    /// The campaign.
    pub campaign: Campaign,
    /// The unit itself.
    pub own: BoardRow,
    /// The units that report to it, those that are late first.
    pub below: Vec<BoardRow>,
    /// Days left in the strict and in the wide reading.
    pub days_left: [Option<i32>; 2],
    /// More time that the unit was given.
    pub extensions: Vec<Extension>,
    /// The units above, the topmost first: those that the visitor may see.
    pub above: Vec<Id>,
    /// So many holders of the unit's own cases have an address and have not answered; none where the visitor may not write
    /// to them.
    pub to_ask: usize,
}

/// One unit on the board, with everything below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardRow {
    /// The unit.
    pub unit: Id,
    /// How many cases stand how, in the order of [`CaseState::ALL`].
    pub states: [i64; 5],
    /// How many of them the unit reports itself.
    pub own: i64,
    /// Until when.
    pub deadline: Deadline,
    /// How its report stands.
    pub report: ReportState,
    /// Is it over, and the report has not arrived?
    pub is_late: bool,
    /// Does anything report to it?
    pub has_below: bool,
    /// The day on which it was reminded last; unknown where it never was.
    pub reminded: Day,
}

impl BoardRow {
    /// How many cases there are.
    #[must_use]
    pub fn cases(&self) -> i64 {
        self.states.iter().sum()
    }

    /// How many stand so.
    #[must_use]
    pub fn of(&self, state: CaseState) -> i64 {
        CaseState::ALL.iter().zip(self.states).find(|(known, _)| **known == state).map_or(0, |(_, number)| number)
    }

    /// How many wait for a decision.
    #[must_use]
    pub fn undecided(&self) -> i64 {
        self.of(CaseState::Open) + self.of(CaseState::Postponed)
    }

    /// Of a hundred cases, so many are settled; rounded down, so that 100 means all.
    #[must_use]
    pub fn percent(&self) -> i64 {
        let settled = self.of(CaseState::Clear) + self.of(CaseState::Confirmed);
        (settled * 100).checked_div(self.cases()).unwrap_or(100)
    }
}

/// The board of a unit; without one, of the highest that the visitor may see.
///
/// # Errors
/// The visitor may not see findings of the unit, or it does not report in the campaign.
pub async fn show(context: &Context, visitor: &Visitor, id: Id, unit: Option<Id>) -> Result<Board, AppError> {
    let reach = visitor.reach(Act::ReadFinding)?;
    let mut connection = context.db.read().await?;
    let campaign = rows::get(&mut connection, id).await?;
    let all = units::all(&mut connection, id).await?;
    let top = all.first().map(|unit| unit.unit);
    let mine = reach.tops.iter().find(|top| all.iter().any(|unit| unit.unit == **top)).copied();
    let unit = unit.or(if reach.everything { top } else { mine }).or(visitor.place()).or(top);
    let missing = || AppError::Unusable(Message::new("campaigns-refused-no-board"));
    let unit = unit.ok_or_else(missing)?;
    let place = object(&mut connection, Some(unit), None).await?;
    visitor.may(Act::ReadFinding, &place)?;
    let here = all.iter().find(|one| one.unit == unit).ok_or_else(missing)?;
    let counts = lists::by_office(&mut connection, id).await?;
    let extensions = units::extensions(&mut connection, id, unit).await?;
    let mut above = Vec::new();
    for id in antin_storage::units::path(&mut connection, unit).await?.into_iter().skip(1) {
        let place = object(&mut connection, Some(id), None).await?;
        if visitor.may(Act::ReadFinding, &place).is_ok() {
            above.push(id);
        }
    }
    above.reverse();
    let tree = Tree::new(&all, &counts);
    let today = context.today();
    let row = |unit: &CampaignUnit| tree.row(&campaign, unit, today);
    let mut below: Vec<BoardRow> = all.iter().filter(|one| one.above == Some(unit)).map(row).collect();
    below.sort_by_key(|row| (!row.is_late, row.percent(), -row.undecided(), row.unit));
    let own = row(here);
    let days_left = Reading::ALL.map(|reading| own.deadline.last_day_as(reading).since(today));
    let may_ask = campaign.state == CampaignState::Running && visitor.may(Act::Decide, &place).is_ok();
    let to_ask = if may_ask { holder::to_ask(&mut connection, id, unit).await? } else { 0 };
    Ok(Board { own, below, days_left, extensions, above, to_ask, campaign })
}

/// Gives a unit, and everything below it that would have less, more time.
///
/// # Errors
/// The visitor may not, the day is no later one, there is no reason, or the campaign does not run.
pub async fn extend(
    context: &Context,
    visitor: &Visitor,
    id: Id,
    unit: Id,
    to: Day,
    reason: &str,
) -> Result<(), AppError> {
    guards::reason(reason).map_err(AppError::Unusable)?;
    let now = context.now();
    let mut change = context.db.change().await?;
    let (campaign, _) = ready(context, &mut change, visitor, id, CampaignVerb::Extend).await?;
    let here = units::get(&mut change, id, unit).await?;
    if !to.is_known() || to <= here.before {
        return Err(AppError::Unusable(Message::new("campaigns-refused-not-later").with("before", here.before)));
    }
    let all = units::all(&mut change, id).await?;
    let mut given = Vec::new();
    for one in &all {
        let path = antin_storage::units::path(&mut change, one.unit).await?;
        if path.contains(&unit) && one.before < to {
            let extension = Extension {
                unit: one.unit,
                before: one.before,
                after: to,
                reason: reason.trim().to_owned(),
                by: visitor.actor.user,
                at: now,
            };
            units::extend(&mut change, context.id()?, id, &extension).await?;
            given.push(one.unit.to_string());
        }
    }
    let detail = json!({
        "unit": unit.to_string(),
        "before": here.before.to_string(),
        "after": to.to_string(),
        "units": given.len(),
        "reason": reason.trim(),
    });
    commit(change, context, visitor, "extend-campaign", campaign.id, &detail).await
}

/// Reminds units: only those that have cases to decide, each once a day. Clerks are told; near the end their heads too; when
/// it is over also the head of the unit above. How many units were reminded.
///
/// # Errors
/// The visitor may not, or the campaign does not run.
pub async fn remind(context: &Context, visitor: &Visitor, id: Id, chosen: &[Id]) -> Result<usize, AppError> {
    let today = context.today();
    let mut change = context.db.change().await?;
    ready(context, &mut change, visitor, id, CampaignVerb::Remind).await?;
    let campaign = running(&mut change, id).await?;
    let all = units::all(&mut change, id).await?;
    let counts = lists::by_office(&mut change, id).await?;
    let mut undecided: HashMap<Id, i64> = HashMap::new();
    for (unit, state, number) in counts {
        if state.is_undecided() {
            *undecided.entry(unit).or_default() += number;
        }
    }
    // Whoever is above is told of everything below it that waits.
    let chosen_with_below = |unit: &CampaignUnit| {
        let mut at = Some(unit.unit);
        while let Some(id) = at {
            if chosen.contains(&id) {
                return true;
            }
            at = all.iter().find(|one| one.unit == id).and_then(|one| one.above);
        }
        false
    };
    let waiting: Vec<&CampaignUnit> =
        all.iter().filter(|unit| undecided.contains_key(&unit.unit) && chosen_with_below(unit)).collect();
    let mut reminded = Vec::new();
    for unit in waiting {
        let deadline = deadline(&campaign, unit.before);
        let left = deadline.days_left(today).unwrap_or(i32::MAX);
        let mut to = units::holders_of(&mut change, unit.unit, Role::Clerk, today).await?;
        if left <= SOON {
            to.extend(units::holders_of(&mut change, unit.unit, Role::Head, today).await?);
        }
        if let (true, Some(above)) = (left < 0, unit.above) {
            to.extend(units::holders_of(&mut change, above, Role::Head, today).await?);
        }
        let key = if left < 0 { "campaigns-notice-late" } else { "campaigns-notice-remind" };
        if units::remind(&mut change, id, unit.unit, today).await? {
            let once = format!("campaign-{id}-{}-{today}", unit.unit);
            reminded.push(unit.unit.to_string());
            let said = Message::new(key)
                .with("letter", &campaign.letter)
                .with("count", undecided.get(&unit.unit).copied().unwrap_or_default())
                .with("last", deadline.last_day())
                .with("days", left.unsigned_abs());
            for user in to {
                write_to(context, &mut change, user, &once, &said, &format!("/campaigns/{id}")).await?;
            }
        }
    }
    if reminded.is_empty() {
        return Ok(0);
    }
    let count = reminded.len();
    commit(change, context, visitor, "remind-campaign", id, &json!({ "units": reminded })).await?;
    Ok(count)
}

/// The reminder as a letter, for who has an address.
async fn write_to(
    context: &Context,
    change: &mut Change,
    user: Id,
    once: &str,
    said: &Message,
    path: &str,
) -> Result<(), AppError> {
    let user = users::get(change, user).await?;
    if let Some(to) = mail::address_of(change, &user).await? {
        let letter = Mail::new(&to, &Message::new("letters-campaign-subject"), said, path);
        mail::put(context, change, &format!("{once}-{}", user.id), &letter).await?;
    }
    Ok(())
}

/// Counts of every unit with everything below it.
struct Tree {
    sums: BTreeMap<Id, [i64; 5]>,
    own: BTreeMap<Id, i64>,
    with_below: Vec<Id>,
}

impl Tree {
    fn new(all: &[CampaignUnit], counts: &[(Id, CaseState, i64)]) -> Tree {
        let mut sums: BTreeMap<Id, [i64; 5]> = all.iter().map(|unit| (unit.unit, [0; 5])).collect();
        let mut own = BTreeMap::new();
        for (unit, state, number) in counts {
            let place = CaseState::ALL.iter().position(|known| known == state).unwrap_or_default();
            sums.entry(*unit).or_default()[place] += number;
            *own.entry(*unit).or_default() += number;
        }
        // From the deepest up: what is below is complete when it is added to what is above.
        for unit in all.iter().rev() {
            if let Some(above) = unit.above {
                let more = sums.get(&unit.unit).copied().unwrap_or_default();
                sums.entry(above).or_default().iter_mut().zip(more).for_each(|(sum, number)| *sum += number);
            }
        }
        Tree { sums, own, with_below: all.iter().filter_map(|unit| unit.above).collect() }
    }

    fn row(&self, campaign: &Campaign, unit: &CampaignUnit, today: Day) -> BoardRow {
        let deadline = deadline(campaign, unit.before);
        BoardRow {
            unit: unit.unit,
            states: self.sums.get(&unit.unit).copied().unwrap_or_default(),
            own: self.own.get(&unit.unit).copied().unwrap_or_default(),
            deadline,
            report: unit.report_state,
            is_late: deadline.is_over(today) && !unit.report_state.has_arrived(),
            has_below: self.with_below.contains(&unit.unit),
            reminded: unit.reminded,
        }
    }
}
