//! What an operation answers where all is well, and how that becomes an answer of HTTP.

use super::BASE;
use super::operation::{Gives, Operation};
use super::problem::{Code, Problem};
use antin_app::Cursor;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Value, json};
use std::hash::{DefaultHasher, Hash, Hasher};
use utoipa::ToSchema;

/// What an operation answers.
pub enum Answer {
    /// JSON; with the version of the thing, where it has one.
    Json(Value, Option<i64>),
    /// What was made or changed.
    Done(Done),
    /// A file: its bytes, its media type, its name.
    File(Vec<u8>, &'static str, &'static str),
}

/// What was made or changed: enough to read it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Done {
    /// What kind of thing it is, as the audit names it: `account`, `import`, `review` …
    #[schema(example = "import")]
    pub kind: String,
    /// Its number.
    #[schema(example = "7201234567890123456")]
    pub id: String,
}

impl Answer {
    /// One thing.
    ///
    /// # Errors
    /// It cannot be written as JSON.
    pub fn one(thing: &impl Serialize) -> Result<Answer, Problem> {
        Ok(Answer::Json(value(thing)?, None))
    }

    /// One thing of which there are versions.
    ///
    /// # Errors
    /// As [`Answer::one`].
    pub fn version(thing: &impl Serialize, version: i64) -> Result<Answer, Problem> {
        Ok(Answer::Json(value(thing)?, Some(version)))
    }

    /// A page of things; `total` is the length of the whole list, where it is known.
    ///
    /// # Errors
    /// As [`Answer::one`].
    pub fn page(items: &[impl Serialize], next: Option<&Cursor>, total: Option<i64>) -> Result<Answer, Problem> {
        Answer::page_to(items, next.map(ToString::to_string), total)
    }

    /// The same with the word for the next page already written.
    ///
    /// # Errors
    /// As [`Answer::one`].
    pub fn page_to(items: &[impl Serialize], next: Option<String>, total: Option<i64>) -> Result<Answer, Problem> {
        Ok(Answer::Json(json!({ "items": value(&items)?, "next": next, "total": total }), None))
    }

    /// What was made or changed.
    pub fn done(kind: &str, id: impl ToString) -> Result<Answer, Problem> {
        Ok(Answer::Done(Done { kind: kind.to_owned(), id: id.to_string() }))
    }

    /// The answer of HTTP to a request with these headers.
    pub fn response(self, operation: &Operation, headers: &HeaderMap) -> Response {
        match self {
            Answer::Json(value, version) => one(operation, &value, version, headers),
            Answer::File(bytes, kind, name) => super::files::response(bytes, kind, name),
            Answer::Done(done) => {
                let body = json!({ "kind": done.kind, "id": done.id });
                if let Gives::Made(path) = operation.gives {
                    let location = format!("{BASE}{path}/{}", done.id);
                    return (StatusCode::CREATED, [(header::LOCATION, location)], axum::Json(body)).into_response();
                }
                axum::Json(body).into_response()
            }
        }
    }
}

fn one(operation: &Operation, value: &Value, version: Option<i64>, headers: &HeaderMap) -> Response {
    let text = value.to_string();
    let mut response = ([(header::CONTENT_TYPE, "application/json")], text.clone()).into_response();
    match operation.gives {
        Gives::One(_) => {
            let tag = tag(&text, version);
            let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
            // RFC 9110, 13.1.2: tags are compared weakly here.
            let weak = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
            if known.trim() == "*" || known.split(',').any(|one| weak(one) == weak(&tag)) {
                response = StatusCode::NOT_MODIFIED.into_response();
            }
            if let Ok(tag) = HeaderValue::from_str(&tag) {
                response.headers_mut().insert(header::ETAG, tag);
            }
            // It may be kept, but not used without asking whether it is still so.
            let keep = HeaderValue::from_static("private, no-cache");
            response.headers_mut().insert(header::CACHE_CONTROL, keep);
        }
        Gives::Secret(_) => *response.status_mut() = StatusCode::CREATED,
        _ => {}
    }
    response
}

/// The tag of a thing: its version where the version says everything, else a weak one of what is told of it.
fn tag(text: &str, version: Option<i64>) -> String {
    if let Some(version) = version {
        return format!("\"{version}\"");
    }
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    format!("W/\"{:016x}\"", hasher.finish())
}

/// A thing as JSON.
fn value(thing: &impl Serialize) -> Result<Value, Problem> {
    serde_json::to_value(thing).map_err(|error| {
        tracing::error!(%error, "an answer cannot be written");
        Problem::plain(Code::Broken)
    })
}
