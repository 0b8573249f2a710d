//! Notices: what needs attention, from the day on which it was found until its cause is gone.

use crate::api::answer::Answer;
use crate::api::asked::Asked;
use crate::api::operation::{Gives, Operation, Rule, shape};
use crate::api::parameter::{AFTER, Kind, LIMIT, Parameter};
use crate::api::problem::Problem;
use crate::api::values;
use antin_app::notices::{self, Listed, Query, View};
use antin_domain::notice::NoticeKind;
use antin_domain::permission::Act;
use serde::Serialize;
use utoipa::ToSchema;

pub const OPERATIONS: &[Operation] =
    &[Operation::get("/notices", "list-notices", Rule::May(Act::ReadFinding), Gives::Page(shape::<Notice>), |asked| {
        Box::pin(list(asked))
    })
    .with(&[
        Parameter { name: "view", kind: Kind::Word(|| View::ALL.map(View::name).to_vec()) },
        Parameter { name: "kind", kind: Kind::Word(|| NoticeKind::ALL.map(NoticeKind::name).to_vec()) },
        Parameter { name: "unit", kind: Kind::Id },
        Parameter { name: "certificate", kind: Kind::Id },
        AFTER,
        LIMIT,
    ])];

/// A notice. It is opened when something is found and closed when its cause is gone; nobody closes it by hand.
#[derive(Serialize, ToSchema)]
struct Notice {
    /// Number; later ones have greater numbers.
    id: String,
    /// `ending`, `holder`, `content`, `lists`.
    #[schema(example = "holder")]
    kind: &'static str,
    /// The finding; `ending` where the last day comes near.
    #[schema(example = "holder-retired")]
    finding: String,
    /// What is to be done.
    #[schema(example = "revoke")]
    action: &'static str,
    /// The certificate; null where the registry does not have it.
    certificate: Option<String>,
    /// The unit that has to deal with it; null where it was taken back with its list.
    unit: Option<String>,
    /// Whom it is about.
    holder: String,
    /// Last day of the certificate.
    until: Option<String>,
    /// The day of the policy that was reached, for `ending`: so many days before the end.
    step: Option<i32>,
    /// The day on which it was opened.
    #[schema(example = "2024-06-14")]
    opened: Option<String>,
    /// The review that found it; null for `ending`.
    review: Option<String>,
    /// The request about the certificate that is under way.
    request: Option<String>,
    /// The campaign in which a case of the certificate waits.
    campaign: Option<String>,
    /// The number of that case.
    case: Option<i64>,
    /// The day on which it was closed.
    closed: Option<String>,
    /// `not-found`, `revoked`, `succeeded`, `requested`, `ended`, `not-yet`.
    closed_why: Option<&'static str>,
}

async fn list(asked: Asked) -> Result<Answer, Problem> {
    let word = |name| asked.value(name).unwrap_or_default();
    let query = Query {
        view: View::ALL.into_iter().find(|view| view.name() == word("view")).unwrap_or_default(),
        kind: NoticeKind::ALL.into_iter().find(|kind| kind.name() == word("kind")),
        unit: asked.value_id("unit"),
        certificate: asked.value_id("certificate"),
    };
    let after = asked.after();
    let listed = notices::list(&asked.context, &asked.visitor, &query, after.as_ref(), asked.limit()).await?;
    let rows: Vec<Notice> = listed.page.items.iter().map(|notice| row(&listed, notice)).collect();
    Answer::page(&rows, listed.page.next.as_ref(), Some(listed.total))
}

fn row(listed: &Listed, notice: &notices::Notice) -> Notice {
    let beside = notice.certificate.and_then(|id| listed.beside.get(&id)).copied().unwrap_or_default();
    Notice {
        id: notice.id.to_string(),
        kind: notice.kind.name(),
        finding: notice.code.clone(),
        action: notice.action.name(),
        certificate: notice.certificate.map(|id| id.to_string()),
        unit: notice.unit.map(|id| id.to_string()),
        holder: notice.holder.clone(),
        until: values::day(notice.until),
        step: notice.step,
        opened: values::day(notice.opened.0),
        review: notice.run.map(|id| id.to_string()),
        request: beside.request.map(|id| id.to_string()),
        campaign: beside.case.map(|(campaign, _)| campaign.to_string()),
        case: beside.case.map(|(_, number)| number),
        closed: notice.closed.and_then(|closed| values::day(closed.day)),
        closed_why: notice.closed.map(|closed| closed.why.name()),
    }
}
