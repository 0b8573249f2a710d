//! Campaigns: the list, writing one, its rehearsal, and what whoever leads it can do with it.

use crate::address;
use crate::pages::campaign_words::{self as say, StateView};
use crate::pages::progress::{self, ProgressView, TroubleView};
use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of, status};
use crate::wording;
use antin_app::campaigns::{self, CampaignInput, RehearsedUnit};
use antin_app::{AppError, Campaign, Cursor, certificates};
use antin_domain::action::Action;
use antin_domain::campaign::deadline::Reading;
use antin_domain::campaign::{CampaignState, CampaignVerb, STEPS};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_domain::workflow;
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, Query as Address};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Days after today that the form proposes for the centre, the provinces, the offices.
const PROPOSED: [i32; 3] = [16, 14, 10];

pub fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/campaigns", get(show_list).post(create))
        .route("/campaigns/new", get(form))
        .route("/campaigns/{id}", get(show))
        .route("/campaigns/{id}/edit", get(edit_form).post(edit))
        .route("/campaigns/{id}/rehearse", post(rehearse))
        .route("/campaigns/{id}/launch", post(launch))
        .route("/campaigns/{id}/turn", post(turn))
}

#[derive(Template)]
#[template(path = "campaigns.html")]
struct CampaignsPage {
    shell: Shell,
    rows: Vec<Row>,
    next: String,
    is_first_page: bool,
    may_lead: bool,
    has_own: bool,
}

/// A campaign as a row.
struct Row {
    address: String,
    letter: String,
    subject: String,
    state: StateView,
    before: String,
}

async fn show_list(visit: Visit, Address(pairs): Address<BTreeMap<String, String>>) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let after = pairs.get("after").map(|after| Cursor::parse(after)).transpose();
    let after = visit.ok(after.map_err(AppError::from))?;
    let page = campaigns::list(call.context(), &visit.visitor, after.as_ref(), super::ON_A_PAGE).await;
    let page = visit.ok(page)?;
    let row = |campaign: &Campaign| Row {
        address: format!("/campaigns/{}", campaign.id),
        letter: say::letter(words, campaign),
        subject: campaign.subject.clone(),
        state: say::campaign_state(words, campaign.state),
        before: campaign.levels.first().map(ToString::to_string).unwrap_or_default(),
    };
    let next = page.next.map(|cursor| address::with_pairs("/campaigns", [("after", cursor.to_string())]));
    Ok(page_of(&CampaignsPage {
        rows: page.items.iter().map(row).collect(),
        next: next.unwrap_or_default(),
        is_first_page: after.is_none(),
        may_lead: visit.visitor.may_at_top(Act::LeadCampaign),
        has_own: visit.visitor.actor.person.is_some(),
        shell: call.shell(words.get("campaigns-list-title"), "campaigns"),
    }))
}

#[derive(Template)]
#[template(path = "campaign_form.html")]
struct FormPage {
    shell: Shell,
    wrong: String,
    address: String,
    back: String,
    version: i64,
    act: String,
    letter: String,
    letter_on: String,
    subject: String,
    body: String,
    contact: String,
    units: Vec<(String, String, bool)>,
    levels: Vec<(usize, String, String)>,
    is_wide: bool,
}

async fn form(visit: Visit) -> Result<Response, Failure> {
    visit.ok(visit.visitor.reach(Act::LeadCampaign))?;
    let (words, today) = (visit.call.words(), visit.call.context().today());
    let proposed = CampaignInput {
        letter_on: today,
        subject: words.get("campaigns-template-subject"),
        body: words.get("campaigns-template-body"),
        levels: PROPOSED.iter().map(|days| today.plus(*days)).collect(),
        ..CampaignInput::default()
    };
    form_page(&visit, &proposed, None, String::new()).await
}

async fn edit_form(visit: Visit, Path(id): Path<i64>) -> Result<Response, Failure> {
    visit.ok(visit.visitor.reach(Act::LeadCampaign))?;
    let campaign = visit.ok(campaigns::get(visit.call.context(), &visit.visitor, Id(id)).await)?;
    let written = CampaignInput {
        letter: campaign.letter.clone(),
        letter_on: campaign.letter_on,
        subject: campaign.subject.clone(),
        body: campaign.body.clone(),
        contact: campaign.contact.clone(),
        scope: campaign.scope.clone(),
        levels: campaign.levels.clone(),
        reading: campaign.reading,
    };
    form_page(&visit, &written, Some((campaign.id, campaign.version)), String::new()).await
}

/// The form, filled in; `edited` is the campaign that is changed.
async fn form_page(
    visit: &Visit,
    input: &CampaignInput,
    edited: Option<(Id, i64)>,
    wrong: String,
) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let units = visit.ok(super::accounts::units(visit, Act::LeadCampaign).await)?;
    let chosen = |id: &str| input.scope.iter().any(|unit| unit.to_string() == id);
    let level = |place: usize| {
        let day = input.levels.get(place).copied().unwrap_or_default();
        (place, words.get(&format!("campaigns-level-{place}")), say::iso(day))
    };
    let title = if edited.is_some() { "campaigns-edit-title" } else { "campaigns-new-title" };
    let here = edited.map(|(id, _)| format!("/campaigns/{id}"));
    Ok(page_of(&FormPage {
        wrong,
        address: here.as_ref().map_or_else(|| "/campaigns".to_owned(), |here| format!("{here}/edit")),
        back: here.unwrap_or_else(|| "/campaigns".to_owned()),
        version: edited.map_or(0, |(_, version)| version),
        act: words.get(if edited.is_some() { "campaigns-save" } else { "campaigns-create" }),
        letter: input.letter.clone(),
        letter_on: say::iso(input.letter_on),
        subject: input.subject.clone(),
        body: input.body.clone(),
        contact: input.contact.clone(),
        units: units
            .into_iter()
            .map(|(id, name)| {
                let is = chosen(&id);
                (id, name, is)
            })
            .collect(),
        levels: (0..PROPOSED.len()).map(level).collect(),
        is_wide: input.reading == Reading::Wide,
        shell: call.shell(words.get(title), "campaigns"),
    }))
}

/// What the form holds; days that are none become unknown, which the use case refuses with a sentence.
fn read(pairs: &[(String, String)]) -> CampaignInput {
    let all = |name: &str| pairs.iter().filter(|(known, _)| known == name).map(|(_, v)| v.as_str()).collect::<Vec<_>>();
    let of = |name: &str| all(name).first().copied().unwrap_or_default().to_owned();
    let day = |text: &str| Day::parse(text.trim().as_bytes()).unwrap_or_default();
    // Levels that were left blank at the end are none; one in between is a mistake that is told.
    let mut levels: Vec<&str> = (0..PROPOSED.len()).flat_map(|place| all(&format!("level-{place}"))).collect();
    while levels.last().is_some_and(|text| text.trim().is_empty()) {
        levels.pop();
    }
    CampaignInput {
        letter: of("letter"),
        letter_on: day(&of("letter_on")),
        subject: of("subject"),
        body: of("body"),
        contact: of("contact"),
        scope: all("scope").iter().filter_map(|id| id.parse().ok().map(Id)).collect(),
        levels: levels.into_iter().map(day).collect(),
        reading: if of("reading") == Reading::Wide.name() { Reading::Wide } else { Reading::Strict },
    }
}

async fn create(visit: Visit, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, Failure> {
    let input = read(&pairs);
    match campaigns::create(visit.call.context(), &visit.visitor, &input).await {
        Ok(id) => Ok(Redirect::to(&format!("/campaigns/{id}")).into_response()),
        Err(error @ AppError::Unusable(_)) => {
            let wrong = visit.call.words().say(&error.message());
            Ok((status(&error), form_page(&visit, &input, None, wrong).await?).into_response())
        }
        Err(error) => Err(visit.call.failure(&error)),
    }
}

async fn edit(
    visit: Visit,
    Path(id): Path<i64>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let input = read(&pairs);
    let version = pairs.iter().find(|(name, _)| name == "version").and_then(|(_, value)| value.parse().ok());
    let seen = version.unwrap_or_default();
    match campaigns::edit(visit.call.context(), &visit.visitor, Id(id), &input, seen).await {
        Ok(()) => Ok(Redirect::to(&format!("/campaigns/{id}")).into_response()),
        Err(error @ AppError::Unusable(_)) => {
            let wrong = visit.call.words().say(&error.message());
            Ok((status(&error), form_page(&visit, &input, Some((Id(id), seen)), wrong).await?).into_response())
        }
        Err(error) => Err(visit.call.failure(&error)),
    }
}

async fn rehearse(visit: Visit, Path(id): Path<i64>) -> Result<Response, Failure> {
    visit.ok(campaigns::rehearse(visit.call.context(), &visit.visitor, Id(id)).await)?;
    Ok(Redirect::to(&format!("/campaigns/{id}")).into_response())
}

async fn launch(visit: Visit, Path(id): Path<i64>) -> Result<Response, Failure> {
    visit.ok(campaigns::launch(visit.call.context(), &visit.visitor, Id(id)).await)?;
    Ok(Redirect::to(&format!("/campaigns/{id}")).into_response())
}

#[derive(Deserialize)]
struct TurnForm {
    verb: String,
    version: i64,
}

async fn turn(visit: Visit, Path(id): Path<i64>, Form(input): Form<TurnForm>) -> Result<Response, Failure> {
    let verb = CampaignVerb::ALL.into_iter().find(|verb| verb.name() == input.verb);
    let Some(verb) = verb else { return Err(visit.nothing_here()) };
    visit.ok(campaigns::turn(visit.call.context(), &visit.visitor, Id(id), verb, input.version).await)?;
    Ok(Redirect::to(&format!("/campaigns/{id}")).into_response())
}

#[derive(Template)]
#[template(path = "campaign.html")]
struct CampaignPage {
    shell: Shell,
    here: String,
    state: StateView,
    facts: Vec<(String, String)>,
    body: String,
    version: i64,
    progress: Option<ProgressView>,
    trouble: Option<TroubleView>,
    rehearsal: Option<RehearsalView>,
    may: Vec<&'static str>,
    launch: String,
}

/// What was rehearsed, as a table.
struct RehearsalView {
    what: String,
    outside: String,
    headings: Vec<String>,
    rows: Vec<(String, Vec<String>)>,
    total: Vec<String>,
}

async fn show(
    visit: Visit,
    Path(id): Path<i64>,
    Address(pairs): Address<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let campaign = visit.ok(campaigns::get(call.context(), &visit.visitor, Id(id)).await)?;
    if matches!(campaign.state, CampaignState::Running | CampaignState::Closed) {
        return super::campaign_board::show(&visit, &campaign, &pairs).await;
    }
    let rehearsal = visit.ok(campaigns::rehearsal(call.context(), &campaign).await)?;
    let (progress, trouble) = progress::view(words, rehearsal.work.as_ref());
    let ids = rehearsal.units.iter().map(|row| row.unit).chain(campaign.scope.iter().copied()).collect();
    let names = visit.ok(certificates::unit_names(call.context(), ids).await)?;
    let name = |unit: &Id| names.get(unit).cloned().unwrap_or_default();
    let may_lead = visit.visitor.may_at_top(Act::LeadCampaign) && progress.is_none();
    let verbs = workflow::from(STEPS, campaign.state).filter(|_| may_lead).map(|step| step.verb.name()).collect();
    let to_decide: i64 = rehearsal.units.iter().map(RehearsedUnit::to_decide).sum();
    let scope: Vec<String> = campaign.scope.iter().map(name).collect();
    let fact = |key: &str, value: String| (words.get(key), value);
    let mut facts = vec![
        fact("campaigns-letter", say::letter(words, &campaign)),
        fact("campaigns-scope", scope.join("; ")),
        fact("campaigns-reading", words.get(&format!("campaigns-reading-{}", campaign.reading.name()))),
    ];
    if !campaign.contact.is_empty() {
        facts.push(fact("campaigns-contact", campaign.contact.clone()));
    }
    for (place, day) in campaign.levels.iter().enumerate() {
        let last = campaigns::deadline(&campaign, *day).last_day();
        let text = Message::new("campaigns-before").with("before", day).with("last", last);
        facts.push((words.get(&format!("campaigns-level-{place}")), words.say(&text)));
    }
    let view = (campaign.state == CampaignState::Rehearsed).then(|| {
        let columns: Vec<Action> = Action::ALL
            .into_iter()
            .filter(|a| rehearsal.units.iter().any(|row| row.actions[*a as usize] > 0))
            .collect();
        let cells = |actions: &[i64; 10]| -> Vec<String> {
            let sum = actions.iter().sum::<i64>();
            let each = columns.iter().map(|action| actions[*action as usize]);
            each.chain([sum]).map(|number| wording::grouped(number, words)).collect()
        };
        let mut total = [0; 10];
        for row in &rehearsal.units {
            total.iter_mut().zip(row.actions).for_each(|(sum, more)| *sum += more);
        }
        let heading = |action: &Action| words.get(&format!("action-{}", action.name()));
        let what = Message::new("campaigns-rehearsed").with("day", rehearsal.as_of).with("policy", &rehearsal.policy);
        RehearsalView {
            what: words.say(&what),
            outside: match rehearsal.outside {
                0 => String::new(),
                count => words.say(&Message::new("campaigns-outside").with("count", wording::grouped(count, words))),
            },
            headings: columns.iter().map(heading).chain([words.get("campaigns-total")]).collect(),
            rows: rehearsal.units.iter().map(|row| (name(&row.unit), cells(&row.actions))).collect(),
            total: cells(&total),
        }
    });
    let launch = Message::new("campaigns-launch").with("count", wording::grouped(to_decide, words));
    Ok(page_of(&CampaignPage {
        here: format!("/campaigns/{id}"),
        state: say::campaign_state(words, campaign.state),
        facts,
        body: campaign.body.clone(),
        version: campaign.version,
        progress,
        trouble,
        rehearsal: view,
        may: verbs,
        launch: words.say(&launch),
        shell: call.shell(campaign.subject.clone(), "campaigns"),
    }))
}
