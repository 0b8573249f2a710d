//! Reviews: run one, the latest ones, their cases with what was found and why, the cases as a workbook.

use crate::api::answer::Answer;
use crate::api::asked::Asked;
use crate::api::files;
use crate::api::operation::{Gives, Method, Operation, Rule, shape};
use crate::api::parameter::{AFTER, Kind, LIMIT, Parameter};
use crate::api::problem::{Code, Problem};
use crate::api::values::{self, Place};
use crate::api::work::Work;
use antin_app::export::Table;
use antin_app::reviews::{self, Case, Query};
use antin_app::{Run, certificates};
use antin_domain::action::Action;
use antin_domain::finding::Code as Finding;
use antin_domain::id::Id;
use antin_domain::permission::Act;
use antin_words::Words;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The filters of cases.
const ACTION: Parameter = Parameter { name: "action", kind: Kind::Word(|| Action::ALL.map(Action::name).to_vec()) };
const FINDING: Parameter = Parameter { name: "finding", kind: Kind::Word(|| Finding::ALL.map(Finding::name).to_vec()) };
const UNIT: Parameter = Parameter { name: "unit", kind: Kind::Id };

pub const OPERATIONS: &[Operation] = &[
    Operation::get("/reviews", "list-reviews", Rule::May(Act::ReadFinding), Gives::Page(shape::<Review>), |asked| {
        Box::pin(list(asked))
    }),
    Operation::change(
        Method::Post,
        "/reviews",
        "run-review",
        Rule::MayForAll(Act::RunReview),
        Gives::Made("/reviews"),
        |asked| Box::pin(run(asked)),
    ),
    Operation::get("/reviews/{id}", "review", Rule::May(Act::ReadFinding), Gives::One(shape::<Review>), |asked| {
        Box::pin(one(asked))
    }),
    Operation::get(
        "/reviews/{id}/work",
        "work-of-review",
        Rule::May(Act::ReadFinding),
        Gives::One(shape::<Work>),
        |asked| Box::pin(work(asked)),
    ),
    Operation::get(
        "/reviews/{id}/cases",
        "list-cases",
        Rule::May(Act::ReadFinding),
        Gives::Page(shape::<ReviewCase>),
        |asked| Box::pin(cases(asked)),
    )
    .with(&[ACTION, FINDING, UNIT, AFTER, LIMIT]),
    Operation::get(
        "/reviews/{id}/cases.xlsx",
        "cases-xlsx",
        Rule::May(Act::Export),
        Gives::File(files::WORKBOOK),
        |asked| Box::pin(workbook(asked)),
    )
    .with(&[ACTION, FINDING, UNIT]),
    Operation::get(
        "/reviews/{id}/cases/{number}",
        "case",
        Rule::May(Act::ReadFinding),
        Gives::One(shape::<ReviewCase>),
        |asked| Box::pin(case(asked)),
    ),
];

/// A review.
#[derive(Serialize, ToSchema)]
struct Review {
    /// Number.
    id: String,
    /// The day it speaks of.
    as_of: Option<String>,
    /// Name and version of the policy.
    #[schema(example = "vn-tax-2018 1")]
    policy: String,
    /// When it was begun.
    started: String,
    /// By which account.
    started_by: Option<String>,
}

/// A case of a review: what is to be done with one certificate, and why.
#[derive(Serialize, ToSchema)]
struct ReviewCase {
    /// Its number in the review, from 1.
    number: i64,
    /// The certificate, where the registry has it.
    certificate: Option<String>,
    /// The unit that has to deal with it.
    unit: Option<Place>,
    /// Whom it is about.
    holder: String,
    /// What is to be done.
    action: ActionTold,
    /// Last day of the certificate.
    until: Option<String>,
    /// What was found and is open still.
    findings: Vec<FindingTold>,
    /// Fields as three lists have them.
    fields: Vec<Compared>,
}

/// What is to be done.
#[derive(Serialize, ToSchema)]
struct ActionTold {
    /// Its word.
    #[schema(example = "revoke")]
    name: &'static str,
    /// In the language of the answer.
    text: String,
}

/// A finding.
#[derive(Serialize, ToSchema)]
struct FindingTold {
    /// Its word.
    name: &'static str,
    /// In the language of the answer.
    text: String,
    /// Why, with the days of this case.
    why: String,
}

/// A field as three lists have it.
#[derive(Serialize, ToSchema)]
struct Compared {
    /// Name of the field.
    field: String,
    /// On the CA's list.
    ca: CellTold,
    /// On the list of the application.
    registry: CellTold,
    /// On the roster.
    roster: CellTold,
}

/// A cell of a comparison.
#[derive(Serialize, ToSchema)]
struct CellTold {
    /// What stands there; null where nothing.
    says: Option<String>,
    /// Is it to be put right?
    is_wrong: bool,
}

async fn list(asked: Asked) -> Result<Answer, Problem> {
    let runs = reviews::latest(&asked.context, &asked.visitor).await?;
    Answer::page(&runs.iter().map(review).collect::<Vec<_>>(), None, None)
}

async fn run(asked: Asked) -> Result<Answer, Problem> {
    Answer::done("review", reviews::run(&asked.context, &asked.visitor).await?)
}

async fn one(asked: Asked) -> Result<Answer, Problem> {
    Answer::one(&review(&reviews::get(&asked.context, &asked.visitor, asked.id()).await?))
}

/// How far a review is that was asked for; it has cases once it is done.
async fn work(asked: Asked) -> Result<Answer, Problem> {
    let work = reviews::under_way(&asked.context, &asked.visitor, asked.id()).await?;
    Answer::one(&Work::new(asked.words(), &work))
}

fn review(run: &Run) -> Review {
    Review {
        id: run.id.to_string(),
        as_of: values::day(run.as_of),
        policy: run.policy.clone(),
        started: values::moment(run.started),
        started_by: run.started_by.map(|id| id.to_string()),
    }
}

fn query(asked: &Asked) -> Query {
    let (action, finding) = (asked.value("action"), asked.value("finding"));
    Query {
        action: Action::ALL.into_iter().find(|known| Some(known.name()) == action),
        finding: Finding::ALL.into_iter().find(|known| Some(known.name()) == finding),
        unit: asked.value_id("unit"),
    }
}

async fn cases(asked: Asked) -> Result<Answer, Problem> {
    let (context, visitor, id, query) = (&asked.context, &asked.visitor, asked.id(), query(&asked));
    reviews::get(context, visitor, id).await?;
    let page = reviews::cases(context, visitor, id, &query, asked.after().as_ref(), asked.limit()).await?;
    let total = reviews::count(context, visitor, id, &query).await?;
    let names = names(&asked, &page.items).await?;
    let told: Vec<ReviewCase> = page.items.iter().map(|case| told(&asked, case, &names)).collect();
    Answer::page(&told, page.next.as_ref(), Some(total))
}

async fn case(asked: Asked) -> Result<Answer, Problem> {
    let number = asked.ids.get(1).map_or(0, |number| number.0);
    reviews::get(&asked.context, &asked.visitor, asked.id()).await?;
    let case = reviews::one(&asked.context, &asked.visitor, asked.id(), number).await?;
    let Some(case) = case else { return Err(Problem::plain(Code::NotFound)) };
    let names = names(&asked, std::slice::from_ref(&case)).await?;
    Answer::one(&told(&asked, &case, &names))
}

async fn names(asked: &Asked, cases: &[Case]) -> Result<BTreeMap<Id, String>, Problem> {
    Ok(certificates::unit_names(&asked.context, cases.iter().filter_map(|case| case.unit).collect()).await?)
}

fn told(asked: &Asked, case: &Case, names: &BTreeMap<Id, String>) -> ReviewCase {
    let words = asked.words();
    let finding = |&code: &Finding| FindingTold {
        name: code.name(),
        text: words.get(&format!("finding-{}", code.name())),
        why: why(words, case, code),
    };
    let cell = |side: &reviews::Side, list: usize| CellTold {
        says: values::text(&side.says[list]),
        is_wrong: side.wrong[list],
    };
    let compared = |side: &reviews::Side| Compared {
        field: words.get(&side.field),
        ca: cell(side, 0),
        registry: cell(side, 1),
        roster: cell(side, 2),
    };
    ReviewCase {
        number: case.number,
        certificate: case.certificate.map(|id| id.to_string()),
        unit: case.unit.map(|id| Place { id: id.to_string(), name: names.get(&id).cloned().unwrap_or_default() }),
        holder: case.holder.clone(),
        action: ActionTold { name: case.action.name(), text: words.get(&format!("action-{}", case.action.name())) },
        until: values::day(case.until),
        findings: case.findings.iter().map(finding).collect(),
        fields: case.sides.iter().map(compared).collect(),
    }
}

/// Why, in a sentence.
fn why(words: &Words, case: &Case, code: Finding) -> String {
    // Days as the review counted them.
    let days = case.why.days_left.unwrap_or_default().to_string();
    words.fill(&format!("why-{}", code.name()), &[("date", case.until.to_string()), ("days", days)])
}

async fn workbook(asked: Asked) -> Result<Answer, Problem> {
    let (context, visitor, id, query) = (&asked.context, &asked.visitor, asked.id(), query(&asked));
    reviews::get(context, visitor, id).await?;
    let words = asked.words();
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let page = reviews::cases(context, visitor, id, &query, after.as_ref(), 200).await?;
        let names = names(&asked, &page.items).await?;
        rows.extend(page.items.iter().map(|case| {
            let whys: Vec<String> = case.findings.iter().map(|&code| why(words, case, code)).collect();
            vec![
                case.number.to_string(),
                case.holder.clone(),
                case.unit.and_then(|unit| names.get(&unit)).cloned().unwrap_or_default(),
                case.until.to_string(),
                words.get(&format!("action-{}", case.action.name())),
                whys.join("; "),
            ]
        }));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let headings = ["page-number", "page-holder", "page-unit", "page-valid-to", "intake-action", "intake-why"];
    let table = Table {
        name: words.get("intake-review-title"),
        headings: headings.iter().map(|key| words.get(key)).collect(),
        rows,
    };
    files::workbook(table, "ra-soat.xlsx").await
}
