//! Letters that carry requests to the CA: what one would hold, making it, sending it, the answer.

use super::requests::bodies::{RequestRow, row};
use crate::api::answer::Answer;
use crate::api::asked::Asked;
use crate::api::operation::{Gives, Method, Operation, Rule, Takes, shape};
use crate::api::parameter::{AFTER, LIMIT};
use crate::api::problem::Problem;
use crate::api::values;
use antin_app::requests::letters::{self, LetterContent, Sending};
use antin_domain::id::Id;
use antin_domain::permission::Act;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const READ: Rule = Rule::May(Act::ReadCertificate);
const SEND: Rule = Rule::May(Act::SendToCa);

pub const OPERATIONS: &[Operation] = &[
    Operation::get("/request-letters", "list-letters", READ, Gives::Page(shape::<LetterRow>), |asked| {
        Box::pin(list_letters(asked))
    })
    .with(&[AFTER, LIMIT]),
    Operation::change(
        Method::Post,
        "/request-letters",
        "bundle-requests",
        SEND,
        Gives::Made("/request-letters"),
        |asked| Box::pin(bundle(asked)),
    )
    .taking(Takes::Json(shape::<NewLetter>)),
    Operation::change(
        Method::Post,
        "/request-letters/what-if",
        "bundle-what-if",
        SEND,
        Gives::Told(shape::<LetterWhatIf>),
        |asked| Box::pin(what_if(asked)),
    )
    .taking(Takes::Json(shape::<NewLetter>)),
    Operation::get("/request-letters/{id}", "letter", READ, Gives::One(shape::<Letter>), |asked| {
        Box::pin(letter(asked))
    }),
    Operation::change(Method::Post, "/request-letters/{id}/send", "send-letter", SEND, Gives::Done, |asked| {
        Box::pin(send(asked))
    })
    .taking(Takes::Json(shape::<LetterSending>))
    .versioned(),
    Operation::change(Method::Post, "/request-letters/{id}/taken", "take-letter", SEND, Gives::Done, |asked| {
        Box::pin(taken(asked))
    })
    .taking(Takes::Json(shape::<LetterTaken>)),
    Operation::change(Method::Post, "/request-letters/{id}/refused", "refuse-letter", SEND, Gives::Done, |asked| {
        Box::pin(refused(asked))
    })
    .taking(Takes::Json(shape::<LetterRefused>)),
];

/// A letter as a list shows it.
#[derive(Serialize, ToSchema)]
struct LetterRow {
    /// Number in the registry.
    id: String,
    /// Number and symbol of the letter; null until it is sent.
    number: Option<String>,
    /// Its date.
    dated: Option<String>,
    /// Did it go out?
    is_sent: bool,
}

/// A letter with its requests.
#[derive(Serialize, ToSchema)]
struct Letter {
    /// Number in the registry.
    id: String,
    /// Number and symbol of the letter; null until it is sent.
    number: Option<String>,
    /// Its date.
    dated: Option<String>,
    /// Did it go out?
    is_sent: bool,
    /// Its version, for `If-Match` when it is sent.
    version: i64,
    /// The requests in it that the caller may see.
    requests: Vec<RequestRow>,
    /// How it went out.
    log: Vec<LetterDispatch>,
}

/// One line of the log of a letter.
#[derive(Serialize, ToSchema)]
struct LetterDispatch {
    /// `portal`, `axis`, `post`, `hand`.
    way: String,
    /// On which day.
    sent: Option<String>,
    /// What else is to be said.
    note: String,
}

/// Approved requests to be put into one letter.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewLetter {
    /// Numbers of the requests.
    requests: Vec<String>,
}

/// What a letter would hold; nothing is kept.
#[derive(Serialize, ToSchema)]
struct LetterWhatIf {
    /// Requests that can be bundled.
    ready: Vec<RequestRow>,
    /// Those that cannot, each with why.
    stopped: Vec<LetterStop>,
}

/// A request that cannot be bundled.
#[derive(Serialize, ToSchema)]
struct LetterStop {
    /// The request.
    request: String,
    /// Why, in the language of the answer.
    sentence: String,
}

/// How a letter goes out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LetterSending {
    /// Number and symbol of the letter.
    #[schema(max_length = 60, example = "123/CT-CNTT")]
    number: String,
    /// Its date.
    dated: String,
    /// `portal`, `axis`, `post`, `hand`.
    #[schema(example = "axis")]
    way: String,
    /// On which day it went out.
    sent: String,
    /// What else is to be said.
    #[serde(default)]
    #[schema(max_length = 300)]
    note: String,
}

/// The CA has taken a letter.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LetterTaken {
    /// On which day.
    day: String,
}

/// The CA refused some of its requests.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LetterRefused {
    /// Numbers of the requests; all of them have to be in the letter and with the CA.
    requests: Vec<String>,
    /// The reason that the CA gave.
    #[schema(min_length = 1, max_length = 500)]
    words: String,
}

async fn list_letters(asked: Asked) -> Result<Answer, Problem> {
    let after = asked.after();
    let page = letters::list(&asked.context, &asked.visitor, after.as_ref(), asked.limit()).await?;
    let row = |letter: &letters::Letter| LetterRow {
        id: letter.id.to_string(),
        number: values::text(&letter.number),
        dated: values::day(letter.dated),
        is_sent: letter.is_sent,
    };
    Answer::page(&page.items.iter().map(row).collect::<Vec<_>>(), page.next.as_ref(), None)
}

async fn letter(asked: Asked) -> Result<Answer, Problem> {
    let whole = letters::whole(&asked.context, &asked.visitor, asked.id()).await?;
    let line = |line: &letters::DispatchLine| LetterDispatch {
        way: line.way.clone(),
        sent: values::day(line.sent),
        note: line.note.clone(),
    };
    Answer::one(&Letter {
        id: whole.letter.id.to_string(),
        number: values::text(&whole.letter.number),
        dated: values::day(whole.letter.dated),
        is_sent: whole.letter.is_sent,
        version: whole.letter.version,
        requests: whole.requests.iter().map(row).collect(),
        log: whole.log.iter().map(line).collect(),
    })
}

async fn what_if(asked: Asked) -> Result<Answer, Problem> {
    let rehearsed = letters::rehearse(&asked.context, &asked.visitor, &numbers(asked.json()?)?).await?;
    let words = asked.words();
    Answer::one(&LetterWhatIf {
        ready: rehearsed.ready.iter().map(row).collect(),
        stopped: rehearsed
            .stopped
            .iter()
            .map(|(kept, why)| LetterStop { request: kept.request.id.to_string(), sentence: words.say(why) })
            .collect(),
    })
}

async fn bundle(asked: Asked) -> Result<Answer, Problem> {
    let ids = numbers(asked.json()?)?;
    let content = LetterContent::default();
    Answer::done("letter", letters::bundle(&asked.context, &asked.visitor, &ids, &content).await?)
}

async fn send(asked: Asked) -> Result<Answer, Problem> {
    let input: LetterSending = asked.json()?;
    let sending = Sending {
        dated: Asked::day("dated", &input.dated)?,
        sent: Asked::day("sent", &input.sent)?,
        number: input.number,
        way: input.way,
        note: input.note,
        seen: asked.seen.unwrap_or_default(),
    };
    letters::send(&asked.context, &asked.visitor, asked.id(), &sending).await?;
    Answer::done("letter", asked.id())
}

async fn taken(asked: Asked) -> Result<Answer, Problem> {
    let input: LetterTaken = asked.json()?;
    letters::taken(&asked.context, &asked.visitor, asked.id(), Asked::day("day", &input.day)?).await?;
    Answer::done("letter", asked.id())
}

async fn refused(asked: Asked) -> Result<Answer, Problem> {
    let input: LetterRefused = asked.json()?;
    let ids = numbers(NewLetter { requests: input.requests })?;
    letters::refused(&asked.context, &asked.visitor, asked.id(), &ids, &input.words).await?;
    Answer::done("letter", asked.id())
}

fn numbers(input: NewLetter) -> Result<Vec<Id>, Problem> {
    input.requests.iter().map(|text| Asked::number("requests", text)).collect()
}
