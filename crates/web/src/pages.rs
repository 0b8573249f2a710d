//! The pages, one file for each place in the menu.

mod accounts;
mod audit;
mod calendars;
mod campaign_board;
pub mod campaign_case;
mod campaign_cases;
mod campaign_dispatch;
mod campaign_own;
mod campaign_papers;
pub mod campaign_report;
mod campaign_words;
mod campaigns;
mod certificate;
mod certificate_rows;
mod certificates;
mod device_papers;
mod devices;
mod expiry;
mod home;
mod import;
mod intake;
mod notices;
mod own_login;
mod people;
pub mod progress;
mod register;
mod reorganisation;
mod reorganisation_needs;
mod reorganisations;
mod request;
mod request_form;
mod request_letters;
mod request_papers;
mod requests;
pub mod review_files;
mod review_why;
mod reviews;
mod searches;
mod selected;
mod sign_in;
mod standing;
mod tokens;
mod under_way;
mod units;

use crate::address;
use crate::service::Service;
use crate::visit::{Call, LANGUAGE_COOKIE};
use antin_words::Language;
use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Redirect;
use axum::routing::get;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rows of one page of a list.
const ON_A_PAGE: u32 = 50;

/// Routes of every page.
pub fn routes() -> Router<Arc<Service>> {
    Router::new()
        .merge(accounts::routes())
        .merge(audit::routes())
        .merge(calendars::routes())
        .merge(campaign_board::routes())
        .merge(campaign_case::routes())
        .merge(campaign_cases::routes())
        .merge(campaign_dispatch::routes())
        .merge(campaign_own::routes())
        .merge(campaign_papers::routes())
        .merge(campaign_report::routes())
        .merge(campaigns::routes())
        .merge(certificate::routes())
        .merge(certificates::routes())
        .merge(device_papers::routes())
        .merge(devices::routes())
        .merge(expiry::routes())
        .merge(home::routes())
        .merge(import::routes())
        .merge(intake::routes())
        .merge(notices::routes())
        .merge(own_login::routes())
        .merge(people::routes())
        .merge(register::routes())
        .merge(reorganisation::routes())
        .merge(reorganisation_needs::routes())
        .merge(reorganisations::routes())
        .merge(request::routes())
        .merge(request_form::routes())
        .merge(request_letters::routes())
        .merge(request_papers::routes())
        .merge(requests::routes())
        .merge(review_files::routes())
        .merge(reviews::routes())
        .merge(searches::routes())
        .merge(selected::routes())
        .merge(sign_in::routes())
        .merge(standing::routes())
        .merge(tokens::routes())
        .merge(units::routes())
        .route("/language/{language}", get(language))
        .fallback(async |call: Call| call.failure(&no_such_page()))
}

fn no_such_page() -> antin_app::AppError {
    antin_app::AppError::Unusable(antin_domain::message::Message::new("web-no-such-page"))
}

/// Speaks another language from now on, and goes back to where one was.
async fn language(
    cookies: CookieJar,
    Path(name): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> (CookieJar, Redirect) {
    let next = address::safe(query.get("next").map_or("/", String::as_str));
    let language = Language::of(&name).unwrap_or_default();
    let mut cookie = Cookie::new(LANGUAGE_COOKIE, language.name());
    cookie.set_path("/");
    cookie.set_same_site(SameSite::Lax);
    cookie.make_permanent();
    (cookies.add(cookie), Redirect::to(next))
}
