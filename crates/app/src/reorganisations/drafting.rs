//! Requests drafted from the needs of a wave, in the background, by the same machinery as confirmed decisions.
//!
//! What stands against one (an open request about the same certificate, say) is told beside it and holds up no other. The
//! author is whoever asked, so somebody else still approves.

use super::rehearsal::{Asked, ask, kept, put_away};
use super::{Reorganisation, commit, step};
use crate::context::Context;
use crate::error::{AppError, Kind};
use crate::requests::draft::{Author, Draft, draft, draft_pair};
use crate::visitor::{Visitor, object};
use crate::work::{self, Desk, Told};
use antin_domain::certificate::HolderKind;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::{Act, Decision, may};
use antin_domain::reorganisation::Verb;
use antin_domain::reorganisation::effects::NeedKind;
use antin_domain::request::eyes::Who;
use antin_domain::request::{Content, RequestKind, RevocationReason};
use antin_domain::unit::dated::DatedUnit;
use antin_storage::page::Cursor;
use antin_storage::reorganisations as rows;
use antin_storage::reorganisations::needs::{self, KeptNeed, NeedFilter, Stage};
use antin_storage::{Change, certificates, grants, units, users};
use serde_json::json;
use std::collections::HashMap;

/// So many are drafted in one turn.
const TOGETHER: u32 = 100;

/// Asks for the drafts of a wave. Those that have one are passed over; those that could not be drafted are tried again.
///
/// # Errors
/// The visitor may not, it was not applied, there is no such wave, or work on it is under way.
pub async fn draft_wave(context: &Context, visitor: &Visitor, id: Id, wave: i64) -> Result<(), AppError> {
    let one = super::get(context, visitor, id).await?;
    let waves = kept(&one).found.map_or(0, |found| found.waves.len());
    if !usize::try_from(wave).is_ok_and(|wave| (1..=waves).contains(&wave)) {
        return Err(AppError::Unusable(Message::new("reorganisation-no-such-wave").with("wave", wave)));
    }
    ask(context, visitor, id, Verb::DraftRequests, work::DRAFT_REORGANISATION, wave).await
}

/// Drafts every request of a wave that has none yet.
pub(crate) async fn draft_wave_now(context: &Context, desk: &Desk, asked: Asked) -> Result<(), AppError> {
    let id = Id(asked.reorganisation);
    let mut change = context.db.change().await?;
    let one = rows::get(&mut change, id).await?;
    if step(&one, Verb::DraftRequests).is_err() || kept(&one).job != desk.job.0 {
        drop(change);
        return put_away(context, desk).await;
    }
    needs::try_again(&mut change, id, asked.wave).await?;
    let names = Names::read(&mut change).await?;
    let reach = antin_domain::permission::Reach { everything: true, ..Default::default() };
    let filter = NeedFilter { reach, wave: Some(asked.wave), stage: Some(Stage::Open), ..NeedFilter::default() };
    let total = usize::try_from(needs::count(&mut change, id, &filter).await?).unwrap_or_default();
    let (mut after, mut done, mut drafted): (Option<Cursor>, usize, usize) = (None, 0, 0);
    loop {
        let page = needs::page(&mut change, id, &filter, after.as_ref(), TOGETHER).await?;
        for line in &page.items {
            let outcome = match draft_one(context, &mut change, &one, &asked, &names, &line.need).await {
                Ok(request) => Ok(request),
                // Asked already, or gone since: told beside the need, and no reason to hold up the others.
                Err(error) if matches!(error.kind(), Kind::Unusable | Kind::Missing | Kind::Refused) => {
                    Err(Told::from(&error.message()).text())
                }
                Err(error) => return Err(error),
            };
            drafted += usize::from(outcome.is_ok());
            needs::settle(&mut change, id, line.need.number, &outcome).await?;
        }
        done += page.items.len();
        desk.at(done, total);
        let is_last = page.next.is_none();
        after = page.next;
        let actor = Id(asked.actor).to_string();
        let detail = json!({ "wave": asked.wave, "drafted": drafted, "not": done - drafted });
        if is_last {
            desk.finish(&mut change).await?;
            return commit(change, context, &actor, "draft-reorganisation", id, &detail).await;
        }
        commit(change, context, &actor, "draft-reorganisation", id, &detail).await?;
        change = context.db.change().await?;
    }
}

async fn draft_one(
    context: &Context,
    change: &mut Change,
    one: &Reorganisation,
    asked: &Asked,
    names: &Names,
    need: &KeptNeed,
) -> Result<Id, AppError> {
    let nothing = || AppError::Unusable(Message::new("reorganisation-draft-nothing"));
    let kind = need.kind.request().ok_or_else(nothing)?;
    let unit = names.units.get(&need.place).ok_or_else(nothing)?;
    let mut content = Content { note: one.decision.clone(), ..Content::default() };
    if need.kind == NeedKind::Issue {
        let author = author(context, change, asked, Some(unit.id), None).await?;
        content.name = unit.name_on(context.today()).to_owned();
        content.note = String::new();
        let first = Draft {
            unit: Some(unit.id),
            holder_kind: HolderKind::Organisation,
            content,
            ..Draft::blank(RequestKind::Issue)
        };
        return draft(context, change, &author, &first).await;
    }
    let certificate = need.certificate.ok_or_else(nothing)?;
    let (record, _) = certificates::get(change, certificate).await?;
    let author = author(context, change, asked, Some(record.unit), record.person).await?;
    if need.kind == NeedKind::Revoke {
        content.reason = Some(RevocationReason::BodyEnded);
        return draft(context, change, &author, &Draft { content, ..Draft::about(kind, certificate) }).await;
    }
    content.unit_name = names.with_superior(unit, context);
    if record.kind == HolderKind::Organisation {
        content.name = unit.name_on(context.today()).to_owned();
    }
    let asked_for = Draft { content, ..Draft::about(kind, certificate) };
    if need.kind != NeedKind::Reissue {
        return draft(context, change, &author, &asked_for).await;
    }
    // A new one follows a revocation: two requests that belong together.
    let reason = Some(RevocationReason::ManagingBody);
    let content = Content { reason, note: one.decision.clone(), ..Content::default() };
    let revoke = Draft { content, ..Draft::about(RequestKind::Revoke, certificate) };
    Ok(draft_pair(context, change, &author, &revoke, &asked_for).await?.1)
}

/// Whoever asked, as the role in which that is permitted today.
async fn author(
    context: &Context,
    change: &mut Change,
    asked: &Asked,
    unit: Option<Id>,
    person: Option<Id>,
) -> Result<Author, AppError> {
    let user = users::get(change, Id(asked.actor)).await?;
    let actor = grants::actor(change, user.id, context.today()).await?;
    let place = object(change, unit, person).await?;
    match may(&actor, Act::Decide, &place) {
        Decision::Allowed { role, deputy_of } => {
            Ok(Author { who: Who { user: user.id, person: user.person, deputy_of }, role })
        }
        Decision::Refused(message) => Err(AppError::Refused(message)),
    }
}

/// Units by their codes and numbers.
struct Names {
    units: HashMap<String, DatedUnit>,
    codes: HashMap<Id, String>,
}

impl Names {
    async fn read(change: &mut Change) -> Result<Names, AppError> {
        let all = units::all(change).await?;
        let codes = all.iter().map(|unit| (unit.id, unit.code.clone())).collect();
        Ok(Names { units: all.into_iter().map(|unit| (unit.code.clone(), unit)).collect(), codes })
    }

    /// Names of the unit and of the one above it, as certificates have both.
    fn with_superior(&self, unit: &DatedUnit, context: &Context) -> String {
        let today = context.today();
        let above = unit.parent.and_then(|id| self.units.get(self.codes.get(&id)?));
        match above.map(|above| above.name_on(today)) {
            Some(above) if !above.is_empty() => format!("{}, {above}", unit.name_on(today)),
            _ => unit.name_on(today).to_owned(),
        }
    }
}
