//! Who asks: the account, its roles of today, and by what it entered.

use crate::api::answer::Answer;
use crate::api::asked::Asked;
use crate::api::operation::{Gives, Operation, Rule, shape};
use crate::api::problem::Problem;
use crate::api::values;
use antin_app::tokens;
use serde::Serialize;
use utoipa::ToSchema;

pub const OPERATIONS: &[Operation] =
    &[Operation::get("/me", "me", Rule::Entered, Gives::One(shape::<Me>), |asked| Box::pin(me(asked)))];

/// Who asks.
#[derive(Serialize, ToSchema)]
struct Me {
    /// Number of the account.
    #[schema(example = "7201234567890123456")]
    id: String,
    /// The name typed at the door.
    #[schema(example = "canbo")]
    login: String,
    /// The name shown.
    name: String,
    /// The person that the account is, where known.
    person: Option<String>,
    /// Roles that hold today.
    roles: Vec<HeldRole>,
    /// The acts of the table of permissions that can be done somewhere; by a token, those that it names.
    acts: Vec<&'static str>,
    /// The token by which the caller came; null for a person who entered.
    token: Option<String>,
    /// When the session or the token ends.
    expires: String,
}

/// A role that holds today.
#[derive(Serialize, ToSchema)]
struct HeldRole {
    /// `holder`, `clerk`, `head`, `coordinator`, `liaison`, `auditor`, `administrator`.
    role: &'static str,
    /// The unit at the top of what it reaches.
    unit: String,
    /// The account in whose place it is used.
    deputy_of: Option<String>,
}

async fn me(asked: Asked) -> Result<Answer, Problem> {
    let visitor = &asked.visitor;
    let held = |holding: &antin_domain::permission::Holding| HeldRole {
        role: holding.role.name(),
        unit: holding.unit.to_string(),
        deputy_of: holding.deputy_of.map(|id| id.to_string()),
    };
    Answer::one(&Me {
        id: visitor.actor.user.to_string(),
        login: visitor.login.clone(),
        name: visitor.name.clone(),
        person: visitor.actor.person.map(|id| id.to_string()),
        roles: visitor.actor.grants.iter().map(held).collect(),
        acts: tokens::possible_acts(visitor).into_iter().map(|act| act.name()).collect(),
        token: visitor.token.as_ref().map(|token| token.id.to_string()),
        expires: values::moment(visitor.session.expires),
    })
}
