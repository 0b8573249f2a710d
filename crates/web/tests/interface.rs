//! The JSON interface, called through the real router over fresh databases.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "interface/access.rs"]
mod access;
#[path = "interface/caller.rs"]
mod caller;
#[path = "support/fresh.rs"]
mod fresh;
#[path = "interface/matrix.rs"]
mod matrix;
#[path = "interface/own.rs"]
mod own;
#[path = "interface/problems.rs"]
mod problems;
#[path = "interface/reorganisations.rs"]
mod reorganisations;
#[path = "interface/requests.rs"]
mod requests;
#[path = "interface/retries.rs"]
mod retries;
#[path = "interface/tokens.rs"]
mod tokens;
