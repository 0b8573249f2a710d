//! Entering and leaving: password, second factor, the first administrator's link.

use crate::address;
use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Call, Failure, SESSION_COOKIE, Visit, page_of, status};
use antin_app::accounts::{self, AccountInput};
use antin_app::{AppError, sign_in};
use antin_domain::message::Message;
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use serde::Deserialize;
use std::sync::Arc;

pub fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/sign-in", get(form).post(enter))
        .route("/sign-in/code", get(code_form).post(code))
        .route("/sign-out", post(leave))
        .route("/first/{token}", get(first_form).post(first))
}

#[derive(Deserialize, Default)]
struct Next {
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
struct SignInInput {
    login: String,
    password: String,
    #[serde(default)]
    next: String,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    shell: Shell,
    wrong: String,
    login: String,
    next: String,
    demo: Vec<DemoLogin>,
}

/// A log-in of the demonstration.
struct DemoLogin {
    login: &'static str,
    role: String,
}

async fn form(call: Call, Query(query): Query<Next>) -> Response {
    if call.visitor.is_some() {
        return Redirect::to(address::safe(&query.next)).into_response();
    }
    sign_in_page(&call, String::new(), String::new(), query.next)
}

async fn enter(call: Call, cookies: CookieJar, Form(input): Form<SignInInput>) -> Response {
    match sign_in::enter(call.context(), &input.login, &input.password, &call.origin).await {
        Ok(token) => {
            (cookies.add(session_cookie(&call, token)), Redirect::to(address::safe(&input.next))).into_response()
        }
        Err(error) => {
            let page = sign_in_page(&call, call.words().say(&error.message()), input.login, input.next);
            (status(&error), page).into_response()
        }
    }
}

fn sign_in_page(call: &Call, wrong: String, login: String, next: String) -> Response {
    let words = call.words();
    let demo = antin_app::demo::LOGINS
        .iter()
        .map(|(login, role)| DemoLogin { login, role: words.get(&format!("access-role-{}", role.name())) });
    let demo = if call.service.is_demo { demo.collect() } else { Vec::new() };
    let next = address::safe(&next).to_owned();
    page_of(&SignInPage { shell: call.shell(words.get("web-sign-in"), ""), wrong, login, next, demo })
}

#[derive(Template)]
#[template(path = "code.html")]
struct CodePage {
    shell: Shell,
    wrong: String,
}

#[derive(Deserialize)]
struct CodeInput {
    code: String,
}

async fn code_form(call: Call) -> Response {
    if call.visitor.as_ref().is_none_or(|visitor| !visitor.owes_second_factor) {
        return Redirect::to("/").into_response();
    }
    page_of(&CodePage { shell: call.shell(call.words().get("web-code-title"), ""), wrong: String::new() })
}

async fn code(call: Call, Form(input): Form<CodeInput>) -> Response {
    let Some(visitor) = call.visitor.as_ref().filter(|visitor| visitor.owes_second_factor) else {
        return Redirect::to("/").into_response();
    };
    match sign_in::show_code(call.context(), visitor, &input.code).await {
        Ok(()) => Redirect::to("/").into_response(),
        Err(error) => {
            let wrong = call.words().say(&error.message());
            let page = page_of(&CodePage { shell: call.shell(call.words().get("web-code-title"), ""), wrong });
            (status(&error), page).into_response()
        }
    }
}

async fn leave(visit: Visit, cookies: CookieJar) -> Result<Response, Failure> {
    visit.ok(sign_in::leave(visit.call.context(), &visit.visitor).await)?;
    let mut gone = Cookie::from(SESSION_COOKIE);
    gone.set_path("/");
    Ok((cookies.remove(gone), Redirect::to("/sign-in")).into_response())
}

#[derive(Template)]
#[template(path = "first.html")]
struct FirstPage {
    shell: Shell,
    wrong: String,
    input: FirstInput,
    least: usize,
}

#[derive(Deserialize, Default)]
struct FirstInput {
    login: String,
    name: String,
    password: String,
    top: String,
}

async fn first_form(call: Call, Path(token): Path<String>) -> Response {
    if !accounts::is_first_link(call.context(), &token) {
        let error = AppError::Refused(Message::new("access-link-used"));
        return call.failure(&error).into_response();
    }
    first_page(&call, String::new(), FirstInput::default())
}

async fn first(call: Call, cookies: CookieJar, Path(token): Path<String>, Form(input): Form<FirstInput>) -> Response {
    let account = AccountInput {
        login: input.login.clone(),
        name: input.name.clone(),
        password: input.password.clone(),
        person: String::new(),
    };
    match accounts::first(call.context(), &token, &account, &input.top, &call.origin).await {
        Ok(token) => (cookies.add(session_cookie(&call, token)), Redirect::to("/")).into_response(),
        Err(error) => {
            let page = first_page(&call, call.words().say(&error.message()), input);
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
    }
}

fn first_page(call: &Call, wrong: String, input: FirstInput) -> Response {
    let shell = call.shell(call.words().get("web-first-title"), "");
    page_of(&FirstPage { shell, wrong, input, least: sign_in::LEAST_PASSWORD })
}

fn session_cookie(call: &Call, token: String) -> Cookie<'static> {
    let mut cookie = Cookie::new(SESSION_COOKIE, token);
    cookie.set_http_only(true);
    cookie.set_secure(call.service.is_behind_proxy);
    cookie.set_same_site(SameSite::Lax);
    cookie.set_path("/");
    cookie
}
