//! What the operator asks: is it alive, is it ready, how is it. On an address of its own.

use crate::service::Service;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use std::sync::Arc;

/// Routes for the operator's address.
pub fn admin_router(service: Arc<Service>) -> Router {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(service)
}

/// Ready: the database answers.
async fn ready(State(service): State<Arc<Service>>) -> (StatusCode, &'static str) {
    match antin_app::history::end(&service.context).await {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}

/// Numbers in the text form of Prometheus.
async fn metrics(State(service): State<Arc<Service>>) -> String {
    let mut text = service.counters.text();
    if let Ok(events) = antin_app::history::end(&service.context).await {
        text.push_str("# TYPE antin_audit_events_total counter\n");
        text.push_str(&format!("antin_audit_events_total {events}\n"));
    }
    text
}
