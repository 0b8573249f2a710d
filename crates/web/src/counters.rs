//! How many requests there were, by the class of their answer, and how long they took together.
//!
//! Six numbers: a library for metrics would be ten times this file.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::service::Service;

/// Counts of answers.
#[derive(Default)]
pub struct Counters {
    /// By the first digit of the status, from 1.
    by_class: [AtomicU64; 5],
    microseconds: AtomicU64,
}

impl Counters {
    /// In the text form of Prometheus.
    pub fn text(&self) -> String {
        let mut text = String::from("# TYPE antin_http_requests_total counter\n");
        for (index, count) in self.by_class.iter().enumerate() {
            let count = count.load(Ordering::Relaxed);
            let _ = writeln!(text, "antin_http_requests_total{{class=\"{}xx\"}} {count}", index + 1);
        }
        let seconds = self.microseconds.load(Ordering::Relaxed) as f64 / 1e6;
        let _ = writeln!(text, "# TYPE antin_http_seconds_total counter\nantin_http_seconds_total {seconds}");
        text
    }

    fn add(&self, status: u16, microseconds: u64) {
        let class = usize::from(status / 100).clamp(1, 5) - 1;
        self.by_class[class].fetch_add(1, Ordering::Relaxed);
        self.microseconds.fetch_add(microseconds, Ordering::Relaxed);
    }
}

/// Counts a request and says in one line how it was answered; the address goes without its query, which may name people.
pub async fn count(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    let begun = service.context.now();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let response = next.run(request).await;
    let microseconds = u64::try_from(service.context.now().0 - begun.0).unwrap_or_default();
    let status = response.status().as_u16();
    service.counters.add(status, microseconds);
    tracing::info!(%method, path, status, microseconds, "answered");
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_counted_by_their_class() {
        let counters = Counters::default();
        counters.add(200, 1_500_000);
        counters.add(303, 0);
        counters.add(999, 0);
        let text = counters.text();
        assert!(text.contains("{class=\"2xx\"} 1\n") && text.contains("{class=\"3xx\"} 1\n"), "{text}");
        assert!(text.contains("{class=\"5xx\"} 1\n") && text.contains("antin_http_seconds_total 1.5\n"), "{text}");
    }
}
