//! The policy in force: the numbers of the law, each dated and cited.

use crate::api::answer::Answer;
use crate::api::asked::Asked;
use crate::api::operation::{Gives, Operation, Rule, shape};
use crate::api::problem::{Code, Problem};
use crate::api::values;
use antin_domain::message::Message;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

pub const OPERATIONS: &[Operation] =
    &[Operation::get("/policy", "policy", Rule::Entered, Gives::One(shape::<PolicyInForce>), |asked| {
        Box::pin(show(asked))
    })];

/// The policy in force today.
#[derive(Serialize, ToSchema)]
struct PolicyInForce {
    /// Its name.
    #[schema(example = "vn-tax-2018")]
    name: String,
    /// Version of the pack.
    version: u32,
    /// What it is, in Vietnamese.
    title: String,
    /// First day on which it holds.
    valid_from: Option<String>,
    /// Last day; null until further notice.
    valid_to: Option<String>,
    /// A certificate may be renewed within so many days before its end.
    renewal_window_days: i32,
    /// … and at least so many.
    renewal_least_days: i32,
    /// So often it may be renewed.
    renewal_limit: u8,
    /// Years of a new certificate.
    new_years: u32,
    /// Years of a renewed one.
    renewed_years: u32,
    /// Articles, by subject.
    law: BTreeMap<String, String>,
    /// What is not known of the law and stands here as a default.
    unknown: Vec<String>,
}

async fn show(asked: Asked) -> Result<Answer, Problem> {
    let Some(policy) = asked.context.policy() else {
        return Err(Problem::new(Code::NotFound, Message::new("web-policy-none")));
    };
    Answer::one(&PolicyInForce {
        name: policy.name.clone(),
        version: policy.version,
        title: policy.title.clone(),
        valid_from: values::day(policy.valid_from),
        valid_to: values::day(policy.valid_to),
        renewal_window_days: policy.renewal.window_days,
        renewal_least_days: policy.renewal.least_days,
        renewal_limit: policy.renewal.limit,
        new_years: policy.validity.new_years,
        renewed_years: policy.validity.renewed_years,
        law: policy.law.clone(),
        unknown: policy.unknown.clone(),
    })
}
