//! Entering: password, second factor, session, leaving.
//!
//! Whoever guesses is slowed down by the account and by the address, in the database, so that several servers count
//! together. A wrong name takes as long as a wrong password and gets the same answer.

use crate::context::Context;
use crate::error::AppError;
use crate::visitor::Visitor;
use antin_domain::hex::hex;
use antin_domain::message::Message;
use antin_storage::sessions::{self, Session, Strength};
use antin_storage::throttle::{self, Allowance};
use antin_storage::users::{self, Proof, User};
use antin_storage::{Connection, blobs::digest_of, grants, units};
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use totp_rs::{Algorithm, Builder};

/// A session that is not used ends after so many seconds.
const IDLE_SECONDS: i64 = 12 * 3600;
/// The use of a session is noted at most once in so many seconds.
const TOUCH_SECONDS: i64 = 60;
/// For so long the password need not be given again for something grave.
const STEP_UP_SECONDS: i64 = 10 * 60;
/// Attempts at one log-in.
const AT_LOGIN: Allowance = Allowance { burst: 8, seconds_between: 30 };
/// Attempts from one address, which a whole office may share.
const FROM_ADDRESS: Allowance = Allowance { burst: 60, seconds_between: 5 };
/// The fewest characters of a password.
pub const LEAST_PASSWORD: usize = 12;

/// From where somebody comes.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The address, as the server sees it.
    pub address: String,
    /// What the browser says of itself.
    pub browser: String,
}

/// Opens a session for whoever knows the password; gives the token for the browser, in hex.
///
/// # Errors
/// Name or password is wrong, or there were too many attempts.
pub async fn enter(context: &Context, login: &str, password: &str, origin: &Origin) -> Result<String, AppError> {
    let login = login.trim().to_lowercase();
    slow_down(context, &login, origin).await?;
    let found = users::with_login(&mut context.db.read().await?, &login).await?;
    let found = found.filter(|(user, _)| user.locked.is_none());
    let known = found.as_ref().and_then(|(_, proof)| proof.password.clone());
    let fits = verify(context, password, known).await?;
    let Some((user, _)) = found.filter(|_| fits) else {
        return Err(AppError::Unusable(Message::new("access-wrong-password")));
    };
    open_session(context, &user, origin).await
}

/// Opens a session without asking for a password; for the one-time link of the first administrator.
pub(crate) async fn open_session(context: &Context, user: &User, origin: &Origin) -> Result<String, AppError> {
    let token: [u8; 32] = context.random()?;
    let now = context.now();
    let session = Session {
        id: context.id()?,
        user: user.id,
        strength: Strength::Password,
        created: now,
        seen: now,
        expires: now.plus_seconds(IDLE_SECONDS),
        stepped_up: Some(now),
        address: cut(&origin.address, 60),
        browser: cut(&origin.browser, 200),
    };
    let mut turn = context.db.upkeep().await?;
    sessions::begin(&mut turn, &digest_of(&token), &session).await?;
    throttle::forgive(&mut turn, &login_key(&user.login)).await?;
    turn.commit().await?;
    Ok(hex(&token))
}

/// The visitor behind a token; none where there is no such session (any more).
///
/// # Errors
/// The database cannot be read.
pub async fn visitor(context: &Context, token: &str) -> Result<Option<Visitor>, AppError> {
    let Some(token) = unhex(token) else { return Ok(None) };
    let now = context.now();
    let mut connection = context.db.read().await?;
    let Some(session) = sessions::find(&mut connection, &digest_of(&token), now).await? else { return Ok(None) };
    let user = users::get(&mut connection, session.user).await?;
    let proof = proof(&mut connection, &user).await?;
    let actor = grants::actor(&mut connection, user.id, context.today()).await?;
    let top = units::children(&mut connection, None, None, 1).await?.items.first().map(|unit| unit.id);
    drop(connection);
    if now.0 - session.seen.0 > TOUCH_SECONDS * 1_000_000 {
        let mut turn = context.db.upkeep().await?;
        sessions::touch(&mut turn, session.id, now, now.plus_seconds(IDLE_SECONDS)).await?;
        turn.commit().await?;
    }
    let owes_second_factor = proof.totp_secret.is_some() && session.strength < Strength::SecondFactor;
    Ok(Some(Visitor { actor, name: user.name, login: user.login, session, top, owes_second_factor, token: None }))
}

/// Shows the second factor; the session has it from then on.
///
/// # Errors
/// The code is wrong or was used before, or there were too many attempts.
pub async fn show_code(context: &Context, visitor: &Visitor, code: &str) -> Result<(), AppError> {
    let origin = Origin { address: visitor.session.address.clone(), browser: String::new() };
    slow_down(context, &visitor.login, &origin).await?;
    let mut connection = context.db.read().await?;
    let user = users::get(&mut connection, visitor.actor.user).await?;
    let secret = proof(&mut connection, &user).await?.totp_secret.unwrap_or_default();
    drop(connection);
    let now = context.now();
    let seconds = u64::try_from(now.0 / 1_000_000).unwrap_or_default();
    let mut turn = context.db.upkeep().await?;
    let is_new = match step_of(&secret, code, seconds) {
        Some(step) => users::use_step(&mut turn, user.id, step).await?,
        None => false,
    };
    if !is_new {
        return Err(AppError::Unusable(Message::new("access-wrong-code")));
    }
    sessions::step_up(&mut turn, visitor.session.id, Strength::SecondFactor, now).await?;
    throttle::forgive(&mut turn, &login_key(&user.login)).await?;
    Ok(turn.commit().await?)
}

/// Has the password been given lately enough for something that cannot be undone?
#[must_use]
pub fn is_stepped_up(context: &Context, visitor: &Visitor) -> bool {
    visitor.session.stepped_up.is_some_and(|at| context.now().0 - at.0 < STEP_UP_SECONDS * 1_000_000)
}

/// Takes the password once more.
///
/// # Errors
/// It is wrong, or there were too many attempts.
pub async fn step_up(context: &Context, visitor: &Visitor, password: &str) -> Result<(), AppError> {
    let origin = Origin { address: visitor.session.address.clone(), browser: String::new() };
    slow_down(context, &visitor.login, &origin).await?;
    let mut connection = context.db.read().await?;
    let user = users::get(&mut connection, visitor.actor.user).await?;
    let known = proof(&mut connection, &user).await?.password;
    drop(connection);
    if !verify(context, password, known).await? {
        return Err(AppError::Unusable(Message::new("access-wrong-password")));
    }
    let mut turn = context.db.upkeep().await?;
    sessions::step_up(&mut turn, visitor.session.id, visitor.session.strength, context.now()).await?;
    throttle::forgive(&mut turn, &login_key(&user.login)).await?;
    Ok(turn.commit().await?)
}

/// Ends the visitor's own session.
///
/// # Errors
/// The database cannot be written.
pub async fn leave(context: &Context, visitor: &Visitor) -> Result<(), AppError> {
    let mut turn = context.db.upkeep().await?;
    sessions::end(&mut turn, visitor.actor.user, Some(visitor.session.id), context.now()).await?;
    Ok(turn.commit().await?)
}

/// The text form of a password, to be kept.
///
/// # Errors
/// It is too short, or the machine gave no random bytes.
pub async fn hash(context: &Context, password: &str) -> Result<String, AppError> {
    if password.chars().count() < LEAST_PASSWORD {
        return Err(AppError::Unusable(Message::new("access-short-password").with("least", LEAST_PASSWORD)));
    }
    let salt: [u8; 16] = context.random()?;
    let password = password.to_owned();
    let work = move || {
        let hash: Result<PasswordHash, _> = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
        hash.map(|hash| hash.to_string()).map_err(|error| AppError::BrokenOff(error.to_string()))
    };
    in_background(context, work).await?
}

async fn verify(context: &Context, password: &str, known: Option<String>) -> Result<bool, AppError> {
    // Where there is no such account, one works out a password all the same: the time must not tell.
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$YW50aW4gbm9ib2R5IQ$CUoV2vr9NPzrhQJvDkVV5XzSdM6Q3mQHfhlYnuXLyjM";
    let is_known = known.is_some();
    let password = password.to_owned();
    let fits = in_background(context, move || {
        let known = known.unwrap_or_else(|| NOBODY.to_owned());
        PasswordHash::new(&known)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    });
    Ok(fits.await? && is_known)
}

async fn in_background<T: Send + 'static>(
    context: &Context,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, AppError> {
    let broken = |error: &dyn std::fmt::Display| AppError::BrokenOff(error.to_string());
    let _permit = context.hashing.acquire().await.map_err(|error| broken(&error))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| broken(&error))
}

async fn slow_down(context: &Context, login: &str, origin: &Origin) -> Result<(), AppError> {
    let now = context.now();
    let mut turn = context.db.upkeep().await?;
    let keys = [(login_key(login), AT_LOGIN), (format!("address:{}", origin.address), FROM_ADDRESS)];
    let mut wait = None;
    for (key, allowance) in keys {
        wait = wait.max(throttle::may_try(&mut turn, &key, allowance, now).await?);
    }
    turn.commit().await?;
    match wait {
        None => Ok(()),
        Some(until) => {
            let seconds = (until.0 - now.0) / 1_000_000 + 1;
            Err(AppError::TooMany { seconds })
        }
    }
}

/// The step of which `code` is the code, one step to either side of now.
pub(crate) fn step_of(secret: &[u8], code: &str, seconds: u64) -> Option<i64> {
    let totp = Builder::new().with_algorithm(Algorithm::SHA1).with_secret(secret.to_vec()).build_noncompliant();
    let step = totp.check(code.trim(), seconds)?;
    i64::try_from(step).ok()
}

/// The key under which attempts at a log-in are counted.
fn login_key(login: &str) -> String {
    format!("login:{login}")
}

/// How a user proves who it is.
pub(crate) async fn proof(connection: &mut Connection, user: &User) -> Result<Proof, AppError> {
    let found = users::with_login(connection, &user.login).await?;
    let nothing = Proof { password: None, totp_secret: None, totp_step: None };
    Ok(found.map_or(nothing, |(_, proof)| proof))
}

fn cut(text: &str, most: usize) -> String {
    text.chars().filter(|c| !c.is_control()).take(most).collect()
}

pub(crate) fn unhex(text: &str) -> Option<[u8; 32]> {
    let digits: Vec<u8> = text.chars().map(|c| c.to_digit(16).map(|digit| digit as u8)).collect::<Option<_>>()?;
    let bytes: Vec<u8> = digits.chunks(2).map(|pair| Some(pair[0] << 4 | *pair.get(1)?)).collect::<Option<_>>()?;
    bytes.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_of_the_standard_is_known_by_its_step() {
        // RFC 6238, appendix B: at 59 seconds the code (SHA-1) ends in 287082.
        assert_eq!(step_of(b"12345678901234567890", "287082", 59), Some(1));
        assert_eq!(step_of(b"12345678901234567890", "287083", 59), None);
        assert_eq!(step_of(b"12345678901234567890", "", 59), None);
    }

    #[test]
    fn a_token_comes_back_from_its_digits() {
        let token = [0xa7; 32];
        assert_eq!(unhex(&hex(&token)), Some(token));
        assert_eq!(unhex("a7"), None);
        assert_eq!(unhex("xx"), None);
    }
}
