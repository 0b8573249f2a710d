//! Requests to the CA: lists, one with everything around it, and what can be done with it now.
//!
//! Begun and changed in [`draft`], carried on in [`steps`], bundled and sent in [`letters`], closed in [`prove`] and nowhere
//! else. What the law asks is gathered in [`facts`].

mod answers;
pub mod draft;
mod facts;
mod letter_content;
pub mod letters;
pub mod printed;
pub(crate) mod prove;
pub mod steps;

pub use draft::{Author, Draft};
pub use prove::expire;
pub use steps::StepInput;

// What pages show, as it comes from the shelf.
pub use antin_storage::requests::{Kept, KeptDeed, Proof};

use crate::certificates::path_names;
use crate::context::Context;
use crate::error::AppError;
use crate::intake::FileKind;
use crate::visitor::{Visitor, object};
use antin_domain::certificate::record::CertificateRecord;
use antin_domain::device::Device;
use antin_domain::id::Id;
use antin_domain::permission::{Act, Object};
use antin_domain::policy::Policy;
use antin_domain::request::checks::Check;
use antin_domain::request::eyes::{self, Asker};
use antin_domain::request::{Request, RequestKind, STEPS, State, Verb, waiting_for};
use antin_domain::role::Role;
use antin_domain::workflow;
use antin_storage::page::{Cursor, Page};
use antin_storage::requests::{self, Mine, RequestFilter};
use antin_storage::{Connection, certificates, devices, imports, users};
use std::collections::BTreeMap;

/// What somebody looks for, as it stands in an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those that wait for the visitor, or whose clock ran out, or that are still open.
    pub view: Option<View>,
    /// Only this kind.
    pub kind: Option<RequestKind>,
    /// Only in this state.
    pub state: Option<State>,
    /// A unit with everything below it.
    pub unit: Option<Id>,
    /// Only about this certificate.
    pub certificate: Option<Id>,
    /// Only about this device.
    pub device: Option<Id>,
    /// Only in this letter.
    pub letter: Option<Id>,
}

/// A choice of requests that has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// What waits for the visitor.
    Mine,
    /// Whose clock ran out: the CA did not answer, or the device is not back.
    Overdue,
    /// Everything that is not closed.
    Open,
}

/// Everything about one request.
#[derive(Clone, Debug)]
pub struct Whole {
    /// The request.
    pub kept: Kept,
    /// Its steps, the earliest first.
    pub deeds: Vec<KeptDeed>,
    /// Names of the accounts that took them.
    pub names: BTreeMap<Id, String>,
    /// Names of its unit and those above it, the topmost first.
    pub path: Vec<(Id, String)>,
    /// The certificate it is about.
    pub certificate: Option<CertificateRecord>,
    /// The device it is about.
    pub device: Option<Device>,
    /// What the law asks, today; blank once it is with the CA.
    pub checks: Vec<Check>,
    /// What the visitor can do with it now, in the order of the table.
    pub verbs: Vec<Verb>,
    /// How many approvals it has, and how many it needs.
    pub approvals: (usize, usize),
    /// The list that proved it: its number, and whether it is a CA's revocation list.
    pub proved_in: Option<(Id, bool)>,
    /// Working days since the clock that runs began, and whether the holidays of its year are known.
    pub clock: Option<Clock>,
}

/// The clock that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Working days left; negative where it ran out.
    pub left: i32,
    /// Were the holidays of that year announced to us?
    pub is_certain: bool,
}

impl View {
    /// Every view, in the order of pages.
    pub const ALL: [View; 3] = [View::Mine, View::Overdue, View::Open];

    /// Word used in addresses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            View::Mine => "mine",
            View::Overdue => "overdue",
            View::Open => "open",
        }
    }
}

/// A page of requests, and how many there are on all pages.
///
/// # Errors
/// The visitor may not.
pub async fn list(
    context: &Context,
    visitor: &Visitor,
    query: &Query,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<(Page<Kept>, i64), AppError> {
    let filter = filter(context, visitor, query)?;
    let mut connection = context.db.read().await?;
    let page = requests::list(&mut connection, &filter, after, limit).await?;
    Ok((page, requests::count(&mut connection, &filter).await?))
}

/// How many requests the list of `query` has.
///
/// # Errors
/// The visitor may not.
pub async fn count(context: &Context, visitor: &Visitor, query: &Query) -> Result<i64, AppError> {
    let filter = filter(context, visitor, query)?;
    Ok(requests::count(&mut context.db.read().await?, &filter).await?)
}

/// Everything about one request.
///
/// # Errors
/// The visitor may not, or there is no such request.
pub async fn whole(context: &Context, visitor: &Visitor, id: Id) -> Result<Whole, AppError> {
    let mut connection = context.db.read().await?;
    let kept = requests::get(&mut connection, id).await?;
    let place = place_of(&mut connection, &kept.request).await?;
    visitor.may(Act::ReadCertificate, &place)?;
    let deeds = requests::deeds(&mut connection, id).await?;
    let verbs = verbs(visitor, &kept.request, &deeds, &place);
    let policy = policy(context)?;
    let certificate = match kept.request.certificate {
        Some(id) => Some(certificates::get(&mut connection, id).await?.0),
        None => None,
    };
    let device = match kept.request.device {
        Some(id) => Some(devices::get(&mut connection, id).await?.0),
        None => None,
    };
    let state = kept.request.state;
    let checks = match state.is_open() && !state.is_with_ca() && state != State::DeviceOut {
        true => facts::checks(context, &mut connection, &kept.request, context.today()).await?,
        false => Vec::new(),
    };
    let proved_in = match kept.proof.and_then(|proof| proof.import) {
        Some(id) => Some((id, imports::get(&mut connection, id).await?.kind == FileKind::Crls.name())),
        None => None,
    };
    let mut names = BTreeMap::new();
    for user in deeds.iter().filter_map(|deed| deed.deed.who).map(|who| who.user) {
        if let std::collections::btree_map::Entry::Vacant(vacant) = names.entry(user) {
            vacant.insert(users::get(&mut connection, user).await?.name);
        }
    }
    let all = deeds.iter().map(|kept| kept.deed.clone()).collect::<Vec<_>>();
    let needed = policy.requests.approvals_for(kept.request.kind);
    let approved: Vec<Role> = eyes::approvals(&all, kept.request.revision).filter_map(|deed| deed.role).collect();
    Ok(Whole {
        approvals: (needed.len() - eyes::missing(&needed, &approved).min(needed.len()), needed.len()),
        proved_in,
        clock: clock(context, &kept),
        path: path_names(&mut connection, kept.request.unit, context.today()).await?,
        kept,
        deeds,
        names,
        certificate,
        device,
        checks,
        verbs,
    })
}

/// Names of a unit and those above it, the nearest first.
///
/// # Errors
/// There is no such unit.
pub async fn unit_path(context: &Context, unit: Id) -> Result<Vec<String>, AppError> {
    let path = path_names(&mut context.db.read().await?, unit, context.today()).await?;
    Ok(path.into_iter().rev().map(|(_, name)| name).collect())
}

/// The clock that runs for a request; none where none does.
#[must_use]
pub fn clock(context: &Context, kept: &Kept) -> Option<Clock> {
    let holidays = crate::policies::holidays(&context.policy()?.clocks.holidays)?;
    let today = context.today();
    let is_running = kept.request.state.is_with_ca() || kept.request.state == State::DeviceOut;
    let left = holidays.between(today, kept.due).filter(|_| is_running)?;
    Some(Clock { left, is_certain: holidays.knows(today) && holidays.knows(kept.due) })
}

/// What `visitor` can do with a request: the rows of the table that permissions and four eyes let through. Lists of what
/// waits for somebody are made by the same rule (`storage::requests::Mine`).
fn verbs(visitor: &Visitor, request: &Request, deeds: &[KeptDeed], place: &Object) -> Vec<Verb> {
    let all: Vec<_> = deeds.iter().map(|kept| kept.deed.clone()).collect();
    let refused = eyes::refuses(&asker(visitor), &all, request.revision).is_some();
    workflow::from(STEPS, request.state)
        .filter(|step| visitor.may(step.act, place).is_ok() && !(step.verb == Verb::Approve && refused))
        .map(|step| step.verb)
        .collect()
}

/// Where a request lies and whom it is about.
pub(crate) async fn place_of(connection: &mut Connection, request: &Request) -> Result<Object, AppError> {
    Ok(object(connection, Some(request.unit), request.person).await?)
}

/// The visitor to the law of four eyes.
pub(crate) fn asker(visitor: &Visitor) -> Asker {
    let actor = &visitor.actor;
    let users = std::iter::once(actor.user).chain(actor.grants.iter().filter_map(|holding| holding.deputy_of));
    Asker { users: users.collect(), person: actor.person }
}

/// The law of today; without one nothing can be asked for.
pub(crate) fn policy(context: &Context) -> Result<&Policy, AppError> {
    let none = || AppError::Unusable(antin_domain::message::Message::new("request-no-policy"));
    context.policy().ok_or_else(none)
}

fn filter(context: &Context, visitor: &Visitor, query: &Query) -> Result<RequestFilter, AppError> {
    let open = State::ALL.into_iter().filter(|state| state.is_open());
    let states = match (query.state, query.view) {
        (Some(state), _) => vec![state],
        (None, Some(View::Open)) => open.collect(),
        _ => Vec::new(),
    };
    let overdue = (query.view == Some(View::Overdue)).then(|| context.today());
    Ok(RequestFilter {
        reach: visitor.reach(Act::ReadCertificate)?,
        unit: query.unit,
        kind: query.kind,
        states,
        overdue_on: overdue,
        certificate: query.certificate,
        device: query.device,
        letter: query.letter,
        mine: (query.view == Some(View::Mine)).then(|| mine(visitor)),
    })
}

/// What waits for the visitor.
fn mine(visitor: &Visitor) -> Mine {
    let asker = asker(visitor);
    let acts = [Act::Decide, Act::Approve, Act::SendToCa];
    let waiting = acts.into_iter().filter_map(|act| {
        let reach = visitor.reach(act).ok()?;
        Some((waiting_for(act).collect(), reach, act == Act::Approve))
    });
    Mine { waiting: waiting.collect(), users: asker.users, person: asker.person }
}
