//! Letters to the CA: a rehearsal of what would be bundled, the letter with its forms, sending it, the answer.

use super::request_papers::form;
use super::requests::{Row, kind_of, kind_word, rows};
use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of, status};
use crate::wording::{self, StateWord};
use antin_app::requests::letters::{self, LetterContent, Sending, WAYS};
use antin_app::requests::{self, Query, View};
use antin_app::{AppError, Cursor};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_domain::request::State;
use antin_words::Words;
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, Query as Address, RawForm, RawQuery};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

type Pairs = BTreeMap<String, String>;

pub fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/request-letters", get(show_list).post(bundle))
        .route("/request-letters/new", get(rehearse))
        .route("/request-letters/{id}", get(show).post(save))
        .route("/request-letters/{id}/send", post(send))
        .route("/request-letters/{id}/taken", post(taken))
        .route("/request-letters/{id}/refused", post(refused))
}

#[derive(Template)]
#[template(path = "request_letters.html")]
struct LettersPage {
    shell: Shell,
    rows: Vec<LetterRow>,
    next: String,
    is_first_page: bool,
    waiting: i64,
    waiting_words: String,
}

/// A letter as a row.
struct LetterRow {
    address: String,
    number: String,
    dated: String,
    state: StateWord,
    created: String,
}

async fn show_list(visit: Visit, Address(pairs): Address<Pairs>) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let after = pairs.get("after").filter(|after| !after.is_empty());
    let cursor = visit.ok(after.map(|after| Cursor::parse(after)).transpose().map_err(AppError::from))?;
    let page = visit.ok(letters::list(call.context(), &visit.visitor, cursor.as_ref(), super::ON_A_PAGE).await)?;
    let approved = Query { state: Some(State::Approved), ..Query::default() };
    let waiting = visit.ok(requests::count(call.context(), &visit.visitor, &approved).await)?;
    let row = |letter: &letters::Letter| LetterRow {
        address: format!("/request-letters/{}", letter.id),
        number: if letter.number.is_empty() { words.get("request-letter-no-number") } else { letter.number.clone() },
        dated: letter.dated.to_string(),
        state: letter_state(words, letter.is_sent),
        created: wording::moment(letter.created),
    };
    Ok(page_of(&LettersPage {
        rows: page.items.iter().map(row).collect(),
        next: page.next.map(|cursor| format!("/request-letters?after={cursor}")).unwrap_or_default(),
        is_first_page: after.is_none(),
        waiting,
        waiting_words: words
            .say(&Message::new("request-letter-waiting").with("count", wording::grouped(waiting, words))),
        shell: call.shell(words.get("request-letters"), "requests"),
    }))
}

#[derive(Template)]
#[template(path = "request_bundle.html")]
struct BundlePage {
    shell: Shell,
    wrong: String,
    counts: Vec<(String, usize)>,
    ready: Vec<Row>,
    /// Numbers of those that can be bundled, all of them, for the act.
    ids: Vec<String>,
    more: String,
    stopped: Vec<(Row, String)>,
    act: String,
}

/// So many requests are shown by name on the rehearsal; the act takes all of them.
const SHOWN: usize = 200;

/// Says what the letter would hold. The address names the requests, `?id=1&id=2`, or asks for all that are approved, of a
/// kind or unit: `?all=yes&kind=revoke`.
async fn rehearse(visit: Visit, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let query = query.unwrap_or_default();
    let pairs: Pairs = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let chosen = match pairs.contains_key("all") {
        true => {
            let unit = pairs.get("unit").and_then(|unit| unit.parse().ok()).map(Id);
            let kind = pairs.get("kind").and_then(|kind| kind_of(kind));
            let query = Query { unit, kind, ..Query::default() };
            visit.ok(letters::approved(visit.call.context(), &visit.visitor, &query).await)?
        }
        false => ids(query.as_bytes()),
    };
    bundle_page(&visit, &chosen, String::new()).await
}

async fn bundle_page(visit: &Visit, ids: &[Id], wrong: String) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let rehearsed = visit.ok(letters::rehearse(call.context(), &visit.visitor, ids).await)?;
    let shown = &rehearsed.ready[..rehearsed.ready.len().min(SHOWN)];
    let beyond = rehearsed.ready.len() - shown.len();
    let more = Message::new("request-bundle-more").with("count", beyond);
    let stopped: Vec<_> = rehearsed.stopped.iter().map(|(kept, _)| kept.clone()).collect();
    let why = rehearsed.stopped.iter().map(|(_, why)| words.say(why));
    let stopped = rows(visit, &stopped).await?.into_iter().zip(why).collect();
    Ok(page_of(&BundlePage {
        wrong,
        counts: rehearsed.counts.iter().map(|(kind, count)| (kind_word(words, *kind), *count)).collect(),
        ready: rows(visit, shown).await?,
        ids: rehearsed.ready.iter().map(|kept| kept.request.id.to_string()).collect(),
        more: if beyond > 0 { words.say(&more) } else { String::new() },
        stopped,
        act: words.say(&Message::new("request-bundle-act").with("count", rehearsed.ready.len())),
        shell: call.shell(words.get("request-bundle"), "requests"),
    }))
}

/// Puts them into a letter: exactly those that the rehearsal showed.
async fn bundle(visit: Visit, RawForm(body): RawForm) -> Result<Response, Failure> {
    let ids = ids(&body);
    match letters::bundle(visit.call.context(), &visit.visitor, &ids, &LetterContent::default()).await {
        Ok(id) => Ok(Redirect::to(&format!("/request-letters/{id}")).into_response()),
        Err(error) => {
            let wrong = visit.call.words().say(&error.message());
            Ok((status(&error), bundle_page(&visit, &ids, wrong).await?).into_response())
        }
    }
}

#[derive(Template)]
#[template(path = "request_letter.html")]
struct LetterPage {
    shell: Shell,
    wrong: Vec<String>,
    id: String,
    version: i64,
    state: StateWord,
    what: String,
    dated: String,
    is_sent: bool,
    may_send: bool,
    files: Vec<(String, String, String)>,
    rows: Vec<(Row, String)>,
    lacking: Vec<String>,
    fields: Vec<(&'static str, String, String)>,
    ways: Vec<(&'static str, String)>,
    today: String,
    log: Vec<(String, String, String)>,
    is_waiting: bool,
    is_with_ca: bool,
    send_act: String,
}

async fn show(visit: Visit, Path(id): Path<i64>) -> Result<Response, Failure> {
    letter_page(&visit, Id(id), Vec::new()).await
}

async fn letter_page(visit: &Visit, id: Id, wrong: Vec<String>) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let whole = visit.ok(letters::whole(call.context(), &visit.visitor, id).await)?;
    let forms: BTreeSet<&str> =
        whole.requests.iter().map(|kept| form(kept.request.kind, kept.request.holder_kind)).collect();
    let file = |form: &&str| {
        let path = format!("/request-letters/{id}/files/{form}");
        (words.get(&format!("request-form-{form}")), format!("{path}.pdf"), format!("{path}.docx"))
    };
    let why = |id: Id| whole.stopped.iter().find(|(of, _)| *of == id).map(|(_, why)| words.say(why));
    let whys: Vec<String> = whole.requests.iter().map(|kept| why(kept.request.id).unwrap_or_default()).collect();
    let letter = &whole.letter;
    let title = match letter.is_sent {
        true => words.say(&Message::new("request-letter-title").with("number", &letter.number)),
        false => words.get("request-letter-new"),
    };
    let line = |line: &letters::DispatchLine| {
        (line.sent.to_string(), words.get(&format!("request-way-{}", line.way)), line.note.clone())
    };
    let count = whole.requests.len();
    Ok(page_of(&LetterPage {
        wrong,
        id: id.to_string(),
        version: letter.version,
        state: letter_state(words, letter.is_sent),
        what: words.get(if letter.is_sent { "request-letter-what-sent" } else { "request-letter-what" }),
        dated: letter.dated.to_string(),
        is_sent: letter.is_sent,
        may_send: whole.may_send,
        files: forms.iter().map(file).collect(),
        lacking: whole.lacking.iter().map(|message| words.say(message)).collect(),
        rows: rows(visit, &whole.requests).await?.into_iter().zip(whys).collect(),
        fields: content_fields(words, &whole.content),
        ways: WAYS.into_iter().map(|way| (way, words.get(&format!("request-way-{way}")))).collect(),
        today: call.context().today().to_string(),
        log: whole.log.iter().map(line).collect(),
        is_waiting: whole.requests.iter().any(|kept| kept.request.state == State::Sent),
        is_with_ca: whole.requests.iter().any(|kept| kept.request.state.is_with_ca()),
        send_act: words.say(&Message::new("request-send-act").with("count", count)),
        shell: call.shell(title, "requests"),
    }))
}

/// Keeps what the letter says beside its requests.
async fn save(visit: Visit, Path(id): Path<i64>, Form(pairs): Form<Pairs>) -> Result<Response, Failure> {
    let of = |name: &str| pairs.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
    let content = LetterContent {
        receiver_name: of("receiver_name"),
        receiver_id: of("receiver_id"),
        receiver_position: of("receiver_position"),
        receiver_phone: of("receiver_phone"),
        receiver_mail: of("receiver_mail"),
        receiver_address: of("receiver_address"),
        contact: of("contact"),
        place: of("place"),
        signer_name: of("signer_name"),
        signer_position: of("signer_position"),
    };
    let seen = of("version").parse().unwrap_or_default();
    let saved = letters::edit(visit.call.context(), &visit.visitor, Id(id), &content, seen).await;
    done(&visit, Id(id), saved).await
}

async fn send(visit: Visit, Path(id): Path<i64>, Form(pairs): Form<Pairs>) -> Result<Response, Failure> {
    let of = |name: &str| pairs.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
    let day = |name: &str| Day::parse(of(name).as_bytes()).unwrap_or_default();
    let sending = Sending {
        number: of("number"),
        dated: day("dated"),
        way: of("way"),
        sent: day("sent"),
        note: of("note"),
        seen: of("version").parse().unwrap_or_default(),
    };
    let sent = letters::send(visit.call.context(), &visit.visitor, Id(id), &sending).await;
    done(&visit, Id(id), sent).await
}

async fn taken(visit: Visit, Path(id): Path<i64>, Form(pairs): Form<Pairs>) -> Result<Response, Failure> {
    let day = pairs.get("day").and_then(|text| Day::parse(text.trim().as_bytes())).unwrap_or_default();
    let taken = letters::taken(visit.call.context(), &visit.visitor, Id(id), day).await;
    done(&visit, Id(id), taken.map(|_| ())).await
}

/// The CA refused those that were ticked, with its reason.
async fn refused(visit: Visit, Path(id): Path<i64>, RawForm(body): RawForm) -> Result<Response, Failure> {
    let pairs: Pairs = form_urlencoded::parse(&body).into_owned().collect();
    let reason = pairs.get("words").map(String::as_str).unwrap_or_default();
    let refused = letters::refused(visit.call.context(), &visit.visitor, Id(id), &ids(&body), reason).await;
    done(&visit, Id(id), refused.map(|_| ())).await
}

/// Back to the letter; what stands against it is said there, each by itself.
async fn done(visit: &Visit, id: Id, outcome: Result<(), AppError>) -> Result<Response, Failure> {
    let words = visit.call.words();
    match outcome {
        Ok(()) => Ok(Redirect::to(&format!("/request-letters/{id}")).into_response()),
        Err(error) => {
            let mut wrong = vec![words.say(&error.message())];
            if let AppError::Blocked { by, .. } = &error {
                wrong.extend(by.iter().map(|message| words.say(message)));
            }
            Ok((status(&error), letter_page(visit, id, wrong).await?).into_response())
        }
    }
}

fn letter_state(words: &Words, is_sent: bool) -> StateWord {
    let (class, key) = if is_sent { ("good", "request-letter-sent") } else { ("warn", "request-letter-open") };
    StateWord { class, word: words.get(key) }
}

fn content_fields(words: &Words, content: &LetterContent) -> Vec<(&'static str, String, String)> {
    let fields = [
        ("place", "request-letter-place", &content.place),
        ("signer_position", "request-letter-signer-position", &content.signer_position),
        ("signer_name", "request-letter-signer-name", &content.signer_name),
        ("contact", "request-letter-contact", &content.contact),
        ("receiver_name", "request-letter-receiver-name", &content.receiver_name),
        ("receiver_id", "request-letter-receiver-id", &content.receiver_id),
        ("receiver_position", "request-letter-receiver-position", &content.receiver_position),
        ("receiver_phone", "request-letter-receiver-phone", &content.receiver_phone),
        ("receiver_mail", "request-letter-receiver-mail", &content.receiver_mail),
        ("receiver_address", "request-letter-receiver-address", &content.receiver_address),
    ];
    fields.into_iter().map(|(name, key, value)| (name, words.get(key), value.clone())).collect()
}

/// The numbers of `id=1&id=2`.
fn ids(pairs: &[u8]) -> Vec<Id> {
    let of = |(name, value): (std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)| {
        (name == "id").then(|| value.parse().ok().map(Id)).flatten()
    };
    form_urlencoded::parse(pairs).filter_map(of).collect()
}

/// What waits for the visitor and what is overdue, for the home page: key of the sentence, address, count. Only what there
/// is.
pub async fn attention(visit: &Visit) -> Result<Vec<(&'static str, String, i64)>, Failure> {
    if !visit.visitor.may_somewhere(Act::ReadCertificate) {
        return Ok(Vec::new());
    }
    let views = [
        ("request-home-mine", "/requests?view=mine", Query { view: Some(View::Mine), ..Query::default() }),
        (
            "request-home-returned",
            "/requests?state=returned",
            Query { state: Some(State::Returned), ..Query::default() },
        ),
        ("request-home-overdue", "/requests?view=overdue", Query { view: Some(View::Overdue), ..Query::default() }),
    ];
    let mut lines = Vec::new();
    for (key, address, query) in views {
        let count = visit.ok(requests::count(visit.call.context(), &visit.visitor, &query).await)?;
        if count > 0 {
            lines.push((key, address.to_owned(), count));
        }
    }
    Ok(lines)
}
