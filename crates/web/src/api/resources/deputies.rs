//! Deputies: who acts in the caller's place, naming one, and taking a role back.

use crate::api::answer::Answer;
use crate::api::asked::Asked;
use crate::api::operation::{Gives, Method, Operation, Rule, Takes, shape};
use crate::api::problem::Problem;
use crate::api::values;
use antin_app::grants::{self, DeputyInput};
use antin_domain::permission::Act;
use antin_domain::role::Grant;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub const OPERATIONS: &[Operation] = &[
    Operation::get("/deputies", "list-deputies", Rule::Entered, Gives::Page(shape::<Deputy>), |asked| {
        Box::pin(list(asked))
    }),
    Operation::change(Method::Post, "/deputies", "name-deputy", Rule::May(Act::NameDeputy), Gives::Done, |asked| {
        Box::pin(name(asked))
    })
    .taking(Takes::Json(shape::<NewDeputy>)),
    Operation::change(
        Method::Delete,
        "/accounts/{id}/grants/{grant}",
        "end-grant",
        Rule::OneselfOr(Act::GrantRole),
        Gives::Done,
        |asked| Box::pin(end(asked)),
    ),
];

/// A role that the caller has lent.
#[derive(Serialize, ToSchema)]
struct Deputy {
    /// Number of the grant.
    grant: String,
    /// The account that has it.
    account: String,
    /// The log-in of that account.
    login: String,
    /// The role.
    role: &'static str,
    /// The unit at the top of what it reaches.
    unit: String,
    /// First day.
    from: Option<String>,
    /// Last day.
    to: Option<String>,
}

/// Who is to act in the caller's place.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewDeputy {
    /// The log-in of the deputy.
    #[schema(min_length = 1, max_length = 60)]
    login: String,
    /// The caller's own grant that is lent.
    #[schema(pattern = "^[0-9]{1,19}$")]
    grant: String,
    /// First day.
    #[schema(format = Date)]
    from: String,
    /// Last day.
    #[schema(format = Date)]
    to: String,
}

async fn list(asked: Asked) -> Result<Answer, Problem> {
    let lent = grants::lent(&asked.context, &asked.visitor).await?;
    let row = |(grant, login): &(Grant, String)| Deputy {
        grant: grant.id.to_string(),
        account: grant.user.to_string(),
        login: login.clone(),
        role: grant.role.name(),
        unit: grant.unit.to_string(),
        from: values::day(grant.from),
        to: values::day(grant.to),
    };
    Answer::page(&lent.iter().map(row).collect::<Vec<_>>(), None, None)
}

async fn name(asked: Asked) -> Result<Answer, Problem> {
    let input: NewDeputy = asked.json()?;
    let input = DeputyInput {
        login: input.login,
        grant: Asked::number("grant", &input.grant)?,
        from: Asked::day("from", &input.from)?,
        to: Asked::day("to", &input.to)?,
    };
    let grant = grants::name_deputy(&asked.context, &asked.visitor, &input).await?;
    let lent = grants::lent(&asked.context, &asked.visitor).await?;
    // The event is about the account that has the role now.
    let deputy = lent.iter().find(|(one, _)| one.id == grant).map_or(grant, |(one, _)| one.user);
    Answer::done("account", deputy)
}

/// Only whoever lent the role, and who grants roles, may.
async fn end(asked: Asked) -> Result<Answer, Problem> {
    let Some(&grant) = asked.ids.get(1) else { return Answer::done("account", asked.id()) };
    grants::end(&asked.context, &asked.visitor, asked.id(), grant).await?;
    Answer::done("account", asked.id())
}
