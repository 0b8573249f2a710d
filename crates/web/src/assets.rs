//! The style sheet, the sign and the scripts, embedded.

use crate::service::Service;
use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::sync::Arc;

/// Address, type, content. Addresses change with the version of the program, so browsers may keep files for long.
const FILES: [(&str, &str, &str); 4] = [
    ("/static/antin.css", "text/css; charset=utf-8", include_str!("../static/antin.css")),
    ("/static/icon.svg", "image/svg+xml", include_str!("../static/icon.svg")),
    ("/static/htmx.js", "text/javascript; charset=utf-8", include_str!("../static/htmx.min.js")),
    ("/static/keys.js", "text/javascript; charset=utf-8", include_str!("../static/keys.js")),
];

/// Routes of files.
pub fn routes() -> Router<Arc<Service>> {
    FILES.into_iter().fold(Router::new(), |routes, (address, kind, content)| {
        routes.route(address, get(move || async move { file(kind, content) }))
    })
}

fn file(kind: &'static str, content: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=3600")], content).into_response()
}
