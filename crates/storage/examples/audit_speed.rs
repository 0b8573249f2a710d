//! How many events a second one core verifies: `cargo run --release -p antin-storage --example audit_speed`.

// Measuring reads the clock; this program is no part of the product.
#![allow(clippy::disallowed_methods)]

use antin_domain::moment::Moment;
use antin_storage::audit::chain::Event;
use antin_storage::audit::verify::Verifier;
use antin_storage::audit::{Head, NewEvent};
use serde_json::json;
use std::time::Instant;

const EVENTS: i64 = 1_000_000;

fn main() {
    let mut head = Head { number: 0, hash: [0; 32] };
    let mut events = Vec::with_capacity(EVENTS as usize);
    for number in 0..EVENTS {
        let detail =
            json!({"before": {"position": "Chuyên viên"}, "after": {"position": "Phó Đội trưởng"}, "n": number});
        let event = Event::after(
            &head,
            &NewEvent {
                at: Moment(1_718_330_400_000_000 + number),
                actor: "7340032000000001",
                action: "edit-certificate",
                object_kind: "certificate",
                object_id: "7340032000000002",
                detail: &detail,
            },
        );
        head = Head { number: event.number, hash: event.hash };
        events.push(event);
    }
    let begun = Instant::now();
    let mut verifier = Verifier::new(Vec::new(), &[0; 32]);
    events.iter().for_each(|event| verifier.take(event));
    let report = verifier.finish(head);
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{} events, intact: {}, {seconds:.2} s: {:.0} a second",
        report.events,
        report.is_intact(),
        EVENTS as f64 / seconds
    );
}
