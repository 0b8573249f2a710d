//! People: lists, everything about one, and the identity number, which is shown whole only for a reason.

use crate::certificates::path_names;
use crate::context::Context;
use crate::error::AppError;
use crate::visitor::{Visitor, object};
use antin_domain::id::Id;
use antin_domain::permission::Act;
use antin_domain::person::Person;
use antin_storage::audit::NewEvent;
use antin_storage::page::{Cursor, Page};
use antin_storage::people::{self, PersonFilter, PersonLine};
use serde_json::json;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Everything about one person, the identity number masked by whoever shows it.
#[derive(Clone, Debug)]
pub struct Whole {
    /// The person.
    pub person: Person,
    /// Names of the present unit and those above it, the topmost first.
    pub path: Vec<(Id, String)>,
    /// May the visitor see the whole identity number?
    pub may_unmask: bool,
}

/// What somebody looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Words of name, code or e-mail account.
    pub text: String,
    /// A unit with everything below it.
    pub unit: Option<Id>,
}

/// A page of people, and how many there are on all pages.
///
/// # Errors
/// The visitor may not.
pub async fn list(
    context: &Context,
    visitor: &Visitor,
    query: &Query,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<(Page<PersonLine>, i64), AppError> {
    let reach = visitor.reach(Act::ReadPerson)?;
    let filter = PersonFilter { reach, unit: query.unit, employment: None, text: query.text.clone() };
    let mut connection = context.db.read().await?;
    let page = people::list(&mut connection, &filter, after, limit).await?;
    Ok((page, people::count(&mut connection, &filter).await?))
}

/// How many people the list of `query` has.
///
/// # Errors
/// The visitor may not.
pub async fn count(context: &Context, visitor: &Visitor, query: &Query) -> Result<i64, AppError> {
    let reach = visitor.reach(Act::ReadPerson)?;
    let filter = PersonFilter { reach, unit: query.unit, employment: None, text: query.text.clone() };
    Ok(people::count(&mut context.db.read().await?, &filter).await?)
}

/// Names of people, for lists that name them.
///
/// # Errors
/// The database cannot be read.
pub async fn names(context: &Context, ids: Vec<Id>) -> Result<BTreeMap<Id, String>, AppError> {
    let mut connection = context.db.read().await?;
    let mut names = BTreeMap::new();
    for id in ids {
        if let Entry::Vacant(vacant) = names.entry(id) {
            vacant.insert(people::get(&mut connection, id).await?.0.name);
        }
    }
    Ok(names)
}

/// Everything about one person.
///
/// # Errors
/// The visitor may not, or there is no such person.
pub async fn whole(context: &Context, visitor: &Visitor, id: Id) -> Result<Whole, AppError> {
    let mut connection = context.db.read().await?;
    let (person, _) = people::get(&mut connection, id).await?;
    let unit = unit_of(context, &person);
    let place = object(&mut connection, unit, Some(id)).await?;
    visitor.may(Act::ReadPerson, &place)?;
    let path = match unit {
        Some(unit) => path_names(&mut connection, unit, context.today()).await?,
        None => Vec::new(),
    };
    Ok(Whole { may_unmask: visitor.may(Act::Unmask, &place).is_ok(), person, path })
}

/// The whole identity number; that it was seen, by whom and as which role, is an event.
///
/// # Errors
/// The visitor may not, or the event cannot be written: then the number is not shown.
pub async fn unmask(context: &Context, visitor: &Visitor, id: Id) -> Result<String, AppError> {
    let mut change = context.db.change().await?;
    let (person, _) = people::get(&mut change, id).await?;
    let place = object(&mut change, unit_of(context, &person), Some(id)).await?;
    let role = visitor.may(Act::Unmask, &place)?;
    let event = NewEvent {
        at: context.now(),
        actor: &visitor.event_name(),
        action: Act::Unmask.name(),
        object_kind: "person",
        object_id: &id.to_string(),
        detail: &json!({ "role": role.name() }),
    };
    change.commit(&event).await?;
    Ok(person.id_number)
}

/// The unit of the position held today, else of the latest one.
fn unit_of(context: &Context, person: &Person) -> Option<Id> {
    let latest = person.positions.iter().max_by_key(|position| position.from);
    person.position_on(context.today()).or(latest).map(|position| position.unit)
}
