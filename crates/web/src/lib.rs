//! Pages and JSON of the registry: HTTP in, use cases called, words out.
//!
//! No SQL, no rules, no formats of lists: a handler reads the address, calls one use case of `antin-app`, and fills a
//! template. Everything works without script; htmx only saves reloading.

mod address;
mod admin;
mod assets;
mod counters;
mod pages;
mod security;
mod service;
mod shell;
mod visit;
mod wording;

pub use admin::admin_router;
pub use service::Service;

use axum::Router;
use std::sync::Arc;

/// Every route of the service, with what guards them all.
pub fn router(service: Arc<Service>) -> Router {
    security::guarded(pages::routes().merge(assets::routes()), &service).with_state(service)
}
