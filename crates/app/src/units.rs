//! Units: the tree, one branch at a time, with what stands in each.

use crate::certificates::{self, path_names};
use crate::context::Context;
use crate::error::AppError;
use crate::people;
use crate::visitor::{Visitor, object};
use antin_domain::certificate::record::State;
use antin_domain::id::Id;
use antin_domain::permission::Act;
use antin_domain::unit::dated::DatedUnit;
use antin_storage::page::{Cursor, Page};
use antin_storage::units::{self, UnitLine};

/// A branch of the tree.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The unit; none at the top.
    pub unit: Option<DatedUnit>,
    /// Its name and the names above it, the topmost first.
    pub path: Vec<(Id, String)>,
    /// The units right below it, each with what stands in it and below it.
    pub children: Vec<Counted>,
    /// Where the next page of children begins.
    pub next: Option<Cursor>,
    /// What stands in the unit and below it; none at the top.
    pub own: Option<Counts>,
    /// Units that took over, with their names.
    pub successors: Vec<(Id, String)>,
}

/// A unit with what stands in it and below it.
#[derive(Clone, Debug)]
pub struct Counted {
    /// The unit.
    pub line: UnitLine,
    /// What stands there, as far as the visitor may see it.
    pub counts: Counts,
}

/// What stands in a unit and below it. None: the visitor may not see any.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// People.
    pub people: Option<i64>,
    /// Certificates.
    pub certificates: Option<i64>,
    /// Certificates in force.
    pub in_force: Option<i64>,
}

/// A unit and those right below it; without one, the top.
///
/// # Errors
/// The visitor may not, or there is no such unit.
pub async fn branch(
    context: &Context,
    visitor: &Visitor,
    unit: Option<Id>,
    after: Option<&Cursor>,
) -> Result<Branch, AppError> {
    let mut connection = context.db.read().await?;
    let place = object(&mut connection, unit, None).await?;
    visitor.may(Act::ReadUnit, &place)?;
    let page: Page<UnitLine> = units::children(&mut connection, unit, after, 100).await?;
    let (record, path) = match unit {
        Some(id) => {
            let (record, _) = units::get(&mut connection, id).await?;
            (Some(record), path_names(&mut connection, id, context.today()).await?)
        }
        None => (None, Vec::new()),
    };
    let mut successors = Vec::new();
    for &id in record.iter().flat_map(|record| &record.successors) {
        let (unit, _) = units::get(&mut connection, id).await?;
        successors.push((id, unit.name_on(context.today()).to_owned()));
    }
    drop(connection);
    let mut children = Vec::with_capacity(page.items.len());
    for line in page.items {
        let counts = counts(context, visitor, line.id).await?;
        children.push(Counted { line, counts });
    }
    let own = match unit {
        Some(id) => Some(counts(context, visitor, id).await?),
        None => None,
    };
    Ok(Branch { unit: record, path, children, next: page.next, own, successors })
}

/// Units found by any name they ever had, or by their code.
///
/// # Errors
/// The visitor may not.
pub async fn search(context: &Context, visitor: &Visitor, text: &str) -> Result<Vec<UnitLine>, AppError> {
    visitor.may(Act::ReadUnit, &antin_domain::permission::Object { units: Vec::new(), person: None })?;
    Ok(units::search(&mut context.db.read().await?, text, 50).await?.items)
}

/// Units right below `unit`, or at the top, without what stands in them.
///
/// # Errors
/// The visitor may not.
pub async fn children(
    context: &Context,
    visitor: &Visitor,
    unit: Option<Id>,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<Page<UnitLine>, AppError> {
    let mut connection = context.db.read().await?;
    let place = object(&mut connection, unit, None).await?;
    visitor.may(Act::ReadUnit, &place)?;
    if let Some(unit) = unit {
        units::get(&mut connection, unit).await?;
    }
    Ok(units::children(&mut connection, unit, after, limit).await?)
}

/// One unit, and its name and the names above it, the topmost first.
///
/// # Errors
/// The visitor may not, or there is no such unit.
pub async fn one(context: &Context, visitor: &Visitor, unit: Id) -> Result<(DatedUnit, Vec<(Id, String)>), AppError> {
    let mut connection = context.db.read().await?;
    let place = object(&mut connection, Some(unit), None).await?;
    visitor.may(Act::ReadUnit, &place)?;
    let (record, _) = units::get(&mut connection, unit).await?;
    let path = path_names(&mut connection, unit, context.today()).await?;
    Ok((record, path))
}

/// What stands in a unit and below it, as far as the visitor may see it.
///
/// # Errors
/// The visitor may not, or there is no such unit.
pub async fn counts_of(context: &Context, visitor: &Visitor, unit: Id) -> Result<Counts, AppError> {
    one(context, visitor, unit).await?;
    counts(context, visitor, unit).await
}

/// Counts by the very queries of the lists that the numbers open.
async fn counts(context: &Context, visitor: &Visitor, unit: Id) -> Result<Counts, AppError> {
    let of_unit = certificates::Query { unit: Some(unit), ..certificates::Query::default() };
    let in_force = certificates::Query { state: Some(State::InForce), ..of_unit.clone() };
    let of_people = people::Query { unit: Some(unit), ..people::Query::default() };
    let may_see = |act| visitor.may_somewhere(act);
    let of_certificates = if may_see(Act::ReadCertificate) {
        certificates::count_many(context, visitor, &[&of_unit, &in_force]).await?
    } else {
        Vec::new()
    };
    Ok(Counts {
        people: if may_see(Act::ReadPerson) { Some(people::count(context, visitor, &of_people).await?) } else { None },
        certificates: of_certificates.first().copied(),
        in_force: of_certificates.get(1).copied(),
    })
}
