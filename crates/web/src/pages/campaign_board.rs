//! The board of a campaign: the unit itself, what reports to it, who is late; more time and reminders.

use crate::address;
use crate::pages::campaign_words::{self as say, StateView};
use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of};
use crate::wording;
use antin_app::campaigns::{self, BoardRow, CaseQuery};
use antin_app::{AppError, Campaign, certificates};
use antin_domain::campaign::case::CaseState;
use antin_domain::campaign::deadline::Reading;
use antin_domain::campaign::{CampaignVerb, STEPS};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_domain::workflow;
use antin_words::Words;
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

pub fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/campaigns/{id}/extend", post(extend))
        .route("/campaigns/{id}/remind", post(remind))
        .route("/campaigns/{id}/invite", post(invite))
}

#[derive(Template)]
#[template(path = "campaign_board.html")]
struct BoardPage {
    shell: Shell,
    id: String,
    told: String,
    state: StateView,
    letter: String,
    unit: String,
    unit_id: String,
    above: Vec<(String, String)>,
    before: String,
    days: String,
    both: String,
    is_late: bool,
    percent: i64,
    tiles: Vec<(String, String, String)>,
    report: StateView,
    report_address: String,
    cases_address: String,
    headings: Vec<String>,
    rows: Vec<RowView>,
    version: i64,
    may_extend: bool,
    may_remind: bool,
    may_close: bool,
    may_resume: bool,
    least_day: String,
    extensions: Vec<String>,
    /// What the button says that writes to holders; blank where there is nobody to write to.
    invite: String,
}

/// A unit as a row.
struct RowView {
    id: String,
    name: String,
    address: String,
    is_late: bool,
    left: String,
    percent: i64,
    numbers: Vec<(String, String)>,
    report: StateView,
    report_address: String,
    /// When it was reminded last; blank where it never was.
    reminded: String,
}

/// The states that the board shows, in the order of work.
const SHOWN: [CaseState; 4] = [CaseState::Open, CaseState::Postponed, CaseState::Decided, CaseState::Confirmed];

/// The page.
pub async fn show(visit: &Visit, campaign: &Campaign, pairs: &BTreeMap<String, String>) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let unit = pairs.get("unit").and_then(|unit| unit.parse().ok()).map(Id);
    let board = campaigns::board(call.context(), &visit.visitor, campaign.id, unit).await;
    // A holder has no board, but cases of his own.
    if unit.is_none() && matches!(board, Err(AppError::Refused(_))) && visit.visitor.actor.person.is_some() {
        return Ok(Redirect::to("/campaigns/own").into_response());
    }
    let board = visit.ok(board)?;
    let ids = board.below.iter().map(|row| row.unit).chain([board.own.unit]).chain(board.above.iter().copied());
    let names = visit.ok(certificates::unit_names(call.context(), ids.collect()).await)?;
    let name = |unit: Id| names.get(&unit).cloned().unwrap_or_default();
    let today = call.context().today();
    let here = format!("/campaigns/{}", campaign.id);
    let at = |unit: Id| address::with_pairs(&here, [("unit", unit.to_string())]);
    let verbs: Vec<CampaignVerb> = workflow::from(STEPS, campaign.state).map(|step| step.verb).collect();
    let leads = visit.visitor.may_at_top(Act::LeadCampaign);
    let may = |verb: CampaignVerb| leads && verbs.contains(&verb);
    let row = |row: &BoardRow| RowView {
        id: row.unit.to_string(),
        name: name(row.unit),
        address: if row.has_below { at(row.unit) } else { cases(campaign.id, row.unit, None) },
        is_late: row.is_late,
        left: wording::days_left(words, row.deadline.last_day(), today),
        percent: row.percent(),
        numbers: numbers(words, campaign.id, row),
        reminded: match row.reminded.is_known() {
            true => words.say(&Message::new("notice-reminded").with("day", row.reminded)),
            false => String::new(),
        },
        report: say::report_state(words, row.report),
        report_address: report(campaign.id, row.unit),
    };
    let both = Message::new("campaigns-both-readings")
        .with("before", board.own.deadline.before)
        .with("strict", board.own.deadline.last_day_as(Reading::Strict))
        .with("wide", board.own.deadline.last_day_as(Reading::Wide))
        .with("left", left(words, board.days_left[0]))
        .with("wideleft", left(words, board.days_left[1]));
    let mut tiles: Vec<(String, String, String)> = SHOWN
        .iter()
        .map(|state| {
            let count = wording::grouped(board.own.of(*state), words);
            (count, say::case_state(words, *state).word, cases(campaign.id, board.own.unit, Some(*state)))
        })
        .collect();
    let clear = wording::grouped(board.own.of(CaseState::Clear), words);
    tiles.push((clear, words.get("campaigns-case-clear"), cases(campaign.id, board.own.unit, Some(CaseState::Clear))));
    let extension = |one: &antin_app::Extension| {
        let message = Message::new("campaigns-extended").with("before", one.before).with("after", one.after);
        words.say(&message.with("reason", &one.reason))
    };
    let counted = |name: &str| pairs.get(name).and_then(|count| count.parse::<i64>().ok());
    let reminded = counted("told").map(|count| Message::new("campaigns-reminded").with("count", count));
    let told = reminded.or(counted("invited").map(|count| Message::new("campaigns-invited").with("count", count)));
    Ok(page_of(&BoardPage {
        id: campaign.id.to_string(),
        told: told.map(|message| words.say(&message)).unwrap_or_default(),
        state: say::campaign_state(words, campaign.state),
        letter: say::letter(words, campaign),
        unit: name(board.own.unit),
        unit_id: board.own.unit.to_string(),
        above: board.above.iter().map(|unit| (at(*unit), name(*unit))).collect(),
        before: board.own.deadline.last_day().to_string(),
        days: wording::days_left(words, board.own.deadline.last_day(), today),
        both: words.say(&both),
        is_late: board.own.is_late,
        percent: board.own.percent(),
        tiles,
        report: say::report_state(words, board.own.report),
        report_address: report(campaign.id, board.own.unit),
        cases_address: cases(campaign.id, board.own.unit, Some(CaseState::Open)),
        headings: SHOWN.iter().map(|state| say::case_state(words, *state).word).collect(),
        rows: board.below.iter().map(row).collect(),
        version: campaign.version,
        may_extend: may(CampaignVerb::Extend),
        may_remind: may(CampaignVerb::Remind),
        may_close: may(CampaignVerb::Close),
        may_resume: may(CampaignVerb::Resume),
        least_day: say::iso(board.own.deadline.before.plus(1)),
        extensions: board.extensions.iter().map(extension).collect(),
        invite: match board.to_ask {
            0 => String::new(),
            count => words.say(&Message::new("campaigns-invite").with("count", wording::grouped(count as i64, words))),
        },
        shell: call.shell(campaign.subject.clone(), "campaigns"),
    }))
}

fn numbers(words: &Words, campaign: Id, row: &BoardRow) -> Vec<(String, String)> {
    let of = |state: &CaseState| (wording::grouped(row.of(*state), words), cases(campaign, row.unit, Some(*state)));
    SHOWN.iter().map(of).collect()
}

fn cases(campaign: Id, unit: Id, state: Option<CaseState>) -> String {
    let query = CaseQuery { unit: Some(unit), state, ..CaseQuery::default() };
    say::to(&format!("/campaigns/{campaign}/cases"), &query)
}

fn report(campaign: Id, unit: Id) -> String {
    address::with_pairs(&format!("/campaigns/{campaign}/report"), [("unit", unit.to_string())])
}

fn left(words: &Words, days: Option<i32>) -> String {
    match days {
        Some(days) if days < 0 => words.say(&Message::new("page-days-over").with("days", -days)),
        Some(days) => words.say(&Message::new("page-days-left").with("days", days)),
        None => String::new(),
    }
}

#[derive(Deserialize)]
struct ExtendForm {
    unit: i64,
    to: String,
    #[serde(default)]
    reason: String,
}

async fn extend(visit: Visit, Path(id): Path<i64>, Form(input): Form<ExtendForm>) -> Result<Response, Failure> {
    let to = Day::parse(input.to.trim().as_bytes()).unwrap_or_default();
    let (context, unit) = (visit.call.context(), Id(input.unit));
    visit.ok(campaigns::extend(context, &visit.visitor, Id(id), unit, to, &input.reason).await)?;
    let here = address::with_pairs(&format!("/campaigns/{id}"), [("unit", unit.to_string())]);
    Ok(Redirect::to(&here).into_response())
}

#[derive(Deserialize)]
struct InviteForm {
    unit: i64,
}

/// Writes to the holders of the unit's own cases who have not answered.
async fn invite(visit: Visit, Path(id): Path<i64>, Form(input): Form<InviteForm>) -> Result<Response, Failure> {
    let unit = Id(input.unit);
    let count = visit.ok(campaigns::invite(visit.call.context(), &visit.visitor, Id(id), unit).await)?;
    let pairs = [("unit", unit.to_string()), ("invited", count.to_string())];
    Ok(Redirect::to(&address::with_pairs(&format!("/campaigns/{id}"), pairs)).into_response())
}

async fn remind(
    visit: Visit,
    Path(id): Path<i64>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let of = |wanted: &str| -> Vec<Id> {
        pairs.iter().filter(|(name, _)| name == wanted).filter_map(|(_, id)| id.parse().ok().map(Id)).collect()
    };
    let mut chosen = of("unit");
    // Nothing ticked: everything below the unit whose board it is.
    if chosen.is_empty() {
        chosen = of("here");
    }
    let count = visit.ok(campaigns::remind(visit.call.context(), &visit.visitor, Id(id), &chosen).await)?;
    let here = of("here").first().map(ToString::to_string).unwrap_or_default();
    let here = address::with_pairs(&format!("/campaigns/{id}"), [("unit", here), ("told", count.to_string())]);
    Ok(Redirect::to(&here).into_response())
}
