//! Whatever goes wrong outside of an operation (an address that leads nowhere, a wrong method, a request that another site
//! made, a limit of time) is told as a problem too.

use super::conditions;
use super::problem::{Code, MEDIA_TYPE, Problem};
use crate::service::Service;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;

/// Turns a failure below `/api/` that is no problem yet into one.
pub async fn cover(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    let is_ours = request.uri().path().starts_with("/api/");
    let language = conditions::language(request.headers());
    let response = next.run(request).await;
    let status = response.status();
    if !is_ours || !(status.is_client_error() || status.is_server_error()) || is_problem(response.headers()) {
        return response;
    }
    let mut problem = Problem::plain(code(status)).response(service.words(language));
    // Headers that guard every answer stand on it already; what the router says of methods stays too.
    for (name, value) in response.headers() {
        if ![header::CONTENT_TYPE, header::CONTENT_LENGTH, header::VARY].contains(name) {
            problem.headers_mut().insert(name.clone(), value.clone());
        }
    }
    problem
}

fn is_problem(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(MEDIA_TYPE.as_bytes()))
}

fn code(status: StatusCode) -> Code {
    match status {
        StatusCode::UNAUTHORIZED => Code::NotEntered,
        // Operations tell their own; what is left is the guard against forged requests.
        StatusCode::FORBIDDEN => Code::FromElsewhere,
        StatusCode::METHOD_NOT_ALLOWED => Code::WrongMethod,
        StatusCode::PAYLOAD_TOO_LARGE => Code::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::WrongType,
        StatusCode::GATEWAY_TIMEOUT => Code::TooSlow,
        status if status.is_server_error() => Code::Broken,
        StatusCode::BAD_REQUEST => Code::BadAddress,
        _ => Code::NotFound,
    }
}
