//! The steps that every request takes, in this order: who asks, may they, what exactly is asked, was it asked before, do it.

use super::answer::Answer;
use super::asked::{Asked, Body, Upload};
use super::conditions;
use super::operation::{Method, Operation, Takes};
use super::parameter;
use super::problem::{Code, Problem};
use super::retries::{self, Retry};
use super::{entrance, parameter::shown};
use crate::service::Service;
use antin_app::idempotency;
use antin_domain::id::Id;
use antin_domain::message::Message;
use axum::extract::{FromRequest, Multipart, RawPathParams, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use std::collections::BTreeSet;
use std::sync::Arc;

/// JSON of a request holds no more.
const MOST_JSON_BYTES: usize = 64 * 1024;

/// Answers a request.
pub async fn answer(
    operation: &'static Operation,
    service: Arc<Service>,
    path: &RawPathParams,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let language = conditions::language(&parts.headers);
    let headers = parts.headers.clone();
    let words = service.words(language);
    match carried_out(operation, &service, path, parts, body).await {
        Ok(answer) => answer.response(operation, &headers),
        Err(mut problem) => {
            // Without a version that the caller has seen, somebody else was merely quicker.
            if problem.code == Code::Stale && !operation.is_versioned {
                problem.code = Code::Conflict;
            }
            // What reads is given nothing but parameters: one of them points behind no row of this list, say.
            if problem.code == Code::Unusable && operation.method == Method::Get {
                problem.code = Code::BadParameter;
            }
            problem.response(words)
        }
    }
}

async fn carried_out(
    operation: &'static Operation,
    service: &Arc<Service>,
    path: &RawPathParams,
    parts: Parts,
    body: axum::body::Body,
) -> Result<Answer, Problem> {
    let visitor = entrance::visitor(service, &parts).await?;
    entrance::allowed(service, operation, &visitor)?;
    let ids = ids(path)?;
    let pairs = pairs(operation, parts.uri.query().unwrap_or_default())?;
    let seen = conditions::seen(operation, &parts.headers)?;
    let key = conditions::key(operation, &parts.headers)?;
    let address = parts.uri.to_string();
    let language = conditions::language(&parts.headers);
    let body = read_body(operation, parts, body, &pairs).await?;
    let user = visitor.actor.user;
    let context = service.context.as_ref().clone();
    let asked = Asked { service: Arc::clone(service), context, visitor, language, ids, pairs, body, seen };
    let Some(key) = key else { return (operation.run)(asked).await };
    let key = idempotency::key(user, &key, &request_parts(&address, &asked.body));
    match retries::look(&service.context, operation, &key).await? {
        Retry::Before(answer) => Ok(answer),
        Retry::New(context) => {
            let outcome = (operation.run)(Asked { context, ..asked }).await;
            retries::settle(&service.context, operation, &key, outcome).await
        }
    }
}

/// The numbers in the path.
fn ids(path: &RawPathParams) -> Result<Vec<Id>, Problem> {
    let id = |(name, value): (&str, &str)| {
        parameter::id(value).ok_or_else(|| {
            let message = Message::new("api-bad-address").with("name", name).with("value", shown(value));
            Problem::new(Code::BadAddress, message).at(name)
        })
    };
    path.iter().map(id).collect()
}

/// The query: every parameter is known, stands once, and holds what it may.
fn pairs(operation: &Operation, query: &str) -> Result<Vec<(String, String)>, Problem> {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let mut names = BTreeSet::new();
    for (name, value) in &pairs {
        let known = operation.parameters.iter().find(|parameter| parameter.name == name);
        let Some(parameter) = known else {
            let known: Vec<&str> = operation.parameters.iter().map(|parameter| parameter.name).collect();
            let message =
                Message::new("api-unknown-parameter").with("name", shown(name)).with("known", known.join(", "));
            return Err(Problem::new(Code::BadParameter, message).at(shown(name)));
        };
        if !names.insert(name.as_str()) {
            let message = Message::new("api-repeated-parameter").with("name", name);
            return Err(Problem::new(Code::BadParameter, message).at(name.clone()));
        }
        parameter.check(value)?;
    }
    Ok(pairs)
}

/// The body, as the operation takes it.
async fn read_body(
    operation: &Operation,
    parts: Parts,
    body: axum::body::Body,
    pairs: &[(String, String)],
) -> Result<Body, Problem> {
    let kind = media_type(&parts.headers);
    match operation.takes {
        Takes::Nothing => Ok(Body::Nothing),
        Takes::Json(_) if kind != "application/json" => Err(wrong_type(&kind, "application/json")),
        Takes::Json(_) => axum::body::to_bytes(body, MOST_JSON_BYTES)
            .await
            .map(Body::Json)
            .map_err(|_| Problem::new(Code::TooLarge, Message::new("api-too-large").with("most", MOST_JSON_BYTES))),
        Takes::File if kind == "multipart/form-data" => form(Request::from_parts(parts, body)).await,
        Takes::File if kind == "application/octet-stream" => {
            let bytes = axum::body::to_bytes(body, super::MOST_FILE_BYTES).await.map_err(|_| too_large_file())?;
            let value = |name: &str| pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
            Ok(Body::File(Upload {
                name: value("name").unwrap_or_default(),
                kind: value("kind").unwrap_or_default(),
                bytes: bytes.to_vec(),
            }))
        }
        Takes::File => Err(wrong_type(&kind, "application/octet-stream, multipart/form-data")),
    }
}

/// A file in a form: the fields `file` and `kind`.
async fn form(request: Request) -> Result<Body, Problem> {
    let broken = |error: &dyn std::fmt::Display| {
        Problem::new(Code::Unusable, Message::new("intake-broken-upload").with("reason", error))
    };
    let mut form = Multipart::from_request(request, &()).await.map_err(|error| broken(&error))?;
    let mut upload = Upload::default();
    while let Some(field) = form.next_field().await.map_err(|error| of_form(&error))? {
        match field.name() {
            Some("file") => {
                upload.name = field.file_name().unwrap_or_default().to_owned();
                upload.bytes = field.bytes().await.map_err(|error| of_form(&error))?.to_vec();
            }
            Some("kind") => upload.kind = field.text().await.map_err(|error| of_form(&error))?,
            other => {
                let message = Message::new("api-unknown-field").with("name", shown(other.unwrap_or_default()));
                return Err(Problem::new(Code::Unusable, message));
            }
        }
    }
    Ok(Body::File(upload))
}

fn of_form(error: &axum::extract::multipart::MultipartError) -> Problem {
    if error.status() == Code::TooLarge.status() {
        return too_large_file();
    }
    Problem::new(Code::Unusable, Message::new("intake-broken-upload").with("reason", error.body_text()))
}

fn too_large_file() -> Problem {
    Problem::new(Code::TooLarge, Message::new("api-too-large").with("most", super::MOST_FILE_BYTES))
}

fn wrong_type(kind: &str, wanted: &str) -> Problem {
    let message = Message::new("api-wrong-type").with("kind", shown(kind)).with("wanted", wanted);
    Problem::new(Code::WrongType, message).at("Content-Type")
}

/// The media type of the body, without what follows it.
fn media_type(headers: &HeaderMap) -> String {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// What makes a request this one and no other: its address (the method is always the same) and what was sent.
fn request_parts<'a>(address: &'a str, body: &'a Body) -> Vec<&'a [u8]> {
    match body {
        Body::Nothing => vec![address.as_bytes()],
        Body::Json(bytes) => vec![address.as_bytes(), bytes],
        Body::File(file) => vec![address.as_bytes(), file.name.as_bytes(), file.kind.as_bytes(), &file.bytes],
    }
}
