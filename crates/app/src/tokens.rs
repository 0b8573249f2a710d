//! Tokens by which programs enter for a person: made, shown once, used, ended.
//!
//! A token may do what its owner may do on the day, and of that only the acts that were named when it was made. Whoever is
//! locked has no token that works. The token itself, 256 bits of chance, is known to its owner only.

use crate::context::Context;
use crate::error::AppError;
use crate::sign_in::{self, Origin};
use crate::visitor::Visitor;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::{Act, Effect, Object};
use antin_storage::audit::NewEvent;
use antin_storage::blobs::digest_of;
use antin_storage::sessions::{Session, Strength};
use antin_storage::throttle::{self, Allowance};
use antin_storage::{grants, tokens, units, users};
use serde_json::json;

pub use antin_storage::tokens::Token;

/// What every token begins with, so that people and programs that look for lost secrets know one when they see it.
const MARK: &str = "antin_";
/// A token lasts no longer.
pub const MOST_DAYS: i32 = 365;
/// The use of a token is noted at most once in so many seconds.
const TOUCH_SECONDS: i64 = 60;
/// Wrong tokens from one address.
const WRONG_TOKENS: Allowance = Allowance { burst: 20, seconds_between: 10 };
/// The longest name of a token.
const MOST_NAME: usize = 80;

/// What is needed to make a token.
#[derive(Clone, Debug)]
pub struct TokenInput {
    /// What the owner calls it.
    pub name: String,
    /// The acts it may do.
    pub acts: Vec<Act>,
    /// Its last day.
    pub until: Day,
}

/// Makes a token for the visitor; gives it with its secret, which is shown this once.
///
/// # Errors
/// The visitor came by a token himself, has not given the password lately, may not do one of the acts, or the last day
/// is over or more than a year away.
pub async fn make(context: &Context, visitor: &Visitor, input: &TokenInput) -> Result<(Token, String), AppError> {
    if visitor.token.is_some() {
        return Err(AppError::Refused(Message::new("access-token-by-token")));
    }
    if !sign_in::is_stepped_up(context, visitor) {
        return Err(AppError::Refused(Message::new("access-step-up-first")));
    }
    let name: String = input.name.trim().chars().filter(|c| !c.is_control()).take(MOST_NAME).collect();
    if name.is_empty() {
        return Err(AppError::Unusable(Message::new("access-token-no-name")));
    }
    if input.acts.is_empty() {
        return Err(AppError::Unusable(Message::new("access-token-no-acts")));
    }
    for &act in &input.acts {
        visitor.reach(act)?;
    }
    let now = context.now();
    // Not the day of a demonstration: a token ends by the clock of the machine.
    let days = input.until.since(now.day()).unwrap_or(-1);
    if !(0..=MOST_DAYS).contains(&days) {
        return Err(AppError::Unusable(Message::new("access-token-days").with("most", MOST_DAYS)));
    }
    let secret: [u8; 32] = context.random()?;
    let mut acts = input.acts.clone();
    acts.sort();
    acts.dedup();
    let token = Token {
        id: context.id()?,
        user: visitor.actor.user,
        name,
        acts,
        created: now,
        expires: end_of(input.until),
        used: None,
        ended: None,
    };
    let mut change = context.db.change().await?;
    tokens::insert(&mut change, &digest_of(&secret), &token).await?;
    let acts: Vec<&str> = token.acts.iter().map(|act| act.name()).collect();
    let detail = json!({ "name": token.name, "acts": acts, "until": input.until.to_string() });
    change.commit(&event(now, &visitor.event_name(), "make-token", &token.id.to_string(), &detail)).await?;
    Ok((token, format!("{MARK}{}", antin_domain::hex::hex(&secret))))
}

/// The visitor behind a token; none where there is no such token (any more).
///
/// # Errors
/// There were too many wrong tokens from this address, or the database cannot be read.
pub async fn visitor(context: &Context, secret: &str, origin: &Origin) -> Result<Option<Visitor>, AppError> {
    let now = context.now();
    let mut connection = context.db.read().await?;
    let found = match secret.strip_prefix(MARK).and_then(sign_in::unhex) {
        Some(secret) => tokens::find(&mut connection, &digest_of(&secret), now).await?,
        None => None,
    };
    let Some(token) = found else {
        drop(connection);
        slow_down(context, origin).await?;
        return Ok(None);
    };
    let user = users::get(&mut connection, token.user).await?;
    let actor = grants::actor(&mut connection, user.id, context.today()).await?;
    let top = units::children(&mut connection, None, None, 1).await?.items.first().map(|unit| unit.id);
    drop(connection);
    if token.used.is_none_or(|used| now.0 - used.0 > TOUCH_SECONDS * 1_000_000) {
        let mut turn = context.db.upkeep().await?;
        tokens::touch(&mut turn, token.id, now).await?;
        turn.commit().await?;
    }
    let session = Session {
        id: token.id,
        user: user.id,
        strength: Strength::Password,
        created: token.created,
        seen: now,
        expires: token.expires,
        // Nobody gives a password by a token: what is grave it may only where its acts name it.
        stepped_up: None,
        address: origin.address.clone(),
        browser: String::new(),
    };
    let (name, login) = (user.name, user.login);
    Ok(Some(Visitor { actor, name, login, session, top, owes_second_factor: false, token: Some(token) }))
}

/// The visitor's own tokens, or those of another account for who may see accounts; also those that ended.
///
/// # Errors
/// The visitor may not.
pub async fn list(context: &Context, visitor: &Visitor, account: Id) -> Result<Vec<Token>, AppError> {
    if account != visitor.actor.user {
        visitor.may(Act::ReadUser, &everywhere())?;
    }
    Ok(tokens::of_user(&mut context.db.read().await?, account).await?)
}

/// Ends a token: one's own, or anybody's for who may end sessions.
///
/// # Errors
/// The visitor may not, or there is no such token, or it has ended.
pub async fn end(context: &Context, visitor: &Visitor, id: Id) -> Result<(), AppError> {
    let now = context.now();
    let mut change = context.db.change().await?;
    let token = tokens::get(&mut change, id).await?;
    if token.user != visitor.actor.user {
        visitor.may(Act::EndSession, &everywhere())?;
    }
    if !tokens::end(&mut change, id, now).await? {
        return Err(AppError::Unusable(Message::new("access-token-ended")));
    }
    let detail = json!({ "name": token.name, "account": token.user.to_string() });
    change.commit(&event(now, &visitor.event_name(), "end-token", &id.to_string(), &detail)).await?;
    Ok(())
}

/// May a token do `act` to change anything? For pages that say what a token is good for.
#[must_use]
pub fn writes(token: &Token) -> bool {
    let changes = |act: &Act| act.rule().is_some_and(|rule| rule.effect == Effect::Changes);
    token.acts.iter().any(changes)
}

/// Every act that the visitor may do somewhere: what a token of his could be given.
#[must_use]
pub fn possible_acts(visitor: &Visitor) -> Vec<Act> {
    let acts = antin_domain::permission::RULES.iter().map(|rule| rule.act);
    acts.filter(|&act| visitor.may_somewhere(act)).collect()
}

/// Makes whoever comes with wrong secrets slower and slower.
pub(crate) async fn slow_down(context: &Context, origin: &Origin) -> Result<(), AppError> {
    let now = context.now();
    let mut turn = context.db.upkeep().await?;
    let wait = throttle::may_try(&mut turn, &format!("token:{}", origin.address), WRONG_TOKENS, now).await?;
    turn.commit().await?;
    match wait {
        None => Ok(()),
        Some(until) => {
            let seconds = (until.0 - now.0) / 1_000_000 + 1;
            Err(AppError::TooMany { seconds })
        }
    }
}

/// The moment at which a day ends in Vietnam.
fn end_of(day: Day) -> antin_domain::moment::Moment {
    let next = i64::from(day.plus(1).number().unwrap_or_default());
    antin_domain::moment::Moment((next * 24 - 7) * 3600 * 1_000_000)
}

/// Tokens belong to no unit.
fn everywhere() -> Object {
    Object { units: Vec::new(), person: None }
}

fn event<'a>(
    at: antin_domain::moment::Moment,
    actor: &'a str,
    action: &'a str,
    token: &'a str,
    detail: &'a serde_json::Value,
) -> NewEvent<'a> {
    NewEvent { at, actor, action, object_kind: "token", object_id: token, detail }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_lasts_to_the_end_of_its_day_in_vietnam() {
        let day = Day::new(2024, 6, 14).unwrap();
        let end = end_of(day);
        assert_eq!(end.day(), day.plus(1));
        assert_eq!(end.plus_seconds(-1).day(), day);
    }
}
