//! One's own log-in: password and second factor. A person who entered only; a token never changes by what its owner enters.

use crate::api::answer::Answer;
use crate::api::asked::Asked;
use crate::api::operation::{Gives, Method, Operation, Rule, Takes, shape};
use crate::api::problem::Problem;
use antin_app::own_login;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub const OPERATIONS: &[Operation] = &[
    Operation::change(Method::Post, "/me/password", "change-own-password", Rule::Entered, Gives::Done, |asked| {
        Box::pin(change_password(asked))
    })
    .taking(Takes::Json(shape::<NewPassword>)),
    Operation::get(
        "/me/second-factor",
        "enrol-own-second-factor",
        Rule::Entered,
        Gives::One(shape::<NewFactor>),
        |asked| Box::pin(enrol(asked)),
    ),
    Operation::change(Method::Put, "/me/second-factor", "set-own-second-factor", Rule::Entered, Gives::Done, |asked| {
        Box::pin(confirm(asked))
    })
    .taking(Takes::Json(shape::<FirstCode>))
    .grave(),
    Operation::change(
        Method::Delete,
        "/me/second-factor",
        "drop-own-second-factor",
        Rule::Entered,
        Gives::Done,
        |asked| Box::pin(remove(asked)),
    )
    .grave(),
];

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPassword {
    /// The one that holds so far.
    #[schema(min_length = 1, max_length = 200)]
    old: String,
    /// The one that is to hold.
    #[schema(min_length = 12, max_length = 200)]
    new: String,
}

/// What is needed to set up a second factor. Each answer holds a fresh secret; nothing is kept before its first code is
/// shown.
#[derive(Serialize, ToSchema)]
struct NewFactor {
    /// The secret, in groups of base 32.
    secret: String,
    /// The address that an application for codes reads: `otpauth://…`.
    address: String,
}

/// A secret with its first code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FirstCode {
    /// The secret as it was given.
    #[schema(min_length = 1, max_length = 100)]
    secret: String,
    /// The six digits of now.
    #[schema(pattern = "^[0-9]{6}$")]
    code: String,
}

async fn change_password(asked: Asked) -> Result<Answer, Problem> {
    let input: NewPassword = asked.json()?;
    own_login::change_password(&asked.context, &asked.visitor, &input.old, &input.new).await?;
    done(&asked)
}

async fn enrol(asked: Asked) -> Result<Answer, Problem> {
    let enrolment = own_login::enrol(&asked.context, &asked.visitor)?;
    Answer::one(&NewFactor { secret: enrolment.secret, address: enrolment.address })
}

async fn confirm(asked: Asked) -> Result<Answer, Problem> {
    let input: FirstCode = asked.json()?;
    own_login::set_second_factor(&asked.context, &asked.visitor, &input.secret, &input.code).await?;
    done(&asked)
}

async fn remove(asked: Asked) -> Result<Answer, Problem> {
    own_login::drop_second_factor(&asked.context, &asked.visitor, asked.visitor.actor.user).await?;
    done(&asked)
}

/// It was done to one's own account.
fn done(asked: &Asked) -> Result<Answer, Problem> {
    Answer::done("account", asked.visitor.actor.user)
}
