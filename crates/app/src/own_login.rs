//! One's own log-in: another password, a second factor on the telephone (RFC 6238), and losing it.

use crate::context::Context;
use crate::error::AppError;
use crate::sign_in;
use crate::visitor::Visitor;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::{Act, Object};
use antin_storage::audit::NewEvent;
use antin_storage::sessions::{self, Strength};
use antin_storage::users::{self, Proof};
use qrcodegen::{QrCode, QrCodeEcc};
use serde_json::json;
use totp_rs::{Algorithm, Builder, Secret};

/// Whose codes they are, as the telephone shows it.
const ISSUER: &str = "Antin";
/// Bytes of a secret (RFC 4226 section 4: 20 are recommended).
const SECRET_BYTES: usize = 20;

/// What is needed to set up a second factor. Nothing is kept before the first code was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// The secret to be typed, in groups of base 32.
    pub secret: String,
    /// The address that a telephone scans.
    pub address: String,
    /// The address as a square: rows of dots, true for dark.
    pub dots: Vec<Vec<bool>>,
}

/// Changes the visitor's password; every other session of his ends.
///
/// # Errors
/// The old one is wrong, the new one is too short, or there were too many attempts.
pub async fn change_password(context: &Context, visitor: &Visitor, old: &str, new: &str) -> Result<(), AppError> {
    sign_in::step_up(context, visitor, old).await?;
    let password = sign_in::hash(context, new).await?;
    let now = context.now();
    let mut change = context.db.change().await?;
    let user = users::get(&mut change, visitor.actor.user).await?;
    let proof = sign_in::proof(&mut change, &user).await?;
    users::set_proof(&mut change, user.id, &Proof { password: Some(password), ..proof }).await?;
    for session in sessions::of_user(&mut change, user.id, now).await? {
        if session.id != visitor.session.id {
            sessions::end(&mut change, user.id, Some(session.id), now).await?;
        }
    }
    commit(context, change, visitor, "change-password", user.id).await
}

/// A fresh secret for the visitor, as text and as a square to be scanned.
///
/// # Errors
/// The machine gave no random bytes.
pub fn enrol(context: &Context, visitor: &Visitor) -> Result<Enrolment, AppError> {
    let secret: [u8; SECRET_BYTES] = context.random()?;
    enrolment(visitor, Secret::from(secret.to_vec()))
}

/// The same secret once more, as it was typed into the form; for a page that says that the code was wrong.
///
/// # Errors
/// It is no secret.
pub fn enrol_again(visitor: &Visitor, secret: &str) -> Result<Enrolment, AppError> {
    enrolment(visitor, read(secret)?)
}

/// Keeps the secret, once its first code was shown; the session has the second factor from then on.
///
/// # Errors
/// The password was not given lately, the secret is none, or the code is not one of it.
pub async fn set_second_factor(context: &Context, visitor: &Visitor, secret: &str, code: &str) -> Result<(), AppError> {
    needs_password(context, visitor)?;
    let bytes = read(secret)?.as_bytes().to_vec();
    let now = context.now();
    let seconds = u64::try_from(now.0 / 1_000_000).unwrap_or_default();
    let Some(step) = sign_in::step_of(&bytes, code, seconds) else {
        return Err(AppError::Unusable(Message::new("access-wrong-code")));
    };
    let mut change = context.db.change().await?;
    let user = users::get(&mut change, visitor.actor.user).await?;
    let proof = sign_in::proof(&mut change, &user).await?;
    let proof = Proof { totp_secret: Some(bytes), totp_step: Some(step), ..proof };
    users::set_proof(&mut change, user.id, &proof).await?;
    sessions::step_up(&mut change, visitor.session.id, Strength::SecondFactor, now).await?;
    commit(context, change, visitor, "set-second-factor", user.id).await
}

/// Takes a second factor away: one's own after the password, or that of somebody who lost the telephone, whose sessions
/// end.
///
/// # Errors
/// The visitor may not, or the password was not given lately.
pub async fn drop_second_factor(context: &Context, visitor: &Visitor, account: Id) -> Result<(), AppError> {
    needs_password(context, visitor)?;
    let is_own = account == visitor.actor.user;
    if !is_own {
        visitor.may(Act::KeepUser, &Object { units: Vec::new(), person: None })?;
    }
    let now = context.now();
    let mut change = context.db.change().await?;
    let user = users::get(&mut change, account).await?;
    let proof = sign_in::proof(&mut change, &user).await?;
    users::set_proof(&mut change, account, &Proof { totp_secret: None, totp_step: None, ..proof }).await?;
    if !is_own {
        sessions::end(&mut change, account, None, now).await?;
    }
    commit(context, change, visitor, "drop-second-factor", account).await
}

fn needs_password(context: &Context, visitor: &Visitor) -> Result<(), AppError> {
    match sign_in::is_stepped_up(context, visitor) {
        true => Ok(()),
        false => Err(AppError::Unusable(Message::new("access-password-again"))),
    }
}

fn read(secret: &str) -> Result<Secret, AppError> {
    let plain: String = secret.chars().filter(|c| !c.is_whitespace()).collect();
    let read = Secret::try_from_base32(plain.to_uppercase()).ok();
    read.filter(|secret| secret.as_bytes().len() == SECRET_BYTES)
        .ok_or_else(|| AppError::Unusable(Message::new("access-wrong-code")))
}

fn enrolment(visitor: &Visitor, secret: Secret) -> Result<Enrolment, AppError> {
    let broken = |error: &dyn std::fmt::Display| AppError::BrokenOff(error.to_string());
    let text = secret.to_base32();
    let totp = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_secret(secret)
        .with_account_name(visitor.login.clone())
        .with_issuer(Some(ISSUER))
        .build()
        .map_err(|error| broken(&error))?;
    let address = totp.to_url().map_err(|error| broken(&error))?;
    let code = QrCode::encode_text(&address, QrCodeEcc::Medium).map_err(|error| broken(&error))?;
    let row = |y: i32| (0..code.size()).map(|x| code.get_module(x, y)).collect();
    let letters: Vec<char> = text.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    Ok(Enrolment { secret: groups.join(" "), address, dots: (0..code.size()).map(row).collect() })
}

async fn commit(
    context: &Context,
    change: antin_storage::Change,
    visitor: &Visitor,
    action: &str,
    account: Id,
) -> Result<(), AppError> {
    let (actor, account, detail) = (visitor.event_name(), account.to_string(), json!({}));
    let event = NewEvent {
        at: context.now(),
        actor: &actor,
        action,
        object_kind: "account",
        object_id: &account,
        detail: &detail,
    };
    change.commit(&event).await?;
    Ok(())
}
