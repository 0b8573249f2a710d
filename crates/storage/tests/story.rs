//! What the registry promises, told once and run on SQLite and on PostgreSQL.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/both.rs"]
#[macro_use]
mod both;
#[path = "support/made_up.rs"]
mod made_up;

#[path = "story/access.rs"]
mod access;
#[path = "story/audit.rs"]
mod audit;
#[path = "story/campaigns.rs"]
mod campaigns;
#[path = "story/certificates.rs"]
mod certificates;
#[path = "story/devices.rs"]
mod devices;
#[path = "story/imports.rs"]
mod imports;
#[path = "story/notices.rs"]
mod notices;
#[path = "story/people.rs"]
mod people;
#[path = "story/reorganisations.rs"]
mod reorganisations;
#[path = "story/requests.rs"]
mod requests;
#[path = "story/reviews.rs"]
mod reviews;
#[path = "story/schema.rs"]
mod schema;
#[path = "story/turns.rs"]
mod turns;
#[path = "story/units.rs"]
mod units;
#[path = "story/work.rs"]
mod work;
