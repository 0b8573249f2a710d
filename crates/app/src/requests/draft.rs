//! Beginning a request, by hand or from a confirmed decision, and changing what it says.

use super::{place_of, policy};
use crate::context::Context;
use crate::error::AppError;
use crate::visitor::{Visitor, object};
use antin_domain::certificate::HolderKind;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::moment::Moment;
use antin_domain::permission::{Act, Decision, Object, may};
use antin_domain::request::eyes::{Deed, Who};
use antin_domain::request::{Content, Origin, Request, RequestKind, STEPS, State, Verb};
use antin_domain::role::Role;
use antin_domain::workflow;
use antin_storage::audit::NewEvent;
use antin_storage::requests::{self, Kept, KeptDeed};
use antin_storage::{Change, Connection, Error as StorageError, certificates, devices, people};
use serde_json::json;

/// What is to be asked.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What is asked.
    pub kind: RequestKind,
    /// The certificate it is about: for everything but a first certificate and a locked device.
    pub certificate: Option<Id>,
    /// The device: for a locked one; else where it is known better than the registry does.
    pub device: Option<Id>,
    /// For a first certificate: the person; none for a body or a machine.
    pub person: Option<Id>,
    /// For a first certificate: the unit.
    pub unit: Option<Id>,
    /// For a first certificate of no person: what kind of holder.
    pub holder_kind: HolderKind,
    /// What it says.
    pub content: Content,
    /// The campaign and case it comes from.
    pub origin: Option<Origin>,
}

/// Who drafts, as the steps of the request remember it.
#[derive(Clone, Copy, Debug)]
pub struct Author {
    /// The account.
    pub who: Who,
    /// As which role.
    pub role: Role,
}

impl Draft {
    /// A draft about a certificate that says nothing yet.
    #[must_use]
    pub fn about(kind: RequestKind, certificate: Id) -> Draft {
        Draft { certificate: Some(certificate), ..Draft::blank(kind) }
    }

    /// A draft about nothing yet.
    #[must_use]
    pub fn blank(kind: RequestKind) -> Draft {
        Draft {
            kind,
            certificate: None,
            device: None,
            person: None,
            unit: None,
            holder_kind: HolderKind::Unknown,
            content: Content::default(),
            origin: None,
        }
    }
}

impl Author {
    /// The visitor as one who may do `act` to `object`.
    ///
    /// # Errors
    /// The visitor may not.
    pub fn of(visitor: &Visitor, act: Act, object: &Object) -> Result<Author, AppError> {
        let role = visitor.may(act, object)?;
        let deputy_of = match may(&visitor.actor, act, object) {
            Decision::Allowed { deputy_of, .. } => deputy_of,
            Decision::Refused(_) => None,
        };
        Ok(Author { who: Who { user: visitor.actor.user, person: visitor.actor.person, deputy_of }, role })
    }
}

/// Begins a request; its number.
///
/// # Errors
/// The visitor may not; what it is about is not there; or it has an open request of that kind.
pub async fn begin(context: &Context, visitor: &Visitor, draft: &Draft) -> Result<Id, AppError> {
    let mut change = context.db.change().await?;
    let mut request = resolved(context, &mut change, draft).await?;
    let author = Author::of(visitor, Act::Decide, &place_of(&mut change, &request).await?)?;
    looked_through(&mut change, &mut request).await?;
    let at = context.now();
    insert(&mut change, &request, &author, at).await?;
    let number = request.id.to_string();
    let detail = detail(&request);
    let event = NewEvent {
        at,
        actor: &visitor.event_name(),
        action: "draft-request",
        object_kind: "request",
        object_id: &number,
        detail: &detail,
    };
    change.commit(&event).await?;
    Ok(request.id)
}

/// Begins a request in the turn of a caller who has asked for permission and ends the turn: a confirmed decision of a
/// campaign. Its number.
///
/// # Errors
/// As [`begin`]; the turn must then not be committed.
pub async fn draft(context: &Context, change: &mut Change, author: &Author, draft: &Draft) -> Result<Id, AppError> {
    let mut request = resolved(context, change, draft).await?;
    looked_through(change, &mut request).await?;
    let at = context.now();
    insert(change, &request, author, at).await?;
    let (number, actor, detail) = (request.id.to_string(), author.who.user.to_string(), detail(&request));
    let event = NewEvent {
        at,
        actor: &actor,
        action: "draft-request",
        object_kind: "request",
        object_id: &number,
        detail: &detail,
    };
    change.record(&event).await?;
    Ok(request.id)
}

/// Begins two requests that belong together in the turn of a caller: revocation and re-issue of one certificate.
///
/// # Errors
/// As [`draft`].
pub async fn draft_pair(
    context: &Context,
    change: &mut Change,
    author: &Author,
    revoke: &Draft,
    reissue: &Draft,
) -> Result<(Id, Id), AppError> {
    let one = draft(context, change, author, revoke).await?;
    let other = draft(context, change, author, reissue).await?;
    requests::pair(change, one, other).await?;
    Ok((one, other))
}

/// Begins a revocation and a re-issue of one certificate, linked.
///
/// # Errors
/// As [`begin`]: then neither is begun.
pub async fn begin_pair(
    context: &Context,
    visitor: &Visitor,
    certificate: Id,
    revoke: &Content,
    reissue: &Content,
) -> Result<(Id, Id), AppError> {
    let mut change = context.db.change().await?;
    let (record, _) = certificates::get(&mut change, certificate).await?;
    let place = object(&mut change, Some(record.unit), record.person).await?;
    let author = Author::of(visitor, Act::Decide, &place)?;
    let of = |kind, content: &Content| Draft { content: content.clone(), ..Draft::about(kind, certificate) };
    let (one, other) = (of(RequestKind::Revoke, revoke), of(RequestKind::Reissue, reissue));
    let (one, other) = draft_pair(context, &mut change, &author, &one, &other).await?;
    let event = NewEvent {
        at: context.now(),
        actor: &visitor.event_name(),
        action: "pair-requests",
        object_kind: "request",
        object_id: &one.to_string(),
        detail: &json!({ "pair": other.to_string() }),
    };
    change.commit(&event).await?;
    Ok((one, other))
}

/// Changes what a request says: it is a draft again, and nobody's approval counts any more.
///
/// # Errors
/// The visitor may not, the request cannot be changed any more, or somebody was quicker.
pub async fn edit(
    context: &Context,
    visitor: &Visitor,
    id: Id,
    content: &Content,
    device: Option<Id>,
    seen: i64,
) -> Result<(), AppError> {
    let mut change = context.db.change().await?;
    let mut kept = requests::get(&mut change, id).await?;
    let place = place_of(&mut change, &kept.request).await?;
    if kept.version != seen {
        visitor.may(Act::Decide, &place)?;
        return Err(StorageError::Stale { noun: "request", id: id.0, seen }.into());
    }
    let before = kept.request.state;
    let step = workflow::find(STEPS, before, Verb::Edit);
    let author = Author::of(visitor, Act::Decide, &place)?;
    let step = step.ok_or_else(|| AppError::Unusable(Message::new("request-no-such-step")))?;
    kept.request.content = clean(content)?;
    if let Some(device) = device {
        kept.request.device = Some(devices::get(&mut change, device).await?.0.id);
    }
    kept.request.state = step.to;
    kept.request.revision += 1;
    let at = context.now();
    let deed = deed(&kept.request, Verb::Edit, before, Some(&author));
    requests::save(&mut change, &kept, &KeptDeed { deed, words: String::new(), at }, seen).await?;
    let event = NewEvent {
        at,
        actor: &visitor.event_name(),
        action: "edit-request",
        object_kind: "request",
        object_id: &id.to_string(),
        detail: &detail(&kept.request),
    };
    change.commit(&event).await?;
    Ok(())
}

/// One step that was taken, to the revision that the request has now.
pub(super) fn deed(request: &Request, verb: Verb, before: State, author: Option<&Author>) -> Deed {
    Deed {
        verb,
        before,
        after: request.state,
        revision: request.revision,
        who: author.map(|author| author.who),
        role: author.map(|author| author.role),
    }
}

/// What an event tells of a request.
fn detail(request: &Request) -> serde_json::Value {
    json!({
        "kind": request.kind.name(),
        "certificate": request.certificate.map(|id| id.to_string()),
        "device": request.device.map(|id| id.to_string()),
        "revision": request.revision,
        "reason": request.content.reason.map(|reason| reason.name()),
        "campaign": request.origin.map(|origin| origin.campaign.to_string()),
    })
}

async fn insert(change: &mut Change, request: &Request, author: &Author, at: Moment) -> Result<(), AppError> {
    let deed = deed(request, Verb::Draft, State::Draft, Some(author));
    let kept = Kept {
        request: request.clone(),
        sent: Day::UNKNOWN,
        due: Day::UNKNOWN,
        proof: None,
        created: at,
        updated: at,
        version: 1,
    };
    Ok(requests::insert(change, &kept, &KeptDeed { deed, words: String::new(), at }).await?)
}

/// The request that a draft leads to: whose it is and where it lies is taken from the registry, not from the caller.
async fn resolved(context: &Context, change: &mut Change, draft: &Draft) -> Result<Request, AppError> {
    policy(context)?;
    let mut request = Request {
        id: context.id()?,
        kind: draft.kind,
        state: State::Draft,
        revision: 1,
        unit: Id(0),
        certificate: None,
        device: None,
        person: None,
        holder: String::new(),
        holder_kind: HolderKind::Unknown,
        content: draft.content.clone(),
        pair: None,
        origin: draft.origin,
        letter: None,
    };
    let about_what = || AppError::Unusable(Message::new("request-about-what"));
    match draft.kind {
        RequestKind::Issue => of_nobody_yet(context, change, draft, &mut request).await?,
        RequestKind::RestoreDevice => {
            let (device, _) = devices::get(change, draft.device.ok_or_else(about_what)?).await?;
            (request.unit, request.device, request.person) = (device.unit, Some(device.id), device.person);
            request.holder.clone_from(&device.serial);
            if let Some(person) = device.person {
                (request.holder, request.holder_kind) = (people::get(change, person).await?.0.name, HolderKind::Person);
            }
        }
        _ => {
            let (record, _) = certificates::get(change, draft.certificate.ok_or_else(about_what)?).await?;
            (request.unit, request.person) = (record.unit, record.person);
            (request.certificate, request.holder_kind) = (Some(record.id), record.kind);
            request.device = match (draft.device.or(record.device), record.person) {
                (Some(device), _) => Some(devices::get(change, device).await?.0.id),
                (None, Some(person)) => only_device(change, person).await?,
                (None, None) => None,
            };
            request.holder = record.holder;
        }
    }
    Ok(request)
}

/// What a draft says is looked through, once it is known that whoever says it may: texts, and whether it is asked already.
async fn looked_through(change: &mut Change, request: &mut Request) -> Result<(), AppError> {
    request.content = clean(&request.content)?;
    match open_twin(change, request).await? {
        Some(open) => Err(AppError::Unusable(Message::new("request-duplicate").with("number", open))),
        None => Ok(()),
    }
}

/// For a first certificate: a person, or a body or machine by its name.
async fn of_nobody_yet(
    context: &Context,
    change: &mut Change,
    draft: &Draft,
    request: &mut Request,
) -> Result<(), AppError> {
    if let Some(id) = draft.person {
        let (person, _) = people::get(change, id).await?;
        let today = context.today();
        let latest = person.positions.iter().max_by_key(|position| position.from);
        let held = person.position_on(today).or(latest).map(|position| position.unit);
        let no_unit = || AppError::Unusable(Message::new("request-no-unit"));
        request.unit = held.or(draft.unit).ok_or_else(no_unit)?;
        (request.person, request.holder_kind, request.holder) = (Some(id), HolderKind::Person, person.name);
        return Ok(());
    }
    request.unit = draft.unit.ok_or_else(|| AppError::Unusable(Message::new("request-no-unit")))?;
    // It has to be there before anybody is asked who may.
    antin_storage::units::get(change, request.unit).await?;
    if request.content.name.is_empty() || draft.holder_kind == HolderKind::Person {
        return Err(AppError::Unusable(Message::new("request-for-whom")));
    }
    (request.holder, request.holder_kind) = (request.content.name.clone(), draft.holder_kind);
    Ok(())
}

/// The device that a person holds; none where it is none or more than one.
async fn only_device(connection: &mut Connection, person: Id) -> Result<Option<Id>, AppError> {
    match devices::held_by(connection, person).await?.as_slice() {
        [only] => Ok(Some(*only)),
        _ => Ok(None),
    }
}

/// An open request of the same kind about the same thing.
async fn open_twin(connection: &mut Connection, request: &Request) -> Result<Option<Id>, AppError> {
    Ok(match (request.kind, request.certificate, request.device, request.person) {
        (RequestKind::RestoreDevice, _, Some(id), _) => requests::open_for_device(connection, id, request.kind).await?,
        (RequestKind::Issue, _, _, Some(id)) => requests::open_for_person(connection, id, request.kind).await?,
        (_, Some(id), ..) => requests::open_for_certificate(connection, id, request.kind).await?,
        _ => None,
    })
}

/// What a request says, without blanks at the ends; too long or unprintable is told.
fn clean(content: &Content) -> Result<Content, AppError> {
    let mut content = content.clone();
    for (field, most, text) in content.texts() {
        let trimmed = text.trim();
        let is_bad = |c: char| c.is_control() && c != '\n' && c != '\r';
        if trimmed.chars().count() > most || trimmed.chars().any(is_bad) {
            return Err(AppError::Unusable(Message::new("request-bad-text").with("field", field).with("most", most)));
        }
        *text = trimmed.replace('\r', "");
    }
    Ok(content)
}
