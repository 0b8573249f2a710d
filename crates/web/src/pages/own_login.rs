//! One's own log-in: another password, a second factor on the telephone.

use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of, status};
use antin_app::own_login::{self, Enrolment};
use antin_app::{AppError, sign_in};
use antin_domain::id::Id;
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use std::sync::Arc;

pub fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/own/password", get(password_form).post(change_password))
        .route("/own/second-factor", get(factor_form).post(set_factor))
        .route("/accounts/{id}/second-factor/drop", post(drop_factor))
}

#[derive(Template)]
#[template(path = "own_password.html")]
struct PasswordPage {
    shell: Shell,
    wrong: String,
    least: usize,
}

async fn password_form(visit: Visit) -> Response {
    password_page(&visit, String::new())
}

fn password_page(visit: &Visit, wrong: String) -> Response {
    let shell = visit.call.shell(visit.call.words().get("web-own-password"), "");
    page_of(&PasswordPage { shell, wrong, least: sign_in::LEAST_PASSWORD })
}

#[derive(Deserialize)]
struct PasswordInput {
    old: String,
    new: String,
}

async fn change_password(visit: Visit, Form(input): Form<PasswordInput>) -> Response {
    match own_login::change_password(visit.call.context(), &visit.visitor, &input.old, &input.new).await {
        Ok(()) => Redirect::to(&own_page(&visit)).into_response(),
        Err(error) => {
            let wrong = visit.call.words().say(&error.message());
            (status(&error), password_page(&visit, wrong)).into_response()
        }
    }
}

#[derive(Template)]
#[template(path = "own_second_factor.html")]
struct FactorPage {
    shell: Shell,
    wrong: String,
    enrolment: Enrolment,
    asks_password: bool,
    size: usize,
}

impl FactorPage {
    /// The dark dots of the square, each as column and row with a quiet margin of four.
    fn dark(&self) -> Vec<(usize, usize)> {
        let rows = self.enrolment.dots.iter().enumerate();
        rows.flat_map(|(y, row)| row.iter().enumerate().filter(|(_, dark)| **dark).map(move |(x, _)| (x + 4, y + 4)))
            .collect()
    }
}

async fn factor_form(visit: Visit) -> Result<Response, Failure> {
    let enrolment = visit.ok(own_login::enrol(visit.call.context(), &visit.visitor))?;
    Ok(factor_page(&visit, enrolment, String::new()))
}

fn factor_page(visit: &Visit, enrolment: Enrolment, wrong: String) -> Response {
    let shell = visit.call.shell(visit.call.words().get("web-own-factor"), "");
    let size = enrolment.dots.len() + 8;
    let asks_password = !sign_in::is_stepped_up(visit.call.context(), &visit.visitor);
    page_of(&FactorPage { shell, wrong, enrolment, asks_password, size })
}

#[derive(Deserialize)]
struct FactorInput {
    secret: String,
    code: String,
    #[serde(default)]
    password: String,
}

/// Keeps the second factor after its first code; the same square is shown again where the code was wrong.
async fn set_factor(mut visit: Visit, Form(input): Form<FactorInput>) -> Result<Response, Failure> {
    match keep_factor(&mut visit, &input).await {
        Ok(()) => Ok(Redirect::to(&own_page(&visit)).into_response()),
        Err(error) => {
            let enrolment = visit.ok(own_login::enrol_again(&visit.visitor, &input.secret))?;
            let wrong = visit.call.words().say(&error.message());
            Ok((status(&error), factor_page(&visit, enrolment, wrong)).into_response())
        }
    }
}

async fn keep_factor(visit: &mut Visit, input: &FactorInput) -> Result<(), AppError> {
    give_password(visit, &input.password).await?;
    own_login::set_second_factor(visit.call.context(), &visit.visitor, &input.secret, &input.code).await
}

#[derive(Deserialize)]
struct DropInput {
    #[serde(default)]
    password: String,
}

/// Takes a second factor away, one's own or that of somebody who lost the telephone.
async fn drop_factor(mut visit: Visit, Path(id): Path<i64>, Form(input): Form<DropInput>) -> Result<Response, Failure> {
    let given = give_password(&mut visit, &input.password).await;
    visit.ok(given)?;
    visit.ok(own_login::drop_second_factor(visit.call.context(), &visit.visitor, Id(id)).await)?;
    Ok(Redirect::to(&format!("/accounts/{id}")).into_response())
}

/// Takes the password once more where it was not given lately; this request counts as having it.
async fn give_password(visit: &mut Visit, password: &str) -> Result<(), AppError> {
    let context = Arc::clone(&visit.call.service.context);
    if !sign_in::is_stepped_up(&context, &visit.visitor) {
        sign_in::step_up(&context, &visit.visitor, password).await?;
        visit.visitor.session.stepped_up = Some(context.now());
    }
    Ok(())
}

fn own_page(visit: &Visit) -> String {
    format!("/accounts/{}", visit.visitor.actor.user)
}
