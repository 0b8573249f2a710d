//! Campaigns: a letter, rehearsed, launched over units, decided case by case, reported up the tree.
//!
//! Every act is a row of a table of `domain::campaign`; the functions here load, ask table and guards, save, and commit
//! with the event that tells of it.

mod again;
mod board;
mod bulk;
mod cases;
pub mod decisions;
mod dispatch;
mod drafting;
mod evidence;
mod holder;
mod launch;
mod offices;
mod rehearsal;
mod reports;

pub use again::{AskedAgain, ask_again};
pub use board::{Board, BoardRow, extend, remind};
pub use bulk::{BulkPlan, BulkVerb};
pub use cases::{CaseQuery, StepInput, WholeCase};
pub use dispatch::{Dispatch, DispatchLine, UnitLetter, dispatch, letter_to, letters, receive};
pub(crate) use drafting::draft_now;
pub use evidence::{MOST_REQUEST, NewEvidence, evidence_file};
pub use holder::{HolderInput, OwnCase};
pub use launch::launch;
pub(crate) use launch::launch_now;
pub(crate) use rehearsal::rehearse_now;
pub use rehearsal::{Rehearsal, RehearsedUnit, of as rehearsal, rehearse};
pub use reports::{ChildReport, Numbers, Report, ReportInput, SignedReport};

pub use board::show as board;
pub use bulk::{take as take_bulk, what_if};
pub use cases::{groups, list as cases_of, neighbours, of_certificate, one, take_step};
pub use evidence::add as add_evidence;
pub use holder::{invite, own, say as holder_says};
pub use reports::{ca_corrections, show as report, take_step as take_report_step};

use crate::context::Context;
use crate::error::AppError;
use crate::intake;
use crate::visitor::Visitor;
use antin_domain::campaign::deadline::{Deadline, Reading};
use antin_domain::campaign::guards;
use antin_domain::campaign::{CampaignState, CampaignVerb, STEPS};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_domain::workflow;
use antin_storage::Error as StorageError;
use antin_storage::audit::NewEvent;
use antin_storage::campaigns::{self as rows, Campaign};
use antin_storage::page::{Cursor, Page};
use antin_storage::{Change, Connection, units, users};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// The longest number of a letter.
const MOST_LETTER: usize = 60;
/// The longest subject.
const MOST_SUBJECT: usize = 300;
/// The longest text of a letter.
const MOST_BODY: usize = 20_000;
/// The longest name of who answers questions.
const MOST_CONTACT: usize = 200;
/// Levels that report: centre, province, district office, and one more.
const MOST_LEVELS: usize = 4;

/// What is needed to write a campaign.
#[derive(Clone, Debug, Default)]
pub struct CampaignInput {
    /// Number of the letter.
    pub letter: String,
    /// Its day.
    pub letter_on: Day,
    /// What it is about.
    pub subject: String,
    /// Its text.
    pub body: String,
    /// Who answers questions; blank where the letter names nobody.
    pub contact: String,
    /// The tops of what is reviewed.
    pub scope: Vec<Id>,
    /// Before which day each level reports, the top first.
    pub levels: Vec<Day>,
    /// How "before a day" is read.
    pub reading: Reading,
}

/// A page of campaigns, the latest first.
///
/// # Errors
/// The visitor may not see findings.
pub async fn list(
    context: &Context,
    visitor: &Visitor,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<Page<Campaign>, AppError> {
    visitor.reach(Act::ReadFinding)?;
    Ok(rows::latest(&mut context.db.read().await?, after, limit).await?)
}

/// A campaign.
///
/// # Errors
/// The visitor may not see findings, or there is no such campaign.
pub async fn get(context: &Context, visitor: &Visitor, id: Id) -> Result<Campaign, AppError> {
    visitor.reach(Act::ReadFinding)?;
    Ok(rows::get(&mut context.db.read().await?, id).await?)
}

/// Writes a campaign; nothing is looked at yet.
///
/// # Errors
/// The visitor may not, or something is missing.
pub async fn create(context: &Context, visitor: &Visitor, input: &CampaignInput) -> Result<Id, AppError> {
    visitor.may(Act::LeadCampaign, &intake::top(context).await?)?;
    let now = context.now();
    let mut change = context.db.change().await?;
    check(&mut change, input).await?;
    let campaign = Campaign {
        id: context.id()?,
        letter: String::new(),
        letter_on: Day::UNKNOWN,
        subject: String::new(),
        body: String::new(),
        contact: String::new(),
        scope: Vec::new(),
        levels: Vec::new(),
        reading: input.reading,
        state: CampaignState::Draft,
        rehearsal: None,
        run: None,
        created: now,
        created_by: visitor.actor.user,
        launched: None,
        version: 1,
    };
    let campaign = written(campaign, input);
    rows::insert(&mut change, &campaign).await?;
    commit(change, context, visitor, "create-campaign", campaign.id, &as_json(&campaign)).await?;
    Ok(campaign.id)
}

/// Changes what a campaign says, as long as it was not launched. A rehearsal does not hold any more.
///
/// # Errors
/// The visitor may not, something is missing, it was launched, or somebody changed it meanwhile.
pub async fn edit(
    context: &Context,
    visitor: &Visitor,
    id: Id,
    input: &CampaignInput,
    seen: i64,
) -> Result<(), AppError> {
    let mut change = context.db.change().await?;
    let (campaign, to) = ready(context, &mut change, visitor, id, CampaignVerb::Edit).await?;
    check(&mut change, input).await?;
    let campaign = Campaign { state: to, rehearsal: None, ..written(campaign, input) };
    rows::update(&mut change, &campaign, seen).await?;
    commit(change, context, visitor, "edit-campaign", id, &as_json(&campaign)).await?;
    Ok(())
}

/// Closes, resumes or drops a campaign.
///
/// # Errors
/// The visitor may not, the table has no such step, or somebody changed it meanwhile.
pub async fn turn(context: &Context, visitor: &Visitor, id: Id, verb: CampaignVerb, seen: i64) -> Result<(), AppError> {
    // The other verbs need more than to be said.
    if !matches!(verb, CampaignVerb::Close | CampaignVerb::Resume | CampaignVerb::Drop) {
        return Err(AppError::Unusable(Message::new("campaigns-refused-verb").with("verb", verb.name())));
    }
    let mut change = context.db.change().await?;
    let (campaign, to) = ready(context, &mut change, visitor, id, verb).await?;
    let detail = json!({ "before": campaign.state.name(), "after": to.name() });
    rows::update(&mut change, &Campaign { state: to, ..campaign }, seen).await?;
    let action = match verb {
        CampaignVerb::Close => "close-campaign",
        CampaignVerb::Resume => "resume-campaign",
        _ => "drop-campaign",
    };
    commit(change, context, visitor, action, id, &detail).await?;
    Ok(())
}

/// Names of the users who did something in a campaign.
///
/// # Errors
/// The database cannot be read.
pub async fn user_names(context: &Context, ids: Vec<Id>) -> Result<BTreeMap<Id, String>, AppError> {
    let mut connection = context.db.read().await?;
    let mut names = BTreeMap::new();
    for id in ids {
        if let Entry::Vacant(vacant) = names.entry(id) {
            vacant.insert(users::get(&mut connection, id).await?.name);
        }
    }
    Ok(names)
}

/// The deadline of a unit of a campaign.
#[must_use]
pub fn deadline(campaign: &Campaign, before: Day) -> Deadline {
    Deadline { before, reading: campaign.reading }
}

/// The campaign, and where `verb` leads from where it stands; the visitor may do it.
async fn ready(
    context: &Context,
    connection: &mut Connection,
    visitor: &Visitor,
    id: Id,
    verb: CampaignVerb,
) -> Result<(Campaign, CampaignState), AppError> {
    visitor.may(Act::LeadCampaign, &intake::top(context).await?)?;
    let campaign = rows::get(connection, id).await?;
    let step = workflow::find(STEPS, campaign.state, verb).ok_or_else(|| no_step(&campaign, verb))?;
    let to = step.to;
    Ok((campaign, to))
}

fn no_step(campaign: &Campaign, verb: CampaignVerb) -> AppError {
    let (verb, state) = (verb.name().to_owned(), campaign.state.name().to_owned());
    StorageError::NoSuchStep { noun: "campaign", id: campaign.id.0, verb, state }.into()
}

/// The campaign, which has to be running.
async fn running(connection: &mut Connection, id: Id) -> Result<Campaign, AppError> {
    let campaign = rows::get(connection, id).await?;
    if campaign.state == CampaignState::Running {
        return Ok(campaign);
    }
    Err(AppError::Unusable(Message::new("campaigns-refused-not-running").with("letter", &campaign.letter)))
}

/// What has to hold of what somebody wrote.
async fn check(connection: &mut Connection, input: &CampaignInput) -> Result<(), AppError> {
    let refuse = |message: Message| Err(AppError::Unusable(message));
    let is_good = |text: &str, most: usize| !text.trim().is_empty() && text.chars().count() <= most;
    if !is_good(&input.letter, MOST_LETTER) || input.letter.chars().any(char::is_control) {
        return refuse(Message::new("campaigns-refused-letter").with("most", MOST_LETTER));
    }
    if !input.letter_on.is_known() {
        return refuse(Message::new("campaigns-refused-letter-day"));
    }
    if !is_good(&input.subject, MOST_SUBJECT) {
        return refuse(Message::new("campaigns-refused-subject").with("most", MOST_SUBJECT));
    }
    if input.body.chars().count() > MOST_BODY {
        return refuse(Message::new("campaigns-refused-body").with("most", MOST_BODY));
    }
    if input.contact.chars().count() > MOST_CONTACT || input.contact.chars().any(char::is_control) {
        return refuse(Message::new("campaigns-refused-contact").with("most", MOST_CONTACT));
    }
    if input.scope.is_empty() {
        return refuse(Message::new("campaigns-refused-scope"));
    }
    for unit in &input.scope {
        units::get(connection, *unit).await?;
    }
    if input.levels.is_empty() || input.levels.len() > MOST_LEVELS || input.levels.iter().any(|day| !day.is_known()) {
        return refuse(Message::new("campaigns-refused-levels").with("most", MOST_LEVELS));
    }
    // Whoever puts reports together needs them before his own day.
    if input.levels.windows(2).any(|pair| pair[1] > pair[0]) {
        return refuse(Message::new("campaigns-refused-level-order"));
    }
    match input.levels.iter().find(|day| **day < input.letter_on) {
        Some(day) => {
            refuse(Message::new("campaigns-refused-level-past").with("day", day).with("letter", input.letter_on))
        }
        None => Ok(()),
    }
}

fn written(campaign: Campaign, input: &CampaignInput) -> Campaign {
    let mut scope = input.scope.clone();
    scope.sort_unstable();
    scope.dedup();
    Campaign {
        letter: input.letter.trim().to_owned(),
        letter_on: input.letter_on,
        subject: input.subject.trim().to_owned(),
        body: input.body.trim().to_owned(),
        contact: input.contact.trim().to_owned(),
        scope,
        levels: input.levels.clone(),
        reading: input.reading,
        ..campaign
    }
}

fn as_json(campaign: &Campaign) -> Value {
    json!({
        "letter": campaign.letter,
        "letter_on": campaign.letter_on.to_string(),
        "subject": campaign.subject,
        "scope": campaign.scope.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "levels": campaign.levels.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "reading": campaign.reading.name(),
    })
}

/// Keeps what was changed in a campaign, with the event that tells of it.
async fn commit(
    change: Change,
    context: &Context,
    visitor: &Visitor,
    action: &str,
    id: Id,
    detail: &Value,
) -> Result<(), AppError> {
    let event = NewEvent {
        at: context.now(),
        actor: &visitor.event_name(),
        action,
        object_kind: "campaign",
        object_id: &id.to_string(),
        detail,
    };
    change.commit(&event).await?;
    Ok(())
}

/// A text as somebody wrote it, without the blanks around it.
fn tidy(reason: &str) -> Result<String, AppError> {
    guards::not_too_long(reason).map_err(AppError::Unusable)?;
    Ok(reason.trim().to_owned())
}
