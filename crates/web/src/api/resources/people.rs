//! People: the list, one with the identity number masked, and the whole number, each viewing of which is an event.

use crate::api::answer::Answer;
use crate::api::asked::Asked;
use crate::api::operation::{Gives, Method, Operation, Rule, shape};
use crate::api::parameter::{AFTER, Kind, LIMIT, Parameter};
use crate::api::problem::Problem;
use crate::api::values::{self, Place};
use antin_app::{certificates, people};
use antin_domain::permission::Act;
use antin_domain::person::masked;
use serde::Serialize;
use utoipa::ToSchema;

pub const OPERATIONS: &[Operation] = &[
    Operation::get("/people", "list-people", Rule::May(Act::ReadPerson), Gives::Page(shape::<PersonRow>), |asked| {
        Box::pin(list(asked))
    })
    .with(&[Parameter { name: "q", kind: Kind::Text }, Parameter { name: "unit", kind: Kind::Id }, AFTER, LIMIT]),
    Operation::get("/people/{id}", "person", Rule::May(Act::ReadPerson), Gives::One(shape::<Person>), |asked| {
        Box::pin(one(asked))
    }),
    Operation::change(
        Method::Post,
        "/people/{id}/unmask",
        "unmask-person",
        Rule::May(Act::Unmask),
        Gives::Secret(shape::<IdNumber>),
        |asked| Box::pin(unmask(asked)),
    ),
];

/// A person as a list shows one.
#[derive(Serialize, ToSchema)]
struct PersonRow {
    /// Number in the registry.
    id: String,
    /// Full name.
    name: String,
    /// The unit of the latest position.
    unit: Option<Place>,
    /// `active`, `retired`, `resigned`, `left-sector`, `died`.
    #[schema(example = "active")]
    employment: &'static str,
    /// Official e-mail.
    email: Option<String>,
}

/// Everything about one person.
#[derive(Serialize, ToSchema)]
struct Person {
    /// Number in the registry.
    id: String,
    /// Staff number.
    code: Option<String>,
    /// Full name.
    name: String,
    /// Birthday: a day, or a year where only that is known.
    birthday: Option<String>,
    /// Identity number, all but its last four digits hidden.
    #[schema(example = "••••••••0123")]
    id_number_masked: Option<String>,
    /// May the caller see the whole number?
    may_unmask: bool,
    /// Official e-mail.
    email: Option<String>,
    /// `active`, `retired`, `resigned`, `left-sector`, `died`.
    employment: &'static str,
    /// Since when so.
    employment_from: Option<String>,
    /// The present unit and those above it, the topmost first.
    path: Vec<Place>,
    /// Positions, also past ones.
    positions: Vec<Position>,
    /// Certificates of the person, as far as the caller may see them.
    certificates: Vec<super::certificates::CertificateRow>,
}

/// A position.
#[derive(Serialize, ToSchema)]
struct Position {
    /// The unit.
    unit: Place,
    /// The position.
    title: String,
    /// First day.
    from: Option<String>,
    /// Last day; null while it lasts.
    to: Option<String>,
}

/// A whole identity number.
#[derive(Serialize, ToSchema)]
struct IdNumber {
    /// The number; null where none is known.
    id_number: Option<String>,
}

async fn list(asked: Asked) -> Result<Answer, Problem> {
    let query =
        people::Query { text: asked.value("q").unwrap_or_default().trim().to_owned(), unit: asked.value_id("unit") };
    let after = asked.after();
    let (page, total) = people::list(&asked.context, &asked.visitor, &query, after.as_ref(), asked.limit()).await?;
    let names =
        certificates::unit_names(&asked.context, page.items.iter().filter_map(|line| line.unit).collect()).await?;
    let row = |line: &antin_app::PersonLine| PersonRow {
        id: line.id.to_string(),
        name: line.name.clone(),
        unit: line.unit.map(|id| Place { id: id.to_string(), name: names.get(&id).cloned().unwrap_or_default() }),
        employment: values::employment(line.employment),
        email: values::text(&line.email),
    };
    Answer::page(&page.items.iter().map(row).collect::<Vec<_>>(), page.next.as_ref(), Some(total))
}

async fn one(asked: Asked) -> Result<Answer, Problem> {
    let people::Whole { person, path, may_unmask } = people::whole(&asked.context, &asked.visitor, asked.id()).await?;
    let lines = if asked.visitor.may_somewhere(Act::ReadCertificate) {
        certificates::of_person(&asked.context, &asked.visitor, person.id).await?
    } else {
        Vec::new()
    };
    let units = person.positions.iter().map(|position| position.unit).collect();
    let names = certificates::unit_names(&asked.context, units).await?;
    let position = |position: &antin_domain::person::Position| Position {
        unit: Place { id: position.unit.to_string(), name: names.get(&position.unit).cloned().unwrap_or_default() },
        title: position.title.clone(),
        from: values::day(position.from),
        to: values::day(position.to),
    };
    Answer::one(&Person {
        id: person.id.to_string(),
        code: values::text(&person.code),
        birthday: person.birthday.day().and_then(values::day).or(person.birthday.year().map(|year| year.to_string())),
        id_number_masked: values::text(&masked(&person.id_number)),
        may_unmask,
        email: values::text(&person.email),
        employment: values::employment(person.employment),
        employment_from: values::day(person.employment_from),
        path: Place::all(&path),
        positions: person.positions.iter().map(position).collect(),
        certificates: super::certificates::rows(&asked, &lines).await?,
        name: person.name,
    })
}

async fn unmask(asked: Asked) -> Result<Answer, Problem> {
    let number = people::unmask(&asked.context, &asked.visitor, asked.id()).await?;
    Answer::one(&IdNumber { id_number: values::text(&number) })
}
