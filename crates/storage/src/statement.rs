//! Statements put together from fixed pieces: many rows at once, filters. Values are always bound, never written in.

use crate::db::Engine;
use sqlx::AssertSqlSafe;
use std::fmt::Write;

/// So many values stand in one statement (SQLite takes at most 32,766; beyond some thousands nothing gets quicker).
const MOST_VALUES: usize = 12_000;

/// How many rows of so many columns one statement takes.
pub(crate) fn rows_at_once(columns: usize) -> usize {
    MOST_VALUES / columns
}

/// `{head} VALUES ($1, $2), ($3, $4) … {tail}` for so many rows.
///
/// SQLite looks up every `$3` among all names before it, which takes minutes for thousands; its nameless `?` is the same
/// in the same order.
pub(crate) fn many(engine: Engine, head: &str, columns: usize, rows: usize, tail: &str) -> AssertSqlSafe<String> {
    let mut text = String::with_capacity(head.len() + tail.len() + rows * columns * 7);
    let _ = write!(text, "{head} VALUES ");
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ",(" });
        for column in 0..columns {
            text.push_str(if column == 0 { "" } else { "," });
            let _ = match engine {
                Engine::Sqlite => write!(text, "?"),
                Engine::Postgres => write!(text, "${}", row * columns + column + 1),
            };
        }
        text.push(')');
    }
    let _ = write!(text, " {tail}");
    AssertSqlSafe(text)
}

/// `?, ?, …` or `$1, $2, …`: the places of so many values and of nothing else in the statement.
pub(crate) fn places(engine: Engine, count: usize) -> String {
    let place = |number: usize| match engine {
        Engine::Sqlite => "?".to_owned(),
        Engine::Postgres => format!("${number}"),
    };
    (1..=count).map(place).collect::<Vec<_>>().join(",")
}

/// A condition with the values it mentions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Condition {
    /// `a = $1 AND …`; blank where everything fits.
    pub text: String,
    /// The values, in the order of their numbers.
    pub values: Vec<Value>,
}

/// A value that is bound.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// A number.
    Number(i64),
    /// A text.
    Text(String),
}

impl Condition {
    /// The placeholder of one more value: `$3`.
    pub fn bind(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    /// The placeholder of one more number.
    pub fn number(&mut self, number: impl Into<i64>) -> String {
        self.bind(Value::Number(number.into()))
    }

    /// One more thing that has to hold.
    pub fn and(&mut self, text: &str) {
        if !self.text.is_empty() {
            self.text.push_str(" AND ");
        }
        self.text.push_str(text);
    }

    /// `WHERE …`, or nothing.
    pub fn where_text(&self) -> String {
        if self.text.is_empty() { String::new() } else { format!("WHERE {}", self.text) }
    }
}

/// Binds the values of a condition, in their order.
macro_rules! bind_all {
    ($query:expr, $values:expr) => {{
        let mut query = $query;
        for value in $values {
            query = match value {
                $crate::statement::Value::Number(number) => query.bind(*number),
                $crate::statement::Value::Text(text) => query.bind(text.as_str()),
            };
        }
        query
    }};
}
pub(crate) use bind_all;
