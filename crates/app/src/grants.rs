//! Roles that change hands: a deputy for some days, and the end of a grant.

use crate::accounts;
use crate::context::Context;
use crate::error::AppError;
use crate::visitor::{Visitor, object};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::{Act, Object};
use antin_domain::role::Grant;
use antin_storage::audit::NewEvent;
use antin_storage::{grants, users};
use serde_json::json;

/// Longer nobody is a deputy without being named again.
const MOST_DAYS: i32 = 366;

/// Who is to act in whose place.
#[derive(Clone, Debug)]
pub struct DeputyInput {
    /// The log-in of the deputy.
    pub login: String,
    /// The visitor's own grant that is lent.
    pub grant: Id,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
}

/// Names a deputy for one of the visitor's own roles.
///
/// # Errors
/// The visitor has no such role of his own; there is no such log-in; the days are wrong; or the role does not go with one
/// that the deputy has.
pub async fn name_deputy(context: &Context, visitor: &Visitor, input: &DeputyInput) -> Result<Id, AppError> {
    let unusable = |key: &'static str| AppError::Unusable(Message::new(key));
    let now = context.now();
    let mut change = context.db.change().await?;
    let own = grants::of_user(&mut change, visitor.actor.user).await?;
    let lent = own.into_iter().find(|grant| grant.id == input.grant && grant.deputy_of.is_none());
    let lent = lent.ok_or_else(|| unusable("access-deputy-no-role"))?;
    visitor.may(Act::NameDeputy, &object(&mut change, Some(lent.unit), None).await?)?;
    let days = input.to.since(input.from).filter(|_| input.from >= context.today());
    if !days.is_some_and(|days| (0..MOST_DAYS).contains(&days)) {
        return Err(AppError::Unusable(Message::new("access-deputy-days").with("most", MOST_DAYS)));
    }
    let found = users::with_login(&mut change, input.login.trim()).await?;
    let (deputy, _) =
        found.filter(|(user, _)| user.locked.is_none()).ok_or_else(|| unusable("access-deputy-nobody"))?;
    if deputy.id == visitor.actor.user {
        return Err(unusable("access-deputy-oneself"));
    }
    let grant = Grant {
        id: context.id()?,
        user: deputy.id,
        role: lent.role,
        unit: lent.unit,
        from: input.from,
        to: input.to,
        deputy_of: Some(visitor.actor.user),
    };
    accounts::goes_with_held(&mut change, &grant).await?;
    grants::insert(&mut change, &grant).await?;
    let detail = json!({
        "role": lent.role.name(), "unit": lent.unit.to_string(), "deputy": deputy.login,
        "from": input.from.to_string(), "to": input.to.to_string(),
    });
    let event = NewEvent {
        at: now,
        actor: &visitor.event_name(),
        action: Act::NameDeputy.name(),
        object_kind: "account",
        object_id: &deputy.id.to_string(),
        detail: &detail,
    };
    change.commit(&event).await?;
    Ok(grant.id)
}

/// Ends a grant yesterday, so that it holds no more; the row stays.
///
/// # Errors
/// The visitor may not: only who grants roles, and whoever lent the role, may.
pub async fn end(context: &Context, visitor: &Visitor, account: Id, grant: Id) -> Result<(), AppError> {
    let now = context.now();
    let mut change = context.db.change().await?;
    let held = grants::of_user(&mut change, account).await?;
    let Some(held) = held.into_iter().find(|held| held.id == grant) else {
        return Err(AppError::Unusable(Message::new("access-no-grant")));
    };
    if held.deputy_of != Some(visitor.actor.user) {
        visitor.may(Act::GrantRole, &Object { units: Vec::new(), person: None })?;
        if account == visitor.actor.user {
            return Err(AppError::Refused(Message::new("access-not-own-role")));
        }
    }
    grants::end(&mut change, grant, context.today().plus(-1)).await?;
    let event = NewEvent {
        at: now,
        actor: &visitor.event_name(),
        action: "end-grant",
        object_kind: "account",
        object_id: &account.to_string(),
        detail: &json!({ "role": held.role.name(), "unit": held.unit.to_string() }),
    };
    change.commit(&event).await?;
    Ok(())
}

/// The roles that the visitor has lent and that hold today or later, each with the deputy's log-in.
///
/// # Errors
/// The database cannot be read.
pub async fn lent(context: &Context, visitor: &Visitor) -> Result<Vec<(Grant, String)>, AppError> {
    let mut connection = context.db.read().await?;
    let mut lent = Vec::new();
    for grant in grants::lent_by(&mut connection, visitor.actor.user).await? {
        if grant.to >= context.today() {
            let deputy = users::get(&mut connection, grant.user).await?;
            lent.push((grant, deputy.login));
        }
    }
    Ok(lent)
}
