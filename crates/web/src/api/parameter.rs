//! Parameters of a query: what each may hold, told to the document and held to by the reader.

use super::problem::{Code, Problem};
use antin_app::Cursor;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use serde_json::{Value, json};

/// Rows of a page where nothing else is asked for.
pub const USUAL_LIMIT: u32 = 50;
/// The most rows of a page.
pub const MOST_LIMIT: i64 = 200;
/// The longest text of a parameter.
const MOST_TEXT: usize = 200;

/// A parameter; with `api-parameter-` before its name the key of its description.
#[derive(Clone, Copy)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it may hold.
    pub kind: Kind,
}

/// What a parameter may hold.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Any text.
    Text,
    /// The number of a thing.
    Id,
    /// A whole number from … to.
    Number(i64, i64),
    /// One of these words.
    Word(fn() -> Vec<&'static str>),
    /// A month: `2024-06`.
    Month,
    /// Where a page begins, as the page before told.
    Cursor,
}

/// Where the page begins.
pub const AFTER: Parameter = Parameter { name: "after", kind: Kind::Cursor };
/// How many rows.
pub const LIMIT: Parameter = Parameter { name: "limit", kind: Kind::Number(1, MOST_LIMIT) };

impl Parameter {
    /// The schema of its values.
    pub fn schema(&self) -> Value {
        match self.kind {
            // Control characters stand in no name and in no column of a database.
            Kind::Text => json!({ "type": "string", "maxLength": MOST_TEXT, "pattern": r"^[^\u0000-\u001f\u007f]*$" }),
            Kind::Id => json!({ "type": "string", "pattern": ID_PATTERN }),
            Kind::Number(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
            Kind::Word(words) => json!({ "type": "string", "enum": words() }),
            Kind::Month => json!({ "type": "string", "pattern": "^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$" }),
            Kind::Cursor => json!({ "type": "string", "maxLength": 2000, "pattern": "^-?[0-9a-z]+-([0-9a-f]{2})*$" }),
        }
    }

    /// Refuses a value that is none of this parameter.
    ///
    /// # Errors
    /// The problem names the parameter.
    pub fn check(&self, value: &str) -> Result<(), Problem> {
        let is_good = match self.kind {
            Kind::Text => value.chars().count() <= MOST_TEXT && !value.chars().any(is_control),
            Kind::Id => id(value).is_some(),
            Kind::Number(least, most) => {
                value.parse().is_ok_and(|number: i64| (least..=most).contains(&number) && number.to_string() == value)
            }
            Kind::Word(words) => words().contains(&value),
            Kind::Month => month(value).is_some(),
            Kind::Cursor => cursor(value).is_some(),
        };
        if is_good {
            return Ok(());
        }
        let message = Message::new("api-bad-parameter").with("name", self.name).with("value", shown(value));
        Err(Problem::new(Code::BadParameter, message).at(self.name))
    }
}

/// The pattern of the number of a thing.
pub const ID_PATTERN: &str = "^[0-9]{1,19}$";

/// The number of a thing; one too great for any thing is the number of none.
pub fn id(text: &str) -> Option<Id> {
    let is_number = (1..=19).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| Id(text.parse().unwrap_or(i64::MAX)))
}

/// A month: year and month.
pub fn month(text: &str) -> Option<(i32, u32)> {
    let (year, month) = text.split_once('-')?;
    if (year.len(), month.len()) != (4, 2) || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        return None;
    }
    let (year, month) = (year.parse().ok()?, month.parse().ok()?);
    ((1900..2100).contains(&year) && Day::new(year, month, 1).is_some()).then_some((year, month))
}

/// The place where a page begins.
pub fn cursor(text: &str) -> Option<Cursor> {
    Cursor::parse(text).ok().filter(|cursor| !cursor.key.contains('\0'))
}

/// A character that stands in no text of ours.
fn is_control(c: char) -> bool {
    c.is_ascii_control()
}

/// The beginning of what somebody sent, to be said back.
pub fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: Kind, good: &[&str], bad: &[&str]) {
        let parameter = Parameter { name: "x", kind };
        good.iter().for_each(|value| assert!(parameter.check(value).is_ok(), "{value}"));
        bad.iter().for_each(|value| assert!(parameter.check(value).is_err(), "{value}"));
    }

    #[test]
    fn a_value_is_what_its_schema_says_or_refused() {
        check(
            Kind::Id,
            &["0", "7123456789012345678", "9999999999999999999"],
            &["", "-1", "x", "1.0", "12345678901234567890"],
        );
        check(Kind::Number(1, 200), &["1", "200"], &["0", "201", "-1", "+5", "05", "1.0", "", "one"]);
        check(Kind::Month, &["2024-06", "1999-12"], &["2024-13", "2024-6", "24-06", "-024-06", ""]);
        check(Kind::Text, &["", "nguyễn kim anh"], &["a\0b", "a\nb"]);
        check(Kind::Cursor, &["1-", "a7-616e"], &["", "1", "1-0", "1-00", "1-zz"]);
        check(Kind::Word(|| vec!["csv"]), &["csv"], &["CSV", ""]);
    }
}
