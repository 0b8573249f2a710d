//! The JSON interface `/api/v1`: everything the pages can do, for programs.
//!
//! The shelf is [`resources::OPERATIONS`]: one row says method, path, what permission it needs, what it takes and gives. The
//! routes, the OpenAPI document and `docs/access.md` are made from these rows and from nothing else, so they cannot
//! disagree. Every request takes the same steps ([`dispatch`]); every failure is a problem of RFC 9457 ([`problem`]).

mod answer;
mod asked;
mod conditions;
mod cover;
mod dispatch;
mod document;
mod entrance;
mod files;
mod matrix;
mod operation;
mod page;
pub(crate) mod parameter;
mod problem;
mod resources;
mod retries;
pub(crate) mod values;
mod work;

pub use cover::cover;
pub use matrix::{Access, AccessReach, access, access_page};

use crate::service::Service;
use axum::Router;
use axum::extract::{DefaultBodyLimit, RawPathParams, Request, State};
use axum::routing::{MethodFilter, on};
use operation::{Method, Operation};
use std::sync::Arc;

/// Where every operation stands.
const BASE: &str = "/api/v1";

/// The greatest file that is taken in.
const MOST_FILE_BYTES: usize = 64 * 1024 * 1024;

/// Routes of every operation, of the document and of the page that shows it.
pub fn routes() -> Router<Arc<Service>> {
    let router = Router::new().merge(document::routes()).merge(page::routes());
    resources::OPERATIONS.iter().copied().flatten().fold(router, route)
}

fn route(router: Router<Arc<Service>>, operation: &'static Operation) -> Router<Arc<Service>> {
    let filter = match operation.method {
        Method::Get => MethodFilter::GET,
        Method::Post => MethodFilter::POST,
        Method::Put => MethodFilter::PUT,
        Method::Delete => MethodFilter::DELETE,
    };
    let handler = move |State(service): State<Arc<Service>>, path: RawPathParams, request: Request| async move {
        dispatch::answer(operation, service, &path, request).await
    };
    let mut routes = on(filter, handler);
    if operation.takes.is_file() {
        routes = routes.layer(DefaultBodyLimit::max(MOST_FILE_BYTES));
    }
    router.route(&format!("{BASE}{}", operation.path), routes)
}
