//! Ends that come near: notices are opened on the days of the policy, and close as soon as something is done about the end.

use crate::context::Context;
use crate::error::AppError;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::moment::Moment;
use antin_domain::notice::{Closing, ENDING, NoticeKind};
use antin_domain::policy::Renewal;
use antin_storage::Upkeep;
use antin_storage::audit;
use antin_storage::notices::{self, Closed, NearEnd, Notice, Standing};
use std::collections::BTreeMap;

/// Certificates that are read at once.
const TOGETHER: u32 = 2_000;

/// Opens a notice of every end that reached one of the days of the policy, says of those that are open how things stand
/// today, and closes those about which something was done. How many were opened, and how many closed.
///
/// # Errors
/// The database cannot be read or written. What was written until then stays; the rest follows with the next look.
pub async fn look_at_endings(context: &Context) -> Result<(usize, usize), AppError> {
    let Some(policy) = context.policy() else { return Ok((0, 0)) };
    let renewal = &policy.renewal;
    let closed = look_at_open(context, renewal).await?;
    Ok((open_new(context, renewal).await?, closed))
}

/// The same, if the day or anything in the registry changed since this server looked last.
pub(crate) async fn look_if_anything_changed(context: &Context) -> Result<(), AppError> {
    let now = (context.today(), audit::head(&mut context.db.read().await?).await?.number);
    let is_known = |looked: &(Day, i64)| *looked == now;
    if context.board.looked.lock().is_ok_and(|looked| is_known(&looked)) {
        return Ok(());
    }
    let (opened, closed) = look_at_endings(context).await?;
    if opened + closed > 0 {
        tracing::info!(opened, closed, "notices of ends were brought up to date");
    }
    if let Ok(mut looked) = context.board.looked.lock() {
        *looked = now;
    }
    Ok(())
}

/// What is to be done about an end, in one sentence: for letters and pages alike.
#[must_use]
pub fn advice(days: i32, until: Day, renewals: Option<u8>, renewal: &Renewal) -> Message {
    let last = until.plus(-renewal.least_days);
    match renewals {
        _ if days < renewal.least_days => Message::new("letters-expiry-too-late").with("least", renewal.least_days),
        Some(renewals) if renewals >= renewal.limit => Message::new("letters-expiry-reissue").with("count", renewals),
        Some(_) => Message::new("letters-expiry-renew").with("last", last),
        None => Message::new("letters-expiry-unknown").with("last", last).with("limit", renewal.limit),
    }
}

/// Brings open notices up to date; how many were closed.
async fn look_at_open(context: &Context, renewal: &Renewal) -> Result<usize, AppError> {
    let today = context.today();
    let mut closing: BTreeMap<Closing, Vec<Id>> = BTreeMap::new();
    let mut restated = Vec::new();
    for open in notices::open_endings(&mut context.db.read().await?).await? {
        let Some(now) = &open.now else {
            closing.entry(Closing::NotFound).or_default().push(open.id);
            continue;
        };
        match now.ending.on(today, renewal) {
            Err(why) => closing.entry(why).or_default().push(open.id),
            Ok(due) => {
                let (unit, until) = (Some(now.unit), now.ending.valid_to);
                let standing = Standing { action: due.action, unit, until, step: Some(due.step) };
                if standing != open.says {
                    restated.push((open.id, standing));
                }
            }
        }
    }
    let closed = closing.values().map(Vec::len).sum();
    if closed == 0 && restated.is_empty() {
        return Ok(0);
    }
    let mut turn = context.db.upkeep().await?;
    for (why, ids) in closing {
        let how = Closed { day: today, at: context.now(), why, run: None };
        notices::close_many(&mut turn, &ids, &how).await?;
    }
    for (id, standing) in restated {
        notices::restate(&mut turn, id, &standing).await?;
    }
    turn.commit().await?;
    Ok(closed)
}

/// Opens notices of which there are none yet; how many.
async fn open_new(context: &Context, renewal: &Renewal) -> Result<usize, AppError> {
    let Some(first) = renewal.notice_days.iter().max() else { return Ok(0) };
    let (today, now) = (context.today(), context.now());
    let (mut opened, mut after) = (0, (i32::MIN, Id(0)));
    loop {
        let mut connection = context.db.read().await?;
        let near = notices::near_ends(&mut connection, today, today.plus(*first), after, TOGETHER).await?;
        drop(connection);
        let Some(last) = near.last() else { return Ok(opened) };
        after = (last.ending.valid_to.number().unwrap_or(i32::MAX), last.certificate);
        let mut ids = context.ids()?;
        let due = |near: &NearEnd| notice(near, ids.next()?, renewal, today, now);
        let fresh: Vec<Notice> = near.iter().filter_map(due).collect();
        if !fresh.is_empty() {
            let mut turn: Upkeep = context.db.upkeep().await?;
            notices::open_many(&mut turn, &fresh).await?;
            turn.commit().await?;
            opened += fresh.len();
        }
    }
}

/// The notice of an end; none where nothing is to be said of it.
fn notice(near: &NearEnd, id: Id, renewal: &Renewal, today: Day, now: Moment) -> Option<Notice> {
    let due = near.ending.on(today, renewal).ok()?;
    Some(Notice {
        id,
        cause: format!("{ENDING}:{}", near.certificate),
        kind: NoticeKind::Ending,
        code: ENDING.to_owned(),
        action: due.action,
        certificate: Some(near.certificate),
        unit: Some(near.unit),
        holder: near.holder.clone(),
        until: near.ending.valid_to,
        step: Some(due.step),
        opened: (today, now),
        run: None,
        closed: None,
    })
}
