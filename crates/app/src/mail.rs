//! Letters by e-mail: written in the turn that causes them, sent later by the post of the server.

use crate::context::Context;
use crate::error::AppError;
use crate::work::Told;
use antin_domain::message::Message;
use antin_storage::users::User;
use antin_storage::{Connection, Upkeep, outbox, people};
use serde::{Deserialize, Serialize};

/// What parcels with letters are called in the outbox.
pub(crate) const TOPIC: &str = "mail";

/// A letter before any language is chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// The address it goes to.
    pub to: String,
    /// What it is about.
    pub subject: Told,
    /// Its sentences, each with what stands below it.
    pub lines: Vec<Told>,
    /// The page it leads to: `/certificates?within=120`.
    pub path: String,
}

impl Mail {
    /// A letter with one sentence.
    #[must_use]
    pub fn new(to: &str, subject: &Message, line: &Message, path: &str) -> Mail {
        Mail { to: to.to_owned(), subject: subject.into(), lines: vec![line.into()], path: path.to_owned() }
    }
}

/// The address of e-mail of whoever an account belongs to; none where nobody knows it.
///
/// # Errors
/// The database cannot be read.
pub async fn address_of(connection: &mut Connection, user: &User) -> Result<Option<String>, AppError> {
    let Some(person) = user.person else { return Ok(None) };
    let (person, _) = people::get(connection, person).await?;
    Ok(Some(person.email).filter(|email| !email.is_empty()))
}

/// Puts a letter into the outbox, in the turn of what causes it; nothing where one with this key was put there before.
/// Is it new?
///
/// # Errors
/// The database cannot be written.
pub async fn put(context: &Context, turn: &mut Upkeep, key: &str, mail: &Mail) -> Result<bool, AppError> {
    let payload = serde_json::to_string(mail).map_err(|error| AppError::BrokenOff(error.to_string()))?;
    Ok(outbox::put(turn, context.id()?, TOPIC, key, &payload, context.now()).await?)
}
