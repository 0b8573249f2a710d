//! What goes wrong, as RFC 9457 tells it: a stable type, a status, and a sentence for the person.

use antin_app::AppError;
use antin_app::error::Kind;
use antin_domain::message::Message;
use antin_words::Words;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// The media type of problems.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// What kind of problem it is. Its word never changes its meaning; sentences may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// A number in the address is none.
    BadAddress,
    /// A parameter of the query is unknown, stands twice, or holds what it may not.
    BadParameter,
    /// The body is no JSON.
    BadJson,
    /// A header holds what it may not.
    BadHeader,
    /// Nobody entered, or the token does not work (any more).
    NotEntered,
    /// The second factor was not shown yet.
    SecondFactor,
    /// The caller may not.
    Forbidden,
    /// The password must be given once more.
    StepUp,
    /// Another site made the browser ask.
    FromElsewhere,
    /// There is no such thing.
    NotFound,
    /// The address does not know the method.
    WrongMethod,
    /// It is there already, or somebody was quicker.
    Conflict,
    /// A request with this key was carried out, and its answer is shown only once.
    AnsweredBefore,
    /// The thing was changed since it was read.
    Stale,
    /// The body is too large.
    TooLarge,
    /// The body is of the wrong kind.
    WrongType,
    /// What was given cannot be used.
    Unusable,
    /// The key was used for another request.
    KeyOfAnother,
    /// `If-Match` is missing.
    NeedsVersion,
    /// Too many wrong attempts.
    TooMany,
    /// Something is broken here.
    Broken,
    /// It took too long.
    TooSlow,
}

/// A problem.
#[derive(Debug)]
pub struct Problem {
    /// What kind.
    pub code: Code,
    /// What it is, and what to do; none where the title says it all.
    detail: Option<Message>,
    /// The parameter, header or field that is wrong.
    at: Option<String>,
    /// What stands against it, each said by itself.
    by: Vec<Message>,
}

/// A problem as it is answered (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// What kind of problem it is; stable. The address leads to its description.
    #[serde(rename = "type")]
    #[schema(example = "/api#forbidden")]
    kind: String,
    /// The kind in words, in the language of the answer.
    #[schema(example = "Không được phép")]
    title: String,
    /// The status of the answer.
    #[schema(example = 403)]
    status: u16,
    /// What is wrong this time and what to do.
    detail: String,
    /// The parameter, header or field that is wrong; absent where it is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    at: Option<String>,
    /// What stands against it, one sentence each; absent where nothing is told apart.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    blocked_by: Vec<String>,
}

impl Code {
    /// Every kind, by status.
    pub const ALL: [Code; 22] = [
        Code::BadAddress,
        Code::BadParameter,
        Code::BadJson,
        Code::BadHeader,
        Code::NotEntered,
        Code::SecondFactor,
        Code::Forbidden,
        Code::StepUp,
        Code::FromElsewhere,
        Code::NotFound,
        Code::WrongMethod,
        Code::Conflict,
        Code::AnsweredBefore,
        Code::Stale,
        Code::TooLarge,
        Code::WrongType,
        Code::Unusable,
        Code::KeyOfAnother,
        Code::NeedsVersion,
        Code::TooMany,
        Code::Broken,
        Code::TooSlow,
    ];

    /// Its word, and its status.
    fn row(self) -> (&'static str, StatusCode) {
        match self {
            Code::BadAddress => ("bad-address", StatusCode::BAD_REQUEST),
            Code::BadParameter => ("bad-parameter", StatusCode::BAD_REQUEST),
            Code::BadJson => ("bad-json", StatusCode::BAD_REQUEST),
            Code::BadHeader => ("bad-header", StatusCode::BAD_REQUEST),
            Code::NotEntered => ("not-entered", StatusCode::UNAUTHORIZED),
            Code::SecondFactor => ("second-factor", StatusCode::UNAUTHORIZED),
            Code::Forbidden => ("forbidden", StatusCode::FORBIDDEN),
            Code::StepUp => ("step-up", StatusCode::FORBIDDEN),
            Code::FromElsewhere => ("from-elsewhere", StatusCode::FORBIDDEN),
            Code::NotFound => ("not-found", StatusCode::NOT_FOUND),
            Code::WrongMethod => ("wrong-method", StatusCode::METHOD_NOT_ALLOWED),
            Code::Conflict => ("conflict", StatusCode::CONFLICT),
            Code::AnsweredBefore => ("answered-before", StatusCode::CONFLICT),
            Code::Stale => ("stale", StatusCode::PRECONDITION_FAILED),
            Code::TooLarge => ("too-large", StatusCode::PAYLOAD_TOO_LARGE),
            Code::WrongType => ("wrong-type", StatusCode::UNSUPPORTED_MEDIA_TYPE),
            Code::Unusable => ("unusable", StatusCode::UNPROCESSABLE_ENTITY),
            Code::KeyOfAnother => ("key-of-another", StatusCode::UNPROCESSABLE_ENTITY),
            Code::NeedsVersion => ("needs-version", StatusCode::PRECONDITION_REQUIRED),
            Code::TooMany => ("too-many", StatusCode::TOO_MANY_REQUESTS),
            Code::Broken => ("broken", StatusCode::INTERNAL_SERVER_ERROR),
            Code::TooSlow => ("too-slow", StatusCode::GATEWAY_TIMEOUT),
        }
    }

    /// Its word.
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// Its status.
    pub fn status(self) -> StatusCode {
        self.row().1
    }

    /// Its title in the language of `words`.
    pub fn title(self, words: &Words) -> String {
        words.get(&format!("api-problem-{}", self.name()))
    }
}

impl Problem {
    /// A problem with its sentence.
    pub fn new(code: Code, detail: Message) -> Problem {
        Problem { code, detail: Some(detail), at: None, by: Vec::new() }
    }

    /// A problem whose general advice (`api-advice-…`) is all there is to say.
    pub fn plain(code: Code) -> Problem {
        Problem { code, detail: None, at: None, by: Vec::new() }
    }

    /// The same, naming the parameter, header or field.
    pub fn at(self, place: impl Into<String>) -> Problem {
        Problem { at: Some(place.into()), ..self }
    }

    /// The answer.
    pub fn response(&self, words: &Words) -> Response {
        let advice = || words.get(&format!("api-advice-{}", self.code.name()));
        let body = ProblemBody {
            kind: format!("/api#{}", self.code.name()),
            title: self.code.title(words),
            status: self.code.status().as_u16(),
            detail: self.detail.as_ref().map_or_else(advice, |message| words.say(message)),
            at: self.at.clone(),
            blocked_by: self.by.iter().map(|message| words.say(message)).collect(),
        };
        let text = serde_json::to_string(&body).unwrap_or_default();
        let mut response = (self.code.status(), text).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(words.language().name()));
        headers.insert(header::VARY, HeaderValue::from_static("accept-language, authorization, cookie"));
        if self.code == Code::NotEntered {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"antin\""));
        }
        response
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Problem {
        let code = match error.kind() {
            Kind::Refused => Code::Forbidden,
            Kind::Unusable => Code::Unusable,
            Kind::Missing => Code::NotFound,
            Kind::Stale => Code::Stale,
            Kind::Taken => Code::Conflict,
            Kind::TooMany => Code::TooMany,
            Kind::Broken => {
                // What the machine says of itself is for the operator.
                tracing::error!(error = %error, "a request failed");
                return Problem::plain(Code::Broken);
            }
        };
        let problem = Problem::new(code, error.message());
        match error {
            AppError::Blocked { by, .. } => Problem { by, ..problem },
            _ => problem,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use antin_words::Language;
    use std::collections::BTreeSet;

    #[test]
    fn every_kind_has_its_own_word_and_is_said_in_both_languages() {
        let names: BTreeSet<&str> = Code::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        for words in Language::ALL.map(Words::new) {
            for code in Code::ALL {
                assert!(words.has(&format!("api-problem-{}", code.name())), "{}", code.name());
                assert!(words.has(&format!("api-advice-{}", code.name())), "{}", code.name());
            }
        }
    }

    #[test]
    fn kinds_stand_by_their_status() {
        assert!(Code::ALL.windows(2).all(|pair| pair[0].status().as_u16() <= pair[1].status().as_u16()));
    }
}
