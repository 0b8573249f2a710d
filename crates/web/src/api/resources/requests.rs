//! Requests to the CA: lists, one with what can be done now, beginning, changing, carrying on.

pub(super) mod bodies;

use crate::api::answer::Answer;
use crate::api::asked::Asked;
use crate::api::operation::{Gives, Method, Operation, Rule, Takes, shape};
use crate::api::parameter::{AFTER, Kind, LIMIT, Parameter};
use crate::api::problem::Problem;
use crate::api::values;
use antin_app::AppError;
use antin_app::requests::{self, Draft, Query, StepInput, View};
use antin_domain::certificate::HolderKind;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_domain::request::checks::{Check, Verdict};
use antin_domain::request::{RequestKind, STEPS, State, Verb};
use antin_words::Words;
use bodies::{
    HolderWord, NewPair, NewRequest, NewRequestStep, Request, RequestCheck, RequestContent, RequestKindWord,
    RequestProof, RequestRow, RequestStep, row, said, told,
};

const READ: Rule = Rule::May(Act::ReadCertificate);
const DECIDE: Rule = Rule::May(Act::Decide);
const APPROVE: Rule = Rule::May(Act::Approve);
const SEND: Rule = Rule::May(Act::SendToCa);

pub const OPERATIONS: &[Operation] = &[
    Operation::get("/requests", "list-requests", READ, Gives::Page(shape::<RequestRow>), |asked| Box::pin(list(asked)))
        .with(&[
            Parameter { name: "view", kind: Kind::Word(|| View::ALL.map(View::name).to_vec()) },
            Parameter { name: "kind", kind: Kind::Word(|| RequestKind::ALL.map(RequestKind::name).to_vec()) },
            Parameter { name: "state", kind: Kind::Word(|| State::ALL.map(State::name).to_vec()) },
            Parameter { name: "unit", kind: Kind::Id },
            Parameter { name: "certificate", kind: Kind::Id },
            Parameter { name: "device", kind: Kind::Id },
            Parameter { name: "letter", kind: Kind::Id },
            AFTER,
            LIMIT,
        ]),
    Operation::change(Method::Post, "/requests", "draft-request", DECIDE, Gives::Made("/requests"), |asked| {
        Box::pin(begin(asked))
    })
    .taking(Takes::Json(shape::<NewRequest>)),
    Operation::change(Method::Post, "/requests/pairs", "pair-requests", DECIDE, Gives::Made("/requests"), |asked| {
        Box::pin(begin_pair(asked))
    })
    .taking(Takes::Json(shape::<NewPair>)),
    Operation::get("/requests/{id}", "request", READ, Gives::One(shape::<Request>), |asked| Box::pin(one(asked))),
    Operation::change(Method::Put, "/requests/{id}", "edit-request", Rule::May(Act::Decide), Gives::Done, |asked| {
        Box::pin(edit(asked))
    })
    .taking(Takes::Json(shape::<RequestContent>))
    .versioned(),
    Operation::change(Method::Post, "/requests/{id}/steps", "step-request", DECIDE, Gives::Done, |asked| {
        Box::pin(step(asked, Act::Decide))
    })
    .taking(Takes::Json(shape::<NewRequestStep>))
    .versioned(),
    Operation::change(Method::Post, "/requests/{id}/judgements", "judge-request", APPROVE, Gives::Done, |asked| {
        Box::pin(step(asked, Act::Approve))
    })
    .taking(Takes::Json(shape::<NewRequestStep>))
    .versioned(),
    Operation::change(Method::Post, "/requests/{id}/answers", "answer-request", SEND, Gives::Done, |asked| {
        Box::pin(step(asked, Act::SendToCa))
    })
    .taking(Takes::Json(shape::<NewRequestStep>))
    .versioned(),
];

async fn list(asked: Asked) -> Result<Answer, Problem> {
    let word = |name| asked.value(name).unwrap_or_default();
    let query = Query {
        view: View::ALL.into_iter().find(|known| known.name() == word("view")),
        kind: RequestKind::ALL.into_iter().find(|known| known.name() == word("kind")),
        state: State::ALL.into_iter().find(|known| known.name() == word("state")),
        unit: asked.value_id("unit"),
        certificate: asked.value_id("certificate"),
        device: asked.value_id("device"),
        letter: asked.value_id("letter"),
    };
    let after = asked.after();
    let (page, total) = requests::list(&asked.context, &asked.visitor, &query, after.as_ref(), asked.limit()).await?;
    Answer::page(&page.items.iter().map(row).collect::<Vec<_>>(), page.next.as_ref(), Some(total))
}

async fn one(asked: Asked) -> Result<Answer, Problem> {
    let whole = requests::whole(&asked.context, &asked.visitor, asked.id()).await?;
    let words: &Words = asked.words();
    let RequestRow { id, kind, state, holder, unit, certificate, device, letter, sent, due } = row(&whole.kept);
    let check = |check: &Check| RequestCheck {
        verdict: match check.verdict {
            Verdict::Met => "met",
            Verdict::Broken => "broken",
            Verdict::Unknown => "unknown",
        },
        sentence: words.say(&check.message),
    };
    let step = |kept: &requests::KeptDeed| RequestStep {
        verb: kept.deed.verb.name(),
        before: kept.deed.before.name(),
        after: kept.deed.after.name(),
        user: kept.deed.who.map(|who| who.user.to_string()),
        role: kept.deed.role.map(|role| role.name()),
        words: kept.deed.who.and_then(|_| values::text(&kept.words)),
        at: values::moment(kept.at),
    };
    let thing = Request {
        id,
        kind,
        state,
        holder,
        unit,
        certificate,
        device,
        letter,
        sent,
        due,
        pair: whole.kept.request.pair.map(|id| id.to_string()),
        content: told(&whole.kept.request.content),
        checks: whole.checks.iter().map(check).collect(),
        approved: whole.approvals.0,
        needed: whole.approvals.1,
        proof: whole.kept.proof.map(|proof| RequestProof {
            kind: proof.kind.name(),
            day: values::day(proof.day),
            import: proof.import.map(|id| id.to_string()),
            certificate: proof.certificate.map(|id| id.to_string()),
        }),
        verbs: whole.verbs.iter().map(|verb| verb.name()).collect(),
        steps: whole.deeds.iter().map(step).collect(),
    };
    Answer::version(&thing, whole.kept.version)
}

async fn begin(asked: Asked) -> Result<Answer, Problem> {
    let input: NewRequest = asked.json()?;
    let kind = match input.kind {
        RequestKindWord::Issue => RequestKind::Issue,
        RequestKindWord::Renew => RequestKind::Renew,
        RequestKindWord::ChangeInfo => RequestKind::ChangeInfo,
        RequestKindWord::Revoke => RequestKind::Revoke,
        RequestKindWord::Reissue => RequestKind::Reissue,
        RequestKindWord::RestoreDevice => RequestKind::RestoreDevice,
    };
    let number = |field, text: &Option<String>| text.as_ref().map(|text| Asked::number(field, text)).transpose();
    let draft = Draft {
        certificate: number("certificate", &input.certificate)?,
        device: number("device", &input.device)?,
        person: number("person", &input.person)?,
        unit: number("unit", &input.unit)?,
        holder_kind: match input.holder {
            None => HolderKind::Unknown,
            Some(HolderWord::Organisation) => HolderKind::Organisation,
            Some(HolderWord::Device) => HolderKind::Device,
        },
        content: said(input.content)?,
        ..Draft::blank(kind)
    };
    Answer::done("request", requests::draft::begin(&asked.context, &asked.visitor, &draft).await?)
}

async fn begin_pair(asked: Asked) -> Result<Answer, Problem> {
    let input: NewPair = asked.json()?;
    let certificate = Asked::number("certificate", &input.certificate)?;
    let (revoke, reissue) = (said(input.revoke)?, said(input.reissue)?);
    let begun = requests::draft::begin_pair(&asked.context, &asked.visitor, certificate, &revoke, &reissue).await?;
    Answer::done("request", begun.0)
}

async fn edit(asked: Asked) -> Result<Answer, Problem> {
    let content = said(asked.json()?)?;
    let seen = asked.seen.unwrap_or_default();
    requests::draft::edit(&asked.context, &asked.visitor, asked.id(), &content, None, seen).await?;
    Answer::done("request", asked.id())
}

/// Takes a step of those that `act` is for; each operation has its own, so that a token names what it may do.
async fn step(asked: Asked, act: Act) -> Result<Answer, Problem> {
    let input: NewRequestStep = asked.json()?;
    let verb = Verb::ALL.into_iter().find(|verb| verb.name() == input.verb);
    let unknown = || AppError::Unusable(Message::new("request-no-such-step"));
    let verb = verb.ok_or_else(unknown)?;
    // What no row of the table has goes on, to be told why nobody can do it.
    if STEPS.iter().any(|step| step.verb == verb) && !STEPS.iter().any(|step| step.verb == verb && step.act == act) {
        return Err(unknown().into());
    }
    let input = StepInput {
        verb,
        words: input.words,
        day: input.day.as_deref().map(|text| Asked::day("day", text)).transpose()?,
        seen: asked.seen.unwrap_or_default(),
    };
    requests::steps::take(&asked.context, &asked.visitor, asked.id(), &input).await?;
    Answer::done("request", asked.id())
}
