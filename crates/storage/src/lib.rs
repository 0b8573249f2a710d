//! What the registry keeps, in SQLite or in PostgreSQL: one SQL text for both, one file per noun.
//!
//! Opening: [`Db::open`], [`migrate::run`]. Reading: [`Db::read`] gives a [`Connection`] that every reading function takes.
//! Writing: [`Db::change`] gives a [`Change`], which only ends well by [`Change::commit`] with the event that tells of it;
//! machinery that people do not answer for (jobs, sessions, throttles) takes an [`Upkeep`] from [`Db::upkeep`].
//! Nothing here reads a clock or draws chance: numbers, moments and random bytes come in as arguments.

#[macro_use]
mod db;

mod among;
pub mod audit;
pub mod blobs;
pub mod calendars;
pub mod campaigns;
pub mod certificates;
mod codes;
pub mod devices;
mod error;
pub mod grants;
pub mod idempotency;
pub mod imports;
pub mod jobs;
pub mod known;
pub mod migrate;
pub mod notices;
pub mod outbox;
pub mod page;
pub mod people;
pub mod reorganisations;
pub mod requests;
pub mod reviews;
pub mod schedules;
pub mod search;
pub mod searches;
pub mod sessions;
mod statement;
pub mod throttle;
pub mod tokens;
mod turn;
pub mod units;
pub mod users;

pub use db::{Connection, Db, Engine, Place};
pub use error::{Error, Result};
pub use turn::{Change, Upkeep};
