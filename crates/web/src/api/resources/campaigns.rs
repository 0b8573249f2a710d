//! Campaigns: from the letter to the reports. Cases stand in [`cases`], the board and reports in [`units`].

mod cases;
mod dispatch;
mod shapes;
mod units;

use super::super::answer::Answer;
use super::super::asked::Asked;
use super::super::problem::{Code, Problem};
use crate::api::operation::{Gives, Method, Operation, Rule, Takes, shape};
use crate::api::parameter::{AFTER, Kind, LIMIT, Parameter, shown};
use crate::api::values;
use crate::api::work::Work;
use antin_app::campaigns::{self, CampaignInput};
use antin_app::{Campaign, campaigns as app};
use antin_domain::action::Action;
use antin_domain::campaign::CampaignVerb;
use antin_domain::campaign::case::{CaseState, HolderSaid};
use antin_domain::campaign::deadline::Reading;
use antin_domain::finding::Code as Finding;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use dispatch::DispatchShape;
use serde::{Deserialize, Serialize};
use shapes::{BulkShape, BulkWhatIf, CaseDetail, CaseShape, HolderShape, OwnShape, StepShape};
use units::{AgainShape, AgainTold, BoardShape, ExtensionShape, ReminderShape, ReportShape, ReportStepShape};
use utoipa::ToSchema;

const UNIT: Parameter = Parameter { name: "unit", kind: Kind::Id };
const OFFICE: Parameter = Parameter { name: "office", kind: Kind::Id };
const PROPOSED: Parameter = Parameter { name: "proposed", kind: Kind::Word(|| Action::ALL.map(Action::name).to_vec()) };
const FINDING: Parameter = Parameter { name: "finding", kind: Kind::Word(|| Finding::ALL.map(Finding::name).to_vec()) };
const STATE: Parameter = Parameter { name: "state", kind: Kind::Word(|| CaseState::ALL.map(CaseState::name).to_vec()) };
const ACTION: Parameter = Parameter { name: "action", kind: Kind::Word(|| Action::ALL.map(Action::name).to_vec()) };
const HOLDER: Parameter =
    Parameter { name: "holder", kind: Kind::Word(|| HolderSaid::ALL.map(HolderSaid::name).to_vec()) };
const SECOND_LOOK: Parameter = Parameter { name: "second_look", kind: Kind::Word(|| vec!["yes"]) };
const CHANGED: Parameter = Parameter { name: "changed", kind: Kind::Word(|| vec!["yes"]) };
const VERB: Parameter = Parameter { name: "verb", kind: Kind::Word(|| vec!["accept", "confirm"]) };

pub const OPERATIONS: &[Operation] = &[
    Operation::get(
        "/campaigns",
        "list-campaigns",
        Rule::May(Act::ReadFinding),
        Gives::Page(shape::<CampaignShape>),
        |asked| Box::pin(list(asked)),
    )
    .with(&[AFTER, LIMIT]),
    Operation::change(
        Method::Post,
        "/campaigns",
        "create-campaign",
        Rule::MayForAll(Act::LeadCampaign),
        Gives::Made("/campaigns"),
        |asked| Box::pin(create(asked)),
    )
    .taking(Takes::Json(shape::<NewCampaign>)),
    Operation::get(
        "/campaigns/own",
        "list-own-cases",
        Rule::May(Act::ReadCertificate),
        Gives::Page(shape::<OwnShape>),
        |asked| Box::pin(cases::own(asked)),
    ),
    Operation::get(
        "/campaigns/{id}",
        "campaign",
        Rule::May(Act::ReadFinding),
        Gives::One(shape::<CampaignShape>),
        |asked| Box::pin(one(asked)),
    ),
    Operation::get(
        "/campaigns/{id}/rehearsal",
        "campaign-rehearsal",
        Rule::May(Act::ReadFinding),
        Gives::One(shape::<RehearsalShape>),
        |asked| Box::pin(rehearsal(asked)),
    ),
    Operation::change(
        Method::Post,
        "/campaigns/{id}/rehearse",
        "rehearse-campaign",
        Rule::MayForAll(Act::LeadCampaign),
        Gives::Done,
        |asked| Box::pin(rehearse(asked)),
    ),
    Operation::change(
        Method::Post,
        "/campaigns/{id}/launch",
        "launch-campaign",
        Rule::MayForAll(Act::LeadCampaign),
        Gives::Done,
        |asked| Box::pin(launch(asked)),
    ),
    Operation::change(
        Method::Post,
        "/campaigns/{id}/turn",
        "turn-campaign",
        Rule::MayForAll(Act::LeadCampaign),
        Gives::Done,
        |asked| Box::pin(turn(asked)),
    )
    .taking(Takes::Json(shape::<Turn>))
    .versioned(),
    Operation::get(
        "/campaigns/{id}/board",
        "campaign-board",
        Rule::May(Act::ReadFinding),
        Gives::One(shape::<BoardShape>),
        |asked| Box::pin(units::board(asked)),
    )
    .with(&[UNIT]),
    Operation::get(
        "/campaigns/{id}/dispatch",
        "campaign-dispatch",
        Rule::May(Act::ReadFinding),
        Gives::One(shape::<DispatchShape>),
        |asked| Box::pin(dispatch::told(asked)),
    )
    .with(&[UNIT]),
    Operation::change(
        Method::Post,
        "/campaigns/{id}/receipts",
        "receive-campaign-letter",
        Rule::May(Act::Decide),
        Gives::Done,
        |asked| Box::pin(dispatch::receive(asked)),
    )
    .with(&[UNIT]),
    Operation::change(
        Method::Post,
        "/campaigns/{id}/invitations",
        "invite-holders",
        Rule::May(Act::Decide),
        Gives::Done,
        |asked| Box::pin(dispatch::invite(asked)),
    )
    .with(&[UNIT]),
    Operation::change(
        Method::Post,
        "/campaigns/{id}/extensions",
        "extend-campaign",
        Rule::MayForAll(Act::LeadCampaign),
        Gives::Done,
        |asked| Box::pin(units::extend(asked)),
    )
    .taking(Takes::Json(shape::<ExtensionShape>)),
    Operation::change(
        Method::Post,
        "/campaigns/{id}/reminders",
        "remind-campaign",
        Rule::MayForAll(Act::LeadCampaign),
        Gives::Done,
        |asked| Box::pin(units::remind(asked)),
    )
    .taking(Takes::Json(shape::<ReminderShape>)),
    Operation::get(
        "/campaigns/{id}/cases",
        "list-campaign-cases",
        Rule::May(Act::ReadFinding),
        Gives::Page(shape::<CaseShape>),
        |asked| Box::pin(cases::list(asked)),
    )
    .with(&[UNIT, OFFICE, PROPOSED, FINDING, STATE, ACTION, HOLDER, SECOND_LOOK, CHANGED, AFTER, LIMIT]),
    Operation::get(
        "/campaigns/{id}/cases/{number}",
        "campaign-case",
        Rule::May(Act::ReadFinding),
        Gives::One(shape::<CaseDetail>),
        |asked| Box::pin(cases::one(asked)),
    ),
    Operation::change(
        Method::Post,
        "/campaigns/{id}/cases/{number}/steps",
        "campaign-case-step",
        Rule::May(Act::Decide),
        Gives::Done,
        |asked| Box::pin(cases::step(asked)),
    )
    .taking(Takes::Json(shape::<StepShape>))
    .versioned(),
    Operation::change(
        Method::Post,
        "/campaigns/{id}/cases/{number}/holder",
        "campaign-holder-check",
        Rule::May(Act::ConfirmCertificate),
        Gives::Done,
        |asked| Box::pin(cases::holder(asked)),
    )
    .taking(Takes::Json(shape::<HolderShape>))
    .versioned(),
    Operation::change(
        Method::Post,
        "/campaigns/{id}/cases/{number}/evidence",
        "campaign-evidence",
        Rule::May(Act::Decide),
        Gives::Done,
        |asked| Box::pin(cases::add_evidence(asked)),
    )
    .with(&[Parameter { name: "name", kind: Kind::Text }])
    .taking(Takes::File),
    Operation::get(
        "/campaigns/{id}/evidence/{file}",
        "campaign-evidence-file",
        Rule::May(Act::ReadFinding),
        Gives::File("application/octet-stream"),
        |asked| Box::pin(cases::evidence_file(asked)),
    ),
    // It asks what deciding asks, so it is no reading by the table; nothing is kept.
    Operation::change(
        Method::Post,
        "/campaigns/{id}/bulk/what-if",
        "campaign-what-if",
        Rule::May(Act::Decide),
        Gives::Told(shape::<BulkWhatIf>),
        |asked| Box::pin(cases::what_if(asked)),
    )
    .with(&[VERB, UNIT, OFFICE, PROPOSED, FINDING, HOLDER]),
    Operation::change(
        Method::Post,
        "/campaigns/{id}/bulk",
        "campaign-bulk",
        Rule::May(Act::Decide),
        Gives::Done,
        |asked| Box::pin(cases::bulk(asked)),
    )
    .with(&[VERB, UNIT, OFFICE, PROPOSED, FINDING, HOLDER])
    .taking(Takes::Json(shape::<BulkShape>)),
    Operation::get(
        "/campaigns/{id}/report",
        "campaign-report",
        Rule::May(Act::ReadFinding),
        Gives::One(shape::<ReportShape>),
        |asked| Box::pin(units::report(asked)),
    )
    .with(&[UNIT]),
    Operation::change(
        Method::Post,
        "/campaigns/{id}/report/steps",
        "campaign-report-step",
        Rule::May(Act::Decide),
        Gives::Done,
        |asked| Box::pin(units::report_step(asked)),
    )
    .with(&[UNIT])
    .taking(Takes::Json(shape::<ReportStepShape>))
    .versioned(),
    Operation::change(
        Method::Post,
        "/campaigns/{id}/report/again",
        "campaign-ask-again",
        Rule::May(Act::Approve),
        Gives::Told(shape::<AgainTold>),
        |asked| Box::pin(units::ask_again(asked)),
    )
    .with(&[UNIT])
    .taking(Takes::Json(shape::<AgainShape>)),
];

/// A campaign. Its `ETag` is its version.
#[derive(Serialize, ToSchema)]
struct CampaignShape {
    /// Number.
    id: String,
    /// Number of the letter.
    #[schema(example = "2547/TCT-CNTT")]
    letter: String,
    /// Its day.
    letter_on: Option<String>,
    /// What it is about.
    subject: String,
    /// Its text.
    body: String,
    /// Who answers questions.
    contact: Option<String>,
    /// The tops of what is reviewed.
    scope: Vec<String>,
    /// Before which day each level reports, the top first.
    levels: Vec<Option<String>>,
    /// How "before a day" is read: `strict`, `wide`.
    reading: &'static str,
    /// `draft`, `rehearsed`, `running`, `closed`, `dropped`.
    state: &'static str,
    /// The review whose cases these are.
    review: Option<String>,
    /// When it was launched.
    launched: Option<String>,
    /// Version.
    version: i64,
}

/// What a rehearsal found, and the work that is under way.
#[derive(Serialize, ToSchema)]
struct RehearsalShape {
    /// The day that it speaks of.
    as_of: Option<String>,
    /// Name and version of the policy.
    policy: String,
    /// What each unit would have.
    units: Vec<RehearsedShape>,
    /// Certificates outside the scope.
    outside: i64,
    /// The rehearsal or the launch that was asked for last.
    work: Option<Work>,
}

/// What one unit would have.
#[derive(Serialize, ToSchema)]
struct RehearsedShape {
    /// The unit.
    unit: String,
    /// Cases.
    cases: i64,
    /// Those that would wait for a decision.
    to_decide: i64,
}

/// A campaign to be written.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCampaign {
    /// Number of the letter.
    #[schema(min_length = 1, max_length = 60, example = "2547/TCT-CNTT")]
    letter: String,
    /// Its day.
    #[schema(example = "2024-06-14")]
    letter_on: String,
    /// What it is about.
    #[schema(min_length = 1, max_length = 300)]
    subject: String,
    /// Its text.
    #[serde(default)]
    body: String,
    /// Who answers questions.
    #[serde(default)]
    #[schema(max_length = 200)]
    contact: String,
    /// The tops of what is reviewed.
    scope: Vec<String>,
    /// Before which day each level reports, the top first.
    #[schema(example = json!(["2024-06-30", "2024-06-28", "2024-06-25"]))]
    levels: Vec<String>,
    /// How "before a day" is read: `strict` (the day before) or `wide` (the day itself).
    #[serde(default)]
    reading: ReadingWord,
}

/// How "before a day" is read.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum ReadingWord {
    #[default]
    Strict,
    Wide,
}

/// What is done with a campaign.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Turn {
    /// Close, resume or drop.
    verb: TurnWord,
}

/// Close, resume or drop.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum TurnWord {
    Close,
    Resume,
    Drop,
}

async fn list(asked: Asked) -> Result<Answer, Problem> {
    let after = asked.after();
    let page = campaigns::list(&asked.context, &asked.visitor, after.as_ref(), asked.limit()).await?;
    Answer::page(&page.items.iter().map(told).collect::<Vec<_>>(), page.next.as_ref(), None)
}

fn told(campaign: &Campaign) -> CampaignShape {
    CampaignShape {
        id: campaign.id.to_string(),
        letter: campaign.letter.clone(),
        letter_on: values::day(campaign.letter_on),
        subject: campaign.subject.clone(),
        body: campaign.body.clone(),
        contact: values::text(&campaign.contact),
        scope: campaign.scope.iter().map(ToString::to_string).collect(),
        levels: campaign.levels.iter().map(|day| values::day(*day)).collect(),
        reading: campaign.reading.name(),
        state: campaign.state.name(),
        review: campaign.run.map(|id| id.to_string()),
        launched: campaign.launched.map(values::moment),
        version: campaign.version,
    }
}

async fn one(asked: Asked) -> Result<Answer, Problem> {
    let campaign = campaigns::get(&asked.context, &asked.visitor, asked.id()).await?;
    Answer::version(&told(&campaign), campaign.version)
}

async fn rehearsal(asked: Asked) -> Result<Answer, Problem> {
    let campaign = campaigns::get(&asked.context, &asked.visitor, asked.id()).await?;
    let rehearsal = campaigns::rehearsal(&asked.context, &campaign).await?;
    let unit = |one: &app::RehearsedUnit| RehearsedShape {
        unit: one.unit.to_string(),
        cases: one.cases(),
        to_decide: one.to_decide(),
    };
    Answer::one(&RehearsalShape {
        as_of: values::day(rehearsal.as_of),
        policy: rehearsal.policy.clone(),
        units: rehearsal.units.iter().map(unit).collect(),
        outside: rehearsal.outside,
        work: rehearsal.work.as_ref().map(|work| Work::new(asked.words(), work)),
    })
}

async fn create(asked: Asked) -> Result<Answer, Problem> {
    let new: NewCampaign = asked.json()?;
    let input = CampaignInput {
        letter: new.letter,
        letter_on: Asked::day("letter_on", &new.letter_on)?,
        subject: new.subject,
        body: new.body,
        contact: new.contact,
        scope: new.scope.iter().map(|id| Asked::number("scope", id)).collect::<Result<_, _>>()?,
        levels: new.levels.iter().map(|day| Asked::day("levels", day)).collect::<Result<_, _>>()?,
        reading: match new.reading {
            ReadingWord::Strict => Reading::Strict,
            ReadingWord::Wide => Reading::Wide,
        },
    };
    Answer::done("campaign", campaigns::create(&asked.context, &asked.visitor, &input).await?)
}

async fn rehearse(asked: Asked) -> Result<Answer, Problem> {
    campaigns::rehearse(&asked.context, &asked.visitor, asked.id()).await?;
    Answer::done("campaign", asked.id())
}

async fn launch(asked: Asked) -> Result<Answer, Problem> {
    campaigns::launch(&asked.context, &asked.visitor, asked.id()).await?;
    Answer::done("campaign", asked.id())
}

async fn turn(asked: Asked) -> Result<Answer, Problem> {
    let input: Turn = asked.json()?;
    let verb = match input.verb {
        TurnWord::Close => CampaignVerb::Close,
        TurnWord::Resume => CampaignVerb::Resume,
        TurnWord::Drop => CampaignVerb::Drop,
    };
    campaigns::turn(&asked.context, &asked.visitor, asked.id(), verb, asked.seen.unwrap_or_default()).await?;
    Answer::done("campaign", asked.id())
}

/// A word of the body that is one of a list.
fn word<T: Copy>(field: &'static str, text: &str, all: &[T], name: fn(T) -> &'static str) -> Result<T, Problem> {
    all.iter().copied().find(|known| name(*known) == text).ok_or_else(|| {
        let known: Vec<&str> = all.iter().map(|known| name(*known)).collect();
        let message = Message::new("campaigns-api-no-word").with("field", field).with("value", shown(text));
        Problem::new(Code::Unusable, message.with("known", known.join(", "))).at(field)
    })
}
