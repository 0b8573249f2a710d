//! Expiry: how many certificates end in each of the coming months.

use super::home::Count;
use crate::api::answer::Answer;
use crate::api::asked::Asked;
use crate::api::operation::{Gives, Operation, Rule, shape};
use crate::api::parameter::{Kind, Parameter};
use crate::api::problem::Problem;
use antin_app::home;
use antin_domain::permission::Act;

/// Months where nothing else is asked for.
const USUAL_MONTHS: usize = 24;

pub const OPERATIONS: &[Operation] =
    &[Operation::get("/expiry", "expiry", Rule::May(Act::ReadCertificate), Gives::Page(shape::<Count>), |asked| {
        Box::pin(months(asked))
    })
    .with(&[Parameter { name: "unit", kind: Kind::Id }, Parameter { name: "months", kind: Kind::Number(1, 60) }])];

async fn months(asked: Asked) -> Result<Answer, Problem> {
    let months = asked.value("months").and_then(|value| value.parse().ok()).unwrap_or(USUAL_MONTHS);
    let tiles = home::coming_months(&asked.context, &asked.visitor, asked.value_id("unit"), months).await?;
    Answer::page(&tiles.iter().map(Count::of).collect::<Vec<_>>(), None, None)
}
