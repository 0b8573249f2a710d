//! Applying a reorganisation: one act. Units end, begin, get names and units above; the waves are fixed.
//!
//! Units end on the day before and begin on the day. What is above a unit has no days of its own: so nothing is applied
//! before the day has come. Whoever works where stays as it is until the next roster says otherwise.

use super::look::{self, digest};
use super::rehearsal::{Asked, ask, kept, put_away};
use super::{Reorganisation, commit, step};
use crate::context::Context;
use crate::error::AppError;
use crate::visitor::Visitor;
use crate::work::{self, Desk};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::reorganisation::{Fate, Place, Plan, Verb};
use antin_domain::unit::dated::{DatedName, DatedUnit};
use antin_storage::Change;
use antin_storage::reorganisations as rows;
use antin_storage::units::{self, Writing};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// Asks that it be applied, in the background.
///
/// # Errors
/// The visitor may not, it was not rehearsed, its day has not come, or work on it is under way.
pub async fn apply(context: &Context, visitor: &Visitor, id: Id) -> Result<(), AppError> {
    let one = super::get(context, visitor, id).await?;
    its_day_has_come(context, &one)?;
    ask(context, visitor, id, Verb::Apply, work::APPLY_REORGANISATION, 0).await
}

fn its_day_has_come(context: &Context, one: &Reorganisation) -> Result<(), AppError> {
    if context.today() >= one.day {
        return Ok(());
    }
    let message = Message::new("reorganisation-too-soon").with("day", one.day).with("today", context.today());
    Err(AppError::Unusable(message))
}

/// Changes the units and fixes the waves.
pub(crate) async fn apply_now(context: &Context, desk: &Desk, asked: Asked) -> Result<(), AppError> {
    let id = Id(asked.reorganisation);
    let mut change = context.db.change().await?;
    let one = rows::get(&mut change, id).await?;
    let kept = kept(&one);
    let Ok(to) = step(&one, Verb::Apply) else {
        drop(change);
        return put_away(context, desk).await;
    };
    if kept.job != desk.job.0 {
        drop(change);
        return put_away(context, desk).await;
    }
    its_day_has_come(context, &one)?;
    let look = look::look(context, &mut change, &one).await?;
    let found = kept.found.unwrap_or_default();
    if digest(&look.kept()) != found.digest {
        return Err(AppError::Unusable(Message::new("reorganisation-changed-since")));
    }
    let created = write_units(context, &mut change, &look.plan, &look.units).await?;
    let seen = one.version;
    rows::update(&mut change, &Reorganisation { state: to, applied: Some(context.now()), ..one }, seen).await?;
    desk.finish(&mut change).await?;
    let detail = json!({
        "begun": created,
        "ended": look.units.iter().filter(|unit| look.plan.ends(unit.id)).count(),
        "changed": look.plan.touched().count(),
        "needs": look.needs.len(),
    });
    commit(change, context, &Id(asked.actor).to_string(), "apply-reorganisation", id, &detail).await?;
    context.db.analyze().await?;
    Ok(())
}

/// Writes what becomes of units; how many begin.
async fn write_units(
    context: &Context,
    change: &mut Change,
    plan: &Plan,
    units: &[DatedUnit],
) -> Result<usize, AppError> {
    let now = context.now();
    let ids: Vec<Id> = context.ids()?.take(plan.created.len()).collect();
    if ids.len() < plan.created.len() {
        return Err(AppError::NoChance);
    }
    let number = |place: Place| match place {
        Place::Kept(id) => id,
        Place::New(index) => ids[index],
    };
    let mut writings: Vec<Writing> = units
        .iter()
        .filter(|unit| plan.fates.contains_key(&unit.id) || plan.parents.contains_key(&unit.id))
        .map(|unit| Writing::Changed(changed(plan, unit, number)))
        .chain((0..plan.created.len()).map(|index| Writing::New(begun(plan, index, number))))
        .collect();
    let depths = depths(units, &writings);
    writings.sort_by_key(|one| (depths.get(&one.unit().id).copied().unwrap_or_default(), one.unit().id));
    units::write_many(change, &writings, now).await?;
    Ok(plan.created.len())
}

/// A unit as it is afterwards.
fn changed(plan: &Plan, unit: &DatedUnit, number: impl Fn(Place) -> Id) -> DatedUnit {
    let mut unit = unit.clone();
    let last = plan.day.plus(-1);
    if let Some(parent) = plan.parents.get(&unit.id) {
        unit.parent = Some(number(*parent));
    }
    let renamed = match plan.fates.get(&unit.id) {
        Some(Fate::Renamed(name)) => Some(name),
        _ => None,
    };
    if plan.ends(unit.id) || renamed.is_some() {
        for name in unit.names.iter_mut().filter(|name| !name.to.is_known() || name.to > last) {
            name.to = last;
        }
    }
    if let Some(name) = renamed {
        unit.names.push(DatedName { name: name.clone(), from: plan.day, to: Day::UNKNOWN });
    }
    let successors: BTreeSet<Id> =
        unit.successors.iter().copied().chain(plan.successors(unit.id).iter().map(|place| number(*place))).collect();
    unit.successors = successors.into_iter().collect();
    unit
}

/// A unit that begins.
fn begun(plan: &Plan, index: usize, number: impl Fn(Place) -> Id) -> DatedUnit {
    let new = &plan.created[index];
    DatedUnit {
        id: number(Place::New(index)),
        code: new.code.clone(),
        names: vec![DatedName { name: new.name.clone(), from: plan.day, to: Day::UNKNOWN }],
        parent: Some(number(new.parent)),
        successors: Vec::new(),
    }
}

/// How far below the top each unit that changes stands afterwards.
fn depths(units: &[DatedUnit], after: &[Writing]) -> BTreeMap<Id, usize> {
    let mut parents: BTreeMap<Id, Option<Id>> = units.iter().map(|unit| (unit.id, unit.parent)).collect();
    parents.extend(after.iter().map(|one| (one.unit().id, one.unit().parent)));
    let depth = |start: Id| {
        let (mut at, mut depth) = (start, 0);
        while let Some(Some(above)) = parents.get(&at).filter(|_| depth < parents.len()) {
            at = *above;
            depth += 1;
        }
        depth
    };
    after.iter().map(|one| (one.unit().id, depth(one.unit().id))).collect()
}
