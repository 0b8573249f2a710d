//! Cases of a campaign: lists, one, steps, the holder's word, evidence, many at once.

use super::shapes::{
    BulkShape, BulkWhatIf, CaseDetail, CaseShape, CountShape, EvidenceTold, FollowUpTold, HolderShape, OwnShape,
    StepShape, StepTold,
};
use super::word;
use crate::api::answer::Answer;
use crate::api::asked::{Asked, Body};
use crate::api::problem::{Code, Problem};
use crate::api::values::{self, Place};
use crate::pages::campaign_case::media;
use crate::pages::progress;
use antin_app::campaigns::{self, BulkVerb, CaseQuery, HolderInput, NewEvidence, StepInput};
use antin_app::work::Told;
use antin_app::{CampaignCase, CaseLine, CaseStep, Evidence, FollowUp, certificates};
use antin_domain::action::Action;
use antin_domain::campaign::case::{CaseState, CaseVerb, HolderSaid};
use antin_domain::day::Day;
use antin_domain::finding::Code as Finding;
use antin_domain::id::Id;
use std::collections::BTreeMap;

/// The second number of the path.
fn number(asked: &Asked) -> i64 {
    asked.ids.get(1).map_or(0, |id| id.0)
}

fn query(asked: &Asked) -> CaseQuery {
    let action = |name: &str| Action::ALL.into_iter().find(|action| Some(action.name()) == asked.value(name));
    CaseQuery {
        unit: asked.value_id("unit"),
        office: asked.value_id("office"),
        proposed: action("proposed"),
        finding: Finding::ALL.into_iter().find(|code| Some(code.name()) == asked.value("finding")),
        state: CaseState::ALL.into_iter().find(|state| Some(state.name()) == asked.value("state")),
        action: action("action"),
        holder: HolderSaid::ALL.into_iter().find(|said| Some(said.name()) == asked.value("holder")),
        second_look: asked.value("second_look").is_some(),
        changed: asked.value("changed").is_some(),
    }
}

pub async fn list(asked: Asked) -> Result<Answer, Problem> {
    let (query, after) = (query(&asked), asked.after());
    let found =
        campaigns::cases_of(&asked.context, &asked.visitor, asked.id(), &query, after.as_ref(), asked.limit()).await;
    let (page, total) = found?;
    let names =
        certificates::unit_names(&asked.context, page.items.iter().map(|line| line.case.unit).collect()).await?;
    let row = |line: &CaseLine| told(&line.case, &line.holder, &names);
    Answer::page(&page.items.iter().map(row).collect::<Vec<_>>(), page.next.as_ref(), Some(total))
}

fn told(case: &CampaignCase, holder: &str, names: &BTreeMap<Id, String>) -> CaseShape {
    CaseShape {
        number: case.number,
        certificate: case.certificate.map(|id| id.to_string()),
        unit: Place { id: case.unit.to_string(), name: names.get(&case.unit).cloned().unwrap_or_default() },
        office: case.office.to_string(),
        holder: holder.to_owned(),
        proposed: case.proposed.name(),
        finding: values::text(&case.finding),
        state: case.state.name(),
        action: case.action.map(Action::name),
        holder_said: case.holder_said.name(),
        is_only: case.is_only,
        second_look: case.second_look,
        version: case.version,
    }
}

pub async fn one(asked: Asked) -> Result<Answer, Problem> {
    let whole = campaigns::one(&asked.context, &asked.visitor, asked.id(), number(&asked)).await?;
    let names = certificates::unit_names(&asked.context, vec![whole.case.unit]).await?;
    let holder = whole.review.as_ref().map(|review| review.holder.clone()).unwrap_or_default();
    let step = |step: &CaseStep| StepTold {
        verb: step.verb.name(),
        before: step.before.name(),
        after: step.after.name(),
        action: step.action.map(Action::name),
        reason: values::text(&step.reason),
        by: step.by.to_string(),
        at: values::moment(step.at),
    };
    let evidence = |one: &Evidence| EvidenceTold {
        id: one.id.to_string(),
        name: one.file_name.clone(),
        kind: one.kind.name(),
        size: one.size,
        digest: antin_domain::hex::hex(&one.digest),
    };
    let follow_up = |one: &FollowUp| FollowUpTold {
        kind: one.kind.clone(),
        number: one.number,
        linked: one.linked,
        request: one.request.map(|id| id.to_string()),
        trouble: one.trouble.as_deref().map(|kept| progress::say(asked.words(), &Told::parse(kept))),
    };
    let detail = CaseDetail {
        case: told(&whole.case, &holder, &names),
        last_day: values::day(whole.deadline.last_day()),
        verbs: whole.verbs.iter().map(|verb| verb.name()).collect(),
        shut: whole.shut.as_ref().map(|message| asked.words().say(message)),
        is_changed: whole.is_changed,
        steps: whole.steps.iter().map(step).collect(),
        evidence: whole.evidence.iter().map(evidence).collect(),
        follow_ups: whole.follow_ups.iter().filter(|one| one.withdrawn.is_none()).map(follow_up).collect(),
    };
    Answer::version(&detail, whole.case.version)
}

pub async fn step(asked: Asked) -> Result<Answer, Problem> {
    let input: StepShape = asked.json()?;
    let action = input.action.map(|text| word("action", &text, &Action::ALL, Action::name)).transpose()?;
    let input = StepInput {
        verb: word("verb", &input.verb, &CaseVerb::ALL, CaseVerb::name)?,
        action,
        reason: input.reason,
        replacement: input.replacement,
        until: input.until.map(|day| Asked::day("until", &day)).transpose()?.unwrap_or(Day::UNKNOWN),
        seen: asked.seen.unwrap_or_default(),
    };
    campaigns::take_step(&asked.context, &asked.visitor, asked.id(), number(&asked), &input).await?;
    Answer::done("campaign", asked.id())
}

pub async fn holder(asked: Asked) -> Result<Answer, Problem> {
    let input: HolderShape = asked.json()?;
    let input = HolderInput {
        said: word("said", &input.said, &HolderSaid::ALL, HolderSaid::name)?,
        note: input.note,
        seen: asked.seen.unwrap_or_default(),
    };
    campaigns::holder_says(&asked.context, &asked.visitor, asked.id(), number(&asked), &input).await?;
    Answer::done("campaign", asked.id())
}

pub async fn own(asked: Asked) -> Result<Answer, Problem> {
    let own = campaigns::own(&asked.context, &asked.visitor).await?;
    let one = |one: &campaigns::OwnCase| OwnShape {
        campaign: one.campaign.id.to_string(),
        number: one.case.number,
        certificate: one.case.certificate.map(|id| id.to_string()),
        said: one.case.holder_said.name(),
        last_day: values::day(one.deadline.last_day()),
        version: one.case.version,
    };
    Answer::page(&own.iter().map(one).collect::<Vec<_>>(), None, None)
}

pub async fn add_evidence(asked: Asked) -> Result<Answer, Problem> {
    let (id, number) = (asked.id(), number(&asked));
    let Asked { context, visitor, body: Body::File(file), .. } = asked else {
        return Err(Problem::plain(Code::Broken));
    };
    let new = NewEvidence { file_name: file.name, bytes: file.bytes };
    Answer::done("evidence", campaigns::add_evidence(&context, &visitor, id, number, new).await?)
}

pub async fn evidence_file(asked: Asked) -> Result<Answer, Problem> {
    let file = asked.ids.get(1).copied().unwrap_or(Id(0));
    let (one, bytes) = campaigns::evidence_file(&asked.context, &asked.visitor, asked.id(), file).await?;
    // One media type for all: what is downloaded by a program is not opened by a browser.
    Ok(Answer::File(bytes, "application/octet-stream", media(one.kind).1))
}

fn verb(asked: &Asked) -> BulkVerb {
    if asked.value("verb") == Some("confirm") { BulkVerb::Confirm } else { BulkVerb::Accept }
}

pub async fn what_if(asked: Asked) -> Result<Answer, Problem> {
    let plan = campaigns::what_if(&asked.context, &asked.visitor, asked.id(), &query(&asked), verb(&asked)).await?;
    let count = |(action, count): &(Action, i64)| CountShape { action: action.name(), count: *count };
    Answer::one(&BulkWhatIf {
        count: plan.count(),
        actions: plan.taken.iter().map(count).collect(),
        special: plan.special,
        sample: plan.sample,
        must_ask: plan.must_ask,
    })
}

pub async fn bulk(asked: Asked) -> Result<Answer, Problem> {
    let input: BulkShape = asked.json()?;
    let (query, verb) = (query(&asked), verb(&asked));
    let (agreed, despite) = (input.agreed, input.despite);
    campaigns::take_bulk(&asked.context, &asked.visitor, asked.id(), &query, verb, agreed, despite).await?;
    Answer::done("campaign", asked.id())
}
