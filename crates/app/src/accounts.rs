//! Accounts: the first administrator, further accounts, roles, sessions.

use crate::context::Context;
use crate::error::AppError;
use crate::sign_in::{self, Origin};
use crate::visitor::Visitor;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::moment::Moment;
use antin_domain::permission::{Act, Object};
use antin_domain::role::{Grant, Role};
use antin_domain::unit::dated::{DatedName, DatedUnit};
use antin_storage::audit::NewEvent;
use antin_storage::blobs::digest_of;
use antin_storage::known::{self, PersonKey};
use antin_storage::page::{Cursor, Page};
use antin_storage::sessions::{self, Session};
use antin_storage::users::{self, Proof, User};
use antin_storage::{Change, grants, units};
use serde_json::json;
use std::collections::HashMap;

/// What is needed to make an account.
#[derive(Clone, Debug, Default)]
pub struct AccountInput {
    /// Name to log in with.
    pub login: String,
    /// Name of the person.
    pub name: String,
    /// The first password.
    pub password: String,
    /// Staff number or official e-mail of the person of the registry whose log-in it is; blank where it is nobody's there.
    pub person: String,
}

/// A role to be granted.
#[derive(Clone, Copy, Debug)]
pub struct GrantInput {
    /// The role.
    pub role: Role,
    /// The unit at the top of the subtree.
    pub unit: Id,
    /// First day.
    pub from: Day,
    /// Last day; unknown while it lasts.
    pub to: Day,
}

/// An account with everything that a page shows of it.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The log-in.
    pub user: User,
    /// Does it show a second factor?
    pub has_second_factor: bool,
    /// Its grants, also past ones.
    pub grants: Vec<Grant>,
    /// Names of those in whose place a grant is used.
    pub principals: HashMap<Id, String>,
    /// Its latest sessions.
    pub sessions: Vec<Session>,
}

/// The token of the one-time link by which the first administrator is made; none once there is an account.
///
/// # Errors
/// The database cannot be read.
pub async fn first_link(context: &Context) -> Result<Option<String>, AppError> {
    if users::is_there_any(&mut context.db.read().await?).await? {
        return Ok(None);
    }
    let token: [u8; 32] = context.random()?;
    if let Ok(mut link) = context.first_link.lock() {
        *link = Some(token);
    }
    Ok(Some(antin_domain::hex::hex(&token)))
}

/// Is this the token of the one-time link, still unused?
#[must_use]
pub fn is_first_link(context: &Context, token: &str) -> bool {
    let link = context.first_link.lock().ok().and_then(|link| *link);
    // Digests are compared: how long that takes says nothing of the token.
    link.is_some_and(|link| digest_of(antin_domain::hex::hex(&link).as_bytes()) == digest_of(token.as_bytes()))
}

/// Makes the first administrator, and the topmost unit where there is none; opens a session and gives its token.
///
/// # Errors
/// The link was used, or the name or the password cannot be used.
pub async fn first(
    context: &Context,
    token: &str,
    input: &AccountInput,
    top: &str,
    origin: &Origin,
) -> Result<String, AppError> {
    if !is_first_link(context, token) {
        return Err(AppError::Refused(Message::new("access-link-used")));
    }
    let (user, proof) = user(context, input).await?;
    let now = context.now();
    let mut change = context.db.change().await?;
    if users::is_there_any(&mut change).await? {
        return Err(AppError::Refused(Message::new("access-link-used")));
    }
    let topmost = units::children(&mut change, None, None, 1).await?;
    let unit = match topmost.items.first() {
        Some(unit) => unit.id,
        None => {
            let top = top.trim();
            if top.is_empty() {
                return Err(AppError::Unusable(Message::new("access-no-top")));
            }
            let id = context.id()?;
            let name = DatedName { name: top.to_owned(), from: Day::UNKNOWN, to: Day::UNKNOWN };
            let unit = DatedUnit { id, code: "00000".into(), names: vec![name], parent: None, successors: Vec::new() };
            units::insert_many(&mut change, &[unit], now).await?;
            id
        }
    };
    insert(&mut change, &user, &proof, now).await?;
    let grant = GrantInput { role: Role::Administrator, unit, from: context.today(), to: Day::UNKNOWN };
    insert_grant(context, &mut change, user.id, &grant).await?;
    let actor = user.id.to_string();
    let detail = json!({ "login": user.login, "name": user.name });
    change.commit(&event(now, &actor, "first-administrator", &actor, &detail)).await?;
    if let Ok(mut link) = context.first_link.lock() {
        *link = None;
    }
    sign_in::open_session(context, &user, origin).await
}

/// Adds an account with one role.
///
/// # Errors
/// The visitor may not, the name is taken, or the password cannot be used.
pub async fn add(
    context: &Context,
    visitor: &Visitor,
    input: &AccountInput,
    grant: &GrantInput,
) -> Result<Id, AppError> {
    visitor.may(Act::KeepUser, &everywhere())?;
    visitor.may(Act::GrantRole, &everywhere())?;
    let (user, proof) = user(context, input).await?;
    let now = context.now();
    let mut change = context.db.change().await?;
    insert(&mut change, &user, &proof, now).await?;
    insert_grant(context, &mut change, user.id, grant).await?;
    let detail =
        json!({ "login": user.login, "name": user.name, "role": grant.role.name(), "unit": grant.unit.to_string() });
    change.commit(&event(now, &visitor.event_name(), "add-account", &user.id.to_string(), &detail)).await?;
    Ok(user.id)
}

/// Grants a role to an account.
///
/// # Errors
/// The visitor may not, or the role does not go with one that the account has.
pub async fn grant(context: &Context, visitor: &Visitor, account: Id, input: &GrantInput) -> Result<(), AppError> {
    visitor.may(Act::GrantRole, &everywhere())?;
    let now = context.now();
    let mut change = context.db.change().await?;
    insert_grant(context, &mut change, account, input).await?;
    let detail = json!({ "role": input.role.name(), "unit": input.unit.to_string(), "from": input.from.to_string() });
    change.commit(&event(now, &visitor.event_name(), "grant-role", &account.to_string(), &detail)).await?;
    Ok(())
}

/// Locks or unlocks an account; nobody locks himself out.
///
/// # Errors
/// The visitor may not.
pub async fn set_locked(context: &Context, visitor: &Visitor, account: Id, is_locked: bool) -> Result<(), AppError> {
    set_locked_at(context, visitor, account, is_locked, None).await
}

/// The same, if the account is still at the version that the visitor has `seen`.
///
/// # Errors
/// As [`set_locked`]; or the account was changed meanwhile.
pub async fn set_locked_at(
    context: &Context,
    visitor: &Visitor,
    account: Id,
    is_locked: bool,
    seen: Option<i64>,
) -> Result<(), AppError> {
    visitor.may(Act::KeepUser, &everywhere())?;
    if account == visitor.actor.user {
        return Err(AppError::Refused(Message::new("access-not-oneself")));
    }
    let now = context.now();
    let mut change = context.db.change().await?;
    let mut user = users::get(&mut change, account).await?;
    user.version = seen.unwrap_or(user.version);
    user.locked = is_locked.then_some(now);
    users::update(&mut change, &user).await?;
    let action = if is_locked { "lock-account" } else { "unlock-account" };
    change.commit(&event(now, &visitor.event_name(), action, &account.to_string(), &json!({}))).await?;
    Ok(())
}

/// Ends a session of an account: one's own, or anybody's for who may.
///
/// # Errors
/// The visitor may not, or the session has ended.
pub async fn end_session(context: &Context, visitor: &Visitor, account: Id, session: Id) -> Result<(), AppError> {
    if account != visitor.actor.user {
        visitor.may(Act::EndSession, &everywhere())?;
    }
    let now = context.now();
    let mut change = context.db.change().await?;
    if sessions::end(&mut change, account, Some(session), now).await? == 0 {
        return Err(AppError::Unusable(Message::new("access-no-session")));
    }
    let detail = json!({ "session": session.to_string() });
    change.commit(&event(now, &visitor.event_name(), "end-session", &account.to_string(), &detail)).await?;
    Ok(())
}

/// A page of log-ins.
///
/// # Errors
/// The visitor may not.
pub async fn list(
    context: &Context,
    visitor: &Visitor,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<Page<User>, AppError> {
    visitor.may(Act::ReadUser, &everywhere())?;
    Ok(users::list(&mut context.db.read().await?, after, limit).await?)
}

/// A log-in with its grants and sessions; one's own for everybody.
///
/// # Errors
/// The visitor may not, or there is no such log-in.
pub async fn profile(context: &Context, visitor: &Visitor, id: Id) -> Result<Profile, AppError> {
    if id != visitor.actor.user {
        visitor.may(Act::ReadUser, &everywhere())?;
    }
    let mut connection = context.db.read().await?;
    let user = users::get(&mut connection, id).await?;
    let grants = grants::of_user(&mut connection, id).await?;
    let mut principals = HashMap::new();
    for principal in grants.iter().filter_map(|grant| grant.deputy_of) {
        principals.insert(principal, users::get(&mut connection, principal).await?.name);
    }
    Ok(Profile {
        has_second_factor: sign_in::proof(&mut connection, &user).await?.totp_secret.is_some(),
        grants,
        principals,
        sessions: sessions::of_user(&mut connection, id, context.now()).await?,
        user,
    })
}

/// Accounts belong to no unit.
fn everywhere() -> Object {
    Object { units: Vec::new(), person: None }
}

/// A new log-in with its password.
async fn user(context: &Context, input: &AccountInput) -> Result<(User, Proof), AppError> {
    let (login, name) = (input.login.trim().to_lowercase(), input.name.trim().to_owned());
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-_@".contains(c);
    if login.is_empty() || login.len() > 60 || !login.chars().all(is_plain) {
        return Err(AppError::Unusable(Message::new("access-bad-login")));
    }
    if name.is_empty() {
        return Err(AppError::Unusable(Message::new("access-no-name")));
    }
    let person = person(context, input.person.trim()).await?;
    let password = sign_in::hash(context, &input.password).await?;
    let user = User { id: context.id()?, login, name, person, locked: None, version: 1 };
    Ok((user, Proof { password: Some(password), totp_secret: None, totp_step: None }))
}

/// The one person with this staff number or e-mail; none for a blank text.
async fn person(context: &Context, text: &str) -> Result<Option<Id>, AppError> {
    if text.is_empty() {
        return Ok(None);
    }
    let values = [text.to_lowercase(), text.to_owned()];
    let mut connection = context.db.read().await?;
    let mut found = Vec::new();
    for key in [PersonKey::Code, PersonKey::Email] {
        found.extend(known::people_with(&mut connection, key, &values).await?.into_values().flatten());
    }
    found.sort_unstable();
    found.dedup();
    match found[..] {
        [one] => Ok(Some(one)),
        _ => Err(AppError::Unusable(Message::new("access-no-person").with("text", text).with("count", found.len()))),
    }
}

pub(crate) async fn insert(change: &mut Change, user: &User, proof: &Proof, at: Moment) -> Result<(), AppError> {
    users::insert(change, user, at).await?;
    Ok(users::set_proof(change, user.id, proof).await?)
}

/// Adds a grant, unless its role must not be in one hand with one that the account has.
pub(crate) async fn insert_grant(
    context: &Context,
    change: &mut Change,
    account: Id,
    input: &GrantInput,
) -> Result<(), AppError> {
    let grant = Grant {
        id: context.id()?,
        user: account,
        role: input.role,
        unit: input.unit,
        from: input.from,
        to: input.to,
        deputy_of: None,
    };
    goes_with_held(change, &grant).await?;
    Ok(grants::insert(change, &grant).await?)
}

/// Goes on only if the role of a grant may be in one hand with those that its account has then.
pub(crate) async fn goes_with_held(change: &mut Change, grant: &Grant) -> Result<(), AppError> {
    for held in grants::of_user(change, grant.user).await? {
        let is_over = held.to.is_known() && held.to < grant.from;
        if !is_over && !held.role.goes_with(grant.role) {
            let message =
                Message::new("access-roles-apart").with("role", grant.role.name()).with("other", held.role.name());
            return Err(AppError::Refused(message));
        }
    }
    Ok(())
}

fn event<'a>(
    at: Moment,
    actor: &'a str,
    action: &'a str,
    account: &'a str,
    detail: &'a serde_json::Value,
) -> NewEvent<'a> {
    NewEvent { at, actor, action, object_kind: "account", object_id: account, detail }
}
