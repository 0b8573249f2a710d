//! Pages and JSON of the registry: HTTP in, use cases called, words out.
//!
//! No SQL, no rules, no formats of lists: a handler reads the address, calls one use case of `antin-app`, and fills a
//! template. Everything works without script; htmx only saves reloading.

mod address;
mod admin;
mod api;
mod assets;
mod counters;
mod filters;
mod ics;
mod pages;
mod security;
mod service;
mod shell;
mod visit;
mod wording;
mod zipped;

pub use admin::admin_router;
pub use api::{Access, AccessReach, access, access_page};
pub use service::Service;

use axum::Router;
use axum::middleware::from_fn_with_state;
use std::sync::Arc;

/// Every route of the service, with what guards them all.
pub fn router(service: Arc<Service>) -> Router {
    let routes = pages::routes().merge(assets::routes()).merge(api::routes());
    let covered = from_fn_with_state(Arc::clone(&service), api::cover);
    security::guarded(routes, &service).layer(covered).with_state(service)
}
