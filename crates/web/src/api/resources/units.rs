//! Units: the tree, one branch at a time; one unit; what stands in it.

use crate::api::answer::Answer;
use crate::api::asked::Asked;
use crate::api::operation::{Gives, Operation, Rule, shape};
use crate::api::parameter::{AFTER, Kind, LIMIT, Parameter};
use crate::api::problem::Problem;
use crate::api::values::{self, Place};
use antin_app::{UnitLine, units};
use antin_domain::permission::Act;
use serde::Serialize;
use utoipa::ToSchema;

pub const OPERATIONS: &[Operation] = &[
    Operation::get("/units", "list-units", Rule::May(Act::ReadUnit), Gives::Page(shape::<UnitRow>), |asked| {
        Box::pin(list(asked))
    })
    .with(&[
        Parameter { name: "parent", kind: Kind::Id },
        Parameter { name: "q", kind: Kind::Text },
        AFTER,
        LIMIT,
    ]),
    Operation::get("/units/{id}", "unit", Rule::May(Act::ReadUnit), Gives::One(shape::<Unit>), |asked| {
        Box::pin(one(asked))
    }),
    Operation::get(
        "/units/{id}/counts",
        "unit-counts",
        Rule::May(Act::ReadUnit),
        Gives::One(shape::<UnitCounts>),
        |asked| Box::pin(counts(asked)),
    ),
];

/// A unit as a list shows it.
#[derive(Serialize, ToSchema)]
struct UnitRow {
    /// Number in the registry.
    id: String,
    /// Code.
    code: String,
    /// Present (or last) name.
    name: String,
    /// The unit above; null at the top.
    parent: Option<String>,
    /// Last day, where it has come to an end.
    ended: Option<String>,
    /// Is anything below it?
    has_children: bool,
}

/// A unit with everything that was ever true of it.
#[derive(Serialize, ToSchema)]
struct Unit {
    /// Number in the registry.
    id: String,
    /// Code; stays the same whatever the name.
    code: String,
    /// Name today.
    name: String,
    /// Names, each with its days.
    names: Vec<UnitName>,
    /// The unit and those above it, the topmost first.
    path: Vec<Place>,
    /// Units that took over when it ended.
    successors: Vec<String>,
}

/// A name and its days.
#[derive(Serialize, ToSchema)]
struct UnitName {
    /// The name.
    name: String,
    /// First day; null where no list says.
    from: Option<String>,
    /// Last day; null while it lasts.
    to: Option<String>,
}

/// What stands in a unit and below it. Null: the caller may not see any.
#[derive(Serialize, ToSchema)]
struct UnitCounts {
    /// People: the length of `/people?unit=…`.
    people: Option<i64>,
    /// Certificates: the length of `/certificates?unit=…`.
    certificates: Option<i64>,
    /// Certificates in force: the length of `/certificates?unit=…&state=in-force`.
    in_force: Option<i64>,
}

/// Those right below `parent`, or at the top; or those whose names have the words of `q`, at most fifty.
async fn list(asked: Asked) -> Result<Answer, Problem> {
    let (context, visitor) = (&asked.context, &asked.visitor);
    let text = asked.value("q").unwrap_or_default().trim();
    if !text.is_empty() {
        let found = units::search(context, visitor, text).await?;
        return Answer::page(&found.iter().map(row).collect::<Vec<_>>(), None, None);
    }
    let after = asked.after();
    let page = units::children(context, visitor, asked.value_id("parent"), after.as_ref(), asked.limit()).await?;
    Answer::page(&page.items.iter().map(row).collect::<Vec<_>>(), page.next.as_ref(), None)
}

fn row(line: &UnitLine) -> UnitRow {
    UnitRow {
        id: line.id.to_string(),
        code: line.code.clone(),
        name: line.name.clone(),
        parent: line.parent.map(|id| id.to_string()),
        ended: line.ended.and_then(values::day),
        has_children: line.has_children,
    }
}

async fn one(asked: Asked) -> Result<Answer, Problem> {
    let (unit, path) = units::one(&asked.context, &asked.visitor, asked.id()).await?;
    let name = |name: &antin_domain::unit::dated::DatedName| UnitName {
        name: name.name.clone(),
        from: values::day(name.from),
        to: values::day(name.to),
    };
    Answer::one(&Unit {
        id: unit.id.to_string(),
        code: unit.code.clone(),
        name: unit.name_on(asked.context.today()).to_owned(),
        names: unit.names.iter().map(name).collect(),
        path: Place::all(&path),
        successors: unit.successors.iter().map(ToString::to_string).collect(),
    })
}

async fn counts(asked: Asked) -> Result<Answer, Problem> {
    let counts = units::counts_of(&asked.context, &asked.visitor, asked.id()).await?;
    Answer::one(&UnitCounts { people: counts.people, certificates: counts.certificates, in_force: counts.in_force })
}
