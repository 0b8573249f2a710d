//! The interface told to programs: OpenAPI 3.1, made from the shelf of operations and from the types that are answered.

use super::BASE;
use super::conditions::{self, KEY_HEADER, MOST_KEY};
use super::operation::{Gives, Method, Operation, Schemas, Takes, shape};
use super::parameter::ID_PATTERN;
use super::problem::{Code, MEDIA_TYPE, ProblemBody};
use super::resources::OPERATIONS;
use crate::service::Service;
use crate::visit::SESSION_COOKIE;
use antin_words::Words;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// The route of the document. Anybody may read it: it says what can be asked, not what is kept.
pub fn routes() -> Router<Arc<Service>> {
    Router::new().route("/api/openapi.json", get(show))
}

async fn show(State(service): State<Arc<Service>>, headers: HeaderMap) -> Response {
    let words = service.words(conditions::language(&headers));
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::VARY, "accept-language")];
    (headers, document(words).to_string()).into_response()
}

/// The document in the language of `words`.
pub fn document(words: &Words) -> Value {
    let mut schemas = Schemas::new();
    let mut paths = Map::new();
    shape::<ProblemBody>(&mut schemas);
    shape::<super::answer::Done>(&mut schemas);
    for operation in OPERATIONS.iter().copied().flatten() {
        let told = told(operation, words, &mut schemas);
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        path[operation.method.name()] = told;
    }
    let schemas: Map<String, Value> =
        schemas.into_iter().map(|(name, schema)| (name, serde_json::to_value(schema).unwrap_or_default())).collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": words.get("api-title"),
            "description": words.get("api-description"),
            "version": env!("CARGO_PKG_VERSION"),
        },
        "servers": [{ "url": BASE }],
        "security": [{ "token": [] }, { "session": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": responses(words),
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "description": words.get("api-by-token") },
                "session": {
                    "type": "apiKey", "in": "cookie", "name": SESSION_COOKIE,
                    "description": words.get("api-by-session"),
                },
            },
        },
    })
}

/// Every kind of problem, by its word, with what to do about it.
fn responses(words: &Words) -> Map<String, Value> {
    let of = |code: Code| {
        let example = json!({
            "type": format!("/api#{}", code.name()),
            "title": code.title(words),
            "status": code.status().as_u16(),
            "detail": words.get(&format!("api-advice-{}", code.name())),
        });
        let content = json!({
            MEDIA_TYPE: { "schema": { "$ref": "#/components/schemas/Problem" }, "example": example }
        });
        (code.name().to_owned(), json!({ "description": code.title(words), "content": content }))
    };
    Code::ALL.into_iter().map(of).collect()
}

fn told(operation: &Operation, words: &Words, schemas: &mut Schemas) -> Value {
    let mut parameters: Vec<Value> = operation.places().map(|name| place(name, words)).collect();
    parameters.extend(operation.parameters.iter().map(|parameter| {
        json!({
            "name": parameter.name, "in": "query",
            "description": words.get(&format!("api-parameter-{}", parameter.name)),
            "schema": parameter.schema(),
        })
    }));
    parameters.extend(headers(operation, words));
    let tag = operation.path.split(['/', '.']).nth(1).unwrap_or_default();
    let mut told = json!({
        "operationId": operation.name,
        "tags": [tag],
        "summary": words.get(&format!("api-operation-{}", operation.name)),
        "parameters": parameters,
        "responses": answers(operation, words, schemas),
        // The act of the table of permissions, for whoever makes a token.
        "x-act": operation.rule.act().map(antin_domain::permission::Act::name),
    });
    if let Some(body) = body(operation, words, schemas) {
        told["requestBody"] = body;
    }
    told
}

/// A number in the path.
fn place(name: &str, words: &Words) -> Value {
    json!({
        "name": name, "in": "path", "required": true,
        "description": words.get(&format!("api-place-{name}")),
        "schema": { "type": "string", "pattern": ID_PATTERN },
    })
}

fn headers(operation: &Operation, words: &Words) -> Vec<Value> {
    let mut headers = Vec::new();
    if operation.is_versioned {
        headers.push(json!({
            "name": "If-Match", "in": "header", "required": true,
            "description": words.get("api-if-match"),
            "schema": { "type": "string", "pattern": "^\"[0-9]{1,18}\"$" },
        }));
    }
    if operation.method == Method::Post {
        headers.push(json!({
            "name": KEY_HEADER, "in": "header",
            "description": words.get("api-idempotency-key"),
            "schema": { "type": "string", "pattern": "^[!-~]+$", "minLength": 1, "maxLength": MOST_KEY },
        }));
    }
    headers
}

fn body(operation: &Operation, words: &Words, schemas: &mut Schemas) -> Option<Value> {
    let content = match operation.takes {
        Takes::Nothing => return None,
        Takes::Json(shape) => json!({ "application/json": { "schema": reference(&shape(schemas)) } }),
        Takes::File => json!({
            "application/octet-stream": { "schema": { "type": "string", "format": "binary", "minLength": 1 } },
            "multipart/form-data": { "schema": {
                "type": "object", "required": ["file"], "additionalProperties": false,
                "properties": {
                    "file": { "type": "string", "format": "binary", "minLength": 1 },
                    "kind": { "type": "string", "description": words.get("api-parameter-kind") },
                },
            } },
        }),
    };
    Some(json!({ "required": true, "content": content }))
}

fn answers(operation: &Operation, words: &Words, schemas: &mut Schemas) -> Value {
    let mut answers = Map::new();
    let ok = words.get("api-ok");
    let json_of = |schema: Value| json!({ "application/json": { "schema": schema } });
    let header = |key: &str| json!({ "description": words.get(key), "schema": { "type": "string" } });
    let (status, answer) = match operation.gives {
        Gives::One(shape) => {
            answers.insert("304".into(), json!({ "description": words.get("api-unchanged") }));
            let content = json_of(reference(&shape(schemas)));
            ("200", json!({ "description": ok, "headers": { "ETag": header("api-etag") }, "content": content }))
        }
        Gives::Page(shape) => {
            let page = json!({
                "type": "object",
                "required": ["items", "next", "total"],
                "properties": {
                    "items": { "type": "array", "items": reference(&shape(schemas)) },
                    "next": { "type": ["string", "null"], "description": words.get("api-next") },
                    "total": { "type": ["integer", "null"], "description": words.get("api-total") },
                },
            });
            ("200", json!({ "description": ok, "content": json_of(page) }))
        }
        Gives::File(kind) => {
            let file = json!({ kind: { "schema": { "type": "string", "format": "binary" } } });
            ("200", json!({ "description": ok, "content": file }))
        }
        Gives::Made(_) => {
            let headers = json!({ "Location": header("api-location") });
            ("201", json!({ "description": ok, "headers": headers, "content": json_of(reference("Done")) }))
        }
        Gives::Told(shape) => ("200", json!({ "description": ok, "content": json_of(reference(&shape(schemas))) })),
        Gives::Done => ("200", json!({ "description": ok, "content": json_of(reference("Done")) })),
        Gives::Secret(shape) => ("201", json!({ "description": ok, "content": json_of(reference(&shape(schemas))) })),
    };
    answers.insert(status.into(), answer);
    for code in failures(operation) {
        let status = code.status().as_u16().to_string();
        // Of several kinds with one status the first one stands for all: their shape is the same.
        let response = json!({ "$ref": format!("#/components/responses/{}", code.name()) });
        answers.entry(status).or_insert(response);
    }
    answers.into()
}

/// What can go wrong with an operation.
fn failures(operation: &Operation) -> Vec<Code> {
    let mut codes = vec![Code::BadParameter, Code::NotEntered, Code::Forbidden, Code::NotFound, Code::TooMany];
    if !matches!(operation.takes, Takes::Nothing) {
        codes.extend([Code::TooLarge, Code::WrongType]);
    }
    if operation.method != Method::Get {
        codes.extend([Code::Conflict, Code::Unusable]);
    }
    if operation.is_versioned {
        codes.extend([Code::Stale, Code::NeedsVersion]);
    }
    codes.extend([Code::Broken, Code::TooSlow]);
    codes
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use antin_words::Language;
    use std::collections::BTreeMap;

    #[test]
    fn every_operation_is_told_in_both_languages() {
        for language in Language::ALL {
            let words = Words::new(language);
            let text = document(&words).to_string();
            assert!(!text.contains("[api-"), "{}", text.split("[api-").nth(1).unwrap_or_default());
        }
    }

    #[test]
    fn no_operation_or_address_stands_there_twice() {
        let (mut names, mut addresses) = (BTreeMap::new(), BTreeMap::new());
        for operation in OPERATIONS.iter().copied().flatten() {
            assert_eq!(names.insert(operation.name, ()), None, "{}", operation.name);
            let address = (operation.method.name(), operation.path);
            assert_eq!(addresses.insert(address, ()), None, "{address:?}");
            assert!(operation.takes.is_file() || operation.method != Method::Get || !operation.is_versioned);
        }
    }

    #[test]
    fn one_name_means_one_schema_and_every_reference_leads_to_one() {
        let words = Words::new(Language::En);
        let mut schemas = Schemas::new();
        OPERATIONS.iter().copied().flatten().for_each(|operation| drop(told(operation, &words, &mut schemas)));
        let mut known: BTreeMap<String, Value> = BTreeMap::new();
        for (name, schema) in schemas {
            let schema = serde_json::to_value(schema).unwrap();
            let former = known.insert(name.clone(), schema.clone());
            assert!(former.is_none_or(|former| former == schema), "two schemas are called {name}");
        }
        let document = document(&words);
        for part in document.to_string().split("\"$ref\":\"#").skip(1) {
            let pointer = part.split('"').next().unwrap();
            assert!(document.pointer(pointer).is_some(), "{pointer}");
        }
    }
}
