//! Who asks: a program by its token, or a person by the session of the pages.

use super::operation::{Method, Operation, Rule};
use super::problem::{Code, Problem};
use crate::service::Service;
use crate::visit::{SESSION_COOKIE, origin};
use antin_app::sign_in;
use antin_app::{AppError, Visitor, tokens};
use antin_domain::message::Message;
use antin_domain::permission::Object;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum_extra::extract::CookieJar;

/// Who asks.
///
/// # Errors
/// [`Code::NotEntered`], [`Code::SecondFactor`], [`Code::TooMany`].
pub async fn visitor(service: &Service, parts: &Parts) -> Result<Visitor, Problem> {
    let found = match parts.headers.get(header::AUTHORIZATION) {
        Some(_) => tokens::visitor(&service.context, bearer(&parts.headers), &origin(parts, service)).await?,
        None => match CookieJar::from_headers(&parts.headers).get(SESSION_COOKIE) {
            Some(cookie) => sign_in::visitor(&service.context, cookie.value()).await?,
            None => None,
        },
    };
    let visitor = found.ok_or_else(|| Problem::plain(Code::NotEntered))?;
    if visitor.owes_second_factor {
        return Err(Problem::plain(Code::SecondFactor));
    }
    Ok(visitor)
}

/// Refuses what the row of the operation does not allow, before anything else of the request is looked at.
///
/// # Errors
/// [`Code::Forbidden`], [`Code::StepUp`].
pub fn allowed(service: &Service, operation: &Operation, visitor: &Visitor) -> Result<(), Problem> {
    match operation.rule {
        Rule::Entered => {}
        Rule::May(act) => drop(visitor.reach(act)?),
        Rule::MayForAll(act) => {
            visitor.may(act, &Object { units: visitor.top.into_iter().collect(), person: None })?;
        }
        // Whether it is about oneself the use case sees; a token must name the act all the same.
        Rule::OneselfOr(act) if !visitor.token_names(act) => drop(visitor.reach(act)?),
        Rule::OneselfOr(_) => {}
    }
    // What belongs to a person alone (tokens, sessions) no token changes: it would outlive itself.
    if visitor.token.is_some() && operation.method != Method::Get && operation.rule == Rule::Entered {
        return Err(AppError::Refused(Message::new("access-token-by-token")).into());
    }
    // A token that names the act was made by somebody who had given the password.
    if operation.is_grave && visitor.token.is_none() && !sign_in::is_stepped_up(&service.context, visitor) {
        return Err(Problem::plain(Code::StepUp));
    }
    Ok(())
}

/// The token of `Authorization: Bearer …` (RFC 6750, 2.1); blank for any other scheme.
fn bearer(headers: &HeaderMap) -> &str {
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match value.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        _ => "",
    }
}
