//! A program that speaks to the real router: by a session or a token, in JSON. Every failure it gets must be a problem.

pub use crate::fresh::Fresh;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use serde_json::Value;
use tower::ServiceExt;

/// A program.
#[derive(Clone)]
pub struct Caller {
    router: Router,
    /// A header by which it enters: `cookie` or `authorization`.
    entrance: Option<(&'static str, String)>,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
    /// The body as JSON; null where it is none.
    pub json: Value,
}

/// The demonstration on a file of SQLite.
pub async fn sqlite() -> Fresh {
    crate::fresh::sqlite().await.filled().await
}

/// The demonstration on PostgreSQL.
pub async fn postgres() -> Fresh {
    crate::fresh::postgres().await.filled().await
}

impl Fresh {
    /// A program that has not entered.
    pub fn stranger(&self) -> Caller {
        Caller { router: self.router.clone(), entrance: None }
    }

    /// A program with the session of a log-in of the demonstration.
    pub async fn entered(&self, login: &str) -> Caller {
        Caller { entrance: Some(("cookie", self.session(login).await)), ..self.stranger() }
    }

    /// A program with a token.
    pub fn with_token(&self, token: &str) -> Caller {
        Caller { entrance: Some(("authorization", format!("Bearer {token}"))), ..self.stranger() }
    }
}

impl Caller {
    /// Reads.
    pub async fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, &[], None).await
    }

    /// Asks for a change, with a body of JSON.
    pub async fn change(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Reply {
        self.ask(method, path, headers, Some(body.to_string().into_bytes())).await
    }

    /// Asks for anything; a body is JSON unless a header says otherwise.
    pub async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<Vec<u8>>) -> Reply {
        let path = if path.starts_with("/api") { path.to_owned() } else { format!("/api/v1{path}") };
        let mut request = Request::builder().method(method).uri(path.as_str()).header(header::HOST, "antin.example");
        if let Some((name, value)) = &self.entrance {
            request = request.header(*name, value);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if body.is_some() && !headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let request = request.body(body.map_or_else(Body::empty, Body::from)).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        let json: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        let reply = Reply { status: parts.status, headers: parts.headers, bytes, json };
        if reply.status.is_client_error() || reply.status.is_server_error() {
            assert_eq!(reply.header("content-type"), "application/problem+json", "{method} {path}: {reply:?}");
            assert_eq!(reply.json["status"], reply.status.as_u16(), "{method} {path}");
            let text = reply.json.to_string();
            assert!(!text.contains("[api-") && !text.contains("\"\""), "{method} {path}: {text}");
        }
        reply
    }
}

impl Reply {
    /// A header; blank where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The word of the problem; blank where there is none.
    pub fn problem(&self) -> &str {
        self.json["type"].as_str().and_then(|kind| kind.strip_prefix("/api#")).unwrap_or_default()
    }

    /// The rows of a page.
    pub fn items(&self) -> &Vec<Value> {
        self.json["items"].as_array().unwrap_or_else(|| panic!("{self:?}"))
    }

    /// The number in the answer.
    pub fn id(&self) -> String {
        self.json["id"].as_str().unwrap_or_else(|| panic!("{self:?}")).to_owned()
    }
}
