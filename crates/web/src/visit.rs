//! One request of somebody who entered, and what goes wrong with it.

use crate::address;
use crate::service::Service;
use crate::shell::Shell;
use antin_app::error::Kind;
use antin_app::sign_in::{self, Origin};
use antin_app::{AppError, Context, Visitor};
use antin_domain::message::Message;
use antin_words::{Language, Words};
use askama::Template;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use std::net::SocketAddr;
use std::sync::Arc;

/// The cookie that holds the token of the session.
pub const SESSION_COOKIE: &str = "antin_session";
/// The cookie that holds the language.
pub const LANGUAGE_COOKIE: &str = "antin_language";

/// One request, whoever makes it.
pub struct Call {
    /// The service.
    pub service: Arc<Service>,
    /// The language asked for.
    pub language: Language,
    /// Path and query as asked for.
    pub uri: Uri,
    /// From where.
    pub origin: Origin,
    /// Who asks, if anybody entered.
    pub visitor: Option<Visitor>,
}

/// One request of somebody who entered and showed the second factor, if there is one.
pub struct Visit {
    /// The request.
    pub call: Call,
    /// Who asks.
    pub visitor: Visitor,
}

/// What is answered instead of a page.
pub struct Failure(Box<Response>);

impl Call {
    /// What use cases need.
    pub fn context(&self) -> &Context {
        &self.service.context
    }

    /// The words of the language.
    pub fn words(&self) -> &Words {
        self.service.words(self.language)
    }

    /// The words of papers, which are Vietnamese whatever the language of the page.
    pub fn vietnamese(&self) -> &Words {
        self.service.words(Language::Vi)
    }

    /// The frame of a page; `section` marks its place in the menu.
    pub fn shell(&self, title: String, section: &'static str) -> Shell {
        Shell::new(self, title, section)
    }

    /// The page that says what went wrong.
    pub fn failure(&self, error: &AppError) -> Failure {
        let status = status(error);
        if status.is_server_error() {
            tracing::error!(error = %error, path = self.uri.path(), "a request failed");
        }
        let title = match status {
            StatusCode::FORBIDDEN => "web-error-forbidden",
            StatusCode::NOT_FOUND => "web-error-missing",
            StatusCode::CONFLICT => "web-error-stale",
            status if status.is_server_error() => "web-error-server",
            _ => "web-error-unusable",
        };
        let shell = self.shell(self.words().get(title), "");
        let page = ErrorPage { text: self.words().say(&error.message()), shell };
        Failure::from((status, page_of(&page)).into_response())
    }
}

impl Visit {
    /// The outcome of a use case, or the page that says why there is none.
    pub fn ok<T>(&self, outcome: Result<T, AppError>) -> Result<T, Failure> {
        outcome.map_err(|error| self.call.failure(&error))
    }

    /// The page of an address that leads nowhere.
    pub fn nothing_here(&self) -> Failure {
        self.call.failure(&AppError::Unusable(Message::new("web-no-such-page")))
    }
}

/// A template as an answer.
pub fn page_of(template: &impl Template) -> Response {
    match template.render() {
        Ok(text) => Html(text).into_response(),
        Err(error) => {
            tracing::error!(error = %error, "a template failed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// What kind of failure it is to HTTP.
pub fn status(error: &AppError) -> StatusCode {
    match error.kind() {
        Kind::Refused => StatusCode::FORBIDDEN,
        Kind::Unusable => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::Missing => StatusCode::NOT_FOUND,
        Kind::Stale | Kind::Taken => StatusCode::CONFLICT,
        Kind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Kind::Broken => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        *self.0
    }
}

impl From<Response> for Failure {
    fn from(response: Response) -> Failure {
        Failure(Box::new(response))
    }
}

impl FromRequestParts<Arc<Service>> for Call {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Call, Failure> {
        let cookies = CookieJar::from_headers(&parts.headers);
        let language = cookies.get(LANGUAGE_COOKIE).and_then(|cookie| Language::of(cookie.value()));
        let mut call = Call {
            service: Arc::clone(service),
            language: language.unwrap_or_default(),
            uri: parts.uri.clone(),
            origin: origin(parts, service),
            visitor: None,
        };
        if let Some(cookie) = cookies.get(SESSION_COOKIE) {
            let visitor = sign_in::visitor(&service.context, cookie.value()).await;
            call.visitor = visitor.map_err(|error| call.failure(&error))?;
        }
        Ok(call)
    }
}

impl FromRequestParts<Arc<Service>> for Visit {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Visit, Failure> {
        let call = Call::from_request_parts(parts, service).await?;
        let here = call.uri.path_and_query().map_or("/", |path| path.as_str());
        // Whoever was thrown out in the middle of sending something comes back to the page, not to the sending.
        let next = if parts.method == axum::http::Method::GET { here } else { "/" };
        match call.visitor.clone() {
            None => {
                let address = address::with_pairs("/sign-in", [("next", next.to_owned())]);
                Err(Redirect::to(&address).into_response().into())
            }
            Some(visitor) if visitor.owes_second_factor => Err(Redirect::to("/sign-in/code").into_response().into()),
            Some(visitor) => Ok(Visit { call, visitor }),
        }
    }
}

/// From where a request comes; behind a proxy, as the proxy tells.
pub fn origin(parts: &Parts, service: &Service) -> Origin {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_string());
    let told = service.is_behind_proxy.then(|| forwarded_for(&parts.headers)).flatten();
    Origin { address: told.or(peer).unwrap_or_default(), browser: text_of(&parts.headers, header::USER_AGENT.as_str()) }
}

/// The caller as the proxy saw it: the last entry, which the proxy itself wrote; those before it anybody can write.
fn forwarded_for(headers: &HeaderMap) -> Option<String> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    let address = last.rsplit(',').next().unwrap_or_default().trim();
    (!address.is_empty()).then(|| address.to_owned())
}

fn text_of(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    shell: Shell,
    text: String,
}
