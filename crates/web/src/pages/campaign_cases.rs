//! The cases of a campaign: groups with their progress on the left, the list on the right; and many at once.

use crate::address;
use crate::filters;
use crate::pages::campaign_words::{self as say, StateView};
use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of, status};
use crate::wording;
use antin_app::campaigns::{self, BulkVerb, CaseQuery};
use antin_app::{AppError, CaseLine, Cursor, Group, certificates};
use antin_domain::action::Action;
use antin_domain::campaign::case::{CaseState, HolderSaid};
use antin_domain::finding::Code;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_words::Words;
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, Query as Address};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use std::collections::BTreeMap;
use std::sync::Arc;

pub fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/campaigns/{id}/cases", get(show))
        .route("/campaigns/{id}/bulk", get(rehearse_bulk).post(take_bulk))
}

/// Cases that are alike, with how far they are.
pub struct GroupView {
    /// What is proposed; blank where the line before says it.
    pub action: String,
    /// The finding that decides.
    pub finding: String,
    /// The list of them.
    pub address: String,
    /// How many are settled, of how many.
    pub settled: i64,
    /// All of them.
    pub all: i64,
    /// In words.
    pub text: String,
    /// Is this its list?
    pub is_current: bool,
}

#[derive(Template)]
#[template(path = "campaign_cases.html")]
struct CasesPage {
    shell: Shell,
    campaign: String,
    campaign_address: String,
    told: String,
    unit: String,
    groups: Vec<GroupView>,
    everything: String,
    chips: Vec<Chip>,
    total: String,
    rows: Vec<Row>,
    next: String,
    first: String,
    is_first_page: bool,
    begin: String,
    bulk_accept: String,
    bulk_confirm: String,
}

/// A filter that is set or could be.
struct Chip {
    label: String,
    address: String,
    is_current: bool,
}

/// A case as a row.
struct Row {
    address: String,
    holder: String,
    unit: String,
    finding: String,
    action: String,
    state: StateView,
    marks: Vec<String>,
    until: String,
}

async fn show(
    visit: Visit,
    Path(id): Path<i64>,
    Address(pairs): Address<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let (call, words, visitor) = (&visit.call, visit.call.words(), &visit.visitor);
    let query = say::query(&pairs);
    let cursor = pairs.get("after").map(|after| Cursor::parse(after)).transpose();
    let cursor = visit.ok(cursor.map_err(AppError::from))?;
    let campaign = visit.ok(campaigns::get(call.context(), visitor, Id(id)).await)?;
    let found = campaigns::cases_of(call.context(), visitor, Id(id), &query, cursor.as_ref(), super::ON_A_PAGE).await;
    let (page, total) = visit.ok(found)?;
    let groups = groups(&visit, Id(id), &query).await?;
    let ids = page.items.iter().map(|line| line.case.unit).chain(query.unit).collect();
    let names = visit.ok(certificates::unit_names(call.context(), ids).await)?;
    let here = format!("/campaigns/{id}/cases");
    let row = |line: &CaseLine| Row {
        address: say::to(&format!("{here}/{}", line.case.number), &query),
        holder: line.holder.clone(),
        unit: names.get(&line.case.unit).cloned().unwrap_or_default(),
        finding: say::finding(words, &line.case.finding),
        action: say::action(words, line.case.action.unwrap_or(line.case.proposed)),
        state: say::case_state(words, line.case.state),
        marks: marks(words, line),
        until: line.until.to_string(),
    };
    let rows: Vec<Row> = page.items.iter().map(row).collect();
    let with = |changed: CaseQuery| say::to(&here, &changed);
    let begin = page.items.first().map(|line| say::to(&format!("{here}/{}", line.case.number), &query));
    let next = page
        .next
        .map(|next| address::with_pairs(&here, say::pairs(&query).into_iter().chain([("after", next.to_string())])));
    let bulk = |verb: &str, act: Act, state: CaseState| {
        let fits = query.state.is_none() || query.state == Some(state);
        if !fits || visitor.reach(act).is_err() {
            return String::new();
        }
        let pairs = say::pairs(&CaseQuery { state: Some(state), ..query.clone() });
        address::with_pairs(&format!("/campaigns/{id}/bulk"), pairs.into_iter().chain([("verb", verb.to_owned())]))
    };
    let told = pairs.get("told").and_then(|count| count.parse::<i64>().ok());
    Ok(page_of(&CasesPage {
        campaign: campaign.subject.clone(),
        campaign_address: format!("/campaigns/{id}"),
        told: told
            .map(|count| words.say(&Message::new("campaigns-bulk-done").with("count", wording::grouped(count, words))))
            .unwrap_or_default(),
        unit: query.unit.and_then(|unit| names.get(&unit)).cloned().unwrap_or_default(),
        groups,
        everything: with(CaseQuery { unit: query.unit, ..CaseQuery::default() }),
        chips: chips(words, &query, &with),
        total: words.say(&Message::new("campaigns-count-cases").with("count", wording::grouped(total, words))),
        rows,
        next: next.unwrap_or_default(),
        first: with(query.clone()),
        is_first_page: cursor.is_none(),
        begin: begin.unwrap_or_default(),
        bulk_accept: bulk("accept", Act::Decide, CaseState::Open),
        bulk_confirm: bulk("confirm", Act::Approve, CaseState::Decided),
        shell: call.shell(words.get("campaigns-cases-title"), "campaigns"),
    }))
}

fn chips(words: &Words, query: &CaseQuery, with: &dyn Fn(CaseQuery) -> String) -> Vec<Chip> {
    let mut chips: Vec<Chip> = CaseState::ALL
        .into_iter()
        .map(|state| {
            let is_current = query.state == Some(state);
            let changed = CaseQuery { state: (!is_current).then_some(state), ..query.clone() };
            Chip { label: say::case_state(words, state).word, address: with(changed), is_current }
        })
        .collect();
    let mut switch = |key: &str, is_current: bool, changed: CaseQuery| {
        chips.push(Chip { label: words.get(key), address: with(changed), is_current });
    };
    let flipped = CaseQuery { second_look: !query.second_look, ..query.clone() };
    switch("campaigns-second-look", query.second_look, flipped);
    switch("campaigns-changed", query.changed, CaseQuery { changed: !query.changed, ..query.clone() });
    let is_wrong = query.holder == Some(HolderSaid::Wrong);
    let holder = (!is_wrong).then_some(HolderSaid::Wrong);
    switch("campaigns-holder-wrong", is_wrong, CaseQuery { holder, ..query.clone() });
    chips
}

/// Things to know of a case before it is opened.
fn marks(words: &Words, line: &CaseLine) -> Vec<String> {
    let mut marks = Vec::new();
    let mut mark = |is: bool, key: &str| {
        if is {
            marks.push(words.get(key));
        }
    };
    mark(line.case.is_only && line.case.proposed == Action::Revoke, "campaigns-only-certificate");
    mark(line.case.second_look, "campaigns-second-look");
    mark(line.case.holder_said == HolderSaid::Right, "campaigns-holder-right");
    mark(line.case.holder_said == HolderSaid::Wrong, "campaigns-holder-wrong");
    marks
}

/// The groups of the unit of `query`, those that the review asks nothing of left out.
pub async fn groups(visit: &Visit, campaign: Id, query: &CaseQuery) -> Result<Vec<GroupView>, Failure> {
    let words = visit.call.words();
    let whole = CaseQuery { unit: query.unit, office: query.office, ..CaseQuery::default() };
    let groups = visit.ok(campaigns::groups(visit.call.context(), &visit.visitor, campaign, &whole).await)?;
    let mut views: Vec<GroupView> = Vec::new();
    let mut last: Option<(Action, String)> = None;
    for group in groups.iter().filter(|group| group.proposed != Action::None) {
        let settled = if group.state.is_settled() || group.state == CaseState::Decided { group.number } else { 0 };
        let key = (group.proposed, group.finding.clone());
        match views.last_mut() {
            Some(view) if last.as_ref() == Some(&key) => {
                view.settled += settled;
                view.all += group.number;
            }
            _ => {
                let is_new = last.as_ref().is_none_or(|(action, _)| *action != group.proposed);
                views.push(view(words, campaign, &whole, group, query, is_new, settled));
            }
        }
        last = Some(key);
    }
    for view in &mut views {
        let text = Message::new("campaigns-settled").with("settled", wording::grouped(view.settled, words));
        view.text = words.say(&text.with("all", wording::grouped(view.all, words)));
    }
    Ok(views)
}

fn view(
    words: &Words,
    campaign: Id,
    whole: &CaseQuery,
    group: &Group,
    query: &CaseQuery,
    is_new: bool,
    settled: i64,
) -> GroupView {
    let finding = Code::ALL.into_iter().find(|code| code.name() == group.finding);
    let of_group = CaseQuery { proposed: Some(group.proposed), finding, ..whole.clone() };
    GroupView {
        action: if is_new { say::action(words, group.proposed) } else { String::new() },
        finding: say::finding(words, &group.finding),
        address: say::to(&format!("/campaigns/{campaign}/cases"), &of_group),
        settled,
        all: group.number,
        text: String::new(),
        is_current: query.proposed == Some(group.proposed) && query.finding == finding,
    }
}

#[derive(Template)]
#[template(path = "campaign_bulk.html")]
struct BulkPage {
    shell: Shell,
    wrong: String,
    what: String,
    list: String,
    address: String,
    count: i64,
    act: String,
    tiles: Vec<(String, String)>,
    special: String,
    sample: String,
    warning: String,
    examples: Vec<(String, String)>,
    is_grave: bool,
}

fn bulk_verb(pairs: &BTreeMap<String, String>) -> BulkVerb {
    match pairs.get("verb").map(String::as_str) {
        Some("confirm") => BulkVerb::Confirm,
        _ => BulkVerb::Accept,
    }
}

/// What an act over many looks for. A list shows what it does not understand of an address; an act over more cases than were
/// meant is refused.
fn understood(visit: &Visit, pairs: &BTreeMap<String, String>) -> Result<CaseQuery, Failure> {
    match filters::strange(&visit.call).is_empty() {
        true => Ok(say::query(pairs)),
        false => Err(visit.call.failure(&AppError::Unusable(Message::new("campaigns-refused-bulk-filter")))),
    }
}

async fn rehearse_bulk(
    visit: Visit,
    Path(id): Path<i64>,
    Address(pairs): Address<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    bulk_page(&visit, Id(id), &pairs, String::new()).await
}

async fn bulk_page(
    visit: &Visit,
    id: Id,
    pairs: &BTreeMap<String, String>,
    wrong: String,
) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let (query, verb) = (understood(visit, pairs)?, bulk_verb(pairs));
    let plan = visit.ok(campaigns::what_if(call.context(), &visit.visitor, id, &query, verb).await)?;
    let verb_name = verb.verb().name();
    let count = wording::grouped(plan.count(), words);
    let number = |key: &'static str, count: i64| match count {
        0 => String::new(),
        count => words.say(&Message::new(key).with("count", wording::grouped(count, words))),
    };
    let list = format!("/campaigns/{id}/cases");
    let act = words.fill(&format!("campaigns-bulk-act-{verb_name}"), &[("count", count.clone())]);
    let warning = Message::new("campaigns-bulk-threshold").with("count", wording::grouped(plan.revocations(), words));
    let mut examples = Vec::new();
    for number in &plan.examples {
        let one = visit.ok(campaigns::one(call.context(), &visit.visitor, id, *number).await)?;
        let holder = one.review.map(|review| review.holder).unwrap_or_default();
        examples.push((format!("{list}/{number}"), holder));
    }
    let tile = |(action, number): &(Action, i64)| (wording::grouped(*number, words), say::action(words, *action));
    Ok(page_of(&BulkPage {
        wrong,
        what: words.get(&format!("campaigns-bulk-what-{verb_name}")),
        list: say::to(&list, &query),
        address: address::with_pairs(
            &format!("/campaigns/{id}/bulk"),
            say::pairs(&query).into_iter().chain([("verb", verb_name.to_owned())]),
        ),
        count: plan.count(),
        act,
        tiles: plan.taken.iter().map(tile).collect(),
        special: number("campaigns-bulk-special", plan.special),
        sample: number("campaigns-bulk-sample", plan.sample),
        warning: if plan.must_ask { words.say(&warning) } else { String::new() },
        examples,
        is_grave: plan.revocations() > 0,
        shell: call.shell(words.get(&format!("campaigns-bulk-title-{verb_name}")), "campaigns"),
    }))
}

async fn take_bulk(
    visit: Visit,
    Path(id): Path<i64>,
    Address(pairs): Address<BTreeMap<String, String>>,
    Form(form): Form<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let (query, verb) = (understood(&visit, &pairs)?, bulk_verb(&pairs));
    let agreed = form.get("agreed").and_then(|count| count.parse().ok()).unwrap_or_default();
    let despite = form.get("despite").is_some_and(|yes| yes == "yes");
    let context = visit.call.context();
    match campaigns::take_bulk(context, &visit.visitor, Id(id), &query, verb, agreed, despite).await {
        Ok(count) => {
            let unit = query.unit.map(|unit| unit.to_string()).unwrap_or_default();
            let list = format!("/campaigns/{id}/cases");
            Ok(Redirect::to(&address::with_pairs(&list, [("unit", unit), ("told", count.to_string())])).into_response())
        }
        Err(error @ AppError::Unusable(_)) => {
            let wrong = visit.call.words().say(&error.message());
            Ok((status(&error), bulk_page(&visit, Id(id), &pairs, wrong).await?).into_response())
        }
        Err(error) => Err(visit.call.failure(&error)),
    }
}
