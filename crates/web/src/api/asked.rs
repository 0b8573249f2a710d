//! A request as an operation sees it: who asks, about what, with what. Everything in it was checked against its row.

use super::parameter::{self, USUAL_LIMIT};
use super::problem::{Code, Problem};
use crate::service::Service;
use antin_app::{Context, Cursor, Visitor};
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_words::Words;
use axum::body::Bytes;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::error::Category;
use std::sync::Arc;

/// A request.
pub struct Asked {
    /// The service.
    pub service: Arc<Service>,
    /// What use cases need; with the key of this request, where it has one.
    pub context: Context,
    /// Who asks.
    pub visitor: Visitor,
    /// The language of the answer.
    pub language: antin_words::Language,
    /// The numbers in the path, in their order.
    pub ids: Vec<Id>,
    /// The query.
    pub pairs: Vec<(String, String)>,
    /// What was sent.
    pub body: Body,
    /// The version that the caller has seen, where the operation needs one.
    pub seen: Option<i64>,
}

/// What was sent.
#[derive(Default)]
pub enum Body {
    /// Nothing that matters.
    #[default]
    Nothing,
    /// JSON, not read yet.
    Json(Bytes),
    /// A file.
    File(Upload),
}

/// A file that was sent.
#[derive(Default)]
pub struct Upload {
    /// Its name.
    pub name: String,
    /// Which list it is, where the caller says so.
    pub kind: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Asked {
    /// The words of the language.
    pub fn words(&self) -> &Words {
        self.service.words(self.language)
    }

    /// The first number of the path; that of nothing where there is none.
    pub fn id(&self) -> Id {
        self.ids.first().copied().unwrap_or(Id(0))
    }

    /// A value of the query.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The number of a thing in the query.
    pub fn value_id(&self, name: &str) -> Option<Id> {
        self.value(name).and_then(parameter::id)
    }

    /// Where the page begins.
    pub fn after(&self) -> Option<Cursor> {
        self.value("after").and_then(parameter::cursor)
    }

    /// How many rows.
    pub fn limit(&self) -> u32 {
        self.value("limit").and_then(|value| value.parse().ok()).unwrap_or(USUAL_LIMIT)
    }

    /// The body as JSON of type `T`.
    ///
    /// # Errors
    /// [`Code::BadJson`] where it is no JSON, [`Code::Unusable`] where it is JSON of another shape.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        let bytes: &[u8] = if let Body::Json(bytes) = &self.body { bytes } else { &[] };
        let value: Value = serde_json::from_slice(bytes).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            Problem::new(Code::BadJson, Message::new("api-bad-json").with("line", line).with("column", column))
        })?;
        if !value.is_object() {
            // A derived reader would take an array as the values of the fields in their order.
            return Err(Problem::new(Code::Unusable, Message::new("api-no-object")));
        }
        if holds_control(&value) {
            return Err(Problem::new(Code::Unusable, Message::new("api-control-character")));
        }
        T::deserialize(value).map_err(|error| {
            debug_assert_ne!(error.classify(), Category::Io);
            Problem::new(Code::Unusable, Message::new("api-bad-body").with("reason", error))
        })
    }

    /// A day of the body.
    ///
    /// # Errors
    /// It is no day.
    pub fn day(field: &'static str, text: &str) -> Result<antin_domain::day::Day, Problem> {
        super::values::read_day(text).ok_or_else(|| {
            let message = Message::new("api-bad-day").with("field", field).with("value", parameter::shown(text));
            Problem::new(Code::Unusable, message).at(field)
        })
    }

    /// The number of a thing in the body.
    ///
    /// # Errors
    /// It is no number.
    pub fn number(field: &'static str, text: &str) -> Result<Id, Problem> {
        parameter::id(text).ok_or_else(|| {
            let message = Message::new("api-bad-number").with("field", field).with("value", parameter::shown(text));
            Problem::new(Code::Unusable, message).at(field)
        })
    }
}

/// The character that no database keeps in a text.
fn holds_control(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(holds_control),
        Value::Object(fields) => fields.iter().any(|(name, value)| name.contains('\0') || holds_control(value)),
        _ => false,
    }
}
