//! The data of one paper: read from TOML or JSON, held against the fields of its template.

use crate::refusal::{Place, Refusal};
use crate::template::{Field, FieldKind};
use crate::text::{LineEnds, checked};
use antin_domain::day::Day;
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

/// Data as written: names and values.
pub type Data = Map<String, Json>;

/// How data are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON.
    Json,
    /// TOML.
    Toml,
}

/// What is filled into a field, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text; lines are separated by `\n`.
    Text(String),
    /// A day.
    Day(Day),
    /// A number of things.
    Number(i64),
    /// Several texts.
    List(Vec<String>),
    /// Several records.
    Records(Vec<Values>),
}

/// The values of the fields that are filled in, by name.
pub type Values = BTreeMap<String, Value>;

/// Reads data.
///
/// # Errors
/// They are no TOML or JSON, or no table of names and values.
pub fn parse(bytes: &[u8], format: Format) -> Result<Data, Refusal> {
    let bad = |reason: String| Refusal::BadData { reason: reason.trim_end().to_owned() };
    let text = std::str::from_utf8(bytes).map_err(|error| bad(error.to_string()))?;
    let text = text.trim_start_matches('\u{feff}');
    match format {
        Format::Json => serde_json::from_str(text).map_err(|error| bad(error.to_string())),
        Format::Toml => {
            let table: toml::Table = text.parse().map_err(|error: toml::de::Error| bad(error.to_string()))?;
            Ok(table.into_iter().map(|(name, value)| (name, json(value))).collect())
        }
    }
}

/// TOML as JSON; days become texts.
fn json(value: toml::Value) -> Json {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(yes) => yes.into(),
        toml::Value::Datetime(day) => day.to_string().into(),
        toml::Value::Array(values) => values.into_iter().map(json).collect(),
        toml::Value::Table(table) => Json::Object(table.into_iter().map(|(name, value)| (name, json(value))).collect()),
    }
}

/// Holds `data` against `fields`: what is filled in, by name.
///
/// # Errors
/// A field is unknown, missing, of another kind, too long, or holds what cannot be printed.
pub fn read(data: &Data, fields: &[&Field], path: &str) -> Result<Values, Refusal> {
    let at = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    if let Some(name) = data.keys().find(|name| !fields.iter().any(|field| field.name == **name)) {
        let known: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        return Err(Refusal::UnknownField { name: at(name), known: known.join(", ") });
    }
    let mut values = Values::new();
    for field in fields {
        let place = Place { label: field.label.clone(), path: at(&field.name), law: field.law.clone() };
        let value = match data.get(&field.name) {
            Some(written) => value(written, field, &place)?,
            None => None,
        };
        match value.or_else(|| default(field)) {
            Some(value) => {
                values.insert(field.name.clone(), value);
            }
            None if field.required => return Err(Refusal::Missing { place: Box::new(place) }),
            None => {}
        }
    }
    for field in fields.iter().filter(|field| values.contains_key(&field.name)) {
        let earlier = fields.iter().find(|other| other.name == field.not_before);
        if let (Some(Value::Day(is)), Some(Value::Day(day))) = (values.get(&field.name), values.get(&field.not_before))
            && is < day
        {
            let place = Place { label: field.label.clone(), path: at(&field.name), law: field.law.clone() };
            let label = earlier.map_or("", |other| &other.label);
            return Err(Refusal::Before { place: Box::new(place), is: *is, other: format!("“{label}”: {day}") });
        }
        if let Some(needed) = field.needs.iter().find(|needed| !values.contains_key(*needed)) {
            let place = Place { label: field.label.clone(), path: at(&field.name), law: field.law.clone() };
            let label = fields.iter().find(|other| other.name == *needed).map_or("", |other| &other.label);
            return Err(Refusal::Needs { place: Box::new(place), needed: format!("“{label}” ({})", at(needed)) });
        }
    }
    Ok(values)
}

fn default(field: &Field) -> Option<Value> {
    match (field.kind, field.default.first()) {
        (_, None) => None,
        (FieldKind::List, Some(_)) => Some(Value::List(field.default.clone())),
        (_, Some(text)) => Some(Value::Text(text.clone())),
    }
}

/// The value of a field; none where it is blank.
fn value(written: &Json, field: &Field, place: &Place) -> Result<Option<Value>, Refusal> {
    let most = field.most.unwrap_or(field.kind.usual_limit());
    let not_a = || Refusal::NotA { place: Box::new(place.clone()), kind: field.kind.name(), found: short(written) };
    let too_long = |is: usize| Refusal::TooLong { place: Box::new(place.clone()), is, most };
    if written.is_null() {
        return Ok(None);
    }
    let value = match field.kind {
        FieldKind::Text | FieldKind::Lines => {
            let text = written.as_str().ok_or_else(not_a)?;
            let text = text_of(text, field, place, most)?;
            if text.is_empty() {
                return Ok(None);
            }
            Value::Text(text)
        }
        FieldKind::Day => match written.as_str().ok_or_else(not_a)?.trim() {
            "" => return Ok(None),
            text => Value::Day(Day::parse(text.as_bytes()).ok_or_else(not_a)?),
        },
        FieldKind::Number => Value::Number(number(written).ok_or_else(not_a)?),
        FieldKind::List => {
            let texts = written.as_array().ok_or_else(not_a)?;
            if texts.len() > most {
                return Err(too_long(texts.len()));
            }
            let mut list = Vec::new();
            for text in texts {
                let text = text.as_str().ok_or_else(not_a)?;
                list.push(text_of(text, field, place, FieldKind::Text.usual_limit())?);
            }
            list.retain(|text| !text.is_empty());
            if list.is_empty() {
                return Ok(None);
            }
            Value::List(list)
        }
        FieldKind::Records => {
            let written = written.as_array().ok_or_else(not_a)?;
            if written.len() > most {
                return Err(too_long(written.len()));
            }
            let fields: Vec<&Field> = field.fields.iter().collect();
            let mut records = Vec::with_capacity(written.len());
            for (index, record) in written.iter().enumerate() {
                let record = record.as_object().ok_or_else(not_a)?;
                records.push(read(record, &fields, &format!("{}[{}]", place.path, index + 1))?);
            }
            if records.is_empty() {
                return Ok(None);
            }
            Value::Records(records)
        }
    };
    Ok(Some(value))
}

fn text_of(text: &str, field: &Field, place: &Place, most: usize) -> Result<String, Refusal> {
    // Counted before anything else is done with it: whoever sends a million letters gets a short answer.
    let length = text.chars().count();
    if length > most {
        return Err(Refusal::TooLong { place: Box::new(place.clone()), is: length, most });
    }
    let ends = if field.kind == FieldKind::Lines { LineEnds::Kept } else { LineEnds::Refused };
    let text = checked(text, ends).map_err(|wrong| Refusal::Character {
        place: Box::new(place.clone()),
        code: format!("U+{:04X}", wrong.character as u32),
        at: wrong.at,
    })?;
    if !field.one_of.is_empty() && !text.is_empty() && !field.one_of.contains(&text) {
        return Err(Refusal::NotOneOf {
            place: Box::new(place.clone()),
            found: text,
            allowed: field.one_of.join(", "),
        });
    }
    // A passport has letters; a CCCD that lost its leading zero has not.
    let has_letters = text.chars().any(char::is_alphabetic);
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit()) && field.digits.contains(&text.len());
    if !field.digits.is_empty() && !text.is_empty() && !has_letters && !is_digits {
        let allowed = field.digits.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
        return Err(Refusal::Digits { place: Box::new(place.clone()), found: text, allowed });
    }
    Ok(text)
}

/// A whole number from 0, also where it is written as text.
fn number(written: &Json) -> Option<i64> {
    let number = match written {
        Json::String(text) => text.trim().parse().ok()?,
        other => other.as_i64()?,
    };
    (number >= 0).then_some(number)
}

/// The beginning of a value, for a sentence.
fn short(written: &Json) -> String {
    let text = written.to_string();
    if text.chars().count() > 60 { text.chars().take(60).collect::<String>() + "…" } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields() -> Vec<Field> {
        #[derive(serde::Deserialize)]
        struct Fields {
            field: Vec<Field>,
        }
        let text = r#"
            field = [
                { name = "name", label = "Họ và tên", required = true, law = "Mẫu 01", most = 10 },
                { name = "born", label = "Ngày sinh", kind = "day" },
                { name = "count", label = "Số lượng", kind = "number" },
                { name = "for", label = "Thay cho", needs = ["name", "born"] },
                { name = "people", label = "Người", kind = "records", most = 2, field = [{ name = "mail", label = "Thư", required = true }] },
            ]"#;
        toml::from_str::<Fields>(text).unwrap().field
    }

    fn check(text: &str, expected: &str) {
        let fields = fields();
        let fields: Vec<&Field> = fields.iter().collect();
        let found = parse(text.as_bytes(), Format::Toml).and_then(|data| read(&data, &fields, ""));
        assert_eq!(
            found.map_or_else(|refusal| refusal.to_string(), |values| format!("{} fields", values.len())),
            expected
        );
    }

    #[test]
    fn what_is_right_is_taken() {
        check("name = \"An\"\nborn = 1980-02-03\ncount = 3\n[[people]]\nmail = \"a@b\"", "4 fields");
        check("name = \"An\"\nborn = \"\"\npeople = []", "1 fields");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        check("born = \"1/1/1980\"", "name is missing");
        check("name = \"  \"", "name is missing");
        check("name = \"Nguyễn Thị Minh\"", "name holds 15, at most 10");
        check("name = \"A\\u202E\"", "name: character U+202E");
        check("name = 12", "name is no text: 12");
        check("name = \"An\"\nborn = \"31/02/1980\"", "born is no day: \"31/02/1980\"");
        check("name = \"An\"\ncount = -1", "count is no number: -1");
        check("name = \"An\"\nfor = \"B\"", "for needs “Ngày sinh” (born)");
        check("name = \"An\"\nnmae = \"B\"", "there is no field nmae");
        check("name = \"An\"\n[[people]]\nmail = \"a\"\n[[people]]\nmial = \"a\"", "there is no field people[2].mial");
        check("name = \"An\"\n[[people]]\n[[people]]\n[[people]]", "people holds 3, at most 2");
        assert!(parse(b"[1, 2]", Format::Json).is_err());
        assert!(parse(b"\xff", Format::Toml).is_err());
    }
}
