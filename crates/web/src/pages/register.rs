//! Registering and confirming a certificate: a file in, what it says, what would happen, one button.

use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of, status};
use crate::wording;
use antin_app::register::{self, Issuer, Outcome, Said};
use antin_app::{AppError, certificates};
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_words::Words;
use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Form, Multipart};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use std::sync::Arc;

pub fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/register", get(form).post(look).layer(DefaultBodyLimit::max(register::MOST_BYTES)))
        .route("/register/keep", post(keep))
}

#[derive(Template)]
#[template(path = "register.html")]
struct RegisterPage {
    shell: Shell,
    wrong: String,
    found: Vec<Found>,
}

/// One certificate of the file.
struct Found {
    holder: String,
    facts: Vec<(String, String)>,
    serial: String,
    sentence: String,
    class: &'static str,
    differences: Vec<(String, String, String)>,
    /// The bytes, for the button; blank where there is nothing to do.
    bytes: String,
    act: String,
}

async fn form(visit: Visit) -> Result<Response, Failure> {
    visit.ok(visit.visitor.reach(Act::RegisterCertificate))?;
    Ok(register_page(&visit, Vec::new(), String::new()))
}

fn register_page(visit: &Visit, found: Vec<Found>, wrong: String) -> Response {
    let shell = visit.call.shell(visit.call.words().get("own-title"), "certificates");
    page_of(&RegisterPage { shell, wrong, found })
}

/// Says what a file holds; nothing is kept.
async fn look(visit: Visit, mut form: Multipart) -> Result<Response, Failure> {
    let unusable =
        |error: &dyn std::fmt::Display| AppError::Unusable(Message::new("intake-broken-upload").with("reason", error));
    let mut bytes = Vec::new();
    while let Some(field) = visit.ok(form.next_field().await.map_err(|error| unusable(&error)))? {
        if field.name() == Some("file") {
            bytes = visit.ok(field.bytes().await.map_err(|error| unusable(&error)))?.to_vec();
        }
    }
    let read = match bytes.is_empty() {
        true => Err(AppError::Unusable(Message::new("intake-no-file"))),
        false => register::read(visit.call.context(), &visit.visitor, &bytes).await,
    };
    match read {
        Ok(read) => {
            let mut found = Vec::with_capacity(read.len());
            for (said, outcome) in &read {
                found.push(one(&visit, said, outcome).await?);
            }
            Ok(register_page(&visit, found, String::new()))
        }
        Err(error @ AppError::Unusable(_)) => {
            let wrong = visit.call.words().say(&error.message());
            Ok((status(&error), register_page(&visit, Vec::new(), wrong)).into_response())
        }
        Err(error) => Err(visit.call.failure(&error)),
    }
}

async fn one(visit: &Visit, said: &Said, outcome: &Outcome) -> Result<Found, Failure> {
    let words = visit.call.words();
    let (sentence, class, act) = match outcome {
        Outcome::Refuse(message) => (words.say(message), "bad", String::new()),
        Outcome::Confirm { is_confirmed: true, .. } => (words.get("own-known"), "good", String::new()),
        Outcome::Confirm { differences, .. } if differences.is_empty() => {
            (words.get("own-same"), "good", words.get("own-confirm"))
        }
        Outcome::Confirm { .. } => (words.get("own-differs"), "warn", words.get("own-confirm-update")),
        Outcome::Register { person, unit } => {
            let names = visit.ok(certificates::unit_names(visit.call.context(), vec![*unit]).await)?;
            let key = if person.is_some() { "own-new" } else { "own-new-nobody" };
            let unit = names.get(unit).cloned().unwrap_or_default();
            (words.say(&Message::new(key).with("unit", unit)), "", words.get("own-act"))
        }
    };
    let differences = match outcome {
        Outcome::Confirm { differences, .. } => differences.as_slice(),
        _ => &[],
    };
    Ok(Found {
        holder: said.holder.clone(),
        facts: facts(words, said),
        serial: wording::serial(said.serial),
        sentence,
        class,
        differences: differences.iter().map(|(key, old, new)| (words.get(key), old.clone(), new.clone())).collect(),
        bytes: if act.is_empty() { String::new() } else { antin_domain::hex::hex(&said.der) },
        act,
    })
}

fn facts(words: &Words, said: &Said) -> Vec<(String, String)> {
    let signed = match said.signed {
        Issuer::Verified => "own-signed-verified",
        Issuer::Unknown => "own-signed-unknown",
        Issuer::Denied => "own-signed-denied",
    };
    let rows = [
        ("page-issuer", said.issuer.clone()),
        ("own-signed", words.get(signed)),
        ("page-unit", said.units.join(" › ")),
        ("page-position", said.position.clone()),
        ("page-email", said.email.clone()),
        ("page-valid-from", said.valid_from.to_string()),
        ("page-valid-to", said.valid_to.to_string()),
        ("page-digest", antin_domain::hex::hex(&said.digest)),
    ];
    rows.into_iter().filter(|(_, text)| !text.is_empty()).map(|(key, text)| (words.get(key), text)).collect()
}

#[derive(Deserialize)]
struct KeepForm {
    bytes: String,
}

/// Registers or confirms one certificate: the bytes come back, and are read and judged once more.
async fn keep(visit: Visit, Form(input): Form<KeepForm>) -> Result<Response, Failure> {
    let nothing = || AppError::Unusable(Message::new("own-nothing"));
    let bytes = visit.ok(bytes_of(&input.bytes).ok_or_else(nothing))?;
    match register::keep(visit.call.context(), &visit.visitor, &bytes).await {
        Ok(id) => Ok(Redirect::to(&format!("/certificates/{id}")).into_response()),
        Err(error @ AppError::Unusable(_)) => {
            let wrong = visit.call.words().say(&error.message());
            Ok((status(&error), register_page(&visit, Vec::new(), wrong)).into_response())
        }
        Err(error) => Err(visit.call.failure(&error)),
    }
}

/// Hex digits as bytes.
fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.chars().map(|c| c.to_digit(16).map(|digit| digit as u8)).collect::<Option<_>>()?;
    digits.chunks(2).map(|pair| Some(pair[0] << 4 | *pair.get(1)?)).collect()
}
