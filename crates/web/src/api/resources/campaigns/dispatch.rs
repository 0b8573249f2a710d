//! Who received what when in a campaign.

use super::units::unit;
use crate::api::answer::Answer;
use crate::api::asked::Asked;
use crate::api::problem::Problem;
use crate::api::values::{self, Place};
use antin_app::campaigns::{self, DispatchLine};
use antin_app::certificates;
use antin_domain::campaign::report::ReportVerb;
use serde::Serialize;
use utoipa::ToSchema;

/// What went to the units below one and came from them.
#[derive(Serialize, ToSchema)]
pub struct DispatchShape {
    /// When the letter went out: the launch.
    launched: Option<String>,
    /// The units, those above first.
    units: Vec<DispatchLineShape>,
}

/// What went to one unit and came from it.
#[derive(Serialize, ToSchema)]
struct DispatchLineShape {
    /// The unit.
    unit: Place,
    /// The letter was taken: by which account.
    received_by: Option<String>,
    /// When.
    received: Option<String>,
    /// Where its report stands: `writing`, `returned`, `signed`, `sent`, `accepted`.
    report: &'static str,
    /// Number of the letter by which the report went up last.
    document: Option<String>,
    /// Its day.
    document_on: Option<String>,
    /// When it went up last.
    sent: Option<String>,
    /// When the unit above took it last.
    accepted: Option<String>,
}

/// Everything below the unit of the query.
pub async fn told(asked: Asked) -> Result<Answer, Problem> {
    let unit = unit(&asked).await?;
    let found = campaigns::dispatch(&asked.context, &asked.visitor, asked.id(), unit).await?;
    let ids = found.lines.iter().map(|line| line.unit.unit).collect();
    let names = certificates::unit_names(&asked.context, ids).await?;
    let line = |line: &DispatchLine| {
        let (id, sent) = (line.unit.unit, line.last(ReportVerb::Send));
        DispatchLineShape {
            unit: Place { id: id.to_string(), name: names.get(&id).cloned().unwrap_or_default() },
            received_by: line.receipt.map(|one| one.by.to_string()),
            received: line.receipt.map(|one| values::moment(one.at)),
            report: line.unit.report_state.name(),
            document: sent.and_then(|one| values::text(&one.document)),
            document_on: sent.and_then(|one| values::day(one.document_on)),
            sent: sent.map(|one| values::moment(one.at)),
            accepted: line.last(ReportVerb::Accept).map(|one| values::moment(one.at)),
        }
    };
    Answer::one(&DispatchShape {
        launched: found.campaign.launched.map(values::moment),
        units: found.lines.iter().map(line).collect(),
    })
}

/// The unit of the query took the letter.
pub async fn receive(asked: Asked) -> Result<Answer, Problem> {
    let unit = unit(&asked).await?;
    campaigns::receive(&asked.context, &asked.visitor, asked.id(), unit).await?;
    Answer::done("campaign", asked.id())
}

/// Writes to the holders of the cases that the unit of the query reports.
pub async fn invite(asked: Asked) -> Result<Answer, Problem> {
    let unit = unit(&asked).await?;
    campaigns::invite(&asked.context, &asked.visitor, asked.id(), unit).await?;
    Answer::done("campaign", asked.id())
}
