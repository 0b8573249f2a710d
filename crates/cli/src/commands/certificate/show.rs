//! `antin certificate show FILE…`: what certificates say.

use super::damage;
use super::describe::{fields, for_people};
use crate::arguments::{Shape, ShowCall};
use crate::failure::Failure;
use crate::words::Words;
use antin_domain::message::Message;
use antin_pki::bundle;
use antin_pki::certificate::Certificate;
use antin_pki::crl::Crl;
use antin_results::certificates::files::{bytes, nothing_in};
use serde_json::{Map, Value, json};
use std::path::Path;

/// Shows every certificate of every file.
///
/// # Errors
/// A file cannot be read, or has no certificate in it.
pub fn run(call: &ShowCall) -> Result<String, Failure> {
    let words = Words::new(call.lang);
    let mut shown = Shown::default();
    for path in &call.files {
        show_file(path, call.format, &words, &mut shown)?;
    }
    Ok(match call.format {
        Shape::Text => shown.text,
        Shape::Json => serde_json::to_string_pretty(&shown.json).unwrap_or_default() + "\n",
    })
}

#[derive(Default)]
struct Shown {
    text: String,
    json: Vec<Value>,
}

fn show_file(path: &Path, format: Shape, words: &Words, shown: &mut Shown) -> Result<(), Failure> {
    let bytes = bytes(path)?;
    let found = bundle::find(&bytes);
    if found.certificates.is_empty() {
        return Err(Failure::Unusable(why_nothing(path, &bytes, found.crls.len(), words)));
    }
    let count = found.certificates.len();
    for (index, der) in found.certificates.iter().enumerate() {
        // The bundle holds only what reads as a certificate.
        let Ok(certificate) = Certificate::read(der) else { continue };
        let fields = fields(&certificate);
        match format {
            Shape::Json => {
                let mut object = Map::new();
                object.insert("file".into(), json!(path.display().to_string()));
                for field in &fields {
                    let value = if field.is_list { json!(field.values) } else { json!(field.values.first()) };
                    object.insert(field.name.into(), value);
                }
                shown.json.push(Value::Object(object));
            }
            Shape::Text => {
                let heading = Message::new("pki-show-file").with("file", path.display());
                let heading = words.say(&heading.with("number", index + 1).with("count", count));
                shown.text.push_str(&format!("{heading}\n"));
                for field in fields.iter().filter(|field| !field.values.is_empty()) {
                    let values: Vec<String> = field.values.iter().map(|value| for_people(field, value)).collect();
                    shown.text.push_str(&format!("  {}: {}\n", words.get(field.heading), values.join("; ")));
                }
                shown.text.push('\n');
            }
        }
    }
    if found.damaged > 0 && format == Shape::Text {
        let note = Message::new("pki-show-damaged").with("count", found.damaged);
        shown.text.push_str(&format!("{}\n", words.say(&note)));
    }
    Ok(())
}

/// Why a file has no certificate in it, as exactly as its bytes tell.
fn why_nothing(path: &Path, bytes: &[u8], crls: usize, words: &Words) -> Message {
    let file = path.display();
    if bytes.is_empty() {
        return Message::new("pki-file-empty").with("file", file);
    }
    if crls > 0 {
        return Message::new("pki-file-only-crl").with("file", file);
    }
    if bytes.windows(11).any(|window| window == b"PRIVATE KEY") {
        return Message::new("pki-file-private-key").with("file", file);
    }
    // A sequence that says it is longer than the file.
    if bytes.first() == Some(&0x30)
        && let Err(error) = Certificate::read(bytes)
        && Crl::read(bytes).is_err()
    {
        let message = Message::new("pki-not-a-certificate").with("file", file);
        return message.with("part", error.part).with("reason", damage::say(error.error, words));
    }
    nothing_in(path)
}
