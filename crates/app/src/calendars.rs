//! Calendars: last days of certificates, days of campaigns, clocks of requests of a unit, for a program that shows calendars.
//!
//! Such a program cannot enter; it only knows an address. So the address holds a secret, 256 bits of chance, which is shown
//! once. It reads, for one user and one unit, what that user may see on the day; whoever is locked or lost the role has an
//! address that shows nothing. No identity number stands in it.

use crate::context::Context;
use crate::error::AppError;
use crate::sign_in::{self, Origin};
use crate::tokens;
use crate::visitor::{Visitor, object};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::moment::Moment;
use antin_domain::permission::{Act, Decision, Object, may, reach};
use antin_domain::request::RequestKind;
use antin_storage::audit::NewEvent;
use antin_storage::blobs::digest_of;
use antin_storage::{calendars, grants, units};
use serde_json::json;

pub use antin_storage::calendars::CalendarAddress;

/// Days behind today that stay in a calendar, and days ahead that stand in it.
const BEHIND: i32 = 31;
const AHEAD: i32 = 400;
/// The most entries of a kind; the first that is left out is told.
pub const MOST: u32 = 1_000;
/// Addresses that one user may have for one unit.
const MOST_ADDRESSES: usize = 10;
/// The use of an address is noted at most once in so many seconds.
const TOUCH_SECONDS: i64 = 3_600;

/// A calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// The unit.
    pub unit: Id,
    /// Its name today.
    pub name: String,
    /// The language of its texts: `vi`, `en`.
    pub language: String,
    /// When its address was made.
    pub made: Moment,
    /// Its entries.
    pub entries: Vec<Entry>,
}

/// A day to keep to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The day.
    pub day: Day,
    /// When what it says was written last.
    pub at: Moment,
    /// What it is.
    pub what: What,
}

/// What is to be kept to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A certificate ends.
    Certificate {
        /// Its number.
        id: Id,
        /// Its holder.
        holder: String,
    },
    /// The clock of a request ends.
    Request {
        /// Its number.
        id: Id,
        /// What is asked.
        kind: RequestKind,
        /// Whom it is about.
        holder: String,
    },
    /// The report of a campaign is due; the day is the last one in the strict reading of "before".
    Campaign {
        /// Its number.
        id: Id,
        /// Number of its letter.
        letter: String,
        /// The unit that reports.
        unit: Id,
        /// The day that the letter names.
        before: Day,
    },
    /// From this day on certificates end that do not stand in the calendar: there are too many.
    More,
}

/// Makes an address for the visitor and a unit; gives it with its secret, which is shown this once.
///
/// # Errors
/// The visitor came by a token himself, may not see certificates of the unit, or has many addresses for it already.
pub async fn make(
    context: &Context,
    visitor: &Visitor,
    unit: Id,
    language: &str,
) -> Result<(CalendarAddress, String), AppError> {
    if visitor.token.is_some() {
        return Err(AppError::Refused(Message::new("access-token-by-token")));
    }
    let (now, secret): (Moment, [u8; 32]) = (context.now(), context.random()?);
    let mut change = context.db.change().await?;
    units::get(&mut change, unit).await?;
    let place = object(&mut change, Some(unit), None).await?;
    visitor.may(Act::ReadCertificate, &place)?;
    let own = calendars::of_user(&mut change, visitor.actor.user).await?;
    if own.iter().filter(|known| known.unit == unit && known.ended.is_none()).count() >= MOST_ADDRESSES {
        return Err(AppError::Unusable(Message::new("notice-calendar-many").with("most", MOST_ADDRESSES)));
    }
    let address = CalendarAddress {
        id: context.id()?,
        user: visitor.actor.user,
        unit,
        language: language.to_owned(),
        created: now,
        used: None,
        ended: None,
    };
    calendars::insert(&mut change, &digest_of(&secret), &address).await?;
    let (id, detail) = (address.id.to_string(), json!({ "unit": unit.to_string() }));
    change.commit(&event(now, &visitor.event_name(), "make-calendar", &id, &detail)).await?;
    Ok((address, antin_domain::hex::hex(&secret)))
}

/// The visitor's own addresses, also those that were ended.
///
/// # Errors
/// The database cannot be read.
pub async fn list(context: &Context, visitor: &Visitor) -> Result<Vec<CalendarAddress>, AppError> {
    Ok(calendars::of_user(&mut context.db.read().await?, visitor.actor.user).await?)
}

/// Ends an address: one's own, or anybody's for who may end sessions.
///
/// # Errors
/// The visitor may not, or there is no such address, or it was ended.
pub async fn end(context: &Context, visitor: &Visitor, id: Id) -> Result<(), AppError> {
    let now = context.now();
    let mut change = context.db.change().await?;
    let address = calendars::get(&mut change, id).await?;
    if address.user != visitor.actor.user {
        visitor.may(Act::EndSession, &Object { units: Vec::new(), person: None })?;
    }
    if !calendars::end(&mut change, id, now).await? {
        return Err(AppError::Unusable(Message::new("notice-calendar-ended")));
    }
    let detail = json!({ "account": address.user.to_string(), "unit": address.unit.to_string() });
    change.commit(&event(now, &visitor.event_name(), "end-calendar", &id.to_string(), &detail)).await?;
    Ok(())
}

/// The calendar of a unit behind the secret of an address; none where there is no such address (any more), or its user
/// may not see the unit's certificates (any more).
///
/// # Errors
/// There were too many wrong secrets from this address, or the database cannot be read.
pub async fn read(context: &Context, unit: Id, secret: &str, origin: &Origin) -> Result<Option<Calendar>, AppError> {
    let mut connection = context.db.read().await?;
    let found = match sign_in::unhex(secret) {
        Some(secret) => calendars::find(&mut connection, &digest_of(&secret)).await?,
        None => None,
    };
    let Some(address) = found.filter(|address| address.unit == unit) else {
        drop(connection);
        tokens::slow_down(context, origin).await?;
        return Ok(None);
    };
    let today = context.today();
    let actor = grants::actor(&mut connection, address.user, today).await?;
    let place = object(&mut connection, Some(unit), None).await?;
    let allows = |act| matches!(may(&actor, act, &place), Decision::Allowed { .. });
    if !allows(Act::ReadCertificate) {
        return Ok(None);
    }
    let within = reach(&actor, Act::ReadCertificate);
    let days = (today.plus(-BEHIND), today.plus(AHEAD));
    let mut entries = Vec::new();
    if allows(Act::ReadFinding) {
        entries.extend(calendars::report_days(&mut connection, unit).await?.into_iter().map(of_campaign));
    }
    let clocks = calendars::clock_days(&mut connection, (&within, unit), MOST).await?;
    entries.extend(clocks.into_iter().map(|clock| Entry {
        day: clock.day,
        at: clock.at,
        what: What::Request { id: clock.request, kind: clock.kind, holder: clock.holder },
    }));
    let ends = calendars::last_days(&mut connection, (&within, unit), days, MOST + 1).await?;
    for (place, end) in (0..).zip(ends) {
        let what =
            if place < MOST { What::Certificate { id: end.certificate, holder: end.holder } } else { What::More };
        entries.push(Entry { day: end.day, at: end.at, what });
    }
    let (unit_record, _) = units::get(&mut connection, unit).await?;
    drop(connection);
    touch(context, &address).await?;
    Ok(Some(Calendar {
        unit,
        name: unit_record.name_on(today).to_owned(),
        language: address.language,
        made: address.created,
        entries,
    }))
}

fn of_campaign(day: calendars::ReportDay) -> Entry {
    let what = What::Campaign { id: day.campaign, letter: day.letter, unit: day.unit, before: day.deadline.before };
    Entry { day: day.deadline.last_day(), at: day.at, what }
}

async fn touch(context: &Context, address: &CalendarAddress) -> Result<(), AppError> {
    let now = context.now();
    if address.used.is_none_or(|used| now.0 - used.0 > TOUCH_SECONDS * 1_000_000) {
        let mut turn = context.db.upkeep().await?;
        calendars::touch(&mut turn, address.id, now).await?;
        turn.commit().await?;
    }
    Ok(())
}

fn event<'a>(
    at: Moment,
    actor: &'a str,
    action: &'a str,
    address: &'a str,
    detail: &'a serde_json::Value,
) -> NewEvent<'a> {
    NewEvent { at, actor, action, object_kind: "calendar", object_id: address, detail }
}
