//! Reviews: run one, see its cases by action, unit and finding, one case side by side, take the list along.

use crate::address;
use crate::pages::certificate::{CaseView, Cell, FieldRow};
use crate::pages::certificates::file;
use crate::pages::progress::{self, ProgressView, TroubleView};
use crate::pages::review_files::FILES;
use crate::pages::review_why::{self, WhyView};
use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of};
use crate::wording;
use antin_app::error::Kind;
use antin_app::export::{self, Table};
use antin_app::reviews::{self, Case, Query};
use antin_app::{AppError, Cursor, certificates};
use antin_domain::action::Action;
use antin_domain::finding::Code;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_words::Words;
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query as Address};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use std::collections::BTreeMap;
use std::sync::Arc;

pub fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/reviews", get(show_list).post(run))
        .route("/reviews/{id}", get(show))
        .route("/reviews/{id}/cases.xlsx", get(workbook))
        .route("/reviews/{id}/cases/{number}", get(show_case))
}

#[derive(Template)]
#[template(path = "reviews.html")]
struct ReviewsPage {
    shell: Shell,
    rows: Vec<RunRow>,
    may_run: bool,
}

/// A review as a row.
struct RunRow {
    address: String,
    started: String,
    as_of: String,
    policy: String,
}

async fn show_list(visit: Visit) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let runs = visit.ok(reviews::latest(call.context(), &visit.visitor).await)?;
    let rows = runs.iter().map(|run| RunRow {
        address: format!("/reviews/{}", run.id),
        started: wording::moment(run.started),
        as_of: run.as_of.to_string(),
        policy: run.policy.clone(),
    });
    Ok(page_of(&ReviewsPage {
        rows: rows.collect(),
        may_run: visit.visitor.may_at_top(Act::RunReview),
        shell: call.shell(words.get("intake-reviews-title"), "reviews"),
    }))
}

async fn run(visit: Visit) -> Result<Response, Failure> {
    let id = visit.ok(reviews::run(visit.call.context(), &visit.visitor).await)?;
    Ok(Redirect::to(&format!("/reviews/{id}")).into_response())
}

#[derive(Template)]
#[template(path = "review.html")]
struct ReviewPage {
    shell: Shell,
    what: String,
    chips: Vec<Chip>,
    filters: Vec<Chip>,
    total: String,
    rows: Vec<CaseRow>,
    next: String,
    is_first_page: bool,
    first: String,
    workbook: String,
    files: Vec<(String, String)>,
    may_export: bool,
}

/// A filter with how many cases it leaves.
struct Chip {
    label: String,
    count: String,
    address: String,
    is_current: bool,
}

/// A case as a row.
struct CaseRow {
    number: i64,
    address: String,
    holder: String,
    unit: String,
    findings: Vec<(String, String)>,
    action: String,
    until: String,
}

pub fn read(pairs: &BTreeMap<String, String>) -> Query {
    let of = |name: &str| pairs.get(name).map(String::as_str).unwrap_or_default();
    Query {
        action: Action::ALL.into_iter().find(|action| action.name() == of("action")),
        finding: Code::ALL.into_iter().find(|code| code.name() == of("finding")),
        unit: of("unit").parse().ok().map(Id),
    }
}

fn list_address(path: &str, query: &Query, after: String) -> String {
    let pairs = [
        ("action", query.action.map(|action| action.name().to_owned()).unwrap_or_default()),
        ("finding", query.finding.map(|code| code.name().to_owned()).unwrap_or_default()),
        ("unit", query.unit.map(|unit| unit.to_string()).unwrap_or_default()),
        ("after", after),
    ];
    address::with_pairs(path, pairs)
}

async fn show(
    visit: Visit,
    Path(id): Path<i64>,
    Address(pairs): Address<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let (call, words, visitor) = (&visit.call, visit.call.words(), &visit.visitor);
    let query = read(&pairs);
    let cursor = pairs.get("after").map(|after| Cursor::parse(after)).transpose();
    let cursor = visit.ok(cursor.map_err(AppError::from))?;
    let run = match reviews::get(call.context(), visitor, Id(id)).await {
        Err(error) if error.kind() == Kind::Missing => return waiting(&visit, Id(id)).await,
        run => visit.ok(run)?,
    };
    let page = reviews::cases(call.context(), visitor, Id(id), &query, cursor.as_ref(), super::ON_A_PAGE).await;
    let page = visit.ok(page)?;
    let total = visit.ok(reviews::count(call.context(), visitor, Id(id), &query).await)?;
    let here = format!("/reviews/{id}");
    let mut chips = Vec::new();
    for action in Action::ALL {
        let is_current = query.action == Some(action);
        let count = visit.ok(reviews::count(
            call.context(),
            visitor,
            Id(id),
            &Query { action: Some(action), ..query.clone() },
        )
        .await)?;
        if count > 0 || is_current {
            let changed = Query { action: (!is_current).then_some(action), ..query.clone() };
            chips.push(Chip {
                label: action_word(words, action),
                count: wording::grouped(count, words),
                address: list_address(&here, &changed, String::new()),
                is_current,
            });
        }
    }
    let ids = page.items.iter().filter_map(|case| case.unit).chain(query.unit).collect();
    let names = visit.ok(certificates::unit_names(call.context(), ids).await)?;
    let chosen = |label: String, changed: Query| Chip {
        label,
        count: String::new(),
        address: list_address(&here, &changed, String::new()),
        is_current: true,
    };
    let finding = query.finding.map(|code| chosen(finding_word(words, code), Query { finding: None, ..query.clone() }));
    let unit = query
        .unit
        .map(|unit| chosen(names.get(&unit).cloned().unwrap_or_default(), Query { unit: None, ..query.clone() }));
    let rows = page.items.iter().map(|case| CaseRow {
        number: case.number,
        address: format!("/reviews/{id}/cases/{}", case.number),
        holder: case.holder.clone(),
        unit: case.unit.and_then(|unit| names.get(&unit)).cloned().unwrap_or_default(),
        findings: case
            .findings
            .iter()
            .map(|&code| {
                let filtered = Query { finding: Some(code), ..query.clone() };
                (finding_word(words, code), list_address(&here, &filtered, String::new()))
            })
            .collect(),
        action: action_word(words, case.action),
        until: case.until.to_string(),
    });
    let what = Message::new("intake-review-what").with("day", run.as_of).with("policy", &run.policy);
    Ok(page_of(&ReviewPage {
        what: words.say(&what),
        chips,
        filters: finding.into_iter().chain(unit).collect(),
        total: words.say(&Message::new("intake-count-cases").with("count", wording::grouped(total, words))),
        rows: rows.collect(),
        next: page.next.map(|cursor| list_address(&here, &query, cursor.to_string())).unwrap_or_default(),
        is_first_page: cursor.is_none(),
        first: list_address(&here, &query, String::new()),
        workbook: list_address(&format!("/reviews/{id}/cases.xlsx"), &query, String::new()),
        files: FILES
            .iter()
            .map(|file| {
                let path = format!("/reviews/{id}/files/{}", file.name);
                (list_address(&path, &query, String::new()), words.get(file.word))
            })
            .collect(),
        may_export: visitor.may_somewhere(Act::Export),
        shell: call.shell(words.get("intake-review-title"), "reviews"),
    }))
}

#[derive(Template)]
#[template(path = "review_waiting.html")]
struct WaitingPage {
    shell: Shell,
    progress: Option<ProgressView>,
    trouble: Option<TroubleView>,
}

/// A review that is still to be done, or failed.
async fn waiting(visit: &Visit, id: Id) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let work = visit.ok(reviews::under_way(call.context(), &visit.visitor, id).await)?;
    let (progress, trouble) = progress::view(words, Some(&work));
    let shell = call.shell(words.get("intake-review-title"), "reviews");
    Ok(page_of(&WaitingPage { shell, progress, trouble }))
}

async fn workbook(
    visit: Visit,
    Path(id): Path<i64>,
    Address(pairs): Address<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let (context, words, visitor) = (visit.call.context(), visit.call.words(), &visit.visitor);
    visit.ok(visitor.reach(Act::Export))?;
    let query = read(&pairs);
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let page = visit.ok(reviews::cases(context, visitor, Id(id), &query, after.as_ref(), 200).await)?;
        let ids = page.items.iter().filter_map(|case| case.unit).collect();
        let names = visit.ok(certificates::unit_names(context, ids).await)?;
        rows.extend(page.items.iter().map(|case| {
            let unit = case.unit.and_then(|unit| names.get(&unit)).cloned().unwrap_or_default();
            let why = why(words, case);
            vec![
                case.number.to_string(),
                case.holder.clone(),
                unit,
                case.until.to_string(),
                action_word(words, case.action),
                why,
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
    let made = tokio::task::spawn_blocking(move || export::workbook(&table)).await;
    let bytes = visit.ok(made.unwrap_or_else(|error| Err(AppError::BrokenOff(error.to_string()))))?;
    Ok(file(bytes, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "ra-soat.xlsx"))
}

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage {
    shell: Shell,
    case: CaseView,
    why: WhyView,
    list: String,
    certificate: String,
    unit: String,
    before: String,
    after: String,
}

async fn show_case(visit: Visit, Path((id, number)): Path<(i64, i64)>) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let case = visit.ok(reviews::one(call.context(), &visit.visitor, Id(id), number).await)?;
    let Some(case) = case else { return Err(visit.nothing_here()) };
    let names = visit.ok(certificates::unit_names(call.context(), case.unit.into_iter().collect()).await)?;
    let total = visit.ok(reviews::count(call.context(), &visit.visitor, Id(id), &Query::default()).await)?;
    let at = |number: i64| {
        if (1..=total).contains(&number) { format!("/reviews/{id}/cases/{number}") } else { String::new() }
    };
    Ok(page_of(&CasePage {
        why: review_why::view(words, &case),
        list: format!("/reviews/{id}"),
        certificate: case.certificate.map(|id| format!("/certificates/{id}")).unwrap_or_default(),
        unit: names.into_values().next().unwrap_or_default(),
        before: at(number - 1),
        after: at(number + 1),
        shell: call.shell(case.holder.clone(), "reviews"),
        case: view(words, Id(id), &case),
    }))
}

/// A case side by side, in words.
pub fn view(words: &Words, run: Id, case: &Case) -> CaseView {
    let row = |side: &reviews::Side| {
        let cells = side.says.iter().zip(side.wrong);
        FieldRow {
            field: words.get(&side.field),
            cells: cells.map(|(text, differs)| Cell { text: text.clone(), differs }).collect(),
        }
    };
    CaseView {
        action: action_word(words, case.action),
        why: why(words, case),
        rows: case.sides.iter().map(row).collect(),
        address: format!("/reviews/{run}/cases/{}", case.number),
    }
}

/// Why, in sentences: one for each finding.
fn why(words: &Words, case: &Case) -> String {
    // Days as the review counted them: a page that is opened later must not say otherwise.
    let days = case.why.days_left.unwrap_or_default().to_string();
    let args = [("date", case.until.to_string()), ("days", days)];
    let of = |code: &Code| words.fill(&format!("why-{}", code.name()), &args);
    case.findings.iter().map(of).collect::<Vec<_>>().join("; ")
}

fn action_word(words: &Words, action: Action) -> String {
    words.get(&format!("action-{}", action.name()))
}

fn finding_word(words: &Words, code: Code) -> String {
    words.get(&format!("finding-{}", code.name()))
}
