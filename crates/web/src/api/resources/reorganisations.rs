//! Reorganisations: written, rehearsed, applied, requests drafted wave by wave. Shapes stand in [`shapes`].

mod shapes;

use crate::api::answer::Answer;
use crate::api::asked::{Asked, Body};
use crate::api::operation::{Gives, Method, Operation, Rule, Takes, shape};
use crate::api::parameter::{AFTER, Kind, LIMIT, Parameter, shown};
use crate::api::problem::{Code, Problem};
use crate::api::values::{self, Place};
use crate::api::work::Work;
use crate::pages::progress;
use antin_app::reorganisations::{self as app, NeedLine, NeedQuery, Reorganisation, ReorganisationInput, Stage};
use antin_app::work::Told;
use antin_app::{AppError, certificates};
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_domain::reorganisation::effects::NeedKind;
use antin_domain::reorganisation::line::{self, Line};
use shapes::{
    LineShape, LinesShape, MissingShape, NeedCountShape, NeedShape, NewReorganisation, ReorganisationRehearsal,
    ReorganisationShape, WaveShape,
};

const READ: Rule = Rule::May(Act::ReadFinding);
const KEEP: Rule = Rule::MayForAll(Act::EditUnit);
const MOST_WAVE: i64 = 1_000_000;
const LIES_IN: Parameter = Parameter { name: "lies_in", kind: Kind::Id };
const KIND: Parameter = Parameter { name: "need", kind: Kind::Word(|| NeedKind::ALL.map(NeedKind::name).to_vec()) };
const WAVE: Parameter = Parameter { name: "wave", kind: Kind::Number(0, MOST_WAVE) };
const STAGE: Parameter = Parameter { name: "stage", kind: Kind::Word(|| Stage::ALL.map(Stage::name).to_vec()) };

pub const OPERATIONS: &[Operation] = &[
    Operation::get(
        "/reorganisations",
        "list-reorganisations",
        READ,
        Gives::Page(shape::<ReorganisationShape>),
        |asked| Box::pin(list(asked)),
    )
    .with(&[AFTER, LIMIT]),
    Operation::change(
        Method::Post,
        "/reorganisations",
        "create-reorganisation",
        KEEP,
        Gives::Made("/reorganisations"),
        |asked| Box::pin(create(asked)),
    )
    .taking(Takes::Json(shape::<NewReorganisation>)),
    Operation::change(
        Method::Post,
        "/reorganisations/lines",
        "read-reorganisation-table",
        KEEP,
        Gives::Told(shape::<LinesShape>),
        |asked| Box::pin(read(asked)),
    )
    .taking(Takes::File),
    Operation::get(
        "/reorganisations/{id}",
        "reorganisation",
        READ,
        Gives::One(shape::<ReorganisationShape>),
        |asked| Box::pin(one(asked)),
    ),
    Operation::change(Method::Put, "/reorganisations/{id}", "edit-reorganisation", KEEP, Gives::Done, |asked| {
        Box::pin(edit(asked))
    })
    .taking(Takes::Json(shape::<NewReorganisation>))
    .versioned(),
    Operation::get(
        "/reorganisations/{id}/rehearsal",
        "rehearsal-of-reorganisation",
        READ,
        Gives::One(shape::<ReorganisationRehearsal>),
        |asked| Box::pin(rehearsal(asked)),
    ),
    Operation::get(
        "/reorganisations/{id}/needs",
        "list-reorganisation-needs",
        READ,
        Gives::Page(shape::<NeedShape>),
        |asked| Box::pin(needs(asked)),
    )
    .with(&[LIES_IN, KIND, WAVE, STAGE, AFTER, LIMIT]),
    Operation::change(
        Method::Post,
        "/reorganisations/{id}/rehearse",
        "rehearse-reorganisation",
        KEEP,
        Gives::Done,
        |asked| Box::pin(rehearse(asked)),
    ),
    Operation::change(
        Method::Post,
        "/reorganisations/{id}/apply",
        "apply-reorganisation",
        KEEP,
        Gives::Done,
        |asked| Box::pin(apply(asked)),
    )
    .grave(),
    Operation::change(
        Method::Post,
        "/reorganisations/{id}/withdraw",
        "withdraw-reorganisation",
        KEEP,
        Gives::Done,
        |asked| Box::pin(withdraw(asked)),
    )
    .versioned(),
    Operation::change(
        Method::Post,
        "/reorganisations/{id}/waves/{wave}/draft",
        "draft-reorganisation-wave",
        KEEP,
        Gives::Done,
        |asked| Box::pin(draft(asked)),
    ),
];

async fn list(asked: Asked) -> Result<Answer, Problem> {
    let page = app::list(&asked.context, &asked.visitor, asked.after().as_ref(), asked.limit()).await?;
    let items = page.items.iter().map(told).collect::<Result<Vec<_>, _>>()?;
    Answer::page(&items, page.next.as_ref(), None)
}

fn told(one: &Reorganisation) -> Result<ReorganisationShape, Problem> {
    Ok(ReorganisationShape {
        id: one.id.to_string(),
        title: one.title.clone(),
        decision: one.decision.clone(),
        day: values::day(one.day),
        per_day: one.per_day,
        wave_days: one.wave_days,
        state: one.state.name(),
        lines: app::lines(one)?.iter().map(LineShape::of).collect(),
        applied: one.applied.map(values::moment),
        version: one.version,
    })
}

async fn one(asked: Asked) -> Result<Answer, Problem> {
    let one = app::get(&asked.context, &asked.visitor, asked.id()).await?;
    Answer::version(&told(&one)?, one.version)
}

async fn create(asked: Asked) -> Result<Answer, Problem> {
    let input = input(asked.json()?)?;
    Answer::done("reorganisation", app::create(&asked.context, &asked.visitor, &input).await?)
}

async fn edit(asked: Asked) -> Result<Answer, Problem> {
    let input = input(asked.json()?)?;
    let seen = asked.seen.unwrap_or_default();
    app::edit(&asked.context, &asked.visitor, asked.id(), &input, seen).await?;
    Answer::done("reorganisation", asked.id())
}

fn input(new: NewReorganisation) -> Result<ReorganisationInput, Problem> {
    let line = |(row, line): (u32, LineShape)| {
        let kind = line::Kind::ALL.into_iter().find(|kind| kind.name() == line.kind).ok_or_else(|| {
            let message = Message::new("reorganisation-unknown-kind").with("line", row);
            Problem::new(Code::Unusable, message.with("kind", shown(&line.kind))).at("lines")
        })?;
        let trimmed = |text: String| text.trim().to_owned();
        Ok(Line {
            row,
            code: trimmed(line.code),
            kind,
            new_code: trimmed(line.new_code),
            new_name: trimmed(line.new_name),
            new_parent: trimmed(line.new_parent),
        })
    };
    Ok(ReorganisationInput {
        title: new.title,
        decision: new.decision,
        day: Asked::day("day", &new.day)?,
        per_day: new.per_day,
        wave_days: new.wave_days,
        lines: (1..).zip(new.lines).map(line).collect::<Result<_, Problem>>()?,
    })
}

async fn read(asked: Asked) -> Result<Answer, Problem> {
    let Asked { context, visitor, body: Body::File(file), .. } = asked else {
        return Err(Problem::plain(Code::Broken));
    };
    if file.bytes.is_empty() {
        return Err(AppError::Unusable(Message::new("intake-no-file")).into());
    }
    let lines = app::read(&context, &visitor, file.bytes).await?;
    Answer::one(&LinesShape { lines: lines.iter().map(LineShape::of).collect() })
}

async fn rehearsal(asked: Asked) -> Result<Answer, Problem> {
    let one = app::get(&asked.context, &asked.visitor, asked.id()).await?;
    let rehearsal = app::rehearsal(&asked.context, &one).await?;
    let counts = app::counts(&asked.context, &asked.visitor, one.id, None).await?;
    let drafted = app::counts(&asked.context, &asked.visitor, one.id, Some(Stage::Drafted)).await?;
    let sum = |counts: &app::Counts, number: i64| {
        counts.waves.iter().filter(|(wave, ..)| *wave == number).map(|(.., count)| count).sum()
    };
    Answer::one(&ReorganisationRehearsal {
        as_of: values::day(rehearsal.as_of),
        policy: rehearsal.policy.clone(),
        units: counts
            .units
            .iter()
            .map(|(unit, kind, count)| NeedCountShape { unit: unit.to_string(), need: kind.name(), count: *count })
            .collect(),
        waves: rehearsal
            .waves
            .iter()
            .map(|wave| WaveShape {
                number: wave.number,
                first: values::day(wave.first),
                last: values::day(wave.last),
                needs: sum(&counts, wave.number),
                drafted: sum(&drafted, wave.number),
            })
            .collect(),
        missing_devices: rehearsal
            .missing
            .iter()
            .map(|missing| MissingShape { wave: missing.wave, unit: missing.unit.clone(), count: missing.count })
            .collect(),
        work: rehearsal.work.as_ref().map(|work| Work::new(asked.words(), work)),
    })
}

async fn needs(asked: Asked) -> Result<Answer, Problem> {
    let word = |name: &str| asked.value(name).unwrap_or_default();
    let query = NeedQuery {
        unit: asked.value_id("lies_in"),
        kind: NeedKind::ALL.into_iter().find(|kind| kind.name() == word("need")),
        wave: word("wave").parse().ok(),
        stage: Stage::ALL.into_iter().find(|stage| stage.name() == word("stage")),
    };
    let (after, limit) = (asked.after(), asked.limit());
    let (page, total) =
        app::needs_of(&asked.context, &asked.visitor, asked.id(), &query, after.as_ref(), limit).await?;
    let units = page.items.iter().map(|line| line.need.unit).collect();
    let names = certificates::unit_names(&asked.context, units).await?;
    let trouble = |kept: &str| progress::say(asked.words(), &Told::parse(kept));
    let shape = |line: &NeedLine| NeedShape {
        number: line.need.number,
        need: line.need.kind.name(),
        because: line.need.because.clone(),
        certificate: line.need.certificate.map(|id| id.to_string()),
        holder: values::text(&line.holder),
        unit: Place { id: line.need.unit.to_string(), name: names.get(&line.need.unit).cloned().unwrap_or_default() },
        becomes: line.need.place.clone(),
        ends: values::day(line.need.ends),
        wave: (line.need.wave > 0).then_some(line.need.wave),
        request: line.need.request.map(|id| id.to_string()),
        trouble: line.need.trouble.as_deref().map(trouble),
    };
    Answer::page(&page.items.iter().map(shape).collect::<Vec<_>>(), page.next.as_ref(), Some(total))
}

async fn rehearse(asked: Asked) -> Result<Answer, Problem> {
    app::rehearse(&asked.context, &asked.visitor, asked.id()).await?;
    Answer::done("reorganisation", asked.id())
}

async fn apply(asked: Asked) -> Result<Answer, Problem> {
    app::apply(&asked.context, &asked.visitor, asked.id()).await?;
    Answer::done("reorganisation", asked.id())
}

async fn withdraw(asked: Asked) -> Result<Answer, Problem> {
    let seen = asked.seen.unwrap_or_default();
    app::withdraw(&asked.context, &asked.visitor, asked.id(), seen).await?;
    Answer::done("reorganisation", asked.id())
}

async fn draft(asked: Asked) -> Result<Answer, Problem> {
    let wave = asked.ids.get(1).map_or(0, |id| id.0);
    app::draft_wave(&asked.context, &asked.visitor, asked.id(), wave).await?;
    Answer::done("reorganisation", asked.id())
}
