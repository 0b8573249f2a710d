//! Tokens of access: a person's own, a form to make one, the secret shown this once, ending one.

use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of};
use crate::wording;
use antin_app::sign_in;
use antin_app::tokens::{self, Token, TokenInput};
use antin_app::{AppError, Visitor};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::permission::{Act, Effect};
use antin_words::Words;
use askama::Template;
use axum::Router;
use axum::extract::{Path, RawForm};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use std::sync::Arc;

pub fn routes() -> Router<Arc<Service>> {
    Router::new().route("/tokens", get(show).post(make)).route("/tokens/{id}/end", post(end))
}

#[derive(Template)]
#[template(path = "tokens.html")]
struct TokensPage {
    shell: Shell,
    wrong: String,
    secret: String,
    rows: Vec<TokenRow>,
    name: String,
    until: String,
    least: String,
    most: String,
    reads: Vec<ActChoice>,
    changes: Vec<ActChoice>,
    asks_password: bool,
}

/// A token as a row.
struct TokenRow {
    name: String,
    acts: String,
    made: String,
    until: String,
    used: String,
    end: String,
    is_over: bool,
}

/// An act that a token could be given.
struct ActChoice {
    name: &'static str,
    word: String,
    is_chosen: bool,
}

/// What the form holds.
#[derive(Default)]
struct Input {
    name: String,
    until: String,
    acts: Vec<Act>,
    password: String,
}

async fn show(visit: Visit) -> Result<Response, Failure> {
    page(&visit, String::new(), String::new(), &Input::default()).await
}

async fn page(visit: &Visit, wrong: String, secret: String, input: &Input) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let (context, now) = (call.context(), call.context().now());
    let own = visit.ok(tokens::list(context, &visit.visitor, visit.visitor.actor.user).await)?;
    let row = |token: &Token| TokenRow {
        name: token.name.clone(),
        acts: token.acts.iter().map(|&act| may(words, act)).collect::<Vec<_>>().join("; "),
        made: wording::moment(token.created),
        until: wording::moment(token.expires),
        used: token.used.map(wording::moment).unwrap_or_default(),
        end: format!("/tokens/{}/end", token.id),
        is_over: token.ended.is_some() || token.expires < now,
    };
    let choices = |effect: Effect| choices(words, &visit.visitor, effect, &input.acts);
    let today = now.day();
    Ok(page_of(&TokensPage {
        rows: own.iter().map(row).collect(),
        name: input.name.clone(),
        until: if input.until.is_empty() { iso(today.plus(90)) } else { input.until.clone() },
        least: iso(today),
        most: iso(today.plus(tokens::MOST_DAYS)),
        reads: choices(Effect::Reads),
        changes: choices(Effect::Changes),
        asks_password: !sign_in::is_stepped_up(context, &visit.visitor),
        wrong,
        secret,
        shell: call.shell(words.get("api-tokens-title"), "accounts"),
    }))
}

/// The acts of one effect that the visitor may do somewhere.
fn choices(words: &Words, visitor: &Visitor, effect: Effect, chosen: &[Act]) -> Vec<ActChoice> {
    let of_effect = |act: &Act| act.rule().is_some_and(|rule| rule.effect == effect);
    let choice = |act: Act| ActChoice { name: act.name(), word: may(words, act), is_chosen: chosen.contains(&act) };
    tokens::possible_acts(visitor).into_iter().filter(of_effect).map(choice).collect()
}

/// What an act allows, in words.
fn may(words: &Words, act: Act) -> String {
    words.get(&format!("access-may-{}", act.name()))
}

async fn make(visit: Visit, RawForm(form): RawForm) -> Result<Response, Failure> {
    let mut input = Input::default();
    let possible = tokens::possible_acts(&visit.visitor);
    for (name, value) in form_urlencoded::parse(&form) {
        match name.as_ref() {
            "name" => input.name = value.into_owned(),
            "until" => input.until = value.into_owned(),
            "password" => input.password = value.into_owned(),
            "act" => input.acts.extend(possible.iter().copied().find(|act| act.name() == value)),
            _ => {}
        }
    }
    match made(&visit, &input).await {
        Ok(secret) => page(&visit, String::new(), secret, &Input::default()).await,
        Err(error) => {
            let wrong = visit.call.words().say(&error.message());
            Ok((crate::visit::status(&error), page(&visit, wrong, String::new(), &input).await?).into_response())
        }
    }
}

/// Makes the token; the password is asked for once more where it was not given lately.
async fn made(visit: &Visit, input: &Input) -> Result<String, AppError> {
    let context = visit.call.context();
    let mut visitor = visit.visitor.clone();
    if !sign_in::is_stepped_up(context, &visitor) {
        sign_in::step_up(context, &visitor, &input.password).await?;
        visitor.session.stepped_up = Some(context.now());
    }
    let until = Day::parse(input.until.as_bytes()).unwrap_or(Day::UNKNOWN);
    let token = TokenInput { name: input.name.clone(), acts: input.acts.clone(), until };
    Ok(tokens::make(context, &visitor, &token).await?.1)
}

async fn end(visit: Visit, Path(id): Path<i64>) -> Result<Response, Failure> {
    visit.ok(tokens::end(visit.call.context(), &visit.visitor, Id(id)).await)?;
    Ok(Redirect::to("/tokens").into_response())
}

/// As fields for days want it: `2024-06-14`.
fn iso(day: Day) -> String {
    day.civil().map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}")).unwrap_or_default()
}
