//! Letters to the CA: approved requests of one or more kinds under one number and date, and the log of how they went out.
//!
//! > issue "The campaigns" 4: bundled into one official letter with number, date, dispatch log.

use super::draft::{Author, deed};
use super::letter_content::text_of;
use super::steps::due;
use super::{Query, facts, place_of};
use crate::context::Context;
use crate::error::AppError;
use crate::visitor::{Visitor, object};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::{Act, Object, Reach};
use antin_domain::request::{RequestKind, STEPS, State, Verb};
use antin_domain::workflow;
use antin_storage::audit::NewEvent;
use antin_storage::page::{Cursor, Page};
use antin_storage::requests::letters::{self, Dispatch};
use antin_storage::requests::{self, Kept, KeptDeed, RequestFilter};
use antin_storage::{Change, Connection};
use serde_json::json;
use std::collections::BTreeMap;

pub use super::answers::{refused, taken};
pub use super::letter_content::LetterContent;
pub use antin_storage::requests::letters::{Dispatch as DispatchLine, Letter};

/// The most requests of one letter: as many as the annex of a form takes.
pub const MOST: usize = 5_000;

/// The ways by which a letter goes out (domain.md 2.3: portal, document exchange axis, post, by hand).
pub const WAYS: [&str; 4] = ["portal", "axis", "post", "hand"];

/// What would be bundled, before anything is.
#[derive(Clone, Debug, Default)]
pub struct Rehearsal {
    /// The requests that can be bundled.
    pub ready: Vec<Kept>,
    /// Those that cannot, each with why.
    pub stopped: Vec<(Kept, Message)>,
    /// How many of each kind would be in the letter.
    pub counts: BTreeMap<RequestKind, usize>,
}

/// A letter with everything around it.
#[derive(Clone, Debug)]
pub struct Whole {
    /// The letter.
    pub letter: Letter,
    /// What it says.
    pub content: LetterContent,
    /// Its requests.
    pub requests: Vec<Kept>,
    /// Those that the law stops if it were sent today, each with why; blank once it is sent.
    pub stopped: Vec<(Id, Message)>,
    /// What its forms lack to be printed; blank once it is sent.
    pub lacking: Vec<Message>,
    /// How it went out.
    pub log: Vec<Dispatch>,
    /// May the visitor change and send it?
    pub may_send: bool,
}

/// What is said when a letter goes out.
#[derive(Clone, Debug)]
pub struct Sending {
    /// Number and symbol of the letter: `123/CT-CNTT`.
    pub number: String,
    /// Its date.
    pub dated: Day,
    /// By which way: one of [`WAYS`].
    pub way: String,
    /// On which day.
    pub sent: Day,
    /// What else is to be said.
    pub note: String,
    /// The version of the letter that was seen.
    pub seen: i64,
}

/// Says what a letter of these requests would hold; nothing is changed.
///
/// # Errors
/// The visitor may not send to the CA, or a request is not there.
pub async fn rehearse(context: &Context, visitor: &Visitor, ids: &[Id]) -> Result<Rehearsal, AppError> {
    visitor.reach(Act::SendToCa)?;
    let mut connection = context.db.read().await?;
    rehearsal(context, &mut connection, visitor, ids).await
}

/// Every approved request of `query` that the visitor may send, as many as a letter holds: a letter may carry more than a
/// page shows.
///
/// # Errors
/// The visitor may not send to the CA.
pub async fn approved(context: &Context, visitor: &Visitor, query: &Query) -> Result<Vec<Id>, AppError> {
    let reach = visitor.reach(Act::SendToCa)?;
    let filter = RequestFilter {
        reach,
        unit: query.unit,
        kind: query.kind,
        states: vec![State::Approved],
        ..RequestFilter::default()
    };
    let mut connection = context.db.read().await?;
    let found = all(&mut connection, &filter).await?;
    Ok(found.iter().take(MOST).map(|kept| kept.request.id).collect())
}

/// Puts approved requests into a new letter; its number in the registry. All of them, or none.
///
/// # Errors
/// The visitor may not, none or too many are named, or one of them cannot be bundled: each says why.
pub async fn bundle(context: &Context, visitor: &Visitor, ids: &[Id], content: &LetterContent) -> Result<Id, AppError> {
    let mut change = context.db.change().await?;
    let nowhere = || AppError::Unusable(Message::new("request-no-unit"));
    let unit = visitor.place().or(visitor.top).ok_or_else(nowhere)?;
    let place = object(&mut change, Some(unit), None).await?;
    let author = Author::of(visitor, Act::SendToCa, &place)?;
    let rehearsed = rehearsal(context, &mut change, visitor, ids).await?;
    if rehearsed.ready.is_empty() && rehearsed.stopped.is_empty() {
        return Err(AppError::Unusable(Message::new("request-letter-empty")));
    }
    if !rehearsed.stopped.is_empty() {
        return Err(stopped(rehearsed.stopped.iter().map(|(kept, why)| (kept.request.holder.as_str(), why))));
    }
    let at = context.now();
    let letter = Letter {
        id: context.id()?,
        is_sent: false,
        number: String::new(),
        dated: Day::UNKNOWN,
        unit,
        content: text_of(content)?,
        created: at,
        created_by: visitor.actor.user,
        version: 1,
    };
    letters::insert(&mut change, &letter).await?;
    for kept in rehearsed.ready {
        move_on(context, &mut change, kept, Verb::Bundle, Some(letter.id), &author).await?;
    }
    let detail = json!({ "requests": ids.iter().map(ToString::to_string).collect::<Vec<_>>() });
    commit(context, change, visitor, "bundle-letter", letter.id, &detail).await?;
    Ok(letter.id)
}

/// Changes what a letter says, while it has not gone out.
///
/// # Errors
/// The visitor may not, it has gone out, or somebody was quicker.
pub async fn edit(
    context: &Context,
    visitor: &Visitor,
    id: Id,
    content: &LetterContent,
    seen: i64,
) -> Result<(), AppError> {
    let mut change = context.db.change().await?;
    let mut letter = letters::get(&mut change, id).await?;
    visitor.may(Act::SendToCa, &place(&mut change, &letter).await?)?;
    if letter.is_sent {
        return Err(AppError::Unusable(Message::new("request-letter-gone")));
    }
    letter.content = text_of(content)?;
    letter.version = seen;
    letters::save(&mut change, &letter).await?;
    commit(context, change, visitor, "edit-letter", id, &json!({})).await
}

/// Sends a letter: every request in it is with the CA from that day on, and its clock runs. A letter that has gone out
/// already only gets one more line in its log.
///
/// # Errors
/// The visitor may not; number, date or way are missing; or the law stops one of the requests on the day of sending: then
/// nothing is sent, and each says why.
pub async fn send(context: &Context, visitor: &Visitor, id: Id, sending: &Sending) -> Result<(), AppError> {
    let mut change = context.db.change().await?;
    let mut letter = letters::get(&mut change, id).await?;
    let place = place(&mut change, &letter).await?;
    let author = Author::of(visitor, Act::SendToCa, &place)?;
    let number = check(context, &letter, sending)?;
    let is_first = !letter.is_sent;
    if is_first {
        let all = of_letter(&mut change, id).await?;
        if all.is_empty() {
            return Err(AppError::Unusable(Message::new("request-letter-empty")));
        }
        let mut stops = Vec::new();
        for kept in &all {
            if let Some(why) = facts::stops(context, &mut change, &kept.request, sending.sent).await? {
                stops.push((kept.request.holder.as_str(), why));
            }
        }
        if !stops.is_empty() {
            return Err(stopped(stops.iter().map(|(holder, why)| (*holder, why))));
        }
        for mut kept in all {
            kept.sent = sending.sent;
            kept.due = due(context, &kept.request, sending.sent);
            move_on(context, &mut change, kept, Verb::Send, Some(id), &author).await?;
        }
        (letter.is_sent, letter.number, letter.dated, letter.version) = (true, number, sending.dated, sending.seen);
        letters::save(&mut change, &letter).await?;
    }
    let line = Dispatch {
        way: sending.way.clone(),
        sent: sending.sent,
        note: sending.note.trim().to_owned(),
        by: visitor.actor.user,
        at: context.now(),
    };
    letters::dispatch(&mut change, id, &line).await?;
    let detail =
        json!({ "number": letter.number, "sent": sending.sent.number(), "way": sending.way, "first": is_first });
    commit(context, change, visitor, "send-letter", id, &detail).await
}

/// A page of letters, the latest first.
///
/// # Errors
/// The visitor may not.
pub async fn list(
    context: &Context,
    visitor: &Visitor,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<Page<Letter>, AppError> {
    let reach = visitor.reach(Act::ReadCertificate)?;
    Ok(letters::list(&mut context.db.read().await?, &reach, after, limit).await?)
}

/// A letter with everything around it. Whoever may see a request in it sees the letter.
///
/// # Errors
/// The visitor may not, or there is no such letter.
pub async fn whole(context: &Context, visitor: &Visitor, id: Id) -> Result<Whole, AppError> {
    let mut connection = context.db.read().await?;
    let letter = letters::get(&mut connection, id).await?;
    let place = place(&mut connection, &letter).await?;
    let may_send = visitor.may(Act::SendToCa, &place).is_ok();
    let reach = visitor.reach(Act::ReadCertificate)?;
    let filter = RequestFilter { reach, letter: Some(id), ..RequestFilter::default() };
    let requests = all(&mut connection, &filter).await?;
    if requests.is_empty() {
        visitor.may(Act::SendToCa, &place)?;
    }
    let mut stopped = Vec::new();
    for kept in requests.iter().filter(|_| !letter.is_sent) {
        if let Some(why) = facts::stops(context, &mut connection, &kept.request, context.today()).await? {
            stopped.push((kept.request.id, why));
        }
    }
    let content: LetterContent = serde_json::from_str(&letter.content).unwrap_or_default();
    let lacking = match letter.is_sent {
        true => Vec::new(),
        false => content.lacking(requests.iter().map(|kept| kept.request.kind)),
    };
    let log = letters::dispatches(&mut connection, id).await?;
    Ok(Whole { letter, content, requests, stopped, lacking, log, may_send })
}

/// The requests of a letter, whoever may see them.
pub(super) async fn of_letter(connection: &mut Connection, id: Id) -> Result<Vec<Kept>, AppError> {
    let reach = Reach { everything: true, ..Reach::default() };
    all(connection, &RequestFilter { reach, letter: Some(id), ..RequestFilter::default() }).await
}

async fn all(connection: &mut Connection, filter: &RequestFilter) -> Result<Vec<Kept>, AppError> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = requests::list(connection, filter, after.as_ref(), antin_storage::page::MOST).await?;
        found.extend(page.items);
        after = page.next;
        if after.is_none() || found.len() > MOST {
            return Ok(found);
        }
    }
}

async fn rehearsal(
    context: &Context,
    connection: &mut Connection,
    visitor: &Visitor,
    ids: &[Id],
) -> Result<Rehearsal, AppError> {
    if ids.len() > MOST {
        return Err(AppError::Unusable(Message::new("request-letter-too-many").with("most", MOST)));
    }
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let mut rehearsal = Rehearsal::default();
    for id in ids {
        let kept = requests::get(connection, id).await?;
        visitor.may(Act::SendToCa, &place_of(connection, &kept.request).await?)?;
        let why = match workflow::find(STEPS, kept.request.state, Verb::Bundle) {
            None => Some(Message::new("request-not-approved")),
            Some(_) => facts::stops(context, connection, &kept.request, context.today()).await?,
        };
        match why {
            Some(why) => rehearsal.stopped.push((kept, why)),
            None => {
                *rehearsal.counts.entry(kept.request.kind).or_default() += 1;
                rehearsal.ready.push(kept);
            }
        }
    }
    Ok(rehearsal)
}

/// Takes one step of a request with its letter.
pub(super) async fn move_on(
    context: &Context,
    change: &mut Change,
    mut kept: Kept,
    verb: Verb,
    letter: Option<Id>,
    author: &Author,
) -> Result<(), AppError> {
    let before: State = kept.request.state;
    let step = workflow::find(STEPS, before, verb);
    let step = step.ok_or_else(|| AppError::Unusable(Message::new("request-no-such-step")))?;
    (kept.request.state, kept.request.letter) = (step.to, letter);
    let deed = deed(&kept.request, verb, before, Some(author));
    let seen = kept.version;
    let step = KeptDeed { deed, words: String::new(), at: context.now() };
    Ok(requests::save(change, &kept, &step, seen).await?)
}

/// What is said when a letter goes out, looked through; its number.
fn check(context: &Context, letter: &Letter, sending: &Sending) -> Result<String, AppError> {
    let unusable = |message: Message| Err(AppError::Unusable(message));
    let number = sending.number.trim().to_owned();
    let is_text = |text: &str, most| text.chars().count() <= most && !text.chars().any(char::is_control);
    if !letter.is_sent && (number.is_empty() || !is_text(&number, 60) || !sending.dated.is_known()) {
        return unusable(Message::new("request-letter-missing-number"));
    }
    if !WAYS.contains(&sending.way.as_str()) || !is_text(&sending.note, 300) {
        return unusable(Message::new("request-letter-way"));
    }
    let today = context.today();
    let earliest = if letter.is_sent { letter.dated } else { sending.dated };
    if !sending.sent.is_known() || sending.sent > today || sending.sent < earliest {
        return unusable(Message::new("request-bad-day").with("from", earliest).with("to", today));
    }
    Ok(number)
}

/// Everything that stands against it, each with the holder of the request.
fn stopped<'a>(stops: impl Iterator<Item = (&'a str, &'a Message)>) -> AppError {
    let by: Vec<Message> = stops.map(|(_, why)| why.clone()).collect();
    AppError::Blocked { message: Message::new("request-letter-stopped").with("count", by.len()), by }
}

pub(super) async fn place(connection: &mut Connection, letter: &Letter) -> Result<Object, AppError> {
    Ok(object(connection, Some(letter.unit), None).await?)
}

pub(super) async fn commit(
    context: &Context,
    change: Change,
    visitor: &Visitor,
    action: &str,
    id: Id,
    detail: &serde_json::Value,
) -> Result<(), AppError> {
    let event = NewEvent {
        at: context.now(),
        actor: &visitor.event_name(),
        action,
        object_kind: "letter",
        object_id: &id.to_string(),
        detail,
    };
    change.commit(&event).await?;
    Ok(())
}
