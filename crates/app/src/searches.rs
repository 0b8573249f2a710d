//! Searches that people keep, for themselves or for a unit and everything below it.

use crate::context::Context;
use crate::error::AppError;
use crate::visitor::{Visitor, object};
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::{Act, Object};
use antin_storage::audit::NewEvent;
use antin_storage::searches::{self, SavedSearch};
use serde_json::json;

/// The longest name of a search.
const MOST_NAME: usize = 80;

/// What is needed to keep a search for certificates.
#[derive(Clone, Debug)]
pub struct SearchInput {
    /// Its name.
    pub name: String,
    /// The filter as an address carries it.
    pub filter: String,
    /// The unit it is shared with; none: it is for the visitor alone.
    pub unit: Option<Id>,
}

/// The visitor's own searches and those shared with a unit of his, by name.
///
/// # Errors
/// The database cannot be read.
pub async fn list(context: &Context, visitor: &Visitor) -> Result<Vec<SavedSearch>, AppError> {
    visitor.reach(Act::ReadCertificate)?;
    Ok(searches::seen_by(&mut context.db.read().await?, visitor.actor.user, visitor.place()).await?)
}

/// Keeps a search.
///
/// # Errors
/// The visitor may not, or it has no name.
pub async fn keep(context: &Context, visitor: &Visitor, input: &SearchInput) -> Result<Id, AppError> {
    visitor.may(Act::SaveSearch, &Object { units: Vec::new(), person: None })?;
    let name: String = input.name.trim().chars().filter(|c| !c.is_control()).collect();
    // A name that was cut would be another one than the one that was given.
    if name.is_empty() || input.name.chars().count() > MOST_NAME {
        return Err(AppError::Unusable(Message::new("page-search-no-name").with("most", MOST_NAME)));
    }
    let now = context.now();
    let mut change = context.db.change().await?;
    if let Some(unit) = input.unit {
        visitor.may(Act::ShareSearch, &object(&mut change, Some(unit), None).await?)?;
    }
    let search = SavedSearch {
        id: context.id()?,
        owner: visitor.actor.user,
        unit: input.unit,
        name,
        noun: "certificate".into(),
        filter: input.filter.clone(),
    };
    searches::insert(&mut change, &search).await?;
    let detail = json!({ "name": search.name, "filter": search.filter, "unit": input.unit.map(|id| id.to_string()) });
    commit(change, visitor, now, "save-search", search.id, &detail).await?;
    Ok(search.id)
}

/// Takes a search of the visitor's own off all lists.
///
/// # Errors
/// There is no such search of the visitor.
pub async fn remove(context: &Context, visitor: &Visitor, id: Id) -> Result<(), AppError> {
    visitor.may(Act::SaveSearch, &Object { units: Vec::new(), person: None })?;
    let now = context.now();
    let mut change = context.db.change().await?;
    searches::remove(&mut change, id, visitor.actor.user, now).await?;
    commit(change, visitor, now, "remove-search", id, &json!({})).await
}

async fn commit(
    change: antin_storage::Change,
    visitor: &Visitor,
    at: antin_domain::moment::Moment,
    action: &str,
    search: Id,
    detail: &serde_json::Value,
) -> Result<(), AppError> {
    let (actor, search) = (visitor.event_name(), search.to_string());
    let event = NewEvent { at, actor: &actor, action, object_kind: "search", object_id: &search, detail };
    change.commit(&event).await?;
    Ok(())
}
