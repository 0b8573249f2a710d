//! The interface told to people: a page made from the document that programs read. It needs no script.

use super::document::document;
use super::problem::Code;
use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Call, page_of};
use antin_words::Words;
use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use serde_json::Value;
use std::sync::Arc;

/// The route of the page.
pub fn routes() -> Router<Arc<Service>> {
    Router::new().route("/api", get(show))
}

#[derive(Template)]
#[template(path = "api.html")]
struct ApiPage {
    shell: Shell,
    what: String,
    operations: Vec<OperationView>,
    schemas: Vec<SchemaView>,
    problems: Vec<ProblemView>,
}

/// An operation.
struct OperationView {
    name: String,
    method: String,
    path: String,
    summary: String,
    act: String,
    parameters: Vec<FieldView>,
    body: String,
    answer: String,
    statuses: String,
}

/// A schema: the fields of a body or an answer.
struct SchemaView {
    name: String,
    what: String,
    fields: Vec<FieldView>,
}

/// A parameter or a field.
struct FieldView {
    name: String,
    kind: String,
    what: String,
    is_required: bool,
}

/// A kind of problem.
struct ProblemView {
    name: &'static str,
    status: u16,
    title: String,
    advice: String,
}

async fn show(call: Call) -> Response {
    let words = call.words();
    let document = document(words);
    let problem = |code: Code| ProblemView {
        name: code.name(),
        status: code.status().as_u16(),
        title: code.title(words),
        advice: words.get(&format!("api-advice-{}", code.name())),
    };
    page_of(&ApiPage {
        what: words.get("api-description"),
        operations: operations(&document),
        schemas: fields_of(&document["components"]["schemas"]).map(|(name, value)| schema(name, value)).collect(),
        problems: Code::ALL.into_iter().map(problem).collect(),
        shell: call.shell(title(words), "api"),
    })
}

fn title(words: &Words) -> String {
    words.get("api-title")
}

fn operations(document: &Value) -> Vec<OperationView> {
    let of_path = |(path, methods): (&String, &Value)| {
        let view = |(method, told): (&String, &Value)| operation(path, method, told);
        fields_of(methods).map(view).collect::<Vec<_>>()
    };
    fields_of(&document["paths"]).flat_map(of_path).collect()
}

fn operation(path: &str, method: &str, told: &Value) -> OperationView {
    let parameters = told["parameters"].as_array().into_iter().flatten().map(|parameter| FieldView {
        name: text(&parameter["name"]),
        kind: kind(&parameter["schema"]),
        what: text(&parameter["description"]),
        is_required: parameter["required"].as_bool().unwrap_or_default(),
    });
    let good = fields_of(&told["responses"]).find(|(status, _)| status.starts_with('2'));
    OperationView {
        name: text(&told["operationId"]),
        method: method.to_uppercase(),
        path: format!("{}{path}", super::BASE),
        summary: text(&told["summary"]),
        act: text(&told["x-act"]),
        parameters: parameters.collect(),
        body: content(&told["requestBody"]["content"]),
        answer: good.map(|(status, answer)| format!("{status} {}", content(&answer["content"]))).unwrap_or_default(),
        statuses: fields_of(&told["responses"]).map(|(status, _)| status.as_str()).collect::<Vec<_>>().join(" "),
    }
}

/// Media types of a body, each with the name of its schema.
fn content(content: &Value) -> String {
    let one = |(media, told): (&String, &Value)| {
        let page = &told["schema"]["properties"]["items"];
        let schema = if page.is_object() { page } else { &told["schema"] };
        match kind(schema) {
            name if told["schema"]["$ref"].is_string() || page.is_object() => name,
            _ => media.clone(),
        }
    };
    fields_of(content).map(one).collect::<Vec<_>>().join(", ")
}

fn schema(name: &str, told: &Value) -> SchemaView {
    let required: Vec<&str> = told["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let field = |(name, told): (&String, &Value)| FieldView {
        name: name.clone(),
        kind: kind(told),
        what: text(&told["description"]),
        is_required: required.contains(&name.as_str()),
    };
    let words = told["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let words: Vec<&str> = words.collect();
    SchemaView {
        name: name.to_owned(),
        what: [text(&told["description"]), words.join(", ")].join(" "),
        fields: fields_of(&told["properties"]).map(field).collect(),
    }
}

/// What kind of value a schema describes, in a few words.
fn kind(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        return reference.rsplit('/').next().unwrap_or_default().to_owned();
    }
    if let Some(words) = schema["enum"].as_array() {
        return words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" | ");
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        return choices.iter().map(kind).collect::<Vec<_>>().join(" | ");
    }
    match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" | "),
        Value::String(kind) if kind == "array" => format!("[{}]", self::kind(&schema["items"])),
        Value::String(kind) => kind.clone(),
        _ => String::new(),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The fields of an object; none of anything else.
fn fields_of(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}
